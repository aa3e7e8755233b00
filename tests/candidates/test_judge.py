"""What the model is asked about names, and what its answer does."""

import json

import jsonschema_rs
import pytest
from pydantic import JsonValue

from service.endpoint.protocol import CallRequest
from service.pipeline.candidates.compose import Found, named_records
from service.pipeline.candidates.judge import OTHER, is_doubtful, judge_names, labels
from service.pipeline.profiles import SMALL
from service.types import JsonObject
from tests.candidates.reading import BRIEF, SPECS, Model, surveyed

PARK = "白鹭湖绿色建材产业园"
TEXT = f"云岚重工投资建设{PARK}。“揽月”行动见了效。岚川新能源、柏树科技等企业签约。"
SPEC_LIST = tuple(SPECS.values())


async def judged(text: str, model: Model) -> list[Found]:
    """The named records of a text that the model keeps."""
    seen = surveyed(text)
    return await judge_names(named_records(seen, SPEC_LIST, set()), seen.passages, BRIEF, SPEC_LIST, model)


def rows(request: CallRequest) -> list[tuple[JsonValue, JsonValue]]:
    """The name and the choices of each row that a request asks for."""
    schema = json.loads(json.dumps(request.answer_schema))
    node = schema["properties"]["rows"]
    assert node["minItems"] == node["maxItems"] == len(node["prefixItems"])
    return [(row["prefixItems"][0]["const"], row["prefixItems"][1]["enum"]) for row in node["prefixItems"]]


def saying(**verdicts: str) -> Model:
    """A model that keeps all names but those it is told to call something else."""

    def answer(request: CallRequest) -> JsonObject:
        return {"rows": [[str(name), verdicts.get(str(name), label(choices))] for name, choices in rows(request)]}

    def label(choices: JsonValue) -> str:
        assert isinstance(choices, list)
        return str(choices[0])

    return Model(answer)


@pytest.mark.anyio
async def test_each_doubtful_name_is_a_row_with_two_choices() -> None:
    """The name as a constant, in the order of the text; its class or none."""
    model = Model()
    await judged(TEXT, model)
    (request,) = model.requests
    assert rows(request) == [
        ("云岚重工", ["机构", OTHER]),
        (PARK, ["项目", OTHER]),
        ("揽月行动", ["举措", OTHER]),
    ]
    assert request.messages[-1].content.endswith(f'\n\n名称:["云岚重工","{PARK}","揽月行动"]')


@pytest.mark.anyio
async def test_an_answer_cannot_hold_another_name() -> None:
    """Nor another class, nor fewer rows."""
    model = Model()
    await judged(TEXT, model)
    schema = model.requests[0].answer_schema
    good: list[JsonValue] = [["云岚重工", "机构"], [PARK, OTHER], ["揽月行动", "举措"]]
    assert jsonschema_rs.is_valid(schema, {"rows": good})
    assert not jsonschema_rs.is_valid(schema, {"rows": good[:2]})
    assert not jsonschema_rs.is_valid(schema, {"rows": [["云岭公司", "机构"], *good[1:]]})
    assert not jsonschema_rs.is_valid(schema, {"rows": [["云岚重工", "项目"], *good[1:]]})


@pytest.mark.anyio
async def test_names_of_a_list_are_kept_unasked() -> None:
    """“A、B等企业” says what they are."""
    model = saying(**{"云岚重工": OTHER, PARK: OTHER, "揽月行动": OTHER})
    kept = await judged(TEXT, model)
    assert [f.key for f in kept] == ["岚川新能源", "柏树科技"]
    assert not any(is_doubtful(f) for f in kept)


@pytest.mark.anyio
async def test_what_the_model_calls_something_else_is_dropped() -> None:
    """And nothing besides."""
    kept = await judged(TEXT, saying(**{PARK: OTHER}))
    assert {f.key for f in kept} == {"云岚重工", "揽月行动", "岚川新能源", "柏树科技"}


@pytest.mark.anyio
async def test_people_are_kept_unasked() -> None:
    """No call where no name is doubtful."""
    model = Model()
    assert [f.key for f in await judged("周文涛走进车间。", model)] == ["周文涛"]
    assert model.requests == []


@pytest.mark.anyio
async def test_each_piece_has_its_own_call_behind_the_same_prefix() -> None:
    """Only the last message differs; no piece is too long; each name is asked once, where it first stands."""
    text = "\n\n".join(f"云{c}重工宣布扩产，{'大家都很高兴' * 15}。云{c}重工很忙。" for c in "岚川湖峰溪")
    model = Model()
    await judged(text, model)
    assert len(model.requests) > 1
    assert len({r.messages[:-1] for r in model.requests}) == 1
    contents = [r.messages[-1].content.partition("\n\n名称:")[0] for r in model.requests]
    assert all(len(content) <= SMALL.names_chars for content in contents)
    asked = [name for r in model.requests for name, _ in rows(r)]
    assert asked == list(dict.fromkeys(asked))
    assert len(asked) == 5
    for request, content in zip(model.requests, contents, strict=True):
        assert all(str(name) in content for name, _ in rows(request))


@pytest.mark.anyio
async def test_an_answer_has_room_for_its_names() -> None:
    """At two tokens a character."""
    model = Model()
    await judged(TEXT, model)
    (request,) = model.requests
    assert request.max_tokens >= 2 * sum(len(str(name)) for name, _ in rows(request))


def test_classes_are_called_what_the_schema_calls_them() -> None:
    """By the description of each record type."""
    named = [s for s in SPEC_LIST if s.finder in {"name", "organization"}]
    assert labels(BRIEF, named) == {"项目": "projects", "机构": "organizations", "举措": "initiatives"}
