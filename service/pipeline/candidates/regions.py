"""The administrative area that an article is mainly about, as the longest path that the article supports."""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.pipeline.candidates.passages import Passage

_PROVINCES = {
    **{
        name: f"{name}省"
        for name in (
            "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 "
            "甘肃 青海 台湾"
        ).split()
    },
    **{name: f"{name}市" for name in "北京 天津 上海 重庆".split()},
    "内蒙古": "内蒙古自治区",
    "广西": "广西壮族自治区",
    "西藏": "西藏自治区",
    "宁夏": "宁夏回族自治区",
    "新疆": "新疆维吾尔自治区",
    "香港": "香港特别行政区",
    "澳门": "澳门特别行政区",
}
_FULL_PROVINCES = frozenset(_PROVINCES.values())
_COUNTY = ("区", "县", "旗")
_LEVELS = (*_COUNTY, "市", "省")
_NO_AREAS = tuple("开发区 园区 新区 示范区 片区 地区 社区 景区 校区 港区 经开区 高新区".split())
_LONGEST = 8
_OFTEN = 3


def region(passages: Sequence[Passage]) -> str | None:
    """The area named most, after those above it that the article names; None where no area is named."""
    text = "".join(p.text for p in passages)
    counts = _counts(passages, text)
    if not counts:
        return None
    main = max(counts, key=lambda area: (counts[area], len(area)))
    path = [main]
    if main not in _FULL_PROVINCES and main.endswith((*_COUNTY, "市")):
        cities = [a for a in counts if a.endswith("市") and a != main and a not in _FULL_PROVINCES]
        over = [a for a in cities if _adjoins(a, main, text)]
        if not over and main.endswith(_COUNTY):
            over = cities or _bare_cities(passages)
        path = [*_most(over, counts), *path]
    if main not in _FULL_PROVINCES:
        path = [*_most([a for a in counts if a in _FULL_PROVINCES], counts), *path]
    return "".join(path)


def _counts(passages: Sequence[Passage], text: str) -> Counter[str]:
    """How often each area is named. A bare name counts for the full one: that of a province, or one the text has."""
    counts: Counter[str] = Counter()
    for place, n in Counter(t.text for p in passages for t in p.tokens if t.tag == "LOC").items():
        full = _full(place, text)
        if full is not None and len(full) <= _LONGEST:
            counts[full] += n
    return counts


def _full(place: str, text: str) -> str | None:
    if place in _PROVINCES:
        return _PROVINCES[place]
    if place.endswith(_NO_AREAS) or len(place) < 2:
        return None
    if place.endswith(_LEVELS) and len(place) > 2:
        return place
    return next((place + level for level in ("市", *_COUNTY) if place + level in text), None)


def _bare_cities(passages: Sequence[Passage]) -> list[str]:
    """The place of two characters named most, as a city: in a district's news its city often stands without 市."""
    places = [t.text for p in passages for t in p.tokens if t.tag == "LOC" and len(t.text) == 2]
    often = Counter(p for p in places if p not in _PROVINCES and not p.endswith(_LEVELS)).most_common(1)
    return [f"{place}市" for place, n in often if n >= _OFTEN]


def _adjoins(over: str, under: str, text: str) -> bool:
    return over + under in text or over.removesuffix("市") + under in text


def _most(areas: Iterable[str], counts: Counter[str]) -> list[str]:
    best = max(areas, key=lambda a: counts[a], default=None)
    return [best] if best is not None else []
