"""What a typed value says: the number, unit and bound of a quantity; the interval of a date.

A value is either a string, as gold files have it, or the object that a record has, where code's reading stands beside
the text. Of an object, the reading counts; of a string, what `schemas` reads out of it.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from pydantic import JsonValue

from evals.normalise import numbers
from schemas.dates import parse_date
from schemas.quantities import parse_money, parse_percentage, parse_quantity
from service.types import JsonObject

AmountKind = Literal["quantity", "money", "percentage"]

# Units of one dimension in terms of its base unit; a unit that is not here is a dimension of its own.
_UNITS: dict[str, tuple[str, Decimal]] = {
    "公顷": ("平方米", Decimal(10_000)),
    "平方公里": ("平方米", Decimal(1_000_000)),
    "公里": ("米", Decimal(1_000)),
    "厘米": ("米", Decimal("0.01")),
    "毫米": ("米", Decimal("0.001")),
    "千克": ("吨", Decimal("0.001")),
    "兆瓦": ("千瓦", Decimal(1_000)),
    "吉瓦": ("千瓦", Decimal(1_000_000)),
    "兆瓦时": ("千瓦时", Decimal(1_000)),
    "吉瓦时": ("千瓦时", Decimal(1_000_000)),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in base units. `tolerance` is half of the last digit that the text states, 0 where it states none."""

    number: Decimal
    upper: Decimal | None
    unit: str | None
    bound: str | None
    tolerance: Decimal

    def agrees(self, other: "Amount") -> bool:
        """Whether `other` says the same, to the precision of this one. A difference of exactly half is one too many."""
        if self.unit != other.unit or (self.upper is None) != (other.upper is None):
            return False
        if not self._is_near(self.number, other.number):
            return False
        return self.upper is None or other.upper is None or self._is_near(self.upper, other.upper)

    def _is_near(self, mine: Decimal, theirs: Decimal) -> bool:
        return mine == theirs or abs(mine - theirs) < self.tolerance


@dataclass(frozen=True, slots=True)
class Interval:
    """A calendar date of some precision: `date` is `2021`, `2021-01` or `2021-01-09`."""

    date: str
    precision: str

    def contains(self, other: "Interval") -> bool:
        return self.date != other.date and other.date.startswith(f"{self.date}-")


def text_of(value: JsonValue) -> str:
    """The words of a value: a string itself, an object's `text`, else the value written out."""
    if isinstance(value, dict) and isinstance(value.get("text"), str):
        return str(value["text"])
    return value if isinstance(value, str) else str(value)


def read_amount(kind: AmountKind, value: JsonValue) -> Amount | None:
    """The amount that `value` states, None if it states none that can be read."""
    key, unit_key = ("amount", "currency") if kind == "money" else ("number", "unit")
    reading = value if isinstance(value, dict) and key in value else _parse(kind, text_of(value))
    number = _decimal(reading.get(key)) if reading else None
    if reading is None or number is None:
        return None
    upper = _decimal(reading.get("upper"))
    unit, bound = reading.get(unit_key), reading.get("bound")
    base, factor = _UNITS.get(str(unit), (unit, Decimal(1)))
    return Amount(
        number=number * factor,
        upper=None if upper is None else upper * factor,
        unit=None if base is None else str(base),
        bound=None if bound is None else str(bound),
        tolerance=_half_of_last_digit(text_of(value), number, is_range=upper is not None) * factor,
    )


def read_date(value: JsonValue) -> Interval | None:
    """The date that `value` states, None if it states none, or none that is complete."""
    if isinstance(value, dict):
        date, precision = value.get("date"), value.get("precision")
        return Interval(date, str(precision)) if isinstance(date, str) else None
    parsed = parse_date(text_of(value), None)
    if parsed is None:
        return None
    return Interval(parsed.date, parsed.precision)


def _parse(kind: AmountKind, text: str) -> JsonObject | None:
    parse = {"money": parse_money, "percentage": parse_percentage, "quantity": parse_quantity}[kind]
    parsed = parse(text)
    return None if parsed is None else parsed.model_dump(mode="json")


def _decimal(value: JsonValue) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _half_of_last_digit(text: str, number: Decimal, *, is_range: bool) -> Decimal:
    """Half of the last stated digit, scaled as the number is: 969.8亿 → 500万. 0 for a number not in plain digits."""
    written = numbers(text)
    if not written or (len(written) > 1 and not is_range):
        return Decimal(0)
    literal = Decimal(written[0])
    scale = abs(number / literal) if literal else Decimal(1)
    decimals = len(re.sub(r"^[^.]*\.?", "", written[0]))
    return scale * Decimal(10) ** -decimals / 2
