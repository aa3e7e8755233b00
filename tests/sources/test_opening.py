"""What a path on the command line means."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import pytest

from service.batch.sources import Entry, Fields, JsonLines, Skipped
from service.batch.sources.opening import fields_of, open_source
from service.errors import MissingExtra, UsageError


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of articles in folders."""
    for name in ("a.txt", "b.md", "2023/c.txt", "2024/d.txt", "2024/05/e.txt", "2024/05/f.png"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.chdir(tmp_path)
    return Path("news")


def listed(path: str, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> list[str]:
    """Ids; what is skipped with a minus before it."""
    source = open_source(Path(path), include=include, exclude=exclude)
    found = list(source.entries())
    for entry in found:
        if isinstance(entry, Entry):
            assert source.read(entry).text.endswith(entry.id.rpartition("/")[2])
    return [f"-{entry.id}" if isinstance(entry, Skipped) else entry.id for entry in found]


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("news", ["2023/c.txt", "2024/05/e.txt", "-2024/05/f.png", "2024/d.txt", "a.txt", "b.md"]),
        ("news/*.txt", ["a.txt"]),
        ("news/**/*.txt", ["2023/c.txt", "2024/05/e.txt", "2024/d.txt", "a.txt"]),
        ("news/2024/**", ["05/e.txt", "-05/f.png", "d.txt"]),
        ("news/202[34]/*.txt", ["2023/c.txt", "2024/d.txt"]),
        ("ne?s/2024/*.txt", ["news/2024/d.txt"]),
    ],
)
@pytest.mark.usefixtures("news")
def test_a_glob_begins_in_its_folder(path: str, ids: list[str]) -> None:
    """As a shell would expand it, in the order of ids."""
    assert listed(path) == ids


@pytest.mark.usefixtures("news")
def test_a_file_of_that_very_name_is_no_glob() -> None:
    """Brackets are common in names."""
    Path("news/[1]").mkdir()
    Path("news/[1]/x.txt").write_text("x.txt")
    assert listed("news/[1]") == ["x.txt"]


@pytest.mark.parametrize(
    ("include", "exclude", "ids"),
    [
        (["*.md"], [], ["b.md"]),
        (["*.txt"], ["2024/"], ["2023/c.txt", "a.txt"]),
        (["*.txt", "*.md"], ["/*.txt"], ["2023/c.txt", "2024/05/e.txt", "2024/d.txt", "b.md"]),
        ([], ["*.txt", "*.png"], ["b.md"]),
    ],
)
@pytest.mark.usefixtures("news")
def test_a_folder_is_narrowed_by_patterns(include: list[str], exclude: list[str], ids: list[str]) -> None:
    """What is left out is not skipped either: it was never asked for."""
    assert listed("news", include, exclude) == ids


def test_a_table_is_known_by_its_suffix(news: Path) -> None:
    """Its fields may be named; a folder has none."""
    Path("a.JSONL").write_text('{"body": "甲"}\n')
    source = open_source(Path("a.JSONL"), fields=fields_of("body", None, None, None))
    assert isinstance(source, JsonLines)
    assert [source.read(entry).text for entry in source.entries() if isinstance(entry, Entry)] == ["甲"]
    with pytest.raises(UsageError, match="no fields to name"):
        open_source(news, fields=Fields())
    with pytest.raises(UsageError, match="is one file"):
        open_source(Path("a.JSONL"), include=["*"])
    with pytest.raises(UsageError, match="is packed"):
        open_source(Path("a.jsonl.gz"))


def test_parquet_without_pyarrow_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        open_source(Path("a.parquet"))
    assert "-m pip install 'pyarrow" in caught.value.hint
