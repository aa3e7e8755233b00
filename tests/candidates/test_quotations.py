"""What somebody says, and who."""

import pytest

import schemas
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.quotations import quotations
from service.pipeline.candidates.specification import record_specs
from service.pipeline.candidates.survey import survey
from tests.candidates.reading import tagged

SPECS = record_specs(schemas.get("news_event"))
WORDS = "这条渠修了三年，今年总算通水了。"


def quoted(text: str) -> list[tuple[str, str | None]]:
    """The words and the speaker of each quotation; both must stand where they are said to."""
    passages = [p for p in tagged(text) if p.sentence.kind != "meta"]
    found = quotations(Offers(survey(passages, ())), SPECS)
    for record in found:
        for cell in record.cells.values():
            assert "".join(text[a:b] for a, b in cell.at) == cell.value
    cells = [record.cells for record in found]
    return [(c["words"].value, c["speaker"].value if "speaker" in c else None) for c in cells]


@pytest.mark.parametrize(
    "text",
    [
        f"云溪县水利局局长周文涛说：“{WORDS}”",
        f"“{WORDS}”云溪县水利局局长周文涛说。",
        f"“{WORDS}”周文涛告诉记者。",
        f"林晓雅没有说话。周文涛介绍，“{WORDS}”",
    ],
)
def test_the_speaker_stands_before_the_words_or_behind_them(text: str) -> None:
    """Nearest to the verb of speech."""
    assert quoted(text) == [(WORDS, "周文涛")]


def test_words_of_several_sentences_are_one_quotation() -> None:
    """The marks decide, not the full stops between them."""
    words = "渠修好了。地就有水了。大家都高兴。"
    assert quoted(f"周文涛说：“{words}”") == [(words, "周文涛")]


def test_a_body_can_speak() -> None:
    """Where no person is named."""
    assert quoted(f"云溪县水利局表示：“{WORDS}”") == [(WORDS, "云溪县水利局")]


def test_each_quotation_has_its_own_speaker() -> None:
    """In one paragraph."""
    other = "我们村的地终于浇上水了。"
    text = f"“{WORDS}”周文涛说。“{other}”村民林晓雅说。"
    assert quoted(text) == [(WORDS, "周文涛"), (other, "林晓雅")]


@pytest.mark.parametrize(
    "text",
    [
        "县里实施“千渠万井清水进村”工程，效果很好。",
        "周文涛说，要办好“一件事”。",
        "展览名为“云溪三十年的水利建设”，周日开幕。",
    ],
)
def test_marks_around_a_name_are_no_quotation(text: str) -> None:
    """Nor around a word that is only stressed."""
    assert quoted(text) == []
