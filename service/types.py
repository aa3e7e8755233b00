"""The values that pass between the parts: articles in, results and failures out."""

import hashlib
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PlainSerializer

from service.errors import ZhailuError

JsonObject: TypeAlias = dict[str, JsonValue]

Support = Literal["exact", "normalised", "derived", "unsupported"]
Policy = Literal["drop", "strict", "keep"]
ProfileName: TypeAlias = Literal["small", "medium", "large"]
Vocabulary: TypeAlias = Literal["none", "zh-tw", "zh-hk"]
"""Whose words are put in those of the mainland, besides the script: nobody's, Taiwan's, Hong Kong's."""

HintKind: TypeAlias = Literal["title", "published", "publisher", "author"]
Format: TypeAlias = Literal["text", "html", "docx", "pdf"]
"""What the article came as; of any but "text" (Markdown too) the text is extracted, and offsets count in that."""


class Frozen(BaseModel):
    """Base of all values here: immutable, and no unknown key is ever accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Span(Frozen):
    """Characters of the original article: `original[start:end] == text`. Offsets count code points, end exclusive."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Article(Frozen):
    """One article as decoded or, where its format has structure, as extracted.

    `title`, `published`, `publisher` and `authors` are hints of the sender or of the format, never evidence.
    """

    id: str
    text: str
    format: Format = "text"
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest over the text in UTF-8 (a lone surrogate counts as its three bytes)."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def declared(self) -> tuple[tuple[HintKind, str], ...]:
        """What sender and format say that the article's own text may say too, by the kind of hint; no date."""
        found: list[tuple[HintKind, str | None]] = [("title", self.title), ("publisher", self.publisher)]
        found += [("author", author) for author in self.authors]
        return tuple((kind, value) for kind, value in found if value)

    def reference(self) -> "ArticleReference":
        return ArticleReference(id=self.id, sha256=self.sha256, chars=len(self.text), format=self.format)


class ArticleReference(Frozen):
    """Which text spans count in: that of a plain-text article, or (`format`) the one extracted from a document."""

    id: str
    sha256: str
    chars: int
    format: Format = "text"


class Issue(Frozen):
    """A value that is not in the record, or is there with a reservation. `pointer` is where it stood (RFC 6901)."""

    pointer: str
    kind: str
    value: JsonValue
    message: str


Cost = Annotated[Decimal, PlainSerializer(lambda cost: format(cost, "f"), return_type=str, when_used="json")]


class Usage(Frozen):
    """Tokens of one or more calls. A number the endpoint did not report is None, and so is every sum with it.

    `cost` is in `currency`; None is unknown. What costs nothing needs no currency; costs in two have no sum.
    `possibly_paid` counts the requests whose answer never came whole, so that nobody knows whether they were paid for.
    """

    input_tokens: int | None = 0
    output_tokens: int | None = 0
    cached_tokens: int | None = 0
    cost: Cost | None = None
    currency: str | None = None
    possibly_paid: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            input_tokens=_sum(self.input_tokens, other.input_tokens),
            output_tokens=_sum(self.output_tokens, other.output_tokens),
            cached_tokens=_sum(self.cached_tokens, other.cached_tokens),
            cost=_added(self, other),
            currency=self.currency or other.currency,
            possibly_paid=self.possibly_paid + other.possibly_paid,
        )


def _added(one: Usage, other: Usage) -> Decimal | None:
    if one.cost is None or other.cost is None:
        return None
    currencies = {one.currency, other.currency} - {None}
    return one.cost + other.cost if len(currencies) < 2 else None


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


NOTHING_USED = Usage(cost=Decimal(0))
"""What a sum of usage starts with."""


class Provenance(Frozen):
    """How a result came about. `attempts` counts requests sent, `calls` the answers that were used.

    `reprint_of` is the id of the article whose record this one was given, as far as its own text bears it out.
    """

    model: str
    prompt: str
    strategy: str
    calls: int
    attempts: int
    cached: bool
    seconds: float
    usage: Usage
    reprint_of: str | None = None


class Result(Frozen):
    """One article's record, with the evidence of every leaf keyed by JSON Pointer."""

    article: ArticleReference
    schema_: str = Field(alias="schema")
    record: JsonObject
    evidence: dict[str, list[Span]]
    support: dict[str, Support]
    issues: list[Issue]
    provenance: Provenance

    def to_json(self) -> str:
        """One line of JSON, Chinese unescaped."""
        return self.model_dump_json(by_alias=True)


class ErrorBody(Frozen):
    code: str
    message: str
    hint: str = ""


class Failure(Frozen):
    """An article that ended without a record, and why."""

    article: ArticleReference
    schema_: str = Field(alias="schema")
    error: ErrorBody
    provenance: Provenance | None = None

    @classmethod
    def of(
        cls, article: ArticleReference, schema: str, error: ZhailuError, provenance: Provenance | None = None
    ) -> "Failure":
        body = ErrorBody(code=error.code, message=error.message, hint=error.hint)
        return cls(article=article, schema=schema, error=body, provenance=provenance)

    def to_json(self) -> str:
        """One line of JSON, Chinese unescaped."""
        return self.model_dump_json(by_alias=True)
