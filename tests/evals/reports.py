"""Evaluations to make reports of: a hostile article, a failed one, and many."""

import dataclasses
from pathlib import Path

from evals import evaluate, report
from evals.report import Evaluation
from evals.results import Run
from service.types import JsonObject, Result, Span
from tests.evals.folders import ARTICLE, failure, labels, result, write_labels, write_run

# Beyond the basic plane first: offsets in code points and in UTF-16 units then differ.
TEXT = "𠮷𠮷<script>window.hacked = 1</script>\u202egnp.exe\u202c <img src=x onerror='window.hacked=1'>\n" + ARTICLE
HOSTILE = "</script><script>window.hacked = 1</script>"
FORMULA = "=cmd()|' /C calc'!A1"
UNSUPPORTED = "/projects/0/investment"


def hostile_result(file: str = "007_a.txt") -> Result:
    """One project with a wrong, unsupported cost and an invented status, invented bodies, one that is missing."""
    project: JsonObject = {"name": "远山风电场", "owner": "远山能源", "investment": "3.5亿元", "status": "started"}
    record: JsonObject = {
        "title": "远山风电场开工",
        "published": "2024-05-01",
        "summary": HOSTILE,
        "authors": ["甲", "乙"],
        "projects": [project],
        "organizations": [{"name": HOSTILE, "kind": "company"}, {"name": FORMULA, "kind": "media"}],
        "people": [{"name": "林远", "title": "\u202e长会事董"}],
    }
    spans = {"/projects/0": [_span("远山能源投资2.5亿元建设远山风电场")], "/projects/0/owner": [_span("远山能源")]}
    support = dict.fromkeys(_pointers(record), "exact")
    made = result(file, record=record)
    fields = {"evidence": spans, "support": {**support, UNSUPPORTED: "unsupported"}}
    return made.model_copy(update=fields)


def evaluation(folder: Path, *results: Result, texts: bool = True) -> Evaluation:
    """Two labelled articles, 007 and 008, of which the second failed, scored against `results`."""
    gold, articles = folder / "gold", folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    for name in ("007", "008"):
        write_labels(gold, {**labels(authors=["甲", "丙"]), "id": name}, f"{name}.json")
        (articles / f"{name}_a.txt").write_text(TEXT, encoding="utf-8", newline="")
    out = write_run(folder / "out", *results, failures=(failure("008_a.txt"),))
    known = articles if texts else None
    return report.load(evaluate(gold, out, known), gold, out, known)


def many(folder: Path, *, articles: int, records: int) -> Evaluation:
    """`articles` copies of one article with `records` projects, every third of them found with another status."""
    base: JsonObject = {"owner": "远山能源", "evidence": ["远山能源投资2.5亿元建设远山风电场"]}
    projects = [{**base, "name": f"远山{number}号风电场", "status": "started"} for number in range(records)]
    one = evaluation_of(folder, projects)
    scores, gold, found = one.scores.articles[0], one.gold[0], one.run.results["0000.txt"]
    names = [f"{number:04}" for number in range(articles)]
    copies = tuple(scores.model_copy(update={"id": name}) for name in names)
    return dataclasses.replace(
        one,
        scores=one.scores.model_copy(update={"articles": copies}),
        gold=[dataclasses.replace(gold, id=name) for name in names],
        run=Run({f"{name}.txt": found for name in names}),
        texts=dict.fromkeys(names, one.texts["0000"]),
    )


def evaluation_of(folder: Path, projects: list[JsonObject]) -> Evaluation:
    """One article of these projects, scored against an answer that has another status for every third."""
    gold, articles = folder / "gold", folder / "articles"
    articles.mkdir(parents=True, exist_ok=True)
    (articles / "0000.txt").write_text(TEXT * 10, encoding="utf-8", newline="")
    full = dict.fromkeys(
        ("location", "investment", "land_area", "floor_area", "capacity", "started", "completed"), None
    )
    labelled = [{**full, **project} for project in projects]
    write_labels(gold, {**labels(projects=[*labelled]), "id": "0000"}, "0000.json")
    answered: list[JsonObject] = [
        {
            key: value
            for key, value in {**project, "status": "started" if i % 3 else "signed"}.items()
            if key != "evidence"
        }
        for i, project in enumerate(projects)
    ]
    span = _span("远山能源投资2.5亿元建设远山风电场")
    made = result("0000.txt", record={"projects": [*answered]})
    made = made.model_copy(update={"evidence": {f"/projects/{i}": [span] for i in range(len(answered))}})
    out = write_run(folder / "out", made)
    return report.load(evaluate(gold, out, articles), gold, out, articles)


def _span(text: str) -> Span:
    start = TEXT.index(text)
    return Span(start=start, end=start + len(text), text=text)


def _pointers(record: JsonObject) -> list[str]:
    found: list[str] = []
    for key, value in record.items():
        items = value if isinstance(value, list) else []
        found += [f"/{key}", *(f"/{key}/{i}" for i in range(len(items)))]
        for i, item in enumerate(items):
            found += [f"/{key}/{i}/{name}" for name in item] if isinstance(item, dict) else []
    return found
