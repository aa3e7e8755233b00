"""Names of things and bodies in a tagged sentence: by their endings, by quotation marks, by lists, by the tagger.

What a name of a record type looks like is said by the schema (`x-endings`, `x-quoted`, `x-classes`); this module knows
Chinese, not schemas.
"""

import re
from collections.abc import Iterator
from functools import partial

from service.pipeline.candidates.lists import apposed, listed
from service.pipeline.candidates.mentions import INSIDE, Mention, NameShape, bare, is_no_body, is_task, mention_at
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.runs import by_ending
from service.pipeline.candidates.tagging import Token
from service.pipeline.candidates.telling import NOWHERE, Setting, is_built
from service.pipeline.candidates.things import things

# What belongs to a body or is one, and is no part of its name.
_HEADS = frozenset(
    "企业 单位 机构 专业 行业 产品 项目 车间 品牌 股票 股价 股东 员工 职工 团队 方面 人员 工厂 基地 园区 厂区 门店 "
    "仓库 用户 客户 "
    "市场 客人 来宾 嘉宾 一行 "
    "学生 学者 专家 师生 教授 代表 同志 领导 党员 干部 内部 总部 现场 附近 周边 系列 平台 系统 模式 指数".split()
)
_TRADES = tuple(
    (
        "科技 技术 物流 航空 生物 医药 制药 药业 材料 新材料 能源 电子 光电 微电子 电气 电力 重工 精工 机械 重机 装备 "
        "智能 智控 测控 传感 半导体 汽车 化工 环保 食品 乳业 酒业 牧业 渔业 纺织 服饰 家居 传媒 软件 信息 通信 证券 "
        "保险 创投 置业 地产 建工 锂业 锰业 铝业 铜业 矿业 钢铁 特钢 玻璃 陶瓷 纸业 实业 咖啡 茶业"
    ).split()
)
_LIKE_ADJECTIVES = frozenset({"精密", "智能"})
_SHORTEST_TRADE = 4
_TITLE = 8
_CLAUSE = re.compile("[，,：:]|就|了|我|你|他|她|吗|呢|把|很")
_TWO = 2
_QUOTED = re.compile(r"[“「]([^“”「」。！？；]{2,40})[”」]|‘([^‘’。！？；]{2,40})’|《([^《》]{2,60})》")


def find_names(passage: Passage, shape: NameShape, setting: Setting = NOWHERE) -> list[Mention]:
    """All mentions of names of this shape in the sentence, by place; overlaps are the caller's to settle."""
    run = partial(things, setting=setting) if shape.tag is None and not shape.quoted else by_ending
    ways = (listed, apposed, run, _by_tag, _quoted)
    found = [mention for way in ways for mention in way(passage, shape)]
    unique: dict[tuple[tuple[int, int], ...], Mention] = {}
    for mention in found:
        unique.setdefault(mention.parts, mention)
    return sorted(unique.values(), key=lambda m: (m.start, -m.end))


def _by_tag(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Entities of the tagger, grown to the end of the noun run where that ends like such a name."""
    if shape.tag is None:
        return
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        tagged = token.tag == shape.tag or (shape.tag == "ORG" and _is_trade(token))
        if not tagged or len(token.text) < 2 or is_no_body(token.text):
            continue
        j = i
        while j > 0 and tokens[j - 1].tag == "LOC":
            j -= 1
        yield mention_at(passage, tokens[j].start, tokens[_grow(tokens, i, shape.endings)].end, "tag")


def _is_trade(token: Token) -> bool:
    """Whether what the tagger takes for a place or a thing is named as companies are, by their trade: 某某航空."""
    return token.tag == "LOC" and len(token.text) >= _SHORTEST_TRADE and token.text.endswith(_TRADES)


def _grow(tokens: tuple[Token, ...], i: int, endings: tuple[str, ...]) -> int:
    """Index of the last token of the body whose first token is the entity at `i`."""
    last = i if tokens[i].text.endswith(endings) else None
    for k in range(i + 1, min(i + 6, len(tokens))):
        joined = last is None and tokens[k].text in "和与"  # 文化 和 旅游厅
        if tokens[k].tag not in INSIDE and not joined and not is_task(tokens, k):
            break
        if tokens[k].text.endswith(endings) and not is_no_body(tokens[k].text):
            last = k
    if last is not None:
        return last
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        following is not None
        and (following.tag in {"n", "nz", "nw"} or following.text in _LIKE_ADJECTIVES)
        and following.text not in _HEADS
        and (len(following.text) == _TWO or following.text.endswith(_TRADES))
        and i + 2 < len(tokens)
    ):
        after = tokens[i + 2]
        if after.tag in {"w", "v", "c", "d", "p", "u", "m", "vd", "ad"}:
            return i + 1
    return i


def _quoted(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Phrases in quotation marks, with what follows where that is an ending: “甲乙丙丁”综合服务体系."""
    for match in _QUOTED.finditer(passage.text):
        start, end = passage.start + match.start(), passage.start + match.end()
        stop = end
        for token in [t for t in passage.tokens if t.start >= end][:5]:
            if token.tag not in INSIDE:
                break
            if token.text.endswith(shape.endings):
                stop = token.end
        name = bare(passage.at(start, stop))
        ends = name.endswith(shape.endings) and not is_no_body(name)
        told = not shape.signs or (
            _CLAUSE.search(name) is None and (_is_title(name) or is_built(passage, start, stop, shape))
        )
        if shape.quoted or (ends and told):
            yield mention_at(passage, start, stop, "quoted")


def _is_title(name: str) -> bool:
    """Whether a phrase in quotation marks is a project's title: “年产8万吨石英砂项目”."""
    return name.endswith("项目") and len(name) >= _TITLE
