"""Names that are runs of nouns with a certain ending: where one begins, and whether it is a name at all."""

import re
from collections.abc import Iterator

from service.pipeline.candidates.mentions import (
    GOVERNING,
    INSIDE,
    PROPER,
    Mention,
    NameShape,
    is_no_body,
    is_task,
    mention_at,
)
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token
from service.pipeline.candidates.telling import is_item

_LEADING = frozenset(
    "重点 优质 一批 首个 首批 大型 主要 重大 重要 全新 各类 各项 相关 有关 多个 新 全国 全省 全市 全区 全县 国内 "
    "国家级 省级 市级 该 同时 目前 近年 今年 其中 一个 当地 本土 头部 龙头 下一步 未来 现有 已有 部分 "
    "更多 等 优势 总体 大力 积极".split()
)
_UNNAMED = re.compile(
    r"(?:重大|重点|优质|标志性|示范|工业|产业|建设|投资|在建|新建|招商|此类|其他|这些|一批|多个|类|的|级|年|月|为中心)"
    r"(?:项目|工程|园区|基地|平台|载体)?$"
    r"|(?:公司|集团|厂)的?(?:车间|厂区|厂房|工厂|生产线|产线|大楼|总部|园区|基地)$"
)
"""Kinds of things, and places of work that only their owner's name tells from others."""
_LEGAL_FORM = "有限公司"
_AREAS = frozenset("省 市 区 县 州 镇".split())
_FOUNDING = frozenset("共建 组建 成立 设立 筹建 创建 创办".split())
_AREA_ENDINGS = ("省", "市", "区", "县", "州", "旗", "镇", "乡")
_AREA = re.compile(r"[^省市区县州旗镇乡]+[省市区县州旗镇乡]")
_OFFICES = ("局", "厅", "委", "委员会")
_OVER = ("国家", "省", "自治区", "市", "州", "盟", "县", "区", "旗")
_OPENING = {"”": "“", "’": "‘", "」": "「", "》": "《", ")": "(", "）": "（"}
_NAMING = frozenset({"n", "nz", "LOC", "ORG", "PER", "vn"})
_SPECIFIES = re.compile(r"(?:级|英寸|纳米|毫米|千瓦|兆瓦|吉瓦|千伏|吨|万套|层|米)$")
"""A number that says of which size or kind a thing is, and stands inside its name."""
_YEARS = re.compile(r"[一二三四五六七八九十两]+年")
_PHASE = re.compile(r"[一二三四五六1-6]期")
_LONG_NAME = 6


def by_ending(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Noun runs that end in one of the shape's endings."""
    if not shape.endings:
        return
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        if not token.text.endswith(shape.endings) or token.tag in {"p", "u", "d", "c"} or is_no_body(token.text):
            continue
        if i + 1 < len(tokens) and tokens[i + 1].text.endswith(shape.endings) and tokens[i + 1].tag in INSIDE:
            continue  # the name goes on: 创新 基地 项目
        if len(token.text) == 1 and i and tokens[i - 1].tag in {"v", "vn"}:
            continue  # 进出 港 is what is done, not where
        j = without_path(tokens, _trim(tokens, _left(tokens, i), i), i)
        start, end = tokens[j].start, with_phase(passage, token.end)
        if _is_counted(tokens, i) or _UNNAMED.search(passage.at(start, end)):
            continue
        if is_item(passage, start, end) or _is_founded(tokens, j, i, shape) or _says_enough(tokens[j : i + 1], shape):
            yield mention_at(passage, start, end, "ending")


def _says_enough(run: tuple[Token, ...], shape: NameShape) -> bool:
    """Whether a noun run is a name and not only a kind of thing: long enough and, where asked for, proper."""
    if run[-1].text.endswith(_LEGAL_FORM) and sum(len(t.text) for t in run) > len(_LEGAL_FORM) + 1:
        return True
    if sum(len(t.text) for t in run) < 4 or (len(run) == 1 and run[0].tag not in PROPER):
        return False
    return not shape.proper or any(t.tag in PROPER or t.text in _OPENING or t.text in _AREAS for t in run)


def _is_founded(tokens: tuple[Token, ...], j: int, i: int, shape: NameShape) -> bool:
    """Whether a body with a long name that is all common nouns is set up: 共建 某某可靠性实验室."""
    length = tokens[i].end - tokens[j].start
    return shape.tag == "ORG" and j > 0 and tokens[j - 1].text in _FOUNDING and length >= _LONG_NAME


def _is_counted(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a number follows: 签约 项目 46个."""
    return i + 1 < len(tokens) and tokens[i + 1].tag == "m" and any(c.isdigit() for c in tokens[i + 1].text)


def _left(tokens: tuple[Token, ...], i: int) -> int:
    """Index of the first token of the noun run that ends at `i`."""
    j = i
    while j > 0:
        before = tokens[j - 1]
        if before.text in _OPENING:
            begins = opening(tokens, j - 1)
            if begins is None:
                return j
            j = begins
        elif _belongs(tokens, j - 1, i):
            j -= 1
        elif _joins(tokens, j - 1, i):
            j -= 2
        else:
            return j
    return j


def _joins(tokens: tuple[Token, ...], k: int, last: int) -> bool:
    """Whether 和 joins two fields of one office, that of an area: 市 商务 和 口岸管理局."""
    short = len(tokens[last].text) == 1 and tokens[last - 1].tag in {"n", "vn"}  # 林业 和 草原 局
    office = tokens[last].text.endswith(_OFFICES) and k + (2 if short else 1) == last and k >= 2
    return (
        office and tokens[k].text in "和与" and tokens[k - 1].tag in {"n", "vn"} and tokens[k - 2].text.endswith(_OVER)
    )


def _belongs(tokens: tuple[Token, ...], k: int, last: int) -> bool:
    token = tokens[k]
    before = tokens[k - 1].tag if k else "w"
    task = k + 1 == last and before in INSIDE and is_task(tokens, k)
    if not task and token.text in GOVERNING and (token.tag != "vn" or before not in INSIDE):
        return False
    if task or token.tag in INSIDE or token.text in "·+":
        return True
    if token.tag == "m":
        counts = any(c.isdigit() for c in token.text) or token.text.endswith(("家", "所"))
        return (not counts and len(token.text) <= 3) or (
            before in _NAMING and k + 1 < last and _SPECIFIES.search(token.text) is not None
        )
    if token.tag == "TIME":
        return _YEARS.fullmatch(token.text) is not None
    if token.tag == "v":
        return _verb_belongs(tokens, k, last, before)
    return token.tag == "f" and len(token.text) == 1 and before in {"vn", "n"}


def _verb_belongs(tokens: tuple[Token, ...], k: int, last: int, before: str) -> bool:
    """Whether a verb to the tagger is part of a name to the reader: 腾跃 产业园, 攻坚 突破 年 行动; not 出自 某院."""
    joins = (k + 1 == last and before == "w") or before in {"n", "vn", "nz", "a", "m", "f", "LOC", "ORG"}
    return joins and not (k + 1 == last and tokens[last].tag == "ORG")


def opening(tokens: tuple[Token, ...], k: int) -> int | None:
    """Index of the bracket or quotation mark that token `k` closes, if it is one and that stands close by."""
    wanted = _OPENING.get(tokens[k].text)
    for j in range(k - 1, max(-1, k - 14), -1) if wanted is not None else ():
        if tokens[j].text == wanted:
            return j
        if tokens[j].text in "，。；,;":
            return None
    return None


def _trim(tokens: tuple[Token, ...], j: int, i: int) -> int:
    """Drop what only leads up to the name."""
    while j < i and (tokens[j].text in _LEADING or tokens[j].text in "·+)" or (tokens[j].tag in {"m", "f"} and j < i)):
        j += 1
    return j


def without_path(tokens: tuple[Token, ...], j: int, i: int) -> int:
    """Drop two areas or more that only say where it stands: 某省 某市 某县 某产业园."""
    k = j
    while k < i and tokens[k].tag == "LOC" and tokens[k].text.endswith(_AREA_ENDINGS):
        k += 1
    rest = sum(len(t.text) for t in tokens[k : i + 1])
    areas = sum(len(_AREA.findall(t.text)) for t in tokens[j:k])
    return k if areas > 1 and rest > 3 else j


def with_phase(passage: Passage, end: int) -> int:
    """Past a bracket and 一期/二期 that belong to the name."""
    rest = passage.text[end - passage.start :]
    bracket = re.match(r"[(（][^()（）]{1,12}[)）]", rest)
    skip = bracket.end() if bracket and _PHASE.match(rest, bracket.end()) else 0
    phase = _PHASE.match(rest, skip)
    return end + phase.end() if phase else end
