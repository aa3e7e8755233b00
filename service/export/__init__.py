"""What a run found, as tables: CSV, Parquet, SQLite or XLSX from the lines of `results.jsonl`.

Every format holds the same tables, derived from the schema of the records: `articles` (an article's own fields and how
its record came about), one a record type, `evidence` (each value's support and spans), `issues` and `failures`.
"""

from service.export.export import FORMATS, Exported, Format, check, destination, export
from service.export.layout import Column, Layout, Table, derive

__all__ = [
    "FORMATS",
    "Column",
    "Exported",
    "Format",
    "Layout",
    "Table",
    "check",
    "derive",
    "destination",
    "export",
]
