"""Reading numbers as Chinese news writes them: digits, Chinese numerals, and digits with 百, 千, 万, 亿.

All numbers come out as `Decimal`; nothing passes through a float.
"""

import re
from decimal import Decimal
from typing import NamedTuple

import cn2an

_FULL_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code != ord("，")}
_FOLD: dict[int, int | str] = {
    **_FULL_WIDTH,
    ord("\u3000"): " ",
    ord("\xa0"): " ",
    ord("−"): "-",
    ord("﹣"): "-",
    ord("﹪"): "%",
}
_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3})")

_DIGITS = "零〇一二两三四五六七八九"
_LARGE = "壹贰叁肆伍陆柒捌玖拾佰仟"
_DIGIT_VALUE = {**{digit: str(value) for value, digit in enumerate("零一二三四五六七八九")}, "〇": "0", "两": "2"}
_MULTIPLIER = {"百": 2, "千": 3, "万": 4, "亿": 8}

# 千 and 百 that begin a unit (千瓦, 百分点) are no multipliers.
_UNIT_SAFE = r"百(?!分)|千(?![瓦米克伏卡])"
_TIMES = rf"(?:[万亿]|{_UNIT_SAFE})"
_ARABIC = r"(?:[0-9]{1,3}+(?:,[0-9]{3})++|[0-9]{1,18}+)(?:\.[0-9]{1,12}+)?+(?![0-9])"
_CHINESE = rf"(?:[{_DIGITS}{_LARGE}十万亿]|{_UNIT_SAFE}){{1,24}}+(?:点[{_DIGITS}]{{1,12}}+)?+"
_EXCESS = "[余多几来]"

CHINESE_CHARACTERS = f"{_DIGITS}{_LARGE}十百千万亿点"


def numeral_pattern(prefix: str = "") -> str:
    """Source of a regular expression for one numeral in folded text. With a `prefix`, its parts are named groups:
    `{prefix}arabic`, `{prefix}chinese`, `{prefix}several`, `{prefix}excess`, `{prefix}times`, `{prefix}excess2`.
    """

    def part(name: str, pattern: str) -> str:
        return f"(?P<{prefix}{name}>{pattern})" if prefix else f"(?:{pattern})"

    # 余地, 来自, 多种, 多元 begin words of their own; after a numeral they are an excess only before a unit.
    excess = rf"{_EXCESS}(?![地自种样元])"
    times = rf"{_TIMES}{{1,3}}(?:{_ARABIC} ?{_TIMES}{{1,3}}){{0,2}}"
    return (
        rf"(?:(?<![A-Za-z0-9])(?<![0-9][.,/:])(?<!\+){part('arabic', _ARABIC)}"
        rf"|(?<![{CHINESE_CHARACTERS}])(?<!\+){part('several', '[数几]')}?{part('chinese', _CHINESE)})"
        rf"{part('excess', excess)}?(?: ?{part('times', times)})?{part('excess2', excess)}?"
    )


_NUMERAL = re.compile(numeral_pattern("n_"))
_COMPOUND = re.compile(rf"({_ARABIC}) ?({_TIMES}{{1,3}})")


class Numeral(NamedTuple):
    """A number read: its `value`, whether the words say “more than that” (`excess`), whether it was in Chinese
    characters, and whether it is a multiplier alone (`bare`, as 千 in 超万辆).
    """

    value: Decimal
    excess: bool = False
    chinese: bool = False
    bare: bool = False
    multiplied: bool = False


def fold(text: str) -> str:
    """`text` with full-width ASCII, blanks and minus signs in their plain form, character for character."""
    return _WIDE_THOUSANDS.sub(",", text).translate(_FOLD)


def read_numeral(text: str) -> Numeral | None:
    """The whole of `text` as one numeral (`812.6亿`, `2万多`, `三百二十`, `千`); None if it is none."""
    match = _NUMERAL.fullmatch(fold(text).strip())
    return numeral_of(match, "n_") if match else None


def numeral_of(match: re.Match[str], prefix: str) -> Numeral | None:
    """The numeral that a match of `numeral_pattern(prefix)` holds; None if its characters do not make a number."""
    groups = match.groupdict()
    chinese = groups[f"{prefix}chinese"]
    base = read_chinese(chinese) if chinese else Decimal(groups[f"{prefix}arabic"].replace(",", ""))
    if base is None:
        return None
    times = groups[f"{prefix}times"] or ""
    several = groups[f"{prefix}several"] is not None
    bare = bool(chinese) and not several and chinese[0] in "百佰千仟万亿"
    return Numeral(
        value=_apply(base, times),
        excess=several or any(groups[f"{prefix}{name}"] for name in ("excess", "excess2")),
        chinese=bool(chinese),
        bare=bare,
        multiplied=bool(times),
    )


def _apply(base: Decimal, times: str) -> Decimal:
    """`base` times the leading multipliers, plus the lesser groups: 1 with `亿2000万` is 120,000,000."""
    lead = re.match(rf"{_TIMES}*", times)
    total = base.scaleb(_exponent(lead.group() if lead else ""))
    for number, multipliers in _COMPOUND.findall(times):
        total += Decimal(number.replace(",", "")).scaleb(_exponent(multipliers))
    return total


def _exponent(multipliers: str) -> int:
    return sum(_MULTIPLIER[character] for character in multipliers)


def read_chinese(text: str) -> Decimal | None:
    """Chinese numerals as a number (`三百二十`, `两千`, `三点五`, `百万`); None if they are not one.

    Juxtaposed digits are refused: 三五家 is “three to five”, 十四五 a name.
    """
    whole, _, fraction = text.partition("点")
    if re.search(rf"[一二两三四五六七八九][{_DIGITS}]|[零〇]{{2}}|[百千万亿][一二两三四五六七八九]$", whole):
        return None
    if whole and whole[0] in "百佰千仟万亿":
        whole = f"一{whole}"
    try:
        value = Decimal(cn2an.cn2an(whole, "normal"))
    except (ValueError, KeyError, IndexError):
        return None
    if fraction:
        value += Decimal("0." + "".join(_DIGIT_VALUE[digit] for digit in fraction))
    return value
