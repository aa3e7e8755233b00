"""What the scorer reads from a schema: which fields there are, how each is compared, what identifies a record.

Everything comes from the annotations (`x-type`, `x-compare`, `x-weight`, `x-identity`) and, where there are none, from
plain JSON Schema. No field is known by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from pydantic import JsonValue

from schemas import Schema
from service.errors import InvalidSchema
from service.types import JsonObject

Comparator = Literal["ignore", "name", "text", "quantity", "money", "percentage", "date", "enum", "strings", "anchors"]
COMPARATORS: tuple[Comparator, ...] = get_args(Comparator)

_BY_TYPE: Mapping[str, Comparator] = {
    "name": "name",
    "text": "text",
    "summary": "ignore",
    "quantity": "quantity",
    "money": "money",
    "percentage": "percentage",
    "date": "date",
    "period": "text",
    "person": "name",
    "organization": "name",
    "place": "text",
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One scored value. `path` leads to it through nested objects; `required` says that it is never null."""

    path: tuple[str, ...]
    comparator: Comparator
    kind: str
    weight: float = 1.0
    required: bool = False

    @property
    def name(self) -> str:
        return ".".join(self.path)

    def of(self, record: Mapping[str, JsonValue]) -> JsonValue:
        """The leaf's value in `record`, None where it is absent, null or blank."""
        value: JsonValue = dict(record)
        for key in self.path:
            value = value.get(key) if isinstance(value, dict) else None
        return None if is_null(value) else value


@dataclass(frozen=True, slots=True)
class RecordType:
    """The leaves of one record type; `identity` names those that say which real-world thing a record is."""

    name: str
    leaves: tuple[Leaf, ...]
    identity: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Layout:
    """A schema as the scorer sees it: the article's own leaves and its record types."""

    schema_id: str
    fields: tuple[Leaf, ...]
    record_types: tuple[RecordType, ...]

    @classmethod
    def of(cls, schema: Schema) -> "Layout":
        """Raises InvalidSchema where an annotation names no comparator or no field."""
        required = _strings(schema.wire.get("required"))
        return cls(
            schema_id=schema.id,
            fields=tuple(_leaves(schema.fields(), required, ())),
            record_types=tuple(record_type(name, item) for name, item in schema.record_types().items()),
        )

    def group(self, name: str) -> RecordType:
        return next(group for group in self.record_types if group.name == name)


def record_type(name: str, item: JsonObject) -> RecordType:
    """The record type whose item schema is `item`."""
    properties = item.get("properties")
    leaves = tuple(_leaves(_objects(properties), _strings(item.get("required")), ()))
    identity = _strings(item.get("x-identity"))
    if unknown := identity - {leaf.name for leaf in leaves}:
        message = f"x-identity of {name} names {', '.join(sorted(unknown))}, which it does not have"
        raise InvalidSchema(message, hint="name fields of the same object")
    return RecordType(name, leaves, frozenset(identity))


def is_null(value: JsonValue) -> bool:
    """Whether `value` says nothing: null, blank, or empty; also a typed object without text."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict) and "text" in value:
        return is_null(value["text"])
    return value is None or value in ([], {})


def _leaves(properties: Mapping[str, JsonObject], required: set[str], path: tuple[str, ...]) -> Iterator[Leaf]:
    for key, field in properties.items():
        branches = branches_of(field)
        nested = next((branch for branch in branches if branch.get("properties")), None)
        if nested is not None and "x-type" not in field and "x-compare" not in field:
            yield from _leaves(_objects(nested["properties"]), _strings(nested.get("required")), (*path, key))
            continue
        weight = field.get("x-weight", 1)
        yield Leaf(
            path=(*path, key),
            comparator=_comparator(key, branches),
            kind=str(_annotation(branches, "x-type") or ""),
            weight=float(weight) if isinstance(weight, int | float) else 1.0,
            required=key in required and not is_nullable(branches),
        )


def branches_of(field: JsonObject) -> list[JsonObject]:
    """The field's schema and the alternatives within it, null left in."""
    alternatives = [field]
    for keyword in ("anyOf", "oneOf", "allOf"):
        options = field.get(keyword)
        if isinstance(options, list):
            alternatives += [option for option in options if isinstance(option, dict)]
    return alternatives


def _comparator(key: str, branches: list[JsonObject]) -> Comparator:
    named = _annotation(branches, "x-compare")
    if named is not None:
        found = next((comparator for comparator in COMPARATORS if comparator == named), None)
        if found is None:
            raise InvalidSchema(f"x-compare of {key} is {named!r}", hint=f"one of {', '.join(COMPARATORS)}")
        return found
    if any(_is_list_of_strings(branch) for branch in branches):
        return "strings"
    typed = _annotation(branches, "x-type")
    if typed is not None:
        return _BY_TYPE.get(str(typed), "text")
    if any("enum" in branch or "const" in branch for branch in branches):
        return "enum"
    if any(branch.get("format") in {"date", "date-time"} for branch in branches):
        return "date"
    return "text" if any("string" in types_of(branch) for branch in branches) else "enum"


def _annotation(branches: list[JsonObject], key: str) -> JsonValue:
    return next((branch[key] for branch in branches if key in branch), None)


def types_of(branch: JsonObject) -> set[str]:
    """The JSON types that one branch names."""
    kind = branch.get("type")
    return {kind} if isinstance(kind, str) else _strings(kind)


def is_nullable(branches: list[JsonObject]) -> bool:
    """Whether any of the branches takes null."""
    return any("null" in types_of(branch) for branch in branches)


def _is_list_of_strings(branch: JsonObject) -> bool:
    items = branch.get("items")
    return "array" in types_of(branch) and isinstance(items, dict) and "string" in types_of(items)


def _objects(value: JsonValue) -> dict[str, JsonObject]:
    if not isinstance(value, dict):
        return {}
    return {key: field for key, field in value.items() if isinstance(field, dict)}


def _strings(value: JsonValue) -> set[str]:
    return {item for item in value if isinstance(item, str)} if isinstance(value, list) else set()
