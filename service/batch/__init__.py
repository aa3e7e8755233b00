"""Whole folders: every article ends as a result or a typed failure, and a run can be resumed."""

from service.batch.estimate import Estimate, estimate
from service.batch.folder import Listing, Skipped, list_articles
from service.batch.plan import Key, Plan, Work, make_plan
from service.batch.reading import article_of, read_article
from service.batch.run import Counts, Extract, Observer, Run, RunReport
from service.batch.writing import OutputFolder

__all__ = [
    "Counts",
    "Estimate",
    "Extract",
    "Key",
    "Listing",
    "Observer",
    "OutputFolder",
    "Plan",
    "Run",
    "RunReport",
    "Skipped",
    "Work",
    "article_of",
    "estimate",
    "list_articles",
    "make_plan",
    "read_article",
]
