"""Tagging: tokens tile what they were made from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.pipeline.candidates.passages import pieces
from service.pipeline.candidates.tagging import tag
from service.text import prepare
from tests.candidates.reading import tagged

ANY_TEXT = st.text(
    st.characters(codec="utf-8") | st.sampled_from("\ud800\udfff😀👨‍👩‍👧ＡＢ１２，。云溪县建设产业园"), max_size=60
)


@settings(max_examples=60, deadline=None)
@given(before=ANY_TEXT, text=ANY_TEXT, after=ANY_TEXT)
def test_tokens_tile_the_passage(before: str, text: str, after: str) -> None:
    """Whatever the characters: one token begins where the one before ends, and says what stands there."""
    whole, position = before + text + after, len(before)
    for token in tag(whole, len(before), len(before) + len(text)):
        assert token.start == position
        assert token.text == whole[token.start : token.end] != ""
        position = token.end
    assert position == len(before) + len(text)


def test_a_very_long_text_is_tiled_too() -> None:
    """Five thousand characters without a break."""
    text = "云溪县绿色建材产业园" * 500
    assert "".join(token.text for token in tag(text, 0, len(text))) == text


def test_passages_are_the_sentences_with_offsets_of_the_clean_text() -> None:
    """Also behind blanks, full-width letters and an emoji."""
    text = "云溪县 产业园🎉开工。\n\n　　ＡＢ重工投资１２亿元。\n"
    clean = prepare(text).clean.text
    found = tagged(text)
    assert len(found) == 2
    for passage in found:
        assert passage.text == clean[passage.start : passage.sentence.end]
        assert "".join(t.text for t in passage.tokens) == passage.text
        assert all(passage.at(t.start, t.end) == t.text for t in passage.tokens)


@pytest.mark.parametrize("size", [1, 30, 80, 10_000])
def test_pieces_keep_every_sentence_and_their_size(size: int) -> None:
    """No sentence is lost or cut; only one that is itself too long makes a longer piece."""
    all_passages = tagged("云溪县产业园今天正式开工建设了。岚川市也将开工。\n\n柏树科技签约。\n\n大家都很高兴。\n")
    cut = list(pieces(all_passages, size))
    assert [p for piece in cut for p in piece] == list(all_passages)
    assert all(len(piece) == 1 or sum(len(p.text) for p in piece) <= size for piece in cut)


def test_a_piece_ends_with_a_paragraph_where_it_is_half_full() -> None:
    """The second sentence would still fit, but begins a paragraph."""
    all_passages = tagged("云溪县产业园今天正式开工建设了。\n\n岚川市也将开工。\n")
    assert [len(piece) for piece in pieces(all_passages, 30)] == [1, 1]
    assert [len(piece) for piece in pieces(all_passages, 60)] == [2]
