"""The areas of an article, and those for which 全市 and the like stand."""

import pytest

from service.pipeline.candidates.areas import Areas, area_in_front, levels
from tests.candidates.reading import surveyed
from tests.candidates.test_subjects import subject


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("遵义市召开会议。遵义市发言。\n\n毕节走的是另一条路，全市出口额20亿元。", "毕节"),
        ("遵义市召开会议。遵义市发言。\n\n铜仁市统计局局长周文涛说，全市出口额20亿元。", "铜仁市"),
        ("遵义市召开会议。遵义市发言。\n\n据铜仁市统计局通报，全市出口额20亿元。", "铜仁市"),
        ("遵义市召开会议。遵义市发言。\n\n铜仁市茶叶协会会长周文涛说，全市出口额20亿元。", "铜仁市"),
        ("贵州省统计局召开会议。全省出口额20亿元。", "贵州省"),
        ("云溪高新技术产业开发区管委会召开会议。全区出口额20亿元。", "云溪高新技术产业开发区"),
        (
            "云溪先进材料产业开发区（下称“云溪材料区”）发布数据。\n\n云溪材料区去年出口额20亿元。",
            "云溪先进材料产业开发区",
        ),
        ("遵义市召开会议。遵义市发言。\n\n县里与铜仁市合作，全市出口额20亿元。", "遵义市"),
    ],
)
def test_all_of_an_area_is_the_area_last_spoken_of(text: str, about: str) -> None:
    """Also where only the name of an office or of a speaker's body has it; not one that is only acted with."""
    assert subject(text, "20亿元") == about


@pytest.mark.parametrize(
    ("name", "area"),
    [
        ("贵州省遵义市统计局", "遵义市"),
        ("云溪经济开发区管委会", "云溪经济开发区"),
        ("云溪县委", "云溪县"),
        ("云溪市场监管局", None),
        ("市统计局", "遵义市"),
        ("遵义市茶叶公司", None),
        ("市场监管局", None),
    ],
)
def test_an_office_serves_an_area(name: str, area: str | None) -> None:
    """By its name, a mere level as the area of that level that the article names most."""
    areas = Areas(surveyed("遵义市召开会议，云溪经济开发区发言。"))
    assert areas.of_office(name) == area


def test_a_level_is_read_off_the_name_or_known() -> None:
    """Short names have that of the area they are short for."""
    assert levels("遵义") == levels("遵义市") == {"市"}
    assert levels("宁夏回族自治区") == {"省", "区"}
    assert levels("宁夏") == {"省", "区"}
    assert levels("云溪") == frozenset()
    assert area_in_front("云溪纺织公司") is None


def test_an_area_may_stand_in_the_source_line_alone() -> None:
    """A bureau's report speaks of 全市, and only the line of its source says which city."""
    text = "上半年全市工业平稳\n来源：遵义市统计局　　发布日期：2025-07-28\n\n上半年，全市出口额20亿元，增长面扩大。\n"
    assert subject(text, "20亿元") == "遵义市"


def test_the_level_that_begins_an_office_ends_no_area() -> None:
    """紧扣市委 are a verb and an office, whatever the tagger takes 紧扣市 for."""
    text = "今年以来，全市上下紧扣市委、市政府决策部署，稳存量、扩增量。全市出口额20亿元。\n"
    assert subject(text, "20亿元") is None


def test_a_line_that_heads_a_paragraph_says_which_area_it_is_about() -> None:
    """Round-ups go from town to town."""
    text = (
        "云溪县乡镇见闻\n\n丁岚镇：小棉签做成大买卖。\n全镇有企业73家。\n\n魏岚镇：老本行有新花样。\n镇上产值20亿元。\n"
    )
    assert subject(text, "20亿元") == "魏岚镇"


def test_a_zone_has_a_name_of_its_own() -> None:
    """经济开发区 alone could be any."""
    named = Areas(surveyed("稀土高新区召开会议，省级经济开发区和经开区参加，全力打造示范区。")).named
    assert [area.text for areas in named for area in areas] == ["稀土高新区"]
