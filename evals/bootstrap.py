"""Percentile intervals from resampling articles."""

from collections.abc import Sequence

import numpy as np

from evals.scores import Counts, Interval

SAMPLES = 2_000
SEED = 20_260_101
LEVEL = 0.95
_FEWEST = 2


def f1_interval(
    articles: Sequence[Counts], *, samples: int = SAMPLES, seed: int = SEED, level: float = LEVEL
) -> Interval | None:
    """The interval of the micro F1 over `articles`, drawn with replacement; None for fewer than two articles.

    Samples in which F1 is undefined are left out; None if that is all of them.
    """
    if len(articles) < _FEWEST:
        return None
    counts = np.array([(article.tp, article.fp, article.fn) for article in articles], dtype=np.int64)
    drawn = np.random.default_rng(seed).integers(0, len(articles), size=(samples, len(articles)))
    tp, fp, fn = counts[drawn].sum(axis=1).T
    denominator = 2 * tp + fp + fn
    defined = denominator > 0
    if not defined.any():
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(2 * tp[defined] / denominator[defined], [tail, 1 - tail])
    return Interval(low=float(low), high=float(high), level=level, samples=samples, seed=seed)
