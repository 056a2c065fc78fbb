"""The flat columns of the table, a record as one row of them, and events as a pandas DataFrame."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa

from extract.record import Event
from extract.table.files import printable

if TYPE_CHECKING:
    import pandas as pd


Content = Literal["text", "day", "number", "whole"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a flat table: its content, its width in a spreadsheet (characters), its cell of a record, and what it means."""

    name: str
    content: Content
    width: int
    cell: Callable[[Any], str | int | float | None]
    about: str


def _joined(values: Iterable[Any]) -> str | None:
    return "; ".join(value.value for value in values) or None


def _of(record: object, name: str) -> Any:
    """The field of a record, None where there is no record."""
    return getattr(record, name, None)


def _first_place(event: Event) -> object:
    return event.places[0] if event.places else None


COLUMNS: Final = (
    Column("event_id", "text", 20, lambda e: e.event_id, "Stable id: doc_id, #, running number in text order"),
    Column("doc_id", "text", 16, lambda e: e.doc_id, "The document: of a file, its name without the ending"),
    Column("published", "text", 12, lambda e: e.published, "Publication date of the document, ISO 8601 date or datetime"),
    Column("source", "text", 20, lambda e: e.source, "File or URL of the document"),
    Column("type", "text", 13, lambda e: e.type, "Type of the event, one of the ontology"),
    Column("label", "text", 50, lambda e: e.label, "One readable line built from the row"),
    Column("trigger", "text", 16, lambda e: e.trigger.text, "The word or phrase that names the event, as in the text"),
    Column(
        "status", "text", 11, lambda e: e.status, "Whether the event happened, happens, is planned, or was called off, put off or denied"
    ),
    Column("date", "text", 22, lambda e: _of(e.date, "value"), "When it happened or is to happen, EDTF (ISO 8601-2)"),
    Column("date_earliest", "day", 12, lambda e: _of(e.date, "earliest"), "First possible day, ISO 8601; empty where open or unknown"),
    Column("date_latest", "day", 12, lambda e: _of(e.date, "latest"), "Last possible day, ISO 8601; empty where open or unknown"),
    Column("date_text", "text", 20, lambda e: _of(e.date, "text"), "The words that the date was read from"),
    Column(
        "date_anchor",
        "text",
        10,
        lambda e: _of(e.date, "anchor"),
        "What completed the date: the text, the publication date, a previous date",
    ),
    Column("time", "text", 8, lambda e: _of(e.time, "value"), "Local clock time, HH:MM"),
    Column("duration", "text", 11, lambda e: _of(e.duration, "value"), "How long it lasted, ISO 8601"),
    Column(
        "duration_bound",
        "text",
        8,
        lambda e: _of(e.duration, "bound"),
        "The duration is exact (=), about (~), more than (>) or less than (<)",
    ),
    Column("duration_planned", "text", 11, lambda e: _of(e.duration_planned, "value"), "The length it was meant to have, ISO 8601"),
    Column("places", "text", 28, lambda e: _joined(e.places), "Where it happened, nominative, the most precise first"),
    Column("country", "text", 8, lambda e: _of(_first_place(e), "country"), "Country of the most precise place, ISO 3166-1 alpha-2"),
    Column("lat", "number", 9, lambda e: _of(_first_place(e), "lat"), "Latitude of the most precise place, degrees, WGS 84"),
    Column("lon", "number", 9, lambda e: _of(_first_place(e), "lon"), "Longitude of the most precise place, degrees, WGS 84"),
    Column("geonames_id", "whole", 12, lambda e: _of(_first_place(e), "geonames_id"), "GeoNames id of the most precise place"),
    Column(
        "participants", "text", 36, lambda e: _joined(e.participants), "Who took part or was affected, full canonical names, nominative"
    ),
    Column("occasion", "text", 24, lambda e: _of(e.occasion, "value"), "The larger event within or beside which it took place"),
    Column("format", "text", 20, lambda e: _of(e.format, "value"), "How it was held"),
    Column("topics", "text", 50, lambda e: _joined(e.topics), "What it was about or what it brought, noun phrases, nominative head"),
    Column("status_date", "text", 12, lambda e: _of(e.status_date, "value"), "When it was called off, announced or put off, EDTF"),
    Column("text", "text", 80, lambda e: e.text, "The evidence: the sentences that the row was read from"),
    Column("start", "whole", 8, lambda e: e.start, "Offset of the evidence in the document, Unicode code points"),
    Column("end", "whole", 8, lambda e: e.end, "Offset of the end of the evidence, exclusive"),
    Column("confidence", "number", 11, lambda e: e.confidence, "0 to 1, calibrated: of the rows at 0.8 about 80 % are right"),
)
ARROW: Final = {"text": pa.string(), "day": pa.date32(), "number": pa.float64(), "whole": pa.int64()}
PANDAS: Final = {"text": "string", "day": "datetime64[s]", "number": "Float64", "whole": "Int64"}
SQL: Final = {"text": "string", "day": "date", "number": "double", "whole": "bigint"}
SQL_SCHEMA: Final = ", ".join(f"`{column.name}` {SQL[column.content]}" for column in COLUMNS)
"""The columns with their types as Spark names them (`mapInPandas(…, schema=SQL_SCHEMA)`)."""


def row(record: object, columns: Sequence[Column] = COLUMNS) -> dict[str, str | int | float | None]:
    """The flat cells of an event (or what the columns are of) by column, in their order; days are ISO strings, absent values None."""
    return {column.name: column.cell(record) for column in columns}


def frame(events: Iterable[Event]) -> "pd.DataFrame":
    """The flat table with the same types for any events, none included: `string`, `datetime64[s]`, `Float64`, `Int64`; absent is NA or NaT.

    A day that the calendar of Python cannot hold (before year 1) is NaT; `date` keeps it.
    """
    import pandas as pd  # which takes 0.3 s, and reading and writing JSON Lines and CSV do not need

    rows = [row(event) for event in events]
    return pd.DataFrame({column.name: _series([cells[column.name] for cells in rows], column.content) for column in COLUMNS})


def _series(cells: list[Any], content: Content) -> "pd.Series[Any]":
    import pandas as pd

    if content == "day":
        days = [day_of(cell) for cell in cells]
        return pd.Series(np.array(["NaT" if day is None else day.isoformat() for day in days], dtype="datetime64[s]"))
    return pd.Series(printable(cells) if content == "text" else cells, dtype=PANDAS[content])


def day_of(cell: str | None) -> date | None:
    """The day of an ISO 8601 date or datetime, None where there is none."""
    try:
        return date.fromisoformat((cell or "")[:10])
    except ValueError:
        return None


def arrow_schema(columns: Sequence[Column] = COLUMNS) -> pa.Schema:
    """The Arrow schema of the flat table."""
    return pa.schema([(column.name, ARROW[column.content]) for column in columns])
