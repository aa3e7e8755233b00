"""From the body of a response to the text of the answer, and the ways in which there is none."""

import json

from service.endpoint import faults
from service.endpoint.completion import Completion
from service.endpoint.ladder import Rung
from service.endpoint.shapes import payload
from service.errors import EmptyAnswer, ModeUnsupported, RefusedAnswer, TruncatedAnswer


def read_completion(body: bytes, scene: faults.Scene, now: float) -> Completion:
    """The chat completion in a response of status 200 that came at `now`, in Unix seconds.

    Raises BadUpstream if it is none, and the error of the refusal where a gateway put one in its place.
    """
    try:
        # Unlike pydantic's own reader, json lets half a surrogate pair through; `storable` mends it.
        completion = Completion.model_validate(json.loads(body))
    except (ValueError, RecursionError):
        completion = None
    if completion is None:
        raise faults.broken_off(
            f"{scene.address} answered with something other than a chat completion ({len(body)} bytes)",
            hint="check --base-url: it usually ends in /v1, and a proxy may stand before it",
        )
    if completion.error and not completion.choices:
        refusal = faults.Refusal.read(faults.code_of(completion.error), completion.error, {}, now)
        raise faults.of_refusal(refusal, scene)
    return completion


def content_of(completion: Completion, rung: Rung, max_tokens: int) -> str:
    """The text of the answer to a question put on a rung, with so many tokens allowed.

    Raises AnswerError if it is cut off, refused or absent, ModeUnsupported if free prose stands where JSON was
    promised.
    """
    if not completion.choices:
        raise EmptyAnswer("The endpoint answered without a choice", hint="ask again, or use another model")
    choice = completion.choices[0]
    if choice.finish_reason == "length":
        raise TruncatedAnswer(
            f"The answer was cut off at {max_tokens} tokens", hint="allow more tokens, or give smaller pieces"
        )
    if choice.message.refusal or choice.finish_reason == "content_filter":
        raise RefusedAnswer("The model or its content filter refused to answer", hint="use another model for this one")
    calls = choice.message.tool_calls or choice.message.function_call
    if not calls and not (choice.message.content or "").strip():
        raise _empty(reasoned=choice.message.reasoned())
    content = payload(rung, completion)
    if not content.strip():
        raise _empty(reasoned=choice.message.reasoned())
    if rung in (Rung.JSON_SCHEMA, Rung.JSON_OBJECT) and "{" not in content:
        raise ModeUnsupported(f"The endpoint ignores {rung.value}: its answer is prose")
    return content


def _empty(*, reasoned: bool) -> EmptyAnswer:
    if reasoned:
        return EmptyAnswer(
            "The answer is empty: the model only reasoned", hint="turn its reasoning off, or allow more tokens"
        )
    return EmptyAnswer("The answer is empty", hint="ask again, or use another model")
