"""Records that begin with a stretch of text: a date, a period, a place, what somebody said, what happened."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from service.pipeline.candidates.cells import Cell
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.digest import choose, statements
from service.pipeline.candidates.offers import Offer, Offers, whole_day
from service.pipeline.candidates.passages import Passage, joined
from service.pipeline.candidates.specification import SPANS, RecordSpec
from service.pipeline.candidates.survey import Survey

STATEMENT_CHARS = 300
_QUOTED = re.compile(r"[“「]([^“”「」]{8,})[”」]")
_SAYS = re.compile(r"(?:说|说道|表示|介绍|指出|表明|认为|称|告诉[^，,。]{1,8})[：:，,]?$")
_SAID = re.compile(r"^[，,。]?[^，,。“”「」]{0,24}?(?:说|表示|介绍|指出|认为|称|告诉)")
_SPOKEN = "。！？!?，,…"


def span_records(offers: Offers, specs: Sequence[RecordSpec], found: Sequence[Found]) -> list[Found]:
    """The records of dates and the like, of quotations, and of statements, which `found` has a say in."""
    records: list[Found] = []
    for spec in specs:
        if spec.finder in SPANS:
            records.extend(_first_places(offers, spec))
        elif spec.finder == "quotation":
            records.extend(_quotations(offers, spec))
        elif spec.finder == "statement":
            records.extend(_statements(offers.survey, spec, found))
    return records


def _first_places(offers: Offers, spec: RecordSpec) -> Iterator[Found]:
    """One record for each value, where it first stands."""
    seen: set[str] = set()
    for index, passage in enumerate(offers.survey.passages):
        for offer in offers.of(spec.finder, index) if passage.sentence.kind == "body" else ():
            value = whole_day(offer.text) if spec.iso else offer.text
            if value is not None and value not in seen:
                seen.add(value)
                yield _record(spec, passage, index, Offer(value, offer.at))


def _statements(survey: Survey, spec: RecordSpec, found: Sequence[Found]) -> Iterator[Found]:
    """What the article says that is most worth telling."""
    title = next((p.text for p in survey.passages if p.sentence.kind == "heading"), None)
    for said in choose(statements(survey, found, title), chars=STATEMENT_CHARS):
        offer = Offer(said.told, (*said.subject_parts, *said.parts))
        yield _record(spec, survey.passages[said.passage], said.passage, offer)


def _quotations(offers: Offers, spec: RecordSpec) -> Iterator[Found]:
    """What stands in quotation marks and is said: behind 说 or before it, or ending as sentences do."""
    speaker = spec.field("speaker")
    for _, run in groupby(enumerate(offers.survey.passages), lambda p: p[1].sentence.paragraph):
        passages = dict(run)
        start, text = joined([*passages.values()])
        names = offers.within("name", passages)
        for match in _QUOTED.finditer(text):
            words = (start + match.start(1), start + match.end(1))
            before, after = _SAYS.search(text[: match.start()].rstrip()), _SAID.match(text[match.end() :])
            if not (before or after or match[1][-1] in _SPOKEN):
                continue
            index = max(i for i, p in passages.items() if p.start <= words[0])
            reach = (words[1], words[1] + 1 + after.end()) if after and not before else (start, words[0])
            near = [name for name in names if reach[0] <= name.at[0][0] and name.at[-1][1] <= reach[1]]
            record = _record(spec, passages[index], index, Offer(match[1], (words,)))
            if speaker is not None and near:
                record.cells[speaker.name] = Cell(near[-1].text, near[-1].at)
            yield record


def _record(spec: RecordSpec, passage: Passage, index: int, offer: Offer) -> Found:
    """A record with nothing but its anchor; `index` is the passage's."""
    sentence = passage.sentence
    cells = {spec.anchor: Cell(offer.text, offer.at)}
    return Found(spec, cells, [index], [(sentence.start, sentence.end)], passage.at(*offer.at[-1]))
