"""Bodies, and the people who belong to them."""

import pytest

from tests.candidates.reading import names, values


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("临溪海关副关长覃立言提到，关区企业已有86家。", "覃立言", "副关长"),
        ("临溪县副县长次仁旺堆宣布项目开工。", "次仁旺堆", "副县长"),
        ("临溪市果业协会会长艾尼瓦尔·买买提表示，今年销售果品300吨。", "艾尼瓦尔·买买提", "会长"),
        ("临溪市统计局总统计师尉迟明远说，全市工业增长7.1%。", "尉迟明远", "总统计师"),
    ],
)
def test_a_person_is_found_whole_with_the_post(text: str, name: str, title: str) -> None:
    """Rarer surnames, surnames of two characters, and names of other languages of the country."""
    (person,) = values(text, "people")
    assert (person["name"], person["title"]) == (name, title)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("海岚纺织有限公司财务总监方雨桐说，订单已排到年底。", "财务总监", "海岚纺织有限公司"),
        ("海岚精工（临溪）有限公司行政总监方雨桐说，订单已排到年底。", "行政总监", "海岚精工（临溪）有限公司"),
        ("东海证券电子行业分析师方雨桐认为，价格还会上涨。", "电子行业分析师", "东海证券"),
        ("海岚纺织有限公司董事长兼总经理方雨桐说，订单已排到年底。", "董事长、总经理", "海岚纺织有限公司"),
    ],
)
def test_a_title_is_parted_from_the_body(text: str, title: str, body: str) -> None:
    """The area of work goes to the title, an area in brackets to the body; posts joined by 兼 are several."""
    assert values(text, "people") == [{"name": "方雨桐", "title": title, "organization": body}]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("投资方为海岚纺织股份有限公司，总投资3亿元。", "海岚纺织股份有限公司"),
        ("科创板上市公司海岚纺织股份有限公司发布公告。", "海岚纺织股份有限公司"),
        ("业主海岚纺织股份有限公司预计，工厂年底投产。", "海岚纺织股份有限公司"),
        ("云州省临溪市统计局通报了上半年的数据。", "临溪市统计局"),
        ("云州省临溪市统计局签署了合作协议。", "临溪市统计局"),
        ("云州省沿海城市发展研究会举行年会。", "云州省沿海城市发展研究会"),
    ],
)
def test_a_body_begins_and_ends_with_its_own_name(text: str, body: str) -> None:
    """Not with its role, its kind, or an area over its own; nor with what it does."""
    assert names(text, "organizations") == [body]


def test_a_dateline_is_no_body() -> None:
    """The outlet before 讯."""
    assert names("临溪晚报讯（记者 方雨桐）海岚纺织有限公司今天投产。", "organizations") == ["海岚纺织有限公司"]


@pytest.mark.parametrize(
    ("before", "post", "body"),
    [
        ("海岚粮油机械股份有限公司上半年销售增长。", "车间主任", "海岚粮油机械股份有限公司"),
        ("临溪职业学院与海岚集团签订协议。", "副院长", "临溪职业学院"),
        ("临溪市果业协会去年成立，海岚集团是首批会员。", "协会会长", "临溪市果业协会"),
        ("海岚集团宣布扩产。临溪市果业协会发布了消息。", "公司董事长兼总经理", "海岚集团"),
        ("临溪县出口增长。临溪县农业农村局发布了消息。", "副县长", "临溪县"),
        ("临溪县农业农村局发布了消息。", "总经理", None),
        ("海岚集团宣布扩产。", "项目负责人", None),
    ],
)
def test_a_post_alone_belongs_to_the_body_before_that_has_such_posts(before: str, post: str, body: str | None) -> None:
    """The nearest that fits, of the paragraph or the one before; none where none fits."""
    for between in ("", "\n\n"):
        (person,) = values(f"{before}{between}{post}方雨桐说，订单已排到年底。", "people")
        assert person.get("organization") == body


def test_a_post_belongs_to_the_body_of_the_one_before_in_a_list() -> None:
    """Who is listed with somebody of a company."""
    people = values("海岚纺织总裁方雨桐，总工程师沈立言出席活动。", "people")
    assert [p["organization"] for p in people] == ["海岚纺织", "海岚纺织"]


def test_a_name_in_the_name_of_something_is_nobody() -> None:
    """Whatever the tagger takes it for; a dash joins what two bodies run."""
    text = "临溪大学与海岚集团合办的方林—临溪代谢病联合实验室昨日揭牌。"
    assert "方林—临溪代谢病联合实验室" in names(text, "organizations")
    assert values(text, "people") == []


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("海岚光电企业宣布扩产。", ["海岚光电"]),
        ("海岚光电员工都很高兴。", []),
    ],
)
def test_what_belongs_to_a_body_is_no_part_of_its_name(text: str, bodies: list[str]) -> None:
    """企业 behind a name says what it is, 员工 whose."""
    assert names(text, "organizations") == bodies


@pytest.mark.parametrize(
    "text",
    [
        "大家在云州证券交易所举行仪式。",
        "云州纺织产业联盟成立大会昨日举行。",
        "云州省委相关会议昨日举行。",
        "大家走进了海岚制药临溪基地。",
        "大家认真学习了云州省政府工作报告。",
    ],
)
def test_a_body_that_only_says_whose_or_where_is_no_record(text: str) -> None:
    """It neither acts nor is acted with."""
    assert names(text, "organizations") == []


def test_a_body_whose_help_is_told_acts() -> None:
    """在…下 is no place."""
    assert names("海岚公司在云州科学院的推动下成立。", "organizations") == ["海岚公司", "云州科学院"]


def test_what_a_known_body_does_is_no_part_of_its_name() -> None:
    """报 behind a name is a verb where the name stands elsewhere without it."""
    text = "海岚生物宣布扩产。\n\n截至昨日，海岚生物报41.86元/股，总市值168.5亿元。\n"
    assert names(text, "organizations") == ["海岚生物"]


def test_a_park_is_no_body() -> None:
    """Nor are bases and buildings, whatever the tagger takes them for; nor is a word that leads up to a figure."""
    assert names("海岚航天空天信息产业基地已经启用。", "organizations") == []
    assert names("建成后日产预制菜40万份。", "organizations") == []


def test_the_longer_ending_tells_what_a_name_is() -> None:
    """服务中心 is a body, whatever 中心 may be."""
    text = "云州科学院临溪院士服务中心昨日揭牌。"
    assert names(text, "organizations") == ["云州科学院临溪院士服务中心"]
    assert names(text, "projects") == []


def test_a_centre_that_acts_with_bodies_is_one() -> None:
    """And one that is built is a project."""
    assert names("临溪市政府会同临溪超算中心、海岚集团谋划了消息。", "organizations")[1] == "临溪超算中心"
    assert names("临溪市政府建设临溪超算中心、海岚产业园。", "organizations") == ["临溪市政府"]


def test_an_office_of_two_fields_is_one() -> None:
    """和 joins the fields, and parts whole bodies."""
    text = "云州省自然资源和规划厅宣布了消息。临溪市水利局和海岚集团签订协议。"
    assert names(text, "organizations") == ["云州省自然资源和规划厅", "临溪市水利局", "海岚集团"]


def test_a_body_that_is_set_up_needs_no_proper_name() -> None:
    """A long one, that is; what is only there has to have one. A group of an area bears the name of the area."""
    text = "临溪大学与海岚集团签署协议，共建功率器件可靠性实验室。"
    assert names(text, "organizations") == ["临溪大学", "海岚集团", "功率器件可靠性实验室"]
    assert names("大家参观了功率器件可靠性实验室。", "organizations") == []
    assert names("临溪县成立土地要素保障领导小组。", "organizations") == ["临溪县土地要素保障领导小组"]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("海岚铝业有限公司总经理方雨桐介绍，企业现有员工860人。", ["海岚铝业有限公司"]),
        ("云州海关副关长方雨桐提到，今年出口增长；海关与临溪市签署了方案。", ["云州海关"]),
        ("临溪开发区管委会主任方雨桐说，这得益于管委会推行的机制。", ["临溪开发区管委会"]),
        ("云州证券分析师方雨桐认为，公司明年业绩有望增长。", []),
        ("海岚铝业有限公司总经理方雨桐介绍了情况。", []),
    ],
)
def test_a_body_of_a_title_acts_where_a_word_for_it_does(text: str, bodies: list[str]) -> None:
    """公司, 海关 and the like; not where an outsider speaks of another's company."""
    assert names(text, "organizations") == bodies


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("云岭大学与临溪开发区管理委员会共建联合实验室。", ["云岭大学", "临溪开发区管理委员会"]),
        (
            "由海岚集团有限公司与云岭计算（北京）有限责任公司共同出资。",
            ["海岚集团有限公司", "云岭计算（北京）有限责任公司"],
        ),
        ("海岚电网公司临溪供电局为园区架设专线。", ["海岚电网公司临溪供电局"]),
        ("云州省发展和改革委员会印发通知，省发改委要求各地落实。", ["云州省发展和改革委员会"]),
        ("新能源汽车出口将继续增长。", []),
    ],
)
def test_bodies_that_are_hard_to_part(text: str, bodies: list[str]) -> None:
    """From what they set up, from their brackets, from the verb 为, from goods."""
    assert names(text, "organizations") == bodies


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("海岚集团与云岭股份有限公司董事长方雨桐座谈。", "董事长", "云岭股份有限公司"),
        ("云州银行临溪分行行长方雨桐说，贷款增长。", "行长", "云州银行临溪分行"),
        ("云州省农业科学院副院长、云州工程院院士方雨桐说，亩产增长。", "副院长、云州工程院院士", "云州省农业科学院"),
    ],
)
def test_a_person_has_the_body_of_the_first_post(text: str, title: str, body: str) -> None:
    """Whole, and without who stands before it; the body of a second post is no record either."""
    assert values(text, "people") == [{"name": "方雨桐", "title": title, "organization": body}]
    assert "云州工程院" not in names(text, "organizations")


def test_an_area_in_brackets_belongs_to_a_university() -> None:
    """It tells which of two it is."""
    (university, _) = values("云岭大学（临溪）与临溪市人民政府签订协议。", "organizations")
    assert university == {"name": "云岭大学（临溪）", "kind": "university"}


@pytest.mark.parametrize("body", ["同济大学", "北京同仁堂集团有限公司", "永和食品集团", "同方股份有限公司"])
def test_a_character_that_joins_may_be_one_of_a_name(body: str) -> None:
    """和 and 同 part two bodies only where a body stands before them."""
    assert names(f"{body}宣布了消息。", "organizations") == [body]
    assert names(f"海岚集团有限公司和{body}宣布了消息。", "organizations") == ["海岚集团有限公司", body]


def test_a_workshop_named_by_its_work_is_part_of_the_title() -> None:
    """Its company is the body."""
    (person,) = values("海岚纺织股份有限公司织布车间主任方雨桐说，订单已排到年底。", "people")
    assert person["organization"] == "海岚纺织股份有限公司"


@pytest.mark.parametrize(
    "body",
    [
        "中国企业联合会",
        "云州省民营企业发展促进会",
        "云州省上市公司发展协会",
        "海岚电子公司第五研究所",
        "云州外商投资企业协会",
        "海岚轨道集团建设分公司",
        "云州集团建设发展有限公司",
    ],
)
def test_a_kind_of_company_inside_a_name_is_part_of_it(body: str) -> None:
    """Only before a company it says of which kind that is."""
    assert names(f"{body}宣布了消息。", "organizations") == [body]


def test_a_verb_before_a_whole_name_is_no_part_of_it() -> None:
    """出自 stands between what was made and who made it."""
    assert names("这项成果出自西北特种钛材研究院。", "organizations") == ["西北特种钛材研究院"]


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("据云溪县试车产业促进局统计，企业有50家。", ["云溪县试车产业促进局"]),
        ("云溪县林业和草原局印发通知。", ["云溪县林业和草原局"]),
        ("海岚茶叶专业合作社同临溪海岚茶业有限公司签约。", ["海岚茶叶专业合作社", "临溪海岚茶业有限公司"]),
        ("会议要求，引导海岚集团、临溪重工等骨干企业扩产。", ["海岚集团", "临溪重工"]),
        ("今年引进世界500强企业3家。", []),
        ("东盟是最大贸易伙伴。", []),
        ("浙江召开会议。省茶叶行业协会发布报告。", ["浙江省茶叶行业协会"]),
        ("海岚乳业联合江南大学成立实验室。", ["海岚乳业", "江南大学"]),
        ("园区引进了海岚光电、瑞丰精工两家上市公司。", ["海岚光电", "瑞丰精工"]),
        ("海岚精密制造（云溪）有限公司扩建了厂房。", ["海岚精密制造（云溪）有限公司"]),
        ("海岚科技旗下子公司云岭半导体完成B轮融资。", ["云岭半导体"]),
        ("江南大学控股的海岚传感宣布扩产。", ["江南大学", "海岚传感"]),
    ],
)
def test_bodies_in_sentences_of_many_kinds(text: str, bodies: list[str]) -> None:
    """What an office is for, two bodies joined by 同, a verb before a list, a mere level before a name."""
    assert names(text, "organizations") == bodies


@pytest.mark.parametrize(
    ("before", "who", "title", "body"),
    [
        ("浙江省科技厅发布报告。", "该厅高新处处长方雨桐", "高新处处长", "浙江省科技厅"),
        ("云州大学与海岚集团共建基地。", "该校机械学院院长方雨桐", "院长", "云州大学机械学院"),
        ("海岚集团宣布扩产。", "公司制造部部长方雨桐", "制造部部长", "海岚集团"),
        ("海岚集团宣布扩产。", "董事会秘书方雨桐", "董事会秘书", "海岚集团"),
    ],
)
def test_a_unit_belongs_to_what_the_word_before_it_stands_for(before: str, who: str, title: str, body: str) -> None:
    """A mere unit (处, 部) is part of the title, a school's college is one with its school."""
    (person,) = values(f"{before}{who}说，情况很好。", "people")
    assert (person["title"], person["organization"]) == (title, body)


def test_a_list_of_people_shares_the_post() -> None:
    """副市长 both."""
    people = values("海岚集团副总裁方雨桐、沈立言出席。", "people")
    assert [(p["title"], p["organization"]) for p in people] == [("副总裁", "海岚集团")] * 2


def test_a_body_ends_behind_the_name_before() -> None:
    """Each has his own."""
    people = values("海岚集团董事长方雨桐与云溪县县长沈立言签约。", "people")
    assert [p["organization"] for p in people] == ["海岚集团", "云溪县"]


@pytest.mark.parametrize(
    ("name", "kind"), [("中建三局", "company"), ("中铁十二局", "company"), ("云溪县财政局", "government")]
)
def test_a_builder_that_is_called_a_bureau_is_a_company(name: str, kind: str) -> None:
    """Numbered bureaus of construction groups."""
    assert [row["kind"] for row in values(f"{name}宣布扩大用工。", "organizations")] == [kind]


def test_a_short_name_that_the_tagger_breaks_up_is_still_the_body() -> None:
    """热管理 looks like a verb."""
    text = "临溪德昕热管理系统有限公司宣布扩产。德昕热管理副总经理方雨桐说，订单很满。"
    assert values(text, "people")[0]["organization"] == "临溪德昕热管理系统有限公司"


def test_who_founds_a_body_belongs_to_it() -> None:
    """Without a post before the name."""
    text = "从国外回来的方雨桐创办了临溪海岚声学科技有限公司，去年盈利。"
    assert values(text, "people")[0]["organization"] == "临溪海岚声学科技有限公司"


def test_a_plant_is_no_body() -> None:
    """It belongs to one: 某某电池工厂."""
    assert "云溪储能电池工厂" not in names("云溪储能电池工厂近日投产。", "organizations")
    assert names("云溪水泥厂宣布扩产。", "organizations") == ["云溪水泥厂"]


def test_nobody_is_found_in_the_name_of_what_is_built() -> None:
    """华伟 of 华伟精密仪器产业园."""
    assert values("华伟精密仪器产业园正式开工，总投资3亿元。", "people") == []
