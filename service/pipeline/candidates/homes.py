"""The body of somebody whose post alone is told: 总经理 X of the company that the paragraph is about."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from service.pipeline.candidates.anaphors import stands_for
from service.pipeline.candidates.areas import Areas
from service.pipeline.candidates.bodies import lead
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.people import ANY_BODY, Person
from service.pipeline.candidates.survey import Survey

Named = tuple[str, tuple[Range, ...]]
"""A name and where it stands."""
Full = Callable[[str, tuple[Range, ...]], Named]
"""The fullest name of what is named somewhere."""

_NO_COMPANY = r"[局厅委办院所校会部署府盟室关站馆台]|大学|中心|幼儿园|[中小]学"
# Which bodies have such a post; the first that matches tells.
_BODIES = (
    (r"院长", r"院$"),
    (r"校长|教务长", r"(?:大学|学院|学校|党校|[中小]学)$"),
    (r"园长", r"幼儿园$"),
    (r"所长", r"所$"),
    (r"局长", r"局$"),
    (r"厅长", r"厅$"),
    (r"部长", r"部$"),
    (r"署长", r"署$"),
    (r"关长", r"海关$"),
    (r"行长", r"行$"),
    (r"社长", r"社$"),
    (r"馆长", r"馆$"),
    (r"台长", r"台$"),
    (r"站长", r"站$"),
    (r"检察长", r"检察院$"),
    (r"庭长|审判长|法官", r"法院$"),
    (
        r"(?<!董事)(?<!监事)(?:理事长|会长|秘书长)",
        r"(?:协会|商会|学会|研究会|促进会|联合会|基金会|总会|联盟|合作社|联社)$",
    ),
    (
        r"董事|监事|经理|总裁|总监|董秘|执行长|财务长|营运长|技术长|厂长|店长|车间|班组|首席\w官|合伙人|创始人|创办人|总工程师|总会计师|技术员|工程师",
        rf"(?:公司|集团|厂|店|合作社)$|^(?!.*(?:{_NO_COMPANY})$)",
    ),
    (r"主任", r"(?:委员会|管委会|委|办公室|办|中心|实验室)$"),
)
# A part of what was named before, and what may stand behind the name of that.
_OF_THAT = re.compile(r"[该本我](?P<level>[区市县省州旗镇校院])(?=.{3})")
_SCHOOLS = "大学|学院|学校|中学|研究院|科学院|医院"
_OFFICE = "管委会|管理委员会|党工委|[党市区县省州]?委|(?:人民)?政府"
_CLAUSE = re.compile(r"[，,；;。：:！？!?”“、\s]")
_SHORTEST = 3
_FAR = 60
"""How many sentences a word may stand from what it stands for."""
_FOUNDS = re.compile(r"(?:等人)?(?:创办|创立|创建|成立|开办)了?")
_POINTS = re.compile(r"^(?:该|本|我|这家)")
_OF_AREA = re.compile(r"([省市区县州旗镇乡])长")


def home(survey: Survey, areas: Areas, full: Full, index: int, person: Person) -> Named | None:
    """The body of a person in passage `index`: the one told before the post, else the nearest that has such posts.

    Sought in the sentence before the person, its paragraph and the paragraph before; None where there is none. 县长 and
    the like belong to the area of that level. `full` gives the fullest name of what is named somewhere.
    """
    own = _own(survey, index, person)
    if own is not None:
        return _of_that(survey, own, index) or full(survey.passages[index].at(*own), (own,))
    meant = _meant(survey, full, index, person.organization) if person.organization is not None else None
    meant = meant or _known(survey, full, index, person) or _founded(survey, full, index, person)
    if meant is not None or person.title is None:
        return meant
    return _by_post(survey, areas, full, index, person)


def _by_post(survey: Survey, areas: Areas, full: Full, index: int, person: Person) -> Named | None:
    """What a post alone tells: the area of 县长, else the nearest body that has such posts."""
    title = survey.passages[index].at(*person.title) if person.title is not None else ""
    level = _OF_AREA.search(title)
    if level is not None:
        area = areas.most_named(level[1])
        return (area, (areas.where(area),)) if area is not None else None
    if title.startswith("项目"):  # whose, a builder's or an owner's, is not told
        return None
    fits = next((re.compile(body) for post, body in _BODIES if re.search(post, title)), None)
    if fits is None:
        return None
    named = (full(text, (at,)) for text, at in _before(survey, index, person))
    return next((body for body in named if fits.search(body[0])), None)


def _of_that(survey: Survey, own: Range, index: int) -> Named | None:
    """该区经济发展局 by the name of the area that was named last, 该校机械学院 by that of the school; else None."""
    text = survey.passages[index].at(*own)
    points = _OF_THAT.match(text)
    if points is None:
        return None
    named = re.compile(
        rf"(?:[^省]+省)?(?P<name>.+?(?:{_SCHOOLS if points['level'] in '校院' else points['level']}))(?:$|{_OFFICE})"
    )
    for i in range(index, max(-1, index - _FAR), -1):
        tokens = [t for t in survey.passages[i].tokens if t.end <= own[0] and t.tag in {"LOC", "ORG"}]
        for token in reversed(tokens):
            found = named.match(token.text)
            if found is not None:
                at = (token.start + found.start("name"), token.start + found.end("name"))
                return found["name"] + text[points.end() :], (at, (own[0] + points.end(), own[1]))
    return None


def _own(survey: Survey, index: int, person: Person) -> Range | None:
    """Where the body stands that is told before a post; 公司 and 该院 leave open which."""
    if person.organization is None:
        return None
    start, end = person.organization
    text = survey.passages[index].at(start, end)
    return (start + lead(text), end) if ANY_BODY.fullmatch(text) is None else None


def _meant(survey: Survey, full: Full, index: int, at: Range) -> Named | None:
    """The body for which a word stands: the nearest named before that can be called so."""
    word = _POINTS.sub("", survey.passages[index].at(*at))
    named = (full(text, (place,)) for text, place in _named(survey, at[0], range(index, max(-1, index - _FAR), -1)))
    return next((body for body in named if stands_for(word, body[0]) or body[0].endswith(word)), None)


def _known(survey: Survey, full: Full, index: int, person: Person) -> Named | None:
    """The body of which a short name stands before the post, although the tagger sees no name in it."""
    if person.title is None:
        return None
    passage, end = survey.passages[index], person.title[0]
    clause = _CLAUSE.split(passage.at(passage.start, end))[-1]
    if len(clause) < _SHORTEST:
        return None
    name, parts = full(clause, ((end - len(clause), end),))
    return (name, parts) if name != clause else None


def _founded(survey: Survey, full: Full, index: int, person: Person) -> Named | None:
    """The body that somebody has founded: X 创办了 甲公司."""
    passage = survey.passages[index]
    founds = _FOUNDS.match(passage.text, person.end - passage.start)
    start = passage.start + founds.end() if founds is not None else -1
    bodies = [s for s in survey.sighted(index) if s.spec.finder == "organization" and s.mention.start == start]
    return full(bodies[0].name, bodies[0].mention.parts) if bodies else None


def _before(survey: Survey, index: int, person: Person) -> Iterator[tuple[str, Range]]:
    """The bodies named before the person, the nearest first, down to the paragraph before."""
    own = survey.passages[index].sentence.paragraph
    paragraphs = sorted({p.sentence.paragraph for p in survey.passages[:index]} - {own})
    reach = {own, *paragraphs[-1:]}
    near = takewhile(lambda i: survey.passages[i].sentence.paragraph in reach, range(index, -1, -1))
    return _named(survey, person.start, near)


def _named(survey: Survey, end: int, passages: Iterable[int]) -> Iterator[tuple[str, Range]]:
    """The bodies that the passages name before a place, in reverse order."""
    bodies = [s for s in (*survey.sightings, *survey.passing) if s.spec.finder == "organization"]
    for i in passages:
        seen = {s.mention.parts[0]: s.name for s in bodies if s.passage == i}
        told = [_own(survey, k, p) for k, p in survey.people if k == i]
        seen |= {at: survey.passages[i].at(*at) for at in told if at is not None}
        yield from ((name, at) for at, name in sorted(seen.items(), reverse=True) if at[1] <= end)
