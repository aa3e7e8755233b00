"""From settings to an endpoint, without starting anything."""

from pathlib import Path

import pytest

import schemas
from service.endpoint.connect import connect, describe
from service.errors import InvalidSettings
from service.settings import Settings
from tests.fake_endpoint import FakeEndpoint

OWN = schemas.inline({"type": "object", "title": "own", "properties": {"topic": {"type": "string"}}})


def test_a_hosted_model_is_asked_directly(tmp_path: Path) -> None:
    """Whatever the schema."""
    connection = describe(Settings(base_url="http://127.0.0.1:1/v1", model="m", cache_dir=tmp_path))
    assert not connection.embedded
    assert connection.strategy_for(schemas.get("industry_brief")) == "direct"


def test_the_embedded_model_chooses_among_candidates(tmp_path: Path) -> None:
    """Where the schema says what begins a row, and nowhere else."""
    connection = describe(Settings(cache_dir=tmp_path))
    assert connection.embedded
    assert connection.strategy_for(schemas.get("industry_brief")) == "candidates"
    assert connection.strategy_for(OWN) == "direct"


def test_a_strategy_that_is_asked_for_is_taken(tmp_path: Path) -> None:
    """Against what would suit."""
    connection = describe(Settings(cache_dir=tmp_path))
    assert connection.strategy_for(schemas.get("industry_brief"), "direct") == "direct"


def test_a_described_embedded_model_is_not_fetched(tmp_path: Path) -> None:
    """Its name and context are known from the registry."""
    connection = describe(Settings(cache_dir=tmp_path, context_tokens=4096))
    assert connection.endpoint.model
    assert connection.endpoint.context_tokens == 4096
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_embedded_model_is_an_error(tmp_path: Path) -> None:
    """Before anything is started."""
    with pytest.raises(InvalidSettings, match="no-such-model"):
        describe(Settings(model="no-such-model", cache_dir=tmp_path))


@pytest.mark.anyio
@pytest.mark.parametrize(("temperature", "sent"), [(0.0, 0.0), (None, None)])
async def test_parameters_are_as_set(
    fake_endpoint: FakeEndpoint, tmp_path: Path, *, temperature: float | None, sent: float | None
) -> None:
    """A temperature left to the endpoint is not among them: some models refuse it."""
    settings = Settings(base_url=fake_endpoint.base_url, model="m", cache_dir=tmp_path, temperature=temperature)
    async with connect(settings) as connection:
        assert connection.endpoint.parameters.get("temperature") == sent
