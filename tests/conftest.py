"""Fixtures for all tests."""

from collections.abc import Iterator

import pytest

from tests.fake_endpoint import FakeEndpoint


@pytest.fixture
def anyio_backend() -> str:
    """Asynchronous tests (marked `anyio`) run on asyncio alone."""
    return "asyncio"


@pytest.fixture
def fake_endpoint() -> Iterator[FakeEndpoint]:
    """An endpoint that answers each question with the smallest JSON its schema allows."""
    with FakeEndpoint() as fake:
        yield fake
