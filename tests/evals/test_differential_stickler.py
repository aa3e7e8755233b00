"""The same records scored here and by stickler-eval 1.0, where the two definitions agree, and where they part.

They agree on records whose fields are compared exactly, each named once on either side, the name outweighing
everything else:

- Pairing. stickler solves the assignment over the weighted mean of all fields and applies `match_threshold` to the
  pairs afterwards. With a name that heavy no assignment can trade a pair above the threshold for two below it.
- Records. `tp` is the same. `fd`, a pair below the threshold, is one record found that gold has not and one missed;
  so our FP is `fa + fd`, and our FN is `fn + fd`. With `recall_with_fd=True` F1 is the same, as long as there is one.
- Fields of paired records. A wrong value is `fd`: FP and FN; one where gold has none `fa`: FP; none where gold has
  one `fn`: FN; none on both sides `tn`: nothing.

They part, and each difference has a test below, in these points:

- stickler counts null = null as agreement when it pairs records; here it says nothing.
- stickler applies the threshold after the assignment, which can lose a pair; here it gates before.
- stickler's numeric comparator drops units: 30亿元 is 30万元.
- stickler gives two empty lists the similarity 1.0; here a ratio without a denominator is undefined.
- stickler does not count the leaves of records without a partner; here each is an FP or FN.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stickler import ComparableField, ExactComparator, NumericComparator, StructuredModel

import schemas
from evals.align import align
from evals.compare import compare
from evals.layout import Layout
from evals.score import score_record
from evals.scores import ArticleScores, Counts
from service.types import JsonObject

FIELDS = ("kind", "place", "state")
HEAVY = 10.0
THRESHOLD = 0.5


class Named(StructuredModel):  # type: ignore[misc] # untyped
    """A record whose name outweighs its fields."""

    match_threshold = THRESHOLD
    name: str = ComparableField(comparator=ExactComparator(), threshold=1.0, weight=HEAVY)
    kind: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    place: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    state: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)


class Plain(StructuredModel):  # type: ignore[misc] # untyped
    """A record of fields of one weight."""

    match_threshold = THRESHOLD
    a: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    b: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    c: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    d: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    e: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)


class NamedArticle(StructuredModel):  # type: ignore[misc] # untyped
    """An article of named records."""

    title: str | None = ComparableField(comparator=ExactComparator(), threshold=1.0)
    records: list[Named] = ComparableField(weight=1.0)


class PlainArticle(StructuredModel):  # type: ignore[misc] # untyped
    """An article of plain records."""

    records: list[Plain] = ComparableField(weight=1.0)


def exact(**weights: float) -> Layout:
    """A title, and records of fields that are compared as enums."""
    field: JsonObject = {"type": ["string", "null"], "x-compare": "enum"}
    properties: JsonObject = {name: {**field, "x-weight": weight} for name, weight in weights.items()}
    item: JsonObject = {"type": "object", "properties": properties}
    top: JsonObject = {"title": field, "records": {"type": "array", "items": item}}
    return Layout.of(schemas.inline({"title": "exact", "type": "object", "properties": top}))


NAMED = exact(name=HEAVY, kind=1, place=1, state=1)
PLAIN = exact(a=1, b=1, c=1, d=1, e=1)

letters = st.sampled_from(["x", "y", "z"])
titles = st.none() | letters
rows = st.fixed_dictionaries({field: st.none() | letters for field in FIELDS})
records = st.dictionaries(st.sampled_from("abcdefgh"), rows, max_size=6).flatmap(
    lambda found: st.permutations([{"name": name, **row} for name, row in found.items()])
)


@given(gold=records, predicted=records)
@settings(max_examples=150, deadline=None)
def test_records_are_counted_as_by_stickler(gold: list[JsonObject], predicted: list[JsonObject]) -> None:
    ours = score_record("a", NAMED, {"records": [*gold]}, {"records": [*predicted]}).records["records"]
    theirs = by_stickler(gold, predicted)["fields"]["records"]["overall"]
    assert ours == counts(theirs)
    if ours.f1 is not None:
        assert ours.f1 == pytest.approx(theirs["derived"]["cm_f1"])


@given(gold=records, predicted=records)
@settings(max_examples=150, deadline=None)
def test_fields_of_paired_records_are_counted_as_by_stickler(
    gold: list[JsonObject], predicted: list[JsonObject]
) -> None:
    ours = score_record("a", NAMED, {"records": [*gold]}, {"records": [*predicted]})
    theirs = by_stickler(gold, predicted)["fields"]["records"]["fields"]
    for name in ("name", *FIELDS):
        expected = counts(theirs[name]["overall"]) if name in theirs else Counts()
        assert of_pairs(ours, name) == expected, name


@given(gold=titles, predicted=titles)
def test_a_field_of_the_article_is_counted_as_by_stickler(gold: str | None, predicted: str | None) -> None:
    ours = score_record("a", NAMED, {"title": gold}, {"title": predicted})
    assert ours.leaf_counts() == counts(by_stickler([], [], gold, predicted)["fields"]["title"]["overall"])


def test_null_is_no_agreement() -> None:
    """Two records that share nothing but nulls: one thing to stickler, two here."""
    gold, predicted = [plain(a="x")], [plain(a="y")]
    theirs = Plain(**gold[0]).compare_with(Plain(**predicted[0]))["overall_score"]
    assert theirs == pytest.approx(0.8)
    assert align(PLAIN.group("records"), gold, predicted) == []


def test_a_pair_is_not_lost_to_two_that_fall_below_the_threshold() -> None:
    """The best total (2/5 + 2/5) is of two pairs that the threshold then throws away; the pair of 3/5 is gone."""
    first, second = plain(*"11111"), plain(*"22222")
    alike, stray = plain(*"11122"), plain(*"33311")
    theirs = plain_by_stickler([first, second], [alike, stray])
    assert (theirs["tp"], theirs["fd"]) == (0, 2)
    assert [(pair.gold, pair.predicted) for pair in align(PLAIN.group("records"), [first, second], [alike, stray])] == [
        (0, 0)
    ]


def test_the_unit_belongs_to_a_number() -> None:
    assert NumericComparator().compare("30亿元", "30万元") == 1.0
    assert not compare("money", "30亿元", "30万元").correct


def test_two_empty_lists_are_no_success() -> None:
    article = NamedArticle(records=[])
    assert article.compare_with(NamedArticle(records=[]))["field_scores"]["records"] == 1.0
    assert score_record("a", NAMED, {"records": []}, {"records": []}).records["records"].f1 is None


def test_the_leaves_of_an_unpaired_record_count() -> None:
    gold: list[JsonObject] = [{"name": "a", "kind": "x", "place": None, "state": None}]
    assert by_stickler(gold, [])["aggregate"]["fn"] == 1
    assert score_record("a", NAMED, {"records": [*gold]}, {"records": []}).leaf_counts() == Counts(fn=2)


def by_stickler(
    gold: list[JsonObject], predicted: list[JsonObject], title: str | None = None, found: str | None = None
) -> dict[str, Any]:
    """The confusion matrix by stickler, of an article of named records."""
    expected = NamedArticle(title=title, records=[Named(**one) for one in gold])
    answer = NamedArticle(title=found, records=[Named(**one) for one in predicted])
    compared = expected.compare_with(answer, include_confusion_matrix=True, recall_with_fd=True)
    matrix: dict[str, Any] = compared["confusion_matrix"]
    return matrix


def plain_by_stickler(gold: list[JsonObject], predicted: list[JsonObject]) -> dict[str, int]:
    """The counts by stickler, of plain records."""
    expected = PlainArticle(records=[Plain(**one) for one in gold])
    answer = PlainArticle(records=[Plain(**one) for one in predicted])
    compared = expected.compare_with(answer, include_confusion_matrix=True, recall_with_fd=True)
    overall: dict[str, int] = compared["confusion_matrix"]["fields"]["records"]["overall"]
    return overall


def counts(theirs: dict[str, int]) -> Counts:
    """Counts by stickler as ours: a false discovery is both a false positive and a false negative."""
    return Counts(tp=theirs["tp"], fp=theirs["fa"] + theirs["fd"], fn=theirs["fn"] + theirs["fd"])


def of_pairs(scores: ArticleScores, field: str) -> Counts:
    """Our counts of a field, over the records that have a partner."""
    paired = [
        leaf.counts
        for leaf in scores.leaves
        if leaf.field == field and leaf.gold_index is not None and leaf.predicted_index is not None
    ]
    return sum(paired, Counts())


def plain(*values: str, **named: str) -> JsonObject:
    """A plain record; what is not given is null."""
    return {**dict.fromkeys("abcde"), **dict(zip("abcde", values, strict=False)), **named}
