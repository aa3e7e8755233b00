"""Which sentences have no subject of their own, and go on about the last thing named."""

import re

_THINGS = (
    "项目|基地|园区?|工程|中心|工厂|平台|产业园|科技园|工业园|物流园|创新园|生产线|产线|电站|电厂|风电场|码头|港区|厂区|枢纽|小镇|大厦|"
    "车间|厂房|矿山|机场|水库|大桥|高速|铁路|隧道|装置|管道|综合体|新城|冷库"
)
_POINTS = "该|本|此|这[一个座项条家处片]?|这个"
_PARTS = (
    r"(?:(?:首[批条座台个栋]|[一二两三四五六\d]+[台条座栋]|全部|所有|现场|主要)[^，,。；：]{0,4})?"
    "(?:主体|厂房|车间|机组|风机|泊位|窑炉|产线|生产线|设备|钢结构|桩基|土建)"
)
# A sentence that begins so goes on about the last thing named.
_GOES_ON = re.compile(
    r"^[“‘]?(?:(?:同时|此外|其中|目前|眼下|如今|据悉|据了解|据介绍|据测算|截至[^，,。]{2,10}|(?:[今去]年)?[\d年月日底初末上下中旬午晚]{2,12})[，,]?)?"
    rf"(?:{_PARTS}|(?:{_POINTS})?(?:{_THINGS}|总投资|总建筑面积|规划|计划投资|其"
    rf"|[一二三首]期(?:项目|工程)?|建成后|投产后|达产后|扩建后|全部建成后)|(?:项目)?(?:业主|投资方|建设单位|投资主体|运营方)|(?:{_POINTS})[^，。]{{0,6}}(?:[园厂库港站线馆城谷桥场]|中心|基地|平台)"
    rf"|(?:{_POINTS})[^，。]{{2,40}}的(?:{_THINGS}))"
)
_SPOKEN = re.compile(r"^[^，。；：]{2,40}(?:说|表示|介绍|透露|称|告诉记者)[，,：:]?[“‘]?")
_ELSEWHERE = re.compile(r"^(?:项目|园区)(?:落地|建设|招引|数量|们|深化|年|攻坚)(?!成|周期)")


def goes_on(sentence: str) -> bool:
    """Whether a sentence has no subject of its own but 该项目, 其, 总投资 and the like."""
    text = sentence.strip()
    said = _SPOKEN.sub("", text, count=1)
    return any(_GOES_ON.match(form) is not None and _ELSEWHERE.match(form) is None for form in (text, said))
