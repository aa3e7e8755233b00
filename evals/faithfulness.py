"""How far a result is borne out by its article's text."""

from collections.abc import Iterator

from pydantic import JsonValue

from evals.layout import Layout, Leaf
from evals.scores import Faithfulness, Share
from evals.summary import summary_numbers
from service.types import Result


def faithfulness(layout: Layout, result: Result, original: str) -> Faithfulness:
    """Counts over one result; `original` is the article's text as decoded.

    A leaf without an entry in `support` counts as unsupported, like one that says so. An enum's value is a judgement,
    which no characters can support, and a summary has a measure of its own: neither counts here.
    """
    pointers = list(_supportable(layout, result))
    unsupported = sum(result.support.get(pointer, "unsupported") == "unsupported" for pointer in pointers)
    spans = [span for several in result.evidence.values() for span in several]
    exact = sum(original[span.start : span.end] == span.text for span in spans)
    return Faithfulness(
        unsupported=Share(part=unsupported, whole=len(pointers)),
        exact=Share(part=exact, whole=len(spans)),
        summary_numbers=summary_numbers(layout, result.record, original),
    )


def _supportable(layout: Layout, result: Result) -> Iterator[str]:
    """The pointers of the leaves that state something of the text."""
    for leaf in layout.fields:
        yield from _pointers(leaf, "", leaf.of(result.record))
    for group in layout.record_types:
        items = result.record.get(group.name)
        for i, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict):
                for leaf in group.leaves:
                    yield from _pointers(leaf, f"/{group.name}/{i}", leaf.of(item))


def _pointers(leaf: Leaf, parent: str, value: JsonValue) -> Iterator[str]:
    if value is None or leaf.comparator in {"enum", "ignore", "anchors"}:
        return
    pointer = parent + "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in leaf.path)
    if leaf.comparator == "strings" and isinstance(value, list):
        yield from (f"{pointer}/{i}" for i in range(len(value)))
    else:
        yield pointer
