"""From a file's bytes to its text: plain text, or what a page or a document holds.

    kinds     what a file is, by its content first and its name second
    html      a saved page: the article without what stands around it
    docx, pdf documents with text; read by the extra `documents`
    confined  runs a reader in a process of its own (read_process), with limits

Where a format has structure, the text is extracted, and every span counts in the extracted text.
"""

from importlib.util import find_spec

from service.errors import FormatNotInstalled, UnreadableArticle
from service.text.decode import decode
from service.text.formats import confined
from service.text.formats.document import Document
from service.text.formats.kinds import DocumentKind, document_kind, is_page

__all__ = ["MAX_BYTES", "MAX_TEXT_BYTES", "Document", "read", "read_page"]

MAX_TEXT_BYTES = 4_000_000
"""More than the longest news article, or its page, by two orders of magnitude."""
MAX_BYTES = 32_000_000
"""Of a document, which holds pictures too."""
_LARGE_PAGE = 250_000
_MODULES = {"docx": "docx", "pdf": "pypdfium2"}


def read(data: bytes, name: str | None = None) -> Document:
    """The text in a file's bytes; `name`, if known, tells a page without a proper beginning by its suffix.

    Raises ArticleError: UnreadableArticle (too large, damaged, encrypted, too slow to read), NotText (no format that is
    known), EmptyArticle (a page or a document without text), FormatNotInstalled.
    """
    kind = document_kind(data, name)
    limit = MAX_BYTES if kind else MAX_TEXT_BYTES
    if len(data) > limit:
        raise UnreadableArticle(
            f"the article is larger than {limit:,} bytes",
            hint="give one article a file; of a document with large pictures, its text alone",
        )
    if kind is not None:
        _require(kind)
        return confined.run(kind, data)
    text = decode(data).text
    return read_page(text) if is_page(text, name) else Document(text)


def read_page(source: str) -> Document:
    """The article of a page, from its HTML. Raises EmptyArticle or UnreadableArticle."""
    if len(source) > _LARGE_PAGE:
        return confined.run("html", source.encode("utf-8", "replace"))
    from service.text.formats import html  # noqa: PLC0415 - plain text need not wait for the libraries of HTML

    return html.read(source.encode("utf-8", "replace"))


def _require(kind: DocumentKind) -> None:
    if find_spec(_MODULES[kind]) is None:
        raise FormatNotInstalled(
            f"the article is a {kind.upper()} document, and what reads those is not installed",
            hint="pip install 'zhailu[documents]'",
        )
