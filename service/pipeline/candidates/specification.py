"""What a schema's annotations ask of the candidate finders, read once per article.

on a record type   x-anchor        the field whose candidates begin a record
on any field       x-type          what kind of value it holds
                   x-cues          words that stand before such a value, or, in an enum, {value: words}
                   x-from          subject | measure | period | change | post | speaker: read off the words around
                                   the anchor
                   x-default       the enum's value where no word tells
on a name field    x-endings, x-classes, x-quoted, x-proper, x-suffix-dropped, x-not-after

Where these are not given, types stand in for them: the anchor is the first field that a record cannot be without and
whose type code can find; a name of no said form is that of a person or a body; and the model judges and fills in what
no annotation says how to tell (`columns`).
"""

from dataclasses import dataclass

from pydantic import JsonValue

from schemas import Schema
from schemas.nullable import as_one
from schemas.vocabulary import ORGANIZATION_CLASSES, ORGANIZATION_ENDINGS
from service.ground.evidence import escape
from service.pipeline.candidates.columns import Column, allows_null, column, is_read_by_code, type_of
from service.pipeline.candidates.names import NameShape
from service.pipeline.pointers import leaf_parent
from service.types import JsonObject

_TAGS = {"organization": "ORG"}
NAMES = frozenset({"name", "organization"})
FIGURES = frozenset({"quantity", "money", "percentage"})
SPANS = frozenset({"date", "period", "place"})
FINDABLE = NAMES | FIGURES | SPANS | {"person"}
# A text is found only where the schema says that records begin with it: as what somebody says, or as what happened.
_TEXTS = frozenset({"text", "summary"})
BODY = NameShape(endings=ORGANIZATION_ENDINGS, classes=ORGANIZATION_CLASSES, proper=True, tag="ORG")


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

    `needed` are the fields without which the schema allows no record, `columns` those that the model fills. `asked`:
    the model judges whether what was found is such a record. `people`: names of people begin a record, too. `iso`: the
    anchor is a date as `2024-05-08`.
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
    asked: bool = False
    people: bool = False
    iso: bool = False

    def field(self, source: str) -> FieldSpec | None:
        """The field that is read off the named source, if the record type has one."""
        return next((f for f in self.fields if f.source == source), None)


def record_specs(schema: Schema) -> tuple[RecordSpec, ...]:
    """The record types of the schema that have an anchor of a kind that can be found."""
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

    Every record type needs an anchor that can be found; a schema without record types a field whose values can be. No
    field that may not be null may be of a JSON type that no text has (a number, an object).
    """
    specs, required = record_specs(schema), _words(schema.wire.get("required"))
    demanded = [(n, f) for n, f in schema.fields().items() if n in required and not allows_null(f)]
    found = bool(specs) or any(c.type in FINDABLE for c in article_columns(schema))
    filled = all(is_read_by_code(f) or column(n, f, required=True) is not None for n, f in demanded)
    return found and filled and len(specs) == len(schema.record_types())


def _record(schema: Schema, name: str, item: JsonObject) -> RecordSpec | None:
    """None where no field can begin a record, or where one that a record cannot be without is out of reach."""
    fields = _objects(item.get("properties"))
    needed = frozenset(p for p in fields if leaf_parent(f"/{name}/0/{escape(p)}", schema) == f"/{name}/0")
    declared = item.get("x-anchor")
    anchor = declared if isinstance(declared, str) else _derived_anchor(item, fields, needed)
    head = fields.get(anchor, {})
    finder = _finder(head, declared=anchor == declared)
    if finder is None:
        return None
    shape = _shape(head, finder)
    people = finder == "name" and shape == NameShape()
    others = {key: value for key, value in fields.items() if key != anchor}
    told = {key for key, value in others.items() if is_read_by_code(value)}
    if finder == "person" or people:
        told |= {next((key for key, value in others.items() if type_of(value) == "organization"), "")}
    columns = _columns(others, needed, told)
    if needed - {anchor, *told, *(c.name for c in columns)}:
        return None
    return RecordSpec(
        name=name,
        anchor=anchor,
        finder="organization" if people else finder,
        shape=shape if shape.endings or finder not in NAMES or shape.quoted else BODY,
        suffix_dropped=_words(head.get("x-suffix-dropped")),
        not_after=_words(head.get("x-not-after")),
        fields=tuple(_field(key, value) for key, value in others.items()),
        needed=needed,
        columns=columns,
        asked=bool(columns) or anchor != declared,
        people=people,
        iso=head.get("format") == "date",
    )


def _derived_anchor(item: JsonObject, fields: dict[str, JsonObject], needed: frozenset[str]) -> str:
    """The first field that a record cannot be without (any, if the type demands none) whose type code can find."""
    able = [n for n in fields if n in needed or not item.get("required")]
    return next((n for n in able if _finder(fields[n], declared=False) is not None), "")


def _finder(head: JsonObject, *, declared: bool) -> str | None:
    """How the values of an anchor are found: by its type, or as what is said or what happened. None: not at all."""
    kind = type_of(head)
    values = column("", head, required=True)
    if values is None or values.many:
        return None
    if kind in FINDABLE:
        return kind
    if not declared or kind not in _TEXTS:
        return None
    return "quotation" if head.get("x-quoted") is True else "statement"


def _shape(head: JsonObject, finder: str) -> NameShape:
    return NameShape(
        endings=_words(head.get("x-endings")),
        classes=_words(head.get("x-classes")),
        quoted=head.get("x-quoted") is True,
        proper=head.get("x-proper") is True,
        tag=_TAGS.get(finder),
    )


def _columns(others: dict[str, JsonObject], needed: frozenset[str], told: set[str]) -> tuple[Column, ...]:
    columns = (column(key, value, required=key in needed) for key, value in others.items() if key not in told)
    return tuple(c for c in columns if c is not None)


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


def _in_order(enum: JsonValue, cues: JsonObject) -> dict[str, tuple[str, ...]]:
    """The cues of each value in the enum's own order, which is that of a project's progress and the like."""
    order = [str(v) for v in enum] if isinstance(enum, list) else [*cues]
    return {value: _words(cues[value]) for value in order if value in cues}


def _words(value: JsonValue) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()
