"""What comes in, and what goes out that is not a Result."""

import base64
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

from service.ledger import Job, JobState
from service.settings import Strategy
from service.types import ErrorBody, Format, Frozen, JsonObject, Policy, Usage, Vocabulary

MAX_CHARACTERS = 200_000
DEFAULT_SCHEMA = "industry_brief"

_ARTICLE: JsonValue = {
    "id": "2024-05-17-001",
    "text": (
        "海宁市数控机床产业园5月16日开工建设。项目由华岳精密集团投资12.5亿元，占地320亩，预计2026年6月投产，"
        "达产后年产高端数控机床8000台。园区管委会主任陈立新介绍，一季度全市装备制造业产值186.4亿元，同比增长9.2%。"
    ),
    "title": "海宁数控机床产业园开工",
    "published": "2024-05-17",
}
_SECOND: JsonValue = {
    "id": "2024-05-18-002",
    "text": "临溪市5月17日举行重点项目集中签约仪式，12个新材料项目落户，总投资48.6亿元，全部达产后预计年产值90亿元。",
}
_REST: dict[str, JsonValue] = {"schema": "industry_brief", "options": {"policy": "drop"}}
JOB_ID = "0f6c1b5e8d9a4c7fb2e35a7c9d1e4f60"


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

    data: Base64 = Field(description="the file's bytes in Base64; the whole request may have 16,000,000 bytes")
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


class JobArticleBody(Frozen):
    """One article of a job. One that is empty or too long is a line among the results, and no fault of the job."""

    text: str = Field(description=f"the article as it stands, at most {MAX_CHARACTERS:,} characters")
    id: str | None = Field(default=None, min_length=1, max_length=200, description="any name; by default of its text")
    title: str | None = Field(default=None, max_length=500)
    published: str | None = Field(default=None, max_length=40)


class Options(Frozen):
    """What is done with a value that the text does not support, how the model is asked, and what it is shown."""

    policy: Policy | None = Field(default=None, description="default: the service's setting (drop)")
    strategy: Strategy | None = Field(default=None, description="default: what suits the model")
    vocabulary: Vocabulary | None = Field(
        default=None, description="whose words are put in those of the mainland; default: the service's setting (none)"
    )


class _Request(Frozen):
    schema_: str | JsonObject = Field(
        default=DEFAULT_SCHEMA, alias="schema", description="a name, `name@version`, or a JSON Schema"
    )
    options: Options = Options()


class ExtractBody(_Request):
    """An article, and the schema of what to extract: a name, `name@version`, or a JSON Schema."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"article": _ARTICLE, **_REST}]})

    article: ArticleBody


class JobBody(_Request):
    """Articles, and the schema of what to extract from each. The same article twice is worked on once."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"articles": [_ARTICLE, _SECOND], **_REST}]})

    articles: list[JobArticleBody] = Field(min_length=1)


class JobCreated(Frozen):
    """A job that is on disk: it is worked on whatever happens to this service or to whoever sent it."""

    id: str = Field(examples=[JOB_ID])


class JobCounts(Frozen):
    """Articles: all, those that ended well, those that failed, and those that have not ended."""

    articles: int = Field(examples=[200])
    ok: int = Field(examples=[148])
    failed: int = Field(examples=[2])
    left: int = Field(examples=[50])


class JobStatus(Frozen):
    """How a job stands. Times are ISO 8601 in UTC.

    `waiting`: the endpoint cannot be asked just now, `error` says why; it goes on by itself. `failed`: `error` ended
    it, and the articles that were left have it as their line. `usage` is what was bought for this job.
    """

    id: str = Field(examples=[JOB_ID])
    state: JobState = Field(examples=["running"])
    counts: JobCounts
    usage: Usage
    created: str = Field(examples=["2024-05-17T08:30:00.000Z"])
    started: str | None = Field(examples=["2024-05-17T08:30:00.120Z"])
    finished: str | None = Field(examples=[None])
    error: ErrorBody | None = Field(examples=[None])

    @classmethod
    def of(cls, job: Job) -> Self:
        left = 0 if job.finished is not None else job.articles - job.ok - job.failed
        return cls(
            id=job.id,
            state=job.state,
            counts=JobCounts(articles=job.articles, ok=job.ok, failed=job.failed, left=left),
            usage=job.usage,
            created=job.created,
            started=job.started,
            finished=job.finished,
            error=job.error,
        )


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
