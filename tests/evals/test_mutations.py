"""Gold changed in one known way after the other: the counts must change by exactly that much, and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import JsonValue

from evals.gold import GoldFile, load_gold
from evals.layout import Layout
from evals.score import score_record
from evals.scores import ArticleScores, Counts
from service.types import JsonObject
from tests.evals.samples import LAYOUT, LEAVES, berths, record, with_berths

SHIPPED = load_gold(Path(__file__).parents[2] / "evals/gold")
SIZES = (7, 4, 3)
STATED = [(i, field) for i, berth in enumerate(berths(record())) for field, value in berth.items() if value is not None]


def score(predicted: JsonObject) -> ArticleScores:
    return score_record("a", LAYOUT, record(), predicted)


def changed(*changes: tuple[int, str, JsonValue]) -> JsonObject:
    predicted = record()
    for index, field, value in changes:
        berths(predicted)[index][field] = value
    return predicted


@pytest.mark.parametrize("index", range(3))
def test_a_dropped_record_is_as_many_false_negatives_as_it_has_leaves(index: int) -> None:
    kept = [berth for i, berth in enumerate(berths(record())) if i != index]
    scores = score(with_berths(*kept))
    assert scores.leaf_counts() == Counts(tp=LEAVES - SIZES[index], fn=SIZES[index])
    assert scores.record_counts() == scores.strict_counts() == Counts(tp=2, fn=1)


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("times", [1, 3])
def test_a_duplicated_record_is_as_many_false_positives(index: int, times: int) -> None:
    labelled = berths(record())
    scores = score(with_berths(*labelled, *[labelled[index]] * times))
    assert scores.leaf_counts() == Counts(tp=LEAVES, fp=times * SIZES[index])
    assert scores.record_counts() == scores.strict_counts() == Counts(tp=3, fp=times)


@pytest.mark.parametrize(("index", "field"), [(i, field) for i, field in STATED if field != "name"])
def test_any_value_gone_is_one_false_negative(index: int, field: str) -> None:
    scores = score(changed((index, field, None)))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 1, fn=1)
    assert scores.record_counts() == scores.strict_counts() == Counts(tp=3)


def test_without_its_name_a_record_is_paired_by_nothing() -> None:
    """The identity is gone, and with it the pair: what is left of the record is invented."""
    scores = score(changed((0, "name", None)))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 7, fp=6, fn=7)
    assert scores.record_counts() == Counts(tp=2, fp=1, fn=1)


@pytest.mark.parametrize(
    ("index", "field", "value"),
    [(0, "cost", "30万元"), (1, "cost", "12.5万元"), (0, "share", "8%"), (2, "share", "5%"), (2, "area", "300公顷")],
)
def test_another_order_of_magnitude_or_digit_is_wrong(index: int, field: str, value: str) -> None:
    assert score(changed((index, field, value))).leaf_counts() == Counts(tp=LEAVES - 1, fp=1, fn=1)


def test_a_field_swapped_between_two_records_is_wrong_twice() -> None:
    assert score(changed((0, "cost", "12.5亿元"), (1, "cost", "30亿元"))).leaf_counts() == Counts(
        tp=LEAVES - 2, fp=2, fn=2
    )


def test_names_swapped_between_two_records_leave_both_without_a_pair() -> None:
    """By name a record is the one, by its other values the other: neither is similar enough."""
    scores = score(changed((0, "name", "临海二号码头"), (1, "name", "临海一号码头")))
    assert scores.record_counts() == Counts(tp=1, fp=2, fn=2)
    assert scores.leaf_counts() == Counts(tp=LEAVES - 11, fp=11, fn=11)


def test_mutations_add_up() -> None:
    predicted = changed((0, "cost", "30万元"), (0, "share", "8%"), (1, "opened", None), (1, "area", "9亩"))
    del berths(predicted)[2]
    predicted["berths"] = [*berths(predicted)[:2], berths(record())[0]]
    # 2 wrong, 1 missing, 1 invented; the third record's 3 leaves are missing; the copy of the first is the better pair.
    scores = score(predicted)
    assert scores.leaf_counts() == Counts(tp=14, fp=8, fn=4)
    assert scores.record_counts() == Counts(tp=2, fp=1, fn=1)


def test_an_alias_moves_one_leaf_from_wrong_to_right() -> None:
    predicted = changed((0, "name", "临海1号码头"))
    aliases = {"/berths/0": {"name": ("临海1号码头",)}}
    assert score(predicted).leaf_counts() == Counts(tp=LEAVES - 1, fp=1, fn=1)
    assert score_record("a", LAYOUT, record(), predicted, aliases=aliases).leaf_counts() == Counts(tp=LEAVES)


def _score_gold(gold: GoldFile, predicted: JsonObject) -> ArticleScores:
    return score_record(gold.id, Layout.of(gold.schema), gold.record, predicted, aliases=gold.aliases)


def _records(gold: GoldFile) -> Sequence[tuple[str, int]]:
    return [
        (group.name, i)
        for group in Layout.of(gold.schema).record_types
        for i in range(len(_items(gold.record, group.name)))
    ]


def _items(record: JsonObject, group: str) -> list[JsonValue]:
    items = record[group]
    assert isinstance(items, list)
    return items


@pytest.mark.parametrize("gold", SHIPPED, ids=lambda gold: gold.id)
def test_shipped_gold_against_itself_in_any_order_is_perfect(gold: GoldFile) -> None:
    shuffled = dict(gold.record)
    for group in Layout.of(gold.schema).record_types:
        items = _items(gold.record, group.name)
        shuffled[group.name] = [*items[1::2], *reversed(items[::2])]
    counts = _score_gold(gold, shuffled).leaf_counts()
    assert (counts.fp, counts.fn) == (0, 0)
    assert counts.tp > 0


@pytest.mark.parametrize("gold", SHIPPED, ids=lambda gold: gold.id)
def test_a_record_of_shipped_gold_dropped_or_doubled_costs_its_leaves(gold: GoldFile) -> None:
    whole = _score_gold(gold, gold.record)
    for group, index in _records(gold)[::5]:
        size = sum(leaf.group == group and leaf.gold_index == index for leaf in whole.leaves)
        items = _items(gold.record, group)
        dropped = _score_gold(gold, {**gold.record, group: items[:index] + items[index + 1 :]})
        assert dropped.leaf_counts() == Counts(tp=whole.leaf_counts().tp - size, fn=size)
        doubled = _score_gold(gold, {**gold.record, group: [items[index], *items]})
        assert doubled.leaf_counts() == Counts(tp=whole.leaf_counts().tp, fp=size)
