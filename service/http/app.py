"""The application: one endpoint and one ledger, opened when it starts, for every request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI

from service import __version__
from service.endpoint.connect import Connection, connect
from service.errors import ZhailuError
from service.http.errors import ErrorAnswer, register
from service.http.intake import RequestIds
from service.http.routes import State, router
from service.ledger import Ledger
from service.settings import Settings

_HOSTED_CONCURRENCY = 8


@dataclass(frozen=True)
class Services:
    """What the application is built from. `ledger` is the file that keeps answers and results across restarts."""

    settings: Settings
    ledger: Path | None = None
    open_endpoint: Callable[[Settings], AbstractAsyncContextManager[Connection]] = field(default=connect)


def create_app(services: Services) -> FastAPI:
    """The application. Its lifespan opens the endpoint (and starts the embedded model); errors there end
    the start, and are kept in `app.state.startup_error`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                app.state.zhailu = await _open(services, stack)
            except ZhailuError as error:
                # The server reports a failed start as a traceback; whoever runs it finds the error itself here.
                app.state.startup_error = error
                raise
            yield

    app = FastAPI(
        title="zhailu",
        summary="Articles in, validated and source-grounded records out.",
        version=__version__,
        lifespan=lifespan,
        responses={"default": {"model": ErrorAnswer, "description": "Any error"}},
    )
    register(app)
    app.include_router(router)
    app.add_middleware(RequestIds)
    return app


async def _open(services: Services, stack: AsyncExitStack) -> State:
    ledger = stack.enter_context(Ledger(services.ledger or services.settings.cache_dir / "ledger.sqlite"))
    connection = await stack.enter_async_context(services.open_endpoint(services.settings))
    # The embedded model answers one article at a time; more at once would only run into deadlines.
    at_once = asyncio.Semaphore(1 if connection.embedded else _HOSTED_CONCURRENCY)
    return State(services.settings, connection, ledger, at_once)
