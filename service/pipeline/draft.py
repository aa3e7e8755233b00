"""What a strategy hands over: a record in wire form, and where in the clean text each part of it was read."""

from dataclasses import dataclass, field

from service.types import JsonObject

Range = tuple[int, int]
Evidence = dict[str, tuple[Range, ...]]


@dataclass(slots=True)
class Draft:
    """A record before grounding.

    `evidence` is keyed by JSON Pointer: of a record (the passages that state it) or of a leaf (the characters that are
    its value). Ranges are offsets in the clean text. `derived` holds the pointers of leaves that code or the model
    concluded from their record's evidence and that stand nowhere word for word.
    """

    record: JsonObject
    evidence: Evidence = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
