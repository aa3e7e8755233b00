"""Which clauses speak about which name: the ground on which a figure or a word is given to a record."""

import re
from collections.abc import Sequence

from service.pipeline.candidates.figures import clauses
from service.pipeline.candidates.going_on import goes_on
from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.candidates.telling import is_item

_LABEL = re.compile(r"^[\s(（]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s.．、)）是]*")
_LONGEST_REST = 4
_LATER_PHASE = re.compile("(?:项目|基地|园区)?[二三四]期")
_PARTS = re.compile("[，,；;。：:]")
_LEAD = 10
_SHORTEST = 2
_DAY = re.compile(r"^(?:[今去]年)?[\d年月日底初末上下中旬午晚]{2,12}[，,]?")
_LONGEST_LIST = 40
_COLONS = ("：", ":")
_PHASE = re.compile(r"[一二三四首]期")


def zone(survey: Survey, sighting: Sighting) -> list[Range]:
    """Ranges of the clean text, clause by clause, that speak about the sighting; it alone or its whole list."""
    passage = survey.passages[sighting.passage]
    peers = [s for s in survey.sighted(sighting.passage) if s.spec.name == sighting.spec.name]
    ranges = _in_sentence(passage, sighting, peers)
    if peers and peers[-1] is sighting:
        ranges.extend(_going_on(survey, sighting))
    return ranges


def own_ranges(survey: Survey, sighting: Sighting, ranges: Sequence[Range]) -> list[Range]:
    """Those of the ranges whose figures and dates are the thing's own: none of a later phase, none of a whole list.

    That is its attribute (总投资5亿元的 [name]) where other names stand in its clause.
    """
    if sighting.mention.reason != "listed" and not shares_clause(survey, sighting):
        return _without_later_phases(survey, sighting.name, ranges)
    passage, start = survey.passages[sighting.passage], sighting.mention.start
    before = passage.text[: start - passage.start].rstrip("“‘《")
    peers = [s.mention.end - passage.start for s in survey.sighted(sighting.passage) if s.mention.end <= start]
    first = max([*peers, *(m.end() for m in _PARTS.finditer(before))], default=0)
    return [(passage.start + first, start)] if before.endswith("的") else []


def _without_later_phases(survey: Survey, name: str, ranges: Sequence[Range]) -> list[Range]:
    """The clauses but those on a later phase, and those of the sentence that go on about that."""
    own: list[Range] = []
    later = -1
    for start, end in ranges:
        passage = survey.passage_at(start)
        clause = passage.at(start, end)
        if _is_of_later_phase(clause, name):
            later = passage.start
        elif later != passage.start or goes_on(clause):
            later = -1
            own.append((start, end))
    return own


def _is_of_later_phase(clause: str, name: str) -> bool:
    """Whether a clause tells of a later phase than that of the name."""
    later, own = _LATER_PHASE.match(clause), _PHASE.search(name)
    return later is not None and (own is None or not later.group().endswith(own.group()))


def shares_clause(survey: Survey, sighting: Sighting) -> bool:
    """Whether another name of the same type stands in the sighting's clause, so that its figures could be either's."""
    passage = survey.passages[sighting.passage]
    home = _clause_of(passage, sighting.mention.start)
    peers = [s for s in survey.sighted(sighting.passage) if s.spec.name == sighting.spec.name]
    return any(s.name != sighting.name and _clause_of(passage, s.mention.start) == home for s in peers)


def _in_sentence(passage: Passage, sighting: Sighting, peers: Sequence[Sighting]) -> list[Range]:
    """The name's clause, what follows up to the next clause with a name, and what leads up to the first one."""
    parts = [(passage.start + a, passage.start + b) for a, b in clauses(passage.text)]
    homes = sorted({_clause_of(passage, s.mention.start) for s in peers})
    home = _clause_of(passage, sighting.mention.start)
    later = [h for h in homes if h > home]
    stop = later[0] if later else len(parts)
    first = 0 if homes and home == homes[0] else home
    return parts[first:stop]


def _resumes(sentence: str, name: str) -> bool:
    """Whether a sentence begins with the last words of the name: 智能工厂由… after 某某智能工厂."""
    text, whole = _DAY.sub("", sentence.lstrip("“‘ ")), _PHASE.sub("", name)
    return any(text.startswith(whole[-length:]) for length in range(_SHORTEST, len(whole)))


def _is_other_phase(sentence: str, name: str) -> bool:
    """Whether a sentence begins with another phase than that of the name: 产业园一期… after 某产业园二期."""
    own, others = _PHASE.search(name), _PHASE.search(sentence[:_LEAD])
    return own is not None and others is not None and own.group() != others.group()


def item_lead(survey: Survey, sighting: Sighting) -> list[str]:
    """The sentence that introduces the list whose item a name begins: 集中签约的项目有:…; none if it begins none."""
    home = survey.passages[sighting.passage]
    if not is_item(home, *sighting.mention.parts[0]):
        return []
    before = reversed(survey.passages[max(0, sighting.passage - _LONGEST_LIST) : sighting.passage])
    return next(([p.text] for p in before if p.text.rstrip().endswith(_COLONS)), [])


def _clause_of(passage: Passage, position: int) -> int:
    parts = [(passage.start + a, passage.start + b) for a, b in clauses(passage.text)]
    return next((i for i, (a, b) in enumerate(parts) if a <= position < b), 0)


def _going_on(survey: Survey, sighting: Sighting) -> list[Range]:
    """The clauses of the sentences that follow and go on about the last thing named, up to the next name."""
    ranges: list[Range] = []
    silent = 0
    home = survey.passages[sighting.passage]
    label = _is_label(home, sighting)
    for i in range(sighting.passage + 1, len(survey.passages)):
        passage = survey.passages[i]
        on = goes_on(passage.text) or _resumes(passage.text, sighting.name)
        if (on and not _is_other_phase(passage.text, sighting.name)) or (
            label and passage.sentence.paragraph == home.sentence.paragraph
        ):
            peers = survey.sighted(i, sighting.spec.name)
            limit = peers[0].mention.start if peers and peers[0].name != sighting.name else passage.sentence.end
            parts = [(passage.start + a, passage.start + b) for a, b in clauses(passage.text)]
            ranges.extend(p for p in parts if p[1] <= limit)
            silent = 0
        else:
            silent += 1
        named = [s for s in survey.sighted(i, sighting.spec.name) if s.name != sighting.name]
        if named or silent > 3:
            break
    return ranges


def _is_label(passage: Passage, sighting: Sighting) -> bool:
    """Whether the sentence only names it, as the items of a list do: 1.某某产业园项目。"""
    rest = _LABEL.sub("", bare(passage.text), count=1).removeprefix(sighting.name)
    return len(rest) <= _LONGEST_REST
