"""Names of what is built, planned or run: where they begin and end, and which noun runs are any."""

import re
from collections.abc import Iterator, Sequence

from service.pipeline.candidates.makers import begin
from service.pipeline.candidates.mentions import (
    GOVERNING,
    INSIDE,
    MARKS,
    PROPER,
    Mention,
    NameShape,
    is_no_body,
    mention_at,
)
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.runs import opening, with_phase, without_path
from service.pipeline.candidates.short_forms import is_area
from service.pipeline.candidates.tagging import Token
from service.pipeline.candidates.telling import Setting, is_built, is_item, is_named_after, is_other, is_told_of

_LEADING = frozenset(
    "重点 优质 一批 首个 首批 大型 主要 重大 重要 全新 各类 各项 相关 有关 多个 新 新型 全国 全省 全市 全区 全县 "
    "国内 省内 市内 县内 国家级 省级 市级 县级 该 同时 目前 近年 今年 其中 一个 当地 本土 头部 龙头 下一步 未来 "
    "现有 已有 新增 新开 拟建 部分 更多 等 优势 总体 大力 积极 最大 第一 自有 配套".split()
)
_CLASS = r"(?:项目|工程|产业园区?|园区|基地|平台|载体|中心|工厂|厂房|厂区|车间|生产线|产线|总部|大楼)"
_RANKED = re.compile(
    r"(?:首个|首批|唯一|重大|重点|优质|标志性|在建|新建|续建|储备|招商引资|招商|引资|签约|意向|民生|亿元|此类|其他|这些|一批|多个|类|的"
    rf"|(?<!超)级|年|月|为中心)(?:(?:工业|产业|建设|投资|合作|招商)*{_CLASS})?$|(?:公司|集团|厂|企业)的?(?:新|老)?{_CLASS}$"
)
"""Kinds of things, and places of work that only their owner's name tells from others."""
_KIND = re.compile(
    r"^(?P<rest>.*?)(?:示范|工业|产业|建设|投资|合作|基础设施|技改|技术改造|扩建|制造业?|服务业?|文旅|科技|创新|农业|生产|现代"
    rf"|高端|智能|大|好|新)*{_CLASS}?$"
)
"""A kind of thing, and what stands before it."""
_NO_THING = tuple(
    "市场 现场 立场 职场 商场 战场 登场 进场 入场 离场 主场 考场 全场 在场 当场 气场 官场 会场 赛场 卖场 出场 下场 "
    "专场 网站 车站 全站 首站 本站 总站 进厂 出厂 建厂 办厂 设厂 分厂 老厂 新厂 药厂 主机厂 整车厂 出港 进港 到港 "
    "离港 进出港 两港 香港 曼谷 山谷 低谷 稻谷 五谷 县城 全城 老城 入园 校园 幼儿园 家园 乐园 田园 入库 出库 "
    "阶段 手段 时段 片段 路段 地段 波段 频段 学段 年龄段 分段 河段 工段 一线 前线 战线 视线 红线".split()
)
"""Words that end as things do and are none, or none of their own."""
_OF_ENGINEERING = frozenset(
    "机械 技术 装备 车辆 材料 专业 咨询 设计 监理 造价 学院 学会 行业 领域 产业 企业 系 师 教育 保险".split()
)
"""What 工程 is only the first word of."""
_SITES = frozenset("主体 现场 工地 项目 车间 厂房 负责人 建设 施工 总部 工程".split())
"""Behind it a noun makes another thing of it: 工程 机械."""
_PART = re.compile(
    r"^(?P<whole>.{4,}(?:项目|园区?|基地|工厂|电站|电厂|中心|枢纽|小镇|码头)(?:[一二三四]期)?)"
    r"(?:\d+号|[一二三四]号|生产|洁净|总装|标准)*(?:车间|厂房|厂区|办公楼|工地|现场)$|^(?P<all>.{4,}?)(?:项目)?(?:主体|土建)工程$"
)
_SPECIFIES = re.compile(r"(?:级|英寸|纳米|毫米|千瓦|兆瓦|吉瓦|千伏|赫兹|(?<!平方)米|层|\d号)$")
_AMOUNT = re.compile(r"(?:吨|吨级|万套|万台|万只|万辆|万片|万千瓦|吉瓦时|兆瓦时|千瓦时|立方米)$")
_MAKES = re.compile(r"^(?:年|月|日)(?:产|处理|加工|供)")
_YEARS = re.compile(r"[一二三四五六七八九十两]+年")
_NUMERAL = re.compile(
    r"[一二两三四五六七八九十几数多\d.,]+(?:余|多)?(?:万|亿)?(?:[大个项条座家栋批所套台处片类种]|个个)"
)
_PHASE_BEHIND = re.compile(r"(?<=..)[一二三四五六]期$")
_LATER_PHASE = re.compile("[二三四五六]期")
_PHASE = re.compile(r"[一二三四五首]期")
_COUNT = re.compile(r"^[\d.,]+(?:余|多)?[个项家]")
_CHANGES = frozenset("提升 提高 优化 完善".split())
_WORK = frozenset("改造 工程 扩建 项目 治理".split())
_VERBS = frozenset(
    "拿下 选址 承建 投建 兴建 签下 签署 签订 竞得 摘得 获得 取得 收购 参观 考察 调研 视察 发往 运往 驶入 驶出 "
    "抵达 前往 途经 连接 通往 落地 落子 引入 引来 上马 谋划 布局 拥有 建有 设有 在建 建起 办起 启用 投用 迎来 "
    "走访 推出".split()
)
"""Further verbs behind which a name begins."""
_TASKS = frozenset("制造 生产 加工 仓储 物流 检测 检验 测试 应用 服务 展示 交易 研发 孵化 转化 贸易 流通 示范".split())
_SHORT_VERBS = frozenset(
    "是有为在建让使看到去来办做用被把向于往从给对投推拿占达获需由含增与新赴至签将引起评拟携靠落走进出说像随按经以"
)
_SHORT_ADVERBS = frozenset("也均已将正再还又就才不未仅只共约近超")
_NO_PLACES = frozenset("其中 以上 以下 以内 之间 以来 以后 之后 之前 当中 其间 期间 此前 此后 前后 左右 上述".split())
_LEVELS = frozenset("省市区县州镇")
_JOINERS = frozenset("·+-—－/")
_STARTS = frozenset({"w", "u"})
_NOUNS = frozenset({"n", "vn", "nz", "a", "m", "f", "LOC", "ORG", "PER", "v", "s", "nw"})
_SHORTEST, _LONGEST = 4, 40


def things(passage: Passage, shape: NameShape, setting: Setting) -> Iterator[Mention]:
    """The names in a sentence; `built` are those beside which stands what tells that they are built, planned or run."""
    tokens = passage.tokens
    for i, token in enumerate(tokens):
        if not _ends(tokens, i, shape.endings) or _continues(tokens, i, shape.endings):
            continue
        j = without_path(tokens, _trim(tokens, _left(tokens, i), i), i)
        start = begin(passage, tokens[j].start, token.end, setting.makers)
        end = _without_part(passage, start, with_phase(passage, token.end))
        counted = _is_counted(tokens, start) or _COUNT.match(passage.text[end - passage.start :])
        if end - start > _LONGEST or _is_kind(passage.at(start, end)) or counted or is_other(passage, start, end):
            continue
        built = is_built(passage, start, end, shape)
        named = _is_named([t for t in tokens if t.end > start and t.start < end])
        if named or is_named_after(passage, start, end, setting) or is_item(passage, start, end):
            if built or not _is_campaign(passage.at(start, end)):
                yield mention_at(passage, start, end, "built" if built else "ending")
        elif is_told_of(passage, start, end, shape, setting):
            yield mention_at(passage, start, end, "built" if built else "told")


def is_around(mention: Mention, built: Mention, tag: str | None) -> bool:
    """Whether a campaign, or a body by its tag, is only a longer run of characters around a built thing's name.

    Works on it (某产业园主体工程) are no campaigns, a project in quotation marks is none, and no body is named so.
    """
    (start, end), own = mention.parts[0], built.parts[0]
    if end <= own[0] or start >= own[1]:
        return False
    if mention.reason == "quoted":
        return mention.text.removesuffix("项目") == built.text
    return start == own[0] and end > own[1] if tag is not None else mention.reason == "ending"


def _ends(tokens: Sequence[Token], i: int, endings: tuple[str, ...]) -> bool:
    """Whether a name of the kind can end with the token at `i`: one of the endings does, maybe over two: 风 电场."""
    text = _PHASE_BEHIND.sub("", tokens[i].text)
    if _is_phase_of_line(tokens, i):
        return True
    if tokens[i].tag in {"p", "u", "d", "c"} or is_no_body(text):
        return False
    before = tokens[i - 1].text if i and tokens[i - 1].tag in INSIDE else ""
    known = max((len(e) for e in endings if (before + text).endswith(e)), default=0)
    return known > max((len(n) for n in _NO_THING if text.endswith(n)), default=0)


def _is_phase_of_line(tokens: Sequence[Token], i: int) -> bool:
    """Whether a second or later phase ends a name that says only what is made: 某某磷酸铁 二期."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return (
        _LATER_PHASE.fullmatch(tokens[i].text) is not None
        and i > 0
        and tokens[i - 1].tag in {"n", "nz", "vn"}
        and (following is None or following.tag not in INSIDE)
    )


def _continues(tokens: Sequence[Token], i: int, endings: tuple[str, ...]) -> bool:
    """Whether the name goes on behind its ending (创新 基地 项目), or is part of another noun (工程 机械)."""
    if i + 1 >= len(tokens) or tokens[i + 1].tag not in INSIDE:
        return False
    text, following = tokens[i].text, tokens[i + 1]
    if text.endswith("工程") and following.text in _OF_ENGINEERING:
        return True
    return _ends(tokens, i + 1, endings) and not (text.endswith("项目") and following.text in _SITES)


def _is_kind(name: str) -> bool:
    """Whether it only says of which kind something is, or whose: 重点项目, 某市产业项目, 公司车间."""
    name = _PHASE_BEHIND.sub("", name)
    match = _KIND.match(name)
    rest = match["rest"] if match is not None else name
    return _RANKED.search(name) is not None or not rest or is_area(rest)


def _is_named(run: Sequence[Token]) -> bool:
    """Whether something proper stands in the run: a name, a quotation, an area's level."""
    if sum(len(t.text) for t in run) < _SHORTEST:
        return False
    return any(t.tag in PROPER or t.text in MARKS or t.text in _LEVELS for t in run)


def _is_campaign(name: str) -> bool:
    """Whether 工程 is what a campaign is called, by a slogan in its name."""
    return name.endswith("工程") and any(mark in name for mark in MARKS)


def _is_counted(tokens: Sequence[Token], start: int) -> bool:
    """Whether a number counts it: 两条 生产线."""
    before = next((t for t in reversed(tokens) if t.end <= start), None)
    return before is not None and _NUMERAL.fullmatch(before.text) is not None


def _without_part(passage: Passage, start: int, end: int) -> int:
    """The end of the name without a part of the thing that is named behind it: 某产业园 主体工程, 某项目 车间."""
    part = _PART.match(passage.at(start, end))
    return start + max(part.end("whole"), part.end("all")) if part is not None else end


def _left(tokens: tuple[Token, ...], i: int) -> int:
    """Index of the first token of the noun run that ends at `i`."""
    j = i
    while j > 0:
        k = opening(tokens, j - 1)
        if k is None and not _belongs(tokens, j - 1, i):
            return j
        j = j - 1 if k is None else k
    return j


def _belongs(tokens: tuple[Token, ...], k: int, last: int) -> bool:
    """Whether a token goes on the run to the left; names that the tagger never saw it takes apart."""
    token, following = tokens[k], tokens[k + 1]
    before = tokens[k - 1].tag if k else "w"
    if token.text in GOVERNING:
        changes = token.text in _CHANGES and following.text in _WORK
        return (changes or (token.tag == "vn" and not _is_done_there(tokens, k))) and before in INSIDE
    if token.text.endswith("项目") or token.text in _VERBS:
        return False  # 某项目 选址 某产业园
    if token.tag in INSIDE or _connects(token, following, before):
        return True
    if token.tag in {"m", "TIME"}:
        return _numbers(tokens, k, before)
    if token.tag in {"d", "ad"}:
        return _modifies(tokens, k)
    return (token.tag == "v" and _does(token, following, before, k + 1 == last)) or (
        token.tag == "f" and _places(token, following, before)
    )


def _connects(token: Token, following: Token, before: str) -> bool:
    """Whether a mark or 与 joins two words of one name: 研发 与 制造 基地."""
    if token.tag == "w":
        return token.text in _JOINERS and before in _NOUNS
    return token.text in "与和" and before == "vn" and (following.tag == "vn" or following.text in _TASKS)


def _is_done_there(tokens: tuple[Token, ...], k: int) -> bool:
    """Whether the nouns before a verb say where that is done: 在 某经济区 建设."""
    at = k - 1
    while at > 0 and tokens[at].tag in INSIDE:
        at -= 1
    return tokens[at].text in {"在", "于"}


def _modifies(tokens: tuple[Token, ...], k: int) -> bool:
    """Whether what looks like an adverb stands inside a name: 集中 查验 场, 渔 都 食品 产业园."""
    token, following = tokens[k], tokens[k + 1]
    if k == 0 or not (tokens[k - 1].tag in INSIDE or tokens[k - 1].text in MARKS):
        return False
    if token.tag == "ad":
        return following.tag in {"v", "vn"} and following.text not in GOVERNING
    return len(token.text) == 1 and token.text not in _SHORT_ADVERBS and following.tag in {"n", "nz"}


def _numbers(tokens: tuple[Token, ...], k: int, before: str) -> bool:
    """Whether a number is part of a name: of which size (8英寸), how much it makes (年产 5万吨), which phase."""
    text = tokens[k].text
    if tokens[k].tag == "TIME":
        return _YEARS.fullmatch(text) is not None
    if not any(c.isdigit() for c in text):
        return _SPECIFIES.search(text) is not None or (len(text) <= 3 and _NUMERAL.fullmatch(text) is None)
    made = k > 0 and _MAKES.match(tokens[k - 1].text) is not None
    return made or _SPECIFIES.search(text) is not None or (_AMOUNT.search(text) is not None and before in _NOUNS)


def _does(token: Token, following: Token, before: str, next_to_last: bool) -> bool:
    """Whether what looks like a verb is part of a name: 腾跃 产业园, 可 降解 材料, 年产 5万吨."""
    if _MAKES.match(token.text) and following.tag == "m":
        return True
    if len(token.text) == 1:
        able = token.text == "可" and following.tag in {"v", "vn"}
        return (
            (before == "f" and token.text == "试")
            or able
            or (token.text not in _SHORT_VERBS and before in _STARTS | _NOUNS - {"v"})
        )
    return (next_to_last and before == "w") or before in _NOUNS


def _places(token: Token, following: Token, before: str) -> bool:
    """Whether what looks like a word of place is part of a name: 中 试 基地, a name that the tagger does not know."""
    if len(token.text) == 1:
        return before in {"vn", "n"} or (token.text + following.text).startswith("中试")
    return before in _STARTS and token.text not in _NO_PLACES


def _trim(tokens: tuple[Token, ...], j: int, i: int) -> int:
    """Drop what only leads up to the name."""
    while j < i and (
        tokens[j].text in _LEADING
        or tokens[j].text in "·+)-—/"
        or _counts(tokens[j])
        or (tokens[j].tag == "LOC" and _MAKES.match(tokens[j + 1].text))
    ):
        j += 1
    return j


def _counts(token: Token) -> bool:
    """Whether a number in front only counts or orders: 两条, 第三代; not 双, 百万, 8英寸."""
    return token.tag == "m" and (
        token.text.startswith("第")
        or _NUMERAL.fullmatch(token.text) is not None
        or _PHASE.fullmatch(token.text) is not None
    )
