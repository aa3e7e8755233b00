"""The labelling page as a person meets it, in a real browser."""

import copy
import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from evals.gold import load_gold, opened
from evals.labelling.disputes import cases_of
from evals.labelling.document import written
from evals.labelling.page import Stop
from evals.labelling.worklist import Wanted, desk_of_gold, desks_of
from evals.reviews import FILE as REVIEWS
from evals.reviews import load_reviews
from service.types import JsonObject, Span
from tests.evals.browser import chromium
from tests.evals.folders import ARTICLE, labels, result, write_article, write_run
from tests.evals.labelling import Labeller, read, served

EVIDENCE = "远山能源投资2.5亿元建设远山风电场"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB", reduced_motion="reduce")


@pytest.fixture
def desk(tmp_path: Path, context: BrowserContext) -> Iterator["Desk"]:
    write_article(tmp_path / "articles")
    with ExitStack() as stack:
        made = Desk(tmp_path, context, stack)
        yield made
        for labeller in made.labellers:
            assert labeller.complaints == []
            labeller.page.close()


class Desk:
    """A folder with the article, and people at the page."""

    def __init__(self, folder: Path, context: BrowserContext, stack: ExitStack) -> None:
        self.folder, self.gold = folder, folder / "gold"
        self.labellers: list[Labeller] = []
        self._context, self._stack = context, stack

    def at_article(self, results: Path | None = None) -> Labeller:
        """Somebody who opens the article, perhaps with a run's results."""
        wanted = Wanted(self.gold, results=results)
        return self._at([Stop(desk) for desk in desks_of(self.folder / "articles", wanted)])

    def at_gold(self, value: JsonObject | None = None) -> tuple[Labeller, Path]:
        """Somebody who opens its gold file, and the file; it is written as labelling writes it."""
        self.gold.mkdir()
        path = self.gold / "007.json"
        document = labels() if value is None else value
        path.write_bytes(written(document, opened(path, document)[1]))
        return self._at([Stop(desk_of_gold(path, self.folder / "articles"))]), path

    def at_disputes(self, *disputes: JsonObject) -> Labeller:
        """Somebody who reviews disputes."""
        content = {"gold_sha256": "", "schema": "industry_brief@1", "disputes": disputes}
        path = self.folder / "disputes.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        cases = cases_of(path, self.gold, self.folder / "articles")
        return self._at([Stop(case.desk, case) for case in cases])

    def another(self) -> Labeller:
        """The page once more, in another tab."""
        return self._opened(self.labellers[-1].page.url)

    def _at(self, stops: list[Stop]) -> Labeller:
        return self._opened(self._stack.enter_context(served(stops)))

    def _opened(self, address: str) -> Labeller:
        self.labellers.append(Labeller(self._context, address))
        return self.labellers[-1]


def test_a_gold_file_is_made_by_selecting_text(desk: Desk) -> None:
    """Values and evidence by mouse and key, a list, an enum, a record begun with what is selected, an alias."""
    at = desk.at_article()
    assert at.status() == "New file, not saved yet"
    at.control("/title").focus()
    at.select("远山风电场开工")
    at.press("v")
    at.page.locator("[data-field='/authors'] [data-target]").focus()
    at.select("林远")
    at.page.click("#pick-value")
    at.group("projects")
    at.select("远山风电场")
    at.press("n")
    at.control("/projects/0/investment").focus()
    at.select("2.5亿元")
    at.press("v")
    at.select(EVIDENCE)
    at.press("e")
    at.control("/projects/0/status").select_option(label="started · 开工、奠基、破土动工")
    at.page.click("[data-alias=name]")
    at.page.keyboard.type("风电场")
    assert at.page.locator("mark.current").all_inner_texts() == [EVIDENCE]
    at.save()
    assert at.status() == "Saved"
    (gold,) = load_gold(desk.gold, articles=desk.folder / "articles")
    assert (gold.id, gold.record["title"], gold.record["authors"]) == ("007_deadbeef", "远山风电场开工", ["林远"])
    text = (desk.gold / "007_deadbeef.json").read_text(encoding="utf-8")
    project = {
        **dict.fromkeys(["name", "owner", "location", "investment", "land_area", "floor_area", "capacity"]),
        "name": "远山风电场",
        "investment": "2.5亿元",
        "status": "started",
        "started": None,
        "completed": None,
        "aliases": {"name": ["风电场"]},
        "evidence": [EVIDENCE],
    }
    assert json.dumps(project, ensure_ascii=False, indent=2).replace("\n", "\n      ") in text
    assert text.startswith('{\n  "id": "007_deadbeef",\n  "schema": "industry_brief@1",\n  "record": {\n')


def test_a_gold_file_is_corrected_step_by_step_and_back(desk: Desk) -> None:
    at, path = desk.at_gold()
    before = path.read_bytes()
    at.group("organizations")
    at.page.click("[data-record='0']")
    at.control("/organizations/0/name").fill("远山能源公司")
    at.press("Escape")
    at.press("d")
    assert at.page.locator("[data-record]").count() == 2
    at.page.keyboard.press("Alt+ArrowUp")
    at.page.click("#remove")
    assert at.page.locator("[data-record]").count() == 1
    for _ in range(4):
        at.page.keyboard.press("Control+z")
    assert at.status() == "Saved"
    assert at.page.locator("#save").is_disabled()
    assert path.read_bytes() == before
    at.page.keyboard.press("Control+y")
    at.save()
    assert path.read_text(encoding="utf-8") == before.decode().replace(
        '"name": "远山能源",\n', '"name": "远山能源公司",\n'
    )


def test_what_is_wrong_is_said_at_its_field_and_nothing_written_but_a_draft(desk: Desk) -> None:
    at, path = desk.at_gold()
    before = path.read_bytes()
    at.group("people")
    at.page.click("[data-record='0']")
    at.control("/people/0/evidence/0").fill("林近表示")
    at.control("/people/0/name").fill("")
    at.save()
    assert at.page.locator("[data-field='/people/0/name'] .complaint").inner_text() == "required, and without a value"
    assert at.page.locator("[role=tab][data-group=people] .bad").inner_text() == "! 1"
    at.control("/people/0/name").fill("林远")
    at.save()
    assert "not in the article" in at.page.locator("[data-field='/people/0/evidence/0'] .complaint").inner_text()
    assert path.read_bytes() == before
    at.page.click("#save-draft")
    at.page.wait_for_selector("#toast:not([hidden])")
    assert path.read_bytes() == before
    assert [one.id for one in load_gold(desk.gold)] == ["007"]
    later = desk.another()
    later.page.get_by_role("button", name="Open the draft").click()
    later.group("people")
    later.page.click("[data-record='0']")
    assert later.control("/people/0/evidence/0").input_value() == "林近表示"
    later.control("/people/0/evidence/0").fill("林远表示")
    later.save()
    assert not path.with_name("007.json.draft").exists()
    assert path.read_bytes() == before


def test_a_model_s_result_is_where_a_new_file_begins(desk: Desk) -> None:
    start = ARTICLE.index(EVIDENCE)
    span = Span(start=start, end=start + len(EVIDENCE), text=EVIDENCE)
    money: JsonObject = {"text": "2.5亿元", "amount": "250000000", "currency": "CNY"}
    made = result(record={"title": "远山风电场开工", "projects": [{"name": "远山风电场", "investment": money}]})
    evidence = {"/projects/0/investment": [span], "/projects/0/name": [span]}
    reference = made.article.model_copy(update={"sha256": _sha256(ARTICLE.encode())})
    run = write_run(desk.folder / "out", made.model_copy(update={"evidence": evidence, "article": reference}))
    at = desk.at_article(results=run)
    assert "check every value" in at.page.locator("#origin").inner_text()
    at.group("projects")
    at.page.click("[data-record='0']")
    assert at.control("/projects/0/investment").input_value() == "2.5亿元"
    assert at.page.locator("mark.current").all_inner_texts() == [EVIDENCE]
    assert not (desk.gold / "007_deadbeef.json").exists()
    at.page.click("#remove")
    at.group("")
    at.save()
    record = read(desk.gold / "007_deadbeef.json")["record"]
    assert isinstance(record, dict)
    assert (record["title"], record["projects"]) == ("远山风电场开工", [])


def test_while_an_input_method_composes_no_key_does_anything(desk: Desk) -> None:
    """Enter chooses a word and stays; a letter that the method takes, the selection still there, fills in nothing."""
    at, _ = desk.at_gold()
    at.group("projects")
    at.page.click("[data-record='0']")
    owner = at.control("/projects/0/owner")
    owner.fill("")
    at.compose("yuanshan", "远山", "Enter", "s", "v", "Escape")
    assert owner.evaluate("node => node === document.activeElement")
    assert owner.input_value() == "远山"
    at.select("林远")
    at.page.evaluate(
        """() => {
          const about = { key: "v", bubbles: true, cancelable: true };
          document.body.dispatchEvent(new KeyboardEvent("keydown", { ...about, isComposing: true }));
          document.body.dispatchEvent(new KeyboardEvent("keydown", { ...about, keyCode: 229 }));
        }"""
    )
    assert owner.input_value() == "远山"
    at.press("v")
    assert owner.input_value() == "林远"
    owner.focus()
    at.press("Enter")
    assert not owner.evaluate("node => node === document.activeElement")


def test_a_file_that_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    at, path = desk.at_gold()
    late = desk.another()
    at.control("/title").fill("远山风电场")
    at.save()
    written = path.read_bytes()
    late.control("/title").fill("别的标题")
    late.save()
    assert "007.json was changed since this page read it" in late.page.locator("#refused").inner_text()
    assert path.read_bytes() == written
    assert late.status() == "Unsaved changes"
    with late.page.expect_navigation():
        late.page.get_by_role("button", name="Load again").click()
    assert late.warnings == ["beforeunload"]
    assert late.control("/title").input_value() == "远山风电场"


def test_disputes_are_decided_one_after_the_other_with_their_reasons(desk: Desk) -> None:
    """One is accepted by correcting gold, the next, about the file so corrected, rejected."""
    _, path = desk.at_gold()
    about: JsonObject = {"article": "007", "gold_sha256": _sha256(path.read_bytes())}
    first: JsonObject = {"pointer": "/projects/0/status", "gold": None, "predicted": "started", "reason": "标题说开工"}
    second: JsonObject = {"pointer": "/people/-", "gold": None, "predicted": {"name": "远山"}, "reason": "漏了人"}
    at = desk.at_disputes({**about, **first}, {**about, **second})
    assert "标题说开工" in at.page.locator("#dispute").inner_text()
    at.page.fill("#because", "原文写明开工")
    at.page.fill("#by", "周审")
    at.page.click("#accept")
    at.page.wait_for_selector("#refused, #problems")
    assert "gold is as it was" in at.page.locator("#notices").inner_text()
    at.page.click("#use-predicted")
    assert at.control("/projects/0/status").input_value() == "2"
    with at.page.expect_navigation():
        at.page.click("#accept")
    assert at.page.locator("#standing").inner_text() == "open"
    assert at.page.input_value("#by") == "周审"
    at.page.fill("#because", "远山是地名")
    with at.page.expect_navigation():
        at.page.click("#reject")
    assert "远山是地名" in at.page.locator("#decided").inner_text()
    reviews = load_reviews(desk.gold)
    assert [(one.decision, one.because, one.by, one.stale) for one in reviews] == [
        ("accepted", "原文写明开工", "周审", False),
        ("rejected", "远山是地名", "周审", False),
    ]
    assert reviews[0].after == reviews[1].before == reviews[1].after == load_gold(desk.gold)[0].sha256
    assert (desk.gold / REVIEWS).read_text(encoding="utf-8").count("\n") == 2


def test_a_dispute_about_a_file_that_changed_is_shown_as_stale(desk: Desk) -> None:
    desk.at_gold()
    dispute: JsonObject = {"article": "007", "pointer": "/title", "gold": "x", "predicted": None, "reason": "r"}
    at = desk.at_disputes({**dispute, "gold_sha256": "0" * 64})
    assert at.page.locator("#standing").inner_text() == "stale"
    assert at.page.locator("#stale-note").is_visible()


def test_a_hostile_article_and_its_labels_are_text_and_nothing_else(desk: Desk) -> None:
    hostile = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked=1'>"
    article = desk.folder / "articles" / "007_deadbeef.txt"
    article.write_text(f"{ARTICLE}林远又表示，{hostile}风电企业还有很多。\n", encoding="utf-8")
    at, _ = desk.at_gold(labels(title=hostile, publisher=hostile))
    at.page.click("[data-view=original]")
    assert hostile in at.page.locator("#text").inner_text()
    assert at.control("/title").input_value() == hostile
    assert at.page.evaluate("window.hacked") is None
    assert at.page.locator("img, iframe").count() == 0


OWN_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["headline", "place"],
    "properties": {
        "headline": {"type": "string"},
        "urgent": {"type": "boolean"},
        "place": {"type": "object", "properties": {"name": {"type": ["string", "null"]}, "area": {"type": "number"}}},
        "meta": {},
        "crops": {
            "type": "array",
            "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        },
    },
}


def test_a_schema_of_ones_own_has_its_own_form(desk: Desk) -> None:
    """Nested objects with aliases, numbers, booleans, and what no form can show, as JSON."""
    (desk.folder / "own.json").write_text(json.dumps(OWN_SCHEMA), encoding="utf-8")
    record: JsonObject = {
        "headline": "丰收",
        "place": {"name": None, "area": 2.5},
        "crops": [{"name": "麦"}],
        "extra": [1],
    }
    at, path = desk.at_gold({"id": "007", "schema": "../own.json", "record": record})
    at.control("/place/area").fill("3")
    at.control("/urgent").select_option(label="true")
    at.control("/meta").fill('{"a": [1]}')
    at.page.click("[data-alias='place.name']")
    at.page.keyboard.type("上湾")
    at.control("/headline").fill("")
    at.control("/headline").fill("大丰收")
    assert json.loads(at.control("/extra").input_value()) == [1]
    at.save()
    expected = copy.deepcopy(record)
    expected |= {"headline": "大丰收", "urgent": True, "place": {"name": None, "area": 3}, "meta": {"a": [1]}}
    assert read(path)["record"] == expected
    assert read(path)["aliases"] == {"place.name": ["上湾"]}


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_phone_scrolls_one_way(desk: Desk, browser: Browser, locale: str) -> None:
    at, _ = desk.at_gold()
    with browser.new_context(viewport={"width": 390, "height": 844}, locale=locale) as phone:
        small = Labeller(phone, at.page.url)
        small.group("projects")
        small.page.click("[data-record='0']")
        small.select("林远表示")
        assert small.page.evaluate("document.documentElement.scrollWidth") == 390
        small.page.click("#pick-evidence")
        assert "".join(small.page.locator("mark.current").all_inner_texts()) == f"{EVIDENCE}林远表示"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
