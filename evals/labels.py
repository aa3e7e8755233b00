"""Label files as people write them: the values, and beside the values of a record its evidence and aliases."""

import json
from pathlib import Path

from pydantic import JsonValue

from evals.layout import Layout, RecordType
from service.errors import GoldError
from service.types import JsonObject

_BESIDE_VALUES = frozenset({"evidence", "aliases"})


def read_labels(path: Path) -> JsonObject:
    """The JSON object in `path`. Raises GoldError as `parse_labels` does, and where the file cannot be read."""
    return parse_labels(path.name, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """What stands in `path`. Raises GoldError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise GoldError(f"{path.name}: cannot be read: {error.strerror}", hint="check the path") from error


def parse_labels(name: str, data: bytes) -> JsonObject:
    """The JSON object in `data`, the content of the file `name`.

    Raises GoldError where it is none, has a key twice, or a number that JSON lacks.
    """
    try:
        value = json.loads(data, object_pairs_hook=_unique, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{name}: not readable as JSON: {error}", hint="UTF-8, keys once each, no NaN") from error
    if not isinstance(value, dict):
        raise GoldError(f"{name}: not an object", hint='begin with {"id": …, "schema": …, "record": …}')
    return value


def split_labels(name: str, record: JsonObject, layout: Layout) -> tuple[JsonObject, dict[str, JsonObject]]:
    """The record in wire form, and what stands beside the values of each of its records, by pointer."""
    values, beside = dict(record), dict[str, JsonObject]()
    for group in layout.record_types:
        items = record.get(group.name)
        if not isinstance(items, list):
            continue
        kept: list[JsonValue] = []
        for i, item in enumerate(items):
            if not isinstance(item, dict):
                raise GoldError(f"{name}: /{group.name}/{i} is not an object")
            taken = beside_values(group)
            beside[f"/{group.name}/{i}"] = {key: item[key] for key in sorted(taken) if key in item}
            kept.append({key: value for key, value in item.items() if key not in taken})
        values[group.name] = kept
    return values, beside


def beside_values(group: RecordType) -> frozenset[str]:
    """The keys of a record that hold no value of it: those of evidence and aliases that its schema leaves free."""
    return _BESIDE_VALUES - {leaf.path[0] for leaf in group.leaves}


def _unique(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} occurs twice in one object")
    return result


def _refuse(constant: str) -> JsonValue:
    raise ValueError(f"{constant} is not JSON")
