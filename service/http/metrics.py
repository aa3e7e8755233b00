"""What the service counts, in Prometheus' text format."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from service.endpoint.client import OpenAIEndpoint
from service.endpoint.protocol import Endpoint
from service.ledger import Backlog, Outcome
from service.types import Failure

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One application's counts. They start at zero with it."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("zhailu_http_requests", "Requests answered", "method", "path", "status")
        self._articles = self._counter("zhailu_articles", "Articles that have ended", "outcome")
        self._tokens = self._counter("zhailu_tokens", "Tokens that the endpoint reported", "direction")
        self._unmetered = self._counter("zhailu_possibly_paid", "Requests of which nobody knows if they were paid for")
        self.in_flight = self._gauge("zhailu_articles_in_flight", "Articles being worked on")
        self._jobs = self._gauge("zhailu_queue_jobs", "Jobs that have not ended")
        self._waiting = self._gauge("zhailu_queue_articles", "Articles of jobs that have not ended")
        self._concurrency = self._gauge("zhailu_endpoint_concurrency", "Requests that may be under way at once")
        self._limits = self._gauge("zhailu_endpoint_rate_limits", "Rate limits met since the start")

    def answered(self, method: str, path: str, status: int) -> None:
        """Counts a request; `path` is the pattern of the route, so that there are few of them."""
        self._requests.labels(method, path, str(status)).inc()

    def ended(self, outcome: Outcome) -> None:
        """Counts an article, with what was bought for it."""
        provenance = outcome.provenance
        known = provenance is not None and provenance.cached
        kind = "failure" if isinstance(outcome, Failure) else "cached" if known else "result"
        self._articles.labels(kind).inc()
        if provenance is None or known:
            return
        usage = provenance.usage
        for direction, tokens in (
            ("input", usage.input_tokens),
            ("output", usage.output_tokens),
            ("cached", usage.cached_tokens),
        ):
            self._tokens.labels(direction).inc(tokens or 0)
        self._unmetered.inc(usage.possibly_paid)

    def page(self, endpoint: Endpoint, backlog: Backlog) -> bytes:
        """All counts as text, with what the endpoint and the queue are like just now."""
        self._jobs.set(backlog.jobs)
        self._waiting.set(backlog.articles)
        if isinstance(endpoint, OpenAIEndpoint):
            self._concurrency.set(endpoint.concurrency)
            self._limits.set(endpoint.rate_limits)
        return generate_latest(self._registry)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(name, what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self._registry)
