"""`zhailu batch --mode batch-api`."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

import schemas
from service.batch import OutputFolder, Run, RunReport
from service.batch.desk import Office
from service.batch.extractor import Extractor
from service.batch.request_files import Limits, RequestFiles, Tally
from service.batch.rounds import Deferring, Rounds, take_down
from service.batch.run import Worker
from service.batch.submissions import Submissions
from service.cli import batching
from service.cli.batching import Wanted, originals_of
from service.cli.figures import money
from service.cli.progress import articles
from service.endpoint.connect import BatchConnection, connect_batches, describe
from service.errors import UsageError
from service.ledger import BATCHES, LEASE_SECONDS, Batches, Ledger
from service.ledger import Batch as NotedBatch
from service.settings import Settings
from service.types import Usage

_ARTICLES_AT_ONCE = 32
"""Nothing waits for an endpoint here, only for the disk, which many may wait for together."""


@dataclass(frozen=True)
class How:
    """How batches are handled, as asked for."""

    wait: bool
    cancel: bool
    poll_seconds: float | None
    enqueued_tokens: int | None

    @property
    def limits(self) -> Limits:
        return Limits(tokens=self.enqueued_tokens)


async def dry_run(settings: Settings, wanted: Wanted, how: How) -> int:
    """Prints what the first round would hand in, counted; writes nothing, asks nothing."""
    schema = schemas.get(wanted.schema, folder=Path())
    source = wanted.source()
    path = wanted.out / "ledger.sqlite"
    async with connect_batches(settings) as connection:
        with Ledger(path if path.exists() else None) as ledger:
            extractor = _extractor(settings, schema, ledger)
            tally = Tally(how.limits)
            office = _office(settings, connection, extractor, sink=tally)
            with originals_of(wanted, None, extractor) as originals:
                deferring = Deferring(extractor, office, originals=originals)
                await take_down(source, deferring, retry_failed=wanted.retry_failed, limit=wanted.limit)
            batches = await office.batches.under_way()
    asked = tally.all
    most = Usage(input_tokens=asked.input_tokens, output_tokens=asked.output_tokens)
    priced = extractor.connection.tariff.priced(most, batch=True)
    typer.echo(
        f"{deferring.asked:,} articles to ask about with {extractor.connection.endpoint.model}\n"
        f"first round: {asked.requests:,} requests in {tally.files} files of {asked.file_bytes / 1e6:,.1f} MB, about "
        f"{asked.input_tokens:,} tokens in, at most {asked.output_tokens:,} out (estimated from characters)\n"
        f"cost at most about {money(priced.cost, priced.currency)}\n"
        f"{_behind(deferring.deferred - deferring.asked)}{_under_way(batches)}nothing was written or sent"
    )
    return 0


async def batch(settings: Settings, wanted: Wanted, how: How) -> int:
    """Goes on with the batches of a folder; the summary goes to stderr. 1 if an article failed or the run stopped."""
    output = OutputFolder(wanted.out)
    async with connect_batches(settings) as connection:
        with Ledger(output.ledger) as ledger, watching() as watcher:
            handling = _Handling(settings, wanted, how, connection, ledger, output, watcher)
            async with _alone(output.ledger):
                return await handling.execute()


@dataclass
class _Handling:
    """One run, with all it needs."""

    settings: Settings
    wanted: Wanted
    how: How
    connection: BatchConnection
    ledger: Ledger
    output: OutputFolder
    watcher: "PlainBatches | LiveBatches"

    async def execute(self) -> int:
        """To the end, or until all is under way that can be; the exit code."""
        batches = self.ledger.batches()
        await _check_address(batches, self.connection.api.address)
        submissions = Submissions(
            self.connection.api,
            batches,
            self._folder,
            watcher=self.watcher,
            limits=self.how.limits,
            poll_seconds=self.how.poll_seconds,
        )
        try:
            return await self._rounds(submissions)
        finally:
            typer.echo(_under_way(await batches.under_way()), nl=False, err=True)

    async def _rounds(self, submissions: Submissions) -> int:
        schema = schemas.get(self.wanted.schema, folder=Path())
        self.output.write_schema(schema.record_schema())
        source = self.wanted.source()
        extractor = _extractor(self.settings, schema, self.ledger)
        run: Run | None = None

        async def one_pass(worker: Worker, *, retry_failed: bool) -> RunReport:
            nonlocal run
            self.watcher.rest()
            with articles() as observer:
                run = Run(
                    source,
                    schema=schema.id,
                    worker=worker,
                    key=extractor.key,
                    ledger=self.ledger,
                    output=self.output,
                    observer=observer,
                    concurrency=_ARTICLES_AT_ONCE,
                    retry_failed=retry_failed,
                    limit=self.wanted.limit,
                )
                return await batching.execute(self.settings, self.wanted, extractor, self.output, run)

        office = _office(self.settings, self.connection, extractor, sink=self._new_files())
        with originals_of(self.wanted, self.output.reprints, extractor) as originals:
            rounds = Rounds(extractor, office, submissions, new_files=self._new_files, originals=originals)
            if self.how.cancel:
                report = await rounds.give_up(one_pass)
            else:
                report = await rounds.execute(one_pass, retry_failed=self.wanted.retry_failed, wait=self.how.wait)
        if run is not None:
            self.output.write_report(batching.document(self.settings, self.wanted, run, extractor, report))
        return batching.finish(report, self.output, self.wanted)

    @property
    def _folder(self) -> Path:
        return self.output.folder / "batches"

    def _new_files(self) -> RequestFiles:
        api = self.connection.api
        batches = self.ledger.batches()
        return RequestFiles(self._folder, batches, address=api.address, limits=self.how.limits, now=api.clock.now())


def _extractor(settings: Settings, schema: schemas.Schema, ledger: Ledger) -> Extractor:
    """The pipeline, with the prices of batches."""
    return replace(Extractor.of(settings, schema, describe(settings), ledger), in_batches=True)


def _office(
    settings: Settings, connection: BatchConnection, extractor: Extractor, *, sink: RequestFiles | Tally
) -> Office:
    return Office(
        endpoint=extractor.connection.endpoint,
        api=connection.api,
        ladder=connection.ladder,
        ledger=extractor.ledger,
        batches=extractor.ledger.batches(),
        sink=sink,
        attempts=settings.attempts,
        limit_name=connection.api.limit_name,
    )


@asynccontextmanager
async def _alone(path: Path) -> AsyncIterator[None]:
    """Keeps other runs from handling the batches of this ledger. Raises UsageError if one is at it."""
    # A run gives up all claims of its ledger when it ends: this one must outlast the rounds.
    with Ledger(path) as ledger:
        if await ledger.claim([BATCHES]) != ["claimed"]:
            raise UsageError("another run is handling the batches of this folder", hint="wait for it to end")
        holding = asyncio.create_task(_hold(ledger))
        try:
            yield
        finally:
            holding.cancel()
            await ledger.release()


async def _hold(ledger: Ledger) -> None:
    while True:
        await asyncio.sleep(LEASE_SECONDS / 3)
        await ledger.renew()


async def _check_address(batches: Batches, address: str) -> None:
    for batch in await batches.under_way():
        if batch.address != address and batch.state in ("creating", "submitted"):
            raise UsageError(
                f"{batch.requests} questions of this folder are under way at {batch.address}, not at {address}",
                hint=f"give --base-url {batch.address} to collect them, and --cancel-batches to give them up",
            )


def _behind(articles: int) -> str:
    return f"{articles:,} more wait for batches under way, or are reprints\n" if articles else ""


def _under_way(batches: list[NotedBatch]) -> str:
    if not batches:
        return ""
    requests = sum(batch.requests for batch in batches)
    return (
        f"{len(batches)} batches with {requests:,} requests are under way: run the same command again to collect them\n"
    )


class PlainBatches:
    """A line whenever a batch stands differently."""

    def __init__(self) -> None:
        self._shown: dict[str, tuple[str, int]] = {}

    def stands(self, batch: NotedBatch, status: str, done: int) -> None:
        if self._shown.get(batch.token) != (status, done):
            self._shown[batch.token] = (status, done)
            typer.echo(f"batch {batch.batch_id or batch.token}: {status}, {done:,} of {batch.requests:,}", err=True)

    def rest(self) -> None:
        """There is nothing to make room for."""


class LiveBatches:
    """A bar for each batch, while they are looked at."""

    def __init__(self) -> None:
        columns = (TextColumn("batch {task.fields[status]}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, TaskID] = {}

    def stands(self, batch: NotedBatch, status: str, done: int) -> None:
        self._progress.start()
        if batch.token not in self._tasks:
            self._tasks[batch.token] = self._progress.add_task("", total=batch.requests, status=status)
        self._progress.update(self._tasks[batch.token], completed=done, status=status)

    def rest(self) -> None:
        """Makes room for something else to be shown."""
        self._progress.stop()


@contextmanager
def watching() -> Iterator[PlainBatches | LiveBatches]:
    """What shows how batches stand."""
    watcher = LiveBatches() if sys.stderr.isatty() else PlainBatches()
    try:
        yield watcher
    finally:
        watcher.rest()
