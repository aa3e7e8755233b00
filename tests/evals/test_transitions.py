"""What became of each leaf between two runs."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from evals.score import score_record
from evals.scores import Scores
from evals.transitions import Transition, transitions
from service.types import JsonObject
from tests.evals.samples import LAYOUT, LEAVES, berths, record, with_berths


def run(predicted: JsonObject) -> Scores:
    """A run of one article."""
    return Scores(schema_id="harbour", gold_sha256="0", articles=(score_record("a", LAYOUT, record(), predicted),))


def changed(index: int, field: str, value: JsonValue) -> JsonObject:
    """The labelled record with another value in one berth."""
    predicted = record()
    berths(predicted)[index][field] = value
    return predicted


def kinds(found: tuple[Transition, ...]) -> Counter[str]:
    return Counter(one.kind for one in found)


def only(found: tuple[Transition, ...], kind: str) -> Transition:
    """The one transition of a kind."""
    matching = [one for one in found if one.kind == kind]
    assert len(matching) == 1
    return matching[0]


def test_a_run_against_itself_changes_nothing() -> None:
    assert kinds(transitions(run(record()), run(record()))) == {"still_right": LEAVES}


@pytest.mark.parametrize("value", ["30万元", None])
def test_a_leaf_that_becomes_right_is_fixed(value: JsonValue) -> None:
    found = transitions(run(changed(0, "cost", value)), run(record()))
    one = only(found, "fixed")
    assert (one.article, one.group, one.field, one.gold) == ("a", "berths", "cost", "30亿元")
    assert one.before is not None
    assert one.after is not None
    assert (one.before.predicted, one.after.predicted) == (value, "30亿元")
    assert kinds(found) == {"fixed": 1, "still_right": LEAVES - 1}


def test_the_other_way_round_it_is_broken() -> None:
    found = transitions(run(record()), run(changed(0, "cost", "30万元")))
    assert kinds(found) == {"broken": 1, "still_right": LEAVES - 1}


def test_wrong_in_another_way_is_still_wrong() -> None:
    found = transitions(run(changed(0, "cost", "30万元")), run(changed(0, "cost", None)))
    assert kinds(found) == {"still_wrong": 1, "still_right": LEAVES - 1}


def test_an_invented_value_that_is_gone_is_fixed_and_a_new_one_broken() -> None:
    invented = run(changed(1, "area", "9亩"))
    gone = only(transitions(invented, run(record())), "fixed")
    assert (gone.gold, gone.after) == (None, None)
    assert only(transitions(run(record()), invented), "broken").before is None


def test_an_invented_value_in_place_of_another_is_still_wrong() -> None:
    found = transitions(run(changed(1, "area", "9亩")), run(changed(1, "area", "7亩")))
    one = only(found, "still_wrong")
    assert one.before is not None
    assert one.after is not None
    assert (one.before.predicted, one.after.predicted) == ("9亩", "7亩")
    assert kinds(found)["still_right"] == LEAVES


def test_an_invented_record_is_the_same_wherever_it_stands() -> None:
    first, second, third = berths(record())
    extra: JsonObject = {"name": "云岭“货运”站", "cost": "1元"}
    same: JsonObject = {"name": "雲嶺「貨運」站", "cost": "1元"}
    found = transitions(run(with_berths(extra, first, second, third)), run(with_berths(first, second, third, same)))
    assert kinds(found) == {"still_wrong": 2, "still_right": LEAVES}


def test_an_invented_record_in_place_of_another_is_fixed_and_broken() -> None:
    before = run(with_berths(*berths(record()), {"name": "云岭货运站"}))
    after = run(with_berths(*berths(record()), {"name": "大河渡口"}))
    assert kinds(transitions(before, after)) == {"fixed": 1, "broken": 1, "still_right": LEAVES}


def test_each_string_of_a_list_is_followed() -> None:
    before = run({**record(), "writers": ["陈小满", "何田田"]})
    after = run({**record(), "writers": ["吴一帆"]})
    found = [one for one in transitions(before, after) if one.kind != "still_right"]
    assert {(one.kind, str(one.leaf.gold), str(one.leaf.predicted)) for one in found} == {
        ("fixed", "吴一帆", "吴一帆"),
        ("broken", "陈小满", "None"),
        ("fixed", "None", "何田田"),
    }


def test_the_same_string_twice_is_two_leaves() -> None:
    before, after = run({**record(), "writers": ["何田田", "何田田"]}), run({**record(), "writers": ["何田田"]})
    found = kinds(transitions(before, after))
    assert (found["fixed"], found["still_wrong"]) == (1, 3)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["cost", "area", "share"]), st.sampled_from([None, "8%", "30万元", "9亩"])
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(CHANGES, CHANGES)
def test_every_leaf_of_either_run_is_told_once(
    one: list[tuple[int, str, str]], other: list[tuple[int, str, str]]
) -> None:
    runs = []
    for some in (one, other):
        predicted = record()
        for index, field, value in some:
            berths(predicted)[index][field] = value
        runs.append(run(predicted))
    found = transitions(*runs)
    for scores, told in zip(runs, ([t.before for t in found], [t.after for t in found]), strict=True):
        shown = [leaf.model_dump_json() for leaf in told if leaf is not None]
        assert sorted(shown) == sorted(leaf.model_dump_json() for leaf in scores.articles[0].leaves)
    forth, back = kinds(found), kinds(transitions(*reversed(runs)))
    assert (forth["fixed"], forth["broken"]) == (back["broken"], back["fixed"])
