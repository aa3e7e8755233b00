"""The ledger keeps what it was given, whatever happens to the process."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.endpoint.protocol import Answer, Attempt
from service.errors import LedgerError
from service.ledger import Attempts, Census, Ledger
from service.types import ArticleReference, ErrorBody, Failure, Provenance, Result, Usage
from tests.ledger.holding import held

pytestmark = pytest.mark.anyio


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
async def test_an_answer_comes_back_as_it_was_put(content: str) -> None:
    """Any text survives, NUL and quotes included."""
    with Ledger(None) as ledger:
        await ledger.put("k", answer(content))
        assert await ledger.get("k") == answer(content)


async def test_an_unknown_key_has_nothing() -> None:
    """Neither answer nor outcome is made up."""
    with Ledger(None) as ledger:
        assert await ledger.get("k") is None
        assert await ledger.outcome("k") is None
        assert await ledger.kind("k") is None


async def test_the_first_answer_of_a_key_stays() -> None:
    """A second answer to the same call does not replace the one that results were made from."""
    with Ledger(None) as ledger:
        await ledger.put("k", answer("1"))
        await ledger.put("k", answer("2"))
        assert await ledger.get("k") == answer("1")


async def test_a_result_is_never_replaced() -> None:
    """One committed result per key, whatever comes later."""
    with Ledger(None) as ledger:
        await ledger.record("k", result(title="一"))
        await ledger.record("k", result(title="二"))
        await ledger.record("k", failure())
        assert await ledger.outcome("k") == result(title="一")


async def test_a_failure_gives_way_to_what_comes_next() -> None:
    """A retry replaces a failure by a failure, and then by a result."""
    with Ledger(None) as ledger:
        await ledger.record("k", failure("truncated"))
        await ledger.record("k", failure("refused"))
        assert await ledger.outcome("k") == failure("refused")
        await ledger.record("k", result())
        assert await ledger.kind("k") == "result"


async def test_everything_is_there_after_reopening(tmp_path: Path) -> None:
    """What was put before a close is read after it."""
    path = tmp_path / "deep" / "ledger.sqlite"
    with Ledger(path) as ledger:
        await ledger.put("k", answer())
        await ledger.record("k", failure())
    with Ledger(path) as ledger:
        assert await ledger.get("k") == answer()
        assert await ledger.outcome("k") == failure()


_KILLED = """
import asyncio, os, signal, sys
from contextlib import closing
from pathlib import Path
from service.ledger import Attempts, Census, Ledger
from tests.ledger.test_store import answer
ledger = Ledger(Path(sys.argv[1]))
async def put_all():
    for number in range(20):
        await ledger.put(str(number), answer(str(number)))
asyncio.run(put_all())
os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_what_was_put_survives_a_kill(tmp_path: Path) -> None:
    """A put that returned is on disk: SIGKILL right after loses nothing, and the file is sound."""
    path = tmp_path / "ledger.sqlite"
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED, str(path))
    await killed.wait()
    assert killed.returncode is not None
    assert killed.returncode < 0
    with Ledger(path) as ledger:
        assert [await ledger.get(str(number)) for number in range(20)] == [answer(str(number)) for number in range(20)]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_two_users_share_one_file(tmp_path: Path) -> None:
    """Each reads what the other has written; of two answers to one call the first stays."""
    with Ledger(tmp_path / "ledger.sqlite") as one, Ledger(tmp_path / "ledger.sqlite") as two:
        await asyncio.gather(*(one.put(f"a{n}", answer("1")) for n in range(50)), two.put("b", answer("2")))
        await two.put("a0", answer("2"))
        assert await two.get("a0") == answer("1")
        assert await one.get("b") == answer("2")


def test_a_file_that_somebody_has_for_himself_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to do."""
    monkeypatch.setattr("service.ledger.database.OPEN_SECONDS", 0.1)
    Ledger(tmp_path / "ledger.sqlite").close()
    with held(tmp_path / "ledger.sqlite"), pytest.raises(LedgerError) as caught:
        Ledger(tmp_path / "ledger.sqlite")
    assert "wait for it to end" in caught.value.hint


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


async def test_a_row_that_is_no_outcome_is_an_error_and_not_a_crash(tmp_path: Path) -> None:
    """A payload that this version cannot read is named as such."""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        await ledger.record("k", result())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE results SET payload = '{}'")
    connection.close()
    with Ledger(path) as ledger, pytest.raises(LedgerError, match="no Result"):
        await ledger.outcome("k")


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A file where the folder should be is reported as a ledger error."""
    (tmp_path / "file").write_text("")
    with pytest.raises(LedgerError, match="cannot create"):
        Ledger(tmp_path / "file" / "ledger.sqlite")


_FULL = """
import asyncio, resource, sys
from contextlib import closing
from pathlib import Path
from service.errors import LedgerError
from service.ledger import Attempts, Census, Ledger
from tests.ledger.test_store import answer
ledger = Ledger(Path(sys.argv[1]))
async def fill():
    await ledger.put("before", answer())
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        await ledger.put("large", answer("长" * 1_000_000))
    except LedgerError as error:
        print(bool(error.hint), await ledger.get("before") is not None, await ledger.get("large"))
asyncio.run(fill())
"""


def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path: Path) -> None:
    """A write that does not fit raises LedgerError; what was there before stays, and nothing half-written is read."""
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _FULL, str(tmp_path / "ledger.sqlite")], check=True, capture_output=True, text=True
    )
    assert ran.stdout.split() == ["True", "True", "None"]


async def test_the_census_counts_what_was_kept() -> None:
    with Ledger(None) as ledger:
        assert ledger.census() == Census(answers=0, results=0, failures=0, first=None, last=None)
        await ledger.put("a", answer())
        await ledger.put("b", answer())
        await ledger.record("c", result())
        await ledger.record("d", failure())
        census = ledger.census()
    assert (census.answers, census.results, census.failures) == (2, 1, 1)
    assert census.first is not None
    assert census.last is not None
    assert census.first <= census.last


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1200])
async def test_every_row_comes_once_however_many_there_are(count: int) -> None:
    keys = [f"{number:04}" for number in range(count)]
    with Ledger(None) as ledger:
        for key in keys:
            await ledger.put(key, answer())
        assert [row.key for row in ledger.rows("answer")] == keys
        assert list(ledger.rows("result")) == []


async def test_rows_hold_what_was_kept() -> None:
    with Ledger(None) as ledger:
        await ledger.record("r", result())
        await ledger.record("f", failure())
        assert [Result.model_validate_json(row.payload) for row in ledger.rows("result")] == [result()]
        assert [Failure.model_validate_json(row.payload) for row in ledger.rows("failure")] == [failure()]


async def test_pruning_deletes_what_is_older_and_of_that_kind_alone() -> None:
    with Ledger(None) as ledger:
        await ledger.put("a", answer())
        await ledger.record("r", result())
        await ledger.record("f", failure())
        assert ledger.prune("answer", "2000-01-01") == 0
        assert ledger.prune("failure", "9999-01-01") == 1
        census = ledger.census()
    assert (census.answers, census.results, census.failures) == (1, 1, 0)


_VERSION_1 = """
CREATE TABLE answers (
    key     TEXT PRIMARY KEY,
    answer  TEXT NOT NULL,
    created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
CREATE TABLE results (
    key        TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    schema     TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('result', 'failure')),
    payload    TEXT NOT NULL,
    created    TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) WITHOUT ROWID;
PRAGMA user_version = 1;
"""


async def test_a_ledger_of_the_first_version_is_read_and_written(tmp_path: Path) -> None:
    """As the first release left it, its write-ahead log included."""
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.executescript(_VERSION_1)
        with old:
            old.execute("INSERT INTO answers (key, answer) VALUES ('k', ?)", (answer().model_dump_json(),))
            old.execute(
                "INSERT INTO results (key, article_id, schema, kind, payload) VALUES ('k', 'a', 's', 'result', ?)",
                (result().to_json(),),
            )
    with Ledger(path) as ledger:
        assert await ledger.get("k") == answer()
        assert await ledger.outcome("k") == result()
        assert await ledger.claim(["k", "new"]) == ["result", "claimed"]
        await ledger.record("new", failure())
        assert ledger.census().failures == 1


async def test_each_request_is_kept_and_what_is_unknown_is_not_zero() -> None:
    """A request whose usage nobody reported is counted apart from the tokens."""
    with Ledger(None) as ledger:
        ledger.note("k", Attempt(fault="bad_upstream", usage=None, seconds=1.0))
        ledger.note("k", Attempt(fault=None, usage=Usage(input_tokens=7, output_tokens=None), seconds=1.0))
        ledger.note("k", Attempt(fault=None, usage=Usage(input_tokens=100, output_tokens=20), seconds=1.0))
        sums = ledger.attempts(own=True)
    assert sums == Attempts(sent=3, faults={"bad_upstream": 1}, unmetered=2, input_tokens=100, output_tokens=20)
