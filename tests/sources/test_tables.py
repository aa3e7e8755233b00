"""Tables in a folder: each row is an article, beside the files that are one."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.batch.sources import Entry, Fields, Skipped, open_source
from service.errors import MissingExtra, UnreadableArticle, UsageError
from tests.sources.listing import texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two tables with the same ids, one without any, and a file."""
    rows = [{"id": "1", "text": "甲"}, {"id": "2", "text": "乙"}]
    _json_lines(tmp_path / "2024" / "一月.jsonl", rows)
    _json_lines(tmp_path / "2024" / "二 月.ndjson", [{"text": "丙"}, {"text": "丁"}])
    pq.write_table(pa.Table.from_pylist([{**row, "text": row["text"] * 2} for row in rows]), tmp_path / "all.PARQUET")
    (tmp_path / "b.txt").write_text("戊")
    return tmp_path


def _json_lines(path: Path, rows: list[dict[str, str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_rows_and_files_are_articles_in_the_order_of_the_files(folder: Path) -> None:
    """Two tables may have the same ids; what has none goes by its line."""
    assert list(texts(open_source(folder)).items()) == [
        ("2024/一月.jsonl#1", "甲"),
        ("2024/一月.jsonl#2", "乙"),
        ("2024/二 月.ndjson:1", "丙"),
        ("2024/二 月.ndjson:2", "丁"),
        ("all.PARQUET#1", "甲甲"),
        ("all.PARQUET#2", "乙乙"),
        ("b.txt", "戊"),
    ]


def test_patterns_choose_among_the_files(folder: Path) -> None:
    """Also where they end like a table."""
    assert [*texts(open_source(folder / "2024" / "*.jsonl"))] == ["一月.jsonl#1", "一月.jsonl#2"]
    assert [*texts(open_source(folder, include=["*.parquet", "*.PARQUET"]))] == ["all.PARQUET#1", "all.PARQUET#2"]
    assert [*texts(open_source(folder, exclude=["2024/", "all.*"]))] == ["b.txt"]


def test_fields_are_named_for_all_tables(folder: Path) -> None:
    """A row without them fails by its place; a Parquet file without the column is skipped, as a whole."""
    _json_lines(folder / "2024" / "一月.jsonl", [{"key": "k", "body": "己"}])
    source = open_source(folder, fields=Fields(text="body", id="key"))
    assert texts(source) == {
        "2024/一月.jsonl#k": "己",
        "2024/二 月.ndjson:1": "invalid_row",
        "2024/二 月.ndjson:2": "invalid_row",
        "b.txt": "戊",
    }
    (skipped,) = (entry for entry in source.entries() if isinstance(entry, Skipped))
    assert skipped.id == "all.PARQUET"
    assert "has no column 'body'" in skipped.reason


def test_a_folder_without_tables_has_no_fields(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲")
    with pytest.raises(UsageError, match="has no fields to name"):
        open_source(tmp_path, fields=Fields())


def test_an_id_that_repeats_in_a_table_fails_there_alone(folder: Path) -> None:
    _json_lines(folder / "2024" / "一月.jsonl", [{"id": "1", "text": "甲"}, {"id": "1", "text": "乙"}])
    found = texts(open_source(folder / "2024"))
    assert found["一月.jsonl#1"] == "甲"
    assert found["一月.jsonl:2 (repeated id)"] == "duplicate_id"


def test_a_table_that_goes_away_while_the_run_goes_on_fails_its_rows(folder: Path) -> None:
    source = open_source(folder, include=["*.PARQUET"])
    entries = [entry for entry in source.entries() if isinstance(entry, Entry)]
    (folder / "all.PARQUET").unlink()
    with pytest.raises(UnreadableArticle, match=r"all\.PARQUET"):
        source.read(entries[0])


def test_what_cannot_be_opened_is_skipped_with_the_reason(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file, and all Parquet where pyarrow is missing."""
    (folder / "bad.parquet").write_bytes(b"PAR1")

    def skipped() -> dict[str, str]:
        return {one.id: one.reason for one in open_source(folder).entries() if isinstance(one, Skipped)}

    assert skipped() == {
        "bad.parquet": f"cannot read {folder}/bad.parquet as Parquet (check that it is a complete file)"
    }

    def missing() -> None:
        raise MissingExtra("Parquet needs pyarrow", hint="install it")

    monkeypatch.setattr("service.batch.sources.tables.require_pyarrow", missing)
    assert skipped() == dict.fromkeys(("all.PARQUET", "bad.parquet"), "Parquet needs pyarrow (install it)")
