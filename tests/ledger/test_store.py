"""The ledger keeps what it was given, whatever happens to the process."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.endpoint.protocol import Answer
from service.errors import LedgerError
from service.ledger import Census, Ledger
from service.types import ArticleReference, ErrorBody, Failure, Provenance, Result, Usage


def answer(content: str = '{"title": "春耕"}') -> Answer:
    return Answer(
        content=content, model="m", finish_reason="stop", usage=Usage(), mode="json_schema", attempts=1, seconds=0.5
    )


def result(article_id: str = "a.txt", title: str = "春耕") -> Result:
    return Result(
        article=ArticleReference(id=article_id, sha256="0" * 64, chars=10),
        schema="brief@1",
        record={"title": title},
        evidence={},
        support={},
        issues=[],
        provenance=Provenance(
            model="m", prompt="p", strategy="direct", calls=1, attempts=1, cached=False, seconds=1.0, usage=Usage()
        ),
    )


def failure(code: str = "truncated") -> Failure:
    return Failure(
        article=ArticleReference(id="a.txt", sha256="0" * 64, chars=10),
        schema="brief@1",
        error=ErrorBody(code=code, message="cut off"),
    )


@given(content=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_an_answer_comes_back_as_it_was_put(content: str) -> None:
    """Any text survives, NUL and quotes included."""
    with Ledger(None) as ledger:
        ledger.put("k", answer(content))
        assert ledger.get("k") == answer(content)


def test_an_unknown_key_has_nothing() -> None:
    """Neither answer nor outcome is made up."""
    with Ledger(None) as ledger:
        assert ledger.get("k") is None
        assert ledger.outcome("k") is None
        assert ledger.kind("k") is None


def test_the_first_answer_of_a_key_stays() -> None:
    """A second answer to the same call does not replace the one that results were made from."""
    with Ledger(None) as ledger:
        ledger.put("k", answer("1"))
        ledger.put("k", answer("2"))
        assert ledger.get("k") == answer("1")


def test_a_result_is_never_replaced() -> None:
    """One committed result per key, whatever comes later."""
    with Ledger(None) as ledger:
        ledger.record("k", result(title="一"))
        ledger.record("k", result(title="二"))
        ledger.record("k", failure())
        assert ledger.outcome("k") == result(title="一")


def test_a_failure_gives_way_to_what_comes_next() -> None:
    """A retry replaces a failure by a failure, and then by a result."""
    with Ledger(None) as ledger:
        ledger.record("k", failure("truncated"))
        ledger.record("k", failure("refused"))
        assert ledger.outcome("k") == failure("refused")
        ledger.record("k", result())
        assert ledger.kind("k") == "result"


def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    """What was put before a close is read after it."""
    path = tmp_path / "deep" / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.put("k", answer())
        ledger.record("k", failure())
    with Ledger(path) as ledger:
        assert ledger.get("k") == answer()
        assert ledger.outcome("k") == failure()


_KILLED = """
import os, signal, sys
from pathlib import Path
from service.ledger import Census, Ledger
from tests.ledger.test_store import answer
ledger = Ledger(Path(sys.argv[1]))
for number in range(20):
    ledger.put(str(number), answer(str(number)))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_put_survives_a_kill(tmp_path: Path) -> None:
    """A put that returned is on disk: SIGKILL right after loses nothing, and the file is sound."""
    path = tmp_path / "ledger.sqlite"
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(path)], check=False)  # noqa: S603 - our own interpreter
    assert killed.returncode < 0
    with Ledger(path) as ledger:
        assert [ledger.get(str(number)) for number in range(20)] == [answer(str(number)) for number in range(20)]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_second_user_is_refused(tmp_path: Path) -> None:
    """Two runs never write one file at the same time: the second is told who is in the way."""
    with Ledger(tmp_path / "ledger.sqlite"), pytest.raises(LedgerError) as caught:
        Ledger(tmp_path / "ledger.sqlite")
    assert "another zhailu" in caught.value.hint


def test_the_file_is_free_after_closing(tmp_path: Path) -> None:
    """A closed ledger is in nobody's way."""
    Ledger(tmp_path / "ledger.sqlite").close()
    Ledger(tmp_path / "ledger.sqlite").close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """Some other file of that name is refused, with a hint, and not overwritten."""
    path = tmp_path / "ledger.sqlite"
    path.write_text("not a database, but long enough to be looked at as one" * 20)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not a database") as caught:
        Ledger(path)
    assert caught.value.hint
    assert path.read_bytes() == before


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """An older program does not write into tables that it does not know."""
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="version 99"):
        Ledger(path)


def test_a_row_that_is_no_outcome_is_an_error_and_not_a_crash(tmp_path: Path) -> None:
    """A payload that this version cannot read is named as such."""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.record("k", result())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE results SET payload = '{}'")
    connection.close()
    with Ledger(path) as ledger, pytest.raises(LedgerError, match="no Result"):
        ledger.outcome("k")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A file where the folder should be is reported as a ledger error."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot create"):
        Ledger(tmp_path / "file" / "ledger.sqlite")


_FULL = """
import resource, sys
from pathlib import Path
from service.errors import LedgerError
from service.ledger import Census, Ledger
from tests.ledger.test_store import answer
ledger = Ledger(Path(sys.argv[1]))
ledger.put("before", answer())
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    ledger.put("large", answer("长" * 1_000_000))
except LedgerError as error:
    print(bool(error.hint), ledger.get("before") is not None, ledger.get("large"))
"""


def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path: Path) -> None:
    """A write that does not fit raises LedgerError; what was there before stays, and nothing half-written is read."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _FULL, str(tmp_path / "ledger.sqlite")], check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == ["True", "True", "None"]


def test_the_census_counts_what_was_kept() -> None:
    with Ledger(None) as ledger:
        assert ledger.census() == Census(answers=0, results=0, failures=0, first=None, last=None)
        ledger.put("a", answer())
        ledger.put("b", answer())
        ledger.record("c", result())
        ledger.record("d", failure())
        census = ledger.census()
    assert (census.answers, census.results, census.failures) == (2, 1, 1)
    assert census.first is not None
    assert census.last is not None
    assert census.first <= census.last


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1200])
def test_every_row_comes_once_however_many_there_are(count: int) -> None:
    keys = [f"{number:04}" for number in range(count)]
    with Ledger(None) as ledger:
        for key in keys:
            ledger.put(key, answer())
        assert [row.key for row in ledger.rows("answer")] == keys
        assert list(ledger.rows("result")) == []


def test_rows_hold_what_was_kept() -> None:
    with Ledger(None) as ledger:
        ledger.record("r", result())
        ledger.record("f", failure())
        assert [Result.model_validate_json(row.payload) for row in ledger.rows("result")] == [result()]
        assert [Failure.model_validate_json(row.payload) for row in ledger.rows("failure")] == [failure()]


def test_pruning_deletes_what_is_older_and_of_that_kind_alone() -> None:
    with Ledger(None) as ledger:
        ledger.put("a", answer())
        ledger.record("r", result())
        ledger.record("f", failure())
        assert ledger.prune("answer", "2000-01-01") == 0
        assert ledger.prune("failure", "9999-01-01") == 1
        census = ledger.census()
    assert (census.answers, census.results, census.failures) == (1, 1, 0)
