"""The parts of a chat completion that are read. Servers leave much out, so that almost nothing is required."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from service.types import Usage


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Function(_Lenient):
    # Some servers send the arguments as an object instead of as its text.
    arguments: str | dict[str, Any] | None = None


class ToolCall(_Lenient):
    function: Function


class AssistantMessage(_Lenient):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[ToolCall] | None = None
    function_call: Function | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None

    def reasoned(self) -> bool:
        """Whether there is text beside the answer, where reasoning models think."""
        return bool(self.reasoning or self.reasoning_content)


class Choice(_Lenient):
    message: AssistantMessage
    finish_reason: str | None = None


class _PromptDetails(_Lenient):
    cached_tokens: int | None = None


class TokenCounts(_Lenient):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None

    def usage(self) -> Usage:
        details = self.prompt_tokens_details
        return Usage(
            input_tokens=self.prompt_tokens,
            output_tokens=self.completion_tokens,
            cached_tokens=None if details is None else details.cached_tokens,
        )


class Completion(_Lenient):
    """A chat completion. Some gateways put an error into one, with status 200."""

    choices: list[Choice] | None = None
    model: str | None = None
    counts: TokenCounts | None = Field(default=None, alias="usage")
    error: JsonValue = None

    def usage(self) -> Usage:
        """The tokens paid for; None, not zero, where the endpoint does not say."""
        if self.counts is None:
            return Usage(input_tokens=None, output_tokens=None, cached_tokens=None)
        return self.counts.usage()
