"""The queue of jobs, with work that fails in every way."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

import schemas
from service.batch.extractor import Extractor
from service.batch.jobs import JobQueue
from service.endpoint.connect import describe
from service.errors import (
    LedgerError,
    QuotaExhausted,
    RateLimited,
    Unauthorized,
    UnknownSchema,
    Unreachable,
    ZhailuError,
)
from service.ledger import Backlog, Job, JobOptions, Ledger, Outcome
from service.settings import Settings
from service.types import Article, Failure, Provenance, Result, Usage

pytestmark = pytest.mark.anyio

CONNECTION = describe(Settings(base_url="http://127.0.0.1:9/v1", model="m"))
Work = Callable[[Article], Outcome]


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """A ledger for one test."""
    with Ledger(None) as ledger:
        yield ledger


def done(article: Article) -> Result:
    provenance = Provenance(
        model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=0.1, usage=Usage()
    )
    return Result(
        article=article.reference(),
        schema="brief@1",
        record={},
        evidence={},
        support={},
        issues=[],
        provenance=provenance,
    )


def failing(*errors: ZhailuError, returned: bool = False) -> Work:
    """Work that fails so often, then succeeds; errors that are no fatal ones come back as failures."""
    left = list(errors)

    def work(article: Article) -> Outcome:
        if not left:
            return done(article)
        error = left.pop(0)
        if returned:
            return Failure.of(article.reference(), "brief@1", error)
        raise error

    return work


@asynccontextmanager
async def working(ledger: Ledger, work: Work) -> AsyncIterator[JobQueue]:
    """A queue that works, with two workers."""

    async def extraction(_: Extractor, article: Article) -> Outcome:
        await asyncio.sleep(0)
        return work(article)

    def extractor(job: Job) -> Extractor:
        schema = schemas.get(str(job.schema_))
        return Extractor(schema=schema, connection=CONNECTION, ledger=ledger, policy="drop", strategy="direct")

    queue = JobQueue(ledger, extractor=extractor, extraction=extraction, workers=2, keep_days=7, first_hold=0.01)
    task = asyncio.create_task(queue.run())
    try:
        yield queue
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def add(ledger: Ledger, count: int, schema: str = "industry_brief@1") -> Job:
    articles = [(f"k{n}", Article(id=f"a{n}", text=f"第{n}期")) for n in range(count)]
    options = JobOptions(policy="drop", strategy="direct")
    return await ledger.jobs.add(schema=schema, options=options, articles=articles, most=Backlog(10, 100))


async def end_of(ledger: Ledger, job: Job) -> Job:
    async with asyncio.timeout(10):
        while (now := await ledger.jobs.get(job.id)).finished is None:  # noqa: ASYNC110 - the file tells nobody
            await asyncio.sleep(0.005)
    return now


@pytest.mark.parametrize(
    "work",
    [
        failing(LedgerError("full"), LedgerError("full")),
        failing(QuotaExhausted("pay"), QuotaExhausted("pay")),
        failing(RateLimited("later"), RateLimited("later", retry_after=0.01)),
        failing(Unreachable("down"), Unreachable("down"), Unreachable("down"), returned=True),
    ],
    ids=["ledger", "quota", "rate limit", "unreachable"],
)
async def test_what_passes_is_waited_for_and_no_article_fails(ledger: Ledger, work: Work) -> None:
    job = await add(ledger, 5)
    async with working(ledger, work):
        now = await end_of(ledger, job)
    assert (now.state, now.ok, now.failed, now.error) == ("done", 5, 0, None)


async def test_what_does_not_pass_ends_the_job_and_no_other(ledger: Ledger) -> None:
    """Every article of it has a line."""
    first, second = await add(ledger, 3), await add(ledger, 1)
    async with working(ledger, failing(Unauthorized("no"))):
        ended = [await end_of(ledger, first), await end_of(ledger, second)]
    assert {now.state for now in ended} == {"failed", "done"}
    for now in ended:
        assert now.ok + now.failed == now.articles


async def test_a_schema_that_is_gone_fails_the_job(ledger: Ledger) -> None:
    """As after a change of version; the queue goes on."""
    gone, other = await add(ledger, 2, "gone@9"), await add(ledger, 1)
    async with working(ledger, done):
        now = await end_of(ledger, gone)
        assert (now.state, now.failed) == ("failed", 2)
        assert now.error is not None
        assert now.error.code == UnknownSchema.code
        assert (await end_of(ledger, other)).state == "done"


async def test_a_job_that_comes_while_another_is_worked_on_takes_its_turn(ledger: Ledger) -> None:
    order: list[str] = []
    begun = asyncio.Event()

    def work(article: Article) -> Outcome:
        order.append(article.text)
        begun.set()
        return done(article)

    large = await add(ledger, 60)
    async with working(ledger, work) as queue:
        await begun.wait()
        small = await add(ledger, 2)
        queue.wake()
        await end_of(ledger, small)
        assert (await ledger.jobs.get(large.id)).finished is None
        await end_of(ledger, large)
    assert len(order) == 62
