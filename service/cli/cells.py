"""The file of `zhailu matrix`: which cells there are, and the settings of each.

    articles = "articles"          folder, relative to the file
    gold = "gold"                  folder; without it nothing is scored
    schema = "industry_brief"      name, or a JSON Schema file relative to the file
    limit = 20                     only the first articles

    [defaults]                     for every cell
    strategy = "direct"

    [cells.NAME]                   the name is that of the output folder
    base_url = "https://…/v1"      without it, the embedded model
    model = "…"
    api_key_env = "LLM_KEY"        the name of an environment variable, never the key
    policy = "drop"                and any other setting, by its name in docs/settings.md

A cell is what the file says: of the environment only the machine's matters are taken (cache folder, time limit,
attempts), no endpoint, model or key. So one file means the same wherever it is run.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, JsonValue, ValidationError

from service.errors import InvalidSettings, UsageError
from service.settings import VARIABLES, Settings, build
from service.types import Frozen, JsonObject

KEY_VARIABLE = "api_key_env"
_HINT = "see zhailu matrix --help for an example"
_NAME = re.compile(r"[\w-][\w.-]*")
_OF_THE_MACHINE = ("cache_dir", "timeout_seconds", "attempts")
_SETTINGS = frozenset(Settings.model_fields) - {"api_key"}
_OWN = frozenset({"schema", KEY_VARIABLE})


class _File(Frozen):
    articles: str
    gold: str | None = None
    schema_: str = Field(default="industry_brief", alias="schema")
    limit: int | None = Field(default=None, ge=1)
    defaults: JsonObject = Field(default_factory=dict)
    cells: dict[str, JsonObject] = Field(min_length=1)


@dataclass(frozen=True)
class Cell:
    """One run. `about` is what the file says of it, which may be shown: it holds no key."""

    name: str
    settings: Settings
    schema: str
    about: Mapping[str, JsonValue]


@dataclass(frozen=True)
class Matrix:
    """What the file says, paths as seen from here."""

    articles: Path
    gold: Path | None
    limit: int | None
    cells: tuple[Cell, ...]


def read_matrix(path: Path, environment: Mapping[str, str], dotenv: Mapping[str, str]) -> Matrix:
    """Raises UsageError for a file that cannot be used, InvalidSettings for a cell that cannot."""
    file = _read(path)
    folder = path.parent
    cells = tuple(
        _cell(name, {**file.defaults, **given}, file.schema_, folder, {**dotenv, **environment})
        for name, given in file.cells.items()
    )
    gold = None if file.gold is None else folder / file.gold
    return Matrix(folder / file.articles, gold, file.limit, cells)


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}", hint=_HINT) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise UsageError(f"{path.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}", hint=_HINT) from None
    except ValueError as error:
        raise UsageError(f"{path.name} is no TOML: {error}", hint=_HINT) from error


def _cell(name: str, given: JsonObject, schema: str, folder: Path, variables: Mapping[str, str]) -> Cell:
    if not _NAME.fullmatch(name):
        raise UsageError(f"the cell {name!r} cannot name a folder", hint="use letters, digits, - and _")
    if "api_key" in given:
        raise InvalidSettings(
            f"cell {name}: a key has no place in a file",
            hint=f'put it into an environment variable, and its name here: {KEY_VARIABLE} = "LLM_KEY"',
        )
    if unknown := sorted(given.keys() - _SETTINGS - _OWN):
        known = ", ".join(sorted(_SETTINGS | _OWN))
        raise InvalidSettings(f"cell {name}: there is no setting {unknown[0]!r}", hint=f"the settings are {known}")
    own = {VARIABLES[key]: variables.get(VARIABLES[key], "") for key in _OF_THE_MACHINE}
    own[VARIABLES["api_key"]] = _key(name, given.get(KEY_VARIABLE), variables)
    if "prices" in given:
        given = {**given, "prices": str(folder / str(given["prices"]))}
    try:
        settings = build({key: value for key, value in given.items() if key in _SETTINGS}, own, {})
    except InvalidSettings as error:
        raise InvalidSettings(f"cell {name}: {error.message}", hint=error.hint) from None
    spec = str(given.get("schema", schema))
    if spec.endswith(".json"):
        spec = str((folder / spec).resolve())
    about = {key: settings.address if key == "base_url" else value for key, value in given.items()}
    return Cell(name, settings, spec, about)


def _key(cell: str, variable: JsonValue, variables: Mapping[str, str]) -> str:
    if variable is None:
        return ""
    key = variables.get(variable, "").strip() if isinstance(variable, str) else ""
    if not key:
        # What stands there may be a key that was written in place of a name.
        shown = variable if isinstance(variable, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*", variable) else "***"
        raise InvalidSettings(
            f"cell {cell}: the environment variable {shown} is not set", hint=f"set it, or remove {KEY_VARIABLE}"
        )
    return key
