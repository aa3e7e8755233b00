"""What the finders find by themselves, scored against gold without asking a model. What is missed here stays missed.

    python -m evals.finders
    python -m evals.finders --articles my-articles --gold my-gold --differences

Every candidate is kept, so precision is that before the model judges doubtful names.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.differences import difference_lines
from evals.evaluation import evaluate
from evals.gold import load_gold
from evals.layout import Layout
from evals.scores import Counts, Scores
from schemas import Schema
from service.batch import OutputFolder
from service.batch.sources import Entry, FolderSource
from service.errors import UsageError, ZhailuError
from service.pipeline.candidates.specification import record_specs
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.extraction import grounded_result, prepared_article
from service.pipeline.rehearsal import Rehearsal
from service.types import Article, Provenance, Result, Usage

_PROVENANCE = Provenance(
    model="none", prompt="none", strategy="candidates", calls=0, attempts=0, cached=False, seconds=0, usage=Usage()
)


def main() -> None:
    """Find, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path, default=Path("seeds/articles"))
    parser.add_argument("--gold", type=Path, default=Path("evals/gold"))
    parser.add_argument("--differences", action="store_true", help="each difference to the gold, a line each")
    options = parser.parse_args()
    console = Console(width=160, highlight=False)
    try:
        schema = load_gold(options.gold)[0].schema
        scores = score_finders(options.articles, options.gold, schema)
    except ZhailuError as error:
        parser.exit(2, f"error: {error.message}\n" + (f"hint: {error.hint}\n" if error.hint else ""))
    console.print(_table(scores, schema))
    for article in scores.articles if options.differences else ():
        console.print(f"\n{article.id}", *difference_lines(article, Layout.of(schema)), sep="\n", markup=False)


def score_finders(articles: Path, gold: Path, schema: Schema) -> Scores:
    """Scores of what code alone finds in the folder. Raises UsageError, GoldError, UnreadableArticle and the like."""
    source = FolderSource(articles)
    with tempfile.TemporaryDirectory() as folder:
        output = OutputFolder(Path(folder))
        for entry in source.entries():
            if isinstance(entry, Entry):
                output.append(found_alone(source.read(entry), schema))
        if not output.results.exists():
            raise UsageError(f"no article in {articles}", hint="give the folder of the articles that the gold is of")
        return evaluate(gold, output.folder, articles)


def found_alone(article: Article, schema: Schema) -> Result:
    """The record of an article with every candidate kept, as if a model had said yes to each."""
    prepared = prepared_article(article, "none")
    draft = asyncio.run(Candidates().draft(article, prepared, schema, Rehearsal(), lambda _: None))
    return grounded_result(article, schema, prepared, draft, policy="drop", provenance=_PROVENANCE)


def _table(scores: Scores, schema: Schema) -> Table:
    table = Table(
        "finder", "of", "gold", "found", "precision", "recall", "F1", title="code alone, every candidate kept"
    )
    fields = scores.leaves_by_field()
    anchors = {f"{spec.name}.{spec.anchor}": spec.finder for spec in record_specs(schema)}
    for name in sorted(fields, key=lambda name: (name.partition(".")[0], name not in anchors, name)):
        table.add_row(anchors.get(name, ""), name, *_cells(fields[name]))
    table.add_row("everything", "", *_cells(scores.leaves()))
    return table


def _cells(counts: Counts) -> Iterable[str]:
    yield from (str(counts.tp + counts.fn), str(counts.tp + counts.fp))
    yield from ("–" if ratio is None else f"{ratio:.3f}" for ratio in (counts.precision, counts.recall, counts.f1))


if __name__ == "__main__":
    main()
