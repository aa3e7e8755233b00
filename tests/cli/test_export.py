"""`zhailu export`, and `zhailu batch --also`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLE, Zhailu
from tests.export.runs import read_csv, read_xlsx
from tests.fake_endpoint import FakeEndpoint

_OWN = {
    "type": "object",
    "properties": {
        "founded": {"type": "array", "items": {"type": "object", "properties": {"who": {"type": "string"}}}}
    },
}


@pytest.fixture
def out(home: Path, zhailu: Zhailu, hosted: FakeEndpoint) -> Path:
    """A run over one article and an empty file, with a schema of the user's own that is not there any more."""
    (home / "articles").mkdir()
    (home / "articles/one.txt").write_text(ARTICLE, encoding="utf-8")
    (home / "articles/empty.txt").touch()
    (home / "own.json").write_text(json.dumps(_OWN))
    assert zhailu("batch", "articles", "--out", "out", "--schema", "own.json").code == 1
    (home / "own.json").unlink()
    assert hosted.calls > 0
    return home / "out"


def test_a_run_is_exported_by_its_own_schema(zhailu: Zhailu, out: Path) -> None:
    """The paths go to stdout, the counts to stderr."""
    ran = zhailu("export", "out", "--to", "csv,xlsx")
    assert (ran.code, ran.out) == (0, "out/csv\nout/results.xlsx\n")
    assert "1 articles, 0 founded" in ran.err
    tables = read_csv(out / "csv")
    assert [row["article_id"] for row in tables["articles"]] == ["one.txt"]
    assert [row["code"] for row in tables["failures"]] == ["empty_article"]
    assert list(read_xlsx(out / "results.xlsx")) == ["articles", "founded", "evidence", "issues", "failures"]


def test_a_run_may_export_at_its_end(zhailu: Zhailu, out: Path) -> None:
    """Also one that has nothing left to do."""
    assert zhailu("batch", "articles", "--out", "out", "--schema", "industry_brief", "--also", "csv").code == 1
    assert "projects" in read_csv(out / "csv")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["out", "--to", "ods"], "'ods'"),
        (["out", "--to", "csv,xlsx", "--dest", "x"], "--dest"),
        (["articles", "--to", "csv"], "articles"),
        (["out", "--to", "sqlite", "--dest", "articles"], "articles is a folder"),
        (["out", "--to", "csv", "--dest", "out/run.json"], "out/run.json is a file"),
    ],
)
@pytest.mark.usefixtures("out")
def test_a_mistake_is_a_usage_error(zhailu: Zhailu, arguments: list[str], said: str) -> None:
    """Exit 2, one line and a hint."""
    ran = zhailu("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[0]
    assert len(ran.err.splitlines()) == 2


def test_a_format_that_is_none_stops_a_run_before_it_begins(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """Nothing is spent on what could not be written."""
    ran = zhailu("batch", str(home), "--out", "out", "--also", "ods")
    assert ran.code == 2
    assert hosted.calls == 0
