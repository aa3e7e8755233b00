"""Scoring of results against hand-labelled gold files. What is compared, and how, follows from the schema alone."""

from evals.evaluation import evaluate
from evals.gold import load_gold
from evals.scores import Scores
from evals.table import as_json, render

__all__ = ["Scores", "as_json", "evaluate", "load_gold", "render"]
