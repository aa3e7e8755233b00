"""For whom somebody speaks: the body of whoever says a sentence, or the area of which that is an office."""

import re
from dataclasses import replace

from service.pipeline.candidates.areas import Areas, is_office
from service.pipeline.candidates.homes import Full, Named, home
from service.pipeline.candidates.passages import Range
from service.pipeline.candidates.people import Person
from service.pipeline.candidates.survey import Survey

_VERBS = (
    "说 道 讲 表示 介绍 指出 表明 认为 称 告诉 透露 坦言 直言 坦承 承认 解释 说明 强调 回应 回答 答复 通报 提醒 "
    "预计 预测 估计 估算 分析 判断 建议 反映 算账 算了 提到 谈到 谈起 补充 披露 宣布 感慨 感叹 呼吁 总结 评价 举例 "
    "回忆 记得 表态 承诺 看来 细数 盘点 列举 盘算"
).split()
_SAYS = re.compile(rf"[^，,。；;！？]{{0,8}}?(?:{'|'.join(_VERBS)})")
_GOVERNMENT = re.compile("(?:党?委|人民政府|政府)$")
_MARKS = re.compile("[，,。；;：:]")
_DEPARTMENT = re.compile(r"(?!.*(?:公司|集团|管委会|委员会)).{0,6}(?:部|中心|车间|室|处|科|组|队|专班)")
_REPORTS = re.compile(r"[^，,。；;！？]{0,12}?(?:统计|数据|通报|发布|公布|获悉|了解到|监测|快报)|" + _SAYS.pattern)
# Who speaks of others.
OUTSIDER = re.compile("分析师|研究员|经济学家|教授|专家|律师|院士|顾问")


def reports(after: str) -> bool:
    """Whether somebody tells what follows, by the words behind the name: 统计, 发布的数据显示."""
    return _REPORTS.match(after) is not None


class Speakers:
    """Those who speak in one article. `full` gives the fullest name of what is named somewhere.

    With `acts` a department speaks for itself, else for its area; a government or a party always for the area.
    """

    def __init__(self, survey: Survey, areas: Areas, full: Full) -> None:
        self._survey = survey
        self._areas = areas
        self._full = full

    def quoted(self, passage: int, *, acts: bool = False) -> Named | None:
        """For whom a sentence is said that stands in quotation marks, and where that is named."""
        opened, closed = self._quotation(passage)
        if opened is None:
            return None
        behind = [(i, p) for i, p in self._survey.people if i in {closed, closed + 1} and self._speaks(i, p, closed)]
        before = [(i, p) for i, p in self._survey.people if i == opened and self._says(i, p, "“")]
        said = behind or before
        return self._spoken_for(*said[0], acts=acts) if said else None

    def introduced(self, passage: int, position: int, *, acts: bool = False) -> Named | None:
        """For whom a sentence is said without quotation marks: 某公司总经理 X 介绍, …."""
        sentence = self._survey.passages[passage]
        for i, person in self._survey.people:
            if i == passage and person.end <= position and _SAYS.match(sentence.at(person.end, position)):
                return self._spoken_for(passage, person, acts=acts)
        return None

    def _spoken_for(self, passage: int, person: Person, *, acts: bool) -> Named | None:
        """The body of a speaker, of an office the area; None for who speaks of others."""
        seen = [(i, p) for i, p in self._survey.people if p.text == person.text and p.organization]
        index, known = seen[0] if seen and person.organization is None else (passage, person)
        if known.title is not None and OUTSIDER.search(self._survey.passages[index].at(*known.title)):
            return None
        if known.organization is not None and self._is_department(known.organization):
            known = replace(known, organization=None)
        body = home(self._survey, self._areas, self._full, index, known)
        if body is None or self._is_department(body[1][0]):
            return None
        if not is_office(body[0]) or (acts and _GOVERNMENT.search(body[0]) is None):
            return body
        area = self._areas.of_office(body[0])
        return None if area is None else (area, (self._areas.where(area),))

    def _is_department(self, body: Range) -> bool:
        """Whether what is told before a post is only a part of a body that is not named with it: 生产部, 中心."""
        passage = self._survey.passage_at(body[0])
        named = any(t.tag in {"ORG", "LOC", "nz"} for t in passage.tokens if body[0] <= t.start < body[1])
        return not named and _DEPARTMENT.fullmatch(passage.at(*body)) is not None

    def _quotation(self, passage: int) -> tuple[int | None, int]:
        """The sentences in which the quotation begins and ends that a sentence begins with or in; None if in none."""
        passages = self._survey.passages
        paragraph = passages[passage].sentence.paragraph
        opened: int | None = None
        for i, sentence in enumerate(passages):
            if sentence.sentence.paragraph != paragraph or (opened is None and i > passage):
                continue
            if opened is None and (i < passage or sentence.text.lstrip().startswith("“")):
                opened = i if sentence.text.rfind("“") > sentence.text.rfind("”") or i == passage else None
            if opened is not None and "”" in sentence.text[sentence.text.rfind("“") + 1 :]:
                if i >= passage:
                    return opened, i
                opened = None
        return opened, passage

    def _speaks(self, index: int, person: Person, closed: int) -> bool:
        """Whether somebody is told to have said what the quotation mark in the sentence `closed` ends."""
        passage = self._survey.passages[index]
        before = passage.at(passage.start, person.start)
        behind = "”" in before if index == closed else _MARKS.search(before) is None
        return behind and self._says(index, person)

    def _says(self, index: int, person: Person, mark: str = "") -> bool:
        """Whether a verb of saying stands behind a name, and a mark further on."""
        passage = self._survey.passages[index]
        after = passage.at(person.end, passage.sentence.end)
        return _SAYS.match(after) is not None and mark in after
