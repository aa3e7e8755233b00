"""Headline, date, source and authors, read from where they stand. Hints, never evidence."""

import re
from collections.abc import Iterator

from service.text.hanzi import HAN
from service.text.lines import Line, lines_of
from service.text.prepared import Hint, HintKind

_DATE = r"\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}日?"
_PUBLISHED = re.compile(rf"(?:发布|发表|更新|刊发)?(?:时间|日期|于)\s*[:：]?\s*(?P<value>{_DATE})")
_ANY_DATE = re.compile(rf"(?<!\d)(?P<value>{_DATE})(?!\d)")
_SOURCE = re.compile(r"(?:来源|稿源)\s*[:：]\s*(?P<value>[^\s:：|]{2,30}(?: [A-Za-z]+)*)(?=\s|$|\|)")
_SOURCE_LABEL = re.compile(r"(?:文章|信息)?(?:来源|稿源)[:：]$")
_DATELINE = re.compile(
    rf"^[\s【\[(（]*(?P<outlet>[{HAN}]{{1,10}}?(?:网|社|日报|晚报|早报|时报|商报|报|电视台|电台|客户端|新闻))(?P<place>[{HAN}]{{0,8}}?)"
    rf"(?P<date>(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日)?(?:电|讯|消息)(?=[\s(（:：,，])"
)
_OUTLET = rf"(?P<outlet>(?:[{HAN}A-Za-z]{{2,14}}/)*[{HAN}A-Za-z]{{2,14}}?)"
_NAME = rf"(?!(?:记者|通讯员|实习生|摄影|编辑|作者|责编|责任编辑)(?![{HAN}]))[{HAN}]{{2,4}}(?:·[{HAN}]{{1,8}})?"
_NAMES = rf"(?P<names>{_NAME}(?:[ 、,，/]+{_NAME})*)(?![{HAN}])"
_ROLE_NAMES = re.compile(rf"(?:记者|通讯员|实习生|摄影|作者|文|撰文)\s*[:：/]?\s*{_NAMES}")
_BYLINE_OUTLET = re.compile(rf"^[(（\s]*(?:本报讯\s*)?{_OUTLET}(?:见习|首席)?记者[\s:：]")
_SIGNATURE = re.compile(rf"[(（]\s*{_NAMES}\s*[)）]$")
_LEAD_BYLINE = re.compile(rf"^[{HAN}\d\s]{{2,30}}?(?:电|讯|消息)\s*(?P<byline>[(（][^()（）。]{{2,40}}[)）])")
_OWN = ("本报", "本网", "本台", "本刊", "全媒体", "见习", "首席", "实习")


def hints(text: str) -> tuple[Hint, ...]:
    """What the head and the tail of a clean text say about the article, each kind in the order of the text.

    `value` is as it stands in the text; a date may lack its year.
    """
    lines = lines_of(text)
    first = next((index for index, line in enumerate(lines) if line.is_prose), len(lines))
    last = next((index for index in range(len(lines) - 1, first, -1) if lines[index].is_prose), first)
    head, tail = lines[:first], lines[last:]
    found = [
        *_title(head),
        *_published(head),
        *_sources([*head, *tail[1:]]),
        *_dateline(lines[first : first + 1]),
        *_authors([line for line in head if line.is_names or line.is_labelled]),
        *_authors(tail),
    ]
    order: tuple[HintKind, ...] = ("title", "published", "publisher", "author")
    return tuple(sorted(dict.fromkeys(found), key=lambda hint: (order.index(hint.kind), hint.start)))


def _title(head: list[Line]) -> Iterator[Hint]:
    before: Line | None = None
    for line in head:
        is_value = before is not None and before.takes(line)
        if not (line.is_label or line.is_labelled or line.is_names or is_value):
            yield Hint("title", line.text, line.start, line.end)
            return
        before = line


def _published(head: list[Line]) -> Iterator[Hint]:
    """The date that a label names, else the first full date that stands in a line of its own."""
    for line in head:
        if (found := _PUBLISHED.search(line.text)) is not None:
            yield _hint("published", line, found, "value")
            return
    before: Line | None = None
    for line in head:
        after_label = before is not None and before.takes(line)
        if (line.is_labelled or after_label) and (found := _ANY_DATE.search(line.text)) is not None:
            yield _hint("published", line, found, "value")
            return
        before = line


def _sources(lines: list[Line]) -> Iterator[Hint]:
    before: Line | None = None
    for line in lines:
        if (found := _SOURCE.search(line.text)) is not None:
            yield _hint("publisher", line, found, "value")
        elif before is not None and _SOURCE_LABEL.match(before.squeezed) and before.takes(line):
            yield Hint("publisher", line.text, line.start, line.end)
        before = line


def _dateline(lines: list[Line]) -> Iterator[Hint]:
    for line in lines:
        if (found := _DATELINE.match(line.text)) is not None:
            yield _hint("publisher", line, found, "outlet")
            if found["date"]:
                yield _hint("published", line, found, "date")
        if (byline := _LEAD_BYLINE.match(line.text)) is not None:
            start = line.start + byline.start("byline")
            yield from _named(Line(start, start + len(byline["byline"]), byline["byline"]))


def _authors(lines: list[Line]) -> Iterator[Hint]:
    """Names after their role, or in brackets where the last sentence has ended."""
    for line in lines:
        part = line
        if line.is_prose:
            bracket = re.search(r"(?<=[。！？”])\s*[(（][^()（）。]{2,60}[)）]$", line.text)
            if bracket is None:
                continue
            part = Line(line.start + bracket.start(), line.end, line.text[bracket.start() :])
        outlet = _BYLINE_OUTLET.match(part.text)
        if outlet is not None and not outlet["outlet"].startswith(_OWN):
            yield from _pieces("publisher", part, outlet.start("outlet"), outlet["outlet"], r"[^/]+")
        named = list(_named(part))
        yield from named
        if not named and (signature := _SIGNATURE.search(part.text)) is not None:
            yield from _pieces("author", part, signature.start("names"), signature["names"], _NAME)


def _named(line: Line) -> Iterator[Hint]:
    """The names behind 记者, 通讯员 and the like."""
    for found in _ROLE_NAMES.finditer(line.text):
        yield from _pieces("author", line, found.start("names"), found["names"], _NAME)


def _pieces(kind: HintKind, line: Line, offset: int, value: str, pattern: str) -> Iterator[Hint]:
    for found in re.finditer(pattern, value):
        start = line.start + offset + found.start()
        yield Hint(kind, found[0], start, start + len(found[0]))


def _hint(kind: HintKind, line: Line, found: re.Match[str], group: str) -> Hint:
    return Hint(kind, found[group], line.start + found.start(group), line.start + found.end(group))
