"""Sentences, headings, captions, name lines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.split import split
from service.text.stops import stops

PIECES = st.sampled_from(
    [
        *"。！？…!?.；，：“”‘’「」《》()（）\"' \n",
        "港口",
        "A",
        "3.5",
        "Co. Ltd",
        "……",
        "说",
        "的",
        "图为",
        "- ",
        "# ",
        "首期泊位" * 40,
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=60).map("".join))


def sentences(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["港口今天开工。", "明年完工!", "能按期吗?", "能。"],
        ["总投资12.5亿元,增长8.5%。", "完成率96.8%。"],
        ["“今年是关键一年。”", "市长随后介绍了全年的工作安排和明年的打算。"],
        ["“今年是关键一年。”市长说。", "掌声响起。"],
        ["“能行吗？”的疑问一直都在。", "现在有了答案。"],
        ["工程（分两期。首期明年完成）已经开工。", "二期待定。"],
        ["船队一路加速前行……", "今年船队还将扩大。"],
        ["真的?!", "是真的。"],
    ],
)
def test_sentences_end_where_they_end(expected: list[str]) -> None:
    assert sentences("".join(expected)) == expected


def test_numbers_count_from_one_and_paragraphs_are_lines() -> None:
    found = split("港口工程昨天上午正式开工。工期为两年。\n投资方表示满意并将追加投资。")
    assert [(sentence.number, sentence.paragraph) for sentence in found] == [(1, 1), (2, 1), (3, 2)]


def test_semicolons_divide_long_sentences_only() -> None:
    short, long = "首期两个泊位；二期三个泊位。", "首期工程建设两个泊位" * 8 + "；" + "二期工程建设三个泊位" * 8 + "。"
    assert len(sentences(short)) == 1
    assert len(sentences(long)) == 2


@pytest.mark.parametrize("unit", ["没有标点", "有逗号，"])
def test_no_sentence_is_longer_than_400_characters(unit: str) -> None:
    text = unit * 500
    assert max(map(len, sentences(text))) <= 400
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("港口三期开工", "heading"),
        ("港口三期工程昨天上午正式开工。", "body"),
        ("开工仪式现场", "caption"),
        ("图为新建的泊位", "caption"),
        ("记者站挂牌", "heading"),
        ("图书馆与文化馆", "heading"),
        ("某报记者 王某某 摄影 李某", "meta"),
        ("(某报记者 王某某)", "meta"),
    ],
)
def test_lines_have_their_kind(line: str, kind: str) -> None:
    found = split(f"港口三期工程昨天上午正式开工。\n{line}")
    assert found[1].kind == kind


def test_names_in_brackets_after_the_last_sentence_are_a_sentence_of_their_own() -> None:
    found = split("港口三期工程昨天上午正式开工,工期两年。(王某 李某某)")
    assert [sentence.kind for sentence in found] == ["body", "meta"]


@given(TEXTS)
def test_sentences_cover_the_text_once_and_in_order(text: str) -> None:
    found = split(text)
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert all(0 < sentence.end - sentence.start <= 400 for sentence in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert not any(text[s.start].isspace() or text[s.end - 1].isspace() for s in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("港口明年能否如期完工？\n港口三期工程昨天上午正式开工。", ["heading", "body"]),
        ("加油干！看港口怎样扩建\n港口三期工程昨天上午正式开工。", ["heading", "heading", "body"]),
        ("# 港口三期开工\n港口三期工程昨天上午正式开工。", ["heading", "body"]),
        ("港口三期工程昨天上午正式开工。\n---\n首期建设两个泊位,明年完工。", ["body", "meta", "body"]),
    ],
)
def test_headlines_call_and_ask_and_rules_say_nothing(text: str, kinds: list[str]) -> None:
    assert [sentence.kind for sentence in split(text)] == kinds


LINES = st.lists(
    st.sampled_from(["。", "，", "“", "”", "港口", "首期泊位" * 6, "A. B", "’", "」", "》", "3.5", "."]), min_size=1
)


@given(LINES.map("".join))
def test_a_bracket_before_a_line_does_not_change_where_its_sentences_end(line: str) -> None:
    assert stops(f"（一）{line}") == [end + 3 for end in stops(line)]
