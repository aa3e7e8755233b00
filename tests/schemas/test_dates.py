"""Reading and finding dates and periods."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dates import parse_date, scan_dates

# One for each character that a period can begin with.
_PERIODS = (
    "截止目前 自2023年以来 十五五时期 第三季度 下半年 近三年来 过去五年间 未来三年内 今后两年 最近几年 多年来 全年 "
    "明年底 年初 现阶段 当前 眼下 迄今 至今 日前 两年来 同期 本季度 一至十月"
).split()


@pytest.mark.parametrize(
    ("text", "year", "date", "precision"),
    [
        ("2023年8月", None, "2023-08", "month"),
        ("2025年", None, "2025", "year"),
        ("2025", None, "2025", "year"),
        ("1月9日", 2021, "2021-01-09", "day"),
        ("1月9号", 2021, "2021-01-09", "day"),
        ("9月", 2024, "2024-09", "month"),
        ("2025-07-09 00:00", None, "2025-07-09", "day"),
        ("2025-07-09T08:30:00Z", None, "2025-07-09", "day"),
        ("2023/12/22", None, "2023-12-22", "day"),
        ("2023.3.5", None, "2023-03-05", "day"),
        ("2024-12", None, "2024-12", "month"),
        ("2021年11月3日", 1999, "2021-11-03", "day"),
        ("２０２３年８月", None, "2023-08", "month"),
        ("二〇二三年", None, "2023", "year"),
        ("二零二四年十一月三十日", None, "2024-11-30", "day"),
        ("2020年底", None, "2020", "year"),
        ("2025年底前", None, "2025", "year"),
        ("2020年度", None, "2020", "year"),
        ("2024年6月底", None, "2024-06", "month"),
        ("当年11月", 2020, "2020-11", "month"),
        ("去年11月", 2024, "2023-11", "month"),
        ("今年", 2024, "2024", "year"),
        ("明年底", 2024, "2025", "year"),
        ("7月18日电", 2025, "2025-07-18", "day"),
        ("2月29日", 2024, "2024-02-29", "day"),
    ],
)
def test_a_date_is_as_precise_as_written(text: str, year: int | None, date: str, precision: str) -> None:
    value = parse_date(text, year)
    assert value is not None
    assert (value.text, value.date, value.precision) == (text, date, precision)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1月9日", None),
        ("今年", None),
        ("2月30日", 2024),
        ("2月29日", 2023),
        ("13月", 2024),
        ("2024-13-01", None),
        ("0月0日", 2024),
        ("前三季度", 2024),
        ("2024年1月1日至2月1日", None),
        ("5年", 2024),
        ("年底前", 2024),
        ("", 2024),
        ("3000年", None),
    ],
)
def test_what_is_no_date_or_none_of_the_calendar_is_refused(text: str, year: int | None) -> None:
    assert parse_date(text, year) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2023年8月", "date"),
        ("1月9日", "date"),
        ("2025年", "date"),
        ("2020年底", "date"),
        ("当年11月", "date"),
        ("9月", "date"),
        ("2025-07-09 00:00", "date"),
        ("二〇二三年", "date"),
        ("前三季度", "period"),
        ("1-10月份", "period"),
        ("今年前3季", "period"),
        ("一季度末", "period"),
        ("今年3月起", "period"),
        ("去年起", "period"),
        ("10月以来", "period"),
        ("10月当月", "period"),
        ("2020年至2024年", "period"),
        ("2020—2024年", "period"),
        ("上一个榨季", "period"),
        ("新学期", "period"),
        ("春节假期", "period"),
        ("“五一”期间", "period"),
        ("以前", "period"),
        ("早些年", "period"),
        ("1—11月", "period"),
        ("1至11月", "period"),
        ("上半年", "period"),
        ("前10个月", "period"),
        ("今年前10个月", "period"),
        ("2023年前三季度", "period"),
        ("2024年1-10月", "period"),
        ("今年以来", "period"),
        ("近年来", "period"),
        ("近三年", "period"),
        ("目前", "period"),
        ("截至目前", "period"),
        ("截至2024年底", "period"),
        ("今年", "period"),
        ("去年", "period"),
        ("2020年度", "period"),
        ("一季度", "period"),
        ("2021—2023年", "period"),
        ("“十四五”期间", "period"),
        ("次年3月", "date"),
        ("九月", "date"),
        *((period, "period") for period in _PERIODS),
    ],
)
def test_a_time_is_found_whole_with_its_kind(text: str, kind: str) -> None:
    source = f"该市,{text},完成投资"
    assert [(f.text, f.kind) for f in scan_dates(source)] == [(text, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "用5年时间",
        "2月30日",
        "三年行动计划",
        "投资10个亿",
        "3个月",
        "99月",
        "12345年",
        "目标",
        "新一季风",
        "新疆雨季",
        "春节",
    ],
)
def test_durations_and_impossible_dates_are_not_found(text: str) -> None:
    assert scan_dates(f"该市{text}。") == []


@given(
    st.lists(st.sampled_from([*"0123456789一二十年月日-—/至前近今来底 个以", "季度", "2023", "上半"]), max_size=25).map(
        "".join
    )
)
def test_found_dates_are_exact_and_in_order(text: str) -> None:
    found = scan_dates(text)
    assert all(text[item.start : item.end] == item.text for item in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(max_size=60), st.none() | st.integers(-10, 10_000))
def test_no_text_makes_reading_a_date_raise(text: str, year: int | None) -> None:
    parse_date(text, year)


@given(st.dates())
def test_a_written_date_is_read_back(day: date) -> None:
    value = parse_date(f"{day.year}年{day.month}月{day.day}日", None)
    assert (value.date if value else None) == (day.isoformat() if 1800 <= day.year <= 2199 else None)


@pytest.mark.parametrize("unit", ["1", "1-", "2023年", "前", "十一月", "2023-1-", "一", "今年"])
@pytest.mark.usefixtures("must_end")
def test_hostile_text_comes_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(text[item.start : item.end] == item.text for item in scan_dates(text))
