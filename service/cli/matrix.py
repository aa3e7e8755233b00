"""`zhailu matrix`: several runs over one folder of articles, from one TOML file, scored side by side."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import typer
from pydantic import JsonValue

import evals
from evals import comparison, paired
from evals.paired import Difference
from evals.results import load_run
from evals.scores import Scores
from evals.table import plain_table
from service.cli import batching
from service.cli.cells import Cell, Matrix, read_matrix
from service.cli.edge import INTERRUPTED, report_error
from service.cli.evaluating import console, labels, print_json
from service.errors import UsageError, ZhailuError
from service.settings import read_dotenv
from service.types import JsonObject, Usage


@dataclass(frozen=True)
class _Scored:
    """One cell's scores, how it differs from the first cell (None for that one), and what it used."""

    name: str
    scores: Scores
    difference: Difference | None
    usage: JsonObject = field(default_factory=dict)


def matrix(file: Path, out: Path, *, dry_run: bool, as_json: bool) -> int:
    """Runs every cell into a folder of its own below `out`, scores them, prints one table.

    1 if an article failed in any cell or a cell could not be run; the others go on. Raises UsageError for a file that
    cannot be used, GoldError for gold that cannot, before anything is run.
    """
    plan = read_matrix(file, os.environ, read_dotenv(Path(".env")))
    if out.resolve().is_relative_to(plan.articles.resolve()):
        raise UsageError(f"--out {out} is inside the articles' folder", hint="give a folder beside it")
    if dry_run:
        return _dry_run(plan, out)
    if plan.gold is not None:
        evals.load_gold(labels(plan.gold, plan.articles).gold)
    code = max(_run(cell, plan, out) for cell in plan.cells)
    if plan.gold is None:
        typer.echo(f'not scored: {file.name} names no "gold"', err=True)
        return code
    scored = _score(plan, plan.gold, out)
    if as_json:
        print_json({"cells": [_cell_json(one) for one in scored], "notes": list(_notes(scored))})
    elif scored:
        _render(scored)
    return code


def _dry_run(plan: Matrix, out: Path) -> int:
    for cell in plan.cells:
        about = ", ".join(f"{key} {value}" for key, value in cell.about.items())
        typer.echo(f"{cell.name}: {about or 'defaults'} -> {out / cell.name}")
        asyncio.run(batching.dry_run(cell.settings, _wanted(cell, plan, out)))
        typer.echo()
    return 0


def _run(cell: Cell, plan: Matrix, out: Path) -> int:
    typer.echo(f"{cell.name}:", err=True)
    try:
        code = asyncio.run(batching.batch(cell.settings, _wanted(cell, plan, out)))
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        return min(1, code)
    except ZhailuError as error:
        report_error(f"{cell.name}: {error.message}", error.hint)
        return 1


def _wanted(cell: Cell, plan: Matrix, out: Path) -> batching.Wanted:
    return batching.Wanted(plan.articles, out / cell.name, cell.schema, plan.limit, retry_failed=False)


def _score(plan: Matrix, gold: Path, out: Path) -> list[_Scored]:
    """The cells that have results, each held against the first of them; p corrected for how many there are (Holm)."""
    found: list[tuple[str, Scores]] = []
    for cell in plan.cells:
        try:
            found.append((cell.name, evals.evaluate(gold, out / cell.name, plan.articles)))
        except UsageError as error:
            report_error(f"{cell.name} is not scored: {error.message}", error.hint)
    differences = [_against(found[0][1], scores) for _, scores in found[1:]]
    corrected = [None, *paired.holm(differences)]
    return [
        _Scored(name, scores, difference, _usage(out / name))
        for (name, scores), difference in zip(found, corrected, strict=False)
    ]


def _against(first: Scores, scores: Scores) -> Difference:
    paired.require_comparable(first, scores)
    return paired.measured("leaf_f1", *(paired.table(one, paired.MEASURES["leaf_f1"]) for one in (first, scores)))


def _usage(folder: Path) -> JsonObject:
    known = [result.provenance for result in load_run(folder).results.values()]
    usage = sum((one.usage for one in known), Usage(cost=Decimal(0)))
    return {
        "calls": sum(one.calls for one in known),
        "seconds": round(sum(one.seconds for one in known), 1),
        **usage.model_dump(mode="json"),
    }


def _render(scored: list[_Scored]) -> None:
    where = console()
    columns = ["cell", "results", "leaf F1", "95%", "record F1", "key facts", "unsupported"]
    columns += [f"Δ to {scored[0].name}", "95%", "p", "p adjusted", "verdict", "calls", "tokens in", "tokens out", "s"]
    title = f"{scored[0].scores.schema_id}, {len(scored[0].scores.articles)} articles with gold"
    table = plain_table(title, columns, plain=not where.is_terminal)
    for one in scored:
        table.add_row(one.name, *_quality(one.scores), *_difference(one.difference), *_cost(one.usage))
    where.print(table, soft_wrap=True)
    for line in _notes(scored):
        where.print(line, markup=False, highlight=False, soft_wrap=True)


def _quality(scores: Scores) -> list[str]:
    interval, faithfulness = scores.leaf_f1_interval, scores.faithfulness()
    results = sum(article.outcome == "result" for article in scores.articles)
    ratios = [scores.records().f1, scores.key_facts().ratio, faithfulness and faithfulness.unsupported.ratio]
    return [
        f"{results}/{len(scores.articles)}",
        _number(scores.leaves().f1),
        "-" if interval is None else f"[{interval.low:.3f}, {interval.high:.3f}]",
        *(_number(ratio) for ratio in ratios if ratio is None or isinstance(ratio, float)),
    ]


def _difference(one: Difference | None) -> list[str]:
    if one is None:
        return [""] * 5
    return [*comparison.difference_cells(one), _number(one.adjusted_p, 4), one.verdict]


def _cost(usage: Mapping[str, JsonValue]) -> list[str]:
    keys = ("calls", "input_tokens", "output_tokens", "seconds")
    return ["?" if usage[key] is None else f"{usage[key]:,}" for key in keys]


def _notes(scored: list[_Scored]) -> list[str]:
    if not scored:
        return []
    n = len(scored[0].scores.articles)
    lines = ["Verdicts are from p adjusted for how many cells are held against the first (Holm)."]
    if (least := paired.least_p(n)) > paired.ALPHA:
        lines.append(f"With {n} articles p is never below {least:.4f}: no difference can be shown at 5%.")
    return lines


def _cell_json(one: _Scored) -> JsonObject:
    difference = None if one.difference is None else one.difference.model_dump(mode="json")
    return {"name": one.name, "scores": evals.as_json(one.scores), "difference": difference, "usage": one.usage}


def _number(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
