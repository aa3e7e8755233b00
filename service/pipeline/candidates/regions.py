"""The administrative area that an article is mainly about, as the longest path that the article supports."""

from collections import Counter
from collections.abc import Sequence

from service.pipeline.candidates.divisions import Division, Place, places
from service.pipeline.candidates.passages import Passage, Range

_LEVELS = ("区", "县", "旗", "市", "省")
_NO_AREAS = tuple("开发区 园区 新区 示范区 片区 地区 社区 景区 校区 港区 经开区 高新区".split())
_LONGEST = 8


def region(passages: Sequence[Passage]) -> str | None:
    """The area named most, after those above it that the article names; None where no area is named."""
    named = [place for passage in passages for place in _named(passage)]
    forms = Counter(place.form for place in named)
    counts = Counter(_meant(place, forms) for place in named)
    if not counts:
        return None
    main = max(counts, key=lambda area: (counts[area], len(area.above), len(area.name)))
    written = [form for name in (*main.above, main.name) if (form := _written(name, named)) is not None]
    return "".join(written)


def area_of_level(passages: Sequence[Passage], level: str) -> tuple[str, Range] | None:
    """The area of a level (省, 市, …) that is named most, with its level, and where it stands first, if only in short.

    Names of bodies count, too: 云岭省 of 云岭省科学技术厅.
    """
    counts: Counter[str] = Counter()
    first: dict[str, Range] = {}
    for passage in passages:
        for place in places(passage.text):
            names = {place.form} if place.form[-1] == level else {d.name for d in place.divisions}
            for name in (n for n in names if n[-1] == level and len(names) == 1):
                counts[name] += 1
                first.setdefault(name, (passage.start + place.start, passage.start + place.end))
    if not counts:
        return None
    name = max(counts, key=lambda n: (counts[n], -first[n][0]))
    return name, first[name]


def _named(passage: Passage) -> list[Place]:
    """The areas that a sentence names; those too of which no list knows, by their endings."""
    tokens = [t for t in passage.tokens if t.tag == "LOC"]
    starts = {t.start - passage.start for t in tokens}
    found: list[Place] = []
    for place in places(passage.text):
        full = any(division.name == place.form for division in place.divisions)
        # A short form has to be a place to the tagger, or to stand right behind one: 凉山州 of 四川省凉山州.
        if full or place.start in starts or (found and found[-1].end == place.start):
            found.append(place)
    taken = {passage.start + at for place in found for at in range(place.start, place.end)}
    for token in tokens:
        known = not taken.isdisjoint(range(token.start, token.end))
        area = token.text.endswith(_LEVELS) and not token.text.endswith(_NO_AREAS)
        if area and not known and 2 < len(token.text) <= _LONGEST:
            found.append(Place(0, 0, token.text, (Division(token.text, ()),)))
    return found


def _meant(place: Place, forms: Counter[str]) -> Division:
    """Of several areas of one name the one whose upper areas are named; of none above where that does not tell."""
    if len(place.divisions) == 1:
        return place.divisions[0]
    fits = {d: (sum(any(form in name for form in forms) for name in d.above), -len(d.above)) for d in place.divisions}
    best = max(fits, key=lambda d: fits[d])
    alone = [d for d in fits if fits[d] == fits[best]] == [best]
    return best if alone else Division(best.name, ())


def _written(name: str, named: Sequence[Place]) -> str | None:
    """How the path has an area: by its full name, or by a short one with its level (凉山州). None if not named."""
    forms = {place.form for place in named if any(division.name == name for division in place.divisions)}
    short = next((form for form in sorted(forms) if form.endswith("州") and name not in forms), name)
    return short if forms else None
