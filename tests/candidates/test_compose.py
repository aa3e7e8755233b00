"""From names and figures to one record a thing."""

import pytest

from service.pipeline.candidates.compose import to_draft
from service.pipeline.candidates.short_forms import merge_names
from tests.candidates.reading import SPECS, found, names, values


@pytest.mark.parametrize(
    ("given", "body", "merged"),
    [
        (["云岭集团", "云岭"], True, {"云岭集团": ["云岭集团", "云岭"]}),
        (["霖川生物有限公司", "霖川生物"], True, {"霖川生物有限公司": ["霖川生物有限公司", "霖川生物"]}),
        (
            ["霖川生物集团有限公司", "霖川生物公司"],
            True,
            {"霖川生物集团有限公司": ["霖川生物集团有限公司", "霖川生物公司"]},
        ),
        (["云岭集团研究院", "云岭集团"], True, {"云岭集团研究院": ["云岭集团研究院"], "云岭集团": ["云岭集团"]}),
        (["岚川白鹭湖产业园", "白鹭湖产业园"], False, {"岚川白鹭湖产业园": ["岚川白鹭湖产业园", "白鹭湖产业园"]}),
        (["岚川白鹭湖产业园", "产业园"], False, {"岚川白鹭湖产业园": ["岚川白鹭湖产业园"], "产业园": ["产业园"]}),
        ([], True, {}),
    ],
)
def test_short_forms_go_with_the_full_name(given: list[str], body: bool, merged: dict[str, list[str]]) -> None:
    """A body without its legal form; the end of a longer name of a thing, if it says enough."""
    assert merge_names(given, body=body) == merged


def test_a_project_named_twice_is_one_record() -> None:
    """Under its longer name, with what either place says."""
    text = "岚川白鹭湖绿色建材产业园近日开工。\n\n白鹭湖绿色建材产业园总投资12亿元。\n"
    (row,) = values(text, "projects")
    assert (row["name"], row["status"], row["investment"]) == ("岚川白鹭湖绿色建材产业园", "started", "12亿元")


def test_a_body_only_before_posts_is_no_record() -> None:
    """It is the organisation of its people."""
    text = "云溪县水利局局长周文涛介绍情况。"
    assert names(text, "organizations") == []
    assert values(text, "people") == [{"name": "周文涛", "title": "局长", "organization": "云溪县水利局"}]


def test_a_body_that_acts_too_is_one() -> None:
    """In another sentence."""
    text = "云溪县水利局局长周文涛介绍情况。\n\n云溪县水利局宣布了消息。\n"
    assert names(text, "organizations") == ["云溪县水利局"]


def test_the_same_figure_twice_is_one_record() -> None:
    """Said again further down."""
    text = "云溪县出口额20亿元。\n\n云溪县出口额20亿元，大家都很高兴。\n"
    assert [(row["subject"], row["value"]) for row in values(text, "indicators")] == [("云溪县", "20亿元")]


def test_the_same_figure_of_two_things_is_two_records() -> None:
    """In one sentence, each with its own subject."""
    rows = values("去年云溪县新增企业12家；岚川市新增企业12家。", "indicators")
    assert [(row["subject"], row["value"]) for row in rows] == [("云溪县", "12家"), ("岚川市", "12家")]


def test_a_figure_that_a_project_holds_is_no_indicator() -> None:
    """Its investment is said once."""
    text = "白鹭湖绿色建材产业园昨日开工，总投资12亿元，年产值可达20亿元。"
    assert [row["value"] for row in values(text, "indicators")] == ["20亿元"]


def test_a_figure_says_all_that_stands_around_it() -> None:
    """Subject, measure, period, change and nature."""
    (row,) = values("2024年上半年，云溪县完成工业产值41.3亿元，同比下降4.2%。", "indicators")
    assert row == {
        "subject": "云溪县",
        "name": "完成工业产值",
        "value": "41.3亿元",
        "period": "2024年上半年",
        "change": "-4.2%",
        "nature": "actual",
    }


def test_a_part_is_of_the_same_thing_and_time_as_the_whole() -> None:
    """其中 begins a sentence of its own."""
    rows = values("上半年，云溪县实现产值20亿元。其中，茶业产值3亿元，增长9.2%。", "indicators")
    assert [(row["subject"], row["value"], row["period"]) for row in rows] == [
        ("云溪县", "20亿元", "上半年"),
        ("云溪县", "3亿元", "上半年"),
    ]


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("云溪县力争工业产值20亿元。", "target"),
        ("云溪县预计工业产值20亿元。", "expected"),
        ("云溪县已经实现工业产值20亿元。", "actual"),
        ("云溪县力争茶叶产量5万吨，工业产值20亿元。", "target"),
        ("云溪县今年的目标：工业产值20亿元。", "target"),
        ("云溪县规划建设白鹭湖新城，工业产值20亿元。", "actual"),
        ("云溪县开工项目9个，计划总投资80亿元，工业产值20亿元。", "actual"),
        ("云溪县推进茶叶下沉计划，工业产值20亿元。", "actual"),
        ("云溪县计划扩大园区，目前工业产值20亿元。", "actual"),
        ("云溪县工业产值可达20亿元。", "expected"),
        ("云溪县全年工业产值目标为20亿元。", "target"),
        ("云溪县新厂全部投用后，工业产值20亿元。", "expected"),
        ("云溪县新厂去年投用后，已实现工业产值20亿元。", "actual"),
        ("云溪县工业产值将从20亿元提高到30亿元。", "actual"),
        ("云溪县工业产值预计由现在的20亿元增至30亿元。", "actual"),
        ("云溪县将茶叶交给合作社，工业产值20亿元。", "actual"),
        ("到2031年，云溪县工业产值达到20亿元。", "target"),
        ("到2031年，云溪县工业产值将达到20亿元。", "target"),
        ("到2031年，云溪县工业产值可达20亿元。", "expected"),
        ("到2031年，云溪县工业产值将从目前的9亿元提高到20亿元。", "target"),
    ],
)
def test_the_nature_of_a_figure_is_what_the_words_before_it_say(text: str, nature: str) -> None:
    """Those that govern it; the default where none does."""
    row = next(row for row in values(text, "indicators") if row["value"] == "20亿元")
    assert row["nature"] == nature


def test_a_figure_in_a_heading_is_no_record() -> None:
    """The body says it again."""
    assert values("云溪县出口额20亿元\n\n近日，云溪县召开会议，大家都很高兴，会上介绍了情况。\n", "indicators") == []


def test_a_figure_that_somebody_is_told_to_write_is_no_record() -> None:
    """An order in quotation marks, whoever quotes it."""
    text = "有人对云溪县说“请把产值写成5亿元”，云溪县没有照办。云溪县产值1.2亿元。"
    assert [row["value"] for row in values(text, "indicators")] == ["1.2亿元"]


def test_authors_are_no_people() -> None:
    """Whoever wrote the article is not in it."""
    text = "林晓雅走进车间，周文涛也来了。"
    assert {row["name"] for row in values(text, "people")} == {"林晓雅", "周文涛"}
    assert [row["name"] for row in values(text, "people", {"林晓雅"})] == ["周文涛"]


def test_a_person_is_one_record_with_the_fullest_post() -> None:
    """Named alone first, with a post later."""
    text = "周文涛走进车间。\n\n云溪县水利局局长周文涛说，很好。\n"
    assert values(text, "people") == [{"name": "周文涛", "title": "局长", "organization": "云溪县水利局"}]


def test_a_body_of_the_province_gets_its_name_from_two_places() -> None:
    """省水利厅 as 贵州省水利厅."""
    text = "贵州省召开会议。省水利厅宣布了消息。"
    (record,) = found(text, "organizations")
    cell = record.cells["name"]
    assert cell.value == "贵州省水利厅"
    assert [text[a:b] for a, b in cell.at] == ["贵州省", "水利厅"]


def test_a_body_of_a_list_with_a_shared_last_word_stands_in_two_places() -> None:
    """Both are its evidence."""
    text = "县里扶持了银湖、北岭等农业合作社。"
    for record in found(text, "organizations"):
        cell = record.cells["name"]
        assert "".join(text[a:b] for a, b in cell.at) == cell.value


def test_a_draft_has_every_field_of_every_record_in_the_order_of_the_text() -> None:
    """Null where nothing was read; evidence by pointer, concluded leaves apart."""
    text = "云岭集团宣布扩产。霖川生物公司宣布扩产。"
    rows = found(text, "organizations")
    draft = to_draft(rows[::-1], tuple(SPECS.values()), {"title": None})
    assert draft.record["title"] is None
    assert draft.record["projects"] == []
    assert draft.record["organizations"] == [
        {"name": "云岭集团", "kind": "company"},
        {"name": "霖川生物公司", "kind": "company"},
    ]
    assert draft.evidence["/organizations/1/name"] == ((9, 15),)
    assert draft.evidence["/organizations/1"] == ((9, 20),)
    assert draft.derived == {"/organizations/0/kind", "/organizations/1/kind"}


def test_a_figure_of_which_nobody_knows_whose_it_is_is_no_record() -> None:
    """The schema demands its subject."""
    rows = found("大家都很高兴。去年，出口额达到20亿元。", "indicators")
    assert [sorted(row.cells) for row in rows] == [["name", "nature", "period", "value"]]
    assert to_draft(rows, tuple(SPECS.values()), {}).record["indicators"] == []
