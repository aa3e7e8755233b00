"""One article's calls: from the ledger where the answer is there, else from the endpoint, stored before it is read."""

from functools import lru_cache, partial

import jsonschema_rs

from service.endpoint.answers import parse_answer
from service.endpoint.protocol import Answer, CallRequest, Endpoint, Message
from service.errors import EndpointError, InvalidAnswer
from service.pipeline.protocols import AnswerStore
from service.types import NOTHING_USED, JsonObject, Usage

_REPAIR = "上面的回答不能用：{problem}。请只输出一个符合所给 JSON Schema 的 JSON，不要别的文字。"


class Asker:
    """Callable as `Ask`, and keeps count: `calls` answers used, `attempts` requests sent, `usage` of what was paid."""

    def __init__(self, endpoint: Endpoint, answers: AnswerStore) -> None:
        self._endpoint = endpoint
        self._answers = answers
        self.calls = 0
        self.attempts = 0
        self.usage = Usage()

    async def __call__(self, request: CallRequest) -> JsonObject:
        """The parsed answer. One that is no JSON of the asked form is asked for once more, with what was wrong.

        Raises EndpointError; InvalidAnswer where the second answer is no better.
        """
        answer = await self._answer(request)
        try:
            return _valid(answer, request)
        except InvalidAnswer as error:
            turns = (
                *request.messages,
                Message(role="assistant", content=answer.content),
                Message(role="user", content=_REPAIR.format(problem=error.message)),
            )
        again = request.model_copy(update={"messages": turns})
        return _valid(await self._answer(again), again)

    async def _answer(self, request: CallRequest) -> Answer:
        key = request.key(self._endpoint.model, self._endpoint.parameters)
        self.calls += 1
        known = await self._answers.get(key)
        if known is not None:
            return known
        try:
            answer = await self._endpoint.ask(request, partial(self._answers.note, key))
        except EndpointError as error:
            self.attempts += error.attempts
            self.usage += error.usage or NOTHING_USED
            raise
        self.attempts += answer.attempts
        self.usage += answer.usage
        await self._answers.put(key, answer)
        return answer


@lru_cache(maxsize=256)
def _validator(schema: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema)


def _valid(answer: Answer, request: CallRequest) -> JsonObject:
    """The answer as JSON. Raises InvalidAnswer with the place of the first fault, never with its words."""
    value = parse_answer(answer.content)
    for error in _validator(request.schema_text()).iter_errors(value):
        place = "/".join(str(part) for part in error.instance_path) or "the whole answer"
        raise InvalidAnswer(
            f"the answer does not fit the schema {request.schema_name!r} at {place}",
            hint="the model does not keep to the schema; try a larger one",
        )
    return value
