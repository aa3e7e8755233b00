"""The page on which gold is labelled, with everything that it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from pydantic import JsonValue

from evals.gold import bare_aliases_of
from evals.inlining import inlined
from evals.labelling.desk import Desk
from evals.labelling.disputes import Case
from evals.labelling.document import blank_record
from evals.labels import beside_values
from evals.layout import Layout, Leaf
from evals.report.page import ASSETS as REPORT_ASSETS
from service.types import JsonObject

_ASSETS = files("evals.labelling") / "assets"
_SHARED = ("language.js", "dom.js", "marks.js")
_SCRIPTS = (
    "words.js",
    "schema.js",
    "state.js",
    "text.js",
    "fields.js",
    "records.js",
    "saving.js",
    "review.js",
    "keys.js",
    "main.js",
)
# Such values are not compared one by one: there is nothing that could be right besides.
_WITHOUT_ALIASES = frozenset({"ignore", "anchors", "strings"})


@dataclass(frozen=True)
class Stop:
    """One thing to do: a gold file to label, or a dispute about one."""

    desk: Desk
    case: Case | None = None

    def name(self) -> str:
        """What a list of stops calls it."""
        return self.desk.article if self.case is None else f"{self.case.dispute.article} {self.case.dispute.pointer}"

    def standing(self) -> str:
        """How far it has come: `new` or `labelled`, or the standing of the dispute."""
        if self.case is not None:
            return self.case.standing()
        return "labelled" if self.desk.path.exists() else "new"


def render(stops: Sequence[Stop], at: int, token: str) -> str:
    """The page of stop `at`. `token` goes with what it sends. Raises GoldError for a file that no page can show."""
    return inlined(
        _ASSETS / "label.html",
        styles=[REPORT_ASSETS / "page.css", _ASSETS / "label.css"],
        scripts=[*(REPORT_ASSETS / name for name in _SHARED), *(_ASSETS / name for name in _SCRIPTS)],
        data={**payload(stops, at), "token": token},
        connect=True,
    )


def payload(stops: Sequence[Stop], at: int) -> JsonObject:
    """What the page of stop `at` begins with."""
    desk, case = stops[at].desk, stops[at].case
    seen = desk.seen()  # before anything is read: what is written later is then refused, not overwritten
    return {
        "at": at,
        "stops": [{"name": stop.name(), "standing": stop.standing()} for stop in stops],
        "path": str(desk.path),
        "there": desk.path.exists(),
        "origin": desk.origin,
        "seen": seen.model_dump(),
        "document": desk.document(),
        "draft": desk.draft_document(),
        "problems": [one.model_dump() for one in desk.problems()],
        "article": desk.article,
        "texts": {"clean": desk.clean, "original": desk.original},
        "form": _form(desk),
        "review": None if case is None else _review(case),
    }


def places(desk: Desk, passages: Sequence[str]) -> JsonObject:
    """For each passage its range in the clean text and in the original, in UTF-16 units, or null."""
    found: JsonObject = {}
    for passage in passages:
        clean, original = desk.locate(passage)
        found[passage] = [None if place is None else [*place] for place in (clean, original)]
    return found


def _form(desk: Desk) -> JsonObject:
    """What the page must know of the schema besides the schema itself."""
    schema, layout = desk.schema, Layout.of(desk.schema)
    groups: list[JsonValue] = []
    items = schema.record_types()
    for group in layout.record_types:
        identity = [leaf.name for leaf in group.leaves if leaf.name in group.identity]
        groups.append(
            {
                "name": group.name,
                "identity": [*(identity or [leaf.name for leaf in group.leaves[:1]])],
                "beside": [*sorted(beside_values(group))],
                "blank": blank_record(items[group.name]),
                **_aliasing(group.leaves),
            }
        )
    return {"schema": schema.wire, "schema_id": schema.id, "groups": groups, "own": _aliasing(layout.fields)}


def _aliasing(leaves: Sequence[Leaf]) -> JsonObject:
    """Which fields may have further right values, and of which those are that stand in a bare list."""
    named: list[JsonValue] = [leaf.name for leaf in leaves if leaf.comparator not in _WITHOUT_ALIASES]
    return {"aliased": named, "bare": bare_aliases_of(leaves)}


def _review(case: Case) -> JsonObject:
    known = case.review()
    return {
        "dispute": case.dispute.model_dump(mode="json"),
        "standing": case.standing(),
        "decided": None if known is None else known.model_dump(mode="json"),
    }
