"""The ledger: raw answers and committed results, kept so that nothing is bought twice."""

from service.ledger.answers import Attempts
from service.ledger.batches import Batch, Batches, Question
from service.ledger.job_store import JobStore
from service.ledger.jobs import Backlog, Job, JobOptions, JobState, Pending
from service.ledger.leases import BATCHES, LEASE_SECONDS, Claim
from service.ledger.results import Outcome
from service.ledger.store import Census, Kind, Ledger, Row
from service.ledger.worklist import Found, Item, Line, Todo, Totals, Worklist

__all__ = [
    "BATCHES",
    "LEASE_SECONDS",
    "Attempts",
    "Backlog",
    "Batch",
    "Batches",
    "Census",
    "Claim",
    "Found",
    "Item",
    "Job",
    "JobOptions",
    "JobState",
    "JobStore",
    "Kind",
    "Ledger",
    "Line",
    "Outcome",
    "Pending",
    "Question",
    "Row",
    "Todo",
    "Totals",
    "Worklist",
]
