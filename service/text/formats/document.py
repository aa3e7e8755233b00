"""What every reader returns."""

from dataclasses import dataclass

from service.types import Format


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file, and what its format declares about it: hints, never evidence.

    `published` begins with the date in ISO form where it is known.
    """

    text: str
    format: Format = "text"
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
