"""When a thing is begun or done, as the clauses that speak about it say."""

import re
from collections.abc import Sequence

from schemas.dates import scan_dates
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.survey import Survey

_DAYTIME = 2
_YEAR = re.compile(r"(?:去|今|明|前)年(?:年?(?:底|末|初|中|内))?")
_LATER = re.compile(r"(?:推迟|延期|延迟|延后|顺延|延)(?:到|至)")
_SOME_TIME = re.compile(r"[去今明后前]年|下半年|上半年|年[底初内]|季度|春|秋|届时|未来")


def dating(survey: Survey, field: FieldSpec, ranges: Sequence[Range]) -> Range | None:
    """Where a date stands in front of one of the field's cues, in its clause or at the head of the sentence.

    1月9日上午,…开工. Between the date and its cue stands no other date (6月开工、年底建成), and the cue is no 建成后.
    A date to which it was put off is the one.
    """
    lead: Range | None = None
    for number, (start, end) in enumerate(ranges):
        text = survey.passage_at(start).at(start, end)
        dates = [d for d in scan_dates(text) if d.kind == "date" or d.text[:4].isdigit()]
        ends = [d.start for d in dates[1:]] + [len(text)]
        for found, after in zip(dates, ends, strict=False):
            if _has_cue(text[found.end : after], field):
                return _put_off(survey, ranges[number:]) or (start + found.start, start + found.end)
        told = _has_cue(text, field)
        if told and (year := _year(text, field)) is not None:
            return start + year[0], start + year[1]
        if told and lead is not None and not _SOME_TIME.search(text):
            return lead
        if dates and dates[-1].text.endswith("日") and len(text) - dates[-1].end <= _DAYTIME:
            lead = start + dates[-1].start, start + dates[-1].end
    return None


def _has_cue(text: str, field: FieldSpec) -> bool:
    return any(re.search(re.escape(cue) + "(?![后前时])", text) for cue in field.cues)


def _year(text: str, field: FieldSpec) -> Range | None:
    """A year told by a word, right before a cue: 计划明年建成."""
    found = [m.span() for m in _YEAR.finditer(text) if _has_cue(text[m.end() :], field)]
    return found[-1] if found else None


def _put_off(survey: Survey, ranges: Sequence[Range]) -> Range | None:
    """The date to which it was put off, in the same clause or the next: 原定10月完工，推迟到12月底."""
    for start, end in ranges[:2]:
        text = survey.passage_at(start).at(start, end)
        later = _LATER.search(text)
        dates = [d for d in scan_dates(text) if later is not None and d.kind == "date" and d.start >= later.end()]
        if dates:
            return start + dates[0].start, start + dates[0].end
    return None
