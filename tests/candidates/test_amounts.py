"""A project's figures and dates."""

import pytest

from tests.candidates.reading import values

PARK = "白鹭湖绿色建材产业园"


def project(text: str, name: str = PARK) -> dict[str, str]:
    return next(row for row in values(text, "projects") if row["name"] == name)


@pytest.mark.parametrize(
    ("said", "capacity"),
    [
        ("达产后年产200马力以上拖拉机1.2万台、青贮机800台", "年产200马力以上拖拉机1.2万台、青贮机800台"),
        ("每年可加工鲜椒3万吨", "每年可加工鲜椒3万吨"),
        ("年产8英寸衬底18万片", "年产8英寸衬底18万片"),
        ("装机容量30万千瓦", "装机容量30万千瓦"),
        ("日处理污水能力由4万吨提升到8万吨", "日处理污水能力由4万吨提升到8万吨"),
        ("设计年吞吐量420万标准箱", "设计年吞吐量420万标准箱"),
        ("单日可查验货车4800辆次", "单日可查验货车4800辆次"),
        ("规划床位1200张", "床位1200张"),
        ("年产300万平方米光伏玻璃", "年产300万平方米"),
        ("将形成10吉瓦时的年产能", "10吉瓦时的年产能"),
    ],
)
def test_capacity_is_what_it_is_built_for(said: str, capacity: str) -> None:
    """From the cue to the last figure of its list."""
    assert project(f"{PARK}昨日开工，{said}。")["capacity"] == capacity


@pytest.mark.parametrize(
    "said", ["今年可交付整车8000辆", "日均处理订单420份", "每年可减少碳排放85万吨", "累计签约机架3000个", "年产值8亿元"]
)
def test_what_it_does_now_or_saves_is_no_capacity(said: str) -> None:
    """Figures of one year, of running, of what is spared."""
    assert "capacity" not in project(f"{PARK}昨日开工，{said}。")


def test_the_whole_counts_before_a_part() -> None:
    """In whatever order; what was spent so far only where nothing else is told."""
    assert project(f"{PARK}昨日开工，一期投资4亿元，项目总投资9亿元。")["investment"] == "9亿元"
    assert project(f"{PARK}累计完成投资2亿元，项目总投资9亿元。")["investment"] == "9亿元"
    assert project(f"{PARK}昨日开工，累计完成投资2亿元。")["investment"] == "2亿元"


def test_figures_and_dates_of_a_later_phase_are_not_its_own() -> None:
    """二期…"""
    row = project(f"{PARK}昨日投产，二期占地90亩，计划2031年3月开工。")
    assert "land_area" not in row
    assert "started" not in row


def test_what_stands_right_before_each_of_a_list_is_its_own() -> None:
    """投资5亿元的 A、投资2亿元的 B."""
    text = f"开工的有投资5亿元的{PARK}和投资2亿元的云顶半导体产业园。"
    assert project(text)["investment"] == "5亿元"
    assert project(text, "云顶半导体产业园")["investment"] == "2亿元"


def test_an_areas_unit_tells_what_it_is() -> None:
    """Before the name, or before halls."""
    assert project(f"县里打造了400余亩的{PARK}。")["land_area"] == "400余亩"
    assert project(f"县里打造了4万平方米的{PARK}。")["floor_area"] == "4万平方米"
    assert project(f"{PARK}开工，1.2万平方米的厂房已封顶。")["floor_area"] == "1.2万平方米"


@pytest.mark.parametrize(
    ("said", "field", "date"),
    [
        ("6月底通过交工验收", "completed", "6月底"),
        ("计划2031年10月交付", "completed", "2031年10月"),
        ("计划明年建成", "completed", "明年"),
        ("原定10月完工，推迟到12月底", "completed", "12月底"),
        ("计划2031年上半年开工", "started", "2031年上半年"),
        ("5月就动了工", "started", "5月"),
    ],
)
def test_dates_stand_before_their_words(said: str, field: str, date: str) -> None:
    """Or where they were put off to."""
    assert project(f"{PARK}{said}。")[field] == date


def test_the_day_of_signing_is_no_day_of_beginning() -> None:
    """9月19日，…签约，…明年开工."""
    row = project(f"9月19日，{PARK}签约，计划明年春天动工。")
    assert row.get("started") != "9月19日"
