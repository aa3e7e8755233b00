"""Traditional to Simplified, character for character."""

import re
from collections.abc import Sequence
from functools import cache, partial

import numpy as np
from opencc import OpenCC

from service.text.changes import Changes, Places
from service.text.characters import Mask, Positions, code_points
from service.text.hanzi import HAN
from service.text.mapped import MappedText, differing
from service.text.prepared import Change
from service.text.vocabulary import CONFIGS, replacements
from service.types import Vocabulary

# OpenCC leaves 著 as it is, for it is a Simplified character too. Simplified writes 着 for the particle and for the
# verb "to attach", 著 for "to write" and "notable". The rules stand in the order of their certainty.
_ATTACHED = (
    "随接执沉穿衣附粘黏胶固看望盯听说笑哭带拿拉牵抱背扛顶守住坐站躺睡"
    "走跟顺本凭借靠对冲围绕藏挂贴插摆放留存活等忙试逼催赶追陪护"
)
_ZHU = re.compile(
    r"(?P<attach>(?:(?<=标志)|(?<=意味)|(?<=象征)|(?<=预示)|(?<=伴随)|(?<=[沿朝]))著)"
    r"|(?P<write>(?<=[显卓昭论专巨遗撰拙杂编译名原土软])著|著(?=[名作称述录者]))"
    r"|(?P<attach_>著(?=[力手眼重陆实想急装落火迷凉墨笔色床魔慌]))"
    rf"|(?P<particle>(?<=[{_ATTACHED}])著)"
    r"|(?P<write_>(?<=[合新旧所自较])著|(?<=知)著|著(?=[书文于译]|有[《“「]|等身))"
    rf"|(?P<particle_>(?<=[{HAN}])著(?=[{HAN}“‘「『《(（0-9]))"
)
_TRADITIONAL_SHARE = 0.02
_CHANGED_IN_PHRASES = "沈坏瞭藉覆哩衹甦么俱彷"
"""What OpenCC changes within some of its phrases only, as 沈默."""
_MAY_CHANGE = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00), 0xFFFF)
_HAN = range(0x3400, 0xA000)
_SURROGATE = re.compile(r"([\ud800-\udfff])")


@cache
def _converter(config: str = "t2s") -> OpenCC:
    return OpenCC(config)


def simplified(text: str, config: str = "t2s") -> str:
    """Simplified Chinese, phrase by phrase. Lone surrogates stay as they are.

    OpenCC's table of this configuration has no phrase of another length: the result is as long as `text`.
    """
    try:
        return str(_converter(config).convert(text))
    except UnicodeEncodeError:
        return "".join(
            part if _SURROGATE.match(part) else simplified(part, config) for part in _SURROGATE.split(text) if part
        )


def convert(source: MappedText, vocabulary: Vocabulary = "none") -> tuple[MappedText, Sequence[Change]]:
    """The text in Simplified Chinese, and one change for each line that was not all Simplified.

    With a `vocabulary` the words of that region give way to the mainland's, with a change for each.
    """
    words: Sequence[Change] = ()
    if vocabulary != "none":
        source, words = _without_regional_words(source, vocabulary)
    before = source.text
    after = _simplified_where_needed(before)
    offsets = differing(before, after)
    written = _with_zhu(after, traditional=len(offsets) > _TRADITIONAL_SHARE * len(before))
    if written != after:
        offsets, after = differing(before, written), written
    if not len(offsets):
        return source, words
    result = source.with_text(after)
    return result, Changes(words, Places.rewritten("convert", "simplified", result, *_by_line(after, offsets)))


def _simplified_where_needed(text: str) -> str:
    """`simplified(text)`; where few characters might change, by the lines that have one: no phrase goes over lines."""
    places = np.flatnonzero(_may_change().take(code_points(text), mode="clip"))
    if len(places) > _TRADITIONAL_SHARE * len(text):
        return simplified(text)
    parts: list[str] = []
    done = 0
    for place in places.tolist():
        if place >= done:
            start = text.rfind("\n", done, place) + 1
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            parts += (text[done:start], simplified(text[start:end]))
            done = end
    return "".join([*parts, text[done:]]) if parts else text


@cache
def _may_change() -> Mask:
    """For each code point whether OpenCC might write it otherwise; the last one stands for all beyond."""
    table = np.zeros(0x10000, dtype=np.bool_)
    characters = "\n".join(map(chr, _HAN))
    table[_HAN.start : _HAN.stop] = (code_points(characters) != code_points(simplified(characters)))[::2]
    table[code_points(_CHANGED_IN_PHRASES)] = True
    table[list(_MAY_CHANGE)] = True
    return table


def _without_regional_words(source: MappedText, vocabulary: Vocabulary) -> tuple[MappedText, Sequence[Change]]:
    regional = partial(simplified, config=CONFIGS[vocabulary])
    edits = list(replacements(source.text, regional, simplified))
    return source.replace(edits), Places.edited("convert", vocabulary, source, edits) if edits else ()


def _with_zhu(text: str, *, traditional: bool) -> str:
    parts: list[str] = []
    done = 0
    place = text.find("著")
    while place >= 0:
        found = _ZHU.match(text, place)
        rule = (found.lastgroup or "").rstrip("_") if found else ""
        if rule == "attach" or (rule == "particle" and traditional):
            parts += (text[done:place], "着")
            done = place + 1
        place = text.find("著", place + 1)
    return "".join([*parts, text[done:]])


def _by_line(text: str, offsets: Positions) -> tuple[Positions, Positions]:
    """From the first to the last of these offsets in each line that has any."""
    lines = np.searchsorted(np.flatnonzero(code_points(text) == ord("\n")), offsets)
    last = np.concatenate([np.flatnonzero(np.diff(lines)), [len(lines) - 1]])
    first = np.concatenate([[0], last[:-1] + 1])
    return offsets[first], offsets[last] + 1
