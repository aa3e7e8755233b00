"""Documents made for a test: Word files, PDFs with text, and what a person meets in their place."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
    "/Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    "/Supplement 2 >> >>] >>"
)


def printed(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines on its pages, in a Chinese font that it does not embed, as old programs write them."""
    objects = [_CATALOG, "", _FONT]
    kids = []
    for lines in pages:
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
        content = f"BT /F1 12 Tf 60 780 Td {shown} ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _file(objects)


def _file(objects: Sequence[str]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n"
        "%%EOF\n"
    ).encode("ascii")


def word(paragraphs: Sequence[str], rows: Sequence[Sequence[str]] = (), *, title: str = "", author: str = "") -> bytes:
    """A Word document of paragraphs and then a table."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, author
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return _saved(document)


def word_of_xml(*paragraphs: str) -> bytes:
    """A Word document of paragraphs in its own XML; `w:` is bound."""
    document = docx.Document()
    for inner in paragraphs:
        section = document.element.body[-1]
        section.addprevious(parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    return _saved(document)


def _saved(document: "docx.document.Document") -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def zip_bomb(unpacked: int) -> bytes:
    """A Word document whose text unpacks to so many bytes of nothing."""
    stream = io.BytesIO(word(["短"]))
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = b" " * unpacked
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def locked() -> bytes:
    """A PDF that opens with a password only."""
    return (Path(__file__).parent / "data" / "locked.pdf").read_bytes()
