"""Settings: built once at an edge, frozen, passed in. Nothing else knows where a value came from."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from dotenv import dotenv_values
from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator

from service.errors import InvalidSettings
from service.types import Frozen, JsonObject, Policy, ProfileName, Vocabulary

Strategy = Literal["auto", "direct", "candidates"]

OPENAI_URL = "https://api.openai.com/v1"

VARIABLES: dict[str, str] = {
    "base_url": "OPENAI_BASE_URL",
    "api_key": "OPENAI_API_KEY",
    "model": "ZHAILU_MODEL",
    "cache_dir": "ZHAILU_CACHE_DIR",
    "timeout_seconds": "ZHAILU_TIMEOUT",
    "attempts": "ZHAILU_ATTEMPTS",
    "context_tokens": "ZHAILU_CONTEXT_TOKENS",
    "temperature": "ZHAILU_TEMPERATURE",
    "concurrency": "ZHAILU_CONCURRENCY",
    "requests_per_minute": "ZHAILU_REQUESTS_PER_MINUTE",
    "tokens_per_minute": "ZHAILU_TOKENS_PER_MINUTE",
    "strategy": "ZHAILU_STRATEGY",
    "profile": "ZHAILU_PROFILE",
    "policy": "ZHAILU_POLICY",
    "vocabulary": "ZHAILU_VOCABULARY",
    "prices": "ZHAILU_PRICES",
    "service_token": "ZHAILU_SERVICE_TOKEN",
    "queue_jobs": "ZHAILU_QUEUE_JOBS",
    "queue_articles": "ZHAILU_QUEUE_ARTICLES",
    "job_articles": "ZHAILU_JOB_ARTICLES",
    "job_days": "ZHAILU_JOB_DAYS",
}
"""The environment variable of each setting; a `.env` file uses the same names."""


_SERVICE = frozenset({"service_token", "queue_jobs", "queue_articles", "job_articles", "job_days"})
_SECRETS = frozenset({"api_key", "service_token"})


class Settings(Frozen):
    """What a run is made with.

    `base_url` None means the embedded model; `model` is then a registry name or the path of a GGUF file, or None for
    the default one. `timeout_seconds` is the wall-clock limit of one request, `attempts` how often one is sent at most.
    `concurrency` is the number of requests under way at once, None (written `auto`) what the endpoint bears; limits a
    minute are learnt where they are None. `temperature` None (written `default`) leaves it to the endpoint: some
    models refuse any other than their own. `profile` None (written `auto`) is what suits the model.
    `prices` is a file that goes before the prices known to zhailu.

    The last five are the service's: the token its clients must send (None: none), the jobs and the articles it has
    waiting at most, the articles of one job at most, and the days that a finished job can still be fetched.
    """

    base_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")
    api_key: SecretStr | None = None
    model: str | None = None
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("zhailu"))
    timeout_seconds: float = Field(default=600, gt=0, le=86_400)
    attempts: int = Field(default=4, ge=1, le=20)
    context_tokens: int | None = Field(default=None, ge=1024)
    temperature: float | None = Field(default=0, ge=0, le=2)
    concurrency: int | None = Field(default=None, ge=1, le=256)
    requests_per_minute: float | None = Field(default=None, gt=0)
    tokens_per_minute: float | None = Field(default=None, gt=0)
    strategy: Strategy = "auto"
    profile: ProfileName | None = None
    policy: Policy = "drop"
    vocabulary: Vocabulary = "none"
    prices: Path | None = None
    service_token: SecretStr | None = Field(default=None, min_length=8)
    queue_jobs: int = Field(default=100, ge=1)
    queue_articles: int = Field(default=100_000, ge=1)
    job_articles: int = Field(default=10_000, ge=1)
    job_days: float = Field(default=7, gt=0)

    @field_validator("temperature", "concurrency", "profile", mode="before")
    @classmethod
    def _unset(cls, value: object) -> object:
        return None if value in ("default", "auto") else value

    @property
    def embedded(self) -> bool:
        """Whether the model is served by zhailu itself."""
        return self.base_url is None

    @property
    def address(self) -> str | None:
        """`base_url` without a user, a password or a query: what may be shown."""
        if self.base_url is None:
            return None
        parts = urlsplit(self.base_url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def public(self) -> JsonObject:
        """What a run is made with as JSON, without the key: whether there is one is all that is said."""
        shown: JsonObject = self.model_dump(mode="json", exclude={"api_key", "base_url", *_SERVICE})
        return {**shown, "base_url": self.address, "api_key": None if self.api_key is None else "set"}


def build(flags: Mapping[str, object], environment: Mapping[str, str], dotenv: Mapping[str, str]) -> Settings:
    """Settings from flag over environment over `.env` over default; a flag of None and an empty variable are unset.

    Raises InvalidSettings, naming the flag or variable, but never showing the value of a key.
    """
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for field, variable in VARIABLES.items():
        for source, value in (
            ("--" + field.removesuffix("_seconds").replace("_", "-"), flags.get(field)),
            (variable, environment.get(variable, "").strip()),
            (f"{variable} in .env", dotenv.get(variable, "").strip()),
        ):
            if value not in (None, ""):
                values[field], sources[field] = value, source
                break
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _invalid(error, values, sources) from None
    return _with_default_url(settings)


def read_dotenv(path: Path) -> dict[str, str]:
    """The variables of a `.env` file; none if there is no such file. Raises InvalidSettings if it is not readable."""
    try:
        # Without interpolation: with it the reader would look into the process's environment.
        found = dotenv_values(path, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(
            f"cannot read {path}: {error}", hint="make it a readable UTF-8 file, or remove it"
        ) from error
    return {name: value for name, value in found.items() if value is not None}


def _with_default_url(settings: Settings) -> Settings:
    if settings.base_url is not None or settings.api_key is None:
        return _requiring_model(settings)
    if settings.model is not None and settings.model.endswith(".gguf"):
        return settings
    return _requiring_model(settings.model_copy(update={"base_url": OPENAI_URL}))


def _requiring_model(settings: Settings) -> Settings:
    if settings.base_url is not None and settings.model is None:
        raise InvalidSettings(
            f"no model named for the endpoint {settings.address}",
            hint="give --model NAME or set ZHAILU_MODEL (for the embedded model unset OPENAI_API_KEY, OPENAI_BASE_URL)",
        )
    return settings


def _invalid(error: ValidationError, values: Mapping[str, object], sources: Mapping[str, str]) -> InvalidSettings:
    first = error.errors(include_url=False, include_context=False)[0]
    field = str(first["loc"][0])
    shown = "***" if field in _SECRETS or "@" in str(values.get(field)) else repr(values.get(field))
    said = "not an http(s) address" if field == "base_url" else first["msg"]
    return InvalidSettings(
        f"{sources.get(field, field)} is not usable: {shown} ({said})",
        hint=f"change or unset {sources.get(field, field)}",
    )
