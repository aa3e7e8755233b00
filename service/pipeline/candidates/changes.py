"""By how much a figure changed: a percentage or a word behind it, or a percentage in front of it."""

import re
from typing import NamedTuple

from schemas.dates import scan_dates
from schemas.numerals import CHINESE_CHARACTERS
from schemas.quantities import Found

_RISES = (
    "增长|成长|增加|上升|上涨|上扬|提高|提升|扩大|回升|攀升|跃升|走高|加快|[猛激剧骤劲大微净略新]增|[大微略]涨|增|升|涨"
    "|前移|上移|晋升"
)
_FALLS = (
    "下降|减少|降低|回落|下滑|下跌|衰退|走低|放缓|缩减|缩小|收窄|缩短|压减|[锐骤大微净略]减|[骤大微略]降|减|降|跌"
    "|后移|下移|后退"
)
# Said of two times alone: so much more, or less, than then.
_MORE, _LESS = "[多高]出?", "[少低]"
# A time expression, each character of it made 〒, or one that no date grammar has: 比上一年度.
_TIME = "(?:〒+|(?:上|去|前|往|今|同)一?(?:个?月|季度?|年度?|期)|年初|期初|同期)(?:[底末初]|同期)?"
_BASIS = rf"(?:同比|环比|按[年月季]|(?:相?比|较|与){_TIME}(?:相比)?[，,]?|[年月季](?=[增减升降]))"
_MANNER = "(?:均|共|只|仅|分别|又|也|还|仍|则|却|再|反而|略有|实现|大幅|小幅|快速|稳步|逆势|平均|实际|名义|合计)"
_PRICED = r"(?:(?:按|扣除)[^，,。；;]{0,4}价格?[^，,。；;]{0,4}[，,])?"
_DEGREE = "(?:幅度)?(?:了|约?为|达到?|高达)?"
_MOVES = rf"(?:(?P<fall>{_FALLS}|降幅|跌幅)|{_RISES}|[增涨升]幅|增速){_DEGREE}"
_DIFFERS = rf"(?:(?P<less>{_LESS})|{_MORE})了?"
_NEEDS_BASIS = re.compile("新增|(?:[多高]出?|[少低])$")
_AMOUNT = "(?:数量|总量|总数|规模|金额|总额|比重|占比|份额|排名|位次|名次)"
_BEHIND = re.compile(
    rf"^(?:[(（][^()（）]{{0,20}}[)）])?[，,、(（]?\s*(?:其中)?{_PRICED}{_AMOUNT}?{_MANNER}*"
    rf"(?P<said>(?P<basis>{_BASIS}{_MANNER}*)?(?P<verb>{_MOVES}|{_DIFFERS})?)$"
)
_IN_WORDS = re.compile(
    rf"^[，,、(（]?\s*{_AMOUNT}?{_MANNER}*{_BASIS}{_MANNER}*(?:接近|将近|近|约)?"
    r"(?P<words>翻了?[一两三四]?番|翻了?(?:一|两|三|四)?倍|翻了?一?倍|成倍增长|倍增|减半|(?:基本|大体)?持平)"
)
_IN_FRONT = re.compile(rf"(?:{_BASIS}{_MANNER}*)?{_MOVES}$")
_ONLY_MOVES = re.compile(rf"^(?:年均|日均|累计)?{_MANNER}*(?:{_BASIS}{_MANNER}*)?{_MOVES}$")
_SPEED = re.compile("[增涨升降跌]幅|增速")
_UNIT = re.compile(
    rf"(?:[0-9余多几来]|[{CHINESE_CHARACTERS}])([^0-9余多几来{CHINESE_CHARACTERS}]{{1,6}}?)(?:以上|以下|左右|上下)?$"
)
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


def change_behind(between: str, item: Found, of: Found, moved: str) -> Change | None:
    """The figure `item` as the change of the one before it, `of`, `between` being what stands between the two.

    `moved` are the words at the end of what `of` measures that say that it grew or fell: a rise or a fall has no
    change, only its speed has. What is no percentage has the unit of what it is the change of; by how many places a
    rank rose is told with its verb.
    """
    if moved and not (_SPEED.search(moved) and "百分点" in item.text):
        return None
    match = _BEHIND.match(_timeless(between))
    if match is None or not match["said"] or (_NEEDS_BASIS.match(match["verb"] or "") and not match["basis"]):
        return None
    if item.kind != "percentage" and not item.text.endswith("倍"):
        if not match["verb"] or unit_of(of.text) != unit_of(item.text):
            return None
        if of.kind == "rank":
            verb = match["verb"]
            return Change(verb + item.text, item.start - len(verb), item.end)
    return Change(signed(item.text, match), item.start, item.end)


def change_in_words(text: str, end: int) -> Change | None:
    """A change in words right behind the figure that ends at `end`: 同比翻番, 与去年持平."""
    match = _IN_WORDS.match(_timeless(text[end:]))
    if match is None:
        return None
    at = end + match.start("words"), end + match.end("words")
    return Change(text[slice(*at)], *at)


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
    fell = moved["fall"] is not None or moved.groupdict().get("less") is not None
    return f"-{text}" if fell and not text.startswith("-") else text


def unit_of(text: str) -> str:
    """What is counted in, of a figure: 家 of 740余家; nothing if it has no unit."""
    match = _UNIT.search(text)
    return match[1] if match is not None else ""


def _timeless(text: str) -> str:
    """The text with 〒 for each character of its time expressions."""
    for found in scan_dates(text):
        text = f"{text[: found.start]}{'〒' * (found.end - found.start)}{text[found.end :]}"
    return text
