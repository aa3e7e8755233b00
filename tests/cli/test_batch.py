"""`zhailu batch`: a folder in, files out, and it can be run again."""

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.types import JsonObject, Result
from tests.cli.conftest import ARTICLE, ROOT, Zhailu, command
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest


@pytest.fixture
def articles(home: Path) -> Path:
    """Three articles, one of them empty, and a picture."""
    folder = home / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text(ARTICLE)
    (folder / "two.txt").write_text(ARTICLE.replace("80万元", "95万元"))
    (folder / "empty.txt").touch()
    (folder / "picture.png").touch()
    return folder


def lines(path: Path) -> list[JsonObject]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_writes_results_failures_and_report(
    zhailu: Zhailu, hosted: FakeEndpoint, articles: Path, home: Path
) -> None:
    """Two results, one failure, one skipped file; stdout is empty, the summary says where things are."""
    ran = zhailu("batch", str(articles), "--out", "out")
    assert (ran.code, ran.out) == (1, "")
    results = [Result.model_validate(line) for line in lines(home / "out/results.jsonl")]
    assert [result.article.id for result in results] == ["one.txt", "two.txt"]
    assert [line["article"]["id"] for line in lines(home / "out/failures.jsonl")] == ["empty.txt"]  # type: ignore[index,call-overload]
    assert "one.txt: " in ran.err
    assert "skipped picture.png" in ran.err
    assert "3 articles: 2 ok, 1 failed" in ran.err
    assert "out/results.jsonl" in ran.err
    assert hosted.calls > 0


def test_the_report_says_what_was_run(zhailu: Zhailu, hosted: FakeEndpoint, articles: Path, home: Path) -> None:
    """Counts, usage, settings and versions, without the key."""
    os.environ["OPENAI_API_KEY"] = "sk-canary"
    try:
        zhailu("batch", str(articles), "--out", "out")
    finally:
        del os.environ["OPENAI_API_KEY"]
    text = (home / "out/run.json").read_text(encoding="utf-8")
    report = json.loads(text)
    assert report["counts"] == {"articles": 3, "ok": 2, "failed": 1, "undone": 0, "reused": 0, "skipped": 1}
    assert report["model"] == "fake-model"
    assert report["usage"]["input_tokens"] > 0
    assert report["versions"]["zhailu"]
    assert report["complete"]
    assert (report["attempts"]["sent"], report["attempts"]["faults"]) == (hosted.calls, {})
    assert report["skipped_by_reason"] == {"binary by its suffix": 1}
    assert "sk-canary" not in text
    assert hosted.calls > 0


def test_a_second_run_makes_no_call(zhailu: Zhailu, hosted: FakeEndpoint, articles: Path, home: Path) -> None:
    """The same files, byte for byte."""
    zhailu("batch", str(articles), "--out", "out")
    before, calls = (home / "out/results.jsonl").read_bytes(), hosted.calls
    ran = zhailu("batch", str(articles), "--out", "out")
    assert hosted.calls == calls
    assert (home / "out/results.jsonl").read_bytes() == before
    assert "2 of them from before" in ran.err


def test_a_dry_run_makes_no_call_and_writes_nothing(
    zhailu: Zhailu, hosted: FakeEndpoint, articles: Path, home: Path
) -> None:
    """What would be done is said, as an estimate."""
    ran = zhailu("batch", str(articles), "--out", "out", "--dry-run")
    assert ran.code == 0
    assert "2 to do with fake-model" in ran.out
    assert "estimated" in ran.out
    assert hosted.requests == []
    assert not (home / "out").exists()


def test_a_dry_run_needs_no_embedded_model(zhailu: Zhailu, articles: Path, home: Path) -> None:
    """Nothing is fetched to say what would be asked."""
    ran = zhailu("batch", str(articles), "--out", "out", "--dry-run")
    assert ran.code == 0, ran.err
    assert not list((home.parent / "cache").rglob("*.gguf"))


def test_failures_are_tried_again_when_asked(zhailu: Zhailu, home: Path, articles: Path) -> None:
    """Without the flag they stay; with it, what failed is asked for again."""
    (articles / "empty.txt").unlink()
    (articles / "two.txt").unlink()
    cut = Reply.content('{"title": "', finish_reason="length")
    with FakeEndpoint(lambda _: cut) as fake:
        run = ("batch", str(articles), "--out", "out", "-m", "m", "--strategy", "direct", "--base-url", fake.base_url)
        assert zhailu(*run).code == 1
        calls = fake.calls
        assert zhailu(*run).code == 1
        assert fake.calls == calls
        assert zhailu(*run, "--retry-failed").code == 1
        assert fake.calls > calls
    assert (home / "out/failures.jsonl").read_text().count("\n") == 1


def test_a_fatal_error_stops_and_says_how_to_go_on(zhailu: Zhailu, home: Path, articles: Path) -> None:
    """One call, exit 1, the rest not done."""
    with FakeEndpoint(lambda _: Reply.error(401, "no")) as fake:
        endpoint = ("-m", "m", "--base-url", fake.base_url, "--concurrency", "1")
        ran = zhailu("batch", str(articles), "--out", "out", *endpoint)
        assert fake.calls == 1
    assert ran.code == 1
    assert "2 not done" in ran.err
    assert "error: stopped: " in ran.err
    assert "Traceback" not in ran.err
    assert json.loads((home / "out/run.json").read_text())["error"]["code"] == "unauthorized"


def test_a_pause_of_a_day_ends_the_run_and_says_until_when(zhailu: Zhailu, home: Path, articles: Path) -> None:
    """No article fails for it; the next run goes on."""
    (articles / "empty.txt").unlink()
    busy = Reply.error(429, "come back tomorrow", headers={"Retry-After": "86400"})
    with FakeEndpoint([busy]) as fake:
        run = ("batch", str(articles), "--out", "out", "-m", "m", "--base-url", fake.base_url, "--concurrency", "1")
        ran = zhailu(*run)
        assert (ran.code, fake.calls) == (1, 1)
        assert "0 failed, 2 not done" in ran.err
        assert f"hint: run again after {datetime.now().astimezone() + timedelta(days=1):%Y-%m-%d}" in ran.err
        assert json.loads((home / "out/run.json").read_text())["error"]["code"] == "rate_limited"
        assert zhailu(*run).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing", "--out", "out"], "missing does not exist"),
        (["articles/one.txt", "--out", "out"], "articles/one.txt is a file"),
        (["articles"], "--out"),
        (["articles", "--out", "out", "--schema", "nope"], "nope"),
        (["articles", "--out", "out", "--concurrency", "many"], "many"),
        (["articles", "--out", "out", "--limit", "0"], "--limit"),
    ],
)
@pytest.mark.usefixtures("articles")
def test_a_mistake_is_a_usage_error(zhailu: Zhailu, hosted: FakeEndpoint, arguments: list[str], said: str) -> None:
    """Exit 2, one line and a hint, nothing written."""
    ran = zhailu("batch", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err.splitlines()[0]
    assert len(ran.err.splitlines()) == 2
    assert hosted.calls == 0
    assert not Path("out").exists()


@pytest.mark.parametrize(("sent", "concurrency"), [(signal.SIGINT, "1"), (signal.SIGTERM, "2")])
def test_an_interrupted_run_keeps_what_is_done(
    home: Path, articles: Path, sent: signal.Signals, concurrency: str
) -> None:
    """Ctrl-C, and a plain kill, twice: exit 130, no traceback, files complete, and what hangs is dropped."""
    (articles / "empty.txt").unlink()
    reached = threading.Event()

    def answer(body: JsonObject) -> str | Reply:
        if "95万元" not in json.dumps(body, ensure_ascii=False):
            return "{}"
        reached.set()
        return Reply(hang=True)

    with FakeEndpoint(answer) as fake:
        process = command(
            *("batch", str(articles), "--out", "out", "-m", "m", "--base-url", fake.base_url),
            *("--concurrency", concurrency, "--strategy", "direct"),
            cwd=home,
        )
        assert reached.wait(20)
        err = _interrupt(process, sent)
        process.send_signal(sent)
        err += process.communicate(timeout=20)[1]
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert json.loads((home / "out/run.json").read_text())["interrupted"]
    kept = lines(home / "out/results.jsonl") + lines(home / "out/failures.jsonl")
    assert len(kept) <= 1


def test_the_first_interrupt_lets_in_what_was_sent(home: Path, articles: Path) -> None:
    """The answer under way becomes a result; nothing is sent after it."""
    reached, go_on = threading.Event(), threading.Event()

    def answer(body: JsonObject) -> str:
        reached.set()
        assert go_on.wait(20)
        return json.dumps(smallest(asked_schema(body)))

    with FakeEndpoint(answer) as fake:
        process = command(
            *("batch", str(articles), "--out", "out", "-m", "m", "--base-url", fake.base_url),
            *("--concurrency", "1", "--strategy", "direct"),
            cwd=home,
        )
        assert reached.wait(20)
        err = _interrupt(process, signal.SIGINT)
        go_on.set()
        err += process.communicate(timeout=20)[1]
        assert fake.calls == 1
    assert process.returncode == 130, err
    assert len(lines(home / "out/results.jsonl")) == 1
    report = json.loads((home / "out/run.json").read_text())
    assert report["attempts"]["sent"] == 1
    assert report["counts"]["undone"] == 1


def _interrupt(process: subprocess.Popen[str], sent: signal.Signals) -> str:
    """Sends the signal: what the command says until it has heard of it."""
    process.send_signal(sent)
    assert process.stderr is not None
    said = ""
    while "stopping" not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


def test_a_terminal_gets_a_bar_and_no_stray_output(home: Path, articles: Path, fake_endpoint: FakeEndpoint) -> None:
    """With a terminal on stderr the run ends as well as without, and stdout stays empty."""
    leader, follower = pty.openpty()
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [
            *(sys.executable, "-m", "service", "batch", str(articles), "--out", "out"),
            *("-m", "m", "--base-url", fake_endpoint.base_url),
        ],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=follower,
        check=False,
    )
    os.close(follower)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(leader, 100_000):
            shown += part
    os.close(leader)
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert b"2 ok, 1 failed" in shown
