"""Furniture goes, the article stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.text.clean import clean
from service.text.mapped import MappedText

BODY = "港口三期工程昨日开工,总投资12亿元。\n工程分两步\n首期建设两个泊位,预计明年年底前完成全部设备安装。"


def cleaned(text: str) -> str:
    return clean(MappedText.of(text))[0].text


@pytest.mark.parametrize(
    "head",
    [
        "首页\n登录\n注册",
        "- 首页\n- 图库\n- Deutsch\n- 登录",
        "首页 > 新闻 > 正文",
        "您的位置:首页>港口新闻>正文",
        "新闻中心",
        "首页 | 要闻 | 港口 | 航运 | 专题",
        "来源:\n浏览量:",
        "阅读次数: 532",
    ],
)
def test_furniture_before_the_body_goes(head: str) -> None:
    assert cleaned(f"{head}\n港口三期开工\n{BODY}") == f"港口三期开工\n{BODY}"


@pytest.mark.parametrize(
    "tail",
    [
        "分享到:\n微信 微博",
        "版权所有 某某网 未经授权禁止转载",
        "版 权 所 有 ,未 经 授 权 禁 止 转 载",
        "评论 0条评论\n还没有评论,快来抢沙发吧!",
        "上一篇:航道疏浚完成\n下一篇:船厂交付新船",
        "相关阅读\n航道疏浚完成\n船厂交付新船",
        "友情链接: 甲网| 乙网| 丙网| 丁网| 戊网| 己网",
        "特别声明:以上内容由用户上传,本平台仅提供信息存储服务。",
        "关于我们 联系我们 广告服务 网站地图",
    ],
)
def test_furniture_after_the_body_goes(tail: str) -> None:
    assert cleaned(f"{BODY}\n{tail}") == BODY


@pytest.mark.parametrize(
    "inner",
    ["首页", "分享到", "版权所有", "登录 注册 收藏", "该公司称,未经授权不得转载其数据。", "甲|乙|丙|丁|戊"],
)
def test_nothing_within_the_body_is_cut(inner: str) -> None:
    first, last = BODY.split("\n", 1)
    text = f"{first}\n{inner}\n{last}"
    assert cleaned(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "科技公司发布教育新产品",
        "来源:某某日报 发布时间:2024-03-05 08:00",
        "发布时间:\n2024-03-05 08:00",
        "记者 王某某",
        "大桥合龙",
    ],
)
def test_headline_and_source_lines_stay(line: str) -> None:
    assert cleaned(f"{line}\n{BODY}") == f"{line}\n{BODY}"


@pytest.mark.parametrize(
    "line", ["(某报记者 王某某)", "某报记者 王某某 通讯员 李某", "法院认为,被告未经授权使用其作品,构成侵权。"]
)
def test_the_end_of_the_article_stays(line: str) -> None:
    assert cleaned(f"{BODY}\n{line}") == f"{BODY}\n{line}"


def test_names_among_furniture_stay() -> None:
    assert cleaned(f"{BODY}\n分享到\n记者 王某某\n相关阅读") == f"{BODY}\n记者 王某某"


def test_a_cut_is_reported_with_its_place() -> None:
    _, changes, _ = clean(MappedText.of(f"首页\n{BODY}\n返回顶部"))
    assert [change.span.text for change in changes] == ["首页", "返回顶部"]


UNRELATED = "冠军教练赛后谈到换人,称更衣室气氛一度降到冰点,球迷彻夜难眠。"
RELATED = "港口三期工程开工后,首期两个泊位的设备安装由港务局负责。"


def test_a_section_of_unrelated_prose_goes() -> None:
    assert cleaned(f"{BODY}\n推荐阅读\n{UNRELATED}") == BODY


@pytest.mark.parametrize(
    "tail", [UNRELATED, f"推荐阅读\n{RELATED}", f"推荐阅读\n{UNRELATED}\n{RELATED}", f"大家推荐阅读\n{UNRELATED}"]
)
def test_prose_stays_unless_a_label_and_its_words_say_that_it_is_another_article(tail: str) -> None:
    assert cleaned(f"{BODY}\n{tail}") == f"{BODY}\n{tail}"


def test_a_label_before_the_article_takes_nothing_with_it() -> None:
    long = "\n".join([BODY.replace("\n", "")] * 4)
    assert cleaned(f"{UNRELATED}\n热门推荐\n{long}") == f"{UNRELATED}\n热门推荐\n{long}"


def test_every_part_of_a_long_tail_goes() -> None:
    tail = f"(海港日报记者 王某某)\n猜你喜欢\n{UNRELATED}\n网友评论\n楼上说得对,彻夜难眠加一,恭喜冠军!\n版权所有 某某网"
    assert cleaned(f"{BODY}\n{tail}") == f"{BODY}\n(海港日报记者 王某某)"


PARTS = st.sampled_from(
    [
        *(
            "首页",
            "- 登录",
            "- 图库",
            "来源:",
            "来源:某某网",
            "分享到:微信",
            "相关阅读",
            "网友评论(3)",
            "版权所有 某某网",
            "2024-03-05",
        ),
        *(*BODY.split("\n"), UNRELATED, RELATED, "记者 王某某", "海星棋牌官网,海星棋牌下载,海星棋牌注册,海星棋牌平台"),
        *("# 港口三期开工", "![泊位](a.jpg)", "[首页](/)", "三件事同时开工。", "能否完工?", "甲|乙|丙|丁"),
    ]
)


@settings(max_examples=300)
@given(st.lists(PARTS, max_size=24).map("\n".join))
def test_cleaning_again_changes_nothing_and_the_body_stays_whole(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert {*once.split("\n")} <= {*text.split("\n"), ""}
    if BODY in text:
        assert BODY in once
