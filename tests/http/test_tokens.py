"""The service's own token."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from service.http import Services, create_app
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import ARTICLE, services

TOKEN = "canary-service-token"


@pytest.fixture
def guarded(fake_endpoint: FakeEndpoint, tmp_path: Path) -> Iterator[TestClient]:
    """The application with a token."""
    built = services(fake_endpoint, tmp_path)
    settings = built.settings.model_copy(update={"service_token": SecretStr(TOKEN)})
    with TestClient(create_app(Services(settings))) as client:
        yield client


WRONG = [None, "", TOKEN, "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer 春"]


@pytest.mark.parametrize("sent", WRONG)
@pytest.mark.parametrize(
    "asked",
    ["POST /v1/extract", "POST /v1/jobs", "GET /v1/jobs/x/results", "GET /v1/schemas", "GET /metrics", "GET /nowhere"],
)
def test_nothing_is_told_without_it(
    guarded: TestClient, fake_endpoint: FakeEndpoint, *, asked: str, sent: str | None
) -> None:
    """401 with the usual body, before the request is read."""
    headers = {} if sent is None else {b"Authorization": sent.encode()}
    answer = guarded.request(*asked.split(), headers=headers, content=b"no JSON")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    error = answer.json()["error"]
    assert error["code"] == "unauthenticated"
    assert error["request_id"] == answer.headers["x-request-id"]
    assert fake_endpoint.calls == 0


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_everything_works_with_it(guarded: TestClient, caplog: pytest.LogCaptureFixture, scheme: str) -> None:
    """And it is not logged."""
    caplog.set_level(logging.DEBUG)
    headers = {"Authorization": f"{scheme} {TOKEN}"}
    assert guarded.get("/v1/schemas", headers=headers).status_code == 200
    sent = {"article": {"text": ARTICLE}, "options": {"strategy": "direct"}}
    assert guarded.post("/v1/extract", headers=headers, json=sent).status_code == 200
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/openapi.json"])
def test_health_and_description_are_open(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 200
