"""What comes in, and what goes out that is not a Result."""

import base64
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

from service.settings import Strategy
from service.types import Format, Frozen, JsonObject, Policy, Vocabulary

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


def _from_base64(value: object) -> bytes:
    """Strictly: what is no Base64 is refused, where a decoder would pass over it. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("give the bytes as a string in Base64")  # noqa: TRY004 - pydantic reports no TypeError
    return base64.b64decode("".join(value.split()), validate=True)


Base64: TypeAlias = Annotated[
    bytes, BeforeValidator(_from_base64), WithJsonSchema({"type": "string", "contentEncoding": "base64"})
]


class FileBody(Frozen):
    """A file as it is: plain text in any encoding, a saved page, a Word document or a PDF with text."""

    data: Base64 = Field(description="the file's bytes in Base64; the whole request may have 4,000,000 bytes")
    name: str | None = Field(default=None, max_length=200, examples=["notice.pdf"])


class ArticleBody(Frozen):
    """One article, as `text`, `html` or `file`. `title` and `published` (a date) are hints, never evidence.

    Of `html` and `file` the article's text is extracted, with the hints that they declare. Spans count in that text:
    the Result's `article.format` says so, and `POST /v1/text` gives it.
    """

    text: str | None = Field(
        default=None, min_length=1, description=f"the article as it stands, at most {MAX_CHARACTERS:,} characters"
    )
    html: str | None = Field(default=None, min_length=1, description="the page that holds the article")
    file: FileBody | None = None
    id: str | None = Field(default=None, min_length=1, max_length=200, description="any name; by default of its text")
    title: str | None = Field(default=None, max_length=500)
    published: str | None = Field(default=None, max_length=40)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(source is not None for source in (self.text, self.html, self.file)) != 1:
            raise ValueError("give exactly one of text, html and file")
        return self


class Options(Frozen):
    """What is done with a value that the text does not support, how the model is asked, and what it is shown."""

    policy: Policy | None = Field(default=None, description="default: the service's setting (drop)")
    strategy: Strategy | None = Field(default=None, description="default: what suits the model")
    vocabulary: Vocabulary | None = Field(
        default=None, description="whose words are put in those of the mainland; default: the service's setting (none)"
    )


class ExtractBody(Frozen):
    """An article, and the schema of what to extract: a name, `name@version`, or a JSON Schema."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    article: ArticleBody
    schema_: str | JsonObject = Field(default=DEFAULT_SCHEMA, alias="schema")
    options: Options = Options()


class TextBody(Frozen):
    """An article whose text is wanted."""

    article: ArticleBody


class ArticleText(Frozen):
    """The text that spans count in, what it was read from, and what that declares about the article."""

    text: str
    format: Format
    sha256: str
    chars: int
    title: str | None
    published: str | None
    publisher: str | None
    authors: tuple[str, ...]


class SchemaNames(Frozen):
    """The schemas that can be named in a request."""

    schemas: list[str] = Field(examples=[["industry_brief@1", "news_event@1"]])


class Health(Frozen):
    """That the process answers (`ok`), or that it can take articles (`ready`), and with which model."""

    status: str
    version: str
    model: str | None = None
