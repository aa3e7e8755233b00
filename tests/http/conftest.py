"""The application over the fake endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.http import Services, create_app
from service.settings import Settings
from tests.fake_endpoint import FakeEndpoint

ARTICLE = "青禾县农机合作社4月12日成立。合作社由周大田等二十户农民出资80万元组建，春耕期间服务面积可达3000亩。"


def services(fake: FakeEndpoint, cache: Path) -> Services:
    return Services(Settings(base_url=fake.base_url, model="fake-model", cache_dir=cache, attempts=1))


@pytest.fixture
def client(fake_endpoint: FakeEndpoint, tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(services(fake_endpoint, tmp_path)), raise_server_exceptions=False) as client:
        yield client
