"""What a field may hold, by its type: of that which no finder fills, what the model may put into it.

A date or a figure is chosen among those found, a value of an enum among its own; a name or any other string is copied
from the text. A field of another JSON type (a number, an object) is none of these: its value stands in no text as it is
asked for, and stays null.
"""

from dataclasses import dataclass

from pydantic import JsonValue

from schemas.nullable import as_one
from service.types import JsonObject

TEXT, SUMMARY = "text", "summary"
FIGURES = frozenset({"quantity", "money", "percentage"})
LISTED = FIGURES | {"date", "period"}
"""Types of which code finds all values that a text has: the model chooses among them."""
NAMED = frozenset({"person", "organization", "name", "place"})
"""Types of names: the model copies them, for code does not find them all."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field the model fills. `choices` of an enum is what the model may say → the enum's value.

    `many`: a list of such values. `iso`: dates as `2024-05-08`, which is what JSON Schema's `format: date` means.
    """

    name: str
    type: str
    meaning: str
    choices: dict[str, str]
    many: bool = False
    nullable: bool = True
    iso: bool = False


def type_of(field: JsonObject) -> str:
    """The field's x-type; else what JSON Schema's `enum` and `format` say; else text. Of a list that of its items."""
    node = as_one(field)
    items = node.get("items")
    inner = type_of(items) if isinstance(items, dict) else TEXT
    if isinstance(node.get("enum"), list):
        return "enum"
    return str(node.get("x-type") or ("date" if node.get("format") == "date" else inner))


def column(name: str, field: JsonObject, *, required: bool) -> Column | None:
    """The column of a field; None if its values are no strings."""
    node = as_one(field)
    many = "array" in _json_types(node)
    items = node.get("items")
    value = as_one(items) if many and isinstance(items, dict) else node
    enum = value.get("enum")
    listed = [v for v in enum if v is not None] if isinstance(enum, list) else []
    words = [v for v in listed if isinstance(v, str)]
    if len(words) < len(listed) or not (_json_types(value) == {"string"} or words):
        return None
    return Column(
        name=name,
        type=type_of(field),
        meaning=str(field.get("description") or name),
        choices=_choices(words, value.get("x-glosses")),
        many=many,
        nullable=not required or allows_null(field),
        iso=value.get("format") == "date",
    )


def _choices(words: list[str], glosses: JsonValue) -> dict[str, str]:
    """The values by their glosses, if no two share one; else by themselves."""
    known = glosses if isinstance(glosses, dict) else {}
    choices = {str(known.get(word, word)): word for word in words}
    return choices if len(choices) == len(words) else {word: word for word in words}


def is_read_by_code(field: JsonObject) -> bool:
    """Whether an annotation says how code tells the field's value."""
    return any(key in as_one(field) for key in ("x-from", "x-cues", "x-default"))


def allows_null(field: JsonObject) -> bool:
    """Whether the field says that it may be null."""
    kind = as_one(field).get("type")
    return kind == "null" or (isinstance(kind, list) and "null" in kind)


def _json_types(node: JsonObject) -> set[JsonValue]:
    kind = node.get("type")
    return {*kind} - {"null"} if isinstance(kind, list) else {kind}
