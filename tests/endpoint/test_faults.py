"""What the client makes of an endpoint that fails."""

import asyncio
import dataclasses
import logging
import socket
import traceback

import pytest
from pydantic import SecretStr

from service.endpoint.client import OpenAIEndpoint
from service.errors import (
    BadUpstream,
    DeadlineExceeded,
    EmptyAnswer,
    InvalidSettings,
    QuotaExhausted,
    RefusedAnswer,
    RequestRejected,
    TruncatedAnswer,
    Unauthorized,
    Unreachable,
)
from tests.endpoint.asking import ANSWER, ARTICLE, KEY, QUESTION, TestClock, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "reply",
    [Reply.error(402), Reply.error(429, code="insufficient_quota", headers={"Retry-After": "1"})],
    ids=["402", "insufficient_quota"],
)
async def test_an_exhausted_quota_ends_it_at_once(reply: Reply) -> None:
    with FakeEndpoint([reply]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(QuotaExhausted) as caught:
                await endpoint.ask(QUESTION)
    assert fake.calls == 1
    assert caught.value.fatal


@pytest.mark.parametrize("status", [401, 403])
async def test_a_rejected_key_ends_it_after_one_call_and_is_not_shown(
    status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    with FakeEndpoint([Reply.error(status, f"Incorrect API key provided: {KEY}")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(Unauthorized) as caught:
                await endpoint.ask(QUESTION)
    assert fake.calls == 1
    assert KEY not in "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())


async def test_no_error_quotes_the_article_even_if_the_endpoint_does(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    echo = Reply.error(400, f"cannot work with: {ARTICLE}")
    with FakeEndpoint([echo]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected) as caught:
                await endpoint.ask(QUESTION)
    said = "".join(traceback.format_exception(caught.value)) + caplog.text + "".join(capfd.readouterr())
    assert ARTICLE[:10] not in said


async def test_the_words_of_an_endpoint_that_say_nothing_private_are_handed_on() -> None:
    with FakeEndpoint([Reply.error(400, "The temperature is out of range.")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected, match="temperature is out of range"):
                await endpoint.ask(QUESTION)


@pytest.mark.parametrize(
    "fault",
    [
        Reply.error(500),
        Reply.error(503),
        Reply.html(502),
        Reply.html(200),
        Reply.json([1, 2]),
        Reply.json({"error": {"message": "overloaded", "code": 529}}),
        Reply(body=b"[" * 100_000, headers={"Content-Type": "application/json"}),
        Reply(body=b'{"choices": [{"message": ', headers={"Content-Type": "application/json"}),
        Reply(body=b'{"choices": []}' * 100, reset=True),
    ],
    ids=["500", "503", "html 502", "html 200", "no completion", "error in 200", "deep", "cut off", "reset"],
)
class TestBadUpstream:
    async def test_is_asked_again(self, fault: Reply) -> None:
        with FakeEndpoint([fault, ANSWER]) as fake:
            async with asking(fake) as endpoint:
                answer = await endpoint.ask(QUESTION)
        assert (answer.content, answer.attempts) == (ANSWER, 2)

    async def test_is_given_up_after_the_attempts(self, fault: Reply) -> None:
        clock = TestClock()
        with FakeEndpoint(lambda _: fault) as fake:
            async with asking(fake, clock, attempts=3) as endpoint:
                with pytest.raises(BadUpstream) as caught:
                    await endpoint.ask(QUESTION)
        assert fake.calls == caught.value.attempts == 3
        assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(hang=True),
        Reply(body=b" " * 1000, headers={"Content-Type": "application/json"}, drip=0.01),
        Reply(body=b": keep-alive\n\n" * 100, headers={"Content-Type": "text/event-stream"}, drip=0.002),
        Reply(body=b"\r\n" * 500, headers={"Content-Type": "application/json"}, drip=0.002),
    ],
    ids=["silence", "one byte at a time", "keep-alive comments", "blank lines"],
)
async def test_the_deadline_is_by_the_clock_on_the_wall(reply: Reply) -> None:
    with FakeEndpoint(lambda _: reply) as fake:
        async with asking(fake, timeout_seconds=0.15, attempts=2) as endpoint, asyncio.timeout(3):
            with pytest.raises(DeadlineExceeded) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.attempts == 2


CUT_OFF = [Reply.content(ANSWER, finish_reason="length"), Reply.content("\n" * 500, finish_reason="length")]


@pytest.mark.parametrize("reply", CUT_OFF, ids=["complete by its looks", "blanks"])
async def test_an_answer_that_was_cut_off_is_never_taken(reply: Reply) -> None:
    """Not even one that could be read: asked for once more with twice the room, then it is an error."""
    with FakeEndpoint(lambda _: reply) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(TruncatedAnswer, match="128 tokens") as caught:
                await endpoint.ask(QUESTION)
    assert [body["max_tokens"] for body in fake.completions] == [64, 128]
    assert caught.value.attempts == 2


@pytest.mark.parametrize("reply", CUT_OFF, ids=["complete by its looks", "blanks"])
async def test_an_answer_that_was_cut_off_is_taken_when_it_comes_whole(reply: Reply) -> None:
    with FakeEndpoint([reply, ANSWER]) as fake:
        async with asking(fake, attempts=1) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert (answer.content, answer.attempts) == (ANSWER, 2)


async def test_no_more_room_is_asked_for_than_the_context_has() -> None:
    with FakeEndpoint(lambda _: CUT_OFF[0]) as fake:
        async with asking(fake, context_tokens=QUESTION.most_tokens() + 10) as endpoint:
            with pytest.raises(TruncatedAnswer):
                await endpoint.ask(QUESTION)
        async with asking(fake, context_tokens=QUESTION.most_tokens()) as endpoint:
            with pytest.raises(TruncatedAnswer):
                await endpoint.ask(QUESTION)
    assert [body["max_tokens"] for body in fake.completions] == [64, 74, 64]


async def test_an_endpoint_that_gives_no_more_room_leaves_the_answer_cut_off() -> None:
    with FakeEndpoint([CUT_OFF[0], Reply.error(400, "max_tokens is too large: at most 100")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(TruncatedAnswer, match="64 tokens"):
                await endpoint.ask(QUESTION)
    assert fake.calls == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply.message({"content": None, "refusal": "I cannot help with that."}),
        Reply.content("", finish_reason="content_filter"),
        Reply.error(400, "The response was filtered", code="content_filter"),
    ],
    ids=["refusal", "finish reason", "status"],
)
async def test_a_refusal_is_final(reply: Reply) -> None:
    with FakeEndpoint([reply]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RefusedAnswer):
                await endpoint.ask(QUESTION)
    assert fake.calls == 1


EMPTY = [
    Reply.json({"choices": []}),
    Reply.json({"choices": None}),
    Reply.content(""),
    Reply.content(None),
    Reply.content(" \n"),
    Reply.message({"content": "", "reasoning": ANSWER}),
    Reply.message({"content": None, "reasoning_content": ANSWER}),
]


@pytest.mark.parametrize("reply", EMPTY)
async def test_an_empty_answer_is_asked_for_once_more(reply: Reply) -> None:
    with FakeEndpoint([reply, ANSWER]) as fake:
        async with asking(fake) as endpoint:
            assert (await endpoint.ask(QUESTION)).content == ANSWER


@pytest.mark.parametrize("reply", EMPTY)
async def test_an_answer_that_stays_empty_is_an_error(reply: Reply) -> None:
    with FakeEndpoint(lambda _: reply) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(EmptyAnswer):
                await endpoint.ask(QUESTION)
    assert fake.calls == 2


async def test_json_that_stands_in_the_reasoning_alone_is_named_as_the_reason() -> None:
    with FakeEndpoint(lambda _: Reply.message({"content": "", "reasoning": ANSWER})) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(EmptyAnswer, match="only reasoned"):
                await endpoint.ask(QUESTION)


def unused_address() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v1"


async def test_an_address_where_nobody_listens_is_reported_at_once_and_with_a_way_out() -> None:
    async with asking(unused_address()) as endpoint:
        with pytest.raises(Unreachable) as caught:
            await endpoint.ask(QUESTION)
    assert caught.value.attempts == 1
    assert "--base-url" in caught.value.hint


async def test_a_server_that_goes_away_after_it_answered_is_tried_again() -> None:
    with FakeEndpoint([dataclasses.replace(Reply.content(ANSWER), headers={"Connection": "close"})]) as fake:
        endpoint = OpenAIEndpoint(fake.base_url, "fake-model", clock=TestClock().clock(), attempts=3)
        await endpoint.ask(QUESTION)
    with pytest.raises(Unreachable) as caught:
        await endpoint.ask(QUESTION)
    await endpoint.aclose()
    assert caught.value.attempts == 3


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8080/v1", "ftp://a/v1", "", "http://", "http://[::1/v1", "http://\x00/v1", "http://a:x/"]
)
async def test_an_address_that_is_none_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(InvalidSettings):
        OpenAIEndpoint(address, "fake-model")


@pytest.mark.parametrize("key", ["sk-竹", "sk-\n1", "sk-\x00"])
async def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        OpenAIEndpoint("http://127.0.0.1:9/v1", "fake-model", SecretStr(key))
    assert key not in str(caught.value)


async def test_the_line_end_behind_a_key_is_not_part_of_it() -> None:
    with FakeEndpoint(ANSWER) as fake:
        endpoint = OpenAIEndpoint(fake.base_url, "fake-model", SecretStr(f"{KEY}\n"))
        await endpoint.ask(QUESTION)
        await endpoint.aclose()
    assert fake.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_the_words_of_an_endpoint_cannot_steer_a_terminal() -> None:
    with FakeEndpoint([Reply.error(400, "bad \x1b[2J\ud83d value")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.message.isprintable()


async def test_a_password_in_the_address_is_not_shown() -> None:
    endpoint = OpenAIEndpoint("http://someone:s3cret@127.0.0.1:9/v1", "fake-model", SecretStr(KEY))
    assert endpoint.address == "http://127.0.0.1:9/v1"
    await endpoint.aclose()


async def test_a_question_too_long_for_the_model_is_rejected_with_that_hint() -> None:
    message = "This model's maximum context length is 4096 tokens. Please reduce the length of the messages or tools."
    with FakeEndpoint([Reply.error(400, message, code="context_length_exceeded")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected) as caught:
                await endpoint.ask(QUESTION)
    assert fake.calls == 1
    assert "smaller pieces" in caught.value.hint


async def test_a_model_that_is_not_there_is_rejected_with_that_hint() -> None:
    with FakeEndpoint([Reply.error(404, "The model does not exist", code="model_not_found")]) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(RequestRejected) as caught:
                await endpoint.ask(QUESTION)
    assert fake.calls == 1
    assert "--model" in caught.value.hint


async def test_questions_asked_together_are_answered_together() -> None:
    with FakeEndpoint(lambda _: dataclasses.replace(Reply.content(ANSWER), delay=0.05)) as fake:
        async with asking(fake) as endpoint, asyncio.timeout(5):
            answers = await asyncio.gather(*(endpoint.ask(QUESTION) for _ in range(20)))
    assert {answer.content for answer in answers} == {ANSWER}


async def test_a_question_can_be_cancelled() -> None:
    with FakeEndpoint(lambda _: Reply(hang=True)) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await endpoint.ask(QUESTION)
    assert fake.calls == 1
