"""Fields that may be null."""

import pytest

from schemas.nullable import as_one
from service.types import JsonObject

NULL: JsonObject = {"type": "null"}


@pytest.mark.parametrize(
    ("node", "one"),
    [
        (
            {"anyOf": [{"type": "string", "enum": ["a"]}, NULL], "description": "d"},
            {"type": ["string", "null"], "enum": ["a", None], "description": "d"},
        ),
        ({"anyOf": [{"type": "string", "x-type": "date"}, NULL]}, {"type": ["string", "null"], "x-type": "date"}),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, None),
        ({"anyOf": [{"enum": ["a"]}, NULL]}, None),
        ({"type": ["string", "null"]}, None),
        ({}, None),
    ],
)
def test_a_choice_of_a_type_or_null_is_one_schema(node: JsonObject, one: JsonObject | None) -> None:
    """As pydantic writes it; everything else stays as it is."""
    assert as_one(node) == (node if one is None else one)
