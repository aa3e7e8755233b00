"""How many requests are under way at once, as the endpoint answers or complains."""

import asyncio
import itertools
import logging
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.endpoint.concurrency import FIRST, Slots
from tests.endpoint.asking import ANSWER, QUESTION, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio


async def crowd(slots: Slots, requests: int, end: Callable[[int, int], None]) -> int:
    """So many requests at once, each ended by `end(number, crowd)`; the most that were under way together."""
    under_way = most = 0

    async def request(number: int) -> None:
        nonlocal under_way, most
        async with slots.slot() as of:
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0)
            end(number, of)
            under_way -= 1

    await asyncio.gather(*(request(number) for number in range(requests)))
    return most


async def test_a_fixed_number_is_kept() -> None:
    slots = Slots(3)
    assert await crowd(slots, 50, lambda _, __: slots.succeeded()) == 3
    assert slots.limit == 3


async def test_success_opens_more_slots_up_to_the_most() -> None:
    slots = Slots(most=16)
    assert await crowd(slots, 200, lambda _, __: slots.succeeded()) == 16


async def test_a_few_requests_open_no_slots_that_nobody_needs() -> None:
    slots = Slots()
    for _ in range(20):
        await crowd(slots, 2, lambda _, __: slots.succeeded())
    assert slots.limit == FIRST


async def test_a_crowd_that_is_refused_together_halves_the_slots_once() -> None:
    slots = Slots()
    await crowd(slots, 60, lambda _, __: slots.succeeded())
    before = slots.limit
    await crowd(slots, before, lambda _, of: slots.complained(of))
    assert slots.limit == before // 2


async def test_after_a_complaint_a_round_of_answers_adds_one_slot() -> None:
    slots = Slots()
    await crowd(slots, 60, lambda _, __: slots.succeeded())
    await crowd(slots, 1, lambda _, of: slots.complained(of))
    before = slots.limit
    await crowd(slots, before, lambda _, __: slots.succeeded())
    assert before <= slots.limit <= before + 1


async def test_every_change_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    slots = Slots(most=FIRST + 2)
    await crowd(slots, 60, lambda _, __: slots.succeeded())
    await crowd(slots, 1, lambda _, of: slots.complained(of))
    steps = [FIRST, FIRST + 1, FIRST + 2, (FIRST + 2) // 2]
    assert caplog.messages == [f"concurrency {a} → {b}" for a, b in itertools.pairwise(steps)]


async def test_at_least_one_slot_stays() -> None:
    slots = Slots()
    for _ in range(10):
        await crowd(slots, 1, lambda _, of: slots.complained(of))
    assert slots.limit == 1


async def test_one_that_is_cancelled_while_it_waits_takes_no_slot() -> None:
    slots = Slots(1)
    async with slots.slot():
        waiting = asyncio.create_task(crowd(slots, 1, lambda _, __: None))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert await asyncio.wait_for(crowd(slots, 5, lambda _, __: None), 5) == 1


async def test_those_that_wait_and_those_that_work_can_be_cancelled_together() -> None:
    """As an interrupt does: a slot comes free just before one that was to have it hears that it is cancelled."""
    slots = Slots(1)

    async def request() -> None:
        async with slots.slot():
            await asyncio.sleep(60)

    requests = [asyncio.create_task(request()) for _ in range(4)]
    await asyncio.sleep(0)
    for each in requests:
        each.cancel()
    ended = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(one) for one in ended] == [asyncio.CancelledError] * 4
    assert await asyncio.wait_for(crowd(slots, 5, lambda _, __: None), 5) == 1


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from("sfc")), max_size=12))
async def test_no_slot_is_ever_lost(rounds: list[tuple[int, str]]) -> None:
    slots = Slots(most=8)
    for requests, what in rounds:
        end = {
            "s": lambda _, __: slots.succeeded(),
            "f": lambda _, __: None,
            "c": lambda _, of: slots.complained(of),
        }[what]
        assert await crowd(slots, requests, end) <= 8
    assert await crowd(slots, 30, lambda _, __: None) == slots.limit


async def test_an_endpoint_that_complains_is_asked_less_at_once() -> None:
    with FakeEndpoint([*[ANSWER] * 30, Reply.error(429, headers={"Retry-After": "1"}), *[ANSWER] * 10]) as fake:
        async with asking(fake) as endpoint:
            await asyncio.gather(*(endpoint.ask(QUESTION) for _ in range(30)))
            before = endpoint.concurrency
            await endpoint.ask(QUESTION)
            assert before > FIRST
            assert endpoint.concurrency == before // 2
