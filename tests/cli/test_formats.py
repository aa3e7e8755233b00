"""Pages and documents from the command line: evidence points into the text that is extracted from them."""

import json
import shutil
from pathlib import Path

import pytest

from bench.extractors import PAGES
from service.text import formats
from service.types import Result
from tests.cli.conftest import Zhailu
from tests.fake_endpoint import FakeEndpoint
from tests.pipeline.conftest import answering
from tests.text.formats.documents import locked, printed, word

OWN = {
    "type": "object",
    "properties": {"project": {"type": "string"}, "investment": {"type": "string"}, "boss": {"type": "string"}},
}
LINES = ["云岭市产业园二期开工", "3月2日，产业园二期项目开工，总投资42.6亿元。"]


@pytest.fixture
def own(home: Path) -> Path:
    """A folder with the same news as text, page, Word document and PDF, and a schema beside it."""
    (home / "own.json").write_text(json.dumps(OWN))
    folder = home / "news"
    folder.mkdir()
    shutil.copy(PAGES / "news_portal.html", folder / "page.html")
    (folder / "note.md").write_text(
        "# 开工\n\n产业园二期项目开工，总投资42.6亿元，其中 <b> 是一个标签。\n", encoding="utf-8"
    )
    (folder / "letter.docx").write_bytes(word(LINES))
    (folder / "print.pdf").write_bytes(printed([LINES]))
    return folder


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> FakeEndpoint:
    """An endpoint that answers every article with what all of them say, and a name that none says."""
    fake = FakeEndpoint(answering(project="产业园二期项目", investment="42.6亿元", boss="张三丰"))
    monkeypatch.setenv("OPENAI_BASE_URL", fake.base_url)
    monkeypatch.setenv("ZHAILU_MODEL", "fake-model")
    return fake


def check(zhailu: Zhailu, result: Result, file: Path) -> None:
    """Every span is found at its offsets in what `zhailu text --extracted` prints."""
    text = zhailu("text", str(file), "--extracted").out
    assert len(text) == result.article.chars
    assert set(result.evidence) == {"/project", "/investment"}
    for spans in result.evidence.values():
        assert spans
        assert all(text[span.start : span.end] == span.text for span in spans)
    assert "boss" not in result.record or result.record["boss"] is None
    assert [issue.value for issue in result.issues if issue.kind == "unsupported"] == ["张三丰"]


@pytest.mark.parametrize(
    ("name", "kind"), [("page.html", "html"), ("letter.docx", "docx"), ("print.pdf", "pdf"), ("note.md", "text")]
)
def test_evidence_of_a_document_points_into_its_text(
    zhailu: Zhailu, own: Path, answers: FakeEndpoint, *, name: str, kind: str
) -> None:
    with answers:
        ran = zhailu("extract", str(own / name), "--schema", "own.json")
    assert ran.code == 0, ran.err
    result = Result.model_validate_json(ran.out)
    assert (result.article.id, result.article.format) == (name, kind)
    check(zhailu, result, own / name)


def test_a_folder_of_all_kinds_is_one_run(zhailu: Zhailu, own: Path, answers: FakeEndpoint) -> None:
    """And what belongs to a saved page is no article."""
    parts = own / "page_files"
    parts.mkdir()
    (parts / "stat.js").write_text("var a = 1;")
    with answers:
        ran = zhailu("batch", str(own), "--out", "out", "--schema", "own.json")
    assert ran.code == 0, ran.err
    lines = Path("out/results.jsonl").read_text(encoding="utf-8").splitlines()
    results = [Result.model_validate_json(line) for line in lines]
    assert {result.article.id: result.article.format for result in results} == {
        "letter.docx": "docx", "note.md": "text", "page.html": "html", "print.pdf": "pdf",
    }  # fmt: skip
    for result in results:
        check(zhailu, result, own / result.article.id)
    assert "skipped page_files: belongs to the saved page beside it" in ran.err


def test_what_a_page_declares_is_shown_to_the_model(zhailu: Zhailu, own: Path, answers: FakeEndpoint) -> None:
    """As the sender's hints are."""
    with answers:
        zhailu("extract", str(own / "page.html"), "--schema", "own.json")
        asked = json.dumps(answers.completions, ensure_ascii=False)
    assert "标题:云岭市装备制造产业园二期开工 总投资42.6亿元" in asked
    assert "发布:2026-03-02" in asked
    assert "热门排行" not in asked


def test_the_vocabulary_is_part_of_what_is_bought(zhailu: Zhailu, home: Path, answers: FakeEndpoint) -> None:
    """Another one is another question and another result; evidence quotes the article either way."""
    (home / "own.json").write_text(json.dumps(OWN))
    (home / "a.txt").write_text("軟體園產業園二期項目開工，總投資42.6億元。", encoding="utf-8")
    with answers:
        first = zhailu("extract", "a.txt", "--schema", "own.json")
        other = zhailu("extract", "a.txt", "--schema", "own.json", "--vocabulary", "zh-tw")
        again = zhailu("extract", "a.txt", "--schema", "own.json", "--vocabulary", "none")
        asked = [str(body["messages"]) for body in answers.completions]
    assert ["软件园" in text for text in asked] == [False, True]
    assert [Result.model_validate_json(ran.out).provenance.cached for ran in (first, other, again)] == [
        False, False, True,
    ]  # fmt: skip
    for ran in (first, other):
        assert [span.text for span in Result.model_validate_json(ran.out).evidence["/investment"]] == ["42.6億元"]


def test_a_document_that_cannot_be_read_fails_alone(zhailu: Zhailu, own: Path, answers: FakeEndpoint) -> None:
    (own / "locked.pdf").write_bytes(locked())
    with answers:
        ran = zhailu("batch", str(own), "--out", "out", "--schema", "own.json")
    assert ran.code == 1
    (failure,) = map(json.loads, Path("out/failures.jsonl").read_text(encoding="utf-8").splitlines())
    assert failure["article"]["id"] == "locked.pdf"
    assert failure["error"]["code"] == "unreadable_article"
    assert "password" in failure["error"]["message"]


def test_without_the_extra_a_document_says_what_to_install(
    zhailu: Zhailu, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    ran = zhailu("extract", str(own / "print.pdf"))
    assert (ran.code, ran.out) == (1, "")
    assert "hint: pip install 'zhailu[documents]'" in ran.err
