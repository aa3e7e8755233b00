"""Traditional to Simplified."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.convert import convert, simplified
from service.text.mapped import MappedText


def converted(text: str) -> str:
    return convert(MappedText.of(text))[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("標志著新的階段", "标志着新的阶段"),
        ("著力發展", "着力发展"),
        ("隨著時間過去", "随着时间过去"),
        ("跟著項目走", "跟着项目走"),
        ("意味著作為企業", "意味着作为企业"),
        ("加大著力推進", "加大着力推进"),
        ("著名學者的著作", "著名学者的著作"),
        ("成效顯著,原著與專著", "成效显著,原著与专著"),
        ("臭名昭著", "臭名昭著"),
        ("編著者與譯著", "编著者与译著"),
        ("登記軟著兩項", "登记软著两项"),
        ("土著居民", "土著居民"),
        ("乾隆與乾淨", "乾隆与干净"),
        ("皇后在後面", "皇后在后面"),
        ("頭髮與發展", "头发与发展"),
        ("半簡体半繁體", "半简体半繁体"),
    ],
)
def test_words_come_out_as_simplified_writes_them(text: str, expected: str) -> None:
    assert converted(text) == expected


@pytest.mark.parametrize("text", ["显著提升的著名企业", "张三著，商务出版社", "见微知著", "已经是简体。", "AI 2024"])
def test_simplified_text_stays(text: str) -> None:
    assert converted(text) == text


def test_a_character_converted_stands_for_the_original_one() -> None:
    mapped, _ = convert(MappedText.of("發展港口"))
    assert (mapped.text[:2], mapped.span(0, 2).text) == ("发展", "發展")


def test_conversions_are_reported_once_a_line() -> None:
    _, changes = convert(MappedText.of("發展與開放\n不变\n開工"))
    assert [(change.span.text, change.after) for change in changes] == [("發展與開", "发展与开"), ("開", "开")]


@given(st.text())
def test_conversion_keeps_the_length_and_settles(text: str) -> None:
    once = simplified(text)
    assert len(once) == len(text)
    assert simplified(once) == once
