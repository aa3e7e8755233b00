"""Damage that can be undone by rule: mojibake, torn characters, inserted pinyin, width, invisible characters."""

import re
import string
import unicodedata
from functools import cache

from service.text import mojibake, pinyin, shift
from service.text.mapped import Edit, MappedText, changed_runs
from service.text.prepared import Change

_LINE = re.compile(r"[^\n]+")
_BLANKS = re.compile(r"[ \n]{2,}|\A[ \n]+|[ \n]+\Z")
_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_TABS_AND_BLANKS = (
    "\t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_INVISIBLE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
# Radicals for the characters they are, compatibility ideographs, vertical and small forms of punctuation.
_COMPATIBILITY = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE10, 0xFE19), (0xFE30, 0xFE6F))
# What NFKC would make ASCII of stays Chinese punctuation.
_CHINESE_PUNCTUATION = str.maketrans(",:;!?()", "，：；！？（）")
_FULL_WIDTH = 0xFEE0
_MAX_ROUNDS = 3


def repair(source: MappedText) -> tuple[MappedText, list[Change]]:
    """The text with what can be undone undone, and one change for each place. Blanks are squeezed unreported.

    What comes out has no control characters but line ends, no lone surrogates, no line end or blank next to another.
    """
    source, changes = _undo_mojibake(source)
    result = source.with_text(source.text.translate(_one_for_one()))
    changes += [
        Change("repair", "width", result.span(start, end), result.text[start:end])
        for start, end in changed_runs(source.text, result.text)
        if not source.text[start:end].isspace()
    ]
    source = result
    for rule, find in (("invisible", _invisible_edits), ("torn", shift.restorations), ("pinyin", pinyin.removals)):
        edits = find(source.text)
        changes += [Change("repair", rule, source.span(edit.start, edit.end), edit.new) for edit in edits]
        source = source.replace(edits)
    return source.replace(_blank_edits(source.text)), changes


def _undo_mojibake(source: MappedText) -> tuple[MappedText, list[Change]]:
    for _ in range(_MAX_ROUNDS):
        result = mojibake.undo(source)
        if result.text == source.text:
            break
        source = result
    if source.text == source.original:
        return source, []
    return source, [
        Change("repair", "encoding", source.span(*found.span()), found[0])
        for found in _LINE.finditer(source.text)
        if source.span(*found.span()).text != found[0]
    ]


@cache
def _one_for_one() -> dict[int, str]:
    """Blanks and line ends of every kind, full-width letters and digits, compatibility forms, lone surrogates."""
    table: dict[int, str] = dict.fromkeys(map(ord, _LINE_ENDS), "\n")
    table |= dict.fromkeys(map(ord, _TABS_AND_BLANKS), " ")
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    for first, last in _COMPATIBILITY:
        for point in range(first, last + 1):
            normal = unicodedata.normalize("NFKC", chr(point)).translate(_CHINESE_PUNCTUATION)
            if len(normal) == 1 and normal != chr(point):
                table[point] = normal
    ascii_letters = string.ascii_letters + string.digits + "%+-=/&#@."
    return table | {ord(character) + _FULL_WIDTH: character for character in ascii_letters}


def _invisible_edits(text: str) -> list[Edit]:
    return [Edit(*found.span()) for found in _INVISIBLE.finditer(text)]


def _blank_edits(text: str) -> list[Edit]:
    edits = []
    for found in _BLANKS.finditer(text):
        inner = found.start() > 0 and found.end() < len(text)
        edits.append(Edit(found.start(), found.end(), ("\n" if "\n" in found[0] else " ") if inner else ""))
    return edits
