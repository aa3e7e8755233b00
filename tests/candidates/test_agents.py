"""Who builds, invests in or runs a project."""

import pytest

from tests.candidates.reading import values

PARK = "白鹭湖绿色建材产业园"


def owner(text: str, name: str = PARK) -> str | None:
    return next(row for row in values(text, "projects") if row["name"] == name).get("owner")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"云岭建材有限公司投资5亿元建设的{PARK}昨日开工。", "云岭建材有限公司"),
        (f"由岚川大学与云岭集团共建的{PARK}昨日启用。", "岚川大学、云岭集团"),
        (f"云溪县与云岭集团共同打造的{PARK}昨日开工。", "云溪县、云岭集团"),
        (f"云岭集团在岚川市建成投用的{PARK}占地90亩。", "云岭集团"),
        (f"县里引进云岭集团投资6亿元兴建的{PARK}，占地90亩。", "云岭集团"),
        (f"云岭集团旗下的{PARK}昨日投产。", "云岭集团"),
        (f"{PARK}昨日开工，由全资子公司云岭建材有限公司负责实施。", "云岭建材有限公司"),
        (f"{PARK}昨日开工，项目业主为云岭建材有限公司。", "云岭建材有限公司"),
        (f"{PARK}昨日投产。业主云岭建材有限公司透露，订单很多。", "云岭建材有限公司"),
        (f"{PARK}昨日投产，是云岭集团投资3亿元打造的。", "云岭集团"),
        (f"云溪县政府、云岭集团和岚川大学签约，共同在北区建设{PARK}。", "云溪县政府、云岭集团、岚川大学"),
        (f"云岭集团宣布扩产。公司投资5亿元建设的{PARK}昨日开工。", "云岭集团"),
        (f"云岭集团举行{PARK}奠基仪式。", "云岭集团"),
        (f"云岭集团启动了{PARK}扩建，占地90亩。", "云岭集团"),
    ],
)
def test_whoever_is_told_to_build_it_is_its_owner(text: str, named: str) -> None:
    """In attributes, phrases with 由, roles, and clauses about it."""
    row = next(row for row in values(text, "projects") if row["name"].startswith(PARK))
    assert row.get("owner") == named


@pytest.mark.parametrize(
    "text",
    [
        f"云岭集团很高兴。2023年8月开工的{PARK}，占地90亩。",
        f"岚川市政府批复同意建设{PARK}，占地90亩。",
        f"云溪县启用{PARK}，占地90亩。",
    ],
)
def test_who_only_stands_near_is_none(text: str) -> None:
    """Before a relative clause without a subject of its own, who allows it, an area where it is."""
    assert owner(text) is None


def test_an_item_of_a_list_is_its_subjects() -> None:
    """甲大学与乙集团合作建设, behind the name."""
    text = f"重点项目如下：\n\n1.{PARK}。岚川大学与云岭集团合作建设，投资3亿元。\n"
    assert owner(text) == "岚川大学、云岭集团"
