"""Names of things and bodies, by the ways in which Chinese news gives them."""

import pytest

from service.pipeline.candidates.mentions import Mention, NameShape, bare
from service.pipeline.candidates.names import find_names
from tests.candidates.reading import names, surveyed, tagged

PROJECT = NameShape(
    endings=("产业园", "产业园区", "园区", "基地", "中心", "项目"), classes=("项目", "园区"), proper=True
)
COMPANY = NameShape(endings=("公司", "集团"), classes=("企业", "公司"), tag="ORG", proper=True)
PROGRAMME = NameShape(endings=("行动", "计划"), quoted=True)


def mentions(text: str, shape: NameShape) -> list[Mention]:
    """All mentions in the one sentence of a text."""
    (passage,) = tagged(text)
    found = find_names(passage, shape)
    for mention in found:
        assert bare("".join(passage.at(*part) for part in mention.parts)) == mention.text
    return found


def texts(text: str, shape: NameShape) -> list[str]:
    return [mention.text for mention in mentions(text, shape)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县有色金属新材料产业园昨日开工。", "云溪县有色金属新材料产业园"),
        ("云溪县有色金属新材料产业园二期昨日开工。", "云溪县有色金属新材料产业园二期"),
        ("白鹭湖绿色建材产业园（一期）昨日开工。", "白鹭湖绿色建材产业园"),
        ("白鹭湖（北区）绿色建材产业园昨日开工。", "白鹭湖（北区）绿色建材产业园"),
        ("“银河谷”数据中心昨日投产。", "银河谷数据中心"),
    ],
)
def test_a_name_reaches_from_its_first_noun_to_its_ending(text: str, name: str) -> None:
    """With the phase behind it and brackets inside it, without quotation marks."""
    assert name in texts(text, PROJECT)


@pytest.mark.parametrize("verb", ["建设", "推进", "打造", "引进", "位于"])
def test_a_governing_verb_is_no_part_of_a_name(verb: str) -> None:
    """What is done with a thing does not belong to its name."""
    assert texts(f"云溪县将{verb}白鹭湖绿色建材产业园。", PROJECT) == ["白鹭湖绿色建材产业园"]


@pytest.mark.parametrize(
    "text",
    ["重点项目加快推进。", "产业园区一片繁忙。", "一批优质项目落地。", "全市重大产业项目开工。", "服务中心来了客人。"],
)
def test_a_kind_of_thing_is_no_name(text: str) -> None:
    """Nothing in it says which one."""
    assert texts(text, PROJECT) == []


@pytest.mark.parametrize("text", ["云溪县优化城市布局。", "云溪县西部天气晴好。", "云溪县干部下乡。"])
def test_words_that_only_end_like_a_body_are_none(text: str) -> None:
    """布局 ends in 局, 西部 in 部."""
    assert names(text, "organizations") == []


def test_the_members_of_a_list_are_names() -> None:
    """“A、B等12家企业”, without the class behind them."""
    found = mentions("岚川新能源、柏树科技、远帆重工等12家企业签约。", COMPANY)
    assert [m.text for m in found if m.reason == "listed"] == ["岚川新能源", "柏树科技", "远帆重工"]


def test_a_list_shares_its_last_word() -> None:
    """“A、B等数字产业园区” names A数字产业园区 and B数字产业园区, each in two places."""
    found = [m for m in mentions("银湖、北岭等数字产业园区加快建设。", PROJECT) if m.reason == "listed"]
    assert [(m.text, m.parts) for m in found] == [
        ("银湖数字产业园区", ((0, 2), (6, 12))),
        ("北岭数字产业园区", ((3, 5), (6, 12))),
    ]


def test_a_list_after_a_verb_begins_behind_it() -> None:
    """The verb that governs the list is not part of its first member."""
    found = mentions("云溪县引进岚川新能源、柏树科技等企业。", COMPANY)
    assert [m.text for m in found if m.reason == "listed"] == ["岚川新能源", "柏树科技"]


def test_waiting_is_no_list() -> None:
    """等待 is a verb."""
    assert [m for m in mentions("岚川新能源、柏树科技等待企业答复。", COMPANY) if m.reason == "listed"] == []


def test_a_name_behind_its_class_is_found() -> None:
    """旗下企业X."""
    found = mentions("云岭集团旗下企业霖川生物宣布扩产。", COMPANY)
    assert ("霖川生物", "listed") in [(m.text, m.reason) for m in found]


def test_phrases_in_quotation_marks_go_on_to_an_ending() -> None:
    """Marks of titles and quotation marks are no part of the name."""
    assert "揽月行动" in texts("云溪县深入实施“揽月”行动。", PROGRAMME)
    assert "山海兴业三年计划" in texts("云溪县出台《山海兴业三年计划》。", PROGRAMME)


def test_quoted_speech_is_no_name() -> None:
    """A semicolon or the like stands in it."""
    assert texts("他说了“今天很高兴；大家辛苦了”。", NameShape(quoted=True)) == []


def test_a_name_is_found_again_where_nothing_shows_it() -> None:
    """Word for word, in another sentence."""
    seen = surveyed("岚川新能源、柏树科技等企业签约。\n\n据悉，柏树科技很满意。\n")
    again = [s for s in seen.sightings if s.passage == 1]
    assert [(s.name, s.spec.name) for s in again] == [("柏树科技", "organizations")]
    for sighting in again:
        assert seen.passages[1].at(*sighting.mention.parts[0]) == sighting.name


def test_the_longest_of_overlapping_names_stands() -> None:
    """Not also the park inside the name of the project."""
    assert names("云溪县白鹭湖绿色建材产业园创新基地开工。", "projects") == ["云溪县白鹭湖绿色建材产业园创新基地"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县白鹭湖风力发电项目开工。", "云溪县白鹭湖风力发电"),
        ("云溪县引进白鹭湖、云顶山等数据中心项目。", "白鹭湖数据中心"),
    ],
)
def test_a_dropped_last_word_is_in_neither_name_nor_place(text: str, name: str) -> None:
    """…项目 is said of a thing, not in its name; what is left stands where it is said to."""
    seen = surveyed(text)
    mention = next(s.mention for s in seen.sightings if s.name == name)
    assert "".join(seen.passages[0].at(*part) for part in mention.parts) == name


def test_a_dropped_last_word_before_a_closing_mark_leaves_the_place_exact() -> None:
    """“…项目”: the mark stands behind the word that is dropped."""
    seen = surveyed("云溪县开建“白鹭湖智慧渔业项目”。")
    for sighting in seen.sightings:
        assert bare(seen.passages[0].at(*sighting.mention.parts[0])) == sighting.name


def test_a_park_that_only_says_where_is_no_project() -> None:
    """位于, 依托: the schema says behind which words such a name is a place."""
    assert names("柏树科技位于白鹭湖绿色建材产业园。", "projects") == []


def test_a_body_that_only_says_whose_is_no_body() -> None:
    """省政府工作报告 is a report."""
    assert "省政府" not in names("会议学习了省政府工作报告。", "organizations")
