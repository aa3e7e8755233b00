"""Whose plan an initiative is."""

import pytest

from tests.candidates.reading import values


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("云溪县开展“银针护茶”行动。", "云溪县"),
        ("云溪县经济向好。霖川生物公司落实全县“银针护茶”行动。", "云溪县"),
        ("霖川生物公司按照云溪县印发的《云溪县茶叶增收行动方案》生产。", "云溪县"),
        ("云溪县茶叶丰收。为此，县里出台“银针护茶”行动。", "云溪县"),
        ("霖川生物公司落实“银针护茶”行动。", None),
        ("岚川市推进“银针护茶”行动。霖川生物公司落实“银针护茶”行动。", "岚川市"),
        ("“我们将启动“银针护茶”行动。”岚川市茶业局局长苏远航说。", "岚川市茶业局"),
        ("岚川市茶业局局长苏远航介绍了情况。苏远航给出的办法，是推行“一园一策”机制。", "岚川市茶业局"),
        ("岚川市茶业局局长苏远航介绍，云溪县推行“一园一策”机制。", "云溪县"),
        ("岚川市茶业局局长苏远航说，全市正在实施茶园提升三年行动。岚川市很大。", "岚川市"),
        ("会议介绍了情况。《岚川市茶产业规划》提出了目标。岚川市很大。", "岚川市"),
    ],
)
def test_an_initiative_is_of_whoever_stands_before_it_or_issues_it(text: str, issuer: str | None) -> None:
    """Not of one that only carries it out."""
    (row,) = values(text, "initiatives")
    assert row.get("issuer") == issuer
