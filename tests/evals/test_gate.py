"""The gate: pass, fail, or too few articles to tell."""

import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from evals import as_json
from evals.gate import GateOutcome, check, decide
from evals.paired import Difference
from evals.scores import Scores
from service.errors import NotComparable, UsageError
from tests.evals.test_paired import run

GOOD = run(9, 9, 8, 9, 9, 8, 9, 9)
BAD = run(3, 4, 3, 3, 4, 3, 2, 3)
MIXED = run(9, 2, 9, 9, 3, 8, 9, 9)


def held(folder: Path, scores: Scores, baseline: Scores | None = None, **gate: JsonValue) -> GateOutcome:
    """`scores` held to a gate file in `folder`."""
    if baseline is not None:
        (folder / "baseline.json").write_text(json.dumps(as_json(baseline)))
        gate["baseline"] = "baseline.json"
    (folder / "gate.json").write_text(json.dumps(gate))
    return check(folder / "gate.json", scores, folder)


@pytest.mark.parametrize(
    ("low", "high", "delta", "outcome"),
    [
        (-0.01, 0.05, 0.02, "pass"),
        (-0.02, 0.05, 0.02, "inconclusive"),
        (-0.05, 0.0, 0.02, "inconclusive"),
        (-0.05, -0.01, 0.02, "fail"),
        (-0.015, -0.01, 0.02, "pass"),
        (0.01, 0.02, 0.0, "pass"),
        (0.0, 0.0, 0.0, "inconclusive"),
        (None, None, 0.5, "inconclusive"),
    ],
)
def test_the_interval_decides(low: float | None, high: float | None, delta: float, outcome: str) -> None:
    assert decide(Difference(measure="leaf_f1", before=0, after=0, low=low, high=high), delta) == outcome


def test_a_run_as_good_as_its_baseline_passes_within_a_margin(tmp_path: Path) -> None:
    found = held(tmp_path, GOOD, GOOD, delta=0.01)
    assert found.outcome == "pass"
    assert found.difference is not None
    assert found.difference.delta == 0


@pytest.mark.parametrize(("articles", "warned"), [(9, True), (10, False)])
def test_a_verdict_from_few_articles_says_that_its_interval_is_too_narrow(
    tmp_path: Path, articles: int, *, warned: bool
) -> None:
    scores = run(*[9, 8] * (articles // 2), *[9] * (articles % 2))
    found = held(tmp_path, scores, scores, delta=0.01)
    assert any(f"with {articles} articles that interval is too narrow" in reason for reason in found.reasons) == warned


def test_a_floor_alone_has_no_interval_to_be_warned_of(tmp_path: Path) -> None:
    assert len(held(tmp_path, GOOD, floors={"leaf_f1": {"min": 0.8}}).reasons) == 1


def test_a_worse_run_fails(tmp_path: Path) -> None:
    found = held(tmp_path, BAD, GOOD, delta=0.02)
    assert found.outcome == "fail"
    assert "the upper bound is below 0" in found.reasons[0]


def test_a_run_that_scatters_is_inconclusive(tmp_path: Path) -> None:
    found = held(tmp_path, MIXED, GOOD, delta=0.02)
    assert found.outcome == "inconclusive"
    assert "cannot be ruled out" in found.reasons[0]


@pytest.mark.parametrize(("least", "outcome"), [(0.8, "pass"), (0.9, "fail")])
def test_a_floor_is_absolute(tmp_path: Path, least: float, outcome: str) -> None:
    found = held(tmp_path, GOOD, floors={"leaf_f1": {"min": least}})
    assert found.outcome == outcome
    assert found.floors[0].value == pytest.approx(0.875)


def test_a_floor_that_is_not_met_fails_whatever_the_baseline(tmp_path: Path) -> None:
    assert held(tmp_path, BAD, BAD, delta=0.1, floors={"leaf_f1": {"min": 0.8}}).outcome == "fail"


def test_a_floor_that_cannot_be_measured_fails(tmp_path: Path) -> None:
    found = held(tmp_path, GOOD, floors={"unsupported": {"max": 0.1}})
    assert found.outcome == "fail"
    assert "cannot be measured" in found.reasons[0]


def test_only_a_part_can_be_held_to_the_baseline(tmp_path: Path) -> None:
    assert held(tmp_path, GOOD, GOOD, delta=0.01, only=["berths"]).outcome == "pass"
    with pytest.raises(UsageError, match="people"):
        held(tmp_path, GOOD, GOOD, only=["people"])


def test_a_baseline_scored_otherwise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotComparable, match="older"):
        held(tmp_path, GOOD, run(9, 9, 8, 9, 9, 8, 9, 9, scorer_sha256="older"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "no JSON"),
        ("[]", "gate.json: /"),
        ("{}", "neither baseline nor floors"),
        ('{"baseline": "b", "delta": -1}', "delta"),
        ('{"baseline": "b", "metric": "bleu"}', "bleu"),
        ('{"floors": {"bleu": {"min": 1}}}', "bleu"),
        ('{"floors": {"leaf_f1": {"least": 1}}}', "floors/leaf_f1/least"),
        ('{"baseline": "nowhere"}', "nowhere"),
    ],
)
def test_a_gate_file_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "gate.json").write_text(text)
    with pytest.raises(UsageError, match=said):
        check(tmp_path / "gate.json", GOOD, tmp_path)


def test_a_missing_gate_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json"):
        check(tmp_path / "none.json", GOOD, tmp_path)
