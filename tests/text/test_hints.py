"""Headline, date, source, authors, from where they stand."""

import pytest

from service.text.hints import hints

BODY = "港口三期工程昨天上午正式开工,总投资12亿元。\n首期建设两个泊位,预计明年年底前完成设备安装。"


def found(text: str, kind: str) -> list[str]:
    return [hint.value for hint in hints(text) if hint.kind == kind]


def test_the_first_head_line_that_is_no_label_is_the_title() -> None:
    assert found(f"来源:某某网\n港口三期开工\n{BODY}", "title") == ["港口三期开工"]


def test_a_text_that_begins_with_its_body_has_no_title() -> None:
    assert found(BODY, "title") == []


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("发布时间:2024-03-05 08:00", "2024-03-05"),
        ("发布时间:\n2024-03-05 08:00", "2024-03-05"),
        ("2024年3月5日 08:00 来源:某某网", "2024年3月5日"),
        ("来源:某某网 时间:2024/3/5", "2024/3/5"),
    ],
)
def test_the_date_is_read_with_or_without_label(line: str, date: str) -> None:
    assert found(f"港口三期开工\n{line}\n{BODY}", "published") == [date]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        (f"港口三期开工\n来源:某某网 发布时间:2024-03-05\n{BODY}", ["某某网"]),
        (f"港口三期开工\n来源:\n某某晚报\n{BODY}", ["某某晚报"]),
        (f"海港网青州3月5日电 {BODY}", ["海港网"]),
        (f"{BODY}\n(海港日报记者 王某某)", ["海港日报"]),
        (f"{BODY}\n海港日报/海港网记者 王某某", ["海港日报", "海港网"]),
        (f"{BODY}\n本报记者 王某某", []),
        (f"本报青州3月5日讯 {BODY}", []),
        (f"{BODY}\n图片来源:某某公司", []),
        (f"海港新闻网青州3月5日电 {BODY}", ["海港新闻网"]),
    ],
)
def test_the_publisher_is_read_from_label_dateline_or_byline(text: str, publisher: list[str]) -> None:
    assert found(text, "publisher") == publisher


def test_a_dateline_gives_a_date_without_year() -> None:
    assert found(f"海港网青州3月5日电 {BODY}", "published") == ["3月5日"]


@pytest.mark.parametrize(
    ("tail", "names"),
    [
        ("\n(某报记者 王小某)", ["王小某"]),
        ("\n某报记者 王小某 通讯员 李某 赵某 摄影 钱某某", ["王小某", "李某", "赵某", "钱某某"]),
        ("(王小某 李某)", ["王小某", "李某"]),
        ("(实习生 赵某)", ["赵某"]),
        ("\n责任编辑:孙某", []),
        ("(含二期)工程另计,这里不再赘述细节。", []),
    ],
)
def test_authors_are_read_from_the_end(tail: str, names: list[str]) -> None:
    assert found(BODY + tail, "author") == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("2024年3月5日 来源:某某周刊 作者:本刊记者 丁小香 特约撰稿 周一鸣", ["丁小香", "周一鸣"]),
        ("2024-03-05 来源:某某统计局 撰稿:丁小香、周一鸣", ["丁小香", "周一鸣"]),
        ("2024-03-05 来源:某某网 作者:丁小香 周一鸣 浏览次数:63", ["丁小香", "周一鸣"]),
        ("〔海港财经记者丁小香、特派员周一鸣/青州报导〕2024/03/05 18:42", ["丁小香", "周一鸣"]),
    ],
)
def test_authors_are_read_from_the_head(line: str, names: list[str]) -> None:
    """Whatever their role is called; labels and counters are no names."""
    assert found(f"港口三期开工\n{line}\n{BODY}", "author") == names


def test_a_byline_in_brackets_tells_outlet_and_date() -> None:
    text = f"港口三期开工\n〔海港财经记者丁小香、特派员周一鸣/青州报导〕2024/03/05 18:42\n{BODY}"
    assert (found(text, "publisher"), found(text, "published")) == (["海港财经"], ["2024/03/05"])
    assert found(f"港口三期开工\n【海港商报讯】{BODY}", "publisher") == ["海港商报"]


def test_the_line_below_that_goes_on_with_a_dash_belongs_to_the_title() -> None:
    assert found(f"港口三期开工\n——青州发展观察\n{BODY}", "title") == ["港口三期开工——青州发展观察"]


def test_a_path_of_channels_is_no_title() -> None:
    assert found(f"海港商报网 > 内地 > 产经\n港口三期开工\n{BODY}", "title") == ["港口三期开工"]


def test_the_marks_of_a_markdown_heading_are_no_part_of_the_title() -> None:
    assert found(f"# 港口三期开工\n{BODY}", "title") == ["港口三期开工"]


def test_a_title_may_ask() -> None:
    assert found(f"港口三期工程能否如期完工?\n{BODY}", "title") == ["港口三期工程能否如期完工?"]


def test_the_label_after_an_author_is_no_second_one() -> None:
    assert found(f"港口三期开工\n2024年3月5日 来源:某某晚报 作者:丁香 点击:\n{BODY}", "author") == ["丁香"]
