"""Words that stand for something named before: 公司, 该行, 基地, 学校."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

# What is no company although it is a body.
PUBLIC = re.compile(r"(?:[局委厅办署院所部会社队校室省市区县州镇乡村]|政府|大学|法院|海关|联盟|中心|银行|[分支]行)$")
_BODIES = {
    "公司": None, "企业": None, "集团": "集团", "银行": "行|信用社|联社", "协会": "协会|商会|学会|联合会|促进会",
    "商会": "商会", "学会": "学会", "联盟": "联盟", "学校": "学校|学院|大学|中学", "学院": "学院", "大学": "大学",
    "医院": "医院", "研究院": "研究院|科学院", "研究所": "研究所", "合作社": "合作社", "行": "行", "院": "院",
    "校": "学校|学院|大学|中学", "所": "所", "局": "局", "厂": "厂", "社": "社",
    "海关": "海关", "管委会": "管委会|管理委员会", "分行": "分行", "支行": "支行", "法院": "法院", "研究会": "研究会",
}  # fmt: skip
_THINGS = frozenset(
    "项目 基地 园区 产业园 工业园 科技园 物流园 工厂 厂区 平台 电站 电厂 风电场 码头 泊位 港区 港口 实验室 中心 工程 "
    "生产线 产线 车间 园".split()
)
# As what else a thing may end that is called by a word.
_KIN = {
    "园": ".园|园区", "厂区": "厂区|厂", "工厂": "厂", "电站": "站|电厂", "电厂": "厂|电站", "产线": "线",
    "生产线": "线", "港区": "港区|港|码头", "港口": "港", "泊位": "泊位|码头", "车间": "车间|线",
}  # fmt: skip
_ZONE = "(?:开发|新|经开|示范|试验|实验|保税|综保|合作)区|园区?"
_ZONES = frozenset("开发区 新区 高新区 经开区 保税区 综保区 示范区 自贸区 园区".split())
# Before a noun or a number one of these means all of them: 企业数量 is no 数量 of some company's.
_COMMON = frozenset("企业 项目 学校 医院 银行 大学 学院 协会 园区 平台 工程 中心 泊位 车间".split())
_NOUNS = frozenset({"n", "nz", "an", "nw", "m"})
_LEADS = frozenset({"n", "nz", "nw", "vn", "a", "an", "m", "q", "j", "s", "f", "LOC", "ORG", "PER", "u"})
_POINTS = re.compile(r"^(?:该|本|此|这[家个]|我)")
_SHORT = frozenset("行 院 校 所 局 厂 社 园".split())


class Anaphor(NamedTuple):
    """A word that stands for a thing, where it stands; `word` is without 该."""

    word: str
    at: Range


class Antecedent(NamedTuple):
    """Something named, where it stands, and in which passage.

    `kind` is `body`, `thing` or `place`; `heads` if its clause is about it; `full` is the name that it is short for.
    """

    passage: int
    heads: bool
    parts: tuple[Range, ...]
    text: str
    kind: str
    full: str


def anaphors(passage: Passage, taken: Sequence[Range]) -> Iterator[Anaphor]:
    """The words of the sentence that stand for something named before; none inside of the `taken` names."""
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        word = _POINTS.sub("", token.text)
        pointed = word != token.text or (i > 0 and _POINTS.fullmatch(tokens[i - 1].text) is not None)
        known = word in _BODIES or word in _THINGS or word in _ZONES
        free = all(token.end <= a or token.start >= b for a, b in taken)
        if known and free and (pointed or (word not in _SHORT and _alone(tokens, i))):
            yield Anaphor(word, (token.start, token.end))


def _alone(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word is no part of a longer expression, so that it must stand for something."""
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if before is not None and (before.tag in _LEADS or before.text in "+·/、"):
        return False
    if after is not None and after.text in "+·/、”":
        return False
    return after is None or tokens[i].text not in _COMMON or after.tag not in _NOUNS


def is_body(word: str) -> bool:
    """Whether a word stands for an organisation or a zone, which can have plans."""
    return word in _BODIES or (word in _ZONES and word not in _THINGS)


def antecedent(anaphor: Anaphor, named: Sequence[Antecedent], paragraph: int) -> Antecedent | None:
    """What the word stands for: in the nearest sentence that names such a thing what that is about, else the last.

    `paragraph` is the first passage of the word's own; before it, it stands for the body or the zone most told of.
    """
    word = anaphor.word
    before = [n for n in named if n.parts[0][0] < anaphor.at[0]]
    if word in _BODIES:
        bodies = [n for n in before if n.kind == "body" and stands_for(word, n.text)]
        return _nearest(bodies, paragraph, only_near=word in _COMMON)
    zones = [n for n in before if n.kind != "body" and re.search(f"(?:{word}|{_ZONE})$", n.text)]
    if word in _ZONES and (zones or word not in _THINGS):
        return _nearest(zones, paragraph)
    things = [n for n in before if n.kind == "thing"]
    kin = _KIN.get(word, word)
    return max((n for n in things if re.search(f"(?:{kin})$", n.text)), default=max(things, default=None))


def _nearest(named: Sequence[Antecedent], paragraph: int, *, only_near: bool = False) -> Antecedent | None:
    """The last one of the paragraph, else the one most told of; 企业 may as well be any."""
    near = [n for n in named if n.passage >= paragraph]
    if near or only_near:
        return max(near, default=None)
    told = Counter(n.full for n in named if n.heads)
    return max(named, key=lambda n: (told[n.full], n), default=None)


def stands_for(word: str, name: str) -> bool:
    """Whether a body of that name can be called by that word: 甲银行 is a 银行 and no 公司."""
    kind = _BODIES.get(word, "$^")
    return PUBLIC.search(name) is None if kind is None else re.search(f"(?:{kind})", name) is not None
