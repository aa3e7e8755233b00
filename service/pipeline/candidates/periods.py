"""Which time expression of a sentence governs a figure."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from schemas.dates import scan_dates
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

# Behind what happens first (全部并网[后]); 达产后 is often no word of its own to the tagger.
_AFTER = frozenset("后 之后 以后".split())
_BEFORE = frozenset("前 之前 以前".split())  # 居前十位 is no time
_EVENT = re.compile(r"[^，,。；;]{0,4}(?:投产|达产|建成|竣工|完工|运营|投用)后(?![备勤方续者台])")
_RECKONED = re.compile("扣除|剔除|扣减|折算|换算|汇总|加总")
_LONGEST_EVENT = 16
_COMPARED = re.compile(r"(?:相?比|较|与|同|由|从|于)$")
_DAY_OR_MONTH = re.compile(r"月(?!.*[至到\-—–~]|[底末])|日$")
_DATELINE = re.compile(r"\s*(?:[^，,。；;]{0,20}[讯电](?:[(（][^()（）]{0,30}[)）])?)?[\s“‘—]*")
_UNTIL = re.compile(r"(?:^|[，,。；;：:“、\s]|力争|预计|计划|争取|确保|目标)到$")
_SPAN = re.compile(r"[-~～–—至到]|截|前|以来|自|起|当月")


class Period(NamedTuple):
    """A time expression. `at` is its place in the clean text.

    `event`: it is the day or the month in which something happened, and governs only the clause it stands in.
    `compared`: it is what is compared with, or where something starts (比上年末, 由去年的).
    """

    at: Range
    event: bool
    compared: bool


def periods(passage: Passage) -> list[Period]:
    """The time expressions of the sentence, in order."""
    found = [(d.start - bool(_UNTIL.search(passage.text[: d.start])), d.end) for d in scan_dates(passage.text)]
    found += [at for at in _events(passage) if not any(a < at[1] and at[0] < b for a, b in found)]
    return [_period(passage, *at) for at in sorted(found)]


def _events(passage: Passage) -> Iterator[Range]:
    """Where something is told after or before which a figure is so: 签了订单后, 改造前; a clause or what 在 governs."""
    worded = [m.span() for m in _EVENT.finditer(passage.text)]
    yield from worded
    for i, token in enumerate(passage.tokens):
        closes = token.text in _BEFORE and passage.at(token.end, token.end + 1) in {"，", ","}
        if token.text not in _AFTER and not closes:
            continue
        run = list(takewhile(_goes_before, reversed(passage.tokens[:i])))
        start, end = (run[-1].start if run else token.start) - passage.start, token.end - passage.start
        happens = any(t.tag in {"v", "vn"} for t in run) and _RECKONED.match(passage.text, start) is None
        if happens and end - start <= _LONGEST_EVENT and all(end != b for _, b in worded):
            yield start, end


def _goes_before(token: Token) -> bool:
    """Whether a word can belong to what happens: no mark, no number, not the 在 that governs it."""
    return token.tag not in {"w", "TIME", "m"} and token.text not in {"在", "自", "于", "待"}


def governing(passage: Passage, told: Sequence[Period], start: int, clause: Range) -> Range | None:
    """The time that a figure at `start` is of: the last before it that does not only belong to something else."""
    for period in reversed([p for p in told if p.at[1] <= start and not p.compared]):
        leads = _DATELINE.fullmatch(passage.at(passage.start, period.at[0])) is not None
        if not period.event or leads or period.at[0] >= clause[0]:
            return period.at
    return None


def _period(passage: Passage, start: int, end: int) -> Period:
    text = passage.text[start:end]
    event = _DAY_OR_MONTH.search(text) is not None and _SPAN.search(text) is None
    compared = _COMPARED.search(passage.text[:start]) is not None and not text.endswith("后")
    return Period((passage.start + start, passage.start + end), event, compared)
