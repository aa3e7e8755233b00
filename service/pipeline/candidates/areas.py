"""The areas that an article names – administrative ones and zones, also in the names of offices – and 全市, 该区, 县里.

A zone is an area with a government of its own that no table has: 开发区, 新区, 保税区.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.candidates.divisions import places
from service.pipeline.candidates.heads import heads
from service.pipeline.candidates.mentions import NameShape
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.runs import by_ending
from service.pipeline.candidates.short_forms import definitions
from service.pipeline.candidates.survey import Survey

LEVELS = "省市区县镇乡州旗盟"
WHOLE = re.compile(rf"(?:全|我|本|该)([{LEVELS}])(?!域|面|部|级|重|首|民|长|委)")
NATION = re.compile(
    r"(?:全国|全球|我国|全世界)(?!人大|政协|人民|各|性|首|重点|第|统一|最|领先|唯一|优秀|先进|著名|知名|百|十)"
)
INSIDE = re.compile(f"[{LEVELS}村][里上]")
_LONGEST_HEADING = 40
# Words, and names of areas, that begin with a level and name none above them.
NO_LEVEL = re.compile(
    "市场|市政(?!府|协)|市值|市民(?!政|宗|革|盟|建|进)|省会|省际|区域|区块|县域|县级|乡村|乡镇|乡贤|旗下|旗舰|"
    "州际|镇(?:江|海|平|宁|安|原|康|坪|远|雄|沅|巴|赉)"
)
_ZONES = tuple(
    "开发区 高新区 高新技术产业区 经开区 新区 试验区 实验区 示范区 合作区 保税区 综保区 自贸区 自贸片区 先导区 "
    "集聚区".split()
)
_ZONE = NameShape(endings=_ZONES)
_ANY_ZONE = re.compile(
    r"(?:国家级?|[省市县]级|经济|技术|高新|产业|工业|化工|先进|制造业?|综合|自由|贸易|改革|创新|自主|现代|农业|生态|文化|旅游|"
    r"保税|经开|综保|自贸|跨境|电商|电子商务|合作|示范|试验|实验|开发|集聚|[新老]|先导|先行|片|管理|一体化|发展|高质量|绿色|"
    r"智能|等|各|类|区)+"
)
_OFFICE = re.compile(
    r"(?:政府|党?委|委员会|管委会|党工委|工委|[局厅署办]|办公室|海关|人大|政协|财政所?|统计队|调查总?队)$"
)
_OVER_ZONE = re.compile(r"(?P<zone>.{3,}?)(?:党工委|工委|管理委员会|管委会)$")
_UNLISTED = re.compile(rf"(?P<area>.{{2,}}[{LEVELS}])(?:党?委|人民政府|政府)$")
_SOURCE = re.compile(r"(?:据|根据|按照?|从|经)$")


@dataclass(frozen=True, slots=True)
class Area:
    """An area where it is named; `office` is the place of the body whose name it begins, if it does."""

    text: str
    at: Range
    office: Range | None = None


class Areas:
    """The areas of one article. A place in the text is the number of a passage and an offset in the clean text."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        zones = [[*_zones(p)] for p in survey.passages]
        self._said = _said(survey.passages, zones)
        self._zones = {survey.passages[i].at(*at) for i, found in enumerate(zones) for at in found}
        self.named = [self._in_passage(i, zones[i]) for i in range(len(survey.passages))]
        self._forms = {a.text for areas in self.named for a in areas}
        beside = (place.form for aside in survey.asides for place in places(aside.text))
        self._counts = Counter(map(self.whole, [*(a.text for areas in self.named for a in areas), *beside]))

    def whole(self, text: str) -> str:
        """The name of an area in full: 甲乙 as 甲乙市 where the article has that form too, a zone's as explained."""
        zones = [form for form in self._forms if text in _ZONES and form.endswith(text) and form != text]
        if zones:
            return max(zones, key=lambda form: -self.where(form)[0])
        return self._said.get(text) or next((text + level for level in LEVELS if text + level in self._forms), text)

    def most_named(self, level: str) -> str | None:
        """The area of a level (省, 市, 区, 县, …) that the article names most, its source line included."""
        counts = {text: n for text, n in self._counts.items() if len(text) > 1 and level in levels(text)}
        return max(counts, key=lambda text: (counts[text], -self.where(text)[0]), default=None)

    def near(self, passage: int, position: int, level: str) -> str | None:
        """The area of a level that the paragraph has been about last before a place, or whose office has acted.

        The line that heads the paragraph counts as its first sentence.
        """
        passages = self._survey.passages
        paragraph = passages[passage].sentence.paragraph
        for i in range(passage, -1, -1):
            if passages[i].sentence.paragraph != paragraph and not self._heads_paragraph(i, paragraph):
                break
            before = [a for a in self.named[i] if a.at[1] <= position and level in levels(self.whole(a.text))]
            about = [a for a in before if self._is_told_of(i, a)]
            if about:
                return self.whole(about[-1].text)
        return None

    def of_office(self, name: str) -> str | None:
        """The area that an office serves, by its name: 甲省乙市统计局 → 乙市, 市统计局 → the city named most."""
        if not is_office(name):
            return None
        at = area_in_front(name)
        if at is not None:
            return self.whole(name[at[0] : at[1]])
        return self.most_named(name[0]) if name[0] in LEVELS and not NO_LEVEL.match(name) else None

    def where(self, text: str) -> Range:
        """The first place where an area stands."""
        for passage in (*self._survey.passages, *self._survey.asides):
            at = passage.text.find(text)
            if at >= 0:
                return passage.start + at, passage.start + at + len(text)
        return 0, len(text)

    def _heads_paragraph(self, passage: int, paragraph: int) -> bool:
        """Whether a sentence is a line of its own before a paragraph, short enough to be its heading."""
        sentence = self._survey.passages[passage]
        first = passage == 0 or self._survey.passages[passage - 1].sentence.paragraph != sentence.sentence.paragraph
        headed = self._survey.passages[passage + 1].sentence.paragraph == paragraph
        return first and headed and len(sentence.text) <= _LONGEST_HEADING

    def _is_told_of(self, passage: int, area: Area) -> bool:
        sentence = self._survey.passages[passage]
        if area.office is None:
            return heads(sentence, (area.at,))
        speaks = any(p.organization == area.office for i, p in self._survey.people if i == passage)
        cited = _SOURCE.search(sentence.at(sentence.start, area.office[0])) is not None
        return speaks or cited or heads(sentence, (area.office,))

    def _in_passage(self, index: int, zones: list[Range]) -> list[Area]:
        passage = self._survey.passages[index]
        found = [Area(passage.at(*at), at) for at in zones]
        taken = list(zones)
        for at in self._offices(index):
            inside = area_in_front(passage.at(*at))
            if inside is not None:
                found.append(Area(passage.at(*at)[inside[0] : inside[1]], (at[0] + inside[0], at[0] + inside[1]), at))
                taken.append(at)
        for name in sorted({*self._said, *self._zones}, key=len, reverse=True):
            for match in re.finditer(re.escape(name), passage.text):
                at = (passage.start + match.start(), passage.start + match.end())
                if _free(at, taken):
                    found.append(Area(name, at))
                    taken.append(at)
        for token in passage.tokens:
            at = (token.start, token.end)
            named = token.tag == "LOC" and len(token.text) >= 2 and not _ANY_ZONE.fullmatch(token.text)
            if named and not WHOLE.match(token.text) and _free(at, taken):
                found.append(Area(token.text, at))
                taken.append(at)
        taken += [(t.start, t.end) for t in passage.tokens if t.tag in {"ORG", "PER", "nz"}]
        for place in places(passage.text):
            at = (passage.start + place.start, passage.start + place.end)
            if any(d.name == place.form for d in place.divisions) and _free(at, taken):
                found.append(Area(place.form, at))
        return sorted(found, key=lambda a: a.at)

    def _offices(self, index: int) -> list[Range]:
        """The places of the names of offices in a passage, and of whatever bodies somebody speaks for."""
        passage = self._survey.passages[index]
        speakers = [p.organization for i, p in self._survey.people if i == index and p.organization is not None]
        names = [(t.start, t.end) for t in passage.tokens if t.tag == "ORG"]
        names += [s.mention.parts[0] for s in self._survey.sighted(index) if s.spec.finder == "organization"]
        offices = [at for at in names if is_office(passage.at(*at))]
        kept: list[Range] = []
        for at in sorted({*offices, *speakers}, key=lambda at: at[0] - at[1]):
            if _free(at, kept):
                kept.append(at)
        return kept


def is_office(name: str) -> bool:
    """Whether a body is one of a government or a party, by the end of its name."""
    return _OFFICE.search(name) is not None


def levels(text: str) -> frozenset[str]:
    """The levels of which an area is: 遵义 is a 市 as 遵义市 is, an autonomous region 区, a zone too."""
    known = [division for place in places(text) if place.form == text for division in place.divisions]
    names = [text] if text[-1:] in LEVELS else [division.name for division in known]
    provinces = any(not division.above and not division.name.endswith("市") for division in known)
    return frozenset({name[-1] for name in names} | ({"省"} if provinces else set()))


def area_in_front(name: str) -> Range | None:
    """Where the smallest of the areas stands with which a body's name begins: 乙市 of 甲省乙市统计局."""
    zone = _OVER_ZONE.match(name)
    if zone is not None and zone["zone"].endswith(_ZONES):
        return zone.span("zone")
    last: Range | None = None
    for place in places(name):
        if place.start != (0 if last is None else last[1]):
            break
        last = (place.start, place.end)
    unlisted = _UNLISTED.match(name) if last is None else None
    return last if unlisted is None else unlisted.span("area")


def _zones(passage: Passage) -> Iterator[Range]:
    """The zones that a passage names; what has a verb in it is none, nor what could be any."""
    for mention in by_ending(passage, _ZONE):
        start, end = mention.parts[0]
        named = _ANY_ZONE.fullmatch(passage.at(start, end)) is None
        if named and not any(t.tag in {"v", "vd"} for t in passage.tokens if start <= t.start < end):
            yield start, end


def _said(passages: Sequence[Passage], zones: Sequence[Sequence[Range]]) -> dict[str, str]:
    """Short name → full name of the zones for which the article explains one."""
    said: dict[str, str] = {}
    for definition in definitions(passages):
        passage = passages[definition.passage]
        full = next((at for at in zones[definition.passage] if at[1] == definition.full_end), None)
        if full is not None:
            said[passage.at(*definition.short)] = passage.at(*full)
    return said


def _free(at: Range, taken: Sequence[Range]) -> bool:
    return all(at[1] <= a or at[0] >= b for a, b in taken)
