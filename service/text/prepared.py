"""What prepare() returns: the clean text, its sentences, what is known about it, and what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from service.text.mapped import MappedText
from service.types import HintKind, Span

SentenceKind: TypeAlias = Literal["heading", "body", "meta", "caption"]
ChangeKind: TypeAlias = Literal["repair", "convert", "cut"]


class Sentence(NamedTuple):
    """One numbered sentence: `clean.text[start:end]`. Numbers and paragraphs count from 1."""

    number: int
    start: int
    end: int
    paragraph: int
    kind: SentenceKind


@dataclass(frozen=True, slots=True)
class Hint:
    """Something read from where it stands: `clean.text[start:end] == value`."""

    kind: HintKind
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """Characters of the original that the clean text does not have as they were. Blanks are not reported.

    `rule` names what was recognised, `span` is the part of the original, `after` what stands there now.
    """

    kind: ChangeKind
    rule: str
    span: Span
    after: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """`instructions` are the parts of the original, cut like furniture, that speak to a program."""

    clean: MappedText
    sentences: tuple[Sentence, ...]
    hints: tuple[Hint, ...]
    changes: Sequence[Change]
    instructions: tuple[Span, ...] = ()
