"""How far a project has come, by the words of the clauses about it."""

import pytest

from tests.candidates.reading import values

PARK = "白鹭湖绿色建材产业园"


def status(text: str, name: str = PARK) -> str | None:
    return next(row for row in values(text, "projects") if row["name"] == name).get("status")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("刚刚拿到可研批复", "planned"),
        ("正在办理用地手续", "planned"),
        ("计划明年3月开工", "planned"),
        ("正式签约", "signed"),
        ("打下第一根桩", "started"),
        ("还在赶工", "under_construction"),
        ("主体结构已完工", "under_construction"),
        ("建设已完成八成", "under_construction"),
        ("通过竣工验收", "completed"),
        ("交付使用", "operating"),
        ("首台机组并网发电", "operating"),
        ("由云岭集团投资建设运营，近日签约", "signed"),
        ("分两期建成，近日签约", "signed"),
        ("将迎来首车下线，厂房已封顶", "under_construction"),
        ("近日签约，要在年底前投产", "signed"),
    ],
)
def test_a_word_counts_in_its_scope(said: str, told: str) -> None:
    """What is; not what is to come, nor what who builds it does."""
    assert status(f"{PARK}{said}。") == told


@pytest.mark.parametrize("said", ["占地90亩，已有企业签约", "占地90亩，引进落地了云岭、霖川等企业"])
def test_what_others_do_there_is_not_its_own(said: str) -> None:
    """Companies that sign, or come."""
    assert status(f"{PARK}{said}。") is None


def test_the_sentence_that_introduces_a_list_is_said_of_its_items() -> None:
    """Those without words of their own, and the furthest of both."""
    text = f"昨日集中签约的项目有：\n\n1.{PARK}。投资3亿元。\n\n2.云顶半导体产业园。投资2亿元，已开工。\n"
    assert status(text) == "signed"
    assert status(text, "云顶半导体产业园") == "started"


def test_a_verb_around_a_list_is_said_of_each() -> None:
    """加快 A、B 建设."""
    text = f"云溪县加快{PARK}、云顶半导体产业园等项目建设。"
    assert status(text) == status(text, "云顶半导体产业园") == "under_construction"


def test_words_inside_names_say_nothing() -> None:
    """达产 of 雷达产业基地."""
    assert status(f"云溪县签约了云顶雷达产业基地、{PARK}等8个项目。") == "signed"


def test_a_sentence_on_another_phase_is_not_its_own() -> None:
    """产业园一期… after 某产业园二期."""
    assert status(f"{PARK}二期昨日开工。产业园一期已投产。", f"{PARK}二期") == "started"
