"""People in a tagged sentence, with the posts and the body that stand before their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.pipeline.candidates.mentions import is_task
from service.pipeline.candidates.passages import Passage, Range
from service.pipeline.candidates.surnames import COMPOUND_SURNAMES, SURNAMES, transcribed
from service.pipeline.candidates.tagging import Token

# No post here is a rank and another post (总经理): with two ways to read it, a long run of them would take for ever.
_POST = (
    "书记 主席 总统 总理 首相 部长 省长 市长 区长 县长 州长 盟长 旗长 镇长 乡长 村长 厅长 局长 处长 科长 股长 司长 "
    "署长 关长 行长 院长 所长 校长 园长 馆长 站长 社长 台长 队长 组长 班长 会长 理事长 监事长 秘书长 委员长 议长 "
    "庭长 检察长 审判长 董事长 场长 矿长 井长 段长 船长 机长 团长 董事 监事 理事 经理 总裁 总监 工程师 农艺师 会计师 "
    "经济师 设计师 规划师 审计师 统计师 畜牧师 总编辑 主编 主任 主管 厂长 店长 常委 委员 代表 发言人 负责人 联系人 "
    "带头人 传承人 合伙人 创始人 创办人 实际控制人 法定代表人 首席执行官 首席运营官 首席财务官 首席技术官 "
    "首席经济学家 首席科学家 教授 研究员 分析师 博士 院士 专家 律师 医生 医师 护士长 支书 法官 检察官 顾问 助理 参赞 "
    "董事会秘书 监事会主席 执行长 财务长 营运长 技术长 大使 领事 干事 专员 指挥 教练 导演 作家 技术员 讲师 "
    "秘书 董秘 导师 博导 硕导 CEO CTO CFO COO 村支书 党支书 党组成员 调研员 巡视员 "
    "主任科员 大队长 支队长 中队长 驻村第一书记 辅导员 裁判员 教练员"
).split()
_OCCUPATION = tuple(
    (
        "种植户 养殖户 种粮大户 专业户 经营户 个体户 农户 农民 村民 牧民 渔民 茶农 果农 菜农 棉农 药农 花农 蚕农 "
        "农场主 工人 职工 员工 技工 工匠 技师 社员 司机 店主 摊主 商户 客商 经销商 采购商 经纪人 创业者 主播 店员 "
        "技术骨干 质检员 检验员 调度员 安全员 管理员 驾驶员 快递员 配送员 采购员 销售员 业务员 维修工 操作工 装配工 "
        "焊工 电焊工 钳工 电工 木工 飞手 机手 民警 市民 居民 游客 旅客 学员 教师 老师 护士 导游 志愿者"
    ).split()
)
_RANK = "常务|执行|首席|名誉|党组|(?<![镇乡])党委|副|代|原|前|总|高级|联席|联合|资深|终身|第一|兼"
_ONE = rf"(?:{_RANK})*(?:{'|'.join(sorted([*_POST, *_OCCUPATION], key=len, reverse=True))})"
_LAST = "副总|总工|总队长"  # before another post these are ranks
_TITLE = re.compile(rf"(?:{_ONE})*(?:{_ONE}|{_LAST})$")
_AND = frozenset("、 和 与 及 以及".split())
_JOINED = re.compile(r"[、和与及]+")
_NO_NAME = frozenset({"w", "p", "u", "d", "c", "r", "m", "q", "f", "TIME"})
_NO_BODY = frozenset({"v", "p", "u", "d", "w", "c", "r"})
_HONOURS = frozenset("先生 女士 博士 教授 院士 同志 老师 师傅 律师 医生 夫妇 本人 一行".split())
_LONGEST = 3
_STOP = frozenset('，。；：！？,;:!?“”"（()）—…《》')
_BRACKETED = re.compile(r"[（(][\u4e00-\u9fff]{2,5}[）)]$")
# Words for a body that was named before.
ANY_BODY = re.compile(
    r"(?:该|本|我|这家)?(?:公司|集团|企业|协会|商会|学会|联盟|学院|学校|医院|银行|分行|支行|研究院|研究所|设计院|合作社|海关|管委会)"
    r"|(?:该|本|我)[院所局厅厂行校社委部署]"
)
_POINTS = re.compile(r"[该本我][省市区县州旗镇院所局厅校行社公集企开园]")
_UNIT = re.compile(r"[\u4e00-\u9fff]{1,8}(?:部|处|科|室|组|车间|班)")
_OF_PARTY = ("宣传部", "组织部", "统战部", "武装部", "政法委", "党委", "党组", "支部", "总支", "办公室", "指挥部")
_LEVELS = tuple("省市区县州旗镇乡村")
_DEPARTMENT = re.compile(r"(?:公司|集团|银行|大学|医院).*(?:部|室|组|处|科)$")
_WORK = frozenset(
    (
        "财务 行政 人事 人力资源 市场 营销 销售 技术 研发 生产 运营 质量 品质 安全 采购 供应链 物流 品牌 公关 公共事务 "
        "战略 投资 证券事务 法务 审计 项目 产品 设计 工程 信息 数据 合规 风控 客户 业务 商务 党建 党群 宣传 外联 策划 "
        "行业 车间 班组 工艺 设备"
    ).split()
)
_WHOLE_BODY = re.compile(r"公司|集团|证券|银行|大学|学院|医院|研究[院所]|协会|商会|学会|委员会|基金会")
_ORGANIZATION_END = re.compile(
    r"(?:公司|证券|保险|信托|集团|委|厅|局|部|院|所|会|校|中心|大学|学院|政府|银行|分行|支行|办|署|处|站|社|台|厂|店|省|市|区|县|州|盟|旗|镇|乡|村|街道|团|联盟|基金|所|室|组)$"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A named person where he or she stands; spans are those of the clean text."""

    text: str
    start: int
    end: int
    title: Range | None
    organization: Range | None


def find_people(passage: Passage) -> Iterator[Person]:
    """The people in the sentence, in order: whom the tagger sees, and who stands behind a post."""
    tokens = passage.tokens
    before: Person | None = None
    i = 0
    while i < len(tokens):
        last = _name_at(tokens, i)
        if last is None:
            i += 1
            continue
        start, end = tokens[i].start, tokens[last].end
        title, organization = _posts(passage, start, passage.start if before is None else before.end)
        if before is not None and passage.at(before.end, start) in _AND:  # the post of both: 副市长甲、乙
            title, organization = before.title, before.organization
        if title is not None or all(t.tag == "PER" for t in tokens[i : last + 1]):
            before = Person(passage.at(start, end), start, end, title, organization)
            yield before
        i = last + 1


def _name_at(tokens: tuple[Token, ...], i: int) -> int | None:
    """Index of the last token of a name that begins at token `i`, if one does."""
    behind_post = i > 0 and _TITLE.search(tokens[i - 1].text) is not None
    if tokens[i].tag != "PER" and (not behind_post or tokens[i].tag in _NO_NAME or is_post(tokens[i].text)):
        return None
    last = _last_transcribed(tokens, i)
    if last is not None:
        return last
    last = i
    while last + 1 < len(tokens) and _goes_on(tokens, i, last, behind_post=behind_post):
        last += 1
    name = "".join(t.text for t in tokens[i : last + 1])
    return last if _is_name(name, tokens, last) else None


def _last_transcribed(tokens: tuple[Token, ...], i: int) -> int | None:
    """Index of the last token of a name of another language that begins at token `i`, whole tokens only."""
    name = transcribed("".join(t.text for t in tokens[i : i + 6]))
    if name is None:
        return None
    return next((k for k in range(i, min(i + 6, len(tokens))) if tokens[k].end - tokens[i].start == len(name)), None)


def _goes_on(tokens: tuple[Token, ...], first: int, last: int, *, behind_post: bool) -> bool:
    """Whether a name that begins at token `first` goes on beyond token `last`."""
    following = tokens[last + 1]
    if _ends_in_and(tokens, first, last):
        return True
    if following.text == "·" or tokens[last].text == "·":
        return following.tag not in _NO_NAME or following.text == "·"
    if following.end - tokens[first].start > _LONGEST:
        return False
    return following.tag == "PER" or (
        behind_post and len(tokens[last].text) == 1 and following.tag not in {"w", "p", "u", "d"}
    )


def _ends_in_and(tokens: tuple[Token, ...], first: int, last: int) -> bool:
    """Whether 和 behind two characters is the third of a name: behind it somebody does something (主任 某景 和 说)."""
    two = tokens[last].end - tokens[first].start == _LONGEST - 1
    return two and tokens[last + 1].text == "和" and last + 2 < len(tokens) and tokens[last + 2].tag in {"v", "d", "vd"}


def _is_name(name: str, tokens: tuple[Token, ...], last: int) -> bool:
    """Two to four characters with a surname, or a foreign name; not the first half of a longer noun."""
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    if following is not None and following.tag in {"n", "nz", "ORG", "LOC"} and following.text not in _HONOURS:
        return False
    return "·" in name.strip("·") or (
        2 <= len(name) <= 4 and (name[0] in SURNAMES or name.startswith(COMPOUND_SURNAMES))
    )


def _posts(passage: Passage, name_start: int, floor: int) -> tuple[Range | None, Range | None]:
    """Spans of the posts and of the body before a name: 甲市委副书记、代市长 X → (副书记、代市长, 甲市委).

    `floor` is where the name before ends.
    """
    begin = max(_clause_start(passage, name_start), floor)
    begin += len(joined[0]) if (joined := _JOINED.match(passage.at(begin, name_start))) else 0
    before = passage.at(begin, name_start).rstrip("、 ")
    if not _TITLE.search(before):
        return None, None
    end = begin + len(before)
    parts = _parts(before)
    first = _TITLE.search(parts[0][1])
    while first is None:  # a list that only ends in posts: 企业、高校、协会 会长 X
        parts.pop(0)
        first = _TITLE.search(parts[0][1])
    offset, text = parts[0]
    start = begin + offset + first.start()
    body = _body(passage, begin + offset, start, text[: first.start()])
    if body is None:
        return (_area_of_work(passage, begin + offset, start), end), None
    unit = _unit(passage, *body)
    return (body[1] if unit is None else unit, end), body if unit is None else _stands_for(passage, body[0], unit)


def _clause_start(passage: Passage, end: int) -> int:
    """Where the words begin that no mark parts from `end`; brackets around an area belong to a name."""
    begin = end
    while begin > passage.start:
        if passage.at(begin - 1, begin) in _STOP:
            inside = _BRACKETED.search(passage.at(passage.start, begin))
            if inside is None or begin == end:
                return begin
            begin = passage.start + inside.start()
        else:
            begin -= 1
    return begin


def is_post(word: str) -> bool:
    """Whether a word ends in a post: 厅长, 副总裁; an occupation (工人, 村民) is none."""
    return _TITLE.search(word) is not None and not word.endswith(_OCCUPATION)


def _parts(before: str) -> list[tuple[int, str]]:
    """The members of a list with 、 and where each begins."""
    return [(m.start(), m.group()) for m in re.finditer(r"[^、]+", before)]


def _body(passage: Passage, start: int, end: int, text: str) -> Range | None:
    """The span of the body in front of the posts: back from `end` over nouns and names, and up to the body's last word.

    What stands between that and the post is the area of work: 甲公司 财务 总监.
    """
    if not text:
        return None
    begin = end
    tokens = [t for t in passage.tokens if t.start < end and t.end > start]
    for k, token in reversed([*enumerate(tokens)]):
        part = token.text in "和与（）()" or is_task(tokens, k) or _is_work(passage, token)
        if token.tag in _NO_BODY and not part and not _POINTS.match(text):
            break
        begin = max(token.start, start)
    last = _last_of_body(passage, begin, end)
    found = passage.at(begin, last)
    whole = begin == start and len(found) >= 3
    if len(found) < 2 or not (whole or _ORGANIZATION_END.search(found) or _named(passage, begin, last)):
        return None
    return begin, last


def _unit(passage: Passage, start: int, end: int) -> int | None:
    """Where the name of a unit begins if the words before a post name no more than that: 生产部, 公司 [制造部]."""
    anybody = ANY_BODY.match(passage.at(start, end))
    begin = start + (anybody.end() if anybody else 0)
    unit = passage.at(begin, end)
    whose = unit.startswith((*_LEVELS, *_OF_PARTY)) or _WHOLE_BODY.search(unit)
    proper = anybody is None and _named(passage, begin, end)
    return begin if _UNIT.fullmatch(unit) and not whose and not proper else None


def _stands_for(passage: Passage, start: int, end: int) -> Range | None:
    """The place of the word for a body in front of a unit's name, if there is one."""
    return (start, end) if passage.at(start, end) else None


def _is_work(passage: Passage, token: Token) -> bool:
    """Whether a verb right behind a body is part of an area of work: 海岚纺织公司 织布 车间 主任."""
    return token.tag == "v" and any(t.end == token.start and t.tag == "ORG" for t in passage.tokens)


def _last_of_body(passage: Passage, begin: int, end: int) -> int:
    """Where the body ends in the words before a post: behind its last ending, else before the area of work."""
    ends = [
        t.end for t in passage.tokens if begin < t.end <= end and _ORGANIZATION_END.search(passage.at(begin, t.end))
    ]
    ends += [end] if _ORGANIZATION_END.search(passage.at(begin, end)) else []
    ends += [begin + m.end() for m in _WHOLE_BODY.finditer(passage.at(begin, end))]
    whole = [at for at in ends if not _DEPARTMENT.search(passage.at(begin, at))]
    if ends:
        return max(whole or ends)
    return _area_of_work(passage, begin, end)


def _area_of_work(passage: Passage, begin: int, end: int) -> int:
    """Where the words for an area of work begin that stand right before a post: 财务 总监, 车间 主任."""
    for token in reversed([t for t in passage.tokens if begin <= t.start and t.end <= end]):
        if token.text not in _WORK or token.end != end:
            break
        end = token.start
    return end


def _named(passage: Passage, start: int, end: int) -> bool:
    return any(t.tag in {"ORG", "LOC", "PER", "nz"} for t in passage.tokens if start <= t.start < end)
