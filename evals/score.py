"""Scores one predicted record against one gold record, by the rules of the schema's layout."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from evals.align import Pairing, align
from evals.compare import compare, match_strings, strings_of
from evals.grid import Aliases, Record
from evals.layout import Layout, Leaf, RecordType
from evals.readings import text_of
from evals.scores import ARTICLE, ArticleScores, Counts, LeafOutcome, Outcome, Pair
from evals.summary import key_facts_carried


def score_record(
    article_id: str,
    layout: Layout,
    gold: Record,
    predicted: Record,
    *,
    aliases: Mapping[str, Aliases] | None = None,
    outcome: Outcome = "result",
) -> ArticleScores:
    """Score `predicted`; an empty object is an empty prediction.

    `aliases` maps the pointer of a gold record (`/projects/0`; empty for the article's own fields) to further right
    values of its fields.
    """
    own = (aliases or {}).get("", {})
    leaves = [leaf for field in layout.fields for leaf in _outcomes(field, gold, predicted, own.get(field.name, ()))]
    pairs: list[Pair] = []
    records: dict[str, Counts] = {}
    strict: dict[str, Counts] = {}
    for group in layout.record_types:
        expected, found = _records(gold.get(group.name)), _records(predicted.get(group.name))
        known = [(aliases or {}).get(f"/{group.name}/{i}", {}) for i in range(len(expected))]
        matched = align(group, expected, found, known)
        group_leaves = list(_group_outcomes(group, expected, found, known, matched))
        leaves += group_leaves
        pairs += [_pair(group, pairing) for pairing in matched]
        records[group.name] = _record_counts(len(matched), len(expected), len(found))
        right = len(matched) - len(_failing(group, group_leaves) & {pairing.gold for pairing in matched})
        strict[group.name] = _record_counts(right, len(expected), len(found))
    return ArticleScores(
        id=article_id,
        outcome=outcome,
        leaves=tuple(leaves),
        pairs=tuple(pairs),
        records=records,
        strict=strict,
        key_facts=key_facts_carried(layout, gold, predicted),
    )


def _group_outcomes(
    group: RecordType,
    gold: Sequence[Record],
    predicted: Sequence[Record],
    aliases: Sequence[Aliases],
    matched: Sequence[Pairing],
) -> Iterator[LeafOutcome]:
    """The leaves of all records of a type: matched ones compared, of the others every one against nothing."""
    partners = {pairing.gold: pairing.predicted for pairing in matched}
    couples: list[tuple[int | None, int | None]] = [(i, partners.get(i)) for i in range(len(gold))]
    couples += [(None, j) for j in range(len(predicted)) if j not in partners.values()]
    for i, j in couples:
        expected = {} if i is None else gold[i]
        found = {} if j is None else predicted[j]
        known: Aliases = {} if i is None else aliases[i]
        for leaf in group.leaves:
            for outcome in _outcomes(leaf, expected, found, known.get(leaf.name, ())):
                yield outcome.model_copy(update={"group": group.name, "gold_index": i, "predicted_index": j})


def _outcomes(leaf: Leaf, gold: Record, predicted: Record, aliases: Sequence[str] = ()) -> Iterator[LeafOutcome]:
    """One outcome, or one for each string of a list; none where both sides say nothing."""
    if leaf.comparator in {"ignore", "anchors"}:
        return
    expected, found = leaf.of(gold), leaf.of(predicted)
    if leaf.comparator == "strings":
        yield from _string_outcomes(leaf.name, expected, found)
    elif expected is None and found is not None:
        yield LeafOutcome(group=ARTICLE, field=leaf.name, verdict="spurious", predicted=_shown(found))
    elif expected is not None and found is None:
        yield LeafOutcome(group=ARTICLE, field=leaf.name, verdict="missing", gold=_shown(expected))
    elif expected is not None and found is not None:
        comparison = compare(leaf.comparator, expected, found, aliases)
        yield LeafOutcome(
            group=ARTICLE,
            field=leaf.name,
            verdict="right" if comparison.correct else "wrong",
            gold=_shown(expected),
            predicted=_shown(found),
            bound_agrees=comparison.bound_agrees,
        )


def _string_outcomes(field: str, gold: JsonValue, predicted: JsonValue) -> Iterator[LeafOutcome]:
    expected = [] if gold is None else strings_of(gold)
    found = [] if predicted is None else strings_of(predicted)
    matched = match_strings(expected, found)
    for i, j in matched:
        yield LeafOutcome(group=ARTICLE, field=field, verdict="right", gold=expected[i], predicted=found[j])
    for i in sorted(set(range(len(expected))) - {i for i, _ in matched}):
        yield LeafOutcome(group=ARTICLE, field=field, verdict="missing", gold=expected[i])
    for j in sorted(set(range(len(found))) - {j for _, j in matched}):
        yield LeafOutcome(group=ARTICLE, field=field, verdict="spurious", predicted=found[j])


def _failing(group: RecordType, leaves: Sequence[LeafOutcome]) -> set[int]:
    """The gold records with a required leaf that is not right."""
    required = {leaf.name for leaf in group.leaves if leaf.required}
    return {
        leaf.gold_index
        for leaf in leaves
        if leaf.gold_index is not None and leaf.field in required and leaf.verdict != "right"
    }


def _record_counts(right: int, gold: int, predicted: int) -> Counts:
    return Counts(tp=right, fp=predicted - right, fn=gold - right)


def _pair(group: RecordType, pairing: Pairing) -> Pair:
    return Pair(
        group=group.name,
        gold=pairing.gold,
        predicted=pairing.predicted,
        similarity=pairing.similarity,
        row=dict(pairing.row),
        runner_up=pairing.runner_up,
    )


def _records(value: JsonValue) -> list[Record]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _shown(value: JsonValue) -> JsonValue:
    return text_of(value) if isinstance(value, dict) and "text" in value else value
