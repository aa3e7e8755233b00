"""Where an article's questions are asked in a round: what has come back is answered, the rest is taken down."""

import json
from dataclasses import dataclass

from service.batch.request_files import Noted, Sink
from service.endpoint.batch_api import BatchApi
from service.endpoint.batch_lines import Reading, Way, read_answer, request_line
from service.endpoint.ladder import Ladder
from service.endpoint.protocol import Answer, Attempt, CallRequest, Deferred, Endpoint, Note
from service.errors import EndpointError
from service.ledger import Batches, Ledger, Question
from service.types import NOTHING_USED, JsonObject

_TOKENS_PER_CHARACTER = 0.75
_TOKENS_PER_SCHEMA_CHARACTER = 0.25


@dataclass
class Office:
    """What the desks of all articles share. `endpoint` says with what keys are made, and is never asked; `attempts` is
    how many faults of the endpoint one question may meet.
    """

    endpoint: Endpoint
    api: BatchApi
    ladder: Ladder
    ledger: Ledger
    batches: Batches
    sink: Sink
    attempts: int
    limit_name: str

    def first_way(self) -> Way:
        """How a question is put that was never put before."""
        return Way(rung=self.ladder.first, limit_name=self.limit_name)

    def read(self, question: Question, request: CallRequest) -> Reading:
        """What came back for a question; what that shows of the endpoint is kept in mind."""
        way = _way(question)
        scene = self.api.scene(self.endpoint.model, request)
        reading = read_answer(question.line, way, request, scene, attempts=self.attempts, now=self.api.clock.now())
        if isinstance(reading.outcome, Answer) and not way.schema_refused:
            self.ladder.settle(way.rung)
        if reading.again is not None:
            self.limit_name = reading.again.limit_name
        return reading


class Desk:
    """The endpoint and the answers of one article, the key of whose outcome is `owner`.

    A question is counted, with its tokens, by the article that had it put; another one with the same question gets the
    answer for nothing.
    """

    def __init__(self, office: Office, owner: str) -> None:
        self._office = office
        self._owner = owner
        self._noted: dict[str, Noted] = {}
        self._read: dict[str, Answer] = {}

    @property
    def model(self) -> str:
        return self._office.endpoint.model

    @property
    def context_tokens(self) -> int | None:
        return self._office.endpoint.context_tokens

    @property
    def parameters(self) -> JsonObject:
        return self._office.endpoint.parameters

    async def get(self, key: str) -> Answer | None:
        """The answer that the ledger has, unless it came in a batch that this article has yet to count."""
        if key not in self._read:
            question = await self._office.batches.question(key)
            if question is not None and question.owner == self._owner:
                return None
        return await self._office.ledger.get(key)

    async def put(self, key: str, answer: Answer) -> None:
        """Keeps an answer as it came."""
        await self._office.ledger.put(key, self._read.get(key, answer))

    def note(self, key: str, attempt: Attempt) -> None:
        """Keeps what became of a request."""
        self._office.ledger.note(key, attempt)

    async def ask(self, request: CallRequest, note: Note | None = None) -> Answer:
        """What came back. Raises Deferred where nothing did yet, and EndpointError where nothing good will."""
        office = self._office
        key = request.key(self.model, self.parameters)
        question = await office.batches.question(key)
        if key in self._noted or office.sink.has(key) or (question is not None and question.under_way):
            raise Deferred
        if question is None or question.status is None:
            # A question whose batch was not carried out is put as it was.
            raise self._taken_down(key, request, office.first_way() if question is None else _way(question))
        reading = office.read(question, request)
        outcome = reading.outcome
        if note is not None and await office.ledger.get(key) is None:
            fault = None if isinstance(outcome, Answer) else outcome.code
            note(Attempt(fault=fault, usage=reading.usage, seconds=0.0))
        if reading.again is not None:
            raise self._taken_down(key, request, reading.again)
        pays = question.owner == self._owner
        if isinstance(outcome, EndpointError):
            if not pays:
                outcome.attempts, outcome.usage = 0, NOTHING_USED
            raise outcome
        self._read[key] = outcome
        return outcome if pays else outcome.model_copy(update={"attempts": 0, "usage": NOTHING_USED})

    async def hand_in(self) -> None:
        """Gives the questions that were taken down to the round."""
        for noted in self._noted.values():
            if not self._office.sink.has(noted.question.key):
                await self._office.sink.add(noted)

    @property
    def sending(self) -> int:
        """Nothing is under way here."""
        return 0

    def stop(self) -> None:
        """There is nothing to stop."""

    async def aclose(self) -> None:
        """There is nothing to close."""

    def _taken_down(self, key: str, request: CallRequest, way: Way) -> Deferred:
        line = request_line(
            key, request, way, model=self.model, parameters=self.parameters, route=self._office.api.route
        )
        chars = sum(len(message.content) for message in request.messages)
        schema = len(json.dumps(request.answer_schema, ensure_ascii=False))
        self._noted[key] = Noted(
            question=Question(key=key, owner=self._owner, way=way.model_dump_json()),
            line=line,
            input_tokens=round(chars * _TOKENS_PER_CHARACTER + schema * _TOKENS_PER_SCHEMA_CHARACTER),
            output_tokens=request.max_tokens,
        )
        return Deferred()


def _way(question: Question) -> Way:
    return Way.model_validate_json(question.way)
