"""Whether a noun run is a thing that the article tells of: by what stands in front of it and behind it."""

import re
from dataclasses import dataclass

from service.pipeline.candidates.mentions import NameShape
from service.pipeline.candidates.passages import Passage

_BEHIND = 40
_OWN, _NEAR = 14, 10
# What bodies do too.
_OF_BODIES = frozenset("揭牌 开业 运营 运行 规划 布局 招标 前期".split())
_LONG_NAME = 6
_ITEM = re.compile(r"(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）]|[●■◆▲★○•▪·])\s*$")
_ITEM_END = re.compile(r"(?:项目)?\s*(?:[。；;：:，,]|$)")
# What a name is no project for: an aim (到2027年…建成…枢纽), a body that speaks, the whole of a part.
_AIMS = re.compile(
    r"(?:到\d{4}年|力争|努力|争取|奋力|致力|迈向|朝着|目标)[^。；]*(?:建成|打造|建设|成为|形成|构筑)[^，,。；“]*$"
)
_SPEAKS = re.compile(
    r"(?:、[^，,。；]{2,20})*(?:有关|相关|主要)?(?:负责人|主任|副主任|工作人员|专家|研究员|党委|党支部)"
    r"|(?:说|表示|介绍|指出|认为|发布|通报|预测|统计|牵头|数据显示)"
)
_WHOLE = re.compile("的(?:控制性|重要组成|配套|关键|组成部分)")
_COUNTED = re.compile(
    r"(?:[、和与][^，,。；]{2,30})*[一二两三四五六七八九十\d]+[个大](?:重点|重大|优质|产业|工业|在建)*(?:项目|工程|园区|平台)"
)
_CLAUSE = re.compile(r"[，,；;：:。！？!?“”]")
_COSTS = r"(?:投资|投入|斥资|耗资|总投资)[^，,；;。]{0,8}?元"
_BUILDS = r"(?:建设|兴建|新建|打造|建成|建起|投建|上马|布局)"
# 投资5亿元在某县建设 […], 总投资5亿元的 […], 由某集团建设的 […], 位于某县的 […].
_BEFORE = re.compile(
    rf"{_COSTS}[^；;。]{{0,20}}{_BUILDS}$|(?:{_COSTS}|(?:占地|面积)[^，,；;。]{{1,12}}|由[^，,；;。]{{2,30}}{_BUILDS}|{_BUILDS}"
    r"|(?:位于|坐落|地处|落户|选址)[^，,；;。]{2,20})的$|(?:建设|建成|打造|建起|兴建|新建)了$"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the article around a sentence.

    `makers` are beginnings of companies' names, after which things are named; `sequel` is the next sentence if it goes
    on about the last thing named.
    """

    makers: frozenset[str] = frozenset()
    sequel: str = ""


NOWHERE = Setting()


def is_told_of(passage: Passage, start: int, end: int, shape: NameShape, setting: Setting) -> bool:
    """Whether a long noun run stands beside what such records have: in front, right behind it, in the sequel."""
    if end - start < _LONG_NAME or not shape.signs:
        return False
    behind = passage.text[end - passage.start :][:_BEHIND]
    signs = any(sign in behind or sign in setting.sequel[:_BEHIND] for sign in shape.signs)
    return signs or leads(passage, start, shape)


def leads(passage: Passage, start: int, shape: NameShape) -> bool:
    """Whether what stands in front tells of what is built, planned or run: 去年启用的, 总投资5亿元的."""
    before = passage.text[: start - passage.start]
    return _BEFORE.search(before) is not None or before.endswith(tuple(f"{sign}的" for sign in shape.signs))


def is_built(passage: Passage, start: int, end: int, shape: NameShape) -> bool:
    """Whether a name's own predicate, a clause behind it or its attribute says that it is built, planned or run."""
    behind = passage.text[end - passage.start :]
    if _COUNTED.match(behind) is not None:
        return True
    own, *others = _CLAUSE.split(behind)[:3]
    signs = [sign for sign in shape.signs if sign not in _OF_BODIES]
    near = any(sign in own[:_OWN] or any(sign in other[:_NEAR] for other in others) for sign in signs)
    return near or leads(passage, start, shape)


def is_other(passage: Passage, start: int, end: int) -> bool:
    """Whether a name is told of as something else than what is built, planned or run."""
    before, behind = passage.text[: start - passage.start], passage.text[end - passage.start :]
    return any(found is not None for found in (_AIMS.search(before), _SPEAKS.match(behind), _WHOLE.match(behind)))


def is_named_after(passage: Passage, start: int, end: int, setting: Setting) -> bool:
    """Whether a noun run begins with the name of its maker."""
    return passage.at(start, end).startswith(tuple(setting.makers))


def is_item(passage: Passage, start: int, end: int) -> bool:
    """Whether it is what an item of a list begins with: 3.某某中试基地项目。 ●某某产业园：…"""
    before, behind = passage.text[: start - passage.start].strip(), passage.text[end - passage.start :]
    return _ITEM.fullmatch(before) is not None and _ITEM_END.match(behind) is not None
