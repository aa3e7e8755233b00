"""Traditional to Simplified."""

from pathlib import Path

import marisa_trie
import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.convert import _may_change, convert, simplified
from service.text.mapped import MappedText
from service.types import Vocabulary


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
        ("他寫著「港口」", "他写着「港口」"),
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


@pytest.mark.parametrize(
    ("vocabulary", "text", "expected", "words"),
    [
        ("zh-tw", "資訊與軟體", "信息与软件", [("資訊", "信息"), ("軟體", "软件")]),
        ("zh-tw", "網際網路業者", "互联网业者", [("網際網路", "互联网")]),
        ("zh-tw", "用隨身碟,寫部落格。", "用U盘,写博客。", [("隨身碟", "U盘"), ("部落格", "博客")]),
        ("zh-hk", "德薩斯的工廠", "得克萨斯的工厂", [("德薩斯", "得克萨斯")]),
        ("zh-tw", "發展港口", "发展港口", []),
        ("none", "資訊與軟體", "资讯与软体", []),
    ],
)
def test_words_of_a_region_give_way_where_asked(
    vocabulary: Vocabulary, text: str, expected: str, words: list[tuple[str, str]]
) -> None:
    mapped, changes = convert(MappedText.of(text), vocabulary)
    assert mapped.text == expected
    assert [(change.span.text, change.after) for change in changes if change.rule == vocabulary] == words


def test_a_word_of_another_length_stands_for_the_whole_original_one() -> None:
    mapped, _ = convert(MappedText.of("業者寫部落格記錄"), "zh-tw")
    assert [mapped.span(i, i + 1).text for i in range(len(mapped))] == [*"業者寫", "部落格", "部落格", *"記錄"]


REGIONAL = st.lists(
    st.sampled_from([*"資訊軟體的用,。\n\ud800", "網際網路", "隨身碟", "計程車", "程式設計師"]), max_size=25
)


@given(REGIONAL.map("".join))
def test_the_words_of_a_region_never_break_the_map(text: str) -> None:
    mapped, changes = convert(MappedText.of(text), "zh-tw")
    kept = [(int(start), int(end)) for start, end in zip(mapped.starts, mapped.ends, strict=True)]
    assert kept == sorted(kept)
    assert {index for start, end in kept for index in range(start, end)} == set(range(len(text)))
    reported = {index for change in changes for index in range(change.span.start, change.span.end)}
    for character, (start, end) in zip(mapped.text, kept, strict=True):
        assert text[start:end] == character or reported.issuperset(range(start, end))


def test_every_character_that_a_phrase_changes_is_looked_for(tmp_path: Path) -> None:
    """Read from OpenCC's own dictionary: with a new version of it, `_CHANGED_IN_PHRASES` may want another character."""
    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    stored = (folder / "TSPhrases.ocd2").read_bytes()
    (tmp_path / "trie").write_bytes(stored[stored.index(b"We love Marisa.") :])
    phrases = marisa_trie.Trie()
    phrases.load(str(tmp_path / "trie"))
    assert "沈默" in phrases
    for phrase in phrases:
        for character, new in zip(phrase, simplified(phrase), strict=True):
            assert character == new or _may_change()[ord(character)]


@given(
    st.lists(
        st.sampled_from(["港口工程开工。", "沈阳", "沈默", "什么", "於是", "過去", "\n", "著", "𠮷", "A"]), max_size=80
    )
)
def test_a_text_is_converted_as_if_it_were_converted_whole(parts: list[str]) -> None:
    text = "".join(parts)
    assert converted(text).replace("着", "著") == simplified(text).replace("着", "著")
