"""By how much a figure changed: a percentage or a word behind it, or a percentage in front of it."""

import re
from typing import NamedTuple

from schemas.quantities import Found

_RISES = "增长|增加|上升|上涨|上扬|提高|提升|扩大|回升|攀升|增|升|涨"
_FALLS = "下降|减少|降低|回落|下滑|下跌|缩减|收窄|缩短|压减|减|降|跌"
_BASIS = (
    r"(?:同比|环比|(?:相?比|较|与)(?:(?:上|去|前|往|今|同)一?(?:个?月|季度?|年度?|期)|[12][0-9]{3}年|年初|期初|同期)"
    r"(?:[底末初]|同期)?(?:相比)?[，,]?)"
)
_MANNER = r"(?:均|分别|又|也|还|仍|则|却|再|实现|大幅|小幅|快速|逆势|平均|净|实际|名义)"
_PRICED = r"(?:(?:按|扣除)[^，,。；;]{0,4}价格?[^，,。；;]{0,4}[，,])?"
_MOVES = rf"(?:(?P<fall>{_FALLS}|降幅|跌幅)|{_RISES}|[增涨升]幅|增速)(?:幅度)?(?:了|约?为|达到?|高达)?"
_AMOUNT = "(?:数量|总量|总数|规模|金额|总额)"
_BEHIND = re.compile(rf"^[，,、(（]?\s*(?:其中)?{_PRICED}{_MANNER}*(?P<said>(?:{_BASIS}{_MANNER}*)?(?:{_MOVES})?)$")
_IN_WORDS = re.compile(
    rf"^[，,、(（]?\s*{_AMOUNT}?{_MANNER}*{_BASIS}{_MANNER}*(?:接近|将近|近|约)?"
    r"(?P<words>翻了?[一两三四]?番|翻了?(?:一|两|三|四)?倍|翻了?一?倍|成倍增长|倍增|减半|(?:基本|大体)?持平)"
)
_IN_FRONT = re.compile(rf"(?:{_BASIS}{_MANNER}*)?{_MOVES}$")
_ONLY_MOVES = re.compile(rf"^(?:年均|日均|累计)?{_MANNER}*(?:{_BASIS}{_MANNER}*)?{_MOVES}$")
_COMES_TO = re.compile(r"^[，,、]?\s*(?:达到?|增?[至到]|升至|降至|为|突破)了?$")
_RISEN_FROM = re.compile(r"[由从][^，,。；;由从]{0,12}$")
_RISEN_TO = re.compile(
    rf"^(?:左右|以上|多|余)?[，,]?{_MANNER}*(?:{_RISES}|{_FALLS}|扩|攀|跃升|缩小|发展|壮大|压缩|变|翻)?[升增降]?[到至为成]"
    r"(?:了|约|近|超过?|[^，,。；;的]{1,8}的)?$"
)


class Change(NamedTuple):
    """A change as written, signed, and where it stands."""

    text: str
    start: int
    end: int


def change_behind(between: str, item: Found, *, of_move: bool) -> Change | None:
    """The figure `item` as the change of the one before it, `between` being what stands between the two.

    Of a figure that is a rise or a fall itself (`of_move`) only a difference in points is one.
    """
    if of_move and "百分点" not in item.text:
        return None
    if item.kind != "percentage" and not item.text.endswith("倍"):
        return None
    match = _BEHIND.match(between)
    if match is None or not match["said"]:
        return None
    return Change(signed(item.text, match), item.start, item.end)


def change_in_words(text: str, end: int) -> Change | None:
    """A change in words right behind the figure that ends at `end`: 同比翻番, 与去年持平."""
    match = _IN_WORDS.match(text[end:])
    return None if match is None else Change(match["words"], end + match.start("words"), end + match.end("words"))


def moves(measure: str) -> re.Match[str] | None:
    """The words at the end of what is measured that say that it grew or fell: 出口额[同比增长]."""
    return _IN_FRONT.search(measure)


def only_moves(measure: str) -> bool:
    """Whether what is measured is nothing but a rise or a fall, of what stands before: 净增, 环比下降."""
    return _ONLY_MOVES.match(measure) is not None


def comes_to(between: str) -> bool:
    """Whether the figure in front of these words is the change of the one behind them: 同比增长[9.2%]，达到20亿元."""
    return _COMES_TO.match(between) is not None


def risen_from(text: str, last: int, first: Found, then: Found | None) -> int | None:
    """Where 由 stands in 由[11.7%]升至[15.3%], if it does; `last` is the end of the figure before the two."""
    if then is None or _RISEN_TO.match(text[first.end : then.start]) is None:
        return None
    match = _RISEN_FROM.search(text[last : first.start])
    return None if match is None else last + match.start()


def signed(text: str, moved: re.Match[str]) -> str:
    """The figure of a change, with a minus where the words say that it fell."""
    return f"-{text}" if moved["fall"] is not None and not text.startswith("-") else text
