"""A gate: is this run good enough, and no worse than a baseline?

A gate file is JSON:

    {"baseline": "baseline",        what to be held against: a results folder, or a file that zhailu eval --json wrote;
                                    relative to the gate file. Optional.
     "metric": "leaf_f1",           leaf_f1 (default), record_f1, strict_f1 or key_facts
     "delta": 0.02,                 the loss that is tolerated, default 0
     "only": ["projects"],          the part of the schema that the metric is about, as for --only. Optional.
     "floors": {"leaf_f1": {"min": 0.8}, "unsupported": {"max": 0.05}}}       absolute limits. Optional.

Against the baseline it passes if the lower bound of Δ is above −delta, so that a loss within delta is tolerated even
where it is certain; else it fails if the upper bound is below 0; else it is inconclusive: the articles are too few to
tell. A floor that is not met, or that cannot be measured, fails.
"""

import json
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator

from evals.paired import MEASURES, Difference, measured, require_comparable, table
from evals.saved import scores_of
from evals.scores import Faithfulness, Scores
from evals.selection import select
from service.errors import UsageError
from service.types import Frozen

Outcome = Literal["pass", "fail", "inconclusive"]
FEW = 10
"""With fewer articles a resampled interval is too narrow: it holds the truth less often than it says."""

SHARES = tuple(Faithfulness.model_fields)


class Limit(Frozen):
    """The least and the greatest value allowed, both inclusive."""

    min: float | None = None
    max: float | None = None


class Gate(Frozen):
    """What a gate file says."""

    baseline: str | None = None
    metric: str = "leaf_f1"
    delta: float = Field(default=0.0, ge=0, le=1)
    only: tuple[str, ...] = ()
    floors: dict[str, Limit] = Field(default_factory=dict)

    @field_validator("metric")
    @classmethod
    def _known_metric(cls, value: str) -> str:
        return _one_of(value, tuple(MEASURES))

    @field_validator("floors")
    @classmethod
    def _known_floors(cls, value: dict[str, Limit]) -> dict[str, Limit]:
        for name in value:
            _one_of(name, (*MEASURES, *SHARES))
        return value


class FloorOutcome(Frozen):
    """One absolute limit; `value` is None where it cannot be measured."""

    measure: str
    value: float | None
    limit: Limit
    met: bool


class GateOutcome(Frozen):
    """How a gate ended, and why, a sentence for each part."""

    outcome: Outcome
    reasons: tuple[str, ...]
    difference: Difference | None = None
    floors: tuple[FloorOutcome, ...] = ()


def read_gate(path: Path) -> Gate:
    """Raises UsageError with the field that is wrong."""
    hint = 'such as {"baseline": "out-before", "delta": 0.02, "floors": {"leaf_f1": {"min": 0.8}}}'
    try:
        gate = Gate.model_validate(json.loads(path.read_bytes()))
    except OSError as error:
        raise UsageError(f"--gate: cannot read {path}: {error.strerror}", hint=hint) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"])) or "/"
        raise UsageError(f"{path.name}: {where}: {first['msg']}", hint=hint) from None
    except ValueError as error:
        raise UsageError(f"{path.name} is no JSON: {error}", hint=hint) from error
    if gate.baseline is None and not gate.floors:
        raise UsageError(f"{path.name}: neither baseline nor floors: nothing to hold the run to", hint=hint)
    return gate


def check(path: Path, scores: Scores, gold: Path, articles: Path | None = None) -> GateOutcome:
    """Hold `scores` to the gate file `path`; a baseline that is a folder is scored with `gold` and `articles`.

    Raises UsageError for a gate file or baseline that cannot be used, NotComparable for one scored otherwise.
    """
    gate = read_gate(path)
    floors = tuple(_floor(name, limit, scores) for name, limit in gate.floors.items())
    difference, outcome, reasons = None, "pass", []
    if gate.baseline is not None:
        baseline = scores_of(path.parent / gate.baseline, gold, articles)
        require_comparable(baseline, scores)
        before, after = (table(select(one, gate.only), MEASURES[gate.metric]) for one in (baseline, scores))
        difference = measured(gate.metric, before, after)
        outcome = decide(difference, gate.delta)
        reasons.append(_told(difference, gate.delta, outcome))
        if difference.low is not None and len(scores.articles) < FEW:
            reasons.append(_few_told(len(scores.articles)))
    reasons += [_floor_told(floor) for floor in floors]
    failed = outcome == "fail" or any(not floor.met for floor in floors)
    return GateOutcome(
        outcome="fail" if failed else "pass" if outcome == "pass" else "inconclusive",
        reasons=tuple(reasons),
        difference=difference,
        floors=floors,
    )


def decide(difference: Difference, delta: float) -> Outcome:
    """What the interval of Δ says of a loss of at most `delta`. Without an interval it is inconclusive."""
    if difference.low is None or difference.high is None:
        return "inconclusive"
    if difference.low > -delta:
        return "pass"
    return "fail" if difference.high < 0 else "inconclusive"


def _floor(name: str, limit: Limit, scores: Scores) -> FloorOutcome:
    value = _value(name, scores)
    met = value is not None and (limit.min is None or value >= limit.min) and (limit.max is None or value <= limit.max)
    return FloorOutcome(measure=name, value=value, limit=limit, met=met)


def _value(name: str, scores: Scores) -> float | None:
    if name in MEASURES:
        part, whole = table(scores, MEASURES[name]).sum(axis=0)
        return float(part / whole) if whole else None
    faithfulness = scores.faithfulness()
    if faithfulness is None:
        return None
    share = getattr(faithfulness, name)
    return None if share.ratio is None else float(share.ratio)


def _told(difference: Difference, delta: float, outcome: Outcome) -> str:
    if difference.delta is None or difference.low is None or difference.high is None:
        return f"{difference.measure}: no interval of the difference from the baseline can be worked out"
    shown = f"{difference.measure} {difference.delta:+.4f} [{difference.low:+.4f}, {difference.high:+.4f}]"
    because = {
        "pass": f"the lower bound is above {-delta:+.4f}",
        "fail": "the upper bound is below 0",
        "inconclusive": f"a loss of more than {delta:.4f} cannot be ruled out with so many articles",
    }
    return f"{shown} against the baseline: {because[outcome]}"


def _few_told(articles: int) -> str:
    return (
        f"with {articles} articles that interval is too narrow: resampling fewer than {FEW} understates what is unsure"
    )


def _floor_told(floor: FloorOutcome) -> str:
    bounds = [
        f"{sign} {value}" for sign, value in (("≥", floor.limit.min), ("≤", floor.limit.max)) if value is not None
    ]
    if floor.value is None:
        return f"{floor.measure} cannot be measured here, and should be {' and '.join(bounds)}"
    return f"{floor.measure} is {floor.value:.4f}, and {'is' if floor.met else 'should be'} {' and '.join(bounds)}"


def _one_of(value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is not one of {', '.join(known)}")
    return value
