"""Short names, and the full ones that they stand for."""

import pytest

from service.pipeline.candidates.short_forms import short_forms, stands_for, trade_name
from tests.candidates.reading import names, values


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("海岚机械", "海岚粮油机械股份有限公司"),
        ("海岚粮油", "海岚粮油机械股份有限公司"),
        ("海岚机械公司", "海岚粮油机械（临溪）有限公司"),
        ("海岚集团", "海岚集团有限公司"),
        ("海岚", "海岚集团"),
        ("海岚", "海岚纺织有限公司"),
        ("海岚", "北京海岚纺织有限公司"),
        ("海岚集团", "北京海岚纺织集团有限公司"),
        ("海岚纺织", "北京海岚纺织有限公司"),
        ("海岚纺织", "松阳海岚纺织有限公司"),
        ("市发改委", "市发展和改革委员会"),
        ("临溪高新区管委会", "临溪高新区管理委员会"),
        ("空间信息研究院", "云州科学院空间信息创新研究院"),
        ("云州药大", "云州药科大"),
    ],
)
def test_a_short_form_of_a_body(short: str, full: str) -> None:
    """Characters of the full name in order."""
    assert stands_for(short, full)
    assert not stands_for(full, short)


@pytest.mark.parametrize(
    ("other", "full"),
    [
        ("海岚集团", "海岚集团纺织有限公司"),
        ("云州大学", "云州大学晶体研究院"),
        ("临溪市委", "临溪市委常委"),
        ("临溪市财政局", "云川市财政局"),
        ("岚海机械", "海岚粮油机械股份有限公司"),
        ("粮油机械", "海岚粮油机械股份有限公司"),
        ("海岚数创", "海岚"),
    ],
)
def test_another_body(other: str, full: str) -> None:
    """A group and its company, a university and its institute, the same office of another area."""
    assert not stands_for(other, full)


def test_a_short_name_that_the_article_explains_is_the_body() -> None:
    """Wherever it stands, also where nothing else tells that it names a body."""
    text = "海岚粮油机械股份有限公司（以下简称“嘉穗”）昨日宣布扩产。\n\n今年，嘉穗出口额20亿元。\n"
    assert names(text, "organizations") == ["海岚粮油机械股份有限公司"]
    assert names(text, "initiatives") == []
    (row,) = values(text, "indicators")
    assert row["subject"] == "海岚粮油机械股份有限公司"


def test_a_cell_has_the_full_name() -> None:
    """Of the only body that the short one can stand for."""
    text = "海岚粮油机械股份有限公司宣布扩产。\n\n海岚机械总经理方雨桐说，海岚机械建设海岚智能装备产业园。\n"
    assert names(text, "organizations") == ["海岚粮油机械股份有限公司"]
    assert values(text, "people")[0]["organization"] == "海岚粮油机械股份有限公司"
    assert values(text, "projects")[0]["owner"] == "海岚粮油机械股份有限公司"


def test_a_short_name_of_two_bodies_is_neither() -> None:
    """It could be either's."""
    text = "海岚粮油机械股份有限公司和海岚农业机械股份有限公司宣布扩产。海岚机械公司宣布了消息。"
    assert names(text, "organizations")[-1] == "海岚机械公司"


def test_a_body_told_by_its_short_form_alone_acts() -> None:
    """Its full name stands before a post or before what is its own."""
    text = "云穗禾食品股份有限公司车间里灯火通明。\n\n云穗禾食品是从小作坊做起来的，云穗禾食品公司去年扩产。\n"
    assert names(text, "organizations") == ["云穗禾食品股份有限公司"]


def test_short_forms_of_a_company() -> None:
    """With the group, the company, or neither; no name of an area."""
    assert short_forms("海岚纺织集团股份有限公司") == ("海岚纺织集团", "海岚纺织公司", "海岚纺织")
    assert short_forms("石家庄集团有限公司") == ("石家庄集团", "石家庄公司")
    assert short_forms("临溪市财政局") == ()


def test_a_company_is_known_by_the_beginning_of_its_name_that_comes_again() -> None:
    """Whatever the tagger makes of it; behind the area, without what follows it in the full name."""
    assert trade_name("江西木岚智造家具有限公司", "江西木岚智造家具有限公司发言。木岚智造董事长说。") == "木岚智造"
    assert trade_name("江西木岚智造家具有限公司", "江西木岚智造家具有限公司发言。") is None
    assert trade_name("江西省家具协会", "江西省家具协会发言。家具好。") is None
