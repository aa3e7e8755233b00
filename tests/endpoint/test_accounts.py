"""What the client says a question has cost."""

import dataclasses

import pytest

from service.errors import BadUpstream, DeadlineExceeded, EmptyAnswer, TruncatedAnswer
from service.types import Usage
from tests.endpoint.asking import ANSWER, QUESTION, asking
from tests.fake_endpoint import FakeEndpoint, Reply

pytestmark = pytest.mark.anyio

RESET = dataclasses.replace(Reply.content(ANSWER), reset=True)
CUT_OFF = Reply.content(ANSWER, finish_reason="length")


async def test_usage_is_summed_over_the_attempts() -> None:
    """Of a refusal nothing, of an answer that was not usable what it says, of one cut short that it may have cost."""
    empty = Reply.content("", usage={"prompt_tokens": 7, "completion_tokens": 1})
    with FakeEndpoint([Reply.error(500), empty, RESET, ANSWER]) as fake:
        async with asking(fake) as endpoint:
            answer = await endpoint.ask(QUESTION)
    assert (answer.attempts, answer.usage.possibly_paid) == (4, 1)
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (107, 21)


async def test_a_connection_reset_within_the_body_counts_as_possibly_paid() -> None:
    with FakeEndpoint(lambda _: RESET) as fake:
        async with asking(fake, attempts=3) as endpoint:
            with pytest.raises(BadUpstream) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.usage is not None
    assert caught.value.usage.possibly_paid == caught.value.attempts == 3


async def test_an_answer_that_was_too_late_counts_as_possibly_paid() -> None:
    with FakeEndpoint(lambda _: Reply(hang=True)) as fake:
        async with asking(fake, timeout_seconds=0.05, attempts=1) as endpoint:
            with pytest.raises(DeadlineExceeded) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.usage is not None
    assert caught.value.usage.possibly_paid == 1


async def test_what_came_to_nothing_was_paid_for_all_the_same() -> None:
    """The tokens of answers that were cut off stand in the error."""
    with FakeEndpoint(lambda _: CUT_OFF) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(TruncatedAnswer) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.usage is not None
    assert (caught.value.usage.input_tokens, caught.value.usage.output_tokens) == (200, 40)


async def test_an_answer_without_figures_has_an_unknown_cost_not_none_at_all() -> None:
    with FakeEndpoint(lambda _: Reply.content("", usage=None)) as fake:
        async with asking(fake) as endpoint:
            with pytest.raises(EmptyAnswer) as caught:
                await endpoint.ask(QUESTION)
    assert caught.value.usage == Usage(input_tokens=None, output_tokens=None, cached_tokens=None, cost=None)
