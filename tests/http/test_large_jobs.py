"""A job that is too large to be read between two other requests."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.http import create_app
from service.http.bodies import JobArticleBody
from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import ARTICLE, services

_FILLING = ARTICLE * 3_000


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with FakeEndpoint() as fake, TestClient(create_app(services(fake, tmp_path))) as client:
        yield client


def test_it_is_read_in_a_thread_that_lets_others_go_on(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much as a job may have is checked one article at a time, not in one go."""
    threads: set[threading.Thread] = set()
    validate = JobArticleBody.model_validate

    def noted(value: Any) -> JobArticleBody:
        threads.add(threading.current_thread())
        return validate(value)

    monkeypatch.setattr(JobArticleBody, "model_validate", noted)
    sent: JsonObject = {"articles": [{"id": "one", "text": _FILLING}, {"id": "two", "text": "短"}]}
    answer = client.post("/v1/jobs", json=sent)
    assert answer.status_code == 202
    assert client.get(f"/v1/jobs/{answer.json()['id']}").json()["counts"]["articles"] == 2
    assert [thread.name.split("_")[0] for thread in threads] == ["asyncio"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"articles": [{"text": _FILLING}, {"text": 1}]}, "articles/1/text"),
        ({"articles": [{"text": _FILLING}, 7]}, "articles/1"),
        ({"articles": {"text": _FILLING}}, "articles"),
        ([_FILLING], "body"),
    ],
)
def test_what_is_wrong_in_it_is_said_as_of_a_small_one(client: TestClient, body: object, where: str) -> None:
    large = client.post("/v1/jobs", json=body)
    small = client.post("/v1/jobs", json=json.loads(json.dumps(body).replace(json.dumps(_FILLING), '"短"')))
    assert large.status_code == small.status_code == 422
    error = large.json()["error"]
    assert {**error, "request_id": ""} == {**small.json()["error"], "request_id": ""}
    assert where in error["message"]


def test_one_that_is_no_json_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/v1/jobs", content=f'{{"articles": ["{_FILLING}"'.encode(), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
