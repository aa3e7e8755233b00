"""How far two annotators agree, by the scorer that also judges the service.

    python -m evals.agreement A B [--differences]

The labels in A are taken as gold, those in B as predicted; F1 does not depend on which is which, but for the tolerance
of numbers.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

import schemas
from evals.bootstrap import f1_interval
from evals.differences import difference_lines
from evals.labels import read_labels, split_labels
from evals.layout import Layout
from evals.score import score_record
from evals.scores import Scores
from evals.table import render
from service.errors import GoldError, ZhailuError
from service.types import JsonObject


def agree(first: Path, second: Path) -> Scores:
    """Score the labels in `second` against those in `first`. A file's name says which article it labels.

    Labels are taken as they are: neither validated nor looked for in the articles. Raises GoldError if the folders do
    not label the same articles, or not with one schema.
    """
    names = _names(first)
    if names != _names(second):
        odd = sorted(names ^ _names(second))
        raise GoldError(f"not labelled in both folders: {', '.join(odd) or 'anything'}", hint="label the same articles")
    if not names:
        raise GoldError(f"no labels in {first}", hint="label files are named ID.json")
    layout = _layout(first, second, names)
    articles = tuple(
        score_record(name, layout, _record(first, name, layout), _record(second, name, layout))
        for name in sorted(names)
    )
    return Scores(
        schema_id=layout.schema_id,
        gold_sha256="",
        articles=articles,
        leaf_f1_interval=f1_interval([article.leaf_counts() for article in articles]),
    )


def differences(scores: Scores) -> Iterator[str]:
    """Every disagreement in `scores`, article by article, a line each; the annotators are A and B."""
    layout = Layout.of(schemas.get(scores.schema_id))
    for article in scores.articles:
        for line in difference_lines(article, layout, gold="A", predicted="B"):
            yield f"{article.id} {line}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, and the differences if asked. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.agreement", description="How far two annotators agree.")
    parser.add_argument("first", type=Path, metavar="A")
    parser.add_argument("second", type=Path, metavar="B")
    parser.add_argument("--differences", action="store_true", help="list every disagreement")
    options = parser.parse_args(arguments)
    try:
        scores = agree(options.first, options.second)
    except ZhailuError as error:
        Console(stderr=True).print(str(error), markup=False, soft_wrap=True)
        return error.exit_code
    console = Console()
    render(scores, console)
    if options.differences:
        for line in differences(scores):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 0


def _names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.json")}


def _layout(first: Path, second: Path, names: set[str]) -> Layout:
    specs = {str(read_labels(folder / f"{name}.json").get("schema")) for folder in (first, second) for name in names}
    if len(specs) > 1:
        raise GoldError(f"labels have different schemas: {', '.join(sorted(specs))}", hint="compare one schema's")
    return Layout.of(schemas.get(specs.pop()))


def _record(folder: Path, name: str, layout: Layout) -> JsonObject:
    record = read_labels(folder / f"{name}.json").get("record")
    if not isinstance(record, dict):
        raise GoldError(f"{folder.name}/{name}.json: record is not an object")
    return split_labels(f"{name}.json", record, layout)[0]


if __name__ == "__main__":
    sys.exit(main())
