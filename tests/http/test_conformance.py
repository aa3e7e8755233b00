"""The service keeps to its own description: no status, type, header or body that /openapi.json does not announce."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode, Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.http import create_app
from tests.fake_endpoint import FakeEndpoint
from tests.http.conftest import services
from tests.http.loopback import listening

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
effort = pytest.mark.parametrize("examples", [10, pytest.param(300, marks=pytest.mark.proof)])


@pytest.fixture
def description(fake_endpoint: FakeEndpoint, tmp_path: Path) -> Iterator[Any]:
    """The description of a service that listens on loopback, as it gives it out."""
    with listening(create_app(services(fake_endpoint, tmp_path))) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json")


def effort_of(examples: int) -> settings:
    """The same requests each time."""
    return settings(
        max_examples=examples,
        stateful_step_count=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@effort
def test_jobs_that_are_sent_asked_for_and_cancelled_in_any_order(description: Any, examples: int) -> None:
    """The links of the description lead from one request to the next."""
    reached: set[tuple[str, int]] = set()

    def check(_: Any, response: Response, case: Any, **__: Any) -> None:
        reached.add((case.operation.label, response.status_code))
        case.validate_response(response, checks=CHECKS)

    machine = type("Jobs", (description.as_state_machine(),), {"validate_response": check})
    machine.run(settings=effort_of(examples))  # type: ignore[attr-defined] # its base is made while the test runs
    job = "/v1/jobs/{job_id}"
    for wanted in [("POST /v1/jobs", 202), (f"GET {job}", 200), (f"GET {job}/results", 200), (f"DELETE {job}", 200)]:
        assert wanted in reached


@effort
def test_every_path_whatever_is_sent(description: Any, examples: int) -> None:
    """What the description allows, and, where there is a body, what it forbids; never a 5xx without a fault below."""
    reached: set[tuple[str, int]] = set()

    def check(operation: Any, mode: GenerationMode) -> None:
        @effort_of(examples)
        @given(operation.as_strategy(generation_mode=mode))
        def answers_as_described(case: Any) -> None:
            response = case.call()
            reached.add((operation.label, response.status_code))
            case.validate_response(response, checks=CHECKS)

        answers_as_described()

    for found in description.get_all_operations():
        operation = found.ok()
        check(operation, GenerationMode.POSITIVE)
        if operation.body:
            check(operation, GenerationMode.NEGATIVE)
    assert {status for _, status in reached} >= {200, 202, 404, 422}
    assert not [each for each in reached if each[1] >= 500 and each != ("POST /v1/extract", 502)]
