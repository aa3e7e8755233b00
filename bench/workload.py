"""Made articles in any number, what is asked of each, and the one answer that is right for all of them."""

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from bench.made import article
from service.types import JsonObject

INSTRUCTIONS = "从新闻中提取产业项目。每条记录写明依据的句子编号、项目、企业、地点、投资额、面积和状态，文字照抄原文。"
_LEAD = (
    "3月18日，恒瑞达精密机械有限公司在东岭县举行精密铸造项目开工仪式，项目总投资12.5亿元，占地230亩。\n"
    "同日，永明光伏股份有限公司在临湖高新区的光伏电站并网，总投资8.6亿元，占地1200亩。"
)


class Project(BaseModel):
    """One project of the article."""

    name: str = Field(description="项目名称")
    company: str = Field(description="投资或建设的企业")
    place: str = Field(description="所在地")
    investment: str = Field(description="总投资，照抄原文")
    area: str = Field(description="占地面积，照抄原文")
    status: Literal["planned", "building", "operating"] = Field(description="状态")


class Brief(BaseModel):
    """What is asked of an article."""

    projects: list[Project] = Field(description="产业项目")


class CitedProject(Project):
    """The same with the numbers of the sentences it rests on, as an answer gives it."""

    src: list[int] = Field(description="依据的句子编号")


class CitedBrief(BaseModel):
    """What an answer holds: zhailu derives this form from that of `Brief`, the others are given it."""

    projects: list[CitedProject] = Field(description="产业项目")


ANSWER = CitedBrief(
    projects=[
        CitedProject(
            src=[2],
            name="精密铸造项目",
            company="恒瑞达精密机械有限公司",
            place="东岭县",
            investment="12.5亿元",
            area="230亩",
            status="building",
        ),
        CitedProject(
            src=[3],
            name="光伏电站",
            company="永明光伏股份有限公司",
            place="临湖高新区",
            investment="8.6亿元",
            area="1200亩",
            status="operating",
        ),
    ]
)


@dataclass(frozen=True)
class Workload:
    """The files of it: articles (JSON Lines of `id` and `text`), the schema, and the answers in the two forms."""

    articles: Path
    schema: Path
    answer: Path
    extractions: Path

    @classmethod
    def write(cls, folder: Path, articles: int) -> "Workload":
        """Writes the files into a folder that is there. No two articles are alike but for the sentences answered on."""
        written = cls(
            articles=folder / f"articles-{articles}.jsonl",
            schema=folder / "schema.json",
            answer=folder / "answer.json",
            extractions=folder / "extractions.json",
        )
        with written.articles.open("w", encoding="utf-8") as stream:
            for number in range(articles):
                stream.write(json.dumps({"id": f"{number:06}", "text": text(number)}, ensure_ascii=False) + "\n")
        written.schema.write_text(json.dumps(Brief.model_json_schema(), ensure_ascii=False), encoding="utf-8")
        written.answer.write_text(ANSWER.model_dump_json(), encoding="utf-8")
        written.extractions.write_text(json.dumps({"extractions": _extractions()}, ensure_ascii=False), "utf-8")
        return written


def text(number: int) -> str:
    """The article of that number: a title of its own, the sentences answered on, and others made for it."""
    title, _, rest = article(random.Random(number), sentences=18).partition("\n")  # noqa: S311 - no secret
    return f"{title}（{number:06}）\n{_LEAD}\n{rest}"


def _extractions() -> list[JsonObject]:
    """The same answer in the form of langextract: a class, its text, its attributes."""
    return [
        {
            "project": project.name,
            "project_attributes": project.model_dump(include={"company", "place", "investment", "area", "status"}),
        }
        for project in ANSWER.projects
    ]
