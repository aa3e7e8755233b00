"""The lines around an article's body and what each of them looks like: prose, furniture, a label, a name line."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from service.text.furniture import (
    BREADCRUMB,
    CHANNEL_WORD,
    COUNTER,
    DATE,
    EMPTY_LABELS,
    INVITATION,
    LABELLED,
    LINK_LABEL,
    NAME_LABEL,
    NAME_LINE,
    NOTICE,
    OUTLET,
    PAGE_WORD,
    SOURCE,
    TIME_LABEL,
)
from service.text.hanzi import HAN

Role: TypeAlias = Literal["furniture", "label", "names", "labelled", "prose", "other"]
"""`label` lacks its value; `labelled` has it, or is a date; `other` is a title, an entry, a value."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_SENTENCE_END = re.compile(r"[。！？；!?…]")
_PAUSE = re.compile(r"[,，、]")
_CLOSING = "”’」』）)】》\"'"
_PROSE_WITH_PAUSES = 60
_SHORT_SENTENCE = 6
_CALL = re.compile(r"[！？!?]")
_STATEMENT = re.compile(r"[。；…：:]")
_TITLE = 40

_MIN_FURNITURE_SHARE = 0.55
_MIN_FURNITURE_WORDS = 3
_MIN_SHARE_OF_MANY = 0.4
_SEPARATOR = re.compile(r"[|｜│¦>»›]")
_MIN_SEPARATORS = 3
_BETWEEN_LINKS = re.compile(r"[\s|｜、·]+")

_TIME_VALUE = re.compile(r"[\d年月日:：/.\-\s]{6,24}$")
_COUNT_VALUE = re.compile(r"\d+次?$")
_NAME_VALUE = re.compile(r"(?![-•·])[^。！？；，,:：|]{1,14}$")
_DATE_LINE = re.compile(rf"{DATE}(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:\s+\S.{{0,30}})?$")
_OUTLET_LINE = re.compile(rf"{OUTLET}\s+{DATE}(?:\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?:\s+\S.{{0,40}})?$")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_MARKDOWN_HEADING = re.compile(r"#{1,6} +")
_BULLET = re.compile(r"[-•·*●■◆] +(?=\S)")
_NAMED = re.compile(r"记者|通讯员|实习生|作者|摄影|编辑|文\s*[:：/]|图\s*[:：/]")
_SHORT = 60
_LONGEST_FURNITURE = 240
_LINK = 12
_CHANNEL = 8
_NEAR_START = 4


class Line(NamedTuple):
    """One line without its end and the blanks around it, never empty: `whole[start:end] == text`."""

    start: int
    end: int
    text: str
    role: Role


class Frame(NamedTuple):
    """The lines before the first line of prose, that line, the last one, and the lines after it."""

    head: list[Line]
    first: Line | None
    last: Line | None
    tail: list[Line]


def frame_of(text: str, body_end: int | None = None) -> Frame:
    """The frame of a text. No line that begins at `body_end` or later is taken for prose of the article."""
    limit = len(text) if body_end is None else body_end
    head: list[Line] = []
    first: Line | None = None
    for start, end in _downwards(text):
        line = line_at(text, start, end)
        if line.role == "prose" and start < limit:
            if not _may_be_title(line.text) or any(before.role == "other" for before in head):
                first = line
                break
            line = line._replace(role="other")
        head.append(line)
    if first is None:
        return Frame(head, None, None, [])
    last = first
    tail: list[Line] = []
    for start, end in _upwards(text, first.end):
        line = line_at(text, start, end)
        if line.role == "prose" and start < limit:
            last = line
            break
        tail.append(line)
    tail.reverse()
    return Frame(head, first, last, tail)


def line_at(text: str, start: int, end: int) -> Line:
    """The line that `text[start:end]` is, which has no blanks around it."""
    own = text[start:end]
    return Line(start, end, own, role_of(own))


def role_of(text: str) -> Role:
    """What a line, wherever it stood, looks like."""
    plain = _plain(text)
    if len(plain) > _LONGEST_FURNITURE and "。" in plain:
        return "prose"
    ended = _SENTENCE_END.search(plain) is not None
    if not _is_notice(text, plain, ended=ended):
        own = role_in_article(text)
        if own == "label" or not (_is_furniture(plain, ended=ended) or (not ended and _is_row_of_links(text))):
            return own
        if SOURCE.search(text):
            return "labelled"
    return "furniture"


def role_in_article(text: str) -> Role:
    """What a line looks like that is known to be no furniture."""
    if _SENTENCE_END.search(text):
        return "prose" if _is_prose(text, ended=True) else "other"
    if text[-1] in ":：" and EMPTY_LABELS.match(_plain(text)):
        return "label"
    if len(text) <= _SHORT and _NAMED.search(text) and NAME_LINE.match(text):
        return "names"
    if len(text) > _PROSE_WITH_PAUSES and _is_prose(text, ended=False):
        return "prose"
    return "labelled" if len(text) < 2 * _SHORT and _is_labelled(text) else "other"


def _is_labelled(text: str) -> bool:
    if text[0].isdecimal() and _DATE_LINE.match(text):
        return True
    if ("：" in text or ":" in text) and LABELLED.match(text):
        return True
    return " " in text and _OUTLET_LINE.match(text) is not None


def takes(label: Line, value: Line) -> bool:
    """Whether `label` is a label alone and `value`, the next line, is what belongs to it."""
    if label.role != "label" or value.role in {"furniture", "label"}:
        return False
    name = _plain(label.text)
    form = _TIME_VALUE if TIME_LABEL.search(name) else _NAME_VALUE if NAME_LABEL.search(name) else _COUNT_VALUE
    return form.match(value.text) is not None


def heading(line: Line) -> tuple[int, str]:
    """Where a line's words begin, and those words: without the marks of a Markdown heading."""
    mark = _MARKDOWN_HEADING.match(line.text) if line.text[0] == "#" else None
    return (line.start + mark.end(), line.text[mark.end() :]) if mark else (line.start, line.text)


def is_entry(line: Line) -> bool:
    """Whether this is a short item of a list."""
    return len(line.text) <= _LINK + 2 and _BULLET.match(line.text) is not None


def has_page_word(line: Line) -> bool:
    return PAGE_WORD.search(_plain(line.text)) is not None


def _downwards(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield from _trimmed(text, start, end)
        start = end + 1


def _upwards(text: str, stop: int) -> Iterator[tuple[int, int]]:
    end = len(text)
    while end > stop:
        start = max(stop, text.rfind("\n", stop, end) + 1)
        yield from _trimmed(text, start, end)
        end = start - 1


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    kept = part.strip()
    if kept:
        begin = start + len(part) - len(part.lstrip())
        yield begin, begin + len(kept)


def _plain(text: str) -> str:
    """Without Markdown's links and heading marks, and without blanks: spaced-out words count as words."""
    if "](" in text:
        text = _MARKDOWN_LINK.sub(r"\1", text)
    if text.startswith("#"):
        text = text.lstrip("#")
    return "".join(text.split()) if " " in text else text


def _is_furniture(plain: str, *, ended: bool) -> bool:
    """Whether the line, notices aside, belongs to the page."""
    return bool(
        _is_counters(plain)
        or BREADCRUMB.match(plain)
        or INVITATION.match(plain.lstrip("-•·*●■◆【["))
        or _is_links(plain)
        or (not ended and _is_page_words(plain))
        or (len(plain) <= _SHORT and plain.endswith(("!", "！")) and _is_page_words(plain))
    )


def _is_notice(text: str, plain: str, *, ended: bool) -> bool:
    """A notice of the page. A sentence of the article may speak of copyright once; a notice does little else."""
    found = [match.start() for match in NOTICE.finditer(plain)]
    if plain is not text:
        found += [match.start() for match in NOTICE.finditer(text)]
    if not ended:
        return bool(found)
    return len(set(found)) > 1 or any(start <= _NEAR_START for start in found)


def _is_counters(plain: str) -> bool:
    """How often the page was looked at, and nothing else but words of the page."""
    if not COUNTER.match(plain):
        return False
    rest = COUNTER.sub("", plain)
    return not rest or _is_page_words(rest)


def _is_row_of_links(text: str) -> bool:
    """A label of links, and short entries in a row."""
    label = LINK_LABEL.match(text)
    if label is None:
        return False
    entries = _BETWEEN_LINKS.split(text[label.end() :].strip())
    return len(entries) >= _MIN_SEPARATORS and max(map(len, entries)) <= _LINK


def _is_links(plain: str) -> bool:
    if "。" in plain:
        return False
    separators = len(_SEPARATOR.findall(plain))
    return separators >= _MIN_SEPARATORS and len(plain) / separators < 2 * _LINK + 8


def _is_page_words(plain: str) -> bool:
    if len(plain) > 3 * _SHORT:
        return False
    words = PAGE_WORD.findall(plain)
    if not words:
        return len(plain) <= _CHANNEL and 0 < _letters(plain) <= sum(map(len, CHANNEL_WORD.findall(plain)))
    channels = sum(map(len, CHANNEL_WORD.findall(PAGE_WORD.sub("", plain))))
    share = _MIN_SHARE_OF_MANY if len(words) >= _MIN_FURNITURE_WORDS else _MIN_FURNITURE_SHARE
    return (sum(map(len, words)) + channels) / max(1, _letters(plain)) >= share


def _may_be_title(text: str) -> bool:
    """Whether this calls out or asks once, as headlines do."""
    return len(text) <= _TITLE and len(_CALL.findall(text)) == 1 and not _STATEMENT.search(text)


def _is_prose(text: str, *, ended: bool) -> bool:
    """Whether sentences stand here."""
    if "。" in text and _letters(text[: 2 * _LINK]) > _LINK:  # the beginning of most prose is enough
        return True
    letters = _letters(text)
    if "。" in text:
        return letters > _LINK or (letters >= _SHORT_SENTENCE and text.rstrip(_CLOSING).endswith("。"))
    if ended and letters > _LINK:
        return True
    return letters > _PROSE_WITH_PAUSES and _PAUSE.search(text) is not None


def _letters(text: str) -> int:
    return sum(map(len, _HAN_RUN.findall(text)))
