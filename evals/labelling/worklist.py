"""What is to be labelled: an article, a folder of them, a gold file, or the gold of disputes."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

import schemas
from evals.gold import GoldFile, article_path, is_article_of, opened
from evals.labelling.desk import Desk
from evals.labelling.document import blank
from evals.labelling.prefill import prefilled
from evals.labels import read_labels
from evals.results import Run, load_run
from schemas import Schema
from service.batch.reading import read_article
from service.batch.sources import Entry, FolderSource
from service.errors import GoldError, UsageError
from service.types import Article, Failure, Result

DEFAULT_SCHEMA = "industry_brief"


@dataclass(frozen=True)
class Wanted:
    """What labelling is asked to do: where gold is or goes (a folder, or one file), by which schema, from which run.

    `schema` None: that of the gold files already there. `results`: a run's folder, or one Result as a file.
    """

    gold: Path
    schema: str | None = None
    results: Path | None = None


def desks_of(source: Path, wanted: Wanted) -> list[Desk]:
    """A desk for the article `source`, or for each article in that folder, by name, as `zhailu batch` takes them.

    Raises UsageError, GoldError, ArticleError.
    """
    run = None if wanted.results is None else _run(wanted.results)
    if source.is_dir():
        paths = [source / one.place for one in FolderSource(source).entries() if isinstance(one, Entry)]
        if wanted.gold.suffix == ".json" or not paths:
            message = f"{source} holds {len(paths)} articles"
            raise UsageError(message, hint="give a folder with articles, and a folder for --gold")
    else:
        paths = [source]
    known = list(_known(wanted.gold))
    return [_desk(path, wanted, known, run, required=path == source) for path in paths]


def desk_of_gold(path: Path, articles: Path) -> Desk:
    """A desk for a gold file that is there; its article is looked for in `articles`. Raises GoldError, ArticleError."""
    gold_id, schema, _ = opened(path, read_labels(path))
    found = article_path(gold_id, path.name, articles)
    return Desk(path, schema, found.name, read_article(found, found.name).text, {})


@dataclass(frozen=True, slots=True)
class _Known:
    """A gold file that is there, as far as it can be told without checking it."""

    path: Path
    id: str
    schema: Schema


def _known(gold: Path) -> Iterator[_Known]:
    """The gold files of a folder, or beside a file; one that is broken is passed over: it is no reason to stop."""
    folder = gold.parent if gold.suffix == ".json" else gold
    for path in sorted(folder.glob("*.json")):
        try:
            gold_id, schema, _ = opened(path, read_labels(path))
        except GoldError:
            if path == gold:
                raise
            continue
        yield _Known(path, gold_id, schema)


def _desk(path: Path, wanted: Wanted, known: Sequence[_Known], run: Run | None, *, required: bool) -> Desk:
    article = read_article(path, path.name)
    one_file = wanted.gold.suffix == ".json"
    mine = [one for one in known if (one.path == wanted.gold if one_file else is_article_of(one.id, path.name))]
    if len(mine) > 1:
        names = ", ".join(one.path.name for one in mine)
        raise UsageError(f"{path.name} could be labelled by {names}", hint="name one of them with --gold")
    if mine:
        return _desk_there(mine[0], wanted, article)
    target = wanted.gold if one_file else wanted.gold / f"{path.stem}.json"
    for broken in sorted({*target.parent.glob("*.json")} - {one.path for one in known}):
        if is_article_of(broken.stem, path.name):
            opened(broken, read_labels(broken))  # it is this article's gold: its error must not look like a blank page
    gold_id = target.stem if is_article_of(target.stem, path.name) else path.stem
    if any(one.id == gold_id for one in known):
        raise UsageError(f"{gold_id!r} is the id of another gold file in {target.parent}", hint="rename the article")
    spec, schema = _schema(wanted.schema, target.parent, known)
    new = blank(gold_id, spec, schema)
    found = None if run is None else _result(run, GoldFile(gold_id, target, schema, {}), article, required=required)
    if found is None:
        return Desk(target, schema, path.name, article.text, new)
    new["record"] = prefilled(found, schema, article.text)
    return Desk(target, schema, path.name, article.text, new, origin=found.provenance.model)


def _desk_there(gold: _Known, wanted: Wanted, article: Article) -> Desk:
    """Raises UsageError where the file has another schema than is asked for, or labels another article."""
    if wanted.schema is not None and (asked := schemas.get(wanted.schema, folder=Path())).id != gold.schema.id:
        message = f"{gold.path.name} has the schema {gold.schema.id}, not {asked.id}"
        raise UsageError(message, hint="leave out --schema, or give another --gold")
    if not is_article_of(gold.id, article.id):
        message = f"{gold.path.name} has the id {gold.id!r}, which is not of {article.id}"
        raise UsageError(message, hint="an article's file name is the id, or begins with the id and _")
    return Desk(gold.path, gold.schema, article.id, article.text, {})


def _schema(spec: str | None, folder: Path, known: Sequence[_Known]) -> tuple[str, Schema]:
    """The schema of new gold in `folder`, and the name by which a file there calls it."""
    there = {one.schema.id: one for one in known}
    if spec is None and len(there) == 1:
        first = next(iter(there.values()))
        return str(read_labels(first.path)["schema"]), first.schema
    schema = schemas.get(spec or DEFAULT_SCHEMA, folder=Path())
    if there and schema.id not in there:
        message = f"{folder} holds gold of {', '.join(sorted(there))}, not of {schema.id}"
        raise UsageError(message, hint="give another --gold: one folder for each schema")
    if schema.id in schemas.names() or spec is None:
        return schema.id, schema
    return Path(os.path.relpath(spec, folder)).as_posix(), schema


def _run(source: Path) -> Run:
    if source.is_dir():
        return load_run(source)
    try:
        result = Result.model_validate_json(source.read_bytes())
    except OSError as error:
        hint = "give what zhailu batch or zhailu extract wrote"
        raise UsageError(f"--results: cannot read {source}: {error.strerror}", hint=hint) from error
    except ValidationError:
        message = f"--results: {source} is neither a folder nor a Result"
        raise UsageError(message, hint="give what zhailu batch or zhailu extract wrote") from None
    return Run({result.article.id: result})


def _result(run: Run, gold: GoldFile, article: Article, *, required: bool) -> Result | None:
    """What the run has for the article. None, or UsageError if it is `required`, for one without a result."""
    found = run.of(gold)
    if not isinstance(found, Result):
        if not required:
            return None
        why = f"it failed: {found.error.message}" if isinstance(found, Failure) else "it is not in it"
        raise UsageError(f"--results: there is no result of {article.id}: {why}", hint="leave out --results")
    if found.article.sha256 != article.sha256:
        message = f"--results: {found.article.id} had another text when it was extracted"
        raise UsageError(message, hint="extract it again, or leave out --results")
    return found
