"""How much a run will ask for, roughly: from characters alone, without a tokenizer and without a call."""

import math
from dataclasses import dataclass

from service.batch.plan import Plan

_TOKENS_PER_CHARACTER = 0.75
_INSTRUCTION_TOKENS = 1_200
_OUTPUT_SHARE = 0.5
_PIECE_CHARACTERS = 260


@dataclass(frozen=True)
class Estimate:
    """Articles to work on, calls to make, tokens sent and received: estimates, good to a factor of about two."""

    articles: int
    calls: int
    input_tokens: int
    output_tokens: int


def estimate(plan: Plan, *, piecewise: bool) -> Estimate:
    """The estimate for a plan; `piecewise` where every few sentences are a call of their own."""
    lengths = [work.chars for work in plan.work.values()]
    calls = sum(math.ceil(chars / _PIECE_CHARACTERS) if piecewise else 1 for chars in lengths)
    text_tokens = sum(lengths) * _TOKENS_PER_CHARACTER
    return Estimate(
        articles=len(lengths),
        calls=calls,
        input_tokens=round(text_tokens + calls * _INSTRUCTION_TOKENS),
        output_tokens=round(text_tokens * _OUTPUT_SHARE),
    )
