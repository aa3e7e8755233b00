"""One article as the page has it: its text, leaves with their verdicts, why records paired, where evidence stands."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from evals.gold import GoldFile
from evals.layout import Layout
from evals.quotes import Quotes, utf16
from evals.readings import text_of
from evals.report.fields import FieldTable, pointer
from evals.scores import ArticleScores, Counts, LeafOutcome, Share, Verdict
from evals.summary import key_facts_carried, summary_of
from service.ground.evidence import value_at
from service.types import Failure, JsonObject, Result, Span

VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "missing", "spurious")
_JUDGED = frozenset({"enum", "ignore", "anchors"})
_RECORD = re.compile(r"/([^/]+)/(0|[1-9][0-9]*)(/.*)?")
_ELEMENT = re.compile(r"/(?:0|[1-9][0-9]*)\Z")

Place = tuple[str, int | None, int | None]


def article_data(
    scores: ArticleScores,
    gold: GoldFile,
    found: Result | Failure | None,
    *,
    text: str | None,
    layout: Layout,
    fields: FieldTable,
) -> JsonObject:
    """A leaf is [field, verdict, gold, predicted, gold index, predicted index, unsupported, index in its list]."""
    result = found if isinstance(found, Result) else None
    gold_spans, unlocated = _gold_spans(gold, text)
    return {
        "id": scores.id,
        "outcome": scores.outcome,
        "error": f"{found.error.code}: {found.error.message}" if isinstance(found, Failure) else None,
        "gold_sha256": gold.sha256,
        "text": text,
        "leaves": list(_Leaves(gold, result, fields).of(scores.leaves, judged=scores.faithfulness is not None)),
        "pairs": [
            [one.group, one.gold, one.predicted, one.similarity, dict(one.row), _listed(one.runner_up)]
            for one in scores.pairs
        ],
        "gold_spans": gold_spans,
        "gold_quotes": unlocated,
        "predicted_spans": [] if result is None else list(_predicted_spans(result, text, fields)),
        "summary": _summary(layout, gold.record, {} if result is None else result.record),
        "facts": list(_facts(layout, gold.record, {} if result is None else result.record)),
        "counts": [_triple(one) for one in (scores.leaf_counts(), scores.record_counts(), scores.strict_counts())],
        "key_facts": _pair(scores.key_facts),
        "faithfulness": None
        if scores.faithfulness is None
        else [_pair(scores.faithfulness.unsupported), _pair(scores.faithfulness.exact)],
        "seconds": None if found is None or found.provenance is None else found.provenance.seconds,
    }


@dataclass(slots=True)
class _Leaves:
    """Places the strings of lists, and tells which predicted leaves lack support, as faithfulness counts them."""

    gold: GoldFile
    result: Result | None
    fields: FieldTable
    _taken: set[str] = field(default_factory=set)

    def of(self, leaves: Iterable[LeafOutcome], *, judged: bool) -> Iterator[JsonValue]:
        for leaf in leaves:
            number = self.fields.number(leaf.group, leaf.field)
            own = self.fields.leaf(number)
            below = pointer(own)
            expected = self._element(self.gold.record, leaf, leaf.gold_index, below, gold=True)
            found = f"{_record_pointer(leaf.group, leaf.predicted_index)}{below}"
            if self.result is not None and own.comparator == "strings":
                at = self._element(self.result.record, leaf, leaf.predicted_index, below, gold=False)
                found = found if at is None else f"{found}/{at}"
            unsupported = (
                judged
                and self.result is not None
                and leaf.predicted is not None
                and own.comparator not in _JUDGED
                and self.result.support.get(found, "unsupported") == "unsupported"
            )
            yield [
                number,
                VERDICTS.index(leaf.verdict),
                leaf.gold,
                leaf.predicted,
                leaf.gold_index,
                leaf.predicted_index,
                int(unsupported),
                expected if own.comparator == "strings" else None,
            ]

    def _element(
        self, record: JsonObject, leaf: LeafOutcome, index: int | None, below: str, *, gold: bool
    ) -> int | None:
        """Where in its list the string of `leaf` stands: the first place that no leaf before has taken."""
        items = value_at(record, f"{_record_pointer(leaf.group, index)}{below}")
        wanted = leaf.gold if gold else leaf.predicted
        if not isinstance(items, list) or wanted is None:
            return None
        for i, item in enumerate(items):
            key = f"{gold} {leaf.group} {index} {below} {i}"
            if text_of(item) == wanted and key not in self._taken:
                self._taken.add(key)
                return i
        return None


def _record_pointer(group: str, index: int | None) -> str:
    return "" if not group or index is None else f"/{group}/{index}"


def _gold_spans(gold: GoldFile, text: str | None) -> tuple[list[JsonValue], list[JsonValue]]:
    """Spans [start, end, record type, index], and the passages [record type, index, passage] that have none."""
    spans: list[JsonValue] = []
    quotes: list[JsonValue] = []
    quotable = None if text is None else Quotes(text)
    unit = utf16(text or "")
    for place, quoted in gold.evidence.items():
        _, group, index = place.split("/")
        for passage in quoted:
            found = None if quotable is None else quotable.find(passage)
            if found is None:
                quotes.append([group, int(index), passage])
            else:
                spans.append([unit(found[0]), unit(found[1]), group, int(index)])
    return spans, quotes


def _predicted_spans(result: Result, text: str | None, fields: FieldTable) -> Iterator[JsonValue]:
    """[start, end, record type, index or null, field or null]; without a text also what is quoted."""
    unit = utf16(text or "")
    numbers = {(group, pointer(leaf)): i for i, (group, leaf) in enumerate(fields.leaves)}
    for place, spans in result.evidence.items():
        matched = _RECORD.fullmatch(place)
        group, index, below = (matched[1], int(matched[2]), matched[3] or "") if matched else ("", None, place)
        if matched and ("", f"/{group}") in numbers:
            group, index, below = "", None, place
        number = numbers.get((group, below), numbers.get((group, _ELEMENT.sub("", below))))
        for span in spans:
            yield _span(span, unit(span.start), unit(span.end), text, [group, index, number])


def _span(span: Span, start: int, end: int, text: str | None, owner: Sequence[JsonValue]) -> JsonValue:
    return [start, end, *owner] if text is not None else [span.start, span.end, *owner, span.text]


def _summary(layout: Layout, gold: Mapping[str, JsonValue], predicted: Mapping[str, JsonValue]) -> list[JsonValue]:
    return [summary_of(layout, gold), summary_of(layout, predicted)]


def _facts(layout: Layout, gold: JsonObject, predicted: JsonObject) -> Iterator[JsonValue]:
    """Each gold key fact, and whether the predicted summary carries it."""
    for leaf in layout.fields:
        items = leaf.of(gold) if leaf.comparator == "anchors" and len(leaf.path) == 1 else None
        for fact in items if isinstance(items, list) else []:
            carried = key_facts_carried(layout, {leaf.name: [fact]}, predicted)
            yield [fact if isinstance(fact, list) else [fact], bool(carried.part)]


def _listed(runner_up: tuple[int, float] | None) -> JsonValue:
    return None if runner_up is None else list(runner_up)


def _triple(counts: Counts) -> JsonValue:
    return [counts.tp, counts.fp, counts.fn]


def _pair(share: Share) -> JsonValue:
    return [share.part, share.whole]
