"""Where a project stands."""

import pytest

from tests.candidates.reading import values

PARK = "白鹭湖绿色建材产业园"


def location(text: str) -> str | None:
    return next(row for row in values(text, "projects") if row["name"] == PARK).get("location")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"{PARK}选址云溪县胡集镇，占地90亩。", "云溪县胡集镇"),
        (f"{PARK}位于滨河大道以北，占地90亩。", "滨河大道以北"),
        (f"{PARK}在云溪县后港镇开工。", "云溪县后港镇"),
        (f"{PARK}正在后港镇加紧施工。", "后港镇"),
        (f"{PARK}签约落户岚川高新区，占地90亩。", "岚川高新区"),
        (f"金井片区的{PARK}占地90亩。", "金井片区"),
        (f"走进云溪县后港镇，{PARK}已投产。", "云溪县后港镇"),
        (f"在云溪县，{PARK}已投产。", "云溪县"),
        (f"云岭集团在云溪县建成投用的{PARK}占地90亩。", "云溪县"),
        (f"{PARK}。建设地点：云溪县化工集中区；占地90亩。", "云溪县化工集中区"),
    ],
)
def test_a_place_is_told_in_many_ways(text: str, place: str) -> None:
    """By verbs, in front of the name, at the head of the sentence, behind a label."""
    assert location(text) == place


@pytest.mark.parametrize(
    "text",
    [
        f"总部位于岚川市的云岭集团建起{PARK}，占地90亩。",
        f"在签约仪式上，{PARK}成功签约。",
        f"云溪县落地海岚食品、{PARK}等项目。",
        f"近年来，{PARK}占地90亩。",
    ],
)
def test_what_is_no_place_of_its_own_is_none(text: str) -> None:
    """Where its maker sits, where it was signed, who else came."""
    assert location(text) is None
