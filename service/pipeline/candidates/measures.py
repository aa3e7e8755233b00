"""What a figure counts or measures: the words in front of it in its clause, and the noun that a counter counts."""

import re
from collections.abc import Iterator
from itertools import dropwhile

from service.pipeline.candidates.changes import moves
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

# None of these is made of others of them: with two ways to read 共有, a long run would take for ever.
_CONNECTORS = re.compile(
    r"(?:达到?|分别|为|至|共计?|拥有|有|仅|合计|总计|突破|约占?|的|了|近|超过?|逾|高达|不低于|不少于|已|将|可|也|还|其中|、"
    r"|(?<![户人亩村镇日月年校])均"
    r"|(?:增长|增加|提高|提升|上升|扩大|攀升|跃升|回升|下降|降低|减少|压缩|缩短|增|升|降|减)[至到]"
    r"|预计|预期|有望|力争|争取|确保|完成|实现|要|做到|就|只|才|竟|却|则|至少|最多|大约|(?:保持|稳定|维持|控制)?在"
    r"|连续[0-9一二两三四五六七八九十多]{1,3}(?:年|个?月|个?季度?))+$"
)
_COUNTERS = frozenset(
    "家 个 项 名 人 台 套 条 座 件 次 场 列 辆 艘 户 所 种 款 批 支 只 栋 处 期 届 位 部 篇 组 片 对 间 门 "
    "类 份".split()
)
# What may stand before or inside of what is counted: 在建, 亿元以上, 首台（套）.
_ATTRIBUTIVE = frozenset("在建 新建 续建 拟建 已建 新 上市 入驻 签约 （ ） ( )".split())
_SIZED = re.compile("^(?:首[台批个套]|[百千万亿]+元|及?以[上下])$")
_ADVERBIAL = frozenset("前 后 中 内 现场 全部 均 年 月 日 大关 关口 门槛".split())
_PER = frozenset("户人亩村镇日月年校")  # 户均, 亩均
_BREAKS = frozenset("将 已 可 均 对 从 把 被 在 由".split())
ADJECTIVE = re.compile("可(?:支配|再生|持续|回收|循环|穿戴|降解|比|视|编程|追溯)")
"""Words in which 可 is no auxiliary."""
_TORN = re.compile(rf"{ADJECTIVE.pattern}|(?:在[手建研产售孵校岗册编保库营投谈]|我国)$")
_INNER_MARKS = frozenset("“”‘’《》()（）、+·&")
# Verbs that only say that there is, or will be, so much: they belong to no name of an indicator.
_LIGHT = frozenset(
    "实现 达 达到 取得 拿下 超过 突破 保持 有 拥有 具有 具备 预计 预期 预测 力争 争取 有望 计划 确保 拟 要 能 能够 会 "
    "可 可达 共有 已有 尚有 还有 仍有".split()
)
_OF_THE_NAME = frozenset("累计 日均 年均 月均 人均 户均 净 新 实际 直接".split())
# Adverbs that only say how what is told goes with the rest, wherever in a name they stand.
PASSING = frozenset(
    "分别 因此 因而 由此 随之 从而 反而 反倒 却 则 也 还 仍 仍然 依然 只 仅 仅仅 至少 最多 又 再 均 都 已 已经 约 就 "
    "才 竟 甚至 大约 正 正在 不断 进一步".split()
)
_WHOLE = re.compile(r"^(?:(?:全|我|本|该)[省市区县州旗镇乡村国行园社厂]|[省市区县州镇乡村]里|公司|集团)$")
_BODIES = frozenset("企业 项目 园区 基地 工厂 学校 学院 医院 银行 协会 平台 产业园 产业园区 开发区 中心 码头".split())
_ORIGIN = frozenset("籍 产 裔 系 式".split())  # 台湾籍技师
_SECTOR = re.compile(r"(?:业|领域|板块|集群|产业链)$")
_ENTITIES = frozenset({"LOC", "ORG", "PER", "r", "c", "w"})
_ADVERBS = frozenset({"d", "ad", "vd", "c", "f", "TIME", "w"})
_PREDICATES = frozenset({"v", "vd", "d", "ad", "p"})
_OBJECTS = frozenset({"n", "nz", "a"})
_TOPICS = frozenset({"n", "nz", "vn", "a", "f", "nw", "an"})
_LEADS = frozenset("方面 时候 情况 公司 集团 消息 数据".split())  # 招商方面，…
_SHORTEST_TOPIC = 4
_NOUNS = frozenset({"n", "nz", "vn", "an", "a", "LOC", "ORG", "s", "f", "j", "nw"})


def measure(passage: Passage, floor: int, at: Range, ceiling: int, stop: int | None = None) -> tuple[Range, ...]:
    """The places of the words that say what the figure at `at` measures, between `floor` and `ceiling`.

    `stop` is where the words in front of the figure end, if they do not reach up to it.
    """
    behind: list[Range] = []
    if passage.at(*at).rstrip("以上下左右")[-1:] in _COUNTERS or _is_object(passage, at):
        behind = counted(passage, at[1], ceiling)
    before = _before(passage, floor, at[0] if stop is None else stop, whole=not behind)
    if not behind and all(_WHOLE.match(passage.at(*p)) for p in before):
        behind = counted(passage, at[1], ceiling)
        topic = _topic(passage, at[0])
        before = [] if behind else topic or before
    return (*before, *behind)


def _topic(passage: Passage, start: int) -> list[Range]:
    """What the clause before that of a figure names, or ends in behind 的: (这样的) 规上零部件企业，全区有 [38家]."""
    before = [t for t in passage.tokens if t.end <= start]
    marks = [i for i, t in enumerate(before) if t.tag == "w" or t.text == "的"]
    if not marks or before[marks[-1]].text not in "，,":
        return []
    named = before[marks[-2] + 1 if len(marks) > 1 else 0 : marks[-1]]
    only_names = all(t.tag in _TOPICS for t in named) and named[-1:] and named[-1].tag in {"n", "nz"}
    long = sum(len(t.text) for t in named) >= _SHORTEST_TOPIC
    return [(named[0].start, named[-1].end)] if only_names and long and named[-1].text not in _LEADS else []


def _is_object(passage: Passage, at: Range) -> bool:
    """Whether a verb takes what is measured for its object, the figure in front of it: 获得 [2亿元] 订单."""
    before = next((t for t in reversed(passage.tokens) if t.end <= at[0]), None)
    behind = next((t for t in passage.tokens if t.start >= at[1]), None)
    verb = before is not None and before.end == at[0] and before.tag == "v" and moves(before.text) is None
    return verb and behind is not None and behind.tag in _OBJECTS


def counted(passage: Passage, end: int, ceiling: int) -> list[Range]:
    """The noun run right behind a counted figure: [40余家] 成员单位, [18个] 在建亿元以上项目, [5个] 首台（套）产品."""
    stop = last = end
    for token in (_from(t, end) for t in passage.tokens if end < t.end <= ceiling):
        noun = token.tag in _NOUNS and token.text not in _ADVERBIAL
        size = token.tag in {"m", "f"} and not any(c.isdigit() for c in token.text) and _SIZED.search(token.text)
        if token.start != last or not (noun or size or token.text in _ATTRIBUTIVE):
            break
        last = token.end
        stop = last if noun else stop
    return [(end, stop)] if stop - end >= 2 else []


def _before(passage: Passage, floor: int, start: int, *, whole: bool) -> list[Range]:
    """The words in front of the figure, from the last break on: 全县累计完成粮食产值 [41.3亿元] → 累计完成粮食产值.

    `whole` if they are all there is: one that could be the subject is then what is counted (企业 [12家]).
    """
    stop = floor + len(_CONNECTORS.sub("", passage.at(floor, start)))
    stop = next((t.end for t in passage.tokens if t.start < stop < t.end <= start), stop)  # 通达 is no 通 that 达
    run: list[Token] = []
    governed = False
    for token in reversed(_words(passage, floor, stop)):
        if (token.tag == "w" and token.text not in _INNER_MARKS) or token.text in _BREAKS:
            governed = token.text == "在"
            break
        run.insert(0, token)
    if run and run[-1].text == "中":  # 18台风机中有 11台
        run.pop()
    words = [run] if governed else _predicate(_led(run), whole=whole)
    parts = [(w[0].start + _is_auxiliary(w[0]), w[-1].end) for w in words if w]
    kept = [p for p in _without_list(passage, parts) if p[1] - p[0] >= 2]
    return [own for part in kept for own in _without_passing(passage, part)]


def _words(passage: Passage, floor: int, stop: int) -> list[Token]:
    """The words between two places; those that the tagger parts are one: 可 支配, 在 手, 户 均."""
    words: list[Token] = []
    for token in (_from(t, floor) for t in passage.tokens if t.end > floor and t.end <= stop):
        last = words[-1] if words else None
        if last is not None and len(last.text) == 1 and _TORN.match(last.text + token.text):
            words[-1] = Token(last.start, token.end, last.text + token.text, "r" if last.text == "我" else "a")
        elif last is not None and last.text in _PER and token.text == "均":
            words[-1] = Token(last.start, token.end, f"{last.text}均", "n")
        else:
            words.append(token)
    return words


def _without_passing(passage: Passage, part: Range) -> Iterator[Range]:
    """What is left of the words without passing adverbs: 成本 [因此] 下降."""
    start = part[0]
    for token in passage.tokens:
        per = token.text == "均" and passage.at(token.start - 1, token.start) in _PER
        if part[0] <= token.start and token.end <= part[1] and token.text in PASSING and not per:
            if start < token.start:
                yield start, token.start
            start = token.end
    if start < part[1]:
        yield start, part[1]


def _is_auxiliary(token: Token) -> bool:
    """Whether a verb's first character is 可 that only says that it can be: 可减少."""
    return token.tag == "v" and len(token.text) > 2 and token.text[0] == "可" and ADJECTIVE.match(token.text) is None


def _from(token: Token, floor: int) -> Token:
    """The part of a word behind `floor`: a figure or a time may end inside of one."""
    return token if token.start >= floor else Token(floor, token.end, token.text[floor - token.start :], "n")


def _led(run: list[Token]) -> list[Token]:
    """The words without what only leads up to them: adverbs and verbs that say no more than that there is so much."""
    return list(dropwhile(lambda t: (t.tag in _ADVERBS and t.text not in _OF_THE_NAME) or t.text in _LIGHT, run))


def _predicate(run: list[Token], *, whole: bool) -> list[list[Token]]:
    """The words without the subject, where that is a body or an area; and without a light verb behind a sector.

    新能源产业 实现 产值 are 新能源产业 and 产值.
    """
    verb = next((i for i, t in enumerate(run) if t.tag in _PREDICATES), None)
    head, rest = (run, []) if verb is None else (run[:verb], run[verb:])
    if not any(t.tag in _NOUNS for t in rest):  # the verb has no object of its own: it is part of the name
        return [_led(_without_subject(run) or (run[-1:] if whole else []))]
    if head and _SECTOR.search(head[-1].text):
        return [[t for t in head if t.tag not in {"LOC", "PER"} and not _WHOLE.match(t.text)], _led(rest)]
    if head and (head[-1].text in _BODIES or _WHOLE.match(head[-1].text)):
        return [_led(rest)]
    own = _without_subject(head)
    light = rest[0].text in _LIGHT and len("".join(t.text for t in rest[1:])) > 1  # 拥有量 is a word
    return [own, _led(rest)] if light else [[*own, *(rest if own else _led(rest))]]


def _without_subject(run: list[Token]) -> list[Token]:
    """The words without the areas, bodies and people that they begin with."""
    for i, token in enumerate(run):
        following = run[i + 1] if i + 1 < len(run) else None
        alone = token.text in _BODIES and following is not None and following.tag not in _NOUNS
        origin = following is not None and following.text in _ORIGIN
        entity = (token.tag in _ENTITIES and token.text != "每" and not origin) or _WHOLE.match(token.text) is not None
        if not (alone or entity):
            return run[i:]
    return []


def _without_list(passage: Passage, parts: list[Range]) -> list[Range]:
    """The members of a list left out where its class says what is counted: 研发甲、乙等大模型 → 研发, 大模型."""
    found: list[Range] = []
    for start, end in parts:
        tokens = [t for t in passage.tokens if start <= t.start and t.end <= end]
        etc = next((i for i, t in enumerate(tokens) if t.text == "等" and i), None)
        if etc is None:
            found.append((start, end))
            continue
        first = next((i for i, t in enumerate(tokens[:etc]) if t.text == "、"), etc) - 1
        while first > 0 and (tokens[first - 1].tag in _NOUNS or tokens[first - 1].text in _INNER_MARKS):
            first -= 1
        lead = [t for t in tokens[:first] if t.tag != "u"]
        found += [(start, lead[-1].end if lead else start), (tokens[etc].end, end)]
    return found
