"""Articles of any number: each ends as a result or a typed failure, and a run can be resumed."""

from service.batch.estimate import Estimate, Survey, estimate, survey
from service.batch.looking import Key
from service.batch.pace import Pace, projected_cost
from service.batch.progress import Counts, Observer, RunReport
from service.batch.reading import article_of, read_article
from service.batch.run import Run, Worker
from service.batch.sources import Entry, Fields, FolderSource, Skipped, Source, open_source
from service.batch.writing import OutputFolder

__all__ = [
    "Counts",
    "Entry",
    "Estimate",
    "Fields",
    "FolderSource",
    "Key",
    "Observer",
    "OutputFolder",
    "Pace",
    "Run",
    "RunReport",
    "Skipped",
    "Source",
    "Survey",
    "Worker",
    "article_of",
    "estimate",
    "open_source",
    "projected_cost",
    "read_article",
    "survey",
]
