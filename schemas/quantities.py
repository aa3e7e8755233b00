"""Quantities of Chinese news: one grammar, to read a whole string and to find quantities in running text."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field, PlainSerializer

from schemas import grammar
from schemas.grammar import Bound
from schemas.numerals import Numeral, fold, numeral_of
from schemas.readings import Kind, Reading, from_core, from_other, has_unit, is_range
from service.types import Frozen

MAX_CHARACTERS = 200
_MAX_SMALL = 10
_MIN_ROUND = 100

Number = Annotated[
    Decimal,
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    Field(json_schema_extra={"format": "decimal", "description": "a decimal number, written out"}),
]


class Quantity(Frozen):
    """A number with its unit. `text` is as written; of a range, `number` is the lower end and `upper` the other.

    `unit` is in its usual form (㎡ is 平方米), a percentage's is `%` or `百分点`, a rank's `位次`;
    a bare number has None.
    """

    text: str
    number: Number
    unit: str | None
    bound: Bound | None = None
    upper: Number | None = Field(default=None, exclude_if=lambda value: value is None)


class Money(Frozen):
    """An amount in whole currency units (10亿元 is 1000000000 CNY; a currency that is not named is CNY)."""

    text: str
    amount: Number
    currency: str
    bound: Bound | None = None
    upper: Number | None = Field(default=None, exclude_if=lambda value: value is None)


class Percentage(Frozen):
    """A share or a change. `unit` is `%`, `百分点` (a difference of shares), `‰`, or `倍`; a fall is negative.

    A change in words that say no number (明显回升) has neither `number` nor `unit`.
    """

    text: str
    number: Number | None
    unit: str | None
    bound: Bound | None = None
    upper: Number | None = Field(default=None, exclude_if=lambda value: value is None)


class Found(NamedTuple):
    """A quantity in running text: `text == source[start:end]`."""

    start: int
    end: int
    text: str
    kind: Kind


_CHANGE_WORDS = {
    "翻番": Decimal(100), "翻一番": Decimal(100), "翻倍": Decimal(100), "翻一倍": Decimal(100), "倍增": Decimal(100),
    "成倍增长": Decimal(100), "翻两番": Decimal(300), "翻三番": Decimal(700), "减半": Decimal(-50),
    "持平": Decimal(0), "基本持平": Decimal(0), "大体持平": Decimal(0), "零增长": Decimal(0),
}  # fmt: skip
_CHANGE_LEAD = re.compile("(?:同比|环比|较上年|比上年)?(?:增长|实现|接近|近)?了?")


def parse_quantity(text: str) -> Quantity | None:
    """The whole of `text` as one quantity of any kind, also money, a percentage, a rank or a bare number."""
    reading = _read(text)
    if reading is None:
        return None
    return Quantity(
        text=text.strip(), number=reading.number, unit=reading.unit, bound=reading.bound, upper=reading.upper
    )


def parse_money(text: str) -> Money | None:
    """The whole of `text` as an amount of money. A number with 万 or 亿 and no unit (10亿) counts as yuan."""
    reading = _read(text)
    if reading is None:
        return None
    currency = reading.currency
    if currency is None and reading.unit is None and re.search("[万亿]", text):
        currency = "CNY"
    if currency is None:
        return None
    return Money(text=text.strip(), amount=reading.number, currency=currency, bound=reading.bound, upper=reading.upper)


def parse_percentage(text: str) -> Percentage | None:
    """The whole of `text` as a percentage, a difference in points, or a change (增长1.5倍, 翻番, 下降5.3% is -5.3)."""
    plain = text.strip()
    if len(plain) <= MAX_CHARACTERS and (lead := _CHANGE_LEAD.match(plain)):
        number = _CHANGE_WORDS.get(plain[lead.end() :].replace("了", ""))
        if number is not None:
            return Percentage(text=plain, number=number, unit="%")
    reading = _read(text)
    if reading is None or not (reading.kind == "percentage" or reading.unit == "倍"):
        return None
    return Percentage(text=plain, number=reading.number, unit=reading.unit, bound=reading.bound, upper=reading.upper)


def scan(text: str) -> list[Found]:
    """The quantities in `text`, in order, without overlaps. Durations, dates, ordinals and names are none."""
    folded = fold(text)
    candidates = sorted(_candidates(folded), key=lambda found: (found[0], -found[1]))
    result: list[Found] = []
    for start, end, kind in candidates:
        if not result or start >= result[-1].end:
            result.append(Found(start, end, text[start:end], kind))
    return result


def _candidates(folded: str) -> Iterator[tuple[int, int, Kind]]:
    yield from _measured(folded)
    for pattern in (grammar.FRACTION, grammar.HALF, grammar.RANK_SCAN):
        for match in pattern.finditer(folded):
            other = from_other(match)
            if other is not None and not _is_enumeration(match):
                yield match.start(), match.end(), other.kind
    for match in grammar.RATIO.finditer(folded):
        yield match.start("number"), match.end("number"), "quantity"


def _measured(folded: str) -> Iterator[tuple[int, int, Kind]]:
    """Numbers with their units. After a match that is none, the search goes on inside it (加上3辆)."""
    position = 0
    while match := grammar.SCAN.search(folded, position):
        reading = _in_text(match)
        if reading is None and is_range(match) and (single := grammar.SINGLE.match(folded, match.start())):
            match, reading = single, _in_text(single)
        position = match.start() + 1
        if reading is not None:
            yield match.start(), match.end(), reading.kind
            position = match.end()


def _in_text(match: re.Match[str]) -> Reading | None:
    reading = from_core(match)
    return None if reading is None or _is_word(match, reading) else reading


def _is_word(match: re.Match[str], reading: Reading) -> bool:
    """Whether a reading that would do for a whole string is, in running text, no quantity (一个, 三元, 千亿级)."""
    following = match.string[match.end() : match.end() + 2]
    numeral = numeral_of(match, "n_")
    if numeral is None or (numeral.chinese and not numeral.value and match["percent"] is None):  # 零部件
        return True
    if match["after"] is None and not has_unit(match) and grammar.NOT_AFTER_BARE.match(following):
        return True
    if not has_unit(match):
        return not (match["before"] and numeral.value >= _MIN_ROUND if numeral.chinese else numeral.multiplied)
    if match["before"] or is_range(match):
        return False
    if numeral.bare and not numeral.excess:
        single = len(match["n_chinese"]) == 1
        return single or match["counter"] is not None or following.startswith("级")
    return _is_article(match, numeral, reading)


def _is_enumeration(match: re.Match[str]) -> bool:
    """Whether a rank without a noun only counts the points of a speech: 第一, at the head of a clause."""
    if not match.group().startswith("第") or match.group().endswith(("位", "名")):
        return False
    return not re.match("[\u4e00-\u9fff]", match.string[match.start() - 1 : match.start()])


def _is_article(match: re.Match[str], numeral: Numeral, reading: Reading) -> bool:
    """Whether the numeral is a determiner or part of a noun: 一个, 一项, 一吨; 三元 without a multiplier."""
    if not numeral.chinese or numeral.multiplied or numeral.excess or match["after"]:
        return False
    if (match["counter"] and reading.unit != "倍") or match["measure"] or match["area"]:
        return numeral.value == 1
    return match["money"] is not None and numeral.value < _MAX_SMALL


def _read(text: str) -> Reading | None:
    if len(text) > MAX_CHARACTERS:
        return None
    folded = fold(text).strip()
    match = grammar.WHOLE.fullmatch(folded)
    reading = from_core(match) if match else None
    if reading is not None and match is not None and match["direction"]:
        return _directed(reading, match["direction"])
    if reading is not None:
        return reading
    for pattern in (grammar.FRACTION, grammar.HALF, grammar.RANK_SCAN):
        other = pattern.fullmatch(folded)
        if other and (found := from_other(other)):
            return found
    return None


def _directed(reading: Reading, direction: str) -> Reading:
    if reading.kind != "percentage" or not grammar.FALLING.search(direction):
        return reading
    upper = None if reading.upper is None else -abs(reading.upper)
    return reading._replace(number=-abs(reading.number), upper=upper)
