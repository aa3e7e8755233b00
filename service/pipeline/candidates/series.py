"""Several measures told together, with a figure for each: 茶叶产量、销量分别为20万吨和18万吨."""

import re
from collections.abc import Sequence

from schemas.quantities import Found
from service.pipeline.candidates.labels import Label, cut

_BETWEEN = re.compile("、|以及|[和与及]")
# What the last member of a list says for all: 水稻、小麦[产量].
_SHARED = re.compile("(?:产量|销量|产值|增加值|营业收入|收入|利润|投资额?|面积|总额|数量|人数|占比|价格)$")
_AREAS = re.compile("[^、和与及]{1,8}[省市区县州旗乡镇村](?:、|以及|[和与及])")
_POINTS = "个百分点"


def in_series(told: Label, respectively: int, number: int) -> list[Label]:
    """The name of each of `number` measures told in one, of which 分别 stands at the offset `respectively`.

    What stands behind 分别 is said of each (分别占全国). Nothing if there are not as many of them.
    """
    places = [i for a, b in told.parts for i in range(a, b)]
    length = sum(i < respectively for i in places)
    head, tail = told.text[:length], told.text[length:]
    members = _members(head)
    if len(members) != number or len(places) != len(told.text) or _AREAS.match(head):
        return []
    behind = cut(told.parts, length, None)
    shared = _SHARED.search(head)
    labels = []
    for start, stop in members:
        own, parts = head[start:stop], cut(told.parts, start, stop)
        if shared is not None and _SHARED.search(own) is None:
            own, parts = own + shared.group(), (*parts, *cut(told.parts, *shared.span()))
        labels.append(Label(own + tail, (*parts, *behind)))
    return labels


def _members(head: str) -> list[tuple[int, int]]:
    """Where the members of a list stand: 甲、乙和丙."""
    marks = [m.span() for m in _BETWEEN.finditer(head)]
    starts, stops = [0, *(b for _, b in marks)], [*(a for a, _ in marks), len(head)]
    return [(a, b) for a, b in zip(starts, stops, strict=True) if b > a]


def with_whole_units(text: str, found: Sequence[Found]) -> list[Found]:
    """The figures of a sentence; those of a list with the unit that only its last one has: 3.1个、5.4个百分点."""
    kept: list[Found] = []
    for item in reversed(found):
        behind = kept[-1] if kept else None
        listed = behind is not None and _BETWEEN.fullmatch(text[item.end : behind.start].strip()) is not None
        elided = listed and behind is not None and behind.text.endswith(_POINTS) and item.text.endswith("个")
        kept.append(item._replace(text=item.text[:-1] + _POINTS, kind="percentage") if elided else item)
    return kept[::-1]


def unit_apart(found: Sequence[Found], end: int) -> tuple[int, int] | None:
    """Where the unit stands that the figure ending at `end` has only with the last of its list.

    None if it has its own.
    """
    item = next((f for f in found if f.end == end), None)
    lacking = 0 if item is None else len(item.text) - (item.end - item.start)
    last = next((f for f in found if f.start >= end and len(f.text) == f.end - f.start), None)
    return (last.end - lacking, last.end) if lacking and last is not None else None
