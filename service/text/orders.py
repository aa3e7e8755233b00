"""Sentences that tell a program what to write: by what they ask for and of whom, outside quotation marks."""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from service.text.characters import code_points

_PARTS = (
    r"(?:项目|机构|组织|企业|公司|人物|人员|指标|数据|举措|政策|标题|摘要|要点|投资额?|金额|产能|面积|业主|地区|状态|字段|列表"
    r"|结果|记录|表格|答案|主体)"
)
_PUT_AS = (
    r"(?:[登改]?记[成为作]|写[成为作]|报[成作]|填[成为作]|抄成|标[成为]|算[成作]|登记[成为]|(?:set|output)\s?[成为]"
    r"|override)"
)
_PUT = (
    rf"(?:{_PUT_AS}|留空|置空|清空|写入|改写?[成为]|填[入写]|[登标]记|设[成为]|列[入为]|替?换[成为]|加[上入]|增加|补上|删除|删掉|去掉|视为"
    r"|当[作成]|翻倍|乘以)"
)
_FORMER = r"(?:以上|上述|上面|前面|此前|之前|先前|原有|原来|所有|一切|任何)"
_JOB = r"(?:指令|指示|提示词?|系统消息|抽取|提取|摘录|任务|对话|规则|设定|要求|约束)"
_STRICT_JOB = r"(?:指令|提示词|系统消息|抽取|提取|摘录)"
_MACHINE = r"(?:AI|LLM|[Mm]odel|模型|程序|机器人?|爬虫|助[手理]|工具|解析器|抽取器)"
_SAY = r"(?:输出|返回|登记|抽取|提取|摘录|列出|回答|回复)"

_REQUESTS = (
    re.compile(
        rf"(?:忽略|无视|忘记|忘掉|抛开|不要(?:理会|遵[守从循])).{{0,8}}?(?:{_FORMER}.{{0,6}}?{_JOB}|{_STRICT_JOB})"
    ),
    re.compile(
        rf"{_FORMER}的?.{{0,4}}?(?:指令|提示词?|抽取|提取|摘录|对话|文章|正文).{{0,6}}?(?:作废|无效|失效|不算数?|取消)"
    ),
    re.compile(
        rf"(?:请|务必|必须|只需|只能|改为|你(?:要|应|必须|只))[^，。；！？]{{0,6}}?{_SAY}"
        rf"(?:[：:]|以?下[列述面]?|如下|一?个?空|[“\"]|一[个条家]{_PARTS}|{_PARTS}[“\"：:])"
    ),
    re.compile(rf"(?:请你?|务必)(?:[将把]|在{_PARTS}[^，。；！？]{{0,6}}?[中里栏]).{{0,40}}?{_PUT}"),
    re.compile(rf"(?:请你?|务必)[再另并]?(?:增加|加上|补上|删除|删掉|去掉|忽略){_PARTS}"),
    re.compile(r"(?:标准|参考|正确|示例)答案.{0,8}?(?:照抄|照搬|复制|直接|如下|为准|[：:])"),
    re.compile(r"第\s?\d+\s?句.{0,14}?(?:可靠|采用|优先|为准|忽略|引用)"),
    re.compile(r"(?:不含|没有|不存在|并无|无).{0,4}?(?:可[以供]?|需要?)(?:抽取|提取|摘录)"),
    re.compile(rf"(?:^|[\s，。；：:！？（(【>《]|致|各位)\S{{0,4}}{_MACHINE}[，,：:]?(?:请|注意|必须|务必)"),
    re.compile(
        r"\b(?:(?:ignore|disregard|forget)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous|prior)\b"
        r"|you are now\b|(?:output|return|report|(?:answer|respond) with)\s+"
        r"(?:only|one|exactly|the following|an? empty|nothing)\b"
        r"|(?:new|system) (?:instructions?|prompts?|message)\b|developer mode\b)",
        re.IGNORECASE,
    ),
)
"""Each is enough by itself."""

_ITSELF = re.compile(
    r"[本此该]文|[本此]篇|[本此]稿|[这此]篇(?:稿|文|报道|新闻)|[全上正]文|以上(?:内容|文字|文章|各?句)"
    r"|第\s?[\d一二三四五六七八九十]+\S{0,3}句|此处|下面的话|本段|this (?:page|article|text)"
)
_CALLED = re.compile(
    rf"(?:各[位类]|所有|任何|凡|读取|抄录|解析|处理|看到|读到|致|Dear|Hey|Attention|any)[^，。]{{0,10}}?{_MACHINE}"
    rf"|{_MACHINE}[^，。]{{0,4}}?(?:[还敬]?请|麻烦|注意|务必|切记)"
)
_WRITTEN = re.compile(rf"{_PUT_AS}[^，。\"“”]{{0,3}}?[“\"\d]|report .{{0,20}} as")
_TASK = re.compile(
    rf"{_FORMER}(?:收到)?的?{_FORMER}?要求|指令|提示词|系统(?:消息|通知|提示)|抽取|提取|摘录|摘要|概要|识别|任务|优先级"
    rf"|答案|样例|示例|证据|取值|采信|结构化|标注|字段|参数|JSON|列表|条目|输出|{_MACHINE}"
    r"|(?:企业|公司|机构|项目)名称?|[投合出][资同口]额|产能|figures"
)
_ACT = re.compile(
    rf"{_PUT}|不填|别[填提]|{_SAY}|照[抄搬此做]|作废|忽略|无视|采[用信]|引用|带上|附上"
    r"|discard|ignore"
)
_ORDER = re.compile(
    r"请|麻烦|勿|别[填提写抄把理]|不[要得予]|务必|一律|必须|即可|[只仅]|固定|按|照[此抄做]|总把|统一|你|记得|应当?"
    r"|Attention|Dear|Hey|no need"
)

_OPENING, _CLOSING = "“‘「『", "”’」』"


def is_order(sentence: str) -> bool:
    """Whether a program, or who handles this very text, is told what to write."""
    if any(_says(form, sentence) for form in _REQUESTS):
        return True
    if not all(_says(manner, sentence) for manner in (_TASK, _ACT, _ORDER)):
        return False
    return any(_says(manner, sentence) for manner in (_ITSELF, _CALLED, _WRITTEN))


def goes_on(sentence: str) -> bool:
    """Whether a sentence beside an order is one more: with three of the manners in which programs are spoken to."""
    return sum(_says(manner, sentence) for manner in (_ITSELF, _CALLED, _TASK, _ACT, _ORDER)) >= 3


def _says(form: re.Pattern[str], sentence: str) -> bool:
    """Whether the form occurs outside quotation marks."""
    return any(not _is_quoted(sentence, match.start()) for match in form.finditer(sentence))


def _is_quoted(sentence: str, position: int) -> bool:
    """Whether a quotation has begun and not ended before the position."""
    return sum((c in _OPENING) - (c in _CLOSING) for c in sentence[:position]) > 0


_SIGNS = frozenset(
    (
        "系统 用户 结束 -- // st ST 输入 忽略 无视 忘记 忘掉 抛开 理会 遵守 遵从 遵循 作废 无效 失效 不算 "
        "取消 输出 返回 登记 抽取 提取 摘录 列出 回答 回复 请将 请把 请在 请你 必将 必把 必在 请增 请加 请补 "
        "请删 请去 请忽 答案 本文 此文 该文 本篇 此篇 本稿 此稿 这篇 全文 上文 正文 此处 的话 本段 上内 上文 "
        "上各 上句 AI LL od 模型 程序 机器 爬虫 助手 助理 工具 解析 记成 记为 记作 写成 写为 写作 填成 填为 "
        "填作 抄成 报成 报作 标成 标为 算成 算作 et ri is it ep ew ys ev "
    ).split()
) | {f"{number}句" for number in "0123456789一二三四五六七八九十"}
"""Of these two characters, one pair is in every order: where none is, nobody has to look."""
_MARKS = "<`[{|#=【+"
_FIRST, _SECOND, _MARK = 1, 2, 4


class Signs(NamedTuple):
    """Where a text has what orders have, as offsets in order; `seen` are these pairs and marks rare in prose."""

    places: list[int]
    seen: frozenset[str]


def signs(text: str) -> Signs:
    """The signs of a text, by one look at each character. Many sentences that give no order have some also."""
    points = code_points(text)
    kinds = _TABLE.take(points, mode="clip")
    pairs = np.flatnonzero(kinds[:-1] & (kinds[1:] >> 1) & _FIRST).tolist()
    places = [place for place in pairs if text[place : place + 2] in _SIGNS]
    marks = np.unique(points[(kinds & _MARK) > 0]).tolist()
    return Signs(places, frozenset(text[p : p + 2] for p in places) | frozenset(map(chr, marks)))


def _table() -> npt.NDArray[np.uint8]:
    table = np.zeros(0x10000, dtype=np.uint8)  # what lies behind its end counts as its last
    for pair in _SIGNS:
        table[ord(pair[0])] |= _FIRST
        table[ord(pair[1])] |= _SECOND
    for mark in _MARKS:
        table[ord(mark)] |= _MARK
    return table


_TABLE = _table()
