"""Scores written and read back, and the hashes that say how they came about."""

import ast
import json
from pathlib import Path

import pytest

from evals import as_json, evaluate
from evals.gold import load_gold
from evals.saved import read_scores, scores_of
from evals.scorer import SOURCES, scorer_sha256
from service.errors import UsageError
from tests.evals.folders import result, write_article, write_labels, write_run

ROOT = Path(__file__).parents[2]


def test_scores_come_back_as_they_were(tmp_path: Path) -> None:
    gold, articles = write_labels(tmp_path / "gold").parent, write_article(tmp_path / "articles")
    labelled = load_gold(gold)[0]
    run = write_run(tmp_path / "out", result(record=labelled.record))
    scores = evaluate(gold, run, articles)
    saved = tmp_path / "scores.json"
    saved.write_text(json.dumps(as_json(scores)), encoding="utf-8")
    assert read_scores(saved) == scores
    assert scores_of(saved, gold) == scores
    assert scores_of(run, gold, articles) == scores


def test_results_alone_are_enough(tmp_path: Path) -> None:
    gold = write_labels(tmp_path / "gold").parent
    run = write_run(tmp_path / "out", result(record=load_gold(gold)[0].record))
    (run / "failures.jsonl").unlink()
    assert [path.name for path in run.iterdir()] == ["results.jsonl"]
    assert evaluate(gold, run).leaves().f1 == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "s@1", "gold_sha256": "", "articles": [7]}'])
def test_what_holds_no_scores_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UsageError, match=r"x\.json"):
        read_scores(tmp_path / "x.json")


def test_the_hash_is_of_every_module_that_decides_what_is_right() -> None:
    """What evaluation imports, as far as it is of the scorer or reads values."""
    reached = {"evals/evaluation.py"}
    waiting = list(reached)
    while waiting:
        for name in _imported(waiting.pop()) - reached:
            reached.add(name)
            waiting.append(name)
    assert set(SOURCES) == reached
    assert len(scorer_sha256()) == 64


def _imported(source: str) -> set[str]:
    """Modules of evals that a source imports, and of schemas those that read values, not those that read schemas."""
    tree = ast.parse((ROOT / source).read_text(encoding="utf-8"))
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    names += [
        f"schemas.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "schemas"
        for alias in node.names
    ]
    paths = {name.replace(".", "/") + ".py" for name in names if name.startswith(("evals.", "schemas."))}
    return {path for path in paths if (ROOT / path).is_file() and path != "schemas/registry.py"}
