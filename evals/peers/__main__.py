"""Run other libraries over labelled articles with the embedded model, and score them beside zhailu.

    python -m venv .venv-peers && .venv-peers/bin/pip install 'langextract[openai]==1.7.1'
    python -m evals.peers --out out/peers --langextract .venv-peers/bin/python
    python -m evals.peers --articles evals/unseen/articles --gold evals/unseen/gold --out out/peers-unseen

Each peer's results go to OUT/NAME, in the form of `zhailu batch`; run again, it goes on where it stopped. Articles are
taken in turn by all peers, so that what else the machine does slows all alike.
"""

import argparse
import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.table import Table

import schemas
from evals.evaluation import evaluate
from evals.peers.meter import Meter
from evals.peers.peer import ask, peers
from evals.results import Run, load_run
from schemas import Schema
from service.batch import OutputFolder
from service.batch.sources import Entry, FolderSource
from service.endpoint.client import OpenAIEndpoint
from service.endpoint.embedded.server import EmbeddedServer
from service.ledger import Ledger
from service.pipeline import extract
from service.types import Article, Failure, Result, Usage

Ask: TypeAlias = Callable[[Article], Result | Failure]
_CONSOLE = Console(width=140)


def main() -> None:
    """Ask, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=Path("seeds/articles"))
    parser.add_argument("--gold", type=Path, default=Path("evals/gold"))
    parser.add_argument("--out", type=Path, default=Path("out/peers"))
    parser.add_argument(
        "--langextract", type=Path, help="a Python interpreter that has langextract; without it, not run"
    )
    parser.add_argument("--only", action="append", help="this peer (repeatable): zhailu, json_schema, …")
    parser.add_argument("--limit", type=int, help="the first so many articles")
    parser.add_argument("--seconds", type=float, default=1200, help="the most an article may take (default 1200)")
    options = parser.parse_args()
    schema = schemas.get("industry_brief")
    names = ["zhailu", *(peer.name for peer in peers(options.langextract))]
    wanted = [name for name in names if options.only is None or name in options.only]
    with EmbeddedServer.for_model() as server, Meter(server.base_url) as meter:
        asks: dict[str, Ask] = {"zhailu": partial(_zhailu, schema=schema, model=server.model, meter=meter)}
        for peer in peers(options.langextract):
            asks[peer.name] = partial(
                ask, peer, schema=schema, model=server.model, meter=meter, seconds=options.seconds
            )
        _run({name: asks[name] for name in wanted}, options.articles, options.out, options.limit)
    _CONSOLE.print(_table(wanted, options.gold, options.articles, options.out))


def _run(asks: dict[str, Ask], articles: Path, out: Path, limit: int | None) -> None:
    """All peers take the articles in turn; those that an earlier run has are left out."""
    folders = {name: OutputFolder(out / name) for name in asks}
    done = {name: {*run.results, *run.failures} for name, folder in folders.items() if (run := _earlier(folder))}
    source = FolderSource(articles)
    for entry in islice((e for e in source.entries() if isinstance(e, Entry)), limit):
        article_id, article = entry.id, source.read(entry)
        for name, asked in asks.items():
            if article_id in done.get(name, ()):
                continue
            outcome = asked(article)
            folders[name].append(outcome)
            told = outcome.provenance
            problem = outcome.error.message if isinstance(outcome, Failure) else ""
            seconds = f"{told.seconds:.0f} s, {told.usage.output_tokens} tokens out" if told else ""
            _CONSOLE.print(f"{article_id} {name}: {seconds} {problem}", markup=False, highlight=False)


def _earlier(folder: OutputFolder) -> Run | None:
    return load_run(folder.folder) if folder.results.exists() or folder.failures.exists() else None


def _zhailu(article: Article, *, schema: Schema, model: str, meter: Meter) -> Result | Failure:
    async def extracted() -> Result | Failure:
        endpoint = OpenAIEndpoint(meter.base_url, model, concurrency=1)
        try:
            with Ledger(None) as ledger:
                return await extract(article, schema, endpoint=endpoint, answers=ledger, strategy="candidates")
        finally:
            await endpoint.aclose()

    return asyncio.run(extracted())


def _table(names: list[str], gold: Path, articles: Path, out: Path) -> Table:
    columns = "record F1,leaf F1,95 %,unsupported,tokens in,cached,tokens out,seconds,calls,lost".split(",")
    table = Table("", *columns)
    for name in names:
        scores, run = evaluate(gold, out / name, articles), load_run(out / name)
        interval = scores.leaf_f1_interval
        table.add_row(
            name,
            _ratio(scores.records().f1),
            _ratio(scores.leaves().f1),
            "–" if interval is None else f"{interval.low:.3f}–{interval.high:.3f}",
            *_cost(run),
        )
    return table


def _cost(run: Run) -> Iterator[str]:
    supports = [support for result in run.results.values() for support in result.support.values()]
    outcomes: list[Result | Failure] = [*run.results.values(), *run.failures.values()]
    told = [outcome.provenance for outcome in outcomes if outcome.provenance is not None]
    usage = sum((p.usage for p in told), Usage())
    yield _ratio(sum(s == "unsupported" for s in supports) / len(supports) if supports else None)
    yield from (
        f"{n:,}" if n is not None else "–" for n in (usage.input_tokens, usage.cached_tokens, usage.output_tokens)
    )
    yield f"{sum(p.seconds for p in told):.0f}"
    yield str(sum(p.calls for p in told))
    yield str(len(run.failures))


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    main()
