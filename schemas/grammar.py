"""The regular expressions of quantities, built from the tables of units.

Every repetition is bounded or possessive, so that a search takes time linear in the text. All patterns expect folded
text (`numerals.fold`).
"""

import re
from collections.abc import Iterable
from typing import Literal

from schemas.numerals import CHINESE_CHARACTERS, numeral_pattern
from schemas.units import (
    AREAS,
    COUNTERS,
    CURRENCIES,
    CURRENCY_SYMBOLS,
    DURATIONS,
    MEASURES,
    PER,
    PERCENTAGES,
    TIMES_AFTER_GE,
)

Bound = Literal["about", "near", "over", "at_least", "under", "at_most"]

_PAUSE = r"(?=[，。；、！？：,;!?:)）」』”’》…\s]|$)"

# Words before a number, each with the characters before it that show it to be the tail of another word (签约, 附近).
_BEFORE: tuple[tuple[Bound, str, str], ...] = (
    ("about", "大约|大概|约摸|约为|约合", ""),
    ("about", "约", "签合预节公条契续解违履特邀集制租简纽毁婚相爽赴"),
    ("near", "将近|接近", ""),
    ("near", "近", "附最邻靠临接将亲相远逼"),
    ("at_most", "不超过|不多于|不高于|不大于|至多|最多|顶多", ""),
    ("at_least", "不低于|不少于|不小于|不下|至少|最少", ""),
    ("under", "不足|不到|未满|低于|少于|小于|未达", ""),
    ("over", "超过|超出|大于|多于|逾|过", "通经越度"),
    ("over", "超", "赶高反英中"),
    ("over", "上", "网线以地天海车路岸马向身晚早"),
)
_AFTER: dict[str, Bound | None] = {
    "以上": "at_least", "及以上": "at_least", "以下": "at_most", "及以下": "at_most", "以内": "at_most",
    "之内": "at_most", "左右": "about", "上下": "about",
    "有余": "over", "之多": None, "多": "over", "余": "over",
}  # fmt: skip
# 上千 and 过万 bind to a bare multiplier only: 路上3辆车.
BEFORE_BARE = frozenset({"上", "过"})

BOUND_BEFORE: dict[str, Bound] = {word: bound for bound, words, _ in _BEFORE for word in words.split("|")}
BOUND_AFTER = _AFTER


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _ascii_safe(words: Iterable[str]) -> str:
    """Units in Latin letters end where the letters end: the P of 640P, not that of 20PPT."""
    words = list(words)
    latin = [word for word in words if word[-1].isascii() and word[-1].isalnum()]
    rest = [word for word in words if word not in latin]
    return rf"(?:{_any(rest)})|(?:{_any(latin)})(?![A-Za-z0-9])" if latin else _any(rest)


def _counter() -> str:
    bracketed = [
        f"{re.escape(word)}(?!{blocked if '|' in blocked else f'[{blocked}]'})" if blocked else re.escape(word)
        for word, blocked in sorted(COUNTERS.items(), key=lambda item: len(item[0]), reverse=True)
        if word != "个"
    ]
    alone = "|".join(bracketed)
    ge = rf"个(?!{'|'.join(TIMES_AFTER_GE)})"
    boxes = f"个(?:{_any(unit for unit in MEASURES if unit.endswith('箱'))})"
    return rf"(?:{boxes}|(?:{alone}|{ge})(?:[(/](?:{alone}|个)\)?)?)"


def _before() -> str:
    parts = [rf"(?<![{blocked}])(?:{words})" if blocked else f"(?:{words})" for _, words, blocked in _BEFORE]
    return "|".join(parts)


_MONEY = f"(?:{_any(CURRENCIES)})(?![旦宵素件器首宇月老气培])"
_PERCENT = rf"{_any(PERCENTAGES)}|成(?![立为功员果熟本交长就分型品都片套绩效人组群])"
_AREA = _ascii_safe(AREAS)
_MEASURE = rf"(?:{_ascii_safe(MEASURES)})(?![粉])"
_COUNTER = _counter()
_ANY_UNIT = f"(?:{_MONEY}|{_PERCENT}|{_AREA}|{_MEASURE}|{_COUNTER})"
_PER_UNIT = rf"/(?:{_any([*PER, *AREAS, *MEASURES, *(word for word in COUNTERS)])})"
_UNIT = (
    rf"(?:(?P<percent>{_PERCENT})|(?:(?P<area>{_AREA})|(?P<money>{_MONEY})"
    rf"|(?P<measure>{_MEASURE})|(?P<counter>{_COUNTER}))(?P<per>{_PER_UNIT})?)"
)
_SIGN = r"(?<![0-9A-Za-z%年月日号])-(?=[0-9][0-9.]{0,12}(?:%|个?百分点|‰))"


def _core(low: str) -> str:
    return (
        rf"(?:(?P<before>{_before()}) ?)?"
        rf"(?:(?P<symbol>{_any(CURRENCY_SYMBOLS)}) ?)?"
        rf"(?P<sign>{_SIGN})?{low}"
        rf"(?<![第届]){numeral_pattern('n_')} ?(?:{_UNIT})?"
        rf"(?P<after>及?以上|及?以下(?!简称)|以内|之内|左右|上下(?!游)|有余|之多|[多余]{_PAUSE})?"
    )


_LOW = rf"(?:(?<![从由自第]){numeral_pattern('low_')} ?(?P<low_unit>{_ANY_UNIT})?(?:[-~～–—至到]|——|--))"
_CORE = _core(f"{_LOW}?")
SCAN = re.compile(_CORE)
# Where a range makes no sense (40家到2025年), its first number stands alone.
SINGLE = re.compile(_core(""))
_DIRECTION = (
    "(?:同比|环比|比上年)?(?:实现)?(?:正增长|负增长|增长|增加|增幅|上升|上涨|提高|提升|扩大"
    "|下降|减少|降低|回落|下滑|下跌|降幅|缩小|收窄|增|升|涨|降|减|跌)(?:了|至|到|达到?)?"
)
WHOLE = re.compile(rf"(?:达到了?|达|突破|实现|为|约占|占)?(?P<direction>{_DIRECTION})?{_CORE}")
FALLING = re.compile("负增长|下降|减少|降低|回落|下滑|下跌|降|减|跌|缩小|收窄")

RANK_SCAN = re.compile(
    rf"第(?P<number>[0-9]{{1,4}}+|[{CHINESE_CHARACTERS}]{{1,6}}+)(?:[位名](?![于列置称单额])|(?<=[\u4e00-\u9fff0-9])位?{_PAUSE})"
    rf"|前(?P<top>[0-9]{{1,4}}+|[{CHINESE_CHARACTERS}]{{1,6}}+)[位名](?![于列置称单额])"
    rf"|(?P<first>首位){_PAUSE}"
)
FRACTION = re.compile(
    rf"(?:(?P<before>{_before()}) ?)?(?P<denominator>[{CHINESE_CHARACTERS}]{{1,6}}+)分之"
    rf"(?P<numerator>[{CHINESE_CHARACTERS}]{{1,12}}+)"
    rf"(?P<after>以上|以下|左右)?"
)
HALF = re.compile(rf"(?:(?P<before>{_before()}) ?)?(?P<half>一半)(?P<after>以上|以下|左右)?")
# A figure without a unit: an index or a ratio (容积率2.5).
RATIO = re.compile(
    rf"(?:指数|系数|容积率|比值|比|得分|评分)(?:值|为|是|达|达到|高达|仅为)?(?P<number>[0-9]{{1,12}}+(?:\.[0-9]{{1,6}}+)?)"
    rf"(?![%年月日:：/\-.]){_PAUSE}"
)
# What must not follow a figure without a unit: a time (3万年), a class (千亿级).
NOT_AFTER_BARE = re.compile(rf"[级{DURATIONS}]|小时|[0-9A-Za-z.%/:+-]")
