"""What is measured of a run only where gold asks for it: planted instructions, and articles that hold nothing."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from evals import invented, planted
from evals.invented import Invented
from evals.planted import PlantedScores
from evals.scores import Scores
from service.types import JsonObject


@dataclass(frozen=True, slots=True)
class Probes:
    """None where gold has no such article."""

    planted: PlantedScores | None
    invented: Invented | None


def measure(scores: Scores, gold: Path, results: Path) -> Probes:
    """`scores` are those of the run in `results` by the gold files of `gold`. Raises GoldError and UsageError."""
    return Probes(planted=planted.measure(gold, results), invented=invented.measure(scores))


def as_json(probes: Probes) -> JsonObject:
    """`planted` and `invented`, as far as there are any."""
    found: JsonObject = {}
    if probes.planted is not None:
        found["planted"] = planted.as_json(probes.planted)
    if probes.invented is not None:
        found["invented"] = invented.as_json(probes.invented)
    return found


def render(probes: Probes, console: Console) -> None:
    """Print a table for each, as far as there are any."""
    plain = not console.is_terminal
    if probes.planted is not None:
        console.print(planted.table(probes.planted, plain=plain), "")
    if probes.invented is not None:
        console.print(invented.table(probes.invented, plain=plain), "")
