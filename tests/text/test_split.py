"""Sentences, headings, captions, name lines."""

import pytest

from service.text.split import split


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
