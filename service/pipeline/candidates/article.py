"""The article's own fields: what its head and tail say, and the area it is about."""

from collections import Counter
from collections.abc import Sequence

from schemas import Schema
from service.pipeline.candidates.passages import Passage
from service.pipeline.draft import Evidence
from service.text import Prepared
from service.types import JsonObject

_LEVELS = ("省", "市", "区", "县", "镇", "街道")
_RANK = {"省": 0, "市": 1, "区": 2, "县": 2, "镇": 3, "街道": 3}


def article_fields(prepared: Prepared, passages: Sequence[Passage], schema: Schema) -> tuple[JsonObject, Evidence]:
    """Top-level fields that say by `x-from` which hint they are, or that they are the region; others are null or empty."""
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


def region(passages: Sequence[Passage]) -> str | None:
    """The area named most, with the areas above it that the article names: 山东省青岛市莱阳市."""
    counts = _areas(passages)
    if not counts:
        return None
    main = max(counts, key=lambda a: (counts[a], -_RANK[_level(a)]))
    path = [main]
    text = "".join(p.text for p in passages)
    rank = _RANK[_level(main)]
    for above in range(rank - 1, -1, -1):
        names = [a for a in counts if _RANK[_level(a)] == above]
        adjoining = [a for a in names if a + path[0] in text or _stem(a) + path[0] in text]
        if (_level(main) == "市" and above == 0) or above < 2:
            pool = adjoining or names
            if pool:
                path.insert(0, max(pool, key=lambda a: counts[a]))
    if _level(main) == "市":  # a county-level city stands under another one
        over = [a for a in counts if _level(a) == "市" and a != main and (a + main in text or _stem(a) + main in text)]
        if over:
            path.insert(len(path) - 1, max(over, key=lambda a: counts[a]))
    return "".join(path)


def _areas(passages: Sequence[Passage]) -> Counter[str]:
    """How often each area is named, short forms counted with the full one that the article has too."""
    named = Counter(t.text for p in passages for t in p.tokens if t.tag == "LOC" and len(t.text) >= 2)
    text = "".join(p.text for p in passages)
    counts: Counter[str] = Counter()
    for place, n in named.items():
        full = (
            place
            if place.endswith(_LEVELS) and len(place) > 2
            else next((place + level for level in _LEVELS if place + level in text), None)
        )
        if full is not None and len(full) <= 8:
            counts[full] += n
    return counts


def _level(area: str) -> str:
    return next(level for level in _LEVELS if area.endswith(level))


def _stem(area: str) -> str:
    return area.removesuffix(_level(area))
