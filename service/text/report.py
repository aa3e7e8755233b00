"""A prepared text as lines for people and models."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from service.text.prepared import Change, Prepared

_LINE = re.compile(r"\S(?:.*\S)?")
_LONGEST_QUOTE = 80
_EXAMPLE = 12
_CONTEXT = 8
_CUT_LINES = 12
"""So many lines of one cut are shown; what follows them is counted."""


def render(prepared: Prepared) -> str:
    """The numbered sentences as the model sees them, one a line: `[1] …`."""
    text = prepared.clean.text
    return "\n".join(f"[{sentence.number}] {text[sentence.start : sentence.end]}" for sentence in prepared.sentences)


def diff(prepared: Prepared) -> Iterator[str]:
    """How much is left, then what was changed, in the order of the text, each with its line and offsets.

    `-` is a line that was cut, `~` a repair or a word of the region, `[before → after]` with what stands around it. `=`
    counts what is too much to list, inserted pinyin and conversions to Simplified, with the first as an example.
    """
    original, shown = prepared.clean.original, len(prepared.clean)
    places = _Places(original)
    yield f"{len(original):,} characters, of which the model is shown {shown:,} in {len(prepared.sentences)} sentences"
    counted: dict[str, list[Change]] = {}
    for change in sorted(prepared.changes, key=lambda change: change.span.start):
        if change.rule in {"simplified", "pinyin"}:
            counted.setdefault(f"{change.kind} {change.rule}", []).append(change)
        elif change.kind == "cut":
            yield from _cut(change, places)
        else:
            before, after = original[: change.span.start][-_CONTEXT:], original[change.span.end :][:_CONTEXT]
            edit = f"[{_quote(change.span.text)} → {_quote(change.after)}]"
            place = places.of(change.span.start, change.span.end)
            yield f"~ {place}  {_quote(before)}{edit}{_quote(after)}  ({change.rule})"
    for rule, changes in sorted(counted.items()):
        first = changes[0]
        example = f"{_quote(first.span.text[:_EXAMPLE])} → {_quote(first.after[:_EXAMPLE])}"
        yield f"= {rule}: {len(changes):,}, the first {places.of(first.span.start, first.span.end)}  {example}"
    if not prepared.changes:
        yield "nothing was changed but blanks"


class _Places:
    """Where offsets of a text are, for people."""

    def __init__(self, text: str) -> None:
        self._ends = [index for index, character in enumerate(text) if character == "\n"]

    def of(self, start: int, end: int) -> str:
        return f"line {bisect_right(self._ends, start - 1) + 1:>3} {f'{start}-{end}':>11}"


def _cut(change: Change, places: _Places) -> Iterator[str]:
    """Its lines, each as one that is there no longer."""
    start = change.span.start
    full = [(start + found.start(), start + found.end(), found[0]) for found in _LINE.finditer(change.span.text)]
    for begin, end, line in full[:_CUT_LINES]:
        yield f"- {places.of(begin, end)}  {_quote(line)}"
    if (more := len(full) - _CUT_LINES) > 0:
        yield f"- {places.of(full[_CUT_LINES][0], change.span.end)}  … {more} more lines of this cut"


def _quote(text: str) -> str:
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}… ({len(text)} characters)"
    return "".join(c if c.isprintable() else "⏎" if c == "\n" else f"\\u{ord(c):04x}" for c in shown)
