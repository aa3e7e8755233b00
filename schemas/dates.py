"""Dates and periods of Chinese news: reading one, and finding them in running text."""

import re
from datetime import date
from typing import Literal, NamedTuple

from schemas.numerals import fold, read_chinese
from service.types import Frozen

Precision = Literal["year", "month", "day"]

MAX_CHARACTERS = 60
_EARLIEST, _LATEST = 1800, 2199

_CN = "〇○零一二三四五六七八九十"
_YEAR = r"(?:[12][0-9]{3}|[一二][〇○零一二三四五六七八九]{3})"
_MONTH = rf"(?:[0-9]{{1,2}}|[{_CN}]{{1,3}})"
_DAY = _MONTH
_RELATIVE = "今年|本年度?|当年|同年|去年|上年|前年|明年|次年"
_TAIL = "(?:底前|末前|底|末|初|中|上旬|中旬|下旬|内|前)"
_CLOCK = r"(?:[ T]?[0-9]{1,2}[:：时点][0-9]{0,2}(?:[:：分][0-9]{0,2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>{_YEAR})[-/.](?P<month>[0-9]{{1,2}})(?:[-/.](?P<day>[0-9]{{1,2}}))?{_CLOCK}?",
        rf"(?P<year>{_YEAR})年?(?:年?度|年?{_TAIL}|第?[一二三四]季度|[上下]半年)?",
        rf"(?:(?P<year>{_YEAR})年|(?P<relative>{_RELATIVE}))?(?P<month>{_MONTH})月(?:份|{_TAIL})?",
        rf"(?:(?P<year>{_YEAR})年|(?P<relative>{_RELATIVE}))?(?P<month>{_MONTH})月(?P<day>{_DAY})[日号]?"
        rf"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?(?:上午|下午|晚间?|凌晨|中午|电|讯)?{_CLOCK}?",
        rf"(?P<relative>{_RELATIVE})(?:年?{_TAIL})?",
    )
)
_SHIFT = {"去年": -1, "上年": -1, "前年": -2, "明年": 1, "次年": 1}

_N = rf"(?:[0-9]{{1,2}}|[{_CN}两]{{1,3}})"
_ANY_YEAR = rf"(?:(?<![0-9]){_YEAR}年|{_RELATIVE})"
_SPAN = r"(?:-|~|～|–|—{1,2}|至|到)"
_PART = (
    rf"(?:前{_N}个?(?:季度?|月)|第?[一二三四]季度[末底]?|[上下]半年|前{_N}个?月"
    rf"|{_N}月?{_SPAN}{_N}月(?:份|末|底)?|以来|全年|年?度)"
)
_PLAN = '[“"‘]?(?:十[一二三四五六七八九]?|[一二三四五六七八九])五[”"’]?(?:规划)?(?:期间|以来|时期|末|初|前[一二三四]年)'
# Since when, or the whole of when: 3月起, 去年以来, 10月当月; not 起步, 起草.
_SINCE = "(?:以来|起(?![步点草重飞航初源伏诉])|当[月季年])"
_TERM = "(?:季(?![度节风军])|学期|学年|财年|财季)"
_SEASON = (
    f"(?:(?:上一个?|上个|这个|下一?个)[\u4e00-\u9fff]{{0,3}}?{_TERM}|本[\u4e00-\u9fff]?{_TERM}"
    "|新一季(?![度节风军])|新学[期年])"
)
_HOLIDAY = (
    '[“"‘]?(?:春节|元旦|国庆|五一|十一|中秋|端午|清明|双1[12]|双十[一二]|暑期|暑假|寒假)[”"’]?'
    "(?:假期|假日|黄金周|小长假|期间|长假)(?:期间)?"
)
# What a period or a date can begin with, asked first: most characters of a text begin none, and each would be tried as
# the beginning of every alternative.
_BEGINS_DATE = f"(?=[0-9{_CN}今本当同去上前明次])"
_BEGINS_PERIOD = (
    f'(?=[0-9{_CN}两今本当同去上前明次截自“"‘第下近过未最多全年目现眼迄至日每报期如以从早往这新春元国中端清双暑寒])'
)
_PERIOD = re.compile(
    rf"{_BEGINS_PERIOD}(?:(?:截至|截止|自)?{_ANY_YEAR}年?{_PART}"
    rf"|截[至止](?:目前|当前|发稿|{_ANY_YEAR}(?:年?[底末])?|{_ANY_YEAR}?{_MONTH}月(?:{_DAY}日|[底末])?|{_DAY}日|[昨今当]日)(?:收盘|时)?"
    rf"|{_YEAR}年?{_SPAN}{_YEAR}年|自?{_YEAR}年{_SINCE}|{_PLAN}|{_SEASON}|{_HOLIDAY}"
    rf"|(?:自|从)?{_ANY_YEAR}?(?<![0-9]){_MONTH}月(?:{_DAY}日)?{_SINCE}|(?:自|从)?[今去前明上]年{_SINCE}"
    rf"|(?<![当目跟向提日事此空])前{_N}个?(?:季度?|月)(?!份?出生)|(?<![0-9])第?[一二三四]季度[末底]?|[上下]半年"
    rf"|(?<![0-9])(?<![0-9][.年]){_N}月?{_SPAN}{_N}月(?:份|末|底)?(?![0-9])"
    rf"|(?:近|过去|未来|今后|最近)(?:{_N}|几)年(?:来|内|间)?|{_N}年(?:来|间)(?!自)|近[年期]来?|近些年来?|多年来"
    rf"|每(?:年|季度?|个?月|周|天|日)(?!度)|报告期(?:内|末)?|期末"
    rf"|(?:今|本|全|去|上|明|当|前|同)年(?:以来|同期|度|内|底|末|初|上半年|下半年)?|年(?:初|内|底|末)(?:以来|前)?|本年度?"
    rf"|今年|目前|如今|现在|当前|眼下|现阶段|迄今|至今|现已|以前|从前|[前早]些年|往年|本月|上月|当月|本季度|同期|日前|近日|近期)"
)
_DATE = re.compile(
    rf"{_BEGINS_DATE}(?:(?<![0-9])(?:{_YEAR}年|(?:{_RELATIVE}))?(?<![0-9.]){_MONTH}月(?:{_DAY}[日号]|份|{_TAIL})?"
    rf"|(?<![0-9]){_YEAR}年(?:年?[底末初中])?"
    rf"|(?<![0-9.]){_YEAR}(?:-[0-9]{{1,2}}-[0-9]{{1,2}}|/[0-9]{{1,2}}/[0-9]{{1,2}}|\.[0-9]{{1,2}}\.[0-9]{{1,2}})(?![0-9]){_CLOCK}?)"
)


class DateValue(Frozen):
    """A date as precise as it is known: `date` is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""

    text: str
    date: str
    precision: Precision


class FoundDate(NamedTuple):
    """A date or a period in running text: `text == source[start:end]`."""

    start: int
    end: int
    text: str
    kind: Literal["date", "period"]


def parse_date(text: str, year: int | None) -> DateValue | None:
    """The whole of `text` as a date; `year` completes one without a year (1月9日, 当年11月).

    None if it is no date, if it does not exist (2月30日), or if its year is not known.
    """
    plain = text.strip()
    if not plain or len(plain) > MAX_CHARACTERS:
        return None
    folded = fold(plain)
    for form in _FORMS:
        match = form.fullmatch(folded)
        if match:
            return _dated(plain, match.groupdict(), year)
    return None


def scan_dates(text: str) -> list[FoundDate]:
    """The dates and periods in `text`, in order, without overlaps; of two at one place the longer."""
    folded = fold(text)
    candidates = [
        (match.start(), -match.end(), kind)
        for pattern, kind in ((_DATE, "date"), (_PERIOD, "period"))
        for match in pattern.finditer(folded)
        if kind == "period" or _exists(match.group())
    ]
    result: list[FoundDate] = []
    for start, negative_end, kind in sorted(candidates):
        if not result or start >= result[-1].end:
            found: Literal["date", "period"] = "date" if kind == "date" else "period"
            result.append(FoundDate(start, -negative_end, text[start:-negative_end], found))
    return result


def _exists(text: str) -> bool:
    """Whether a date is one of the calendar (29 February is let pass: 2000 has it)."""
    return parse_date(text, 2000) is not None


def _dated(text: str, parts: dict[str, str | None], article_year: int | None) -> DateValue | None:
    year = _year(parts, article_year)
    if year is None or not _EARLIEST <= year <= _LATEST:
        return None
    month, day = _small(parts.get("month")), _small(parts.get("day"))
    if parts.get("month") is None:
        return DateValue(text=text, date=f"{year:04d}", precision="year")
    try:
        moment = date(year, month or 0, 1 if parts.get("day") is None else day or 0)
    except ValueError:
        return None
    if parts.get("day") is None:
        return DateValue(text=text, date=f"{moment:%Y-%m}", precision="month")
    return DateValue(text=text, date=moment.isoformat(), precision="day")


def _year(parts: dict[str, str | None], article_year: int | None) -> int | None:
    written = parts.get("year")
    if written is None:
        relative = parts.get("relative") or ""
        return None if article_year is None else article_year + _SHIFT.get(relative, 0)
    return (
        int(written)
        if written.isascii()
        else int("".join(str("〇一二三四五六七八九".index(_zero(c))) for c in written))
    )


def _zero(character: str) -> str:
    return "〇" if character in "零○" else character


def _small(written: str | None) -> int | None:
    """A month or a day, in digits or in Chinese (`十一`, `廿` is not read)."""
    if written is None:
        return None
    if written.isascii():
        return int(written)
    value = read_chinese(written)
    return None if value is None else int(value)
