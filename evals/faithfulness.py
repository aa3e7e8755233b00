"""How far a result is borne out by its article's text."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from pydantic import JsonValue

from evals.gold import GoldFile
from evals.grid import Record
from evals.layout import Layout, Leaf
from evals.normalise import name_key, normalise, numbers
from evals.passages import ArticleText, overlaps
from evals.readings import text_of
from evals.scores import ArticleScores, Faithfulness, Share
from evals.summary import NAMED, summary_names, summary_numbers
from service.types import Result


class _Stated(NamedTuple):
    """A leaf's value, or one string of a list, and where it stands in the record."""

    pointer: str
    value: JsonValue
    named: bool


def faithfulness(layout: Layout, result: Result, original: str, gold: GoldFile, scored: ArticleScores) -> Faithfulness:
    """Counts over one result; `original` is the article's text as decoded, `scored` what the result was scored.

    A leaf without an entry in `support` counts as unsupported, like one that says so. An enum's value is a judgement,
    which no characters can support, and a summary has a measure of its own: neither counts here. Raises ArticleError
    for an article without text.
    """
    text = ArticleText(original)
    leaves = list(_supportable(layout, result.record))
    unsupported = sum(result.support.get(pointer, "unsupported") == "unsupported" for pointer, _, _ in leaves)
    spans = [span for several in result.evidence.values() for span in several]
    exact = sum(original[span.start : span.end] == span.text for span in spans)
    return Faithfulness(
        unsupported=Share(part=unsupported, whole=len(leaves)),
        exact=Share(part=exact, whole=len(spans)),
        evidence=_evidence(layout, gold, result, scored, text),
        derivable=_derivable(leaves, result, text),
        summary_numbers=summary_numbers(layout, result.record, original),
        summary_names=summary_names(layout, result.record, text.clean),
    )


def _evidence(layout: Layout, gold: GoldFile, result: Result, scored: ArticleScores, text: ArticleText) -> Share:
    """Of the paired records whose required leaves are right and for which gold quotes passages, those well cited."""
    required = {(group.name, leaf.name) for group in layout.record_types for leaf in group.leaves if leaf.required}
    failing = {
        (leaf.group, leaf.gold_index)
        for leaf in scored.leaves
        if leaf.verdict != "right" and (leaf.group, leaf.field) in required
    }
    told: list[bool] = []
    for pair in scored.pairs:
        quoted = (text.quoted(passage) for passage in gold.evidence.get(f"/{pair.group}/{pair.gold}", ()))
        accepted = [positions for positions in quoted if positions]
        if accepted and (pair.group, pair.gold) not in failing:
            cited = text.cited(result.evidence.get(f"/{pair.group}/{pair.predicted}", ()))
            told.append(overlaps(cited, accepted))
    return Share(part=sum(told), whole=len(told))


def _derivable(leaves: Sequence[_Stated], result: Result, text: ArticleText) -> Share:
    """Of the names and of the values with a number that cite a span, those whose numbers and name stand in it."""
    told: list[bool] = []
    for stated in leaves:
        value = text_of(stated.value)
        spans = result.evidence.get(stated.pointer)
        if spans and (stated.named or numbers(value)):
            cited = text.text_of(spans)
            known = {_plain(number) for number in numbers(normalise(cited))}
            has_numbers = all(_plain(number) in known for number in numbers(normalise(value)))
            told.append(has_numbers and (not stated.named or _names_stand(value, name_key(cited))))
    return Share(part=sum(told), whole=len(told))


def _names_stand(value: str, cited: str) -> bool:
    """Whether each of the names in `value` (several are joined with 、) stands in what is cited."""
    return all(name_key(name) in cited for name in value.split("、"))


def _plain(number: str) -> str:
    """05 and 5 are one number, so are 5.0 and 5."""
    return format(Decimal(number).normalize(), "f")


def _supportable(layout: Layout, record: Record) -> Iterator[_Stated]:
    """The leaves that state something of the text."""
    for leaf in layout.fields:
        yield from _stated(leaf, "", leaf.of(record))
    for group in layout.record_types:
        items = record.get(group.name)
        for i, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict):
                for leaf in group.leaves:
                    yield from _stated(leaf, f"/{group.name}/{i}", leaf.of(item))


def _stated(leaf: Leaf, parent: str, value: JsonValue) -> Iterator[_Stated]:
    if value is None or leaf.comparator in {"enum", "ignore", "anchors"}:
        return
    pointer = parent + "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in leaf.path)
    named = leaf.comparator == "name" or leaf.kind in NAMED
    if leaf.comparator == "strings" and isinstance(value, list):
        yield from (_Stated(f"{pointer}/{i}", item, named) for i, item in enumerate(value))
    else:
        yield _Stated(pointer, value, named)
