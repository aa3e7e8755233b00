"""Figures as they are shown: tokens, money, times."""

from decimal import Decimal

from service.types import Usage


def tokens(usage: Usage) -> str:
    """Tokens in and out; what the endpoint did not report is unknown, not zero."""
    sent, received = (
        "unknown" if count is None else f"{count:,}" for count in (usage.input_tokens, usage.output_tokens)
    )
    return f"{sent} tokens in, {received} out"


def money(cost: Decimal | None, currency: str | None) -> str:
    """An amount to the cent, small ones to two digits that count; None is unknown."""
    if cost is None:
        return "unknown"
    if not cost:
        return "0"
    places = 2 if cost >= 1 else 1 - cost.adjusted()
    return f"{cost:,.{places}f} {currency or ''}".rstrip()


def duration(seconds: float) -> str:
    """A time to the two units that count."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
