"""The results of a run, and which of them belongs to which gold file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from evals.gold import GoldFile, is_article_of
from service.errors import UsageError
from service.types import Failure, Result

_Line = TypeVar("_Line", Result, Failure)


@dataclass(frozen=True, slots=True)
class Run:
    """Results and failures by article id."""

    results: dict[str, Result] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)

    def of(self, gold: GoldFile) -> Result | Failure | None:
        """What the run has for the article labelled by `gold`; None if nothing.

        Raises UsageError if two articles could be meant, or the result has another schema.
        """
        found = sorted(id_ for id_ in {*self.results, *self.failures} if is_article_of(gold.id, id_))
        if len(found) > 1:
            raise UsageError(
                f"gold {gold.id!r} could belong to {', '.join(found)}", hint="give the articles distinct ids"
            )
        if not found:
            return None
        outcome = self.results.get(found[0]) or self.failures[found[0]]
        if outcome.schema_ != gold.schema.id:
            message = f"{found[0]} was extracted with schema {outcome.schema_}, but its gold has {gold.schema.id}"
            raise UsageError(message, hint="run the batch with the gold files' schema")
        return outcome


def load_run(folder: Path) -> Run:
    """Read `results.jsonl` and `failures.jsonl` of a batch's output folder; a file that is not there is empty.

    Raises UsageError for a folder without either, a line that is no result, or an article that occurs twice.
    """
    results, failures = folder / "results.jsonl", folder / "failures.jsonl"
    if not results.is_file() and not failures.is_file():
        raise UsageError(f"no results in {folder}", hint="give the folder that zhailu batch wrote with --out")
    run = Run(dict(_lines(results, Result)), dict(_lines(failures, Failure)))
    if twice := sorted(run.results.keys() & run.failures.keys()):
        raise UsageError(f"{twice[0]} is in {results.name} and in {failures.name}", hint="write the output anew")
    return run


def _lines(path: Path, kind: type[_Line]) -> Iterator[tuple[str, _Line]]:
    if not path.is_file():
        return
    seen: set[str] = set()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                value = kind.model_validate_json(line)
            except ValidationError as error:
                first = error.errors(include_input=False, include_url=False)[0]
                where = "/".join(map(str, first["loc"]))
                message = f"{path.name} line {number} is no {kind.__name__}: {where}: {first['msg']}"
                raise UsageError(message, hint="write the output anew") from None
            if value.article.id in seen:
                message = f"{path.name} line {number}: {value.article.id} occurs twice"
                raise UsageError(message, hint="write the output anew")
            seen.add(value.article.id)
            yield value.article.id, value
