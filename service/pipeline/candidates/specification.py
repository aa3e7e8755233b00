"""What a schema's annotations ask of the candidate finders, read once per article.

on a record type   x-anchor        the field whose candidates begin a record
on any field       x-type          what kind of value it holds
                   x-cues          words that stand before such a value, or, in an enum, {value: words}
                   x-from          subject | measure | period | change | post | speaker: read off the words around
                                   the anchor
                   x-default       the enum's value where no word tells
on a name field    x-endings, x-classes, x-quoted, x-proper, x-suffix-dropped, x-not-after
on a text field    x-quoted        the anchor is what somebody says

Code finds the records of a type whose `x-anchor` it can find, and of their fields those that an annotation says how to
read. The types of the other fields say what the model may fill in (`columns`), and so they do for whole record types
without such an anchor.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from schemas import Schema
from schemas.nullable import as_one
from service.ground.evidence import escape
from service.pipeline.candidates.columns import (
    FIGURES,
    LISTED,
    NAMED,
    Column,
    allows_null,
    column,
    is_read_by_code,
    type_of,
)
from service.pipeline.candidates.mentions import NameShape
from service.pipeline.pointers import leaf_parent
from service.types import JsonObject

_TAGS = {"organization": "ORG"}
NAMES = frozenset({"name", "organization"})
FINDABLE = NAMES | FIGURES | {"person"}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a record type other than its anchor."""

    name: str
    type: str
    source: str
    cues: tuple[str, ...]
    values: dict[str, tuple[str, ...]]
    default: str | None


@dataclass(frozen=True, slots=True)
class RecordSpec:
    """One record type: what its anchors look like and where its other fields come from.

    `finder` is empty where code finds no such records. `needed` are the fields without which the schema allows no
    record, `columns` those that the model fills.
    """

    name: str
    anchor: str
    finder: str
    shape: NameShape
    suffix_dropped: tuple[str, ...]
    not_after: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    needed: frozenset[str]
    columns: tuple[Column, ...] = ()

    def field(self, source: str) -> FieldSpec | None:
        """The field that is read off the named source, if the record type has one."""
        return next((f for f in self.fields if f.source == source), None)


def record_specs(schema: Schema) -> tuple[RecordSpec, ...]:
    """The record types of the schema that a text can fill."""
    specs = (_record(schema, name, item) for name, item in schema.record_types().items())
    return tuple(s for s in specs if s is not None)


def article_columns(schema: Schema) -> tuple[Column, ...]:
    """The article's own fields that the model fills: those that nothing says where to read."""
    required = _words(schema.wire.get("required"))
    fields = ((n, f) for n, f in schema.fields().items() if not is_read_by_code(f) and type_of(f) != "summary")
    columns = (column(name, field, required=name in required) for name, field in fields)
    return tuple(c for c in columns if c is not None)


def serves(schema: Schema) -> bool:
    """Whether candidates do for the schema: code finds something for it, and nothing it demands is out of reach.

    Something is found where a record type has an anchor for it, or any field the type of a figure, a date or a name.
    Out of reach is a field that may not be null and is of a JSON type that no text has (a number, an object).
    """
    specs, own, required = record_specs(schema), article_columns(schema), _words(schema.wire.get("required"))
    demanded = [(n, f) for n, f in schema.fields().items() if n in required and not allows_null(f)]
    reached = all(is_read_by_code(f) or column(n, f, required=True) is not None for n, f in demanded)
    columns = [*own, *(c for s in specs for c in s.columns)]
    found = any(s.finder for s in specs) or any(c.type in LISTED | NAMED for c in columns)
    return found and reached and len(specs) == len(schema.record_types())


def _record(schema: Schema, name: str, item: JsonObject) -> RecordSpec | None:
    """None where nothing in the text can begin a record, or where a field that it must have is out of reach."""
    fields = _objects(item.get("properties"))
    needed = frozenset(p for p in fields if leaf_parent(f"/{name}/0/{escape(p)}", schema) == f"/{name}/0")
    declared = item.get("x-anchor")
    finder = _finder(fields.get(declared, {})) if isinstance(declared, str) else ""
    columns = tuple(c for n, f in fields.items() if (c := column(n, f, required=n in needed)) is not None)
    anchor = str(declared) if finder else _first(columns, declared)
    told = _told(fields, anchor, finder) if finder else set()
    if not anchor or needed - told - {c.name for c in columns}:
        return None
    head = fields[anchor]
    others = tuple(_field(key, value) for key, value in fields.items() if key != anchor)
    shape = NameShape(
        endings=_words(head.get("x-endings")),
        classes=_words(head.get("x-classes")),
        quoted=head.get("x-quoted") is True,
        proper=head.get("x-proper") is True,
        tag=_TAGS.get(finder),
        cues=_words(head.get("x-cues")),
        signs=tuple(sign for field in others for sign in _signs(field)) if finder == "name" else (),
    )
    return RecordSpec(
        name=name,
        anchor=anchor,
        finder=finder,
        shape=shape,
        suffix_dropped=_words(head.get("x-suffix-dropped")),
        not_after=_words(head.get("x-not-after")),
        fields=others,
        needed=needed,
        columns=tuple(c for c in columns if c.name not in told),
    )


def _finder(head: JsonObject) -> str:
    """How code finds the values of an anchor; empty if it does not: a name needs a form, or it could be any."""
    kind, quoted = head.get("x-type"), head.get("x-quoted") is True
    if kind == "text":
        return "quotation" if quoted else ""
    formless = kind == "name" and not (quoted or head.get("x-endings") or head.get("x-classes"))
    return str(kind) if kind in FINDABLE and not formless else ""


def _told(fields: dict[str, JsonObject], anchor: str, finder: str) -> set[str]:
    """The fields that code reads: the anchor, those that say how, and the body of a person's post."""
    told = {anchor, *(n for n, f in fields.items() if is_read_by_code(f))}
    bodies = [n for n, f in fields.items() if type_of(f) == "organization"] if finder == "person" else []
    return told | {*bodies[:1]}


def _first(columns: tuple[Column, ...], declared: JsonValue) -> str:
    """With what a record that only the model finds begins: the anchor, a string that it must have, any string."""
    able = [c for c in columns if not c.choices and not c.many]
    return next((c.name for c in sorted(able, key=lambda c: (c.name != declared, c.nullable))), "")


def _objects(value: JsonValue) -> dict[str, JsonObject]:
    fields = value.items() if isinstance(value, dict) else ()
    return {key: as_one(field) for key, field in fields if isinstance(field, dict)}


def _field(name: str, schema: JsonObject) -> FieldSpec:
    cues = schema.get("x-cues")
    values = _in_order(schema.get("enum"), cues) if isinstance(cues, dict) else {}
    default = schema.get("x-default")
    return FieldSpec(
        name=name,
        type=str(schema.get("x-type", "enum" if values else "text")),
        source=str(schema.get("x-from", "")),
        cues=() if values else _words(cues),
        values=values,
        default=default if isinstance(default, str) else None,
    )


def _signs(field: FieldSpec) -> Iterator[str]:
    """Words that tell of a record's field; those of two characters or more."""
    words = [*field.cues, *(word for words in field.values.values() for word in words)]
    return (word for word in words if "…" not in word and len(word) > 1 and field.source != "agent")


def _in_order(enum: JsonValue, cues: JsonObject) -> dict[str, tuple[str, ...]]:
    """The cues of each value in the enum's own order, which is that of a project's progress and the like."""
    order = [str(v) for v in enum] if isinstance(enum, list) else [*cues]
    return {value: _words(cues[value]) for value in order if value in cues}


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
