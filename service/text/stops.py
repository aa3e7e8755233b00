"""Where the sentences of a line end."""

import re
from collections import deque

_STOP = re.compile(r"[。！？!?….][。！？!?…]*[”’」』）)】》\"']*")
_MARK, _OTHER = r"[。！？!?….]", r"。！？!?…."
_ENCLOSED = re.compile(
    rf"\([^()（）{_OTHER}]{{0,119}}+{_MARK}[^()（）]{{0,119}}[)）]|（[^()（）{_OTHER}]{{0,119}}+{_MARK}[^()（）]{{0,119}}[)）]"
    rf"|《[^《》{_OTHER}]{{0,59}}+{_MARK}[^《》]{{0,59}}》|“[^“”{_OTHER}]{{0,23}}+{_MARK}[^“”]{{1,23}}”"
)
"""A bracket or a title with a stop in it, a short quotation with one before its end."""
_SHORT_QUOTE = 24

_FOLLOWING = " 。”’」』）)】》'"
_UNUSUAL = tuple('…！!？?"')
_MAY_BE_UNUSUAL = {
    ".": re.compile(r"\.[ 。]"),
    "“": re.compile(r"“[^“”。\n]*。"),
    "(": re.compile(r"\([^()。\n]*。"),
    "（": re.compile(r"（[^（）。\n]*。"),
    "《": re.compile(r"《[^《》。\n]*。"),
}
"""A dot that may end a sentence and a 。 that may not: by what each begins with, to which a search skips."""

_SPOKE = r"[^。！？!?“”\n]{1,16}(?:说|表示|介绍|认为|指出|强调|坦言|告诉记者|道|问|答|喊)[。！]"
_GOES_ON = re.compile(rf"(?:“[^“”]{{0,24}}”){{0,4}}(?:[,，、；;：:。的了吗呢]|{_SPOKE})")
_CALL_GOES_ON = re.compile(r"(?:“[^“”]{0,24}”){0,4}[是成等声为和与及这那]")
_PAUSE_GOES_ON = re.compile(r"[,，、；;：:。的了吗呢却但而又就也才等这都]")
_CLAUSE_START = re.compile(r"[，,。；;：:！？!?“”…]")
_STUTTER = 2

_ADDRESS = re.compile(r"[\w/.][!?][A-Za-z0-9]", re.ASCII)
_WORD = re.compile(r"[A-Za-z]+$")
_ABBREVIATIONS = frozenset("Co Ltd Inc Corp Mr Mrs Ms Dr Prof No St vs Jr Sr Fig Vol Dept Univ etc".split())
_ENGLISH_BEGINS = re.compile(r"\s+[A-Z“\"]")


def unusual_places(text: str) -> list[int]:
    """Where a text has what makes the ends of sentences hard to tell, in order. Lines without one are plain."""
    places: list[int] = []
    for mark in _UNUSUAL:
        place = text.find(mark)
        while place >= 0:
            places.append(place)
            place = text.find(mark, place + 1)
    for mark, pattern in _MAY_BE_UNUSUAL.items():
        if mark in text:
            places += [found.start() for found in pattern.finditer(text)]
    places.sort()
    return places


def stops(line: str, *, plain: bool = False) -> list[int]:
    """The offsets at which sentences end, the end of the line among them. Blanks after one go to the next.

    `line` is not empty and has no blanks around it. Nothing ends within a short bracket, a title or a short quotation,
    and none between a quotation and who spoke. `plain` lines have no unusual places.
    """
    return (plain and _plain(line)) or _looked_at(line)


def _plain(line: str) -> list[int]:
    """The stops of a line that knows no other than 。; none if more than that belongs to one of them."""
    ends: list[int] = []
    size = len(line)
    end = line.find("。") + 1
    while 0 < end < size:
        if line[end] in _FOLLOWING:
            return []
        ends.append(end)
        end = line.find("。", end) + 1
    ends.append(size)
    return ends


def _looked_at(line: str) -> list[int]:
    """The stops of any line."""
    ends: list[int] = []
    size = len(line)
    enclosed = deque(found.span() for found in _ENCLOSED.finditer(line))
    straight = '"' in line
    counted = marks = 0
    for found in _STOP.finditer(line):
        start, end = found.span()
        if straight:
            marks += line.count('"', counted, start)
            counted = start
            end = _straight_end(line, start, end, inside=marks % 2 == 1)
        if end >= size:
            break
        if (end - start > 1 or line[start] != "。") and _goes_on(line, start, end):
            continue
        if not enclosed or not _is_enclosed(line, start, end, enclosed):
            ends.append(end)
    ends.append(size)
    return ends


def _straight_end(line: str, start: int, end: int, *, inside: bool) -> int:
    """Where a stop ends that straight quotation marks follow: the next sentence may begin with one of them."""
    first = line.find('"', start, end)
    return end if first < 0 else first + inside


def _goes_on(line: str, start: int, end: int) -> bool:
    """Whether the sentence goes on after the stop `line[start:end]`."""
    mark, last = line[start], line[end - 1]
    if mark == ".":
        return not _ends_in_english(line, start, end)
    if last in "’』" and line[end] not in "“「”」":
        return True
    if last in '”’」』）)】》"':
        return bool(_GOES_ON.match(line, end) or (line[end - 2] != "。" and _CALL_GOES_ON.match(line, end)))
    if last == "…":
        return _trails_off(line, start, end)
    return mark in "!?" and bool(_ADDRESS.match(line, max(0, start - 1)) or line.startswith("![", start))


def _ends_in_english(line: str, start: int, end: int) -> bool:
    """Whether a full stop is one: a capital follows, and before it stands a word that is no abbreviation or initial."""
    if not line[end].isspace() or not _ENGLISH_BEGINS.match(line, end):
        return False
    word = _WORD.search(line[max(0, start - 20) : start])
    return word is not None and len(word[0]) > 1 and word[0] not in _ABBREVIATIONS


def _trails_off(line: str, start: int, end: int) -> bool:
    """Whether an ellipsis stands within a sentence: after a list, or after a word that is begun again."""
    if _PAUSE_GOES_ON.match(line, end):
        return True
    clause = _CLAUSE_START.split(line[max(0, start - _SHORT_QUOTE) : start])[-1]
    return "、" in clause or len(clause) <= _STUTTER


def _is_enclosed(line: str, start: int, end: int, enclosed: deque[tuple[int, int]]) -> bool:
    """Whether the stop stands within one of the ranges, which are in order; a quotation may end with its stop."""
    while enclosed and enclosed[0][1] <= start:
        enclosed.popleft()
    if not enclosed or enclosed[0][0] > start:
        return False
    return line[enclosed[0][0]] != "“" or end < enclosed[0][1]
