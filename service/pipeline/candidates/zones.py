"""Which clauses speak about which name: the ground on which a figure or a word is given to a record."""

import re
from collections.abc import Sequence

from service.pipeline.candidates.figures import clauses
from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.survey import Sighting, Survey

# A sentence that begins so goes on about the last thing named.
_GOES_ON = re.compile(
    r"^[“‘]?(?:(?:同时|此外|其中|目前|据悉|据了解|据介绍|据测算)[，,])?"
    r"(?:(?:该|本|此|这[一个座项])?(?:项目|基地|园区?|工程|中心|工厂|平台|产业园|生产线|电站|码头|厂区|总投资|总建筑面积|规划|计划投资|其"
    r"|一期|首期|建成后|投产后|达产后|扩建后|全部建成后)|(?:该|本|此|这[一个座项])[^，。]{0,4}(?:[园厂库港站线馆]))"
)
_SPOKEN = re.compile(r"^[^，。；：]{2,40}(?:说|表示|介绍|透露|称|告诉记者)[，,：:]?[“‘]?")
_LABEL = re.compile(r"^[\s(（]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[\s.．、)）是]*")
_LONGEST_REST = 4
_ELSEWHERE = re.compile(r"^(?:项目|园区)(?:落地|建设|招引|数量|们|深化|年|攻坚)(?!成|周期)")


def zone(survey: Survey, sighting: Sighting) -> list[Range]:
    """Ranges of the clean text, clause by clause, that speak about the sighting; it alone or its whole list."""
    passage = survey.passages[sighting.passage]
    peers = [s for s in survey.sighted(sighting.passage) if s.spec.name == sighting.spec.name]
    ranges = _in_sentence(passage, sighting, peers)
    if peers and peers[-1] is sighting:
        ranges.extend(_going_on(survey, sighting))
    return ranges


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
        if goes_on(passage.text) or (label and passage.sentence.paragraph == home.sentence.paragraph):
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


def goes_on(sentence: str) -> bool:
    """Whether a sentence has no subject of its own but 该项目, 其, 总投资 and the like."""
    text = sentence.strip()
    said = _SPOKEN.sub("", text, count=1)
    return any(_GOES_ON.match(form) is not None and _ELSEWHERE.match(form) is None for form in (text, said))
