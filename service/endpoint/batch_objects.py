"""What the Batch API sends, as far as it is read. Services that speak it leave much out."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

_ENDED = frozenset({"completed", "failed", "expired", "cancelled"})


class Received(BaseModel):
    """Base of what is received: whatever else is in it does not matter."""

    model_config = ConfigDict(extra="ignore")


class BatchError(Received):
    """Why a batch failed as a whole; `line` counts from 1."""

    code: str | None = None
    message: str | None = None
    line: int | None = None


class _Errors(Received):
    data: list[BatchError] | None = None


class _Counts(Received):
    total: int | None = None
    completed: int | None = None
    failed: int | None = None


class RemoteBatch(Received):
    """A batch as the endpoint has it. `created_at` is in Unix seconds."""

    id: str
    status: str
    created_at: float = 0.0
    output_file_id: str | None = None
    error_file_id: str | None = None
    labels: dict[str, Any] | None = Field(default=None, alias="metadata")
    counts: _Counts | None = Field(default=None, alias="request_counts")
    errors: _Errors | None = None

    @field_validator("output_file_id", "error_file_id")
    @classmethod
    def _absent(cls, value: str | None) -> str | None:
        return value or None

    @property
    def ended(self) -> bool:
        return self.status in _ENDED

    @property
    def done(self) -> int:
        """How many questions have come to an end."""
        return 0 if self.counts is None else (self.counts.completed or 0) + (self.counts.failed or 0)

    @property
    def awaits_files(self) -> bool:
        """Whether it has ended with answers, but does not name the file with them yet."""
        answered = self.counts is not None and bool(self.counts.completed)
        return self.ended and answered and self.output_file_id is None


class Named(Received):
    """Anything that has an id."""

    id: str


class Page(Received):
    """Some of the batches, the newest first."""

    data: list[RemoteBatch] = []
    has_more: bool = False
