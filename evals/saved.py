"""Scores read back from what `zhailu eval --json` printed, or worked out from a run's folder."""

import json
from pathlib import Path

from pydantic import JsonValue, ValidationError

from evals.evaluation import evaluate
from evals.scores import ArticleScores, Scores
from service.errors import UsageError
from service.types import JsonObject


def scores_of(source: Path, gold: Path, articles: Path | None = None) -> Scores:
    """The scores in `source`: of a results folder, worked out anew; of a JSON file, as saved.

    Raises UsageError for neither, and what `evaluate` raises.
    """
    if source.is_dir():
        return evaluate(gold, source, articles)
    return read_scores(source)


def read_scores(path: Path) -> Scores:
    """The scores in a file that `zhailu eval --json` wrote. Raises UsageError for anything else."""
    hint = "give a results folder, or what zhailu eval --json printed"
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", hint=hint) from error
    except ValueError as error:
        raise UsageError(f"{path} is no JSON", hint=hint) from error
    try:
        return from_json(value if isinstance(value, dict) else {})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise UsageError(f"{path} holds no scores: {where}: {first['msg']}", hint=hint) from None


def from_json(value: JsonObject) -> Scores:
    """The inverse of `table.as_json`: totals are worked out again. Raises pydantic's ValidationError."""
    articles = value.get("articles")
    kept: JsonObject = {key: value[key] for key in Scores.model_fields if key in value}
    kept["schema_id"] = value.get("schema")
    if isinstance(articles, list):
        kept["articles"] = [_article(article) for article in articles]
    return Scores.model_validate(kept)


def _article(value: JsonValue) -> JsonValue:
    if not isinstance(value, dict):
        return value
    return {key: value[key] for key in ArticleScores.model_fields if key in value}
