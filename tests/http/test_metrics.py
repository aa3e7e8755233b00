"""GET /metrics."""

import time
from pathlib import Path

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from service.http import create_app
from tests.fake_endpoint import FakeEndpoint, Reply
from tests.http.conftest import ARTICLE, services


def read(client: TestClient) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_requests_articles_tokens_queue_and_endpoint_are_counted(client: TestClient) -> None:
    """Paths by their pattern, so that ids and typing errors make no new ones."""
    sent = {"article": {"text": ARTICLE}, "options": {"strategy": "direct"}}
    for _ in range(2):
        assert client.post("/v1/extract", json=sent).status_code == 200
    for path in ("/v1/jobs/one", "/v1/jobs/two", "/nowhere", "/elsewhere"):
        client.get(path)
    found = read(client)
    assert found["zhailu_http_requests_total", "POST", "/v1/extract", "200"] == 2
    assert found["zhailu_http_requests_total", "GET", "/v1/jobs/{job_id}", "404"] == 2
    assert found["zhailu_http_requests_total", "other", "other", "404"] == 2
    assert found["zhailu_articles_total", "result"] == found["zhailu_articles_total", "cached"] == 1
    assert found["zhailu_tokens_total", "input"] == 100
    assert found["zhailu_articles_in_flight",] == found["zhailu_queue_jobs",] == 0
    assert found["zhailu_endpoint_concurrency",] >= 1


def test_what_goes_wrong_and_what_waits_is_counted(tmp_path: Path) -> None:
    replies = iter([Reply.error(500)])
    with (
        FakeEndpoint(lambda _: next(replies, None) or Reply(hang=True)) as fake,
        TestClient(create_app(services(fake, tmp_path))) as client,
    ):
        sent = {"text": ARTICLE}
        assert client.post("/v1/extract", json={"article": sent, "options": {"strategy": "direct"}}).status_code == 502
        client.post("/v1/jobs", json={"articles": [sent, {"text": "春耕开始了。"}], "options": {"strategy": "direct"}})
        for _ in range(200):
            found = read(client)
            if found["zhailu_articles_in_flight",] == 2:
                break
            time.sleep(0.02)
    assert found["zhailu_articles_total", "failure"] == 1
    assert (found["zhailu_queue_jobs",], found["zhailu_queue_articles",]) == (1, 2)
    assert found["zhailu_articles_in_flight",] == 2
