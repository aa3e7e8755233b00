"""The scorer, tested by changing a labelled record and stating the exact counts that must follow."""

from random import Random
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

import schemas
from evals.layout import Layout
from evals.score import score_record
from evals.scores import ArticleScores, Counts, LeafOutcome, Share, total
from service.types import JsonObject
from tests.evals.samples import LAYOUT, LEAVES, berths, record, with_berths


def score(predicted: JsonObject, gold: JsonObject | None = None) -> ArticleScores:
    return score_record("a", LAYOUT, record() if gold is None else gold, predicted)


def change(index: int, field: str, value: JsonValue) -> JsonObject:
    changed = record()
    berths(changed)[index][field] = value
    return changed


def wrong_fields(scores: ArticleScores) -> list[str]:
    return [leaf.field for leaf in scores.leaves if leaf.verdict != "right"]


def test_gold_against_itself_is_perfect() -> None:
    scores = score(record())
    assert scores.leaf_counts() == Counts(tp=LEAVES)
    assert scores.record_counts() == scores.strict_counts() == Counts(tp=3)


def test_a_dropped_record_misses_all_its_leaves() -> None:
    first, _, third = berths(record())
    scores = score(with_berths(first, third))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 4, fn=4)
    assert scores.record_counts() == Counts(tp=2, fn=1)


def test_a_duplicated_record_is_spurious_with_all_its_leaves() -> None:
    first, second, third = berths(record())
    scores = score(with_berths(first, first, second, third))
    assert scores.leaf_counts() == Counts(tp=LEAVES, fp=7)
    assert scores.record_counts() == Counts(tp=3, fp=1)


def test_the_order_of_records_changes_nothing() -> None:
    first, second, third = berths(record())
    scores = score(with_berths(third, second, first))
    assert scores.leaf_counts() == Counts(tp=LEAVES)
    assert {(pair.gold, pair.predicted) for pair in scores.pairs} == {(0, 2), (1, 1), (2, 0)}


def test_values_swapped_between_records_are_wrong_in_both() -> None:
    swapped = record()
    first, second, _ = berths(swapped)
    first["cost"], second["cost"] = second["cost"], first["cost"]
    scores = score(swapped)
    assert scores.leaf_counts() == Counts(tp=LEAVES - 2, fp=2, fn=2)
    assert wrong_fields(scores) == ["cost", "cost"]


@pytest.mark.parametrize(
    ("index", "field", "value"),
    [
        (0, "cost", "30万元"),
        (0, "cost", "30亿美元"),
        (0, "area", "5平方米"),
        (0, "share", "8%"),
        (0, "share", "-5%"),
        (0, "share", "5个百分点"),
        (0, "opened", "2021"),
        (0, "opened", "2021-04"),
        (0, "state", "planned"),
        (0, "site", "青山县"),
    ],
)
def test_a_wrong_value_is_one_false_positive_and_one_false_negative(index: int, field: str, value: JsonValue) -> None:
    scores = score(change(index, field, value))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 1, fp=1, fn=1)
    assert wrong_fields(scores) == [field]
    assert scores.record_counts() == Counts(tp=3)


def test_a_missing_value_is_a_false_negative() -> None:
    assert score(change(0, "cost", None)).leaf_counts() == Counts(tp=LEAVES - 1, fn=1)


def test_an_absent_key_is_a_missing_value() -> None:
    absent = record()
    del berths(absent)[0]["cost"]
    assert score(absent).leaf_counts() == Counts(tp=LEAVES - 1, fn=1)


def test_a_value_where_gold_is_null_is_a_false_positive() -> None:
    assert score(change(1, "area", "9亩")).leaf_counts() == Counts(tp=LEAVES, fp=1)


def test_null_against_null_counts_nothing() -> None:
    empty: JsonObject = {"headline": None, "writers": [], "berths": []}
    scores = score({}, gold=empty)
    assert scores.leaf_counts() == Counts()
    assert scores.leaf_counts().f1 is None


def test_another_ordinal_is_another_record() -> None:
    scores = score(change(0, "name", "临海三号码头"))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 7, fp=7, fn=7)
    assert scores.record_counts() == Counts(tp=2, fp=1, fn=1)


def test_a_near_name_pairs_but_is_wrong() -> None:
    scores = score(change(0, "name", "临海一号大码头"))
    assert scores.leaf_counts() == Counts(tp=LEAVES - 1, fp=1, fn=1)
    assert scores.record_counts() == Counts(tp=3)
    assert scores.strict_counts() == Counts(tp=2, fp=1, fn=1)


def test_an_alias_of_gold_is_right() -> None:
    predicted = change(0, "name", "临海1号码头")
    aliases = {"/berths/0": {"name": ("临海1号码头",)}}
    assert score_record("a", LAYOUT, record(), predicted, aliases=aliases).leaf_counts() == Counts(tp=LEAVES)
    assert score(predicted).leaf_counts() == Counts(tp=LEAVES - 1, fp=1, fn=1)


def test_a_wrong_optional_leaf_leaves_the_record_strictly_right() -> None:
    assert score(change(0, "cost", "1元")).strict_counts() == Counts(tp=3)


def test_an_empty_prediction_misses_everything() -> None:
    scores = score({})
    assert scores.leaf_counts() == Counts(fn=LEAVES)
    assert scores.record_counts() == Counts(fn=3)


def test_each_string_of_a_list_is_a_leaf() -> None:
    scores = score({**record(), "writers": ["吴一帆", "何田田", "周周"]})
    assert scores.leaf_counts() == Counts(tp=LEAVES - 1, fp=2, fn=1)


def test_the_summary_is_no_leaf() -> None:
    assert score({**record(), "abstract": "别的话"}).leaf_counts() == Counts(tp=LEAVES)


@pytest.mark.parametrize(
    ("summary", "carried"),
    [("一号码头和2号码头,共30亿元", 2), ("一号码头", 0), ("二號碼頭", 1), (None, 0)],
)
def test_a_fact_is_carried_if_each_of_its_anchors_is(summary: str | None, carried: int) -> None:
    assert score({**record(), "abstract": summary}).key_facts == Share(part=carried, whole=2)


def test_a_record_in_record_form_scores_as_its_wire_form_does() -> None:
    schema = schemas.get("industry_brief")
    gold = brief()
    predicted, issues = schema.to_record(gold, year=2024)
    scores = score_record("a", Layout.of(schema), gold, predicted)
    assert issues == []
    assert scores.leaf_counts() == Counts(tp=15)


def test_bounds_are_told_apart_from_values() -> None:
    gold = brief()
    predicted = brief()
    items = predicted["indicators"]
    assert isinstance(items, list)
    assert isinstance(items[0], dict)
    items[0]["value"] = "30家"
    scores = score_record("a", Layout.of(schemas.get("industry_brief")), gold, predicted)
    assert scores.leaf_counts() == Counts(tp=15)
    assert [leaf.bound_agrees for leaf in scores.leaves if leaf.bound_agrees is not None] == [True, False]


def test_a_pair_says_why_and_what_came_next() -> None:
    first, second, _ = berths(record())
    twin = {**first, "cost": None, "site": "西港"}
    scores = score(with_berths(first, twin, second), gold=with_berths(first, second))
    pair = next(pair for pair in scores.pairs if pair.gold == 0)
    assert pair.row["name"] == 1.0
    assert pair.runner_up is not None
    assert pair.runner_up[0] == 1
    assert pair.runner_up[1] < pair.similarity == 1.0


def test_scores_of_an_article_survive_json() -> None:
    scores = score(change(0, "cost", None))
    assert ArticleScores.model_validate_json(scores.model_dump_json()) == scores


def brief() -> JsonObject:
    """A record of the shipped schema, of 15 leaves, with every typed value."""
    project: JsonObject = dict.fromkeys(["location", "land_area", "floor_area", "capacity", "status", "completed"])
    project |= {"name": "远山风电场", "owner": "远山能源", "investment": "近2.5亿元", "started": "2023-04-02"}
    indicator: JsonObject = {
        "subject": "远山市",
        "name": "风电企业",
        "value": "30余家",
        "period": "今年",
        "change": "翻番",
        "nature": "actual",
    }
    people: list[JsonValue] = [{"name": "林远", "title": "经理", "organization": None}]
    fields: JsonObject = {"title": "远山起风", "published": "2024", "publisher": None, "authors": ["高原"]}
    fields |= {"region": None, "summary": None, "key_facts": [], "organizations": [], "initiatives": []}
    return fields | {"projects": [project], "people": people, "indicators": [indicator]}


NAMES = st.sampled_from(
    [
        "东湖产业园",
        "东湖产业园一期",
        "东湖产业园二期",
        "东湖园",
        "西湖产业园",
        "年产5万吨项目",
        "年产50万吨项目",
        "A 基地",
    ]
)
BERTHS = st.fixed_dictionaries(
    {
        "name": NAMES | st.text("东西湖产业园一二期15万吨“”ab ", min_size=1).filter(str.strip),
        "cost": st.sampled_from([None, "30亿元", "30万元", "约3亿美元", "面议"]),
        "share": st.sampled_from([None, "5%", "-5%", "5个百分点", "翻番"]),
        "opened": st.sampled_from([None, "2021", "2021-03", "2021-03-04", "春天"]),
        "state": st.sampled_from([None, "built", "planned"]),
        "site": st.none() | st.text("东西湖市区12", min_size=1),
    }
)
RECORDS = st.builds(lambda items: {"berths": items}, st.lists(BERTHS, max_size=5))


@settings(max_examples=60, deadline=None)
@given(RECORDS)
def test_any_record_against_itself_is_perfect(labelled: JsonObject) -> None:
    counts = score(labelled, gold=labelled).leaf_counts()
    assert (counts.fp, counts.fn) == (0, 0)


@settings(max_examples=60, deadline=None)
@given(RECORDS, RECORDS, st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_records(gold: JsonObject, predicted: JsonObject, chance: Random) -> None:
    before = score(predicted, gold=gold)
    shuffled = [list(berths(gold)), list(berths(predicted))]
    for items in shuffled:
        chance.shuffle(items)
    after = score({"berths": list(shuffled[1])}, gold={"berths": list(shuffled[0])})
    assert after.leaf_counts() == before.leaf_counts()
    assert after.records == before.records
    assert after.strict == before.strict


@settings(max_examples=60, deadline=None)
@given(RECORDS, RECORDS)
def test_every_stated_value_is_counted_once(gold: JsonObject, predicted: JsonObject) -> None:
    counts = score(predicted, gold=gold).leaf_counts()
    assert counts.tp + counts.fn == _stated(gold)
    assert counts.tp + counts.fp == _stated(predicted)


def _stated(of: JsonObject) -> int:
    return sum(value is not None for item in berths(of) for value in item.values())


@pytest.mark.parametrize(
    ("verdict", "counts"),
    [("right", Counts(tp=1)), ("wrong", Counts(fp=1, fn=1)), ("spurious", Counts(fp=1)), ("missing", Counts(fn=1))],
)
def test_a_verdict_has_its_counts(verdict: Literal["right", "wrong", "spurious", "missing"], counts: Counts) -> None:
    assert LeafOutcome(group="", field="f", verdict=verdict).counts == counts


def test_f1_is_micro_and_undefined_on_a_zero_denominator() -> None:
    summed = total([Counts(tp=3, fp=1), Counts(fn=2)])
    assert (summed.precision, summed.recall) == (0.75, 0.6)
    assert summed.f1 == pytest.approx(2 / 3)
    assert (Counts().precision, Counts(fp=1).recall, Counts().f1) == (None, None, None)
