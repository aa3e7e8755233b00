"""A saved page: its headline, the line that says when and from where, and the article's body.

trafilatura finds the body. What it leaves out and zhailu needs, since every value must stand in the text, is put back
from where the page shows it. Before, tables that only lay out the page are dissolved, which it takes for data, and
paragraphs are made where a page has none, since it passes over text that stands in no paragraph.
"""

import re
from collections.abc import Iterator, Sequence

import trafilatura
from lxml import etree, html
from trafilatura.settings import Document as Extracted

from service.errors import EmptyArticle, UnreadableArticle
from service.text.formats.declared import declared
from service.text.formats.document import Document
from service.text.formats.layout import dissolve_layout_tables, lines, make_paragraphs
from service.text.furniture import DATE
from service.text.lines import role_of

_MAX_ELEMENTS = 100_000
# Control characters, as such or by their number: lxml gives them out and does not take them back.
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]"
    rb"|&#0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d);?|&#x0*(?:[0-8bcef]|1[\da-f])(?![\da-f]);?",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(DATE)
_TITLE_SHARE = 0.3
"""A page's title has the headline, and often channel and site; a line of the menu is a smaller part of it."""
_LONGEST_BYLINE = 60
_HEAD = 3
"""Lines among which a body that has its own headline shows it."""
_PASSAGE = 40
_MARK = 12
"""So many characters of a passage tell it from the page's other lines."""


def read(source: bytes) -> Document:
    """The article of a page in UTF-8. Raises EmptyArticle where none is found, UnreadableArticle for a huge page."""
    page = _parsed(source)
    said = declared(page)
    dissolve_layout_tables(page)
    make_paragraphs(page)
    body = _body(page)
    if not body:
        raise EmptyArticle(
            "the page holds no article in its HTML",
            hint="if a script fetches its text, save the page from the browser after it has loaded",
        )
    shown = list(lines(_seen(page), gap=" "))
    before = shown[: _place(shown, body)]
    headline = _headline([*before, *body[:_HEAD]], said.titles, [_text(heading) for heading in page.iter("h1")])
    begin = before.index(headline) + 1 if headline in before else 0
    names = (*said.authors, *([said.publisher] if said.publisher else ()))
    head = [*([headline] if headline else ()), *_bylines(before[begin:], names)]
    own = {_packed(line) for line in body[:_HEAD]}
    return Document(
        "\n".join([*(line for line in head if _packed(line) not in own), *body]),
        "html",
        title=headline or next(iter(said.titles), None),
        published=said.published,
        publisher=said.publisher,
        authors=said.authors,
    )


def _parsed(source: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(_CONTROL.sub(b"", source), parser=parser)
    except etree.ParserError as error:  # nothing but blanks and comments
        raise EmptyArticle("the page is empty", hint="give a page with the text of an article") from error
    count = sum(1 for _ in page.iter())
    if count > _MAX_ELEMENTS:
        raise UnreadableArticle(
            f"the page has {count:,} elements, more than {_MAX_ELEMENTS:,}",
            hint="give the article's own page, or its text alone",
        )
    return page


def _seen(page: html.HtmlElement) -> html.HtmlElement:
    body = page.find("body")
    return page if body is None else body


def _body(page: html.HtmlElement) -> list[str]:
    """The lines of the article's body."""
    found = trafilatura.bare_extraction(page, favor_precision=True, include_comments=False)
    return list(lines(found.body)) if isinstance(found, Extracted) else []


def _place(shown: Sequence[str], body: Sequence[str]) -> int:
    """Where in the page's lines the body's first passage begins; 0 where that cannot be told."""
    passage = next((line for line in body if len(line) >= _PASSAGE), body[0])
    mark = _packed(passage)[:_MARK]
    return next((index for index, line in enumerate(shown) if _packed(line).startswith(mark)), 0)


def _headline(candidates: Sequence[str], titles: Sequence[str], headings: Sequence[str]) -> str | None:
    """The longest line that a declared title holds, and of several the last; else the last `h1`."""
    named = [line for line in candidates if any(line in t and len(line) >= _TITLE_SHARE * len(t) for t in titles)]
    if named:
        return max(reversed(named), key=len)
    return next((line for line in reversed(candidates) if line in headings), None)


def _bylines(between: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Of the lines between headline and body those that tell date, source or authors."""
    for line in between:
        tells = _FULL_DATE.search(line) is not None or any(name in line for name in names)
        if role_of(line) in {"labelled", "names"} or (tells and len(line) <= _LONGEST_BYLINE):
            yield line


def _packed(line: str) -> str:
    """Without blanks: those between pieces of a line are not always the same."""
    return "".join(line.split())


def _text(element: html.HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())
