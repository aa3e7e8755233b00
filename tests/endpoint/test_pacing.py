"""How long the client waits, and who waits with it."""

import asyncio
import email.utils

import pytest

from service.endpoint.concurrency import FIRST
from service.errors import BadUpstream, RateLimited
from service.types import JsonObject
from tests.endpoint.asking import ANSWER, NOON, QUESTION, TestClock, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio

DAY = 86_400.0
in_every_form = pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": email.utils.formatdate(NOON + 9, usegmt=True)}, 9.0),
        ({"Retry-After-Ms": "1500", "Retry-After": "99"}, 1.5),
    ],
    ids=["seconds", "date", "milliseconds"],
)


@in_every_form
async def test_a_rate_limit_is_waited_for_as_long_as_the_endpoint_says(headers: dict[str, str], seconds: float) -> None:
    clock = TestClock()
    with FakeEndpoint([Reply.error(429, headers=headers), ANSWER]) as fake:
        async with asking(fake, clock) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert answer.attempts == 2
    assert seconds <= sum(clock.slept) <= seconds * 1.2


async def test_a_rate_limit_costs_no_attempt() -> None:
    limits = [Reply.error(429, headers={"Retry-After": "1"})] * 5
    with FakeEndpoint([*limits, ANSWER]) as fake:
        async with asking(fake, attempts=1) as endpoint:
            assert (await endpoint.ask(QUESTION)).content == ANSWER
            assert endpoint.rate_limits == 5


@in_every_form
async def test_a_rate_limit_holds_up_every_question_to_the_endpoint(headers: dict[str, str], seconds: float) -> None:
    """Also those that come later, and those that are under way once they are refused too."""
    clock = TestClock()
    sent: list[float] = []

    def answer(_: JsonObject) -> Reply | str:
        sent.append(clock.time)
        return Reply.error(429, headers=headers) if len(sent) == 1 else ANSWER

    with FakeEndpoint(answer) as fake:
        async with asking(fake, clock, concurrency=1) as endpoint:
            await asyncio.gather(*(endpoint.ask(QUESTION) for _ in range(5)))
    assert len(sent) == 6
    assert min(sent[1:]) >= sent[0] + seconds


async def test_a_rate_limit_longer_than_one_waits_is_said_at_once() -> None:
    """Whoever asks hears for how long at once: a run ends, and can be resumed. Nothing more is sent."""
    clock = TestClock()
    with FakeEndpoint([Reply.error(429, headers={"Retry-After": str(DAY)}), ANSWER]) as fake:
        async with asking(fake, clock, max_wait_seconds=60.0) as endpoint:
            for _ in range(3):
                with pytest.raises(RateLimited) as caught:
                    await endpoint.ask(QUESTION)
                assert caught.value.retry_after == DAY
                assert caught.value.fatal
            assert (fake.calls, clock.slept) == (1, [])
            clock.time += DAY
            assert (await endpoint.ask(QUESTION)).content == ANSWER


async def test_a_rate_limit_without_a_length_is_waited_for_with_fewer_at_once() -> None:
    clock = TestClock()
    with FakeEndpoint([Reply.error(429), ANSWER]) as fake:
        async with asking(fake, clock) as endpoint:
            await endpoint.ask(QUESTION)
            assert endpoint.concurrency == FIRST // 2
    assert 0.25 <= sum(clock.slept) <= 1.0


async def test_rate_limits_without_a_length_are_waited_for_ever_longer_but_not_for_ever() -> None:
    clock = TestClock()
    with FakeEndpoint(lambda _: Reply.error(429, headers={"Retry-After": "0"})) as fake:
        async with asking(fake, clock, max_wait_seconds=60.0) as endpoint:
            with pytest.raises(RateLimited):
                await endpoint.ask(QUESTION)
    assert clock.slept == sorted(clock.slept)
    assert sum(clock.slept) <= 66.0
    assert 3 <= fake.calls <= 10


async def test_a_pause_that_a_failing_server_asks_for_is_kept() -> None:
    clock = TestClock()
    with FakeEndpoint([Reply.error(503, headers={"Retry-After": "20"}), ANSWER]) as fake:
        async with asking(fake, clock) as endpoint:
            await endpoint.ask(QUESTION)
    assert sum(clock.slept) >= 20.0


async def test_many_faults_in_a_row_make_all_questions_pause() -> None:
    clock = TestClock()
    with FakeEndpoint(lambda _: Reply.error(500)) as fake:
        async with asking(fake, clock, attempts=1) as endpoint:
            for _ in range(5):
                with pytest.raises(BadUpstream):
                    await endpoint.ask(QUESTION)
            assert clock.slept == []
            with pytest.raises(BadUpstream):
                await endpoint.ask(QUESTION)
    assert len(clock.slept) == 1
