"""Does the summary carry what a good one must?"""

from collections.abc import Iterator

from pydantic import JsonValue

from evals.grid import Record
from evals.layout import Layout, Leaf
from evals.normalise import name_key, normalise, numbers
from evals.readings import text_of
from evals.scores import Share
from service.pipeline.candidates.tagging import tag

NAMED = frozenset({"person", "organization", "place"})
_ENTITIES = frozenset({"PER", "ORG", "LOC"})


def key_facts_carried(layout: Layout, gold: Record, predicted: Record) -> Share:
    """The gold facts of which every anchor stands in the predicted summary. Of an anchor `a|b`, either will do."""
    facts = [fact for leaf in layout.fields if leaf.comparator == "anchors" for fact in _facts(leaf.of(gold))]
    text = normalise(summary_of(layout, predicted))
    carried = sum(all(_stands(anchor, text) for anchor in fact) for fact in facts)
    return Share(part=carried, whole=len(facts))


def summary_numbers(layout: Layout, predicted: Record, article: str) -> Share:
    """The numbers of the summary that occur in the article's text."""
    known = set(numbers(normalise(article)))
    told = numbers(normalise(summary_of(layout, predicted)))
    return Share(part=sum(number in known for number in told), whole=len(told))


def summary_names(layout: Layout, predicted: Record, clean: str) -> Share:
    """The names of people, bodies and places in the summary that stand in the article's clean text.

    They are those that a tagger finds in the summary, and the record's own names as far as the summary has them.
    """
    summary = summary_of(layout, predicted)
    key = name_key(summary)
    told = {name_key(token.text) for token in tag(summary, 0, len(summary)) if token.tag in _ENTITIES}
    told |= {name for name in map(name_key, _names(layout, predicted)) if name in key}
    told.discard("")
    known = name_key(clean)
    return Share(part=sum(name in known for name in told), whole=len(told))


def _names(layout: Layout, record: Record) -> Iterator[str]:
    for leaf in layout.fields:
        yield from _names_of(leaf, record)
    for group in layout.record_types:
        items = record.get(group.name)
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict):
                for leaf in group.leaves:
                    yield from _names_of(leaf, item)


def _names_of(leaf: Leaf, record: Record) -> Iterator[str]:
    value = leaf.of(record)
    if value is not None and leaf.kind in NAMED:
        yield from (text_of(item) for item in (value if isinstance(value, list) else [value]))


def summary_of(layout: Layout, record: Record) -> str:
    """The text of the fields annotated as a summary, empty if there is none."""
    values = (leaf.of(record) for leaf in layout.fields if leaf.kind == "summary")
    return "\n".join(text_of(value) for value in values if value is not None)


def _facts(value: JsonValue) -> Iterator[list[str]]:
    for fact in value if isinstance(value, list) else []:
        yield [str(anchor) for anchor in fact] if isinstance(fact, list) else [str(fact)]


def _stands(anchor: str, text: str) -> bool:
    return any(normalise(form) in text for form in anchor.split("|") if form.strip())
