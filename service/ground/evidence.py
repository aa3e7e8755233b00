"""Which characters of the original article each part of a record rests on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from schemas.dates import parse_date, scan_dates
from schemas.nullable import as_one
from service.ground.matching import Folded, Range, fold, nearest
from service.text import Prepared
from service.types import Issue, JsonObject, Span, Support

# A value of these types is worded freely, from its record's evidence; only its numbers must be the article's.
_CONCLUDED = frozenset({"summary"})
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DECLINE = re.compile(r"[降减跌缩落少]")
_CUE_CHARS = 6
_AREA = re.compile(r".+?(?:自治区|自治州|特别行政区|[省市州盟区县旗镇乡村])")


@dataclass(slots=True)
class Grounded:
    """Evidence and support by JSON Pointer, and the leaves without support as issues."""

    evidence: dict[str, list[Span]] = field(default_factory=dict)
    support: dict[str, Support] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def ground(
    record: JsonObject,
    wire: JsonObject,
    prepared: Prepared,
    *,
    read: Mapping[str, tuple[Range, ...]],
    derived: set[str],
    year: int | None,
) -> Grounded:
    """Trace every leaf of `record` (wire form, of the JSON Schema `wire`) to the article.

    `read` says where a strategy read a record or a leaf (ranges of the clean text, by pointer); what it does not say is
    searched for. `derived` are pointers of leaves that were concluded, not copied. A value that only resembles the text
    is unsupported.
    """
    return _Grounder(prepared, read, derived, year).run(record, wire)


class _Grounder:
    def __init__(
        self, prepared: Prepared, read: Mapping[str, tuple[Range, ...]], derived: set[str], year: int | None
    ) -> None:
        self._clean = prepared.clean
        self._folded: Folded = fold(prepared.clean.text)
        self._read = read
        self._derived = derived
        self._year = year
        self._result = Grounded()

    def run(self, record: JsonObject, wire: JsonObject) -> Grounded:
        for pointer in self._read:
            if isinstance(value_at(record, pointer), dict):
                self._result.evidence[pointer] = self._spans(self._read[pointer])
        for pointer, value, schema in leaves(record, wire):
            self._leaf(pointer, value, schema)
        return self._result

    def _leaf(self, pointer: str, value: JsonValue, schema: JsonObject) -> None:
        kind = schema.get("x-type", "date" if schema.get("format") == "date" else None)
        if kind in _CONCLUDED:
            self._worded(pointer, value)
            return
        if pointer in self._derived or "enum" in schema or isinstance(value, bool):
            self._result.support[pointer] = "derived"
            return
        text = str(value)
        ranges = self._stated(pointer, text) or self._found(pointer, text)
        if not ranges and kind == "date":
            ranges = self._dated(pointer, text)
        if not ranges and kind == "percentage" and text.startswith("-"):
            ranges = self._declined(pointer, text[1:])
        if not ranges:
            ranges = self._in_parts(pointer, text, kind)
        if not ranges:
            self._unsupported(pointer, value)
            return
        spans = self._spans(ranges)
        self._result.evidence[pointer] = spans
        self._result.support[pointer] = _support(text, spans, ranges, self._clean.text)

    def _worded(self, pointer: str, value: JsonValue) -> None:
        """A sentence of the model's own: unsupported if it tells a number that the article does not."""
        pieces = (fold(piece).text for piece in self._clean.text.split())  # a date and a figure in lines of their own
        known = {number for text in (self._folded.text, *pieces) for number in _NUMBER.findall(text)}
        if set(_NUMBER.findall(fold(str(value)).text)) <= known:
            self._result.support[pointer] = "derived"
        else:
            self._unsupported(pointer, value)

    def _stated(self, pointer: str, text: str) -> tuple[Range, ...]:
        """Where the strategy says that it read the value, if that holds: the parts together are the value."""
        ranges = self._read.get(pointer, ())
        joined = fold("".join(self._clean.text[a:b] for a, b in ranges)).text
        return ranges if ranges and joined == fold(text).text.removeprefix("-") else ()

    def _found(self, pointer: str, text: str) -> tuple[Range, ...]:
        """The place where the value stands, nearest to the evidence of the record it belongs to."""
        place = nearest(list(self._folded.occurrences(fold(text).text)), self._homes(pointer))
        return (place,) if place else ()

    def _dated(self, pointer: str, text: str) -> tuple[Range, ...]:
        """The place of a date that says the same in other words: 2023-08 for 2023年8月."""
        wanted = parse_date(text, self._year)
        if wanted is None:
            return ()
        places = [
            (found.start, found.end)
            for found in scan_dates(self._clean.text)
            if (said := parse_date(found.text, self._year)) is not None and said.date.startswith(wanted.date)
        ]
        place = nearest(places, self._homes(pointer))
        return (place,) if place else ()

    def _declined(self, pointer: str, text: str) -> tuple[Range, ...]:
        """The place of a change that words make negative: -5% for 下降5%."""
        found = self._folded.occurrences(fold(text).text)
        places = [p for p in found if _DECLINE.search(self._clean.text[max(0, p[0] - _CUE_CHARS) : p[0]])]
        place = nearest(places, self._homes(pointer))
        return (place,) if place else ()

    def _in_parts(self, pointer: str, text: str, kind: JsonValue) -> tuple[Range, ...]:
        """The places of the parts of a list (joined by 、) or of a full place name, if every one of them is there."""
        parts = [*_AREA.findall(text)] if kind == "place" else text.split("、")
        if len(parts) < 2 or "".join(parts) != text.replace("、", "") or not all(parts):
            return ()
        ranges = [self._found(pointer, part) for part in parts]
        return tuple(r for found in ranges for r in found) if all(ranges) else ()

    def _homes(self, pointer: str) -> tuple[Range, ...]:
        """The evidence of the closest ancestor that has some."""
        while pointer:
            pointer = pointer.rpartition("/")[0]
            if pointer in self._read:
                return self._read[pointer]
        return ()

    def _unsupported(self, pointer: str, value: JsonValue) -> None:
        self._result.support[pointer] = "unsupported"
        self._result.issues.append(
            Issue(pointer=pointer, kind="unsupported", value=value, message="the article does not say this")
        )

    def _spans(self, ranges: tuple[Range, ...]) -> list[Span]:
        return [self._clean.span(start, end) for start, end in ranges]


def _support(text: str, spans: list[Span], ranges: tuple[Range, ...], clean: str) -> Support:
    """exact: the original's own characters; normalised: after conversion and the like; derived: put together."""
    if len(spans) > 1:
        return "derived"
    if spans[0].text == text:
        return "exact"
    same = fold(clean[slice(*ranges[0])]).text == fold(text).text
    return "normalised" if same else "derived"


def leaves(value: JsonValue, schema: JsonValue, pointer: str = "") -> Iterator[tuple[str, JsonValue, JsonObject]]:
    """Every leaf that is not null, with its pointer and the schema that describes it."""
    node = as_one(schema) if isinstance(schema, dict) else {}
    if isinstance(value, dict):
        properties = node.get("properties")
        known = properties if isinstance(properties, dict) else {}
        for key, child in value.items():
            yield from leaves(child, known.get(key, {}), f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        item = node.get("items", {})
        annotations = {k: v for k, v in node.items() if k.startswith("x-")}
        inner = {**annotations, **item} if isinstance(item, dict) else annotations
        for i, child in enumerate(value):
            yield from leaves(child, inner, f"{pointer}/{i}")
    elif value is not None:
        yield pointer, value, node


def escape(key: str) -> str:
    """A key as a token of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def value_at(record: JsonValue, pointer: str) -> JsonValue:
    """What `pointer` (RFC 6901) leads to; None where that is nothing, or null."""
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(record, dict):
            record = record.get(key)
        elif isinstance(record, list) and key.isdigit() and int(key) < len(record):
            record = record[int(key)]
        else:
            return None
    return record
