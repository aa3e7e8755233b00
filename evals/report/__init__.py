"""The eval report: one HTML file that shows a run against its gold, opens without any network, and runs no build step.

evaluation = report.load(scores, gold_dir, results_dir, articles_dir)
report.write(Path("report.html"), evaluation)
"""

from evals.report.inputs import Earlier, Evaluation, load
from evals.report.page import render, write

__all__ = ["Earlier", "Evaluation", "load", "render", "write"]
