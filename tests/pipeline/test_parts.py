"""The steps of the pipeline by themselves: cutting, citing, merging, removing, grounding."""

import json
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

import schemas
from service.endpoint.client import OpenAIEndpoint
from service.ground import ground
from service.ground.matching import fold
from service.pipeline import StrategyName, choose_strategy, result_key
from service.pipeline.direct import parts
from service.pipeline.draft import Draft
from service.pipeline.merging import merge
from service.pipeline.pointers import leaf_parent, remove
from service.pipeline.profiles import profile_of
from service.pipeline.wire import SRC, answer_schema, describe, without_nulls, without_sources
from service.text import prepare
from service.types import Article, JsonObject, Policy
from tests.fake_endpoint import smallest
from tests.pipeline.conftest import ARTICLE, BRIEF, TEXT, at

KEYS = st.text(string.ascii_lowercase + "~/", min_size=1, max_size=3)
VALUES = st.recursive(
    st.integers() | st.text(max_size=3) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)
OWN = schemas.inline({"type": "object", "properties": {"topic": {"type": "string"}}})
ROWS = schemas.inline(
    {
        "type": "object",
        "properties": {
            "rows": {
                "type": "array",
                "items": {"type": "object", "x-identity": ["a"], "properties": {"a": {}, "b": {}}},
            }
        },
    }
)


def pointers(value: JsonValue, at_: str = "") -> list[str]:
    """Of everything in a document but the whole."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found: list[str] = []
    for key, child in items:
        place = f"{at_}/{str(key).replace('~', '~0').replace('/', '~1')}"
        found += [place, *pointers(child, place)]
    return found


def resolve(value: JsonValue, pointer: str) -> JsonValue:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]  # type: ignore[index]
    return value


@given(DOCUMENTS, st.data())
def test_what_is_left_after_a_removal_is_found_where_it_moved(document: JsonObject, data: st.DataObject) -> None:
    """Every value not removed stands, as it was but for what was inside, at its new pointer; the removed do not."""
    places = pointers(document)
    gone = data.draw(st.lists(st.sampled_from(places), max_size=3) if places else st.just([]))
    result, moved = remove(document, gone)
    for old in places:
        inside = any(old == g or old.startswith(f"{g}/") for g in gone)
        assert (old in moved) != inside
        if not inside and not isinstance(resolve(document, old), dict | list):
            assert resolve(result, moved[old]) == resolve(document, old)
    assert len(set(moved.values())) == len(moved)


@given(DOCUMENTS)
def test_nothing_removed_changes_nothing(document: JsonObject) -> None:
    """The copy is equal, and every pointer stays."""
    result, moved = remove(document, [])
    assert result == document
    assert all(old == new for old, new in moved.items())


def test_a_required_leaf_takes_its_record_along_and_no_other_does() -> None:
    """Required and not nullable; deeper and top-level leaves go alone."""
    assert leaf_parent("/indicators/3/value", BRIEF) == "/indicators/3"
    assert leaf_parent("/indicators/3/period", BRIEF) == "/indicators/3/period"
    assert leaf_parent("/title", BRIEF) == "/title"
    assert leaf_parent("/authors/0", BRIEF) == "/authors/0"


@given(st.lists(st.lists(st.text("的一是在不了。", min_size=1, max_size=40), min_size=1, max_size=4), max_size=8))
@settings(max_examples=40, deadline=None)
def test_parts_are_the_whole_article_in_order(paragraphs: list[list[str]]) -> None:
    """Nothing is lost or twice, and only a single sentence may be longer than a part."""
    text = "开头。\n\n" + "\n\n".join("。".join(sentences) for sentences in paragraphs)
    prepared = prepare(text)
    cut = list(parts(prepared, 60))
    assert [s.number for part in cut for s in part] == [s.number for s in prepared.sentences]
    assert all(len(part) == 1 or part[-1].end - part[0].start <= 60 for part in cut)


def test_a_part_ends_with_a_paragraph_where_one_ends_in_its_second_half() -> None:
    """A paragraph that just does not fit any more begins the next part."""
    prepared = prepare(
        "\n\n".join(["甲地的第一段话写在这里。", "乙地的第二段话写在这里。", "丙地的第三段话写在这里。"])
    )
    numbers = [[s.number for s in part] for part in parts(prepared, 30)]
    assert numbers == [[1, 2], [3]]


@pytest.mark.parametrize("spec", schemas.names())
def test_the_answer_schema_takes_gold_with_sources_and_gives_it_back(spec: str) -> None:
    """The smallest answer, its sources taken out, is of the wire form, and cites what it cited."""
    schema = schemas.get(spec)
    asked = answer_schema(schema, (3, 9))
    answer = smallest(asked)
    assert isinstance(answer, dict)
    for name in schema.record_types():
        item = asked["properties"][name]["items"]  # type: ignore[index,call-overload]
        assert next(iter(item["properties"])) == SRC  # type: ignore[index,call-overload,arg-type]
        answer[name] = [smallest(item)]  # type: ignore[arg-type]
    record, cited = without_sources(answer, schema)
    assert schema.problems(record) == []
    assert cited == {f"/{name}/0": (3,) for name in schema.record_types()}
    assert SRC not in json.dumps(record)


def test_an_own_field_called_src_stays() -> None:
    """It is the user's, and no sentence number."""
    item: JsonObject = {"type": "object", "properties": {SRC: {"type": "string"}}, "required": [SRC]}
    schema = schemas.inline({"type": "object", "properties": {"rows": {"type": "array", "items": item}}})
    asked = answer_schema(schema, (1, 2))
    assert asked["properties"]["rows"]["items"]["properties"][SRC] == {"type": "string"}  # type: ignore[index,call-overload]
    assert without_sources({"rows": [{SRC: "x"}]}, schema) == ({"rows": [{SRC: "x"}]}, {})


def test_an_optional_null_is_left_out_only_where_null_is_not_allowed() -> None:
    """Required ones and nullable ones stay."""
    node: JsonObject = {
        "properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}, "c": {"type": "string"}},
        "required": ["c"],
    }
    assert without_nulls({"a": None, "b": None, "c": None}, node) == {"b": None, "c": None}


def test_the_fields_are_described_with_their_values() -> None:
    """Name, meaning, and what the values of an enum mean, one line a field."""
    lines = describe(BRIEF).splitlines()
    assert any("operating=" in line for line in lines)
    assert any(line.strip().startswith("investment:") for line in lines)


@given(
    st.lists(
        st.lists(st.fixed_dictionaries({"a": st.sampled_from("xyz"), "b": st.none() | st.integers(0, 3)}), max_size=4),
        min_size=1,
        max_size=4,
    )
)
def test_merged_records_are_one_for_each_identity(rows: list[list[JsonObject]]) -> None:
    """In order of first sight, gaps filled by the first value, evidence of all."""
    drafts = [
        Draft({"rows": [*part]}, {f"/rows/{i}": ((n * 10 + i, n * 10 + i + 1),) for i in range(len(part))})
        for n, part in enumerate(rows)
    ]
    merged = merge(drafts, ROWS)
    every = [row for part in rows for row in part]
    found = merged.record["rows"]
    assert isinstance(found, list)
    assert [row["a"] for row in found] == list(dict.fromkeys(str(row["a"]) for row in every))  # type: ignore[index,call-overload]
    for row in found:
        values = [r["b"] for r in every if r["a"] == row["a"] and r["b"] is not None]  # type: ignore[index,call-overload]
        assert row["b"] == next(iter(values), None)  # type: ignore[index,call-overload]
    assert sum(len(ranges) for ranges in merged.evidence.values()) == len(every)


def test_records_without_any_identity_are_not_thrown_together() -> None:
    """Two that name nothing are two."""
    merged = merge([Draft({"rows": [{"a": None, "b": 1}, {"a": None, "b": 2}]})], ROWS)
    assert merged.record["rows"] == [{"a": None, "b": 1}, {"a": None, "b": 2}]


@given(st.integers(0, len(TEXT)), st.integers(1, 25))
def test_every_piece_of_the_article_is_grounded_where_it_reads_the_same(start: int, length: int) -> None:
    """Spans are exact, and read as the value does; a piece that cuts a number is not supported."""
    piece = TEXT[start : start + length]
    grounded = ground({"topic": piece}, OWN.wire, prepare(TEXT), read={}, derived=set(), year=None)
    for span in grounded.evidence.get("/topic", []):
        assert TEXT[span.start : span.end] == span.text
        assert fold(span.text).text == fold(piece).text
    assert ("/topic" in grounded.evidence) == (grounded.support["/topic"] != "unsupported")


@pytest.mark.parametrize(
    ("value", "support"),
    [
        ("海岚集团", "exact"),
        ("12.5 亿元", "normalised"),
        ("１２.５亿元", "normalised"),
        ("2.5亿元", "unsupported"),
        ("12亿元", "unsupported"),
        ("57", "exact"),
        ("5", "exact"),
        ("海兰集团", "unsupported"),
    ],
)
def test_similar_is_not_supported(value: str, support: str) -> None:
    """Width and blanks may differ; a digit or a character may not."""
    grounded = ground({"topic": value}, OWN.wire, prepare(TEXT), read={}, derived=set(), year=None)
    assert grounded.support["/topic"] == support


BROUGHT = "东岭省云溪市的甲公司和乙公司称，一季度出口下降5%，进口增长8%。东岭省统计局作了说明。\n"


@pytest.mark.parametrize(
    ("kind", "value", "places"),
    [
        ("percentage", "-5%", ["5%"]),
        ("percentage", "-8%", []),
        ("organization", "甲公司、乙公司", ["甲公司", "乙公司"]),
        ("organization", "甲公司、丙公司", []),
        ("place", "东岭省云溪市", ["东岭省云溪市"]),
        ("place", "云溪市东岭省", ["云溪市", "东岭省"]),
        ("place", "云溪市西岭区", []),
        ("text", "、", []),
    ],
)
def test_a_value_put_together_is_supported_if_every_part_is(kind: str, value: str, places: list[str]) -> None:
    """A decline by its word, a list by its members, a place by the areas it names; nothing by half."""
    wire: JsonObject = {"properties": {"leaf": {"type": "string", "x-type": kind}}}
    grounded = ground({"leaf": value}, wire, prepare(BROUGHT), read={}, derived=set(), year=None)
    assert [span.text for span in grounded.evidence.get("/leaf", [])] == places
    assert (grounded.support["/leaf"] == "unsupported") == (not places)


def test_a_traditional_article_is_grounded_in_its_own_characters() -> None:
    """The value is in simplified characters, the span in the article's."""
    text = "海嵐集團在臨溪市投資建設產業園，總投資12.5億元。\n"
    grounded = ground({"topic": "总投资12.5亿元"}, OWN.wire, prepare(text), read={}, derived=set(), year=None)
    (span,) = grounded.evidence["/topic"]
    assert text[span.start : span.end] == span.text == "總投資12.5億元"
    assert grounded.support["/topic"] == "normalised"


def test_of_equal_values_the_one_in_the_record_s_sentence_is_taken() -> None:
    """Two places say 30亿元; the record was read from the second."""
    text = "甲公司投资30亿元建厂。\n\n乙公司投资30亿元建园。\n"
    prepared = prepare(text)
    second = prepared.sentences[1]
    wire = BRIEF.wire
    record: JsonObject = {"projects": [{"name": "建园", "investment": "30亿元"}]}
    read = {"/projects/0": ((second.start, second.end),)}
    grounded = ground(record, wire, prepared, read=read, derived=set(), year=None)
    (span,) = grounded.evidence["/projects/0/investment"]
    assert span.start > text.index("乙")
    assert at(record, "/projects/0") is not None


def test_a_small_model_gets_candidates_where_the_schema_serves() -> None:
    """And everything else is asked for directly."""
    small, large = profile_of("qwen2.5-1.5b", None), profile_of("gpt-5", None)
    assert choose_strategy(BRIEF, small) == "candidates"
    assert choose_strategy(BRIEF, large) == "direct"
    assert choose_strategy(OWN, small) == "direct"


@pytest.mark.parametrize(
    ("model", "context", "profile"),
    [
        ("qwen2.5-coder-1.5b-instruct", 16384, "small"),
        ("Qwen3-0.6B-Q8_0", None, "small"),
        ("smollm-360m", None, "small"),
        ("qwen2.5-7b-instruct", 32768, "medium"),
        ("glm-4-9b-chat", None, "medium"),
        ("Qwen3-30B-A3B", None, "large"),
        ("llama-3.3-70b", None, "large"),
        ("deepseek-chat", None, "large"),
        ("deepseek-chat", 4096, "medium"),
        ("gpt-4.1-mini", 128000, "large"),
    ],
)
def test_the_profile_is_told_by_the_model_s_name_and_its_context(model: str, context: int | None, profile: str) -> None:
    assert profile_of(model, context).name == profile
    assert profile_of(model, context, named="small").name == "small"


def test_a_model_served_here_whose_name_tells_no_size_is_small() -> None:
    assert profile_of("mine", None, otherwise="small").name == "small"
    assert profile_of("mine-32b", None, otherwise="small").name == "large"


def test_a_result_s_key_is_of_everything_that_decides_it() -> None:
    """Another text, schema, model, parameter, strategy, policy or hint: another key; another id: the same."""

    def key(
        article: Article = ARTICLE,
        schema: schemas.Schema = BRIEF,
        model: str = "m",
        temperature: float = 0,
        *,
        direct: bool = True,
        policy: Policy = "drop",
    ) -> str:
        endpoint = OpenAIEndpoint(
            "http://127.0.0.1:9/v1",
            model,
            None,
            timeout_seconds=1,
            attempts=1,
            parameters={"temperature": temperature},
        )
        strategy: StrategyName = "direct" if direct else "candidates"
        return result_key(article, schema, endpoint=endpoint, strategy=strategy, policy=policy)

    changed = [
        key(ARTICLE.model_copy(update={"text": TEXT + "。"})),
        key(ARTICLE.model_copy(update={"published": "2024-05-17"})),
        key(schema=OWN),
        key(model="n"),
        key(temperature=1),
        key(direct=False),
        key(policy="keep"),
    ]
    assert len({key(), *changed}) == len(changed) + 1
    assert key(ARTICLE.model_copy(update={"id": "other"})) == key()


def test_a_worded_sentence_may_tell_only_the_articles_numbers() -> None:
    """A summary is no quotation, but its figures are checked."""
    prepared = prepare("云溪市新建产业园总投资12亿元,占地200亩。")
    wire: JsonObject = {"properties": {"good": {"x-type": "summary"}, "bad": {"x-type": "summary"}}}
    record: JsonObject = {"good": "产业园投资12亿元。", "bad": "产业园投资120亿元。"}
    grounded = ground(record, wire, prepared, read={}, derived=set(), year=None)
    assert grounded.support == {"/good": "derived", "/bad": "unsupported"}


def test_a_number_is_known_behind_a_date_of_the_line_before() -> None:
    """Blanks do not count inside a value, but part one number from the next."""
    prepared = prepare("海岚纺织投产\n2031-05-08\n7月3日，海岚纺织投产。")
    wire: JsonObject = {"properties": {"told": {"x-type": "summary"}}}
    grounded = ground({"told": "7月3日，海岚纺织投产。"}, wire, prepared, read={}, derived=set(), year=None)
    assert grounded.support == {"/told": "derived"}
