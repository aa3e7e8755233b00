"""The ledger: raw answers and committed results, kept so that nothing is bought twice."""

from service.ledger.store import Census, Kind, Ledger, Outcome, Row

__all__ = ["Census", "Kind", "Ledger", "Outcome", "Row"]
