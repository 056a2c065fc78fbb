"""Records → files: JSON Lines, CSV, Parquet and the list of failures, each complete or not there; the same records give the same bytes."""

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from extract.record import to_json
from extract.table.columns import COLUMNS, Column, arrow_schema, day_of, row
from extract.table.files import Sink, complete, disarmed, printable
from extract.table.spreadsheet import xlsx

if TYPE_CHECKING:
    from extract.reading import Failure


BATCH: Final = 10_000
"""Events to a row group of the Parquet file."""
PACK: Final = 500
"""Events that are held as Python objects until Arrow packs them, in a tenth of the memory."""


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
            writer.writerow(disarmed(cell) for cell in printable(row(record, columns).values()))

        yield sink


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
            cells = printable(row(record, columns).values())
            rows.append(
                {column.name: day_of(cell) if column.content == "day" else cell for column, cell in zip(columns, cells, strict=True)}
            )
            if len(group) * PACK + len(rows) == BATCH:
                flush()
            elif len(rows) == PACK:
                pack()

        yield sink
        flush()


WRITERS: Final[Mapping[str, Callable[[Path, Sequence[Column]], AbstractContextManager[Sink]]]] = {
    "jsonl": jsonl,
    "csv": flat_csv,
    "parquet": parquet,
    "xlsx": xlsx,
}
