"""The whole line with the embedded model, as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import jsonschema_rs
import pytest

import schemas
from service import settings
from service.types import Result

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "tests" / "data" / "article.txt"


@pytest.mark.model
def test_an_article_gives_a_valid_grounded_record(tmp_path: Path) -> None:
    """`zhailu extract`, without any setting: the model is asked; the record is valid, grounded, and says something."""
    cache = Path(os.environ.get("ZHAILU_CACHE_DIR") or settings.Settings().cache_dir)
    # The model that is there, but a ledger of its own: an answer of before would prove nothing.
    (tmp_path / "models").symlink_to(cache / "models")
    environment = {name: value for name, value in os.environ.items() if name not in settings.VARIABLES.values()}
    ran = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "service", "extract", str(ARTICLE)],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT), "ZHAILU_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()
    result = Result.model_validate_json(ran.stdout)
    assert result.provenance.calls, "the model was not asked"
    assert not result.provenance.cached
    jsonschema_rs.validator_for(schemas.get(result.schema_).record_schema()).validate(result.record)
    text = ARTICLE.read_text(encoding="utf-8")
    assert result.evidence
    for spans in result.evidence.values():
        assert all(text[span.start : span.end] == span.text for span in spans)
    assert any(isinstance(rows, list) and rows and isinstance(rows[0], dict) for rows in result.record.values())
