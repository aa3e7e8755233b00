"""Whether a name is what its clause is about, by the words in front of it and behind it."""

from collections.abc import Sequence

from service.pipeline.candidates.figures import clauses
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.tagging import Token

CLAUSE_END = "，,；;：:。！？!?“”\n"
_PREDICATE = frozenset({"v", "vd", "d", "ad", "p", "TIME", "f", "vn"})
_PLACED = tuple("位于 坐落 座落 地处 处于 落户 落地 落 设 建 拟建 总部 来自 隶属 诞生".split())
_OF_THE_NAME = frozenset("” 项目 工程".split())
_FOUNDS = frozenset("共建 合建 组建 成立 设立 筹建 创建 创办 创立 合办 开办 揭牌 挂牌".split())
_GOVERNS = frozenset({"v", "vd", "p"})
# 放眼全县，…: what comes after it is what the sentence is about.
_VIEWS = frozenset("放眼 纵观 综观 环顾 纵览".split())


def heads(passage: Passage, parts: Sequence[Range]) -> bool:
    """Whether a name is what its clause is about: no verb or preposition of the clause stands before it.

    A member of a list is not; a name behind 的 is, where what begins the clause is all an attribute of it.
    """
    following = next((t for t in passage.tokens if t.start >= parts[-1][1] and t.text not in _OF_THE_NAME), None)
    if following is not None and following.text in {"、", "等"} and len(parts) == 1:
        return False
    clause = _in_front(passage, parts[0][0])
    if not any(t.tag in _GOVERNS and t.text not in _VIEWS for t in clause):
        return True
    if clause[-1].text != "的":
        return False
    predicate = following is None or following.tag in _PREDICATE or following.text in "，,；。"
    if _without_verbs(clause[:-1]):
        return True
    return predicate and (next(t for t in clause if t.tag in _GOVERNS).text.startswith(_PLACED) or _sized(clause[:-1]))


def _sized(attribute: list[Token]) -> bool:
    """Whether an attribute is only a verb and its amount: 年产10万吨(的), 总投资5亿元(的)."""
    return attribute[-1].tag == "m" and _without_verbs(attribute[:-1])


def is_founded(passage: Passage, parts: Sequence[Range]) -> bool:
    """Whether a clause ends in a name that is said to be founded, so that the next may tell of it: 创办了某公司，."""
    following = next((t for t in passage.tokens if t.start >= parts[-1][1] and t.text not in _OF_THE_NAME), None)
    before = next((t for t in reversed(passage.tokens) if t.end <= parts[0][0] and t.text not in "了“"), None)
    ends = following is None or following.text in "，,；。"
    return ends and before is not None and before.text in _FOUNDS


def clause_start(passage: Passage, position: int) -> int:
    """The offset at which the clause of a place begins."""
    return max(
        (passage.start + a for a, _ in clauses(passage.text) if passage.start + a <= position), default=passage.start
    )


def _in_front(passage: Passage, position: int) -> list[Token]:
    """The words of the clause before a place."""
    clause: list[Token] = []
    for token in reversed([t for t in passage.tokens if t.end <= position]):
        if token.text in CLAUSE_END:
            break
        clause.insert(0, token)
    return clause


def _without_verbs(attribute: list[Token]) -> bool:
    """Whether an attribute has no verbs but those it ends in: 某集团投资建设(的)."""
    while attribute and attribute[-1].tag in {"v", "vn"}:
        attribute = attribute[:-1]
    return not any(t.tag in _GOVERNS and t.tag != "p" for t in attribute)
