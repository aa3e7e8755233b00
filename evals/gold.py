"""Gold files: loading and checking them, so that no score rests on a broken one."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

import schemas
from evals.labels import read_labels, split_labels
from evals.layout import Layout
from evals.normalise import normalise
from evals.passages import prepared
from schemas import Schema
from service.errors import ArticleError, GoldError, UsageError
from service.text.formats import read
from service.types import JsonObject

_KEYS = {"id", "schema", "record", "aliases"}
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class GoldFile:
    """One labelled article. `record` is in wire form; evidence and aliases are keyed by the record's pointer.

    `aliases` has, for each field, further right values; those of the article's own fields under the empty pointer.
    """

    id: str
    path: Path
    schema: Schema
    record: JsonObject
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    sha256: str = ""


def load_gold(folder: Path, *, articles: Path | None = None) -> list[GoldFile]:
    """The gold files of `folder` (`*.json`), by id. Raises GoldError with the file and the field that is wrong.

    Evidence is looked for in the articles, where their folder is given.
    """
    files = [_load(path) for path in sorted(folder.glob("*.json"))]
    if not files:
        raise GoldError(f"no gold file in {folder}", hint="gold files are named ID.json")
    seen: dict[str, Path] = {}
    for gold in files:
        if gold.id in seen:
            message = f"{gold.path.name}: id {gold.id!r} is also that of {seen[gold.id].name}"
            raise GoldError(message, hint="give every gold file an id of its own")
        seen[gold.id] = gold.path
        if gold.schema.id != files[0].schema.id:
            message = f"{gold.path.name}: schema {gold.schema.id}, but {files[0].path.name} has {files[0].schema.id}"
            raise GoldError(message, hint="keep the gold files of each schema in a folder of their own")
    if articles is not None:
        for gold in files:
            check_evidence(gold, article_text(gold, articles))
    return sorted(files, key=lambda gold: gold.id)


def is_article_of(gold_id: str, article_id: str) -> bool:
    """Whether an article, named by its path, is the one labelled under `gold_id`.

    Its stem is the id, or begins with the id and `_`.
    """
    stem = article_id.rsplit("/", 1)[-1]
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    return stem == gold_id or stem.startswith(f"{gold_id}_")


def article_text(gold: GoldFile, folder: Path) -> str:
    """The labelled article's original text; of a page or a document, the text extracted.

    Raises GoldError if `folder` has no such article, or several.
    """
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and is_article_of(gold.id, path.relative_to(folder).as_posix())
    ]
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        message = f"{gold.path.name}: id {gold.id!r} should belong to one article of {folder}, found {names}"
        raise GoldError(message, hint="an article's file name is the id, or begins with the id and _")
    try:
        return read(found[0].read_bytes(), found[0].name).text
    except (ArticleError, OSError) as error:
        raise GoldError(f"{gold.path.name}: cannot read {found[0].name}: {error}") from error


def check_evidence(gold: GoldFile, original: str) -> None:
    """Raise GoldError for a passage that does not stand in the article (its clean text, or else as decoded)."""
    try:
        clean = prepared(original).clean.text
    except ArticleError as error:
        raise GoldError(f"{gold.path.name}: its article has no text: {error}") from error
    known = (normalise(clean), normalise(original))
    for pointer, passages in gold.evidence.items():
        for i, passage in enumerate(passages):
            if not any(normalise(passage) in text for text in known):
                message = f"{gold.path.name}: {pointer}/evidence/{i} is not in the article: {_shortened(passage)}"
                raise GoldError(message, hint="quote a contiguous passage of the clean text (zhailu text --plain)")


def gold_sha256(files: Sequence[GoldFile]) -> str:
    """Hex digest over all gold files: runs against different gold are not comparable."""
    return hashlib.sha256("".join(f"{gold.id} {gold.sha256}\n" for gold in files).encode()).hexdigest()


def _load(path: Path) -> GoldFile:
    labels = read_labels(path)
    if unknown := sorted(labels.keys() - _KEYS):
        raise GoldError(f"{path.name}: unknown key {unknown[0]!r}", hint=f"the keys are {', '.join(sorted(_KEYS))}")
    gold_id, spec, record = labels.get("id"), labels.get("schema"), labels.get("record")
    if not isinstance(gold_id, str) or not gold_id:
        raise GoldError(f"{path.name}: id is {gold_id!r}", hint="a string, such as the file's name")
    if not isinstance(spec, str):
        raise GoldError(f"{path.name}: schema is {spec!r}", hint='a string, such as "industry_brief@1"')
    if not isinstance(record, dict):
        raise GoldError(f"{path.name}: record is not an object")
    try:
        schema = schemas.get(spec, folder=path.parent)
    except UsageError as error:
        raise GoldError(f"{path.name}: schema: {error.message}", hint=error.hint) from error
    layout = Layout.of(schema)
    values, beside = split_labels(path.name, record, layout)
    for pointer, message in schema.problems(values):
        raise GoldError(f"{path.name}: {pointer or '/'}: {message}", hint=f"see the schema {schema.id}")
    return GoldFile(
        id=gold_id,
        path=path,
        schema=schema,
        record=values,
        evidence={pointer: _passages(path.name, pointer, item) for pointer, item in beside.items()},
        aliases={
            pointer: dict(_aliases(path.name, pointer, item["aliases"], layout))
            for pointer, item in {"": labels, **beside}.items()
            if "aliases" in item
        },
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def _passages(name: str, pointer: str, item: JsonObject) -> tuple[str, ...]:
    return _string_list(f"{name}: {pointer}/evidence", item.get("evidence", []))


def _aliases(name: str, pointer: str, value: JsonValue, layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Aliases by field; a bare list is for the first field that is compared as a name."""
    leaves = layout.group(pointer.split("/")[1]).leaves if pointer else layout.fields
    where = f"{name}: {pointer}/aliases"
    if not isinstance(value, dict):
        field_name = next((leaf.name for leaf in leaves if leaf.comparator == "name"), None)
        if field_name is None:
            raise GoldError(f"{where}: no field of this type is a name", hint="give {field: [aliases]}")
        yield field_name, _string_list(where, value)
        return
    known = {leaf.name for leaf in leaves}
    for key, items in value.items():
        if key not in known:
            raise GoldError(f"{where}: no field {key!r}", hint=f"the fields are {', '.join(sorted(known))}")
        yield key, _string_list(f"{where}/{key}", items)


def _string_list(where: str, value: JsonValue) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise GoldError(f"{where}: not a list of strings", hint="none of them blank")
    return tuple(str(item) for item in value)


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
