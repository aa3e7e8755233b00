"""What comes in, and what goes out that is not a Result."""

from typing import Self

from pydantic import ConfigDict, Field, JsonValue

from service.ledger import Job, JobState
from service.settings import Strategy
from service.types import ErrorBody, Frozen, JsonObject, Policy, Usage

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


class JobArticleBody(Frozen):
    """One article of a job. One that is empty or too long is a line among the results, and no fault of the job."""

    text: str = Field(description=f"the article as it stands, at most {MAX_CHARACTERS:,} characters")
    id: str | None = Field(default=None, min_length=1, max_length=200, description="any name; by default of its text")
    title: str | None = Field(default=None, max_length=500)
    published: str | None = Field(default=None, max_length=40)


class ArticleBody(JobArticleBody):
    """One article. `title` and `published` (a date) are hints to the reader of the text, never evidence."""

    text: str = Field(min_length=1, description=f"the article as it stands, at most {MAX_CHARACTERS:,} characters")


class Options(Frozen):
    """What is done with a value that the text does not support, and how the model is asked."""

    policy: Policy | None = Field(default=None, description="default: the service's setting (drop)")
    strategy: Strategy | None = Field(default=None, description="default: what suits the model")


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


class SchemaNames(Frozen):
    """The schemas that can be named in a request."""

    schemas: list[str] = Field(examples=[["industry_brief@1", "news_event@1"]])


class Health(Frozen):
    """That the process answers (`ok`), or that it can take articles (`ready`), and with which model."""

    status: str
    version: str
    model: str | None = None
