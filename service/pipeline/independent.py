"""Questions of one article that do not depend on each other."""

from types import TracebackType
from typing import Self

from service.endpoint.protocol import Deferred


class Independent:
    """Blocks of which each asks: one whose answer is deferred does not keep the next from asking.

        questions = Independent()
        for part in parts:
            with questions:
                answers.append(await ask(part))
        questions.settle()

    So an endpoint that defers its answers is told all of them at once. Any other error passes through.
    """

    def __init__(self) -> None:
        self._deferred: Deferred | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if isinstance(error, Deferred):
            self._deferred = error
        return isinstance(error, Deferred)

    def settle(self) -> None:
        """Raises Deferred if an answer was, before anything is made of those that are there."""
        if self._deferred is not None:
            raise self._deferred
