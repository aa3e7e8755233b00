"""What the requests share, and how a request becomes a pipeline and an outcome."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

import schemas
from service.batch.extractor import Extractor
from service.batch.jobs import JobQueue
from service.endpoint.connect import Connection
from service.errors import ZhailuError
from service.http.articles import check_size
from service.http.bodies import Options
from service.http.metrics import Metrics
from service.ledger import Job, JobOptions, Ledger, Outcome
from service.settings import Settings
from service.types import Article, ErrorBody, Failure, JsonObject

_LOG = logging.getLogger(__name__)
# Each may start a process of its own.
_READ_AT_ONCE = 2


@dataclass(frozen=True)
class Workroom:
    """Where articles are worked on: `at_once` bounds how many, whoever sent them, `reading` how many files are read."""

    settings: Settings
    connection: Connection
    ledger: Ledger
    metrics: Metrics
    at_once: asyncio.Semaphore
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_READ_AT_ONCE))

    def options(self, sent: Options) -> JobOptions:
        """What was asked for, and the service's settings for the rest."""
        return JobOptions(
            policy=sent.policy or self.settings.policy,
            strategy=sent.strategy or self.settings.strategy,
            vocabulary=sent.vocabulary or self.settings.vocabulary,
        )

    def extractor(self, schema: str | JsonObject, options: JobOptions) -> Extractor:
        """The pipeline for a schema: a name or a JSON Schema. Raises UnknownSchema, InvalidSchema."""
        return Extractor(
            schema=schemas.get(schema) if isinstance(schema, str) else schemas.inline(schema),
            connection=self.connection,
            ledger=self.ledger,
            policy=options.policy,
            strategy=options.strategy,
            vocabulary=options.vocabulary,
            profile=self.settings.profile,
        )

    def extractor_of(self, job: Job) -> Extractor:
        """The pipeline for a job."""
        return self.extractor(job.schema_, job.options)

    async def extract(
        self, extractor: Extractor, article: Article, on_partial: Callable[[JsonObject], None] | None = None
    ) -> Outcome:
        """One article to its outcome, when there is room. Raises fatal errors only."""
        async with self.at_once:
            with self.metrics.in_flight.track_inprogress():
                outcome = await extractor.once(article, on_partial)
        self.metrics.ended(outcome)
        return outcome

    async def extract_for_job(self, extractor: Extractor, article: Article) -> Outcome:
        """The same for an article of a job, which no error of its own must stop. Raises fatal errors only."""
        try:
            check_size(article)
            return await self.extract(extractor, article)
        except ZhailuError as error:
            if error.fatal:
                raise
            return Failure.of(article.reference(), extractor.schema.id, error)
        except Exception as error:  # noqa: BLE001 - a fault of ours with one article is not the others'
            _LOG.error("an article of a job failed unexpectedly: %s", type(error).__name__)
            internal = ErrorBody(code="internal", message="the service failed unexpectedly", hint="report it")
            return Failure(article=article.reference(), schema=extractor.schema.id, error=internal)


@dataclass(frozen=True)
class State:
    """What a request finds. `working` is the task that works through the queue."""

    workroom: Workroom
    queue: JobQueue
    working: "asyncio.Task[None]"


def _state(request: Request) -> State:
    state: State = request.app.state.zhailu
    return state


Shared = Annotated[State, Depends(_state)]
