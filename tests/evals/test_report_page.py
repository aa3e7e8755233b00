"""The report as a person meets it, in a real browser."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from evals import report
from evals.labelling.disputes import cases_of
from evals.paired import compare
from evals.report import Earlier, Evaluation
from evals.reviews import Dispute, Review
from evals.scores import LeafOutcome
from evals.transitions import transitions
from tests.evals.browser import Reader, chromium
from tests.evals.folders import result
from tests.evals.reports import FORMULA, HOSTILE, TEXT, evaluation, hostile_result, many

KINDS = {"right": "right", "wrong": "wrong", "missing": "missing", "invented": "spurious"}
Open = Callable[..., Reader]


@dataclass(frozen=True)
class Pages:
    """The same run as three pages: alone, without texts, and held against an earlier run."""

    run: Evaluation
    before: Evaluation
    alone: Path
    textless: Path
    compared: Path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("reports")
    run = evaluation(folder / "now", hostile_result())
    before = evaluation(folder / "before", result("007_a.txt", record={"title": "远山风电场开工"}))
    made = Pages(run, before, folder / "alone.html", folder / "textless.html", folder / "compared.html")
    report.write(made.alone, run)
    report.write(made.textless, evaluation(folder / "bare", hostile_result(), texts=False))
    report.write(made.compared, run, Earlier(before, compare(before.scores, run.scores)))
    return made


@pytest.fixture(scope="module")
def contexts(browser: Browser) -> Callable[[int, str, bool], BrowserContext]:
    """A context for each kind of reader; making one takes longer than most tests."""

    @cache
    def make(width: int, locale: str, dark: bool) -> BrowserContext:
        return browser.new_context(
            viewport={"width": width, "height": 844},
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )

    return make


@pytest.fixture
def open_page(contexts: Callable[[int, str, bool], BrowserContext]) -> Iterator[Open]:
    """Opens a file; what it keeps in the browser is gone after the test."""
    opened: list[Reader] = []

    def call(path: Path, *, width: int = 1280, locale: str = "zh-CN", dark: bool = False) -> Reader:
        opened.append(Reader(contexts(width, locale, dark), path))
        return opened[-1]

    yield call
    for reader in opened:
        reader.page.evaluate("localStorage.clear()")
        reader.page.close()


def _leaves(run: Evaluation, verdict: str, group: str | None = None, article: str | None = None) -> list[LeafOutcome]:
    return [
        leaf
        for one in run.scores.articles
        for leaf in one.leaves
        if leaf.verdict == KINDS[verdict] and group in {None, leaf.group} and article in {None, one.id}
    ]


def test_nothing_is_asked_of_any_network_and_nothing_complained_of(pages: Pages, open_page: Open) -> None:
    for path in (pages.alone, pages.textless, pages.compared):
        reader = open_page(path)
        reader.choose(*KINDS)
        reader.page.locator(".pick").first.click()
        assert reader.requests == [path.as_uri()]
        assert reader.complaints == []


def test_the_headline_is_the_run_s(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.alone, locale="en-GB").page
    scores = pages.run.scores
    assert page.locator("#leaf-f1").inner_text() == f"{scores.leaves().f1:.3f}"
    assert page.locator("#record-f1").inner_text() == f"{scores.records().f1:.3f}"
    assert page.locator("#strict-f1").inner_text() == f"{scores.strict().f1:.3f}"
    assert "1 of 11" in page.locator("#headline").inner_text()
    facts = page.locator("#run").inner_text()
    assert scores.gold_sha256[:12] in facts
    assert "Cost\nunknown" in facts


def test_the_filters_count_what_was_scored(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone)
    faithfulness = pages.run.scores.faithfulness()
    assert faithfulness is not None
    assert {kind: reader.count(kind) for kind in KINDS} == {kind: len(_leaves(pages.run, kind)) for kind in KINDS}
    assert reader.count("unsupported") == faithfulness.unsupported.part == 1
    for group in ("projects", "organizations", "people", ""):
        reader.page.select_option("#filter-type", group)
        for kind in KINDS:
            reader.choose(kind)
            expected = len(_leaves(pages.run, kind, group))
            assert reader.count(kind) == expected
            assert reader.page.locator(".card tbody tr").count() == expected


def test_filters_add_up(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone)
    reader.choose("missing")
    reader.page.select_option("#filter-article", label="008")
    expected = _leaves(pages.run, "missing", article="008")
    assert reader.page.locator(".card tbody tr").count() == len(expected) == reader.count("missing")
    reader.page.select_option("#filter-field", label="people.name")
    assert reader.page.locator(".card tbody tr").count() == 1
    reader.page.click("#reset")
    reader.choose("unsupported")
    assert "3.5亿元" in str(reader.page.locator(".card tbody").text_content())
    reader.choose()
    reader.page.fill("#search", "=CMD()")
    assert reader.page.locator(".pick").all_text_contents() == [FORMULA]


def test_a_table_s_row_opens_what_is_behind_it(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone)
    reader.page.locator("#by_type").get_by_role("button", name="organizations").click()
    assert set(reader.page.locator(".tag:first-child").all_text_contents()) == {"007", "008"}
    assert reader.count("invented") == len(_leaves(pages.run, "invented", "organizations"))


def test_tables_sort_by_column(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.alone, locale="en-GB").page
    page.locator("#by_field").get_by_role("button", name="Leaf F1").click()
    shown = page.locator("#by_field tbody tr td:last-child").all_inner_texts()
    values = [-1.0 if text == "–" else float(text) for text in shown]
    assert values == sorted(values, reverse=True)
    assert page.locator("#by_field th[aria-sort=descending]").inner_text().startswith("Leaf F1")


def test_marked_text_is_the_evidence(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone)
    reader.choose("wrong", "invented")
    reader.page.locator(".pick", has_text="远山风电场").last.click()
    marked = {kind: "".join(reader.page.locator(f".chosen-{kind}").all_inner_texts()) for kind in "gpv"}
    assert marked == {
        "g": "远山能源投资2.5亿元建设远山风电场",
        "p": "远山能源投资2.5亿元建设远山风电场",
        "v": "远山能源",
    }
    reader.page.click("[data-layer=gold]")
    evidence = [passage for passages in pages.run.gold[0].evidence.values() for passage in passages]
    assert all(text in "".join(evidence) for text in reader.page.locator("#text mark").all_inner_texts())
    assert reader.page.locator("#text .p").count() == 0


def test_marked_text_leads_to_its_record_also_by_keyboard(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.alone).page
    mark = page.locator("#text mark", has_text="林远表示")
    mark.focus()
    page.keyboard.press("Enter")
    assert page.locator(".card.chosen .pick").text_content() == "林远"
    assert page.locator("mark.chosen").all_inner_texts() == ["林远表示"]


def test_a_card_says_why_its_records_paired(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone, locale="en-GB")
    reader.choose("wrong", "invented")
    card = reader.page.locator(".card", has_text="paired").filter(has_text="projects")
    card.locator("summary").click()
    pair = next(one for one in pages.run.scores.articles[0].pairs if one.group == "projects")
    told = card.locator(".row").inner_text().split()
    assert told == [word for field, score in pair.row.items() for word in (field, f"{score:.2f}")]
    assert "No other predicted record" in card.inner_text()


def test_a_hostile_article_is_text_and_nothing_else(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.compared)
    reader.choose()
    assert reader.page.locator("#text").evaluate("node => node.textContent") == TEXT
    assert reader.page.evaluate("window.hacked") is None
    assert reader.page.locator("img, script[src], iframe").count() == 0
    assert HOSTILE in reader.page.locator(".pick").all_text_contents()
    assert "⚠" in str(reader.page.locator(".card", has_text="林远").first.text_content())
    assert reader.complaints == []


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_phone_scrolls_one_way(pages: Pages, open_page: Open, locale: str) -> None:
    reader = open_page(pages.compared, width=390, locale=locale)
    reader.choose()
    assert reader.page.evaluate("document.documentElement.scrollWidth") == 390


def test_words_are_the_reader_s(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.alone, locale="zh-TW").page
    assert page.locator("h1").inner_text() == "评测报告"
    page.click("#language")
    assert page.locator("h1").inner_text() == "Evaluation report"
    assert page.evaluate("document.documentElement.lang") == "en"


def test_disputes_are_downloaded_as_typed_and_outlive_a_reload(pages: Pages, open_page: Open, tmp_path: Path) -> None:
    reader = open_page(pages.alone)
    page = reader.page
    reader.choose("wrong", "invented")
    assert not page.locator("#disputes").is_visible()
    for pointer, reason in (("/projects/0/investment", '见第二段\n"2.5亿元"'), ("/organizations/-", HOSTILE)):
        page.locator(f"[data-pointer='{pointer}']").first.click()
        page.locator("textarea").fill(f" {reason} ")
        page.locator("form button[type=submit]").click()
    page.reload()
    with page.expect_download() as waiting:
        page.click("#download")
    waiting.value.save_as(tmp_path / "disputes.json")
    assert waiting.value.suggested_filename == "disputes.json"
    assert json.loads((tmp_path / "disputes.json").read_bytes()) == {
        "gold_sha256": pages.run.scores.gold_sha256,
        "schema": "industry_brief@1",
        "disputes": [
            {
                "article": "007",
                "pointer": "/projects/0/investment",
                "gold": "2.5亿元",
                "predicted": "3.5亿元",
                "reason": '见第二段\n"2.5亿元"',
                "gold_sha256": pages.run.gold[0].sha256,
            },
            {
                "article": "007",
                "pointer": "/organizations/-",
                "gold": None,
                "predicted": {"name": HOSTILE, "kind": "company"},
                "reason": HOSTILE,
                "gold_sha256": pages.run.gold[0].sha256,
            },
        ],
    }
    folder = pages.run.gold[0].path.parent
    cases = cases_of(tmp_path / "disputes.json", folder, folder.parent / "articles")
    assert [case.standing() for case in cases] == ["open", "open"]


def test_a_dispute_can_be_withdrawn(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.alone, locale="en-GB")
    reader.choose("missing")
    button = reader.page.locator("[data-pointer='/authors/1']").first
    button.click()
    reader.page.locator("textarea").fill("not named")
    reader.page.get_by_role("button", name="Save").click()
    assert "Disputes: 1" in reader.page.locator("#disputes").inner_text()
    button.click()
    reader.page.get_by_role("button", name="Withdraw").click()
    assert not reader.page.locator("#disputes").is_visible()


def test_reviews_of_gold_are_listed_with_their_reasons(tmp_path: Path, open_page: Open) -> None:
    run = evaluation(tmp_path / "run", hostile_result())
    sha256 = run.gold[0].sha256
    dispute = Dispute(article="007", pointer="/title", gold="a", predicted="b", reason="标题不全", gold_sha256=sha256)
    review = Review(
        dispute=dispute,
        decision="rejected",
        because="原文如此",
        by=HOSTILE,
        at=datetime(2024, 5, 2, tzinfo=UTC),
        stale=False,
        before=sha256,
        after=sha256,
    )
    report.write(tmp_path / "reviewed.html", dataclasses.replace(run, reviews=[review]))
    page = open_page(tmp_path / "reviewed.html").page
    told = page.locator("#review-table tbody tr").all_inner_texts()
    assert len(told) == 1
    assert all(text in told[0] for text in ("已驳回", "标题不全", "原文如此", HOSTILE, "2024-05-02"))


def test_without_texts_the_page_says_so_and_quotes(pages: Pages, open_page: Open) -> None:
    reader = open_page(pages.textless, locale="en-GB")
    assert "without the article texts" in reader.page.locator("#no-text").inner_text()
    assert "not measured" in reader.page.locator("#headline").inner_text()
    reader.choose("wrong", "invented")
    card = reader.page.locator(".card", has_text="远山风电场").last
    card.locator("summary", has_text="Evidence").click()
    assert card.locator("blockquote bdi").all_inner_texts() == ["远山能源投资2.5亿元建设远山风电场"] * 2


def test_a_comparison_lists_every_change(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.compared, locale="en-GB").page
    known = transitions(pages.before.scores, pages.run.scores)
    for kind in ("fixed", "broken", "still_wrong"):
        expected = sum(one.kind == kind for one in known)
        page.click(f"[data-list={kind}]")
        assert page.locator(f"[data-list={kind}] .count").inner_text() == str(expected)
        assert page.locator("#change-table tbody tr").count() == expected
    found = compare(pages.before.scores, pages.run.scores)
    tile = page.locator("[data-measure=leaf_f1]").inner_text()
    assert found.headline.verdict in tile
    assert f"Δ +{found.headline.delta:.3f}" in tile
    assert "Six articles are the fewest" in page.locator("#method").inner_text()
    assert page.locator("#type-differences tbody tr").count() == len(found.types)


def test_a_change_leads_to_its_place_in_the_text(pages: Pages, open_page: Open) -> None:
    page = open_page(pages.compared, locale="en-GB").page
    page.click("[data-list=fixed]")
    page.locator("#change-table tr", has_text="people.name").get_by_role("button").click()
    assert page.locator(".card.chosen .pick").text_content() == "林远"
    assert page.locator("mark.chosen").all_inner_texts() == ["林远表示"]


_CONTRAST = """() => {
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => c / 255)
      .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return rgba("white");
  };
  const poor = new Set();
  for (const node of document.querySelectorAll("body *")) {
    const told = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!told || !node.checkVisibility() || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) continue;
    const [one, other] = [light(rgba(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < 4.5) poor.add(`${node.tagName}.${node.className} ${contrast.toFixed(2)}`);
  }
  return [...poor];
}"""


@pytest.mark.parametrize("dark", [False, True])
def test_words_stand_out_from_their_ground(pages: Pages, open_page: Open, dark: bool) -> None:
    reader = open_page(pages.compared, dark=dark)
    reader.choose(*KINDS, "unsupported")
    reader.page.locator(".pick").nth(1).click()
    assert reader.page.evaluate(_CONTRAST) == []


def test_two_hundred_articles_of_fifty_records_stay_at_hand(open_page: Open, tmp_path: Path) -> None:
    run = many(tmp_path, articles=200, records=50)
    report.write(tmp_path / "many.html", run)
    reader = open_page(tmp_path / "many.html")
    assert reader.count("wrong") == 200 * 17
    times = reader.page.evaluate(
        """() => ["[data-kind=right]", "[data-kind=wrong]"].map((button) => {
          const start = performance.now();
          document.querySelector(button).click();
          document.body.getBoundingClientRect();
          return performance.now() - start;
        })"""
    )
    loaded = reader.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    megabytes = (tmp_path / "many.html").stat().st_size / 1e6
    sys.stdout.write(
        f"{megabytes:.1f} MB, loaded in {loaded:.0f} ms, filtered in {[round(time) for time in times]} ms\n"
    )
    shown = [(one.id, leaf) for one in run.scores.articles for leaf in one.leaves if leaf.verdict != "wrong"]
    records = {(name, leaf.group, leaf.gold_index, leaf.predicted_index) for name, leaf in shown}
    assert reader.page.locator("#found").inner_text() == f"{len(records):,} 条记录，{len(shown):,} 个值"
    assert reader.page.locator(".card").count() < 200
    reader.page.fill("#search", "远山7号")
    assert (reader.count("right"), reader.count("wrong")) == (200 * 3, 0)
