"""Folders as `zhailu batch` leaves them, and the tables of every format read back with other libraries."""

import csv
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq

from service.errors import UnreadableArticle
from service.export import Format
from service.types import ArticleReference, Failure, Issue, JsonObject, Provenance, Result, Span, Support, Usage

SCHEMA: JsonObject = {
    "type": "object",
    "properties": {
        "headline": {"type": ["string", "null"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "deals": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "buyer": {"type": "string"},
                    "price": {
                        "x-type": "money",
                        "type": ["object", "null"],
                        "properties": {
                            "text": {"type": "string"},
                            "amount": {"type": "string", "format": "decimal"},
                            "currency": {"type": "string"},
                        },
                    },
                    "share": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                    "parts": {"type": "integer"},
                    "closed": {"type": "boolean"},
                    "seat": {"type": "object", "properties": {"city": {"type": "string"}}},
                    "notes": {"type": "array", "items": {"type": "object"}},
                },
            },
        },
    },
}
"""The record form of a schema that has every kind of column."""

Rows = list[dict[str, Any]]
_APOSTROPHE = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def result(
    record: JsonObject,
    article_id: str = "a.txt",
    *,
    evidence: Mapping[str, list[Span]] | None = None,
    support: Mapping[str, Support] | None = None,
    issues: list[Issue] | None = None,
) -> Result:
    """A result with this record."""
    usage = Usage(input_tokens=10, output_tokens=2, cached_tokens=None, cost=Decimal("0.0012"))
    return Result(
        article=ArticleReference(id=article_id, sha256="0" * 64, chars=99),
        schema="deals@1",
        record=record,
        evidence=dict(evidence or {}),
        support=dict(support or {}),
        issues=issues or [],
        provenance=Provenance(
            model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=0.5, usage=usage
        ),
    )


def failure(article_id: str) -> Failure:
    """The failure of a file that cannot be read."""
    reference = ArticleReference(id=article_id, sha256="0" * 64, chars=0)
    return Failure.of(reference, "deals@1", UnreadableArticle("cannot be read", hint="=check it"))


def write(out: Path, results: list[Result], failures: list[Failure] | None = None, schema: JsonObject = SCHEMA) -> Path:
    """The folder of a run with these outcomes."""
    out.mkdir(exist_ok=True)
    (out / "results.jsonl").write_text("".join(one.to_json() + "\n" for one in results), encoding="utf-8")
    (out / "failures.jsonl").write_text("".join(one.to_json() + "\n" for one in failures or []), encoding="utf-8")
    (out / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return out


def read_csv(folder: Path) -> dict[str, Rows]:
    """Each table's rows, every cell a text, the apostrophes before formulas taken off."""
    tables: dict[str, Rows] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        plain = [[cell[1:] if _APOSTROPHE.match(cell) else cell for cell in row] for row in rows]
        tables[path.stem] = [dict(zip(header, row, strict=True)) for row in plain]
    return tables


def read_sqlite(path: Path) -> dict[str, Rows]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')] for name in names}  # noqa: S608
    connection.close()
    return tables


def read_parquet(folder: Path) -> dict[str, Rows]:
    return {path.stem: pq.read_table(path).to_pylist() for path in sorted(folder.glob("*.parquet"))}


def read_xlsx(path: Path) -> dict[str, Rows]:
    """Each sheet's rows, without its number; a formula would be read as one."""
    tables: dict[str, Rows] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        header, *rows = sheet.iter_rows()
        assert not [cell for row in rows for cell in row if cell.data_type == "f"]
        names = [str(cell.value) for cell in header]
        read = [dict(zip(names, [cell.value for cell in row], strict=True)) for row in rows]
        tables.setdefault(sheet.title.partition(" (")[0], []).extend(read)
    return tables


READERS: dict[Format, Callable[[Path], dict[str, Rows]]] = {
    "csv": read_csv,
    "sqlite": read_sqlite,
    "parquet": read_parquet,
    "xlsx": read_xlsx,
}
