"""The fields of a project, read off the clauses that speak about it."""

import pytest

import schemas
from service.pipeline.candidates.going_on import goes_on
from service.pipeline.candidates.specification import FieldSpec, RecordSpec, record_specs, serves
from service.pipeline.candidates.survey import survey
from service.pipeline.candidates.zones import zone
from service.types import JsonObject
from tests.candidates.reading import BRIEF, found, spec, tagged, values

PARK = "白鹭湖绿色建材产业园"
OTHER = "云顶半导体产业园"


def project(text: str, name: str = PARK) -> dict[str, str]:
    """The fields of one project of a text."""
    return next(row for row in values(text, "projects") if row["name"] == name)


def test_each_of_two_projects_has_its_own_figures() -> None:
    """In one paragraph, in one sentence."""
    text = f"{PARK}昨日开工，总投资12亿元，占地200亩；{OTHER}同日签约，总投资8亿元，占地90亩。"
    first, second = project(text), project(text, OTHER)
    assert (first["investment"], first["land_area"], first["status"]) == ("12亿元", "200亩", "started")
    assert (second["investment"], second["land_area"], second["status"]) == ("8亿元", "90亩", "signed")


def test_sentences_that_go_on_are_about_the_last_project() -> None:
    """项目总投资… behind each of two."""
    text = f"{PARK}昨日开工。项目总投资12亿元，建筑面积8万平方米。{OTHER}同日签约。项目总投资8亿元。"
    first, second = project(text), project(text, OTHER)
    assert (first["investment"], first["floor_area"]) == ("12亿元", "8万平方米")
    assert second["investment"] == "8亿元"
    assert "floor_area" not in second


def test_the_figures_of_a_list_are_nobodys() -> None:
    """“A、B等5个项目总投资30亿元” says nothing about A."""
    rows = values(f"{PARK}、{OTHER}等5个项目集中签约，总投资30亿元。", "projects")
    assert {row["name"] for row in rows} == {PARK, OTHER}
    assert all("investment" not in row for row in rows)


def test_investment_that_a_project_brings_about_is_not_its_own() -> None:
    """带动投资 is spent elsewhere."""
    assert "investment" not in project(f"{PARK}昨日开工，带动投资50亿元。")


def test_a_figure_far_from_its_cue_is_not_the_fields() -> None:
    """投资 stands in the clause, but something else is counted."""
    assert "investment" not in project(f"{PARK}投资建设以来累计实现税收12亿元。")


def test_capacity_is_the_cue_with_its_figure() -> None:
    """年产…300万平方米, word for word."""
    assert project(f"{PARK}昨日开工，年产水泥板300万平方米。")["capacity"] == "年产水泥板300万平方米"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("正在筹建", "planned"),
        ("正式签约", "signed"),
        ("正式签约，近日开工", "started"),
        ("近日开工，此前正式签约", "started"),
        ("于去年竣工，近日投产", "operating"),
    ],
)
def test_the_furthest_status_said_wins(said: str, status: str) -> None:
    """In whatever order."""
    assert project(f"{PARK}{said}。")["status"] == status


def test_a_status_word_inside_the_name_says_nothing() -> None:
    """投产 in a name is a name."""
    assert "status" not in project("“投产谷”产业园占地90亩。", "投产谷产业园")


def test_dates_stand_before_their_cue_or_head_the_sentence() -> None:
    """1 May of the head is that of the start; the other stands before 建成."""
    row = project(f"2023年5月8日，{PARK}正式开工，预计2025年6月建成。")
    assert (row["started"], row["completed"]) == ("2023年5月8日", "2025年6月")


def test_each_date_goes_to_its_own_cue() -> None:
    """开工 and 竣工 in clauses of their own."""
    row = project(f"{PARK}于2023年5月开工，2024年8月竣工。")
    assert (row["started"], row["completed"]) == ("2023年5月", "2024年8月")


def test_owner_and_location_stand_in_their_phrases() -> None:
    """由…投资, 位于…的."""
    row = project(f"位于岚川市城北新区的{PARK}，由云岭集团投资，近日开工。")
    assert row["owner"] == "云岭集团"
    assert row["location"] == "岚川市城北新区"


def test_the_subject_of_a_doing_verb_is_the_owner() -> None:
    """云岭集团投资建设…"""
    assert project(f"云岭集团投资建设{PARK}。")["owner"] == "云岭集团"


def test_every_cell_stands_where_it_says() -> None:
    """Or says that it is concluded, by no range."""
    text = f"2023年5月8日，由云岭集团投资的{PARK}正式开工，总投资12亿元，占地200亩，年产水泥板300万平方米。"
    (record,) = found(text, "projects")
    for name, cell in record.cells.items():
        assert "".join(text[a:b] for a, b in cell.at) == (cell.value if cell.at else ""), name
    assert {name for name, cell in record.cells.items() if not cell.at} == {"status"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云溪县水利局", "government"),
        ("岚川大学", "university"),
        ("霖川建材协会", "association"),
        ("云岭集团", "company"),
    ],
)
def test_a_bodys_kind_is_what_its_name_ends_in(name: str, kind: str) -> None:
    """And the default where no ending tells."""
    assert [row["kind"] for row in values(f"{name}宣布了消息。", "organizations") if row["name"] == name] == [kind]


@pytest.mark.parametrize(
    ("sentence", "on"),
    [
        ("该项目总投资5亿元。", True),
        ("同时，该项目占地90亩。", True),
        ("其中,一期占地90亩。", True),
        ("建成后年产值3亿元。", True),
        ("项目落地很快。", False),
        ("项目建设如火如荼。", False),
        ("云溪县环境优美。", False),
    ],
)
def test_which_sentences_go_on(sentence: str, on: bool) -> None:
    """Those without a subject of their own; not those on projects as such."""
    assert goes_on(sentence) is on


def test_a_zone_ends_at_the_next_name() -> None:
    """Clause by clause, in order, all of the text."""
    text = f"据悉，{PARK}开工，占地90亩，{OTHER}签约。项目很大。"
    seen = survey(tagged(text), (spec("projects"),))
    first, second = (zone(seen, s) for s in seen.sightings)
    assert [text[a:b] for a, b in first] == ["据悉", f"{PARK}开工", "占地90亩"]
    assert [text[a:b] for a, b in second] == [f"{OTHER}签约", "项目很大。"[:-1]]


def test_the_shipped_schema_says_where_fields_come_from() -> None:
    """Cues in the enum's own order, sources by name."""
    specs = {s.name: s for s in record_specs(BRIEF)}
    status = next(f for f in specs["projects"].fields if f.name == "status")
    assert list(status.values)[:2] == ["planned", "signed"]
    assert _field(specs["people"], "post").name == "title"
    assert _field(specs["indicators"], "subject").name == "subject"
    assert specs["people"].field("agent") is None


def test_a_schema_serves_if_every_record_type_has_an_anchor() -> None:
    """One without cannot be found by code."""
    assert serves(BRIEF)
    rows: JsonObject = {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}}
    assert not serves(schemas.inline({"type": "object", "properties": {"rows": rows}}))
    assert not serves(schemas.inline({"type": "object", "properties": {"topic": {"type": "string"}}}))


def _field(record: RecordSpec, source: str) -> FieldSpec:
    field = record.field(source)
    assert field is not None
    return field


@pytest.mark.parametrize(
    ("said", "status"), [("已开工,预计2026年建成投产", "started"), ("签约落地,投产后年产值可观", "signed")]
)
def test_a_status_still_to_come_is_none_yet(said: str, status: str) -> None:
    """Neither what is expected nor what is said of the time after it."""
    assert project(f"{PARK}{said}。")["status"] == status


def test_a_status_that_is_denied_is_none() -> None:
    """尚未 takes it back."""
    assert "status" not in project(f"{PARK}尚未开工。")
