"""Pages and files over HTTP."""

import base64
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bench.extractors import PAGES
from service.http import create_app
from service.http.bodies import MAX_CHARACTERS
from service.types import JsonObject, Result
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import ARTICLE, services
from tests.pipeline.conftest import answering
from tests.text.formats.documents import locked, printed, word

PAGE = (PAGES / "news_portal.html").read_text(encoding="utf-8")
SCHEMA: JsonObject = {"type": "object", "title": "site", "properties": {"investment": {"type": "string"}}}
LINES = ["产业园二期开工", "项目总投资42.6亿元。"]


def file(data: bytes, **more: str) -> JsonObject:
    return {"file": {"data": base64.b64encode(data).decode(), **more}}


@pytest.mark.parametrize(
    ("article", "kind"),
    [
        ({"html": PAGE}, "html"),
        (file((PAGES / "news_portal.html").read_bytes(), name="a.html"), "html"),
        (file(word(LINES)), "docx"),
        (file(printed([LINES]), name="a.pdf"), "pdf"),
        (file("\n".join(LINES).encode("gb18030"), name="a.txt"), "text"),
    ],
    ids=["html", "page", "docx", "pdf", "txt"],
)
def test_evidence_points_into_the_text_that_is_given(tmp_path: Path, *, article: JsonObject, kind: str) -> None:
    """`/v1/text` gives it, with its hash."""
    with (
        FakeEndpoint(answering(investment="42.6亿元")) as fake,
        TestClient(create_app(services(fake, tmp_path))) as client,
    ):
        answer = client.post("/v1/extract", json={"article": article, "schema": SCHEMA})
        told = client.post("/v1/text", json={"article": article}).json()
    assert answer.status_code == 200, answer.text
    result = Result.model_validate_json(answer.content)
    assert (result.article.format, told["format"]) == (kind, kind)
    assert (result.article.sha256, result.article.chars) == (told["sha256"], len(told["text"]))
    (span,) = result.evidence["/investment"]
    assert told["text"][span.start : span.end] == span.text == "42.6亿元"


def test_the_text_of_a_page_comes_with_what_it_declares(client: TestClient, fake_endpoint: FakeEndpoint) -> None:
    """And without a call to the model."""
    told = client.post("/v1/text", json={"article": {"html": PAGE, "title": "编者的题目"}}).json()
    assert (told["title"], told["published"], told["publisher"]) == ("编者的题目", "2026-03-02", "云岭新闻网")
    assert fake_endpoint.requests == []


@pytest.mark.parametrize(
    ("article", "status", "code"),
    [
        ({}, 422, "invalid_request"),
        ({"text": ARTICLE, "html": PAGE}, 422, "invalid_request"),
        ({"text": ""}, 422, "invalid_request"),
        ({"text": " \n"}, 422, "empty_article"),
        ({"file": {"data": "%%%"}}, 422, "invalid_request"),
        ({"file": {"data": 5}}, 422, "invalid_request"),
        ({"file": {"data": ""}}, 422, "empty_article"),
        ({"html": "<html><body></body></html>"}, 422, "empty_article"),
        (file(locked()), 422, "unreadable_article"),
        (file(b"\x89PNG\r\n\x1a\n\0\0"), 422, "not_text"),
        ({"html": f"<html><body><p>{'港口开工。' * (MAX_CHARACTERS // 4)}</p>"}, 413, "too_large"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/extract", "/v1/text"])
def test_what_is_no_article_is_an_error(
    client: TestClient, *, path: str, article: JsonObject, status: int, code: str
) -> None:
    answer = client.post(path, json={"article": article})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.json()["error"]["hint"]
    assert ARTICLE not in answer.text


@pytest.mark.parametrize(("vocabulary", "shown"), [(None, "软体"), ("none", "软体"), ("zh-tw", "软件")])
def test_the_vocabulary_is_an_option(
    client: TestClient, fake_endpoint: FakeEndpoint, *, vocabulary: str | None, shown: str
) -> None:
    options = {"vocabulary": vocabulary} if vocabulary else {}
    text = "李小姐的軟體公司昨日開工，總投資12億元。"
    assert client.post("/v1/extract", json={"article": {"text": text}, "options": options}).status_code == 200
    assert shown in str(fake_endpoint.completions)


def test_the_description_tells_of_files_and_vocabularies(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    parts = described["components"]["schemas"]
    assert {"text", "html", "file"} <= set(parts["ArticleBody"]["properties"])
    assert "vocabulary" in parts["Options"]["properties"]
    assert "/v1/text" in described["paths"]
