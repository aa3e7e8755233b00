"""Figures in a tagged sentence, with what the words around them say: period, change, what is measured.

The grammar of quantities and dates is that of `schemas`, so that whatever is found here can be read there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.quantities import Found, scan
from service.pipeline.candidates.changes import Change, change_behind, change_in_words, comes_to, moves
from service.pipeline.candidates.labels import Label, label, share_of, without_move
from service.pipeline.candidates.measures import Range, measure
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.periods import Period, governing, periods


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure where it stands, with what it measures. Ranges are offsets in the clean text."""

    text: str
    start: int
    end: int
    kind: str
    clause: Range
    period: Range | None
    change: str | None
    change_at: Range | None
    measure: Label


_CLAUSE_END = re.compile(r"[，；;。！？!?：:]|,(?!(?<=\d,)\d{3})")
_AND = frozenset({"、", "和", "与", "及", "以及", "，", ","})
# A specification of the thing named next (8英寸晶圆), an enumeration (三个方面), one of several: not measured.
_SPECIFIES = re.compile(r"(?:英寸|英尺|[千兆]?瓦|[千毫微纳厘]?米|伏|千伏|赫兹|GB|TB|nm|mm)(?:及以上|以上|级)?$")
_THRESHOLD = re.compile(r"(?:[元亩吨米]|公顷|公里|千瓦|岁)及?以[上下]$")  # 亿元以上项目
_TAKES = re.compile(r"占(?:了|到|据|去)?$")
_LIKENED = re.compile(r"相当于|好比|犹如|如同|堪比")
_FEW = re.compile(r"^[一二两三四五六七八九十]+[个大项种条类方]$")
_NO_HEAD = frozenset({"w", "u", "c", "p", "d", "ad", "f", "r", "m"})


def find_figures(passage: Passage) -> list[Figure]:
    """All figures of the sentence, in order. One that says by how much another changed is its change."""
    told = periods(passage)
    found = [f for f in scan(passage.text) if _measures(passage, f)]
    figures: list[Figure] = []
    for i, item in enumerate(found):
        before = found[i - 1].end if i else 0
        between = passage.text[before : item.start]
        change = change_behind(between, item) if figures else None
        if change is not None:
            figures[-1] = _changed(figures[-1], passage, change)
            continue
        figure = _figure(passage, item, before, told)
        figure = _joined(passage, figures, figure, found[i - 1], between)
        worded = change_in_words(passage.text, item.end)
        figures.append(figure if worded is None else _changed(figure, passage, worded))
    return figures


def _changed(figure: Figure, passage: Passage, change: Change) -> Figure:
    """The figure with its change; of two the first, which is that over the year."""
    if figure.change is not None:
        return figure
    return replace(figure, change=change.text, change_at=(passage.start + change.start, passage.start + change.end))


def _joined(passage: Passage, figures: list[Figure], figure: Figure, last: Found, between: str) -> Figure:
    """A figure with what it takes over from the last one: 12万吨、13万吨; 增长9%，达到20亿元; 占全县的三成.

    In the second case the last one is taken off `figures`: it is the change of this one.
    """
    before = figures[-1] if figures else None
    if before is not None and figure.kind == "percentage" and _TAKES.search(between):
        return replace(figure, measure=share_of(before.measure))
    if figure.measure.text or before is None:
        return replace(figure, measure=label(figure.measure, figure.kind, before.measure if before else None))
    if between.strip() in _AND:
        return replace(figure, measure=before.measure)
    moved = moves(before.measure.text) if before.kind == "percentage" else None
    change = comes_to(between, moved, last) if moved is not None else None
    if change is None:
        return figure
    figures.pop()
    return _changed(replace(figure, measure=without_move(before.measure), period=before.period), passage, change)


def _measures(passage: Passage, item: Found) -> bool:
    """Whether a figure counts or measures something, and does not only specify or enumerate."""
    after = passage.text[item.end : item.end + 8]
    if item.kind == "rank" and not any(c.isdigit() for c in item.text):
        return False
    if _FEW.match(item.text) or "之一" in after or after.startswith("级"):
        return False
    if item.kind != "percentage" and _THRESHOLD.search(item.text) and _qualifies(passage, item):
        return False
    if _LIKENED.search(_CLAUSE_END.split(passage.text[: item.start])[-1]):
        return False
    return not (_SPECIFIES.search(item.text) and _qualifies(passage, item))


def _qualifies(passage: Passage, item: Found) -> bool:
    """Whether what is named next is what the figure says the size of, so that it measures nothing by itself."""
    following = next((t for t in passage.tokens if t.end > passage.start + item.end), None)
    return following is not None and following.tag not in _NO_HEAD


def clauses(text: str) -> Iterator[Range]:
    """The parts of a sentence between its commas, semicolons and colons."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)


def _figure(passage: Passage, item: Found, before: int, told: Sequence[Period]) -> Figure:
    start, end = passage.start + item.start, passage.start + item.end
    clause = next((c for c in clauses(passage.text) if c[0] <= item.start < c[1]), (0, len(passage.text)))
    home = (passage.start + clause[0], passage.start + clause[1])
    floor = max(home[0], passage.start + before)
    floor = max([floor, *(p.at[1] for p in told if floor <= p.at[1] <= start)])
    parts = measure(passage, floor, (start, end), home[1])
    return Figure(
        text=item.text,
        start=start,
        end=end,
        kind=item.kind,
        clause=home,
        period=governing(passage, told, start, home),
        change=None,
        change_at=None,
        measure=Label("".join(passage.at(*p) for p in parts), parts),
    )
