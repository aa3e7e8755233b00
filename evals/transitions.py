"""What became of each leaf between two runs over the same gold."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

from pydantic import JsonValue

from evals.normalise import normalise
from evals.readings import text_of
from evals.scores import ArticleScores, LeafOutcome, Scores
from service.types import Frozen

Kind = Literal["fixed", "broken", "still_wrong", "still_right"]
Place: TypeAlias = tuple[str, str, int | None]
Key: TypeAlias = tuple[Place, bool, str, int]


class Transition(Frozen):
    """One leaf in run A (`before`) and in run B (`after`).

    A leaf that gold has is in both. One that gold lacks, an invention, is None where that run did not invent it:
    `fixed` is then an invention that is gone, `broken` a new one.
    """

    kind: Kind
    article: str
    before: LeafOutcome | None
    after: LeafOutcome | None

    @property
    def leaf(self) -> LeafOutcome:
        """The outcome that there is: B's, or else A's."""
        found = self.before if self.after is None else self.after
        if found is None:
            raise ValueError("a transition without a leaf")
        return found

    @property
    def group(self) -> str:
        """The record type, empty for the article's own fields."""
        return self.leaf.group

    @property
    def field(self) -> str:
        return self.leaf.field

    @property
    def gold(self) -> JsonValue:
        """Null for an invention."""
        return self.leaf.gold


def transitions(before: Scores, after: Scores) -> tuple[Transition, ...]:
    """Every leaf that either run was scored on, article by article, in the order of the gold files.

    A leaf that gold has is the same one by its article, type, gold record, field and, in a list, its string. Inventions
    are the same if their normalised content is; of what is left, two in one place that gold leaves empty are one leaf,
    which is still wrong. Both runs must be of the same gold: `evals.paired.compare` sees to that.
    """
    others = {article.id: article for article in after.articles}
    return tuple(
        transition
        for article in before.articles
        for transition in _of_article(article, others.get(article.id, article.model_copy(update={"leaves": ()})))
    )


def _of_article(before: ArticleScores, after: ArticleScores) -> Iterator[Transition]:
    first, second = dict(_keyed(before.leaves)), dict(_keyed(after.leaves))
    pairs = [(first[key], second.pop(key)) if key in second else (first[key], None) for key in first]
    for one, other in _joined(pairs, second):
        yield Transition(kind=_kind(one, other), article=before.id, before=one, after=other)


def _joined(
    pairs: Iterable[tuple[LeafOutcome, LeafOutcome | None]], left: Mapping[Key, LeafOutcome]
) -> Iterator[tuple[LeafOutcome | None, LeafOutcome | None]]:
    """The pairs, with inventions that are left over on both sides joined where they stand in one place."""
    waiting: dict[Place, list[LeafOutcome]] = defaultdict(list)
    for leaf in left.values():
        waiting[_place(leaf)].append(leaf)
    for one, other in pairs:
        candidates = waiting[_place(one)] if other is None and _replaceable(one) else []
        yield one, candidates.pop(0) if candidates else other
    for leaves in waiting.values():
        yield from ((None, leaf) for leaf in leaves)


def _keyed(leaves: Iterable[LeafOutcome]) -> Iterator[tuple[Key, LeafOutcome]]:
    seen: Counter[tuple[Place, bool, str]] = Counter()
    for leaf in leaves:
        invented = leaf.verdict == "spurious"
        key = (_place(leaf), invented, normalise(text_of(leaf.predicted if invented else leaf.gold)))
        yield (*key, seen[key]), leaf
        seen[key] += 1


def _place(leaf: LeafOutcome) -> Place:
    return leaf.group, leaf.field, leaf.gold_index


def _replaceable(leaf: LeafOutcome) -> bool:
    """Whether gold has the place in which the leaf stands: the article itself, or one of its records."""
    return not leaf.group or leaf.gold_index is not None


def _kind(before: LeafOutcome | None, after: LeafOutcome | None) -> Kind:
    was, is_ = (leaf is None or leaf.verdict == "right" for leaf in (before, after))
    if was:
        return "still_right" if is_ else "broken"
    return "fixed" if is_ else "still_wrong"
