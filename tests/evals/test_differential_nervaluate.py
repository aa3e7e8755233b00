"""The same spans scored here and by nervaluate 1.2, where the two definitions agree, and where they part.

A span becomes a record of one required field, compared exactly; its label is the record type. They agree as long as no
two gold spans overlap, and no two predicted ones (gold and prediction may):

- `strict` (same label, same bounds) is our record count: `correct` is TP, `incorrect + spurious` FP, `incorrect +
  missed` FN, for each label and in total; `exact` is the same with one record type for all labels.
- Precision, recall and F1 are the same, where they are defined.
- A record's evidence is right if it is a span that gold accepts: the number of `exact` spans, where spans are equal or
  apart.

They part, and each difference has a test below, in these points:

- nervaluate goes through the predictions in order, and one that merely overlaps a gold span uses it up: the right one
  after it is spurious. Here the assignment is solved as a whole, and order has no influence.
- nervaluate measures overlap as a share of the gold span alone, so that a prediction of the whole text overlaps each
  of them fully. Here it is intersection over union, of one half at least.
- nervaluate gives 0 where there is nothing to count; here the ratio is undefined.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nervaluate.entities import Entity, EvaluationResult  # type: ignore[import-untyped]
from nervaluate.evaluator import Evaluator  # type: ignore[import-untyped]
from nervaluate.strategies import PartialEvaluation  # type: ignore[import-untyped]

import schemas
from evals.layout import Layout
from evals.passages import Positions, overlaps
from evals.score import score_record
from evals.scores import Counts
from service.types import JsonObject

LABELS = ("organizations", "people")
LENGTH = 24

Labelled = tuple[str, int, int]


def spans_layout(*types: str) -> Layout:
    """Records of one field, `span`, for each of `types`."""
    item: JsonObject = {
        "type": "object",
        "required": ["span"],
        "properties": {"span": {"type": "string", "x-compare": "enum"}},
    }
    properties: JsonObject = {name: {"type": "array", "items": item} for name in types}
    return Layout.of(schemas.inline({"title": "spans", "type": "object", "properties": properties}))


BY_LABEL = spans_layout(*LABELS)
TOGETHER = spans_layout("any")


@st.composite
def apart(draw: st.DrawFn) -> list[Labelled]:
    """Labelled spans that do not overlap, in any order. Bounds are inclusive."""
    bounds = sorted(draw(st.sets(st.integers(0, LENGTH - 1), max_size=12)))
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    found = [(draw(st.sampled_from(LABELS)), start, end) for start, end in pairs]
    return list(draw(st.permutations(found)))


@given(gold=apart(), predicted=apart())
@settings(max_examples=200, deadline=None)
def test_strict_spans_are_counted_as_by_nervaluate(gold: list[Labelled], predicted: list[Labelled]) -> None:
    ours = score_record("a", BY_LABEL, by_label(gold), by_label(predicted)).record_counts()
    theirs = by_nervaluate(gold, predicted, "strict")
    assert ours == counts(theirs)
    assert defined(ours, theirs)


@given(gold=apart(), predicted=apart())
@settings(max_examples=100, deadline=None)
def test_the_spans_of_each_label_are_counted_as_by_nervaluate(gold: list[Labelled], predicted: list[Labelled]) -> None:
    ours = score_record("a", BY_LABEL, by_label(gold), by_label(predicted)).records
    for label in LABELS:
        mine, found = ([span for span in spans if span[0] == label] for spans in (gold, predicted))
        assert ours[label] == counts(by_nervaluate(mine, found, "strict")), label


@given(gold=apart(), predicted=apart())
@settings(max_examples=100, deadline=None)
def test_exact_spans_are_counted_as_by_nervaluate(gold: list[Labelled], predicted: list[Labelled]) -> None:
    ours = score_record("a", TOGETHER, together(gold), together(predicted)).record_counts()
    assert ours == counts(by_nervaluate(gold, predicted, "exact"))


@given(slots=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8))
def test_evidence_is_counted_as_exact_spans_where_spans_are_equal_or_apart(slots: list[tuple[bool, bool]]) -> None:
    gold = [("people", 3 * i, 3 * i + 1) for i, (stands, _) in enumerate(slots) if stands]
    predicted = [("people", 3 * i, 3 * i + 1) for i, (_, cited) in enumerate(slots) if cited]
    accepted = [positions(span) for span in gold]
    right = sum(bool(accepted) and any(overlaps(positions(span), [one]) for one in accepted) for span in predicted)
    assert right == by_nervaluate(gold, predicted, "exact").correct


def test_a_right_span_is_not_lost_to_one_that_comes_before_it() -> None:
    gold, predicted = [("people", 2, 4)], [("people", 1, 4), ("people", 2, 4)]
    theirs = by_nervaluate(gold, predicted, "strict")
    assert (theirs.correct, theirs.incorrect, theirs.spurious) == (0, 1, 1)
    for found in (predicted, predicted[::-1]):
        scores = score_record("a", BY_LABEL, by_label(gold), by_label(found))
        assert scores.record_counts() == Counts(tp=1, fp=1)


def test_the_whole_text_is_no_evidence() -> None:
    gold, everything = ("people", 2, 4), ("people", 0, LENGTH - 1)
    lenient = PartialEvaluation(min_overlap_percentage=100)
    result, _ = lenient.evaluate([Entity(*gold)], [Entity(*everything)], [*LABELS])
    assert (result.partial, result.spurious) == (1, 0)
    assert not overlaps(positions(everything), [positions(gold)])


def test_nothing_to_count_is_undefined_and_not_0() -> None:
    assert by_nervaluate([], [], "strict").f1 == 0
    assert score_record("a", BY_LABEL, {}, {}).record_counts().f1 is None


def by_nervaluate(gold: Sequence[Labelled], predicted: Sequence[Labelled], strategy: str) -> EvaluationResult:
    """The counts of one document, by one of nervaluate's strategies."""
    documents = [
        [{"label": label, "start": start, "end": end} for label, start, end in one] for one in (gold, predicted)
    ]
    evaluator = Evaluator([documents[0]], [documents[1]], tags=[*LABELS], loader="dict")
    found: EvaluationResult = evaluator.evaluate()["overall"][strategy]
    return found


def counts(theirs: EvaluationResult) -> Counts:
    """Counts by nervaluate as ours: an incorrect span is both a false positive and a false negative."""
    return Counts(tp=theirs.correct, fp=theirs.incorrect + theirs.spurious, fn=theirs.incorrect + theirs.missed)


def defined(ours: Counts, theirs: EvaluationResult) -> bool:
    """Whether each of our ratios that is defined is also theirs; one that is not, is their 0."""
    pairs = ((ours.precision, theirs.precision), (ours.recall, theirs.recall), (ours.f1, theirs.f1))
    return all((mine or 0) == pytest.approx(other) for mine, other in pairs)


def by_label(spans: Sequence[Labelled]) -> JsonObject:
    """The spans as records, by type."""
    return {label: [{"span": f"{start}-{end}"} for kind, start, end in spans if kind == label] for label in LABELS}


def together(spans: Sequence[Labelled]) -> JsonObject:
    """The spans as records of one type."""
    return {"any": [{"span": f"{start}-{end}"} for _, start, end in spans]}


def positions(span: Labelled) -> Positions:
    """The characters of a span."""
    _, start, end = span
    return frozenset(range(start, end + 1))
