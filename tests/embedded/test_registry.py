"""Which models there are, and how one is named."""

from pathlib import Path

import pytest

from service.endpoint.embedded import registry
from service.endpoint.embedded.registry import LocalModel, ModelEntry, WheelSource
from service.errors import InvalidSettings


def test_no_name_is_the_first_entry() -> None:
    assert registry.find(None) is registry.load().models[0]


@pytest.mark.parametrize("model", registry.load().models, ids=lambda model: model.name)
def test_the_parts_of_every_entry_add_up_to_its_file(model: ModelEntry) -> None:
    """All parts but the last are whole, and the last one is not empty."""
    for source in model.sources:
        if isinstance(source, WheelSource):
            assert (source.parts - 1) * source.part_bytes < model.bytes <= source.parts * source.part_bytes


@pytest.mark.parametrize("model", registry.load().models, ids=lambda model: model.name)
def test_every_entry_is_found_by_its_name_in_any_case(model: ModelEntry) -> None:
    assert registry.find(model.name.upper()) == model


def test_an_unknown_name_gets_the_nearest_one() -> None:
    name = registry.load().default.name
    with pytest.raises(InvalidSettings) as caught:
        registry.find(name[:-2])
    assert f"did you mean {name}?" in caught.value.hint


def test_a_further_model_is_one_entry_more(tmp_path: Path) -> None:
    """An entry without context figures gets the defaults."""
    text = registry.REGISTRY.read_text(encoding="utf-8")
    text += f"""
[[models]]
name = "other"
file = "other.gguf"
licence = "MIT"
bytes = 7
sha256 = "{"0" * 64}"
[[models.sources]]
kind = "http"
url = "https://example.org/other.gguf"
"""
    (tmp_path / "models.toml").write_text(text, encoding="utf-8")
    assert registry.load(tmp_path / "models.toml").entry("other").context == 16384


def test_a_path_is_a_model_of_the_persons_own(tmp_path: Path) -> None:
    file = tmp_path / "own.gguf"
    file.write_bytes(b"GGUF")
    assert registry.find(str(file)) == LocalModel(name="own", bytes=4, path=file)


def test_a_path_without_a_file_is_refused() -> None:
    with pytest.raises(InvalidSettings, match=r"there is no file /nowhere/own\.gguf"):
        registry.find("/nowhere/own.gguf")
