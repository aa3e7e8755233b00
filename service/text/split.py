"""Sentences: what a model cites and a reader checks."""

import re
from collections.abc import Iterator

from service.text.furniture import CAPTION, CAPTION_BEGINS, CAPTION_ENDS
from service.text.lines import Frame, Line, frame_of, heading, role_in_article, takes
from service.text.prepared import Sentence, SentenceKind
from service.text.stops import stops, unusual_places

_NAMES_IN_BRACKETS = re.compile(r"[(（][^()（）。！？]{2,60}[)）]$")
_ROLE = re.compile(r"记者|通讯员|实习生|摄影|作者|编辑|来源")
_SEMICOLON = re.compile(r"[；;]")
_PAUSE = re.compile(r"[，,、：:；;]")
_BULLETS = "-*•·+●■◆▪>|"
_BULLET = re.compile(rf"[{_BULLETS}] ?(?=\S)")
_CALLS = ("！", "？", "!", "?")
_WORD = re.compile(r"\w")

_LONG = 150
_LONGEST = 400
_LONGEST_CAPTION = 60
_LONGEST_HEADING = 80


def split(text: str, frame: Frame | None = None) -> tuple[Sentence, ...]:
    """The sentences of a clean text, in order, numbered from 1. Each line is a paragraph.

    Quotation marks and brackets stay with the sentence they close. A sentence past 150 characters is divided at
    semicolons, past 400 at commas, and never exceeds 400. `frame` is that of the text, if it is known already.
    """
    frame = frame or frame_of(text)
    head = {line.start: line for line in frame.head}
    sentences: list[Sentence] = []
    new = tuple.__new__  # a third of the time of Sentence(…), and there are many
    number = 0
    before: Line | None = None
    for paragraph, (start, line, plain) in enumerate(_lines(text), start=1):
        kind: SentenceKind = "body"
        if "。" not in line or start in head:
            current = head.get(start) or Line(start, start + len(line), line, role_in_article(line))
            kind = _kind(current, before, in_head=start in head)
            before = current
        first = 0
        for stop in stops(line, plain=plain):
            while line[first].isspace():
                first += 1
            if stop - first <= _LONG or _is_whole(line, first, stop):
                number += 1
                sentences.append(new(Sentence, (number, start + first, start + stop, paragraph, kind)))
            else:
                parts = enumerate(_divided(line, first, stop), number + 1)
                sentences += [Sentence(number, start + a, start + b, paragraph, kind) for number, (a, b) in parts]
                number = sentences[-1].number
            first = stop
        if line[-1] in ")）" and _is_signature(line[sentences[-1].start - start :]):
            sentences[-1] = sentences[-1]._replace(kind="meta")
    return tuple(sentences)


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """The lines but blank ones: where each begins, what it says, whether its sentences simply end at each 。."""
    places = iter(unusual_places(text))
    place = next(places, len(text) + 1)
    begin = 0
    for piece in text.split("\n"):
        line = piece.strip()
        start = begin if len(line) == len(piece) else begin + len(piece) - len(piece.lstrip())
        begin += len(piece) + 1
        plain = place >= begin
        while place < begin:
            place = next(places, len(text) + 1)
        if line:
            yield start, line, plain


def _kind(line: Line, before: Line | None, *, in_head: bool) -> SentenceKind:
    text = line.text
    if not in_head and _is_caption(line):
        return "caption"
    if line.role in {"label", "labelled", "names"} or (before and takes(before, line)) or not _says_something(text):
        return "meta"
    if line.role == "prose":
        return "body"
    if len(text) > _LONGEST_HEADING or "。" in text or "；" in text or (text[0] in _BULLETS and _BULLET.match(text)):
        return "body"
    return "heading" if in_head or not text.endswith(_CALLS) else "body"


def _says_something(text: str) -> bool:
    return text[0].isalnum() or _WORD.search(text) is not None


def _is_caption(line: Line) -> bool:
    start, text = heading(line)
    if start > line.start or len(text) > _LONGEST_CAPTION:
        return text.startswith("![")
    may_be = text[0] in CAPTION_BEGINS or text.rstrip(")）").endswith(CAPTION_ENDS)
    return may_be and CAPTION.match(text) is not None


def _is_signature(part: str) -> bool:
    """Names in brackets after the last sentence, as (王某 李某) or (记者 王某)."""
    if not _NAMES_IN_BRACKETS.match(part):
        return False
    names = part[1:-1].replace("、", " ").split()
    return bool(_ROLE.search(part)) or all(2 <= len(name) <= 4 for name in names)


def _is_whole(line: str, start: int, stop: int) -> bool:
    """Whether a long sentence stays as it is, having no semicolon."""
    return stop - start <= _LONGEST and line.find("；", start, stop) < 0 and line.find(";", start, stop) < 0


def _divided(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """A long sentence at its semicolons, and what is longest at pauses."""
    for found in _SEMICOLON.finditer(line, start, stop):
        yield from _bounded(line, start, found.end())
        start = found.end()
    yield from _bounded(line, start, stop)


def _bounded(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while stop - start > _LONGEST:
        pauses = [found.end() for found in _PAUSE.finditer(line, start, start + _LONGEST)]
        middle = pauses[-1] if pauses else start + _LONGEST
        yield from _trimmed(line, start, middle)
        start = middle
    yield from _trimmed(line, start, stop)


def _trimmed(line: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    part = line[start:stop]
    kept = part.strip()
    if kept:
        begin = start + len(part) - len(part.lstrip())
        yield begin, begin + len(kept)
