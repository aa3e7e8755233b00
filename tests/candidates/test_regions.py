"""The area that an article is about."""

import pytest

from service.pipeline.candidates.regions import area_of_level, region
from tests.candidates.reading import tagged


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("贵州省遵义市汇川区召开会议。汇川区将加快发展。", "贵州省遵义市汇川区"),
        ("在遵义市，企业家参加会议。遵义市将加快发展。", "遵义市"),
        ("甘肃省召开会议。甘肃将加快发展。", "甘肃省"),
        ("重庆召开会议。重庆市将加快发展。", "重庆市"),
        ("内蒙古召开会议。", "内蒙古自治区"),
        ("遵义市汇川区召开会议，汇川区将加快发展。", "遵义市汇川区"),
        ("遵义召开会议。遵义市将加快发展。", "遵义市"),
        ("四川省凉山州会东县召开会议。会东县将加快发展。", "四川省凉山州会东县"),
        ("鼓楼区召开会议。南京市各区参加，江苏省也来人。鼓楼区将加快发展。", "江苏省南京市鼓楼区"),
        ("鼓楼区召开会议。鼓楼区将加快发展。", "鼓楼区"),
        ("海南召开会议。海南将加快发展。", "海南省"),
        ("浙江省义乌召开会议。义乌市委参加。", "浙江省义乌市"),
        ("大家都很高兴。", None),
    ],
)
def test_the_path_is_as_long_as_the_article_says(text: str, area: str | None) -> None:
    """From above to below; nothing that the article does not name, a bare name as the full one it stands for."""
    assert region(tagged(text)) == area


def test_the_area_named_most_counts() -> None:
    """Another is only mentioned."""
    text = "遵义市代表团赴成都市考察。遵义市将加快发展。遵义市企业家参加。"
    assert region(tagged(text)) == "遵义市"


def test_a_development_zone_is_no_administrative_area() -> None:
    """开发区 ends in 区."""
    assert region(tagged("遵义市召开会议。遵义经济技术开发区发展很快，遵义经济技术开发区投资多。")) == "遵义市"


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("浙江省科技厅和浙江省财政厅发布通知，义乌市参加。", ("浙江省", (0, 3))),
        ("义乌大会召开，浙江组团参加。", ("浙江省", (7, 9))),
        ("大会召开。", None),
    ],
)
def test_the_area_of_a_level_also_in_short(text: str, area: tuple[str, tuple[int, int]] | None) -> None:
    """In the names of bodies, too, and where it stands first."""
    assert area_of_level(tagged(text), "省") == area
