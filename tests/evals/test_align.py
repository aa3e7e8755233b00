"""Which predicted record is taken for which gold record."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from evals.align import align
from evals.grid import THRESHOLD, Aliases, Grid
from evals.layout import RecordType, record_type
from service.types import JsonObject
from tests.evals.samples import BERTH, berths, record

GROUP = record_type("berths", BERTH)
COMPANY = record_type(
    "companies",
    {
        "type": "object",
        "x-identity": ["name"],
        "properties": {"name": {"type": "string", "x-type": "name"}, "kind": {"enum": ["a", "b"]}},
    },
)


def pairs(gold: list[JsonObject], predicted: list[JsonObject]) -> list[tuple[int, int]]:
    return [(pair.gold, pair.predicted) for pair in align(GROUP, gold, predicted)]


def similarity(group: RecordType, gold: JsonObject, predicted: JsonObject, aliases: Aliases | None = None) -> float:
    """How alike the two are, held together alone."""
    return float(Grid.of(group, [gold], [predicted], [aliases or {}]).similarity[0, 0])


def test_the_total_is_maximised() -> None:
    # Greedy would pair the two most similar, 东湖产业园 and 东湖产业园区, and leave the other two alone.
    gold: list[JsonObject] = [{"name": "东湖产业园"}, {"name": "产业园区"}]
    predicted: list[JsonObject] = [{"name": "东湖产业园区"}, {"name": "东湖"}]
    assert pairs(gold, predicted) == [(0, 1), (1, 0)]


def test_equal_names_pair_whatever_one_side_leaves_out() -> None:
    full = berths(record())[0]
    assert pairs([full], [{"name": full["name"]}]) == [(0, 0)]


def test_of_equal_names_the_record_with_more_in_common_is_taken() -> None:
    full = berths(record())[0]
    bare: JsonObject = {"name": full["name"]}
    assert pairs([full], [bare, full]) == [(0, 1)]
    assert pairs([bare], [full, bare]) == [(0, 1)]


def test_records_below_the_threshold_stay_alone() -> None:
    assert pairs([{"name": "东湖产业园"}], [{"name": "青山货运站"}]) == []


def test_sharing_everything_but_the_identity_is_not_enough() -> None:
    gold: JsonObject = {"name": "东湖电子", "kind": "a"}
    assert similarity(COMPANY, gold, {"name": "青山铁路", "kind": "a"}) == 0


def test_an_abbreviation_pairs_with_the_full_name() -> None:
    gold: JsonObject = {"name": "山海省工业和信息化厅", "kind": "a"}
    assert similarity(COMPANY, gold, {"name": "省工信厅", "kind": "a"}) >= THRESHOLD


def test_a_vetoed_pair_is_out_before_the_assignment() -> None:
    gold: list[JsonObject] = [{"name": "东湖产业园一期"}]
    assert pairs(gold, [{"name": "东湖产业园二期"}]) == []
    assert pairs(gold, [{"name": "东湖产业园二期"}, {"name": "东湖园一期"}]) == [(0, 1)]


def test_an_alias_is_not_vetoed() -> None:
    found = similarity(GROUP, {"name": "5号码头"}, {"name": "6号泊位"}, {"name": ("6号泊位",)})
    assert found == 1


def test_nothing_pairs_with_nothing() -> None:
    assert align(GROUP, [], []) == align(GROUP, [{"name": "码头"}], []) == align(GROUP, [], [{"name": "码头"}]) == []


ITEMS = st.lists(
    st.fixed_dictionaries(
        {"name": st.sampled_from(["东湖园", "东湖产业园", "东湖产业园区", "湖产业园", "西湖园一期"])},
        optional={"state": st.sampled_from(["built", "planned"]), "cost": st.sampled_from(["1亿元", "2亿元"])},
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(ITEMS, ITEMS)
def test_a_record_is_in_one_pair_at_most_and_each_pair_passes_the_gate(
    gold: list[JsonObject], predicted: list[JsonObject]
) -> None:
    found = align(GROUP, gold, predicted)
    assert len({pair.gold for pair in found}) == len({pair.predicted for pair in found}) == len(found)
    for pair in found:
        assert pair.similarity == similarity(GROUP, gold[pair.gold], predicted[pair.predicted])
        assert pair.similarity >= THRESHOLD


@settings(max_examples=60, deadline=None)
@given(ITEMS, ITEMS, st.data())
def test_the_pairs_do_not_depend_on_the_order_of_records(
    gold: list[JsonObject], predicted: list[JsonObject], data: st.DataObject
) -> None:
    turned = data.draw(st.permutations(predicted))
    assert _contents(gold, predicted) == _contents(gold, list(turned))


def _contents(gold: list[JsonObject], predicted: list[JsonObject]) -> list[JsonValue]:
    found = align(GROUP, gold, predicted)
    return sorted(
        ([gold[pair.gold], predicted[pair.predicted]] for pair in found),
        key=lambda pair: json.dumps(pair, sort_keys=True),
    )
