"""Fixtures for all tests."""

import signal
from collections.abc import Iterator
from types import FrameType

import hypothesis
import pytest

from tests.fake_endpoint import FakeEndpoint


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests (marked `anyio`) run on asyncio alone."""
    return "asyncio"


@pytest.fixture
def must_end() -> Iterator[None]:
    """Fails a test that hangs: what takes a second or two must have ended after a minute, however busy the machine."""

    def fail(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("it does not end")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def fake_endpoint() -> Iterator[FakeEndpoint]:
    """An endpoint that answers each question with the smallest JSON its schema allows."""
    with FakeEndpoint() as fake:
        yield fake


# How long an example takes says more of the machine than of the code.
hypothesis.settings.register_profile("zhailu", deadline=None)
hypothesis.settings.load_profile("zhailu")
