"""`industry_brief@1`: what an article on industry reports of projects, bodies, people, figures and initiatives.

The types are the annotation guide; the descriptions go into the prompts.
"""

from typing import Literal

from pydantic import BaseModel

from schemas.annotations import Document, Finding, described, record_config
from schemas.values import ChangeLeaf, DateLeaf, MoneyLeaf, QuantityLeaf
from schemas.vocabulary import (
    CAPACITY_CUES,
    INITIATIVE_CUES,
    INITIATIVE_ENDINGS,
    KIND_CUES,
    LOCATION_CUES,
    NATURE_CUES,
    ORGANIZATION_CLASSES,
    ORGANIZATION_ENDINGS,
    PLACED_BY,
    PROJECT_CLASSES,
    PROJECT_ENDINGS,
    STATUS_CUES,
)

NAME = "industry_brief"
VERSION = 1

Status = Literal["planned", "signed", "started", "under_construction", "completed", "operating"]
Kind = Literal["company", "government", "research", "university", "hospital", "association", "media", "other"]
Nature = Literal["actual", "expected", "target"]

STATUS_GLOSSES = {
    "planned": "规划、布局建设、加快引进、获批、办理前期手续",
    "signed": "签约、落地",
    "started": "开工、奠基、破土动工",
    "under_construction": "在建、加快建设、投资建设",
    "completed": "已建成、竣工、建设了",
    "operating": "投产、启用、入驻、投入使用或运营",
}
KIND_GLOSSES = {
    "company": "企业、集团、银行",
    "government": "政府、部门、党委、人大、政协",
    "research": "研究院、研究所、实验室",
    "university": "大学、学院",
    "hospital": "医院",
    "association": "协会、商会、联盟、学会、基金会",
    "media": "报社、电视台、网站",
    "other": "以上都不是",
}
NATURE_GLOSSES = {
    "actual": "已经发生、现有的实际数字",
    "expected": "预计、将、可达到的数字",
    "target": "目标、计划、力争达到的数字",
}

ORGANIZATION_NAME = Finding(endings=ORGANIZATION_ENDINGS, classes=ORGANIZATION_CLASSES, proper=True)


class Project(BaseModel):
    """文章报道的、有名称的建设、投资、产业园、工厂、基地、实验室或平台项目。纲领、政策、企业本身和仅作地点提到的已有园区不算。"""

    model_config = record_config(["name"], "name")

    name: str = described(
        "项目全称,不含末尾的“项目”二字和引号",
        x_type="name",
        finding=Finding(
            endings=PROJECT_ENDINGS,
            classes=PROJECT_CLASSES,
            proper=True,
            suffix_dropped=("项目",),
            not_after=PLACED_BY,
        ),
    )
    owner: str | None = described(
        "文中写明的建设、投资或运营方;多个用、连接",
        x_type="organization",
        finding=Finding(source="agent", cues=("建设", "打造", "投资", "开工", "推动", "推进", "引进")),
    )
    location: str | None = described(
        "文中写明的该项目所在地",
        x_type="place",
        finding=Finding(cues=LOCATION_CUES),
    )
    investment: MoneyLeaf | None = described(
        "项目总投资额",
        x_type="money",
        finding=Finding(
            cues=("总投资", "投资额", "计划投资", "累计投资", "投资", "出资", "斥资", "耗资", "投入", "概算")
        ),
    )
    land_area: QuantityLeaf | None = described(
        "占地面积",
        x_type="quantity",
        finding=Finding(cues=("占地面积", "占地", "用地面积", "用地", "规划总面积", "规划面积", "总面积", "拿地")),
    )
    floor_area: QuantityLeaf | None = described(
        "建筑面积", x_type="quantity", finding=Finding(cues=("总建筑面积", "建筑面积", "总建面", "厂房面积", "厂房"))
    )
    capacity: str | None = described(
        "设计产能或规模(如年产量、住房套数)",
        x_type="text",
        finding=Finding(cues=CAPACITY_CUES),
    )
    status: Status | None = described(
        "文中所述该项目或其首期的最新进展;没写则为 null",
        glosses=STATUS_GLOSSES,
        finding=Finding(cues=STATUS_CUES),
    )
    started: DateLeaf | None = described(
        "开工(或预计开工)日期",
        x_type="date",
        finding=Finding(cues=("开工", "奠基", "动工", "动了工", "开建", "破土", "启动建设")),
    )
    completed: DateLeaf | None = described(
        "建成(或预计建成)日期;投产日期不算",
        x_type="date",
        finding=Finding(cues=("竣工", "建成", "完工", "交工", "落成", "交付"), not_before="started"),
    )


class Organization(BaseModel):
    """文中有所行动、参与其事或被列出的有名称的机构。行政区、园区、建筑、署名的媒体、只出现在别的名称里的机构不算。"""

    model_config = record_config(["name"], "name")

    name: str = described("机构名称,用文中最完整的写法", x_type="organization", finding=ORGANIZATION_NAME)
    kind: Kind = described("机构类别", glosses=KIND_GLOSSES, finding=Finding(cues=KIND_CUES, default="company"))


class Person(BaseModel):
    """文中讲话、行动或出席的有姓名的人,作者除外。"""

    model_config = record_config(["name"], "name")

    name: str = described("姓名", x_type="person")
    title: str | None = described("职务,尽量不带机构名;多个用、连接", x_type="text", finding=Finding(source="post"))
    organization: str | None = described("所在机构(或任职的地区)", x_type="organization")


class Indicator(BaseModel):
    """文中的一个实际、预期或目标数量,包括数量、金额、占比、位次。项目自身的投资、面积、产能以及日期、时长不算。"""

    model_config = record_config(["name", "value"], "value")

    subject: str = described(
        "所衡量的对象(谁或什么),代称要还原为名称", x_type="text", finding=Finding(source="subject")
    )
    name: str = described("所衡量的内容,不含数字", x_type="text", finding=Finding(source="measure"))
    value: QuantityLeaf = described("数值和单位,照原文写,含余、近、超、以上等字", x_type="quantity")
    period: str | None = described("限定该数值的时间词语", x_type="period", finding=Finding(source="period"))
    change: ChangeLeaf | None = described(
        "同比或较上期的变化,下降为负;用词语表示的照写", x_type="percentage", finding=Finding(source="change")
    )
    nature: Nature = described(
        "数值的性质", glosses=NATURE_GLOSSES, finding=Finding(cues=NATURE_CUES, default="actual")
    )


class Initiative(BaseModel):
    """文中有名称的政策、计划、行动、工作体系、布局或口号。会议、展会、仪式不算。"""

    model_config = record_config(["name"], "name")

    name: str = described(
        "名称,去掉书名号和引号",
        x_type="name",
        finding=Finding(endings=INITIATIVE_ENDINGS, quoted=True, cues=INITIATIVE_CUES),
    )
    issuer: str | None = described("提出或实施它的机构或地区", x_type="organization", finding=Finding(source="agent"))


class IndustryBrief(Document):
    """产业新闻摘录：一篇文章里的项目、机构、人物、指标和举措。"""

    title: str | None = described("文章标题；没有则为 null", x_type="text", finding=Finding(source="title"))
    published: DateLeaf | None = described(
        "发布日期，能确定到哪一级就写到哪一级", x_type="date", finding=Finding(source="published")
    )
    publisher: str | None = described(
        "署名、电头或来源栏写的媒体或发布单位，不是转载平台", x_type="organization", finding=Finding(source="publisher")
    )
    authors: list[str] = described(
        "记者、通讯员、摄影、实习生的姓名", x_type="person", compare="strings", finding=Finding(source="author")
    )
    region: str | None = described(
        "文章主要涉及的行政区，从上级到下级写全", x_type="place", finding=Finding(source="region")
    )
    summary: str | None = described("不超过150字的摘要", x_type="summary", compare="ignore")
    key_facts: list[str | list[str]] = described(
        "一篇好摘要必须包含的3至6个事实", x_type="text", compare="anchors", finding=Finding(source="facts")
    )
    projects: list[Project] = described("项目")
    organizations: list[Organization] = described("机构")
    people: list[Person] = described("人物")
    indicators: list[Indicator] = described("指标")
    initiatives: list[Initiative] = described("举措")
