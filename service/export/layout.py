"""Which tables and columns there are, from the JSON Schema of a record."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

from service.types import JsonObject

Kind = Literal["text", "integer", "number", "decimal", "boolean", "list", "json", "spans"]
"""What the cells of a column are: `decimal` is exact, `number` a float as JSON has it, `list` holds texts, `json`
anything else, `spans` ranges of the original article."""

_MAX_NAME = 28  # a sheet's name has 31 characters, and one that goes on has " (2)"
_KINDS: Mapping[JsonValue, Kind] = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}


@dataclass(frozen=True)
class Column:
    """`path` leads from an article or a record to the value; with `support` the cell is that value's support."""

    name: str
    kind: Kind
    path: tuple[str, ...] = ()
    support: bool = False


@dataclass(frozen=True)
class Table:
    """`field` is the record type in the record, None for what is no record type; `key` names what makes rows unique.

    Each row of a table with `of_article` belongs to a row of `articles`, by its `article_id`.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    field: str | None = None
    of_article: bool = True


@dataclass(frozen=True)
class Layout:
    """All tables: `records` are the record types, in the schema's order."""

    articles: Table
    records: tuple[Table, ...]
    evidence: Table
    issues: Table
    failures: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.articles, *self.records, self.evidence, self.issues, self.failures)


_ARTICLE = (Column("article_id", "text"), Column("sha256", "text"), Column("chars", "integer"))
_PROVENANCE = (
    Column("model", "text"),
    Column("prompt", "text"),
    Column("strategy", "text"),
    Column("calls", "integer"),
    Column("attempts", "integer"),
    Column("cached", "boolean"),
    Column("seconds", "number"),
    Column("input_tokens", "integer"),
    Column("output_tokens", "integer"),
    Column("cached_tokens", "integer"),
    Column("cost", "decimal"),
)
_RECORD = (Column("article_id", "text"), Column("record", "integer"))
_SENTENCES = (Column("evidence", "text"), Column("evidence_spans", "spans"))
_EVIDENCE = Table(
    "evidence",
    (
        Column("article_id", "text"),
        Column("record_type", "text"),
        Column("record", "integer"),
        Column("field", "text"),
        Column("pointer", "text"),
        Column("support", "text"),
        Column("span", "integer"),
        Column("start", "integer"),
        Column("end", "integer"),
        Column("text", "text"),
    ),
    key=("article_id", "pointer", "span"),
)
_ISSUES = Table(
    "issues",
    (
        Column("article_id", "text"),
        Column("issue", "integer"),
        Column("pointer", "text"),
        Column("kind", "text"),
        Column("value", "json"),
        Column("message", "text"),
    ),
    key=("article_id", "issue"),
)
_FAILURES = Table(
    "failures",
    (*_ARTICLE, Column("code", "text"), Column("message", "text"), Column("hint", "text")),
    key=("article_id",),
    of_article=False,
)


def derive(schema: JsonObject) -> Layout:
    """The tables for records that follow `schema` (record form). The same schema gives the same tables."""
    names = _Names({"articles", *(table.name for table in (_EVIDENCE, _ISSUES, _FAILURES))})
    own: list[Column] = []
    records: list[Table] = []
    for field, node in _properties(schema).items():
        item = _item_objects(node)
        if item is None:
            own += _columns(node, field, (field,))
            continue
        columns = (*_RECORD, *_flat(_properties(item)), *_SENTENCES)
        records.append(Table(names.unique(_table_name(field)), _named(columns), ("article_id", "record"), field))
    articles = Table("articles", _named((*_ARTICLE, *own, *_PROVENANCE)), ("article_id",), of_article=False)
    return Layout(articles, tuple(records), _EVIDENCE, _ISSUES, _FAILURES)


class _Names:
    """Gives each thing a name of its own; SQLite and Excel do not tell capitals from small letters."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def unique(self, name: str) -> str:
        candidate, count = name, 1
        while candidate.casefold() in self._taken:
            count += 1
            candidate = f"{name}_{count}"
        self._taken.add(candidate.casefold())
        return candidate


def _named(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """With a name of its own for each: the fixed columns keep theirs, and a schema's fields give way."""
    fixed = {column.name for column in columns if not column.path}
    names = _Names({name.casefold() for name in fixed})
    return tuple(
        Column(names.unique(re.sub(r"[\x00-\x1f\x7f]", "_", c.name) or "_"), c.kind, c.path, c.support) if c.path else c
        for c in columns
    )


def _table_name(field: str) -> str:
    """A name that files, sheets and tables can have."""
    return re.sub(r"[^\w-]", "_", field)[:_MAX_NAME].strip("_") or "records"


def _flat(properties: Mapping[str, JsonObject], prefix: str = "", path: tuple[str, ...] = ()) -> Iterator[Column]:
    for name, node in properties.items():
        yield from _columns(node, f"{prefix}{name}", (*path, name))


def _columns(node: JsonObject, name: str, path: tuple[str, ...]) -> Iterator[Column]:
    """The columns of a field: of a typed value its text, what was read out of it, and the support of the whole."""
    properties = _properties(node)
    if "x-type" in node and "text" in properties:
        yield Column(name, "text", (*path, "text"))
        for part, child in properties.items():
            if part != "text":
                yield Column(f"{name}_{part}", _kind(child), (*path, part))
    elif properties:
        yield from _flat(properties, f"{name}_", path)
        return
    else:
        kind = _kind(node)
        yield Column(name, kind, path)
        if kind in ("list", "json"):
            return  # each part has its own support: see the evidence
    yield Column(f"{name}_support", "text", path, support=True)


def _kind(node: JsonObject) -> Kind:
    node = _without_null(node)
    if node.get("format") == "decimal":
        return "decimal"
    kind = _type(node)
    if kind == "array":
        items = node.get("items")
        return "list" if isinstance(items, dict) and _kind(items) == "text" else "json"
    return _KINDS.get(kind, "json")


def _type(node: JsonObject) -> JsonValue:
    """The one JSON type beside null that a value may have; None if there are several, or it is not said."""
    kind = node.get("type")
    if kind is None:
        values = node.get("enum", [node["const"]] if "const" in node else [])
        texts = isinstance(values, list) and values and all(isinstance(value, str | None) for value in values)
        return "string" if texts else None
    kinds = [one for one in (kind if isinstance(kind, list) else [kind]) if one != "null"]
    return kinds[0] if len(kinds) == 1 else None


def _without_null(node: JsonObject) -> JsonObject:
    """The one choice beside null, where the schema writes it so."""
    for key in ("anyOf", "oneOf"):
        choices = node.get(key)
        if isinstance(choices, list):
            rest = [choice for choice in choices if choice != {"type": "null"}]
            if len(rest) == 1 and isinstance(rest[0], dict):
                return rest[0]
    return node


def _properties(node: JsonObject) -> dict[str, JsonObject]:
    properties = _without_null(node).get("properties")
    if not isinstance(properties, dict):
        return {}
    return {name: child if isinstance(child, dict) else {} for name, child in properties.items()}


def _item_objects(node: JsonObject) -> JsonObject | None:
    """The schema of one record, where the field is a record type."""
    plain = _without_null(node)
    items = plain.get("items")
    if _type(plain) == "array" and isinstance(items, dict) and _type(_without_null(items)) == "object":
        return items if "x-type" not in items else None
    return None
