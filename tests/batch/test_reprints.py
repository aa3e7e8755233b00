"""Reprints take over a record as far as their own text bears it out; near misses are worked on."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import JsonValue

import schemas
from service.batch.extractor import Extractor
from service.batch.reprints import Reprints
from service.batch.sketch import sketch
from service.endpoint.connect import describe
from service.errors import EmptyAnswer
from service.ledger import Ledger, Outcome
from service.ledger.reprints import Original, ReprintIndex
from service.settings import build
from service.text import prepare
from service.types import Article, Failure, JsonObject, Policy, Result, Usage, Vocabulary
from tests.fake_endpoint import FakeEndpoint, Reply

_NEWS = (
    "青禾县举行农业项目集中签约",
    "4月12日，青禾县举行农业项目集中签约仪式。",
    "丰穗粮油有限公司将在城东建设稻米加工厂，总投资3.2亿元，占地120亩。",
    "该项目建成后，年加工稻谷8万吨，预计带动就业260人。",
    "县长周大田说，当地种稻历史悠久，加工却一直薄弱。",
    "白石乡合作社与丰穗粮油签订长期供销合同，约定优质稻收购价上浮8%。",
    "签约现场，种粮大户们纷纷询问收购标准，气氛热烈。",
)
_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["deals"],
    "properties": {
        "deals": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["who"],
                "properties": {"who": {"type": "string"}, "amount": {"type": ["string", "null"]}},
            },
        }
    },
}


def text(*sentences: str, head: str = "", tail: str = "") -> str:
    return "\n".join(part for part in (head, *(sentences or _NEWS), tail) if part)


def answer(body: JsonObject) -> str:
    """What a model finds in the article: both deals, each with the number of its sentence, if it is shown there."""
    shown = str(body["messages"][-1]["content"])  # type: ignore[index,call-overload]
    rows: list[JsonValue] = [
        {"src": [int(line[1 : line.index("]")])], "who": who, "amount": amount}
        for line in shown.splitlines()
        for who, amount, sign in (("丰穗粮油有限公司", "3.2亿元", "总投资"), ("白石乡合作社", "8%", "供销合同"))
        if sign in line
    ]
    rows += [
        {"src": [int(line[1 : line.index("]")])], "who": found[0], "amount": None}
        for line in shown.splitlines()
        if (found := re.search(".家庄合作社", line))
    ]
    return json.dumps({"deals": rows}, ensure_ascii=False)


@dataclass
class Plain:
    """A worker that is nothing but an extractor."""

    extractor: Extractor
    sending: int = 0

    async def extract(self, article: Article) -> Outcome:
        return await self.extractor.extract(article)

    def stop(self) -> None:
        """There is nothing to stop."""


@asynccontextmanager
async def working(
    folder: Path, policy: Policy = "drop", *, delay: float = 0.0, model: str = "m", vocabulary: Vocabulary = "none"
) -> AsyncIterator["Desk"]:
    """A worker over an endpoint that finds the deals, with its ledger and index in a folder."""
    with (
        FakeEndpoint(lambda body: replace(Reply.content(answer(body)), delay=delay)) as fake,
        Ledger(folder / "ledger.sqlite") as ledger,
    ):
        settings = build({}, {"OPENAI_BASE_URL": fake.base_url, "ZHAILU_MODEL": model}, {})
        extractor = Extractor(schemas.inline(_SCHEMA), describe(settings), ledger, policy, "direct", vocabulary)
        with ReprintIndex(folder / "reprints.sqlite", extractor.identity) as index:
            yield Desk(fake, Reprints(Plain(extractor), extractor, index), extractor)


@dataclass
class Desk:
    """The worker under test, and the endpoint that counts what is asked."""

    fake: FakeEndpoint
    worker: Reprints
    extractor: Extractor

    async def work_on(self, name: str, text: str) -> Result:
        """As a run does: what comes of it is kept."""
        article = Article(id=name, text=text)
        outcome = await self.worker.extract(article)
        await self.extractor.ledger.record(self.extractor.key(article), outcome)
        assert isinstance(outcome, Result)
        return outcome


def deals(result: Result) -> list[JsonValue]:
    found = result.record["deals"]
    assert isinstance(found, list)
    return [deal["who"] for deal in found if isinstance(deal, dict)]


@pytest.mark.anyio
async def test_a_reprint_takes_over_what_its_own_text_says(tmp_path: Path) -> None:
    """Its spans are of its own original, its provenance names the other article, and nothing is asked or spent."""
    own = text(head="首页 > 新闻 > 正文", tail="责任编辑：高远")
    async with working(tmp_path) as desk:
        first = await desk.work_on("first", text())
        asked = desk.fake.calls
        second = await desk.work_on("second", own)
        assert desk.fake.calls == asked
    assert deals(first) == deals(second) == ["丰穗粮油有限公司", "白石乡合作社"]
    assert second.article.id == "second"
    for pointer, spans in second.evidence.items():
        for span in spans:
            assert own[span.start : span.end] == span.text, pointer
    assert second.evidence["/deals/0/amount"][0].start == own.index("3.2亿元")
    assert second.support == first.support
    assert second.provenance.reprint_of == "first"
    assert second.provenance.calls == 0
    assert second.provenance.usage == Usage(cost=Decimal(0))


@pytest.mark.anyio
async def test_a_record_whose_passage_is_missing_is_an_issue(tmp_path: Path) -> None:
    """What the reprint does not say is not in its record, though the name may stand elsewhere in it."""
    long = text(*_NEWS, *(f"{n}家庄合作社也派人到场。" for n in "赵钱孙李周吴郑王"), "白石乡合作社也派人到场。")
    async with working(tmp_path) as desk:
        first = await desk.work_on("first", long)
        asked = desk.fake.calls
        second = await desk.work_on("second", long.replace(f"{_NEWS[5]}\n", ""))
        assert desk.fake.calls == asked
    assert "白石乡合作社" in deals(first)
    assert "白石乡合作社" not in deals(second)
    assert len(deals(second)) == 9
    (issue,) = second.issues
    assert (issue.pointer, issue.kind) == ("/deals/1", "unsupported")


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3.2亿元", "3.6亿元"),
        ("4月12日", "5月12日"),
        ("青禾县", "东岭县"),
        ("周大田", "李小山"),
        ("丰穗粮油有限公司", "南屏米业有限公司"),
        ("上浮8%", "上浮9%"),
        (_NEWS[6], _NEWS[6] + "另有三家企业正在洽谈。"),
    ],
)
async def test_a_near_miss_is_worked_on(tmp_path: Path, old: str, new: str) -> None:
    """Another figure, day, town, person or body, or a sentence with news of its own."""
    async with working(tmp_path) as desk:
        await desk.work_on("first", text())
        asked = desk.fake.calls
        second = await desk.work_on("second", text().replace(old, new))
        assert desk.fake.calls > asked
    assert second.provenance.reprint_of is None


@pytest.mark.anyio
async def test_a_reprint_waits_for_its_original(tmp_path: Path) -> None:
    """Side by side they are still asked about once."""
    async with working(tmp_path, delay=0.2) as desk:
        both = await asyncio.gather(desk.work_on("first", text()), desk.work_on("second", text(tail="责任编辑：高远")))
        assert desk.fake.calls == 1
    assert [one.provenance.reprint_of for one in both] == [None, "first"]


@pytest.mark.anyio
async def test_a_later_run_knows_the_originals_of_an_earlier_one(tmp_path: Path) -> None:
    """And a reprint of a reprint names the article that was asked about."""
    async with working(tmp_path) as desk:
        await desk.work_on("first", text())
    async with working(tmp_path) as desk:
        second = await desk.work_on("second", text(tail="责任编辑：高远"))
        assert desk.fake.calls == 0
    assert second.provenance.reprint_of == "first"


@pytest.mark.anyio
async def test_another_models_record_is_not_taken_over(tmp_path: Path) -> None:
    """Nor that of another schema or policy: all that decides a result must be the same."""
    async with working(tmp_path) as desk:
        await desk.work_on("first", text())
    async with working(tmp_path, model="other") as desk:
        second = await desk.work_on("second", text(tail="责任编辑：高远"))
        assert desk.fake.calls == 1
    assert (second.provenance.model, second.provenance.reprint_of) == ("other", None)


@pytest.mark.anyio
async def test_regional_words_are_read_as_in_the_original(tmp_path: Path) -> None:
    """A record of mainland words holds in a reprint whose own are those of Taiwan, as in the original."""
    news = text().replace("签订长期供销合同", "以網際網路簽訂長期供销合同")
    async with working(tmp_path, vocabulary="zh-tw") as desk:
        first = await desk.work_on("first", news)
        second = await desk.work_on("second", f"{news}\n责任编辑：高远")
        assert desk.fake.calls == 1
    assert second.provenance.reprint_of == "first"
    assert second.record == first.record
    assert second.evidence["/deals/1"][0].text == first.evidence["/deals/1"][0].text


@pytest.mark.anyio
async def test_where_the_original_failed_the_reprint_is_worked_on(tmp_path: Path) -> None:
    """A failure is not taken over."""
    article = Article(id="first", text=text())
    async with working(tmp_path) as desk:
        error = EmptyAnswer("nothing")
        key = desk.extractor.key(article)
        await desk.extractor.ledger.record(key, Failure.of(article.reference(), "s", error))
        found = sketch(prepare(article.text))
        assert found is not None
        with ReprintIndex(tmp_path / "reprints.sqlite", desk.extractor.identity) as index:
            index.add(Original(key, "first", found.hashes), found.bands)
        second = await desk.work_on("second", text(tail="责任编辑：高远"))
        assert desk.fake.calls == 1
    assert second.provenance.reprint_of is None


@pytest.mark.anyio
async def test_the_policy_strict_takes_over_nothing_in_part(tmp_path: Path) -> None:
    """Where a record would be lost, the model is asked."""
    long = text(*_NEWS, *(f"第{n}家种粮大户也到了现场。" for n in "甲乙丙丁戊己庚辛"))
    async with working(tmp_path, "strict") as desk:
        await desk.work_on("first", long)
        second = await desk.work_on("second", long.replace(f"{_NEWS[5]}\n", ""))
        assert desk.fake.calls == 2
    assert second.provenance.reprint_of is None


def test_a_short_article_is_like_no_other() -> None:
    """A notice of two lines shares most of its words with the next one."""
    assert sketch(prepare("青禾县今日晴。")) is None
