"""Saved pages: the article is read, what stands around it is not, and what the page declares is known.

pages/NAME.html is a page as a browser saves it, pages/NAME.txt what it should give: title, date and source, an empty
line, the body.
"""

from dataclasses import asdict
from pathlib import Path

import pytest

from bench.extractors import PAGES, Page, pages, score
from service.errors import EmptyArticle, UnreadableArticle
from service.text import Prepared, decode, prepare, with_declared
from service.text.formats import Document, html, read, read_page
from service.types import Article

ALL = pages(PAGES)
_JSON = '<script type="application/ld+json">{}</script>'
PROSE = "港口三期工程昨日正式开工，总投资12亿元，工期两年，预计明年六月建成投产。"

LAST = "园区管委会表示，配套的三条道路和一座变电站将在年底之前同步完成建设并投入使用。"


def told(page: Page) -> dict[str, str]:
    head = (PAGES / f"{page.name}.txt").read_text(encoding="utf-8").partition("\n\n")[0]
    return dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)


def document_of(page: Page) -> Document:
    path = PAGES / f"{page.name}.html"
    return read(path.read_bytes(), path.name)


def prepared_of(document: Document) -> Prepared:
    return with_declared(prepare(document.text), Article(id="a", **asdict(document)).declared)


def shown_before_the_end(page: Page) -> str:
    """What a browser is given of the page up to the last passage of the article, tags included."""
    source = decode((PAGES / f"{page.name}.html").read_bytes()).text
    last = [line for line in page.body.splitlines() if "。" in line][-1]
    before, found, _ = source.partition("<body")[2].rpartition(last[:8])
    assert found
    return before


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_every_passage_of_the_body_is_read(page: Page) -> None:
    found = "".join(document_of(page).text.split())
    passages = [line for line in page.body.splitlines() if "。" in line]
    assert passages
    assert [line for line in passages if "".join(line.split()) not in found] == []
    assert score(document_of(page).text, page).recall > 0.9


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_most_of_what_the_model_is_shown_is_the_article(page: Page) -> None:
    shown = Page(page.name, "", prepare(page.title).clean.text, prepare(page.body).clean.text)
    assert score(prepared_of(document_of(page)).clean.text, shown).precision > 0.7


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_the_headline_is_the_first_line_that_names_it(page: Page) -> None:
    document = document_of(page)
    assert document.title is not None
    assert document.title.endswith(page.title)
    assert any(document.title in line for line in document.text.splitlines()[:2])


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_the_line_with_date_and_source_is_kept(page: Page) -> None:
    document, expected = document_of(page), told(page)
    head = "\n".join(document.text.splitlines()[:4])
    if expected.get("published"):
        year, month, day = expected["published"].split("-")
        assert year in head
        assert f"{int(day)}" in head.split(year, 1)[1]
        assert document.published in {expected["published"], None}
        assert f"{int(month)}" in head.split(year, 1)[1]
    publisher = expected.get("publisher")
    if publisher and publisher in shown_before_the_end(page):
        assert publisher in head


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_a_publisher_whom_no_line_names_is_told_as_declared(page: Page) -> None:
    document, publisher = document_of(page), told(page).get("publisher")
    assert publisher is None or publisher in document.text or publisher == document.publisher


def test_a_site_that_calls_itself_the_author_is_the_publisher() -> None:
    document = next(document_of(page) for page in ALL if page.name == "big5_hongkong")
    assert (document.publisher, document.authors) == ("海港日報", ())


def test_declared_hints_are_grounded_or_left_out() -> None:
    """An author who is named in the text is a hint, a platform that is not named there is none."""
    document = next(document_of(page) for page in ALL if page.name == "wechat")
    assert (document.publisher, document.authors) == ("微信公众平台", ("秦川",))
    prepared = prepared_of(document)
    assert [hint.value for hint in prepared.hints if hint.kind in {"author", "publisher"}] == ["秦川"]
    for hint in prepared.hints:
        assert prepared.clean.text[hint.start : hint.end] == hint.value


def test_what_the_text_says_of_itself_comes_before_what_is_declared() -> None:
    """The page's site is not where its article comes from."""
    document = next(document_of(page) for page in ALL if page.name == "news_portal")
    assert document.publisher == "云岭新闻网"
    assert [hint.value for hint in prepared_of(document).hints if hint.kind == "publisher"] == ["云岭日报"]


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="PubDate" content="2026-03-02 16:40">', "2026-03-02"),
        ('<meta property="article:published_time" content="2026-3-2T01:00:00Z">', "2026-03-02"),
        ('<meta itemprop="datePublished" content="2026年3月2日">', "2026-03-02"),
        (_JSON.format('[{"@type":"NewsArticle","datePublished":"2026/03/02"}]'), "2026-03-02"),
        (_JSON.format('{"@graph":[{"@type":"Article","datePublished":"2026-03-02"}]}'), "2026-03-02"),
        (_JSON.format('{"@type": "NewsArticle", '), None),
        (_JSON.format("[" * 100_000), None),
        ('<meta name="PubDate" content="昨天">', None),
        ("", None),
    ],
)
def test_a_declared_date_is_read_where_it_is_one(head: str, published: str | None) -> None:
    page = read_page(
        f"<html><head><meta charset=utf-8>{head}</head><body><h1>港口开工</h1><p>{PROSE}</p></body></html>"
    )
    assert page.published == published


def test_a_line_of_the_menu_is_no_headline_for_being_in_the_title() -> None:
    page = read_page(
        "<html><head><title>港口三期工程开工建设 - 本地要闻 - 青州新闻网</title></head>"
        f"<body><div><a>本地要闻</a></div><div><p>{PROSE}</p><p>{LAST}</p></div></body></html>"
    )
    assert page.text.splitlines()[0] == PROSE
    assert page.title == "港口三期工程开工建设 - 本地要闻 - 青州新闻网"


def test_a_table_of_data_keeps_its_rows() -> None:
    page = read_page(
        f"<html><body><p>{PROSE}</p><table><tr><th>指标</th><th>增速</th></tr><tr><td>产值</td><td>7.6%</td></tr></table>"
        f"<p>{PROSE}</p></body></html>"
    )
    assert page.text.splitlines()[1:3] == ["指标\t增速", "产值\t7.6%"]


def test_breaks_make_paragraphs_and_glued_pieces_stay_one_word() -> None:
    page = read_page(
        f"<html><body><div>{PROSE}<br><br>新建<b>厂</b>房，占地3<sup>2</sup>亩。<br>{LAST}</div></body></html>"
    )
    assert page.text.splitlines() == [PROSE, "新建厂房，占地32亩。", LAST]


@pytest.mark.parametrize("source", ["<html></html>", "<html><body><script>1</script></body></html>", "<!doctype html>"])
def test_a_page_without_text_is_an_empty_article(source: str) -> None:
    with pytest.raises(EmptyArticle) as caught:
        read_page(source)
    assert caught.value.hint


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(UnreadableArticle, match="elements"):
        html.read(b"<html><body>" + b"<i>a</i>" * 100_001)


def test_a_large_page_is_read_all_the_same() -> None:
    """In a process of its own, to the same text."""
    body = f"<h1>港口开工</h1><p>{PROSE}</p>"
    small = read_page(f"<html><body>{body}</body></html>")
    large = read_page(f"<html><head><script>{'x' * 300_000}</script></head><body>{body}</body></html>")
    assert large == small


def test_pages_lie_with_their_bodies() -> None:
    assert {path.suffix for path in Path(PAGES).iterdir()} == {".html", ".txt"}
    assert len(ALL) >= 10
