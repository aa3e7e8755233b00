"""Figures in a tagged sentence, with what the words around them say: period, change, what is measured.

The grammar of quantities and dates is that of `schemas`, so that whatever is found here can be read there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.dates import FoundDate, scan_dates
from schemas.quantities import Found, scan
from service.pipeline.candidates.changes import Change, change_behind, change_in_words, comes_to, moves
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
        between = passage.text[before : item.start]
        change = change_behind(between, item) if figures else None
        if change is not None:
            figures[-1] = _changed(figures[-1], passage, change)
            continue
        figure = _figure(passage, item, before, dates)
        if figures and not figure.measure:
            figure = _led_to(passage, figures, figure, found[i - 1], between)
        worded = change_in_words(passage.text, item.end)
        figures.append(figure if worded is None else _changed(figure, passage, worded))
    return figures


def _changed(figure: Figure, passage: Passage, change: Change) -> Figure:
    """The figure with its change; of two the first, which is that over the year."""
    if figure.change is not None:
        return figure
    return replace(figure, change=change.text, change_at=(passage.start + change.start, passage.start + change.end))


def _led_to(passage: Passage, figures: list[Figure], figure: Figure, last: Found, between: str) -> Figure:
    """A figure without words of its own measures what the last one does: 12万吨、13万吨; 增长9%，达到20亿元.

    In the second case the last one is taken off `figures`: it is the change of this one.
    """
    before = figures[-1]
    if between.strip() in _AND:
        return replace(figure, measure=before.measure)
    moved = moves(passage.at(*before.measure[-1])) if before.kind == "percentage" and before.measure else None
    change = comes_to(between, moved, last) if moved is not None else None
    if moved is None or change is None:
        return figure
    start = before.measure[-1][0]
    rest = ((start, start + moved.start()),) if moved.start() else ()
    figures.pop()
    return _changed(replace(figure, measure=(*before.measure[:-1], *rest), period=before.period), passage, change)


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
