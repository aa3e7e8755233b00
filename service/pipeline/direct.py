"""The strategy for any schema and any endpoint: numbered sentences in, cited records out."""

import math
from collections.abc import Iterator, Sequence

from schemas import Schema
from service import prompts
from service.endpoint.protocol import CallRequest, Message
from service.errors import TruncatedAnswer
from service.pipeline.draft import Draft, Evidence
from service.pipeline.independent import Independent
from service.pipeline.merging import merge
from service.pipeline.protocols import Ask, Watcher
from service.pipeline.turns import example_turns
from service.pipeline.wire import answer_schema, describe, without_sources
from service.text import Prepared, Sentence
from service.types import Article, JsonObject

PROMPT = "direct"
# A Chinese character is seldom more than one token; the answer may be as long again as what is read.
_TOKENS_A_CHAR = 1.1
_ANSWER_SHARE = 0.5
_LEAST_ANSWER = 1024
_MOST_ANSWER = 8192
_DEFAULT_CONTEXT = 16384


class Direct:
    """One call for an article, or one for each part of it that fits the model's context. A part whose answer was cut
    off, with all the room that there is, is read in halves.
    """

    name = "direct"
    profile = "any"

    def __init__(self, context_tokens: int | None) -> None:
        self._context = context_tokens or _DEFAULT_CONTEXT

    @property
    def prompt(self) -> str:
        """The version of the prompt it uses."""
        return prompts.load(PROMPT).version

    async def draft(self, article: Article, prepared: Prepared, schema: Schema, ask: Ask, watch: Watcher) -> Draft:
        """The record in wire form, merged over the parts. Raises EndpointError; TruncatedAnswer where a half has no
        room either.
        """
        system = prompts.load(PROMPT).system.format(fields=describe(schema))
        room = int((self._context - len(system) - 256) * (1 - _ANSWER_SHARE) / _TOKENS_A_CHAR)
        drafts: list[Draft] = []
        questions = Independent()

        async def read(part: Sequence[Sentence]) -> None:
            request = CallRequest(
                messages=_conversation(article, prepared, part, system),
                answer_schema=answer_schema(schema, (part[0].number, part[-1].number)),
                schema_name=schema.id.partition("@")[0],
                max_tokens=self._answer_tokens(part),
            )
            drafts.append(_draft(await ask(request), prepared, schema))
            watch(merge(drafts, schema).record)

        for part in parts(prepared, max(room, 400)):
            with questions:
                try:
                    await read(part)
                except TruncatedAnswer:
                    if len(part) == 1:
                        raise
                    for half in _halves(part):
                        with questions:
                            await read(half)
        questions.settle()
        return merge(drafts, schema)

    def _answer_tokens(self, part: Sequence[Sentence]) -> int:
        chars = sum(s.end - s.start for s in part)
        wanted = max(_LEAST_ANSWER, math.ceil(chars * 2.5))
        return min(wanted, _MOST_ANSWER, max(int(self._context * _ANSWER_SHARE), 256))


def parts(prepared: Prepared, size: int) -> Iterator[tuple[Sentence, ...]]:
    """Runs of whole paragraphs of at most `size` characters; a paragraph longer than that is cut between sentences."""
    part: list[Sentence] = []
    for sentence in prepared.sentences:
        while part and sentence.end - part[0].start > size:
            cut = _paragraph_cut([*part, sentence], size)
            yield tuple(part[:cut])
            part = part[cut:]
        part.append(sentence)
    if part:
        yield tuple(part)


def _paragraph_cut(sentences: Sequence[Sentence], size: int) -> int:
    """Where the last paragraph begins, if that leaves the part before it half full; else before the last sentence."""
    last = len(sentences) - 1
    for i in range(last, 0, -1):
        if sentences[i].paragraph != sentences[i - 1].paragraph:
            return i if sentences[i - 1].end - sentences[0].start > size // 2 else last
    return last


def _halves(part: Sequence[Sentence]) -> tuple[Sequence[Sentence], Sequence[Sentence]]:
    """Two runs of sentences of about the same length; there are at least two sentences."""
    middle = (part[0].start + part[-1].end) / 2
    cut = min(range(1, len(part)), key=lambda i: abs(part[i].start - middle))
    return part[:cut], part[cut:]


def _conversation(article: Article, prepared: Prepared, part: Sequence[Sentence], system: str) -> tuple[Message, ...]:
    clean = prepared.clean.text
    lines = [f"[{s.number}] {clean[s.start : s.end].strip()}" for s in part]
    hints = [f"{label}:{value}" for label, value in (("标题", article.title), ("发布", article.published)) if value]
    question = Message(role="user", content="\n".join([*hints, *lines]))
    return (Message(role="system", content=system), *example_turns(prompts.load(PROMPT)), question)


def _draft(answer: JsonObject, prepared: Prepared, schema: Schema) -> Draft:
    record, cited = without_sources(answer, schema)
    sentences = {s.number: (s.start, s.end) for s in prepared.sentences}
    evidence: Evidence = {
        pointer: tuple(sentences[n] for n in dict.fromkeys(numbers) if n in sentences)
        for pointer, numbers in cited.items()
    }
    return Draft(record, {pointer: ranges for pointer, ranges in evidence.items() if ranges})
