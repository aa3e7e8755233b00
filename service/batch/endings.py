"""Whether a run can go on after an article has ended as it did."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from service.errors import RateLimited, Unreachable, ZhailuError
from service.ledger import Outcome
from service.types import Failure

_IN_A_ROW = 3
"""After so many articles in a row it is the endpoint that is down, not the article that is unlucky."""
_PATIENCE_SECONDS = 600.0
"""A pause that the endpoint asks for and that is longer ends the run."""


class Endings:
    """How the last articles have ended."""

    def __init__(self) -> None:
        self._unreachable = 0
        self._limited = 0

    def check(self, outcome: Outcome) -> Outcome:
        """The outcome. Raises the error in it if no other article can succeed either."""
        self._limited = 0
        if not isinstance(outcome, Failure):
            self._unreachable = 0
            return outcome
        error = outcome.error
        self._unreachable = self._unreachable + 1 if error.code == Unreachable.code else 0
        kind = Unreachable if self._unreachable >= _IN_A_ROW else _FATAL.get(error.code)
        if kind is not None:
            raise kind(error.message, hint=error.hint)
        return outcome

    def limited(self, error: RateLimited) -> RateLimited | None:
        """The error to end with after one for which an article had to wait too long; None: others may still do."""
        self._limited += 1
        if (error.retry_after or 0) > _PATIENCE_SECONDS or self._limited >= _IN_A_ROW:
            return _with_time(error)
        return None


def _with_time(error: RateLimited) -> RateLimited:
    """The error with the time in its hint from which on the endpoint may be asked again."""
    if error.retry_after is None:
        return error
    when = datetime.now().astimezone() + timedelta(seconds=error.retry_after)
    hint = f"run again after {when:%Y-%m-%d %H:%M %Z}: it goes on where it stopped"
    return RateLimited(error.message, hint=hint, retry_after=error.retry_after)


def _fatal(kind: type[ZhailuError]) -> Iterator[type[ZhailuError]]:
    for below in kind.__subclasses__():
        if below.fatal:
            yield below
        yield from _fatal(below)


_FATAL = {kind.code: kind for kind in _fatal(ZhailuError)}
