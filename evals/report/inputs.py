"""What a report is made of: a run's scores, and beside them what was labelled, answered and read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evals.gold import GoldFile, article_text, load_gold
from evals.paired import Comparison
from evals.results import Run, load_run
from evals.reviews import Review, load_reviews
from evals.scores import Scores
from service.types import JsonObject

RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A scored run. `texts` are the originals by gold id, empty where they were not given; `about` is `run.json`.

    `reviews` are those of the gold files.
    """

    scores: Scores
    gold: Sequence[GoldFile]
    run: Run
    texts: Mapping[str, str] = field(default_factory=dict)
    about: JsonObject = field(default_factory=dict)
    name: str = ""
    reviews: Sequence[Review] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run that a report's run is held against, and what came of it (`comparison`: from the earlier to this one)."""

    evaluation: Evaluation
    comparison: Comparison


def load(scores: Scores, gold: Path, results: Path, articles: Path | None = None) -> Evaluation:
    """Read again what `scores` were made of. Raises GoldError and UsageError as scoring does."""
    files = load_gold(gold)
    return Evaluation(
        scores=scores,
        gold=files,
        run=load_run(results),
        texts={} if articles is None else {one.id: article_text(one, articles) for one in files},
        about=_about(results / RUN_FILE),
        name=str(results),
        reviews=load_reviews(gold),
    )


def _about(path: Path) -> JsonObject:
    """A run's own report; empty where there is none that can be read: no score depends on it."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
