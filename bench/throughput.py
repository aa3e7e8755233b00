"""How fast zhailu works through articles beside an own loop, instructor and langextract, and what that costs.

    python -m bench.throughput [--scenario latency] [--only zhailu instructor] [--articles 20000] [--langextract PYTHON]

Each contender works through the same made articles with one call an article, at one fake endpoint on loopback; both
are processes of their own. `latency`: the endpoint answers after 1 s ± 20 %; each works through 1,000 articles, then
through `--articles`. A run over one article before tells what starting costs, which is taken off where processor time
is told by the article. `limit`: the endpoint takes 600 requests a minute, and refuses more with a Retry-After. Who
sends another more than half a second after that was told, and before its time, disobeys it; the latest of those refused
shows by how much. (What was sent before the client could read it is on its way.)

langextract is left out unless the Python of an environment with `langextract[openai]` is given. The bench needs two
idle cores, one for the endpoint and one for the contender, and the time that it tells first; no run takes longer than
`--patience` seconds. The figures come as a table and as one line of JSON.
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from rich.console import Console
from rich.table import Table

from bench.contenders.runs import Contender, Measured, Runs

Row: TypeAlias = dict[str, str | float | None]

_CONTENDERS = (
    Contender("zhailu", "zhailu_batch", own_form=True),
    Contender("zhailu-told", "zhailu_batch", own_form=True, told=True),
    Contender("plain", "plain_loop"),
    Contender("instructor", "instructor_loop"),
    Contender("langextract", "langextract_run", extractions=True),
)
_FEW = 1_000
_PER_MINUTE = 600
_MINUTES = 3
_STARTING_SECONDS = 10.0

_FORMATS: Mapping[str, tuple[str, str]] = {
    "contender": ("", "s"),
    "articles": ("articles", ",.0f"),
    "steady_share": ("steady", ".1%"),
    "whole_share": ("whole", ".1%"),
    "articles_per_second": ("a second", ".1f"),
    "share_of_limit": ("of the limit", ".1%"),
    "refused": ("429s", ",.0f"),
    "disobeyed": ("disobeyed", ",.0f"),
    "latest_seconds": ("latest 429, s", ".2f"),
    "cpu_ms": ("CPU ms", ".2f"),
    "cpu_ratio": ("× instructor", ".2f"),
    "cpu_starting_seconds": ("start s", ".1f"),
    "megabytes": ("MB", ".0f"),
    "memory_ratio": ("× first", ".2f"),
    "missing": ("missing", ",.0f"),
    "broken": ("broken off", "s"),
}
"""What a figure of the JSON is called in the table, and how it is written there.

Shares are of what the endpoint allows; `× instructor` is the processor time as a multiple of instructor's over as many
articles, `× first` the memory as one of the same contender's in its first row.
"""


def latency(runs: Runs, contenders: Sequence[Contender], articles: int, say: Callable[[str], None]) -> list[Row]:
    """As fast as the endpoint answers."""
    rows: list[Row] = []
    for contender in contenders:
        say(f"{contender.name}, 1 article")
        start = runs.measure(contender, 1)
        for count in sorted({min(_FEW, articles), articles}):
            say(f"{contender.name}, {count:,} articles")
            measured = runs.measure(contender, count)
            most = runs.concurrency / runs.latency
            steady = measured.steady_rate
            rows.append(
                {
                    "contender": contender.name,
                    "articles": count,
                    "articles_per_second": count / measured.seconds,
                    "steady_share": None if steady is None else steady / most,
                    "whole_share": measured.asked / measured.asking_seconds / most if measured.asked else None,
                    "cpu_ms": (measured.cpu_seconds - start.cpu_seconds) / max(1, count - 1) * 1e3,
                    "cpu_starting_seconds": start.cpu_seconds,
                    **_common(measured, count),
                }
            )
    for row in rows:
        row["cpu_ratio"] = _ratio(row, rows, "cpu_ms", contender="instructor", articles=row["articles"])
        row["memory_ratio"] = _ratio(row, rows, "megabytes", contender=row["contender"], articles=rows[0]["articles"])
    return rows


def limit(runs: Runs, contenders: Sequence[Contender], say: Callable[[str], None]) -> list[Row]:
    """As fast as the endpoint's limit allows."""
    rows: list[Row] = []
    count = _PER_MINUTE * _MINUTES
    for contender in contenders:
        say(f"{contender.name}, {count:,} articles, {_PER_MINUTE} a minute")
        measured = runs.measure(contender, count, per_minute=_PER_MINUTE)
        rows.append(
            {
                "contender": contender.name,
                "articles": count,
                "share_of_limit": measured.allowed_share(_PER_MINUTE),
                "refused": measured.tally.refused,
                "disobeyed": measured.tally.disobeyed,
                "latest_seconds": measured.tally.latest,
                **_common(measured, count),
            }
        )
    return rows


def _common(measured: Measured, count: int) -> Row:
    return {
        "megabytes": measured.megabytes or None,
        "missing": count - measured.ok,
        "broken": measured.broken or None,
    }


def _ratio(row: Row, rows: Sequence[Row], name: str, **other: str | float | None) -> float | None:
    """How many times as large a figure is as that of the row that is so; None where one of them is missing."""
    found = next((one[name] for one in rows if one.items() >= other.items()), None)
    value = row[name]
    return value / found if isinstance(value, float) and isinstance(found, float) and found else None


def _table(rows: Sequence[Row], title: str) -> Table:
    names = [name for name in _FORMATS if any(row.get(name) is not None for row in rows)]
    table = Table(title=title)
    for name in names:
        table.add_column(_FORMATS[name][0], justify="left" if _FORMATS[name][1] == "s" else "right")
    for row in rows:
        table.add_row(*("" if row.get(name) is None else format(row[name], _FORMATS[name][1]) for name in names))
    return table


def _chosen(options: argparse.Namespace) -> list[Contender]:
    """Those that were asked for; langextract where there is a Python for it."""
    chosen = [one for one in _CONTENDERS if one.name in (options.only or [each.name for each in _CONTENDERS])]
    return [
        replace(one, python=options.langextract) if one.extractions else one
        for one in chosen
        if options.langextract or not one.extractions
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", choices=("latency", "limit", "both"), default="both")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in _CONTENDERS], metavar="CONTENDER")
    parser.add_argument("--articles", type=int, default=20_000, help="of the larger run [default: 20000]")
    parser.add_argument("--concurrency", type=int, default=200, help="requests at once [default: 200]")
    parser.add_argument("--latency", type=float, default=1.0, help="seconds until an answer comes [default: 1]")
    parser.add_argument("--langextract", metavar="PYTHON", help="the Python of an environment with langextract")
    parser.add_argument("--patience", type=float, default=900.0, help="most seconds of one run [default: 900]")
    return parser.parse_args()


def main() -> None:
    """Print the tables and the JSON."""
    options = _options()
    contenders = _chosen(options)
    console, progress = Console(width=120), Console(stderr=True)
    found: dict[str, list[Row]] = {}
    with TemporaryDirectory() as folder:
        runs = Runs(Path(folder), options.concurrency, options.latency, options.patience)
        if options.scenario != "limit":
            racing = [one for one in contenders if not one.told]
            seconds = 3 * _STARTING_SECONDS + (_FEW + options.articles) * options.latency / options.concurrency
            progress.print(f"latency: at least {len(racing) * seconds / 60:.0f} minutes")
            rows = found["latency"] = latency(runs, racing, options.articles, progress.print)
            title = f"{options.latency:g} s ± 20 %, {options.concurrency} at once: shares of what the endpoint allows"
            console.print(_table(rows, title))
        if options.scenario != "latency":
            progress.print(f"limit: at least {len(contenders) * (_MINUTES - 1)} minutes")
            rows = found["limit"] = limit(runs, contenders, progress.print)
            console.print(_table(rows, f"{_PER_MINUTE} requests a minute, {options.concurrency} at once"))
    console.out(json.dumps(found, ensure_ascii=False), highlight=False)


if __name__ == "__main__":
    main()
