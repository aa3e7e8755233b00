"""Word documents and PDFs: their text, or an error that says how to put it right."""

import pytest

from service.errors import ArticleError, EmptyArticle, UnreadableArticle
from service.text.formats import confined, docx, pdf, read
from tests.evals.browser import chromium
from tests.text.formats.documents import locked, printed, word, word_of_xml, zip_bomb

LINE = "一季度，园区完成规模以上工业总产值38.6亿元，同比增长11.2%，其中技术改造投"
NEXT = "资3.1亿元，占三成多。"


def test_a_word_document_gives_paragraphs_and_rows() -> None:
    document = read(word(["港口三期开工", "总投资12亿元。"], [["指标", "增速"], ["产值", "7.6%"]]), "a.docx")
    assert document.text == "港口三期开工\n总投资12亿元。\n指标\t增速\n产值\t7.6%"
    assert document.format == "docx"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>新增一段</w:t></w:r></w:ins><w:r><w:t>。</w:t></w:r>', "新增一段。"),
        ('<w:del w:id="1" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:t>新</w:t></w:r>', "新"),
        ('<w:moveFrom w:id="1" w:author="a"><w:r><w:t>旧处</w:t></w:r></w:moveFrom><w:r><w:t>此处</w:t></w:r>', "此处"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ('<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:t>后</w:t></w:r>', "链接后"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>正文</w:t></w:r>", "正文"),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", "控件"),
        ("<w:r><w:ruby><w:rt><w:r><w:t>guò</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>过</w:t></w:r></w:rubyBase></w:ruby></w:r>", "过"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_word_document_is_read_as_it_is_shown(inner: str, text: str) -> None:
    assert docx.read(word_of_xml(inner)).text == text


def test_what_a_word_document_declares_counts_where_it_stands_in_its_text() -> None:
    kept = docx.read(word(["港口三期开工", "（记者 丁香）"], title="港口三期开工", author="丁香"))
    assert (kept.title, kept.authors) == ("港口三期开工", ("丁香",))
    inherited = docx.read(word(["港口三期开工"], title="模板", author="Administrator"))
    assert (inherited.title, inherited.authors) == (None, ())


def test_the_lines_of_a_pdf_are_joined_to_paragraphs() -> None:
    document = read(printed([["运行通报", LINE, NEXT, LINE + "。", "下一步，抓好落实。"]]))
    assert document.text.splitlines() == ["运行通报", LINE + NEXT, LINE + "。", "下一步，抓好落实。"]
    assert document.format == "pdf"


def test_a_pdf_printed_by_a_browser_is_read() -> None:
    """With its font within, a subset, and a table."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(
            "<body style='font: 12pt sans-serif'><h1>运行通报</h1>"
            f"<p>{LINE}{NEXT}{LINE}{NEXT}</p><table><tr><td>产值</td><td>38.6亿元</td></tr></table></body>"
        )
        data = page.pdf()
    assert pdf.read(data).text.splitlines() == ["运行通报", (LINE + NEXT) * 2, "产值 38.6亿元"]


def test_page_numbers_and_running_heads_of_a_pdf_do_not_part_a_sentence() -> None:
    pages = [["运行通报", LINE, f"- {n} -"] if n < 4 else ["运行通报", NEXT, "第 4 页"] for n in range(1, 5)]
    assert pdf.read(printed(pages)).text == LINE * 3 + NEXT


def test_a_line_that_two_pages_share_is_kept() -> None:
    assert pdf.read(printed([["合计", "产值甲。"], ["合计", "产值乙。"]])).text.splitlines() == [
        "合计",
        "产值甲。",
        "合计",
        "产值乙。",
    ]


@pytest.mark.parametrize(
    ("data", "kind", "message", "hint"),
    [
        (printed([[], []]), EmptyArticle, "2 pages and no text", "ocrmypdf"),
        (printed([["页"]] * 301), UnreadableArticle, "301 pages", "pages of one article"),
        (printed([["港口开工。"]])[:300], UnreadableArticle, "damaged", "plain text"),
        (locked(), UnreadableArticle, "password", "without the password"),
        (printed([["\ue000\ue001\ue002\ue003" * 9]]), UnreadableArticle, "fonts", "ocrmypdf"),
    ],
    ids=["scan", "long", "cut off", "locked", "fonts"],
)
def test_a_pdf_that_gives_no_article_says_why(data: bytes, kind: type[ArticleError], message: str, hint: str) -> None:
    with pytest.raises(kind) as caught:
        pdf.read(data)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("data", "kind", "message", "hint"),
    [
        (word([]), EmptyArticle, "no text", "text recognition"),
        (word(["港口开工。"])[:-40], UnreadableArticle, "damaged", "save it anew"),
        (zip_bomb(25_000_000), UnreadableArticle, "unpacks", "one article a file"),
        (zip_bomb(120_000_000), UnreadableArticle, "unpacks", "one article a file"),
        (zip_bomb(1_000_000), UnreadableArticle, "damaged", "save it anew"),
    ],
    ids=["empty", "no end", "large part", "bomb", "blanks"],
)
def test_a_word_document_that_gives_no_article_says_why(
    data: bytes, kind: type[ArticleError], message: str, hint: str
) -> None:
    with pytest.raises(kind) as caught:
        docx.read(data)
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_the_error_of_a_reader_in_its_own_process_arrives_as_it_was() -> None:
    with pytest.raises(UnreadableArticle) as caught:
        read(locked())
    assert caught.value.message == "the PDF is behind a password"
    assert caught.value.hint == "save it without the password"


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "MAX_SECONDS", 0.01)
    with pytest.raises(UnreadableArticle, match=r"within 0\.01 s"):
        read(word(["港口三期开工。"]))


def test_a_reader_that_fails_unexpectedly_tells_the_kind_of_error_alone() -> None:
    """What it says may quote the article."""
    with pytest.raises(UnreadableArticle, match="ModuleNotFoundError") as caught:
        confined.run("canary", b"")  # type: ignore[arg-type] # there is no such reader
    assert "canary" not in caught.value.message
