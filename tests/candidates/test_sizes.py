"""Figures that are a project's own size."""

import pytest

from service.pipeline.candidates.sizes import is_own_size
from tests.candidates.reading import values


@pytest.mark.parametrize(
    ("measure", "of", "before", "own"),
    [
        ("总投资", None, "", True),
        ("计划总投资", "thing", "", True),
        ("白鹭湖产业园项目总投资", None, "", True),
        ("总投资", None, "集中开工项目", False),
        ("投资", "place", "", False),
        ("工业投资", None, "", False),
        ("完成投资", None, "", False),
        ("固定资产投资", None, "", False),
        ("固定资产投资", None, "总投资", True),
        ("固定资产投资", "thing", "", True),
        ("白鹭湖试验场总投资", None, "", True),
        ("总建筑面积", "thing", "", True),
        ("规划用地", None, "", True),
        ("盘活低效用地", None, "", False),
        ("茶园面积", None, "", False),
        ("年产茶叶", "thing", "", True),
        ("年产茶叶", "place", "", False),
        ("年产值", "thing", "", False),
        ("年封装芯片", "thing", "", True),
        ("单日可查验货车", None, "", True),
        ("日均处理订单", None, "", False),
        ("年造船能力", "thing", "", True),
        ("规划装机容量", None, "", True),
        ("装机容量", "place", "", False),
        ("规划人才住房", None, "", True),
    ],
)
def test_what_a_project_costs_covers_and_makes_is_its_size(
    measure: str, of: str | None, before: str, own: bool
) -> None:
    """Not what an area or a body has in all, nor what several projects cost."""
    assert is_own_size(measure, of, before) is own


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("项目位于云溪县，总投资20亿元，占地80亩，建成后年产茶叶5万吨，年产值30亿元。", ["30亿元"]),
        ("云溪县集中开工项目12个，总投资20亿元。", ["12个", "20亿元"]),
        ("云溪县打造40万平方米的白鹭湖绿色建材产业园，引进企业8家。", ["8家"]),
        ("白鹭湖产业园项目总投资20亿元，其中固定资产投资12亿元。", []),
        ("云溪县培育产值超10亿元的整机企业5家。", ["5家"]),
        ("白鹭湖产业园达产后可年产拖拉机1万台、收割机800台，年产值30亿元。", ["30亿元"]),
        ("截至3月底，清洁能源发电量2亿千瓦时，占电力总装机的94%。", ["2亿千瓦时", "94%"]),
        ("云溪县投资20亿元，同比增长9.2%。", ["20亿元"]),
        ("云溪县建成20万亩的高标准农田。", ["20万亩"]),
    ],
)
def test_sizes_of_projects_are_no_indicators(text: str, kept: list[str]) -> None:
    """Even where no project has been found for them."""
    assert [row["value"] for row in values(text, "indicators")] == kept
