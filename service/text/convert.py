"""Traditional to Simplified, character for character."""

import re
from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

from service.text.hanzi import HAN
from service.text.mapped import MappedText, differing
from service.text.prepared import Change

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
    rf"|(?P<particle_>(?<=[{HAN}])著(?=[{HAN}“‘《(（0-9]))"
)
_TRADITIONAL_SHARE = 0.02


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Simplified Chinese, always as long as `text`. Lone surrogates stay as they are."""
    try:
        converted: str = _converter().convert(text)
    except UnicodeEncodeError:
        return "".join(simplified(c) if not "\ud800" <= c <= "\udfff" else c for c in text)
    if len(converted) == len(text):
        return converted
    if len(text) > 1:
        # A phrase of another length somewhere: halves keep the work small and the rest of the text phrase-aware.
        middle = len(text) // 2
        return simplified(text[:middle]) + simplified(text[middle:])
    return text


def convert(source: MappedText) -> tuple[MappedText, list[Change]]:
    """The text in Simplified Chinese, and one change for each line that was not all Simplified."""
    before = source.text
    after = simplified(before)
    traditional = len(differing(before, after)) > _TRADITIONAL_SHARE * len(before)
    if "著" in after:
        after = _ZHU.sub(lambda found: _zhu(found, traditional=traditional), after)
    result = source.with_text(after)
    return result, _by_line(result, differing(before, after))


def _zhu(found: re.Match[str], *, traditional: bool) -> str:
    rule = (found.lastgroup or "").rstrip("_")
    return "着" if rule == "attach" or (rule == "particle" and traditional) else "著"


def _by_line(result: MappedText, offsets: npt.NDArray[np.intp]) -> list[Change]:
    changes: list[Change] = []
    index = 0
    while index < len(offsets):
        start = int(offsets[index])
        line_end = result.text.find("\n", start)
        index = int(np.searchsorted(offsets, line_end)) if line_end >= 0 else len(offsets)
        end = int(offsets[index - 1]) + 1
        changes.append(Change("convert", "simplified", result.span(start, end), result.text[start:end]))
    return changes
