"""From a row's JSON back to its value."""

from typing import TypeVar

from pydantic import ValidationError

from service.errors import LedgerError
from service.types import Frozen

_Stored = TypeVar("_Stored", bound=Frozen)


def read(kind: type[_Stored], payload: str) -> _Stored:
    """The value. Raises LedgerError if this version cannot read it."""
    try:
        return kind.model_validate_json(payload)
    except ValidationError as error:
        raise LedgerError(
            f"a row of the ledger is no {kind.__name__} of this version", hint="use another folder"
        ) from error
