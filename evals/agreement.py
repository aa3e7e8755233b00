"""How far two annotators agree, by the scorer that also judges the service.

The labels in A are taken as gold, those in B as predicted; F1 does not depend on which is which, but for the tolerance
of numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.bootstrap import f1_interval
from evals.differences import difference_lines
from evals.gold import opened
from evals.labels import read_labels, split_labels
from evals.layout import Layout
from evals.score import score_record
from evals.scorer import scorer_sha256
from evals.scores import Scores
from evals.selection import select
from schemas import Schema
from service.errors import GoldError
from service.types import JsonObject


@dataclass(frozen=True, slots=True)
class Agreement:
    """Scores of B against A, in the layout of their schema."""

    scores: Scores
    layout: Layout

    def only(self, names: Sequence[str]) -> "Agreement":
        """That on a part of the schema, as for `select`, which raises UsageError."""
        return replace(self, scores=select(self.scores, names))

    def differences(self) -> Iterator[str]:
        """Every disagreement, article by article, a line each; the annotators are A and B."""
        for article in self.scores.articles:
            for line in difference_lines(article, self.layout, gold="A", predicted="B"):
                yield f"{article.id} {line}"


def agree(first: Path, second: Path) -> Agreement:
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
    read = [tuple(_labels(folder / f"{name}.json") for folder in (first, second)) for name in sorted(names)]
    layout = Layout.of(_one_schema([schema for pair in read for schema, _ in pair]))
    articles = tuple(
        score_record(name, layout, *(split_labels(f"{name}.json", record, layout)[0] for _, record in pair))
        for name, pair in zip(sorted(names), read, strict=True)
    )
    scores = Scores(
        schema_id=layout.schema_id,
        gold_sha256="",
        scorer_sha256=scorer_sha256(),
        articles=articles,
        leaf_f1_interval=f1_interval([article.leaf_counts() for article in articles]),
    )
    return Agreement(scores, layout)


def _labels(path: Path) -> tuple[Schema, JsonObject]:
    _, schema, record = opened(path, read_labels(path))
    return schema, record


def _one_schema(known: Sequence[Schema]) -> Schema:
    ids = sorted({schema.id for schema in known})
    if len(ids) > 1:
        raise GoldError(f"labels have different schemas: {', '.join(ids)}", hint="compare one schema's")
    return known[0]


def _names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.json")}
