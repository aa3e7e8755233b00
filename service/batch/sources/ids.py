"""Which rows of a table repeat an id, in bounded memory."""

from array import array
from collections.abc import Iterator
from hashlib import blake2b


class Repeats:
    """Finds the first row with the same id. Memory is eight bytes a row, and the ids that occur more than once."""

    def __init__(self, ids: Iterator[str]) -> None:
        """Takes all ids, in order."""
        self._several = _several(_hash(row_id) for row_id in ids)
        self._first: dict[str, int] = {}

    def first(self, row_id: str, number: int) -> int:
        """The number of the first row with this id, `number` if it is this one. To be asked of each row in order."""
        return self._first.setdefault(row_id, number) if _hash(row_id) in self._several else number


def _hash(row_id: str) -> int:
    return int.from_bytes(blake2b(row_id.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _several(hashes: Iterator[int]) -> frozenset[int]:
    """Those that occur more than once."""
    import numpy as np  # noqa: PLC0415 - slow to import, and most runs have no table

    numbers = np.frombuffer(array("Q", hashes), dtype=np.uint64)
    numbers = np.sort(numbers)
    return frozenset(int(n) for n in numbers[1:][numbers[1:] == numbers[:-1]])
