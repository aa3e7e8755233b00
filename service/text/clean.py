"""What a page puts around its article is cut: menus, share and comment lines, notices, link lists.

Only the head and the tail of a text are looked at. From the first line of prose to the last nothing is cut.
"""

from collections.abc import Sequence

from service.text.lines import Frame, Line, frame_of, has_page_word, is_entry, takes
from service.text.mapped import MappedText
from service.text.prepared import Change
from service.text.tail import body_end

_MIN_MENU = 3
_MAX_ROUNDS = 8


def clean(source: MappedText) -> tuple[MappedText, list[Change], Frame]:
    """The text without furniture, one change for each run of lines that was cut, and the frame of what is left."""
    changes: list[Change] = []
    for _ in range(_MAX_ROUNDS):
        end = body_end(source.text)
        frame = frame_of(source.text, end)
        ranges = _furniture(source.text, frame, end)
        if not ranges:
            return source, changes, frame if end is None else frame_of(source.text)
        changes += [Change("cut", "furniture", source.span(*_stripped(source.text, *place))) for place in ranges]
        source = source.delete(ranges)
    return source, changes, frame_of(source.text)


def _furniture(text: str, frame: Frame, end: int | None) -> list[tuple[int, int]]:
    """One look at head and tail. What is cut can bring menu entries together, hence the rounds."""
    limit = len(text) if end is None else end
    cut = _in_head(frame.head, limit) + _in_tail(frame.tail, limit)
    return _ranges(text, cut, frame) if cut else []


def _in_head(lines: Sequence[Line], limit: int) -> list[Line]:
    """A label keeps its place if its value follows; a menu goes as a whole."""
    menus = _menus(lines)
    cut = []
    for index, line in enumerate(lines):
        if line.role == "label" and index + 1 < len(lines) and takes(line, lines[index + 1]):
            continue
        if line.role in {"furniture", "label"} or index in menus or line.start >= limit:
            cut.append(line)
    return cut


def _in_tail(lines: Sequence[Line], limit: int) -> list[Line]:
    """Once furniture has begun, the page does not come back to its article, except for who wrote it and its source."""
    menus = _menus(lines)
    cut: list[Line] = []
    others = False
    for index, line in enumerate(lines):
        furniture = line.role in {"furniture", "label"} or index in menus
        kept = line.role == "names" or (line.role == "labelled" and not others)
        if furniture or ((cut or line.start >= limit) and not kept):
            cut.append(line)
            others = others or not furniture
    return cut


def _menus(lines: Sequence[Line]) -> set[int]:
    """Lines of three or more short list items in a row, with a word of furniture among them."""
    cut: set[int] = set()
    if len(lines) < _MIN_MENU:
        return cut
    start = 0
    for index in range(len(lines) + 1):
        if index < len(lines) and is_entry(lines[index]):
            continue
        if index - start >= _MIN_MENU and any(map(has_page_word, lines[start:index])):
            cut.update(range(start, index))
        start = index + 1
    return cut


def _ranges(text: str, cut: Sequence[Line], frame: Frame) -> list[tuple[int, int]]:
    """Runs of lines with one line end each: the one after, or before at the end of the text."""
    starts = [line.start for line in [*frame.head, *([frame.first] if frame.first else []), *frame.tail]]
    following = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    ranges: list[tuple[int, int]] = []
    for line in cut:
        end = following[line.start]
        if ranges and ranges[-1][1] == line.start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((line.start, end))
    if ranges[-1][1] == len(text):
        ranges[-1] = (len(text[: ranges[-1][0]].rstrip()), len(text))
    return ranges


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
