"""`zhailu batch`."""

import platform
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import typer

import schemas
from service import __version__
from service.batch import (
    Listing,
    OutputFolder,
    Plan,
    Run,
    RunReport,
    estimate,
    list_articles,
    make_plan,
)
from service.batch.extractor import Extractor
from service.cli.edge import report_error
from service.cli.progress import articles, downloading, tokens
from service.endpoint.concurrency import MOST
from service.endpoint.connect import Connection, connect, describe
from service.ledger import Ledger
from service.settings import Settings
from service.types import JsonObject

_SKIPPED_SHOWN = 20


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    folder: Path
    out: Path
    schema: str
    limit: int | None
    retry_failed: bool


async def dry_run(settings: Settings, wanted: Wanted) -> int:
    """Prints what a run would do; writes nothing, fetches nothing, asks nothing."""
    schema = schemas.get(wanted.schema, folder=Path())
    listing = list_articles(wanted.folder, leave_out=wanted.out)
    path = wanted.out / "ledger.sqlite"
    connection = describe(settings)
    with Ledger(path if path.exists() else None) as ledger:
        extractor = _extractor(settings, schema, connection, ledger)
        plan = await _plan(extractor, listing, wanted)
    guess = estimate(plan, piecewise=extractor.chosen_strategy == "candidates")
    for skipped in listing.skipped:
        typer.echo(f"skipped {skipped.id}: {skipped.reason}", err=True)
    typer.echo(
        f"{len(plan.ids)} articles: {len(plan.done)} done before, {len(plan.rejected)} not usable, "
        f"{guess.articles} to do with {connection.endpoint.model}\n"
        f"about {guess.calls:,} calls, {guess.input_tokens:,} tokens in, {guess.output_tokens:,} tokens out "
        "(estimated from characters; no call was made)"
    )
    return 0


async def batch(settings: Settings, wanted: Wanted) -> int:
    """Runs over the folder; the summary goes to stderr. 1 if an article failed or the run was stopped."""
    schema = schemas.get(wanted.schema, folder=Path())
    listing = list_articles(wanted.folder, leave_out=wanted.out)
    output = OutputFolder(wanted.out)
    for skipped in listing.skipped[:_SKIPPED_SHOWN]:
        typer.echo(f"skipped {skipped.id}: {skipped.reason}", err=True)
    with Ledger(output.ledger) as ledger:
        # A run without anything to do must not fetch and start a model to find that out.
        planned = _extractor(settings, schema, describe(settings), ledger)
        plan = await _plan(planned, listing, wanted)
        if not plan.work:
            return await _execute(settings, wanted, plan, planned, output)
        with downloading() as progress:
            async with connect(settings, progress) as connection:
                extractor = _extractor(settings, schema, connection, ledger)
                return await _execute(settings, wanted, plan, extractor, output)


async def _execute(settings: Settings, wanted: Wanted, plan: Plan, extractor: Extractor, output: OutputFolder) -> int:
    connection = extractor.connection
    with articles(sum(len(work.ids) for work in plan.work.values())) as observer:
        run = Run(
            plan,
            schema=extractor.schema.id,
            extract=extractor.extract,
            key=extractor.key,
            ledger=extractor.ledger,
            output=output,
            observer=observer,
            concurrency=_articles_at_once(settings, connection),
        )
        try:
            await run.execute()
        finally:
            if run.report is not None:
                output.write_report(_document(settings, wanted, plan, extractor, run.report))
    return _summary(run.report, output) if run.report is not None else 1


def _articles_at_once(settings: Settings, connection: Connection) -> int:
    """As many as there can ever be requests: an article under way is always waiting for one."""
    return 1 if connection.embedded else settings.concurrency or MOST


def _extractor(settings: Settings, schema: schemas.Schema, connection: Connection, ledger: Ledger) -> Extractor:
    return Extractor(schema, connection, ledger, settings.policy, settings.strategy)


async def _plan(extractor: Extractor, listing: Listing, wanted: Wanted) -> Plan:
    return await make_plan(
        listing,
        schema=extractor.schema.id,
        key=extractor.key,
        ledger=extractor.ledger,
        retry_failed=wanted.retry_failed,
        limit=wanted.limit,
    )


def _summary(report: RunReport, output: OutputFolder) -> int:
    cost = "unknown" if report.usage.cost is None else f"{report.usage.cost}"
    typer.echo(
        f"{report.total} articles: {report.ok} ok, {report.failed} failed, {report.undone} not done, "
        f"{report.reused} of them from before; {report.skipped} files skipped\n"
        f"{tokens(report.usage)}; cost {cost}; {report.seconds:.1f} s\n"
        f"results: {output.results}\nfailures: {output.failures}\nreport: {output.report}",
        err=True,
    )
    if report.error is not None:
        report_error(f"stopped: {report.error.message}", report.error.hint or "run again to go on where it stopped")
        return report.error.exit_code
    return 1 if report.failed else 0


def _document(settings: Settings, wanted: Wanted, plan: Plan, extractor: Extractor, report: RunReport) -> JsonObject:
    """`run.json`."""
    error = report.error
    return {
        "counts": {
            "articles": report.total,
            "ok": report.ok,
            "failed": report.failed,
            "undone": report.undone,
            "reused": report.reused,
            "skipped": report.skipped,
        },
        "usage": report.usage.model_dump(mode="json"),
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
        "error": None if error is None else {"code": error.code, "message": error.message, "hint": error.hint},
        "skipped": [{"id": skipped.id, "reason": skipped.reason} for skipped in plan.listing.skipped],
        "schema": extractor.schema.id,
        "schema_sha256": sha256(extractor.schema.canonical()).hexdigest(),
        "model": extractor.connection.endpoint.model,
        "parameters": extractor.connection.endpoint.parameters,
        "strategy": extractor.chosen_strategy,
        "settings": settings.public(),
        "folder": str(wanted.folder),
        "limit": wanted.limit,
        "retry_failed": wanted.retry_failed,
        "versions": {"zhailu": __version__, "python": platform.python_version()},
    }
