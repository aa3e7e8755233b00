"""The record of one article given to a reprint of it, as far as the reprint says the same: no model is asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pydantic import JsonValue

from schemas import Schema
from schemas.annotations import TYPED
from service.errors import UnsupportedValues
from service.ground.matching import Range, fold
from service.pipeline.candidates.tagging import tag
from service.pipeline.draft import Draft, Evidence
from service.pipeline.extraction import grounded_result
from service.pipeline.pointers import remove
from service.text import MappedText, Prepared, prepare
from service.types import Article, Issue, JsonObject, Policy, Provenance, Result, Span, Usage, Vocabulary

_NAMES = frozenset({"PER", "ORG", "LOC", "nr", "ns", "nt", "nz", "nw"})
_LOST = 0.2
_MOST = 0.8
_CLAUSE = re.compile(r"[^。！？；，、：!?;,:\n]+")


def take_over(
    article: Article, prepared: Prepared, schema: Schema, original: Result, *, policy: Policy, vocabulary: Vocabulary
) -> Result | None:
    """The original's result as the article's: each value is grounded anew in the article's own text.

    A record whose passage the article does not have is left out, which is an issue; values that are not there go as
    `policy` says. None if more than a fifth of the values went, or the policy is strict and one did: then the model had
    better be asked.
    """
    record = _wire(original.record, schema.wire)
    alignment = _Alignment(prepared, original.evidence, vocabulary)
    absent = [
        pointer
        for pointer, spans in original.evidence.items()
        if pointer.count("/") == 2 and pointer not in original.support and not alignment.has(spans)
    ]
    if absent and policy == "strict":
        return None
    draft = _draft(record if isinstance(record, dict) else {}, original, alignment, absent, schema)
    try:
        result = grounded_result(article, schema, prepared, draft, policy=policy, provenance=_provenance(original))
    except UnsupportedValues:
        return None
    held = sum(support != "unsupported" for support in result.support.values())
    if held < (1 - _LOST) * len(original.support):
        return None
    return result.model_copy(update={"issues": [*(_absence(pointer) for pointer in absent), *result.issues]})


def _absence(pointer: str) -> Issue:
    return Issue(pointer=pointer, kind="unsupported", value=None, message="this reprint does not have the passage")


def has_name(text: str, start: int, end: int) -> bool:
    """Whether the tagger finds the name of a person, a body, a place or a work in a range of a text."""
    return any(token.tag in _NAMES for token in tag(text, start, end))


def _provenance(original: Result) -> Provenance:
    """That of the original, with nothing asked for and nothing spent."""
    source = original.provenance.reprint_of or original.article.id
    spent = {"calls": 0, "attempts": 0, "cached": False, "seconds": 0.0, "usage": Usage(cost=Decimal(0))}
    return original.provenance.model_copy(update={**spent, "reprint_of": source})


def _draft(
    record: JsonObject, original: Result, alignment: "_Alignment", absent: Sequence[str], schema: Schema
) -> Draft:
    """The record without what is absent, and where the rest was read."""
    kept, moved = remove(record, absent)
    evidence: Evidence = {
        moved[pointer]: ranges
        for pointer, spans in original.evidence.items()
        if pointer in moved and (ranges := alignment.ranges(spans))
    }
    concluded = {
        moved[pointer]
        for pointer, support in original.support.items()
        if pointer in moved and support == "derived" and pointer not in original.evidence
    }
    return Draft(kept, evidence, concluded - {f"/{name}" for name in _summaries(schema)})


def _summaries(schema: Schema) -> Iterator[str]:
    """Fields in the model's own words, whose numbers are held against the text instead."""
    return (name for name, node in schema.fields().items() if node.get("x-type") == "summary")


class _Alignment:
    """Which character of this article's clean text is which of the other's original, in the passages cited there."""

    def __init__(self, prepared: Prepared, evidence: Mapping[str, list[Span]], vocabulary: Vocabulary) -> None:
        self._vocabulary: Vocabulary = vocabulary
        self._folded = fold(prepared.clean.text)
        self._at: dict[int, int] = {}
        self._found: set[tuple[int, int]] = set()
        # Passages before values: the place of a value follows from the passage that it was read in.
        spans = {(span.start, span.end): span for spans in evidence.values() for span in spans}
        for span in sorted(spans.values(), key=lambda span: span.start - span.end):
            self._align(span)

    def has(self, spans: Sequence[Span]) -> bool:
        """Whether this article has one of these passages."""
        return any((span.start, span.end) in self._found for span in spans)

    def ranges(self, spans: Sequence[Span]) -> tuple[Range, ...]:
        """Where those of the spans stand that are there."""
        found: list[Range] = []
        for span in spans:
            places = [self._at[i] for i in range(span.start, span.end) if i in self._at]
            if places:
                found.append((min(places), max(places) + 1))
        return tuple(found)

    def _align(self, span: Span) -> None:
        """The passage as a whole; where that is not there, its clauses, of which most must be."""
        clean = prepare(span.text, self._vocabulary).clean
        whole = [(0, len(clean.text))]
        parts = [match.span() for match in _CLAUSE.finditer(clean.text)]
        total = len(fold(clean.text).text)
        for ranges in (whole, parts):
            aligned = sum(self._align_part(span, clean, *place) for place in ranges)
            if total and aligned >= _MOST * total:
                self._found.add((span.start, span.end))
                return

    def _align_part(self, span: Span, clean: MappedText, start: int, end: int) -> int:
        """How many characters of a part of a passage are there."""
        part = fold(clean.text[start:end])
        where = self._folded.text.find(part.text) if part.text else -1
        if where < 0:
            return 0
        for i, place in enumerate(part.at):
            there = span.start + clean.span(start + place, start + place + 1).start
            self._at.setdefault(there, self._folded.at[where + i])
        return len(part.text)


def _wire(value: JsonValue, node: JsonValue) -> JsonValue:
    """A record in wire form: of a typed value its text."""
    if not isinstance(node, dict):
        return value
    if isinstance(value, dict):
        if node.get("x-type") in TYPED and "text" in value:
            return value["text"]
        properties = node.get("properties")
        known = properties if isinstance(properties, dict) else {}
        return {key: _wire(child, known.get(key)) for key, child in value.items()}
    if isinstance(value, list):
        return [_wire(child, node.get("items")) for child in value]
    return value
