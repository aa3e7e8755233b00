"""What scoring yields: outcomes per leaf, counts over them, and the totals of a run. Frozen, and JSON throughout."""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from pydantic import JsonValue

from service.types import Frozen

Verdict = Literal["right", "wrong", "spurious", "missing"]
Outcome = Literal["result", "failure", "missing"]
ARTICLE = ""


class Counts(Frozen):
    """True positives, false positives, false negatives. A ratio with a zero denominator is None: undefined."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(tp=self.tp + other.tp, fp=self.fp + other.fp, fn=self.fn + other.fn)

    @property
    def precision(self) -> float | None:
        return _ratio(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        return _ratio(self.tp, self.tp + self.fn)

    @property
    def f1(self) -> float | None:
        return _ratio(2 * self.tp, 2 * self.tp + self.fp + self.fn)


class Share(Frozen):
    """`part` of `whole`; the ratio is None where there is no whole."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(part=self.part + other.part, whole=self.whole + other.whole)

    @property
    def ratio(self) -> float | None:
        return _ratio(self.part, self.whole)


class LeafOutcome(Frozen):
    """What became of one leaf, or of one string of a list.

    `group` is the record type, empty for the article's own fields. Values are as written; indices say which record of
    either side the leaf belongs to. `bound_agrees` tells, of a right number that one side bounds, whether both do.
    """

    group: str
    field: str
    verdict: Verdict
    gold: JsonValue = None
    predicted: JsonValue = None
    gold_index: int | None = None
    predicted_index: int | None = None
    bound_agrees: bool | None = None

    @property
    def counts(self) -> Counts:
        return _COUNTS[self.verdict]


class Pair(Frozen):
    """Why a gold and a predicted record were taken for the same thing."""

    group: str
    gold: int
    predicted: int
    similarity: float
    row: dict[str, float]
    runner_up: tuple[int, float] | None = None


class Faithfulness(Frozen):
    """How a result stands to the article's text.

    `unsupported`: leaves without support, of those that a text can support. `exact`: spans that quote the original
    character for character. `evidence`: records right in every required leaf whose evidence overlaps gold's by half or
    more. `derivable`: names and values with a number that stand in the span they cite. `summary_numbers`,
    `summary_names`: those of the summary that the article has.
    """

    unsupported: Share = Share()
    exact: Share = Share()
    evidence: Share = Share()
    derivable: Share = Share()
    summary_numbers: Share = Share()
    summary_names: Share = Share()

    def __add__(self, other: "Faithfulness") -> "Faithfulness":
        return Faithfulness(
            unsupported=self.unsupported + other.unsupported,
            exact=self.exact + other.exact,
            evidence=self.evidence + other.evidence,
            derivable=self.derivable + other.derivable,
            summary_numbers=self.summary_numbers + other.summary_numbers,
            summary_names=self.summary_names + other.summary_names,
        )


class ArticleScores(Frozen):
    """One article. `records` and `strict` count whole records by type; `key_facts` those that the summary carries."""

    id: str
    outcome: Outcome
    leaves: tuple[LeafOutcome, ...]
    pairs: tuple[Pair, ...]
    records: dict[str, Counts]
    strict: dict[str, Counts]
    key_facts: Share = Share()
    faithfulness: Faithfulness | None = None

    def leaf_counts(self) -> Counts:
        return total(leaf.counts for leaf in self.leaves)

    def record_counts(self) -> Counts:
        return total(self.records.values())

    def strict_counts(self) -> Counts:
        return total(self.strict.values())


class Interval(Frozen):
    """A percentile interval from resampling articles."""

    low: float
    high: float
    level: float
    samples: int
    seed: int


class Scores(Frozen):
    """A run against gold. Every total is a sum over `articles`.

    The hashes say by which gold files, by which schema and by which scorer; empty where nobody told.
    """

    schema_id: str
    gold_sha256: str
    schema_sha256: str = ""
    scorer_sha256: str = ""
    articles: tuple[ArticleScores, ...]
    leaf_f1_interval: Interval | None = None

    def leaves(self) -> Counts:
        """Over all leaves: its F1 is the headline."""
        return total(article.leaf_counts() for article in self.articles)

    def records(self) -> Counts:
        return total(article.record_counts() for article in self.articles)

    def strict(self) -> Counts:
        return total(article.strict_counts() for article in self.articles)

    def key_facts(self) -> Share:
        return sum((article.key_facts for article in self.articles), Share())

    def bounds(self) -> Share:
        """Right numbers whose 约, 余, 超 … agree, of those that one side bounds."""
        told = [leaf.bound_agrees for leaf in self._outcomes() if leaf.bound_agrees is not None]
        return Share(part=sum(told), whole=len(told))

    def faithfulness(self) -> Faithfulness | None:
        """None where no article's text was given."""
        known = [article.faithfulness for article in self.articles if article.faithfulness is not None]
        return sum(known, Faithfulness()) if known else None

    def leaves_by_type(self) -> dict[str, Counts]:
        """By record type; the article's own fields under the empty string."""
        return _grouped(self._outcomes(), lambda leaf: leaf.group)

    def leaves_by_field(self) -> dict[str, Counts]:
        """By field: `title`, `projects.name`."""
        return _grouped(self._outcomes(), lambda leaf: f"{leaf.group}.{leaf.field}" if leaf.group else leaf.field)

    def records_by_type(self) -> dict[str, Counts]:
        return _merged(article.records for article in self.articles)

    def strict_by_type(self) -> dict[str, Counts]:
        return _merged(article.strict for article in self.articles)

    def _outcomes(self) -> Iterator[LeafOutcome]:
        for article in self.articles:
            yield from article.leaves


def total(counts: Iterable[Counts]) -> Counts:
    """The sum, over all of them (micro)."""
    return sum(counts, Counts())


def _grouped(leaves: Iterable[LeafOutcome], key: Callable[[LeafOutcome], str]) -> dict[str, Counts]:
    groups: dict[str, Counts] = {}
    for leaf in leaves:
        groups[key(leaf)] = groups.get(key(leaf), Counts()) + leaf.counts
    return groups


def _merged(parts: Iterable[dict[str, Counts]]) -> dict[str, Counts]:
    merged: dict[str, Counts] = {}
    for part in parts:
        for name, counts in part.items():
            merged[name] = merged.get(name, Counts()) + counts
    return merged


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_COUNTS = {
    "right": Counts(tp=1),
    "wrong": Counts(fp=1, fn=1),
    "spurious": Counts(fp=1),
    "missing": Counts(fn=1),
}
