"""The whole way from text to sentences, for any text and for the seed articles."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import EmptyArticle
from service.text import Change, MappedText, Prepared, decode, diff, prepare, render
from service.text.clean import clean
from service.text.convert import convert
from service.text.repair import repair
from service.types import Vocabulary

SEEDS = sorted((Path(__file__).parents[2] / "seeds" / "articles").glob("*.txt"))
PIECES = st.sampled_from(
    [
        *"。！？；，、:(（)）“”《》|?>\n \t\u3000\u200b\ud800\x00著發國中文港口开工",
        *("發(fā)", "過(guò)", "?qì)C", "２０", "中国".encode().decode("latin-1")),
        *("首页", "来源:", "- 登录\n", "版权所有", "分享到\n", "记者 王某", "3月5日电"),
        "港口三期工程昨日开工,总投资12亿元。",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))

Step = Callable[[MappedText], tuple[MappedText, Sequence[Change]]]


def attempt(text: str) -> Prepared | None:
    try:
        return prepare(text)
    except EmptyArticle:
        return None


@settings(max_examples=300)
@given(TEXTS)
def test_any_text_is_prepared_or_empty(text: str) -> None:
    prepared = attempt(text)
    if prepared is None:
        return
    clean_text = prepared.clean.text
    assert [sentence.number for sentence in prepared.sentences] == list(range(1, len(prepared.sentences) + 1))
    end = 0
    for sentence in prepared.sentences:
        assert end <= sentence.start < sentence.end <= len(clean_text)
        end = sentence.end
        span = prepared.clean.span(sentence.start, sentence.end)
        assert text[span.start : span.end] == span.text
    for hint in prepared.hints:
        assert clean_text[hint.start : hint.end] == hint.value


@settings(max_examples=300)
@given(TEXTS)
def test_all_of_the_clean_text_but_blanks_is_in_a_sentence(text: str) -> None:
    prepared = attempt(text)
    if prepared is not None:
        shown = "".join(prepared.clean.text[s.start : s.end] for s in prepared.sentences)
        assert "".join(shown.split()) == "".join(prepared.clean.text.split())


@settings(max_examples=300)
@given(TEXTS)
def test_nothing_but_blanks_is_lost_outside_the_reported_changes(text: str) -> None:
    prepared = attempt(text)
    if prepared is None:
        return
    changed = [change.span for change in prepared.changes]
    kept = set().union(*(range(a, b) for a, b in zip(prepared.clean.starts, prepared.clean.ends, strict=True)))
    kept = kept.union(*(range(span.start, span.end) for span in changed))
    assert all(text[index].isspace() for index in set(range(len(text))) - kept)


@settings(max_examples=300)
@given(TEXTS)
def test_what_is_not_reported_as_changed_is_as_it_was(text: str) -> None:
    prepared = attempt(text)
    if prepared is None:
        return
    changed: set[int] = set().union(*(range(c.span.start, c.span.end) for c in prepared.changes))
    for character, start, end in zip(prepared.clean.text, prepared.clean.starts, prepared.clean.ends, strict=True):
        if not changed.intersection(range(start, end)):
            assert text[start:end] == character or text[start:end].isspace()


@pytest.mark.parametrize("step", [repair, convert, clean])
@settings(max_examples=200)
@given(text=TEXTS)
def test_a_step_leaves_its_own_output_alone(step: Step, text: str) -> None:
    source = MappedText.of(text)
    if step is not repair:
        source = repair(source)[0]
    once = step(source)[0].text
    again, changes, *_ = step(MappedText.of(once))
    assert (again.text, list(changes)) == (once, [])


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b", "首页\n登录\n注册"])
def test_no_article_at_all_is_an_error(text: str) -> None:
    with pytest.raises(EmptyArticle):
        prepare(text)


def test_rendered_lines_carry_their_numbers() -> None:
    assert render(prepare("港口开工\n工程昨日正式開工,工期两年。投资12亿元。")).splitlines() == [
        "[1] 港口开工",
        "[2] 工程昨日正式开工,工期两年。",
        "[3] 投资12亿元。",
    ]


def test_the_diff_lists_cuts_and_repairs_and_counts_conversions() -> None:
    lines = list(diff(prepare("首页\n港口三期工程昨日正式開工,投资１２亿元。")))
    assert lines == [
        "23 characters, of which the model is shown 20 in 1 sentences",
        "- line   1         0-2  首页",
        "~ line   2       18-20  日正式開工,投资[１２ → 12]亿元。  (width)",
        "= convert simplified: 1, the first line   2       13-14  開 → 开",
    ]


def test_the_diff_shows_a_long_cut_line_by_line_and_counts_the_rest() -> None:
    text = "港口三期工程昨日正式开工,投资12亿元。\n\n相关阅读\n" + "".join(f"第{n}号码头的旧闻\n" for n in range(30))
    cut = [line for line in diff(prepare(text)) if line.startswith("- ")]
    assert cut[0] == "- line   3       22-26  相关阅读"
    assert cut[1] == "- line   4       27-35  第0号码头的旧闻"
    assert cut[-1].endswith("… 19 more lines of this cut")


def test_the_diff_says_so_when_there_is_nothing_to_tell() -> None:
    assert list(diff(prepare("港口开工。")))[1:] == ["nothing was changed but blanks"]


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_seed_article_comes_out_whole_and_clean(path: Path) -> None:
    text = decode(path.read_bytes()).text
    prepared = prepare(text)
    shown = render(prepared)
    for word in ("首页", "登录", "评论", "版权", "分享", "浏览量", "Notice", "详情", "招聘", "|", "(fā)", "??"):
        assert word not in shown
    spans = [prepared.clean.span(s.start, s.end) for s in prepared.sentences if s.kind == "body"]
    prose = [line for line in text.splitlines() if line.count("。") > 1]
    for line in (prose[0], prose[-1]):
        start = text.index(line.strip())
        assert any(start <= span.start < start + len(line) for span in spans)
    assert sum(span.end - span.start for span in spans) >= 0.98 * sum(len(line.strip()) for line in prose)


@pytest.mark.usefixtures("must_end")
def test_a_long_text_comes_to_an_end() -> None:
    line = "港務(wù)局說(shuō)明,碼頭擴(kuò)建項(xiàng)目開(kāi)工,總投資１２億元。??萍水\n"
    assert len(prepare(line * 4000).sentences) == 4000 * len(prepare(line).sentences)


@pytest.mark.parametrize(
    "unit", ["?", "|", " ", "\n", "(", "。", "来源:", "?qǐng)", "《“", "- 首页\n", "中(", "……", "1."]
)
@pytest.mark.usefixtures("must_end")
def test_no_repeated_character_hangs(unit: str) -> None:
    attempt(unit * (60_000 // len(unit)))


VOCABULARIES = st.sampled_from(["none", "zh-tw", "zh-hk"])


@settings(max_examples=200)
@given(
    st.one_of(TEXTS, st.text(alphabet="å·¥ä¸­\x81\ufffd?（資訊軟體𠮷\ud801\udc00éò()àguo \n", max_size=40)), VOCABULARIES
)
def test_any_chain_of_steps_keeps_the_map(text: str, vocabulary: Vocabulary) -> None:
    source, repairs = repair(MappedText.of(text))
    source, conversions = convert(source, vocabulary)
    for change in [*repairs, *conversions]:
        assert text[change.span.start : change.span.end] == change.span.text
    assert len(source.starts) == len(source.ends) == len(source.text)
    for offsets in (source.starts, source.ends):
        assert offsets.tolist() == sorted(offsets.tolist())
    assert all(start < end <= len(text) for start, end in zip(source.starts, source.ends, strict=True))


@settings(max_examples=100)
@given(TEXTS)
def test_a_clean_text_is_prepared_already(text: str) -> None:
    prepared = attempt(text)
    if prepared is not None:
        again = prepare(prepared.clean.text)
        assert (again.clean.text, list(again.changes)) == (prepared.clean.text, [])


def test_changes_are_a_sequence() -> None:
    changes = prepare("首页\n港口三期工程昨日正式開工,投资１２亿元。").changes
    listed = list(changes)
    assert [changes[index] for index in range(len(changes))] == listed == list(changes[:])
    assert changes[-1] == listed[-1]
    with pytest.raises(IndexError):
        changes[len(changes)]
