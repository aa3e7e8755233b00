"""What pays for a model of which size: how it is asked, and about how much of an article at once.

A profile is chosen by the parameters that the model's name tells (`qwen2.5-7b`: 7 billion) and by its context. Only
`small` was measured, with the embedded model of 1.5 billion; the others rest on what larger models are known to bear.
"""

import re
from dataclasses import dataclass

from service.types import ProfileName

_BILLIONS = re.compile(r"(?<![\d.a-z])(\d{1,4}(?:\.\d{1,2})?)b(?![a-z0-9])", re.IGNORECASE)
_MILLIONS = re.compile(r"(?<![\d.a-z])\d{2,4}m(?![a-z0-9])", re.IGNORECASE)
_SMALL_BILLIONS, _MEDIUM_BILLIONS = 4.0, 20.0
_LEAST_CONTEXT = 8192


@dataclass(frozen=True, slots=True)
class Profile:
    """`finds_by_code` says whether candidates are found by code where the schema lets them be.

    The others are the most characters of one call: in which names are judged, in which blanks are filled.
    """

    name: ProfileName
    finds_by_code: bool
    names_chars: int
    blanks_chars: int


SMALL = Profile("small", finds_by_code=True, names_chars=320, blanks_chars=1200)
MEDIUM = Profile("medium", finds_by_code=True, names_chars=1200, blanks_chars=2400)
LARGE = Profile("large", finds_by_code=False, names_chars=4000, blanks_chars=4000)


def profile_of(
    model: str, context_tokens: int | None, *, named: ProfileName | None = None, otherwise: ProfileName = "large"
) -> Profile:
    """The profile that is named, else the one that suits; `otherwise` where the model's name tells no size.

    Under 8,192 tokens of context no model is asked for a whole record: `medium` at most.
    """
    profiles: dict[ProfileName, Profile] = {"small": SMALL, "medium": MEDIUM, "large": LARGE}
    if named is not None:
        return profiles[named]
    sizes = [float(size) for size in _BILLIONS.findall(model)]
    if sizes:
        largest = max(sizes)
        found = SMALL if largest <= _SMALL_BILLIONS else MEDIUM if largest <= _MEDIUM_BILLIONS else LARGE
    else:
        found = SMALL if _MILLIONS.search(model) else profiles[otherwise]
    narrow = context_tokens is not None and context_tokens < _LEAST_CONTEXT
    return MEDIUM if found is LARGE and narrow else found
