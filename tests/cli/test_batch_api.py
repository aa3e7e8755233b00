"""`zhailu batch --mode batch-api`: the same results as asked one by one, whatever the Batch API does."""

import asyncio
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from service.ledger import BATCHES, Ledger
from service.types import JsonObject, Result
from tests.cli.conftest import ARTICLE, ROOT, Ran, Zhailu, command
from tests.fake_batch_api import Ending, FakeBatchApi
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest

KEY = "sk-canary-77b1"
SUMS = (80, 95, 110)
OPTIONS = ("batch", "articles", "--out", "out", "-m", "m", "--strategy", "direct", "--mode", "batch-api")

PRICES = """
[[prices]]
models = ["m"]
currency = "USD"
input = 100
cached_input = 10
output = 200
batch_discount = 0.5
as_of = 2025-08-07
source = "made up"
"""

Batch = Callable[..., Ran]


@pytest.fixture
def articles(home: Path) -> Path:
    """Three articles; the sums in them differ."""
    folder = home / "articles"
    folder.mkdir()
    for number, amount in enumerate(SUMS):
        (folder / f"{number}.txt").write_text(ARTICLE.replace("80万元", f"{amount}万元"))
    return folder


@pytest.fixture
def batch(zhailu: Zhailu, articles: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Runs the command at a fake, without a pause between two looks: `batch(fake, "--no-wait")`."""
    assert articles.exists()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def call(fake: FakeEndpoint, *arguments: str) -> Ran:
        poll = () if "live" in arguments else ("--poll", "0")
        ran = zhailu(*OPTIONS, *poll, "--base-url", fake.base_url, *arguments)
        assert KEY not in ran.err
        assert "合作社" not in ran.err
        return ran

    return call


def lines(home: Path, name: str) -> list[JsonObject]:
    return [json.loads(line) for line in (home / f"out/{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def ids(home: Path, name: str = "results") -> list[str]:
    return [str(line["article"]["id"]) for line in lines(home, name)]  # type: ignore[index,call-overload]


def errors(home: Path) -> list[str]:
    return [str(line["error"]["code"]) for line in lines(home, "failures")]  # type: ignore[index,call-overload]


def about(body: JsonObject, amount: int) -> bool:
    """Whether a question is about the article with this sum."""
    return f"{amount}万元" in json.dumps(body, ensure_ascii=False)


def for_one(reply: str | Reply, amount: int = SUMS[1]) -> Callable[[JsonObject], str | Reply]:
    """Answers one article so, and the others as the smallest JSON of the asked form."""
    return lambda body: reply if about(body, amount) else _smallest(body)


def _smallest(body: JsonObject) -> str:
    return json.dumps(smallest(asked_schema(body)), ensure_ascii=False)


def test_a_folder_goes_through_one_batch(batch: Batch, home: Path) -> None:
    """Results in input order with their usage; the second run asks nobody."""
    with FakeBatchApi() as fake:
        ran = batch(fake)
        assert (ran.code, ran.out) == (0, "")
        assert ids(home) == ["0.txt", "1.txt", "2.txt"]
        assert (len(fake.batches), fake.calls) == (1, 3)
        assert "batch batch_1: completed, 3 of 3" in ran.err
        usage = json.loads((home / "out/run.json").read_text())["usage"]
        assert (usage["input_tokens"], usage["output_tokens"]) == (300, 60)
        steps = list(fake.steps)
        assert "3 of them from before" in batch(fake).err
        assert fake.steps == steps
    assert KEY not in (home / "out/ledger.sqlite").read_bytes().decode("latin-1")


@pytest.mark.parametrize("options", [(), ("--policy", "strict"), ("--vocabulary", "zh-tw")])
def test_the_results_are_those_of_a_live_run(batch: Batch, home: Path, options: tuple[str, ...]) -> None:
    """But for the time they took, whatever decides them."""
    (home / "articles/1.txt").write_text("雲林縣的軟體公司昨天推出一項網路服務，投資95万元，首日有三千名用戶註冊。")
    with FakeBatchApi() as fake:
        assert batch(fake, *options).code == 0
        assert batch(fake, *options, "--out", "live", "--mode", "live").code == 0
        in_batch, live = (
            sorted(json.dumps(body, sort_keys=True, ensure_ascii=False) for body in bodies)
            for bodies in (fake.completions[:3], fake.completions[3:])
        )
        assert in_batch == live
        assert any("软件公司" in body for body in in_batch) == ("zh-tw" in options)
    results = [(home / name / "results.jsonl").read_text() for name in ("out", "live")]
    without_time = [[_timeless(line) for line in text.splitlines()] for text in results]
    assert without_time[0] == without_time[1]


def _timeless(line: str) -> JsonObject:
    result: JsonObject = json.loads(line)
    return {**result, "provenance": {**result["provenance"], "seconds": 0}}  # type: ignore[dict-item]


def test_the_cost_is_that_of_batches(batch: Batch, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all rounds, in the result and in the report; told before."""
    (home / "prices.toml").write_text(PRICES)
    monkeypatch.setenv("ZHAILU_PRICES", str(home / "prices.toml"))
    with FakeBatchApi(endings=[Ending("expired", carried_out=lambda place: place == 0)]) as fake:
        told = batch(fake, "--dry-run").out
        sent, received = (int(re.findall(f"([0-9,]+) {word}", told)[0].replace(",", "")) for word in ("tokens", "out"))
        assert f"cost at most about {(sent * 100 + received * 200) / 2_000_000:.2f} USD" in told
        assert batch(fake).code == 0
        assert len(fake.batches) == 2
    # A call is 60 tokens in at 100, 40 from the cache at 10, and 20 out at 200, per million; half of that is charged.
    usages = [Result.model_validate(line).provenance.usage for line in lines(home, "results")]
    assert [usage.cost for usage in usages] == [Decimal("0.0052")] * 3
    report = json.loads((home / "out/run.json").read_text())
    assert [Decimal(report["usage"][name]) for name in ("cost", "known_cost")] == [Decimal("0.0156")] * 2
    assert report["usage"]["unpriced_articles"] == 0


def test_an_invalid_answer_is_asked_again_once(batch: Batch, home: Path) -> None:
    """In the next round; if that is no better it is a failure, as in a live run."""
    with FakeBatchApi(for_one('{"wrong": 1}')) as fake:
        assert batch(fake).code == 1
        assert [len(each.lines) for each in fake.batches.values()] == [3, 1]
    assert (ids(home), errors(home)) == (["0.txt", "2.txt"], ["schema_invalid"])


def test_the_parts_of_a_long_article_are_asked_in_one_round(
    batch: Batch, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHAILU_CONTEXT_TOKENS", "1024")
    paragraphs = [ARTICLE.replace("80万元", f"{amount}万元") for amount in range(200, 240)]
    (home / "articles/1.txt").write_text("\n\n".join(paragraphs))
    with FakeBatchApi() as fake:
        assert batch(fake).code == 0
        assert len(fake.batches) == 1
        assert fake.calls > 4
    calls = lines(home, "results")[1]["provenance"]["calls"]  # type: ignore[index,call-overload]
    assert calls == fake.calls - 2


def test_candidates_are_judged_in_one_round(batch: Batch, home: Path) -> None:
    """The pieces of an article do not wait for one another."""
    campaigns = (f"“{name}”行动见了效。{'大家都很高兴。' * 400}" for name in "揽月 逐浪 登高".split())
    (home / "articles/1.txt").write_text("\n\n".join(campaigns))
    with FakeBatchApi() as fake:
        assert batch(fake, "--strategy", "candidates").code == 0
        kinds = {json.loads(json.dumps(body))["response_format"]["json_schema"]["name"] for body in fake.completions}
        assert kinds == {"names"}
        assert len(fake.completions) > 1
        assert len(fake.batches) == 1


def test_what_was_not_carried_out_is_asked_again(batch: Batch, home: Path) -> None:
    """Expired at first, a line missing the next time; nothing that was answered is paid again."""
    endings = [Ending("expired", carried_out=lambda place: place == 0), Ending(arrange=lambda lines: lines[1:])]
    with FakeBatchApi(endings=endings) as fake:
        assert batch(fake).code == 0
        assert [len(each.lines) for each in fake.batches.values()] == [3, 2, 1]
    assert ids(home) == ["0.txt", "1.txt", "2.txt"]
    attempts = {line["provenance"]["attempts"] for line in lines(home, "results")}  # type: ignore[index,call-overload]
    assert attempts == {1, 2, 3}


@pytest.mark.parametrize("status", [429, 500])
def test_a_fault_that_stays_becomes_a_failure(
    batch: Batch, home: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """After so many attempts as a live run makes; asked to, a later run tries again."""
    monkeypatch.setenv("ZHAILU_ATTEMPTS", "2")
    with FakeBatchApi(for_one(Reply.error(status, "overloaded"))) as fake:
        assert batch(fake).code == 1
        assert [len(each.lines) for each in fake.batches.values()] == [3, 1]
        assert errors(home) == ["bad_upstream"]
        assert batch(fake).code == 1
        assert len(fake.batches) == 2
    with FakeBatchApi() as fake:
        assert batch(fake, "--retry-failed").code == 0
        assert fake.calls == 1
    assert ids(home) == ["0.txt", "1.txt", "2.txt"]
    assert lines(home, "failures") == []


def test_a_failed_article_that_waits_again_is_no_failure_meanwhile(batch: Batch, home: Path) -> None:
    """And a run without the flag goes on with it."""
    with FakeBatchApi(for_one(Reply.error(400, "no"))) as fake:
        batch(fake)
    with FakeBatchApi() as fake:
        batch(fake, "--retry-failed", "--no-wait")
        assert lines(home, "failures") == []
        assert batch(fake).code == 0
        assert fake.calls == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply.error(400, "Invalid 'messages'"), "request_rejected"),
        (Reply.message({"content": None, "refusal": "no"}), "refused"),
    ],
)
def test_what_would_come_again_is_a_failure_at_once(batch: Batch, home: Path, reply: Reply, code: str) -> None:
    with FakeBatchApi(for_one(reply)) as fake:
        assert batch(fake).code == 1
        assert len(fake.batches) == 1
    assert (ids(home), errors(home)) == (["0.txt", "2.txt"], [code])
    usage = json.loads((home / "out/run.json").read_text())["usage"]
    assert usage["input_tokens"] == (200 if reply.status == 400 else 300)


def test_an_article_whose_answer_is_cut_off_is_read_in_pieces_in_the_next_round(batch: Batch, home: Path) -> None:
    """Both at once; what was cut off is paid for, too."""
    cut_off = Reply.content('{"title": "', finish_reason="length")

    def answer(body: JsonObject) -> str | Reply:
        words = json.dumps(body, ensure_ascii=False)
        return cut_off if "成立" in words and "95万元" in words else _smallest(body)

    with FakeBatchApi(answer) as fake:
        assert batch(fake).code == 0
        assert [len(each.lines) for each in fake.batches.values()] == [3, 2]
    usage = json.loads((home / "out/run.json").read_text())["usage"]
    assert usage["input_tokens"] == 500


def test_a_mode_that_is_refused_is_left_for_the_next(batch: Batch) -> None:
    """And remembered: the next folder begins there."""

    def answer(body: JsonObject) -> str | Reply:
        if body.get("response_format"):
            return Reply.error(400, "response_format is not supported")
        return _smallest(body)

    with FakeBatchApi(answer) as fake:
        assert batch(fake).code == 0
        assert len(fake.batches) == 2
        assert all("tools" in body for body in fake.completions[3:])
        assert batch(fake, "--out", "other").code == 0
        assert len(fake.batches) == 3


def test_the_limit_of_an_answer_is_called_what_the_endpoint_calls_it(batch: Batch) -> None:
    def answer(body: JsonObject) -> str | Reply:
        if "max_tokens" in body:
            return Reply.error(400, "Unsupported parameter: use 'max_completion_tokens' instead")
        return _smallest(body)

    with FakeBatchApi(answer) as fake:
        assert batch(fake).code == 0
        assert len(fake.batches) == 2


def test_a_refused_key_stops_the_run_and_another_one_goes_on(batch: Batch, home: Path) -> None:
    with FakeBatchApi(lambda _: Reply.error(401, f"bad key {KEY}")) as fake:
        ran = batch(fake)
        assert ran.code == 1
        assert "stopped:" in ran.err
        assert ids(home) == []
    with FakeBatchApi() as fake:
        assert batch(fake).code == 0
        assert fake.calls == 3


def test_without_waiting_the_run_is_taken_up_by_the_next(batch: Batch, home: Path) -> None:
    """Hand in and leave, look and leave, collect."""
    with FakeBatchApi(looks=1) as fake:
        ran = batch(fake, "--no-wait")
        assert ran.code == 0
        assert "1 batches with 3 requests are under way: run the same command again" in ran.err
        assert "3 not done" in ran.err
        assert batch(fake, "--no-wait").code == 0
        assert batch(fake, "--no-wait").code == 0
        assert ids(home) == ["0.txt", "1.txt", "2.txt"]
        assert (len(fake.batches), fake.calls) == (1, 3)


def test_a_dry_run_counts_and_sends_nothing(batch: Batch, home: Path) -> None:
    """The first round, exactly."""
    with FakeBatchApi() as fake:
        ran = batch(fake, "--dry-run")
        assert (ran.code, fake.steps, fake.requests) == (0, [], [])
        assert "3 articles to ask about with m" in ran.out
        assert "3 requests in 1 files" in ran.out
        assert not (home / "out").exists()
        batch(fake, "--no-wait")
        ran = batch(fake, "--dry-run")
        assert "0 requests in 0 files" in ran.out
        assert "1 batches with 3 requests are under way" in ran.out


def test_a_limit_of_tokens_makes_more_and_smaller_batches(batch: Batch, home: Path) -> None:
    with FakeBatchApi() as fake:
        assert "3 requests in 3 files" in batch(fake, "--dry-run", "--enqueued-tokens", "10").out
        assert batch(fake, "--enqueued-tokens", "10").code == 0
        assert [len(each.lines) for each in fake.batches.values()] == [1, 1, 1]
    assert ids(home) == ["0.txt", "1.txt", "2.txt"]


def test_an_endpoint_without_a_batch_api_is_said_to_have_none(batch: Batch) -> None:
    with FakeEndpoint() as plain:
        ran = batch(plain)
    assert ran.code == 1
    assert "has no Batch API" in ran.err
    assert "leave --mode batch-api out" in ran.err
    with FakeBatchApi() as fake:
        assert batch(fake, "--mode", "live").code == 0
        assert batch(fake).code == 0
        assert (fake.calls, fake.batches) == (3, {})


@pytest.mark.parametrize("option", [("--no-wait",), ("--cancel-batches",), ("--poll", "1"), ("--enqueued-tokens", "9")])
def test_options_of_batches_need_the_mode(zhailu: Zhailu, articles: Path, option: tuple[str, ...]) -> None:
    assert articles.exists()
    ran = zhailu("batch", "articles", "--out", "out", *option)
    assert ran.code == 2
    assert "need --mode batch-api" in ran.err


def test_the_embedded_model_has_none(zhailu: Zhailu, articles: Path) -> None:
    assert articles.exists()
    ran = zhailu("batch", "articles", "--out", "out", "--mode", "batch-api")
    assert ran.code == 2
    assert "the embedded model has no Batch API" in ran.err


def test_a_live_run_does_not_pay_twice_for_what_is_under_way(batch: Batch, home: Path) -> None:
    """It refuses, until the batches are collected or given up; what they answered is not asked again."""
    with FakeBatchApi(endings=[Ending(carried_out=lambda place: place == 0)]) as fake:
        batch(fake, "--no-wait")
        ran = batch(fake, "--mode", "live")
        assert ran.code == 2
        assert "--cancel-batches" in ran.err
        ran = batch(fake, "--cancel-batches")
        assert "2 not done" in ran.err
        assert batch(fake, "--mode", "live").code == 0
        assert fake.calls == 3
    assert ids(home) == ["0.txt", "1.txt", "2.txt"]


def test_batches_of_another_endpoint_are_not_forgotten(batch: Batch) -> None:
    with FakeBatchApi() as fake, FakeBatchApi() as other:
        batch(fake, "--no-wait")
        ran = batch(other)
        assert ran.code == 2
        assert fake.base_url in ran.err
        assert other.steps == []


def test_articles_that_ask_the_same_are_asked_about_once(batch: Batch, home: Path) -> None:
    """The answer is counted once."""
    (home / "articles/3.txt").write_text((home / "articles/0.txt").read_text())
    with FakeBatchApi() as fake:
        assert batch(fake).code == 0
        assert fake.calls == 3
    assert len(ids(home)) == 4


def test_ctrl_c_leaves_the_batches_under_way_and_says_how_to_go_on(batch: Batch, home: Path) -> None:
    """Exit 130; the next run collects."""
    looked = threading.Event()
    with FakeBatchApi(looks=1_000_000, on_step=lambda step: looked.set() if step == "retrieve" else None) as fake:
        process = command(*OPTIONS, "--poll", "0.05", "--base-url", fake.base_url, cwd=home)
        assert looked.wait(30)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 130, err
        assert "run the same command again to collect them" in err
        assert "Traceback" not in err
        fake.looks = 1
        assert batch(fake).code == 0
        assert (len(fake.batches), fake.calls) == (1, 3)


def test_two_runs_do_not_handle_the_batches_of_a_folder_at_once(batch: Batch, home: Path) -> None:
    with FakeBatchApi() as fake:
        batch(fake, "--no-wait")
        steps = list(fake.steps)
        with Ledger(home / "out/ledger.sqlite") as ledger:
            asyncio.run(ledger.claim([BATCHES]))
            ran = batch(fake)
            asyncio.run(ledger.release())
        assert ran.code == 2
        assert "another run is handling the batches" in ran.err
        assert fake.steps == steps


def test_a_terminal_is_shown_how_the_batches_stand(home: Path, articles: Path) -> None:
    assert articles.exists()
    leader, follower = pty.openpty()
    with FakeBatchApi(looks=3) as fake:
        ran = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "service", *OPTIONS, "--poll", "0.2", "--base-url", fake.base_url],
            cwd=home,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            stdout=subprocess.PIPE,
            stderr=follower,
            check=False,
        )
    os.close(follower)
    shown = b""
    while b"results:" not in shown:
        shown += os.read(leader, 100_000)
    os.close(leader)
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert b"in_progress" in shown
    assert b"3 ok" in shown
