"""A PDF with text: its lines joined to paragraphs, without page numbers and running heads."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2
from pypdfium2 import raw

from service.errors import EmptyArticle, UnreadableArticle
from service.text.formats.document import Document

MAX_PAGES = 300
_MAX_CHARACTERS = 2_000_000
_LEAST_A_PAGE = 4
_MAX_UNKNOWN_SHARE = 0.3
_OCR = "run a text recognition over it first, for instance: ocrmypdf -l chi_sim+chi_tra in.pdf out.pdf"
_PAGE_NUMBER = re.compile(
    r"[-—–·\s]*(?:第\s*)?\d{1,4}(?:\s*[/／]\s*\d{1,4})?(?:\s*页)?(?:\s*共\s*\d{1,4}\s*页)?[-—–·\s]*"
)
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd\ufffe\x00-\x08\x0e-\x1f]")
_SENTENCE_END = tuple("。！？；!?;：:")
_NEW_PARAGRAPH = re.compile(r"[ \u3000]{2,}|[（(]?[一二三四五六七八九十]{1,3}[、）)]|\d{1,2}[、.．)）](?!\d)|[-•·●■◆]")
_FULL_LINE = 0.9
_LEAST_FULL = 24


def read(data: bytes) -> Document:
    """The text of all pages, in the order in which the file has it.

    Raises UnreadableArticle if it is encrypted, damaged, longer than MAX_PAGES, or if its fonts hide which characters
    they show; EmptyArticle if its pages are pictures.
    """
    pages = _pages(data)
    text = "\n".join(_paragraphs(_without_running_heads(pages)))
    characters = len("".join(text.split()))
    if characters < _LEAST_A_PAGE * len(pages):
        raise EmptyArticle(f"the PDF has {len(pages)} pages and no text: it is scanned, or drawn", hint=_OCR)
    if len(_UNKNOWN.findall(text)) > _MAX_UNKNOWN_SHARE * characters:
        raise UnreadableArticle("the fonts of the PDF do not say which characters they show", hint=_OCR)
    return Document(_UNKNOWN.sub("", text), "pdf")


def _pages(data: bytes) -> list[list[str]]:
    """The lines of each page."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == raw.FPDF_ERR_PASSWORD:
            raise UnreadableArticle("the PDF is behind a password", hint="save it without the password") from error
        raise UnreadableArticle(
            "the PDF is damaged", hint="print it to a new PDF, or give its text as plain text"
        ) from error
    if len(document) > MAX_PAGES:
        raise UnreadableArticle(
            f"the PDF has {len(document):,} pages, more than {MAX_PAGES}",
            hint="give the pages of one article, for instance: qpdf in.pdf --pages . 12-15 -- out.pdf",
        )
    pages: list[list[str]] = []
    characters = 0
    for number in range(len(document)):
        text = _text(document, number)
        characters += len(text)
        if characters > _MAX_CHARACTERS:
            raise UnreadableArticle(
                f"the PDF has more than {_MAX_CHARACTERS:,} characters", hint="give the pages of one article"
            )
        pages.append([line.rstrip() for line in text.splitlines() if line.strip()])
    return pages


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """A page's text; nothing if that page is damaged."""
    try:
        return str(document[number].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


def _without_running_heads(pages: Sequence[list[str]]) -> Iterator[str]:
    """All lines but page numbers, and but what half of three or more pages begin or end with."""
    edges = Counter(line.strip() for page in pages for line in {*page[:1], *page[-1:]})
    running = {line for line, count in edges.items() if count >= max(3, len(pages) / 2)}
    for page in pages:
        for index, line in enumerate(page):
            at_edge = index in {0, len(page) - 1}
            if not (at_edge and (line.strip() in running or _PAGE_NUMBER.fullmatch(line))):
                yield line


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    """A line as long as they get, which ends no sentence, goes on in the next one."""
    every = list(lines)
    widths = [_width(line) for line in every]
    full = max(_LEAST_FULL, _FULL_LINE * _usual_longest(widths))
    paragraph = ""
    goes_on = False
    for line, width in zip(every, widths, strict=True):
        if goes_on and not _NEW_PARAGRAPH.match(line):
            between = " " if paragraph[-1].isascii() and line[0].isascii() and line[0].isalpha() else ""
            paragraph += between + line.lstrip()
        else:
            if paragraph:
                yield paragraph
            paragraph = line.strip()
        goes_on = width >= full and not line.endswith(_SENTENCE_END)
    if paragraph:
        yield paragraph


def _usual_longest(widths: Sequence[int]) -> int:
    """The width that one line in ten reaches."""
    return sorted(widths)[int(0.9 * (len(widths) - 1))] if widths else 0


def _width(line: str) -> int:
    """In columns: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
