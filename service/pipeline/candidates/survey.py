"""What code finds in an article for a schema: who and what is named where, and which figures stand there."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.pipeline.candidates.bodies import acts_with_bodies, before_joined, modifies, tells, trimmed
from service.pipeline.candidates.divisions import places
from service.pipeline.candidates.figures import Figure, find_figures
from service.pipeline.candidates.going_on import goes_on
from service.pipeline.candidates.makers import trade_names
from service.pipeline.candidates.mentions import Mention
from service.pipeline.candidates.names import find_names
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.people import Person, find_people
from service.pipeline.candidates.plans import plan, plans
from service.pipeline.candidates.report_periods import with_report_periods
from service.pipeline.candidates.short_forms import definitions, is_area, short_forms, stands_for, trade_name
from service.pipeline.candidates.specification import RecordSpec
from service.pipeline.candidates.telling import NOWHERE, Setting
from service.pipeline.candidates.things import is_around

_NAMES = frozenset({"ORG", "LOC", "PER", "nz"})
_WHOLE_NAME = 3
_WHOLE = frozenset({"ending", "tag", "built"})
_REASONS = ("listed", "built", "named", "ending", "quoted", "tag", "told")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A candidate name of a record type where it stands."""

    spec: RecordSpec
    mention: Mention
    passage: int

    @property
    def name(self) -> str:
        return self.mention.text


@dataclass(frozen=True)
class Survey:
    """Everything found, by passage (the index into `passages`).

    `passing` are bodies that only say whose something is; `said` are short names that the article explains, each with
    the full one. `asides` are lines beside what the article tells, such as its source, in which nothing was sought.
    """

    passages: tuple[Passage, ...]
    sightings: tuple[Sighting, ...]
    people: tuple[tuple[int, Person], ...]
    figures: tuple[tuple[int, Figure], ...]
    passing: tuple[Sighting, ...]
    said: Mapping[str, str]
    asides: tuple[Passage, ...]

    def sighted(self, passage: int, record_type: str | None = None) -> list[Sighting]:
        """The names seen in one passage, in order."""
        return [s for s in self._seen.get(passage, ()) if record_type is None or s.spec.name == record_type]

    def passage_at(self, position: int) -> Passage:
        """The passage that holds an offset of the clean text."""
        return self.passages[bisect_right(self._starts, position) - 1]

    @cached_property
    def _seen(self) -> dict[int, list[Sighting]]:
        seen: dict[int, list[Sighting]] = {}
        for sighting in self.sightings:
            seen.setdefault(sighting.passage, []).append(sighting)
        return seen

    @cached_property
    def _starts(self) -> list[int]:
        return [p.start for p in self.passages]


def survey(article: Sequence[Passage], specs: Sequence[RecordSpec]) -> Survey:
    """Run the finders that the record types call for over what an article tells."""
    passages = [p for p in article if p.sentence.kind != "meta"]
    asides = tuple(p for p in article if p.sentence.kind == "meta")
    named = [s for s in specs if s.finder in {"name", "organization"}]
    people: list[tuple[int, Person]] = []
    sightings: list[Sighting] = []
    passing: list[Sighting] = []
    cues = {cue for s in specs for f in s.fields for cue in f.cues}
    body_specs, thing_specs = ([s for s in named if s.finder == kind] for kind in ("organization", "name"))
    bodies = [[Sighting(s, m, i) for s in body_specs for m in _mentions(p, s, NOWHERE)] for i, p in enumerate(passages)]
    makers = trade_names(s.name for found in bodies for s in found)
    for i, passage in enumerate(passages):
        after = passages[i + 1].text if i + 1 < len(passages) else ""
        setting = Setting(makers, after if goes_on(after) else "")
        things = [Sighting(s, m, i) for s in thing_specs for m in _mentions(passage, s, setting)]
        found = [s for s in (*things, *bodies[i]) if s.name not in cues]
        found = _without_works(_without_bodies(passage, found))
        people.extend((i, p) for p in find_people(passage) if not _inside(p, found))
        here = [p for j, p in people if i == j]
        taken = [(p.start, p.end) for p in here]
        passes = {id(s) for s in found if _passes(passage, s) and not _has_post(s, here)}
        sightings.extend(_settle([s for s in found if _stands(passage, s) and id(s) not in passes], taken))
        passing.extend(_settle([s for s in found if id(s) in passes], taken))
    sightings, said = _defined(passages, sightings, passing)
    sightings = _cut(passages, sightings)
    figures = with_report_periods(
        passages, ((i, f) for i, passage in enumerate(passages) for f in find_figures(passage))
    )
    recalled = _recalled(passages, sightings, [*sightings, *passing])
    everybody = tuple(sorted([*people, *_seen_again(passages, people)], key=lambda p: (p[0], p[1].start)))
    return Survey(tuple(passages), tuple(recalled), everybody, tuple(figures), tuple(passing), said, asides)


def _seen_again(passages: Sequence[Passage], people: Sequence[tuple[int, Person]]) -> Iterator[tuple[int, Person]]:
    """Further places of the names of people with a post, where the tagger sees none."""
    names = {p.text for _, p in people if p.title is not None and len(p.text) >= _WHOLE_NAME}
    known = {p.start for _, p in people}
    for i, passage in enumerate(passages):
        for name in names:
            for match in re.finditer(re.escape(name), passage.text):
                start = passage.start + match.start()
                if start not in known:
                    yield i, Person(name, start, start + len(name), None, None)


def _cut(passages: Sequence[Passage], sightings: Sequence[Sighting]) -> list[Sighting]:
    """The sightings; of those that are a name seen elsewhere and verbs the name alone: 海岚生物 of 海岚生物报."""
    names = {s.name for s in sightings if s.spec.finder == "organization"}
    cut: list[Sighting] = []
    for sighting in sightings:
        known = max((n for n in names if n != sighting.name and sighting.name.startswith(n)), key=len, default="")
        (start, end), *more = sighting.mention.parts
        text = passages[sighting.passage].at(start, end)
        if sighting.mention.reason == "tag" and known and not more and tells(text, len(known)):
            mention = Mention(known, ((start, start + len(known)),), "tag")
            cut.append(Sighting(sighting.spec, mention, sighting.passage))
        else:
            cut.append(sighting)
    return cut


def _defined(
    passages: Sequence[Passage], sightings: Sequence[Sighting], passing: Sequence[Sighting]
) -> tuple[list[Sighting], dict[str, str]]:
    """The sightings with those of the short names that the article explains, and for which full name each stands."""
    kept, said = list(sightings), dict[str, str]()
    for definition in definitions(passages):
        full = next((s for s in (*sightings, *passing) if s.mention.parts[-1][1] == definition.full_end), None)
        if full is not None:
            start, end = definition.bracket
            kept = [s for s in kept if s.mention.end <= start or s.mention.start >= end]
            short = passages[definition.passage].at(*definition.short)
            said[short] = full.name
            kept.append(Sighting(full.spec, Mention(short, (definition.short,), "defined"), definition.passage))
    return sorted(kept, key=lambda s: (s.passage, s.mention.start)), said


def _without_bodies(passage: Passage, found: Sequence[Sighting]) -> list[Sighting]:
    """What was found, without names of things that are bodies to the tagger and act with bodies."""
    bodies = {
        s.mention.parts
        for s in found
        if s.spec.finder == "organization"
        and s.mention.reason == "tag"
        and acts_with_bodies(passage, s.mention, s.spec.shape.endings)
    }
    return [s for s in found if s.spec.finder == "organization" or s.mention.parts not in bodies]


def _without_works(found: Sequence[Sighting]) -> list[Sighting]:
    """What was found, without campaigns and bodies that are only a longer run around a built thing's name."""
    built = [s.mention for s in found if s.mention.reason == "built"]
    things = [s for s in found if s.spec.shape.proper and s.spec.finder == "name"]
    return [s for s in found if s in things or not any(is_around(s.mention, b, s.spec.shape.tag) for b in built)]


def _inside(person: Person, found: Sequence[Sighting]) -> bool:
    """Whether what was taken for somebody without a post is the beginning of a longer name: 方林精密仪器产业园.

    A name with a blank in it has a byline in it.
    """
    spans = [s.mention.parts[0] for s in found if s.mention.reason in _WHOLE and " " not in s.name]
    return person.title is None and any(a <= person.start and person.end < b for a, b in spans)


def _mentions(passage: Passage, spec: RecordSpec, setting: Setting) -> Iterator[Mention]:
    """The names of one type in the passage, each with the edges of the name itself."""
    planned = plans(passage, spec.shape) if spec.shape.cues else ()
    for mention in (*find_names(passage, spec.shape, setting), *planned):
        whole = _dropped(mention, spec, passage)
        name: Mention | None = whole
        if spec.finder == "organization":
            first = before_joined(whole, passage, spec.shape.endings)
            if first is not None:
                yield first
            name = trimmed(whole, passage, spec.shape.endings)
        elif spec.shape.cues:
            name = plan(passage, whole, spec.shape)
        if name is not None:
            yield name


def _dropped(mention: Mention, spec: RecordSpec, passage: Passage) -> Mention:
    """The mention without a last word that is no part of the name (…项目)."""
    for suffix in spec.suffix_dropped:
        start, end = mention.parts[-1]
        at = passage.at(start, end).rfind(suffix)  # a quotation mark may close behind it
        if mention.text.endswith(suffix) and len(mention.text) - len(suffix) >= 3 and at >= 0:
            last = ((start, start + at),) if at else ()
            return Mention(mention.text.removesuffix(suffix), (*mention.parts[:-1], *last), mention.reason)
    return mention


def _stands(passage: Passage, sighting: Sighting) -> bool:
    """Whether the words in front let the name be what its ending says (依托…基地 is a place, not a project)."""
    begin = sighting.mention.start
    if sighting.spec.finder == "name" and "".join(p.form for p in places(sighting.name)) == sighting.name:
        return False  # an area, which is named and not built
    for token in reversed([t for t in passage.tokens if t.end <= begin]):
        if token.tag != "LOC":
            break
        begin = token.start
    before = passage.text[: begin - passage.start].rstrip("“‘《")
    return len(sighting.name) >= 2 and not before.endswith(sighting.spec.not_after or ("\n",))


def _passes(passage: Passage, sighting: Sighting) -> bool:
    """Whether a body only says whose, which or where something is."""
    if sighting.spec.finder != "organization" or sighting.mention.reason == "listed":
        return False
    return modifies(passage, sighting.mention, sighting.spec.shape.classes)


def _has_post(sighting: Sighting, people: Sequence[Person]) -> bool:
    """Whether somebody's post stands right behind a body."""
    return any(p.title is not None and p.title[0] == sighting.mention.parts[-1][1] for p in people)


def _settle(found: list[Sighting], taken: Iterable[tuple[int, int]]) -> list[Sighting]:
    """Of overlapping names what surely is one, then the longest; of equal ones the better reason.

    Then decides the longer ending (服务中心 before 中心), and a 厂 of which no more is told is a body. Nothing over a
    person's name.
    """
    kept: list[Sighting] = []
    spans = list(taken)
    for sighting in sorted(found, key=_rank):
        start, end = sighting.mention.parts[0]
        if all(end <= a or start >= b for a, b in spans):
            kept.append(sighting)
            spans.append((start, end))
    return sorted(kept, key=lambda s: s.mention.start)


def _rank(sighting: Sighting) -> tuple[bool, int, int, int, bool]:
    reason, (start, end), thing = sighting.mention.reason, sighting.mention.parts[0], sighting.spec.finder == "name"
    return reason != "named", start - end, _REASONS.index(reason), -_ending(sighting), thing


def _ending(sighting: Sighting) -> int:
    """Length of the longest of its type's endings that the name has."""
    return max((len(e) for e in sighting.spec.shape.endings if sighting.name.endswith(e)), default=0)


def _recalled(passages: Sequence[Passage], sightings: list[Sighting], named: Sequence[Sighting]) -> list[Sighting]:
    """The sightings, and every further place where a name found somewhere, or a short form of it, stands."""
    kinds: dict[str, Counter[str]] = {}
    specs = {s.spec.name: s.spec for s in named}
    for s in sightings:
        kinds.setdefault(s.name, Counter())[s.spec.name] += 1
    short = _short_names(passages, named)
    for name, spec in short.items():
        kinds.setdefault(name, Counter({spec.name: 1}))
    everything = list(sightings)
    for i, passage in enumerate(passages):
        spans = [s.mention.parts[0] for s in sightings if s.passage == i]
        for name in sorted(kinds, key=len, reverse=True):
            at = passage.text.find(name) if len(name) >= 3 else -1
            while at >= 0:
                start, end = passage.start + at, passage.start + at + len(name)
                spec = specs[kinds[name].most_common(1)[0][0]]
                again = Sighting(spec, Mention(name, ((start, end),), "recalled"), i)
                if all(end <= a or start >= b for a, b in spans) and not (name in short and _passes(passage, again)):
                    spans.append((start, end))
                    everything.append(again)
                at = passage.text.find(name, at + 1)
    return sorted(everything, key=lambda s: (s.passage, s.mention.start))


def _short_names(passages: Sequence[Passage], named: Sequence[Sighting]) -> dict[str, RecordSpec]:
    """Short forms of the bodies: without their legal form, first words that are names to the tagger or come again."""
    bodies = {s.name: s.spec for s in named if s.spec.finder == "organization"}
    words = {t.text for p in passages for t in p.tokens if t.tag in _NAMES and len(t.text) >= 3}
    found = {form: spec for name, spec in bodies.items() for form in short_forms(name)}
    for name, spec in bodies.items():
        found.update({w: spec for w in words if name.startswith(w) and stands_for(w, name) and not is_area(w)})
    text = "\n".join(p.text for p in passages)
    found |= {form: spec for name, spec in bodies.items() if (form := trade_name(name, text)) is not None}
    return {form: spec for form, spec in found.items() if form not in bodies}
