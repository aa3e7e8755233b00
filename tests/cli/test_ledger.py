"""`zhailu ledger`: what was bought, to look at, to take along, to throw away."""

import asyncio
import json
from pathlib import Path

import pytest

from service.endpoint.protocol import Attempt
from service.ledger import Ledger
from tests.cli.conftest import ARTICLE, Zhailu
from tests.fake_endpoint import FakeEndpoint


@pytest.fixture
def out(home: Path, zhailu: Zhailu) -> Path:
    """The output of a run over one article."""
    folder = home / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    with FakeEndpoint() as fake:
        ran = zhailu(
            "batch", "articles", "--out", "out", "-m", "m", "--base-url", fake.base_url, "--strategy", "direct"
        )
    assert ran.code == 0, ran.err
    return home / "out"


def test_it_shows_what_a_run_left(out: Path, zhailu: Zhailu) -> None:
    for path in (out, out / "ledger.sqlite"):
        ran = zhailu("ledger", "show", str(path))
        assert ran.code == 0
        assert "answers   1\nresults   1\nfailures  0\nleases    0\n" in ran.out
        assert "requests  1; 100 tokens in, 20 out\n" in ran.out


def test_it_shows_what_is_being_worked_on_and_what_went_wrong(home: Path, zhailu: Zhailu) -> None:
    """Also while somebody else has the file; a request of unknown usage is not one of no tokens."""
    with Ledger(home / "ledger.sqlite") as ledger:
        ledger.note("k", Attempt(fault="bad_upstream", usage=None, seconds=1.0))
        asyncio.run(ledger.claim(["a", "b"]))
        ran = zhailu("ledger", "show", "ledger.sqlite")
    assert "leases    2\n" in ran.out
    assert "requests  1, 1 bad_upstream; unknown tokens in, unknown out; usage unknown for 1\n" in ran.out


def test_it_exports_answers_and_results_as_lines(out: Path, zhailu: Zhailu) -> None:
    [line] = (out / "results.jsonl").read_text(encoding="utf-8").splitlines()
    [exported] = zhailu("ledger", "export", str(out)).out.splitlines()
    assert json.loads(exported)["result"] == json.loads(line)
    [exported] = zhailu("ledger", "export", str(out), "--what", "answers").out.splitlines()
    assert json.loads(exported)["answer"]["model"] == "fake-model"
    assert zhailu("ledger", "export", str(out), "--what", "failures").out == ""


def test_it_prunes_what_is_older_than_a_day(out: Path, zhailu: Zhailu) -> None:
    assert "0 results deleted" in zhailu("ledger", "prune", str(out), "--what", "results", "--before", "2000-01-01").err
    assert "1 results deleted" in zhailu("ledger", "prune", str(out), "--what", "results", "--before", "9999-01-01").err
    assert "results   0" in zhailu("ledger", "show", str(out)).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nowhere"], "nowhere"),
        (["prune", "out", "--what", "results", "--before", "soon"], "soon"),
    ],
)
def test_what_cannot_be_done_is_said(out: Path, zhailu: Zhailu, arguments: list[str], said: str) -> None:
    assert out.is_dir()
    ran = zhailu("ledger", *arguments)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_a_file_that_is_no_ledger_is_left_alone(home: Path, zhailu: Zhailu) -> None:
    (home / "notes.txt").write_text("not a database " * 100, encoding="utf-8")
    ran = zhailu("ledger", "show", "notes.txt")
    assert ran.code == 1
    assert "notes.txt" in ran.err
    assert (home / "notes.txt").read_text(encoding="utf-8").startswith("not a database")
