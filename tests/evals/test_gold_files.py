"""The shipped gold files, held to their own rules."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.gold import GoldFile, article_text, load_gold
from evals.layout import Layout
from evals.normalise import name_key, normalise, numbers
from evals.passages import prepared
from evals.score import score_record
from evals.scores import Counts
from evals.summary import key_facts_carried
from service.types import JsonObject

SETS = {
    "seeds": (Path("evals/gold"), Path("seeds/articles")),
    "injection": (Path("evals/injection/gold"), Path("evals/injection/articles")),
    "null": (Path("evals/null/gold"), Path("evals/null/articles")),
}
OTHERS = {name: (Path(f"evals/{name}/gold"), Path(f"evals/{name}/articles")) for name in ("news_event", "court")}
LONGEST_SUMMARY = 150
FILES = [
    pytest.param(one, articles, id=f"{name}-{one.id}")
    for name, (gold, articles) in SETS.items()
    for one in load_gold(gold)
]
ALL_FILES = [
    *FILES,
    *(
        pytest.param(one, articles, id=f"{name}-{one.id}")
        for name, (gold, articles) in OTHERS.items()
        for one in load_gold(gold, articles=articles)
    ),
]


@pytest.mark.parametrize(("one", "articles"), FILES)
def test_the_summary_is_short_true_and_carries_every_key_fact(one: GoldFile, articles: Path) -> None:
    summary = str(one.record["summary"])
    assert len(summary) <= LONGEST_SUMMARY
    assert set(numbers(normalise(summary))) <= set(numbers(text_of(one, articles)))
    carried = key_facts_carried(Layout.of(one.schema), one.record, one.record)
    assert 3 <= carried.whole <= 6
    assert carried.part == carried.whole


@pytest.mark.parametrize(("one", "articles"), FILES)
def test_every_anchor_of_a_key_fact_stands_in_the_article(one: GoldFile, articles: Path) -> None:
    text = text_of(one, articles)
    assert [anchor for anchor in anchors(one) if normalise(anchor) not in text] == []


@pytest.mark.parametrize(("one", "articles"), ALL_FILES)
def test_every_alias_stands_in_the_article_and_says_something_else(one: GoldFile, articles: Path) -> None:
    """Of several names joined with 、, each stands in it."""
    text = name_key(text_of(one, articles))
    for pointer, value, alias in aliases(one):
        assert all(name_key(name) in text for name in alias.split("、")), (pointer, alias)
        assert name_key(alias) != name_key(str(value)), (pointer, alias)


@pytest.mark.parametrize(("one", "_articles"), ALL_FILES)
def test_an_alias_is_as_right_as_the_value(one: GoldFile, _articles: Path) -> None:
    layout = Layout.of(one.schema)
    perfect = score_record(one.id, layout, one.record, one.record).leaf_counts()
    for pointer, fields in one.aliases.items():
        answer = {**one.record}
        if pointer:
            _, group, index = pointer.split("/")
            records = answer[group]
            assert isinstance(records, list)
            changed = [dict(record) for record in records if isinstance(record, dict)]
            changed[int(index)] |= {field: forms[-1] for field, forms in fields.items()}
            answer[group] = [*changed]
        else:
            answer |= {field: forms[-1] for field, forms in fields.items()}
        found = score_record(one.id, layout, one.record, answer, aliases=one.aliases)
        assert found.leaf_counts() == perfect == Counts(tp=perfect.tp), pointer


def text_of(one: GoldFile, articles: Path) -> str:
    """The article's clean text, normalised."""
    return normalise(prepared(article_text(one, articles)).clean.text)


def anchors(one: GoldFile) -> Iterator[str]:
    """Every form of every anchor."""
    facts = one.record["key_facts"]
    assert isinstance(facts, list)
    for fact in facts:
        for anchor in fact if isinstance(fact, list) else [fact]:
            yield from str(anchor).split("|")


def aliases(one: GoldFile) -> Iterator[tuple[str, object, str]]:
    """Pointer of the field, its value, one further right value."""
    for pointer, fields in one.aliases.items():
        record: JsonObject = one.record
        if pointer:
            _, group, index = pointer.split("/")
            records = one.record[group]
            assert isinstance(records, list)
            item = records[int(index)]
            assert isinstance(item, dict)
            record = item
        for field, forms in fields.items():
            for form in forms:
                yield f"{pointer}/{field}", record[field], form
