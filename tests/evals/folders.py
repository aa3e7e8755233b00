"""Gold files, results and articles in folders, written as users have them."""

import json
from pathlib import Path

from pydantic import JsonValue

from service.errors import EmptyArticle
from service.types import ArticleReference, Failure, JsonObject, Provenance, Result, Span, Support, Usage

ARTICLE = "远山风电场开工\n\n2024年5月1日，远山能源投资2.5亿元建设远山风电场。林远表示，风电企业已有30余家。\n"
ID = "007"
FILE = "007_deadbeef.txt"


def labels(**changes: JsonValue) -> JsonObject:
    """A valid gold file for the article, of 8 leaves; `changes` replace fields of its record."""
    project: JsonObject = dict.fromkeys(
        ["location", "land_area", "floor_area", "capacity", "status", "started", "completed"]
    )
    project = {"name": "远山风电场", "owner": "远山能源", "investment": "2.5亿元", **project}
    project["evidence"] = ["远山能源投资2.5亿元建设远山风电场"]
    record: JsonObject = {
        "title": "远山风电场开工",
        "published": "2024-05-01",
        "publisher": None,
        "authors": [],
        "region": None,
        "summary": "远山风电场开工,投资2.5亿元。",
        "key_facts": [["远山风电场", "开工"], ["30余家"]],
        "projects": [project],
        "organizations": [{"name": "远山能源", "kind": "company", "evidence": ["远山能源投资"]}],
        "people": [{"name": "林远", "title": None, "organization": None, "evidence": ["林远表示"]}],
        "indicators": [],
        "initiatives": [],
    }
    return {"id": ID, "schema": "industry_brief@1", "record": {**record, **changes}}


def write_labels(folder: Path, value: JsonObject | None = None, name: str = f"{ID}.json") -> Path:
    """Write a gold file into `folder`, made if need be; its path."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(json.dumps(labels() if value is None else value, ensure_ascii=False), encoding="utf-8")
    return path


def write_article(folder: Path, name: str = FILE) -> Path:
    """Write the article into `folder`, made if need be; the folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(ARTICLE, encoding="utf-8")
    return folder


def result(article: str = FILE, *, record: JsonObject, spans: list[Span] | None = None, **support: Support) -> Result:
    """A result of the shipped schema. `support` names pointers with `__` for `/`."""
    return Result(
        article=ArticleReference(id=article, sha256="0" * 64, chars=len(ARTICLE)),
        schema="industry_brief@1",
        record=record,
        evidence={"/title": spans or []},
        support={pointer.replace("__", "/"): kind for pointer, kind in support.items()},
        issues=[],
        provenance=Provenance(
            model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=0.0, usage=Usage()
        ),
    )


def failure(article: str = FILE) -> Failure:
    """A failure of the article."""
    reference = ArticleReference(id=article, sha256="0" * 64, chars=0)
    return Failure.of(reference, "industry_brief@1", EmptyArticle("nothing left"))


def write_run(folder: Path, *results: Result, failures: tuple[Failure, ...] = ()) -> Path:
    """Write a run's two files into `folder`, made if need be; the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "results.jsonl").write_text("".join(one.to_json() + "\n" for one in results), encoding="utf-8")
    (folder / "failures.jsonl").write_text("".join(one.to_json() + "\n" for one in failures), encoding="utf-8")
    return folder
