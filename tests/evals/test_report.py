import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import report
from evals.inlining import embedded
from evals.layout import Layout
from evals.quotes import Quotes, utf16
from evals.report.confusion import confusions
from service.cli.edge import run
from tests.evals.reports import HOSTILE, TEXT, evaluation, hostile_result

MADE = datetime(2024, 5, 1, tzinfo=UTC)


@given(st.dictionaries(st.text(), st.text(st.characters(codec=None)) | st.none() | st.integers()))
def test_embedded_data_is_the_same_json_and_never_ends_its_block(value: dict[str, str | int | None]) -> None:
    text = embedded({**value, "hostile": HOSTILE, "half": "\ud800", "line": "\u2028"})
    assert json.loads(text) == {**value, "hostile": HOSTILE, "half": "\ud800", "line": "\u2028"}
    assert "<" not in text
    text.encode("utf-8")


def test_the_page_names_no_address_and_allows_none(tmp_path: Path) -> None:
    page = report.render(evaluation(tmp_path, hostile_result()), made=MADE)
    assert not re.search(r"https?:|\bsrc=[\"']|@import|url\(", page.split('id="data"')[0])
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy[1]


def test_a_report_is_the_same_for_the_same_run(tmp_path: Path) -> None:
    one = evaluation(tmp_path, hostile_result())
    assert report.render(one, made=MADE) == report.render(one, made=MADE)


def test_a_passage_is_found_in_the_original_of_an_article_with_furniture() -> None:
    quotes = Quotes(TEXT)
    place = quotes.find("远山能源投资２.5亿元")
    assert place is not None
    assert TEXT[slice(*place)] == "远山能源投资2.5亿元"
    assert quotes.find("别处的一句话") is None


@given(st.text(st.characters(codec="utf-8")), st.data())
def test_offsets_count_what_browsers_count(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    assert utf16(text)(at) == len(text[:at].encode("utf-16-le")) // 2
    assert utf16(text)(len(text) + 5) == len(text.encode("utf-16-le")) // 2


def test_a_confusion_matrix_sums_to_the_field(tmp_path: Path) -> None:
    one = evaluation(tmp_path, hostile_result())
    found = confusions(one.scores, Layout.of(one.gold[0].schema))
    by_field = one.scores.leaves_by_field()
    assert found
    for matrix in found:
        counts = by_field[f"{matrix.group}.{matrix.field}"]
        assert sum(matrix.cells[i][i] for i in range(len(matrix.axis))) == counts.tp
        stated = [sum(line) for line, (kind, _) in zip(matrix.cells, matrix.axis, strict=True) if kind == "value"]
        assert sum(stated) == counts.tp + counts.fn


def test_the_command_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluation(tmp_path, hostile_result())
    folders = ["--gold", f"{tmp_path}/gold", "--results", f"{tmp_path}/out", "--articles", f"{tmp_path}/articles"]
    assert run(["eval", *folders, "--report", f"{tmp_path}/report.html"]) == 0
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run(["eval", *folders, "--report", f"{tmp_path}/nowhere/report.html"]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_the_comparison_is_written_as_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluation(tmp_path, hostile_result())
    folders = ["--gold", f"{tmp_path}/gold", "--articles", f"{tmp_path}/articles"]
    out, page = f"{tmp_path}/out", tmp_path / "report.html"
    assert run(["compare", out, out, *folders, "--report", str(page)]) == 0
    assert '"counts":{"fixed":0,"broken":0,' in page.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["eval", *folders, "--results", out, "--json"]) == 0
    (tmp_path / "scores.json").write_text(capsys.readouterr().out, encoding="utf-8")
    assert run(["compare", f"{tmp_path}/scores.json", out, *folders, "--report", str(page)]) == 2
    assert "holds scores alone" in capsys.readouterr().err
