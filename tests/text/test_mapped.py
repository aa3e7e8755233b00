"""MappedText: every range of the text is a range of the original."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.characters import code_points
from service.text.mapped import Edit, MappedText, differing


@st.composite
def edited(draw: st.DrawFn) -> tuple[MappedText, str]:
    """A text after one to three rounds of random edits, and the original."""
    original = draw(st.text(max_size=40))
    mapped = MappedText.of(original)
    for _ in range(draw(st.integers(1, 3))):
        cuts = sorted(draw(st.sets(st.integers(0, len(mapped)), max_size=6)))
        edits = [Edit(a, b, draw(st.text(max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
        mapped = mapped.replace(edits)
    return mapped, original


@given(edited(), st.data())
def test_every_span_is_what_the_original_has_there(case: tuple[MappedText, str], data: st.DataObject) -> None:
    mapped, original = case
    start = data.draw(st.integers(0, len(mapped)))
    span = mapped.span(start, data.draw(st.integers(start, len(mapped))))
    assert original[span.start : span.end] == span.text


@given(edited())
def test_offsets_never_decrease(case: tuple[MappedText, str]) -> None:
    mapped, _ = case
    assert list(mapped.starts) == sorted(mapped.starts)
    assert list(mapped.ends) == sorted(mapped.ends)
    assert all(start < end for start, end in zip(mapped.starts, mapped.ends, strict=True))


def test_a_replacement_of_the_same_length_is_mapped_character_by_character() -> None:
    mapped = MappedText.of("abcd").replace([Edit(1, 3, "BC")])
    assert (mapped.text, mapped.span(1, 2).text) == ("aBCd", "b")


def test_a_longer_replacement_stands_for_all_it_replaced() -> None:
    mapped = MappedText.of("abcd").replace([Edit(1, 3, "xyz")])
    assert (mapped.text, mapped.span(2, 3).text) == ("axyzd", "bc")


def test_a_span_over_a_deletion_includes_what_was_deleted() -> None:
    mapped = MappedText.of("ab--cd").delete([(2, 4)])
    assert (mapped.text, mapped.span(1, 3).text) == ("abcd", "b--c")


def test_a_slice_still_knows_its_place() -> None:
    assert MappedText.of("abcdef").slice(2, 5).slice(1, 2).span(0, 1).start == 3


def test_an_empty_range_gives_an_empty_span() -> None:
    mapped = MappedText.of("abc").delete([(0, 1)])
    assert (mapped.span(0, 0).start, mapped.span(2, 2).start) == (1, 3)


@pytest.mark.parametrize("edits", [[Edit(2, 3), Edit(0, 1)], [Edit(0, 2), Edit(1, 3)], [Edit(1, 1, "x")], [Edit(2, 9)]])
def test_edits_out_of_order_or_range_are_refused(edits: Sequence[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        MappedText.of("abcd").replace(edits)


def test_a_span_outside_the_text_is_refused() -> None:
    with pytest.raises(IndexError):
        MappedText.of("abc").span(1, 4)


def test_differing_gives_each_offset() -> None:
    assert differing("abcdef\ud800", "xbcDEf\ud800").tolist() == [0, 3, 4]


@given(st.text(max_size=40), st.data())
def test_keeping_is_deleting_the_rest(text: str, data: st.DataObject) -> None:
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text))), dtype=np.bool_)
    mapped = MappedText.of(text)
    kept = mapped.keep(mask, code_points(text))
    deleted = mapped.delete([(index, index + 1) for index in np.flatnonzero(~mask).tolist()])
    assert (kept.text, kept.starts.tolist(), kept.ends.tolist()) == (
        deleted.text,
        deleted.starts.tolist(),
        deleted.ends.tolist(),
    )
