"""Every error that zhailu raises on purpose.

    ZhailuError
    ├── UsageError               the person asked for something that cannot be done as asked
    │   ├── UnknownSchema
    │   ├── InvalidSchema
    │   ├── UnknownJob
    │   ├── InvalidSettings
    │   ├── MissingExtra         a part of zhailu that is not installed with the rest
    │   ├── Unauthenticated      the service has a token, and the request does not bear it
    │   └── NotComparable        two runs that were not scored alike
    ├── ArticleError             this article cannot be worked on
    │   ├── EmptyArticle
    │   ├── NotText
    │   ├── UnreadableArticle
    │   ├── FormatNotInstalled   a document, and the extra that reads it is missing
    │   ├── InvalidRow           a line or row that holds no article as it should
    │   ├── DuplicateId
    │   ├── TooLarge
    │   └── UnsupportedValues    policy `strict` and a value without support in the text
    ├── QueueFull                the service has all the jobs it takes
    ├── EndpointError            the endpoint did not give a usable answer
    │   ├── Unreachable
    │   ├── Unauthorized         ends a run: every further call would fail alike
    │   ├── QuotaExhausted       ends a run
    │   ├── RateLimited          later than a question can wait: no other one would fare better
    │   ├── EndpointStopped      nothing more is to be sent
    │   ├── BadUpstream
    │   ├── DeadlineExceeded
    │   ├── NoBatchApi           the endpoint answers single questions alone
    │   ├── BatchRefused         a batch as a whole was not carried out
    │   ├── RequestRejected
    │   │   └── ModeUnsupported  this rung of the capability ladder; the next one is tried
    │   │       └── SchemaRefused   on this rung this schema alone
    │   └── AnswerError
    │       ├── TruncatedAnswer
    │       ├── RefusedAnswer
    │       ├── EmptyAnswer
    │       └── InvalidAnswer
    ├── EmbeddedError            the embedded model cannot be fetched or served here
    ├── PromptError              a prompt file is not usable
    ├── GoldError                a gold file is not usable
    │   └── StaleGold            it is no longer the file that was opened
    ├── ExportError              results cannot be written in another format
    └── LedgerError

A message says what went wrong and with which value; the hint says how to put it right. Neither ever holds a key or the
body of an article.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from service.types import Usage


class ZhailuError(Exception):
    """Base of the tree.

    `code` names the kind for machines, `status` is the HTTP status the service answers with, `exit_code` the command
    line's, `fatal` tells a batch that no further article can succeed either. `retry_after` is the number of seconds
    after which to try again; None where that is not known.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    fatal: ClassVar[bool] = False
    retry_after: float | None = None

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class UsageError(ZhailuError):
    code = "usage"
    status = 422
    exit_code = 2
    fatal = True


class UnknownSchema(UsageError):
    code = "unknown_schema"
    status = 404


class InvalidSchema(UsageError):
    code = "invalid_schema"


class UnknownJob(UsageError):
    code = "unknown_job"
    status = 404


class Unauthenticated(UsageError):
    code = "unauthenticated"
    status = 401


class InvalidSettings(UsageError):
    code = "invalid_settings"


class MissingExtra(UsageError):
    code = "missing_extra"


class NotComparable(UsageError):
    code = "not_comparable"


class ArticleError(ZhailuError):
    code = "article"
    status = 422


class EmptyArticle(ArticleError):
    code = "empty_article"


class NotText(ArticleError):
    code = "not_text"


class UnreadableArticle(ArticleError):
    code = "unreadable_article"


class FormatNotInstalled(ArticleError):
    code = "format_not_installed"


class InvalidRow(ArticleError):
    code = "invalid_row"


class DuplicateId(ArticleError):
    code = "duplicate_id"


class TooLarge(ArticleError):
    code = "too_large"
    status = 413


class UnsupportedValues(ArticleError):
    code = "unsupported_values"


class QueueFull(ZhailuError):
    code = "queue_full"
    status = 429
    retry_after = 30.0


class EndpointError(ZhailuError):
    """`attempts` counts the requests sent before the error, `usage` is what they used (None: nothing was sent).
    `possibly_paid` tells that the endpoint may have worked, and been paid, for an answer that never came whole.
    """

    code = "endpoint"
    status = 502
    attempts: int = 0
    usage: "Usage | None" = None
    possibly_paid: bool = False


class Unreachable(EndpointError):
    code = "unreachable"
    status = 503


class Unauthorized(EndpointError):
    code = "unauthorized"
    fatal = True


class QuotaExhausted(EndpointError):
    code = "quota_exhausted"
    status = 503
    fatal = True


class RateLimited(EndpointError):
    """`retry_after` is what the endpoint asked for, in seconds; None where it did not say."""

    code = "rate_limited"
    status = 503
    fatal = True

    def __init__(self, message: str, *, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class EndpointStopped(EndpointError):
    code = "stopped"
    status = 503
    fatal = True


class BadUpstream(EndpointError):
    code = "bad_upstream"


class DeadlineExceeded(EndpointError):
    code = "deadline_exceeded"
    status = 504
    possibly_paid = True


class NoBatchApi(EndpointError):
    code = "no_batch_api"
    fatal = True


class BatchRefused(EndpointError):
    code = "batch_refused"
    fatal = True


class RequestRejected(EndpointError):
    code = "request_rejected"


class ModeUnsupported(RequestRejected):
    code = "mode_unsupported"


class SchemaRefused(ModeUnsupported):
    code = "schema_refused"


class AnswerError(EndpointError):
    code = "answer"


class TruncatedAnswer(AnswerError):
    code = "truncated"


class RefusedAnswer(AnswerError):
    code = "refused"


class EmptyAnswer(AnswerError):
    code = "empty"


class InvalidAnswer(AnswerError):
    code = "schema_invalid"


class EmbeddedError(ZhailuError):
    code = "embedded_model"
    status = 503
    fatal = True


class PromptError(ZhailuError):
    code = "prompt"
    fatal = True


class GoldError(ZhailuError):
    """`places` has everything that is wrong, where it is known: (JSON Pointer into the record, message)."""

    code = "gold"
    status = 422
    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", places: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message, hint=hint)
        self.places = tuple(places)


class StaleGold(GoldError):
    code = "stale_gold"
    status = 409


class ExportError(ZhailuError):
    code = "export"


class LedgerError(ZhailuError):
    code = "ledger"
    status = 503
    fatal = True
