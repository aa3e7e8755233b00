"""Taking values out of a JSON document by JSON Pointer (RFC 6901), and where everything else stands afterwards."""

from collections.abc import Iterable, Iterator

from pydantic import JsonValue

from schemas import Schema
from service.ground.evidence import escape
from service.types import JsonObject


def leaf_parent(pointer: str, schema: Schema) -> str:
    """What goes when the leaf goes: its whole record where the leaf is required there, else the leaf itself."""
    tokens = pointer.split("/")[1:]
    item = schema.record_types().get(tokens[0]) if len(tokens) >= 3 else None
    required = item.get("required") if item else None
    properties = item.get("properties") if item else None
    if len(tokens) != 3 or not isinstance(required, list) or not isinstance(properties, dict):
        return pointer
    field = properties.get(tokens[2])
    return f"/{tokens[0]}/{tokens[1]}" if tokens[2] in required and not _nullable(field) else pointer


def _nullable(field: JsonValue) -> bool:
    if not isinstance(field, dict):
        return False
    kind = field.get("type")
    branches = field.get("anyOf")
    nested = isinstance(branches, list) and any(_nullable(b) for b in branches)
    return kind == "null" or (isinstance(kind, list) and "null" in kind) or nested


def remove(document: JsonObject, pointers: Iterable[str]) -> tuple[JsonObject, dict[str, str]]:
    """The document without the values at `pointers` (null in an object, gone from a list), and old → new pointers."""
    gone = set(pointers)
    moved: dict[str, str] = {"": ""}
    result = _copy(document, "", "", gone, moved)
    return (result if isinstance(result, dict) else {}), moved


def _copy(value: JsonValue, old: str, new: str, gone: set[str], moved: dict[str, str]) -> JsonValue:
    moved[old] = new
    if isinstance(value, dict):
        return dict(_members(value, old, new, gone, moved))
    if isinstance(value, list):
        kept: list[JsonValue] = []
        for i, child in enumerate(value):
            if f"{old}/{i}" not in gone:
                kept.append(_copy(child, f"{old}/{i}", f"{new}/{len(kept)}", gone, moved))
        return kept
    return value


def _members(
    value: JsonObject, old: str, new: str, gone: set[str], moved: dict[str, str]
) -> Iterator[tuple[str, JsonValue]]:
    for key, child in value.items():
        place = f"{old}/{escape(key)}"
        yield key, None if place in gone else _copy(child, place, f"{new}/{escape(key)}", gone, moved)
