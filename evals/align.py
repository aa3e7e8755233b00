"""Pairs the predicted records of one type with the gold records: which is which, before anything is counted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from evals.grid import Aliases, Grid, Record
from evals.layout import RecordType

_TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Pairing:
    """Gold record `gold` and predicted record `predicted` (indices) are the same thing.

    `runner_up` is the predicted record that came next for this gold record, with its similarity; None if there was no
    other above the threshold.
    """

    gold: int
    predicted: int
    similarity: float
    row: Mapping[str, float]
    runner_up: tuple[int, float] | None


def align(
    group: RecordType, gold: Sequence[Record], predicted: Sequence[Record], aliases: Sequence[Aliases] = ()
) -> list[Pairing]:
    """The one-to-one pairing with the greatest total similarity, in the order of the gold records.

    The similarity of two records is the weighted mean score of the fields that both state. It is 0, and the pair out
    before the assignment is solved, if it is below the threshold, if that of the identity fields alone is (else two
    companies with nothing else in common would pair), or if an identity field has other digits, ordinals or places.
    Of equally similar pairs, that with more in common is taken. The order in which records are listed has no
    influence: both sides are sorted by content first. `aliases` go with the gold records.
    """
    if not gold or not predicted:
        return []
    known = list(aliases) or [{}] * len(gold)
    rows, columns = _by_content(gold), _by_content(predicted)
    grid = Grid.of(group, [gold[i] for i in rows], [predicted[j] for j in columns], [known[i] for i in rows])
    chosen = linear_sum_assignment(grid.similarity + _TIE * grid.shared, maximize=True)
    pairs = [
        Pairing(rows[i], columns[j], float(grid.similarity[i, j]), grid.row(i, j), _runner_up(grid, columns, i, j))
        for i, j in zip(*map(np.ndarray.tolist, chosen), strict=True)
        if grid.similarity[i, j] > 0
    ]
    return sorted(pairs, key=lambda pair: pair.gold)


def _by_content(records: Sequence[Record]) -> list[int]:
    return sorted(range(len(records)), key=lambda i: json.dumps(records[i], sort_keys=True, ensure_ascii=False))


def _runner_up(grid: Grid, columns: Sequence[int], i: int, chosen: int) -> tuple[int, float] | None:
    others = grid.similarity[i].copy()
    others[chosen] = 0.0
    best = int(others.argmax())
    return (columns[best], float(others[best])) if others[best] > 0 else None
