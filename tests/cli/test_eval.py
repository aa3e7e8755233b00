"""`zhailu eval` and `zhailu compare`, over shipped and users' own schemas, without a model."""

import json
from pathlib import Path

import pytest

from evals.gold import load_gold
from service.types import ArticleReference, JsonObject, Provenance, Result, Usage
from tests.cli.conftest import Zhailu
from tests.evals.folders import labels, result, write_article, write_labels, write_run

ANNOTATED: JsonObject = {
    "title": "harvest",
    "type": "object",
    "properties": {
        "headline": {"type": ["string", "null"], "x-type": "text"},
        "crops": {
            "type": "array",
            "items": {
                "type": "object",
                "x-identity": ["name"],
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "x-type": "name"},
                    "yield": {"type": ["string", "null"], "x-type": "quantity"},
                },
            },
        },
    },
}
PLAIN: JsonObject = {
    "type": "object",
    "properties": {
        "headline": {"type": "string"},
        "crops": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "yield": {"type": "string"},
                    "kind": {"enum": ["grain", "fruit"]},
                    "area": {"type": "number"},
                    "villages": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
CROP: JsonObject = {"name": "春小麦", "yield": "300吨"}
FULL: JsonObject = {**CROP, "kind": "grain", "area": 20, "villages": ["上湾村", "下湾村"]}


@pytest.fixture
def folders(home: Path) -> Path:
    """`home` with gold, articles, and the runs `good` (perfect) and `bad` (without the projects)."""
    write_labels(home / "gold")
    write_article(home / "articles")
    labelled = load_gold(home / "gold")[0]
    record = labelled.schema.to_record(labelled.record, year=2024)[0]
    write_run(home / "good", result(record=record))
    write_run(home / "bad", result(record={**record, "projects": []}))
    return home


def own(folder: Path, schema: JsonObject, gold: JsonObject, **runs: JsonObject) -> None:
    """Gold files of a user's own schema in `folder`/gold, twelve articles alike, and runs that answer alike."""
    (folder / "gold").mkdir()
    (folder / "gold/schemas").mkdir()
    (folder / "gold/schemas/harvest.json").write_text(json.dumps(schema))
    for i in range(12):
        labels = {"id": f"{i:02}", "schema": "schemas/harvest.json", "record": gold}
        (folder / f"gold/{i:02}.json").write_text(json.dumps(labels))
    schema_id = load_gold(folder / "gold")[0].schema.id
    for name, record in runs.items():
        results = [
            Result(
                article=ArticleReference(id=f"{i:02}.txt", sha256="0" * 64, chars=9),
                schema=schema_id,
                record=record,
                evidence={},
                support={},
                issues=[],
                provenance=Provenance(
                    model="m",
                    prompt="p",
                    strategy="direct",
                    calls=1,
                    attempts=1,
                    cached=False,
                    seconds=0,
                    usage=Usage(),
                ),
            )
            for i in range(12)
        ]
        write_run(folder / name, *results)


def test_a_run_is_scored_with_its_hashes(zhailu: Zhailu, folders: Path) -> None:
    ran = zhailu("eval", "--gold", "gold", "--results", "good", "--articles", "articles", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["leaves"]["f1"] == 1
    assert all(len(told[key]) == 64 for key in ("gold_sha256", "schema_sha256", "scorer_sha256"))
    assert set(told["faithfulness"]) >= {"evidence", "derivable", "summary_names"}
    assert folders.exists()


@pytest.mark.usefixtures("folders")
def test_without_articles_nothing_is_told_of_faithfulness(zhailu: Zhailu) -> None:
    told = json.loads(zhailu("eval", "--gold", "gold", "--results", "good", "--json").out)
    assert told["faithfulness"] is None


@pytest.mark.usefixtures("folders")
def test_only_a_type_or_field_can_be_scored(zhailu: Zhailu) -> None:
    ran = zhailu("eval", "--gold", "gold", "--results", "bad", "--only", "projects", "--only", "title", "--json")
    leaves = json.loads(ran.out)["leaves"]
    assert (leaves["tp"], leaves["fn"]) == (1, 3)
    ran = zhailu("eval", "--gold", "gold", "--results", "bad", "--only", "project")
    assert (ran.code, ran.out) == (2, "")
    assert "'project'" in ran.err


@pytest.mark.parametrize(
    ("run", "gate", "said"),
    [
        ("good", {"floors": {"leaf_f1": {"min": 0.9}}}, "gate: pass"),
        ("bad", {"floors": {"leaf_f1": {"min": 0.9}}}, "gate: FAIL"),
        ("bad", {"baseline": "good"}, "gate: INCONCLUSIVE"),
    ],
)
def test_a_gate_decides_the_exit_code(zhailu: Zhailu, folders: Path, run: str, gate: JsonObject, said: str) -> None:
    code = 0 if said == "gate: pass" else 3
    (folders / "gate.json").write_text(json.dumps(gate))
    ran = zhailu("eval", "--gold", "gold", "--results", run, "--gate", "gate.json")
    assert ran.code == code
    assert said in ran.out
    ran = zhailu("eval", "--gold", "gold", "--results", run, "--gate", "gate.json", "--json")
    assert ran.code == code
    assert json.loads(ran.out)["gate"]["outcome"] in said.lower()


@pytest.mark.usefixtures("folders")
def test_two_runs_are_compared(zhailu: Zhailu) -> None:
    ran = zhailu("compare", "bad", "good", "--gold", "gold", "--articles", "articles")
    assert (ran.code, ran.err) == (0, "")
    assert "projects" in ran.out
    assert "inconclusive" in ran.out
    assert "fixed: 3 leaves" in ran.out
    assert "007 projects[0].investment: gold 2.5亿元 | A - | B 2.5亿元" in ran.out
    assert "p is never below 1.0000" in ran.out


@pytest.mark.usefixtures("folders")
def test_a_comparison_is_one_json_document(zhailu: Zhailu) -> None:
    told = json.loads(zhailu("compare", "good", "bad", "--gold", "gold", "--json").out)
    assert told["headline"]["delta"] == pytest.approx(10 / 13 - 1)
    assert told["counts"] == {"fixed": 0, "broken": 3, "still_wrong": 0, "still_right": 5}
    assert {one["field"] for one in told["transitions"]} == {"name", "owner", "investment"}
    assert len(told["scorer_sha256"]) == 64


def test_saved_scores_compare_until_the_gold_changes(zhailu: Zhailu, folders: Path) -> None:
    saved = zhailu("eval", "--gold", "gold", "--results", "bad", "--json").out
    (folders / "saved.json").write_text(saved, encoding="utf-8")
    assert zhailu("compare", "saved.json", "good", "--gold", "gold").code == 0
    path = folders / "gold/007.json"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ran = zhailu("compare", "saved.json", "good", "--gold", "gold")
    assert (ran.code, ran.out) == (2, "")
    message, hint = ran.err.splitlines()
    assert json.loads(saved)["gold_sha256"] in message
    assert "score both results again" in hint


def test_a_schema_of_ones_own_with_annotations(zhailu: Zhailu, home: Path) -> None:
    gold: JsonObject = {"headline": "丰收", "crops": [CROP]}
    wrong: JsonObject = {"headline": "丰收", "crops": [{"name": "春小麦", "yield": "300公斤"}]}
    own(home, ANNOTATED, gold, right={**gold, "crops": [{**CROP, "yield": "300 吨"}]}, wrong=wrong)
    told = json.loads(zhailu("compare", "wrong", "right", "--gold", "gold", "--json").out)
    assert told["headline"]["after"] == 1
    assert told["headline"]["before"] == pytest.approx(2 / 3)
    assert told["headline"]["verdict"] == "better"
    assert {one["measure"]: one["delta"] for one in told["types"]} == {"(article)": 0, "crops": 0.5}


def test_a_schema_of_ones_own_without_annotations(zhailu: Zhailu, home: Path) -> None:
    """Strings are compared as text, enums and numbers as values, lists of strings one by one."""
    gold: JsonObject = {"headline": "今年小麦丰收", "crops": [FULL]}
    near: JsonObject = {"headline": "小麦丰收", "crops": [{**FULL, "area": 20.0, "villages": ["下湾村", "上湾村"]}]}
    off: JsonObject = {"headline": "天气晴朗", "crops": [{**FULL, "kind": "fruit", "area": 2, "villages": ["上湾村"]}]}
    own(home, PLAIN, gold, near=near, off=off)
    told = json.loads(zhailu("eval", "--gold", "gold", "--results", "near", "--json").out)
    assert (told["leaves"]["tp"], told["leaves"]["fp"], told["leaves"]["fn"]) == (12 * 7, 0, 0)
    told = json.loads(zhailu("eval", "--gold", "gold", "--results", "off", "--json").out)
    assert (told["leaves"]["tp"], told["leaves"]["fp"], told["leaves"]["fn"]) == (12 * 3, 12 * 3, 12 * 4)


@pytest.mark.usefixtures("folders")
def test_two_annotators_are_held_against_each_other(zhailu: Zhailu, home: Path) -> None:
    write_labels(home / "other", labels(people=[]))
    ran = zhailu("agreement", "gold", "other")
    assert (ran.code, ran.err) == (0, "")
    assert "By type" in ran.out
    assert "differences: 1\n  007 A-only people[0]: name=林远" in ran.out
    told = json.loads(zhailu("agreement", "gold", "other", "--json").out)
    assert told["records_by_type"]["people"]["f1"] == 0
    assert told["records_by_type"]["projects"]["f1"] == 1
    assert told["differences"] == ["007 A-only people[0]: name=林远"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["agreement", "gold", "nowhere"], "there is no folder nowhere"),
        (["eval", "--gold", "nowhere"], "--gold: there is no folder nowhere"),
        (["eval", "--gold", "gold", "--results", "nowhere"], "--results: there is no folder nowhere"),
        (["eval", "--gold", "gold", "--results", "good", "--gate", "none.json"], "none.json"),
        (["eval", "--gold", "gold", "--results", "good", "--gate", "g", "--only", "title"], "--only with --gate"),
        (["compare", "good", "nowhere", "--gold", "gold"], "nowhere"),
        (["compare", "good", "bad", "--gold", "gold", "--articles", "nowhere"], "--articles"),
    ],
)
@pytest.mark.usefixtures("folders")
def test_a_mistake_is_a_usage_error(zhailu: Zhailu, arguments: list[str], said: str) -> None:
    ran = zhailu(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[0]
