"""`reviews.jsonl` beside the gold files: what was decided on each doubt about them, by whom, when and why."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue, ValidationError

from service.errors import GoldError
from service.types import Frozen

FILE = "reviews.jsonl"
Decision = Literal["accepted", "rejected"]


class Dispute(Frozen):
    """A reader's doubt: `pointer` leads to the gold value, `-` in it stands for a record that gold lacks.

    `gold_sha256` is the hash of the gold file that the reader saw.
    """

    article: str = Field(min_length=1)
    pointer: str
    gold: JsonValue
    predicted: JsonValue
    reason: str = Field(min_length=1)
    gold_sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Review(Frozen):
    """One decision. `before` and `after` are hashes of the gold file: equal where nothing was changed.

    `stale` says that the file was no longer the one that the reader saw.
    """

    dispute: Dispute
    decision: Decision
    because: str = Field(min_length=1)
    by: str = Field(min_length=1, max_length=200)
    at: datetime
    stale: bool
    before: str
    after: str

    def to_json(self) -> str:
        """One line of JSON, Chinese unescaped."""
        return self.model_dump_json()


def load_reviews(folder: Path) -> list[Review]:
    """The reviews beside the gold files of `folder`, oldest first; none without the file.

    Raises GoldError with the line that is no review.
    """
    path = folder / FILE
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise GoldError(f"{FILE}: cannot be read: {error.strerror}", hint="check the path") from error
    return [_review(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]


def successors(sha256: str, reviews: Iterable[Review]) -> set[str]:
    """Hashes of the gold file with this hash and of what reviewed changes alone have made of it."""
    known = {sha256}
    for review in reviews:
        if review.before in known:
            known.add(review.after)
    return known


def _review(number: int, line: bytes) -> Review:
    try:
        return Review.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = "/".join(map(str, first["loc"])) or "/"
        message = f"{FILE} line {number}: {where}: {first['msg']}"
        raise GoldError(message, hint="put back the line that zhailu label wrote") from None
