"""Bytes to text: the encodings of Chinese, and what is no text."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import NotText
from service.text import decode

SIMPLIFIED = [
    "中文",
    "科技研发",
    "今天天气很好",
    "港口三期开工。",
    "集团公司3月5日开工",
    "a公司",
    "新建厂房2.5万平方米，年产值8亿元。",
]
TRADITIONAL = [
    "中文",
    "繁體中文",
    "科技研發",
    "今天天氣很好",
    "重點項目開工",
    "集團3月5日開工",
    "新建廠房,年產值8億元。",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gbk", "gb18030"])
@pytest.mark.parametrize("text", SIMPLIFIED)
def test_simplified_is_read_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "big5", "gbk"])
@pytest.mark.parametrize("text", TRADITIONAL)
def test_traditional_is_read_in_every_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_needs_no_byte_order_mark(encoding: str) -> None:
    text = "今天天气很好，港口三期开工。\n"
    assert decode(text.encode(encoding)).text == text


def test_a_character_cut_off_at_the_end_is_replaced() -> None:
    assert decode("中国经济稳步发展。".encode()[:-1]).text == "中国经济稳步发展\ufffd"


def test_halves_of_surrogate_pairs_in_utf8_are_replaced() -> None:
    assert decode("中文\ud800了".encode("utf-8", "surrogatepass")).text == "中文\ufffd了"


def test_line_ends_stay_as_they_are() -> None:
    assert decode("一\r\n二\r三".encode()).text == "一\r\n二\r三"


def test_japanese_is_left_to_general_detection() -> None:
    text = "日本語のテキストです。今日は天気がいいですね。"
    assert decode(text.encode("cp932")).text == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0",
        b"PK\x03\x04rest",
        b"%PDF-1.7 text",
        b"\xff\xd8\xff\xe0",
        b"abc\0def",
        b"\0\1\2",
        bytes(range(1, 32)),
        zlib.compress("压缩".encode() * 99),
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(NotText) as caught:
        decode(data)
    assert caught.value.hint


def test_no_bytes_are_an_empty_text() -> None:
    assert decode(b"").text == ""


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except NotText:
        return
    assert "\0" not in text
    assert not any("\ud800" <= character <= "\udfff" for character in text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60))
def test_utf8_with_a_mark_round_trips(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["历史", "要成功"])
def test_short_utf16_is_read_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(st.text(st.sampled_from("的一是了在有人这中大为上个国我以"), min_size=33, max_size=200))
def test_long_utf16_without_a_mark_round_trips(text: str) -> None:
    assert decode(text.encode("utf-16-le")).text == text


@pytest.mark.parametrize("control", ["\x01", "\x7f", "\x80"])
def test_a_few_control_characters_are_let_through_and_many_refused(control: str) -> None:
    text = "港口三期今天正式开工建设。"
    assert decode((text + control).encode()).text == text + control
    with pytest.raises(NotText, match="control characters"):
        decode((text + control * 9).encode())


_JAPANESE = "\u5de5\u5834\u306e\u62e1\u5f35"
_META = '<html><head><meta charset="{}"></head><body>{}</body></html>'
_EQUIV = "<HTML><META http-equiv='Content-Type' content='text/html; charset={}'><BODY>{}</BODY></HTML>"
_XML = '<?xml version="1.0" encoding="{}"?>\n<text>{}</text>'


@pytest.mark.parametrize("page", [_META, _META.replace('"', ""), _EQUIV, _XML])
@pytest.mark.parametrize(
    ("name", "codec", "text"),
    [
        ("gb2312", "gbk", "鎔鑄"),
        ("GBK", "gbk", "联通"),
        ("gb18030", "gb18030", "\U00020000㐀"),
        ("big5", "big5hkscs", "嘅嗰啲"),
        ("Big5", "big5", "鬱躪"),
        ("shift_jis", "cp932", _JAPANESE),
        ("utf-8", "utf-8", "历史"),
    ],
)
def test_a_declared_encoding_is_believed(page: str, name: str, codec: str, text: str) -> None:
    article = page.format(name, text)
    assert decode(article.encode(codec)).text == article


@pytest.mark.parametrize("name", ["gb2312", "big5", "iso-8859-1", "shift_jis", "utf-16", "rot13", "no-such-name"])
def test_utf8_is_read_under_any_declaration(name: str) -> None:
    article = _META.format(name, "今天天气很好，港口三期开工。")
    assert decode(article.encode()).text == article


@pytest.mark.parametrize(("name", "codec"), [("utf-8", "gbk"), ("iso-8859-1", "gbk"), ("euc-kr", "utf-16")])
def test_a_declaration_that_the_bytes_belie_is_passed_over(name: str, codec: str) -> None:
    article = _META.format(name, "新建厂房2.5万平方米，年产值8亿元，港口三期开工。")
    assert decode(article.encode(codec)).text == article


def test_a_declaration_far_down_is_no_declaration() -> None:
    article = "新建厂房，年产值8亿元。" * 200 + _META.format("big5", "")
    assert decode(article.encode("gbk")).encoding == "gb18030"


@given(st.text(st.characters(codec="gb18030", exclude_categories=["Cc"]), max_size=60))
def test_whatever_gb18030_declares_itself_is_read_as_it_or_as_utf8(text: str) -> None:
    article = _META.format("gb2312", text)
    assert decode(article.encode("gb18030")).encoding in {"gb18030", "utf-8"}
