"""Damage that can be undone by rule: mojibake, torn characters, inserted pinyin, width, invisible characters."""

import re
from collections.abc import Sequence

import numpy as np

from service.text import mojibake, pinyin, shift
from service.text.changes import Changes, Places
from service.text.characters import (
    BLANK,
    INVISIBLE,
    LINE_END,
    OPEN,
    QUESTION,
    RECODED,
    Mask,
    Points,
    Positions,
    Scan,
    ordinary,
    outside,
    runs,
    text_of,
)
from service.text.hanzi import HAN
from service.text.mapped import MappedText
from service.text.prepared import Change

_LINE = re.compile(r"[^\n]+")
_BLANKS = (" ", "\n")
_MAY_BE_PINYIN = re.compile(rf"\((?<=[{HAN}]\(){pinyin.SYLLABLE}\)")
_MAX_ROUNDS = 3


def repair(source: MappedText) -> tuple[MappedText, Sequence[Change]]:
    """The text with what can be undone undone, and one change for each place. Blanks are squeezed unreported.

    What comes out has no control characters but line ends, no lone surrogates, no line end or blank next to another.
    """
    scan = Scan(source.text)
    source, reread = _undo_mojibake(source, scan)
    source, recoded = _recode(source, scan)
    source, visible = _remove_invisible(source, scan)
    source, restored = _restore_torn(source, scan)
    source, inserted = _remove_pinyin_and_blanks(source, scan, torn=bool(restored))
    return source, Changes(reread, recoded, visible, restored, inserted)


def _undo_mojibake(source: MappedText, scan: Scan) -> tuple[MappedText, Sequence[Change]]:
    before = source
    for _ in range(_MAX_ROUNDS):
        result = mojibake.undo(source, scan)
        if result is source:
            break
        source = result
        scan.read(source.text)
    if source is before:
        return source, ()
    changes = [
        Change("repair", "encoding", source.span(*found.span()), found[0])
        for found in _LINE.finditer(source.text)
        if source.span(*found.span()).text != found[0]
    ]
    return source, changes


def _recode(source: MappedText, scan: Scan) -> tuple[MappedText, Sequence[Change]]:
    """Width, compatibility forms, kinds of blanks and line ends. Those of blanks are not reported."""
    if not scan.has(RECODED):
        return source, ()
    places = scan.positions(RECODED)
    points = scan.points.copy()
    points[places] = ordinary()[points[places]]
    result = source.with_text(text_of(points))
    shown = ~np.isin(points[places], [ord(" "), ord("\n")])
    starts, ends = _adjacent(places[shown])
    scan.read(result.text)
    return result, Places.rewritten("repair", "width", result, starts, ends)


def _adjacent(offsets: Positions) -> tuple[Positions, Positions]:
    """The ranges that these offsets fill."""
    if not len(offsets):
        return offsets, offsets
    gaps = np.flatnonzero(np.diff(offsets) > 1)
    return offsets[np.concatenate([[0], gaps + 1])], offsets[np.concatenate([gaps, [-1]])] + 1


def _remove_invisible(source: MappedText, scan: Scan) -> tuple[MappedText, Sequence[Change]]:
    if not scan.has(INVISIBLE):
        return source, ()
    mask = scan.mask(INVISIBLE)
    changes = Places.deleted("repair", "invisible", source, *runs(mask))
    result = source.keep(~mask, scan.points)
    scan.read(result.text)
    return result, changes


def _restore_torn(source: MappedText, scan: Scan) -> tuple[MappedText, Sequence[Change]]:
    if not scan.has(QUESTION):
        return source, ()
    edits = shift.restorations(source.text, scan)
    if not edits:
        return source, ()
    result = source.replace(edits)
    scan.read(result.text)
    return result, Places.edited("repair", "torn", source, edits)


def _remove_pinyin_and_blanks(source: MappedText, scan: Scan, *, torn: bool) -> tuple[MappedText, Sequence[Change]]:
    """Both at once: pinyin stands after characters, so its removal brings no blanks together."""
    changes: Sequence[Change] = ()
    points = scan.points
    cuts: list[tuple[Positions, Positions]] = []
    if scan.has(OPEN) and _MAY_BE_PINYIN.search(source.text):
        starts, ends = pinyin.removals(source.text, scan, certain=torn)
        if len(starts):
            changes = Places.deleted("repair", "pinyin", source, starts, ends)
            cuts.append((starts, ends))
    if source.text[:1] in _BLANKS or source.text[-1:] in _BLANKS or scan.has_pair(BLANK):
        source, points, starts, ends = _squeezed(source, scan)
        cuts.append((starts, ends))
    if not cuts:
        return source, changes
    mask = outside(*map(np.concatenate, zip(*cuts, strict=True)), length=len(source))
    return source.keep(mask, points), changes


def _squeezed(source: MappedText, scan: Scan) -> tuple[MappedText, Points, Positions, Positions]:
    """Of repeated blanks the first stands for all, a line end if there is one. The ranges of the others are to go.

    At the beginning and at the end of the text all go.
    """
    starts, ends = runs(scan.mask(BLANK))
    wanted = (ends - starts > 1) | (starts == 0) | (ends == len(source))
    starts, ends = starts[wanted], ends[wanted]
    inner = (starts > 0) & (ends < len(source))
    first, last = starts[inner], ends[inner]
    points = scan.points
    late = _hold(scan.positions(LINE_END), first, last) & (points[first] != ord("\n"))
    if late.any():
        points = points.copy()
        points[first[late]] = ord("\n")
    map_ends = source.ends.copy()
    map_ends[first] = map_ends[last - 1]
    return MappedText(source.text, source.original, source.starts, map_ends), points, starts + inner, ends


def _hold(positions: Positions, starts: Positions, ends: Positions) -> Mask:
    """For each range whether any of the positions, which are in order, is within."""
    return np.searchsorted(positions, starts) < np.searchsorted(positions, ends)
