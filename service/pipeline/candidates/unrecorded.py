"""Things that an article tells of by name without their being records: a fund, a cluster of industry, a port.

A figure may be about them, and so may be what comes after.
"""

import re
from collections.abc import Iterator, Sequence

from schemas.vocabulary import INITIATIVE_ENDINGS
from service.pipeline.candidates.mentions import PROPER, NameShape
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.runs import by_ending
from service.pipeline.candidates.tagging import Token

_ENDINGS = tuple(
    "项目 产业园 园区 工业园 科技园 物流园 基地 中心 平台 工厂 厂区 生产线 产线 车间 电站 电场 电厂 水厂 气田 油田 "
    "煤矿 码头 港 港区 口岸 关区 航线 机场 铁路 高速 大桥 水库 枢纽 实验室 研究院 研究所 集群 基金 商圈 景区 示范区 "
    "综合体 能源站 换电站 充电站 物流港 陆港 大厦 总部 加速器 孵化器 专线 班列".split()
)
_SHAPE = NameShape(endings=_ENDINGS)
_LONG = 7
_PRODUCT = re.compile(r"的“(?P<name>[^“”，。、]{2,12})”(?=[，,]|.{0,4}(?:余额|价|量|额|率|收入|面积|规模))")
_KINDS = re.compile(r"^(?:国内|国外|国际|海外|全球|全国|各|新|老|本地|当地|上述|另|首|多|该|本|其)")


def unrecorded(passage: Passage, taken: Sequence[Range]) -> Iterator[Range]:
    """The places of their names in the sentence: long ones, or such with a proper noun; none inside of the `taken`."""
    for mention in by_ending(passage, _SHAPE):
        start, end = mention.parts[0]
        inside = [t for t in passage.tokens if start <= t.start and t.end <= end]
        if all(end <= a or start >= b for a, b in taken) and _is_name(inside):
            yield start, end


def products(passage: Passage) -> Iterator[Range]:
    """The places of names in quotation marks behind an attribute, of which the sentence then tells: 选育的“X号”，."""
    for match in _PRODUCT.finditer(passage.text):
        if not match["name"].endswith(INITIATIVE_ENDINGS):
            yield passage.start + match.start("name"), passage.start + match.end("name")


def _is_name(run: Sequence[Token]) -> bool:
    text = "".join(t.text for t in run)
    proper = any(t.tag in PROPER for t in run[:-1])
    if any(t.tag == "TIME" or (t.tag in {"v", "vd"} and len(t.text) > 1) for t in run[:-1]):
        return False
    return proper or (len(text) >= _LONG and len(run) > 1 and _KINDS.match(text) is None)
