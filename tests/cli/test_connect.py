"""From settings to an endpoint, without starting anything."""

from pathlib import Path

import pytest

from service.endpoint.connect import connect, describe
from service.errors import InvalidSettings
from service.settings import Settings
from tests.fake_endpoint import FakeEndpoint


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
