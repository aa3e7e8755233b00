"""Where the name of a body begins and ends: without the words that lead up to it, and those that tell what it does."""

import re
from collections.abc import Sequence
from itertools import takewhile

from service.pipeline.candidates.mentions import Mention, is_no_body
from service.pipeline.candidates.passages import Passage
from service.pipeline.candidates.people import is_post
from service.pipeline.candidates.tagging import Token, tag

_ROLES = (
    r"业主|东家|厂家|巨头|[央国民外车药房港台名]企(?!业)|(?:投资|建设|承建|运营|承办|主办|协办|出资|合作|中标|收购|受让|出让|转让|需求|供应)方|"
    r"(?:开发|运营|承包|供应|制造|服务|投资|承建|集成|经销)商(?![会业务贸])|(?:投资|运营|建设|实施|责任)主体|(?:控股|第一大|参股)?股东|"
    r"(?:建设|施工|设计|监理|运营|承办|主办|协办|指导|支持|参建|责任|牵头|业主|签约|中标|承建)单位"
)
_KINDS = (
    r"上市|挂牌|(?<![电原量粒])子|兄弟|龙头|骨干|知名|领军|链主|民营|国有|外资|合资|头部|明星|独角兽|高新技术|科技型|专精特新|"
    r"科创板|创业板|主板|中小板|新三板|北交所|上交所|深交所|港股|[ABH]股|(?:世界|中国|民企)500强"
)
# Of whom a name tells what he is to the matter or of which kind: 业主甲公司, 投资方为甲公司, 深交所上市公司甲.
_LEAD = re.compile(
    rf"^(?:.*(?:{_KINDS})(?:公司|企业)(?!.*(?:[会盟局厅委院所部办]|中心)$)|(?:.{{0,6}}(?:{_ROLES})))"
    r"(?:之一)?[为是:：]?(?=.{4})"
)
# No company, bank, university or hospital has 与 in its name, many departments and institutes have; 和 and 同 may be
# characters of a name, and part two bodies only behind one.
_JOINED = re.compile(
    r"^(?:.*[与及]|.*(?:公司|集团|大学|学院|银行|医院|研究[院所]|政府|海关|合作社|[协商学]会|联盟|中心|[局厅委厂])[和同])"
    r"(?=.{2,}(?:公司|集团|银行|大学|医院|证券|海关|法院)$)"
    r"|^.*(?:公司|集团|股份|科技|[制医]药|材料|能源|电子|光电|重工|机械|汽车|[乳酒茶锂铝矿]业|食品)(?:联合|携手|牵手)"
    r"(?=.{2,}(?:公司|集团|大学|学院|研究[院所])$)"
)
_TOGETHER = ("联合", "携手", "牵手")
# What a body sets up or signs with another is a body of its own.
_SET_UP = re.compile(
    r"^(?P<body>.*(?:公司|集团|大学|学院|研究院|医院|委员会|管委会|政府|[局厅]))(?:共同|联合)?(?:共建|合建|组建|成立|设立|发起)"
)
_LONG_NAME = 6
_VEHICLES = re.compile(
    r"(?:(?:新能源|智能|网联|电动|燃油|纯电|混动|氢能|商用|乘用|燃料电池)+(?:汽车|车|客车|卡车|重卡|商用车|乘用车))|汽车"
)
# A body bears the name of its own area, not those of the areas over it.
_OVER = re.compile(
    r"^[^省市区县]{2,7}(?:省|自治区)(?=[^省市区县]{2,6}(?:(?<![城都超上门股集楼])市|自治州|自治县|县|(?<!联)盟).{2})|"
    r"^[^省市区县]{2,6}(?<![城都超上门股集楼])市(?=[^省市区县]{2,6}(?:(?<![城都超上门股集楼])市|自治县|县).{2})"
)
_BYLINE = re.compile(r"^.*[（(][^（）()]*(?:记者|通讯员|作者|编辑|摄影)[^（）()]*[）)](?=.{4})")
_CAMPUS = re.compile(r"[（(][\u4e00-\u9fff]{2,4}[）)]")
# Words that a tagger takes for the beginning of a body, and a class of bodies.
_NO_NAME = re.compile(
    r"^[从把将被让使]|^(?:世界|中国|全球|全国|民营|民企)?\d+强(?:企业|公司)?$|旗下(?:的)?(?:全资|控股|参股)?子公司$|^(?:东盟|东协|欧盟|非盟|北约|金砖)$|^新(?:公司|工厂|企业|集团|学院|学校)$"
)
_REPORTS = re.compile(r"(?:讯|\d日电)$")
_LEVELS = tuple("省市区县州旗镇乡村")
# Parks, bases, plants and buildings are no bodies.
_PLACE = re.compile(
    r"(?:基地|园区|(?:产业|科技|工业|物流|科创|创业|软件|农业|示范)园|示范区|开发区|高新区|新区|厂区|大厦|大楼|广场|生产线|车间|"
    r"工厂|码头|(?<!香)港|机场|车站|电站|风电场|小镇|新城|公园|景区)$"
)
# What a tagger takes for a part of the name: 某大学 控股的 某公司, 由某银行 投资建设.
_INVESTS = re.compile(r"控股的|(?:投资|出资|承建|联合)(?:建设|兴建|新建|打造|开发|运营|创办|设立|组建)")
_NAMED = ("有限公司", "大学", "研究院", "局", "厅")
_TELLS = frozenset({"v", "vd", "d", "ad"})
_NAMES = frozenset({"ORG", "LOC", "PER", "nz", "n"})
_TAIL = 4
_AHEAD = 5
_NOUNS = frozenset({"n", "vn", "an", "a", "nz", "LOC", "PER", "ORG"})
_THING = re.compile(r"(?:会|会议|大会|仪式|典礼|论坛|活动|基地|园区|工厂|厂区|车间|校区|院区)$")
_WITH = frozenset("、 和 与 及 同 会同 携手 联合 以及".split())
_AT = frozenset({"在", "于"})


def trimmed(mention: Mention, passage: Passage, endings: tuple[str, ...]) -> Mention | None:
    """The mention with the edges of the body itself; None where what was taken for one is an area or a dateline."""
    start, end = mention.parts[0]
    if len(mention.parts) > 1 or mention.reason == "listed":
        return mention
    start += passage.at(start, end).startswith(("（", "("))
    end = _with_campus(passage, _end(passage, start, end, endings))
    if _INVESTS.match(passage.text, end - passage.start - 2):
        end -= 2
    text = passage.at(start, end)
    if (
        (_NO_NAME.search(text) and not text.endswith(_NAMED))
        or _REPORTS.search(text)
        or _PLACE.search(text)
        or _VEHICLES.fullmatch(text)
        or text.endswith(_LEVELS)
    ):
        return None
    if (founds := _SET_UP.match(text)) is not None:
        named = end - start - founds.end() >= _LONG_NAME
        start, end = (start + founds.end(), end) if named else (start, start + founds.end("body"))
    start += lead(passage.at(start, end))
    start = _joined_by_dash(passage, _before_bracket(passage, start, end))
    if (start, end) == mention.parts[0]:
        return mention
    return Mention(passage.at(start, end), ((start, end),), mention.reason)


def before_joined(mention: Mention, passage: Passage, endings: tuple[str, ...]) -> Mention | None:
    """The first of two bodies that were taken for one: 甲合作社 of 甲合作社同乙公司."""
    start, end = mention.parts[0]
    joined = _JOINED.match(passage.at(start, end))
    if joined is None:
        return None
    together = joined[0].endswith(_TOGETHER)
    stop = start + joined.end() - (2 if together else 1)
    name = passage.at(start, stop)
    return Mention(name, ((start, stop),), mention.reason) if together or name.endswith(endings) else None


def _with_campus(passage: Passage, end: int) -> int:
    """Past an area in brackets behind a university: 云岭大学（临溪）."""
    campus = _CAMPUS.match(passage.text, end - passage.start)
    return passage.start + campus.end() if campus and passage.at(end - 2, end) in {"大学", "学院"} else end


def tells(text: str, start: int) -> bool:
    """Whether what follows a name in `text` from `start` on are verbs: it tells what the body does."""
    return all(t.tag in _TELLS for t in tag(text, start, len(text)))


def modifies(passage: Passage, mention: Mention, classes: tuple[str, ...]) -> bool:
    """Whether a body only says whose, which or where something is: 省政府工作报告, 省科技厅“揭榜”名单, 在交易所上市."""
    start, end = mention.parts[0][0], mention.parts[-1][1]
    following = [t for t in passage.tokens if t.start >= end][:_AHEAD]
    if not following or following[0].text in classes:  # in apposition: 海岚纺织企业
        return False
    head = following[0]
    if head.text in "“《" or (head.tag in {"n", "nz", "a"} and not is_post(head.text)):
        return True
    return _of_thing(following) or _where(passage, start, head.tag)


def acts_with_bodies(passage: Passage, mention: Mention, endings: tuple[str, ...]) -> bool:
    """Whether the next name in a list, or whom it acts with, is a body: 甲市政府会同乙中心、丙集团."""
    start, end = mention.parts[0][0], mention.parts[-1][1]
    before = [t for t in passage.tokens if t.end <= start][-2:][::-1]
    after = [t for t in passage.tokens if t.start >= end][:2]
    beside = [side[1] for side in (before, after) if len(side) > 1 and side[0].text in _WITH]
    return any(t.tag == "ORG" and t.text.endswith(endings) for t in beside)


def _of_thing(following: Sequence[Token]) -> bool:
    """Whether the noun run behind a body ends in an event or a place of its: 甲联盟成立大会, 乙制药临溪基地."""
    run = list(takewhile(lambda t: t.tag in _NOUNS, following))
    return any(t.tag == "n" and _THING.search(t.text) for t in run)


def _where(passage: Passage, start: int, tag_after: str) -> bool:
    """Whether a body is the place where something is done: 在甲大学举行."""
    before = [t for t in passage.tokens if t.end <= start]
    return bool(before) and before[-1].tag == "p" and before[-1].text in _AT and tag_after in {"v", "vn"}


def lead(text: str) -> int:
    """How much of a body's name only leads up to it: its role, its kind, another body, an area over its own."""
    length = 0
    for edge in (_BYLINE, _LEAD, _JOINED, _OVER, _OVER):
        found = edge.match(text[length:])
        length += found.end() if found else 0
    return length


def _before_bracket(passage: Passage, start: int, end: int) -> int:
    """Where the body begins if the mention begins inside a bracket of its name: 海岚计算（临溪）有限公司."""
    text = passage.at(start, end)
    tokens = [t for t in passage.tokens if t.end <= start]
    if not re.match(r"[^（()）]+[）)]", text) or not tokens or tokens[-1].text not in "（(":
        return start
    before = tokens[-2::-1]
    nouns = list(
        takewhile(lambda t: t.tag in _NOUNS or t.tag == "ad", before[1:])
    )  # the first may look like a verb: 云岭计算（北京）
    return [*before[:1], *nouns][-1].start if before else start


def _joined_by_dash(passage: Passage, start: int) -> int:
    """Where the body begins if a dash joins a name to its first word: 云岭—临溪联合实验室; a double dash is a pause."""
    before = [t for t in passage.tokens if t.end <= start][-2:]
    if len(before) < 2 or before[1].text not in "—－-·" or before[1].end != start or before[0].tag not in _NAMES:
        return start
    return before[0].start


def _end(passage: Passage, start: int, end: int, endings: tuple[str, ...]) -> int:
    """Where the body ends if the tagger took verbs behind it for a part of it: 甲研究所签署, 乙市通报."""
    text = passage.at(start, end)
    if text.endswith((*endings, *_LEVELS)) and not is_no_body(text):
        return end
    for cut in range(len(text) - 1, max(1, len(text) - _TAIL - 1), -1):
        if text[:cut].endswith((*endings, *_LEVELS)) and tells(text, cut):
            return start + cut
    return end
