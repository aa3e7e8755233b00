"""Figures and what the words around them say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.pipeline.candidates.figures import Figure, clauses, find_figures
from service.pipeline.candidates.passages import Passage
from tests.candidates.reading import tagged


def figures(text: str) -> tuple[Passage, list[Figure]]:
    """The figures of the one sentence of a text."""
    (passage,) = tagged(text)
    found = find_figures(passage)
    for figure in found:
        assert passage.at(figure.start, figure.end) == figure.text
        assert figure.clause[0] <= figure.start < figure.clause[1]
        assert not figure.measure.parts or "".join(passage.at(*m) for m in figure.measure.parts) == figure.measure.text
    return passage, found


def measured(text: str) -> list[tuple[str, str]]:
    """(measure, figure) of each figure in a sentence."""
    return [(f.measure.text, f.text) for f in figures(text)[1]]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("云溪县完成工业产值41.3亿元。", [("完成工业产值", "41.3亿元")]),
        ("岚川市出口额达到了20亿元。", [("出口额", "20亿元")]),
        ("岚川市出口额将达到20亿元。", [("出口额", "20亿元")]),
        ("岚川市出口额分别为20亿元、30亿元。", [("出口额", "20亿元"), ("出口额", "30亿元")]),
        ("目前共有30余家优质企业。", [("优质企业", "30余家")]),
        ("全市有30个在建亿元以上工业项目。", [("在建亿元以上工业项目", "30个")]),
        ("全市共有30个首台（套）产品。", [("首台（套）产品", "30个")]),
        ("30家会员企业上半年利润下降。", [("会员企业", "30家")]),
        ("云溪县获得2亿元订单，铺设30公里管网。", [("获得订单", "2亿元"), ("铺设管网", "30公里")]),
        ("公司拿到2亿元订单和3亿元贷款。", [("拿到订单", "2亿元"), ("贷款", "3亿元")]),
        ("云溪县组建5支队伍、30个小组。", [("组建队伍", "5支"), ("小组", "30个")]),
        ("去年鲜笋一公斤卖到48元。", [("鲜笋一公斤卖到", "48元")]),
        ("18个茶厂中已有11个投产。", [("茶厂", "18个"), ("茶厂投产", "11个")]),
        ("规上茶叶企业，全市有30家。", [("规上茶叶企业", "30家")]),
        ("招商方面，全市有30家。", [("全市", "30家")]),
        ("台湾籍技师占两成。", [("台湾籍技师占", "两成")]),
        ("惠及茶农30户，户均约7万元。", [("惠及茶农", "30户"), ("户均", "约7万元")]),
        ("引进投资逾亿元项目30个。", [("引进投资逾亿元项目", "30个")]),
        ("村里1.1万亩竹林。", [("竹林", "1.1万亩")]),
        ("云溪县粮食总产量连续三年稳定在120万吨以上。", [("粮食总产量", "120万吨以上")]),
        ("带动3000余户茶农年均增收8000元。", [("带动茶农", "3000余户"), ("茶农年均增收", "8000元")]),
        ("云溪县存款余额突破2000亿元大关。", [("存款余额", "2000亿元")]),
        ("云溪县R&D经费投入强度达到3.2%。", [("R&D经费投入强度", "3.2%")]),
        ("运输成本因此下降了四成。", [("运输成本下降", "四成")]),
        ("竹笋价格却只有3元。", [("竹笋价格", "3元")]),
        ("云溪县现有茶农300人。", [("现有茶农", "300人")]),
        ("全市实际利用外资3亿元。", [("实际利用外资", "3亿元")]),
        ("目前已有3人受伤、12人失联。", [("", "3人"), ("受伤", "12人")]),
        ("全县新增规模以上企业12家。", [("新增规模以上企业", "12家")]),
        ("全市新建学校、医院、养老院等公共设施36个。", [("新建公共设施", "36个")]),
        ("全市拥有高新技术企业120家和瞪羚企业8家。", [("高新技术企业", "120家"), ("瞪羚企业", "8家")]),
        ("云溪县新能源产业实现产值20亿元。", [("新能源产业产值", "20亿元")]),
        ("公司预计实现营业收入20亿元。", [("营业收入", "20亿元")]),
        ("产品进入社区医院740余家。", [("产品进入社区医院", "740余家")]),
        ("订单数量预计增至35件。", [("订单数量", "35件")]),
        ("全县累计帮企业解决用水、用电等问题40个。", [("累计帮企业解决问题", "40个")]),
        ("云溪县企业12家。", [("企业", "12家")]),
        ("云溪县每万人专利拥有量38件。", [("每万人专利拥有量", "38件")]),
        ("云溪县人均可支配收入3万元。", [("人均可支配收入", "3万元")]),
        ("云溪县每年可减少碳排放3万吨。", [("减少碳排放", "3万吨")]),
        ("云溪县设备完好率稳定在98%左右。", [("设备完好率", "98%左右")]),
        ("产品进入商店740余家，明年要做到1200家。", [("产品进入商店", "740余家"), ("产品进入商店", "1200家")]),
        ("航线通达8个国家的40多个机场。", [("航线通达国家", "8个"), ("机场", "40多个")]),
        ("霖川公司在手订单28亿元。", [("在手订单", "28亿元")]),
        ("云溪县在孵企业30家。", [("在孵企业", "30家")]),
        ("我国造船完工量30万吨。", [("造船完工量", "30万吨")]),
        ("云溪县在研发投入上达30万元。", [("研发投入上达", "30万元")]),
        ("云溪学院新开两个新专业。", [("新开新专业", "两个")]),
        (
            "云溪县签约亿元以上项目7个，其中10亿元以上项目2个。",
            [("签约亿元以上项目", "7个"), ("10亿元以上项目", "2个")],
        ),
        ("云溪县培育产值超10亿元的整机企业5家。", [("培育产值", "超10亿元"), ("培育产值超10亿元的整机企业", "5家")]),
        ("云溪县签约亿元以上的项目7个。", [("签约亿元以上的项目", "7个")]),
        ("云溪县企业12家，新增3家。", [("企业", "12家"), ("企业新增", "3家")]),
    ],
)
def test_what_is_measured_stands_before_or_behind(text: str, pairs: list[tuple[str, str]]) -> None:
    """Without the words that only join it to the figure, and without the members of a list."""
    assert measured(text) == pairs


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "云溪县出口额20亿元，占全市出口额的35%。",
            [("出口额", "20亿元"), ("出口额占全市出口额", "35%")],
        ),
        (
            "云溪县茶叶产量20万吨，岚川茶业公司就占了三成。",
            [("茶叶产量", "20万吨"), ("占茶叶产量的比例", "三成")],
        ),
        (
            "云溪县工业投资增长14.5%，高于全市2.8个百分点，居全市第2位。",
            [
                ("工业投资增长", "14.5%"),
                ("工业投资增长高于全市", "2.8个百分点"),
                ("工业投资增长在全市的位次", "第2位"),
            ],
        ),
        (
            "云溪县工业增加值同比增长9.2%，增速居全市第3位。",
            [("工业增加值同比增长", "9.2%"), ("工业增加值增速在全市的位次", "第3位")],
        ),
        ("云溪县人均收入排名第3位。", [("人均收入的位次", "第3位")]),
        (
            "云溪县茶叶产量居全国第3位、西部第1位。",
            [("茶叶产量在全国的位次", "第3位"), ("茶叶产量在西部的位次", "第1位")],
        ),
        (
            "云溪县使用外资2亿元，总量居全省第四位，增幅居全省第二位。",
            [
                ("使用外资", "2亿元"),
                ("使用外资总量在全省的位次", "第四位"),
                ("使用外资增幅在全省的位次", "第二位"),
            ],
        ),
        ("云溪县茶农18万户，今年新增1万户。", [("茶农", "18万户"), ("茶农新增", "1万户")]),
        (
            "云溪县用电量同比增长6.8%，比8月加快0.5个百分点。",
            [("用电量同比增长", "6.8%"), ("用电量同比增长比8月加快", "0.5个百分点")],
        ),
        (
            "云溪县出口额20亿元，下降5.2%，降幅比上半年收窄1.8个百分点。",
            [("出口额", "20亿元"), ("出口额降幅比上半年收窄", "1.8个百分点")],
        ),
        (
            "云溪县人均工资5000元，比全市平均高800元，居全市第3位。",
            [("人均工资", "5000元"), ("人均工资比全市平均高", "800元"), ("人均工资在全市的位次", "第3位")],
        ),
        (
            "云溪县使用外资2亿元，完成年度目标的58%，总量居全省第4位。",
            [("使用外资", "2亿元"), ("完成年度目标", "58%"), ("使用外资总量在全省的位次", "第4位")],
        ),
        ("云溪县茶叶产量20万吨，两地合计占全市的35%。", [("茶叶产量", "20万吨"), ("茶叶产量占全市", "35%")]),
        ("云溪县出口额20亿元，与邻国贸易额8亿元。", [("出口额", "20亿元"), ("与邻国贸易额", "8亿元")]),
        ("云溪县用电量同比增长6.8%，环比下降2.1%。", [("用电量同比增长", "6.8%"), ("用电量环比下降", "2.1%")]),
    ],
)
def test_a_share_a_gap_and_a_rank_are_told_of_what_stands_before(text: str, pairs: list[tuple[str, str]]) -> None:
    """Their own words alone would not say what they are of."""
    assert measured(text) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "今年，云溪县茶叶占比由去年同期的12%升至15%。",
        "今年，云溪县茶叶占比将从去年同期的12%提高到15%。",
        "云溪县茶叶占比由去年同期的12%增加到今年的15%。",
    ],
)
def test_where_something_rose_from_is_a_figure_too(text: str) -> None:
    """Of the same, at another time; the first is no change of what was before."""
    passage, found = figures(text)
    assert [(f.measure.text, f.text, f.change) for f in found] == [("茶叶占比", "12%", None), ("茶叶占比", "15%", None)]
    assert [passage.at(*f.period) for f in found if f.period] == ["去年同期", "今年"]


def test_two_figures_behind_one_measure_share_it() -> None:
    """Between them stands nothing but 、."""
    assert measured("云溪县粮食产量为12万吨、13万吨。") == [("粮食产量", "12万吨"), ("粮食产量", "13万吨")]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("云溪县茶叶产量、销量分别为20万吨和18万吨。", [("茶叶产量", "20万吨"), ("销量", "18万吨")]),
        ("云溪县水稻、小麦产量分别达到20万吨、18万吨。", [("水稻产量", "20万吨"), ("小麦产量", "18万吨")]),
        (
            "云溪县钢材产量、水泥产量和玻璃产量分别占全市的10%、12%和13%。",
            [("钢材产量占全市", "10%"), ("水泥产量占全市", "12%"), ("玻璃产量占全市", "13%")],
        ),
        ("云溪县茶叶、竹笋产量分别增长3%和5%。", [("茶叶产量增长", "3%"), ("竹笋产量增长", "5%")]),
        ("云溪县用水、用电价格分别为3元、5元、8元。", [("用水、用电价格", v) for v in ("3元", "5元", "8元")]),
        ("云溪县新增茶园、竹林20万亩和18万亩。", [("新增茶园、竹林", "20万亩"), ("新增茶园、竹林", "18万亩")]),
    ],
)
def test_measures_told_in_one_have_a_figure_each(text: str, pairs: list[tuple[str, str]]) -> None:
    """Where 分别 says so and there are as many of them."""
    assert measured(text) == pairs


def test_a_unit_that_only_the_last_of_a_list_has_is_that_of_all() -> None:
    """3.1个、5.4个百分点 are two differences in points."""
    (passage,) = tagged("云溪县开工率、投产率分别为73.6%、48.9%，同比分别提高3.1个、5.4个百分点。")
    assert [(f.measure.text, f.text, f.change) for f in find_figures(passage)] == [
        ("开工率", "73.6%", "3.1个百分点"),
        ("投产率", "48.9%", "5.4个百分点"),
    ]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("首批18名技师已到岗。", [("首批到岗技师", "18名")]),
        ("云溪县选派30名干部驻企服务。", [("选派干部驻企服务", "30名")]),
        ("今年已有6家企业入驻，其中3家来自外地。", [("入驻企业", "6家"), ("企业", "3家")]),
        ("30家企业参加推介会并现场参观了白鹭湖产业园。", [("企业", "30家")]),
        ("云溪县30个项目完成投资8亿元。", [("项目", "30个"), ("完成投资", "8亿元")]),
        ("茶叶六成将出口。", [("茶叶出口", "六成")]),
        ("云溪县现有员工260人，九成来自本地。", [("现有员工", "260人"), ("现有员工来自本地", "九成")]),
        ("三分之一的订单来自欧洲。", [("订单来自欧洲", "三分之一")]),
        ("一半零部件能在本地配齐。", [("零部件在本地配齐", "一半")]),
        ("茶叶占全县产值的三成以上。", [("茶叶占全县产值", "三成以上")]),
        ("云溪县设备完好率38%左右，处于全省前列。", [("设备完好率", "38%左右")]),
    ],
)
def test_what_is_counted_or_shared_may_be_told_by_what_it_does(text: str, pairs: list[tuple[str, str]]) -> None:
    """In a few words that go on to the end of the clause."""
    assert measured(text) == pairs


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("云溪县出口额20亿元，同比增长9.2%。", "9.2%"),
        ("云溪县出口额20亿元，同比下降4.2%。", "-4.2%"),
        ("云溪县出口额20亿元，较上年同期减少4.2%。", "-4.2%"),
        ("云溪县出口额20亿元，环比回落0.3%。", "-0.3%"),
        ("云溪县出口额20亿元（同比增长9.2%）。", "9.2%"),
        ("云溪县出口额20亿元，增长9.2%。", "9.2%"),
        ("云溪县出口额20亿元，比上年末增加近两成。", "近两成"),
        ("云溪县出口额20亿元，较2019年增长1.5倍。", "1.5倍"),
        ("云溪县出口额20亿元，同比大幅提升9.2%。", "9.2%"),
        ("云溪县出口额20亿元，增幅为9.2%。", "9.2%"),
        ("云溪县出口额20亿元，降幅达9.2%。", "-9.2%"),
        ("云溪县就业率60%，比前年提高4个百分点。", "4个百分点"),
        ("云溪县出口额20亿元，同比增长9.2%，环比增长0.4%。", "9.2%"),
        ("云溪县出口额同比增长9.2%，达到20亿元。", "9.2%"),
        ("云溪县出口额同比下降9.2%至20亿元。", "-9.2%"),
        ("云溪县出口额20亿元，同比翻番。", "翻番"),
        ("云溪县出口额20亿元，按可比价格计算，同比增长9.2%。", "9.2%"),
        ("云溪县出口额增速6.1%，同比提高2个百分点。", "2个百分点"),
        ("云溪县出口额20亿元，比上年翻了一番。", "翻了一番"),
        ("云溪县出口额20亿元，总量较去年同期基本持平。", "基本持平"),
        ("云溪县茶农18万户，较年初净增1万户。", "1万户"),
        ("云溪县存款20亿元，比年初增加2亿元，增长10%。", "10%"),
        ("云溪县茶叶企业12家，比上年末减少3家。", "-3家"),
        ("云溪县茶叶企业12家，比8月多出3家。", "3家"),
        ("云溪县茶叶企业12家，比去年同期少了3家。", "-3家"),
        ("云溪县就业率60%，比去年同期低4个百分点。", "-4个百分点"),
        ("云溪县就业率60%，比重还低了4个百分点。", "-4个百分点"),
        ("云溪县茶叶产量居全省第4位，较上年前移2位。", "前移2位"),
        ("云溪县茶叶产量居全省第四名，后退2名。", "后退2名"),
        ("云溪县出口额20亿元（人民币，下同），年增9.2%。", "9.2%"),
        ("云溪县出口额20亿元，年减9.2%。", "-9.2%"),
        ("云溪县出口额20亿元，按年下跌9.2%。", "-9.2%"),
        ("云溪县出口额20亿元，与2019年相比微增9.2%。", "9.2%"),
    ],
)
def test_a_change_belongs_to_the_figure_before_it(text: str, change: str) -> None:
    """A fall is negative; its place is that of the characters without the sign."""
    passage, (figure,) = figures(text)
    assert figure.change == change
    assert figure.change_at is not None
    assert passage.at(*figure.change_at) == change.removeprefix("-")


def test_a_share_is_no_change() -> None:
    """占比 says no 同比; what grew has a name of its own; two figures of a list are two."""
    _, found = figures("云溪县出口额20亿元，占比达9.2%。")
    assert [(f.text, f.change) for f in found] == [("20亿元", None), ("9.2%", None)]
    _, found = figures("云溪县出口额20亿元，进口额增长9.2%。")
    assert [(f.text, f.change) for f in found] == [("20亿元", None), ("9.2%", None)]
    _, found = figures("云溪县企业12家，带动茶农增加30户。")
    assert [(f.text, f.change) for f in found] == [("12家", None), ("30户", None)]
    _, found = figures("云溪县就业率60%，比岚川县低4个百分点。")
    assert [(f.text, f.change) for f in found] == [("60%", None), ("4个百分点", None)]
    _, found = figures("两项增速分别为6.4%、9.2%。")
    assert [(f.text, f.change) for f in found] == [("6.4%", None), ("9.2%", None)]


def test_changes_told_together_belong_to_one_figure_each() -> None:
    """分别 says so."""
    _, found = figures("云溪县茶叶产量、销量分别为20万吨和18万吨，同比分别增长9.2%和4.1%，出口额3亿元。")
    assert [(f.text, f.change) for f in found] == [("20万吨", "9.2%"), ("18万吨", "4.1%"), ("3亿元", None)]


def test_a_figure_behind_its_change_is_of_what_grew() -> None:
    """出口额增长9.2%，达到20亿元 is one figure, of 出口额."""
    assert measured("云溪县出口额同比增长9.2%，达到20亿元。") == [("出口额", "20亿元")]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024年上半年，云溪县出口额20亿元。", "2024年上半年"),
        ("2023年出口额15亿元，今年出口额20亿元。", "今年"),
        ("新厂达产后，预计年产值20亿元。", "新厂达产后"),
        ("建成后年产值可达20亿元。", "建成后"),
        ("新厂建成后，每年可产茶叶20亿元。", "每年"),
        ("报告期内出口额20亿元。", "报告期内"),
        ("全部并网后，年产值可达20亿元。", "全部并网后"),
        ("与茶厂签了订单后，户均增收20亿元。", "与茶厂签了订单后"),
        ("岚川茶厂在技改完成之后产能提高到20亿元。", "技改完成之后"),
        ("通关前，出口额20亿元。", "通关前"),
        ("去年，扣除成本后，净赚20亿元。", "去年"),
        ("去年，全县90后老板赚了20亿元。", "去年"),
        ("去年，云溪县产值居前三位，达20亿元。", "去年"),
        ("截至29日收盘，市值20亿元。", "截至29日收盘"),
        ("如今出口额20亿元。", "如今"),
        ("到2028年，云溪县出口额比2023年增加20亿元。", "到2028年"),
        ("5月6日，云溪县举办推介会，签约项目12个，金额20亿元。", "5月6日"),
        ("本报云溪讯（记者 周文涛）5月6日，云溪县举办推介会，签约20亿元。", "5月6日"),
        ("上半年，新厂5月投产，云溪县出口额20亿元。", "上半年"),
    ],
)
def test_the_period_is_the_last_time_before_the_figure(text: str, period: str) -> None:
    """Also the time after an event; not one that is compared with, nor the day of something else."""
    passage, found = figures(text)
    at = found[-1].period
    assert at is not None
    assert passage.at(*at) == period


@pytest.mark.parametrize(
    "text", ["白鹭湖泊位已于今年2月投用，作业效率高出两成。", "白鹭湖实验室8月揭牌，首批课题7个。"]
)
def test_the_month_of_an_event_is_no_period_of_other_clauses(text: str) -> None:
    """Unless it opens the sentence."""
    assert [f.period for f in figures(text)[1]] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "公司建设8英寸晶圆生产线。",
        "公司生产云岚6英寸抛光硅片。",
        "云溪县零部件企业多。",
        "岚川港10万吨级航道通航。",
        "云溪县千亿元级产业在壮大。",
        "这些电，相当于30万人一年的用电。",
        "一台300马力的拖拉机开动了。",
        "企业都叫它“云溪12条”。",
        "有人把产值写成五亿元。",
        "一根蚕丝的直径约70微米。",
        "这些电可满足40万户家庭用电。",
        "云溪县做好三个方面工作。",
        "白鹭湖是全省12个基地之一。",
        "云溪县综合实力位列全省第一。",
        "他今年来了。",
    ],
)
def test_what_specifies_or_enumerates_is_no_figure(text: str) -> None:
    """A specification, a class, a likeness, a few points, one of several, a rank without a number."""
    assert figures(text)[1] == []


@pytest.mark.parametrize(
    ("text", "describes"),
    [
        ("云溪县有一批产值超10亿元的企业。", True),
        ("云岚茶业公司斥资3亿元的茶厂落成。", True),
        ("云溪县有利润率10%以上的企业。", True),
        ("云溪县建成2万平方米厂房。", True),
        ("云溪县打造2万平方米的厂房。", False),
        ("云溪县带来20亿元的产值。", False),
        ("茶叶占全国10%的份额。", False),
        ("总投资20亿元的3个项目开工。", False),
        ("云溪县产值20亿元。", False),
    ],
)
def test_a_figure_may_only_say_of_which_size_a_thing_is(text: str, describes: bool) -> None:
    """Where a noun stands in front of it, and 的 and another behind."""
    assert figures(text)[1][0].describes is describes


def test_a_rank_with_a_number_is_a_figure() -> None:
    """第3位."""
    assert [f.kind for f in figures("云溪县人均收入居全国第3位。")[1]] == ["rank"]


@given(st.text("甲乙，,；。：:!？ab1", max_size=30))
def test_clauses_hold_everything_but_their_marks(text: str) -> None:
    """In order, none empty, no mark inside."""
    parts = list(clauses(text))
    marks = "，,；;。！？!?：:"
    assert "".join(text[a:b] for a, b in parts) == "".join(c for c in text if c not in marks)
    assert all(a < b for a, b in parts)
    assert parts == sorted(parts)


@pytest.mark.parametrize("words", ["共有", "已有", "达到了", "将达到", "约达"])
def test_a_long_run_of_joining_words_is_read_at_once(words: str) -> None:
    """With more than one way to read it, it would take for ever."""
    assert len(figures(f"产值甲{words * 60}乙20亿元。")[1]) == 1


@settings(max_examples=60, deadline=None)
@given(st.text("云溪县产值出口等、，；（）“”%．.0123456789一二三万亿元家个年月日增长同比下降达到", max_size=60))
def test_ranges_of_figures_stand_in_the_sentence(text: str) -> None:
    """Whatever stands around them."""
    for passage in tagged(f"甲{text}。"):
        for figure in find_figures(passage):
            ranges = [
                r for r in (*figure.measure.parts, figure.period, figure.change_at, figure.clause) if r is not None
            ]
            assert all(passage.start <= a < b <= passage.sentence.end for a, b in ranges)
