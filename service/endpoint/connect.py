"""From settings to an endpoint: a hosted one, or the embedded model served for as long as it is needed."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from service.endpoint.batch_api import BatchApi
from service.endpoint.client import OpenAIEndpoint
from service.endpoint.embedded.registry import find
from service.endpoint.embedded.server import EmbeddedServer
from service.endpoint.ladder import Ladder
from service.endpoint.protocol import Endpoint
from service.errors import EmbeddedError, UsageError
from service.prices import Tariff, tariff
from service.settings import Settings

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many bytes of the model are there, and of how many."""

# Stands for an embedded server that is not started; nobody listens on the discard port.
_NOWHERE = "http://127.0.0.1:9/v1"


@dataclass(frozen=True)
class Connection:
    """An endpoint, what it is and what it costs. `embedded` is true for the model that zhailu serves itself."""

    endpoint: Endpoint
    embedded: bool
    tariff: Tariff = field(default_factory=Tariff)


@dataclass(frozen=True)
class BatchConnection:
    """The Batch API of an endpoint, and what is known of how its model gives JSON."""

    api: BatchApi
    ladder: Ladder


@asynccontextmanager
async def connect(settings: Settings, progress: Progress | None = None) -> AsyncIterator[Connection]:
    """The endpoint of these settings, closed (and stopped, where embedded) at the end.

    The embedded model is fetched first where it is not there yet. Raises EmbeddedError, InvalidSettings.
    """
    if settings.base_url is not None:
        hosted = describe(settings)
        try:
            yield hosted
        finally:
            await hosted.endpoint.aclose()
        return
    server = await _start(settings, progress)
    try:
        endpoint = _endpoint(settings, server.base_url, server.model, server.context)
        try:
            yield Connection(endpoint, embedded=True, tariff=Tariff(free=True))
        finally:
            await endpoint.aclose()
    finally:
        server.stop()


@asynccontextmanager
async def connect_batches(settings: Settings) -> AsyncIterator[BatchConnection]:
    """The Batch API of these settings, closed at the end. Raises UsageError for the embedded model; InvalidSettings."""
    if settings.base_url is None:
        raise UsageError("the embedded model has no Batch API", hint="leave --mode batch-api out, or give --base-url")
    api = BatchApi(
        settings.base_url, settings.api_key, timeout_seconds=settings.timeout_seconds, attempts=settings.attempts
    )
    try:
        yield BatchConnection(api, Ladder(api.address, settings.model or "", _ladder_cache(settings)))
    finally:
        await api.aclose()


def describe(settings: Settings) -> Connection:
    """The same without anything fetched or started: good for keys and plans, and to ask only if hosted.

    Raises InvalidSettings for a model or an address that is none.
    """
    if settings.base_url is not None:
        endpoint = _endpoint(settings, settings.base_url, settings.model or "", settings.context_tokens)
        cost = tariff(settings.model or "", settings.base_url, settings.prices)
        return Connection(endpoint, embedded=False, tariff=cost)
    model = find(settings.model)
    context = settings.context_tokens or model.context
    return Connection(_endpoint(settings, _NOWHERE, model.name, context), embedded=True, tariff=Tariff(free=True))


async def _start(settings: Settings, progress: Progress | None) -> EmbeddedServer:
    """Fetches and starts in a thread: both block for long, and signals and requests must still be served."""
    given_up = threading.Event()

    def report(done: int, total: int) -> None:
        if given_up.is_set():
            raise EmbeddedError("the model was not fetched to the end", hint="run again: it goes on where it stopped")
        if progress is not None:
            progress(done, total)

    def start() -> EmbeddedServer:
        folder = settings.cache_dir / "models"
        server = EmbeddedServer.for_model(
            settings.model, folder=folder, progress=report, context=settings.context_tokens
        )
        return server.start()

    try:
        return await asyncio.to_thread(start)
    except asyncio.CancelledError:
        given_up.set()
        raise


def _endpoint(settings: Settings, base_url: str, model: str, context_tokens: int | None) -> OpenAIEndpoint:
    hosted = settings.base_url is not None
    return OpenAIEndpoint(
        base_url,
        model,
        settings.api_key if hosted else None,
        timeout_seconds=settings.timeout_seconds,
        attempts=settings.attempts,
        # The embedded server holds one conversation at once.
        concurrency=settings.concurrency if hosted else 1,
        requests_per_minute=settings.requests_per_minute,
        tokens_per_minute=settings.tokens_per_minute,
        context_tokens=context_tokens,
        parameters={} if settings.temperature is None else {"temperature": settings.temperature},
        # The embedded server has another port each time: there is nothing to remember of it.
        ladder_cache=_ladder_cache(settings) if hosted else None,
    )


def _ladder_cache(settings: Settings) -> Path:
    return settings.cache_dir / "ladder.json"
