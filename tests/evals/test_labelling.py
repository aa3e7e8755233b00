"""Labelling without its page: files as written, what is found to label, prefilled records, decisions."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import JsonValue

from evals.gold import load_gold, opened
from evals.labelling import files
from evals.labelling.desk import Desk
from evals.labelling.disputes import Case, cases_of
from evals.labelling.document import blank, written
from evals.labelling.prefill import prefilled
from evals.labelling.worklist import Wanted, desk_of_gold, desks_of
from evals.labels import read_labels
from evals.reviews import FILE, load_reviews
from schemas import get
from service.batch.reading import read_article
from service.errors import GoldError, StaleGold, UsageError
from service.types import JsonObject, Span
from tests.evals.folders import FILE as ARTICLE_FILE
from tests.evals.folders import failure, labels, result, write_article, write_labels, write_run

SHIPPED = sorted([*Path("evals/gold").glob("*.json"), *Path("evals").glob("*/gold/*.json")])
PERSON: JsonObject = {"name": "林远", "title": None, "organization": None}
NOW = datetime(2024, 5, 2, 8, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The desk of a valid gold file."""
    write_labels(tmp_path / "gold")
    return desk_of_gold(tmp_path / "gold" / "007.json", write_article(tmp_path / "articles"))


def changed(desk: Desk, **values: JsonValue) -> JsonObject:
    """The desk's document with fields of its record set."""
    document = desk.document()
    record = document["record"]
    assert isinstance(record, dict)
    return {**document, "record": {**record, **values}}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.as_posix())
def test_a_shipped_file_is_written_as_it_was(path: Path) -> None:
    document = read_labels(path)
    assert written(document, opened(path, document)[1]) == path.read_bytes()


def test_keys_come_as_in_the_schema_and_evidence_last_and_nothing_is_left_out() -> None:
    schema = get("news_event")
    document: JsonObject = {
        "aliases": {},
        "record": {"people": [{"evidence": ["一"], "aliases": {}, "title": None, "name": "林"}], "title": "题"},
        "id": "1",
        "schema": schema.id,
    }
    text = written(document, schema).decode()
    keys = [line.strip().split('"')[1] for line in text.splitlines() if '":' in line]
    assert (
        keys
        == (
            "id schema record title published publisher authors category events people "
            "name title organization aliases evidence organizations amounts quotes aliases"
        ).split()
    )
    assert '"category": null' in text
    assert text.endswith("}\n")


def test_half_a_character_is_not_written() -> None:
    schema = get("industry_brief")
    with pytest.raises(GoldError, match="half of a character"):
        written({"id": "1", "schema": schema.id, "record": {"title": "\ud842"}}, schema)


def test_what_was_not_changed_is_not_written(desk: Desk) -> None:
    """The file is in another form than labelling's, and stays in it."""
    before = desk.path.read_bytes()
    desk.save(desk.document(), desk.seen())
    assert desk.path.read_bytes() == before
    seen = desk.save(changed(desk, region="远山县"), desk.seen())
    assert desk.path.read_bytes() == written(changed(desk, region="远山县"), desk.schema) != before
    assert seen == desk.seen()


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"publisher": 7}, "/publisher"),
        ({"people": [{"name": None, "title": None, "organization": None}]}, "/people/0/name"),
        (
            {"people": [{"name": "林", "title": None, "organization": None, "evidence": ["林近"]}]},
            "/people/0/evidence/0",
        ),
        ({"people": [{"name": "林", "title": None, "organization": None, "evidence": [None]}]}, "/people/0/evidence"),
    ],
)
def test_what_loading_would_refuse_is_not_saved(desk: Desk, values: JsonObject, place: str) -> None:
    before = desk.path.read_bytes()
    with pytest.raises(GoldError) as refused:
        desk.save(changed(desk, **values), desk.seen())
    assert [pointer for pointer, _ in refused.value.places] == [place]
    assert desk.path.read_bytes() == before


def test_every_wrong_place_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(GoldError) as refused:
        desk.save(changed(desk, publisher=7, region=8), desk.seen())
    assert {pointer for pointer, _ in refused.value.places} == {"/publisher", "/region"}


def test_a_change_elsewhere_keeps_everything_from_being_written(desk: Desk) -> None:
    seen = desk.seen()
    desk.path.write_bytes(desk.path.read_bytes() + b"\n")
    before = desk.path.read_bytes()
    for act in (desk.save, desk.save_draft):
        with pytest.raises(StaleGold, match="was changed since"):
            act(changed(desk, region="远山县"), seen)
    with pytest.raises(StaleGold):
        desk.discard_draft(seen)
    assert desk.path.read_bytes() == before
    assert not desk.draft.exists()


def test_a_draft_may_be_wrong_and_is_no_gold(desk: Desk) -> None:
    wrong = changed(desk, publisher=7)
    seen = desk.save_draft(wrong, desk.seen())
    assert desk.draft_document() == wrong
    assert len(load_gold(desk.path.parent)) == 1
    desk.save(changed(desk, publisher="远山日报"), seen)
    assert desk.draft_document() is None


def test_the_id_is_not_a_page_s_to_change(desk: Desk) -> None:
    with pytest.raises(GoldError, match="id and schema"):
        desk.save({**desk.document(), "id": "008"}, desk.seen())


@pytest.mark.parametrize("value", [{"projects": "none"}, {"projects": [1]}, {"published": 2**60}])
def test_a_file_that_no_page_can_show_is_refused(desk: Desk, value: JsonObject) -> None:
    write_labels(desk.path.parent, labels(**value))
    with pytest.raises(GoldError, match=r"007\.json"):
        desk.document()


def test_a_file_that_cannot_be_written_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "007.json"
    path.write_bytes(b"before")
    path.chmod(0o640)
    files.replace(path, b"after")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"after", 0o640)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(GoldError, match="No space left"):
        files.replace(path, b"later")
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (b"after", ["007.json"])


def test_an_article_without_gold_begins_blank(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    (made,) = desks_of(articles / ARTICLE_FILE, Wanted(tmp_path / "gold"))
    assert made.path == tmp_path / "gold" / "007_deadbeef.json"
    assert made.document() == blank("007_deadbeef", "industry_brief@1", get("industry_brief"))
    assert made.problems() == []
    made.save(made.document(), made.seen())
    assert load_gold(tmp_path / "gold", articles=articles)[0].record["authors"] == []


def test_gold_that_is_there_is_found_by_its_id(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    path = write_labels(tmp_path / "gold")
    (made,) = desks_of(articles, Wanted(tmp_path / "gold"))
    assert (made.path, made.document()) == (path, labels())
    (named,) = desks_of(articles / ARTICLE_FILE, Wanted(path))
    assert named.path == path


@pytest.mark.parametrize(("name", "refused"), [("007", True), ("008", False)])
def test_broken_gold_of_the_article_is_no_blank_page_and_that_of_others_no_matter(
    tmp_path: Path, name: str, *, refused: bool
) -> None:
    articles = write_article(tmp_path / "articles")
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / f"{name}.json").write_text('{"id": ')
    if refused:
        with pytest.raises(GoldError, match=r"007\.json: not readable"):
            desks_of(articles, Wanted(tmp_path / "gold"))
    else:
        assert desks_of(articles, Wanted(tmp_path / "gold"))[0].path.name == "007_deadbeef.json"


def test_a_folder_s_articles_are_those_that_a_batch_takes(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    (articles / ".hidden").write_text("x")
    (articles / "a.png").write_bytes(b"\x89PNG")
    write_article(articles / "below", "008.txt")
    found = desks_of(articles, Wanted(tmp_path / "gold"))
    assert [desk.article for desk in found] == [ARTICLE_FILE, "008.txt"]


def test_a_file_that_is_gone_is_not_made_anew(desk: Desk) -> None:
    seen = desk.seen()
    desk.path.unlink()
    with pytest.raises(GoldError, match="not there any more"):
        desk.document()
    with pytest.raises(StaleGold):
        desk.save(labels(), seen)


def test_a_new_file_takes_the_schema_of_those_beside_it(tmp_path: Path) -> None:
    articles = write_article(tmp_path / "articles")
    (tmp_path / "own.json").write_text(json.dumps({"type": "object", "properties": {"a": {"type": "string"}}}))
    write_labels(tmp_path / "gold", {"id": "1", "schema": "../own.json", "record": {"a": "一"}}, "1.json")
    (made,) = desks_of(articles, Wanted(tmp_path / "gold"))
    assert made.document() == {"id": "007_deadbeef", "schema": "../own.json", "record": {}}
    (elsewhere,) = desks_of(articles, Wanted(tmp_path / "new", str(tmp_path / "own.json")))
    assert elsewhere.document()["schema"] == "../own.json"
    assert elsewhere.schema.id == made.schema.id


@pytest.mark.parametrize(
    ("gold", "schema", "said"),
    [
        ("gold", "news_event", "has the schema industry_brief@1, not news_event@1"),
        ("other", "news_event", "holds gold of industry_brief@1"),
        ("other/1.json", None, "has the id '1', which is not of"),
        ("twice", None, "could be labelled by"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, gold: str, schema: str | None, said: str) -> None:
    articles = write_article(tmp_path / "articles")
    write_labels(tmp_path / "gold")
    write_labels(tmp_path / "other", {**labels(), "id": "1"}, "1.json")
    for name in ("007", "007_deadbeef"):
        write_labels(tmp_path / "twice", {**labels(), "id": name}, f"{name}.json")
    with pytest.raises(UsageError, match=said):
        desks_of(articles / ARTICLE_FILE, Wanted(tmp_path / gold, schema))


def test_a_result_becomes_labels() -> None:
    """Typed values as they were read, evidence in clean text, that of a record's fields where it has none."""
    traditional = "遠山能源投資2.5億元建設遠山風電場。林遠表示，風電企業已有30余家。\n"
    quoted = "遠山能源投資2.5億元建設遠山風電場"
    span = Span(start=0, end=len(quoted), text=quoted)
    inner = Span(start=4, end=6, text="投資")
    project: JsonObject = {
        "name": "远山风电场",
        "investment": {"text": "2.5亿元", "amount": "250000000", "currency": "CNY"},
    }
    made = result(record={"published": {"text": "2024", "date": "2024", "precision": "year"}, "projects": [project]})
    made = made.model_copy(update={"evidence": {"/projects/0/investment": [span, inner], "/title": [inner]}})
    schema = get("industry_brief")
    record = prefilled(made, schema, traditional)
    assert record["published"] == "2024"
    assert record["projects"] == [
        {"name": "远山风电场", "investment": "2.5亿元", "evidence": ["远山能源投资2.5亿元建设远山风电场"]}
    ]
    assert record["key_facts"] == []


def test_the_seeds_gold_survives_a_result_of_its_own(tmp_path: Path) -> None:
    """Gold in record form, prefilled again, is gold: no value is lost on the way."""
    one = load_gold(Path("evals/gold"))[2]
    article = next(Path("seeds/articles").glob("002_*"))
    text = read_article(article, article.name).text
    values = one.schema.to_record(one.record, year=None)[0]
    record = prefilled(result(record=values), one.schema, text)
    document: JsonObject = {"id": "002", "schema": one.schema.id, "record": record}
    assert load_gold(write_labels(tmp_path, document).parent)[0].record == one.record


def test_one_result_as_a_file_will_do(tmp_path: Path) -> None:
    """As `zhailu extract` prints it; of a folder, articles without a result begin blank."""
    articles = write_article(tmp_path / "articles")
    article = read_article(articles / ARTICLE_FILE, ARTICLE_FILE)
    made = result(record={"title": "远山"}).model_copy(update={"article": article.reference()})
    (tmp_path / "result.json").write_text(made.to_json())
    write_article(tmp_path / "articles", "008.txt")
    wanted = Wanted(tmp_path / "gold", results=tmp_path / "result.json")
    first, second = (desk.document()["record"] for desk in desks_of(articles, wanted))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["title"], second["title"]) == ("远山", None)


@pytest.mark.parametrize("case", ["other text", "failed", "absent"])
def test_a_result_that_cannot_be_used_is_refused(tmp_path: Path, case: str) -> None:
    articles = write_article(tmp_path / "articles")
    made = result("009.txt" if case == "absent" else ARTICLE_FILE, record={})
    run = write_run(tmp_path / "out", *([] if case == "failed" else [made]), failures=(failure(),) * (case == "failed"))
    said = {"other text": "another text", "failed": "it failed", "absent": "not in it"}[case]
    with pytest.raises(UsageError, match=said):
        desks_of(articles / ARTICLE_FILE, Wanted(tmp_path / "gold", results=run))


def disputes(folder: Path, *found: JsonObject) -> Path:
    """A file as a report's page downloads it."""
    path = folder / "disputes.json"
    about: JsonObject = {"article": "007", "predicted": None, "gold": None, "reason": "r"}
    content = {"gold_sha256": "", "schema": "industry_brief@1", "disputes": [{**about, **one} for one in found]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def case_of(desk: Desk, *, sha256: str | None = None, **about: JsonValue) -> Case:
    """A dispute about the desk's file as it is, or as it was under another hash."""
    folder = desk.path.parent
    path = disputes(folder.parent, {"pointer": "/title", "gold_sha256": sha256 or desk.seen().gold, **about})
    return cases_of(path, folder, folder.parent / "articles")[0]


def decide(case: Case, decision: str, document: JsonObject | None = None) -> None:
    """By 周审, with a reason."""
    assert decision in {"accepted", "rejected"}
    case.decide(
        "accepted" if decision == "accepted" else "rejected",
        because="看原文",
        by="周审",
        document=document or case.desk.document(),
        seen=case.desk.seen(),
        now=NOW,
    )


def test_accepting_changes_gold_and_keeps_the_reason(desk: Desk) -> None:
    case = case_of(desk, gold="远山风电场开工")
    before = desk.seen().gold
    decide(case, "accepted", changed(desk, title="远山风电场"))
    (review,) = load_reviews(desk.path.parent)
    assert (review.before, review.after) == (before, desk.seen().gold)
    assert (review.dispute, review.because, review.by, review.at, review.stale) == (
        case.dispute,
        "看原文",
        "周审",
        NOW,
        False,
    )
    assert case.standing() == "accepted"
    with pytest.raises(StaleGold, match="accepted by 周审 already"):
        decide(case, "rejected")
    assert load_gold(desk.path.parent)[0].record["title"] == "远山风电场"


def test_a_decision_that_does_not_fit_its_document_writes_nothing(desk: Desk) -> None:
    case, before = case_of(desk), desk.path.read_bytes()
    for decision, document, said in (
        ("rejected", changed(desk, title="别的"), "is rejected"),
        ("accepted", desk.document(), "gold is as it was"),
        ("accepted", changed(desk, title=7), "/title"),
    ):
        with pytest.raises(GoldError, match=said):
            decide(case, decision, document)
    assert (desk.path.read_bytes(), load_reviews(desk.path.parent)) == (before, [])


@pytest.mark.parametrize(("because", "by", "said"), [(" ", "周审", "a reason"), ("看原文", " ", "a name")])
def test_a_decision_says_why_and_who(desk: Desk, because: str, by: str, said: str) -> None:
    with pytest.raises(GoldError, match=f"the decision lacks {said}"):
        case_of(desk).decide("rejected", because=because, by=by, document=desk.document(), seen=desk.seen(), now=NOW)


def test_gold_and_its_review_are_written_together_or_not_at_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(case_of(desk, pointer="/region"), "rejected")
    kept = (desk.path.parent / FILE).read_bytes(), desk.path.read_bytes()

    def fail(*_: object) -> None:
        raise GoldError("no room")

    monkeypatch.setattr(files, "replace", fail)
    with pytest.raises(GoldError, match="no room"):
        decide(case_of(desk), "accepted", changed(desk, title="远山风电场"))
    assert kept == ((desk.path.parent / FILE).read_bytes(), desk.path.read_bytes())


def test_reviewed_changes_leave_other_disputes_open_and_others_make_them_stale(desk: Desk) -> None:
    seen = desk.seen().gold
    decide(case_of(desk), "accepted", changed(desk, title="远山风电场"))
    assert case_of(desk, sha256=seen, pointer="/people/0/name", gold="林远").standing() == "open"
    assert case_of(desk, sha256=seen, pointer="/title", gold="远山风电场开工", reason="2").standing() == "stale"
    desk.save(changed(desk, region="远山县"), desk.seen())
    assert case_of(desk, sha256=seen, pointer="/people/0/name", gold="林远").standing() == "stale"


def test_a_stale_dispute_may_be_accepted_as_it_stands(desk: Desk) -> None:
    case = case_of(desk, sha256="0" * 64)
    decide(case, "accepted")
    assert load_reviews(desk.path.parent)[0].stale


@pytest.mark.parametrize("line", ["{}", "no json", '{"decision": "perhaps"}'])
def test_gold_with_a_broken_review_beside_it_is_refused(desk: Desk, line: str) -> None:
    decide(case_of(desk), "rejected")
    with (desk.path.parent / FILE).open("a") as stream:
        stream.write(f"{line}\n")
    with pytest.raises(GoldError, match=r"reviews\.jsonl line 2"):
        load_gold(desk.path.parent)


def test_a_review_of_gold_that_is_not_there_is_refused(desk: Desk) -> None:
    decide(case_of(desk), "rejected")
    write_labels(desk.path.parent, {**labels(), "id": "008"}, "007.json")
    with pytest.raises(GoldError, match=r"reviews\.jsonl: no gold file has the id '007'"):
        load_gold(desk.path.parent)


def test_a_log_without_a_last_line_end_is_gone_on_with(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"one")
    with files.appended(log, "two"):
        pass
    assert log.read_bytes() == b"one\ntwo\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "disputes.json"),
        ('{"gold_sha256": "", "schema": "s", "disputes": []}', "disputes: "),
        ("[]", "disputes.json"),
    ],
)
def test_disputes_that_cannot_be_read_say_why(desk: Desk, text: str, said: str) -> None:
    path = desk.path.parent.parent / "disputes.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        cases_of(path, desk.path.parent, desk.path.parent.parent / "articles")
