"""The summary and the key facts."""

import jsonschema_rs
import pytest

import schemas
from service.pipeline.candidates.summarise import FACTS, SHOWN_CHARS, SUMMARY_CHARS, salient, summarise
from service.pipeline.draft import Evidence
from service.types import JsonObject
from tests.candidates.reading import BRIEF, Model, surveyed

TEXT = """云溪县工业产值创下新高

2024年，云溪县完成工业产值41.3亿元，同比增长4.2%。
云溪县新增规模以上企业1,200家，大家都很高兴。
白鹭湖绿色建材产业园去年投产，总投资12亿元。
"""


async def told(text: str, summary: str, *facts: int) -> tuple[JsonObject, Evidence, Model]:
    """What a model's summary and facts become."""
    model = Model(lambda _: {"facts": [*facts], "summary": summary})
    values, evidence = await summarise(surveyed(text), BRIEF, model)
    return values, evidence, model


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("云溪县完成工业产值41.3亿元,增长4.2%。", "云溪县完成工业产值41.3亿元,增长4.2%。"),
        ("云溪县完成工业产值41.3亿元,增长5.2%。", "云溪县完成工业产值41.3亿元。"),
        ("云溪县完成工业产值36亿元，总投资12亿元。", "总投资12亿元。"),
        ("新增企业1,200家。", "新增企业1,200家。"),
        ("新增企业1200家。", "新增企业1200家。"),
        ("新增企业9,200家，总投资12亿元。", "总投资12亿元。"),
        ("产值达４１．３亿元。", "产值达４１．３亿元。"),
        ("总投资99亿元。", None),
        ("", None),
    ],
)
async def test_a_clause_with_a_number_that_is_not_there_is_cut(said: str, kept: str | None) -> None:
    """The others stay, and end as a sentence; nothing left is null."""
    values, _, _ = await told(TEXT, said, 2, 3, 4)
    assert values["summary"] == kept


@pytest.mark.anyio
async def test_a_tail_that_is_cut_off_is_dropped() -> None:
    """A summary as long as it may be that does not end ends in the middle."""
    whole = "云溪县工业产值创下新高，" * 20
    values, _, _ = await told(TEXT, whole[: SUMMARY_CHARS - 1] + "云", 2, 3, 4)
    summary = str(values["summary"])
    assert summary.endswith("创下新高。")
    assert whole.startswith(summary[:-1])


@pytest.mark.anyio
async def test_only_the_tail_is_dropped() -> None:
    """Also where a number that is not there would drop it anyway: the clause before it is whole."""
    head = "云溪县工业产值创下新高，" * 11
    said = (head + "总投资99亿元" + "又" * SUMMARY_CHARS)[:SUMMARY_CHARS]
    values, _, _ = await told(TEXT, said, 2, 3, 4)
    assert values["summary"] == f"{head[:-1]}。"


@pytest.mark.anyio
async def test_facts_are_whole_sentences_with_their_places() -> None:
    """In the order of the text, each once."""
    values, evidence, model = await told(TEXT, "", 4, 2, 2)
    facts = values["key_facts"]
    assert facts == [
        "2024年，云溪县完成工业产值41.3亿元，同比增长4.2%。",
        "白鹭湖绿色建材产业园去年投产，总投资12亿元。",
    ]
    assert sorted(evidence) == ["/key_facts/0", "/key_facts/1"]
    seen = surveyed(TEXT)
    for i, fact in enumerate(facts):
        ((start, end),) = evidence[f"/key_facts/{i}"]
        assert seen.passage_at(start).at(start, end) == fact
    assert len(model.requests) == 1


@pytest.mark.anyio
async def test_only_sentences_that_are_shown_can_be_facts() -> None:
    """By number; at least three, at most six."""
    _, _, model = await told(TEXT, "", 2, 3, 4)
    schema = model.requests[0].answer_schema
    assert jsonschema_rs.is_valid(schema, {"facts": [2, 3, 4], "summary": ""})
    assert not jsonschema_rs.is_valid(schema, {"facts": [2, 3, 99], "summary": ""})
    assert not jsonschema_rs.is_valid(schema, {"facts": [2, 3], "summary": ""})
    assert not jsonschema_rs.is_valid(schema, {"facts": [2] * (FACTS + 1), "summary": ""})
    assert not jsonschema_rs.is_valid(schema, {"facts": [2, 3, 4], "summary": "字" * (SUMMARY_CHARS + 1)})
    assert "[3] 云溪县新增规模以上企业1,200家" in model.requests[0].messages[-1].content


@pytest.mark.anyio
async def test_a_schema_without_such_fields_costs_no_call() -> None:
    """Nor does an article without a sentence."""
    own = schemas.inline({"type": "object", "properties": {"topic": {"type": "string"}}})
    model = Model()
    assert await summarise(surveyed(TEXT), own, model) == ({}, {})
    assert await summarise(surveyed("短。"), BRIEF, model) == ({}, {})
    assert model.requests == []


def test_the_sentences_with_figures_and_names_are_shown_first() -> None:
    """Within a budget of characters, in the order of the text."""
    dull = "大家都很高兴地参加了这一次非常热闹的活动，现场十分欢乐。" * 60
    seen = surveyed(f"云溪县召开会议，部署今年的重要工作。{dull}云溪县工业产值41.3亿元，出口额20亿元。")
    shown = salient(seen)
    assert sum(len(p.text) for p in shown) <= SHOWN_CHARS
    assert shown[0] == seen.passages[0]
    assert shown[-1] == seen.passages[-1]
    assert shown == sorted(shown, key=lambda p: p.start)
