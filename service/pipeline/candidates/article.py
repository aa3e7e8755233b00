"""The article's own fields: what its head and tail say, and the area it is about."""

from collections.abc import Sequence

from schemas import Schema
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.regions import region
from service.pipeline.draft import Evidence
from service.text import Prepared
from service.types import JsonObject


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
            end = found[-1].end if source == "publisher" else found[0].end  # 甲报/甲网 is one source
            joined = prepared.clean.text[found[0].start : end]
            whole = joined if "\n" not in joined and len(joined) <= 40 else found[0].value
            value = whole if source == "publisher" else found[0].value
            values[name] = value
            evidence[f"/{name}"] = ((found[0].start, found[0].start + len(value)),)
    return values, evidence
