"""How a question is put to an endpoint, and what an answer carries."""

import asyncio
import json
import threading

import pytest

from service.endpoint.client import OpenAIEndpoint
from service.endpoint.protocol import CallRequest, Endpoint, Message
from service.errors import EndpointError
from service.types import JsonObject, Usage
from tests.endpoint.asking import ANSWER, ARTICLE, KEY, QUESTION, SCHEMA, TestClock, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio


async def test_the_schema_is_sent_as_it_is_in_the_order_it_has() -> None:
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(QUESTION)
    expected: JsonObject = {
        "type": "json_schema",
        "json_schema": {"name": "findings", "schema": SCHEMA, "strict": True},
    }
    assert json.dumps(fake.completions[0]["response_format"]) == json.dumps(expected)


async def test_the_conversation_is_sent_as_it_is_with_the_limit_and_the_parameters() -> None:
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake, parameters={"temperature": 0, "cache_prompt": True}) as endpoint:
            await endpoint.ask(QUESTION)
    body = fake.completions[0]
    assert body["messages"] == [
        {"role": "system", "content": "List what you find."},
        {"role": "user", "content": ARTICLE},
    ]
    assert (body["max_tokens"], body["temperature"], body["cache_prompt"]) == (64, 0, True)
    assert body["model"] == "fake-model"


async def test_a_schema_that_strict_mode_would_refuse_is_sent_without_it() -> None:
    open_schema: JsonObject = {"type": "object", "properties": {"a": {"type": "string"}}}
    question = QUESTION.model_copy(update={"answer_schema": open_schema})
    with FakeEndpoint("{}") as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(question)
    assert fake.completions[0]["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "findings", "schema": open_schema},
    }


async def test_a_name_that_no_endpoint_takes_is_rewritten() -> None:
    question = QUESTION.model_copy(update={"schema_name": "产业 brief@1"})
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(question)
    assert '"name": "___brief_1"' in json.dumps(fake.completions[0])


async def test_half_a_character_in_a_text_does_not_stop_the_question() -> None:
    question = QUESTION.model_copy(update={"messages": (Message(role="user", content="竹\ud83d编"),)})
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(question)
    assert fake.completions[0]["messages"] == [{"role": "user", "content": "竹\ufffd编"}]


async def test_half_a_character_in_an_answer_does_not_stop_it_from_being_stored() -> None:
    body = Reply.content("{}").body.replace(b'"{}"', b'"{} \\ud83d"')
    with FakeEndpoint([Reply(body=body, headers={"Content-Type": "application/json"})]) as fake:
        async with asking(fake, attempts=1) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert answer.content.encode() == "{} \ufffd".encode()


@pytest.mark.parametrize("text", [ANSWER, "<think>hm</think>\n```json\n" + ANSWER + "\n```", '{"a": 1, "a": NaN}', "{"])
async def test_the_answer_comes_back_unparsed(text: str) -> None:
    with FakeEndpoint(text) as fake:
        async with asking(fake) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert answer.content == text
    assert (answer.mode, answer.attempts, answer.finish_reason, answer.model) == (
        "json_schema",
        1,
        "stop",
        "fake-model",
    )


async def test_the_tokens_are_those_that_the_endpoint_counted() -> None:
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert answer.usage == Usage(input_tokens=100, output_tokens=20, cached_tokens=40)


async def test_the_tokens_of_answers_that_were_not_usable_are_counted_too() -> None:
    with FakeEndpoint([Reply.content(""), ANSWER]) as fake:
        async with asking(fake) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (200, 40)


async def test_tokens_that_were_not_counted_are_unknown_not_none_at_all() -> None:
    with FakeEndpoint([Reply.content(ANSWER, usage=None)]) as fake:
        async with asking(fake) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert answer.usage == Usage(input_tokens=None, output_tokens=None, cached_tokens=None, cost=None)


async def test_the_time_of_an_answer_includes_its_pauses() -> None:
    with FakeEndpoint([Reply.error(429, headers={"Retry-After": "30"}), ANSWER]) as fake:
        async with asking(fake, TestClock()) as endpoint:
            assert (await endpoint.ask(QUESTION)).seconds >= 30


async def test_the_key_is_sent_and_nothing_else_of_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-someone")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-someone")
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            await endpoint.ask(QUESTION)
    headers = fake.requests[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not [value for value in headers.values() if "of-someone" in value]


async def test_without_a_key_none_is_sent_even_if_the_environment_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with FakeEndpoint(ANSWER) as fake:
        endpoint = OpenAIEndpoint(fake.base_url, "fake-model")
        await endpoint.ask(QUESTION)
        await endpoint.aclose()
    assert "authorization" not in fake.requests[0].headers


async def test_a_proxy_does_not_stand_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with FakeEndpoint(ANSWER) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).content == ANSWER


async def test_a_proxy_of_the_environment_is_asked_for_any_other_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with FakeEndpoint() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url.removesuffix("/v1"))
        async with asking("http://models.invalid/v1") as endpoint:
            with pytest.raises(EndpointError):
                await endpoint.ask(QUESTION)
    assert proxy.requests[0].path == "http://models.invalid/v1/chat/completions"


async def test_a_model_that_has_a_new_name_for_the_limit_is_asked_with_that() -> None:
    words = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    together = threading.Barrier(3)

    def answer(body: JsonObject) -> str | Reply:
        if "max_tokens" not in body:
            return ANSWER
        together.wait(5)
        return Reply.error(400, words, code="unsupported_parameter")

    with FakeEndpoint(answer) as fake:
        async with asking(fake) as endpoint:
            first = await asyncio.gather(*(endpoint.ask(QUESTION) for _ in range(3)))
            last = await endpoint.ask(QUESTION)
    assert {each.mode for each in (*first, last)} == {"json_schema"}
    assert (last.attempts, fake.completions[-1]["max_completion_tokens"]) == (1, 64)


async def test_the_client_is_an_endpoint() -> None:
    endpoint: Endpoint = OpenAIEndpoint("http://127.0.0.1:9/v1", "a-model", context_tokens=4096)
    assert (endpoint.model, endpoint.context_tokens, endpoint.parameters) == ("a-model", 4096, {})
    await endpoint.aclose()


def key_of(question: CallRequest, model: str = "m", **parameters: int) -> str:
    return question.key(model, {**parameters})


def test_a_key_is_the_same_for_the_same_question() -> None:
    again = CallRequest.model_validate_json(QUESTION.model_dump_json())
    assert key_of(QUESTION, a=1, b=2) == key_of(again, b=2, a=1)
    assert len(key_of(QUESTION)) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"messages": (Message(role="user", content=ARTICLE),)},
        {"answer_schema": {**SCHEMA, "properties": dict(reversed(SCHEMA["properties"].items()))}},  # type: ignore[union-attr]
        {"schema_name": "other"},
        {"max_tokens": 65},
    ],
    ids=["messages", "order of the properties", "name", "limit"],
)
def test_a_key_changes_with_everything_that_decides_the_answer(change: dict[str, object]) -> None:
    assert key_of(QUESTION.model_copy(update=change)) != key_of(QUESTION)


def test_a_key_changes_with_the_model_and_its_parameters() -> None:
    assert len({key_of(QUESTION), key_of(QUESTION, "n"), key_of(QUESTION, seed=1)}) == 3


def test_a_question_with_half_a_character_has_a_key() -> None:
    question = QUESTION.model_copy(update={"messages": (Message(role="user", content="\ud83d"),)})
    assert key_of(question) != key_of(QUESTION)
