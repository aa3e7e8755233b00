"""Which scorer it is: a hash over the sources that decide what is right."""

import hashlib
from functools import cache
from importlib.resources import files

SOURCES = (
    "evals/align.py",
    "evals/bootstrap.py",
    "evals/compare.py",
    "evals/distinctions.py",
    "evals/evaluation.py",
    "evals/faithfulness.py",
    "evals/gold.py",
    "evals/grid.py",
    "evals/labels.py",
    "evals/layout.py",
    "evals/normalise.py",
    "evals/passages.py",
    "evals/places.py",
    "evals/readings.py",
    "evals/results.py",
    "evals/reviews.py",
    "evals/score.py",
    "evals/scorer.py",
    "evals/scores.py",
    "evals/summary.py",
    "schemas/dates.py",
    "schemas/grammar.py",
    "schemas/numerals.py",
    "schemas/quantities.py",
    "schemas/readings.py",
    "schemas/units.py",
)


@cache
def scorer_sha256() -> str:
    """Hex digest over the sources by which values are read, paired, compared and counted.

    The text itself is hashed, not a version number that somebody must remember to raise. A changed comment changes the
    hash too; that costs little, for results are scored again without a model.
    """
    digest = hashlib.sha256()
    for name in SOURCES:
        package, _, module = name.partition("/")
        digest.update(f"{name}\n{files(package).joinpath(module).read_text(encoding='utf-8')}\n".encode())
    return digest.hexdigest()
