"""What an article says to a program and not to its readers: planted instructions, false answers, false dialogues.

Recognised by what they are: requests that name what programs are asked for, lines of markup, turns of a chat, numbers
that imitate those of sentences. An article that tells of such requests quotes them, and is left alone. A false sentence
that reads like any other cannot be told from a true one.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from service.text.orders import Signs, goes_on, is_order, signs
from service.text.prepared import Sentence

Range: TypeAlias = tuple[int, int]


class _Block(NamedTuple):
    """A form of lines, and signs of which one is in every text that has it: looking for these is cheaper."""

    signs: frozenset[str]
    form: re.Pattern[str]


_SPEAKER = r"(?:用户|使用者|助[手理]|系统|模型|机器人|AI|(?:正确|标准|期望)?输[入出]|user|human|assistant|system)"
_LINES = re.MULTILINE
_OPENS = frozenset("<")
_BLOCKS = (
    _Block(_OPENS, re.compile(r"<!--.*?-->", re.DOTALL)),
    _Block(_OPENS, re.compile(r"<\|\w{1,30}\|>(?:.{0,2000}<\|\w{1,30}\|>)?", re.DOTALL)),
    _Block(frozenset({"#", "//", "--"}), re.compile(r"^[ \t]*(?:#+|//+|--+) ?(?:TODO|FIXME|NOTE)\b[^\n]*$", _LINES)),
    _Block(frozenset("["), re.compile(r"^[ \t]*\[(?://|comment)\]:[^\n]*$", _LINES)),
    _Block(frozenset("`"), re.compile(r"^[ \t]*```[^`]{0,2000}?[:：][^`]{0,2000}?^[ \t]*```[^\n]*$", _LINES)),
    _Block(
        frozenset({"--", "+"}),
        re.compile(r"^(---|\+\+\+)[ \t]*\n(?:[^\n:：]{1,20}[:：][^\n]*\n){2,40}\1[ \t]*$", _LINES),
    ),
    # What closes the article and opens it again, with all between; lines of tags; an element of its own.
    _Block(_OPENS, re.compile(r"^(?:\s*</\w+>)+[ \t]*\n.{0,2000}?^\s*(?:<\w+>\s*)+$", re.DOTALL | _LINES)),
    _Block(_OPENS, re.compile(r"^[ \t]*(?:</?\w+/?>[ \t]*)+$", _LINES)),
    _Block(_OPENS, re.compile(r"^[ \t]*<(\w+)\b[^>\n]*>.{0,2000}?</\1>[ \t]*$", re.DOTALL | _LINES)),
    _Block(
        frozenset("【["),
        re.compile(r"[【\[]([^】\]\n]{2,12})[】\]][^【\[]{0,1000}?[【\[](?:\1[^】\]\n]{0,3}(?:结束|完)|/\1)[】\]]"),
    ),
    _Block(
        frozenset({"结束"}),
        re.compile(
            r"^(#{1,6}|={3,}|-{3,})[ \t]*(\S{2,12})[ \t]*\n.{0,2000}?^\1[ \t]*\2结束[^\n]*$", re.DOTALL | _LINES
        ),
    ),
    _Block(frozenset("{"), re.compile(r"^[ \t]*[\[{]\s*[\[{]?\s*[\"'].*[\"'\]}\d][ \t]*[\]}][ \t,]*$", _LINES)),
    _Block(frozenset("|"), re.compile(r"^\|[^\n]*(?:字段|取值|输出|答案)[^\n]*(?:\n[ \t]*\|[^\n]*)+", _LINES)),
    _Block(
        frozenset({"输入", "输出", "助手", "助理", "系统", "模型", "机器", "AI", "st", "ST"}),
        re.compile(
            rf"^[ \t]*(?P<who>{_SPEAKER})[ \t]*[：:][^\n]*\n+[ \t]*(?!(?P=who)){_SPEAKER}[ \t]*[：:][^\n]*"
            rf"(?:\n+[ \t]*{_SPEAKER}[ \t]*[：:][^\n]*)*",
            _LINES | re.IGNORECASE,
        ),
    ),
)
_NUMBERED = re.compile(r"^[ \t]*\[[A-Za-z]?(\d{1,5})\][^\n]*", _LINES)


def addressed(text: str, sentences: Sequence[Sentence]) -> list[Range]:
    """The ranges of a clean text that speak to a program, in order and apart; `sentences` are those of the text."""
    told = signs(text)
    if not told.seen:
        return []
    found = _united(text, [*_blocks(text, told), *_imitations(text, told), *_orders(text, told, sentences)])
    return _united(text, [*found, *_beside(text, found, sentences)]) if found else []


def _blocks(text: str, told: Signs) -> Iterator[Range]:
    for signs_of_it, form in _BLOCKS:
        if not signs_of_it.isdisjoint(told.seen):
            yield from (match.span() for match in form.finditer(text))


def _imitations(text: str, told: Signs) -> Iterator[Range]:
    """Lines that begin with a number in brackets and do not count from 1, as a list or its notes do."""
    if "[" in told.seen:
        lines = [(int(match[1]), match.span()) for match in _NUMBERED.finditer(text)]
        if any(number != place for place, (number, _) in enumerate(lines, start=1)):
            yield from (place for _, place in lines)


def _orders(text: str, told: Signs, sentences: Sequence[Sentence]) -> Iterator[Range]:
    starts = [sentence.start for sentence in sentences]
    for index in sorted({bisect_right(starts, place) - 1 for place in told.places} - {-1}):
        sentence = sentences[index]
        if is_order(text[sentence.start : sentence.end]):
            yield sentence.start, sentence.end


def _beside(text: str, found: Sequence[Range], sentences: Sequence[Sentence]) -> Iterator[Range]:
    """Sentences right before or after what was found that go on in its manner."""
    for sentence in sentences:
        gaps = (text[min(end, sentence.end) : max(start, sentence.start)] for start, end in found)
        if any(not gap.strip() for gap in gaps) and goes_on(text[sentence.start : sentence.end]):
            yield sentence.start, sentence.end


def _united(text: str, found: Iterable[Range]) -> list[Range]:
    """Ranges that overlap, or are parted by blanks alone, as one."""
    united: list[Range] = []
    for start, end in sorted(found):
        if united and (start < united[-1][1] or not text[united[-1][1] : start].strip()):
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united
