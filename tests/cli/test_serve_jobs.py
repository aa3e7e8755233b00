"""Jobs of `zhailu serve`, whatever happens to it."""

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from service.types import JsonObject
from tests.cli.conftest import ARTICLE, command
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest

ARTICLES: list[JsonObject] = [{"id": f"a{n}", "text": f"{ARTICLE}第{n}期。"} for n in range(12)]
BODY = {"articles": ARTICLES, "options": {"strategy": "direct"}}


@contextmanager
def serving(home: Path) -> Iterator[tuple[subprocess.Popen[str], httpx2.Client]]:
    """The real service with the ledger in `home`; killed at the end, if it still runs."""
    process = command("serve", "--port", "0", "--ledger", "ledger.sqlite", cwd=home)
    assert process.stderr is not None
    errors = process.stderr
    try:
        address = next(found.group() for line in errors if (found := re.search(r"http://127[\d.:]+", line)))
        threading.Thread(target=errors.read, daemon=True).start()
        with httpx2.Client(base_url=address, timeout=20) as client:
            yield process, client
    finally:
        process.kill()
        process.wait()


def until_done(client: httpx2.Client, job: str) -> JsonObject:
    for _ in range(400):
        status: JsonObject = client.get(f"/v1/jobs/{job}").json()
        if status["finished"] is not None:
            return status
        time.sleep(0.05)
    raise AssertionError(f"the job does not end: {status}")


@pytest.fixture
def endpoint(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[FakeEndpoint, threading.Event]]:
    """The endpoint in the environment: it answers half of the articles, and the others only once it may."""
    may = threading.Event()

    def answer(body: JsonObject) -> Reply:
        if not may.is_set() and re.search(r"第[6-9]期|第1\d期", str(body["messages"])):
            return Reply(hang=True)
        return Reply.content(json.dumps(smallest(asked_schema(body)), ensure_ascii=False))

    with FakeEndpoint(answer) as fake:
        assert home.is_dir()
        monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
        monkeypatch.setenv("ZHAILU_MODEL", "fake-model")
        monkeypatch.setenv("ZHAILU_CONCURRENCY", "12")
        yield fake, may


def test_a_killed_service_goes_on_with_its_jobs(home: Path, endpoint: tuple[FakeEndpoint, threading.Event]) -> None:
    """What was done is not asked again: only the calls that were under way are bought twice."""
    fake, may = endpoint
    with serving(home) as (process, client):
        job = client.post("/v1/jobs", json=BODY).json()["id"]
        while client.get(f"/v1/jobs/{job}").json()["counts"]["ok"] < 6:
            time.sleep(0.02)
        process.kill()
        process.wait()
    under_way = fake.calls - 6
    may.set()
    with serving(home) as (_, client):
        counts = until_done(client, job)["counts"]
        assert counts == {"articles": 12, "ok": 12, "failed": 0, "left": 0}
        lines = client.get(f"/v1/jobs/{job}/results").text.splitlines()
    assert [json.loads(line)["article"]["id"] for line in lines] == [article["id"] for article in ARTICLES]
    assert fake.calls <= 12 + under_way
