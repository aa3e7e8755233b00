"""Schemas by name, from a file, or posted inline: one `Schema` value for all of them."""

import difflib
import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema_rs
from pydantic import BaseModel, JsonValue

from schemas import industry_brief, news_event
from schemas.annotations import TYPED
from schemas.nullable import as_one
from schemas.references import check_shape, inline_references
from schemas.values import parse_typed
from service.errors import InvalidSchema, UnknownSchema
from service.types import Issue, JsonObject

MAX_BYTES = 1_000_000
_BACKTRACKS = 100_000
_MAX_PROBLEMS = 100
_DIALECT = re.compile(r"https?://json-schema\.org/(draft-0[467]|draft/2019-09|draft/2020-12)/schema#?")
_MESSAGE = 200
_VALUE = 80

_SHIPPED: dict[str, tuple[int, type[BaseModel]]] = {
    industry_brief.NAME: (industry_brief.VERSION, industry_brief.IndustryBrief),
    news_event.NAME: (news_event.VERSION, news_event.NewsEvent),
}


@dataclass(frozen=True)
class Schema:
    """A schema in wire form, with its record form. Get one from `get` or `inline`.

    `id` is `name@version`; for a user's own, its title or file name and the start of its hash. `wire` is the JSON
    Schema of what the model gives and gold files hold, annotations included.
    """

    id: str
    wire: JsonObject
    _record: JsonObject = field(repr=False)
    _validator: jsonschema_rs.Validator = field(repr=False, compare=False)
    _typed: bool = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def typed(self) -> bool:
        """Whether records hold objects with what code read; in a user's own schema a date is only its string."""
        return self._typed

    def canonical(self) -> bytes:
        """The wire form as hashed: sorted keys, no blanks, UTF-8."""
        return _canonical(self.wire)

    def record_schema(self) -> JsonObject:
        """JSON Schema of the record form; for a user's own schema that is the wire form."""
        return self._record

    def record_types(self) -> dict[str, JsonObject]:
        """Top-level arrays of objects: field name to the schema of one item."""
        return {name: items for name, node in self._properties() if (items := _item_objects(node)) is not None}

    def fields(self) -> dict[str, JsonObject]:
        """Top-level fields that are no record types: name to schema."""
        return {name: node for name, node in self._properties() if _item_objects(node) is None}

    def problems(self, value: JsonValue) -> list[tuple[str, str]]:
        """What keeps `value` from being an instance of the wire form: (JSON Pointer, message), at most 100."""
        try:
            check_shape(value)
            errors = self._validator.iter_errors(value)
            found = [
                (_pointer(error.instance_path), error.message[:_MESSAGE])
                for error, _ in zip(errors, range(_MAX_PROBLEMS), strict=False)
            ]
        except InvalidSchema:
            return [("", "the value is too deep or too large")]
        except ValueError as error:  # a lone surrogate, a key that is no string
            return [("", f"the value is no JSON: {str(error)[:_MESSAGE]}")]
        return found

    def to_record(self, value: JsonObject, *, year: int | None) -> tuple[JsonObject, list[Issue]]:
        """Wire form to record form: quantities, money, percentages and dates become objects.

        One that cannot be read is null in the record and an issue of kind `unparsed`. `year` completes dates without
        one. A user's own schema says nothing of objects: its values stay as they are.
        """
        if not self._typed:
            return value, []
        issues: list[Issue] = []
        record = _typed(value, self.wire, "", year, issues)
        return (record if isinstance(record, dict) else value), issues

    def _properties(self) -> list[tuple[str, JsonObject]]:
        properties = self.wire.get("properties")
        if not isinstance(properties, dict):
            return []
        return [(name, node) for name, node in properties.items() if isinstance(node, dict)]


def names() -> list[str]:
    """The shipped schemas, as `name@version`."""
    return [f"{name}@{version}" for name, (version, _) in _SHIPPED.items()]


def get(spec: str, *, folder: Path | None = None) -> Schema:
    """The schema that `spec` names: `name`, `name@version`, or, where a `folder` is given, a JSON Schema file in it.

    Without `folder` no file is ever read (a spec from the network must not open one). Raises UnknownSchema, and
    InvalidSchema for a file that holds no usable schema.
    """
    name, _, version = spec.partition("@")
    if name in _SHIPPED and version in ("", str(_SHIPPED[name][0])):
        return _shipped(name)
    if folder is not None and (spec.endswith(".json") or "/" in spec):
        return _from_file(folder / spec)
    close = difflib.get_close_matches(spec, [*_SHIPPED, *names()], n=1, cutoff=0.5)
    meant = f"did you mean {close[0]}? " if close else ""
    raise UnknownSchema(
        f"no schema {spec[:_VALUE]!r}", hint=f"{meant}there are {', '.join(names())}, or give the path of a .json file"
    )


def inline(document: JsonObject) -> Schema:
    """A user's own JSON Schema. Raises InvalidSchema, with what is wrong and where."""
    return _own(document, default_name="schema")


@cache
def _shipped(name: str) -> Schema:
    version, model = _SHIPPED[name]
    wire = _plain(model.model_json_schema(mode="validation"))
    record = _plain(model.model_json_schema(mode="serialization"))
    return Schema(f"{name}@{version}", wire, record, _validator=_compile(wire), _typed=True)


def _plain(generated: JsonObject) -> JsonObject:
    """The schema pydantic makes, as zhailu shows it: no references, no made-up titles, `X or null` as one type."""
    simple = _simplified(inline_references(generated))
    if not isinstance(simple, dict):
        raise InvalidSchema("a shipped schema is no object", hint="report this")
    return simple


def _simplified(node: JsonValue) -> JsonValue:
    if isinstance(node, list):
        return [_simplified(child) for child in node]
    if not isinstance(node, dict):
        return node
    result: JsonObject = {}
    for key, value in node.items():
        if key == "title" and isinstance(value, str):
            continue
        result[key] = value if key in ("enum", "x-glosses", "x-cues") else _simplified(value)
    return _glossed(as_one(result))


def _glossed(node: JsonObject) -> JsonObject:
    """The glosses of an enum stand in the order of its values."""
    enum, glosses = node.get("enum"), node.get("x-glosses")
    if isinstance(enum, list) and isinstance(glosses, dict):
        node["x-glosses"] = {value: glosses[value] for value in enum if isinstance(value, str)}
    return node


def _from_file(path: Path) -> Schema:
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except (OSError, ValueError) as error:
        raise UnknownSchema(f"cannot read the schema file {path.name[:_VALUE]!r}", hint="check the path") from error
    if data is None:
        raise InvalidSchema(f"{path.name} is larger than {MAX_BYTES} bytes", hint="use a smaller schema")
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidSchema(f"{path.name} is no JSON: {str(error)[:_MESSAGE]}", hint="correct the file") from error
    return _own(document, default_name=path.stem, prefer_default=True)


def _no_duplicates(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("a key occurs twice in one object")
    return result


def _no_constant(name: str) -> JsonValue:
    raise ValueError(f"{name} is no JSON number")


def _own(document: JsonValue, *, default_name: str, prefer_default: bool = False) -> Schema:
    check_shape(document)
    if not isinstance(document, dict):
        raise InvalidSchema("a schema is a JSON object", hint='begin with {"type": "object", "properties": …}')
    if len(_canonical(document)) > MAX_BYTES:
        raise InvalidSchema(f"schema is larger than {MAX_BYTES} bytes", hint="use a smaller schema")
    source = {key: value for key, value in document.items() if key != "$id"}
    validator = _checked(source)
    wire = {key: value for key, value in inline_references(source).items() if key != "$schema"}
    if wire.get("type") != "object":
        raise InvalidSchema('the schema\'s top level is not of type "object"', hint='set "type": "object"')
    digest = hashlib.sha256(_canonical(wire)).hexdigest()[:12]
    title = document.get("title")
    name = default_name if prefer_default or not isinstance(title, str) else title
    return Schema(f"{_identifier(name)}@{digest}", wire, wire, _validator=validator, _typed=False)


def _identifier(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name)[:64].strip("_") or "schema"


def _checked(source: JsonObject) -> jsonschema_rs.Validator:
    inline_references(source)  # first of all, so that no reference goes abroad
    try:
        _check_dialect(source.get("$schema"))
        jsonschema_rs.meta.validate(source)
        return _compile(source)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        path = _pointer(error.instance_path) if isinstance(error, jsonschema_rs.ValidationError) else ""
        message = error.message if isinstance(error, jsonschema_rs.ValidationError) else str(error)
        raise InvalidSchema(
            f"not a JSON Schema at {path or '/'}: {message[:_MESSAGE]}", hint="see json-schema.org/draft/2020-12"
        ) from error


def _check_dialect(name: JsonValue) -> None:
    """Raises InvalidSchema for a dialect that is none of JSON Schema's own: jsonschema_rs would fetch it."""
    if name is not None and not (isinstance(name, str) and _DIALECT.fullmatch(name)):
        raise InvalidSchema(
            f"$schema {str(name)[:_VALUE]!r} is no known dialect", hint="leave it out, or name draft 2020-12"
        )


def _compile(source: JsonObject) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        source, offline=True, pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    )


def _canonical(document: JsonObject) -> bytes:
    try:
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except (ValueError, TypeError) as error:
        raise InvalidSchema(f"schema is no JSON: {str(error)[:_MESSAGE]}", hint="use JSON values only") from error


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _item_objects(node: JsonObject) -> JsonObject | None:
    items = node.get("items")
    if _is_type(node, "array") and isinstance(items, dict) and _is_type(items, "object"):
        return items
    return None


def _is_type(node: JsonObject, name: str) -> bool:
    kind = node.get("type")
    return kind == name or (isinstance(kind, list) and name in kind)


def _typed(value: JsonValue, node: JsonValue, pointer: str, year: int | None, issues: list[Issue]) -> JsonValue:
    if not isinstance(node, dict):
        return value
    kind = node.get("x-type")
    if isinstance(value, str) and isinstance(kind, str) and kind in TYPED:
        parsed = parse_typed(kind, value, year=year, words=node.get("x-words") is True)
        if parsed is not None:
            return parsed.model_dump(mode="json")
        issues.append(Issue(pointer=pointer, kind="unparsed", value=value, message=f"cannot be read as {kind}"))
        return None
    if isinstance(value, dict) and isinstance(properties := node.get("properties"), dict):
        return {
            key: _typed(child, properties.get(key), f"{pointer}{_pointer([key])}", year, issues)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_typed(child, node.get("items"), f"{pointer}/{i}", year, issues) for i, child in enumerate(value)]
    return value
