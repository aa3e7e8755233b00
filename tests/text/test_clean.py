"""Furniture goes, the article stays."""

import pytest

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
    _, changes = clean(MappedText.of(f"首页\n{BODY}\n返回顶部"))
    assert [change.span.text for change in changes] == ["首页", "返回顶部"]
