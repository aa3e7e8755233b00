"""JSON Lines: each line is an article or a typed error with its number."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.batch.sources import Entry, Fields, JsonLines
from service.batch.sources.json_lines import _MAX_LINE
from service.errors import ArticleError, UsageError
from service.types import Article
from tests.sources.listing import outcomes, texts


def write(path: Path, *lines: Any) -> Path:
    """A file of these lines: bytes as they are, all else as JSON."""
    data = [line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines]
    path.write_bytes(b"".join(line + b"\n" for line in data))
    return path


def test_a_line_is_an_article(tmp_path: Path) -> None:
    """With id, title and day; an id may be a number, and a line without one is called by its place."""
    path = write(
        tmp_path / "a.jsonl",
        {"id": "x", "text": "甲", "title": "题", "published": "2024-01-02", "more": [1]},
        b"",
        {"id": 7, "text": "乙", "title": None},
        {"text": "丙"},
    )
    assert list(outcomes(JsonLines(path)).items()) == [
        ("x", Article(id="x", text="甲", title="题", published="2024-01-02")),
        ("7", Article(id="7", text="乙")),
        ("a.jsonl:4", Article(id="a.jsonl:4", text="丙")),
    ]


def test_fields_have_any_name_and_depth(tmp_path: Path) -> None:
    """A dot leads into an object, unless the name itself has one; an empty name is no field."""
    row = {"doc": {"body": "甲", "key": "k"}, "head.line": "题", "published": 5}
    path = write(tmp_path / "a.jsonl", row)
    source = JsonLines(path, Fields(text="doc.body", id="doc.key", title="head.line", published=""))
    assert outcomes(source) == {"k": Article(id="k", text="甲", title="题")}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (b'{"text": "x"', "invalid_row", "is no JSON: "),
        (b"[" * 100_000, "invalid_row", "too deep"),
        (b'"text"', "invalid_row", "is no JSON object"),
        ('{"text": "甲"}'.encode("gb18030"), "invalid_row", "is not UTF-8"),
        ({"body": "甲"}, "invalid_row", "the field 'text' is missing"),
        ({"text": ["甲"]}, "invalid_row", "the field 'text' is a list"),
        ({"text": "甲", "title": 3}, "invalid_row", "the field 'title' is a number"),
        ({"text": "甲", "published": True}, "invalid_row", "the field 'published' is a boolean"),
        ({"text": " \n"}, "empty_article", "the text is empty"),
        ({"text": "甲", "id": {"a": 1}}, "invalid_row", "the field 'id' is an object"),
        ({"text": "甲" * 1_400_000}, "unreadable_article", "larger than"),
    ],
)
def test_a_bad_line_is_an_error_with_its_number(tmp_path: Path, line: Any, code: str, said: str) -> None:
    """And the others are articles all the same; no word of the line is in the message."""
    path = write(tmp_path / "a.jsonl", {"text": "一"}, line, {"text": "二"})
    found = outcomes(JsonLines(path))
    assert list(found) == ["a.jsonl:1", "a.jsonl:2", "a.jsonl:3"]
    error = found["a.jsonl:2"]
    assert isinstance(error, ArticleError)
    assert error.code == code
    assert error.message.startswith("a.jsonl:2")
    assert said in error.message
    assert error.hint
    assert "甲" not in str(error)


def test_an_id_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    """No made-up id in place of a mistyped field."""
    path = write(tmp_path / "a.jsonl", {"id": "x", "text": "甲"})
    assert texts(JsonLines(path, Fields(id="uid"))) == {"a.jsonl:1": "invalid_row"}


def test_an_id_that_repeats_is_an_error_of_its_own(tmp_path: Path) -> None:
    """The first line keeps it; one that takes the name of a line without id repeats too."""
    rows = [{"id": name, "text": name} for name in ("x", "y", "x", "x", "a.jsonl:6")]
    found = outcomes(JsonLines(write(tmp_path / "a.jsonl", *rows, {"text": "丙"})))
    codes = {name: getattr(value, "code", "ok") for name, value in found.items()}
    assert codes == {
        "x": "ok",
        "y": "ok",
        "a.jsonl:3 (repeated id)": "duplicate_id",
        "a.jsonl:4 (repeated id)": "duplicate_id",
        "a.jsonl:6": "ok",
        "a.jsonl:6 (repeated id)": "duplicate_id",
    }
    assert "a.jsonl:4 has the id of line 1" in str(found["a.jsonl:4 (repeated id)"])


def test_a_line_of_any_length_costs_little_memory(tmp_path: Path) -> None:
    """It is one failure, the lines around it are articles."""
    path = tmp_path / "a.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"text": "one"}\n{"text": "')
        for _ in range(50):
            stream.write(b"x" * 1_000_000)
        stream.write(b'"}\n{"text": "two"}')
    source = JsonLines(path)
    tracemalloc.start()
    found = texts(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"a.jsonl:1": "one", "a.jsonl:2": "unreadable_article", "a.jsonl:3": "two"}
    assert peak < 3 * _MAX_LINE


def test_half_a_surrogate_pair_does_not_cost_an_article(tmp_path: Path) -> None:
    """Halves that belong together are joined, others become U+FFFD, so that results can be written."""
    path = write(tmp_path / "a.jsonl", rb'{"id": "\ud83c", "text": "\ud83c\udc04 \ud83c", "title": "\udc04"}')
    assert outcomes(JsonLines(path)) == {"\ufffd": Article(id="\ufffd", text="🀄 \ufffd", title="\ufffd")}


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    """As Windows programs write it."""
    path = tmp_path / "a.jsonl"
    path.write_bytes('\ufeff{"text": "甲"}\r\n{"text": "乙"}'.encode())
    assert texts(JsonLines(path)) == {"a.jsonl:1": "甲", "a.jsonl:2": "乙"}


def test_a_file_that_changed_gives_no_wrong_article(tmp_path: Path) -> None:
    """The line must still have the id it had."""
    path = write(tmp_path / "a.jsonl", {"id": "x", "text": "甲"})
    source = JsonLines(path)
    (entry,) = source.entries()
    write(path, {"id": "y", "text": "乙"})
    assert isinstance(entry, Entry)
    with pytest.raises(ArticleError, match="has changed"):
        source.read(entry)


def test_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    """Before anything is done."""
    with pytest.raises(UsageError):
        JsonLines(tmp_path / "a.jsonl")


@given(st.lists(st.binary(max_size=30) | st.from_regex(rb'\{"id": ?[1-3], ?"text": ?"[a-c]*"\}', fullmatch=True)))
def test_no_line_disappears(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    """Whatever the bytes, there is an outcome for each line that is not blank."""
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    wanted = [line for line in path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()]
    assert len(outcomes(JsonLines(path))) == len(wanted)
