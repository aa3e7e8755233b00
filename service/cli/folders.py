"""The commands for many articles: batch, export. As in `service.cli.app`, each imports what it needs when it runs."""
# ruff: noqa: PLC0415 - imports inside the commands: `zhailu --help` must not wait for them

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from service.cli import options
from service.cli.edge import load_settings
from service.errors import UsageError

_BATCH_EXAMPLES = """\b
    zhailu batch seeds/articles --out out
    zhailu batch articles --out out --limit 3 --dry-run
    zhailu batch articles --out out --retry-failed
    zhailu batch 'news/**/*.txt' --out out --also csv,xlsx
    zhailu batch news.jsonl --out out --text-field body --id-field meta.id --dedupe
    zhailu batch articles --out out --mode batch-api --base-url https://api.openai.com/v1 --model NAME
"""
_EXPORT_EXAMPLES = """\b
    zhailu export out --to csv                     out/csv/projects.csv, out/csv/articles.csv, …
    zhailu export out --to xlsx --dest brief.xlsx
    zhailu export out --to sqlite,parquet
"""

app = typer.Typer(rich_markup_mode=None)


@app.command(epilog=_BATCH_EXAMPLES)
def batch(
    articles: options.Input,
    *,
    out: Annotated[Path, typer.Option(metavar="OUT", help="Results, failures, report and ledger go here.")],
    schema: options.Schema = "industry_brief",
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only the first N articles, in order.")] = None,
    include: options.Include = None,
    exclude: options.Exclude = None,
    text_field: options.TextField = None,
    id_field: options.IdField = None,
    title_field: options.TitleField = None,
    published_field: options.PublishedField = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would be done, with calls, tokens and cost as estimated; do nothing."),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Work again on the articles that failed before.")
    ] = False,
    mode: options.Mode = "live",
    no_wait: options.NoWait = False,
    cancel_batches: options.CancelBatches = False,
    poll: options.PollSeconds = None,
    enqueued_tokens: options.EnqueuedTokens = None,
    concurrency: options.Concurrency = None,
    requests_per_minute: options.RequestsPerMinute = None,
    tokens_per_minute: options.TokensPerMinute = None,
    dedupe: options.Dedupe = False,
    also: options.Also = None,
    policy: options.Policy = None,
    strategy: options.Strategy = None,
    profile: options.Profile = None,
    vocabulary: options.Vocabulary = None,
    base_url: options.BaseUrl = None,
    model: options.Model = None,
    timeout: options.Timeout = None,
    prices: options.Prices = None,
    cache_dir: options.CacheDir = None,
) -> int:
    """Extract many articles; run again, it resumes."""
    from service.batch.sources import fields_of
    from service.cli import batching, rounds
    from service.export import check

    settings = load_settings(
        {
            "base_url": base_url,
            "model": model,
            "policy": policy,
            "strategy": strategy,
            "profile": profile,
            "vocabulary": vocabulary,
            "timeout_seconds": timeout,
            "cache_dir": cache_dir,
            "concurrency": concurrency,
            "requests_per_minute": requests_per_minute,
            "tokens_per_minute": tokens_per_minute,
            "prices": prices,
        }
    )
    wanted = batching.Wanted(
        articles,
        out,
        schema,
        limit,
        retry_failed,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        fields=fields_of(text_field, id_field, title_field, published_field),
        dedupe=dedupe,
        also=check(also) if also is not None else (),
    )
    if mode == "batch-api":
        how = rounds.How(wait=not no_wait, cancel=cancel_batches, poll_seconds=poll, enqueued_tokens=enqueued_tokens)
        return asyncio.run((rounds.dry_run if dry_run else rounds.batch)(settings, wanted, how))
    if no_wait or cancel_batches or poll is not None or enqueued_tokens is not None:
        raise UsageError(
            "--no-wait, --cancel-batches, --poll and --enqueued-tokens need --mode batch-api", hint="add it"
        )
    return asyncio.run((batching.dry_run if dry_run else batching.batch)(settings, wanted))


@app.command(epilog=_EXPORT_EXAMPLES)
def export(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `zhailu batch` wrote.")],
    *,
    to: Annotated[str, typer.Option(metavar="FORMATS", help="csv, parquet, sqlite, xlsx, or several (csv,xlsx).")],
    dest: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="A folder for csv and parquet, a file for sqlite and xlsx. "
            "[default: csv, parquet, results.sqlite, results.xlsx in OUT]",
        ),
    ] = None,
    schema: Annotated[
        str | None,
        typer.Option("--schema", "-s", metavar="S", help="Of the records. [default: what OUT/schema.json says]"),
    ] = None,
) -> int:
    """Write a run's results as tables: one a record type, with the articles, the evidence, issues and failures.

    Every row has its article's id. A value read from the text has columns of its own for number, unit, currency or
    date, and one for its support. `evidence` has the sentences, and the table of that name each span by its characters.
    """
    from service.cli import exporting

    return exporting.export_command(out, to, dest, schema)
