"""Does the summary carry what a good one must?"""

from collections.abc import Iterator

from pydantic import JsonValue

from evals.align import Record
from evals.layout import Layout
from evals.normalise import normalise, numbers
from evals.readings import text_of
from evals.scores import Share


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


def summary_of(layout: Layout, record: Record) -> str:
    """The text of the fields annotated as a summary, empty if there is none."""
    values = (leaf.of(record) for leaf in layout.fields if leaf.kind == "summary")
    return "\n".join(text_of(value) for value in values if value is not None)


def _facts(value: JsonValue) -> Iterator[list[str]]:
    for fact in value if isinstance(value, list) else []:
        yield [str(anchor) for anchor in fact] if isinstance(fact, list) else [str(fact)]


def _stands(anchor: str, text: str) -> bool:
    return any(normalise(form) in text for form in anchor.split("|") if form.strip())
