"""What the labelling service lets in, and how it refuses."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from evals.labelling.desk import Desk
from evals.labelling.page import Stop
from evals.labelling.worklist import desk_of_gold
from service.http.labelling import TOKEN_HEADER, create_labelling_app
from service.types import JsonObject
from tests.evals.folders import write_article, write_labels

BASE = "http://127.0.0.1:8123"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_of_gold(write_labels(tmp_path / "gold"), write_article(tmp_path / "articles"))


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """The page itself: it has the token."""
    app = create_labelling_app([Stop(desk)])
    headers = {TOKEN_HEADER: app.state.work.token, "Origin": BASE}
    with TestClient(app, base_url=BASE, headers=headers, raise_server_exceptions=False) as client:
        yield client


def body(desk: Desk, **changes: str) -> JsonObject:
    """What the page sends to save the file with fields of its record set."""
    document = desk.document()
    record = document["record"]
    assert isinstance(record, dict)
    return {"at": 0, "document": {**document, "record": {**record, **changes}}, "seen": desk.seen().model_dump()}


def test_the_page_saves(client: TestClient, desk: Desk) -> None:
    answer = client.post("/save", json=body(desk, region="远山县"))
    assert (answer.status_code, answer.json()) == (200, desk.seen().model_dump())
    record = desk.document()["record"]
    assert isinstance(record, dict)
    assert record["region"] == "远山县"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {TOKEN_HEADER: "guessed"},
        {TOKEN_HEADER: ""},
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": ""},
    ],
)
@pytest.mark.parametrize("path", ["save", "draft", "discard", "decide", "locate"])
def test_another_site_s_request_does_nothing(
    client: TestClient, desk: Desk, path: str, headers: dict[str, str]
) -> None:
    before = desk.seen()
    answer = client.post(f"/{path}", json=body(desk, region="远山县"), headers=headers)
    assert answer.status_code == 403
    assert desk.seen() == before


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_the_page_and_its_token_are_not_shown_under_another_name(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "远山" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:9000", "[::1]:8123"])
def test_the_page_is_shown_on_this_machine_and_never_in_a_frame(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_of_another_site_is_no_json(client: TestClient, desk: Desk) -> None:
    answer = client.post("/save", data={"at": "0"})
    assert answer.status_code == 422
    assert desk.path.exists()


def test_a_refusal_names_every_place(client: TestClient, desk: Desk) -> None:
    sent = body(desk)
    document = sent["document"]
    assert isinstance(document, dict)
    record = document["record"]
    assert isinstance(record, dict)
    record |= {"publisher": 7, "region": 8}
    answer = client.post("/save", json=sent)
    assert answer.status_code == 422
    assert {one["pointer"] for one in answer.json()["problems"]} == {"/publisher", "/region"}
    assert answer.json()["error"]["code"] == "gold"


def test_a_changed_file_is_a_conflict(client: TestClient, desk: Desk) -> None:
    sent = body(desk, region="远山县")
    desk.path.write_bytes(desk.path.read_bytes() + b"\n")
    answer = client.post("/save", json=sent)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale_gold")


@pytest.mark.parametrize("at", [-1, 1])
def test_a_stop_that_is_not_there_is_not_found(client: TestClient, desk: Desk, at: int) -> None:
    assert client.get(f"/?at={at}").status_code == 404
    assert client.post("/save", json={**body(desk), "at": at}).status_code == 404


def test_there_is_no_dispute_to_decide_on(client: TestClient, desk: Desk) -> None:
    sent = {**body(desk), "decision": "rejected", "because": "r", "by": "b"}
    assert client.post("/decide", json=sent).status_code == 404
