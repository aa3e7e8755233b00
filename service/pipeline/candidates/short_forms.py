"""Short forms of names: which name stands for which longer one, by its form or because the article says so."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.pipeline.candidates.divisions import is_bare_area, places
from service.pipeline.candidates.passages import Passage, Range

_LEGAL = re.compile(r"(?:[（(]?集团[）)]?)?(?:股份|控股|有限|责任|总)*公司$|集团$|股份$|控股$")
_GROUP = re.compile(r"[（(]?集团[）)]?(?:股份|控股|有限|责任|总)*(?:公司)?$")
_BRACKETED_AREA = re.compile(r"[（(][\u4e00-\u9fff]{2,5}[）)]")
# What a body is a part of: 甲科学院 乙研究院.
_PARENT = re.compile(r"^.*(?:科学院|大学|公司|集团|银行|委员会|[局厅委部])(?=.{4})")
_DEFINED = re.compile(
    r"[（(](?:以?下文?(?:简?称)|(?:证券|股票|公司)?简称|又称)(?:为)?[:：]?[“‘「《]?(?P<short>[^“”‘’「」《》（）()，。]{2,16})"
    r"[”’」》]?(?:[，,；;][^（）()]*)?[）)]"
)
_ANY = frozenset("公司 本公司 集团 本集团 项目 本项目 基地 银行 本行 学校 医院 协会 发行人 平台 中心 园区".split())
_LEVELS = "省市州盟县区旗"
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Definition:
    """Where an article says what it calls something: the end of the full name, and the short one."""

    passage: int
    full_end: int
    short: Range
    bracket: Range


def definitions(passages: Sequence[Passage]) -> Iterator[Definition]:
    """All the places like 甲乙有限公司（以下简称“甲乙”）; a word that would do for any body is no short name."""
    for index, passage in enumerate(passages):
        for match in _DEFINED.finditer(passage.text):
            if match["short"] not in _ANY:
                start = passage.start
                short = (start + match.start("short"), start + match.end("short"))
                yield Definition(index, start + match.start(), short, (start + match.start(), start + match.end()))


def merge_names(
    names: Sequence[str], *, body: bool, said: Mapping[str, str] | None = None, areas: Collection[str] = ()
) -> dict[str, list[str]]:
    """Full name → all its forms. `said` are short forms that the article explains; no name of an area is one.

    A short form is the end of a longer name; a body's also its name in fewer characters (`stands_for`), as long as
    that can only be the one body.
    """
    merged: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        homes = [full for full in merged if (said or {}).get(name) == full]
        if not homes and name not in areas:
            homes = [full for full in merged if (stands_for(name, full) if body else is_end_of(name, full))]
        if homes and (not body or len(homes) == 1):
            merged[homes[0]].append(name)
        else:
            merged[name] = [name]
    return merged


def short_forms(full: str) -> tuple[str, ...]:
    """The forms under which a company goes on being named: 海岚集团, 海岚公司 and 海岚 for 海岚集团股份有限公司."""
    if not _LEGAL.search(full):
        return ()
    stem = _LEGAL.sub("", full)
    return tuple(
        f for f in (f"{stem}集团", f"{stem}公司", stem) if f != full and len(f) >= _SHORTEST and not is_area(f)
    )


def trade_name(full: str, text: str) -> str | None:
    """The longest beginning of a company's own name, behind its area, that the text has without what follows in it."""
    if not _LEGAL.search(full):
        return None
    stem = _LEGAL.sub("", _BRACKETED_AREA.sub("", full))
    own = stem[next((place.end for place in places(stem) if place.start == 0), 0) :]
    forms = (own[:length] for length in range(len(own) - 1, _SHORTEST - 1, -1))
    return next(
        (form for form in forms if text.count(form) > text.count(own[: len(form) + 1]) and not is_area(form)), None
    )


def is_area(name: str) -> bool:
    """Whether the whole name is one of an administrative area, with or without its level."""
    return any(place.form == name for place in places(name))


def is_end_of(short: str, full: str) -> bool:
    """Whether a name is the end of a longer one and says enough."""
    return len(short) >= _SHORTEST + 1 and full.endswith(short)


def stands_for(short: str, full: str) -> bool:
    """Whether one name of a body can be short for another: 市发改委 for 市发展和改革委员会."""
    if _LEGAL.search(full):
        return _company(short, full)
    one, other = _without_level(_plain(short), _plain(full))
    if len(one) < _SHORTEST or other.startswith(one) or one[-1] != other[-1]:
        return False
    return any(one[0] == whole[0] and _within(one, whole) for whole in (other, _PARENT.sub("", other)))


def _without_level(short: str, full: str) -> tuple[str, str]:
    """Both without the area, where the short form has a mere level for it: 省发改委 and 某省发展和改革委员会."""
    at = full.find(short[0]) if short[0] in _LEVELS else -1
    return (short[1:], full[at + 1 :]) if at > 0 else (short, full)


def _company(short: str, full: str) -> bool:
    stem, whole = _LEGAL.sub("", short), _LEGAL.sub("", _BRACKETED_AREA.sub("", full))
    if stem == whole:
        return len(short) < len(full)
    if _GROUP.search(short) and not _GROUP.search(full):
        return False
    area = next((place.end for place in places(whole) if place.start == 0), 0)
    rest = whole[area:]
    if len(stem) > _SHORTEST and whole.endswith(stem) and (stem == rest or is_bare_area(whole.removesuffix(stem))):
        return True
    return _shortened(stem, whole) or _shortened(stem, rest)


def _shortened(stem: str, whole: str) -> bool:
    """Whether the one stem can be short for the other: of two characters only its beginning is."""
    if len(stem) < _SHORTEST:
        return len(stem) == _SHORTEST - 1 and len(whole) > len(stem) and whole.startswith(stem)
    return stem[:2] == whole[:2] and _within(stem, whole)


def _plain(name: str) -> str:
    return name.replace("委员会", "委").replace("管委会", "管委")


def _within(short: str, full: str) -> bool:
    """Whether the characters of the one are those of the other in order, some left out."""
    rest = iter(full)
    return len(short) < len(full) and all(c in rest for c in short)
