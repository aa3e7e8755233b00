"""`zhailu eval`, `zhailu compare` and `zhailu agreement`."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console

import evals
from evals import comparison, gate, paired, probes
from evals import report as pages
from evals.agreement import agree
from evals.saved import scores_of
from evals.scores import Scores
from evals.selection import select
from service.errors import UsageError
from service.types import JsonObject

GATE_NOT_MET = 3
DEFAULT_GOLD = Path("evals/gold")
DEFAULT_ARTICLES = Path("seeds/articles")
_PIPE_WIDTH = 160


@dataclass(frozen=True)
class Labels:
    """Gold files, and the articles that they label: without them nothing is told of evidence and faithfulness."""

    gold: Path
    articles: Path | None


def labels(gold: Path, articles: Path | None) -> Labels:
    """The folders asked for; the shipped articles go with the shipped gold. Raises UsageError for one not there."""
    if articles is None and gold == DEFAULT_GOLD and DEFAULT_ARTICLES.is_dir():
        articles = DEFAULT_ARTICLES
    for option, folder in (("--gold", gold), ("--articles", articles)):
        if folder is not None and not folder.is_dir():
            raise UsageError(f"{option}: there is no folder {folder}", hint=f"give another {option}")
    return Labels(gold, articles)


def evaluate(
    known: Labels, results: Path, *, only: Sequence[str], report: Path | None, gate_file: Path | None, as_json: bool
) -> int:
    """Prints the scores of a run, and writes them to `report` as a page. 3 if there is a gate and it is not met.

    Raises GoldError, and UsageError for a folder that is not there or a page that cannot be written.
    """
    if not results.is_dir():
        raise UsageError(f"--results: there is no folder {results}", hint="give another --results")
    if gate_file is not None and only:
        raise UsageError("--only with --gate: the gate says itself what it is about", hint='write "only" into its file')
    scores = evals.evaluate(known.gold, results, known.articles)
    held = None if gate_file is None else gate.check(gate_file, scores, known.gold, known.articles)
    if report is not None:
        _write(report, pages.load(scores, known.gold, results, known.articles))
    shown = select(scores, only)
    probed = probes.measure(scores, known.gold, results)
    if as_json:
        gated: JsonObject = {} if held is None else {"gate": held.model_dump(mode="json")}
        print_json({**evals.as_json(shown), **probes.as_json(probed), **gated})
    else:
        evals.render(shown, console())
        probes.render(probed, console())
        _tell(held)
    return 0 if held is None or held.outcome == "pass" else GATE_NOT_MET


def compare(
    known: Labels,
    before: Path,
    after: Path,
    *,
    only: Sequence[str],
    report: Path | None,
    everything: bool,
    as_json: bool,
) -> int:
    """Prints how run B differs from run A, and writes it to `report` as a page.

    Raises NotComparable, what scoring raises, and UsageError for a page of scores without their results.
    """
    one, other = (scores_of(source, known.gold, known.articles) for source in (before, after))
    paired.require_comparable(one, other)
    found = paired.compare(select(one, only), select(other, only))
    if report is not None:
        first, second = (_evaluation(scores, known, source) for scores, source in ((one, before), (other, after)))
        _write(report, second, pages.Earlier(first, found))
    if as_json:
        hashes: JsonObject = {
            "schema": one.schema_id,
            "schema_sha256": one.schema_sha256,
            "gold_sha256": one.gold_sha256,
            "scorer_sha256": one.scorer_sha256,
        }
        print_json({**hashes, "a": str(before), "b": str(after), **comparison.as_json(found)})
    else:
        typer.echo(f"A: {before}\nB: {after}\n")
        comparison.render(found, console(), shown=None if everything else comparison.SHOWN)
    return 0


def agreement(first: Path, second: Path, *, only: Sequence[str], everything: bool, as_json: bool) -> int:
    """Prints how far the labels of two folders agree, and where they differ. Raises GoldError and UsageError."""
    for folder in (first, second):
        if not folder.is_dir():
            raise UsageError(f"there is no folder {folder}", hint="give the folders of two annotators")
    found = agree(first, second).only(only)
    lines = list(found.differences())
    if as_json:
        print_json({"a": str(first), "b": str(second), **evals.as_json(found.scores), "differences": [*lines]})
        return 0
    typer.echo(f"A: {first}\nB: {second}\n")
    evals.render(found.scores, console())
    shown = lines if everything else lines[: comparison.SHOWN]
    typer.echo("\n".join([f"differences: {len(lines)}", *(f"  {line}" for line in shown)]))
    if len(shown) < len(lines):
        typer.echo(f"  … {len(lines) - len(shown)} more (--all)")
    return 0


def console() -> Console:
    """Where tables go. In a pipe there is no width to keep to: headings must not be cut."""
    return Console() if sys.stdout.isatty() else Console(width=_PIPE_WIDTH)


def print_json(value: JsonObject) -> None:
    """One JSON document on stdout, Chinese unescaped."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _tell(held: gate.GateOutcome | None) -> None:
    if held is None:
        return
    said = {"pass": "gate: pass", "fail": "gate: FAIL", "inconclusive": "gate: INCONCLUSIVE, so not met"}
    typer.echo("\n".join([said[held.outcome], *(f"  {reason}" for reason in held.reasons)]))


def _evaluation(scores: Scores, known: Labels, source: Path) -> pages.Evaluation:
    if not source.is_dir():
        raise UsageError(f"--report: {source} holds scores alone", hint="give the folder that zhailu batch wrote")
    return pages.load(scores, known.gold, source, known.articles)


def _write(report: Path, evaluation: pages.Evaluation, earlier: pages.Earlier | None = None) -> None:
    try:
        pages.write(report, evaluation, earlier)
    except OSError as error:
        message = f"--report: cannot write {report}: {error.strerror}"
        raise UsageError(message, hint="give a file in a folder that is there") from error
