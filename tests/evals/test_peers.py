"""Other libraries, asked with a fake endpoint in the model's place: what they answer is scored like zhailu's own."""

import json

import pytest

import schemas
from evals.peers.meter import Meter
from evals.peers.peer import Peer, ask, peers
from service.types import Article, Failure, JsonObject, Result
from tests.fake_endpoint import FakeEndpoint

BRIEF = schemas.get("industry_brief")
ARTICLE = Article(id="a", text="北岭县轴承产业园开工\n3月4日，北岭轴承产业园在北岭县开工，总投资3亿元。")


def _record() -> JsonObject:
    project: JsonObject = dict.fromkeys(
        ("owner", "location", "land_area", "floor_area", "capacity", "status", "started", "completed")
    )
    lists: JsonObject = {
        n: [] for n in ("authors", "key_facts", "organizations", "people", "indicators", "initiatives")
    }
    heads: JsonObject = dict.fromkeys(("title", "published", "publisher", "region", "summary"))
    named: JsonObject = {"name": "北岭轴承产业园", "investment": "3亿元", "owner": "南海巨擘集团"}
    return {**heads, **lists, "projects": [{**project, **named}]}


def _ask(peer: Peer, answer: str) -> Result | Failure:
    with FakeEndpoint(answer) as fake, Meter(fake.base_url) as meter:
        return ask(peer, ARTICLE, BRIEF, model="fake", meter=meter, seconds=60)


@pytest.mark.parametrize("peer", peers(None), ids=lambda peer: peer.name)
def test_a_peer_s_answer_is_grounded_and_keeps_what_the_article_does_not_say(peer: Peer) -> None:
    outcome = _ask(peer, json.dumps(_record(), ensure_ascii=False))
    assert isinstance(outcome, Result)
    assert outcome.support["/projects/0/investment"] == "exact"
    assert outcome.support["/projects/0/owner"] == "unsupported"
    assert outcome.provenance.strategy == peer.name
    assert outcome.provenance.calls == 1
    assert outcome.provenance.usage.output_tokens


def test_an_answer_that_is_no_json_loses_the_document() -> None:
    outcome = _ask(peers(None)[0], '{"projects": [')
    assert isinstance(outcome, Failure)
    assert outcome.provenance is not None
    assert outcome.provenance.usage.output_tokens
