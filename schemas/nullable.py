"""Fields that may be null, as one schema each: pydantic writes `X | None` as a choice between X and null."""

from service.types import JsonObject


def as_one(node: JsonObject) -> JsonObject:
    """`anyOf: [X, null]` as X with null among its types and values; any other schema as it is."""
    choices = node.get("anyOf")
    first = choices[0] if isinstance(choices, list) and choices[1:] == [{"type": "null"}] else None
    if not isinstance(first, dict) or not isinstance(first.get("type"), str):
        return node
    one = {**first, **{key: value for key, value in node.items() if key != "anyOf"}, "type": [first["type"], "null"]}
    enum = first.get("enum")
    return {**one, "enum": [*enum, None]} if isinstance(enum, list) else one
