"""A prepared text as lines for people and models."""

from collections import Counter
from collections.abc import Iterator

from service.text.prepared import Change, Prepared

_LONGEST_QUOTE = 80


def render(prepared: Prepared) -> str:
    """The numbered sentences as the model sees them, one a line: `[1] …`."""
    text = prepared.clean.text
    return "\n".join(f"[{sentence.number}] {text[sentence.start : sentence.end]}" for sentence in prepared.sentences)


def diff(prepared: Prepared) -> Iterator[str]:
    """One line for each repair and cut, with its place in the original, and one that counts the conversions.

    Inserted pinyin is counted too, not listed.
    """
    counted: Counter[str] = Counter()
    for change in sorted(prepared.changes, key=lambda change: change.span.start):
        if change.kind == "convert" or change.rule == "pinyin":
            counted[f"{change.kind} {change.rule}"] += 1
        else:
            yield _line(change)
    for rule, count in sorted(counted.items()):
        yield f"{rule}: {count} places"


def _line(change: Change) -> str:
    place = f"{change.span.start}-{change.span.end}"
    after = f" → {_quote(change.after)}" if change.after else ""
    return f"{change.kind} {change.rule} {place}: {_quote(change.span.text)}{after}"


def _quote(text: str) -> str:
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}… ({len(text)} characters)"
    return "".join(c if c.isprintable() else "⏎" if c == "\n" else f"\\u{ord(c):04x}" for c in shown)
