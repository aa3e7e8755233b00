"""Pairs the predicted records of one type with the gold records: which is which, before anything is counted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import JsonValue
from scipy.optimize import linear_sum_assignment

from evals.compare import Comparison, compare
from evals.distinctions import differ
from evals.layout import Leaf, RecordType
from evals.readings import text_of

THRESHOLD = 0.5
_TIE = 1e-6

Record = Mapping[str, JsonValue]
Aliases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One gold and one predicted record, held together. `row` has the score of each field that both sides state.

    `similarity` is 0 if the two cannot be the same thing. `shared` is the share of the stated fields that agree, where
    a field that one side alone states does not: of equally similar candidates the one with more in common is taken.
    """

    similarity: float
    shared: float
    row: Mapping[str, float]


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

    Pairs below the threshold or vetoed are out before the assignment is solved. The order in which records are listed
    has no influence: both sides are sorted by content first. `aliases` go with the gold records.
    """
    known = list(aliases) or [{}] * len(gold)
    rows, columns = _by_content(gold), _by_content(predicted)
    grid = [[similarity(group, gold[i], predicted[j], known[i]) for j in columns] for i in rows]
    if not rows or not columns:
        return []
    scores = np.array([[line[j].similarity + _TIE * line[j].shared for j in range(len(columns))] for line in grid])
    chosen = linear_sum_assignment(scores, maximize=True)
    pairs = [
        Pairing(rows[i], columns[j], grid[i][j].similarity, grid[i][j].row, _runner_up(grid[i], columns, int(j)))
        for i, j in zip(*map(np.ndarray.tolist, chosen), strict=True)
        if grid[i][j].similarity > 0
    ]
    return sorted(pairs, key=lambda pair: pair.gold)


def similarity(group: RecordType, gold: Record, predicted: Record, aliases: Aliases | None = None) -> Candidate:
    """The weighted mean score of the fields that both sides state.

    0 if below the threshold, if the identity fields alone are below it (else two companies with nothing else in common
    would pair), or if an identity field has other digits, ordinals or places.
    """
    compared: dict[Leaf, Comparison] = {}
    stated = 0.0
    for leaf in group.leaves:
        expected, found = leaf.of(gold), leaf.of(predicted)
        if leaf.comparator in {"ignore", "anchors"} or (expected is None and found is None):
            continue
        stated += leaf.weight
        if expected is not None and found is not None:
            compared[leaf] = compare(leaf.comparator, expected, found, (aliases or {}).get(leaf.name, ()))
    row = {leaf.name: found.score for leaf, found in compared.items()}
    mean = _mean(compared)
    identity = {leaf: found for leaf, found in compared.items() if leaf.name in group.identity}
    gated = mean < THRESHOLD or (bool(group.identity) and _mean(identity) < THRESHOLD)
    if gated or any(_vetoed(leaf, gold, predicted) for leaf, found in identity.items() if not found.correct):
        return Candidate(0.0, 0.0, row)
    return Candidate(mean, _sum(compared) / stated, row)


def _vetoed(leaf: Leaf, gold: Record, predicted: Record) -> bool:
    expected, found = leaf.of(gold), leaf.of(predicted)
    return leaf.comparator in {"name", "text"} and differ(text_of(expected), text_of(found))


def _mean(compared: Mapping[Leaf, Comparison]) -> float:
    weight = sum(leaf.weight for leaf in compared)
    return _sum(compared) / weight if weight else 0.0


def _sum(compared: Mapping[Leaf, Comparison]) -> float:
    return sum(leaf.weight * found.score for leaf, found in compared.items())


def _by_content(records: Sequence[Record]) -> list[int]:
    return sorted(range(len(records)), key=lambda i: json.dumps(records[i], sort_keys=True, ensure_ascii=False))


def _runner_up(line: Sequence[Candidate], columns: Sequence[int], chosen: int) -> tuple[int, float] | None:
    others = [(candidate.similarity, -j) for j, candidate in enumerate(line) if j != chosen and candidate.similarity]
    if not others:
        return None
    best, position = max(others)
    return columns[-position], best
