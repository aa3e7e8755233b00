"""The finders are scored alone, with every candidate kept."""

import json
import shutil
import sys
from pathlib import Path

import pytest

import schemas
from evals import finders
from service.errors import UsageError


def test_code_alone_finds_most_of_what_short_articles_tell() -> None:
    """These are plain articles on which the finders were tuned: a floor against breakage, no measure of quality."""
    scores = finders.score_finders(
        Path("evals/injection/clean"), Path("evals/injection/gold"), schemas.get("industry_brief")
    )
    assert (scores.leaves_by_field()["indicators.value"].recall or 0) > 0.9
    assert (scores.leaves().f1 or 0) > 0.85


def test_the_command_prints_a_row_for_each_finder_and_what_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The gold of one article is without a record that the finders find."""
    gold = Path(shutil.copytree("evals/injection/gold", tmp_path / "gold"))
    file = next(path for path in sorted(gold.glob("*.json")) if json.loads(path.read_text())["record"]["indicators"])
    told = json.loads(file.read_text())
    told["record"]["indicators"].pop()
    file.write_text(json.dumps(told))
    folders = ["--articles", "evals/injection/clean", "--gold", str(gold)]
    monkeypatch.setattr(sys, "argv", ["finders", *folders, "--differences"])
    finders.main()
    printed = capsys.readouterr().out
    assert all(name in printed for name in ("quantity", "organization", "person", "projects.name", "predicted-only"))


def test_a_folder_without_articles_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        finders.score_finders(tmp_path, Path("evals/injection/gold"), schemas.get("industry_brief"))
