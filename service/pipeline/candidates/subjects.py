"""Whom or what a figure is about: the name that the sentence, the passage or the article is about at that place."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from service.pipeline.candidates.anaphors import Anaphor, Antecedent, anaphors, antecedent, is_body, stands_for
from service.pipeline.candidates.areas import INSIDE, LEVELS, NATION, NO_LEVEL, WHOLE, Areas, is_office
from service.pipeline.candidates.going_on import goes_on
from service.pipeline.candidates.headed import headed
from service.pipeline.candidates.heads import clause_start, heads, is_founded
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.speakers import OUTSIDER, Speakers, reports
from service.pipeline.candidates.survey import Survey
from service.pipeline.candidates.unrecorded import products, unrecorded

_TELLS = frozenset({"v", "vd", "d", "ad"})
_LISTED = frozenset({"place", "organization", "project"})
_AND = re.compile("以及|[、和与及]")
_KINDS = {"project": "thing", "organization": "body", "place": "place", "whole": "place", "nation": "place"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A name and where it stands; the places need not be in the figure's own sentence."""

    text: str
    parts: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    text: str
    parts: tuple[Range, ...]
    kind: str

    @property
    def at(self) -> Range:
        return self.parts[0]


def is_part(passage: Passage) -> bool:
    """Whether a sentence tells the parts of what the one before it tells: 其中，…."""
    return passage.text.lstrip().startswith("其中")


class Subjects:
    """Resolves the subjects of figures in one article."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.areas = Areas(survey)
        self._speakers = Speakers(survey, self.areas, self.full)
        # A speaker's body is not what he or she speaks about.
        self._titles = [at for _, p in survey.people for at in (p.organization, p.title) if at is not None]
        self._headed = headed(survey.passages)
        self._seen = [self._in_passage(i) for i in range(len(survey.passages))]
        self._named_before = self._antecedents()

    def place(self, level: str) -> Subject | None:
        """The area of a level (省, 市, 区, 县, …) that the article names most."""
        text = self.areas.most_named(level)
        return self._named(text) if text is not None else None

    def of(self, passage: int, position: int, *, acts: bool = False) -> Subject | None:
        """What is spoken of at a place: the subject of its sentence, else of its paragraph, else of the article.

        `acts`: only what can act, a body or an area.
        """
        sentence = self._survey.passages[passage]
        here = self._of_each(passage, position) or self._before(passage, position, acts=acts)
        if here is not None:
            return here
        follows = goes_on(sentence.text) and not is_part(sentence) and not acts
        thing = self._last_thing(passage) if follows else None
        if thing is not None:
            return thing
        speaker = self._speakers.quoted(passage, acts=acts)
        speaker = speaker or self._speakers.introduced(passage, position, acts=acts)
        if speaker is not None:
            return Subject(*speaker)
        for i in range(passage - 1, -1, -1):
            earlier = self._survey.passages[i]
            if earlier.sentence.paragraph != sentence.sentence.paragraph:
                break
            found = self._before(i, earlier.sentence.end, acts=acts)
            if found is not None:
                return found
        return self._main

    def _of_each(self, index: int, position: int) -> Subject | None:
        """The one of a list of areas or bodies whose figure stands at a place: 甲县、乙县产值分别增长3%、[5%]."""
        passage = self._survey.passages[index]
        figures = [f for i, f in self._survey.figures if i == index and f.clause[0] <= position < f.clause[1]]
        clause = next((f.clause for f in figures if f.start == position), None)
        at = -1 if clause is None else passage.text.rfind("分别", clause[0] - passage.start, position - passage.start)
        if clause is None or at < 0:
            return None
        dealt = [f.start for f in figures if f.start > passage.start + at]
        listed = [s for s in self._seen[index] if clause[0] <= s.at[0] < passage.start + at and s.kind in _LISTED]
        joined = all(_AND.fullmatch(passage.at(a.parts[-1][1], b.at[0])) for a, b in pairwise(listed))
        if len(listed) < 2 or len(listed) != len(dealt) or not joined or not heads(passage, listed[-1].parts):
            return None
        return self._resolved(index, listed[dealt.index(position)])

    def next_to(self, passage: int, position: int, leads: Callable[[int], bool]) -> Subject | None:
        """The last thing named before a place, if what stands between its end and the place lets it lead up to that."""
        acts = [s for s in self._seen[passage] if s.kind != "project" and (s.kind != "anaphor" or is_body(s.text))]
        before = [s for s in acts if s.parts[-1][1] <= position]
        return self._resolved(passage, before[-1], acts=True) if before and leads(before[-1].parts[-1][1]) else None

    def named_in(self, passage: int, clause: Range, position: int) -> str | None:
        """Of what kind a clause names its subject before a place: `place`, `body` or `thing`; None if it names none."""
        sentence = self._survey.passages[passage]
        inside = [s for s in self._seen[passage] if clause[0] <= s.at[0] < position and heads(sentence, s.parts)]
        return _KINDS.get(inside[-1].kind) if inside else None

    def acting(self) -> Iterator[Subject]:
        """The bodies of which the article goes on to tell by a word for them: 公司 介绍, 海关 与某市签署."""
        for index, seen in enumerate(self._seen):
            passage = self._survey.passages[index]
            for item in (s for s in seen if s.kind == "anaphor"):
                after = next((t.tag for t in passage.tokens if t.start >= item.at[1]), "")
                found = self._resolved(index, item) if heads(passage, item.parts) or after in _TELLS else None
                if found is not None:
                    yield found

    def full(self, name: str, parts: tuple[Range, ...]) -> tuple[str, tuple[Range, ...]]:
        """A body's name with its area where it begins with a mere level: 省科技厅 as 某某省科技厅."""
        area = self.place(name[0]) if name[:1] in LEVELS and not NO_LEVEL.match(name) else None
        if area is None or len(name) < 3:
            return name, parts
        (start, end), written = parts[0], area.text.endswith(name[0])  # 浙江 and 省 make 浙江省
        return area.text + name[written:], (*area.parts, (start + written, end), *parts[1:])

    def _last_thing(self, passage: int) -> Subject | None:
        """The last project or the like named before a sentence that goes on about it."""
        for i in range(passage - 1, -1, -1):
            things = [s for s in self._seen[i] if s.kind == "project"]
            if things:
                return Subject(things[0].text, things[0].parts)
        return None

    @cached_property
    def _main(self) -> Subject | None:
        """What most sentences of the article are about."""
        heads = [
            found for i, p in enumerate(self._survey.passages) if (found := self._before(i, p.sentence.end)) is not None
        ]
        names = Counter(s.text for s in heads)
        return max(heads, key=lambda s: names[s.text], default=None)

    def _before(self, index: int, position: int, *, acts: bool = False) -> Subject | None:
        """What the last clause that has such a name before the place is about, within its part (between semicolons)."""
        passage, seen = self._survey.passages[index], self._seen[index]
        cut = max(passage.text.rfind(mark, 0, position - passage.start) for mark in ";；")
        for floor in (passage.start + cut + 1, passage.start):
            told = [s for s in seen if floor <= s.at[0] < position and not (acts and s.kind == "project")]
            new = [s for s in told if self._is_new(passage, s, position)]
            heading = [s for s in told if heads(passage, s.parts)]
            if not acts:  # who only reports is told of where nobody else is
                heading = [s for s in heading if not self._reports(index, s)] or heading
            if new and not any(s.at > new[-1].at for s in heading):
                return self._resolved(index, new[-1], acts=acts)
            if heading:
                last = max(clause_start(passage, s.at[0]) for s in heading)
                run = [s for s in heading if clause_start(passage, s.at[0]) == last]
                found = self._resolved(index, _last_of_run(passage, run), acts=acts)
                if found is not None:
                    return found
        return None

    def _is_new(self, passage: Passage, item: _Seen, position: int) -> bool:
        """Whether an earlier clause than that of a place ends in the founding of a body or a thing."""
        named = item.kind in {"project", "organization"} and item.at[0] < clause_start(passage, position)
        return named and is_founded(passage, item.parts)

    def _antecedents(self) -> list[Antecedent]:
        """Everything named that a word can stand for, in order, also the bodies of speakers; not what headings name."""
        passages = self._survey.passages
        named = [
            (i, heads(passages[i], s.parts), s.parts, s.text, _KINDS[s.kind])
            for i, seen in enumerate(self._seen)
            for s in seen
            if s.kind in {"project", "organization", "place"} and passages[i].sentence.kind == "body"
        ]
        named += [
            (i, False, (p.organization,), passages[i].at(*p.organization), "body")
            for i, p in self._survey.people
            if p.organization and not (p.title and OUTSIDER.search(passages[i].at(*p.title)))
        ]
        said = self._survey.said
        return [Antecedent(*it, full=said.get(it[3], it[3])) for it in named]

    def _resolved(self, index: int, item: _Seen, *, acts: bool = False) -> Subject | None:
        if item.kind == "anaphor":
            speaker = self._speakers.quoted(index) or self._speakers.introduced(index, item.at[0])
            if speaker is not None and stands_for(item.text, speaker[0]):
                return Subject(*speaker)
            found = antecedent(Anaphor(item.text, item.at), self._named_before, self._paragraph(index))
            return Subject(found.text, found.parts) if found is not None else None
        if item.kind == "organization" and is_office(item.text) and not acts and self._reports(index, item):
            area = self.areas.of_office(item.text)
            return self._named(area) if area is not None else None
        if item.kind != "whole":
            whole = self.areas.whole(item.text) if item.kind == "place" else item.text
            return Subject(item.text, item.parts) if whole == item.text else self._named(whole)
        level = item.text[-1]
        near = self.areas.near(index, item.at[0], level)
        return self._named(near) if near is not None else self.place(level)

    def _reports(self, index: int, item: _Seen) -> bool:
        """Whether a body only tells what is told of others."""
        passage = self._survey.passages[index]
        return reports(passage.at(item.parts[-1][1], passage.sentence.end))

    def _paragraph(self, index: int) -> int:
        """The first sentence of a sentence's paragraph."""
        paragraph = self._survey.passages[index].sentence.paragraph
        return next(i for i, p in enumerate(self._survey.passages) if p.sentence.paragraph == paragraph)

    def _named(self, place: str) -> Subject:
        return Subject(place, (self.areas.where(place),))

    def _in_passage(self, index: int) -> list[_Seen]:
        passage = self._survey.passages[index]
        kinds = {"name": "project", "organization": "organization"}
        seen = [
            _Seen(s.name, s.mention.parts, kinds[s.spec.finder])
            for s in self._survey.sighted(index)
            if not s.spec.shape.quoted and not any(a <= s.mention.start < b for a, b in self._titles)
        ]
        taken = [s.at for s in seen]
        for name in self._headed:
            start = passage.start + passage.text.find(name)
            at = (start, start + len(name))
            if start >= passage.start and all(at[1] <= a or at[0] >= b for a, b in taken):
                seen.append(_Seen(name, (at,), "organization"))
                taken.append(at)
        unlisted = [*unrecorded(passage, [*taken, *self._titles]), *products(passage)]
        seen.extend(_Seen(passage.at(*at), (at,), "project") for at in unlisted)
        taken.extend(unlisted)
        for area in self.areas.named[index]:
            free = all(area.at[1] <= a or area.at[0] >= b for a, b in taken)
            if area.office is None and free:
                seen.append(_Seen(area.text, (area.at,), "place"))
        seen.extend(_Seen(t.text[0], ((t.start, t.end),), "whole") for t in passage.tokens if INSIDE.fullmatch(t.text))
        seen.extend(_Seen(a.word, (a.at,), "anaphor") for a in anaphors(passage, taken))
        base = passage.start
        seen.extend(
            _Seen(match.group(), ((base + match.start(), base + match.end()),), "whole")
            for match in WHOLE.finditer(passage.text)
        )
        seen.extend(
            _Seen(match.group(), ((base + match.start(), base + match.end()),), "nation")
            for match in NATION.finditer(passage.text)
        )
        return sorted(seen, key=lambda s: s.at)


def _last_of_run(passage: Passage, seen: list[_Seen]) -> _Seen:
    """Of names in apposition the last: 某集团旗下某公司, 某市某区; or that of which the others are an attribute."""
    last = seen[0]
    for item in seen[1:]:
        between = [t for t in passage.tokens if last.at[1] <= t.start and t.end <= item.at[0] and t.text != "“"]
        if any(t.tag not in {"n", "a", "vn"} for t in between) and not (between and between[-1].text == "的"):
            break
        last = item
    return last
