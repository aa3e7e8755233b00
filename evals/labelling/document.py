"""A gold file's content: the form in which it is written, and what a new one begins with."""

import json
from collections.abc import Iterable, Sequence

from pydantic import JsonValue

from evals.layout import branches_of, is_nullable, types_of
from schemas import Schema
from service.errors import GoldError
from service.types import JsonObject

_LARGEST = 2**53
_LAST_KEYS = ("aliases", "evidence")


def written(document: JsonObject, schema: Schema) -> bytes:
    """The file of `document`: UTF-8, two-space indent, no escapes; keys as in the schema, then aliases, then evidence.

    What a record says nothing of is written out as null. Raises GoldError for a string that UTF-8 cannot hold.
    """
    ordered = _sorted(document, ("id", "schema", "record"))
    record = document.get("record")
    if isinstance(record, dict):
        ordered["record"] = _record(record, schema)
    try:
        return (json.dumps(ordered, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
    except UnicodeEncodeError as error:
        raise GoldError("a value holds half of a character", hint="type the value again") from error


def blank(gold_id: str, spec: str, schema: Schema) -> JsonObject:
    """The labels of an article of which nothing is known yet; `spec` names the schema in the file."""
    return {"id": gold_id, "schema": spec, "record": blank_record(schema.wire)}


def blank_record(node: JsonObject) -> JsonObject:
    """An object of this schema with nothing in it: null, or a list without entries.

    Required fields that may be neither hold null all the same, so that they are asked for; other fields are left out.
    """
    properties, required = node.get("properties"), node.get("required")
    found: JsonObject = {}
    for name, field in properties.items() if isinstance(properties, dict) else ():
        branches = branches_of(field) if isinstance(field, dict) else []
        if is_nullable(branches):
            found[name] = None
        elif any("array" in types_of(branch) for branch in branches):
            found[name] = []
        elif isinstance(required, list) and name in required:
            found[name] = None
    return found


def require_exact_numbers(name: str, value: JsonValue, pointer: str = "") -> None:
    """Raise GoldError for an integer that a browser would change."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        message = f"{name}: {pointer}: {value} has more digits than a browser keeps"
        raise GoldError(message, hint="write it as a string, or correct the file by hand")
    items: Iterable[tuple[object, JsonValue]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, child in items:
        require_exact_numbers(name, child, f"{pointer}/{key}")


def _record(record: JsonObject, schema: Schema) -> JsonObject:
    ordered = _sorted({**blank_record(schema.wire), **record}, _names(schema.wire))
    for group, item in schema.record_types().items():
        items = record.get(group)
        if isinstance(items, list):
            names = _names(item)
            last = [key for key in _LAST_KEYS if key not in names]
            ordered[group] = [
                _sorted({**blank_record(item), **one}, names, last) if isinstance(one, dict) else one for one in items
            ]
    return ordered


def _names(node: JsonObject) -> list[str]:
    properties = node.get("properties")
    return list(properties) if isinstance(properties, dict) else []


def _sorted(value: JsonObject, first: Sequence[str], last: Sequence[str] = ()) -> JsonObject:
    """The keys named first, those that are not named, in their order, and the keys named last."""
    others = [key for key in value if key not in first and key not in last]
    return {key: value[key] for key in [*first, *others, *last] if key in value}
