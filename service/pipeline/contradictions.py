"""Figures of an article that cannot all be right: told as issues, beside the values, which stay as they are written.

Every figure is an interval, as wide as it is rounded (4.05亿元 is 4.045 to 4.055); two contradict each other where no
numbers inside their intervals agree. Figures with 约, 近, 余, 超 and the like contradict nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from schemas import Schema
from schemas.dates import parse_date
from schemas.quantities import Found, Quantity, parse_quantity, scan
from service.text import Prepared
from service.types import Issue, JsonObject, Span

_PARTS = re.compile(r"其中")
_END = re.compile(r"[。；;！？\n]")
_ROSE = re.compile(r"(?:由|从)[^，。；]{0,16}$")
_TO = re.compile(r"^[^，。；\d]{0,6}(?:[增升涨提扩降减跌回][^，。；\d]{0,4})?[至到为]$")
_BY = re.compile(
    r"^[^。；\d]{0,10}?(?P<verb>增长|增加|提高|上升|扩大|增幅[为达]?|下降|减少|降低|回落|降幅[为达]?)(?:了)?$"
)
_FALL = ("下降", "减少", "降低", "回落", "降幅")
_SHARE = re.compile(r"^[^。；\d]{0,6}?占(?:同期|全部)?(?P<whole>[^，。；\d]{2,12}?)的?(?:比重|比例)?(?:[为达])?$")
_NAMED = 6


_Odd: TypeAlias = tuple[Found, str]
_Check: TypeAlias = Callable[[str, Sequence[Found], Prepared], Iterator[_Odd]]


class _Interval(NamedTuple):
    low: Decimal
    high: Decimal
    unit: str | None


def contradictions(prepared: Prepared, evidence: Mapping[str, Sequence[Span]]) -> Iterator[Issue]:
    """An issue for each figure of the article that others contradict; `pointer` is where the record has it, else ""."""
    for sentence in prepared.sentences:
        said = prepared.clean.text[sentence.start : sentence.end]
        # Few sentences say anything of the kind, and to look for figures takes long.
        checks = [check for sign, check in _CHECKS.items() if sign.search(said)]
        figures = scan(said) if checks else []
        for figure, message in (found for check in checks for found in check(said, figures, prepared)):
            span = prepared.clean.span(sentence.start + figure.start, sentence.start + figure.end)
            holders = (pointer for pointer, spans in evidence.items() if any(s == span for s in spans))
            yield _issue(next(holders, ""), figure.text, message)


def out_of_order(record: JsonObject, schema: Schema, year: int | None) -> Iterator[Issue]:
    """An issue for each date of a record in wire form that lies before the one of the field's `x-not-before`."""
    for name, item in schema.record_types().items():
        rows, fields = record.get(name), item.get("properties")
        found = fields.items() if isinstance(fields, dict) else ()
        orders = [(str(f["x-not-before"]), n) for n, f in found if isinstance(f, dict) and "x-not-before" in f]
        for index, row in enumerate(rows if isinstance(rows, list) else []):
            if not isinstance(row, dict):
                continue
            for earlier, later in orders:
                first, last = parse_date(str(row.get(earlier)), year), parse_date(str(row.get(later)), year)
                if first and last and last.date < first.date[: len(last.date)]:
                    yield _issue(f"/{name}/{index}/{later}", last.text, f"{later} lies before {earlier}")


def _issue(pointer: str, value: str, message: str) -> Issue:
    return Issue(pointer=pointer, kind="contradiction", value=value, message=message)


def _too_great(text: str, figures: Sequence[Found], _: Prepared) -> Iterator[_Odd]:
    """A part behind 其中 that is greater than the whole in front of it."""
    for found in _PARTS.finditer(text):
        stop = _END.search(text, found.end())
        start = max((m.end() for m in _END.finditer(text, 0, found.start())), default=0)
        wholes = [f for f in figures if start <= f.start and f.end <= found.start()]
        parts = [f for f in figures if found.end() <= f.start and f.end <= (stop.start() if stop else len(text))]
        for part in parts:
            value = _interval(part)
            same = [w for w in wholes if value and (i := _interval(w)) and i.unit == value.unit]
            whole = _interval(same[-1]) if same else None
            if value and whole and value.unit != "%" and value.low > whole.high:
                yield part, f"a part of {same[-1].text} cannot be greater than it"


def _changed(text: str, figures: Sequence[Found], _: Prepared) -> Iterator[_Odd]:
    """由甲增至乙，增长丙%, where 丙 is not what lies between them."""
    for before, after, change in zip(figures, figures[1:], figures[2:], strict=False):
        said = _BY.match(text[after.end : change.start])
        if not (said and _ROSE.search(text[: before.start]) and _TO.match(text[before.end : after.start])):
            continue
        old, new, by = _interval(before), _interval(after), _interval(change)
        if not (old and new and by and by.unit == "%" and old.unit == new.unit != "%" and old.low > 0):
            continue
        sign = -1 if said["verb"].startswith(_FALL) else 1
        low, high = sorted(sign * 100 * (end / start - 1) for end, start in ((new.low, old.high), (new.high, old.low)))
        if not _meet(by, low, high):
            yield change, f"from {before.text} to {after.text} is another change"


def _shares(text: str, figures: Sequence[Found], prepared: Prepared) -> Iterator[_Odd]:
    """甲亿元，占某某的乙%, where the article tells of 某某 once, and 甲 is another share of that."""
    for part, share in pairwise(figures):
        said = _SHARE.match(text[part.end : share.start])
        amount, ratio = _interval(part), _interval(share)
        if not (said and amount and ratio and ratio.unit == "%"):
            continue
        known = [(f, i) for f in _told_of(said["whole"], prepared) if (i := _interval(f)) and i.unit == amount.unit]
        if len(known) != 1 or known[0][1].low <= 0:
            continue
        whole, bounds = known[0]
        if not _meet(ratio, 100 * amount.low / bounds.high, 100 * amount.high / bounds.low):
            yield share, f"{part.text} is another share of {whole.text}"


def _told_of(name: str, prepared: Prepared) -> Iterator[Found]:
    """The figures right behind a name, wherever the article has them."""
    for sentence in prepared.sentences:
        text = prepared.clean.text[sentence.start : sentence.end]
        for figure in scan(text) if name in text else ():
            if name in text[max(0, figure.start - len(name) - _NAMED) : figure.start]:
                yield figure


_CHECKS: dict[re.Pattern[str], _Check] = {
    re.compile("其中"): _too_great,
    re.compile("[由从][^。]*%"): _changed,
    re.compile("占[^。]*%"): _shares,
}
"""What a sentence must say for a check to find anything, and the check."""


def _interval(figure: Found) -> _Interval | None:
    """What an exact figure can have been before it was rounded; None for one with 约, 近, 余 and for a range."""
    value: Quantity | None = parse_quantity(figure.text)
    if value is None or value.bound is not None or value.upper is not None:
        return None
    exponent = value.number.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    return _Interval(value.number - half, value.number + half, value.unit)


def _meet(figure: _Interval, low: Decimal, high: Decimal) -> bool:
    return figure.low <= high and low <= figure.high
