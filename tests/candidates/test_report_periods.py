"""Figures of a report that say its time only once."""

import pytest

from tests.candidates.reading import values


def told(text: str) -> list[tuple[str, str | None]]:
    """(figure, period) of each indicator in a text."""
    return [(row["value"], row.get("period")) for row in values(text, "indicators")]


REPORT = "前三季度，云溪县生产总值300亿元，同比增长6.1%。"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("茶叶产量20万吨，增长9.2%。", ["20万吨"]),
        ("茶叶加工业增长9.2%，占全县工业的三成，拉动全县工业增长1.2个百分点。", ["9.2%", "三成", "1.2个百分点"]),
        ("采矿业增加值下降2.3%。", ["2.3%"]),
        ("茶叶产值12亿元，占全县的35%；竹业产值8亿元，增长9.2%。", ["12亿元", "35%", "8亿元"]),
        ("同期，固定资产投资27亿元。", ["27亿元"]),
        ("云溪县有特色产业。\n茶叶产量20万吨，增长9.2%。", ["20万吨"]),
    ],
)
def test_what_grew_is_of_the_time_of_the_report(text: str, figures: list[str]) -> None:
    """Also what share of it that is, and what stands beside it; also in the next paragraph."""
    assert told(REPORT + text)[1:] == [(f, "前三季度") for f in figures]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("云溪县现有茶叶企业12家。", ("12家", None)),
        ("新设备让物流成本下降四成。", ("四成", None)),
        ("预计茶叶产量将增长9.2%。", ("9.2%", None)),
        ("9月茶叶产量增长9.2%。", ("9.2%", "9月")),
        ("云溪县有山。\n云溪县有水。\n云溪县有茶。\n茶叶产量20万吨，增长9.2%。", ("20万吨", None)),
    ],
)
def test_other_figures_are_not(text: str, figure: tuple[str, str | None]) -> None:
    """What there is now, what only costs less, what is to come, what has a time of its own or stands far off."""
    assert told(REPORT + text)[1:] == [figure]


def test_a_day_or_what_is_to_come_is_no_time_of_a_report() -> None:
    """Nothing takes it over."""
    assert told("5月6日，云溪县签约项目12个。茶叶产量20万吨，增长9.2%。")[1:] == [("20万吨", None)]
    assert told("今年全年，云溪县茶叶产量将达18万吨。竹笋产量20万吨，增长9.2%。")[1:] == [("20万吨", None)]
