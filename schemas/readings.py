"""What a match of the grammar says: number, unit, bound and kind."""

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from schemas import grammar
from schemas.grammar import Bound
from schemas.numerals import Numeral, numeral_of, read_chinese
from schemas.units import AREAS, CURRENCIES, CURRENCY_NAMES, CURRENCY_SYMBOLS, MEASURES, PERCENTAGES

Kind = Literal["money", "percentage", "area", "quantity", "rank"]

RANK_UNIT = "位次"
_MAX_TENTHS = 10
_UNIT_GROUPS = ("percent", "area", "money", "measure", "counter")


class Reading(NamedTuple):
    """A quantity as read, before it becomes one of the public values; `currency` is an ISO 4217 code."""

    number: Decimal
    unit: str | None
    bound: Bound | None
    kind: Kind
    upper: Decimal | None = None
    currency: str | None = None


def from_core(match: re.Match[str]) -> Reading | None:
    """The reading of a match of `SCAN`, `SINGLE` or `WHOLE`; None if number and unit make no quantity."""
    numeral = numeral_of(match, "n_")
    if numeral is None or (numeral.bare and not match["before"] and not has_unit(match)):
        return None
    if match["before"] in grammar.BEFORE_BARE and not numeral.bare:
        return None
    shape = _shape(match, numeral)
    if shape is None:
        return None
    kind, unit, currency, scale = shape
    number = -numeral.value if match["sign"] else numeral.value
    bound = _bound(match["before"], match["after"], excess=numeral.excess)
    reading = Reading(number * scale, unit, bound, kind, None, currency)
    if is_range(match):
        return _with_range(match, reading, scale)
    return reading


def _with_range(match: re.Match[str], reading: Reading, scale: int) -> Reading | None:
    """The range whose upper end is `reading`. 1.5至2万 shares its multiplier: a lower end above the upper is scaled."""
    low = numeral_of(match, "low_")
    if low is None or (match["low_unit"] and match["low_unit"] not in _written_unit(match)):
        return None
    number, upper = low.value * scale, reading.number
    numeral = numeral_of(match, "n_")
    if (
        numeral
        and numeral.value
        and numeral.multiplied
        and not low.multiplied
        and not low.chinese
        and match["n_arabic"]
    ):
        number *= numeral.value / Decimal(match["n_arabic"].replace(",", ""))
    if number > upper:
        return None
    return reading._replace(number=number, upper=upper)


def _written_unit(match: re.Match[str]) -> str:
    return next((match[name] for name in _UNIT_GROUPS if match[name]), "")


def _shape(match: re.Match[str], numeral: Numeral) -> tuple[Kind, str | None, str | None, int] | None:
    """Kind, unit, currency and scale of a match; None if number and unit do not go together (七十成)."""
    if match["percent"] == "成":
        return ("percentage", "%", None, 10) if numeral.value <= _MAX_TENTHS else None
    if match["percent"]:
        return "percentage", PERCENTAGES[match["percent"]], None, 1
    per = match["per"] or ""
    if match["money"] or match["symbol"]:
        code = CURRENCIES[match["money"]] if match["money"] else CURRENCY_SYMBOLS[match["symbol"]]
        name = CURRENCY_NAMES[code]
        return ("quantity", f"{name}{per}", None, 1) if per else ("money", name, code, 1)
    if match["area"]:
        return "quantity" if per else "area", AREAS[match["area"]] + per, None, 1
    if match["measure"]:
        return "quantity", MEASURES[match["measure"]] + per, None, 1
    counter = match["counter"]
    if counter and counter.startswith("个") and counter != "个":
        counter = MEASURES.get(counter[1:], counter)
    return "quantity", counter + per if counter else None, None, 1


def _bound(before: str | None, after: str | None, *, excess: bool) -> Bound | None:
    word = grammar.BOUND_BEFORE.get(before) if before else None
    if word is None and excess:
        word = "over"
    if word is None and after:
        word = grammar.BOUND_AFTER.get(after)
    return word


def from_other(match: re.Match[str]) -> Reading | None:
    """The reading of a match of `FRACTION`, `HALF` or `RANK_SCAN`; None if its number is none."""
    groups = match.groupdict()
    if match.re is grammar.RANK_SCAN:
        written = groups["number"] or groups["top"]
        number = Decimal(1) if groups["first"] else _plain_number(written)
        return None if number is None else Reading(number, RANK_UNIT, "at_most" if groups["top"] else None, "rank")
    bound = _bound(groups["before"], groups["after"], excess=False)
    if match.re is grammar.HALF:
        return Reading(Decimal(50), "%", bound, "percentage")
    denominator, numerator = read_chinese(groups["denominator"]), read_chinese(groups["numerator"])
    if not denominator or numerator is None:
        return None
    share = numerator * 100 / denominator
    exact = share == share.quantize(Decimal("0.0001"))
    number = share.normalize() if exact else share.quantize(Decimal("0.01"))
    return Reading(number, "%", bound if exact or bound else "about", "percentage")


def _plain_number(written: str) -> Decimal | None:
    return Decimal(written) if written.isascii() else read_chinese(written)


def is_range(match: re.Match[str]) -> bool:
    """Whether the match has a lower end of its own."""
    return match.re is not grammar.SINGLE and bool(match["low_arabic"] or match["low_chinese"])


def has_unit(match: re.Match[str]) -> bool:
    """Whether the match has a unit or a currency symbol."""
    return bool(match["symbol"] or _written_unit(match))
