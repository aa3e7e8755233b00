"""Typed comparison of one predicted value with one gold value.

A comparison says whether the value is correct, and how near it is (0 to 1): the first is what is counted, the second
serves the alignment of records alone. Neither value is ever null here.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import JsonValue

from evals.layout import Comparator
from evals.normalise import name_key, normalise, numbers
from evals.readings import Amount, AmountKind, Interval, read_amount, read_date, text_of

Reading = TypeVar("Reading")

TEXT_THRESHOLD = 0.7
# Names that are not equal never score 1, even if they are made of the same bigrams.
_UNEQUAL = 0.99
_CONTAINED = 0.7
_ABBREVIATED = 0.6
_SHORTEST_ABBREVIATION = 3
_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Comparison:
    """`bound_agrees` is None where neither side bounds its number (约, 近, 余, 超, 以上)."""

    correct: bool
    score: float
    bound_agrees: bool | None = None


_RIGHT = Comparison(correct=True, score=1.0)
_WRONG = Comparison(correct=False, score=0.0)
_UNDER_SPECIFIED = Comparison(correct=False, score=0.5)


class Rule(Generic[Reading]):
    """How one type of value is compared: each value is read once, then readings are judged in pairs."""

    def __init__(self, read: Callable[[JsonValue], Reading], judge: Callable[[Reading, Reading], Comparison]) -> None:
        self.read = read
        self.judge = judge


def compare(comparator: Comparator, gold: JsonValue, predicted: JsonValue, aliases: Sequence[str] = ()) -> Comparison:
    """Compare by `comparator`; `aliases` are further gold values, of which the one that fits best counts."""
    rule = RULES[comparator]
    found = rule.read(predicted)
    return best(rule.judge(rule.read(value), found) for value in (gold, *aliases))


def best(comparisons: Iterable[Comparison]) -> Comparison:
    """The one that fits best, correct before near. Raises ValueError if there is none."""
    return max(comparisons, key=lambda comparison: (comparison.correct, comparison.score))


@dataclass(frozen=True, slots=True)
class Words:
    """A normalised string, the bigrams in it, and its Arabic numbers.

    The n-th occurrence of a bigram is an element of its own, so that set operations count as those of multisets do.
    """

    text: str
    bigrams: frozenset[tuple[str, int]]
    numbers: tuple[str, ...]

    def f1(self, other: "Words") -> float:
        """F1 over the character bigrams; a single character counts as a bigram."""
        if self.bigrams.isdisjoint(other.bigrams):
            return 0.0
        return 2 * len(self.bigrams & other.bigrams) / (len(self.bigrams) + len(other.bigrams))

    def contains(self, other: "Words") -> bool:
        """Whether one of the two is a part of the other."""
        return bool(self.text and other.text) and (self.text in other.text or other.text in self.text)


def bigram_f1(one: str, other: str) -> float:
    """F1 over the character bigrams of two normalised strings; a single character counts as a bigram."""
    return _words(one).f1(_words(other))


def match_strings(gold: Sequence[str], predicted: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of indices of a largest assignment of equal names, the first of several equal ones first."""
    left: dict[str, list[int]] = {}
    for j, name in enumerate(predicted):
        left.setdefault(name_key(name), []).append(j)
    pairs = ((i, left.get(name_key(name))) for i, name in enumerate(gold))
    return [(i, indices.pop(0)) for i, indices in pairs if indices]


def strings_of(value: JsonValue) -> list[str]:
    """The non-blank strings of a list, in order."""
    items = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, items) if text.strip()]


@lru_cache(maxsize=_REMEMBERED)
def _words(text: str) -> Words:
    grams = [text] if len(text) == 1 else [text[i : i + 2] for i in range(len(text) - 1)]
    seen: Counter[str] = Counter()
    elements = []
    for gram in grams:
        elements.append((gram, seen[gram]))
        seen[gram] += 1
    return Words(text, frozenset(elements), numbers(text))


def _read_name(value: JsonValue) -> Words:
    return _words(name_key(text_of(value)))


def _judge_names(gold: Words, predicted: Words) -> Comparison:
    """Equal after normalisation. The score is fuzzy."""
    if gold.text == predicted.text:
        return _RIGHT
    score = min(gold.f1(predicted), _UNEQUAL)
    if gold.contains(predicted):
        score = max(score, _CONTAINED)
    elif score < _ABBREVIATED and _abbreviates(gold.text, predicted.text):
        score = _ABBREVIATED
    return Comparison(correct=False, score=score) if score else _WRONG


def _read_text(value: JsonValue) -> Words:
    return _words(normalise(text_of(value)))


def _judge_texts(gold: Words, predicted: Words) -> Comparison:
    """Character-bigram F1 ≥ 0.7, or one contains the other; the digits equal in any case."""
    if gold.text == predicted.text:
        return _RIGHT
    score = gold.f1(predicted)
    if gold.contains(predicted):
        score = max(score, TEXT_THRESHOLD)
    if gold.numbers != predicted.numbers:
        return Comparison(correct=False, score=score / 2)
    return Comparison(correct=score >= TEXT_THRESHOLD, score=score)


def _read_enum(value: JsonValue) -> str:
    return json.dumps(_plain(value), sort_keys=True)


def _judge_enums(gold: str, predicted: str) -> Comparison:
    """Equal as JSON values: 1 is 1.0, but not true."""
    return _RIGHT if gold == predicted else _WRONG


def _read_date(value: JsonValue) -> Interval | str:
    return read_date(value) or normalise(text_of(value))


def _judge_dates(gold: Interval | str, predicted: Interval | str) -> Comparison:
    """The same interval and precision. A prediction that contains the gold date scores half, and is not correct.

    Of values that cannot be read (年内), the words must be the same.
    """
    if gold == predicted:
        return _RIGHT
    if isinstance(gold, Interval) and isinstance(predicted, Interval) and predicted.contains(gold):
        return _UNDER_SPECIFIED
    return _WRONG


def _judge_amounts(gold: Amount | str, predicted: Amount | str) -> Comparison:
    """The same number, to half of gold's last stated digit, of the same unit or currency.

    Of values that cannot be read (明显回升), the words must be the same.
    """
    if isinstance(gold, str) or isinstance(predicted, str):
        return _RIGHT if gold == predicted else _WRONG
    if not gold.agrees(predicted):
        return _WRONG
    agrees = gold.bound == predicted.bound if gold.bound or predicted.bound else None
    return Comparison(correct=True, score=1.0, bound_agrees=agrees)


def _judge_strings(gold: Sequence[str], predicted: Sequence[str]) -> Comparison:
    """F1 of the best assignment of names to names; correct if nothing is left over."""
    matched = len(match_strings(gold, predicted))
    score = 2 * matched / (len(gold) + len(predicted))
    return Comparison(correct=matched == len(gold) == len(predicted), score=score)


def _abbreviates(one: str, other: str) -> bool:
    """Whether the characters of the shorter one stand in the other, in the same order."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) < _SHORTEST_ABBREVIATION:
        return False
    position = 0
    for character in short:
        position = long.find(character, position) + 1
        if not position:
            return False
    return True


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


def _amounts(kind: AmountKind) -> Rule[Amount | str]:
    return Rule(lambda value: read_amount(kind, value) or normalise(text_of(value)), _judge_amounts)


_IGNORED = Rule[None](lambda _value: None, lambda _gold, _predicted: _RIGHT)
RULES: Mapping[Comparator, Rule[Any]] = {
    "ignore": _IGNORED,
    "anchors": _IGNORED,
    "name": Rule(_read_name, _judge_names),
    "text": Rule(_read_text, _judge_texts),
    "quantity": _amounts("quantity"),
    "money": _amounts("money"),
    "percentage": _amounts("percentage"),
    "date": Rule(_read_date, _judge_dates),
    "enum": Rule(_read_enum, _judge_enums),
    "strings": Rule(strings_of, _judge_strings),
}
