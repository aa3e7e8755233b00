"""Is run B better than run A on the same articles? Approximate randomisation, with an interval and a verdict.

Every measure is a ratio of two sums over articles. Under the null hypothesis the two outcomes of an article could as
well be exchanged; whole articles are swapped, because the leaves of one article succeed and fail together.

* p: with `exact`, each of the 2^n assignments is worked out and p = #{|Δ*| ≥ |Δ|} / 2^n. The runs as they are count
  among them, so that P(p ≤ α) ≤ α holds without any approximation. Otherwise B assignments are drawn, and
  p = (1 + #{|Δ*| ≥ |Δ|}) / (B + 1).
* The interval of Δ is the percentile interval from resampling articles.
* `smallest`: 2.8 (= 1.96 + 0.84) bootstrap standard errors of Δ: a true difference of that size would be found in four
  of five such experiments, at α = 5%. No difference at all can be found where 2 / 2^n, the least possible p, exceeds α.
"""

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from evals.bootstrap import LEVEL, SAMPLES, SEED
from evals.scores import ArticleScores, Counts, Scores, total
from evals.transitions import Transition, transitions
from service.errors import NotComparable
from service.types import Frozen

ALPHA = 0.05
ASSIGNMENTS = 10_000
_DETECTABLE = 2.8
_EPSILON = 1e-12
_CHUNK = 4_000_000

Verdict = Literal["better", "worse", "inconclusive"]
Table: TypeAlias = npt.NDArray[np.float64]
Measure: TypeAlias = Callable[[ArticleScores], tuple[int, int]]
"""Numerator and denominator that one article adds to a ratio."""


class Difference(Frozen):
    """One measure in run A (`before`) and run B (`after`); what cannot be worked out is None.

    `low` and `high` bound Δ = after − before. `adjusted_p` is p after Holm's correction over the secondary measures,
    None for the headline; the verdict follows from it where it is there.
    """

    measure: str
    before: float | None
    after: float | None
    delta: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    adjusted_p: float | None = None
    verdict: Verdict = "inconclusive"
    smallest: float | None = None


class Comparison(Frozen):
    """Run B held against run A. `headline` is the leaf F1; `types` and `measures` are secondary.

    `least_p` is the smallest p that so many articles allow.
    """

    articles: int
    exact: bool
    assignments: int
    least_p: float
    alpha: float
    samples: int
    seed: int
    headline: Difference
    types: tuple[Difference, ...]
    measures: tuple[Difference, ...]
    transitions: tuple[Transition, ...]


def compare(before: Scores, after: Scores, *, assignments: int = ASSIGNMENTS, seed: int = SEED) -> Comparison:
    """Hold `after` (B) against `before` (A). Raises NotComparable for other gold files, another schema or scorer."""
    require_comparable(before, after)
    exact = _is_exact(len(before.articles), assignments)

    def difference(name: str, measure: Measure) -> Difference:
        return measured(name, table(before, measure), table(after, measure), assignments=assignments, seed=seed)

    types = [
        difference(name or "(article)", _of_type(name))
        for name in sorted({*before.leaves_by_type(), *after.leaves_by_type()})
    ]
    others = [difference(name, MEASURES[name]) for name in ("record_f1", "strict_f1", "key_facts")]
    secondary = holm([*types, *others])
    return Comparison(
        articles=len(before.articles),
        exact=exact,
        assignments=2 ** len(before.articles) if exact else assignments,
        least_p=least_p(len(before.articles), assignments),
        alpha=ALPHA,
        samples=SAMPLES,
        seed=seed,
        headline=difference("leaf_f1", MEASURES["leaf_f1"]),
        types=secondary[: len(types)],
        measures=secondary[len(types) :],
        transitions=transitions(before, after),
    )


def require_comparable(before: Scores, after: Scores) -> None:
    """Raise NotComparable, with both values, unless both runs were scored alike."""
    for what, one, other, hint in (
        ("schemas", before.schema_id, after.schema_id, "score both runs with the same schema"),
        ("schema hashes", before.schema_sha256, after.schema_sha256, "score both results again with one schema file"),
        ("gold hashes", before.gold_sha256, after.gold_sha256, "score both results again with the same --gold"),
        ("scorer hashes", before.scorer_sha256, after.scorer_sha256, "score both results again; no model is needed"),
        ("articles", _ids(before), _ids(after), "compare the same articles"),
    ):
        if one != other:
            raise NotComparable(f"the runs have different {what}: {one or 'none'} and {other or 'none'}", hint=hint)


def measured(name: str, before: Table, after: Table, *, assignments: int = ASSIGNMENTS, seed: int = SEED) -> Difference:
    """The difference between two tables with a row (numerator, denominator) for each article."""
    first, second = _ratio(before.sum(axis=0)), _ratio(after.sum(axis=0))
    known = Difference(measure=name, before=_number(first), after=_number(second))
    if np.isnan(first) or np.isnan(second):
        return known
    delta = float(second - first)
    p = randomisation_p(before, after, assignments=assignments, seed=seed)
    update: dict[str, object] = {"delta": delta, "p": p, "verdict": verdict_of(delta, p)}
    sampled = resampled(before, after, seed=seed)
    if len(before) > 1 and len(sampled):
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(sampled, [tail, 1 - tail])
        update |= {"low": float(low), "high": float(high)}
        if least_p(len(before), assignments) <= ALPHA:
            # The bootstrap's variance is that of n articles divided by n, not n - 1.
            error = float(sampled.std()) * (len(before) / (len(before) - 1)) ** 0.5
            update["smallest"] = _DETECTABLE * error
    return known.model_copy(update=update)


def randomisation_p(before: Table, after: Table, *, assignments: int = ASSIGNMENTS, seed: int = SEED) -> float:
    """Two-sided p of the difference between two ratios, from swapping whole articles. 1 if the ratio is undefined.

    An assignment in which it is undefined counts as extreme, which can only make p greater.
    """
    n = len(before)
    observed = float(_ratio(after.sum(axis=0)) - _ratio(before.sum(axis=0)))
    if np.isnan(observed):
        return 1.0
    exact = _is_exact(n, assignments)
    drawn = 2**n if exact else assignments
    chance = np.random.default_rng(seed)
    gain = after - before
    extreme = 0
    rows = max(1, _CHUNK // max(n, 1))
    for start in range(0, drawn, rows):
        count = min(rows, drawn - start)
        swapped = _all(n, start, count) if exact else chance.integers(0, 2, size=(count, n), dtype=np.int8)
        moved = swapped.astype(np.float64) @ gain
        difference = _ratio(after.sum(axis=0) - moved) - _ratio(before.sum(axis=0) + moved)
        extreme += int((~(np.abs(difference) < abs(observed) - _EPSILON)).sum())
    return float(extreme / drawn if exact else (1 + extreme) / (drawn + 1))


def resampled(before: Table, after: Table, *, samples: int = SAMPLES, seed: int = SEED) -> Table:
    """The differences in `samples` draws of articles with replacement; those in which one is undefined are left out."""
    n = len(before)
    weights = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=samples) if n else np.zeros((0, 0))
    differences: Table = _ratio(weights @ after) - _ratio(weights @ before)
    return differences[~np.isnan(differences)]


def least_p(articles: int, assignments: int = ASSIGNMENTS) -> float:
    """The smallest p possible: an assignment and its mirror image are always as extreme as each other."""
    if _is_exact(articles, assignments):
        return min(1.0, 2.0 ** (1 - articles))
    return 1 / (assignments + 1)


def verdict_of(delta: float, p: float) -> Verdict:
    """What a difference with this p shows at α = 5%."""
    if p > ALPHA or not delta:
        return "inconclusive"
    return "better" if delta > 0 else "worse"


def holm(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """The differences with p and verdict corrected for how many there are (Holm 1979); undefined ones do not count."""
    known = sorted((one.p, i) for i, one in enumerate(differences) if one.p is not None)
    corrected, least = list(differences), 0.0
    for rank, (p, i) in enumerate(known):
        least = max(least, min(1.0, p * (len(known) - rank)))
        verdict = verdict_of(differences[i].delta or 0.0, least)
        corrected[i] = differences[i].model_copy(update={"adjusted_p": least, "verdict": verdict})
    return tuple(corrected)


def table(scores: Scores, measure: Measure) -> Table:
    """A row for each article."""
    return np.array([measure(article) for article in scores.articles], dtype=np.float64).reshape(-1, 2)


def f1_parts(counts: Counts) -> tuple[int, int]:
    """F1 as numerator and denominator."""
    return 2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn


MEASURES: dict[str, Measure] = {
    "leaf_f1": lambda article: f1_parts(article.leaf_counts()),
    "record_f1": lambda article: f1_parts(article.record_counts()),
    "strict_f1": lambda article: f1_parts(article.strict_counts()),
    "key_facts": lambda article: (article.key_facts.part, article.key_facts.whole),
}
"""By name: what a comparison and a gate can be about."""


def _of_type(group: str) -> Measure:
    return lambda article: f1_parts(total(leaf.counts for leaf in article.leaves if leaf.group == group))


def _ids(scores: Scores) -> str:
    return ", ".join(article.id for article in scores.articles)


def _is_exact(articles: int, assignments: int) -> bool:
    return articles < assignments.bit_length() and 2**articles <= assignments


def _all(articles: int, start: int, count: int) -> npt.NDArray[np.int8]:
    """The assignments numbered from `start`: bit i says whether article i is swapped."""
    numbers = np.arange(start, start + count, dtype=np.int64)
    return ((numbers[:, None] >> np.arange(articles)) & 1).astype(np.int8)


def _ratio(sums: Table) -> Table:
    """Numerator by denominator along the last axis, NaN where the denominator is 0."""
    part, whole = sums[..., 0], sums[..., 1]
    ratios: Table = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)
    return ratios


def _number(value: Table) -> float | None:
    return None if np.isnan(value) else float(value)
