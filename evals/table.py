"""Scores as tables for people, and as one JSON object for machines."""

from collections.abc import Iterable, Sequence

from pydantic import JsonValue
from rich import box
from rich.console import Console
from rich.table import Table

from evals.scores import ARTICLE, ArticleScores, Counts, Scores, Share
from service.types import JsonObject

_ARTICLE_FIELDS = "(article)"


def render(scores: Scores, console: Console) -> None:
    """Print the tables to `console`: drawn on a terminal, in aligned plain columns elsewhere."""
    for table in tables(scores, plain=not console.is_terminal):
        console.print(table)
        console.print()


def tables(scores: Scores, *, plain: bool) -> list[Table]:
    """Headline, by record type, by article, by field."""
    return [
        _headline(scores, plain=plain),
        _by_type(scores, plain=plain),
        _by_article(scores, plain=plain),
        _by_field(scores, plain=plain),
    ]


def as_json(scores: Scores) -> JsonObject:
    """Everything in `scores`, with the totals and their ratios worked out. An undefined ratio is null."""
    interval = scores.leaf_f1_interval
    faithfulness = scores.faithfulness()
    return {
        "schema": scores.schema_id,
        "schema_sha256": scores.schema_sha256,
        "gold_sha256": scores.gold_sha256,
        "scorer_sha256": scores.scorer_sha256,
        "leaves": _counts_json(scores.leaves()),
        "leaf_f1_interval": None if interval is None else interval.model_dump(mode="json"),
        "records": _counts_json(scores.records()),
        "strict_records": _counts_json(scores.strict()),
        "key_facts": _share_json(scores.key_facts()),
        "bounds": _share_json(scores.bounds()),
        "faithfulness": None
        if faithfulness is None
        else {
            "unsupported": _share_json(faithfulness.unsupported),
            "exact": _share_json(faithfulness.exact),
            "evidence": _share_json(faithfulness.evidence),
            "derivable": _share_json(faithfulness.derivable),
            "summary_numbers": _share_json(faithfulness.summary_numbers),
            "summary_names": _share_json(faithfulness.summary_names),
        },
        "leaves_by_type": {name: _counts_json(counts) for name, counts in scores.leaves_by_type().items()},
        "records_by_type": {name: _counts_json(counts) for name, counts in scores.records_by_type().items()},
        "strict_records_by_type": {name: _counts_json(counts) for name, counts in scores.strict_by_type().items()},
        "leaves_by_field": {name: _counts_json(counts) for name, counts in scores.leaves_by_field().items()},
        "articles": [_article_json(article) for article in scores.articles],
    }


def _headline(scores: Scores, *, plain: bool) -> Table:
    table = plain_table(f"{scores.schema_id}, {len(scores.articles)} articles", ["", "value", "of"], plain=plain)
    leaves, interval = scores.leaves(), scores.leaf_f1_interval
    span = "" if interval is None else f" [{interval.low:.3f}, {interval.high:.3f}]"
    table.add_row("leaf F1", _ratio(leaves.f1) + span, f"{leaves.tp + leaves.fn} gold leaves")
    records, strict = scores.records(), scores.strict()
    table.add_row("record F1", _ratio(records.f1), f"{records.tp + records.fn} gold records")
    table.add_row("record F1, required leaves right", _ratio(strict.f1), f"{strict.tp + strict.fn} gold records")
    _add_share(table, "key facts in the summary", scores.key_facts())
    _add_share(table, "bounds (约, 余, 超…) right", scores.bounds())
    faithfulness = scores.faithfulness()
    if faithfulness is not None:
        _add_share(table, "unsupported leaves", faithfulness.unsupported)
        _add_share(table, "exact spans", faithfulness.exact)
        _add_share(table, "right records' evidence as in gold", faithfulness.evidence)
        _add_share(table, "values that stand in their span", faithfulness.derivable)
        _add_share(table, "summary's numbers in the article", faithfulness.summary_numbers)
        _add_share(table, "summary's names in the article", faithfulness.summary_names)
    return table


def _by_type(scores: Scores, *, plain: bool) -> Table:
    columns = ["type", "gold", "found", "rec P", "rec R", "rec F1", "strict F1", "leaf P", "leaf R", "leaf F1"]
    table = plain_table("By type", columns, plain=plain)
    leaves, records, strict = scores.leaves_by_type(), scores.records_by_type(), scores.strict_by_type()
    for name, counts in records.items():
        row = [name, str(counts.tp + counts.fn), str(counts.tp + counts.fp), *_ratios(counts)]
        table.add_row(*row, _ratio(strict[name].f1), *_ratios(leaves.get(name, Counts())))
    article = leaves.get(ARTICLE, Counts())
    table.add_row(_ARTICLE_FIELDS, *[""] * 6, *_ratios(article))
    return table


def _by_article(scores: Scores, *, plain: bool) -> Table:
    columns = ["article", "outcome", "gold", "found", "rec F1", "strict F1", "leaf P", "leaf R", "leaf F1"]
    table = plain_table("By article", columns, plain=plain)
    for article in scores.articles:
        records = article.record_counts()
        row = [article.id, article.outcome, str(records.tp + records.fn), str(records.tp + records.fp)]
        strict = _ratio(article.strict_counts().f1)
        table.add_row(*row, _ratio(records.f1), strict, *_ratios(article.leaf_counts()))
    return table


def _by_field(scores: Scores, *, plain: bool) -> Table:
    table = plain_table("By field", ["field", "TP", "FP", "FN", "P", "R", "F1"], plain=plain)
    for name, counts in sorted(scores.leaves_by_field().items(), key=lambda item: ("." in item[0], item[0])):
        table.add_row(name, str(counts.tp), str(counts.fp), str(counts.fn), *_ratios(counts))
    return table


def plain_table(title: str, columns: Sequence[str], *, plain: bool) -> Table:
    """A table to be filled; a drawn one, or in aligned columns if `plain`."""
    table = Table(title=title, title_justify="left", box=None if plain else box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left", no_wrap=True)
    return table


def _add_share(table: Table, name: str, share: Share) -> None:
    if share.whole:
        table.add_row(name, _ratio(share.ratio), f"{share.part}/{share.whole}")


def _ratios(counts: Counts) -> Iterable[str]:
    return _ratio(counts.precision), _ratio(counts.recall), _ratio(counts.f1)


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _counts_json(counts: Counts) -> JsonValue:
    ratios = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
    return {**counts.model_dump(mode="json"), **ratios}


def _share_json(share: Share) -> JsonValue:
    return {**share.model_dump(mode="json"), "ratio": share.ratio}


def _article_json(article: ArticleScores) -> JsonValue:
    totals: JsonObject = {
        "leaf_counts": _counts_json(article.leaf_counts()),
        "record_counts": _counts_json(article.record_counts()),
        "strict_counts": _counts_json(article.strict_counts()),
    }
    dumped: JsonObject = article.model_dump(mode="json")
    return {**dumped, **totals}
