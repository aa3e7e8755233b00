"""Grounding: every leaf of a record is traced to characters of the original article, or found to be unsupported."""

from service.ground.evidence import Grounded, ground

__all__ = ["Grounded", "ground"]
