"""Figures in a tagged sentence, with what the words around them say: period, change, what is measured.

The grammar of quantities and dates is that of `schemas`, so that whatever is found here can be read there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.dates import FoundDate, scan_dates
from schemas.quantities import Found, scan
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure where it stands. Ranges are offsets in the clean text; `measure` may have two, before and behind."""

    text: str
    start: int
    end: int
    kind: str
    clause: Range
    period: Range | None
    change: str | None
    change_at: Range | None
    measure: tuple[Range, ...]


_CLAUSE_END = re.compile(r"[，；;。！？!?：:]|,(?!(?<=\d,)\d{3})")
_CHANGE = re.compile(
    r"^(?:[，,、(（]|其中)?\s*(?:均|分别)?(?:同比|环比|比?较?上一?年度?(?:同期)?|比?较?去年(?:同期)?)"
    r"(?:均|分别)?(?:实现|净)?(?P<verb>增长|增加|上升|提高|提升|增幅达?|增速达?|下降|减少|降低|回落|下滑|减)?(?:了|达到?|为)?$"
)
_FALL = frozenset("下降 减少 降低 回落 下滑 减".split())
# None of these is made of others of them: with two ways to read 共有, a long run would take for ever.
_CONNECTORS = re.compile(
    r"(?:达到?|分别(?:为|达到?)|为|至|共计?|拥有|有|仅|占地|合计|总计|突破|约占?|的|了|近|超过?|逾|高达|不低于|不少于|已|均|将|可|也|还|其中|、)+$"
)
_COUNTERS = frozenset(
    "家 个 项 名 人 台 套 条 座 件 次 场 列 辆 艘 户 所 种 款 批 支 只 栋 处 期 届 位 部 篇 组 片 对 间 门 "
    "类 份".split()
)
_EVENT = re.compile(r"[^，,。；;]{0,4}(?:投产|达产|建成|竣工|完工|运营|投用)后")
_AND = frozenset({"、", "和", "与", "及", "以及", "，", ","})
# A specification of the thing named next (8英寸晶圆), an enumeration (三个方面), one of several: not measured.
_SPECIFIES = re.compile(r"(?:英寸|英尺|[千兆]?瓦|[千毫微纳厘]?米|伏|千伏|赫兹|GB|TB|nm|mm)(?:及以上|以上|级)?$")
_LIKENED = re.compile(r"相当于|好比|犹如|如同|堪比")
_FEW = re.compile(r"^[一二两三四五六七八九十]+[个大项种条类方]$")
_NO_HEAD = frozenset({"w", "u", "c", "p", "d", "ad", "f", "r", "m"})
_SUBJECT_END = frozenset({"v", "vd", "d", "ad", "p"})
_MEASURE_TAGS = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "s", "f", "j", "nw"})


def find_figures(passage: Passage) -> list[Figure]:
    """All figures of the sentence, in order. One that says by how much another changed is its change."""
    dates = [_shift(d, passage.start) for d in scan_dates(passage.text)]
    dates += [(passage.start + m.start(), passage.start + m.end(), "period") for m in _EVENT.finditer(passage.text)]
    dates.sort()
    found = [f for f in scan(passage.text) if _measures(passage, f)]
    figures: list[Figure] = []
    for i, item in enumerate(found):
        before = found[i - 1].end if i else 0
        if figures and _is_change(passage.text[before : item.start], item):
            figures[-1] = _with_change(figures[-1], passage, before, item)
            continue
        figure = _figure(passage, item, before, dates)
        if figures and not figure.measure and passage.text[before : item.start].strip() in _AND:
            figure = replace(figure, measure=figures[-1].measure)
        figures.append(figure)
    return figures


def _measures(passage: Passage, item: Found) -> bool:
    """Whether a figure counts or measures something, and does not only specify or enumerate."""
    after = passage.text[item.end : item.end + 8]
    if item.kind == "rank" and not any(c.isdigit() for c in item.text):
        return False
    if _FEW.match(item.text) or "之一" in after or after.startswith("级"):
        return False
    if _LIKENED.search(_CLAUSE_END.split(passage.text[: item.start])[-1]):
        return False
    following = next((t for t in passage.tokens if t.end > passage.start + item.end), None)
    return not (_SPECIFIES.search(item.text) and following is not None and following.tag not in _NO_HEAD)


def clauses(text: str) -> Iterator[Range]:
    """The parts of a sentence between its commas, semicolons and colons."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _shift(date: FoundDate, by: int) -> tuple[int, int, str]:
    return date.start + by, date.end + by, date.kind


def _is_change(between: str, item: Found) -> bool:
    return item.kind == "percentage" and _CHANGE.match(between) is not None


def _with_change(figure: Figure, passage: Passage, before: int, item: Found) -> Figure:
    match = _CHANGE.match(passage.text[before : item.start])
    fall = match is not None and match["verb"] in _FALL
    text = f"-{item.text}" if fall and not item.text.startswith("-") else item.text
    at = (passage.start + item.start, passage.start + item.end)
    return replace(figure, change=text, change_at=at)


def _figure(passage: Passage, item: Found, before: int, dates: Sequence[tuple[int, int, str]]) -> Figure:
    start, end = passage.start + item.start, passage.start + item.end
    clause = next((c for c in clauses(passage.text) if c[0] <= item.start < c[1]), (0, len(passage.text)))
    floor = passage.start + max(clause[0], before)
    return Figure(
        text=item.text,
        start=start,
        end=end,
        kind=item.kind,
        clause=(passage.start + clause[0], passage.start + clause[1]),
        period=_period(dates, start),
        change=None,
        change_at=None,
        measure=_measure(passage, floor, (start, end), passage.start + clause[1], dates),
    )


def _period(dates: Sequence[tuple[int, int, str]], start: int) -> Range | None:
    """The time expression that stands last before the figure in its sentence."""
    earlier = [(s, e) for s, e, _ in dates if e <= start]
    return earlier[-1] if earlier else None


def _measure(
    passage: Passage, floor: int, at: Range, ceiling: int, dates: Sequence[tuple[int, int, str]]
) -> tuple[Range, ...]:
    """What is counted or measured: the words before the figure in its clause, and the noun that a counter counts."""
    floor = max([floor, *(e for _, e, _ in dates if floor <= e <= at[0])])
    parts = _before(passage, floor, at[0])
    if passage.at(*at).rstrip("以上下左右")[-1:] in _COUNTERS:
        parts.extend(_behind(passage, at[1], ceiling))
    return tuple(parts)


def _before(passage: Passage, floor: int, start: int) -> list[Range]:
    """The words in front of the figure, from the last break on: 全县累计完成粮食产值 [41.3亿元] → 累计完成粮食产值.

    The members of a list are left out where its class says what is counted: 研发甲、乙等大模型 [7个] → 研发, 大模型.
    """
    stop = floor + len(_CONNECTORS.sub("", passage.at(floor, start)))
    tokens = [t for t in passage.tokens if t.start >= floor and t.end <= stop]
    begin = stop
    for token in reversed(tokens):
        if (token.tag == "w" and token.text not in "“”‘’《》()（）、+·") or token.text in "将已可均对从把被在由":
            break
        begin = token.start
    tokens = [t for t in tokens if t.start >= begin]
    begin = _skip_subject(tokens, begin)
    listed = next((t for t in tokens if t.text == "等" and t.start > begin), None)
    if listed is None:
        return [(begin, stop)] if stop - begin >= 2 else []
    verbs = [t for t in tokens if t.start >= begin and t.end <= listed.start]
    lead = next((i for i, t in enumerate(verbs) if t.tag not in {"v", "vd", "d", "ad"}), 0)
    parts = [(begin, verbs[lead].start if lead else begin), (listed.end, stop)]
    return [p for p in parts if p[1] - p[0] >= 2]


def _skip_subject(tokens: Sequence[Token], begin: int) -> int:
    """Where the predicate begins, when a noun run stands before a verb that has an object of its own."""
    k = 0
    while k < len(tokens) and tokens[k].tag in {"LOC", "ORG", "PER", "r", "c", "w"}:
        k += 1
    rest = tokens[k:]
    verb = next((i for i, t in enumerate(rest) if t.tag in _SUBJECT_END), None)
    if verb and verb + 1 < len(rest) and any(t.tag in _MEASURE_TAGS for t in rest[verb + 1 :]):
        return rest[verb].start
    return rest[0].start if rest else next((t.start for t in tokens if t.tag not in {"c", "w"}), begin)


def _behind(passage: Passage, end: int, ceiling: int) -> list[Range]:
    """The noun run right behind a counted figure: [40余家] 成员单位."""
    stop = end
    for token in passage.tokens:
        if token.start < end or token.end > ceiling:
            continue
        if token.start == stop and token.tag in _MEASURE_TAGS:
            stop = token.end
        else:
            break
    return [(end, stop)] if stop - end >= 2 else []
