"""Gold files: loading and checking them, so that no score rests on a broken one."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

import schemas
from evals.labels import parse_labels, read_bytes, split_labels
from evals.layout import Layout, Leaf
from evals.normalise import normalise
from evals.passages import prepared
from evals.reviews import FILE, load_reviews
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

    Evidence is looked for in the articles, where their folder is given. The reviews beside the files must be readable.
    """
    files = [gold_of(path, read_bytes(path)) for path in sorted(folder.glob("*.json"))]
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
    if unknown := sorted({one.dispute.article for one in load_reviews(folder)} - seen.keys()):
        raise GoldError(f"{FILE}: no gold file has the id {unknown[0]!r}", hint="reviews go with the gold they are of")
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
    path = article_path(gold.id, gold.path.name, folder)
    try:
        return read(path.read_bytes(), path.name).text
    except (ArticleError, OSError) as error:
        raise GoldError(f"{gold.path.name}: cannot read {path.name}: {error}") from error


def article_path(gold_id: str, name: str, folder: Path) -> Path:
    """The article in `folder` that the gold file `name` labels. Raises GoldError if there is none, or several."""
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and is_article_of(gold_id, path.relative_to(folder).as_posix())
    ]
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        message = f"{name}: id {gold_id!r} should belong to one article of {folder}, found {names}"
        raise GoldError(message, hint="an article's file name is the id, or begins with the id and _")
    return found[0]


def check_evidence(gold: GoldFile, original: str) -> None:
    """Raise GoldError for a passage that does not stand in the article (its clean text, or else as decoded)."""
    try:
        clean = prepared(original).clean.text
    except ArticleError as error:
        raise GoldError(f"{gold.path.name}: its article has no text: {error}") from error
    known = (normalise(clean), normalise(original))
    places = [
        (f"{pointer}/evidence/{i}", f"is not in the article: {_shortened(passage)}")
        for pointer, passages in gold.evidence.items()
        for i, passage in enumerate(passages)
        if not any(normalise(passage) in text for text in known)
    ]
    if places:
        message = f"{gold.path.name}: {' '.join(places[0])}"
        hint = "quote a contiguous passage of the clean text (zhailu text --plain)"
        raise GoldError(message, hint=hint, places=places)


def gold_sha256(files: Sequence[GoldFile]) -> str:
    """Hex digest over all gold files: runs against different gold are not comparable."""
    return hashlib.sha256("".join(f"{gold.id} {gold.sha256}\n" for gold in files).encode()).hexdigest()


def gold_of(path: Path, data: bytes) -> GoldFile:
    """The gold file whose content is `data`, which stands in `path` or will. Raises GoldError as `load_gold` does."""
    name = path.name
    labels = parse_labels(name, data)
    if unknown := sorted(labels.keys() - _KEYS):
        raise GoldError(f"{name}: unknown key {unknown[0]!r}", hint=f"the keys are {', '.join(sorted(_KEYS))}")
    gold_id, schema, record = opened(path, labels)
    layout = Layout.of(schema)
    values, beside = split_labels(name, record, layout)
    if problems := schema.problems(values):
        pointer, message = problems[0]
        raise GoldError(f"{name}: {pointer or '/'}: {message}", hint=f"see the schema {schema.id}", places=problems)
    return GoldFile(
        id=gold_id,
        path=path,
        schema=schema,
        record=values,
        evidence={
            pointer: _string_list(name, f"{pointer}/evidence", item.get("evidence", []))
            for pointer, item in beside.items()
        },
        aliases={
            pointer: dict(_aliases(name, pointer, item["aliases"], layout))
            for pointer, item in {"": labels, **beside}.items()
            if "aliases" in item
        },
        sha256=hashlib.sha256(data).hexdigest(),
    )


def opened(path: Path, labels: JsonObject) -> tuple[str, Schema, JsonObject]:
    """Id, schema and record of the labels in `path`, nothing of them checked against the schema. Raises GoldError."""
    gold_id, spec, record = labels.get("id"), labels.get("schema"), labels.get("record")
    if not isinstance(gold_id, str) or not gold_id:
        raise GoldError(f"{path.name}: id is {gold_id!r}", hint="a string, such as the file's name")
    if not isinstance(spec, str):
        raise GoldError(f"{path.name}: schema is {spec!r}", hint='a string, such as "industry_brief@1"')
    if not isinstance(record, dict):
        raise GoldError(f"{path.name}: record is not an object")
    try:
        return gold_id, schemas.get(spec, folder=path.parent), record
    except UsageError as error:
        raise GoldError(f"{path.name}: schema: {error.message}", hint=error.hint) from error


def bare_aliases_of(leaves: Sequence[Leaf]) -> str | None:
    """The field that aliases given as a bare list are of: the first that is compared as a name."""
    return next((leaf.name for leaf in leaves if leaf.comparator == "name"), None)


def _aliases(name: str, pointer: str, value: JsonValue, layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Aliases by field."""
    leaves = layout.group(pointer.split("/")[1]).leaves if pointer else layout.fields
    place = f"{pointer}/aliases"
    if not isinstance(value, dict):
        field_name = bare_aliases_of(leaves)
        if field_name is None:
            raise _wrong(name, place, "no field of this type is a name", "give {field: [aliases]}")
        yield field_name, _string_list(name, place, value)
        return
    known = {leaf.name for leaf in leaves}
    for key, items in value.items():
        if key not in known:
            raise _wrong(name, place, f"no field {key!r}", f"the fields are {', '.join(sorted(known))}")
        yield key, _string_list(name, f"{place}/{key}", items)


def _string_list(name: str, place: str, value: JsonValue) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _wrong(name, place, "not a list of strings", "none of them blank")
    return tuple(str(item) for item in value)


def _wrong(name: str, place: str, message: str, hint: str) -> GoldError:
    return GoldError(f"{name}: {place}: {message}", hint=hint, places=[(place, message)])


def _shortened(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
