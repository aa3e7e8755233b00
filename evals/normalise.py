"""One form for strings that a reader would call the same."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# Values of a run come again and again: as gold, in every candidate pair, in every resampled table.
_REMEMBERED = 65_536

_QUOTES = "“”„‟‘’‚‛「」『』﹁﹂﹃﹄〝〞〟«»\"'`´"
_BRACKETS_OPEN = "〔【〖［｛[{（﹙﹝"
_BRACKETS_CLOSE = "〕】〗］｝]}）﹚﹞"
_DASHES = "‐‑‒–—―−－~～〜"
_DOTS = "•・‧∙⋅･"

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_BRACKETS_OPEN, "("),
        **dict.fromkeys(_BRACKETS_CLOSE, ")"),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_DOTS, "·"),
        "〈": "《",
        "〉": "》",
        # OpenCC leaves 著 alone, because 著名 needs it; for comparison both sides may lose the difference.
        "著": "着",
    }
)
_DROPPED_IN_NAMES = str.maketrans(dict.fromkeys('"《》'))
_BLANKS = re.compile(r"(?<![0-9a-z]) | (?![0-9a-z])")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")


@cache
def _traditional_to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=_REMEMBERED)
def normalise(text: str) -> str:
    """The comparable form: NFKC, casefolded, Simplified, quotes, brackets and dashes unified.

    Blanks stay, one each, only between two Latin letters or digits.
    """
    text = unicodedata.normalize("NFKC", text.translate(_PUNCTUATION)).casefold()
    text = unicodedata.normalize("NFKC", text)
    text = _traditional_to_simplified().convert(text).translate(_PUNCTUATION)
    text = _BLANKS.sub("", re.sub(r"\s+", " ", text).strip())
    return re.sub("-+", "-", text)


@lru_cache(maxsize=_REMEMBERED)
def name_key(text: str) -> str:
    """The comparable form of a name: normalised, without quotation marks and 《》."""
    return normalise(normalise(text).translate(_DROPPED_IN_NAMES))


@lru_cache(maxsize=_REMEMBERED)
def numbers(text: str) -> tuple[str, ...]:
    """The Arabic numbers in `text`, in order, without thousands separators: `5万吨` → `("5",)`."""
    return tuple(_NUMBER.findall(_THOUSANDS.sub("", unicodedata.normalize("NFKC", text))))
