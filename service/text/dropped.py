"""What can have stood where a reader dropped a pair of bytes that GBK leaves undefined.

The pair was the second byte of one character and the first byte of the next. All that the two can have been is weighed.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import exp, log
from operator import itemgetter
from typing import NamedTuple

from service.text import gbk
from service.text.hanzi import is_reading
from service.text.likelihood import follows, is_known

_LIKELY_FIRSTS = 12
_KEPT = 3
_CACHED = 8192


class Filling(NamedTuple):
    """The second of the two characters, what the first can be, and the likelihood (nats) of both after the last one."""

    likelihood: float
    second: str
    firsts: tuple[str, ...]


@lru_cache(maxsize=_CACHED)
def fillings(last: str, lead: bytes, trail: bytes, syllable: str) -> tuple[Filling, ...]:
    """The three likeliest after the character `last`, the likeliest first.

    `lead` is the first byte of the first character, `trail` the second one of the second character; that may be empty
    where the `syllable` as which it is read is known.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    firsts: defaultdict[str, list[str]] = defaultdict(list)
    for first, likelihood in _likely_firsts(last, lead):
        for second in _seconds(gbk.trail_of(first), trail, syllable):
            weights[second] += exp(likelihood + follows(first, second))
            firsts[second].append(first)
    likeliest = sorted(((weight, second) for second, weight in weights.items()), reverse=True)[:_KEPT]
    return tuple(Filling(log(weight), second, tuple(firsts[second])) for weight, second in likeliest)


@lru_cache(maxsize=_CACHED)
def _likely_firsts(last: str, lead: bytes) -> tuple[tuple[str, float], ...]:
    """The likeliest characters after `last` that begin with this byte."""
    ranked = sorted(((c, follows(last, c)) for c in _known(gbk.beginning_with(lead))), key=itemgetter(1), reverse=True)
    return tuple(ranked[:_LIKELY_FIRSTS])


@lru_cache(maxsize=_CACHED)
def _seconds(before: bytes, trail: bytes, syllable: str) -> tuple[str, ...]:
    """Characters whose first byte makes no character with the byte `before`, with this second byte or reading."""
    if not syllable:
        return _known(c for c in gbk.ending_with(trail) if gbk.is_undefined(before + gbk.lead_of(c)))
    ends = gbk.ending_with(trail) if trail else gbk.read_as(syllable)
    return tuple(c for c in ends if is_reading(syllable, c) and gbk.is_undefined(before + gbk.lead_of(c)))


def _known(characters: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(is_known, characters))
