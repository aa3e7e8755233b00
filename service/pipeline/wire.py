"""The schema that a model is asked with, derived from a user's: `src` first in every record, nothing optional."""

from collections.abc import Iterator
from functools import lru_cache

from pydantic import JsonValue

from schemas import Schema
from service.types import JsonObject

SRC = "src"
_MAX_SOURCES = 6
_KEPT = frozenset(
    "type enum const properties items required additionalProperties anyOf oneOf allOf $ref $defs pattern format".split()
)


@lru_cache(maxsize=256)
def answer_schema(schema: Schema, sentences: tuple[int, int]) -> JsonObject:
    """The wire form for an article piece whose sentences have the numbers `sentences` (first, last).

    Every property is required (those that were not may be null), no others are allowed, annotations are left out, and
    each item of a record type begins with the numbers of the sentences it rests on (unless it has a `src` of its own).
    Callers share it, and leave it as it is.
    """
    root = plain(schema)
    properties = root.get("properties")
    if isinstance(properties, dict):
        for name in schema.record_types():
            array = properties.get(name)
            item = array.get("items") if isinstance(array, dict) else None
            if isinstance(item, dict):
                _cite(item, sentences)
    return root


def plain(schema: Schema) -> JsonObject:
    """The wire form without annotations, every property required and no others allowed."""
    return _strict(schema.wire)


def _cite(item: JsonObject, sentences: tuple[int, int]) -> None:
    first, last = sentences
    numbers: JsonObject = {"type": "integer", "minimum": first, "maximum": last}
    source: JsonObject = {"type": "array", "items": numbers, "minItems": 1, "maxItems": _MAX_SOURCES}
    properties = item.get("properties")
    if isinstance(properties, dict) and SRC not in properties:
        item["properties"] = {SRC: source, **properties}
        item["required"] = [SRC, *properties]


def _strict(node: JsonValue) -> JsonObject:
    if not isinstance(node, dict):
        return {}
    result: JsonObject = {}
    for key, value in node.items():
        if key not in _KEPT:
            continue
        if key in {"properties", "$defs"} and isinstance(value, dict):
            result[key] = {name: _strict(child) for name, child in value.items()}
        elif key == "items":
            result[key] = _strict(value)
        elif key in {"anyOf", "oneOf", "allOf"} and isinstance(value, list):
            result[key] = [_strict(child) for child in value]
        else:
            result[key] = value
    properties = result.get("properties")
    if isinstance(properties, dict) and properties:
        required = node.get("required")
        known = set(required) if isinstance(required, list) else set()
        result["properties"] = {n: c if n in known else _nullable(c) for n, c in properties.items()}
        result["required"] = [*properties]
        result["additionalProperties"] = False
    return result


def _nullable(node: JsonValue) -> JsonValue:
    if not isinstance(node, dict):
        return node
    kind = node.get("type")
    if isinstance(kind, str):
        changed: JsonObject = {**node, "type": [kind, "null"]}
        choices = node.get("enum")
        if isinstance(choices, list):
            changed["enum"] = [*choices, None]
        return changed
    if isinstance(kind, list) and "null" in kind:
        return node
    return {"anyOf": [node, {"type": "null"}]}


@lru_cache(maxsize=64)
def describe(schema: Schema) -> str:
    """The fields and their meanings as lines of text, for the prompt."""
    return "\n".join(_lines(schema.wire, ""))


def _lines(node: JsonValue, indent: str) -> Iterator[str]:
    properties = node.get("properties") if isinstance(node, dict) else None
    if not isinstance(properties, dict):
        return
    for name, child in properties.items():
        if not isinstance(child, dict):
            continue
        item = child.get("items") if isinstance(child.get("items"), dict) else child
        about = [str(d) for d in (child.get("description"), _item_description(child)) if d]
        glosses = child.get("x-glosses")
        values = child.get("enum")
        if isinstance(glosses, dict):
            about.append(";".join(f"{value}={gloss}" for value, gloss in glosses.items()))
        elif isinstance(values, list):
            about.append("/".join(str(v) for v in values if v is not None))
        yield f"{indent}{name}:{'。'.join(about)}"
        yield from _lines(item, indent + "  ")


def _item_description(node: JsonObject) -> JsonValue:
    item = node.get("items")
    return item.get("description") if isinstance(item, dict) else None


def without_sources(answer: JsonObject, schema: Schema) -> tuple[JsonObject, dict[str, tuple[int, ...]]]:
    """The answer in the user's own form, and the sentence numbers that each record cited, by JSON Pointer."""
    record = dict(answer)
    cited: dict[str, tuple[int, ...]] = {}
    for name, item in schema.record_types().items():
        rows = answer.get(name)
        if not isinstance(rows, list) or _has(item, SRC):
            continue
        kept: list[JsonValue] = []
        for row in rows:
            if isinstance(row, dict):
                numbers = row.get(SRC)
                if isinstance(numbers, list):
                    cited[f"/{name}/{len(kept)}"] = tuple(n for n in numbers if isinstance(n, int))
                kept.append({key: value for key, value in row.items() if key != SRC})
        record[name] = kept
    return record, cited


def without_nulls(record: JsonObject, node: JsonObject) -> JsonObject:
    """The record without the nulls that stand for a field left out: optional ones whose schema does not allow null."""
    pruned = _pruned(record, node)
    return pruned if isinstance(pruned, dict) else record


def _pruned(value: JsonValue, node: JsonValue) -> JsonValue:
    if not isinstance(node, dict):
        return value
    if isinstance(value, list):
        return [_pruned(child, node.get("items")) for child in value]
    properties = node.get("properties")
    if not isinstance(value, dict) or not isinstance(properties, dict):
        return value
    required = node.get("required")
    kept = set(required) if isinstance(required, list) else set()
    return {
        name: _pruned(child, properties.get(name))
        for name, child in value.items()
        if child is not None or name in kept or _has_null(properties.get(name))
    }


def _has_null(node: JsonValue) -> bool:
    """Whether a schema may allow null; where it does not say by its type, it may."""
    kind = node.get("type") if isinstance(node, dict) else None
    return kind is None or kind == "null" or (isinstance(kind, list) and "null" in kind)


def _has(item: JsonObject, name: str) -> bool:
    properties = item.get("properties")
    return isinstance(properties, dict) and name in properties
