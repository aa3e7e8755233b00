"""What is told of each request, and how an endpoint is brought to a stop."""

import asyncio
import threading

import pytest

from service.endpoint.protocol import Attempt
from service.errors import EndpointStopped
from service.types import JsonObject, Usage
from tests.endpoint.asking import ANSWER, QUESTION, TestClock, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio

_KNOWN = Usage(input_tokens=100, output_tokens=20, cached_tokens=40)


async def test_each_request_is_told_with_its_fault_and_its_usage() -> None:
    """What the endpoint did not say is unknown; an answer that was cut off was paid for all the same."""
    told: list[Attempt] = []
    replies = [Reply.error(500), Reply.html(), Reply.content(ANSWER)]
    with FakeEndpoint(replies) as fake:
        async with asking(fake, TestClock()) as endpoint:
            await endpoint.ask(QUESTION, told.append)
    assert [(one.fault, one.usage) for one in told] == [("bad_upstream", None), ("bad_upstream", None), (None, _KNOWN)]


async def test_a_request_that_was_given_up_is_told_too() -> None:
    """It may have been paid for."""
    told: list[Attempt] = []
    sent = threading.Event()

    def hang(_: JsonObject) -> Reply:
        sent.set()
        return Reply(hang=True)

    with FakeEndpoint(hang) as fake:
        async with asking(fake) as endpoint:
            asked = asyncio.create_task(endpoint.ask(QUESTION, told.append))
            await asyncio.to_thread(sent.wait, 20)
            assert endpoint.sending == 1
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            assert endpoint.sending == 0
    assert [(one.fault, one.usage) for one in told] == [("dropped", None)]


async def test_a_stopped_endpoint_sends_nothing_more_and_lets_in_what_is_under_way() -> None:
    sent, go_on = threading.Event(), threading.Event()

    def slow(_: JsonObject) -> str:
        sent.set()
        assert go_on.wait(20)
        return ANSWER

    with FakeEndpoint(slow) as fake:
        async with asking(fake, concurrency=1) as endpoint:
            under_way = asyncio.create_task(endpoint.ask(QUESTION))
            await asyncio.to_thread(sent.wait, 20)
            waiting = asyncio.create_task(endpoint.ask(QUESTION))
            await asyncio.sleep(0)
            endpoint.stop()
            go_on.set()
            assert (await under_way).content == ANSWER
            with pytest.raises(EndpointStopped):
                await waiting
        assert fake.calls == 1
