"""Words that stand for something named before."""

import pytest

from service.pipeline.candidates.anaphors import anaphors, stands_for
from tests.candidates.reading import tagged
from tests.candidates.test_subjects import subject


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("目前，公司拥有专利20项。", ["公司"]),
        ("该行贷款余额20亿元。", ["行"]),
        ("上市公司4家。", []),
        ("全市企业数量增加。", []),
        ("企业数量增加。", []),
        ("企业现有员工80人。", ["企业"]),
        ("推行“服务+项目”模式。", []),
        ("企业、高校来了。", []),
    ],
)
def test_a_word_stands_for_something_where_it_stands_alone(text: str, words: list[str]) -> None:
    """Not inside of a longer expression."""
    (passage,) = tagged(text)
    assert [a.word for a in anaphors(passage, ())] == words


@pytest.mark.parametrize(
    ("word", "name", "does"),
    [
        ("公司", "云岭集团", True),
        ("公司", "云溪县水利局", False),
        ("企业", "岚川银行", False),
        ("行", "岚川银行云溪支行", True),
        ("学校", "岚川职业学院", True),
        ("协会", "云溪县茶叶商会", True),
        ("基地", "云岭集团", False),
    ],
)
def test_a_body_is_called_by_a_word_of_its_kind(word: str, name: str, does: bool) -> None:
    """A bank is no 公司, a college is a 学校."""
    assert stands_for(word, name) is does


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("云溪县经济向好。霖川生物公司总经理周文涛介绍，公司去年营收20亿元。", "霖川生物公司"),
        ("岚川银行与霖川生物公司合作。今年以来，该行发放贷款20亿元。", "岚川银行"),
        ("霖川生物公司来到云溪县，与云岭集团合作。去年公司营收20亿元。", "霖川生物公司"),
        ("白鹭湖绿色建材产业园位于云溪县。云溪县经济向好，产业园年产值20亿元。", "白鹭湖绿色建材产业园"),
        (
            "霖川生物公司发布公告。霖川生物公司去年扭亏。\n\n云岭纺织公司供应面料。\n\n公司三季报显示，营收20亿元。",
            "霖川生物公司",
        ),
        (
            "岚川高新技术产业开发区去年增长。岚川高新技术产业开发区召开会议。\n\n霖川纺织产业园投产。园区去年产值20亿元。",
            "霖川纺织产业园",
        ),
        (
            "岚川高新技术产业开发区去年增长，形势好。\n\n岚川高新技术产业开发区召开会议，各方参加。岚川高新技术产业开发区发布数据。\n\n霖川纺织产业园投产。\n\n园区去年产值20亿元。",
            "岚川高新技术产业开发区",
        ),
        ("云岭纺织公司投产。\n\n云溪县经济向好，企业产值20亿元。", "云溪县"),
        ("云岭纺织公司投产。霖川生物公司总经理周文涛说，随着云岭纺织公司投产，公司产值20亿元。", "霖川生物公司"),
        ("岚川高新技术产业开发区位于云溪县。今年，开发区到位资金20亿元。", "岚川高新技术产业开发区"),
    ],
)
def test_the_word_is_the_last_thing_of_its_kind(text: str, about: str) -> None:
    """What a sentence is about before what it also names; the body of who speaks too."""
    assert subject(text, "20亿元") == about
