"""What may be sent in a minute: as the user says, or as the endpoint's headers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.endpoint.allowance import Allowance, Stated, stated
from service.errors import RateLimited
from tests.endpoint.asking import ANSWER, QUESTION, TestClock, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio


def headers(remaining: int, reset: str) -> dict[str, str]:
    return {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": str(remaining),
        "x-ratelimit-reset-requests": reset,
    }


def answer(remaining: int, reset: str) -> Reply:
    """An answer that says how many requests are left."""
    plain = Reply.content(ANSWER)
    return Reply(plain.status, plain.body, {**plain.headers, **headers(remaining, reset)})


@pytest.mark.parametrize(
    ("reset", "seconds"), [("1s", 1), ("6m0s", 360), ("20ms", 0.02), ("1h2m3.5s", 3723.5), ("7", 7), ("1d", 86_400)]
)
def test_a_reset_is_read_in_seconds(reset: str, seconds: float) -> None:
    assert stated(headers(3, reset), "requests") == Stated(60, 3, seconds)


@pytest.mark.parametrize("reset", ["", "soon", "1s?", "-1s", "1 s", "9" * 40, "1s" * 50])
def test_a_reset_that_cannot_be_read_says_nothing(reset: str) -> None:
    assert stated(headers(3, reset), "requests") is None


@given(st.text(max_size=30))
def test_no_header_raises(value: str) -> None:
    stated(dict.fromkeys(headers(1, "1s"), value), "requests")


def test_without_headers_nothing_is_stated() -> None:
    assert stated({}, "tokens") is None


async def test_a_limit_given_by_the_user_is_spread_over_the_minute() -> None:
    clock = TestClock()
    with FakeEndpoint() as fake:
        async with asking(fake, clock, requests_per_minute=30) as endpoint:
            for _ in range(31):
                await endpoint.ask(QUESTION)
    assert sum(clock.slept) == pytest.approx(60, rel=0.05)


async def test_a_token_limit_counts_what_answers_really_took() -> None:
    clock = TestClock()
    with FakeEndpoint() as fake:  # 120 tokens an answer
        async with asking(fake, clock, tokens_per_minute=1200) as endpoint:
            for _ in range(21):
                await endpoint.ask(QUESTION)
    assert sum(clock.slept) == pytest.approx(120, rel=0.1)


async def test_what_the_endpoint_says_is_left_is_not_overdrawn() -> None:
    clock = TestClock()
    with FakeEndpoint([answer(0, "60s"), ANSWER]) as fake:
        async with asking(fake, clock) as endpoint:
            await endpoint.ask(QUESTION)
            assert clock.slept == []
            await endpoint.ask(QUESTION)
    assert sum(clock.slept) == pytest.approx(1)


async def test_a_limit_that_leaves_no_room_for_long_ends_the_question_unsent() -> None:
    with FakeEndpoint([answer(0, "9d"), ANSWER]) as fake:
        async with asking(fake, max_wait_seconds=600) as endpoint:
            await endpoint.ask(QUESTION)
            with pytest.raises(RateLimited) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.retry_after == pytest.approx(9 * 86_400 / 60)
    assert fake.calls == 1


@given(
    per_minute=st.floats(1, 1e5),
    steps=st.lists(st.tuples(st.floats(0, 30), st.floats(0.1, 50)), min_size=1, max_size=60),
)
def test_no_more_is_sent_than_the_limit_allows_from_the_start(
    per_minute: float, steps: list[tuple[float, float]]
) -> None:
    allowance, now, sent, largest = Allowance(per_minute), 0.0, 0.0, 0.0
    for pause, amount in steps:
        now += pause
        now += allowance.wait(amount, now)
        allowance.take(amount, now)
        sent += amount
        largest = max(largest, amount)
    burst = max(1.0, per_minute / 30)
    assert sent <= (now / 60 * per_minute + burst + largest) * (1 + 1e-6)
