"""The server that the other tests rely on."""

import http.client
import json

import jsonschema_rs
import pytest
from pydantic import JsonValue

from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint, smallest


def get(fake: FakeEndpoint, path: str) -> tuple[int, JsonValue]:
    connection = http.client.HTTPConnection("127.0.0.1", int(fake.base_url.split(":")[2].split("/")[0]), timeout=5)
    connection.request("GET", path)
    response = connection.getresponse()
    return response.status, json.loads(response.read())


def test_it_lists_its_models(fake_endpoint: FakeEndpoint) -> None:
    status, body = get(fake_endpoint, "/v1/models")
    assert status == 200
    assert body == {"object": "list", "data": [{"id": "fake-model", "object": "model"}]}


def test_it_records_what_it_does_not_serve(fake_endpoint: FakeEndpoint) -> None:
    assert get(fake_endpoint, "/nothing")[0] == 404
    assert [request.path for request in fake_endpoint.requests] == ["/nothing"]
    assert fake_endpoint.calls == 0


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"const": 3}, "b": {"enum": ["x"]}}, "required": ["a", "b"]},
        {"type": "object", "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"]},
        {"type": "array", "minItems": 2, "items": {"anyOf": [{"type": "integer", "minimum": 4}, {"type": "null"}]}},
        {"type": "string", "minLength": 3},
        {"type": "boolean"},
        {
            "$defs": {"n": {"type": "object", "properties": {"s": {"type": "string"}}, "required": ["s"]}},
            "$ref": "#/$defs/n",
        },
    ],
)
def test_its_own_answers_satisfy_the_schema(schema: JsonObject) -> None:
    assert jsonschema_rs.validator_for(schema).is_valid(smallest(schema))
