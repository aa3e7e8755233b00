"""Where two records of one article differ, one line for each difference."""

from collections.abc import Iterator, Sequence

from evals.layout import Layout
from evals.scores import ArticleScores, LeafOutcome


def difference_lines(
    article: ArticleScores, layout: Layout, *, gold: str = "gold", predicted: str = "predicted"
) -> Iterator[str]:
    """The article's own fields that differ; then, by type, records that one side alone has and fields of paired ones.

    `gold` and `predicted` are what the two sides are called.
    """
    for leaf in article.leaves:
        if not leaf.group and leaf.verdict != "right":
            yield f"differs {leaf.field}: {_sides(leaf, gold, predicted)}"
    for group in layout.record_types:
        leaves = [leaf for leaf in article.leaves if leaf.group == group.name]
        for index, side in ((leaf.gold_index, gold) for leaf in _unpaired(leaves, predicted=False)):
            values = [f"{leaf.field}={leaf.gold}" for leaf in leaves if leaf.gold_index == index]
            yield f"{side}-only {group.name}[{index}]: {'; '.join(values)}"
        for index, side in ((leaf.predicted_index, predicted) for leaf in _unpaired(leaves, predicted=True)):
            values = [f"{leaf.field}={leaf.predicted}" for leaf in leaves if leaf.predicted_index == index]
            yield f"{side}-only {group.name}[{index}]: {'; '.join(values)}"
        for leaf in leaves:
            if leaf.verdict != "right" and leaf.gold_index is not None and leaf.predicted_index is not None:
                yield _differing(leaf, leaves, group.identity, gold, predicted)


def _unpaired(leaves: Sequence[LeafOutcome], *, predicted: bool) -> Iterator[LeafOutcome]:
    """The first leaf of each record that has no partner, of one side."""
    seen: set[int] = set()
    for leaf in leaves:
        index, other = leaf.gold_index, leaf.predicted_index
        if predicted:
            index, other = other, index
        if index is not None and other is None and index not in seen:
            seen.add(index)
            yield leaf


def _differing(
    leaf: LeafOutcome, leaves: Sequence[LeafOutcome], identity: frozenset[str], gold: str, predicted: str
) -> str:
    record = [other for other in leaves if other.gold_index == leaf.gold_index]
    known = [str(other.gold) for other in record if other.field in identity or not identity]
    where = f"{leaf.group}[{leaf.gold_index}/{leaf.predicted_index}] {' / '.join(known)}"
    return f"differs {where} .{leaf.field}: {_sides(leaf, gold, predicted)}"


def _sides(leaf: LeafOutcome, gold: str, predicted: str) -> str:
    return f"{gold}={leaf.gold} | {predicted}={leaf.predicted}"
