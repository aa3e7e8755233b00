"""Which phrases name a plan, a campaign or a policy, which of them surely, and which are none."""

import pytest

from service.pipeline.candidates.judge import is_doubtful
from tests.candidates.reading import found, names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县启动“银针护茶”行动。", "银针护茶行动"),
        ("云溪县印发《云溪县茶叶增收规划（2031—2035年）》。", "云溪县茶叶增收规划（2031—2035年）"),
        ("云溪县推行“茶园+合作社+农户”模式。", "茶园+合作社+农户模式"),
        ("岚川市正构建“一园一策”推进体系，由专人负责。", "一园一策推进体系"),
        ("岚川市将开展招才攻坚百日行动。", "招才攻坚百日行动"),
        ("岚川市实施老茶园改造三年行动方案。", "老茶园改造三年行动方案"),
        ("岚川市健全市领导包抓推进机制，效果明显。", "市领导包抓推进机制"),
        ("岚川市实施“银针护茶”工程和骨干茶企倍增计划。", "骨干茶企倍增计划"),
        ("岚川市出台茶渣循环利用补助办法。", "茶渣循环利用补助办法"),
        ("岚川市推出“茶业二十条”，企业很欢迎。", "茶业二十条"),
        ("岚川市落实“茶园提质年”的要求。", "茶园提质年"),
        ("岚川市深入推进“茶旅相融”，游客多了。", "茶旅相融"),
        ("海关推出“随到随验”等措施。", "随到随验"),
    ],
)
def test_a_verb_that_acts_makes_a_name_sure(text: str, name: str) -> None:
    """No model is asked about it unless the phrase has neither marks with a title's brackets nor an ending."""
    (plan,) = [f for f in found(text, "initiatives") if f.cells["name"].value == name]
    assert is_doubtful(plan) == (name in {"茶旅相融", "随到随验"})


@pytest.mark.parametrize(
    "text",
    [
        "云溪县“茶叶之乡”的名声越来越响。",
        "茶叶成为云溪县推进振兴的“主引擎”。",
        "云溪银行推出“茶农贷”产品。",
        "云溪县获评“中国名茶之乡”。",
        "“今年的春茶卖得好”，他说。",
        "“十四五”以来，云溪县新建茶园三千亩。",
        "云溪县构建现代化产业体系。",
        "云溪县制定年度工作方案。",
        "按照工作计划，项目将如期完工。",
        "云溪县探索多种合作模式。",
        "云溪县落实优惠政策。",
        "云溪县实施灌区供水管网改造工程。",
        "云溪县与霖川集团开展茶业战略合作。",
        "霖川集团生产工程机械。",
    ],
)
def test_what_any_trade_has_is_no_name(text: str) -> None:
    """Nor what is praised, sold, built or said in quotation marks."""
    assert names(text, "initiatives") == []


def test_several_share_their_last_word() -> None:
    """“甲乙、丙丁两大工程” are two, unless the members are single words."""
    assert names("岚川市深化茶园基础再造、名茶品种选育两大工程。", "initiatives") == [
        "茶园基础再造工程",
        "名茶品种选育工程",
    ]
    assert names("岚川市打好人才、资金、市场三大攻坚战。", "initiatives") == ["人才、资金、市场三大攻坚战"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("云溪县的做法是“先尝后买”，茶客放心。", "先尝后买"),
        ("云溪县按照“以茶兴县”的工作思路谋划发展。", "以茶兴县"),
    ],
)
def test_what_is_said_to_be_a_way_of_doing_is_doubtful(text: str, name: str) -> None:
    """Words in marks that the sentence calls a 做法 or a 思路."""
    (plan,) = found(text, "initiatives")
    assert (plan.cells["name"].value, is_doubtful(plan)) == (name, True)
