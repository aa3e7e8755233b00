"""Names of makers inside the names of what they make: 海岚 of 福建海岚食品集团 begins 海岚预制菜产业园."""

import re
from collections.abc import Iterable

from service.pipeline.candidates.divisions import places
from service.pipeline.candidates.mentions import GOVERNING
from service.pipeline.candidates.passages import Passage

_COMPANY = re.compile(r"(?:公司|集团|股份|控股|合作社|联社)$")
_INDUSTRIES = frozenset(
    "农业 工业 科技 生物 能源 新能 食品 建设 投资 城投 交投 交通 城市 水务 水利 电力 国有 产业 文旅 旅游 文化 环保 "
    "医药 化工 机械 汽车 电子 信息 数据 大数 纺织 服装 钢铁 有色 矿业 港口 港务 物流 贸易 商贸 金融 农商 供电 轨道 "
    "铁路 航空 航天 石油 石化 燃气 热力 种业 林业 渔业 海洋 农村 高新 经开 开发 发展 国资 地产 置业 建材 建筑 市政 "
    "公共 供销 粮食 粮油 畜牧 养殖 制药 中医 智能 绿色 现代 第一 人民 装备 材料 新材 半导 光伏 风电 储能 氢能 健康 "
    "医疗 教育".split()
)
"""Beginnings of names that only say in which trade a company is: 某市 [农业] 投资集团."""
_LENGTH = 2
_SHORTEST = 4
_REACH = 6
_PATH = re.compile(r"(?:[\u4e00-\u9fff]{1,6}?[省市区县州盟旗镇乡])+")
_BREAKS = frozenset({"w", "u", "p", "c", "r", "TIME", "m"})


def trade_names(bodies: Iterable[str]) -> frozenset[str]:
    """The first two characters of the companies' own names, behind the areas in front of them."""
    found: set[str] = set()
    for body in bodies:
        if _COMPANY.search(body) is None:
            continue
        own = body[_areas(body) :].lstrip("省市区县州")
        if len(own) >= _SHORTEST and _areas(own) == 0 and own[:_LENGTH] not in _INDUSTRIES:
            found.add(own[:_LENGTH])
    return frozenset(found)


def begin(passage: Passage, start: int, end: int, makers: frozenset[str]) -> int:
    """Where a name that a noun run from `start` to `end` belongs to begins: at its maker's, if it has one close by.

    The tagger may not know that as a noun (北垦/f 智能/n 产业园/n), or take it for one with an area before it.
    """
    inside = next((at for at in range(start, end) if passage.at(at, at + _LENGTH) in makers), None)
    if inside is not None:
        before = passage.at(start, inside)
        return inside if _PATH.fullmatch(before) is not None or _areas(before) == len(before) > 2 else start
    for at in range(start - 1, max(passage.start, start - _REACH) - 1, -1):
        if passage.at(at, at + _LENGTH) in makers and _joins(passage, at, start):
            return at
    return start


def _joins(passage: Passage, at: int, start: int) -> bool:
    """Whether nothing parts a maker's name at `at` from a noun run: no mark, no verb that governs, no body's ending."""
    between = [t for t in passage.tokens if t.end > at and t.start < start]
    parted = any(t.tag in _BREAKS or t.text in GOVERNING for t in between) or any(t.tag == "v" for t in between[1:])
    return not parted and _COMPANY.search(passage.at(at, start)) is None


def _areas(text: str) -> int:
    """How much of the text's beginning are names of areas."""
    end = 0
    for place in places(text):
        if place.start != end:
            break
        end = place.end
    return end
