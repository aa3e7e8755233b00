"""Regular expressions that cost some engines exponential time.

Ours does not mind them, but a schema goes on to an endpoint, and a record to programs that check it again.
"""

import re

_UNBOUNDED = re.compile(r"[*+]|\{\d*,\}")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d*,?\d*\})[?+]?")
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_GROUP = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|P?<\w+>|[a-zA-Z-]+:))?")
_WIDTHLESS = frozenset({"^", "$", r"\b", r"\B", r"\A", r"\Z", r"\z"})


class _Group:
    """What one group holds: whether an alternative of it repeats without bound, with nothing fixed beside that."""

    def __init__(self) -> None:
        self.loose = False
        self._repeats = False
        self._fixed = False

    def add(self, *, repeats: bool, fixed: bool) -> None:
        self._repeats = self._repeats or repeats
        self._fixed = self._fixed or fixed

    def end_alternative(self) -> None:
        self.loose = self.loose or (self._repeats and not self._fixed)
        self._repeats = self._fixed = False


def explodes(pattern: str) -> bool:
    """Whether a repetition without bound repeats a group that is nothing but such a repetition, as in `(a+)+`."""
    groups = [_Group()]
    position = 0
    while position < len(pattern):
        loose = False
        if opening := _GROUP.match(pattern, position):
            groups.append(_Group())
            position = opening.end()
            continue
        atom = _ATOM.match(pattern, position)
        found = atom[0] if atom else ""
        position += len(found)
        if found == "|":
            groups[-1].end_alternative()
            continue
        if found == ")" and len(groups) > 1:
            groups[-1].end_alternative()
            loose = groups.pop().loose
        unbounded = _UNBOUNDED.match(pattern, position) is not None
        if loose and unbounded:
            return True
        quantifier = _QUANTIFIER.match(pattern, position)
        position = quantifier.end() if quantifier else position
        groups[-1].add(repeats=unbounded or loose, fixed=not (quantifier or loose or found in _WIDTHLESS))
    return False
