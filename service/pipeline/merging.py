"""One record out of the drafts of an article's parts, by the fields that the schema calls identity."""

import json
from collections.abc import Sequence

from pydantic import JsonValue

from schemas import Schema
from service.ground.matching import fold
from service.pipeline.draft import Draft, Evidence
from service.types import JsonObject


def merge(drafts: Sequence[Draft], schema: Schema) -> Draft:
    """The drafts as one, in order: a field's first value stands, records of one identity fill each other's gaps."""
    merged = Draft(record={})
    for name in schema.fields():
        _merge_field(merged, name, drafts)
    for name, item in schema.record_types().items():
        identity = item.get("x-identity")
        keys = [str(k) for k in identity] if isinstance(identity, list) else None
        _merge_records(merged, name, keys, drafts)
    return merged


def _merge_field(merged: Draft, name: str, drafts: Sequence[Draft]) -> None:
    values = [d.record.get(name) for d in drafts]
    lists = [v for v in values if isinstance(v, list)]
    if lists and len(lists) == len([v for v in values if v is not None]):
        unique = {json.dumps(v, sort_keys=True): v for items in lists for v in items}
        merged.record[name] = list(unique.values())
    else:
        merged.record[name] = next((v for v in values if v is not None), None)


def _merge_records(merged: Draft, name: str, keys: list[str] | None, drafts: Sequence[Draft]) -> None:
    rows: list[JsonObject] = []
    places: dict[str, int] = {}
    for draft in drafts:
        items = draft.record.get(name)
        for i, row in enumerate(items if isinstance(items, list) else []):
            if not isinstance(row, dict):
                continue
            key = _identity(row, keys)
            old = places.get(key)
            if old is None:
                places[key] = old = len(rows)
                rows.append(dict(row))
            else:
                rows[old].update({k: v for k, v in row.items() if rows[old].get(k) is None})
            _add_evidence(merged.evidence, f"/{name}/{old}", draft.evidence.get(f"/{name}/{i}", ()))
    merged.record[name] = [*rows]


def _add_evidence(evidence: Evidence, pointer: str, ranges: tuple[tuple[int, int], ...]) -> None:
    if ranges:
        evidence[pointer] = tuple(dict.fromkeys((*evidence.get(pointer, ()), *ranges)))


def _identity(row: JsonObject, keys: list[str] | None) -> str:
    """What makes two rows one thing: their identity fields; where they have none, that they are equal."""
    named = keys is not None and any(row.get(k) is not None for k in keys)
    values: dict[str, JsonValue] = {k: row.get(k) for k in keys} if keys and named else dict(row)
    return json.dumps({k: fold(str(v)).text for k, v in values.items()}, sort_keys=True)
