"""A comparison of two runs as tables for people, and as one JSON object for machines."""

from collections.abc import Sequence

from pydantic import JsonValue
from rich.console import Console
from rich.markup import escape

from evals.normalise import normalise
from evals.paired import Comparison, Difference
from evals.readings import text_of
from evals.table import plain_table
from evals.transitions import Kind, Transition
from service.types import JsonObject

SHOWN = 10
_COLUMNS = ["", "A", "B", "Δ", "95% interval", "p", "p adjusted", "verdict", "could show"]
_LONGEST = 40


def render(comparison: Comparison, console: Console, *, shown: int | None = SHOWN) -> None:
    """Print the tables, what they rest on, and the first `shown` leaves that were fixed and broken (None: all)."""
    table = plain_table(f"B against A, {comparison.articles} articles", _COLUMNS, plain=not console.is_terminal)
    for one in (comparison.headline, *comparison.measures, *comparison.types):
        table.add_row(*_row(one))
    console.print(table)
    for line in notes(comparison):
        console.print(line, markup=False, highlight=False)
    for kind in ("fixed", "broken"):
        _list(comparison.transitions, kind, console, shown)


def notes(comparison: Comparison) -> list[str]:
    """How the numbers came about, and what they cannot show."""
    n, runs = comparison.articles, f"{comparison.assignments:,}"
    how = f"all {runs} ways to swap" if comparison.exact else f"{runs} random ways to swap"
    lines = [
        f"p: {how} whole articles; interval: {comparison.samples:,} draws of articles; seed {comparison.seed}.",
        "The verdict is on leaf_f1; the other rows are exploratory, their verdict is from p adjusted for how many "
        "there are (Holm).",
    ]
    if comparison.least_p > comparison.alpha:
        lines.append(
            f"With {n} articles p is never below {comparison.least_p:.4f}: no difference, however large, "
            f"can be shown at {comparison.alpha:.0%}. Six articles are the fewest."
        )
    else:
        lines.append("could show: a true difference of this size would be found in four of five such comparisons.")
    return lines


def as_json(comparison: Comparison) -> JsonObject:
    """Everything; of the leaves, those that were fixed, broken or are still wrong."""
    counts: JsonObject = {kind: sum(one.kind == kind for one in comparison.transitions) for kind in _KINDS}
    dumped: JsonObject = comparison.model_dump(mode="json", exclude={"transitions"})
    changes: list[JsonValue] = [_change(one) for one in comparison.transitions if one.kind != "still_right"]
    return {**dumped, "notes": list(notes(comparison)), "counts": counts, "transitions": changes}


def difference_cells(one: Difference) -> tuple[str, str, str]:
    """Δ, its interval and p, for a row of a table."""
    interval = "-" if one.low is None or one.high is None else f"[{one.low:+.3f}, {one.high:+.3f}]"
    return _signed(one.delta), interval, _plain(one.p, 4)


def _row(one: Difference) -> list[str]:
    delta, interval, p = difference_cells(one)
    ends = [_plain(one.adjusted_p, 4), one.verdict, _plain(one.smallest)]
    return [escape(one.measure), _plain(one.before), _plain(one.after), delta, interval, p, *ends]


def _list(transitions: Sequence[Transition], kind: Kind, console: Console, shown: int | None) -> None:
    found = [one for one in transitions if one.kind == kind]
    console.print(f"\n{kind}: {len(found)} leaves", markup=False, highlight=False)
    for one in found[:shown]:
        console.print(f"  {_line(one)}", markup=False, highlight=False, soft_wrap=True)
    if shown is not None and len(found) > shown:
        console.print(f"  … {len(found) - shown} more (--all)", markup=False, highlight=False)


def _line(one: Transition) -> str:
    index = "invented" if one.leaf.gold_index is None else one.leaf.gold_index
    where = f"{one.group}[{index}].{one.field}" if one.group else one.field
    values = [one.gold, *(None if leaf is None else leaf.predicted for leaf in (one.before, one.after))]
    gold, before, after = (_short(value) for value in values)
    return f"{one.article} {where}: gold {gold} | A {before} | B {after}"


def _change(one: Transition) -> JsonValue:
    sides = {
        side: None
        if leaf is None
        else {"verdict": leaf.verdict, "value": leaf.predicted, "index": leaf.predicted_index}
        for side, leaf in (("a", one.before), ("b", one.after))
    }
    place = {"article": one.article, "group": one.group, "field": one.field, "gold_index": one.leaf.gold_index}
    return {"kind": one.kind, **place, "gold": one.gold, **sides}


def _short(value: JsonValue) -> str:
    if value is None:
        return "-"
    text = normalise(text_of(value))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _plain(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


_KINDS: tuple[Kind, ...] = ("fixed", "broken", "still_wrong", "still_right")
