"""Names of what somebody sets out to do (plans, campaigns, policies): which phrases surely are some, which are none.

What tells is the form of the phrase (marks around it, its last word) and the verb that governs it: 实施“甲乙”行动,
印发《丙规划》. What stands between such a verb and such a last word is the name.
"""

import re
from collections.abc import Iterator
from itertools import pairwise, takewhile

from service.pipeline.candidates.mentions import INSIDE, MARKS, Mention, NameShape, mention_at
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token

_YEARS = re.compile(r"[（(][^（）()]*[）)]$")
# What else such names in marks end in: “某某提升年”, “某某三十条”.
_ALSO = re.compile(
    r"[^\d〇零一二三四五六七八九十百千近多几数去今明前后全半往每同当本]年$|[^\d一二三四五六七八九十淡旺四每当本上下首各][季月]$|[一二三四五六七八九十百\d]+条$"
)
# Any trade has some of these; without marks only a number or a plus makes such a phrase a name.
_COMMON = tuple("体系 模式 布局 格局 清单 政策 方针 措施 办法 指引 改革 管理 思路 理念 规定 细则 指南 决定".split())
# These any trade has too, but nobody carries one out, sets one up or issues it without meaning a certain one.
_SET_UP = tuple("战略 机制 制度 规划 意见 条例 试点 工程".split())
# What such names have beside what they are about: nothing but this is no name (项目计划, 年度工作方案).
_VAGUE = re.compile(
    r"(?:工作|项目|发展|建设|实施|行动|总体|整体|年度|季度|攻坚|合作|投资|生产|服务|管理|重点|重大|专项|具体|初步|长期|中长期|未来|"
    r"近期|支持|扶持|招商|引资|改革|改造|提升|经济|产业|企业|工业|高质量|创新|系统|国家|国家级|省级|市级|科技|示范|综合|全年|全面|"
    r"[一二两三四五]年|[一二两三四五六七八九十]大|民生|惠民|实事|新|大|各项|系列|主要|相关|有关|配套|帮扶|奖励|优惠|经营|商业|销售|"
    r"营销|培训|学习|研发|战略|顶层|设计|应急|保障|工程|计划|方案|规划|试点|政策|长效|体制|市场|运行|推进|落实|推动|[一二两三四五六七"
    r"八九十\d]+[条项个]|的|等|一系列|一批|多[项个]|若干)*"
)
_NUMBERED = re.compile(r"[\d+]|[一二两三四五六七八九十百千万][^年].*[一二两三四五六七八九十百千万条位链]")
_PLAN_OF_STATE = re.compile(r"[一二三四五六七八九十]+五(?:规划|计划|时期|期间)?")
# Works that are built, and no campaign.
_BUILT = re.compile(
    r"(?:水利|水库|灌区|供水|引水|调水|饮水|排水|防洪|堤防|管[网道廊]|[道公铁]路|大桥|桥梁|隧道|航道|港口|码头|机场|车站|线路|变电|电网|"
    r"安置|厂房|主体|基[坑础]|桩基|装修|安装|土建|土石方|污水处理|加固|[扩新续迁]建|建筑|施工|[一二三四]期)[^，。]{0,4}工程$"
)
# Verbs whose object may be a paper, a product or a demand as well.
_GIVES = tuple(
    (
        "出台 印发 制定 制订 发布 公布 颁布 下发 推出 提出 建立 健全 完善 编制 起草 采用 采取 构建 签署 按照 根据 "
        "围绕 聚焦"
    ).split()
)
_KIND_OF_PLAN = re.compile(
    r"^(?:的|等)?[^，。；、“”《》的]{0,6}(?:格局|思路|方针|方向|任务|理念|举措|措施|做法|改革|要求|部署|目标|路径|抓手|战略|模式)"
)
_CALLED = re.compile(
    r"(?:模式|机制|政策|办法|做法|举措|措施|制度|思路|方案|经验|打法|路子|改革|战略|原则|方针|路径)(?:就?是|为|叫做?|称为|名为|即)$"
)
_ALONE = re.compile(r"^(?:等|全覆盖|工作|落地|见效|[、，。；！？,;”’」]|$)")
_ISSUES = frozenset("出台 印发 制定 制订 发布 公布 颁布 下发 编制 起草".split())
_PAPERS = frozenset({"办法", "政策"})
_LONG = 5
_FAR = 60
_SHARED = re.compile(r"([^、]{4,}(?:、[^、]{4,})+?)[两三四五六七八九十]大")
# Nouns behind such a name that are no part of it.
_OF_PLANS = frozenset("名单 部署 要求 过程 工作 任务 目标 精神 框架 期间 背景 内容 重点 成果 成效 情况 需要".split())
_CLAUSE = frozenset("，。；：！？,;:!?")
_MARKED = re.compile(r"[“‘「][^“”‘’「」。；！？]{2,40}[”’」]")
_PARTS = INSIDE | {"v", "vd", "m", "q"}
_JOINS = frozenset("和与及、")


def plan(passage: Passage, mention: Mention, shape: NameShape) -> Mention | None:
    """The mention if it may name something to be done, with the reason `named` if it surely does; None if it does not.

    `shape.cues` are the verbs that govern such names.
    """
    if mention.reason == "listed":
        return mention
    start, end = mention.parts[0]
    marks = [c for c in passage.at(start, end) if c in MARKS]
    name = _YEARS.sub("", mention.text)
    if _PLAN_OF_STATE.fullmatch(name) or _BUILT.search(name):
        return None
    if not marks:
        return None if _goes_on(passage, end) else _unmarked(passage, start, end, shape)
    verb = _verb_before(passage, start, shape)
    if name.endswith(shape.endings) or (_ALSO.search(name) and (verb or name[-1] == "年")):
        first = start + min(passage.at(start, end).index(c) for c in marks)
        return mention_at(passage, first, end, "named" if verb or "《" in marks else mention.reason)
    return mention if "《" not in marks and _is_done(passage, start, end, verb) else None


def plans(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """What ends like such a name, however the tagger sees it: “甲乙”协同行动, and, behind a verb, 丙丁百日行动."""
    for match in _MARKED.finditer(passage.text):
        start, end = passage.start + match.start(), passage.start + match.end()
        behind = takewhile(lambda t: t.tag in _PARTS, (t for t in passage.tokens if t.start >= end))
        ends = [t.end for t in behind if t.text.endswith(shape.endings)]
        if ends:
            yield mention_at(passage, start, ends[-1], "ending")
    for token in passage.tokens:
        if token.text.endswith(shape.endings) and (token.tag in INSIDE or token.text in shape.endings):
            start, _ = _object(passage, token.end, token.end, shape)
            if start < token.end and not any(c in MARKS for c in passage.at(start, token.end)):
                yield from _several(passage, start, token)


def _several(passage: Passage, start: int, last: Token) -> Iterator[Mention]:
    """What a verb governs, or each of several that share their last word: 甲乙再造、丙丁攻关两大工程."""
    several = _SHARED.fullmatch(passage.at(start, last.start))
    if several is None:
        yield mention_at(passage, start, last.end, "ending")
        return
    for member in re.finditer("[^、]+", several[1]):
        place = (start + member.start(), start + member.end())
        yield mention_at(passage, *place, "listed", (last.text, last.start, last.end))


def _unmarked(passage: Passage, start: int, end: int, shape: NameShape) -> Mention | None:
    """A phrase with such an ending, from the verb on that governs it, if that leaves a name."""
    begin, verb = _object(passage, start, end, shape)
    name = passage.at(begin, end)
    if _SHARED.match(name) or not _says_which(name, verb, shape) or (name.endswith(_SET_UP) and verb is None):
        return None
    return mention_at(passage, begin, end, "ending" if verb is None else "named")


def _object(passage: Passage, start: int, end: int, shape: NameShape) -> tuple[int, str | None]:
    """Where a phrase that ends at `end` begins, `start` if no verb of the cues governs it, and the verb that does.

    Of what 和 and 、 join only the last counts if that before has an ending of its own.
    """
    tokens = [t for t in passage.tokens if end - _FAR <= t.start and t.end <= end]
    first: int | None = None
    for before, token in reversed(list(pairwise(tokens))):
        if before.text in _CLAUSE:
            break
        cue = next((c for c in shape.cues if passage.text.startswith(c, before.start - passage.start)), None)
        begin = before.start + len(cue) if cue else token.start
        if cue and begin < end and (first is not None or _says_which(passage.at(begin, end), cue, shape)):
            return begin if first is None else first, cue
        joins = before.text in _JOINS and passage.at(passage.start, before.start).rstrip(MARKS).endswith(shape.endings)
        if first is None and (joins or before.tag in {"u", "p", "r"}):
            first = token.start
    return (start if first is None else max(start, first)), None


def _goes_on(passage: Passage, end: int) -> bool:
    """Whether a noun stands right behind, so that the phrase is a part of another: 战略 合作, 工程 机械."""
    following = next((t for t in passage.tokens if t.start >= end), None)
    return following is not None and following.tag in {"n", "nz", "vn"} and following.text not in _OF_PLANS


def _says_which(name: str, verb: str | None, shape: NameShape) -> bool:
    """Whether a phrase with an ending of such names says which it is of those: who issues a paper has named it."""
    ending = max((e for e in shape.endings if name.endswith(e)), key=len, default="")
    told = name.removesuffix(ending)
    paper = ending in _PAPERS and len(told) >= (_LONG if verb in _ISSUES else _LONG + 1)
    common = ending.endswith(_COMMON) and not paper and not _NUMBERED.search(told)
    return not common and _VAGUE.fullmatch(told) is None


def _is_done(passage: Passage, start: int, end: int, verb: str | None) -> bool:
    """Whether words in marks without an ending are what is carried out: 深化“甲乙”, 推出“丙丁”等措施, 做法是“戊”."""
    before, behind = passage.at(passage.start, start), passage.text[end - passage.start :]
    if _KIND_OF_PLAN.match(behind) or _CALLED.search(before):
        return True
    done = verb is not None and not verb.endswith(_GIVES) and not before.endswith("的")
    return done and _ALONE.match(behind) is not None


def _verb_before(passage: Passage, start: int, shape: NameShape) -> str | None:
    """The verb before words in marks in their clause, if it is one of the cues."""
    listed = False
    for token in reversed([t for t in passage.tokens if t.end <= start]):
        if token.text.endswith(shape.cues):
            return token.text
        if token.text in _CLAUSE or (token.tag == "v" and not listed and not token.text.endswith(shape.endings)):
            return None
        listed = listed or token.text in _JOINS
    return None
