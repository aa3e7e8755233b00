"""The ledger: raw answers and committed results, kept so that nothing is bought twice."""

from service.ledger.answers import Attempts
from service.ledger.job_store import JobStore
from service.ledger.jobs import Backlog, Job, JobOptions, JobState, Pending
from service.ledger.leases import LEASE_SECONDS, Claim
from service.ledger.results import Outcome
from service.ledger.store import Census, Kind, Ledger, Row
from service.ledger.worklist import Found, Item, Line, Todo, Totals, Worklist

__all__ = [
    "LEASE_SECONDS",
    "Attempts",
    "Backlog",
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
    "Row",
    "Todo",
    "Totals",
    "Worklist",
]
