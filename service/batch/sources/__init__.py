"""Sources of articles: a folder of files, or a table with an article a row, in JSON Lines or Parquet."""

from service.batch.sources.fields import Fields
from service.batch.sources.folder import FolderSource
from service.batch.sources.json_lines import JsonLines
from service.batch.sources.matching import Matching
from service.batch.sources.opening import fields_of, open_source
from service.batch.sources.protocol import Entry, Skipped, Source

__all__ = [
    "Entry",
    "Fields",
    "FolderSource",
    "JsonLines",
    "Matching",
    "Skipped",
    "Source",
    "fields_of",
    "open_source",
]
