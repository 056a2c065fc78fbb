"""Events → the table: `events.jsonl`, `events.csv`, `events.parquet`, `events.xlsx` and a pandas DataFrame; and back from JSON Lines.

JSON Lines holds the full record, the others the flat columns of `COLUMNS`, in that order. The same events give the same files,
byte for byte. News text is untrusted: in CSV and XLSX no cell is a formula.
"""

import csv
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from datetime import time as clock
from functools import cache
from inspect import cleandoc
from pathlib import Path
from types import UnionType
from typing import IO, TYPE_CHECKING, Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from extract.record import Event, Mention, to_json

if TYPE_CHECKING:
    import pandas as pd

    from extract.reading import Failure

Content = Literal["text", "day", "number", "whole"]
Sink = Callable[[Any], None]


class TableError(ValueError):
    """A line that is no event; the message names file, line and field."""


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
BATCH: Final = 10_000
"""Events to a row group of the Parquet file."""
PACK: Final = 500
"""Events that are held as Python objects until Arrow packs them, in a tenth of the memory."""


# Flat cells


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
        days = [_day(cell) for cell in cells]
        return pd.Series(np.array(["NaT" if day is None else day.isoformat() for day in days], dtype="datetime64[s]"))
    return pd.Series(_printable(cells) if content == "text" else cells, dtype=PANDAS[content])


def _day(cell: str | None) -> date | None:
    """The day of an ISO 8601 date or datetime, None where there is none."""
    try:
        return date.fromisoformat((cell or "")[:10])
    except ValueError:
        return None


# Files


def write(
    records: Iterable[object],
    folder: Path,
    formats: Collection[str] = ("jsonl", "csv", "parquet", "xlsx"),
    *,
    name: str = "events",
    columns: Sequence[Column] = COLUMNS,
) -> int:
    """Writes `events.<format>` of each format into the folder in one pass over the events and returns how many there were.

    Other records have a `name` and `columns` of their own. A file appears when it is complete; after an error there is none. ValueError
    for an unknown format.
    """
    unknown = set(formats) - set(WRITERS)
    if unknown:
        raise ValueError(f"unknown format {', '.join(sorted(unknown))}: choose from {', '.join(WRITERS)}")
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with ExitStack() as files:
        sinks = [files.enter_context(writer(folder / f"{name}.{kind}", columns)) for kind, writer in WRITERS.items() if kind in formats]
        for record in records:
            count += 1
            for sink in sinks:
                sink(record)
    return count


def json_line(record: object) -> str:
    """The full record on one line, without the line end; lone surrogates are escaped, so that the line is valid UTF-8."""
    return json.dumps(to_json(record), ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, which becomes `path` when all went well and vanishes otherwise."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def error_line(failure: "Failure") -> str:
    """What failed as a JSON object on one line, without the line end: file, line, doc_id and reason, null where unknown."""
    cells = {"source": failure.source, "line": failure.line, "doc_id": failure.doc_id, "reason": failure.message}
    return json.dumps(cells, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")


@contextmanager
def errors(path: Path) -> "Iterator[Callable[[Failure], None]]":
    """A sink for what fails that writes one `error_line` to a line; where nothing failed there is no such file."""
    with complete(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:

        def sink(failure: "Failure") -> None:
            file.write(error_line(failure) + "\n")

        yield sink
    if not path.stat().st_size:
        path.unlink()


@contextmanager
def jsonl(path: Path, columns: Sequence[Column] = COLUMNS) -> Iterator[Sink]:
    """A sink that writes one full record, whatever its columns, to a line (UTF-8); nothing is held in memory."""
    with complete(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:

        def sink(record: object) -> None:
            file.write(json_line(record) + "\n")

        yield sink


@dataclass(frozen=True, slots=True)
class _LineFeeds:
    """Ends rows in LF; a `csv.writer` told to do so leaves a CR within a cell unquoted."""

    file: IO[str]

    def write(self, line: str) -> int:
        return self.file.write(line.removesuffix("\r\n") + "\n")


@contextmanager
def flat_csv(path: Path, columns: Sequence[Column] = COLUMNS) -> Iterator[Sink]:
    """A sink that writes flat rows as CSV (UTF-8, LF), formulas disarmed by `'`; nothing is held in memory."""
    with complete(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(_LineFeeds(file), lineterminator="\r\n")
        writer.writerow(column.name for column in columns)

        def sink(record: object) -> None:
            writer.writerow(_disarmed(cell) for cell in _printable(row(record, columns).values()))

        yield sink


def arrow_schema(columns: Sequence[Column] = COLUMNS) -> pa.Schema:
    """The Arrow schema of the flat table."""
    return pa.schema([(column.name, ARROW[column.content]) for column in columns])


@contextmanager
def parquet(path: Path, columns: Sequence[Column] = COLUMNS) -> Iterator[Sink]:
    """A sink that writes Parquet in row groups of `BATCH`, days as `date32`, absent values as nulls."""
    schema = arrow_schema(columns)
    with complete(path) as part, pq.ParquetWriter(part, schema) as writer:
        rows: list[dict[str, Any]] = []
        group: list[pa.RecordBatch] = []

        def pack() -> None:
            group.append(pa.RecordBatch.from_pylist(rows, schema=schema))
            rows.clear()

        def flush() -> None:
            if rows:
                pack()
            if group:
                writer.write_table(pa.Table.from_batches(group).combine_chunks())
                group.clear()
                pa.default_memory_pool().release_unused()

        def sink(record: object) -> None:
            cells = _printable(row(record, columns).values())
            rows.append({column.name: _day(cell) if column.content == "day" else cell for column, cell in zip(columns, cells, strict=True)})
            if len(group) * PACK + len(rows) == BATCH:
                flush()
            elif len(rows) == PACK:
                pack()

        yield sink
        flush()


# Spreadsheets

FORMULA: Final = re.compile(r"[=+\-@\t\r\n]")
PLAIN: Final = re.compile(r"[+-]?\d+([.,]\d+)?|.")
"""What is no formula although it begins like one: a number, and a single character (the `=` of `duration_bound`)."""
UNPRINTABLE: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML and UTF-8 cannot hold: control characters, lone surrogates, the noncharacters U+FFFE and U+FFFF."""
SHEET_ROWS: Final = 1_048_576
CELL_LENGTH: Final = 32_767
BOLD: Final = Font(bold=True)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
FIRST_SPREADSHEET_DAY: Final = date(1900, 3, 1)
"""Spreadsheets have a 29 February 1900 and nothing before that year, so earlier days stay ISO text."""
EPOCH: Final = datetime(1980, 1, 1)
"""The only time a file may carry: the earliest that ZIP can hold."""


def _is_formula(cell: object) -> bool:
    return isinstance(cell, str) and bool(FORMULA.match(cell)) and not PLAIN.fullmatch(cell)


def _disarmed(cell: object) -> object:
    """The cell that no spreadsheet takes for a formula (`=1+1` → `'=1+1`); numbers stay."""
    return f"'{cell}" if _is_formula(cell) else cell


def _printable(cells: Iterable[Any]) -> list[Any]:
    """The cells with characters that a file cannot hold replaced by U+FFFD."""
    return [UNPRINTABLE.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in cells]


@contextmanager
def xlsx(path: Path, columns: Sequence[Column] = COLUMNS) -> Iterator[Sink]:
    """A sink that writes an Excel workbook: header frozen and filtered, text wrapped, days typed, formulas kept as text.

    Days before March 1900, which spreadsheets cannot hold, are ISO text; text beyond 32,767 characters is cut and ends in `…`;
    events beyond 1,048,575 go on in a next sheet.
    """
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.created = "extract", EPOCH
    sheets = [_new_sheet(book, path.stem, columns)]
    rows = [1]

    def sink(record: object) -> None:
        if rows[-1] == SHEET_ROWS:
            sheets.append(_new_sheet(book, path.stem, columns))
            rows.append(1)
        rows[-1] += 1
        cells = _printable(row(record, columns).values())
        sheets[-1].append([_cell(sheets[-1], column, cell) for column, cell in zip(columns, cells, strict=True)])

    try:
        yield sink
    finally:
        for sheet, count in zip(sheets, rows, strict=True):
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"
            sheet.close()
    with complete(path) as part, tempfile.TemporaryFile() as file:
        book.save(file)
        _timeless(file, part)


WRITERS: Final[Mapping[str, Callable[[Path, Sequence[Column]], AbstractContextManager[Sink]]]] = {
    "jsonl": jsonl,
    "csv": flat_csv,
    "parquet": parquet,
    "xlsx": xlsx,
}


def _new_sheet(book: Workbook, name: str, columns: Sequence[Column]) -> Any:
    sheet = book.create_sheet(name if not book.worksheets else f"{name} {len(book.worksheets) + 1}")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    header = [WriteOnlyCell(sheet, column.name) for column in columns]
    for cell in header:
        cell.font = BOLD
    sheet.append(header)
    return sheet


def _cell(sheet: Any, column: Column, value: str | int | float | None) -> Any:
    """A typed cell: a day, a number, or text that no spreadsheet evaluates; None where empty."""
    if value is None:
        return None
    if not isinstance(value, str):
        return _styled(WriteOnlyCell(sheet, value))
    day = _day(value) if column.content == "day" or column.name == "published" else None
    if day and day >= FIRST_SPREADSHEET_DAY:
        cell = WriteOnlyCell(sheet, datetime.combine(day, clock.min))
        cell.number_format = "yyyy-mm-dd"
        return _styled(cell)
    cell = WriteOnlyCell(sheet, value if len(value) <= CELL_LENGTH else value[: CELL_LENGTH - 1] + "…")
    cell.data_type = "s"
    cell.quotePrefix = _is_formula(value)
    return _styled(cell)


def _styled(cell: Any) -> Any:
    cell.alignment = WRAPPED
    return cell


def _timeless(source: Any, target: Path) -> None:
    """Copies a workbook without the time it was written at."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for member in old.infolist():
            info = ZipInfo(member.filename, EPOCH.timetuple()[:6])
            info.compress_type, info.create_system, info.file_size = ZIP_DEFLATED, 3, member.file_size
            with old.open(member) as reader, new.open(info, "w") as writer:
                if member.filename == "docProps/core.xml":
                    modified = rb"\g<1>" + EPOCH.isoformat().encode() + b"Z<"
                    writer.write(re.sub(rb"(<dcterms:modified[^>]*>)[^<]*<", modified, reader.read()))
                else:
                    shutil.copyfileobj(reader, writer)


# JSON Lines → events


def read_jsonl(path: Path) -> Iterator[Event]:
    """The events of a file that `jsonl` wrote, one by one; TableError names file, line and field of what is no event."""
    for _, event in read_lines(path):
        if isinstance(event, TableError):
            raise event
        yield event


def read_lines(path: Path) -> Iterator[tuple[int, Event | TableError]]:
    """The events of such a file, each with the offset of its line in bytes, or with what is wrong with it; empty lines are passed over."""
    offset = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield offset, read_line(line)
                except ValueError as error:
                    yield offset, TableError(f"{path}:{number}: {error}")
            offset += len(line)


def read_line(line: bytes) -> Event:
    """The event of a line that `jsonl` wrote; ValueError names the field of what is none."""
    event: Event = _decoder(Event)(json.loads(line.decode("utf-8-sig")), "")
    return event


@cache
def _hints(record: type) -> dict[str, Any]:
    """The types of a record's fields that the JSON record holds."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record) if field.name != "rules"}


Decoder = Callable[[Any, str], Any]
"""Makes a value of what `to_json` made of it; ValueError names the field, of which it is told the name (`places[0].lat`)."""


@cache
def _decoder(hint: Any) -> Decoder:
    """The decoder of a type."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _record_decoder(hint)
    if get_origin(hint) is tuple:
        item = _decoder(get_args(hint)[0])

        def items(data: Any, where: str) -> Any:
            _check(isinstance(data, list), where, "a list", data)
            return tuple([item(one, f"{where}[{number}]") for number, one in enumerate(data)])

        return items
    if get_origin(hint) in (Union, UnionType):
        filled = _decoder(get_args(hint)[0])
        return lambda data, where: None if data is None else filled(data, where)
    if get_origin(hint) is Literal:
        choices = get_args(hint)

        def choice(data: Any, where: str) -> Any:
            _check(data in choices, where, "one of " + ", ".join(choices), data)
            return data

        return choice
    kinds = {str: (str,), int: (int,), float: (float, int)}[hint]
    wanted = {str: "a string", int: "a whole number", float: "a number"}[hint]

    def scalar(data: Any, where: str) -> Any:
        _check(isinstance(data, kinds) and not isinstance(data, bool), where, wanted, data)
        return hint(data)

    return scalar


def _record_decoder(hint: type) -> Decoder:
    decoders = {name: _decoder(of) for name, of in _hints(hint).items()}

    def record(data: Any, where: str) -> Any:
        _check(isinstance(data, dict), where, "an object", data)
        for word, names in (("missing", decoders.keys() - data.keys()), ("unknown", data.keys() - decoders.keys())):
            if names:
                raise ValueError(f"{word} field {', '.join(f'{where}.{name}'.lstrip('.') for name in sorted(names))}")
        before = f"{where}." if where else ""
        return hint(**{name: decode(data[name], before + name) for name, decode in decoders.items()})

    return record


def _check(right: bool, where: str, wanted: str, found: Any) -> None:
    if not right:
        raise ValueError(f"{where + ': ' if where else ''}expected {wanted}, found {json.dumps(found, ensure_ascii=False)[:60]}")


# The shape of the record

OFFSET: Final = {"minimum": 0}
SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "confidence": {"minimum": 0, "maximum": 1},
    "country": {"pattern": "^[A-Z]{2}$"},
    "earliest": {"format": "date"},
    "end": OFFSET,
    "lat": {"minimum": -90, "maximum": 90},
    "latest": {"format": "date"},
    "lon": {"minimum": -180, "maximum": 180},
    "start": OFFSET,
}
ABOUT: Final[Mapping[str, str]] = {
    "alternatives": "GeoNames ids of other places of that name that the document leaves possible, the likeliest first",
    "anchor": "What completed the date: the text itself, the publication date, a previous date of the text",
    "bound": "The duration is exact (=), about (~), more than (>) or less than (<)",
    "country": "ISO 3166-1 alpha-2",
    "earliest": "First possible day, ISO 8601; null where open or unknown",
    "end": "Offset of the end in the document, Unicode code points, exclusive",
    "evidence": "The sentences that the row was read from",
    "first": "First possible moment, ISO 8601 datetime; null where open or unknown",
    "geonames_id": "GeoNames id",
    "grain": "How exact a time is: year, month, day, hour, …",
    "kind": "Kind of the entity",
    "last": "Last possible moment, ISO 8601 datetime; null where open or unknown",
    "lat": "Latitude, degrees, WGS 84",
    "latest": "Last possible day, ISO 8601; null where open or unknown",
    "lon": "Longitude, degrees, WGS 84",
    "mentions": "Every place where the text names the event; the first is the trigger",
    "place_kind": "Kind of the place",
    "rule": "The rule that inferred a value which stands nowhere in the text",
    "start": "Offset in the document, Unicode code points",
    "text": "The words of the document, document[start:end]",
    "value": "The normalised value",
}


def schema(types: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a line of `events.jsonl`; `types` are the event types allowed."""
    shapes: dict[str, Any] = {}
    event = _object(Event, {column.name: column.about for column in COLUMNS}, shapes)
    event["properties"]["type"]["enum"] = list(types)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Event",
        **event,
        "$defs": dict(sorted(shapes.items())),
    }


def mention_schema() -> dict[str, Any]:
    """The JSON Schema of a mention."""
    return _object(Mention, {}, {})


def _object(record: type, about: Mapping[str, str], shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a record; the records within it are added to `shapes`."""
    properties = {
        name: {"description": about.get(name) or ABOUT[name], **_shape(hint, shapes), **SHAPES.get(name, {})}
        for name, hint in _hints(record).items()
    }
    return {
        "description": cleandoc(record.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _shape(hint: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type."""
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in shapes:
            shapes[hint.__name__] = {}
            shapes[hint.__name__] = _object(hint, {}, shapes)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(get_args(hint)[0], shapes)}
    if get_origin(hint) in (Union, UnionType):
        return _nullable(_shape(get_args(hint)[0], shapes))
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    return {"type": {str: "string", int: "integer", float: "number"}[hint]}


def _nullable(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema that allows null besides."""
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    return {"type": [shape["type"], "null"]}
