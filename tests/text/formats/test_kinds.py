"""What a file is taken for: its content decides, its name only where the content leaves it open."""

import pytest

from service.errors import ArticleError, FormatNotInstalled, NotText, UnreadableArticle
from service.text import formats
from service.text.formats import read
from service.text.formats.kinds import document_kind, is_page
from tests.text.formats.documents import printed, word

PAGE = "<html><head><title>港口</title></head><body><p>港口三期工程昨日正式开工，总投资12亿元。</p></body></html>"
TEXTS = [
    "页面的头写作 <head>，正文写作 <body>，段落写作 <p>。",
    "<html> 是网页的第一个标签，本文讲它的来历。",
    "<!-- 编者按 -->港口三期工程昨日正式开工。",
    "当 a<b 且 b>c 时，产值 < 5000 万元的企业不参加评选。",
    "# 港口三期开工\n\n工程总投资 **12亿元**，<br>工期两年。[详情](a.html)",
    "%PDF 是一种文件格式的开头，PK 是另一种的。",
    "《<div>》与《<table>》是两首诗的题目。\n<p>\n</p>",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", [None, "a.txt", "a.md", "-"])
def test_a_text_that_holds_tags_stays_as_it_is(text: str, name: str | None) -> None:
    document = read(text.encode(), name)
    assert (document.format, document.text) == ("text", text)


def test_a_text_without_a_tag_is_no_page_whatever_its_name() -> None:
    text = "当 a<b 且 b>c 时，港口开工。"
    assert read(text.encode(), "a.html").text == text


@pytest.mark.parametrize("name", [None, "a.txt", "a.html", "a.pdf"])
@pytest.mark.parametrize(
    "beginning",
    ["", "\ufeff", "\n  ", "<!doctype html>", '<?xml version="1.0"?>\n<!-- saved -->\n', "<!DOCTYPE HTML>\n"],
)
def test_a_page_is_known_by_its_beginning(beginning: str, name: str | None) -> None:
    document = read((beginning + PAGE).encode(), name)
    assert document.format == "html"
    assert "<" not in document.text


@pytest.mark.usefixtures("must_end")
@pytest.mark.parametrize(
    "beginning", ["<!---->" * 5_000, "<!--" * 5_000, "<?xml " * 5_000, "<p " * 60_000, "\n" * 50_000, "<?xml?>" * 5_000]
)
def test_no_beginning_takes_long(beginning: str) -> None:
    text = beginning + "港口三期工程昨日正式开工，总投资12亿元。"
    assert read(text.encode(), "a.txt").text == text
    assert not is_page(text, "a.html")


@pytest.mark.parametrize("name", ["a.html", "a.HTM", "b/c.shtml", "d.xhtml"])
def test_a_piece_of_a_page_is_known_by_its_name(name: str) -> None:
    document = read("<p>港口三期工程昨日正式开工，</p><p>总投资12亿元，工期两年，明年六月投产。</p>".encode(), name)
    assert document.format == "html"
    assert document.text.startswith("港口三期工程昨日正式开工，")


@pytest.mark.parametrize("name", [None, "a.docx", "a.txt", "a.bin"])
def test_documents_are_known_by_their_content(name: str | None) -> None:
    assert document_kind(word(["港口三期开工。"]), name) == "docx"
    assert document_kind(printed([["港口三期开工。"]]), name) == "pdf"


def test_what_stands_before_a_pdf_is_passed_over_in_a_file_named_so() -> None:
    assert document_kind(b"HTTP/1.0 200 OK\r\n\r\n" + printed([["港口三期开工。"]]), "a.PDF") == "pdf"


@pytest.mark.parametrize(
    ("data", "kind", "hint"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NotText, ".docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), UnreadableArticle, "password"),
        (b"PK\x03\x04" + b"xl/workbook.xml", NotText, "plain text"),
        (b"a" * (formats.MAX_TEXT_BYTES + 1), UnreadableArticle, "one article a file"),
        (b"%PDF-" + bytes(formats.MAX_BYTES), UnreadableArticle, "one article a file"),
    ],
)
def test_what_is_not_read_says_how_to_put_it_right(data: bytes, kind: type[ArticleError], hint: str) -> None:
    with pytest.raises(kind) as caught:
        read(data)
    assert hint in caught.value.hint


@pytest.mark.parametrize("data", [printed([["港口三期开工。"]]), word(["港口三期开工。"])])
def test_without_the_extra_the_error_names_the_command(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    with pytest.raises(FormatNotInstalled) as caught:
        read(data)
    assert caught.value.hint == "pip install 'zhailu[documents]'"
