"""The record of one article given to a reprint of it, as far as the reprint says the same: no model is asked."""

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
from service.text import Prepared, prepare
from service.types import Article, JsonObject, Policy, Provenance, Result, Span, Usage

_NAMES = frozenset({"PER", "ORG", "LOC", "nr", "ns", "nt", "nz", "nw"})
_LOST = 0.1


def take_over(article: Article, prepared: Prepared, schema: Schema, original: Result, policy: Policy) -> Result | None:
    """The original's result as the article's: each value is grounded anew in the article's own text.

    A record whose passage the article does not have is left out; values that are not there go as `policy` says. None
    if more than a tenth of the values would go, or the policy is strict and one does: then the article is no reprint.
    """
    record = _wire(original.record, schema.wire)
    draft = _draft(record if isinstance(record, dict) else {}, original, prepared, schema)
    try:
        result = grounded_result(article, schema, prepared, draft, policy=policy, provenance=_provenance(original))
    except UnsupportedValues:
        return None
    lost = sum(issue.kind == "unsupported" for issue in result.issues)
    return result if lost <= _LOST * max(len(original.support), 1) else None


def has_name(text: str, start: int, end: int) -> bool:
    """Whether the tagger finds the name of a person, a body, a place or a work in a range of a text."""
    return any(token.tag in _NAMES for token in tag(text, start, end))


def _provenance(original: Result) -> Provenance:
    """That of the original, with nothing asked for and nothing spent."""
    source = original.provenance.reprint_of or original.article.id
    spent = {"calls": 0, "attempts": 0, "cached": False, "seconds": 0.0, "usage": Usage(cost=Decimal(0))}
    return original.provenance.model_copy(update={**spent, "reprint_of": source})


def _draft(record: JsonObject, original: Result, prepared: Prepared, schema: Schema) -> Draft:
    """The record without what was read where this article has nothing, and where it has the rest."""
    alignment = _Alignment(prepared, original.evidence)
    absent = [
        pointer
        for pointer, spans in original.evidence.items()
        if pointer.count("/") == 2 and pointer not in original.support and not alignment.has(spans)
    ]
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

    def __init__(self, prepared: Prepared, evidence: Mapping[str, list[Span]]) -> None:
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
        clean = prepare(span.text).clean
        passage = fold(clean.text)
        where = self._folded.text.find(passage.text) if passage.text else -1
        if where < 0:
            return
        self._found.add((span.start, span.end))
        for i, place in enumerate(passage.at):
            self._at.setdefault(span.start + clean.span(place, place + 1).start, self._folded.at[where + i])


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
