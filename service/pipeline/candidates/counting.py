"""Which figures of a sentence count or measure something, and which only describe what is named next."""

import re

from schemas.quantities import Found
from service.pipeline.candidates.passages import Passage

# A specification of the thing named next (8英寸晶圆), an enumeration (三个方面), one of several: not measured.
_SPECIFIES = re.compile(
    r"(?:英寸|英尺|[千兆]?瓦|[千毫微纳厘]?(?<!方)米|伏|千伏|赫兹|马力|GB|TB|nm|mm)(?:及以上|以上|级)?$"
)
_ROOM = re.compile("方米(?:及?以上)?$")  # 2万平方米厂房
_THRESHOLD = re.compile(r"(?:[元亩吨米]|公顷|公里|千瓦|岁)及?以[上下]$")  # 亿元以上项目
_OVER = re.compile("(?:超过?|逾|过)[^，]*[元亩吨人]$")  # 投资逾亿元项目
_KINDS = re.compile("[^，,。；;、的]{0,4}?(?:企业|项目|公司|集群|园区|产业|产品|工程|[县市镇乡村])")
_HOUSEHOLDS = re.compile("(?:家庭|居民)?(?:一年)?的?(?:全年|年)?(?:用[电水气热能]|生活用)")
_ADDED = re.compile(r"新(?!型)|增[加设]|建成|投用|引进|落地|签约|获批|开通|拥有|组建|开设|设立")
# What a figure only makes vivid: 相当于30万人一年的用电, 一根头发丝的直径.
_LIKENED = re.compile(r"(?:相当于|好比|犹如|如同|堪比|一[根颗粒滴片张枚块头棵株亩斤](?!一))[^，,；;。！？!?：:]*$")
# What somebody would have a number be: 把产值写成五亿元.
_WORDED = re.compile("[写改说报填记算当换吹][成作]了?$")
# The number inside of a slogan or the like: “高新12条”.
_SLOGAN = re.compile("[“‘「][^“”‘’「」，,。；;：:]{1,8}[”’」]")
_FEW = re.compile(r"^[一二两三四五六七八九十]+[个大项种条类方]$")
_BOUND = re.compile("^[超逾近过]|以[上下]$")
_NO_HEAD = frozenset({"w", "u", "c", "p", "d", "ad", "f", "r", "m"})
_NOUNS = frozenset({"n", "nz", "vn", "nw", "ORG", "LOC"})
_JOINS = frozenset("超 超过 达 达到 约 近 逾 在 为 仅 只 有 共 高达 不低于 不少于 突破".split())
_COSTS = frozenset("投资 斥资 耗资 出资 投入 占地".split())


def measures(passage: Passage, item: Found) -> bool:
    """Whether a figure counts or measures something, and does not only specify, enumerate or liken."""
    if item.kind == "rank":
        return any(c.isdigit() for c in item.text) or (item.text.startswith("第") and item.text[-1] in "位名")
    return not (_enumerates(passage, item) or _specifies(passage, item) or _likens(passage, item))


def _enumerates(passage: Passage, item: Found) -> bool:
    """Whether it counts the points of a speech, says one of several, or is part of a slogan."""
    after = passage.text[item.end : item.end + 8]
    if (_FEW.match(item.text) and not _comes_new(passage, item)) or "之一" in after:
        return True
    return any(m.start() < item.start and item.end < m.end() for m in _SLOGAN.finditer(passage.text))


def _specifies(passage: Passage, item: Found) -> bool:
    """Whether it says of which size, or from which on, those are that are named next."""
    if passage.text.startswith(("级", "/"), item.end):
        return True
    if _OVER.match(item.text) and _KINDS.match(passage.text, item.end):
        return True
    threshold = item.kind != "percentage" and _THRESHOLD.search(item.text) is not None
    specifies = _SPECIFIES.search(item.text) is not None
    qualifies = _qualifies(passage, item)
    return (threshold and qualifies) or (specifies and (qualifies or _named_with_of(passage, item)))


def _likens(passage: Passage, item: Found) -> bool:
    """Whether it only makes another figure vivid, or says what one is made out to be."""
    if _WORDED.search(passage.text[: item.start]):
        return True
    households = _HOUSEHOLDS.match(passage.text, item.end) is not None
    return households or _LIKENED.search(passage.text[: item.start]) is not None


def _comes_new(passage: Passage, item: Found) -> bool:
    """Whether a verb in front says that a few things were added, so that they are counted: 新开两个专业."""
    before = next((t for t in reversed(passage.tokens) if t.end <= passage.start + item.start), None)
    return before is not None and _ADDED.match(before.text) is not None


def _qualifies(passage: Passage, item: Found) -> bool:
    """Whether what is named next is what the figure says the size of, so that it measures nothing by itself."""
    following = next((t for t in passage.tokens if t.end > passage.start + item.end), None)
    return following is not None and following.tag not in _NO_HEAD


def describes(passage: Passage, item: Found) -> bool:
    """Whether a figure only says of which size something named next is: 产值超10亿元的企业, 斥资3亿元的厂.

    Then a noun stands in front of it too. A share describes only where it is a threshold, room in any case.
    """
    if _ROOM.search(item.text) and _qualifies(passage, item):
        return True
    if not _named_with_of(passage, item) or (item.kind == "percentage" and _BOUND.search(item.text) is None):
        return False
    if _THRESHOLD.search(item.text):
        return True
    before = (t for t in reversed(passage.tokens) if t.end <= passage.start + item.start and t.text not in _JOINS)
    named = next(before, None)
    return named is not None and (named.tag in _NOUNS or named.text in _COSTS)


def _named_with_of(passage: Passage, item: Found) -> bool:
    """Whether 的 and a noun follow: [300马力] 的拖拉机."""
    if not passage.text.startswith("的", item.end):
        return False
    following = next((t for t in passage.tokens if t.start > passage.start + item.end), None)
    return following is not None and following.tag in {*_NOUNS, "a"}
