"""What comes in, and what goes out that is not a Result."""

from pydantic import ConfigDict, Field, JsonValue

from service.settings import Strategy
from service.types import Frozen, JsonObject, Policy

MAX_CHARACTERS = 200_000
DEFAULT_SCHEMA = "industry_brief"

_EXAMPLE: JsonValue = {
    "article": {
        "id": "2024-05-17-001",
        "text": (
            "海宁市数控机床产业园5月16日开工建设。项目由华岳精密集团投资12.5亿元，占地320亩，预计2026年6月投产，"
            "达产后年产高端数控机床8000台。园区管委会主任陈立新介绍，一季度全市装备制造业产值186.4亿元，同比增长9.2%。"
        ),
        "title": "海宁数控机床产业园开工",
        "published": "2024-05-17",
    },
    "schema": "industry_brief",
    "options": {"policy": "drop"},
}


class ArticleBody(Frozen):
    """One article. `title` and `published` (a date) are hints to the reader of the text, never evidence."""

    text: str = Field(min_length=1, description=f"the article as it stands, at most {MAX_CHARACTERS:,} characters")
    id: str | None = Field(default=None, min_length=1, max_length=200, description="any name; by default of its text")
    title: str | None = Field(default=None, max_length=500)
    published: str | None = Field(default=None, max_length=40)


class Options(Frozen):
    """What is done with a value that the text does not support, and how the model is asked."""

    policy: Policy | None = Field(default=None, description="default: the service's setting (drop)")
    strategy: Strategy | None = Field(default=None, description="default: what suits the model")


class ExtractBody(Frozen):
    """An article, and the schema of what to extract: a name, `name@version`, or a JSON Schema."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    article: ArticleBody
    schema_: str | JsonObject = Field(default=DEFAULT_SCHEMA, alias="schema")
    options: Options = Options()


class SchemaNames(Frozen):
    """The schemas that can be named in a request."""

    schemas: list[str] = Field(examples=[["industry_brief@1", "news_event@1"]])


class Health(Frozen):
    """That the process answers (`ok`), or that it can take articles (`ready`), and with which model."""

    status: str
    version: str
    model: str | None = None
