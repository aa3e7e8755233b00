"""What a schema's annotations ask of the candidate finders, read once per article.

on a record type   x-anchor        the field whose candidates begin a record
on any field       x-type          what kind of value it holds
                   x-cues          words that stand before such a value, or, in an enum, {value: words}
                   x-from          subject | measure | period | change | post: read off the words around the anchor
                   x-default       the enum's value where no word tells
on a name field    x-endings, x-classes, x-quoted, x-proper, x-suffix-dropped, x-not-after
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import JsonValue

from schemas import Schema
from service.ground.evidence import escape
from service.pipeline.candidates.names import NameShape
from service.pipeline.pointers import leaf_parent
from service.types import JsonObject

_TAGS = {"organization": "ORG"}
FINDABLE = frozenset({"name", "organization", "person", "quantity"})


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

    `needed` are the fields without which the schema allows no record.
    """

    name: str
    anchor: str
    finder: str
    shape: NameShape
    suffix_dropped: tuple[str, ...]
    not_after: tuple[str, ...]
    fields: tuple[FieldSpec, ...]
    needed: frozenset[str]

    def field(self, source: str) -> FieldSpec | None:
        """The field that is read off the named source, if the record type has one."""
        return next((f for f in self.fields if f.source == source), None)


def record_specs(schema: Schema) -> tuple[RecordSpec, ...]:
    """The record types of the schema that have an anchor of a kind that can be found."""
    specs = (_record(schema, name, item) for name, item in schema.record_types().items())
    return tuple(s for s in specs if s is not None)


def serves(schema: Schema) -> bool:
    """Whether every record type of the schema says what it is, so that candidates can be found for all of them."""
    return bool(schema.record_types()) and len(record_specs(schema)) == len(schema.record_types())


def _record(schema: Schema, name: str, item: JsonObject) -> RecordSpec | None:
    properties = item.get("properties")
    anchor = item.get("x-anchor")
    if not isinstance(properties, dict) or not isinstance(anchor, str):
        return None
    head = properties.get(anchor)
    if not isinstance(head, dict) or head.get("x-type") not in FINDABLE:
        return None
    finder = str(head["x-type"])
    others = tuple(_field(key, value) for key, value in properties.items() if key != anchor and isinstance(value, dict))
    shape = NameShape(
        endings=_words(head.get("x-endings")),
        classes=_words(head.get("x-classes")),
        quoted=head.get("x-quoted") is True,
        proper=head.get("x-proper") is True,
        tag=_TAGS.get(finder),
        signs=tuple(sign for field in others for sign in _signs(field)) if finder == "name" else (),
    )
    dropped, not_after = _words(head.get("x-suffix-dropped")), _words(head.get("x-not-after"))
    needed = frozenset(p for p in properties if leaf_parent(f"/{name}/0/{escape(p)}", schema) == f"/{name}/0")
    return RecordSpec(name, anchor, finder, shape, dropped, not_after, others, needed)


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
