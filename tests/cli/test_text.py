"""`zhailu text`: what the model is shown of an article, what was changed, what evidence points into."""

import io
from pathlib import Path

import pytest
import typer

from bench.extractors import PAGES
from service.cli import reading
from tests.cli.conftest import Zhailu
from tests.text.formats.documents import word

TAIWAN = "李小姐的軟體公司昨日開工,總投資１２億元,工期兩年。"


@pytest.fixture
def article(home: Path) -> str:
    """A file in Traditional Chinese with a line of menus, a full-width number and a word of Taiwan."""
    (home / "a.txt").write_text(f"首頁\n分享\n{TAIWAN}\n", encoding="utf-8")
    return "a.txt"


def test_sentences_are_numbered_and_plain_text_is_not(zhailu: Zhailu, article: str) -> None:
    assert zhailu("text", article).out == "[1] 李小姐的软体公司昨日开工,总投资12亿元,工期两年。\n"
    assert zhailu("text", article, "--plain").out == "李小姐的软体公司昨日开工,总投资12亿元,工期两年。\n"


def test_the_words_of_a_region_are_put_in_those_of_the_mainland(
    zhailu: Zhailu, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By flag or by variable, whatever else is set; the flag counts first."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # without a model, which is no matter here
    assert "软件公司" in zhailu("text", article, "--vocabulary", "zh-tw").out
    monkeypatch.setenv("ZHAILU_VOCABULARY", "zh-tw")
    assert "软件公司" in zhailu("text", article).out
    assert "软体公司" in zhailu("text", article, "--vocabulary", "none").out


def test_an_unknown_vocabulary_is_a_usage_error(zhailu: Zhailu, article: str) -> None:
    ran = zhailu("text", article, "--vocabulary", "zh-cn")
    assert (ran.code, ran.out) == (2, "")
    assert "--vocabulary is not usable: 'zh-cn'" in ran.err


def test_the_diff_has_no_colour_in_a_pipe(zhailu: Zhailu, article: str) -> None:
    lines = zhailu("text", article, "--diff", "--vocabulary", "zh-tw").out.splitlines()
    assert "\x1b" not in "".join(lines)
    assert [line[0] for line in lines[1:]] == ["-", "-", "~", "~", "="]
    assert "[軟體 → 软件]" in lines[3]
    assert "[１２ → 12]" in lines[4]


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_the_diff_has_colour_on_a_terminal_unless_told_otherwise(
    article: str, monkeypatch: pytest.MonkeyPatch, *, no_colour: str, coloured: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", no_colour)
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    assert reading.show_text(article, reading.View.DIFF, "none") == 0
    assert (typer.style("", fg="red", reset=False) in terminal.getvalue()) == coloured


def test_two_views_at_once_are_a_usage_error(zhailu: Zhailu, article: str) -> None:
    ran = zhailu("text", article, "--plain", "--diff")
    assert (ran.code, ran.out) == (2, "")
    assert "--plain and --diff" in ran.err


def test_the_extracted_text_is_what_was_read_and_nothing_more(zhailu: Zhailu, article: str, home: Path) -> None:
    """Of plain text it is the file itself; of a page and a document their text."""
    assert zhailu("text", article, "--extracted").out == (home / "a.txt").read_text(encoding="utf-8")
    (home / "a.docx").write_bytes(word(["港口三期開工", TAIWAN]))
    assert zhailu("text", "a.docx", "--extracted").out == f"港口三期開工\n{TAIWAN}"
    page = zhailu("text", "-", "--extracted", stdin=(PAGES / "news_portal.html").read_bytes()).out
    assert page.startswith("云岭市装备制造产业园二期开工 总投资42.6亿元\n2026-03-02 09:18 来源：云岭日报")


def test_the_diff_of_a_page_says_what_its_offsets_count_in(zhailu: Zhailu) -> None:
    ran = zhailu("text", str(PAGES / "news_portal.html"), "--diff")
    assert ran.code == 0
    assert "--extracted" in ran.err


def test_the_help_shows_how_to_use_it(zhailu: Zhailu) -> None:
    told = zhailu("text", "--help").out
    for word_ in ("--extracted", "--vocabulary", "zhailu text page.html --extracted", "HTML, DOCX"):
        assert word_ in told
