"""Where a thing stands, as the clauses that speak about it say: an area, a park, a place beside a road."""

import re
from collections.abc import Iterator, Sequence

from service.pipeline.candidates.divisions import places
from service.pipeline.candidates.mentions import MARKS
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.survey import Sighting, Survey
from service.pipeline.candidates.tagging import Token

_ENDINGS = (
    "省 市 区 县 州 盟 旗 镇 乡 村 街道 园区 开发区 高新区 经开区 新区 片区 工业园 产业园 科技园 物流园 化工园 园 "
    "集中区 集聚区 示范区 保税区 组团 新城 智慧城 科技城 科学城 半岛 岛 湾 港 港区 口岸 岸 江畔 河畔 湖畔 海域 境内 "
    "腹地 路 大道 街 对面 旁 旁边 附近 一带 以东 以南 以西 以北 东侧 西侧 南侧 北侧 东部 西部 南部 北部 核心区 起步区 "
    "基地 片 地块 戈壁 滩 矿区 沿线 交汇处 周边"
)
_PLACE = re.compile(rf"(?:{'|'.join(sorted(_ENDINGS.split(), key=len, reverse=True))}|\d号)$")
_STOP = re.compile(
    r"[，,；;。：:！？“”（）()、]|的|建设|开工|动工|投产|举行|签约|投资|打造|启动|奠基|落成|揭牌|正式|实施|进行|完成"
)
_NOT_BODYS = "(?<!总部)(?<!公司)"
_LABELS = ("地点", "地址", "选址", "位置")
_NEXT_TO = re.compile(r"(?P<place>[^，,；;。：:]{2,40})的$")
_HEAD = re.compile(
    r"^[\s“]*(?:[^，,。在]{0,12}[，,])?(?:记者)?(?:近日|日前|昨[日天]|今[日天])?(?:走进|来到|步入|在|驱车来到|往[东南西北]走，)"
    r"(?P<place>[^，,；;。：:]{2,30}?)(?:看到|见到|了解到)?[，,]"
)
_HEADED = re.compile(r"(?:^|[；;。●■◆▲】])\s*(?P<place>[^，,；;。：:]{2,14})[：:]\s*$")
_NO_PLACE = re.compile(
    r"现场|会上|仪式|车间|工地|此次|近年|下一步|今后|其中|基础上|方面|期间|过程|国内|全国|全球|当地|内$|里$"
)


def whereabouts(survey: Survey, sighting: Sighting, ranges: Sequence[Range], field: FieldSpec) -> Range | None:
    """Where the place is named: by the field's cues (位于…, 在…建设), right before the name, at the sentence's head."""
    passage = survey.passages[sighting.passage]
    found = [
        *_by_cue(survey, sighting, ranges, field),
        *_headed(passage, sighting),
        *_attribute(passage, sighting),
        *_run_before(passage, sighting),
        *_at_head(survey, passage, sighting),
    ]
    return found[0] if found else None


def _by_cue(survey: Survey, sighting: Sighting, ranges: Sequence[Range], field: FieldSpec) -> Iterator[Range]:
    """Between the parts of a cue, or from one to where a place ends: 在…开工, 位于…; the longest cue first."""
    label = ""
    for start, end in ranges:
        passage = survey.passage_at(start)
        text = passage.at(start, end)
        if label.endswith(_LABELS) and (named := _place_from(passage, start, end)) is not None:
            yield named
        label = text
        for cue in sorted(field.cues, key=lambda c: (-len(c.partition("…")[0]), -len(c))):
            before, _, after = cue.partition("…")
            for match in re.finditer(("" if after else _NOT_BODYS) + re.escape(before), text):
                stop = text.find(after, match.end()) if after else len(text)
                at = _place_from(passage, start + match.end(), start + stop) if stop >= 0 else None
                if at is not None and sighting.name not in passage.at(*at) and (not after or at[1] == start + stop):
                    yield at


def _place_from(passage: Passage, start: int, end: int) -> Range | None:
    """The place with which a stretch of the sentence begins: up to a mark, 的 or a verb."""
    text = passage.at(start, end)
    stop = _STOP.search(text)
    at = (start, start + (stop.start() if stop else len(text)))
    return at if _is_place(passage, *at) else None


def _headed(passage: Passage, sighting: Sighting) -> Iterator[Range]:
    """The place that heads what is told of it: 某县：[name]…；某镇：… ."""
    match = _HEADED.search(passage.text[: sighting.mention.start - passage.start].rstrip(MARKS))
    if match is not None and _is_place(
        passage, passage.start + match.start("place"), passage.start + match.end("place")
    ):
        yield passage.start + match.start("place"), passage.start + match.end("place")


def _attribute(passage: Passage, sighting: Sighting) -> Iterator[Range]:
    """某某片区的 right before the name."""
    before = passage.text[: sighting.mention.start - passage.start].rstrip(MARKS)
    match = _NEXT_TO.search(before)
    if match is None:
        return
    start, end = passage.start + match.start("place"), passage.start + match.end("place")
    start = _after_lead(passage, start, end)
    if _is_place(passage, start, end):
        yield start, end


def _after_lead(passage: Passage, start: int, end: int) -> int:
    """Where a place begins behind adverbs, verbs and times that lead up to it: 同样 落 在 某县."""
    inside = [t for t in passage.tokens if t.start >= start and t.end <= end]
    leads = [t.end for t in inside if t.tag in {"p", "v", "d", "ad", "TIME", "w", "c"} and not _PLACE.search(t.text)]
    return leads[-1] if leads else start


def _run_before(passage: Passage, sighting: Sighting) -> Iterator[Range]:
    """The areas right before the name: 九原区 [某某基地]."""
    run: list[Token] = []
    for token in reversed([t for t in passage.tokens if t.end <= sighting.mention.start]):
        if token.tag != "LOC":
            break
        run.insert(0, token)
    if run:
        yield run[0].start, run[-1].end


def _at_head(survey: Survey, passage: Passage, sighting: Sighting) -> Iterator[Range]:
    """The place with which the sentence begins: 在某县某镇，…; 走进某市某园区，… ."""
    first = survey.sighted(sighting.passage, sighting.spec.name)[0]
    match = _HEAD.match(passage.text)
    if (
        match is None
        or first.mention.start != sighting.mention.start
        or match.end() > first.mention.start - passage.start
    ):
        return
    start, end = passage.start + match.start("place"), passage.start + match.end("place")
    if _is_place(passage, start, end):
        yield start, end


def _is_place(passage: Passage, start: int, end: int) -> bool:
    """Whether a stretch of the sentence is a place: by its ending, or an area's name, or one to the tagger."""
    text = passage.at(start, end)
    if len(text) < 2 or _NO_PLACE.search(text) or any(mark in text for mark in "的了"):
        return False
    inside = [t for t in passage.tokens if t.start >= start and t.end <= end]
    if not inside or inside[0].start != start:
        return False
    taken_in = passage.at(start - 2, start) == "落地"  # some firm, if it is not an area
    area = next((p.end for p in places(text) if p.start == 0), 0)
    known = _PLACE.search(text) is not None or area == len(text)
    return known or (all(t.tag == "LOC" for t in inside) and not taken_in)
