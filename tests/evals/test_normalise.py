"""Normalisation: what counts as the same string."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.distinctions import differ
from evals.normalise import name_key, normalise, numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("發展電子資訊", "发展电子资讯"),
        ("ＡＩ大模型", "ai 大模型"),
        ("「北極星」", "“北极星”"),
        ("‘北极星’", '"北极星"'),
        ("【远山】", "(远山)"),
        ("远山〔2021〕", "远山（2021）"),
        ("远 山　集 团", "远山集团"),
        ("标志著", "标志着"),
        ("1—11月", "1-11月"),
        ("远山•近水", "远山·近水"),
        ("㎡", "m2"),
    ],
)
def test_spellings_of_one_string_are_equal(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_a_blank_between_latin_words_stays() -> None:
    assert normalise("Far  Hills 集团") == "far hills集团"


def test_a_name_has_no_quotes_and_no_title_marks() -> None:
    assert name_key("《“远山”纲要》") == name_key("远山纲要") == "远山纲要"


@given(st.text("远山發展著「」“”《》【】ＡaB1２ -—~·•,，。 \t"))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [("年产5万吨", ("5",)), ("1,200.5元和３个", ("1200.5", "3")), ("1,20", ("1", "20")), ("一期", ())],
)
def test_numbers_are_the_arabic_ones(text: str, found: tuple[str, ...]) -> None:
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("年产5万吨纸项目", "年产50万吨纸项目"),
        ("远山产业园一期", "远山产业园二期"),
        ("远山产业园", "远山产业园二期"),
        ("第三实验室", "第四实验室"),
        ("厦门算力中心", "温州算力中心"),
        ("福建厦门算力中心", "福建泉州算力中心"),
        ("东川区产业园", "西川区产业园"),
    ],
)
def test_digits_ordinals_and_places_tell_names_apart(one: str, other: str) -> None:
    assert differ(one, other)
    assert differ(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("厦门算力中心", "算力中心"),
        ("福建厦门算力中心", "厦门算力中心"),
        ("2024年远山行动", "远山行动"),
        ("远山产业园2期", "远山产业园二期"),
        ("远山工业园区", "远山产业园区"),
        ("远山集团", "远山集团公司"),
    ],
)
def test_a_name_may_say_more_than_another(one: str, other: str) -> None:
    assert not differ(one, other)
    assert not differ(other, one)
