"""The data behind the page, as one JSON object: what Python counts, and what the page looks through by itself."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import JsonValue

import service
from evals.layout import Layout
from evals.report.articles import VERDICTS, article_data
from evals.report.confusion import Confusion, confusions
from evals.report.fields import FieldTable
from evals.report.inputs import Earlier, Evaluation
from evals.scores import ARTICLE, Counts, LeafOutcome, Scores, Share
from service.types import JsonObject, Provenance, Usage


def payload(evaluation: Evaluation, earlier: Earlier | None, made: datetime) -> JsonObject:
    """Everything that the page shows. Leaves name their field by its place in `fields`, their verdict in `verdicts`."""
    layout, scores = Layout.of(evaluation.gold[0].schema), evaluation.scores
    fields = FieldTable(layout)
    gold = {one.id: one for one in evaluation.gold}
    return {
        "run": _run(evaluation, made),
        "usage": _usage(evaluation),
        "headline": _headline(scores),
        "verdicts": list(VERDICTS),
        "fields": fields.described(evaluation),
        "groups": _groups(layout, scores, fields, evaluation),
        "own": _counts(scores.leaves_by_type().get(ARTICLE, Counts())),
        "by_field": {name: _counts(counts) for name, counts in scores.leaves_by_field().items()},
        "confusions": [_confusion(one) for one in confusions(scores, layout)],
        "has_texts": bool(evaluation.texts),
        "articles": [
            article_data(
                one,
                gold[one.id],
                evaluation.run.of(gold[one.id]),
                text=evaluation.texts.get(one.id),
                layout=layout,
                fields=fields,
            )
            for one in scores.articles
        ],
        "reviews": [one.model_dump(mode="json") for one in evaluation.reviews],
        "comparison": None if earlier is None else _comparison(earlier, fields, made),
    }


def _run(evaluation: Evaluation, made: datetime) -> JsonObject:
    about, scores = evaluation.about, evaluation.scores
    known = [result.provenance for result in evaluation.run.results.values()]
    versions = about.get("versions")
    return {
        "name": evaluation.name,
        "model": about.get("model") or _listed(one.model for one in known),
        "prompt": _listed(one.prompt for one in known),
        "strategy": about.get("strategy") or _listed(one.strategy for one in known),
        "schema": scores.schema_id,
        "schema_sha256": scores.schema_sha256 or None,
        "gold_sha256": scores.gold_sha256,
        "scorer_sha256": scores.scorer_sha256 or None,
        "version": versions.get("zhailu") if isinstance(versions, dict) else None,
        "report_version": service.__version__,
        "made": made.isoformat(timespec="minutes"),
        "articles": len(scores.articles),
        "failed": sum(article.outcome != "result" for article in scores.articles),
    }


def _listed(values: Iterable[str]) -> str | None:
    return ", ".join(sorted(set(values))) or None


def _usage(evaluation: Evaluation) -> JsonObject:
    """Sums over the scored articles, failures with a provenance among them. What any of them does not tell is null."""
    known = list(_provenances(evaluation))
    usage = Usage(cost=None) if not known else sum((one.usage for one in known[1:]), known[0].usage)
    dumped: JsonObject = usage.model_dump(mode="json")
    return {
        **(dumped if known else dict.fromkeys(dumped)),
        "seconds": sum(one.seconds for one in known) if known else None,
        "calls": sum(one.calls for one in known) if known else None,
        "attempts": sum(one.attempts for one in known) if known else None,
    }


def _provenances(evaluation: Evaluation) -> list[Provenance]:
    outcomes = (evaluation.run.of(gold) for gold in evaluation.gold)
    return [one.provenance for one in outcomes if one is not None and one.provenance is not None]


def _headline(scores: Scores) -> JsonObject:
    interval, faithfulness = scores.leaf_f1_interval, scores.faithfulness()
    return {
        "leaves": _counts(scores.leaves()),
        "interval": None if interval is None else interval.model_dump(mode="json"),
        "records": _counts(scores.records()),
        "strict": _counts(scores.strict()),
        "key_facts": _share(scores.key_facts()),
        "bounds": _share(scores.bounds()),
        "faithfulness": None
        if faithfulness is None
        else {
            "unsupported": _share(faithfulness.unsupported),
            "exact": _share(faithfulness.exact),
            "derivable": _share(faithfulness.derivable),
            "evidence": _share(faithfulness.evidence),
            "summary_numbers": _share(faithfulness.summary_numbers),
            "summary_names": _share(faithfulness.summary_names),
        },
    }


def _groups(layout: Layout, scores: Scores, fields: FieldTable, evaluation: Evaluation) -> list[JsonValue]:
    leaves, records, strict = scores.leaves_by_type(), scores.records_by_type(), scores.strict_by_type()
    tops = evaluation.gold[0].schema.wire.get("properties")
    groups: list[JsonValue] = []
    for group in layout.record_types:
        about = tops.get(group.name) if isinstance(tops, dict) else None
        text = about.get("description") if isinstance(about, dict) else None
        groups.append(
            {
                "name": group.name,
                "about": text or "",
                "identity": [
                    fields.number(group.name, leaf.name) for leaf in group.leaves if leaf.name in group.identity
                ],
                "records": _counts(records.get(group.name, Counts())),
                "strict": _counts(strict.get(group.name, Counts())),
                "leaves": _counts(leaves.get(group.name, Counts())),
            }
        )
    return groups


def _comparison(earlier: Earlier, fields: FieldTable, made: datetime) -> JsonObject:
    found = earlier.comparison
    kinds = [one.kind for one in found.transitions]
    dumped: JsonObject = found.model_dump(mode="json", exclude={"transitions"})
    return {
        **dumped,
        "before": _run(earlier.evaluation, made),
        "counts": {kind: kinds.count(kind) for kind in ("fixed", "broken", "still_wrong", "still_right")},
        "changes": [
            [one.kind, one.article, _leaf(one.before, fields), _leaf(one.after, fields)]
            for one in found.transitions
            if one.kind != "still_right"
        ],
    }


def _leaf(leaf: LeafOutcome | None, fields: FieldTable) -> JsonValue:
    if leaf is None:
        return None
    number = fields.number(leaf.group, leaf.field)
    return [number, VERDICTS.index(leaf.verdict), leaf.gold, leaf.predicted, leaf.gold_index, leaf.predicted_index]


def _confusion(one: Confusion) -> JsonObject:
    return {
        "group": one.group,
        "field": one.field,
        "axis": [list(side) for side in one.axis],
        "cells": [list(line) for line in one.cells],
    }


def _counts(counts: Counts) -> JsonObject:
    return {
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
        "p": counts.precision,
        "r": counts.recall,
        "f1": counts.f1,
    }


def _share(share: Share) -> JsonObject:
    return {"part": share.part, "whole": share.whole, "ratio": share.ratio}
