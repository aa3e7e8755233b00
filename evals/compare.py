"""Typed comparison of one predicted value with one gold value.

A comparison says whether the value is correct, and how near it is (0 to 1): the first is what is counted, the second
serves the alignment of records alone. Neither value is ever null here.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import JsonValue
from scipy.optimize import linear_sum_assignment

from evals.layout import Comparator
from evals.normalise import name_key, normalise, numbers
from evals.readings import AmountKind, read_amount, read_date, text_of

TEXT_THRESHOLD = 0.7
# Names that are not equal never score 1, even if they are made of the same bigrams.
_UNEQUAL = 0.99
_CONTAINED = 0.7
_ABBREVIATED = 0.6
_SHORTEST_ABBREVIATION = 3
_UNDER_SPECIFIED = 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """`bound_agrees` is None where neither side bounds its number (约, 近, 余, 超, 以上)."""

    correct: bool
    score: float
    bound_agrees: bool | None = None


_RIGHT = Comparison(correct=True, score=1.0)
_WRONG = Comparison(correct=False, score=0.0)


def compare(comparator: Comparator, gold: JsonValue, predicted: JsonValue, aliases: Sequence[str] = ()) -> Comparison:
    """Compare by `comparator`; `aliases` are further gold values, of which the one that fits best counts."""
    function = _COMPARATORS[comparator]
    best = function(gold, predicted)
    for alias in aliases:
        other = function(alias, predicted)
        if (other.correct, other.score) > (best.correct, best.score):
            best = other
    return best


def compare_name(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """Equal after normalisation. The score is fuzzy."""
    expected, found = name_key(text_of(gold)), name_key(text_of(predicted))
    return _RIGHT if expected == found else Comparison(correct=False, score=_name_similarity(expected, found))


def compare_text(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """Character-bigram F1 ≥ 0.7, or one contains the other; the digits equal in any case."""
    expected, found = normalise(text_of(gold)), normalise(text_of(predicted))
    if expected == found:
        return _RIGHT
    score = bigram_f1(expected, found)
    if _contains(expected, found):
        score = max(score, TEXT_THRESHOLD)
    if numbers(expected) != numbers(found):
        return Comparison(correct=False, score=score / 2)
    return Comparison(correct=score >= TEXT_THRESHOLD, score=score)


def compare_enum(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """Equal as JSON values: 1 is 1.0, but not true."""
    same = json.dumps(_plain(gold), sort_keys=True) == json.dumps(_plain(predicted), sort_keys=True)
    return _RIGHT if same else _WRONG


def compare_date(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """The same interval and precision. A prediction that contains the gold date scores half, and is not correct."""
    expected, found = read_date(gold), read_date(predicted)
    if expected is None or found is None:
        return _compare_unread(gold, predicted) if expected is found else _WRONG
    if expected == found:
        return _RIGHT
    return Comparison(correct=False, score=_UNDER_SPECIFIED if found.contains(expected) else 0.0)


def compare_strings(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """F1 of the best assignment of names to names; correct if nothing is left over."""
    expected, found = strings_of(gold), strings_of(predicted)
    matched = len(match_strings(expected, found))
    score = 2 * matched / (len(expected) + len(found))
    return Comparison(correct=matched == len(expected) == len(found), score=score)


def match_strings(gold: Sequence[str], predicted: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of indices of a largest assignment of equal names."""
    if not gold or not predicted:
        return []
    equal = np.array([[compare_name(one, other).correct for other in predicted] for one in gold])
    rows, columns = linear_sum_assignment(equal, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if equal[i, j]]


def strings_of(value: JsonValue) -> list[str]:
    """The non-blank strings of a list, in order."""
    items = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, items) if text.strip()]


def bigram_f1(one: str, other: str) -> float:
    """F1 over the character bigrams of two normalised strings; a single character counts as a bigram."""
    first, second = _bigrams(one), _bigrams(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _amounts(kind: AmountKind) -> Callable[[JsonValue, JsonValue], Comparison]:
    def compare_amounts(gold: JsonValue, predicted: JsonValue) -> Comparison:
        """The same number, to half of gold's last stated digit, of the same unit or currency."""
        expected, found = read_amount(kind, gold), read_amount(kind, predicted)
        if expected is None or found is None:
            return _compare_unread(gold, predicted) if expected is found else _WRONG
        bounded = expected.bound or found.bound
        agrees = expected.bound == found.bound if bounded else None
        correct = expected.agrees(found)
        return Comparison(correct=correct, score=float(correct), bound_agrees=agrees if correct else None)

    return compare_amounts


def _compare_unread(gold: JsonValue, predicted: JsonValue) -> Comparison:
    """For values neither of which can be read (明显回升): the words must be the same."""
    return _RIGHT if normalise(text_of(gold)) == normalise(text_of(predicted)) else _WRONG


def _ignore(_gold: JsonValue, _predicted: JsonValue) -> Comparison:
    return _RIGHT


def _name_similarity(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    score = min(bigram_f1(one, other), _UNEQUAL)
    if _contains(one, other):
        return max(score, _CONTAINED)
    if len(short) >= _SHORTEST_ABBREVIATION and _is_subsequence(short, long):
        return max(score, _ABBREVIATED)
    return score


def _contains(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def _is_subsequence(short: str, long: str) -> bool:
    characters = iter(long)
    return all(character in characters for character in short)


def _bigrams(text: str) -> Counter[str]:
    if len(text) == 1:
        return Counter([text])
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


def _plain(value: JsonValue) -> JsonValue:
    """`value` with strings normalised and whole floats as integers."""
    if isinstance(value, str):
        return normalise(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


_COMPARATORS: Mapping[Comparator, Callable[[JsonValue, JsonValue], Comparison]] = {
    "ignore": _ignore,
    "anchors": _ignore,
    "name": compare_name,
    "text": compare_text,
    "quantity": _amounts("quantity"),
    "money": _amounts("money"),
    "percentage": _amounts("percentage"),
    "date": compare_date,
    "enum": compare_enum,
    "strings": compare_strings,
}
