"""docs/faults.md names a test for each fault, and the tests are there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows() -> dict[int, list[tuple[str, str]]]:
    """The tests of each fault, as file and name."""
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    return {int(number): _TEST.findall(tests) for number, _, _, tests in _ROW.findall(page)}


def names(file: str) -> set[str]:
    """The tests of a file: its functions, and its classes."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name.lower().startswith("test")}


def test_there_are_thirty_faults_each_with_a_test() -> None:
    found = rows()
    assert list(found) == list(range(1, 31))
    assert [number for number, tests in found.items() if not tests] == []


def test_every_test_that_is_named_exists() -> None:
    missing = [f"{file}::{name}" for tests in rows().values() for file, name in tests if name not in names(file)]
    assert missing == []
