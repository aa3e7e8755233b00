"""How a page is laid out: which tables hold data, what is a paragraph, what stands in a line of its own."""

import re
from collections.abc import Iterator

from lxml import etree

_UNSEEN = frozenset("script style noscript template title select option button textarea svg iframe object".split())
_INLINE = frozenset("a abbr b bdi bdo cite code del em font hi i ins kbd label mark q ref s small span strong sub sup "
                    "time u var".split())  # fmt: skip
_GLUED = frozenset("sub sup font b strong i u hi del".split())
"""Elements that change a character's look, not where a piece of text ends."""
_CELLS = frozenset("td th cell".split())
_BLOCKS_OF_TEXT = ("div", "td", "section", "article", "main", "font")
_LONG_CELL = 200
_PASSAGE = 40
_BLANKS = re.compile(r"\s+")


def dissolve_layout_tables(page: etree._Element) -> None:
    """Make blocks of the cells of tables that hold other tables, a headline or whole passages; the page is changed."""
    for table in list(page.iter("table")):
        holds_parts = next(table.iterdescendants("table", "h1"), None) is not None
        if holds_parts or any(len("".join(cell.itertext()).strip()) > _LONG_CELL for cell in table.iter("td", "th")):
            _dissolve(table)


def _dissolve(table: etree._Element) -> None:
    """The table's own parts, not those of a table within it."""
    pending = [table]
    while pending:
        element = pending.pop()
        pending += [child for child in element if child.tag in {"tbody", "thead", "tfoot", "tr", "td", "th"}]
        element.tag = "div"


def make_paragraphs(page: etree._Element) -> None:
    """Make paragraphs of the passages that a page parts by line breaks alone; the page is changed."""
    for block in list(page.iter(*_BLOCKS_OF_TEXT)):
        if block.find("br") is not None and _own_characters(block) >= _PASSAGE:
            _part(block)


def _own_characters(block: etree._Element) -> int:
    return len((block.text or "").strip()) + sum(len((child.tail or "").strip()) for child in block)


def _part(block: etree._Element) -> None:
    """Each run of text and inline elements becomes a paragraph, a break ends it; blocks stay where they are."""
    block.tag = "div"
    children = list(block)
    paragraph = etree.Element("p")
    paragraph.text, block.text = block.text, None
    parts = [paragraph]
    for child in children:
        if child.tag in _INLINE:
            paragraph.append(child)
            continue
        paragraph = etree.Element("p")
        paragraph.text, child.tail = child.tail, None
        parts += [paragraph] if child.tag == "br" else [child, paragraph]
    block[:] = [part for part in parts if part.tag != "p" or len(part) or (part.text or "").strip()]


def lines(element: etree._Element, gap: str = "") -> Iterator[str]:
    """The lines of a page, or of what trafilatura found in it, blanks made one; the cells of a row with tabs between.

    `gap` is put between pieces of a line that are elements of their own, as a browser shows such pieces apart.
    """
    for line in "".join(_pieces(element, gap)).split("\n"):
        cells = (" ".join(cell.split()) for cell in line.split("\t"))
        if text := "\t".join(cells).strip():
            yield text


def _pieces(root: etree._Element, gap: str) -> Iterator[str]:
    """Text, with a line feed where a line ends and a tab before a cell."""
    within_cells = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = str(element.tag)
        edge = _edge(tag, gap, in_cell=within_cells > 0)
        if event == "end":
            within_cells -= tag in _CELLS
            yield edge
            yield _one_line(element.tail) if element is not root else ""
        elif tag in _UNSEEN:
            walk.skip_subtree()
        else:
            within_cells += tag in _CELLS
            yield "\t" if tag in _CELLS else edge
            yield _one_line(element.text)


def _edge(tag: str, gap: str, *, in_cell: bool) -> str:
    """What stands where an element begins or ends."""
    if tag in _CELLS or tag in _GLUED:
        return ""
    if tag in _INLINE:
        return gap
    return " " if in_cell else "\n"


def _one_line(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""
