"""Reading and finding quantities."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.numerals import read_numeral
from schemas.quantities import parse_money, parse_percentage, parse_quantity, scan

# Text as written, number, unit, bound, kind.
TABLE = [
    ("14个", "14", "个", None, "quantity"),
    ("39个", "39", "个", None, "quantity"),
    ("104家", "104", "家", None, "quantity"),
    ("30余家", "30", "家", "over", "quantity"),
    ("近8万平方米", "80000", "平方米", "near", "area"),
    ("4000人以上", "4000", "人", "at_least", "quantity"),
    ("12000台(套)", "12000", "台(套)", None, "quantity"),
    ("12000台（套）", "12000", "台(套)", None, "quantity"),
    ("1.9个百分点", "1.9", "百分点", None, "percentage"),
    ("1.9百分点", "1.9", "百分点", None, "percentage"),
    ("第2位", "2", "位次", None, "rank"),
    ("第一名", "1", "位次", None, "rank"),
    ("前10位", "10", "位次", "at_most", "rank"),
    ("首位", "1", "位次", None, "rank"),
    ("超千辆", "1000", "辆", "over", "quantity"),
    ("3180.25㎡", "3180.25", "平方米", None, "area"),
    ("350m²", "350", "平方米", None, "area"),
    ("640P", "640", "P", None, "quantity"),
    ("500PFLOPS", "500", "PFLOPS", None, "quantity"),
    ("1.2万人", "12000", "人", None, "quantity"),
    ("超过五成", "50", "%", "over", "percentage"),
    ("近七成", "70", "%", "near", "percentage"),
    ("8成以上", "80", "%", "at_least", "percentage"),
    ("17亿元", "1700000000", "元", None, "money"),
    ("4.6万个标准箱", "46000", "标准箱", None, "quantity"),
    ("3.5万标箱", "35000", "标准箱", None, "quantity"),
    ("812.6亿元", "81260000000", "元", None, "money"),
    ("1000多亿元", "100000000000", "元", "over", "money"),
    ("2万多吨", "20000", "吨", "over", "quantity"),
    ("三百二十家", "320", "家", None, "quantity"),
    ("两千余户", "2000", "户", "over", "quantity"),
    ("十几个", "10", "个", "over", "quantity"),
    ("数十家", "10", "家", "over", "quantity"),
    ("几百万元", "1000000", "元", "over", "money"),
    ("上百家", "100", "家", "over", "quantity"),
    ("近百项", "100", "项", "near", "quantity"),
    ("逾万人次", "10000", "人次", "over", "quantity"),
    ("过千艘", "1000", "艘", "over", "quantity"),
    ("百万吨", "1000000", "吨", None, "quantity"),
    ("三点五万亩", "35000", "亩", None, "area"),
    ("1亿2000万元", "120000000", "元", None, "money"),
    ("3万5千人", "35000", "人", None, "quantity"),
    ("1,234,567元", "1234567", "元", None, "money"),
    ("１，２３４元", "1234", "元", None, "money"),
    ("５０％", "50", "%", None, "percentage"),
    ("-5.3%", "-5.3", "%", None, "percentage"),
    ("−5.3%", "-5.3", "%", None, "percentage"),
    ("3‰", "3", "‰", None, "percentage"),
    ("百分之十五", "15", "%", None, "percentage"),
    ("四分之三", "75", "%", None, "percentage"),
    ("约三分之一", "33.33", "%", "about", "percentage"),
    ("超过一半", "50", "%", "over", "percentage"),
    ("约30%", "30", "%", "about", "percentage"),
    ("30%左右", "30", "%", "about", "percentage"),
    ("不足3%", "3", "%", "under", "percentage"),
    ("至少20场", "20", "场", "at_least", "quantity"),
    ("不低于5亿元", "500000000", "元", "at_least", "money"),
    ("不超过100人", "100", "人", "at_most", "quantity"),
    ("60平方米以下", "60", "平方米", "at_most", "area"),
    ("20%以内", "20", "%", "at_most", "percentage"),
    ("5000万美元", "50000000", "美元", None, "money"),
    ("1.5亿欧元", "150000000", "欧元", None, "money"),
    ("200亿港元", "20000000000", "港元", None, "money"),
    ("8000万日元", "80000000", "日元", None, "money"),
    ("人民币3亿元", "300000000", "元", None, "money"),
    ("¥500万", "5000000", "元", None, "money"),
    ("$20亿", "2000000000", "美元", None, "money"),
    ("275亩", "275", "亩", None, "area"),
    ("12公顷", "12", "公顷", None, "area"),
    ("1.6万平方公里", "16000", "平方公里", None, "area"),
    ("30万千瓦", "300000", "千瓦", None, "quantity"),
    ("120万千瓦时", "1200000", "千瓦时", None, "quantity"),
    ("600MW", "600", "兆瓦", None, "quantity"),
    ("2.5GWh", "2.5", "吉瓦时", None, "quantity"),
    ("500千伏", "500", "千伏", None, "quantity"),
    ("8英寸", "8", "英寸", None, "quantity"),
    ("约70微米", "70", "微米", "about", "quantity"),
    ("45公里", "45", "公里", None, "quantity"),
    ("45 公里", "45", "公里", None, "quantity"),
    ("9.6亿立方米", "960000000", "立方米", None, "quantity"),
    ("50万吨/年", "500000", "吨/年", None, "quantity"),
    ("3800元/吨", "3800", "元/吨", None, "quantity"),
    ("3.2倍", "3.2", "倍", None, "quantity"),
    ("530列", "530", "列", None, "quantity"),
    ("20余场次", "20", "场次", "over", "quantity"),
    ("36艘", "36", "艘", None, "quantity"),
    ("90余名", "90", "名", "over", "quantity"),
    ("7款", "7", "款", None, "quantity"),
    ("1.2万架次", "12000", "架次", None, "quantity"),
    ("10亿", "1000000000", None, None, "quantity"),
    ("50万字", "500000", "字", None, "quantity"),
    ("1.5万平方公尺", "15000", "平方米", None, "area"),
    ("3万公吨", "30000", "吨", None, "quantity"),
]

NOT_QUANTITIES = [
    "2023年", "5年", "3个月", "3个多月", "9月", "1月9日", "3至5年", "24小时", "30分钟", "2个工作日", "1-10月份",
    "近三年", "2025-07-09",
    "第三代移动通信", "第一批名单", "第14届", "3+2主导产业", "十四五规划", "一站式服务", "一体化管理", "一院三区",
    "二期工程", "一期建设",
    "一个重大机遇", "一项工作", "一吨竹子", "一亩地", "签约客户", "三元材料", "万家灯火", "千亿级产业", "5G网络",
    "三甲医院", "国家5A级景区", "万企转型", "零部件", "零件", "零次",
    "电话13800138000", "二〇二四", "3万年", "建成后", "三五成群地",
]  # fmt: skip


def test_a_counter_may_stand_before_any_word_but_those_it_is_the_head_of() -> None:
    """台 before 风机, not in 台风."""
    assert [found.text for found in scan("该场有18台风机。")] == ["18台"]
    assert [found.text for found in scan("今年有3台风过境。")] == []


@pytest.mark.parametrize(("text", "number", "unit", "bound", "kind"), TABLE)
def test_a_whole_string_is_read(text: str, number: str, unit: str | None, bound: str | None, kind: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.text, quantity.number, quantity.unit, quantity.bound) == (text, Decimal(number), unit, bound)
    assert [found.kind for found in scan(f"据悉为{text}。")] == [kind]


@pytest.mark.parametrize("text", [row[0] for row in TABLE])
def test_a_quantity_is_found_whole_in_running_text(text: str) -> None:
    before, after = "去年该市的规模,", ",比前一年有所变化"
    assert [(f.start, f.end, f.text) for f in scan(before + text + after)] == [
        (len(before), len(before) + len(text), text)
    ]


@pytest.mark.parametrize("text", NOT_QUANTITIES)
def test_times_ordinals_and_names_are_no_quantities(text: str) -> None:
    assert scan(f"据悉,{text},目前进展顺利") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("签约30家企业", ["30家"]),
        ("附近3家门店", ["3家"]),
        ("由5个部门牵头", ["5个"]),
        ("得分48,预计", ["48"]),
        ("容积率2.5。", ["2.5"]),
        ("同比增长4.6%，39个项目", ["4.6%", "39个"]),
        ("完成投资3.2亿元、2.1亿元,完成率96%、121%", ["3.2亿元", "2.1亿元", "96%", "121%"]),
        ("达640P、占44%", ["640P", "44%"]),
        ("从10家增至20家", ["10家", "20家"]),
        ("出口额同比-5.3%,进口", ["-5.3%"]),
        ("位居全省第一,", ["第一"]),
        ("第一，要抓落实", []),
        ("15部门联合发文", ["15部门"]),
        ("由40家到2025年", ["40家"]),
        ("40家到2025年增至60家", ["40家", "60家"]),
        ("减少10家至8家", ["10家", "8家"]),
        ("成本15%-3个百分点", ["15%", "3个百分点"]),
        ("再加上3辆车", ["3辆"]),
        ("百余名专家与千余家企业", ["百余名", "千余家"]),
        ("直径8.8m，电压800V", ["8.8m", "800V"]),
        ("3条例如下", []),
        ("20万千瓦时电量与30万吨级码头", ["20万千瓦时", "30万吨"]),
    ],
)
def test_neighbouring_words_decide(text: str, found: list[str]) -> None:
    assert [item.text for item in scan(text)] == found


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10%-15%", "10", "15", "%"),
        ("10-15%", "10", "15", "%"),
        ("200万至300万吨", "2000000", "3000000", "吨"),
        ("1.5至2万平方米", "15000", "20000", "平方米"),
        ("3～5家", "3", "5", "家"),
    ],
)
def test_a_range_has_both_ends(text: str, low: str, high: str, unit: str) -> None:
    quantity = parse_quantity(text)
    assert quantity is not None
    assert (quantity.number, quantity.upper, quantity.unit) == (Decimal(low), Decimal(high), unit)
    assert [found.text for found in scan(f"约为（{text}）")] == [text]


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("10亿元", "1000000000", "CNY"),
        ("10亿", "1000000000", "CNY"),
        ("300万美元", "3000000", "USD"),
        ("€5亿", "500000000", "EUR"),
    ],
)
def test_money_counts_in_whole_units_of_its_currency(text: str, amount: str, currency: str) -> None:
    money = parse_money(text)
    assert money is not None
    assert (money.amount, money.currency) == (Decimal(amount), currency)
    assert money.model_dump(mode="json")["amount"] == amount


@pytest.mark.parametrize("text", ["30家", "5%", "第2位", "48", "十亩", ""])
def test_what_is_no_money_is_refused(text: str) -> None:
    assert parse_money(text) is None


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("17.6%", "17.6", "%"),
        ("增长17.6%", "17.6", "%"),
        ("同比增长17.6%", "17.6", "%"),
        ("下降5.3%", "-5.3", "%"),
        ("同比减少0.3个百分点", "-0.3", "百分点"),
        ("降低两成", "-20", "%"),
        ("-5.3%", "-5.3", "%"),
        ("增长1.5倍", "1.5", "倍"),
        ("翻番", "100", "%"),
        ("实现翻番", "100", "%"),
        ("翻了一番", "100", "%"),
        ("翻两番", "300", "%"),
        ("持平", "0", "%"),
    ],
)
def test_a_change_has_its_direction_in_the_number(text: str, number: str, unit: str) -> None:
    percentage = parse_percentage(text)
    assert percentage is not None
    assert (percentage.text, percentage.number, percentage.unit) == (text, Decimal(number), unit)


@pytest.mark.parametrize("text", ["30家", "5亿元", "明显回升", "48", ""])
def test_what_is_no_percentage_is_refused(text: str) -> None:
    assert parse_percentage(text) is None


def test_a_bare_number_is_a_quantity_without_a_unit() -> None:
    quantity = parse_quantity("48")
    assert quantity is not None
    assert (quantity.number, quantity.unit) == (Decimal(48), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("812.6亿", "81260000000"),
        ("2万多", "20000"),
        ("三百二十", "320"),
        ("千", "1000"),
        ("一万三千亿", "1300000000000"),
        ("二十", "20"),
    ],
)
def test_numerals_are_exact(text: str, value: str) -> None:
    numeral = read_numeral(text)
    assert numeral is not None
    assert numeral.value == Decimal(value)


@pytest.mark.parametrize("text", ["三五", "十四五", "一一百", "点", "", "几", "1.2.3", "家"])
def test_juxtaposed_digits_are_no_numeral(text: str) -> None:
    assert read_numeral(text) is None


FRAGMENTS = st.sampled_from(
    [
        *(row[0] for row in TABLE),
        *NOT_QUANTITIES,
        *"0123456789.,，%-—~至到近约超第前万亿千百十两家个元年月日余多成位 \n+/P",
        "以上",
        "左右",
    ]
)


@given(st.lists(FRAGMENTS, max_size=12).map("".join))
def test_a_scan_is_exact_in_order_and_agrees_with_parse(text: str) -> None:
    found = scan(text)
    for item in found:
        assert text[item.start : item.end] == item.text
        assert parse_quantity(item.text) is not None
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.text(max_size=80))
def test_no_text_makes_reading_raise(text: str) -> None:
    for parse in (parse_quantity, parse_money, parse_percentage, read_numeral, scan):
        parse(text)


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["", "万", "亿"]))
def test_no_digit_is_lost(number: Decimal, multiplier: str) -> None:
    quantity = parse_quantity(f"{number:f}{multiplier}元")
    assert quantity is not None
    assert quantity.number == number * {"": 1, "万": 10**4, "亿": 10**8}[multiplier]


@pytest.mark.parametrize(
    "unit",
    ["1", "一", "1,", "111,", "1-", "一 ", "万亿", "1万", "百分之", "约", "十一月", "第一", "3-5个-", "(台", "1/"],
)
@pytest.mark.usefixtures("must_end")
def test_hostile_text_comes_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    assert all(text[item.start : item.end] == item.text for item in scan(text))
