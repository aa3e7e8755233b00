"""The article's own fields: what its head and tail say, and the area it is about."""

import re
from collections.abc import Sequence

from schemas import Schema
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.regions import region
from service.pipeline.draft import Evidence
from service.text import Hint, Prepared
from service.types import JsonObject

_LONGEST_SOURCE = 40
_OPENING_DATE = re.compile(r"\s*(\d{4})年\d{1,2}月\d{1,2}日")


def article_fields(prepared: Prepared, passages: Sequence[Passage], schema: Schema) -> tuple[JsonObject, Evidence]:
    """The top-level fields that say by `x-from` which hint they are, or that they are the region; others are null."""
    values: JsonObject = {}
    evidence: Evidence = {}
    for name, field in schema.fields().items():
        source = field.get("x-from")
        many = field.get("type") == "array"
        values[name] = [] if many else None
        if source == "region":
            values[name] = region(passages)
            continue
        found = [h for h in prepared.hints if h.kind == source]
        if many:
            values[name] = [h.value for h in found]
            evidence.update({f"/{name}/{i}": ((h.start, h.end),) for i, h in enumerate(found)})
        elif found:
            values[name], evidence[f"/{name}"] = _told(prepared.clean.text, found)
        elif source == "published" and (year := _opening_year(passages)) is not None:
            values[name], evidence[f"/{name}"] = prepared.clean.text[slice(*year)], (year,)
    return values, evidence


def _opening_year(passages: Sequence[Passage]) -> Range | None:
    """Where the year of a whole date stands with which the body begins: 2031年5月8日，…."""
    first = next((p for p in passages if p.sentence.kind == "body"), None)
    date = _OPENING_DATE.match(first.text) if first is not None else None
    return None if first is None or date is None else (first.start + date.start(1), first.start + date.end(1))


def _told(text: str, found: Sequence[Hint]) -> tuple[str, tuple[Range, ...]]:
    """The first of the hints and where its lines stand; 甲报/甲网 is one source."""
    first, last = found[0], found[-1]
    joined = text[first.start : last.end]
    if first.kind == "publisher" and "\n" not in joined and len(joined) <= _LONGEST_SOURCE:
        return joined, ((first.start, last.end),)
    lines = re.finditer(r"[^\n]+", text[first.start : first.end])
    return first.value, tuple((first.start + line.start(), first.start + line.end()) for line in lines)
