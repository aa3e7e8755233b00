"""How fast a run is just now, when it will be done, and what it will have cost."""

import time
from collections import deque
from collections.abc import Callable
from decimal import Decimal

from service.batch.progress import Counts

_SECONDS = 60.0
_ARTICLES = 20


class Pace:
    """To be told of the counts now and then.

    The pace is that of the last minute, and of the last 20 articles where they took longer: so it follows the endpoint,
    and does not jump where an article takes a minute. What had ended before the run does not count.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def note(self, counts: Counts) -> None:
        """Takes note of how many have ended now."""
        now, worked = self._clock(), counts.ok + counts.failed
        if worked == self._marks[-1][1]:
            return
        self._marks.append((now, worked))
        while len(self._marks) > 2:
            since, before = self._marks[1]
            if now - since < _SECONDS or worked - before < _ARTICLES:
                break
            self._marks.popleft()

    def a_minute(self) -> float | None:
        """Articles a minute; None before the first one."""
        (since, before), (_, worked) = self._marks[0], self._marks[-1]
        seconds = self._clock() - since
        return (worked - before) * 60 / seconds if worked > before and seconds > 0 else None

    def seconds_left(self, counts: Counts) -> float | None:
        """At this pace, for the articles found so far; None before the first one."""
        pace = self.a_minute()
        return None if pace is None else (counts.total - counts.ended) * 60 / pace


def projected_cost(counts: Counts) -> Decimal | None:
    """Of the whole run, if the articles to come cost what those so far did; None where that is not known."""
    worked = counts.ok + counts.failed
    if counts.usage.cost is None or not worked:
        return None
    return counts.usage.cost * (worked + counts.total - counts.ended) / worked
