"""Each comparator's table: gold, predicted, whether it is right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from evals.compare import bigram_f1, compare, match_strings
from evals.layout import Comparator

TABLE: list[tuple[Comparator, JsonValue, JsonValue, bool]] = [
    ("name", "“北极星”计划", "北極星計劃", True),
    ("name", "《远山纲要》", "远山纲要", True),
    ("name", "远山（集团）公司", "远山(集团) 公司", True),
    ("name", "远山集团", "远山集团公司", False),
    ("name", "远山集团", "近山集团", False),
    ("text", "临海市东港街道", "东港街道", True),
    ("text", "董事长、总经理", "董事长总经理", True),
    ("text", "1-11月", "11月", False),
    ("text", "1—11月", "1-11月", True),
    ("text", "上半年", "前三季度", False),
    ("quantity", "178.7万吨", "1787000吨", True),
    ("quantity", "178.7万吨", "178.7吨", False),
    ("quantity", "178.7万吨", "178.74万吨", True),
    ("quantity", "178.7万吨", "178.75万吨", False),
    ("quantity", "178.7万吨", "179万吨", False),
    ("quantity", "5万平方米", "50000㎡", True),
    ("quantity", "2公顷", "20000平方米", True),
    ("quantity", "300亩", "300平方米", False),
    ("quantity", "30余家", "30家", True),
    ("quantity", "30家", "30个", False),
    ("quantity", "65.16%", "65.16%", True),
    ("quantity", "第2位", "第3位", False),
    ("quantity", "若干", "若干", True),
    ("quantity", "若干", "许多", False),
    ("quantity", "5家", "若干", False),
    ("quantity", "30家", {"text": "三十家", "number": "30", "unit": "家", "bound": None}, True),
    ("quantity", "3至5家", "3家", False),
    ("quantity", "3至5家", "3-5家", True),
    ("money", "30亿元", "30万元", False),
    ("money", "30亿元", "30亿", True),
    ("money", "30亿元", "30亿美元", False),
    ("money", "近2.5亿元", {"text": "2.5亿元", "amount": "250000000", "currency": "CNY", "bound": None}, True),
    ("money", "30亿元", {"text": "30亿元", "amount": "300000", "currency": "CNY", "bound": None}, False),
    ("percentage", "5%", "5％", True),
    ("percentage", "5%", "8%", False),
    ("percentage", "5%", "5个百分点", False),
    ("percentage", "-4.8%", "下降4.8%", True),
    ("percentage", "-4.8%", "4.8%", False),
    ("percentage", "明显回升", {"text": "明显回升", "number": None, "unit": None, "bound": None}, True),
    ("date", "2021-01-09", "2021年1月9日", True),
    ("date", "2021-01-09", {"text": "1月9日", "date": "2021-01-09", "precision": "day"}, True),
    ("date", "2021-01-09", "2021-01", False),
    ("date", "2021-01", "2021-01-09", False),
    ("date", "2021", "2022", False),
    ("enum", "built", "built", True),
    ("enum", "built", "planned", False),
    ("enum", 1, 1.0, True),
    ("enum", 1, True, False),
    ("strings", ["陈一", "陈二"], ["陈二", "陈一"], True),
    ("strings", ["陈一", "陈二"], ["陈一"], False),
]


@pytest.mark.parametrize(("comparator", "gold", "predicted", "right"), TABLE)
def test_a_value_is_right_or_wrong(
    comparator: Comparator, gold: JsonValue, predicted: JsonValue, *, right: bool
) -> None:
    assert compare(comparator, gold, predicted).correct is right


@pytest.mark.parametrize(("comparator", "gold", "predicted", "right"), TABLE)
def test_only_a_right_value_scores_one(
    comparator: Comparator, gold: JsonValue, predicted: JsonValue, *, right: bool
) -> None:
    score = compare(comparator, gold, predicted).score
    assert 0 <= score <= 1
    assert right or score < 1


@pytest.mark.parametrize(
    ("gold", "predicted", "score"),
    [("2021-01-09", "2021-01", 0.5), ("2021-01-09", "2021", 0.5), ("2021", "2021-01", 0.0), ("2021-11", "2021-1", 0.0)],
)
def test_a_date_that_contains_the_gold_date_scores_half(gold: str, predicted: str, score: float) -> None:
    assert compare("date", gold, predicted).score == score


@pytest.mark.parametrize(
    ("gold", "predicted", "agrees"),
    [("30余家", "30余家", True), ("30余家", "30家", False), ("30家", "30家", None), ("30余家", "40余家", None)],
)
def test_bounds_are_judged_where_the_number_is_right(gold: str, predicted: str, *, agrees: bool | None) -> None:
    assert compare("quantity", gold, predicted).bound_agrees is agrees


def test_an_alias_is_right_and_does_not_replace_gold() -> None:
    assert compare("name", "远山集团", "远山公司", ["远山公司"]).correct
    assert compare("name", "远山集团", "远山集团", ["远山公司"]).correct


def test_text_is_right_from_seven_tenths_of_shared_bigrams() -> None:
    assert bigram_f1("远山风电企业", "远山的风电企业") == pytest.approx(8 / 11)
    assert compare("text", "远山风电企业", "远山的风电企业").correct
    assert not compare("text", "远山风电", "远山的风电").correct


def test_equal_strings_are_matched_one_to_one() -> None:
    assert match_strings(["甲一", "甲一", "乙二"], ["乙二", "甲一"]) in ([(0, 1), (2, 0)], [(1, 1), (2, 0)])


@given(st.text("东西湖产业园A1 ", min_size=1).filter(str.strip), st.text("东西湖产业园A1 ", min_size=1))
def test_names_are_compared_alike_both_ways(one: str, other: str) -> None:
    assert compare("name", one, other) == compare("name", other, one)


@given(st.decimals(min_value="0.1", max_value="999", places=1))
def test_a_unit_of_ten_thousand_is_never_a_unit_of_a_hundred_million(number: object) -> None:
    assert not compare("money", f"{number}亿元", f"{number}万元").correct
