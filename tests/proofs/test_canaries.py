"""Neither a key nor the body of an article is written where it does not belong."""

import json

from service.ledger import Ledger
from service.types import JsonObject
from tests.fake_endpoint import FakeEndpoint, Reply, asked_schema, smallest
from tests.proofs.child import Fate
from tests.proofs.conftest import Folder

_KEY = "sk-canary-5d41402abc4b2a76"
_SENTENCE = "金丝雀飞过七座桥没有人看见它"


def test_no_canary_is_found_in_anything_written(folder: Folder) -> None:
    """Results, failures of every kind, an endpoint that quotes what it was sent, a kill and a full disk."""
    folder.fill(8, marked=_SENTENCE)
    with FakeEndpoint(_answer) as fake:
        folder.start(fake.base_url, fate=Fate(_KEY, kill_at=("committed", 3))).wait()
        folder.start(fake.base_url, fate=Fate(_KEY, most_bytes=45_000)).wait()
        folder.start(fake.base_url, "--retry-failed", fate=Fate(_KEY)).wait()
        assert any(_KEY in request.headers.get("authorization", "") for request in fake.requests)
        assert any(_SENTENCE in str(body) for body in fake.completions)
    with FakeEndpoint(lambda body: Reply.error(401, _echo(body))) as fake:
        folder.start(fake.base_url, "--policy", "keep", fate=Fate(_KEY)).wait()
    with Ledger(folder.out / "ledger.sqlite") as ledger:
        # The raw answers, some of which quote: they are what they are, and the one place for it.
        assert ledger.prune("answer", "9999") > 0
    written = [path for path in folder.base.rglob("*") if path.is_file() and folder.articles not in path.parents]
    names = {path.name for path in written}
    assert {"results.jsonl", "failures.jsonl", "run.json", "ledger.sqlite", "said-0", "ladder.json"} <= names
    for path in written:
        content = path.read_bytes()
        assert _KEY.encode() not in content, path
        for sentence in (_SENTENCE, json.dumps(_SENTENCE).strip('"')):
            assert sentence.encode() not in content, path


def _answer(body: JsonObject) -> str | Reply:
    """Good for most articles; each of the others fails in another way, and the refusal quotes what was sent."""
    text = str(body["messages"])
    for number, reply in enumerate((Reply.error(400, _echo(body)), Reply.content(_echo(body)))):
        if f"第{number}号合作社" in text:
            return reply
    if "第2号合作社" in text:
        return Reply.content(_echo(body), finish_reason="length")
    return json.dumps(smallest(asked_schema(body)), ensure_ascii=False)


def _echo(body: JsonObject) -> str:
    return f"cannot use this: {json.dumps(body['messages'], ensure_ascii=False)} with key {_KEY}"
