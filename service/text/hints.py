"""Headline, date, source and authors, read from where they stand. Hints, never evidence."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from service.text.furniture import DATE, OUTLET
from service.text.hanzi import HAN
from service.text.lines import Frame, Line, frame_of, heading, takes
from service.text.prepared import Hint
from service.types import HintKind

_PUBLISHED = re.compile(rf"(?:时间|日期|[布表新发]于)\s*[:：]?\s*(?P<value>{DATE})")
_ANY_DATE = re.compile(rf"(?<!\d)(?P<value>{DATE})(?!\d)")
_SOURCE = re.compile(
    r"(?<![片频料据考])(?:来源|稿源)\s*[:：]\s*(?P<value>[^\s:：|,，。]{2,30}(?: [A-Za-z]+)*)(?=\s|$|\|)"
)
_OUTLET_BY_DATE = re.compile(rf"(?:^|\s)(?P<value>{OUTLET})(?=\s|$)")
_SOURCE_LABEL = re.compile(r"(?:文章|信息)?(?:来源|稿源)\s*[:：]$")
_DATELINE = re.compile(
    rf"[\s【\[(（]*(?P<outlet>[{HAN}]{{1,10}}?(?:新闻网|网|社|日报|晚报|早报|时报|商报|报|电视台|电台|客户端|新闻))(?P<place>[{HAN}]{{0,8}}?)"
    rf"(?P<date>(?:\d{{4}}年)?\d{{1,2}}月\d{{1,2}}日)?(?:电|讯|消息)(?=[\s(（:：,，】\])）])"
)
_REPORTS = re.compile(r"[电讯息][\s(（:：,，】\])）]")
_LONGEST_DATELINE = 48
_OUTLET = rf"(?P<outlet>(?:[{HAN}A-Za-z]{{2,14}}/)*[{HAN}A-Za-z]{{2,14}}?)"
_LABEL = (
    "(?:[本特][报刊网台约派]|见习|实习|首席)?记者|特派员|通讯员|实习生|(?:特约)?撰稿人?|撰文|采写|摄影|图片|供图|责编|(?:责任|美术)?编辑|作者"
    "|审核|校对|监制|统筹|策划|来源|时间|日期|字号|字体|(?:点击|浏览|阅读|访问|评论)(?:次数|[数量率])?|[\u4e00-\u9fff]{0,2}报[道导]"
)
_NAME = rf"(?!(?:{_LABEL})(?![{HAN}]))[{HAN}]{{2,4}}(?:·[{HAN}]{{1,8}})?"
_NAMES = rf"(?P<names>{_NAME}(?:[ 、,，/]+{_NAME})*)(?![{HAN}])"
_ROLE_NAMES = re.compile(rf"(?:记者|特派员|通讯员|实习生|摄影|作者|撰文|撰稿|采写|文)\s*[:：/]?\s*{_NAMES}")
_BYLINE_OUTLET = re.compile(
    rf"[(（〔【\[\s]*(?:本报讯\s*)?{_OUTLET}(?:见习|首席)?记者(?:[\s:：]|(?=[{HAN}]{{2,4}}[、,，/)）〕】\]]))"
)
_SIGNATURE = re.compile(rf"[(（]\s*{_NAMES}\s*[)）]$")
_LAST_BRACKET = re.compile(r"(?<=[。！？”])\s*[(（][^()（）。]{2,60}[)）]$")
_LONGEST_BRACKET = 64
_LEAD_BYLINE = re.compile(rf"[{HAN}\d\s]{{2,30}}?(?:电|讯|消息)\s*(?P<byline>[(（][^()（）。]{{2,40}}[)）])")
_SUBTITLE = re.compile(rf"——?\s*[{HAN}“\d]")
_OWN = ("本报", "本网", "本台", "本刊", "全媒体", "见习", "首席", "实习")
_ORDER: tuple[HintKind, ...] = ("title", "published", "publisher", "author")


def hints(text: str, frame: Frame | None = None) -> tuple[Hint, ...]:
    """What the head and the tail of a clean text say about the article, each kind in the order of the text.

    `value` is as it stands in the text; a date may lack its year. `frame` is that of the text, if it is known already.
    """
    frame = frame or frame_of(text)
    ends = [*([frame.last] if frame.last else []), *frame.tail]
    found = [
        *_title(frame.head),
        *_published(frame.head),
        *_sources(frame.head),
        *_sources(frame.tail),
        *(_dateline(frame.first) if frame.first else ()),
        *_authors([line for line in frame.head if line.role in {"names", "labelled"}]),
        *_authors(ends),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda hint: (_ORDER.index(hint.kind), hint.start)))


def _title(head: Sequence[Line]) -> Iterator[Hint]:
    """The headline, with the line below that goes on with a dash."""
    before: Line | None = None
    for line, below in zip_longest(head, head[1:]):
        if line.role in {"other", "prose"} and not (before is not None and takes(before, line)):
            start, words = heading(line)
            more = below is not None and _SUBTITLE.match(below.text) is not None
            yield Hint("title", words + (below.text if more else ""), start, below.end if more else line.end)
            return
        before = line


def _published(head: Sequence[Line]) -> Iterator[Hint]:
    """The date that a label names, else the first full date that stands in a line of its own."""
    for line in head:
        if (found := _PUBLISHED.search(line.text)) is not None:
            yield _hint("published", line, found, "value")
            return
    before: Line | None = None
    for line in head:
        after_label = before is not None and takes(before, line)
        if (line.role in {"labelled", "names"} or after_label) and (found := _ANY_DATE.search(line.text)) is not None:
            yield _hint("published", line, found, "value")
            return
        before = line


def _sources(lines: Sequence[Line]) -> Iterator[Hint]:
    before: Line | None = None
    for line in lines:
        if (found := _SOURCE.search(line.text)) is not None:
            yield _hint("publisher", line, found, "value")
        elif before is not None and _SOURCE_LABEL.match(before.text) and takes(before, line):
            yield Hint("publisher", line.text, line.start, line.end)
        elif line.role == "labelled" and _ANY_DATE.search(line.text) and (found := _OUTLET_BY_DATE.search(line.text)):
            yield _hint("publisher", line, found, "value")
        before = line


def _dateline(line: Line) -> Iterator[Hint]:
    if not _REPORTS.search(line.text, 0, _LONGEST_DATELINE):
        return
    if (found := _DATELINE.match(line.text)) is not None and not found["outlet"].startswith(_OWN):
        yield _hint("publisher", line, found, "outlet")
        if found["date"]:
            yield _hint("published", line, found, "date")
    if (byline := _LEAD_BYLINE.match(line.text)) is not None:
        yield from _named(line.start + byline.start("byline"), byline["byline"])


def _authors(lines: Sequence[Line]) -> Iterator[Hint]:
    """Names after their role, or in brackets where the last sentence has ended."""
    for line in lines:
        start, part = line.start, line.text
        if line.role == "prose":
            offset = max(0, len(part) - _LONGEST_BRACKET)
            bracket = _LAST_BRACKET.search(part, offset) if part[-1] in ")）" else None
            if bracket is None:
                continue
            start, part = line.start + bracket.start(), bracket[0]
        outlet = _BYLINE_OUTLET.match(part)
        if outlet is not None and not outlet["outlet"].startswith(_OWN):
            yield from _pieces("publisher", start + outlet.start("outlet"), outlet["outlet"], r"[^/]+")
        named = list(_named(start, part))
        yield from named
        if not named and (signature := _SIGNATURE.search(part)) is not None:
            yield from _pieces("author", start + signature.start("names"), signature["names"], _NAME)


def _named(start: int, text: str) -> Iterator[Hint]:
    """The names behind 记者, 通讯员 and the like in a text that begins at `start`."""
    for found in _ROLE_NAMES.finditer(text):
        yield from _pieces("author", start + found.start("names"), found["names"], _NAME)


def _pieces(kind: HintKind, start: int, value: str, pattern: str) -> Iterator[Hint]:
    for found in re.finditer(pattern, value):
        yield Hint(kind, found[0], start + found.start(), start + found.end())


def _hint(kind: HintKind, line: Line, found: re.Match[str], group: str) -> Hint:
    return Hint(kind, found[group], line.start + found.start(group), line.start + found.end(group))
