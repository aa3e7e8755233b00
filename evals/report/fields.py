"""The scored fields of a schema, numbered: thousands of leaves then name theirs in a digit or two."""

from pydantic import JsonValue

from evals.layout import Layout, Leaf
from evals.report.inputs import Evaluation


class FieldTable:
    """The scored fields in the schema's order, each with its number."""

    def __init__(self, layout: Layout) -> None:
        self.leaves: list[tuple[str, Leaf]] = [("", leaf) for leaf in layout.fields]
        self.leaves += [(group.name, leaf) for group in layout.record_types for leaf in group.leaves]
        self._numbers = {(group, leaf.name): i for i, (group, leaf) in enumerate(self.leaves)}

    def number(self, group: str, field: str) -> int:
        return self._numbers[group, field]

    def leaf(self, number: int) -> Leaf:
        return self.leaves[number][1]

    def described(self, evaluation: Evaluation) -> list[JsonValue]:
        """For each field its record type, name, pointer below the record, and what the schema says of it."""
        schema = evaluation.gold[0].schema
        tops, items = schema.fields(), schema.record_types()
        described: list[JsonValue] = []
        for group, leaf in self.leaves:
            properties = items[group].get("properties") if group else tops
            about = properties.get(leaf.path[0]) if isinstance(properties, dict) else None
            text = about.get("description") if isinstance(about, dict) else None
            described.append({"group": group, "name": leaf.name, "pointer": pointer(leaf), "about": text or ""})
        return described


def pointer(leaf: Leaf) -> str:
    """The JSON Pointer of a leaf below its record."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in leaf.path)
