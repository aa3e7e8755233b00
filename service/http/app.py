"""The application: one endpoint and one ledger, opened when it starts, for every request and every job."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI

from service import __version__
from service.batch.jobs import FIRST_HOLD, JobQueue
from service.endpoint.connect import Connection, connect
from service.errors import ZhailuError
from service.http import jobs, routes
from service.http.errors import register
from service.http.intake import RequestIds
from service.http.metrics import Metrics
from service.http.state import State, Workroom
from service.http.tokens import Tokens
from service.ledger import Ledger
from service.settings import Settings

_HOSTED_CONCURRENCY = 64
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """What the application is built from. `ledger` is the file that keeps answers, results and jobs across restarts,
    `first_hold` how many seconds jobs wait at first for an endpoint that cannot be asked.
    """

    settings: Settings
    ledger: Path | None = None
    first_hold: float = FIRST_HOLD
    open_endpoint: Callable[[Settings], AbstractAsyncContextManager[Connection]] = field(default=connect)


def create_app(services: Services) -> FastAPI:
    """The application. Its lifespan opens the endpoint (and starts the embedded model); errors there end
    the start, and are kept in `app.state.startup_error`.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            try:
                app.state.zhailu = await _open(services, stack, metrics)
            except ZhailuError as error:
                # The server reports a failed start as a traceback; whoever runs it finds the error itself here.
                app.state.startup_error = error
                raise
            yield

    metrics = Metrics()
    app = FastAPI(
        title="zhailu",
        summary="Articles in, validated and source-grounded records out.",
        version=__version__,
        lifespan=lifespan,
    )
    register(app)
    for router in (routes.guarded, jobs.router, routes.router):
        app.include_router(router)
    if services.settings.service_token is not None:
        app.add_middleware(Tokens, token=services.settings.service_token)
    # The last one added is the first that a request passes.
    app.add_middleware(RequestIds, metrics=metrics)
    return app


async def _open(services: Services, stack: AsyncExitStack, metrics: Metrics) -> State:
    settings = services.settings
    ledger = stack.enter_context(Ledger(services.ledger or settings.cache_dir / "ledger.sqlite"))
    connection = await stack.enter_async_context(services.open_endpoint(settings))
    # The embedded model answers one article at a time; more at once would only run into deadlines.
    at_once = 1 if connection.embedded else settings.concurrency or _HOSTED_CONCURRENCY
    workroom = Workroom(settings, connection, ledger, metrics, asyncio.Semaphore(at_once))
    queue = JobQueue(
        ledger,
        extractor=workroom.extractor_of,
        extraction=workroom.extract_for_job,
        # A few places are left to those who wait for their answer.
        workers=max(1, at_once - at_once // 8),
        keep_days=settings.job_days,
        first_hold=services.first_hold,
    )
    return State(workroom, queue, await stack.enter_async_context(_working(queue)))


@asynccontextmanager
async def _working(queue: JobQueue) -> AsyncIterator["asyncio.Task[None]"]:
    """The task that works through the queue, until the end of the block."""
    task = asyncio.create_task(queue.run(), name="jobs")
    task.add_done_callback(_report)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _LOG.error("the queue of jobs ended unexpectedly: %s", type(error).__name__)
