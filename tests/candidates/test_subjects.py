"""Whom or what a figure is about."""

import pytest

from service.pipeline.candidates.subjects import Subjects
from tests.candidates.reading import surveyed


def subject(text: str, figure: str) -> str | None:
    """What the first figure with these characters is about."""
    seen = surveyed(text)
    index, at = next((i, f.start) for i, f in seen.figures if f.text == figure)
    found = Subjects(seen).of(index, at)
    return found.text if found else None


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("2024年，云溪县完成工业产值20亿元。", "云溪县"),
        ("去年，霖川生物集团营收20亿元。", "霖川生物集团"),
        ("云溪县出口下滑；岚川市出口额20亿元。", "岚川市"),
        ("云溪县表现突出，去年出口额20亿元。", "云溪县"),
        ("云溪县经济向好。全县出口额20亿元。", "云溪县"),
        ("云溪县经济向好。去年出口额20亿元。", "云溪县"),
        ("岚川市召开会议。云溪县介绍经验。全市出口额20亿元。", "岚川市"),
        ("云溪县经济向好。云溪县环境优美。\n\n南湖县起步较晚。全县出口额20亿元。", "南湖县"),
        ("云溪县经济向好。县里的霖川生物公司去年出口额20亿元。", "霖川生物公司"),
        ("云溪县经济向好，岚川市表现突出，出口额20亿元。", "岚川市"),
        ("位于云溪县的霖川生物公司去年出口额20亿元。", "霖川生物公司"),
        ("云溪县经济向好。霖川生物公司总经理周文涛介绍，去年出口额20亿元。", "霖川生物公司"),
        ("岚川市经济向好。云溪县委书记周文涛介绍，去年出口额20亿元。", "云溪县"),
        ("由云岭集团投资建设的白鹭湖绿色建材产业园，年产值20亿元。", "白鹭湖绿色建材产业园"),
    ],
)
def test_the_subject_is_of_the_sentence_or_the_paragraph(text: str, about: str) -> None:
    """Between semicolons first; 全县 and the like are the area of that level."""
    assert subject(text, "20亿元") == about


def test_a_bare_place_is_its_full_name_where_the_article_has_it() -> None:
    """And stands there: 遵义 as 遵义市."""
    text = "遵义市召开会议。\n\n去年，遵义出口额20亿元。\n"
    seen = surveyed(text)
    found = Subjects(seen).of(1, text.index("20亿元"))
    assert found is not None
    assert found.text == "遵义市"
    assert [text[a:b] for a, b in found.parts] == ["遵义市"]


def test_of_names_in_apposition_the_last_is_meant() -> None:
    """An area before one of its parts."""
    assert subject("贵州省遵义市去年出口额20亿元。", "20亿元") == "遵义市"


def test_quoted_speech_is_about_the_body_of_who_speaks() -> None:
    """“…”, says the manager of a company."""
    text = "云溪县经济向好。\n\n“今年产值将达到20亿元。”霖川生物公司总经理周文涛说。\n"
    assert subject(text, "20亿元") == "霖川生物公司"


@pytest.mark.parametrize("lead", ["该项目", "项目", "同时，该项目", "据了解，该项目", "此外,该项目"])
def test_a_sentence_that_goes_on_is_about_the_last_project(lead: str) -> None:
    """该项目, with or without a word before it and whatever the width of its comma."""
    text = f"云溪县经济向好。\n\n近日，白鹭湖绿色建材产业园开工。{lead}年产值可达20亿元。\n"
    assert subject(text, "20亿元") == "白鹭湖绿色建材产业园"


def test_a_paragraph_without_a_subject_is_about_the_articles() -> None:
    """What most sentences are about."""
    text = "云溪县经济向好。云溪县环境优美。岚川市也不错。\n\n去年，出口额达到20亿元。\n"
    assert subject(text, "20亿元") == "云溪县"


def test_an_article_that_names_nothing_is_about_nothing() -> None:
    """No subject is made up."""
    assert subject("去年，出口额达到20亿元。", "20亿元") is None


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("省科技厅", "贵州省科技厅"),
        ("市统计局", "遵义市统计局"),
        ("市场监管局", "市场监管局"),
        ("区块链研究院", "区块链研究院"),
        ("乡村振兴局", "乡村振兴局"),
        ("镇江商会", "镇江商会"),
        ("市政府", "遵义市政府"),
        ("市民政局", "遵义市民政局"),
        ("霖川生物", "霖川生物"),
    ],
)
def test_a_body_of_an_area_gets_the_areas_name(name: str, full: str) -> None:
    """Where its name begins with a level, and only there; both places are its evidence."""
    text = f"贵州省遵义市汇川区开元镇清水乡召开会议，清水乡发言，开元镇发言，{name}出席。"
    seen = surveyed(text)
    at = text.index(f"，{name}出") + 1
    value, ranges = Subjects(seen).full(name, ((at, at + len(name)),))
    assert value == full
    assert "".join(seen.passages[0].at(*r) for r in ranges) == full


def test_a_body_of_an_area_that_nobody_names_stays_as_it_is() -> None:
    """There is nothing to put before it."""
    assert Subjects(surveyed("省科技厅召开会议。")).full("省科技厅", ((0, 4),)) == ("省科技厅", ((0, 4),))


def test_a_speakers_body_is_not_what_the_speech_is_about() -> None:
    """The director of a bureau gives the county's figures."""
    text = "云溪县统计局局长周文涛介绍,全县工业产值达20亿元。\n云溪县经济向好。\n"
    assert subject(text, "20亿元") == "云溪县"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("云溪县经济向好。\n\n“去年产值20亿元，订单不断。”霖川生物公司总经理周文涛说，形势很好。", "霖川生物公司"),
        ("云溪县经济向好。\n\n“形势很好。去年产值20亿元。”霖川生物公司总经理周文涛笑着说。", "霖川生物公司"),
        ("云溪县经济向好。\n\n霖川生物公司总经理周文涛说：“形势很好。去年产值20亿元。”", "霖川生物公司"),
        ("云溪县经济向好。\n\n霖川生物公司生产不停。“去年产值20亿元。”生产部经理周文涛说。", "霖川生物公司"),
        ("云溪县经济向好。霖川生物公司总经理周文涛来了。\n\n周文涛透露，去年产值20亿元。", "霖川生物公司"),
        ("岚川市经济向好。\n\n铜仁市统计局局长周文涛坦言，去年产值20亿元。", "铜仁市"),
        ("岚川市经济向好。\n\n云岭大学教授周文涛认为，明年产值20亿元。", "岚川市"),
    ],
)
def test_speech_is_about_the_body_or_the_area_of_who_speaks(text: str, about: str) -> None:
    """Wherever the quotation ends and whatever the verb; of an outsider about neither."""
    assert subject(text, "20亿元") == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("云溪县经济向好。与云岭大学共建的云溪茶叶研究院，去年推出新品20个。", "云溪茶叶研究院"),
        ("云溪县与云岭集团合作建设的云溪茶叶中试平台去年揭牌，已承接订单20个。", "云溪茶叶中试平台"),
        ("年产10万吨的霖川绿色建材产业园去年投产，新增员工20个。", "霖川绿色建材产业园"),
        ("云溪县经济向好。云溪茶叶集群现有企业20个。", "云溪茶叶集群"),
        ("云溪县政府与云岭大学签约共建云溪茶叶研究院，首批课题20个。", "云溪茶叶研究院"),
        ("云溪县人周文涛创办了霖川生物科技有限公司，去年拿到订单20个。", "霖川生物科技有限公司"),
        ("云岭集团投资建设霖川绿色建材产业园，去年拿到订单20个。", "云岭集团"),
        ("云溪县经济向好，打造国内领先的霖川绿色建材产业园，新增企业20个。", "云溪县"),
        ("云溪县经济向好。茶叶市场价格20个。", "云溪县"),
    ],
)
def test_a_thing_told_of_needs_no_record(text: str, about: str) -> None:
    """A name behind 的 heads its clause where all before it is its attribute."""
    assert subject(text, "20个") == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("岚川市经济向好。\n\n铜仁市统计局发布的数据显示，去年出口额20亿元。", "铜仁市"),
        ("岚川市经济向好。\n\n海关数据显示，去年出口额20亿元。", "岚川市"),
        ("岚川市经济向好。\n\n去年，全国造船出口额20亿元。", "全国"),
        ("岚川市经济向好。\n\n我国造船业去年出口额20亿元。", "我国"),
        ("岚川市经济向好。\n\n云岭大学选育的“云岭2号”，去年收入20亿元。", "云岭2号"),
        ("岚川市经济向好。\n\n岚川市出台的“清风行动”，去年收入20亿元。", "岚川市"),
    ],
)
def test_who_only_reports_is_not_what_the_figure_is_about(text: str, about: str) -> None:
    """An office tells of its area; the whole country is a subject, and a product by its name in quotation marks."""
    assert subject(text, "20亿元") == about


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (
            "岚川市产业园巡礼\n\n■ 拾岚新材：隔壁就是客户\n一墙之隔的拾岚新材，运输半径不长。企业今年产值20亿元。\n",
            "拾岚新材",
        ),
        ("岚川市经济巡礼\n\n记者：岚川市怎样？\n\n产值20亿元。\n\n记者：下一步呢？\n\n记者会再来。\n", "岚川市"),
        ("云溪县经济向好。\n\n放眼全县，人民银行岚川市分行的数据显示，贷款余额20亿元。", "云溪县"),
        ("黄海之滨，岚川港繁忙。分货类看，港口完成吞吐量20亿元。", "岚川港"),
    ],
)
def test_what_a_passage_is_about_is_told_in_many_ways(text: str, about: str) -> None:
    """By the head of its section, by where the reader is to look, by a word for the thing; not by who only reports."""
    assert subject(text, "20亿元") == about


def test_of_several_told_at_once_each_figure_is_about_its_own() -> None:
    """In the order of the list."""
    text = "去年，岚川市、遵义市、毕节市产值分别增长31%、32%和33%。"
    assert [subject(text, f) for f in ("31%", "32%", "33%")] == ["岚川市", "遵义市", "毕节市"]


def test_where_a_list_has_more_or_fewer_names_than_figures_nothing_is_dealt_out() -> None:
    """All are then about the same."""
    text = "去年，岚川市、遵义市、毕节市产值、出口额分别增长31%和32%。"
    assert subject(text, "31%") == subject(text, "32%")
