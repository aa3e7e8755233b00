"""POST /v1/extract."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.http import create_app
from service.http.bodies import MAX_CHARACTERS
from service.http.intake import MAX_BODY_BYTES
from service.types import JsonObject, Result
from tests.fake_endpoint import FakeEndpoint, Reply
from tests.http.conftest import ARTICLE, services


def body(**more: object) -> JsonObject:
    return json.loads(json.dumps({"article": {"text": ARTICLE}, **more}))  # type: ignore[no-any-return]


def test_an_article_gives_a_result(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """With the id that was sent, and the default schema."""
    answer = client.post("/v1/extract", json={"article": {"text": ARTICLE, "id": "x/1", "title": "合作社成立"}})
    assert answer.status_code == 200, answer.text
    result = Result.model_validate_json(answer.content)
    assert (result.article.id, result.article.chars) == ("x/1", len(ARTICLE))
    assert result.schema_ == "industry_brief@1"
    assert answer.headers["x-request-id"]
    assert fake_endpoint.calls > 0


def test_the_second_time_no_call_is_made(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """The ledger answers, and the result says so."""
    first = client.post("/v1/extract", json=body()).json()
    calls = fake_endpoint.calls
    second = client.post("/v1/extract", json=body()).json()
    assert fake_endpoint.calls == calls
    assert second["record"] == first["record"]
    assert second["provenance"]["cached"]


def test_an_article_asked_for_twice_at_once_is_bought_once(tmp_path: Path) -> None:
    """The second request waits for what the first one works on."""
    slow = dataclasses.replace(Reply.content("{}"), delay=0.2)
    schema = {"type": "object", "properties": {}}
    with (
        FakeEndpoint(lambda _: slow) as fake,
        TestClient(create_app(services(fake, tmp_path))) as client,
        ThreadPoolExecutor() as threads,
    ):
        asked = [threads.submit(client.post, "/v1/extract", json=body(schema=schema)) for _ in range(4)]
        found = [each.result().json()["provenance"]["cached"] for each in asked]
    assert sorted(found) == [False, True, True, True]
    assert fake.calls == 1


def test_a_restart_forgets_nothing(fake_endpoint: FakeEndpoint, tmp_path: Path) -> None:
    """The ledger is a file."""
    for _ in range(2):
        with TestClient(create_app(services(fake_endpoint, tmp_path))) as client:
            assert client.post("/v1/extract", json=body()).status_code == 200
            calls = fake_endpoint.calls
    with TestClient(create_app(services(fake_endpoint, tmp_path))) as client:
        client.post("/v1/extract", json=body())
    assert fake_endpoint.calls == calls


def test_an_own_schema_can_be_sent(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """A JSON Schema in place of a name."""
    schema = {"type": "object", "title": "topic", "properties": {"topic": {"type": "string"}}}
    answer = client.post("/v1/extract", json=body(schema=schema, options={"policy": "keep", "strategy": "direct"}))
    assert answer.status_code == 200, answer.text
    assert answer.json()["schema"].startswith("topic@")
    assert fake_endpoint.calls > 0


def test_a_stream_ends_with_the_result(client: TestClient) -> None:
    """Events of JSON; the last is the result."""
    answer = client.post("/v1/extract", json=body(), headers={"Accept": "text/event-stream"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in event.splitlines()) for event in answer.text.strip().split("\n\n")]
    assert {event["event"] for event in events[:-1]} <= {"partial"}
    assert events[-1]["event"] == "result"
    assert Result.model_validate_json(events[-1]["data"]).article.chars == len(ARTICLE)


def test_a_stream_that_fails_ends_with_the_error(tmp_path: Path) -> None:
    """In the same form as every other error."""
    with (
        FakeEndpoint(lambda _: Reply.error(401, "no")) as fake,
        TestClient(create_app(services(fake, tmp_path))) as client,
    ):
        answer = client.post("/v1/extract", json=body(), headers={"Accept": "text/event-stream"})
    event, data = answer.text.strip().splitlines()[-2:]
    assert event == "event: error"
    error = json.loads(data.removeprefix("data: "))["error"]
    assert error["code"] == "unauthorized"
    assert error["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"article": {"text": ARTICLE}, "schema": "industry_breif"}, 404, "unknown_schema"),
        ({"article": {"text": ARTICLE}, "schema": "../own.json"}, 404, "unknown_schema"),
        ({"article": {"text": ARTICLE}, "schema": {"type": "nonsense"}}, 422, "invalid_schema"),
        ({"article": {"text": ARTICLE}, "schema": {"$ref": "http://127.0.0.1:1/x"}}, 422, "invalid_schema"),
        ({"article": {"text": ""}}, 422, "invalid_request"),
        ({"article": {"text": " \n "}}, 422, "empty_article"),
        ({"article": {}}, 422, "invalid_request"),
        ({"article": {"text": ARTICLE, "colour": "red"}}, 422, "invalid_request"),
        ({"article": {"text": ARTICLE}, "options": {"policy": "lax"}}, 422, "invalid_request"),
        ({"article": {"text": "春" * (MAX_CHARACTERS + 1)}}, 413, "too_large"),
        ({"article": {"text": "x" * MAX_BODY_BYTES}}, 413, "too_large"),
        ([], 422, "invalid_request"),
    ],
)
def test_bad_input_is_refused_without_a_call(
    client: TestClient, fake_endpoint: FakeEndpoint, *, sent: object, status: int, code: str
) -> None:
    """One body for every error, with the id of the request."""
    answer = client.post("/v1/extract", json=sent)
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint", "request_id"}
    assert error["code"] == code
    assert error["hint"]
    assert error["request_id"] == answer.headers["x-request-id"]
    assert fake_endpoint.calls == 0


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b'{"article": {"text": "\\ud800"}}', b"", b"[" * 100_000])
def test_what_is_no_json_is_refused(client: TestClient, data: bytes) -> None:
    """Broken JSON, bytes that are no UTF-8, a lone surrogate, nothing at all, brackets without end."""
    answer = client.post("/v1/extract", content=data, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"code", "message", "hint", "request_id"}


def test_an_error_never_quotes_the_article(client: TestClient) -> None:
    """Neither where the body is wrong beside it, nor where it is what is wrong."""
    for sent in ({"article": {"text": ARTICLE}, "colour": 1}, {"article": {"text": [ARTICLE]}}, {"article": ARTICLE}):
        assert "青禾县" not in client.post("/v1/extract", json=sent).text


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        (Reply.error(401, "no"), 502, "unauthorized"),
        (Reply.error(402, "pay"), 503, "quota_exhausted"),
        (Reply.error(500, "oops"), 502, None),
        (Reply.html(), 502, "bad_upstream"),
        (Reply.message({"content": None, "refusal": "no"}), 502, "refused"),
    ],
)
def test_a_fault_of_the_endpoint_has_its_status(tmp_path: Path, *, reply: Reply, status: int, code: str | None) -> None:
    """502 for an answer that is of no use, 503 with Retry-After where it may be better later."""
    with FakeEndpoint(lambda _: reply) as fake, TestClient(create_app(services(fake, tmp_path))) as client:
        answer = client.post("/v1/extract", json=body(options={"strategy": "direct"}))
    assert answer.status_code == status, answer.text
    if code is not None:
        assert answer.json()["error"]["code"] == code
    assert (answer.headers.get("retry-after") is not None) == (status == 503)


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    """The next request of the same article asks again."""
    with FakeEndpoint([Reply.error(401, "no")]) as fake, TestClient(create_app(services(fake, tmp_path))) as client:
        assert client.post("/v1/extract", json=body()).status_code == 502
        assert client.post("/v1/extract", json=body()).status_code == 200
