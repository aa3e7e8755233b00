"""Whatever the bytes are: a text, or a typed error."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.extractors import PAGES
from service.errors import ArticleError
from service.text.formats import Document, pdf, read, read_page
from tests.text.formats.documents import printed, word

PAGE = (PAGES / "news_portal.html").read_bytes()
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MUTATIONS = st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=12), st.integers(0, 40)), max_size=8)
READERS: dict[str, tuple[bytes, Callable[[bytes], Document]]] = {
    "html": (PAGE, read),
    "pdf": (printed([["港口三期开工，总投资12亿元。"]] * 3), pdf.read),
}
WORD = word(["港口三期开工。"], [["指标", "增速"]])


def mutated(data: bytes, mutations: list[tuple[int, bytes, int]]) -> bytes:
    """Each mutation puts bytes in the place of some others."""
    for place, new, length in mutations:
        start = place % (len(data) + 1)
        data = data[:start] + new + data[start + length :]
    return data


def outcome(reader: Callable[[bytes], Document], data: bytes) -> Document | ArticleError:
    """What was read, or the typed error; any other error fails the test."""
    try:
        return reader(data)
    except ArticleError as error:
        return error


def check(found: Document | ArticleError) -> None:
    """A document has text, and text that can be written; an error says what to do."""
    if isinstance(found, ArticleError):
        assert found.hint
        return
    found.text.encode("utf-8")
    assert "\0" not in found.text
    assert found.format == "text" or found.text.strip()


@settings(FEW, max_examples=100)
@given(st.binary(max_size=300), st.sampled_from([None, "a.html", "a.txt"]))
def test_any_bytes_are_a_text_or_a_typed_error(data: bytes, name: str | None) -> None:
    check(outcome(lambda data: read(data, name), data))


@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize("kind", ["html", "pdf"])
@FEW
@given(mutations=MUTATIONS)
def test_a_mutated_document_is_read_or_refused(kind: str, mutations: list[tuple[int, bytes, int]]) -> None:
    """In this process, so that nothing but typed errors leaves the reader itself."""
    original, reader = READERS[kind]
    check(outcome(reader, mutated(original, mutations)))


@pytest.mark.usefixtures("must_end")
@settings(FEW, max_examples=4)
@given(mutations=MUTATIONS)
def test_a_mutated_word_document_is_read_or_refused(mutations: list[tuple[int, bytes, int]]) -> None:
    """Through the process that reads it, since what its libraries raise is not known."""
    check(outcome(read, mutated(WORD, mutations)))


@FEW
@given(st.text("<>/= \"'abdhlmnptyv!-中文。\n\t\0\ud800", max_size=200))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    check(outcome(lambda _: read_page(f"<html><body>{markup}"), b""))
