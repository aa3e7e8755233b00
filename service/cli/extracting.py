"""`zhailu extract`."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import typer

import schemas
from service.batch.extractor import Extractor
from service.cli.edge import report_error
from service.cli.progress import downloading
from service.cli.reading import read
from service.endpoint.connect import connect, describe
from service.errors import LedgerError
from service.ledger import Ledger, Outcome
from service.settings import Settings
from service.types import Article, Failure, JsonObject


def extract(settings: Settings, file: str, spec: str, *, stream: bool) -> int:
    """Prints the Result of one article, or its error. Schema and file are looked at before any model is started."""
    schema = schemas.get(spec, folder=Path())
    article = read(file)
    outcome = asyncio.run(_extract(settings, article, schema, stream=stream))
    if isinstance(outcome, Failure):
        report_error(outcome.error.message, outcome.error.hint)
        return 1
    typer.echo(outcome.to_json())
    return 0


async def _extract(settings: Settings, article: Article, schema: schemas.Schema, *, stream: bool) -> Outcome:
    with _ledger(settings) as ledger, downloading() as progress:
        extractor = Extractor.of(settings, schema, describe(settings), ledger)
        known = await extractor.known(article)
        if known is not None:
            return known  # no model is started for what is there
        async with connect(settings, progress) as connection:
            return await replace(extractor, connection=connection).once(article, _print_line if stream else None)


def _print_line(partial: JsonObject) -> None:
    typer.echo(json.dumps(partial, ensure_ascii=False))


def _ledger(settings: Settings) -> Ledger:
    """The ledger in the cache; where that cannot be had, one in memory does for a call."""
    try:
        return Ledger(settings.cache_dir / "ledger.sqlite")
    except LedgerError as error:
        typer.echo(f"note: {error.message}; this call is not kept", err=True)
        return Ledger(None)
