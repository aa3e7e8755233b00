"""From what a model answered to what a person corrects: a result in the form of gold."""

from collections.abc import Iterable

from pydantic import JsonValue

from evals.labelling.document import blank_record
from evals.labels import beside_values
from evals.layout import Layout, branches_of
from evals.passages import ArticleText
from schemas import Schema
from service.errors import ArticleError
from service.types import JsonObject, Result, Span


def prefilled(result: Result, schema: Schema, original: str) -> JsonObject:
    """The record of a gold file: typed values as the strings they were read from, spans as evidence passages.

    A record without evidence of its own gets that of its fields.
    """
    values = _wire(result.record, schema.wire)
    record = {**blank_record(schema.wire), **(values if isinstance(values, dict) else {})}
    quote = _Quote(original)
    for group in Layout.of(schema).record_types:
        items = record.get(group.name)
        if not isinstance(items, list) or "evidence" not in beside_values(group):
            continue
        record[group.name] = [
            {**item, "evidence": [*quote.passages(_spans(result, f"/{group.name}/{i}"))]}
            for i, item in enumerate(items)
            if isinstance(item, dict)
        ]
    return record


def _wire(value: JsonValue, node: JsonValue) -> JsonValue:
    branches = branches_of(node) if isinstance(node, dict) else []
    properties = next((branch["properties"] for branch in branches if isinstance(branch.get("properties"), dict)), None)
    if isinstance(value, dict):
        if not isinstance(properties, dict):
            return value.get("text", value)
        return {key: _wire(child, properties.get(key)) for key, child in value.items()}
    if isinstance(value, list):
        items = next((branch["items"] for branch in branches if "items" in branch), None)
        return [_wire(child, items) for child in value]
    return value


def _spans(result: Result, pointer: str) -> list[Span]:
    own = result.evidence.get(pointer)
    if own:
        return own
    return [span for place, spans in result.evidence.items() if place.startswith(f"{pointer}/") for span in spans]


class _Quote:
    """What spans of the original read in the clean text, which is what gold quotes."""

    def __init__(self, original: str) -> None:
        try:
            self._article: ArticleText | None = ArticleText(original)
        except ArticleError:
            self._article = None

    def passages(self, spans: Iterable[Span]) -> list[str]:
        """Each once, none that is part of another, in the order of the article."""
        read = [self._of(span) for span in sorted(spans, key=lambda span: (span.start, -span.end))]
        kept: list[str] = []
        for passage in filter(None, read):
            if not any(passage in other for other in kept):
                kept.append(passage)
        return kept

    def _of(self, span: Span) -> str:
        clean = "" if self._article is None else self._article.text_of([span]).strip()
        return clean or span.text.strip()
