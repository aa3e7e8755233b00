"""Whom a name in a cell refers to: a body by the fullest of its names, also where only a short form stands."""

from collections.abc import Sequence
from functools import cache, partial

from service.pipeline.candidates.areas import NO_LEVEL
from service.pipeline.candidates.divisions import places
from service.pipeline.candidates.homes import Named
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.regions import area_of_level
from service.pipeline.candidates.short_forms import is_area, merge_names, stands_for
from service.pipeline.candidates.subjects import Subjects
from service.pipeline.candidates.survey import Sighting, Survey

_GROUPS = ("领导小组", "指挥部")
_LEVELS = tuple("省市区县州盟旗镇乡")
_SHORTEST = 2


class References:
    """The bodies of one article, each with its forms."""

    def __init__(self, survey: Survey, subjects: Subjects) -> None:
        self._subjects = subjects
        self._area = cache(partial(area_of_level, survey.passages))
        seen = [s for s in (*survey.sightings, *survey.passing) if s.spec.finder == "organization"]
        self._parts: dict[str, tuple[Range, ...]] = {}
        self._resolved: dict[str, str] = {}
        for sighting in seen:
            name, parts = self._with_area(sighting)
            self._parts.setdefault(name, parts)
            self._resolved[sighting.name] = name
        said = {short: self._resolved.get(full, full) for short, full in survey.said.items()}
        areas = {name for name in self._parts if is_area(name)}
        merged = merge_names(list(self._parts), body=True, said=said, areas=areas)
        self._full = {form: full for full, forms in merged.items() for form in forms}

    def _with_area(self, sighting: Sighting) -> Named:
        """A body's name with its area, a mere level's or, of an area's group, that of what the sentence is about."""
        name, parts = self._whole(sighting.name, sighting.mention.parts)
        if not name.endswith(_GROUPS) or any(True for _ in places(name)):
            return name, parts
        whose = self._subjects.of(sighting.passage, sighting.mention.start)
        if whose is None or not whose.text.endswith(_LEVELS):
            return name, parts
        return whose.text + name, (*whose.parts, *parts)

    def _whole(self, name: str, parts: tuple[Range, ...]) -> Named:
        """A name that begins with a mere level with the area of that level: the one that is named most."""
        whole, places_of = self._subjects.full(name, parts)
        if whole != name or name[:1] not in _LEVELS or NO_LEVEL.match(name) or len(name) < _SHORTEST:
            return whole, places_of
        area = self._area(name[0])
        if area is None:
            return name, parts
        (text, at), (start, end) = area, parts[0]
        rest = start + 1 if at[1] - at[0] == len(text) else start  # the article may have it without its level
        return text + name[1:], (at, (rest, end), *parts[1:])

    def groups(self, sightings: Sequence[Sighting]) -> dict[str, list[Sighting]]:
        """Sightings of bodies by the full name of each, in the order of the text."""
        groups: dict[str, list[Sighting]] = {}
        for sighting in sightings:
            name = self._resolved.get(sighting.name, sighting.name)
            groups.setdefault(self._full.get(name, name), []).append(sighting)
        return groups

    def where(self, full: str) -> tuple[Range, ...]:
        """Where the full name of a body stands."""
        return self._parts[full]

    def full(self, text: str, parts: tuple[Range, ...]) -> Named:
        """The fullest name of what the text names, and where it stands; the text itself if no body is known by it."""
        name, places_of = self._whole(text, parts)
        full = self._full.get(name)
        if full is None and not is_area(name):
            homes = [body for body in self._parts if self._full[body] == body and stands_for(name, body)]
            full = homes[0] if len(homes) == 1 else None
        return (full, self._parts[full]) if full is not None and full != name else (name, places_of)
