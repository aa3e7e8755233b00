"""Sentences with their tokens, and the pieces of an article that one call is asked about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.candidates.tagging import Token, tag
from service.text import Prepared, Sentence

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of the clean text, tagged. Offsets of the tokens are those of the clean text."""

    sentence: Sentence
    text: str
    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        return self.sentence.start

    def at(self, start: int, end: int) -> str:
        """The characters of the clean text from `start` to `end`, both inside this sentence."""
        return self.text[start - self.start : end - self.start]


def passages(prepared: Prepared) -> tuple[Passage, ...]:
    """Every sentence of the article, tagged, in order."""
    clean = prepared.clean.text
    return tuple(Passage(s, clean[s.start : s.end], tag(clean, s.start, s.end)) for s in prepared.sentences)


def joined(run: Sequence[Passage]) -> tuple[int, str]:
    """Where a run of sentences begins in the clean text, and what it says; blanks for characters that it leaves out."""
    start, text = run[0].start, ""
    for passage in run:
        text = text.ljust(passage.start - start) + passage.text
    return start, text


def pieces(all_passages: Sequence[Passage], size: int) -> Iterator[tuple[Passage, ...]]:
    """Runs of whole sentences of at most `size` characters, broken at the ends of paragraphs where that can be."""
    piece: list[Passage] = []
    length = 0
    for passage in all_passages:
        new_paragraph = bool(piece) and passage.sentence.paragraph != piece[-1].sentence.paragraph
        if piece and (length + len(passage.text) > size or (new_paragraph and length > size // 2)):
            yield tuple(piece)
            piece, length = [], 0
        piece.append(passage)
        length += len(passage.text)
    if piece:
        yield tuple(piece)
