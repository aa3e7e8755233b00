"""What tells two similar names apart: their digits, their ordinals, the places in them.

年产5万吨 and 年产50万吨 are 96% similar as strings; 一期 and 二期 differ in one character; so do two cities.
"""

import re
from collections import Counter
from functools import cache

from evals.normalise import name_key, numbers
from evals.places import PLACES

# 县, 区, 镇 with two characters before them, unless the last of these makes a common noun (园区, 开发区, 示范区).
_AREA = re.compile(r"[一-鿿](?![园新发范社片地校厂库景高业税保验心城作]区)[一-鿿](?:县|镇|街道|区)")
_ORDINAL = re.compile(
    r"第?([一二三四五六七八九十]+|[0-9]+|首)(?:期|号|届|批|阶段|标段|厂区)|第([一二三四五六七八九十]+|[0-9]+)"
)
_DIGITS = {"首": "1", **{character: str(digit) for digit, character in enumerate("一二三四五六七八九十", 1)}}


def differ(one: str, other: str) -> bool:
    """Whether two names cannot name one thing.

    Their ordinals must be the same. Of digits and places, one name may have more than the other, but not each
    something that the other lacks.
    """
    first, second = name_key(one), name_key(other)
    if _ordinals(first) != _ordinals(second):
        return True
    return _conflict(Counter(numbers(first)), Counter(numbers(second))) or _conflict(_places(first), _places(second))


def _conflict(one: Counter[str], other: Counter[str]) -> bool:
    return bool(one - other) and bool(other - one)


def _ordinals(name: str) -> Counter[str]:
    found = (match[1] or match[2] for match in _ORDINAL.finditer(name))
    return Counter(_DIGITS.get(ordinal, ordinal) for ordinal in found)


def _places(name: str) -> Counter[str]:
    return Counter(set(_known_places().findall(name)) | set(_AREA.findall(name)))


@cache
def _known_places() -> re.Pattern[str]:
    return re.compile("|".join(sorted(sorted(PLACES), key=len, reverse=True)))
