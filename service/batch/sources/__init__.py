"""Sources of articles: a folder of files, so far."""

from service.batch.sources.folder import FolderSource
from service.batch.sources.protocol import Entry, Skipped, Source

__all__ = ["Entry", "FolderSource", "Skipped", "Source"]
