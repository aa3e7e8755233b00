"""Sentences: what a model cites and a reader checks."""

import re
from collections.abc import Iterator

from service.text.lines import Line, lines_of
from service.text.prepared import Sentence, SentenceKind

_END = re.compile(r"(?:[。！？!?…]|\.(?=\s+[A-Z“\"]))+[”’」』）)】》\"']*")
_CLOSED = re.compile(r"[”’」』）)】》]$")
_GOES_ON = re.compile(r"[,，、；;：:。的了吗呢]")
_ATTRIBUTION = re.compile(r"[^。！？!?“”\n]{1,16}(?:说|表示|介绍|认为|指出|强调|坦言|告诉记者|道)[。！]")
_BRACKETS = re.compile(r"[(（][^()（）\n]{1,120}[)）]")
_NAMES_IN_BRACKETS = re.compile(r"^[(（][^()（）。！？]{2,60}[)）]$")
_ROLE = re.compile(r"记者|通讯员|实习生|摄影|作者|编辑|来源")
_SEMICOLON = re.compile(r"[；;]")
_COMMA = re.compile(r"[，,、：:；;]")

_LONG = 150
_LONGEST = 400


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a clean text, in order, numbered from 1. Each line is a paragraph.

    Quotation marks and brackets stay with the sentence they close. A sentence past 150 characters is divided at
    semicolons, past 400 at commas, and never exceeds 400.
    """
    lines = lines_of(text)
    first = next((index for index, line in enumerate(lines) if line.is_prose), len(lines))
    sentences: list[Sentence] = []
    for index, line in enumerate(lines):
        kind = _kind(line, lines[index - 1] if index else None, in_head=index < first)
        for start, end in _parts(line):
            part = text[start:end]
            own = "meta" if kind == "body" and _is_signature(part) else kind
            sentences.append(Sentence(len(sentences) + 1, start, end, index + 1, own))
    return tuple(sentences)


def _kind(line: Line, before: Line | None, *, in_head: bool) -> SentenceKind:
    if line.is_prose:
        return "body"
    if line.is_label or line.is_labelled or line.is_names or (before and before.takes(line)):
        return "meta"
    if _is_signature(line.text):
        return "meta"
    if line.is_caption and not in_head:
        return "caption"
    return "heading" if line.is_heading else "body"


def _is_signature(part: str) -> bool:
    """Names in brackets after the last sentence, as (王某 李某) or (记者 王某)."""
    if not _NAMES_IN_BRACKETS.match(part):
        return False
    names = part[1:-1].replace("、", " ").split()
    return bool(_ROLE.search(part)) or all(2 <= len(name) <= 4 for name in names)


def _parts(line: Line) -> Iterator[tuple[int, int]]:
    for start, end in _trimmed(line, _sentence_ends(line.text)):
        if end - start <= _LONG:
            yield start, end
            continue
        ends = [
            found.end() + start - line.start
            for found in _SEMICOLON.finditer(line.text[start - line.start : end - line.start])
        ]
        for inner_start, inner_end in _trimmed(line, ends, start, end):
            yield from _bounded(line, inner_start, inner_end)


def _sentence_ends(text: str) -> list[int]:
    """Where sentences end, as offsets in the line. Nothing ends within a short bracket."""
    inside = [found.span() for found in _BRACKETS.finditer(text)]
    ends: list[int] = []
    position = 0
    for found in _END.finditer(text):
        while position < len(inside) and inside[position][1] < found.end():
            position += 1
        enclosed = position < len(inside) and inside[position][0] < found.start() < inside[position][1]
        closed = _CLOSED.search(found[0])
        goes_on = closed and (_GOES_ON.match(text, found.end()) or _ATTRIBUTION.match(text, found.end()))
        pause = found[0].strip("…") == "" and _GOES_ON.match(text, found.end())
        if not (enclosed or goes_on or pause):
            ends.append(found.end())
    return ends


def _trimmed(
    line: Line, ends: list[int], start: int | None = None, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """Ranges of the text between the given offsets of the line, without the blanks around them."""
    begin = line.start if start is None else start
    finish = line.end if end is None else end
    for stop in [*(line.start + offset for offset in ends), finish]:
        part = line.text[begin - line.start : stop - line.start]
        if part.strip():
            yield begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())
        begin = max(begin, stop)


def _bounded(line: Line, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        commas = [
            found.end() for found in _COMMA.finditer(line.text, start - line.start, start - line.start + _LONGEST)
        ]
        stop = line.start + commas[-1] if commas else start + _LONGEST
        yield from _trimmed(line, [], start, stop)
        start = stop
    yield from _trimmed(line, [], start, end)
