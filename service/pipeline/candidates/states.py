"""How far a thing has come, as the clauses that speak about it say: what is, not what is planned or denied."""

import re
from functools import cache

from service.pipeline.candidates.specification import FieldSpec

NAME, OTHER = "□", "○"
"""Stand for the thing's own name and those of others, whose words say nothing."""
_NOT_YET = re.compile(
    r"预计|预期|计划|有望|力争|争取|尚未|还未|尚需|即将|拟[于在建]|将(?:[于在迎全达投可逐建启开]|实现|陆续|正式)|届时|分[一二两三四]期|后才|未能|推迟|延期|延迟|明年|后年|可实现|(?<!主)要[在于]"
)
_COME = re.compile(rf"已|目前|现已|正在|正式|眼下|如今|刚刚|随后|近日|日前|[昨今]日|{NAME}(?!.{{0,6}}[\d年月底])")
_OTHERWISE = re.compile(r"后|时间|率|入园|企业|商(?!业)|单位|周期|条件|手续|进度|目标|计划")
"""Behind a word of status, what makes it another: 投产后, 开工时间, 签约企业, 落地年."""
_MOVES_IN = re.compile("入驻|进驻")
_COMES = re.compile("签|落地|落户")
_OTHERS_BEFORE = re.compile(
    r"(?:企业|客户|商家|家)[^，,；;。\n]{0,4}$|(?:推动|推进|力促|促成|促进|加快)[^，,；;。\n]*$"
)
_OTHERS_BEHIND = re.compile(r"[^，,；;。\n]*(?:企业|客户|商家)")
"""Others that come somewhere: 企业顺利落地, 落地了甲乙等企业."""
_FRAME = re.compile(r"(?:主体|结构|基础|桩基|土建|路基|钢构|屋面|地下室|幕墙|围墙)[^，,；;。\n]{0,6}$")
_DONE = re.compile("完工|竣工|完成|建成|交工")
# Who builds or runs it says nothing of how far it is: 由某集团投资建设运营.
_BY = re.compile(r"由[^，,；;。\n]{2,40}?(?:(?:投资|建设|运营|开发|实施|承建|打造|兴建|投建)+)")


def state(field: FieldSpec, text: str) -> str | None:
    """The furthest of the enum's values of which a word is said in the text; its clauses are parted by line breaks.

    What is said of who builds it counts where nothing else is said.
    """
    for said in (_BY.sub("\n", text), text):
        found = [value for value, words in field.values.items() if any(_holds(said, word) for word in words)]
        if found:
            return found[-1]
    return field.default


def _holds(text: str, word: str) -> bool:
    """Whether a word is said of what is: not 尚未开工, not 预计年底投产, not 计划9月开工、明年建成, not 投产后."""
    for match in _pattern(word).finditer(text):
        sentence = re.split(r"[；;。]", text[: match.start()])[-1]
        planned = [m.end() for m in _NOT_YET.finditer(sentence)]
        come = [m.end() for m in _COME.finditer(sentence)]
        if planned and planned[-1] > max(come, default=0):
            continue
        if not _is_of_others(text, match, word, sentence) and not (_DONE.match(word) and _FRAME.search(sentence)):
            return True
    return False


def _is_of_others(text: str, match: re.Match[str], word: str, sentence: str) -> bool:
    """Whether the word is said of somebody or something else, or is part of another."""
    if _OTHERWISE.match(text, match.end()) and not _MOVES_IN.fullmatch(word):
        return True
    if _COMES.match(word):
        return (
            text.startswith("年", match.end())
            or _OTHERS_BEFORE.search(sentence) is not None
            or _OTHERS_BEHIND.match(text, match.end()) is not None
        )
    return word.endswith("了") and NAME not in re.split(r"[，,；;。\n]", text[match.end() :])[0]


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A word; one with … leaves open what stands between: 通过…验收, 加快…建设."""
    return re.compile(r"[^，,；;。\n]{0,40}?".join(map(re.escape, word.split("…"))))
