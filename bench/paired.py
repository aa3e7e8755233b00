"""What the paired test is worth: how often it cries wolf, and how often it sees a difference that is there.

Run as `python -m bench.paired [--runs 2000]`. Pairs of runs are made at random from a fixed seed. Articles differ in
size (lognormal, heavy-tailed: some have ten times the leaves of others) and in difficulty, which both systems meet
alike; beside it each system has its luck with each article. Both systems invent leaves, too. A difference is made by
giving system B a greater chance on every leaf; the true difference of F1 is measured on 200,000 articles.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from evals.paired import ALPHA, randomisation_p

SEED = 20_260_101
ASSIGNMENTS = 1_999
_CHANCE = 1.0
_SHARED = 0.8
_OWN = 0.4
_INVENTED = 0.15
_MEDIAN_LEAVES = 60
_SPREAD = 0.9
_POPULATION = 200_000

Parts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Study:
    """How runs are made. `advantage` is what B has over A in the log-odds of a leaf."""

    articles: int
    advantage: float = 0.0


def simulate(study: Study, chance: np.random.Generator) -> tuple[Parts, Parts]:
    """Numerator and denominator of the leaf F1 of each article, for A and for B."""
    n = study.articles
    leaves = np.maximum(1, chance.lognormal(np.log(_MEDIAN_LEAVES), _SPREAD, n)).astype(np.int64)
    difficulty = chance.normal(0, _SHARED, n)
    sides = []
    for advantage in (0.0, study.advantage):
        odds = _CHANCE + advantage + difficulty + chance.normal(0, _OWN, n)
        right = chance.binomial(leaves, 1 / (1 + np.exp(-odds)))
        invented = chance.poisson(_INVENTED * leaves)
        predicted = right + (leaves - right) // 2 + invented
        sides.append(np.stack([2 * right, leaves + predicted], axis=1).astype(np.float64))
    return sides[0], sides[1]


def rejections(study: Study, runs: int, seed: int = SEED, assignments: int = ASSIGNMENTS) -> float:
    """The share of `runs` simulated pairs of runs in which the test finds a difference at 5%."""
    chance = np.random.default_rng(seed)
    found = 0
    for number in range(runs):
        before, after = simulate(study, chance)
        found += randomisation_p(before, after, assignments=assignments, seed=number) <= ALPHA
    return found / runs


def advantages(differences: Sequence[float]) -> dict[float, float]:
    """For each true difference of F1 the advantage that makes it, by bisection on a large population."""

    def true_difference(advantage: float) -> float:
        before, after = simulate(Study(_POPULATION, advantage), np.random.default_rng(SEED))
        (a, b), (c, d) = before.sum(axis=0), after.sum(axis=0)
        return float(c / d - a / b)

    def solve(wanted: float) -> float:
        low, high = 0.0, 2.0
        for _ in range(16):
            middle = (low + high) / 2
            low, high = (middle, high) if true_difference(middle) < wanted else (low, middle)
        return (low + high) / 2

    return {wanted: solve(wanted) for wanted in differences}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.paired", description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000)
    runs = parser.parse_args().runs
    console = Console(width=120)
    errors = Table("articles", "rejected at 5%", title=f"No difference: {runs} pairs of runs each", box=None)
    for n in (5, 6, 10, 20, 50):
        errors.add_row(str(n), f"{rejections(Study(n), runs):.1%}")
    console.print(errors)
    sizes = (5, 10, 20, 50, 100, 200)
    power = Table("true Δ of F1", *map(str, sizes), title="Power, by number of articles", box=None)
    for wanted, advantage in advantages((0.01, 0.02, 0.03, 0.05, 0.07, 0.10)).items():
        power.add_row(f"{wanted:.2f}", *(f"{rejections(Study(n, advantage), max(runs // 4, 1)):.0%}" for n in sizes))
    console.print(power)


if __name__ == "__main__":
    main()
