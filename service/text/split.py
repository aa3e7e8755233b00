"""Sentences: what a model cites and a reader checks."""

import re
from collections.abc import Iterator

from service.text.furniture import CAPTION, CAPTION_BEGINS, CAPTION_ENDS
from service.text.lines import Frame, Line, frame_of, heading, role_in_article, takes
from service.text.prepared import Sentence, SentenceKind
from service.text.stops import stops

_NAMES_IN_BRACKETS = re.compile(r"[(（][^()（）。！？]{2,60}[)）]$")
_ROLE = re.compile(r"记者|通讯员|实习生|摄影|作者|编辑|来源")
_SEMICOLON = re.compile(r"[；;]")
_PAUSE = re.compile(r"[，,、：:；;]")
_BULLET = re.compile(r"[-*•·+●■◆▪>|] ?(?=\S)")
_STATEMENT = re.compile(r"[。；]")
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
    number = paragraph = begin = 0
    before: Line | None = None
    for piece in text.split("\n"):
        line = piece.strip()
        start = begin if len(line) == len(piece) else begin + len(piece) - len(piece.lstrip())
        begin += len(piece) + 1
        if not line:
            continue
        paragraph += 1
        kind: SentenceKind = "body"
        if "。" not in line or start in head:
            current = head.get(start) or Line(start, start + len(line), line, role_in_article(line))
            kind = _kind(current, before, in_head=start in head)
            before = current
        for first, stop in _parts(line):
            number += 1
            sentences.append(new(Sentence, (number, start + first, start + stop, paragraph, kind)))
        if line[-1] in ")）":
            last = sentences[-1]
            if _is_signature(text[last.start : last.end]):
                sentences[-1] = last._replace(kind="meta")
    return tuple(sentences)


def _parts(line: str) -> Iterator[tuple[int, int]]:
    """The ranges of a line that are its sentences, without the blanks around them."""
    start = 0
    for stop in stops(line):
        while line[start].isspace():
            start += 1
        if stop - start <= _LONG:
            yield start, stop
        else:
            yield from _divided(line, start, stop)
        start = stop


def _kind(line: Line, before: Line | None, *, in_head: bool) -> SentenceKind:
    if not in_head and _is_caption(line):
        return "caption"
    if line.role in {"label", "labelled", "names"} or (before and takes(before, line)) or not _WORD.search(line.text):
        return "meta"
    if line.role == "prose":
        return "body"
    if _BULLET.match(line.text) or len(line.text) > _LONGEST_HEADING or _STATEMENT.search(line.text):
        return "body"
    return "heading" if in_head or not line.text.endswith(_CALLS) else "body"


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
