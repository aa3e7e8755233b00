"""Names of what is built, planned or run: where they begin and end, and what is none."""

import pytest

from tests.candidates.reading import names, values


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县的岚江海上风电场昨日并网发电。", "岚江海上风电场"),
        ("总投资5亿元的临溪双色铝板生产基地昨日开工。", "临溪双色铝板生产基地"),
        ("年产20万吨生物基可降解材料项目昨日奠基。", "年产20万吨生物基可降解材料"),
        ("云溪港5万吨级航道改扩建工程昨日完工。", "云溪港5万吨级航道改扩建工程"),
        ("岚川8英寸传感器产线扩建项目昨日投产。", "岚川8英寸传感器产线扩建"),
        ("云岭固态电池研发与制造基地昨日开工。", "云岭固态电池研发与制造基地"),
        ("岚川虚拟电厂示范项目昨日启动建设。", "岚川虚拟电厂示范"),
        ("临溪磷酸铁二期，投资8亿元，昨日开工。", "临溪磷酸铁二期"),
        ("岚川湿地公园提升改造工程昨日开工。", "岚川湿地公园提升改造工程"),
        ("公司拟建设“年产8万吨高纯石英砂项目”，总投资6亿元。", "年产8万吨高纯石英砂"),
    ],
)
def test_a_name_is_whole_whatever_the_tagger_makes_of_its_words(text: str, name: str) -> None:
    """Adverbs, verbs, numbers and words of place inside a name belong to it."""
    assert names(text, "projects") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县海岚预制菜产业园昨日开工。海岚食品集团很高兴。", "海岚预制菜产业园"),
        ("延润果业智能分选中心昨日投用。延润果业集团很高兴。", "延润果业智能分选中心"),
        ("云溪县预制菜产业园昨日开工。海岚食品集团很高兴。", "云溪县预制菜产业园"),
    ],
)
def test_a_name_begins_at_its_makers(text: str, name: str) -> None:
    """A company of the article after which it is named; else at its first noun."""
    assert names(text, "projects") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("青禾冷链物流园主体工程已完工。", "青禾冷链物流园"),
        ("青禾竹浆餐具生产线项目车间里，工人正在调试设备。", "青禾竹浆餐具生产线"),
        ("云顶半导体封测基地办公楼昨日封顶。", "云顶半导体封测基地"),
    ],
)
def test_a_part_is_not_in_the_name(text: str, name: str) -> None:
    """Works on it, its halls and offices."""
    assert names(text, "projects") == [name]


@pytest.mark.parametrize(
    "text",
    [
        "今年新上了2条火锅底料生产线，日加工鲜椒120吨。",
        "云溪县重大产业项目昨日开工，总投资30亿元。",
        "公司的新厂房昨日封顶，投资2亿元。",
        "徐州工程机械产业增长5%。",
        "云溪县将系统工程专业落户职业学院。",
        "到2031年，云溪县建成长江中游航空物流枢纽。",
        "云溪县政务服务中心工作人员介绍，窗口昨日启用。",
        "云岭大桥是云昭高速的控制性工程。",
        "“机器过条马路就能进车间”，他说，工厂昨日投产。",
        "云溪县实施“百亿集群”培育工程。",
    ],
)
def test_what_only_looks_like_a_name_is_none(text: str) -> None:
    """Kinds, counted things, other nouns, aims, bodies that speak, wholes, sentences and campaigns."""
    assert [name for name in names(text, "projects") if name != "云岭大桥"] == []


def test_a_long_noun_run_is_a_name_where_it_is_told_of() -> None:
    """By what stands before it, behind it, or in the sentence that goes on about it."""
    assert names("县里投资2亿元在北区建设农产品精深加工中心。", "projects") == ["农产品精深加工中心"]
    assert names("县里有农产品精深加工中心。这个中心由县里建设，占地60亩。", "projects") == ["农产品精深加工中心"]
    assert names("县里有农产品精深加工中心。人们很高兴。", "projects") == []


def test_what_only_occurs_is_no_project() -> None:
    """A park whose name stands somewhere, of which nothing is told."""
    assert names("云岭集团在云顶半导体产业园里的车间很大。", "projects") == []


def test_the_items_of_a_list_are_names() -> None:
    """Behind a number or a mark, whatever they are made of."""
    text = "重点项目如下：\n\n1.树脂中试基地项目。投资3亿元。\n\n●光储一体化项目：投资2亿元。\n"
    assert names(text, "projects") == ["树脂中试基地", "光储一体化"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("云顶产业园一期昨日投产。项目总投资9亿元，其中一期投资4亿元。", ["云顶产业园"]),
        ("云顶产业园一期昨日投产，投资4亿元。", ["云顶产业园一期"]),
        (
            "云顶产业园一期投资4亿元，昨日投产。云顶产业园二期投资5亿元，昨日开工。",
            ["云顶产业园一期", "云顶产业园二期"],
        ),
    ],
)
def test_a_first_phase_is_the_whole_where_both_are_told_of(text: str, found: list[str]) -> None:
    """And not where the second has a name of its own."""
    assert names(text, "projects") == found


def test_the_whole_of_a_phase_stands_where_it_says() -> None:
    """Without the phase behind it."""
    text = "云顶产业园一期昨日投产。项目总投资9亿元，其中一期投资4亿元。"
    (row,) = values(text, "projects")
    assert (row["name"], row["investment"]) == ("云顶产业园", "9亿元")
