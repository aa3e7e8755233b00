"""What a page puts around its article is cut: menus, share and comment lines, notices, link lists.

Only the head and the tail of a text are looked at. From the first line of prose to the last nothing is cut.
"""

from collections.abc import Sequence

from service.text.lines import Line, lines_of
from service.text.mapped import MappedText
from service.text.prepared import Change

_MIN_MENU = 3
_MAX_ROUNDS = 8


def clean(source: MappedText) -> tuple[MappedText, list[Change]]:
    """The text without furniture, and one change for each run of lines that was cut."""
    changes: list[Change] = []
    for _ in range(_MAX_ROUNDS):
        source, cuts = _pass(source)
        changes += cuts
        if not cuts:
            break
    return source, changes


def _pass(source: MappedText) -> tuple[MappedText, list[Change]]:
    """One look at head and tail. What is cut can bring menu entries together, hence the rounds."""
    lines = lines_of(source.text)
    first = next((index for index, line in enumerate(lines) if line.is_prose), len(lines))
    last = next((index for index in range(len(lines) - 1, first, -1) if lines[index].is_prose), first)
    cut = _in_head(lines[:first]) | {last + 1 + index for index in _in_tail(lines[last + 1 :])}
    ranges = _ranges(source.text, lines, cut)
    changes = [Change("cut", "furniture", source.span(*_stripped(source.text, start, end))) for start, end in ranges]
    return source.delete(ranges), changes


def _in_head(lines: Sequence[Line]) -> set[int]:
    """A label keeps its place if its value follows; a menu goes as a whole."""
    cut = {index for index, line in enumerate(lines) if line.is_furniture} | _menus(lines)
    labelled = {index for index, line in enumerate(lines[:-1]) if index + 1 not in cut and line.takes(lines[index + 1])}
    return cut - labelled


def _in_tail(lines: Sequence[Line]) -> set[int]:
    """Once furniture has begun, the page does not come back to its article, except for who wrote it."""
    cut: set[int] = set()
    menus = _menus(lines)
    for index, line in enumerate(lines):
        begun = bool(cut)
        if line.is_furniture or index in menus or (begun and not line.is_names):
            cut.add(index)
    return cut


def _menus(lines: Sequence[Line]) -> set[int]:
    """Lines of three or more short list items in a row, with a word of furniture among them."""
    cut: set[int] = set()
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and lines[index].is_menu_entry:
            continue
        if index - start >= _MIN_MENU and any(line.has_furniture_word for line in lines[start:index]):
            cut.update(range(start, index))
        start = index + 1
    return cut


def _ranges(text: str, lines: Sequence[Line], cut: set[int]) -> list[tuple[int, int]]:
    """Runs of lines with one line end each: the one after, or before at the end of the text."""
    ranges: list[tuple[int, int]] = []
    for index in sorted(cut):
        start = lines[index].start
        end = lines[index + 1].start if index + 1 < len(lines) else len(text)
        if ranges and ranges[-1][1] == start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
    if ranges and ranges[-1][1] == len(text):
        start = len(text[: ranges[-1][0]].rstrip())
        ranges[-1] = (start, len(text))
    return ranges


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
