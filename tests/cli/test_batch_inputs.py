"""`zhailu batch` over globs and tables, its prices and estimates, and reprints."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from service.types import JsonObject
from tests.cli.conftest import ARTICLE, Zhailu
from tests.fake_endpoint import FakeEndpoint

_ROWS = [{"n": i, "body": f"{name}{ARTICLE}"} for i, name in enumerate("甲乙丙")] + [{"n": 0, "body": "丁"}, {"n": 9}]
_FIELDS = ("--text-field", "body", "--id-field", "n")
_PRICES = '[[prices]]\nmodels = ["fake-*"]\ncurrency = "CNY"\ninput = 1000\noutput = 10000\n'


def lines(path: Path) -> list[JsonObject]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def ids(path: Path) -> list[str]:
    return [line["article"]["id"] for line in lines(path)]  # type: ignore[index,call-overload,misc]


@pytest.fixture(params=["jsonl", "parquet"])
def table(request: pytest.FixtureRequest, home: Path) -> str:
    """Five rows: three articles, one whose id repeats, one without text."""
    name = f"news.{request.param}"
    if request.param == "jsonl":
        (home / name).write_text("".join(json.dumps(row) + "\n" for row in _ROWS))
    else:
        pq.write_table(pa.Table.from_pylist(_ROWS), home / name)
    return name


def test_a_table_is_a_source(zhailu: Zhailu, hosted: FakeEndpoint, home: Path, table: str) -> None:
    """Every row is a line, bad ones with their number, in the order of the table; run again, nothing is asked."""
    ran = zhailu("batch", table, "--out", "out", *_FIELDS)
    assert ran.code == 1
    assert ids(home / "out/results.jsonl") == ["0", "1", "2"]
    failed = {
        line["article"]["id"]: line["error"]["code"]  # type: ignore[index,call-overload]
        for line in lines(home / "out/failures.jsonl")
    }
    assert failed == {f"{table}:4 (repeated id)": "duplicate_id", "9": "invalid_row"}
    assert f"{table}:5: the field 'body' is missing" in ran.err
    calls = hosted.calls
    zhailu("batch", table, "--out", "out", *_FIELDS)
    assert hosted.calls == calls
    assert json.loads((home / "out/run.json").read_text())["fields"]["text"] == "body"


def test_a_glob_and_patterns_choose_files(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """Quoted, so that the shell leaves it."""
    for name in ("a.txt", "b.md", "deep/c.txt", "drafts/d.txt"):
        path = home / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name + ARTICLE)
    zhailu("batch", "news/**/*.txt", "--out", "one", "--exclude", "drafts/")
    assert ids(home / "one/results.jsonl") == ["a.txt", "deep/c.txt"]
    zhailu("batch", "news", "--out", "two", "--include", "*.md", "--include", "deep/")
    assert ids(home / "two/results.jsonl") == ["b.md", "deep/c.txt"]
    assert hosted.calls > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["news.csv"], "news.csv does not exist"),
        (["news.jsonl"], "cannot read news.jsonl"),
        (["articles", "--text-field", "body"], "has no fields to name"),
        (["a.jsonl", "--include", "*.txt"], "is one file"),
        (["articles", "--prices", "a.jsonl"], "a.jsonl is no TOML"),
    ],
)
def test_a_mistake_is_a_usage_error(
    zhailu: Zhailu, hosted: FakeEndpoint, home: Path, arguments: list[str], said: str
) -> None:
    """Exit 2, one line and a hint, nothing written."""
    (home / "articles").mkdir()
    (home / "a.jsonl").write_text("{}\n")
    ran = zhailu("batch", *arguments, "--out", "out")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[0]
    assert hosted.calls == 0
    assert not Path("out").exists()


def test_costs_are_summed_and_said(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """In each result, in the report and in the summary: 100 tokens in and 20 out for each call."""
    (home / "prices.toml").write_text(_PRICES)
    (home / "articles").mkdir()
    for name in "ab":
        (home / f"articles/{name}.txt").write_text(name + ARTICLE)
    ran = zhailu("batch", "articles", "--out", "out", "--prices", "prices.toml")
    assert "cost 0.60 CNY" in ran.err
    report = json.loads((home / "out/run.json").read_text())
    assert hosted.calls == 2
    assert (report["usage"]["cost"], report["usage"]["currency"]) == ("0.600000", "CNY")
    costs = [line["provenance"]["usage"]["cost"] for line in lines(home / "out/results.jsonl")]  # type: ignore[index,call-overload]
    assert costs == ["0.300000", "0.300000"]


def test_a_cost_that_is_not_known_is_never_zero(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """Null in the report, unknown in words."""
    ran = zhailu("batch", str(home), "--include", "a.txt", "--out", "out")
    assert "cost unknown" in ran.err
    usage = json.loads((home / "out/run.json").read_text())["usage"]
    assert (usage["cost"], usage["unpriced_articles"]) == (None, 1)
    assert "cost about unknown" in zhailu("batch", str(home), "--include", "a.txt", "--out", "x", "--dry-run").out
    assert hosted.calls == 1


def test_an_estimate_is_what_a_run_then_asks_for(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """The calls to the last one, and the characters of the prompts in tokens; none is made for it."""
    (home / "articles").mkdir()
    (home / "prices.toml").write_text(_PRICES)
    for name in "abc":
        (home / f"articles/{name}.txt").write_text(name + ARTICLE)
    planned = zhailu("batch", "articles", "--out", "out", "--dry-run", "--prices", "prices.toml").out
    assert hosted.calls == 0
    zhailu("batch", "articles", "--out", "out")
    asked = sum(len(str(message["content"])) for body in hosted.completions for message in body["messages"])  # type: ignore[misc,index,call-overload,union-attr]
    tokens = int(planned.split("calls, ")[1].split(" tokens in")[0].replace(",", ""))
    assert f"about {hosted.calls} calls" in planned
    assert tokens == pytest.approx(0.61 * asked, rel=0.01)
    assert " CNY" in planned


def test_reprints_are_asked_about_once(zhailu: Zhailu, hosted: FakeEndpoint, home: Path) -> None:
    """With the flag; the report says how many there were."""
    text = "\n".join(f"{name}县合作社成立，农户出资组建，春耕期间服务周边各村。" for name in "赵钱孙李周吴郑王")
    (home / "articles").mkdir()
    (home / "articles/a.txt").write_text(text)
    (home / "articles/b.txt").write_text(f"首页 > 新闻 > 正文\n{text}")
    zhailu("batch", "articles", "--out", "out", "--dedupe", "--concurrency", "1")
    assert hosted.calls == 1
    assert json.loads((home / "out/run.json").read_text())["reprints"] == 1
    assert ids(home / "out/results.jsonl") == ["a.txt", "b.txt"]
    assert [line["provenance"]["reprint_of"] for line in lines(home / "out/results.jsonl")] == [None, "a.txt"]  # type: ignore[index,call-overload]
