"""Jobs: accepted is kept, every article gets its line, and nothing is asked twice."""

import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.http import create_app
from service.http.bodies import MAX_CHARACTERS
from service.http.intake import MAX_JOB_BYTES
from service.ledger import Ledger
from service.types import Failure, JsonObject, Result
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest
from tests.http.conftest import ARTICLE, services
from tests.http.loopback import listening

DIRECT = {"strategy": "direct"}


@contextmanager
def serving(fake: FakeEndpoint, cache: Path, **settings: Any) -> Iterator[TestClient]:
    """The application over this endpoint, with its ledger in `cache`; a held job goes on after a moment."""
    built = services(fake, cache)
    changed = dataclasses.replace(built, settings=built.settings.model_copy(update=settings), first_hold=0.05)
    with TestClient(create_app(changed), raise_server_exceptions=False) as client:
        yield client


def articles(count: int, start: int = 0) -> list[JsonObject]:
    """Different ones, named by their number."""
    return [{"id": f"a{n}", "text": f"{ARTICLE}第{n}期。"} for n in range(start, start + count)]


def send(client: TestClient, sent: list[JsonObject], **more: object) -> str:
    """The id of the job that these articles became."""
    answer = client.post("/v1/jobs", json={"articles": sent, "options": DIRECT, **more})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def fit(body: JsonObject) -> Reply:
    return Reply.content(json.dumps(smallest(asked_schema(body)), ensure_ascii=False))


def late(seconds: float) -> Callable[[JsonObject], Reply]:
    """An endpoint that takes its time."""
    return lambda body: dataclasses.replace(fit(body), delay=seconds)


def until(client: TestClient, job: str, reached: Callable[[Any], bool]) -> Any:
    """The job's status once it is as wanted; fails if that takes long."""
    for _ in range(400):
        status = client.get(f"/v1/jobs/{job}").json()
        if reached(status):
            return status
        time.sleep(0.02)
    raise AssertionError(f"the job never got there: {status}")


def ended(status: Any) -> bool:
    return status["finished"] is not None


def lines(client: TestClient, job: str) -> list[Any]:
    answer = client.get(f"/v1/jobs/{job}/results")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/jsonl")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_job_gives_a_line_for_each_article_in_order(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """One that is empty or too long is a failure among them, and no failure of the job."""
    sent = [*articles(3), {"id": "empty", "text": " "}, {"id": "long", "text": "春" * (MAX_CHARACTERS + 1)}]
    answer = client.post("/v1/jobs", json={"articles": [sent[3], *sent[:3], sent[4]], "options": DIRECT})
    assert answer.status_code == 202
    job = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/jobs/{job}"
    status = until(client, job, ended)
    assert (status["state"], status["error"]) == ("done", None)
    assert status["counts"] == {"articles": 5, "ok": 3, "failed": 2, "left": 0}
    assert status["usage"]["input_tokens"] == 100 * fake_endpoint.calls == 300
    assert status["created"] <= status["started"] <= status["finished"]
    found = lines(client, job)
    assert [line["article"]["id"] for line in found] == ["empty", "a0", "a1", "a2", "long"]
    assert [line["error"]["code"] for line in (found[0], found[4])] == ["empty_article", "too_large"]
    for line in found[1:4]:
        Result.model_validate(line)
    for line in (found[0], found[4]):
        Failure.model_validate(line)


def test_the_same_article_twice_is_worked_on_once(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """Two lines, each under its own name; nor is it asked again in another job, or by itself."""
    (one,) = articles(1)
    job = send(client, [one, {**one, "id": "again"}])
    until(client, job, ended)
    assert [line["article"]["id"] for line in lines(client, job)] == ["a0", "again"]
    assert fake_endpoint.calls == 1
    second = send(client, [one])
    assert until(client, second, ended)["usage"]["input_tokens"] == 0
    assert client.post("/v1/extract", json={"article": one, "options": DIRECT}).json()["provenance"]["cached"]
    assert fake_endpoint.calls == 1


def test_two_jobs_at_once_buy_an_article_once(tmp_path: Path) -> None:
    """The second waits for what the first one works on."""
    with FakeEndpoint(late(0.3)) as fake, serving(fake, tmp_path) as client:
        jobs = [send(client, articles(2)) for _ in range(2)]
        for job in jobs:
            assert until(client, job, ended)["counts"]["ok"] == 2
        assert fake.calls == 2


def test_what_is_done_so_far_can_be_fetched(tmp_path: Path) -> None:
    """In order, while the rest is still worked on."""
    go_on = threading.Event()

    def answer(body: JsonObject) -> Reply:
        if "第1期" in str(body["messages"]):
            go_on.wait(10)
        return fit(body)

    with FakeEndpoint(answer) as fake, serving(fake, tmp_path) as client:
        job = send(client, articles(3))
        status = until(client, job, lambda status: status["counts"]["ok"] == 2)
        assert (status["state"], status["counts"]["left"]) == ("running", 1)
        assert [line["article"]["id"] for line in lines(client, job)] == ["a0", "a2"]
        go_on.set()
        until(client, job, ended)
        assert [line["article"]["id"] for line in lines(client, job)] == ["a0", "a1", "a2"]


def test_a_restart_goes_on_with_what_was_accepted(tmp_path: Path) -> None:
    """Under the same id; what was done before is not asked again."""
    stuck = threading.Event()

    def answer(body: JsonObject) -> Reply:
        return Reply(hang=True) if "第1期" in str(body["messages"]) and not stuck.is_set() else fit(body)

    with FakeEndpoint(answer) as fake:
        with serving(fake, tmp_path) as client:
            job = send(client, articles(3))
            until(client, job, lambda status: status["counts"]["ok"] == 2)
        stuck.set()
        with serving(fake, tmp_path) as client:
            assert until(client, job, ended)["counts"]["ok"] == 3
            assert len(lines(client, job)) == 3
        assert fake.calls == 4


def test_a_full_queue_is_429_and_takes_nothing(tmp_path: Path) -> None:
    """With the time to come back; what was accepted before is not touched."""
    hung = Reply(hang=True)
    with FakeEndpoint(lambda _: hung) as fake, serving(fake, tmp_path, queue_jobs=2, queue_articles=5) as client:
        first = send(client, articles(3))
        too_many = client.post("/v1/jobs", json={"articles": articles(3, 10)})
        send(client, articles(2, 20))
        one_more = client.post("/v1/jobs", json={"articles": articles(1, 30)})
        for refused in (too_many, one_more):
            assert refused.status_code == 429
            assert refused.json()["error"]["code"] == "queue_full"
            assert int(refused.headers["retry-after"]) > 0
        client.delete(f"/v1/jobs/{first}")
        send(client, articles(1, 30))


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"articles": articles(6)}, 413, "too_large"),
        ({"articles": [{"text": "x" * MAX_JOB_BYTES}]}, 413, "too_large"),
        ({"articles": []}, 422, "invalid_request"),
        ({"articles": [{"text": 1}]}, 422, "invalid_request"),
        ({"articles": articles(1), "schema": "industry_breif"}, 404, "unknown_schema"),
        ({"articles": articles(1), "schema": {"type": "array"}}, 422, "invalid_schema"),
    ],
)
def test_what_is_no_job_is_refused(tmp_path: Path, *, sent: object, status: int, code: str) -> None:
    """Nothing is asked, nothing is kept."""
    with FakeEndpoint() as fake, serving(fake, tmp_path, job_articles=5) as client:
        answer = client.post("/v1/jobs", json=sent)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert "zhailu_queue_jobs 0.0" in client.get("/metrics").text
        assert fake.calls == 0


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/jobs/x"), ("GET", "/v1/jobs/x/results"), ("DELETE", "/v1/jobs/x")]
)
def test_an_unknown_job_is_404(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_job")


def test_a_cancelled_job_ends_and_what_was_bought_stays(tmp_path: Path) -> None:
    """No article of it is begun any more; the answers that came are in the ledger."""
    go_on = threading.Event()

    def answer(body: JsonObject) -> Reply:
        if "第0期" not in str(body["messages"]):
            go_on.wait(10)
        return fit(body)

    with FakeEndpoint(answer) as fake:
        with serving(fake, tmp_path, concurrency=2) as client:
            job = send(client, articles(20))
            until(client, job, lambda status: status["counts"]["ok"] == 1)
            status = client.delete(f"/v1/jobs/{job}").json()
            assert (status["state"], status["counts"]["left"]) == ("cancelled", 0)
            go_on.set()
            assert client.delete(f"/v1/jobs/{job}").json() == status
            assert [line["article"]["id"] for line in lines(client, job)] == ["a0"]
            until(client, send(client, articles(1, 30)), ended)
            assert client.get(f"/v1/jobs/{job}").json() == status
        assert fake.calls < 6
        calls = fake.calls
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.census().answers == calls


def test_a_job_waits_for_an_endpoint_that_cannot_be_asked(tmp_path: Path) -> None:
    """No article fails for an empty account; when there is money again, it goes on by itself."""
    paid = threading.Event()

    def answer(body: JsonObject) -> Reply:
        return fit(body) if paid.is_set() else Reply.error(402, "pay")

    with FakeEndpoint(answer) as fake, serving(fake, tmp_path, concurrency=1) as client:
        job = send(client, articles(4))
        status = until(client, job, lambda status: status["state"] == "waiting")
        assert status["error"]["code"] == "quota_exhausted"
        assert lines(client, job) == []
        paid.set()
        status = until(client, job, ended)
        assert (status["state"], status["error"], status["counts"]["ok"]) == ("done", None, 4)


def test_a_pause_of_a_day_holds_a_job_after_one_request(tmp_path: Path) -> None:
    """It is kept, and says for how long."""
    day = Reply.error(429, headers={"Retry-After": "86400"})
    with FakeEndpoint(lambda _: day) as fake, serving(fake, tmp_path, concurrency=1) as client:
        job = send(client, articles(4))
        status = until(client, job, lambda status: status["state"] == "waiting")
        assert status["error"]["code"] == "rate_limited"
        answer = client.post("/v1/extract", json={"article": articles(1, 9)[0], "options": DIRECT})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "rate_limited")
        assert 86_000 < int(answer.headers["retry-after"]) <= 86_400
        assert fake.calls == 1


def test_a_wrong_key_fails_the_job_and_every_article_has_its_line(tmp_path: Path) -> None:
    """No other article would fare better; the key is not shown."""
    with FakeEndpoint(lambda _: Reply.error(401, "no")) as fake, serving(fake, tmp_path, concurrency=1) as client:
        job = send(client, articles(4))
        status = until(client, job, ended)
        assert (status["state"], status["counts"]["failed"]) == ("failed", 4)
        assert status["error"]["code"] == "unauthorized"
        assert {line["error"]["code"] for line in lines(client, job)} == {"unauthorized"}
        assert fake.calls == 1


def test_a_client_that_goes_away_at_once_loses_nothing(tmp_path: Path) -> None:
    """Its job is worked on though nobody waits for the answer."""
    body = json.dumps({"articles": articles(5), "options": DIRECT}).encode()
    head = f"POST /v1/jobs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with FakeEndpoint() as fake:
        with listening(create_app(services(fake, tmp_path))) as address:
            with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as gone:
                gone.sendall(head.encode() + body)
            for _ in range(500):
                if fake.calls == 5:
                    break
                time.sleep(0.02)
        assert fake.calls == 5


def test_results_can_be_fetched_again(tmp_path: Path) -> None:
    """Who stops in the middle of the results can fetch them again."""
    with FakeEndpoint() as fake, serving(fake, tmp_path) as client:
        job = send(client, articles(30))
        until(client, job, ended)
        with client.stream("GET", f"/v1/jobs/{job}/results") as answer:
            next(answer.iter_lines())
        assert len(lines(client, job)) == 30


def test_jobs_take_turns(tmp_path: Path) -> None:
    """A small one is not kept behind a large one."""
    with FakeEndpoint(late(0.02)) as fake, serving(fake, tmp_path, concurrency=1) as client:
        large, small = send(client, articles(60)), send(client, articles(2, 100))
        until(client, small, ended)
        assert client.get(f"/v1/jobs/{large}").json()["counts"]["left"] > 20
        client.delete(f"/v1/jobs/{large}")


def test_an_own_schema_can_be_sent(client: TestClient) -> None:
    schema = {"type": "object", "title": "topic", "properties": {"topic": {"type": "string"}}}
    job = send(client, articles(1), schema=schema)
    until(client, job, ended)
    assert lines(client, job)[0]["schema"].startswith("topic@")
