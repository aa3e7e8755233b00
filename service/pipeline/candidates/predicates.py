"""What the words behind a figure say that the things counted or shared do: 18名科研人员[到岗], 六成[出口]."""

from collections.abc import Iterator, Sequence

from service.pipeline.candidates.measures import PASSING, counted
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

_LONGEST = 10
_BEGINS = frozenset({"v", "vn", "vd", "d", "p", "ad", "f", "s"})
_GOVERNS = frozenset({"v", "vd", "p"})
_RATES = ("率", "比", "比例", "比重", "份额", "度", "额", "速", "幅", "值", "量")
_MARKS = frozenset("，,；;。！？!?：:、“”‘’（）()《》")
_AUXILIARIES = PASSING | frozenset(
    "将 要 会 能 可 可以 能够 了 已经 现 现已 全部 都 陆续 正式 成功 顺利 先后 也 就".split()
)


def told_of(passage: Passage, front: Sequence[Range], counted: Range, ceiling: int) -> tuple[Range, ...]:
    """The counted things with what they do up to `ceiling`; before them if it is one verb, with none in `front`.

    [18名] 科研人员到岗 are 到岗科研人员, 吸引 [26家] 企业入驻 are 吸引企业入驻.
    """
    does = predicate(passage, counted[1], ceiling)
    verbs = [t for t in passage.tokens if t.tag == "v" and any(a <= t.start < b for a, b in front)]
    alone = len(does) == 1 and any((t.start, t.end) == does[0] for t in passage.tokens)
    things = any(t.tag not in {"v", "vn"} for t in passage.tokens if counted[0] <= t.start < counted[1])
    return (*does, counted) if alone and things and not verbs else (counted, *does)


def shared(passage: Passage, clause: Range, share: Range, front: Sequence[Range]) -> tuple[Range, ...]:
    """What a share is of with what that does: 产品 [六成] 将出口 is 产品出口, [一半] 的订单来自外地 订单来自外地.

    `front` is what is named before it. Nothing if the clause says in front of it what has that share (占六成), or
    behind it nothing.
    """
    before = [t for t in passage.tokens if clause[0] <= t.start and t.end <= share[0]]
    if any(t.tag in _GOVERNS for t in before) or (before and before[-1].text.endswith(_RATES)):
        return ()
    if front and front[-1][0] < share[0]:
        does = predicate(passage, share[1], clause[1])
        return (*front, *does) if does else ()
    named = counted(passage, share[1] + passage.at(share[1], clause[1]).startswith("的"), clause[1])
    does = predicate(passage, named[0][1], clause[1]) if named else []
    return (*named, *does) if does else ()


def predicate(passage: Passage, start: int, ceiling: int) -> list[Range]:
    """The words from `start` to the end of the clause, if they are a short predicate without figures; else none."""
    tokens = [t for t in passage.tokens if start <= t.start and t.end <= ceiling]
    said = [t for t in tokens if t.text not in _AUXILIARIES]
    if not said or said[0].tag not in _BEGINS or not any(t.tag in {"v", "vn"} for t in said):
        return []
    long = sum(len(t.text) for t in said) > _LONGEST
    if long or any(t.tag in {"m", "TIME"} or t.text in _MARKS for t in said):
        return []
    return list(_runs(said))


def _runs(tokens: list[Token]) -> Iterator[Range]:
    start, end = tokens[0].start, tokens[0].end
    for token in tokens[1:]:
        if token.start != end:
            yield start, end
            start = token.start
        end = token.end
    yield start, end
