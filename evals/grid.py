"""All gold records of one type held against all predicted ones, field by field."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import JsonValue

from evals.compare import RULES, best
from evals.distinctions import differ
from evals.layout import Leaf, RecordType
from evals.readings import text_of

THRESHOLD = 0.5

Record = Mapping[str, JsonValue]
Aliases = Mapping[str, Sequence[str]]
Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One field of every pair, gold records down, predicted across. `scores` is 0 where not both sides state it."""

    leaf: Leaf
    scores: Scores
    correct: Flags
    both: Flags
    either: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """`similarity` is 0 for pairs that cannot be the same thing.

    `shared` is the share of the stated fields that agree, where a field that one side alone states does not.
    """

    columns: tuple[Column, ...]
    similarity: Scores
    shared: Scores

    @classmethod
    def of(
        cls, group: RecordType, gold: Sequence[Record], predicted: Sequence[Record], aliases: Sequence[Aliases]
    ) -> "Grid":
        """Compare every pair. `aliases` go with the gold records; neither side is empty."""
        leaves = [leaf for leaf in group.leaves if leaf.comparator not in {"ignore", "anchors"}]
        columns = tuple(_column(leaf, gold, predicted, aliases) for leaf in leaves)
        shape = (len(gold), len(predicted))
        similarity = _mean(columns, shape)
        similarity[similarity < THRESHOLD] = 0.0
        identity = [column for column in columns if column.leaf.name in group.identity]
        if group.identity:
            similarity[_mean(identity, shape) < THRESHOLD] = 0.0
        for column in identity:
            _veto(column, gold, predicted, similarity)
        stated = _sum([column.either * np.float64(column.leaf.weight) for column in columns], shape)
        shared = _ratio(_weighted(columns, shape), stated)
        return cls(columns, similarity, np.where(similarity > 0, shared, 0.0))

    def row(self, i: int, j: int) -> dict[str, float]:
        """The score of each field that both sides of a pair state."""
        return {column.leaf.name: float(column.scores[i, j]) for column in self.columns if column.both[i, j]}


def _column(leaf: Leaf, gold: Sequence[Record], predicted: Sequence[Record], aliases: Sequence[Aliases]) -> Column:
    """Each two distinct values are compared once."""
    rule = RULES[leaf.comparator]
    expected = _Values([(leaf.of(one), *known.get(leaf.name, ())) for one, known in zip(gold, aliases, strict=True)])
    found = _Values([(leaf.of(record),) for record in predicted])
    table = np.zeros((len(expected.distinct), len(found.distinct)))
    correct = np.zeros_like(table, dtype=np.bool_)
    readings = [None if value[0] is None else rule.read(value[0]) for value in found.distinct]
    for i, values in enumerate(expected.distinct):
        if values[0] is None:
            continue
        value, *others = [rule.read(value) for value in values]
        for j, reading in enumerate(readings):
            if reading is not None:
                comparison = rule.judge(value, reading)
                if others:
                    comparison = best([comparison, *(rule.judge(other, reading) for other in others)])
                table[i, j], correct[i, j] = comparison.score, comparison.correct
    cells = np.ix_(expected.indices, found.indices)
    rows, columns = expected.stated[:, None], found.stated[None, :]
    return Column(leaf, table[cells], correct[cells], rows & columns, rows | columns)


class _Values:
    """The distinct values of one field on one side, and which of them each record has."""

    def __init__(self, values: Sequence[tuple[JsonValue, ...]]) -> None:
        self.distinct: list[tuple[JsonValue, ...]] = []
        known: dict[str, int] = {}
        self.indices: list[int] = []
        for value in values:
            index = known.setdefault(json.dumps(value, sort_keys=True), len(known))
            if index == len(self.distinct):
                self.distinct.append(value)
            self.indices.append(index)
        self.stated = np.array([value[0] is not None for value in values], dtype=np.bool_)


def _veto(column: Column, gold: Sequence[Record], predicted: Sequence[Record], similarity: Scores) -> None:
    if column.leaf.comparator not in {"name", "text"}:
        return
    for i, j in np.argwhere((similarity > 0) & column.both & ~column.correct).tolist():
        if differ(text_of(column.leaf.of(gold[i])), text_of(column.leaf.of(predicted[j]))):
            similarity[i, j] = 0.0


def _mean(columns: Sequence[Column], shape: tuple[int, int]) -> Scores:
    return _ratio(
        _weighted(columns, shape), _sum([column.both * np.float64(column.leaf.weight) for column in columns], shape)
    )


def _weighted(columns: Sequence[Column], shape: tuple[int, int]) -> Scores:
    return _sum([column.leaf.weight * column.scores for column in columns], shape)


def _sum(parts: Sequence[Scores], shape: tuple[int, int]) -> Scores:
    return np.sum(parts, axis=0) if parts else np.zeros(shape)


def _ratio(part: Scores, whole: Scores) -> Scores:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
