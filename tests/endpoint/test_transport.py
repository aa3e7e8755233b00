"""The connections beneath the client."""

import asyncio
from collections import Counter
from dataclasses import replace
from http.server import ThreadingHTTPServer

import pytest

from tests.endpoint.asking import ANSWER, QUESTION, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio


async def test_questions_one_after_the_other_share_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection costs a handshake: it is kept."""
    accepted = _counted(monkeypatch)
    with FakeEndpoint() as fake:
        async with asking(fake) as endpoint:
            for _ in range(5):
                await endpoint.ask(QUESTION)
    assert accepted["connections"] == 1


async def test_no_more_connections_are_made_than_requests_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where those are more than one pool takes, and come in several waves."""
    accepted = _counted(monkeypatch)
    with FakeEndpoint(lambda _: replace(Reply.content(ANSWER), delay=0.1)) as fake:
        async with asking(fake, concurrency=40) as endpoint:
            await asyncio.gather(*(endpoint.ask(QUESTION) for _ in range(120)))
    assert fake.calls == 120
    assert accepted["connections"] <= 48


def _counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the connections that a fake endpoint takes."""
    counted: Counter[str] = Counter()
    process_request = ThreadingHTTPServer.process_request

    def count(*args: object) -> None:
        counted["connections"] += 1
        process_request(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(ThreadingHTTPServer, "process_request", count)
    return counted
