"""Names of things and bodies in a tagged sentence: by their endings, by quotation marks, by lists, by the tagger.

What a name of a record type looks like is said by the schema (`x-endings`, `x-quoted`, `x-classes`); this module knows
Chinese, not schemas.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands. `parts` are its places in the clean text: two where a list shares its last word."""

    text: str
    parts: tuple[tuple[int, int], ...]
    reason: str

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def end(self) -> int:
        return self.parts[0][1]


@dataclass(frozen=True, slots=True)
class NameShape:
    """What names of one record type look like, from the schema's annotations."""

    endings: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    quoted: bool = False
    proper: bool = False
    tag: str | None = None
    signs: tuple[str, ...] = ()
    """Words of the record type's fields: beside them a name need not be proper to be one."""


_INSIDE = frozenset({"n", "nz", "nw", "nr", "vn", "an", "a", "s", "j", "xc", "LOC", "ORG", "PER"})
_PROPER = frozenset({"nz", "LOC", "ORG", "PER"})
# Verbs and modifiers that govern a name rather than belong to it, also where the tagger calls them nouns.
_GOVERNING = frozenset(
    "建设 打造 推进 推动 引进 引入 实施 依托 开工 投资 布局 落户 入驻 签约 位于 来到 走进 规划 加快 加速 成立 组建 "
    "设立 建成 建立 构建 完善 健全 形成 开展 启动 深化 落实 围绕 聚焦 按照 根据 通过 制定 出台 印发 发布 实行 坚持 "
    "承接 吸引 集聚 承办 举办 参加 成为 作为 包括 拥有 支持 助力 服务于 践行 编制 运用 采用 落地 招引 实现 服务 保证 "
    "预祝 优化 事关 增强 牵引 增设 投入 召开 发展 举行 出席 提出 加强 "
    "是 为 有 会同 携手 联手 牵手 共建 创建 筹建 做强 促进 提高 提升 计划 打通 获评 入选 融入 签订 达成".split()
)
_LEADING = frozenset(
    "重点 优质 一批 首个 首批 大型 主要 重大 重要 全新 各类 各项 相关 有关 多个 新 全国 全省 全市 全区 全县 国内 "
    "国家级 省级 市级 该 同时 目前 近年 今年 其中 一个 当地 本土 头部 龙头 下一步 未来 现有 已有 部分 "
    "更多 等 优势 总体 大力 积极".split()
)
NO_BODY = tuple(
    "布局 格局 开局 全局 大局 结局 政局 僵局 变局 内部 全部 东部 西部 南部 北部 中部 干部 举办 主办 承办 协办 创办 "
    "开办 督办 部署 签署 建厂 办厂 设厂 进厂 出厂".split()
)
"""Words that end as bodies do and are none."""
_UNNAMED = re.compile(
    r"(?:重大|重点|优质|标志性|示范|工业|产业|建设|投资|在建|新建|招商|此类|其他|这些|一批|多个|类|的|级|年|月|为中心)"
    r"(?:项目|工程|园区|基地|平台|载体)?$"
    r"|(?:公司|集团|厂)的?(?:车间|厂区|厂房|工厂|生产线|产线|大楼|总部|园区|基地)$"
)
"""Kinds of things, and places of work that only their owner's name tells from others."""
# What belongs to a body or is one, and is no part of its name.
_HEADS = frozenset(
    "企业 单位 机构 专业 行业 产品 项目 车间 品牌 股票 股价 股东 员工 职工 团队 方面 人员 工厂 基地 园区 厂区 门店 "
    "仓库 用户 客户 "
    "市场 学生 学者 专家 师生 教授 代表 同志 领导 党员 干部 内部 总部 现场 附近 周边 系列 平台 系统 模式 指数".split()
)
_LEGAL_FORM = "有限公司"
_AREAS = frozenset("省 市 区 县 州 镇".split())
_FOUNDING = frozenset("共建 组建 成立 设立 筹建 创建 创办".split())
_OFFICES = ("局", "厅", "委", "委员会")
_OVER = ("国家", "省", "自治区", "市", "州", "盟", "县", "区", "旗")
_AREA_ENDINGS = ("省", "市", "区", "县", "州", "旗", "镇", "乡")
_AREA = re.compile(r"[^省市区县州旗镇乡]+[省市区县州旗镇乡]")
_OPENING = {"”": "“", "’": "‘", "」": "「", "》": "《", ")": "(", "）": "（"}
_QUOTED = re.compile(r"[“「]([^“”「」。！？；]{2,40})[”」]|‘([^‘’。！？；]{2,40})’|《([^《》]{2,60})》")
_NAMING = frozenset({"n", "nz", "LOC", "ORG", "PER", "vn"})
_SPECIFIES = re.compile(r"(?:级|英寸|纳米|毫米|千瓦|兆瓦|吉瓦|千伏|吨|万套|层|米)$")
"""A number that says of which size or kind a thing is, and stands inside its name."""
_YEARS = re.compile(r"[一二三四五六七八九十两]+年")
_PHASE = re.compile(r"[一二三四五六1-6]期")
_LIST = re.compile(r"等(?!待|级|于|候)")
_COUNT = re.compile(
    r"(?:(?:多|数|几|近|约|[\d.,]+|[一二三四五六七八九十百千万两]+)(?:余|多|几)?(?:大?批|[家个项名所座条位类种大]))?"
    r"(?:产业链)?(?:上下游|[国省市县区境]内外)?"
)
_APPOSITION = re.compile(r"(?:直属|权属|所属|下属|旗下|子|龙头|领军|骨干|知名)$")
_CLAUSE_START = frozenset({"ad", "vd", "d", "TIME", "LOC"})
_ITEM = re.compile(r"[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）]\s*[。；;]?")
_BEHIND = 40
_LONG_NAME = 6
_MARKS = "“”‘’「」《》"


def bare(name: str) -> str:
    """The name without quotation marks and brackets of titles."""
    return "".join(c for c in name if c not in _MARKS).strip()


def find_names(passage: Passage, shape: NameShape) -> list[Mention]:
    """All mentions of names of this shape in the sentence, by place; overlaps are the caller's to settle."""
    ways = (_listed, _apposed, _by_ending, _by_tag, _quoted)
    found = [mention for way in ways for mention in way(passage, shape)]
    unique: dict[tuple[tuple[int, int], ...], Mention] = {}
    for mention in found:
        unique.setdefault(mention.parts, mention)
    return sorted(unique.values(), key=lambda m: (m.start, -m.end))


def _by_tag(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Entities of the tagger, grown to the end of the noun run where that ends like such a name."""
    if shape.tag is None:
        return
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        if token.tag != shape.tag or len(token.text) < 2 or token.text.endswith(NO_BODY):
            continue
        j = i
        while j > 0 and tokens[j - 1].tag == "LOC":
            j -= 1
        yield _mention(passage, tokens[j].start, tokens[_grow(tokens, i, shape.endings)].end, "tag")


def _grow(tokens: tuple[Token, ...], i: int, endings: tuple[str, ...]) -> int:
    """Index of the last token of the body whose first token is the entity at `i`."""
    last = i if tokens[i].text.endswith(endings) else None
    for k in range(i + 1, min(i + 6, len(tokens))):
        joined = last is None and tokens[k].text in "和与"  # 文化 和 旅游厅
        if tokens[k].tag not in _INSIDE and not joined:
            break
        if tokens[k].text.endswith(endings) and not tokens[k].text.endswith(NO_BODY):
            last = k
    if last is not None:
        return last
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        following is not None
        and following.tag in {"n", "nz", "nw"}
        and following.text not in _HEADS
        and len(following.text) == 2
        and i + 2 < len(tokens)
    ):
        after = tokens[i + 2]
        if after.tag in {"w", "v", "c", "d", "p", "u", "m", "vd", "ad"}:
            return i + 1
    return i


def _by_ending(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Noun runs that end in one of the shape's endings."""
    if not shape.endings:
        return
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        if not token.text.endswith(shape.endings) or token.tag in {"p", "u", "d", "c"} or token.text.endswith(NO_BODY):
            continue
        if i + 1 < len(tokens) and tokens[i + 1].text.endswith(shape.endings) and tokens[i + 1].tag in _INSIDE:
            continue  # the name goes on: 创新 基地 项目
        if len(token.text) == 1 and i and tokens[i - 1].tag in {"v", "vn"}:
            continue  # 进出 港 is what is done, not where
        j = _without_path(tokens, _trim(tokens, _left(tokens, i), i), i)
        start, end = tokens[j].start, _with_phase(passage, token.end)
        if _is_counted(tokens, i) or _UNNAMED.search(passage.at(start, end)):
            continue
        told = _is_told_of(passage, start, end, shape) or _is_item(passage, start, end)
        if told or _is_founded(tokens, j, i, shape) or _says_enough(tokens[j : i + 1], shape):
            yield _mention(passage, start, end, "ending")


def _says_enough(run: tuple[Token, ...], shape: NameShape) -> bool:
    """Whether a noun run is a name and not only a kind of thing: long enough and, where asked for, proper."""
    if run[-1].text.endswith(_LEGAL_FORM) and sum(len(t.text) for t in run) > len(_LEGAL_FORM) + 1:
        return True
    if sum(len(t.text) for t in run) < 4 or (len(run) == 1 and run[0].tag not in _PROPER):
        return False
    return not shape.proper or any(t.tag in _PROPER or t.text in _OPENING or t.text in _AREAS for t in run)


def _is_founded(tokens: tuple[Token, ...], j: int, i: int, shape: NameShape) -> bool:
    """Whether a body with a long name that is all common nouns is set up: 共建 某某可靠性实验室."""
    length = tokens[i].end - tokens[j].start
    return shape.tag == "ORG" and j > 0 and tokens[j - 1].text in _FOUNDING and length >= _LONG_NAME


def _is_told_of(passage: Passage, start: int, end: int, shape: NameShape) -> bool:
    """Whether a long noun run is what the sentence goes on to tell of: with what such records have, right behind it."""
    behind = passage.text[end - passage.start :][:_BEHIND]
    return end - start >= _LONG_NAME and any(sign in behind for sign in shape.signs)


def _is_item(passage: Passage, start: int, end: int) -> bool:
    """Whether it is all that an item of a list says: 3.某某中试基地项目。"""
    return _ITEM.fullmatch(passage.text.replace(passage.at(start, end), "", 1).strip()) is not None


def _is_counted(tokens: tuple[Token, ...], i: int) -> bool:
    """Whether a number follows: 签约 项目 46个."""
    return i + 1 < len(tokens) and tokens[i + 1].tag == "m" and any(c.isdigit() for c in tokens[i + 1].text)


def _left(tokens: tuple[Token, ...], i: int) -> int:
    """Index of the first token of the noun run that ends at `i`."""
    j = i
    while j > 0:
        before = tokens[j - 1]
        if before.text in _OPENING:
            opening = _opening(tokens, j - 1)
            if opening is None:
                return j
            j = opening
        elif _belongs(tokens, j - 1, i):
            j -= 1
        elif _joins(tokens, j - 1, i):
            j -= 2
        else:
            return j
    return j


def _joins(tokens: tuple[Token, ...], k: int, last: int) -> bool:
    """Whether 和 joins two fields of one office, that of an area: 市 商务 和 口岸管理局."""
    office = tokens[last].text.endswith(_OFFICES) and k + 1 == last and k >= 2
    return (
        office and tokens[k].text in "和与" and tokens[k - 1].tag in {"n", "vn"} and tokens[k - 2].text.endswith(_OVER)
    )


def _belongs(tokens: tuple[Token, ...], k: int, last: int) -> bool:
    token = tokens[k]
    before = tokens[k - 1].tag if k else "w"
    if token.text in _GOVERNING and (token.tag != "vn" or before not in _INSIDE):
        return False
    if token.tag in _INSIDE or token.text in "·+":
        return True
    if token.tag == "m":
        return (not any(c.isdigit() for c in token.text) and len(token.text) <= 3) or (
            before in _NAMING and k + 1 < last and _SPECIFIES.search(token.text) is not None
        )
    if token.tag == "TIME":
        return _YEARS.fullmatch(token.text) is not None
    if token.tag == "v":  # a verb to the tagger, part of a name to the reader: 腾跃 产业园, 攻坚 突破 年 行动
        return (k + 1 == last and before == "w") or before in {"n", "vn", "nz", "a", "m", "f", "LOC", "ORG"}
    return token.tag == "f" and len(token.text) == 1 and before in {"vn", "n"}


def _opening(tokens: tuple[Token, ...], k: int) -> int | None:
    """Index of the bracket or quotation mark that token `k` closes, if it stands close by."""
    wanted = _OPENING[tokens[k].text]
    for j in range(k - 1, max(-1, k - 14), -1):
        if tokens[j].text == wanted:
            return j
        if tokens[j].text in "，。；,;":
            return None
    return None


def _trim(tokens: tuple[Token, ...], j: int, i: int) -> int:
    """Drop what only leads up to the name."""
    while j < i and (tokens[j].text in _LEADING or tokens[j].text in "·+)" or (tokens[j].tag in {"m", "f"} and j < i)):
        j += 1
    return j


def _without_path(tokens: tuple[Token, ...], j: int, i: int) -> int:
    """Drop two areas or more that only say where it stands: 某省 某市 某县 某产业园."""
    k = j
    while k < i and tokens[k].tag == "LOC" and tokens[k].text.endswith(_AREA_ENDINGS):
        k += 1
    rest = sum(len(t.text) for t in tokens[k : i + 1])
    areas = sum(len(_AREA.findall(t.text)) for t in tokens[j:k])
    return k if areas > 1 and rest > 3 else j


def _with_phase(passage: Passage, end: int) -> int:
    """Past a bracket and 一期/二期 that belong to the name."""
    rest = passage.text[end - passage.start :]
    bracket = re.match(r"[(（][^()（）]{1,12}[)）]", rest)
    skip = bracket.end() if bracket and _PHASE.match(rest, bracket.end()) else 0
    phase = _PHASE.match(rest, skip)
    return end + phase.end() if phase else end


def _quoted(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """Phrases in quotation marks, with what follows where that is an ending: “甲乙丙丁”综合服务体系."""
    for match in _QUOTED.finditer(passage.text):
        start, end = passage.start + match.start(), passage.start + match.end()
        stop = end
        for token in [t for t in passage.tokens if t.start >= end][:5]:
            if token.tag not in _INSIDE:
                break
            if token.text.endswith(shape.endings):
                stop = token.end
        name = bare(passage.at(start, stop))
        if shape.quoted or (name.endswith(shape.endings) and not name.endswith(NO_BODY)):
            yield _mention(passage, start, stop, "quoted")


def _listed(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """The members of “A、B、C等…企业”, where the class after 等 is one of the shape's."""
    if not shape.classes:
        return
    for match in _LIST.finditer(passage.text):
        place = passage.start + match.start()
        noun = _class_after(passage, place + 1, shape)
        if noun is None:
            continue
        members = _members(passage, place)
        if shape.proper and not any(_is_proper(passage, *member) for member in members):
            continue
        suffix = noun if _shares(noun[0], shape, members, passage) else None
        for start, end in members:
            yield _mention(passage, start, end, "listed", suffix)


def _is_proper(passage: Passage, start: int, end: int) -> bool:
    """Whether a proper noun or a quotation stands in it: of 设备维保、洁净耗材等项目 none is named."""
    return any(t.tag in _PROPER or t.text in _MARKS for t in passage.tokens if start <= t.start and t.end <= end)


def _class_after(passage: Passage, start: int, shape: NameShape) -> tuple[str, int, int] | None:
    """The noun run after 等 and its count, up to the last of the shape's classes in it: (text, start, end)."""
    count = _COUNT.match(passage.text[start - passage.start :])
    begin = start + (count.end() if count else 0)
    run = [t for t in passage.tokens if t.end > begin]
    while run and run[0].tag == "a":  # 等 优质 项目
        begin = run.pop(0).end
    end = None
    for token in run:
        if token.tag not in _INSIDE and token.tag not in {"m", "q", "f"}:
            break
        if token.text.endswith(shape.classes):
            end = token.end
    return (passage.at(begin, end), begin, end) if end is not None else None


def _shares(noun: str, shape: NameShape, members: list[tuple[int, int]], passage: Passage) -> bool:
    """Whether the class noun is the last part of every member's name (ruling: “A、B等X” names A X and B X)."""
    whole = all(bare(passage.at(*m)).endswith(shape.endings) for m in members)
    return len(members) > 1 and noun.endswith(shape.endings) and noun not in shape.classes and not whole


def _members(passage: Passage, place: int) -> list[tuple[int, int]]:
    """Spans of the list members that end at `place`, the offset of 等."""
    spans: list[tuple[int, int]] = []
    end = place
    tokens = [t for t in passage.tokens if t.end <= place]
    for k in range(len(tokens) - 1, -1, -1):
        token = tokens[k]
        first = _ends_list(token) or (token.tag == "v" and k > 0 and tokens[k - 1].tag in _CLAUSE_START)
        if first or token.text == "、" or (token.text in "与和" and token.tag == "c"):
            spans.append((token.end, end))
            end = token.start
        if first:
            break
    else:
        spans.append((tokens[0].start if tokens else place, end))
    spans.reverse()
    return [s for s in spans if 2 <= s[1] - s[0] <= 24]


def _ends_list(token: Token) -> bool:
    """Whether no member of a list reaches over this token: clause marks, particles, prepositions, governing verbs."""
    return (
        token.text in _GOVERNING
        or token.tag in {"p", "u", "d"}
        or (token.tag == "w" and token.text in "，。；：,;:!！?？")
    )


def _apposed(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """A name right behind its class: 旗下企业X宣布… ."""
    tokens = passage.tokens
    for i, token in enumerate(tokens[:-1]):
        if token.text not in shape.classes or i == 0 or not _APPOSITION.search(tokens[i - 1].text):
            continue
        k = i
        while k + 1 < len(tokens) and (tokens[k + 1].tag in _INSIDE or tokens[k + 1].tag == "TIME"):
            k += 1
        if k > i and tokens[k].end - token.end >= 3:
            yield _mention(passage, token.end, tokens[k].end, "listed")


def _mention(
    passage: Passage, start: int, end: int, reason: str, suffix: tuple[str, int, int] | None = None
) -> Mention:
    name = bare(passage.at(start, end))
    if suffix is None or name.endswith(suffix[0]):
        return Mention(name, ((start, end),), reason)
    return Mention(name + suffix[0], ((start, end), (suffix[1], suffix[2])), reason)
