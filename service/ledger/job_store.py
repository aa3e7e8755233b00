"""The jobs of a ledger as the rest of the program sees them."""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from uuid import uuid4

from service.ledger import jobs
from service.ledger.database import Database
from service.ledger.jobs import Backlog, Job, JobOptions, Pending
from service.ledger.results import Outcome
from service.types import Article, ErrorBody, JsonObject, Usage

_PORTION = 200


class JobStore:
    """Every method returns when what it did is on disk, and raises LedgerError if the file cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        *,
        schema: str | JsonObject,
        options: JobOptions,
        articles: Sequence[tuple[str, Article]],
        most: Backlog,
    ) -> Job:
        """Takes a job in, each article with its key. Raises QueueFull if more than `most` would be waiting then."""
        return await self._database.write(
            partial(jobs.add, job_id=uuid4().hex, schema=schema, options=options, articles=articles, most=most)
        )

    async def get(self, job_id: str) -> Job:
        """The job of this id. Raises UnknownJob."""
        return await self._database.read(partial(jobs.get, job_id=job_id))

    async def unfinished(self, *, after: int = 0) -> list[Job]:
        """The jobs with a number above `after` that have not ended, the oldest first."""
        return await self._database.read(partial(jobs.unfinished, after=after))

    async def backlog(self) -> Backlog:
        """How much has not ended."""
        return await self._database.read(jobs.backlog)

    async def pending(self, number: int, *, after: int) -> list[Pending]:
        """The next articles of a job that have not ended, behind the position `after`; empty where there are none."""
        return await self._database.read(partial(jobs.pending, number=number, after=after, most=_PORTION))

    async def lines(self, number: int) -> AsyncIterator[str]:
        """What has ended of a job, as JSON, in the order in which it came in; read in portions."""
        after = -1
        while portion := await self._database.read(partial(jobs.lines, number=number, after=after, most=_PORTION)):
            for _, line in portion:
                yield line
            after = portion[-1][0]

    async def begin(self, number: int) -> None:
        """Says that a job is being worked on."""
        await self._database.write(partial(jobs.begin, number=number))

    async def finish(self, number: int, key: str, outcome: Outcome, used: Usage) -> None:
        """Gives all articles of this key their line, and adds what was used; the last one ends the job."""
        await self._database.write(partial(jobs.finish, number=number, key=key, outcome=outcome, used=used))

    async def hold(self, number: int, error: ErrorBody) -> None:
        """Says what a job is waiting for."""
        await self._database.write(partial(jobs.hold, number=number, error=error))

    async def fail(self, number: int, error: ErrorBody, schema: str) -> None:
        """Ends a job by an error that none of its articles would escape; each gets it as its line."""
        await self._database.write(partial(jobs.fail, number=number, error=error, schema=schema))

    async def cancel(self, job_id: str) -> Job:
        """Ends a job, unless it has ended. Raises UnknownJob."""
        return await self._database.write(partial(jobs.cancel, job_id=job_id))

    async def expire(self, *, days: float) -> int:
        """Forgets the jobs that ended longer ago than that: how many there were."""
        return await self._database.write(partial(jobs.expire, days=days))
