"""Hints that sender and format give, as far as the text bears them out."""

from collections.abc import Iterable
from dataclasses import replace

from service.text.convert import simplified
from service.text.prepared import Hint, Prepared
from service.types import HintKind


def with_declared(prepared: Prepared, declared: Iterable[tuple[HintKind, str]]) -> Prepared:
    """The prepared text with a hint for each declared value that stands in it, where its own hints name none of a kind.

    A value counts in Traditional or Simplified; what does not stand in the text is no hint.
    """
    told = {hint.kind for hint in prepared.hints}
    text = prepared.clean.text
    found = []
    for kind, value in declared:
        name = simplified(value.strip())
        start = text.find(name) if name and kind not in told else -1
        if start >= 0:
            found.append(Hint(kind, name, start, start + len(name)))
    return replace(prepared, hints=(*prepared.hints, *dict.fromkeys(found))) if found else prepared
