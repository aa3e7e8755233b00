"""A Word document: its paragraphs and table rows, one a line."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from service.errors import EmptyArticle, UnreadableArticle
from service.text.formats.document import Document

# What zipfile raises where a byte has changed.
_DAMAGE = (BadZipFile, ValueError, NotImplementedError, zlib.error)
_MAX_UNPACKED = 100_000_000
_MAX_XML = 20_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What was moved away, the copy for old programs of what stands beside it, and pinyin above characters.
_SKIPPED = frozenset(
    {f"{_W}moveFrom", f"{_W}rt", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read(data: bytes) -> Document:
    """The body's text, insertions accepted; no headers, footers, footnotes, nor the numbers Word gives to list items.

    Raises UnreadableArticle if it is damaged or unpacks to more than any article, EmptyArticle without text.
    """
    try:
        _check_size(data)
        document = docx.Document(BytesIO(data))
    except (*_DAMAGE, PackageNotFoundError, KeyError, etree.XMLSyntaxError) as error:
        raise UnreadableArticle(
            f"the article is a damaged Word document ({type(error).__name__})", hint="open it in Word and save it anew"
        ) from error
    text = "\n".join(line for line in map(str.strip, _lines(document.element.body)) if line)
    if not text:
        raise EmptyArticle(
            "the Word document holds no text", hint="if it holds a picture of the text, run a text recognition over it"
        )
    title, author = document.core_properties.title, document.core_properties.author
    return Document(
        text,
        "docx",
        # Many documents keep the title and the author of the one they were made from.
        title=title if title and title in text else None,
        authors=(author,) if author and author in text else (),
    )


def _check_size(data: bytes) -> None:
    """Raises UnreadableArticle for an archive that unpacks to too much. zipfile reads no more than is said here."""
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
    if sum(p.file_size for p in parts) > _MAX_UNPACKED or any(
        p.file_size > _MAX_XML and p.filename.endswith((".xml", ".rels")) for p in parts
    ):
        raise UnreadableArticle(
            f"the Word document unpacks to more than {_MAX_UNPACKED:,} bytes, or {_MAX_XML:,} of text",
            hint="give one article a file, without its pictures",
        )


def _lines(container: etree._Element) -> Iterator[str]:
    for block in container:
        if block.tag == f"{_W}p":
            yield from "".join(_pieces(block)).split("\n")
        elif block.tag == f"{_W}tbl":
            yield from _rows(block)
        elif block.tag not in _SKIPPED:
            yield from _lines(block)


def _rows(table: etree._Element) -> Iterator[str]:
    for row in table.iterchildren(f"{_W}tr"):
        cells = (" ".join(line for line in _lines(cell) if line.strip()) for cell in row.iter(f"{_W}tc"))
        yield "\t".join(cells)


def _pieces(element: etree._Element) -> Iterator[str]:
    """The text below an element in its order; a paragraph within (of a text box) begins a line."""
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[str(child.tag)]
        elif child.tag not in _SKIPPED:
            yield "\n" if child.tag == f"{_W}p" else ""
            yield from _pieces(child)
