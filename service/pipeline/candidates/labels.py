"""What a figure's indicator is called: the words of its measure, made whole where they lean on the figure before.

A share is told of what (占全市产量的 three tenths), a rank where (居全省 third); often of what is said only once.
"""

import re
from typing import NamedTuple

from service.pipeline.candidates.changes import moves, only_moves
from service.pipeline.candidates.passages import Range

_RANKED = re.compile(
    r"(?P<verb>(?:(?:稳|位|跃|仍|均)?居|排(?:名|在|到)?|[位名]?列|跃?升至|保持|名次|位次|排位)(?:在|到|至|于)?)(?P<scope>[^居排列]*)$"
)
_ATTRIBUTE = re.compile(r"^(?:增速|增幅|总量|规模|总额|数量)$")
_ATTRIBUTES = re.compile("(?:增速|增幅|总量|规模|总额|数量)$")
_SHARE = re.compile(r"^(?:[一二两三四五六七八九十][^占]?)?(?:合计|共计|总计|约|已|均|共|就)*(?=占)")
_GAP = re.compile(
    "^(?P<of>增速|增幅|降幅|跌幅|涨幅|总量|规模)?(?:高于|低于|高出|超出|快于|慢于|好于|优于|领先|落后"
    "|[比较].+(?:[高低多少快慢长短大小贵省好差]出?|加快|放缓|收窄|扩大|回落|[提升]高|上升|提升|增[加长]|减少|下降|降低)$)"
)
_PROGRESS = re.compile("^完成.*(?:目标|任务|计划|进度)")
_LEANING = re.compile(
    r"(?:高于|低于|高出|超出|快于|慢于|好于|优于|领先|落后|占(?!地|用|有|比)).*$|[比较][^重例].*[高低多少快慢]出?$|在.{0,12}的位次$"
)


class Label(NamedTuple):
    """A name and where it stands; no places where it is put together with words that do not."""

    text: str
    parts: tuple[Range, ...]


def label(own: Label, kind: str, before: Label | None) -> Label:
    """The name of an indicator, of its own words and those of the figure before it in the sentence."""
    if kind == "rank":
        return _rank(own, before)
    gap = _GAP.match(own.text)
    if before is not None and gap is not None:
        about = without_move(_base(before)) if gap["of"] else _base(before)
        return Label(about.text + own.text, (*about.parts, *own.parts))
    if before is not None and only_moves(own.text):
        about = without_move(_base(before))
        return Label(about.text + own.text, (*about.parts, *own.parts))
    if before is None or kind != "percentage":
        return own
    share = _SHARE.match(own.text)
    if share is not None:
        about = without_move(_base(before))
        return Label(about.text + own.text[share.end() :], (*about.parts, *cut(own.parts, share.end(), None)))
    return own


def tells_progress(own: Label) -> bool:
    """Whether a figure only says how much of a target was reached: shares and ranks are of what was told before it."""
    return _PROGRESS.match(own.text) is not None


def share_of(before: Label, what: str) -> Label:
    """The name of the share that something has in what the figure before measures."""
    return Label(f"{what}占{without_move(_base(before)).text}的比例", ())


def rank_in(before: Label, scope: str) -> Label:
    """The name of a further rank: 居全国第3位、[中部] 第1位."""
    return Label(f"{_base(before).text}在{scope}的位次", ())


def _rank(own: Label, before: Label | None) -> Label:
    """增速居全省 as what the figure before measures, its 增速 and 在全省的位次."""
    match = _RANKED.search(own.text)
    what, scope = (own.text[: match.start()], match["scope"]) if match else (own.text, "")
    if before is not None and (not what or _ATTRIBUTE.match(what)):
        about = _base(before)
        what = (_ATTRIBUTES.sub("", without_move(about).text) if what else about.text) + what
    return Label(f"{what}{f'在{scope}' if scope else ''}的位次", ()) if what else own


def _base(before: Label) -> Label:
    """The name that a share, a gap or a rank was told of: 出口额占全市 as 出口额."""
    leaning = _LEANING.search(before.text)
    return before if leaning is None or not leaning.start() else _until(before, leaning.start())


def without_move(before: Label) -> Label:
    """出口额同比增长 as 出口额."""
    moved = moves(before.text)
    return before if moved is None or not moved.start() else _until(before, moved.start())


def _until(whole: Label, length: int) -> Label:
    """The first `length` characters."""
    return Label(whole.text[:length], cut(whole.parts, 0, length))


def cut(parts: tuple[Range, ...], start: int, stop: int | None) -> tuple[Range, ...]:
    """The places of the characters from `start` to `stop` of what stands at `parts`."""
    places = [i for a, b in parts for i in range(a, b)][start:stop]
    runs: list[Range] = []
    for place in places:
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return tuple(runs)
