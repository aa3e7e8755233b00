"""`zhailu batch`."""

import math
import platform
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

import typer

import schemas
from service import __version__
from service.batch import Fields, OutputFolder, Run, RunReport, Source, Worker, estimate, open_source, survey
from service.batch.extractor import Extractor, OpenedOnDemand
from service.batch.reprints import Reprints
from service.cli.edge import INTERRUPTED, report_error
from service.cli.exporting import export_to
from service.cli.figures import money, tokens
from service.cli.interrupts import interruptible
from service.cli.progress import articles, cost_so_far, downloading
from service.endpoint.concurrency import MOST
from service.endpoint.connect import Connection, connect, describe
from service.errors import UsageError
from service.export import Format, destination
from service.ledger import Ledger
from service.ledger.reprints import ReprintIndex
from service.settings import Settings
from service.types import JsonObject

ARTICLES_A_REQUEST = 1.25
"""So many articles are under way for each request that may be."""
_SKIPPED_SHOWN = 20


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `include`, `exclude` and `fields` are as in `open_source`."""

    articles: Path
    out: Path
    schema: str
    limit: int | None
    retry_failed: bool
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fields: Fields | None = None
    dedupe: bool = False
    also: tuple[Format, ...] = ()

    def source(self) -> Source:
        """Raises UsageError if there is nothing to read."""
        return open_source(
            self.articles, leave_out=self.out, include=self.include, exclude=self.exclude, fields=self.fields
        )


async def dry_run(settings: Settings, wanted: Wanted) -> int:
    """Prints what a run would do; writes nothing, fetches nothing, asks nothing."""
    schema = schemas.get(wanted.schema, folder=Path())
    source = wanted.source()
    path = wanted.out / "ledger.sqlite"
    connection = describe(settings)
    with Ledger(path if path.exists() else None) as ledger:
        extractor = Extractor.of(settings, schema, connection, ledger)
        found = survey(
            source,
            schema=schema.id,
            key=extractor.key,
            ledger=ledger,
            retry_failed=wanted.retry_failed,
            limit=wanted.limit,
        )
        guess = await estimate(found, extractor.rehearse, extractor.chosen_strategy)
    for skipped in found.skipped:
        typer.echo(f"skipped {skipped.id}: {skipped.reason}", err=True)
    priced = connection.tariff.priced(guess.usage)
    typer.echo(
        f"{found.total} articles: {found.done} done before, {found.rejected} not usable, "
        f"{guess.articles} to do with {connection.endpoint.model}\n"
        f"about {guess.calls:,} calls, {tokens(guess.usage)}; cost about {money(priced.cost, priced.currency)}\n"
        f"(estimated from the prompts of {guess.sampled} articles; no call was made)"
    )
    if wanted.dedupe:
        typer.echo("(reprints are not taken off: they show when their turn comes)")
    return 0


async def batch(settings: Settings, wanted: Wanted) -> int:
    """Runs over the folder; the summary goes to stderr. 1 if an article failed or the run was stopped, 130 if it was
    interrupted.
    """
    schema = schemas.get(wanted.schema, folder=Path())
    source = wanted.source()
    planned = describe(settings)
    output = OutputFolder(wanted.out)
    output.write_schema(schema.record_schema())
    async with AsyncExitStack() as stack:
        ledger = stack.enter_context(Ledger(output.ledger))
        await _refuse_twice(ledger)
        extractor = Extractor.of(settings, schema, planned, ledger)
        observer = stack.enter_context(articles())
        # A run without anything to do must not fetch and start a model to find that out.
        worker: Worker = OpenedOnDemand(extractor, partial(_connected, settings), stack)
        originals = stack.enter_context(originals_of(wanted, output.reprints, extractor))
        if originals is not None:
            worker = Reprints(worker, extractor, originals)
        run = Run(
            source,
            schema=schema.id,
            worker=worker,
            key=extractor.key,
            ledger=ledger,
            output=output,
            observer=observer,
            concurrency=_articles_at_once(settings, planned),
            retry_failed=wanted.retry_failed,
            limit=wanted.limit,
        )
        await execute(settings, wanted, extractor, output, run)
    if run.report is None:
        return 1
    return finish(run.report, output, wanted)


def finish(report: RunReport, output: OutputFolder, wanted: Wanted) -> int:
    """Prints the summary, and writes the other formats that were asked for: the exit code."""
    code = summary(report, output)
    if wanted.also:
        export_to(wanted.out, {name: destination(wanted.out, name) for name in wanted.also})
    return code


async def execute(
    settings: Settings, wanted: Wanted, extractor: Extractor, output: OutputFolder, run: Run
) -> RunReport:
    """Runs, and writes `run.json`, however that ends."""
    try:
        with interruptible(run):
            return await run.execute()
    finally:
        if run.report is not None:
            output.write_report(document(settings, wanted, run, extractor, run.report))


@contextmanager
def originals_of(wanted: Wanted, path: Path | None, extractor: Extractor) -> Iterator[ReprintIndex | None]:
    """The articles that others may be reprints of, in a file (None: in memory); None if reprints are worked on too."""
    if not wanted.dedupe:
        yield None
        return
    with ReprintIndex(path, extractor.identity) as originals:
        yield originals


async def _refuse_twice(ledger: Ledger) -> None:
    """Raises UsageError where questions were handed in by batch: asked now, they would be paid twice."""
    pending = await ledger.batches().pending()
    if pending:
        raise UsageError(
            f"{pending:,} questions of this folder were handed in with --mode batch-api",
            hint="collect their answers with --mode batch-api, or give them up with --mode batch-api --cancel-batches",
        )


@asynccontextmanager
async def _connected(settings: Settings) -> AsyncIterator[Connection]:
    with downloading() as progress:
        async with connect(settings, progress) as connection:
            yield connection


def _articles_at_once(settings: Settings, connection: Connection) -> int:
    """A few more than there can ever be requests: some articles are just being prepared or committed."""
    return 1 if connection.embedded else math.ceil((settings.concurrency or MOST) * ARTICLES_A_REQUEST)


def summary(report: RunReport, output: OutputFolder) -> int:
    for skipped in report.skipped_first[:_SKIPPED_SHOWN]:
        typer.echo(f"skipped {skipped.id}: {skipped.reason}", err=True)
    at_least = "" if report.listed else "at least "
    typer.echo(
        f"{at_least}{report.total} articles: {report.ok} ok, {report.failed} failed, {report.undone} not done, "
        f"{report.reused} of them from before; {sum(report.skipped.values())} files skipped\n"
        f"{tokens(report.usage)}; cost {cost_so_far(report.spent)}; {report.seconds:.1f} s\n"
        f"results: {output.results}\nfailures: {output.failures}\nreport: {output.report}",
        err=True,
    )
    if report.error is not None:
        report_error(f"stopped: {report.error.message}", report.error.hint or "run again to go on where it stopped")
        return report.error.exit_code
    if report.interrupted:
        typer.echo("interrupted: run again to go on where it stopped", err=True)
        return INTERRUPTED
    return 1 if report.failed else 0


def document(settings: Settings, wanted: Wanted, run: Run, extractor: Extractor, report: RunReport) -> JsonObject:
    """`run.json`."""
    error = report.error
    return {
        "counts": {
            "articles": report.total,
            "ok": report.ok,
            "failed": report.failed,
            "undone": report.undone,
            "reused": report.reused,
            "skipped": sum(report.skipped.values()),
        },
        "reprints": report.spent.reprints,
        "complete": report.listed and not report.undone,
        "usage": {
            **report.usage.model_dump(mode="json"),
            "known_cost": format(report.spent.known_cost, "f"),
            "unpriced_articles": report.spent.unpriced,
        },
        "attempts": report.attempts.model_dump(mode="json"),
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
        "error": None if error is None else {"code": error.code, "message": error.message, "hint": error.hint},
        "skipped": [{"id": skipped.id, "reason": skipped.reason} for skipped in report.skipped_first],
        "skipped_by_reason": dict(report.skipped),
        "identity": run.identity,
        "schema": extractor.schema.id,
        "schema_sha256": sha256(extractor.schema.canonical()).hexdigest(),
        "model": extractor.connection.endpoint.model,
        "parameters": extractor.connection.endpoint.parameters,
        "strategy": extractor.chosen_strategy,
        "settings": settings.public(),
        "articles": str(wanted.articles),
        "include": list(wanted.include),
        "exclude": list(wanted.exclude),
        "fields": None if wanted.fields is None else asdict(wanted.fields),
        "dedupe": wanted.dedupe,
        "limit": wanted.limit,
        "retry_failed": wanted.retry_failed,
        "versions": {"zhailu": __version__, "python": platform.python_version()},
    }
