"""Figures that cannot all be right are told of; those that can, whatever their rounding, are not."""

import pytest

import schemas
from service.pipeline.contradictions import contradictions, out_of_order
from service.text import prepare
from service.types import JsonObject


def _found(text: str) -> list[str]:
    return [f"{issue.value}: {issue.message}" for issue in contradictions(prepare(text), {})]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("园区共有企业46家，其中外资企业59家。", "59家"),
        ("全年投资12亿元，其中设备投资13.5亿元。", "13.5亿元"),
        ("产量由11.7万台增至15.3万台，增长20.8%。", "20.8%"),
        ("销量从80万吨降至60万吨，下降15%。", "15%"),
        ("公司营业收入14.4亿元。研发费用4.05亿元，占营业收入的18.2%。", "18.2%"),
    ],
)
def test_what_cannot_be_is_told(text: str, figure: str) -> None:
    found = _found(text)
    assert len(found) == 1
    assert found[0].startswith(f"{figure}: ")


@pytest.mark.parametrize(
    "text",
    [
        "园区共有企业46家，其中外资企业19家。另有学校59所。",
        "园区有企业近46家，其中外资企业47家。",
        "产量由11.7万台增至15.3万台，增长30.8%。",
        "销量从80万吨降至60万吨，下降25%。",
        "公司营业收入14.37亿元。研发费用4.05亿元，占营业收入的28.2%。",
        "占比由11.7%升至15.3%，提高3.6个百分点。",
        "研发费用4.05亿元，占营业收入的18.2%。",
    ],
)
def test_what_can_be_is_not(text: str) -> None:
    assert _found(text) == []


def test_the_issue_leads_to_the_value_in_the_record() -> None:
    text = "园区共有企业46家，其中外资企业59家。"
    prepared = prepare(text)
    at = text.index("59家")
    evidence = {"/indicators/0/value": [prepared.clean.span(at, at + 3)]}
    assert [issue.pointer for issue in contradictions(prepared, evidence)] == ["/indicators/0/value"]


def test_a_date_before_the_one_that_it_follows_is_told() -> None:
    dates = [("2024年5月", "2023年"), ("2024年5月", "2024年"), ("2024年5月", None)]
    record: JsonObject = {"projects": [{"started": started, "completed": completed} for started, completed in dates]}
    found = list(out_of_order(record, schemas.get("industry_brief"), None))
    assert [(issue.pointer, issue.value) for issue in found] == [("/projects/0/completed", "2023年")]
