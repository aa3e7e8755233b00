"""How much of an article extractors find in saved pages, and how much else, beside what zhailu makes of the page.

Run as `python -m bench.extractors [--pages DIR]`. Each page is `NAME.html`; `NAME.txt` has what the article says of
itself, an empty line, and its body. Precision, recall and F1 count characters that stand in both texts in the same
order, blanks left out; lines with the headline, or with date, source or authors, count for nobody. "As read" is what
an extractor gives, "as shown" what prepare() leaves of it; "told" counts the headlines and sources that stand in the
text. An extractor that is not installed is left out; the table's foot says which.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from statistics import mean

from rich.console import Console
from rich.table import Table

from service.errors import EmptyArticle
from service.text import decode, prepare
from service.text.formats import read_page
from service.text.lines import role_of

PAGES = Path(__file__).parents[1] / "tests" / "text" / "pages"

_HEAD = {"labelled", "names"}

Extractor = Callable[[str], str]


@dataclass(frozen=True)
class Page:
    """A page's HTML, its headline, the source that it names, if any, and the body that it should give."""

    name: str
    html: str
    title: str
    body: str
    source: str = ""


@dataclass(frozen=True)
class Score:
    """Shares of characters, 0 to 1: of those found, those that are the body's; of the body's, those found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean, 0 where nothing is right."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)


def pages(folder: Path) -> list[Page]:
    """All pages of a folder that have an expected body."""
    found = []
    for path in sorted(folder.glob("*.html")):
        head, _, body = path.with_suffix(".txt").read_text(encoding="utf-8").partition("\n\n")
        told = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        source = told.get("publisher", "")
        found.append(Page(path.stem, decode(path.read_bytes()).text, told["title"], body, source))
    return found


def extractors() -> tuple[dict[str, Extractor], list[str]]:
    """What each extractor makes of HTML, and the names of those that are not installed."""
    found: dict[str, Extractor] = {"zhailu": _zhailu}
    missing = []
    for name, module, make in (
        ("trafilatura", "trafilatura", _trafilatura),
        ("trafilatura, precision", "trafilatura", _trafilatura_precise),
        ("trafilatura, recall", "trafilatura", _trafilatura_recall),
        ("Resiliparse", "resiliparse.extract.html2text", _resiliparse),
        ("readability-lxml", "readability", _readability),
    ):
        try:
            import_module(module)
        except ImportError:
            missing.append(name)
        else:
            found[name] = make
    return found, missing


def _zhailu(html: str) -> str:
    try:
        return read_page(html).text
    except EmptyArticle:
        return ""


def _trafilatura(html: str, **options: object) -> str:
    return import_module("trafilatura").extract(html, include_comments=False, **options) or ""


def _trafilatura_precise(html: str) -> str:
    return _trafilatura(html, favor_precision=True)


def _trafilatura_recall(html: str) -> str:
    return _trafilatura(html, favor_recall=True)


def _resiliparse(html: str) -> str:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return str(
        extract(html, main_content=True, preserve_formatting=True, list_bullets=False, alt_texts=False, comments=False)
    )


def _readability(html: str) -> str:
    summary = import_module("readability").Document(html).summary(html_partial=True)
    return "\n".join(import_module("lxml.html").fromstring(summary).itertext())


def score(found: str, page: Page) -> Score:
    """Characters of the body and of what was found, in the same order in both."""
    lines = [line for line in map(str.strip, found.splitlines()) if line and line != page.title]
    a = "".join("".join(line for line in lines if role_of(line) not in _HEAD).replace("|", "").split())
    b = "".join(page.body.split())
    same = sum(block.size for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks())
    return Score(same / (len(a) or 1), same / (len(b) or 1))


def shown(text: str) -> str:
    """The clean text, empty where nothing is left."""
    try:
        return prepare(text).clean.text
    except EmptyArticle:
        return ""


def _cleaned(page: Page) -> Page:
    """The page with title and body as prepare() shows them."""
    return Page(page.name, page.html, shown(f"{page.title}\n{page.body}").split("\n")[0], shown(page.body))


def _told(texts: Sequence[str], given: Sequence[Page]) -> str:
    """How many headlines and sources stand in the text, where a value must stand to count."""
    asked = [
        (text, value) for text, page in zip(texts, given, strict=True) for value in (page.title, page.source) if value
    ]
    return f"{sum(value in text for text, value in asked)} of {len(asked)}"


def _timed(extract: Extractor, given: Sequence[Page]) -> tuple[list[str], float]:
    """What it makes of each page, and its milliseconds of processor time a page once it has been used."""
    for page in given:
        extract(page.html)
    start = time.process_time()
    texts = [extract(page.html) for page in given]
    return texts, 1_000 * (time.process_time() - start) / len(given)


def main() -> None:
    """Print F1 by page and extractor, then their means as read and as shown, and the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=Path, default=PAGES, help="a folder of pages and bodies")
    given = pages(parser.parse_args().pages)
    found, missing = extractors()
    by_page = {page.name: [page.name] for page in given}
    summary = Table("extractor", "precision", "recall", "F1 as read", "worst", "F1 as shown", "worst", "told", "ms")
    for name, extract in found.items():
        texts, milliseconds = _timed(extract, given)
        read = [score(text, page) for text, page in zip(texts, given, strict=True)]
        clean = [score(shown(text), _cleaned(page)).f1 for text, page in zip(texts, given, strict=True)]
        for page, one in zip(given, read, strict=True):
            by_page[page.name].append(f"{one.f1:.3f}")
        f1 = [one.f1 for one in read]
        means = [mean(one.precision for one in read), mean(one.recall for one in read), mean(f1), min(f1)]
        figures = [f"{figure:.3f}" for figure in [*means, mean(clean), min(clean)]]
        summary.add_row(name, *figures, _told(texts, given), f"{milliseconds:.1f}")
    table = Table("F1 as read", *found)
    for row in by_page.values():
        table.add_row(*row)
    console = Console(width=160)
    console.print(table)
    console.print(summary)
    if missing:
        console.print(f"not installed: {', '.join(missing)}", highlight=False)


if __name__ == "__main__":
    main()
