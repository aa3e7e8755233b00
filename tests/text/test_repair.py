"""Damage that is undone, and text that looks damaged and must stay."""

import re
import unicodedata

import pytest

from service.text.convert import simplified
from service.text.mapped import MappedText
from service.text.repair import repair

ANNOTATED = "港務(wù)局說(shuō)明,碼頭擴(kuò)建項(xiàng)目開(kāi)工,將(jiāng)來(lái)運(yùn)力翻番"


def repaired(text: str) -> str:
    return repair(MappedText.of(text))[0].text


def torn(text: str, *annotations: tuple[str, str]) -> str:
    """What a converter makes that looks for characters in GBK bytes and puts pinyin after them, read as GBK again."""
    data = text.encode("gbk")
    for character, syllable in annotations:
        needle = character.encode("gbk")
        data = data.replace(needle, needle + f"({syllable})".encode("gbk"))
    return _read(data)


def _read(data: bytes) -> str:
    """GBK as a lenient reader has it: a broken pair is one question mark."""
    out, index = "", 0
    while index < len(data):
        size = 1 if data[index] < 0x80 else 2
        try:
            out += data[index : index + size].decode("gbk")
        except UnicodeDecodeError:
            out += "?"
        index += size
    return out


def test_pinyin_in_brackets_is_taken_out() -> None:
    assert repaired(ANNOTATED) == "港務局說明,碼頭擴建項目開工,將來運力翻番"


def test_each_removal_is_reported_with_its_place() -> None:
    _, changes = repair(MappedText.of(ANNOTATED))
    assert [change.span.text for change in changes] == re.findall(r"\([^)]*\)", ANNOTATED)


@pytest.mark.parametrize(
    "text",
    [
        "這個(gè)字讀作二聲,其余文字沒有注音,一句接著一句說下去,讀者自己體會,不必一一注明出處與讀法。",
        "人工智能(AI)、国内生产总值(GDP)和网贷(P2P)三项(a)至(c)款均未调整(ok)。",
        "过（guò）程、发（fā）展、进（jìn）步三个词用全角括号注音。",
        "面积（㎡）与温度（℃）两栏,单位见表(m)、(cm)、(kg)。",
    ],
)
def test_other_brackets_stay(text: str) -> None:
    assert repaired(text) == text


def test_a_character_torn_by_inserted_pinyin_is_put_together() -> None:
    damaged = torn("過了分數線的考生", ("線", "xiàn"), ("謹", "jǐn"))
    assert damaged == "過了分?jǐn)稻?xiàn)的考生"
    assert simplified(repaired(f"{damaged},{ANNOTATED}")).startswith("过了分数线的考生,港务局")


def test_a_second_byte_that_is_a_letter_ends_the_run() -> None:
    damaged = torn("更換發動機后", ("訖", "qì"))
    assert damaged == "更換發動?qì)C后"
    assert repaired(damaged) == "更換發動機后"


def test_two_torn_characters_in_a_row_are_both_put_together() -> None:
    damaged = torn("在分數線上,動機不明", ("謹", "jǐn"), ("線", "xiàn"), ("訖", "qì"))
    assert damaged.count("?") == 3
    assert simplified(repaired(f"{damaged},{ANNOTATED}")).startswith("在分数线上,动机不明")


def test_a_run_out_of_step_after_a_full_stop_is_read_in_step() -> None:
    assert repaired(f"碼頭竣工??茖W(xué)家到場。{ANNOTATED}").startswith("碼頭竣工。科學家到場。")


def test_a_repair_is_reported_with_what_stood_there() -> None:
    _, changes = repair(MappedText.of("更換發動?qì)C后"))
    assert [(change.rule, change.span.text, change.after) for change in changes] == [("torn", "?qì)C", "機")]


@pytest.mark.parametrize(
    "text",
    [
        "真的嗎??萍水相逢的兩個人說。",
        "怎么办?萍乡市给出了答案A方案。",
        "谁来投资？科技园的建设者说明了方案？大家都想知道。",
        "这样行吗?(见下文)可以。",
        "选 A?还是 B?都可以。",
        "他问:“为什么?qing)”",
    ],
)
def test_ordinary_question_marks_stay(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "gb18030"])
def test_utf8_read_as_something_else_is_read_again(encoding: str) -> None:
    text = "港口三期今天开工"
    try:
        damaged = text.encode().decode(encoding)
    except UnicodeDecodeError:
        damaged = text.encode().decode("latin-1")
    assert repaired(damaged) == text


def test_each_character_read_again_keeps_its_own_place() -> None:
    mapped, _ = repair(MappedText.of("前言 " + "港口开工".encode().decode("latin-1")))
    place = mapped.text.index("口")
    assert mapped.span(place, place + 1).text == "口".encode().decode("latin-1")


@pytest.mark.parametrize("text", ["联通公司", "Café “naïve” – 10€", "“港口”…—‘开工’", "ÄÖÜäöüß", "·–—“”"])
def test_what_only_could_be_another_encoding_stays(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("２０２４年Ａ座", "2024年A座"),
        ("增长８．５％", "增长8.5%"),
        ("甲﹔乙﹐丙", "甲；乙，丙"),
        ("一\u00a0二\u3000三", "一 二 三"),
        ("软\u00ad件\u200b园", "软件园"),
        ("\ufeff开头", "开头"),
        ("⼈⼝", "人口"),
        ("一\r\n\r\n二\u2028三", "一\n二\n三"),
        ("控\x07制", "控制"),
        ("半\ud800个", "半\ufffd个"),
    ],
)
def test_width_blanks_and_invisible_characters(text: str, expected: str) -> None:
    assert repaired(text) == expected


@pytest.mark.parametrize("text", ["，：；！？（）《》“”…—、。", "25℃、40㎡、①②、½、㈱", "第1—10期～"])
def test_chinese_punctuation_and_units_stay(text: str) -> None:
    assert repaired(text) == text


@pytest.mark.parametrize("encoding", ["latin-1", "gb18030"])
def test_a_misread_run_within_a_line_is_read_again(encoding: str) -> None:
    assert (
        repaired(f"记者获悉,{'中国经济'.encode().decode(encoding)}发展。工期两年") == "记者获悉,中国经济发展。工期两年"
    )


def test_short_runs_are_read_again_where_a_long_one_is_proven() -> None:
    text = "港口占地308亩,增长4.6%。"
    assert repaired(text.encode().decode("latin-1")) == text


def test_one_misread_character_alone_proves_nothing() -> None:
    text = "名字是 å·\xa5 吗"
    assert repaired(text) == text.replace("\xa0", " ")


def test_what_was_misread_twice_is_read_twice() -> None:
    text = "港口三期工程今天开工"
    assert repaired(text.encode().decode("latin-1").encode().decode("latin-1")) == text


def test_a_byte_that_windows_1252_lacks_is_told_from_its_neighbours() -> None:
    text = "港口三期工程"
    damaged = text.encode().decode("cp1252", "replace")
    assert "\ufffd" in damaged
    assert repaired(damaged) == text


def test_a_long_misread_text_is_read_in_pieces() -> None:
    text = "中国经济" * 3000
    assert repaired(text.encode().decode("gb18030")) == text


def test_torn_characters_after_pinyin_are_put_together() -> None:
    assert simplified(repaired("讓(ràng)?shì)髽I(yè)少跑路")) == "让企业少跑路"


def test_a_question_mark_may_stand_before_a_torn_character() -> None:
    damaged = torn("谁来出资？会上没有人说话", ("炕", "kàng"))
    assert "？?kàng)" in damaged
    assert repaired(damaged).startswith("谁来出资？会上没有人说")


def test_a_character_torn_soon_after_a_torn_run_ends_begins_another_run() -> None:
    """The comma went with the byte before it, and the pinyin stands in 头, between 码 and 恢复."""
    damaged = "新船靠岸以?yuàn)?码?lú)坊指戳送盏拿β怠；醭蹬牌鹆顺ざ?"
    assert repaired(damaged).startswith("新船靠岸以?码头恢复")


def test_few_annotations_go_where_torn_characters_tell_of_a_converter() -> None:
    assert repaired("更換發動?qì)C后,這個(gè)廠停工一天") == "更換發動機后,這個廠停工一天"


def test_characters_whose_bytes_are_gone_are_marked_and_the_run_read_on() -> None:
    damaged = torn("過了分數高的新生都到了,名單公布", ("謹", "jǐn"))
    assert damaged == "過了分?jǐn)蹈叩男律?嫉搅?名單公布"
    assert repaired(damaged) == "過了分數高的新\ufffd\ufffd到?名單公布"


def test_pinyin_repeated_goes_as_a_whole() -> None:
    assert repaired(f"過(guò)(guò)程,{ANNOTATED}").startswith("過程,港務局")


def test_pinyin_with_tone_marks_of_their_own_goes() -> None:
    assert repaired(unicodedata.normalize("NFD", "過(guò)程,") + ANNOTATED).startswith("過程,港務局")


@pytest.mark.parametrize("bracket", ["(AI)", "（GDP）", "(a)", "(app)", "(fa)", "(abcdefghij)", "()", "(", "(guò"])
def test_other_brackets_stay_among_pinyin(bracket: str) -> None:
    assert repaired(f"过{bracket},{ANNOTATED}").startswith(f"过{bracket},港務局說明")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("一 \n二", "一\n二"), ("一  二", "一 二"), (" 一\n\n", "一"), ("一\t\n 二", "一\n二"), ("\n ", "")],
)
def test_blanks_are_squeezed(text: str, expected: str) -> None:
    assert repaired(text) == expected


def test_a_squeezed_blank_stands_for_all_of_them() -> None:
    mapped, _ = repair(MappedText.of("一 \n \n二"))
    assert mapped.span(1, 2).text == " \n \n"


def test_a_question_before_a_quotation_is_left_alone() -> None:
    """Marks of the language are nothing uncommon, whatever bytes they are made of."""
    text = "这样做对吗?“坚持把高质量发展的要求贯穿始终，”他说。"
    assert repair(MappedText.of(text))[0].text == text
