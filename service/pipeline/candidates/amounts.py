"""A thing's own figures: what it costs, covers and can make, each by the words in front of it."""

import re
from collections.abc import Sequence
from functools import cache

from service.pipeline.candidates.figures import Figure
from service.pipeline.candidates.mentions import MARKS
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.specification import FieldSpec
from service.pipeline.candidates.survey import Survey

FIGURES = {
    "money": {"money"},
    "quantity": {"area", "quantity"},
    "percentage": {"percentage"},
    "text": {"quantity", "area"},
}
# What is set in motion elsewhere, or is so much a piece, is not a thing's own size.
_OTHERS = re.compile(
    r"带动|拉动|撬动|吸引|引资|合计|强度|亩均|每亩|减少|节约|减排|[今去前明本上下]年内?$|年内|已签|订单"
)
# What is told of a part, or only so far, counts where nothing is told of the whole.
_PART = re.compile(r"(?:[一二三四首]期|其中|起步区|启动区)[^，,；;。]*$")
_SO_FAR = re.compile(r"完成")
_GAP, _LONG_GAP = 6, 14
_SPECIFIES = re.compile(r"[\d.]+万?(?:英寸|纳米|微米|毫米|米|马力|千伏|千瓦|兆瓦|吨级|级)(?:以上|及以上)?")
# How much it does now is not how much it was built for.
_RUNS = re.compile(r"[日月年]均(?![^，,；;。]*(?:可|能力|设计|预计|将))|累计")
_EVERY = r"(?:每[年月日天]|(?<![今去前明本上下半全当\d])年|(?<![本上下当\d])月|(?<![昨今当\d])日(?:均)?|年均|单日|单班)"
_BETWEEN = r"[^，,；;。\d]{0,8}?"
_GOES_ON = re.compile(
    r"(?:以上|及以上)?[^，,；;。、与和及\d]{0,8}|[^，,；;。、\d]{0,8}(?:、|和|与|及|以及)[^，,；;。、\d]{0,10}"
    r"|(?:提升|提高|增加|扩大|增)[到至]"
)
_FORMS = re.compile(r"(?:形成|具备|新增|实现|拥有)[^，,；;。\d]{0,6}$")
_ABLE = re.compile(r"[^，,；;。\d]{0,12}?(?:产能|(?:生产|加工|处理|制造|储存|接待)能力)")
_UNIT = re.compile(r"[\d.]+[余多万亿]*(亩|公顷|平方公里|平方米|平米|㎡)")
_GROUND = frozenset({"亩", "公顷", "平方公里"})
_HOUSES = re.compile(r"的?(?:标准|生产|智能|现代化)*(?:厂房|建筑|楼宇|机房)")


def amount(survey: Survey, field: FieldSpec, ranges: Sequence[Range], name: Range) -> Range | None:
    """Where the figure of the field stands, in a field of text from its cue on: 年产轻型电动商用车5万辆.

    Of several that of the whole before that of a part, and the first. `name` is where the thing's name stands.
    """
    found: list[tuple[int, int, Range]] = []
    for _, figure in survey.figures:
        home = next((r for r in ranges if r[0] <= figure.start < r[1]), None)
        if home is None or figure.kind not in FIGURES[field.type] or not any(c.isdigit() for c in figure.text):
            continue
        before = survey.passage_at(figure.start).at(home[0], figure.start)
        runs = field.type == "text" and _RUNS.search(before)
        cue = _cue(before, field)
        able = _able(survey, figure, before) if field.type == "text" and cue is None else None
        if able is not None:
            found.append((int(_PART.search(before) is not None), figure.start, able))
            continue
        if _OTHERS.search(before) or runs or (cue is None and not _by_unit(survey, figure, field, name)):
            continue
        rank = 2 if _SO_FAR.search(before) else int(_PART.search(before) is not None)
        whole = (figure.start, figure.end)
        if field.type == "text" and cue is not None:
            whole = (home[0] + cue, _last(survey, figure, home))
        found.append((rank, figure.start, whole))
    return min(found)[2] if found else None


def _able(survey: Survey, figure: Figure, before: str) -> Range | None:
    """The place of a figure that is followed by what it is the figure of: 形成10吉瓦时的年产能."""
    passage = survey.passage_at(figure.start)
    behind = _ABLE.match(passage.at(figure.end, passage.sentence.end))
    if behind is None or _FORMS.search(before) is None:
        return None
    return figure.start, figure.end + behind.end()


def _by_unit(survey: Survey, figure: Figure, field: FieldSpec, name: Range) -> bool:
    """Whether an area's unit and what follows it tell what it is: 400余亩的 [name], 1.2万平方米的厂房."""
    if figure.kind != "area":
        return False
    passage = survey.passage_at(figure.start)
    behind = passage.at(figure.end, passage.sentence.end)
    unit = _UNIT.search(figure.text)
    ground = unit is not None and unit[1] in _GROUND
    kind = "占地" if ground else "建筑面积"
    its_own = passage.start <= name[0] and passage.at(figure.end, name[0]).rstrip(MARKS) == "的"
    if not its_own and (ground or _HOUSES.match(behind) is None):
        return False
    return any(kind in cue for cue in field.cues)


def _cue(text: str, field: FieldSpec) -> int | None:
    """Where the field's cue begins that stands last before the end of `text`, with a few characters between.

    A field of text names what is counted between cue and number.
    """
    gap = _LONG_GAP if field.type == "text" else _GAP
    near = [m.start() for cue in field.cues for m in _pattern(cue).finditer(text) if _is_near(text[m.end() :], gap)]
    return min(near) if near else None


def _is_near(between: str, gap: int) -> bool:
    return len(between) <= gap and not any(c.isdigit() for c in _SPECIFIES.sub("", between))


@cache
def _pattern(cue: str) -> re.Pattern[str]:
    """A cue; 每… stands for any word for a stretch of time, … for a few characters: 每…产, 设计…能力."""
    if cue.startswith("每…"):
        return re.compile(_EVERY + _BETWEEN + re.escape(cue[2:]) + "(?![值业销量])")
    return re.compile(_BETWEEN.join(map(re.escape, cue.split("…"))))


def _last(survey: Survey, figure: Figure, home: Range) -> int:
    """The end of the last figure of a list that begins with this one: 甲1.2万台、乙800台, 由4万吨提升到8万吨."""
    end = figure.end
    for _, other in survey.figures:
        if other.start < end or other.end > home[1] or other.kind not in FIGURES["text"]:
            continue
        if _GOES_ON.fullmatch(survey.passage_at(end - 1).at(end, other.start)) is None:
            break
        end = other.end
    return end
