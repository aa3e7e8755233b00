"""What a file is: its content decides, its name only where the content leaves it open."""

import re
from typing import Literal, TypeAlias

from service.errors import NotText, UnreadableArticle

DocumentKind: TypeAlias = Literal["docx", "pdf"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_PDF_WITHIN = 1_024
_PAGE_NAME = re.compile(r"\.(?:s?html?|xhtml)$", re.IGNORECASE)
# Possessive: many comments in a row would else be divided in every way.
_PREAMBLE = r"\s*+(?:(?:<\?xml[^>]{0,200}+>|<!--(?:(?!-->).)*+-->)\s*+)*+"
_DOCTYPE = re.compile(rf"{_PREAMBLE}<!doctype\s+html\b", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(rf"{_PREAMBLE}<(?:html|head|body)[\s>]", re.IGNORECASE | re.DOTALL)
_STRUCTURE = re.compile(r"<(?:head|body|title|meta|div|p|table|script)[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(?:article|br|div|font|h[1-6]|img|li|p|section|span|table|td|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LOOKED_AT = 20_000


def document_kind(data: bytes, name: str | None) -> DocumentKind | None:
    """Which document these bytes are, None if none that is read.

    Raises UnreadableArticle for an Office document behind a password, NotText for an old one.
    """
    if data.startswith(_OLE):
        if _ENCRYPTED_STREAM in data:
            raise UnreadableArticle(
                "the article is an Office document behind a password", hint="save it without the password"
            )
        raise NotText(
            "the article is an Office document of the old kind (.doc)", hint="save it as .docx, or as plain text"
        )
    if data.startswith(b"PK\x03\x04") and b"word/document" in data:
        return "docx"
    start = data[:_PDF_WITHIN]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-") or (_is_named(name, ".pdf") and b"%PDF-" in start):
        return "pdf"
    return None


def is_page(text: str, name: str | None) -> bool:
    """Whether a text is the HTML of a page. One that only speaks of tags, or holds some, is not.

    A page begins as one; a file named .html may begin anyhow, as long as it has tags.
    """
    beginning = text[:_LOOKED_AT].removeprefix("\ufeff")
    if _DOCTYPE.match(beginning):
        return True
    if _ROOT.match(beginning):
        return len(_STRUCTURE.findall(beginning)) > 1
    named = name is not None and _PAGE_NAME.search(name) is not None
    return named and _TAG.search(text) is not None


def _is_named(name: str | None, suffix: str) -> bool:
    return name is not None and name.lower().endswith(suffix)
