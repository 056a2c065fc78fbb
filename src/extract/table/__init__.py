"""Events → the table: `events.jsonl`, `events.csv`, `events.parquet`, `events.xlsx` and a pandas DataFrame; and back from JSON Lines.

JSON Lines holds the full record, the others the flat columns of `COLUMNS`, in that order. The same events give the same files,
byte for byte. News text is untrusted: in CSV and XLSX no cell is a formula.
"""

from extract.table.columns import COLUMNS, PANDAS, SQL_SCHEMA, Column, arrow_schema, frame, row
from extract.table.files import complete
from extract.table.records import TableError, read_jsonl, read_line, read_lines
from extract.table.schemas import mention_schema, schema
from extract.table.writers import error_line, errors, json_line, jsonl, write

__all__ = [
    "COLUMNS",
    "PANDAS",
    "SQL_SCHEMA",
    "Column",
    "TableError",
    "arrow_schema",
    "complete",
    "error_line",
    "errors",
    "frame",
    "json_line",
    "jsonl",
    "mention_schema",
    "read_jsonl",
    "read_line",
    "read_lines",
    "row",
    "schema",
    "write",
]
