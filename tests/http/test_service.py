"""Everything but extraction: schemas, health, errors of the framework, the description."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import schemas
from service.errors import LedgerError
from service.http import create_app
from service.http.bodies import ExtractBody
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import services
from tests.ledger.holding import held


def test_schemas_are_listed_and_shown(client: TestClient) -> None:
    """By name, and by name and version."""
    names = client.get("/v1/schemas").json()["schemas"]
    assert names == schemas.names()
    for name in [*names, "industry_brief"]:
        assert client.get(f"/v1/schemas/{name}").json() == schemas.get(name).record_schema()


def test_an_unknown_schema_is_404_with_a_guess(client: TestClient) -> None:
    """The hint names what was probably meant."""
    answer = client.get("/v1/schemas/industry_breif")
    assert answer.status_code == 404
    assert "industry_brief" in answer.json()["error"]["hint"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("DELETE", "/v1/extract", 405, "method_not_allowed")],
)
def test_the_frameworks_own_errors_have_the_same_body(
    client: TestClient, *, method: str, path: str, status: int, code: str
) -> None:
    """404 and 405 as everything else."""
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


def test_health_and_readiness_ask_no_model(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """Readiness names the model."""
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() | {"version": ""} == {"status": "ready", "version": "", "model": "fake-model"}
    assert fake_endpoint.requests == []


def test_an_unexpected_error_is_500_without_its_text(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it says may quote the article."""

    def broken() -> list[str]:
        raise RuntimeError("canary")

    monkeypatch.setattr(schemas, "names", broken)
    answer = client.get("/v1/schemas")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "canary" not in answer.text + caplog.text


def test_every_request_has_an_id_of_its_own(client: TestClient) -> None:
    """Also those that succeed."""
    ids = {client.get("/healthz").headers["x-request-id"] for _ in range(5)}
    assert len(ids) == 5


def test_the_description_has_an_example_that_is_valid(client: TestClient) -> None:
    """The example of /docs can be sent as it is, and errors are described."""
    description = client.get("/openapi.json").json()
    (example,) = description["components"]["schemas"]["ExtractBody"]["examples"]
    ExtractBody.model_validate(example)
    assert client.post("/v1/extract", json=example).status_code == 200
    assert "ErrorAnswer" in description["components"]["schemas"]
    assert client.get("/docs").status_code == 200


def test_a_ledger_in_use_ends_the_start(
    fake_endpoint: FakeEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than running without one."""
    monkeypatch.setattr("service.ledger.database.OPEN_SECONDS", 0.1)
    app = create_app(services(fake_endpoint, tmp_path))
    with held(tmp_path / "ledger.sqlite"), pytest.raises(LedgerError), TestClient(app):
        pass
