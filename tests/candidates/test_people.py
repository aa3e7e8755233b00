"""People with their posts and bodies."""

import pytest

from service.pipeline.candidates.people import find_people, is_post
from tests.candidates.reading import tagged


def people(text: str) -> list[tuple[str, str | None, str | None]]:
    """(name, title, body) of everyone in the one sentence of a text."""
    (passage,) = tagged(text)
    found = list(find_people(passage))
    assert all(passage.at(p.start, p.end) == p.text for p in found)
    return [
        (p.text, passage.at(*p.title) if p.title else None, passage.at(*p.organization) if p.organization else None)
        for p in found
    ]


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("云溪县农业农村局局长周文涛介绍情况。", ("周文涛", "局长", "云溪县农业农村局")),
        ("云溪县委副书记、县长周文涛出席活动。", ("周文涛", "副书记、县长", "云溪县委")),
        ("云岭集团董事长、县工商联主席陈思远发言。", ("陈思远", "董事长、县工商联主席", "云岭集团")),
        ("活动现场，林晓雅走进车间。", ("林晓雅", None, None)),
        ("霖川生物副总经理马骏说。", ("马骏", "副总经理", "霖川生物")),
        ("霖川生物首席执行官周文涛博士发表演讲。", ("周文涛", "首席执行官", "霖川生物")),
        ("种植户周长林刨开土。", ("周长林", "种植户", None)),
        ("青石镇高坪村村支书周长林算了笔账。", ("周长林", "村支书", "青石镇高坪村")),
        ("管委会副主任周景和说，春茶卖得好。", ("周景和", "副主任", "管委会")),
        ("云溪县投资促进中心主任周文涛介绍情况。", ("周文涛", "主任", "云溪县投资促进中心")),
        ("云溪县招商和投资促进局局长周文涛介绍情况。", ("周文涛", "局长", "云溪县招商和投资促进局")),
        ("生产部经理周文涛介绍情况。", ("周文涛", "生产部经理", None)),
        ("公司制造部部长周文涛介绍情况。", ("周文涛", "制造部部长", "公司")),
        ("县委宣传部部长周文涛介绍情况。", ("周文涛", "部长", "县委宣传部")),
        ("德国商会代表马丁·施密特发言。", ("马丁·施密特", "代表", "德国商会")),
    ],
)
def test_a_person_has_the_post_and_the_body_before_the_name(text: str, person: tuple[str, str, str]) -> None:
    """The post ends right before the name; the body stands before the post."""
    assert people(text) == [person]


def test_everyone_in_a_sentence_is_found_with_what_is_theirs() -> None:
    """A comma ends the reach of a post."""
    assert people("云溪县县长周文涛、霖川生物总经理马骏，以及林晓雅出席。")[0][0] == "周文涛"
    assert [p[0] for p in people("云溪县县长周文涛主持会议，霖川生物总经理马骏参加。")] == ["周文涛", "马骏"]


def test_what_stands_behind_a_post_is_no_name_without_a_surname() -> None:
    """小 is no surname."""
    assert people("首席执行官小明介绍情况。") == []


def test_a_post_without_a_name_is_nobody() -> None:
    """Someone is meant, nobody is named."""
    assert people("云溪县农业农村局局长介绍情况。") == []


@pytest.mark.parametrize(
    ("word", "yes"), [("副厅长", True), ("总经理", True), ("执行总裁", True), ("厂房", False), ("茶农", False)]
)
def test_words_that_end_in_a_post(word: str, yes: bool) -> None:
    """副, 总 and the like lead up to a post."""
    assert is_post(word) is yes


@pytest.mark.parametrize("posts", ["总经理", "副总", "总队长", "副总工程师", "首席专家", "董事长", "党委委员"])
def test_a_long_run_of_posts_is_read_at_once(posts: str) -> None:
    """With more than one way to read it, it would take for ever."""
    assert not is_post(posts * 60 + "们")
    assert is_post(posts * 60)
