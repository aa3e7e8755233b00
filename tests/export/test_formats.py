"""What each format promises of its own."""

import importlib.util
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from service.errors import ExportError, MissingExtra, UsageError
from service.export import Format, check, derive, export
from service.export.rows import rows_of
from service.export.xlsx_file import xlsx_file
from service.types import JsonObject
from tests.export.runs import SCHEMA, read_xlsx, result, write


def deal(**values: Any) -> JsonObject:
    """A record with one deal."""
    return {"headline": None, "tags": [], "deals": [{"buyer": "甲", **values}]}


def money(amount: str, text: str = "一笔") -> JsonObject:
    return {"text": text, "amount": amount, "currency": "CNY"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "'="])
def test_csv_holds_no_formula_and_keeps_numbers(tmp_path: Path, start: str) -> None:
    """A text that would run gets an apostrophe, also in a header; a negative number stays a number."""
    out = write(tmp_path / "out", [result(deal(buyer=f"{start}cmd()", price=money("-5.10", "-5.10元")))])
    export(out, {"csv": tmp_path / "csv"})
    data = (tmp_path / "csv/deals.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    line = data.decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.startswith(f'"a.txt",1,"\'{start}cmd()",,"\'-5.10元",-5.10,"CNY",')


def test_a_field_named_like_a_formula_is_no_formula(tmp_path: Path) -> None:
    """The header is a text too."""
    schema: JsonObject = {"type": "object", "properties": {"=1+1": {"type": "string"}}}
    out = write(tmp_path / "out", [result({"=1+1": "x"})], schema=schema)
    export(out, {"csv": tmp_path / "csv", "xlsx": tmp_path / "o.xlsx", "sqlite": tmp_path / "o.sqlite"})
    assert '"\'=1+1"' in (tmp_path / "csv/articles.csv").read_text(encoding="utf-8-sig")
    assert read_xlsx(tmp_path / "o.xlsx")["articles"][0]["=1+1"] == "x"


def test_xlsx_is_ready_to_read(tmp_path: Path) -> None:
    """Header frozen, a filter over all rows, widths, numbers as numbers, no link made of an address."""
    out = write(tmp_path / "out", [result(deal(buyer="https://example.com/", price=money("1200000"), parts=3))])
    export(out, {"xlsx": tmp_path / "o.xlsx"})
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["deals"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(2, sheet.max_column).coordinate}"
    assert sheet.column_dimensions["A"].width > 20
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert (row["price_amount"].value, row["price_amount"].data_type) == (1200000, "n")
    assert row["buyer"].hyperlink is None


def test_xlsx_goes_on_in_another_sheet(tmp_path: Path) -> None:
    """No row is lost where a sheet is full."""
    layout = derive(SCHEMA)
    with xlsx_file(tmp_path / "o.xlsx", layout, max_rows=3) as file:
        for i in range(5):
            for table, row in rows_of(result(deal(parts=i), f"{i}"), layout):
                file.write(table, row)
    names = openpyxl.load_workbook(tmp_path / "o.xlsx").sheetnames
    assert [name for name in names if name.startswith("deals")] == ["deals", "deals (2)", "deals (3)"]
    assert [row["parts"] for row in read_xlsx(tmp_path / "o.xlsx")["deals"]] == [0, 1, 2, 3, 4]


def test_xlsx_cuts_what_no_cell_can_hold_and_says_so(tmp_path: Path) -> None:
    """Characters are counted as Excel does, a rare one twice; a long number stays exact as text."""
    out = write(tmp_path / "out", [result(deal(buyer="🀄" * 20_000, price=money("12345678901234567.89")))])
    exported = export(out, {"xlsx": tmp_path / "o.xlsx"})
    row = read_xlsx(tmp_path / "o.xlsx")["deals"][0]
    assert row["buyer"] == "🀄" * 16_383 + "…"
    assert row["price_amount"] == "12345678901234567.89"
    assert "1 texts are longer" in exported.notes[0]


def test_sqlite_has_types_and_keys(tmp_path: Path) -> None:
    """Records and evidence belong to an article that is there; a number is never rounded in silence."""
    record = deal(price=money("0.1"), closed=True)
    record["deals"] += [{"price": money("12345678901234567.89", "很多")}]  # type: ignore[operator]
    exported = export(write(tmp_path / "out", [result(record)]), {"sqlite": tmp_path / "o.sqlite"})
    with sqlite3.connect(tmp_path / "o.sqlite") as connection:
        assert connection.execute("PRAGMA foreign_key_list(deals)").fetchone()[2:4] == ("articles", "article_id")
        assert connection.execute("PRAGMA foreign_key_list(evidence)").fetchone()[2:4] == ("articles", "article_id")
        rows = connection.execute("SELECT price, price_amount, closed FROM deals").fetchall()
        types = {row[1]: row[2] for row in connection.execute("PRAGMA table_info(deals)")}
    assert rows == [("一笔", 0.1, 1), ("很多", None, None)]
    assert (types["price_amount"], types["parts"], types["share"]) == ("NUMERIC", "INTEGER", "REAL")
    assert "1 numbers have more than 15 digits" in exported.notes[0]


def test_an_article_that_occurs_twice_is_an_error(tmp_path: Path) -> None:
    """Not a row that overwrites another; and no half file is left."""
    out = write(tmp_path / "out", [result(deal()), result(deal())])
    with pytest.raises(ExportError, match="UNIQUE"):
        export(out, {"sqlite": tmp_path / "o.sqlite"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_parquet_has_types_and_says_what_does_not_fit(tmp_path: Path) -> None:
    """Lists and spans are nested, decimals exact; one too long for the type is in its text alone, and counted."""
    record: JsonObject = {**deal(price=money("0.00000000001")), "tags": ["一", "二"]}
    exported = export(write(tmp_path / "out", [result(record)]), {"parquet": tmp_path / "parquet"})
    assert pq.read_table(tmp_path / "parquet/articles.parquet").column("tags").to_pylist() == [["一", "二"]]
    deals = pq.read_table(tmp_path / "parquet/deals.parquet")
    assert deals.column("price_amount").to_pylist() == [None]
    assert str(deals.schema.field("price_amount").type) == "decimal128(38, 10)"
    assert "1 numbers do not fit" in exported.notes[0]
    export(write(tmp_path / "out", [result(deal(price=money("0.5")))]), {"parquet": tmp_path / "parquet"})
    deals = pq.read_table(tmp_path / "parquet/deals.parquet")
    assert deals.column("price_amount").to_pylist() == [Decimal("0.5")]


def test_parquet_without_pyarrow_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is done."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        check("csv,parquet")
    assert "-m pip install 'pyarrow" in caught.value.hint


def test_formats_are_named_in_a_list() -> None:
    """In any case, each once."""
    assert check("csv, XLSX,csv") == ("csv", "xlsx")
    with pytest.raises(UsageError, match="'ods'"):
        check("csv,ods")


@pytest.mark.parametrize("name", ["csv", "sqlite", "parquet", "xlsx"])
def test_a_bad_line_leaves_what_was_there(tmp_path: Path, name: Format) -> None:
    """The error names the line; the files of an earlier export stay, and nothing half-written does."""
    out = write(tmp_path / "out", [result(deal())])
    place = tmp_path / "to" / name
    export(out, {name: place})
    before = {path: path.read_bytes() for path in place.parent.rglob("*") if path.is_file()}
    with (out / "results.jsonl").open("a") as stream:
        stream.write('{"article": ')
    with pytest.raises(ExportError, match="line 2 is no result"):
        export(out, {name: place})
    assert {path: path.read_bytes() for path in place.parent.rglob("*") if path.is_file()} == before


def test_records_of_another_schema_are_an_error(tmp_path: Path) -> None:
    """Not a column of nothing."""
    out = write(tmp_path / "out", [result(deal(parts="many"))])
    with pytest.raises(ExportError, match="/deals/0/parts"):
        export(out, {"csv": tmp_path / "csv"})
