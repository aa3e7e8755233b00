"""`zhailu batch` where the endpoint wants a long pause, and over files of every kind."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ARTICLE, Zhailu
from tests.fake_endpoint import FakeEndpoint, Reply

TRADITIONAL = "青禾縣農機合作社4月12日成立。合作社由周大田等二十戶農民出資80萬元組建，春耕期間服務面積可達3000畝。"
DAY = {"Retry-After": "86400"}


@pytest.fixture
def articles(home: Path) -> Path:
    """A folder for articles."""
    folder = home / "articles"
    folder.mkdir()
    return folder


def batch(folder: Path, fake: FakeEndpoint) -> list[str]:
    return ["batch", str(folder), "--out", "out", "-m", "m", "--base-url", fake.base_url, "--strategy", "direct"]


def test_a_pause_of_a_day_stops_the_run_which_goes_on_later(zhailu: Zhailu, home: Path, articles: Path) -> None:
    """No article fails for it; the second run does what was left, and nothing twice."""
    for number in range(6):
        (articles / f"{number}.txt").write_text(f"{ARTICLE}第{number}期。", encoding="utf-8")
    calls = iter(range(2))
    with FakeEndpoint(lambda _: "{}" if next(calls, None) is None else Reply.error(429, headers=DAY)) as fake:
        ran = zhailu(*batch(articles, fake), "--concurrency", "1")
        assert (ran.code, fake.calls) == (1, 1)
        assert "6 not done" in ran.err
        assert json.loads((home / "out/run.json").read_text())["error"]["code"] == "rate_limited"
    assert (home / "out/failures.jsonl").read_text() == ""
    with FakeEndpoint() as fake:
        assert zhailu(*batch(articles, fake)).code == 0
        assert fake.calls == 6
    assert (home / "out/results.jsonl").read_text().count("\n") == 6


def test_files_of_every_kind_are_decoded_or_refused_by_name(zhailu: Zhailu, home: Path, articles: Path) -> None:
    """Empty, GB18030, Big5, UTF-16, half a surrogate pair, NUL, 50 MB: a result or a typed failure each."""
    good = {
        "big5.txt": TRADITIONAL.encode("big5"),
        "gb18030.txt": f"{ARTICLE}国标。".encode("gb18030"),
        "surrogate.txt": f"{ARTICLE}\ud83d半个。".encode("utf-8", "surrogatepass"),
        "utf16.txt": f"{ARTICLE}双字节。".encode("utf-16"),
    }
    bad = {
        "empty.txt": (b"", "empty_article"),
        "huge.txt": (ARTICLE.encode() * (50_000_000 // len(ARTICLE.encode())), "unreadable_article"),
        "nul.txt": (b"\0" * 500 + ARTICLE.encode(), "not_text"),
    }
    for name, data in {**good, **{name: data for name, (data, _) in bad.items()}}.items():
        (articles / name).write_bytes(data)
    with FakeEndpoint() as fake:
        assert zhailu(*batch(articles, fake)).code == 1
        said = json.dumps(fake.completions, ensure_ascii=False)
    results = [json.loads(line) for line in (home / "out/results.jsonl").read_text().splitlines()]
    failures = [json.loads(line) for line in (home / "out/failures.jsonl").read_text().splitlines()]
    assert [line["article"]["id"] for line in results] == sorted(good)
    assert {line["article"]["id"]: line["error"]["code"] for line in failures} == {
        name: code for name, (_, code) in bad.items()
    }
    assert said.count("周大田等二十户农民") == len(good)


def test_another_schema_is_another_result_and_the_old_one_stays(zhailu: Zhailu, articles: Path) -> None:
    """Also with another model: the key is of everything that decides the result."""
    (articles / "a.txt").write_text(ARTICLE, encoding="utf-8")
    with FakeEndpoint() as fake:
        run = batch(articles, fake)
        for more in ([], ["--schema", "news_event"], ["-m", "n"]):
            before = fake.calls
            assert zhailu(*run, *more).code == 0
            assert fake.calls == before + 1
        assert zhailu(*run).code == 0
        assert fake.calls == 3
    assert "results   3\n" in zhailu("ledger", "show", "out").out
