"""Checks a JSON Schema's shape and patterns, and puts local references in place of their targets.

Nothing is ever fetched.
"""

from urllib.parse import unquote

from pydantic import JsonValue

from schemas.patterns import explodes
from service.errors import InvalidSchema
from service.types import JsonObject

MAX_DEPTH = 64
MAX_NODES = 50_000

_DATA = frozenset({"const", "enum", "default", "examples", "required", "x-glosses"})
_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_ANNOTATIONS = frozenset(
    {"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$comment"}
)
_FOREIGN = ("$dynamicRef", "$recursiveRef", "$dynamicAnchor", "$recursiveAnchor")
_SHOWN = 80


def check_shape(document: JsonValue) -> None:
    """Refuse what is too deep or too large to work on.

    Raises InvalidSchema. Walks without recursion, so that a hostile document cannot exhaust the stack.
    """
    stack: list[tuple[JsonValue, int]] = [(document, 1)]
    nodes = 0
    while stack:
        value, depth = stack.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise InvalidSchema(f"schema nests deeper than {MAX_DEPTH} levels", hint="flatten it")
        if nodes > MAX_NODES:
            raise InvalidSchema(f"schema has more than {MAX_NODES} values", hint="use a smaller schema")
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        stack.extend((child, depth + 1) for child in children)


def inline_references(document: JsonObject) -> JsonObject:
    """`document` with each local `$ref` replaced by its target.

    Raises InvalidSchema for a reference that is not local, points nowhere or to what it stands in, or unfolds beyond
    all measure, and for a pattern that explodes. The document must have passed `check_shape`.
    """
    inliner = _Inliner(document)
    result = inliner.schema({key: value for key, value in document.items() if key not in ("$defs", "definitions")}, ())
    if not isinstance(result, dict):
        raise InvalidSchema(
            "the schema's top level is a reference to no object schema", hint="point it to a definition"
        )
    return result


class _Inliner:
    def __init__(self, document: JsonObject) -> None:
        self.document = document
        self._nodes = 0

    def schema(self, node: JsonValue, path: tuple[str, ...], depth: int = 0) -> JsonValue:
        """One schema with its references inlined; `path` are the references that led here."""
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise InvalidSchema("the schema's references unfold to too large a schema", hint="refer less often")
        if not isinstance(node, dict):
            return node
        for keyword in _FOREIGN:
            if keyword in node:
                raise InvalidSchema(f"{keyword} is not supported", hint="use $ref with #/$defs/…")
        _check_patterns(node)
        if depth and isinstance(node.get("$id"), str):
            raise InvalidSchema("$id is not supported inside a schema", hint="leave it out, and refer by #/$defs/…")
        reference = node.get("$ref")
        if isinstance(reference, str):
            return self._referred(node, reference, path, depth)
        return {key: self._keyword(key, value, path, depth) for key, value in node.items()}

    def _keyword(self, key: str, value: JsonValue, path: tuple[str, ...], depth: int) -> JsonValue:
        def descend(child: JsonValue) -> JsonValue:
            return self.schema(child, path, depth + 1)

        if key in _DATA:
            return value
        if key in _MAPS and isinstance(value, dict):
            return {name: descend(child) for name, child in value.items()}
        if isinstance(value, list):
            return [descend(child) for child in value]
        return descend(value)

    def _referred(self, node: JsonObject, reference: str, path: tuple[str, ...], depth: int) -> JsonValue:
        target = self._target(reference)
        if reference in path or reference == "#":
            # No grammar and no reader of records has an end to it.
            raise InvalidSchema(
                f"$ref {reference[:_SHOWN]!r} refers to what it stands in",
                hint="write the levels that articles have one within the other",
            )
        resolved = self.schema(target, (*path, reference), depth + 1)
        beside = {
            key: self._keyword(key, value, path, depth)
            for key, value in node.items()
            if key not in ("$ref", "$defs", "definitions")
        }
        if not beside:
            return resolved
        if isinstance(resolved, dict) and not (resolved.keys() & beside.keys() - _ANNOTATIONS):
            return {**resolved, **beside}
        return {"allOf": [resolved], **beside}

    def _target(self, reference: str) -> JsonValue:
        shown = reference[:_SHOWN]
        if not reference.startswith("#"):
            raise InvalidSchema(f"$ref {shown!r} is not local", hint="nothing is fetched: copy it under $defs")
        if reference != "#" and not reference.startswith("#/"):
            raise InvalidSchema(f"$ref {shown!r} is an anchor", hint="use #/$defs/…")
        node: JsonValue = self.document
        for step in unquote(reference[2:]).split("/") if reference != "#" else ():
            key = step.replace("~1", "/").replace("~0", "~")
            if isinstance(node, dict) and key in node:
                node = node[key]
            elif isinstance(node, list) and key.isdecimal() and int(key[:6]) < len(node):
                node = node[int(key[:6])]
            else:
                raise InvalidSchema(f"$ref {shown!r} points to nothing", hint="define it under $defs")
        if not isinstance(node, dict | bool):
            raise InvalidSchema(f"$ref {shown!r} points to no schema", hint="point it to a definition")
        return node


def _check_patterns(node: JsonObject) -> None:
    named = node.get("patternProperties")
    for pattern in (node.get("pattern"), *(named if isinstance(named, dict) else ())):
        if isinstance(pattern, str) and explodes(pattern):
            raise InvalidSchema(
                f"the pattern {pattern[:_SHOWN]!r} repeats a repetition",
                hint="some engines need exponential time for it: repeat once",
            )
