"""Names in lists and behind the class that they are of: 甲、乙等企业, 旗下企业甲."""

import re
from collections.abc import Iterator

from service.pipeline.candidates.mentions import GOVERNING, INSIDE, MARKS, PROPER, Mention, NameShape, bare, mention_at
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.tagging import Token

_LIST = re.compile(r"等(?!待|级|于|候)")
_COUNTED_LIST = re.compile(r"(?<=[\u4e00-\u9fff])[两二三四五六七八九十]+[家所](?!门|庭|长)")
_COUNT = re.compile(
    r"(?:(?:多|数|几|近|约|[\d.,]+|[一二三四五六七八九十百千万两]+)(?:余|多|几)?(?:大?批|[家个项名所座条位类种大]))?"
    r"(?:产业链)?(?:上下游|[国省市县区境]内外)?"
)
_APPOSITION = re.compile(r"(?:直属|权属|所属|下属|旗下|子|龙头|领军|骨干|知名|链主|头部|标杆|民营|上市)$")
_SUBSIDIARY = frozenset({"子公司", "分公司", "孙公司"})
_CLAUSE_START = frozenset({"ad", "vd", "d", "TIME", "LOC"})


def listed(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """The members of “A、B、C等…企业”, where the class after 等 is one of the shape's; so of “A、B两家企业”."""
    if not shape.classes:
        return
    for match in (*_LIST.finditer(passage.text), *_COUNTED_LIST.finditer(passage.text)):
        place, counted = passage.start + match.start(), match[0] != "等"
        noun = _class_after(passage, place + (not counted), shape)
        if noun is None:
            continue
        members = _members(passage, place)
        proper = [_is_proper(passage, *member) for member in members]
        if (shape.proper and not any(proper)) or (counted and not (all(proper) and len(members) > 1)):
            continue
        suffix = noun if not counted and _shares(noun[0], shape, members, passage) else None
        for start, end in members:
            yield mention_at(passage, start, end, "listed", suffix)


def _is_proper(passage: Passage, start: int, end: int) -> bool:
    """Whether a proper noun or a quotation stands in it: of 设备维保、洁净耗材等项目 none is named."""
    return any(t.tag in PROPER or t.text in MARKS for t in passage.tokens if start <= t.start and t.end <= end)


def _class_after(passage: Passage, start: int, shape: NameShape) -> tuple[str, int, int] | None:
    """The noun run after 等 and its count, up to the last of the shape's classes in it: (text, start, end)."""
    count = _COUNT.match(passage.text[start - passage.start :])
    begin = start + (count.end() if count else 0)
    run = [t for t in passage.tokens if t.end > begin]
    while run and run[0].tag == "a":  # 等 优质 项目
        begin = run.pop(0).end
    end = None
    for token in run:
        if token.tag not in INSIDE and token.tag not in {"m", "q", "f"}:
            break
        if token.text.endswith(shape.classes):
            end = token.end
    return (passage.at(begin, end), begin, end) if end is not None else None


def _shares(noun: str, shape: NameShape, members: list[tuple[int, int]], passage: Passage) -> bool:
    """Whether the class noun is the last part of every member's name (ruling: “A、B等X” names A X and B X)."""
    whole = all(bare(passage.at(*m)).endswith(shape.endings) for m in members)
    return len(members) > 1 and noun.endswith(shape.endings) and noun not in shape.classes and not whole


def _members(passage: Passage, place: int) -> list[tuple[int, int]]:
    """Spans of the list members that end at `place`, the offset of 等."""
    spans: list[tuple[int, int]] = []
    end = place
    tokens = [t for t in passage.tokens if t.end <= place]
    for k in range(len(tokens) - 1, -1, -1):
        token = tokens[k]
        first = _ends_list(token) or (token.tag == "v" and k > 0 and _opens(tokens, k))
        if first or token.text == "、" or (token.text in "与和" and token.tag == "c"):
            spans.append((token.end, end))
            end = token.start
        if first:
            break
    else:
        spans.append((tokens[0].start if tokens else place, end))
    spans.reverse()
    return [s for s in spans if 2 <= s[1] - s[0] <= 24]


def _opens(tokens: list[Token], k: int) -> bool:
    """Whether a verb begins the clause of a list: behind words of time and manner, or, before a proper noun, a mark."""
    before = tokens[k - 1]
    proper = k + 1 < len(tokens) and tokens[k + 1].tag in PROPER
    return before.tag in _CLAUSE_START or (proper and before.text in "，,；;")


def _ends_list(token: Token) -> bool:
    """Whether no member of a list reaches over this token: clause marks, particles, prepositions, governing verbs."""
    return (
        token.text in GOVERNING
        or token.tag in {"p", "u", "d"}
        or (token.tag == "w" and token.text in "，。；：,;:!！?？")
    )


def apposed(passage: Passage, shape: NameShape) -> Iterator[Mention]:
    """A name right behind its class: 旗下企业X宣布… ."""
    tokens = passage.tokens
    for i, token in enumerate(tokens[:-1]):
        kind = token.text in shape.classes and i > 0 and _APPOSITION.search(tokens[i - 1].text) is not None
        if not kind and not (shape.tag == "ORG" and token.text in _SUBSIDIARY):
            continue
        k = i
        while k + 1 < len(tokens) and (tokens[k + 1].tag in INSIDE or tokens[k + 1].tag == "TIME"):
            k += 1
        ends = [j for j in range(i + 1, k + 1) if tokens[j].text.endswith(shape.endings)] if shape.endings else []
        k = ends[-1] if ends else k
        if k > i and tokens[k].end - token.end >= 3:
            yield mention_at(passage, token.end, tokens[k].end, "listed")
