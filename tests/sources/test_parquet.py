"""Parquet: each row is an article or a typed error with its number."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.batch.sources import Entry, Fields
from service.batch.sources.parquet import Parquet
from service.errors import ArticleError, UsageError
from service.types import Article
from tests.sources.listing import outcomes, texts


def write(path: Path, *, rows_a_group: int = 2, **columns: Any) -> Path:
    """A file with these columns, in small row groups."""
    pq.write_table(pa.table(columns), path, row_group_size=rows_a_group)
    return path


def test_a_row_is_an_article(tmp_path: Path) -> None:
    """Whatever the type of its id or day."""
    path = write(
        tmp_path / "a.parquet",
        id=[1, 2, 3],
        text=["甲", "乙", "丙"],
        title=["题", None, None],
        published=[date(2024, 1, 2), None, date(2024, 1, 3)],
        other=[[1], [2], [3]],
    )
    assert list(outcomes(Parquet(path)).values()) == [
        Article(id="1", text="甲", title="题", published="2024-01-02"),
        Article(id="2", text="乙"),
        Article(id="3", text="丙", published="2024-01-03"),
    ]


def test_columns_have_any_name_and_depth(tmp_path: Path) -> None:
    """A dot leads into a struct; a dictionary of texts is a column of texts; a time is a day with its hour."""
    body = pa.array(["甲", "甲"]).dictionary_encode()
    meta = [{"key": "k1", "at": datetime(2024, 1, 2, 3, tzinfo=UTC)}, {"key": "k2", "at": None}]
    path = write(tmp_path / "a.parquet", body=body, meta=meta)
    source = Parquet(path, Fields(text="body", id="meta.key", published="meta.at"))
    assert outcomes(source) == {
        "k1": Article(id="k1", text="甲", published="2024-01-02T03:00:00+00:00"),
        "k2": Article(id="k2", text="甲"),
    }


def test_rows_without_ids_go_by_their_number(tmp_path: Path) -> None:
    """Counted over row groups."""
    path = write(tmp_path / "a.parquet", text=["甲", None, " ", "丁", "戊"])
    assert texts(Parquet(path)) == {
        "a.parquet:1": "甲",
        "a.parquet:2": "invalid_row",
        "a.parquet:3": "empty_article",
        "a.parquet:4": "丁",
        "a.parquet:5": "戊",
    }


def test_an_id_that_repeats_or_is_none_is_an_error(tmp_path: Path) -> None:
    """With the number of the row, and that of the first of its id."""
    path = write(tmp_path / "a.parquet", id=["x", "x", None], text=["甲", "乙", "丙"])
    found = outcomes(Parquet(path, Fields(id="id")))
    assert list(found) == ["x", "a.parquet:2 (repeated id)", "a.parquet:3"]
    assert "a.parquet:2 has the id of row 1" in str(found["a.parquet:2 (repeated id)"])
    assert "'id' is missing" in str(found["a.parquet:3"])


def test_rows_are_read_in_any_order_and_by_several_threads(tmp_path: Path) -> None:
    """Each gives its own text; what is decoded at once is a small part of a row group."""
    path = write(tmp_path / "a.parquet", rows_a_group=1_500, text=[f"文章{i}" for i in range(4_000)])
    source = Parquet(path)
    entries = [entry for entry in source.entries() if isinstance(entry, Entry)]
    some = random.Random(1).sample(list(enumerate(entries)), 60)  # noqa: S311 - nothing secret
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda item: source.read(item[1]).text, some))
    assert found == [f"文章{i}" for i, _ in some]


@pytest.mark.parametrize(("fields", "column"), [(Fields(text="body"), "body"), (Fields(id="uid"), "uid")])
def test_a_column_that_is_not_there_is_a_usage_error(tmp_path: Path, fields: Fields, column: str) -> None:
    """The columns that are there are named."""
    path = write(tmp_path / "a.parquet", text=["甲"], headline=["题"])
    with pytest.raises(UsageError, match=f"no column '{column}'") as caught:
        Parquet(path, fields)
    assert "text, headline" in caught.value.hint


@pytest.mark.parametrize("data", [b"", b"PAR1", b"id,text\n1,x\n" * 100])
def test_a_file_that_is_no_parquet_is_a_usage_error(tmp_path: Path, data: bytes) -> None:
    """Also one that is not there."""
    (tmp_path / "a.parquet").write_bytes(data)
    for name in ("a.parquet", "b.parquet"):
        with pytest.raises(UsageError, match="as Parquet"):
            Parquet(tmp_path / name)


def test_a_damaged_row_is_an_error_of_that_row(tmp_path: Path) -> None:
    """The ids can be read, the texts not."""
    path = write(tmp_path / "a.parquet", id=["x"], text=["甲" * 5_000])
    source = Parquet(path)
    (entry,) = source.entries()
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    data = bytearray(path.read_bytes())
    data[column.data_page_offset : column.data_page_offset + 8] = b"\xff" * 8
    path.write_bytes(data)
    assert isinstance(entry, Entry)
    with pytest.raises(ArticleError, match=r"a\.parquet:1"):
        Parquet(path).read(entry)
