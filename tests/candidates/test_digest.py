"""The summary and the key facts, in the article's own words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import schemas
from service.pipeline.candidates.compose import figure_records, named_records
from service.pipeline.candidates.digest import FACTS, SUMMARY_CHARS, digest
from service.pipeline.draft import Evidence
from service.text import prepare
from service.types import JsonObject
from tests.candidates.reading import BRIEF, SPECS, surveyed

TEXT = """云溪县工业产值创下新高

2024年，云溪县完成工业产值41.3亿元，同比增长4.2%。活动现场十分热闹。
云岭集团董事长周文涛介绍，白鹭湖绿色建材产业园去年投产，总投资12亿元，占地300亩。
下一步，全县将新增规模以上企业1,200家。
"""


def digested(text: str, title: str | None = None) -> tuple[JsonObject, Evidence]:
    """What becomes of a text."""
    seen, specs = surveyed(text), tuple(SPECS.values())
    named = named_records(seen, specs, set())
    return digest(seen, [*named, *figure_records(seen, specs, named)], BRIEF, title)


def told(text: str, title: str | None = None) -> str:
    """Its summary."""
    return str(digested(text, title)[0]["summary"])


def facts(text: str) -> list[str]:
    """Its key facts."""
    found = digested(text)[0]["key_facts"]
    assert isinstance(found, list)
    return [str(fact) for fact in found]


def test_what_holds_figures_is_told() -> None:
    """And what holds none, or says who speaks, is not."""
    summary = told(TEXT)
    assert "2024年，云溪县完成工业产值41.3亿元，同比增长4.2%" in summary
    assert "总投资12亿元" in summary
    assert "热闹" not in summary
    assert "介绍" not in summary
    assert summary.endswith("。")


def test_the_whole_of_an_area_gives_way_to_its_name() -> None:
    """A summary that stands alone must say of which county it speaks."""
    assert "云溪县将新增规模以上企业1,200家" in told(TEXT)


def test_a_clause_without_a_subject_is_given_it_once() -> None:
    """The second clause of the same sentence need not say it again."""
    text = "白鹭湖绿色建材产业园位于云溪县。项目总投资12亿元，占地300亩。"
    assert "白鹭湖绿色建材产业园总投资12亿元，占地300亩" in told(text)


def test_each_fact_says_what_it_is_about() -> None:
    """Taken alone it is a whole statement."""
    text = "白鹭湖绿色建材产业园位于云溪县。项目总投资12亿元，占地300亩。"
    assert "白鹭湖绿色建材产业园占地300亩" in facts(text)


def test_the_headline_decides_between_equals() -> None:
    """What the headline speaks of is the news."""
    towns = "德清县 海宁市 桐乡市 安吉县 长兴县 嘉善县 平湖市 余姚市".split()
    text = "\n".join(
        [
            *(f"{town}规模以上工业总产值达到{n}亿元。" for n, town in enumerate(towns, 11)),
            "海盐县新修和改建农村公路900公里。",
        ]
    )
    assert "海盐县" not in told(text)
    assert "海盐县" in told(text, title="海盐县新修农村公路")


def test_a_goal_is_told_with_its_time() -> None:
    """Once, although another clause tells it."""
    text = "按照规划，到2031年，云溪县建成茶园300座，茶业产值力争达到41亿元。"
    assert "到2031年云溪县建成茶园300座，茶业产值力争达到41亿元" in told(text)


def test_a_word_for_the_subject_gives_way_to_it() -> None:
    """Also behind the time with which a clause begins."""
    text = "云岭集团发布公告。前三季度公司实现营业收入14亿元，同比增长20.6%。"
    assert "前三季度云岭集团实现营业收入14亿元，同比增长20.6%" in told(text)


def test_what_brackets_explain_is_left_out() -> None:
    """What stands behind them goes on with what stands before."""
    text = "今年前10月，云溪县进出口总值达218亿元（人民币，下同），同比增长4.9%。"
    assert "云溪县进出口总值达218亿元，同比增长4.9%" in told(text)


def test_who_says_it_is_left_out() -> None:
    """However that is put."""
    text = "云溪县统计局局长周文涛通报，云溪县工业产值41.3亿元，同比增长4.2%。"
    assert told(text) == "云溪县工业产值41.3亿元，同比增长4.2%。"


def test_totals_investments_and_goals_come_before_comparisons() -> None:
    """A share or a gap says little alone."""
    small = "，".join(f"第{n}车间占全厂的比重为{n}.{n}%" for n in range(1, 9))
    text = (
        f"云溪县工业产值41.3亿元，同比增长4.2%。云岭集团情况如下：{small}。"
        "白鹭湖绿色建材产业园总投资12亿元。到2031年，云溪县茶业产值力争达到90亿元。"
    )
    for fact in ("产值41.3亿元，同比增长4.2%", "总投资12亿元", "力争达到90亿元"):
        assert fact in told(text)


def test_an_article_without_anything_to_tell_has_no_summary() -> None:
    """None, and no facts, rather than some sentence."""
    values, evidence = digested("风很轻。雨也停了。")
    assert (values["summary"], values["key_facts"], evidence) == (None, [], {})


def test_a_schema_that_asks_for_neither_gets_neither() -> None:
    """Fields are filled by their annotations alone."""
    own = schemas.inline({"type": "object", "properties": {"site": {"type": "string"}}})
    assert digest(surveyed(TEXT), [], own, None) == ({}, {})


@pytest.mark.usefixtures("must_end")
def test_a_very_long_article_comes_to_an_end() -> None:
    """Five thousand clauses that all hold a figure."""
    text = "\n".join(f"云溪县第{n}个厂完成产值{n}万元，增长{n % 9}%。" for n in range(1, 2500))
    assert len(told(text)) <= SUMMARY_CHARS


CHINESE = st.text(
    "云溪县全该项目产业园公司集团局长周文涛说介绍投资开工建设由的企业同比增长达到力争一二三亿元万吨年月日0123456789.%，。；：、“”（）\n",
    max_size=300,
)


@given(body=CHINESE)
def test_whatever_is_told_stands_in_the_article(body: str) -> None:
    """Every fact is the characters of its evidence, every number of the summary one of its own."""
    text = f"云溪县召开会议。\n{body}"
    clean = prepare(text).clean.text
    values, evidence = digested(text)
    listed = values["key_facts"]
    assert isinstance(listed, list)
    assert len(listed) <= FACTS
    for i, fact in enumerate(listed):
        assert "".join(clean[a:b] for a, b in evidence[f"/key_facts/{i}"]) == fact
    summary = str(values["summary"] or "")
    assert len(summary) <= SUMMARY_CHARS
    assert set(re.findall(r"\d+(?:\.\d+)?", summary)) <= set(re.findall(r"\d+(?:\.\d+)?", clean))


def test_marks_between_digits_keep_two_numbers_apart() -> None:
    """4”9元 is not 49元."""
    assert "49" not in told("云溪县召开会议。\n4”9元长")


def test_a_word_for_the_subject_gives_way_to_its_name() -> None:
    """集团 before what it does, once."""
    assert "集团集团" not in told("云岭集团宣布扩产。集团总投资20亿元建设新厂。")
