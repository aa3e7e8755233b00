"""`news_event@1`: what any piece of news reports: events, people, bodies, figures, quotations."""

from typing import Literal

from pydantic import BaseModel

from schemas.annotations import Document, Finding, described, record_config
from schemas.industry_brief import KIND_GLOSSES, ORGANIZATION_NAME, Kind
from schemas.values import DateLeaf, QuantityLeaf
from schemas.vocabulary import KIND_CUES

NAME = "news_event"
VERSION = 1

Category = Literal["politics", "economy", "society", "science", "culture", "sports", "world", "other"]

CATEGORY_GLOSSES = {
    "politics": "时政、法治、人事",
    "economy": "经济、产业、金融",
    "society": "民生、事故、灾害、教育、卫生",
    "science": "科技、环境",
    "culture": "文化、旅游、娱乐",
    "sports": "体育",
    "world": "国际",
    "other": "以上都不是",
}


class Event(BaseModel):
    """文章报道的一件事。"""

    model_config = record_config(["what"], "what")

    what: str = described("发生了什么，一句话，用原文的词", x_type="summary", compare="text")
    when: DateLeaf | None = described("发生的日期", x_type="date")
    where: str | None = described("发生的地点", x_type="place")
    who: list[str] = described("主要参与的人或机构", x_type="name", compare="strings")
    outcome: str | None = described("结果或影响", x_type="text")


class Person(BaseModel):
    """文中讲话、行动或出席的有姓名的人，作者除外。"""

    model_config = record_config(["name"], "name")

    name: str = described("姓名", x_type="person")
    title: str | None = described("职务或身份", x_type="text", finding=Finding(source="post"))
    organization: str | None = described("所在机构", x_type="organization")


class Organization(BaseModel):
    """文中有所行动或参与其事的有名称的机构。"""

    model_config = record_config(["name"], "name")

    name: str = described("机构名称，用文中最完整的写法", x_type="organization", finding=ORGANIZATION_NAME)
    kind: Kind = described("机构类别", glosses=KIND_GLOSSES, finding=Finding(cues=KIND_CUES, default="company"))


class Amount(BaseModel):
    """文中的一个数量、金额、占比或位次。"""

    model_config = record_config(["what", "value"], "value")

    what: str = described("所衡量的对象和内容，不含数字", x_type="text", finding=Finding(source="measure"))
    value: QuantityLeaf = described("数值和单位，照原文写", x_type="quantity")


class Quote(BaseModel):
    """文中引用的一段原话。"""

    model_config = record_config(["speaker", "words"], "words")

    speaker: str | None = described("说话的人或机构", x_type="person", finding=Finding(source="speaker"))
    words: str = described("原话，照原文写，不带引号", x_type="text", finding=Finding(quoted=True))


class NewsEvent(Document):
    """一般新闻摘录：一篇文章里的事件、人物、机构、数量和引语。"""

    title: str | None = described("文章标题；没有则为 null", x_type="text", finding=Finding(source="title"))
    published: DateLeaf | None = described(
        "发布日期，能确定到哪一级就写到哪一级", x_type="date", finding=Finding(source="published")
    )
    publisher: str | None = described(
        "署名、电头或来源栏写的媒体或发布单位", x_type="organization", finding=Finding(source="publisher")
    )
    authors: list[str] = described("作者姓名", x_type="person", compare="strings", finding=Finding(source="author"))
    category: Category | None = described("新闻类别", glosses=CATEGORY_GLOSSES)
    events: list[Event] = described("事件")
    people: list[Person] = described("人物")
    organizations: list[Organization] = described("机构")
    amounts: list[Amount] = described("数量")
    quotes: list[Quote] = described("引语")
