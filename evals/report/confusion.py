"""For every field with a fixed set of values: which value was taken for which."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evals.layout import Layout
from evals.scores import LeafOutcome, Scores

# How the axes call what is no value: null in a paired record, and a record without a partner.
NULL, UNPAIRED = "null", "unpaired"
_MOST_VALUES = 30


Side = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each gold value (down) was answered with each value (across).

    A side is ("value", the value), or one of the two names of what is no value with an empty string.
    """

    group: str
    field: str
    axis: tuple[Side, ...]
    cells: tuple[tuple[int, ...], ...]


def confusions(scores: Scores, layout: Layout) -> list[Confusion]:
    """One matrix for each enum field that occurs. Its cells sum to the field's counts: the diagonal is TP."""
    found = (_confusion(scores, group, name) for group, name in _enums(layout))
    return [matrix for matrix in found if matrix is not None]


def _enums(layout: Layout) -> Iterator[tuple[str, str]]:
    for leaf in layout.fields:
        if leaf.comparator == "enum":
            yield "", leaf.name
    for group in layout.record_types:
        for leaf in group.leaves:
            if leaf.comparator == "enum":
                yield group.name, leaf.name


def _confusion(scores: Scores, group: str, name: str) -> Confusion | None:
    cells: Counter[tuple[Side, Side]] = Counter()
    for article in scores.articles:
        for leaf in article.leaves:
            if (leaf.group, leaf.field) == (group, name):
                cells[_side(leaf, gold=True), _side(leaf, gold=False)] += 1
    if not cells:
        return None
    values = [("value", value) for value in _by_frequency(side[1] for pair in cells.elements() for side in pair)]
    known = {side for pair in cells for side in pair}
    axis = [side for side in [*values, (NULL, ""), (UNPAIRED, "")] if side in known]
    if len(axis) > _MOST_VALUES:
        return None
    return Confusion(group, name, tuple(axis), tuple(tuple(cells[row, column] for column in axis) for row in axis))


def _side(leaf: LeafOutcome, *, gold: bool) -> Side:
    value, index = (leaf.gold, leaf.gold_index) if gold else (leaf.predicted, leaf.predicted_index)
    if value is not None:
        return "value", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return (UNPAIRED if leaf.group and index is None else NULL), ""


def _by_frequency(values: Iterable[str]) -> list[str]:
    counts = Counter(value for value in values if value)
    return sorted(counts, key=lambda value: (-counts[value], value))
