"""The ledger: raw answers and committed results, kept so that nothing is bought twice."""

from service.ledger.store import Kind, Ledger, Outcome

__all__ = ["Kind", "Ledger", "Outcome"]
