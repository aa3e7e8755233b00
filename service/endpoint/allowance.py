"""What an endpoint allows a minute, of requests or of tokens: given by the user, or learnt from its headers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["requests", "tokens"]

_MINUTE = 60.0
# A given limit is spread over the minute: what may come at once is the share of so many seconds.
_BURST_SECONDS = 2.0
# So little is missing by rounding alone: waiting for it might never end.
_ROUNDING = 1e-6
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|[dhms]|$)")
_PARTS = 6
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "": 1.0}


@dataclass(frozen=True)
class Stated:
    """What a response says of a limit: how much there is at most, how much is left, seconds until it is full again."""

    limit: float
    remaining: float
    reset: float


class Allowance:
    """A token bucket: `wait` says how long an amount has to wait, `take` uses it.

    With `per_minute` the limit is the user's, spread evenly over the minute. Without, nothing is held back until a
    response states a limit; from then on no more is sent than the endpoint said was left, and the rate at which that
    grows again is (limit − remaining) / reset, as OpenAI and those who follow it define these headers.
    """

    def __init__(self, per_minute: float | None = None) -> None:
        self._rate = None if per_minute is None else per_minute / _MINUTE
        self._given = per_minute is not None
        self._full = 0.0 if self._rate is None else max(1.0, self._rate * _BURST_SECONDS)
        self._level = self._full
        self._at: float | None = None
        self._unanswered = 0.0

    def wait(self, amount: float, now: float) -> float:
        """Seconds from `now` until this amount may be sent; 0.0 where nothing is known of a limit."""
        if self._rate is None:
            return 0.0
        self._fill(now)
        # What is larger than the whole bucket goes out when the bucket is full.
        missing = min(amount, self._full) - self._level
        return 0.0 if missing <= _ROUNDING else missing / self._rate

    def take(self, amount: float, now: float) -> None:
        """Uses it."""
        self._unanswered += amount
        if self._rate is not None:
            self._fill(now)
            self._level -= amount

    def settle(self, taken: float, used: float | None, stated: Stated | None, now: float) -> None:
        """Takes note of a response: what was taken for it, what it really used (None: not known), what it states."""
        self._unanswered = max(0.0, self._unanswered - taken)
        if self._rate is not None and used is not None:
            self._fill(now)
            self._level = min(self._full, self._level + taken - used)
        if stated is not None and not self._given:
            self._learn(stated, now)

    def _learn(self, stated: Stated, now: float) -> None:
        used = stated.limit - stated.remaining
        if stated.limit <= 0 or used <= 0 or stated.reset <= 0:
            return
        self._rate = used / stated.reset
        self._full = stated.limit
        self._level = stated.remaining - self._unanswered
        self._at = now

    def _fill(self, now: float) -> None:
        if self._at is not None and self._rate is not None:
            self._level = min(self._full, self._level + (now - self._at) * self._rate)
        self._at = now


def stated(headers: Mapping[str, str], kind: Kind) -> Stated | None:
    """What the `x-ratelimit-*` headers of a response say; None where they say nothing, or not all of it.

    The names are OpenAI's (`x-ratelimit-limit-requests`, `-remaining-`, `-reset-`), the duration is written `1s`,
    `6m0s`, `20ms`, or as plain seconds.
    """
    values = [headers.get(f"x-ratelimit-{part}-{kind}", "") for part in ("limit", "remaining", "reset")]
    limit, remaining, reset = _number(values[0]), _number(values[1]), _seconds(values[2])
    if limit is None or remaining is None or reset is None:
        return None
    return Stated(limit, remaining, reset)


def _number(value: str) -> float | None:
    value = value.strip().replace(",", "")
    return float(value) if re.fullmatch(r"\d{1,15}(?:\.\d+)?", value) else None


def _seconds(value: str) -> float | None:
    position, seconds = 0, 0.0
    value = value.strip()
    for _ in range(_PARTS):
        part = _PART.match(value, position)
        if part is None:
            break
        seconds += float(part[1]) * _SECONDS[part[2]]
        position = part.end()
    return seconds if value and position == len(value) else None
