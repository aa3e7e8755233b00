"""The whole strategy, with a model that answers as the schema of each call allows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from service.pipeline.candidates.mentions import bare
from service.pipeline.candidates.strategy import Candidates
from service.pipeline.draft import Draft
from service.text import prepare
from service.types import Article, JsonObject
from tests.candidates.reading import BRIEF, Model, drafted

ARTICLE = """白鹭湖绿色建材产业园开工建设

来源：云岭晨报

2024年5月8日，白鹭湖绿色建材产业园在贵州省遵义市汇川区正式开工。项目由云岭集团投资建设，总投资12.6亿元，\
占地面积320亩，预计2026年6月建成，达产后年产值可达30亿元，带动就业1500人。

“这是我们今年最大的工程。”云岭集团董事长周文涛说，公司将深入实施“揽月”行动，力争三年内研发投入突破5亿元。

汇川区委副书记、区长陈思远出席活动。一季度，全区完成工业产值86.4亿元，同比增长9.2%；新增规模以上企业12家。省水利厅宣布给予支持。

活动当天，岚川新能源、柏树科技、远帆重工等12家企业签约入驻，霖川、北岭等农业合作社也参加了活动。市政府出台《绿色建材三年提升计划》，\
提出到2026年，全市建材产业产值达到200亿元，培育龙头企业8家。

下一步，汇川区将加快建设“云谷”大数据中心二期，总投资3亿元，目前正在筹建。

（记者 林晓雅）
"""
CHINESE = st.text(
    "甲乙云溪县岚川市汇川区省全该项目产业园区公司集团局长书记周文涛说表示投资开工建设位于由的等企业家同比增长下降"
    "达到力争一二三十万亿元年月日0123456789.%，。；：、！？“”‘’（）《》「」()— \n\u3000·+",
    max_size=160,
)


def leaf(value: JsonValue, pointer: str) -> JsonValue:
    """What a pointer points to."""
    for part in pointer.split("/")[1:]:
        if isinstance(value, list):
            value = value[int(part)]
        else:
            assert isinstance(value, dict)
            value = value[part]
    return value


def is_exact(draft: Draft, text: str) -> None:
    """Every range stands in the text; those of a leaf are its value, marks and the sign of a change aside."""
    for pointer, ranges in draft.evidence.items():
        assert all(0 <= start < end <= len(text) for start, end in ranges), pointer
        value = leaf(draft.record, pointer)
        if isinstance(value, str):
            said = "".join(text[start:end] for start, end in ranges)
            assert bare(said) == bare(value.removeprefix("-")), pointer


def rows(draft: Draft, record_type: str) -> list[JsonObject]:
    """The records of one type."""
    found = draft.record[record_type]
    assert isinstance(found, list)
    return [row for row in found if isinstance(row, dict)]


@pytest.mark.anyio
async def test_the_draft_of_an_article_is_exact() -> None:
    """Each value of each record stands where the draft says."""
    draft = await drafted(ARTICLE)
    is_exact(draft, prepare(ARTICLE).clean.text)
    for record_type in ("projects", "organizations", "people", "indicators", "initiatives"):
        for i, row in enumerate(rows(draft, record_type)):
            said = {name for name, value in row.items() if value is not None}
            known = {
                p.rpartition("/")[2] for p in {*draft.evidence, *draft.derived} if p.startswith(f"/{record_type}/{i}/")
            }
            assert said == known
            assert f"/{record_type}/{i}" in draft.evidence


@pytest.mark.anyio
async def test_the_draft_of_an_article_is_of_the_schemas_form() -> None:
    """The wire form, as a model would have to give it."""
    draft = await drafted(ARTICLE)
    assert BRIEF.problems(draft.record) == []


@pytest.mark.anyio
async def test_the_draft_of_an_article_has_what_it_says() -> None:
    """Things, bodies, people, figures, and the article's own fields."""
    draft = await drafted(ARTICLE)
    record = draft.record
    assert record["title"] == "白鹭湖绿色建材产业园开工建设"
    assert record["authors"] == ["林晓雅"]
    assert record["region"] == "贵州省遵义市汇川区"
    park = next(row for row in rows(draft, "projects") if row["name"] == "白鹭湖绿色建材产业园")
    assert (park["owner"], park["investment"], park["land_area"]) == ("云岭集团", "12.6亿元", "320亩")
    assert (park["started"], park["completed"]) == ("2024年5月8日", "2026年6月")
    assert "云谷大数据中心二期" in [row["name"] for row in rows(draft, "projects")]
    bodies = [row["name"] for row in rows(draft, "organizations")]
    assert {"云岭集团", "岚川新能源", "柏树科技", "远帆重工", "贵州省水利厅"} <= set(bodies)
    assert [(row["name"], row["title"], row["organization"]) for row in rows(draft, "people")] == [
        ("周文涛", "董事长", "云岭集团"),
        ("陈思远", "副书记、区长", "汇川区委"),
    ]
    figures = {str(row["value"]): row for row in rows(draft, "indicators")}
    assert {"86.4亿元", "12家", "200亿元", "1500人"} <= set(figures)
    assert not {"12.6亿元", "320亩", "3亿元"} & set(figures)
    assert (figures["86.4亿元"]["subject"], figures["86.4亿元"]["change"]) == ("汇川区", "9.2%")
    assert figures["200亿元"]["nature"] == "target"
    assert "揽月行动" in [row["name"] for row in rows(draft, "initiatives")]


@pytest.mark.anyio
async def test_a_draft_is_shown_before_and_after_the_names_are_judged() -> None:
    """And each time it is a record of its own."""
    shown: list[JsonObject] = []
    model = Model()
    text = f"{ARTICLE}\n“逐浪”行动见了效。\n"
    await Candidates().draft(Article(id="a", text=text), prepare(text), BRIEF, model, shown.append)
    assert len(shown) == 2
    assert shown[0]["indicators"] == []
    assert shown[1]["indicators"] != []
    assert {r.schema_name for r in model.requests} == {"names"}


@settings(max_examples=200, deadline=None)
@given(text=CHINESE)
@pytest.mark.anyio
async def test_any_text_has_an_exact_draft(text: str) -> None:
    """Whatever it says; also where the text step has something to repair."""
    whole = f"云溪县召开会议。\n{text}"
    draft = await drafted(whole)
    is_exact(draft, prepare(whole).clean.text)
    assert BRIEF.problems(draft.record) == []


@pytest.mark.anyio
@pytest.mark.usefixtures("must_end")
async def test_a_long_article_has_the_projects_of_its_parts() -> None:
    """Two hundred paragraphs, each with a project of its own, come to an end and lose none for being many."""
    paragraph = (
        "位于云溪县的{c}绿色建材产业园由{c}集团投资建设，总投资{n}亿元，占地{n}亩。"
        "{c}集团董事长周文涛说，今年产值{n}万元，同比增长{n}%。"
    )
    brands = [
        first + second for first in "宏恒鑫瑞盛华嘉东南西北海江山天永泰福安康" for second in "远达丰源信力泽通成业"
    ]
    texts = [paragraph.format(c=brand, n=n) for n, brand in enumerate(brands, 11)]
    whole = await _project_names(texts)
    quarters = [await _project_names(texts[i : i + 50]) for i in range(0, 200, 50)]
    assert whole == [name for names in quarters for name in names]
    assert len(set(whole)) == len(whole) > 0


async def _project_names(paragraphs: list[str]) -> list[JsonValue]:
    projects = (await drafted("\n".join(paragraphs))).record["projects"]
    assert isinstance(projects, list)
    return [project["name"] for project in projects if isinstance(project, dict)]
