"""Figures in a tagged sentence, with what the words around them say: period, change, what is measured.

The grammar of quantities and dates is that of `schemas`, so that whatever is found here can be read there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from schemas.quantities import Found, scan
from schemas.readings import Kind
from service.pipeline.candidates.changes import (
    Change,
    change_behind,
    change_in_words,
    comes_to,
    moves,
    risen_from,
    signed,
    unit_of,
)
from service.pipeline.candidates.counting import describes, measures
from service.pipeline.candidates.labels import Label, label, rank_in, share_of, tells_progress, without_move
from service.pipeline.candidates.measures import counted, measure
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.periods import governing, periods
from service.pipeline.candidates.predicates import shared, told_of
from service.pipeline.candidates.series import in_series, unit_apart, with_whole_units


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure where it stands, with what it measures. Ranges are offsets in the clean text.

    `change_unit`: where the unit of the change stands, if only the last of a list has it. `describes`: it says no more
    than of which size what is named next is, and is no indicator.
    """

    text: str
    start: int
    end: int
    kind: Kind
    clause: Range
    period: Range | None
    change: str | None
    change_at: Range | None
    measure: Label
    change_unit: Range | None = None
    describes: bool = False

    @property
    def change_parts(self) -> tuple[Range, ...]:
        """The places that the change is read from."""
        return tuple(at for at in (self.change_at, self.change_unit) if at is not None)


_CLAUSE_END = re.compile(r"[，；;。！？!?：:]|,(?!(?<=\d,)\d{3})")
_AND = frozenset({"、", "和", "与", "及", "以及", "，", ","})
_SCOPE = re.compile("[、和]([^居列排第，、]{2,6})")
_TAKES = re.compile(r"占(?:了|到|据|去)?$")


def find_figures(passage: Passage) -> list[Figure]:
    """All figures of the sentence, in order. One that says by how much another changed is its change."""
    return _Reader(passage).figures()


class _Reader:
    """Reads the figures of one sentence from left to right; one may lean on the one before it."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._told = periods(passage)
        found = [f for f in with_whole_units(passage.text, scan(passage.text)) if measures(passage, f)]
        self._found = [f for f in found if not describes(passage, f)]
        self._describing = [f for f in found if describes(passage, f)]
        self._figures: list[Figure] = []
        self._risen: Figure | None = None
        self._spent: set[int] = set()

    def figures(self) -> list[Figure]:
        for i, item in enumerate(self._found):
            before = self._found[i - 1].end if i else 0
            if i in self._spent:
                continue
            change = self._change(self._passage.text[before : item.start], item)
            if change is not None:
                self._spread(change, i, self._passage.text[before : item.start])
                continue
            figure = self._read(i, before)
            worded = change_in_words(self._passage.text, item.end)
            self._figures.append(figure if worded is None else self._changed(figure, worded))
        told = [figure for _, run in groupby(self._figures, lambda f: f.measure) for figure in self._apart([*run])]
        sizes = [replace(self._figure(item, 0, None), describes=True) for item in self._describing]
        return sorted([*map(self._acting, told), *sizes], key=lambda f: f.start)

    def _acting(self, figure: Figure) -> Figure:
        """The figure with what is said of the things that are counted right behind it: 18名科研人员到岗."""
        *front, counted = figure.measure.parts or ((0, 0),)
        if figure.kind == "percentage":
            parts = shared(self._passage, figure.clause, (figure.start, figure.end), figure.measure.parts)
        elif counted[0] == figure.end:
            parts = (*front, *told_of(self._passage, front, counted, figure.clause[1]))
        else:
            return figure
        if not parts:
            return figure
        return replace(figure, measure=Label("".join(self._passage.at(*p) for p in parts), parts))

    def _apart(self, run: list[Figure]) -> list[Figure]:
        """Figures of one measure; those of several told in one each with its own: 产量、销量分别为20万吨和18万吨."""
        first, base = run[0], self._passage.start
        at = self._passage.text.rfind("分别", first.clause[0] - base, first.start - base)
        names = in_series(first.measure, base + at, len(run)) if at >= 0 else []
        return [replace(figure, measure=name) for figure, name in zip(run, names, strict=True)] if names else run

    def _change(self, between: str, item: Found) -> Change | None:
        """A figure as the change of the last one, if it is that."""
        if not self._figures:
            return None
        last, base = self._figures[-1], self._passage.start
        of = Found(last.start - base, last.end - base, last.text, last.kind)
        moved = moves(last.measure.text) if last.kind == "percentage" else None
        return change_behind(between, item, of, moved.group() if moved else "")

    def _spread(self, change: Change, i: int, between: str) -> None:
        """Give a change to the last figure; 分别增长30%和32% to as many as there are, one each."""
        changes = [change]
        while "分别" in between and i + 1 < len(self._found) and self._is_next(i):
            i += 1
            item = self._found[i]
            self._spent.add(i)
            changes.append(Change(f"-{item.text}" if change.text.startswith("-") else item.text, item.start, item.end))
        first = len(self._figures) - len(changes)
        for k, each in enumerate(changes, max(first, 0)):
            if k < len(self._figures):
                self._figures[k] = self._changed(self._figures[k], each)

    def _is_next(self, i: int) -> bool:
        """Whether the next figure goes on the list in which the figure with the number `i` stands."""
        one, other = self._found[i], self._found[i + 1]
        return one.kind == other.kind and self._passage.text[one.end : other.start].strip() in _AND - {"，", ","}

    def _read(self, i: int, before: int) -> Figure:
        """The figure with the number `i`; of 由11.7%升至15.3% both measure the same, each with a time of its own."""
        item = self._found[i]
        if self._risen is not None:
            figure, self._risen = self._figure(item, before, None), None
            first = self._figures[-1]
            own = [p.at for p in self._told if first.end <= p.at[0] < figure.start]
            period = own[-1] if own else self._governing(first.start, compared=False)
            return replace(figure, measure=first.measure, period=period)
        following = self._found[i + 1] if i + 1 < len(self._found) else None
        origin = risen_from(self._passage.text, before, item, following)
        figure = self._joined(self._figure(item, before, origin), self._passage.text[before : item.start])
        if origin is not None:
            self._risen = figure = replace(figure, period=self._governing(figure.start, compared=True))
        return figure

    def _figure(self, item: Found, before: int, stop: int | None) -> Figure:
        passage, base = self._passage, self._passage.start
        start, end = base + item.start, base + item.end
        clause = next((c for c in clauses(passage.text) if c[0] <= item.start < c[1]), (0, len(passage.text)))
        home = (base + clause[0], base + clause[1])
        stop = start if stop is None else base + stop
        floor = max(home[0], base + before)
        behind = counted(passage, floor, home[1]) if before else []
        joined = passage.at(behind[0][1], start) if behind and behind[0][1] <= start else ""
        if joined in _AND or joined.startswith("的"):  # 12个 国家的 40多个港口, 5支 队伍、 30个小组
            floor = behind[0][1] + 1
        times = [p for p in self._told if floor <= p.at[1] <= stop]
        floor = max([floor, *(p.at[1] for p in times if not (p.compared and "百分点" in item.text))])
        parts = measure(passage, floor, (start, end), home[1], stop)
        return Figure(
            text=item.text,
            start=start,
            end=end,
            kind=item.kind,
            clause=home,
            period=governing(passage, self._told, start, home),
            change=None,
            change_at=None,
            measure=Label("".join(passage.at(*p) for p in parts), parts),
        )

    def _joined(self, figure: Figure, between: str) -> Figure:
        """The figure with what it takes over from the last one: 12万吨、13万吨; 增长9%，达到20亿元; 占全县的三成.

        In the second case the last one is none of the figures any more: it is the change of this one.
        """
        before = self._figures[-1] if self._figures else None
        if before is not None and figure.kind == "percentage" and _TAKES.search(between):
            return replace(figure, measure=share_of(before.measure, self._noun(figure.measure)))
        if before is not None and figure.kind == before.kind == "rank" and (scope := _SCOPE.fullmatch(between)):
            return replace(figure, measure=rank_in(before.measure, scope[1]))
        if figure.measure.text or before is None:
            about = next((f.measure for f in reversed(self._figures) if not tells_progress(f.measure)), None)
            return replace(figure, measure=label(figure.measure, figure.kind, about))
        if between.strip() in _AND or unit_of(before.text) == unit_of(figure.text) != "":
            return replace(figure, measure=before.measure)
        moved = moves(before.measure.text) if before.kind == "percentage" else None
        if moved is None or not comes_to(between):
            return figure
        self._figures.pop()
        change = signed(before.text, moved)
        of = without_move(before.measure)
        return replace(figure, measure=of, period=before.period, change=change, change_at=(before.start, before.end))

    def _noun(self, measure: Label) -> str:
        """What is measured if that is a noun, else nothing."""
        end = measure.parts[-1][1] if measure.parts else -1
        return measure.text if any(t.end == end and t.tag in {"n", "nz", "vn"} for t in self._passage.tokens) else ""

    def _governing(self, start: int, *, compared: bool) -> Range | None:
        """The time of a figure among what is compared with, or among the rest."""
        told = [p._replace(compared=False) for p in self._told if p.compared == compared]
        return governing(self._passage, told, start, (start, start))

    def _changed(self, figure: Figure, change: Change) -> Figure:
        """The figure with its change; of two the first, which is that over the year, or that in percent of the two."""
        if figure.change is not None and ("%" in figure.change or "%" not in change.text):
            return figure
        base = self._passage.start
        apart = unit_apart(self._found, change.end)
        return replace(
            figure,
            change=change.text,
            change_at=(base + change.start, base + change.end),
            change_unit=(base + apart[0], base + apart[1]) if apart else None,
        )


def clauses(text: str) -> Iterator[Range]:
    """The parts of a sentence between its commas, semicolons and colons."""
    start = 0
    for match in _CLAUSE_END.finditer(text):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(text):
        yield start, len(text)
