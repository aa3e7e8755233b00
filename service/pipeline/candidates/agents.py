"""Who builds, invests in or runs a thing, where what speaks about it says so."""

import re
from collections.abc import Iterator, Sequence

from schemas.vocabulary import ORGANIZATION_ENDINGS
from service.pipeline.candidates.anaphors import PUBLIC
from service.pipeline.candidates.bodies import lead
from service.pipeline.candidates.homes import Named
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.references import References
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.subjects import Subjects
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.candidates.telling import is_item
from service.pipeline.candidates.zones import zone

_BY = "由"
_TOGETHER = (
    r"(?:共同|联合|合作|携手|合资|自筹资金|独资|全资|负责|计划|拟|将|正在|已|累计|总|具体|牵头|自主"
    r"|[今去前]年|\d{1,2}月)*"
)
_ALSO = tuple("出资 追加 开发 运营 承建 实施 牵头 负责 控股 共建 合建 经营 承办 管理 合作 合资".split())
"""Of whom it is said 由…, these too tell that it is theirs."""
_BUILD = tuple("兴建 投建 新建 建成 建起 开建 斥资 耗资 投入 加快".split())
_ROLE = re.compile(
    r"(?:(?:投资|建设|实施|运营|业主|承建|项目)(?:单位|主体|方)|业主|开发商)(?:为|是|系|[：:])?(?P<names>[^，,；;：:。]{2,70})"
)
_AND = re.compile(r"[与和及同、]")
_CLAUSE = re.compile(r"[，,；;。：:！？!?“”]|引进|引入|引来")
_BODY = re.compile(
    rf"^.{{2,40}}?(?:{'|'.join(sorted(ORGANIZATION_ENDINGS, key=len, reverse=True))})(?![\u4e00-\u9fff]*有限公司)"
)
_STANDS_FOR = re.compile(r"(?:该|这家|本)?(?:公司|集团|企业|管委会)")
_ALLOWS = re.compile(r"批复|同意|批准|核准|支持|鼓励|要求|建议|看到|了解|的$")
_SIZED = re.compile(r"(?:亩|平方米|公顷|平方公里|公里|元|吨|千瓦|层|套)的$")
_PLACED = re.compile(r"(?<=.{2})在[^，,；;。]{2,20}$")
_ZONES = ("开发区", "高新区", "经开区", "新区", "园区", "市", "县", "区", "省", "镇")
# What companies do with what is theirs, and areas with what is others'.
_ACTS = re.compile("启动|投产|扩建|改造|布局|规划|谋划|实施|落地|收购|拥有|设立|建有|推出|拿下|筹建|在建|投用|启用")
_OF = re.compile(r"(?:旗下|所属|下属|直属|控股|参股)?(?:在[^，,；;。]{2,12})?的?$")
_LEADS = frozenset({"TIME", "d", "ad", "w", "c"})
_HOLDS = re.compile(r"(?:项目)?(?:奠基|开工|动工|启动|投产|竣工|落成|封顶|签约|揭牌|启用)(?:仪式|典礼|活动)")
_JOINT = re.compile(r"共同|联合|合作|携手|合资|共建")
_NO_NAME = frozenset({"u", "p", "v", "d", "w", "c"})
_SHORT = 3
_NAMING = frozenset({"ORG", "LOC", "nz", "PER"})


class Agents:
    """Reads one field of that kind: `field.cues` are the verbs of what they do."""

    def __init__(self, survey: Survey, subjects: Subjects, references: References, field: FieldSpec) -> None:
        self._survey = survey
        self._subjects = subjects
        self._references = references
        verbs = "|".join(map(re.escape, (*field.cues, *_ALSO, *_BUILD)))
        self._builds = re.compile("|".join(map(re.escape, (*field.cues, *_BUILD))))
        self._does = re.compile(f"{_TOGETHER}(?:{verbs})")

    def of(self, sightings: Sequence[Sighting]) -> Named | None:
        """Who it is, several joined with 、, and where they stand; None where nothing says it."""
        for sighting in sightings:
            said = list(dict.fromkeys(n for n in self._said(sighting) if n[0] != sighting.name))
            if said:
                return _joined(said)
        return next((found for s in sightings if (found := self._subject(s)) is not None), None)

    def _said(self, sighting: Sighting) -> Iterator[Named]:
        """Whom the name's attribute tells (某集团投资建设的), then phrases like 由某集团建设, then 业主某集团."""
        passage = self._survey.passages[sighting.passage]
        yield from self._attribute(passage, sighting)
        ranges = zone(self._survey, sighting)
        for start, end in ranges:
            yield from self._by(self._survey.passage_at(start), start, end)
        if is_item(passage, *sighting.mention.parts[0]):
            for start, end in ranges:
                yield from self._acting(self._survey.passage_at(start), start, end)
        for start, end in (*ranges, *self._alone_in_paragraph(sighting)):
            at = self._survey.passage_at(start)
            for role in _ROLE.finditer(at.at(start, end)):
                yield from self._body_at(at, start + role.start("names"), start + role.end("names"))

    def _attribute(self, passage: Passage, sighting: Sighting) -> Iterator[Named]:
        """The names right before the verb of an attribute: 甲公司与乙集团共同投资5亿元建设的."""
        before = passage.text[: sighting.mention.start - passage.start].rstrip("“‘《")
        if not before.endswith("的"):
            return
        first = max((m.end() for m in _CLAUSE.finditer(before)), default=0)
        first = max([first, *(s.mention.end - passage.start for s in self._peers(sighting))])
        verb = next(self._verbs_in(passage, first, len(before)), None)
        if verb is None:
            yield from self._possessor(passage, passage.start + first, passage.start + len(before))
        else:
            begin = before.rfind(_BY, first, verb) + 1 or first
            placed = _PLACED.search(before, begin, verb)
            yield from self._named(passage, passage.start + begin, passage.start + (placed.start() if placed else verb))

    def _possessor(self, passage: Passage, start: int, end: int) -> Iterator[Named]:
        """A company to which the name is put in relation: 某集团旗下的, 某药业在某县的."""
        start = next((t.start for t in passage.tokens if t.start >= start and t.tag not in _LEADS), start)
        body = _OF.sub("", passage.at(start, max(start, end)))
        known = {s.name for s in (*self._survey.sightings, *self._survey.passing) if s.spec.finder == "organization"}
        if body in known or _STANDS_FOR.fullmatch(body):
            yield from self._named(passage, start, start + len(body))

    def _by(self, passage: Passage, start: int, end: int) -> Iterator[Named]:
        """The names between 由 and the first of the verbs: 由甲公司与乙集团投资, 是甲公司投资的."""
        text = passage.at(start, end)
        by = "[由是]" if text.endswith("的") else _BY
        for match in re.finditer(by, text):
            for verb in self._verbs_in(passage, start - passage.start + match.end(), end - passage.start):
                found = list(self._named(passage, start + match.end(), passage.start + verb))
                if found:
                    yield from found
                    return

    def _acting(self, passage: Passage, start: int, end: int) -> Iterator[Named]:
        """The names with which a clause begins of a list's item that is already named: 甲大学与乙公司合作建设."""
        verb = next(self._verbs_in(passage, start - passage.start, end - passage.start), None)
        if verb is not None:
            yield from self._named(passage, start, passage.start + verb)

    def _alone_in_paragraph(self, sighting: Sighting) -> Iterator[Range]:
        """The sentences of the name's paragraph, where that names nothing else of the kind."""
        passages = self._survey.passages
        paragraph = passages[sighting.passage].sentence.paragraph
        inside = [i for i, p in enumerate(passages) if p.sentence.paragraph == paragraph]
        if all(s.name == sighting.name for i in inside for s in self._survey.sighted(i, sighting.spec.name)):
            yield from ((passages[i].start, passages[i].sentence.end) for i in inside)

    def _verbs_in(self, passage: Passage, first: int, last: int) -> Iterator[int]:
        """Where in the sentence one of the verbs begins that is a word of its own."""
        borders = {t.start - passage.start for t in passage.tokens}
        yield from (m.start() for m in self._does.finditer(passage.text, first, last) if m.start() in borders)

    def _named(self, passage: Passage, start: int, end: int) -> Iterator[Named]:
        """The names of a list; none at all unless each of them is one."""
        start = next((t.start for t in passage.tokens if t.start >= start and t.tag not in _LEADS), start)
        if _STANDS_FOR.fullmatch(passage.at(start, end)):
            whole = self._subjects.next_to(self._survey.passages.index(passage), end, lambda _: True)
            if whole is not None and not _STANDS_FOR.fullmatch(whole.text):
                yield self._references.full(whole.text, whole.parts)
            return
        places: list[Range] = []
        at = start
        for part in _AND.split(passage.at(start, end)):
            places.append((at, at + len(part)))
            at += len(part) + 1
        members = places if all(_is_named(passage, *place) for place in places) else [(start, end)]
        if all(_is_named(passage, *place) for place in members):
            for a, b in members:
                own = a + lead(passage.at(a, b))
                yield self._references.full(passage.at(own, b), ((own, b),))

    def _body_at(self, passage: Passage, start: int, end: int) -> Iterator[Named]:
        """The body with which a phrase begins: 业主 [某集团] 透露."""
        body = _BODY.match(passage.at(start, end))
        if body is not None:
            yield from self._named(passage, start, start + body.end())
        else:
            yield from self._named(passage, start, end)

    def _peers(self, sighting: Sighting) -> list[Sighting]:
        """The names of the same type before it in the sentence."""
        seen = self._survey.sighted(sighting.passage, sighting.spec.name)
        return [s for s in seen if s.mention.start < sighting.mention.start]

    def _subject(self, sighting: Sighting) -> Named | None:
        """The subject of a clause in which one of the verbs stands before the name; with whom it acts together."""
        passage, start = self._survey.passages[sighting.passage], sighting.mention.start
        sentence = passage.text[: start - passage.start].rstrip("“‘《")
        clause = re.split(r"[，,；;。：:！？!?]", sentence)[-1]
        clause = sentence if clause.startswith("其中") else clause
        behind = passage.text[sighting.mention.parts[-1][1] - passage.start :]
        builds = self._builds.search(clause) or ("举" in clause and _HOLDS.match(behind))
        if not (builds or _ACTS.search(clause)) or _ALLOWS.search(_SIZED.sub("", clause)):
            return None
        subject = self._subjects.of(sighting.passage, start)
        if subject is None or subject.text == sighting.name or self._is_thing(subject.text):
            return None
        if not builds and PUBLIC.search(subject.text):
            return None
        first = self._references.full(subject.text, subject.parts)
        others = self._bodies(passage, start) if _JOINT.search(sentence) else []
        both = others if first in others else [first, *others]
        return _joined(both)

    def _is_thing(self, name: str) -> bool:
        """Whether a name is one of things, which own nothing."""
        return any(s.name == name and s.spec.finder == "name" for s in self._survey.sightings)

    def _bodies(self, passage: Passage, stop: int) -> list[Named]:
        """The bodies of a sentence before a place: 甲市与乙集团签约，共同建设."""
        seen = self._survey.sighted(self._survey.passages.index(passage))
        bodies = [s for s in seen if s.spec.finder == "organization" and s.mention.start < stop]
        return [self._references.full(s.name, s.mention.parts) for s in bodies]


def _joined(named: Sequence[Named]) -> Named:
    """Several as one, as a list is written."""
    return "、".join(dict.fromkeys(name for name, _ in named)), tuple(at for _, parts in named for at in parts)


def _is_named(passage: Passage, start: int, end: int) -> bool:
    """Whether a stretch of the sentence is a name: it ends as bodies do, or has a proper noun and no verb."""
    text = passage.at(start, end)
    if len(text) < 2 or "的" in text:
        return False
    tokens = [t for t in passage.tokens if t.start >= start and t.end <= end]
    whole = not any(t.tag in {"u", "w", "p"} and t.text not in "（）()" for t in tokens)
    if whole and len(text) > _SHORT and text.endswith(ORGANIZATION_ENDINGS):
        return True
    named = text.endswith(_ZONES) or any(t.tag in _NAMING for t in tokens)
    return named and not any(t.tag in _NO_NAME for t in tokens)
