"""How the client finds out in which form an endpoint gives JSON."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from service.endpoint.ladder import Rung
from service.endpoint.shapes import shape
from service.errors import RequestRejected
from service.types import JsonObject
from tests.endpoint.asking import ANSWER, QUESTION, SCHEMA, asking
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema

pytestmark = pytest.mark.anyio


def rung_of(body: JsonObject) -> Rung:
    """The form in which a request asks."""
    if body.get("tools"):
        return Rung.TOOLS
    response_format = body.get("response_format")
    return Rung(str(response_format["type"])) if isinstance(response_format, dict) else Rung.PROMPT


def taking(
    *rungs: Rung, status: int = 400, words: str = "response_format of this type, or tools, unavailable"
) -> Callable[[JsonObject], str | Reply]:
    """An endpoint that refuses all other rungs."""
    return lambda body: ANSWER if rung_of(body) in rungs else Reply.error(status, words)


@pytest.mark.parametrize("rung", Rung)
async def test_the_best_form_that_is_accepted_is_used(rung: Rung) -> None:
    with FakeEndpoint(taking(rung)) as fake:
        async with asking(fake, attempts=1) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert [rung_of(body) for body in fake.completions] == list(Rung)[: list(Rung).index(rung) + 1]
    assert (answer.mode, answer.content, answer.attempts) == (rung.value, ANSWER, fake.calls)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "'response_format.type' must be one of 'text'"),
        (404, "No endpoints found that support tool use"),
        (422, "Extra inputs are not permitted: json_schema"),
        (501, ""),
        (500, "failed to initialise grammar"),
    ],
)
async def test_a_refusal_of_a_form_leads_one_step_down(status: int, words: str) -> None:
    with FakeEndpoint(taking(Rung.TOOLS, status=status, words=words)) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).mode == "tools"
    assert fake.calls == 2


async def test_the_form_is_found_once() -> None:
    with FakeEndpoint(taking(Rung.JSON_OBJECT)) as fake:
        async with asking(fake) as endpoint:
            for _ in range(3):
                await endpoint.ask(QUESTION)
    assert fake.calls == 5


async def test_the_form_is_remembered_in_a_file(tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "ladder.json"
    with FakeEndpoint(taking(Rung.TOOLS)) as fake:
        for _ in range(2):
            async with asking(fake, ladder_cache=cache) as endpoint:
                await endpoint.ask(QUESTION)
    assert [rung_of(body) for body in fake.completions] == [Rung.JSON_SCHEMA, Rung.TOOLS, Rung.TOOLS]
    assert list(cache.parent.iterdir()) == [cache]


async def test_what_is_remembered_of_one_model_says_nothing_of_another(tmp_path: Path) -> None:
    cache = tmp_path / "ladder.json"
    cache.write_text(json.dumps({"http://elsewhere/v1 fake-model": "prompt"}), encoding="utf-8")
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake, ladder_cache=cache) as endpoint:
            assert (await endpoint.ask(QUESTION)).mode == "json_schema"
        assert json.loads(cache.read_text(encoding="utf-8")) == {
            "http://elsewhere/v1 fake-model": "prompt",
            f"{endpoint.address} fake-model": "json_schema",
        }


@pytest.mark.parametrize("content", ["", "{", "[]", '{"x": 1}', '{"x": ["prompt"]}', "\x00"])
async def test_a_file_that_is_not_readable_is_written_anew(tmp_path: Path, content: str) -> None:
    cache = tmp_path / "ladder.json"
    cache.write_text(content, encoding="utf-8")
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake, ladder_cache=cache) as endpoint:
            await endpoint.ask(QUESTION)
    assert list(json.loads(cache.read_text(encoding="utf-8")).values()) == ["json_schema"]


async def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake, ladder_cache=tmp_path / "file" / "ladder.json") as endpoint:
            assert (await endpoint.ask(QUESTION)).content == ANSWER


async def test_an_answer_without_the_tool_call_leads_one_step_down() -> None:
    def answer(body: JsonObject) -> str | Reply:
        return Reply.content("Sure!") if rung_of(body) is Rung.TOOLS else taking(Rung.JSON_OBJECT)(body)

    with FakeEndpoint(answer) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).mode == "json_object"


async def test_prose_where_json_was_promised_leads_one_step_down() -> None:
    with FakeEndpoint([Reply.content("Sure, here is what I found."), ANSWER]) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).mode == "tools"


async def test_prose_on_the_last_rung_is_handed_on_as_it_is() -> None:
    with FakeEndpoint(lambda body: taking(Rung.PROMPT)(body) if rung_of(body) is not Rung.PROMPT else "None.") as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).content == "None."


async def test_an_endpoint_that_takes_no_form_at_all_rejects_the_question() -> None:
    with FakeEndpoint(taking()) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.code == "request_rejected"
    assert fake.calls == caught.value.attempts == 4


async def test_a_schema_that_the_endpoint_cannot_take_is_no_lesson_for_the_next() -> None:
    odd: JsonObject = {"type": "object", "title": "odd"}

    def answer(body: JsonObject) -> str | Reply:
        refused = rung_of(body) is Rung.JSON_SCHEMA and asked_schema(body) == odd
        return Reply.error(400, "JSON schema conversion failed") if refused else ANSWER

    with FakeEndpoint(answer) as fake:
        async with asking(fake) as endpoint:
            first = await endpoint.ask(QUESTION.model_copy(update={"answer_schema": odd}))
            second = await endpoint.ask(QUESTION)
    assert (first.mode, second.mode) == ("tools", "json_schema")


async def test_a_form_that_has_worked_is_not_given_up_for_one_refusal() -> None:
    with FakeEndpoint([ANSWER, Reply.error(400, "response_format"), ANSWER, ANSWER]) as fake:
        async with asking(fake) as endpoint:
            modes = [(await endpoint.ask(QUESTION)).mode for _ in range(3)]
    assert modes == ["json_schema", "tools", "json_schema"]


async def test_the_tool_is_the_schema_and_must_be_called() -> None:
    with FakeEndpoint(taking(Rung.TOOLS)) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(QUESTION)
    body = fake.completions[-1]
    tools = body["tools"]
    assert isinstance(tools, list)
    assert isinstance(tool := tools[0], dict)
    assert isinstance(function := tool["function"], dict)
    assert isinstance(parameters := function["parameters"], dict)
    assert (function["name"], function["strict"]) == ("findings", True)
    assert {**parameters, "required": SCHEMA["required"]} == SCHEMA
    assert body["tool_choice"] == {"type": "function", "function": {"name": "findings"}}


@pytest.mark.parametrize("arguments", [ANSWER, {"名称": "竹编", "count": 32}], ids=["text", "object"])
async def test_the_arguments_of_a_tool_call_are_the_answer(arguments: JsonValue) -> None:
    def answer(body: JsonObject) -> str | Reply:
        return Reply.tool_call(arguments) if rung_of(body) is Rung.TOOLS else taking()(body)

    with FakeEndpoint(answer) as fake:
        async with asking(fake) as endpoint:
            content = (await endpoint.ask(QUESTION)).content
    assert json.loads(content) == {"名称": "竹编", "count": 32}


@pytest.mark.parametrize("rung", [Rung.JSON_OBJECT, Rung.PROMPT])
async def test_where_no_form_carries_the_schema_it_stands_in_the_prompt(rung: Rung) -> None:
    with FakeEndpoint(taking(rung)) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(QUESTION)
    assert asked_schema(fake.completions[-1]) == SCHEMA


async def test_a_reply_with_several_objects_is_not_chosen_from() -> None:
    text = 'Not {"a": 1} but ' + ANSWER
    with FakeEndpoint(lambda body: text if rung_of(body) is Rung.PROMPT else taking()(body)) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).content == text


@pytest.mark.parametrize("rung", Rung)
def test_a_question_is_put_alike_each_time(rung: Rung) -> None:
    """What is made once for a schema is not changed by its use, nor is the schema."""
    before = json.dumps(QUESTION.answer_schema)
    first = json.dumps(shape(rung, QUESTION, "m", "max_tokens"))
    assert json.dumps(shape(rung, QUESTION, "m", "max_tokens")) == first
    assert json.dumps(QUESTION.answer_schema) == before
    other = QUESTION.model_copy(update={"answer_schema": {"type": "object", "title": "other"}})
    assert json.dumps(shape(rung, other, "m", "max_tokens")) != first
