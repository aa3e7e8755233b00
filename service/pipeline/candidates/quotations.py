"""Records that begin with what somebody says: words in quotation marks, and whose they are."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from service.pipeline.candidates.cells import Cell
from service.pipeline.candidates.compose import Found
from service.pipeline.candidates.offers import Offers
from service.pipeline.candidates.passages import joined
from service.pipeline.candidates.specification import RecordSpec

_QUOTED = re.compile(r"[“「]([^“”「」]{8,})[”」]")
_SAYS = r"(?:说|表示|介绍|指出|强调|认为|称|告诉)"
_BEFORE = re.compile(rf"{_SAYS}(?:道|[^，,。：:“”]{{1,8}})?[：:，,]?$")
_BEHIND = re.compile(rf"[，,。]?[^，,。“”「」]{{0,24}}?{_SAYS}")
_SPOKEN = "。！？!?，,…"


def quotations(offers: Offers, specs: Sequence[RecordSpec]) -> list[Found]:
    """The records of the types whose anchor is a quotation, in the order of the text."""
    return [found for spec in specs if spec.finder == "quotation" for found in _quotations(offers, spec)]


def _quotations(offers: Offers, spec: RecordSpec) -> Iterator[Found]:
    """Where 说 or the like stands before the marks or behind them, or what they hold ends as sentences do."""
    speaker = spec.field("speaker")
    for _, run in groupby(enumerate(offers.survey.passages), lambda p: p[1].sentence.paragraph):
        passages = dict(run)
        start, text = joined([*passages.values()])
        names = offers.within("name", passages)
        for match in _QUOTED.finditer(text):
            words = (start + match.start(1), start + match.end(1))
            before, behind = _BEFORE.search(text[: match.start()].rstrip()), _BEHIND.match(text, match.end())
            if not (before or behind or match[1][-1] in _SPOKEN):
                continue
            index = max(i for i, p in passages.items() if p.start <= words[0])
            sentence = passages[index].sentence
            record = Found(
                spec, {spec.anchor: Cell(match[1], (words,))}, [index], [(sentence.start, sentence.end)], match[1]
            )
            reach = (words[1], start + behind.end()) if behind and not before else (start, words[0])
            near = [name for name in names if reach[0] <= name.at[0][0] and name.at[-1][1] <= reach[1]]
            if speaker is not None and near:
                record.cells[speaker.name] = Cell(near[-1].text, near[-1].at)
            yield record
