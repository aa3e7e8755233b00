"""Schemas and articles that would hang, crash or cost a service that trusts them."""

import socket

import pytest
from fastapi.testclient import TestClient

from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import ARTICLE

TREE: JsonObject = {"type": "object", "properties": {"child": {"$ref": "#/$defs/tree"}}}
SCHEMAS: dict[str, JsonObject] = {
    "remote reference": {"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:{port}/a.json"}}},
    "remote meta-schema": {"$schema": "http://127.0.0.1:{port}/meta", "type": "object"},
    "file": {"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}},
    "recursion": {"type": "object", "properties": {"t": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": TREE}},
    "recursion at the top": {"type": "object", "properties": {"t": {"$ref": "#"}}},
    "pattern": {"type": "object", "properties": {"a": {"type": "string", "pattern": "^(a+)+$"}}},
    "100,000 values": {"type": "object", "properties": {"a": {"enum": [f"v{n}" for n in range(100_000)]}}},
    "10 MB": {"type": "object", "description": "x" * 10_000_000},
}


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/jobs"])
@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.usefixtures("must_end")
def test_a_hostile_schema_is_422_without_any_connection(
    client: TestClient, fake_endpoint: FakeEndpoint, *, name: str, path: str
) -> None:
    """The one that points elsewhere points to a port where this test listens: nobody calls."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        schema = _at(SCHEMAS[name], listener.getsockname()[1])
        article: JsonObject = {"text": ARTICLE}
        sent = {"schema": schema, **({"article": article} if path == "/v1/extract" else {"articles": [article]})}
        answer = client.post(path, json=sent)
        with pytest.raises(BlockingIOError):
            listener.accept()
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_schema")
    assert len(answer.content) < 1_000
    assert fake_endpoint.calls == 0


def _at(schema: JsonObject, port: int) -> JsonObject:
    """The schema with the port put in, where it names one."""
    properties = schema.get("properties")
    changed = dict(schema)
    if isinstance(properties, dict):
        changed["properties"] = {
            name: {**node, "$ref": str(node["$ref"]).replace("{port}", str(port))} if "$ref" in node else node
            for name, node in properties.items()
            if isinstance(node, dict)
        }
    if "$schema" in schema:
        changed["$schema"] = str(schema["$schema"]).replace("{port}", str(port))
    return changed


@pytest.mark.parametrize("path", ["/v1/extract", "/v1/jobs"])
@pytest.mark.usefixtures("must_end")
def test_fifty_megabytes_are_413(client: TestClient, fake_endpoint: FakeEndpoint, path: str) -> None:
    """Given up on as soon as it is too much."""
    answer = client.post(path, content=b'{"article": {"text": "' + b"x" * 50_000_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert fake_endpoint.calls == 0


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("", 422, "invalid_request"),
        (" \n\u3000", 422, "empty_article"),
        ("\0" * 9, 422, "empty_article"),
        ("春\0耕", 200, None),
    ],
)
def test_odd_articles_are_results_or_typed_errors(client: TestClient, text: str, status: int, code: str | None) -> None:
    """Nothing, blanks, NUL."""
    answer = client.post("/v1/extract", json={"article": {"text": text}, "options": {"strategy": "direct"}})
    assert answer.status_code == status, answer.text
    assert answer.json().get("error", {}).get("code") == code
