"""The time that a report is of, given to those of its figures that do not say it again.

A report says once of which months it tells (前三季度) and goes on with what grew by how much. What there is now, what
is expected, and what a machine can do are of no such time.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from service.pipeline.candidates.figures import Figure
from service.pipeline.candidates.passages import Passage, Range

_SPAN = re.compile(r"季度|半年|月?(?:-|~|～|–|—{1,2}|至|到).*月|前.*月|[12][0-9]{3}年度?$|[去上全]年$|过去")
_SAME = "同期"
_NOT_YET = re.compile("预计|预期|有望|力争|目标|计划|确保|将|可|明年|到20|若")
_GROWS = re.compile("(?:增长|成长)$")
_FALLS = re.compile("(?:下降|减少|下滑|下跌|回落)$")
# What statistics keep account of. A cost or a waiting time that falls is of no report.
_ACCOUNT = re.compile("[额值]|产量|销量|收入|利润|税收|投资|外资|进口|出口|价格|指数")
_OF_ANOTHER = re.compile("占|高于|低于|高出|位次$|拉动")
_PARAGRAPHS = 2
"""Over how many ends of paragraphs a time reaches from the last figure that has it."""


def with_report_periods(
    passages: Sequence[Passage], figures: Iterable[tuple[int, Figure]]
) -> Iterator[tuple[int, Figure]]:
    """The figures of an article, each with the number of its passage; with the report's time where they tell none."""
    told = list(figures)
    reports = {i for i, f in told if _is_reported(f)}
    span: Range | None = None
    paragraph, last = 0, -1
    for index, figure in told:
        passage = passages[index]
        own = "" if figure.period is None else passage.at(*figure.period)
        actual = _NOT_YET.search(passage.at(passage.start, figure.start)) is None
        of_report = _is_reported(figure) or _goes_with(figure, index in reports, last == index)
        period = figure.period
        if own == _SAME or (not own and actual and of_report):
            near = span is not None and passage.sentence.paragraph - paragraph <= _PARAGRAPHS
            period = span if near else period
        elif actual and _SPAN.search(own):
            span = period
        if period is not None and period == span:
            paragraph, last = passage.sentence.paragraph, index
        yield index, replace(figure, period=period)


def _is_reported(figure: Figure) -> bool:
    """Whether a figure is told as statistics are: with its change, or as one."""
    if figure.change is not None:
        return True
    measure = figure.measure.text
    falls = _FALLS.search(measure) is not None and _ACCOUNT.search(measure) is not None
    return figure.kind == "percentage" and (falls or _GROWS.search(measure) is not None)


def _goes_with(figure: Figure, in_report: bool, behind: bool) -> bool:
    """Whether a figure is of the report as those beside it are.

    That is an account `in_report`, a sentence with reported figures; or a share, a gap or a rank `behind` one.
    """
    measure = figure.measure.text
    return (in_report and _ACCOUNT.search(measure) is not None) or (behind and _OF_ANOTHER.search(measure) is not None)
