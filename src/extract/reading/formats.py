"""Files of each format → records of named fields, line by line."""

import codecs
import csv
import gzip
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from io import BufferedReader, BytesIO, StringIO
from itertools import chain
from typing import Any, BinaryIO, TypeVar, cast

from extract.reading.encodings import UTF_16, decoded, recognised
from extract.reading.outcome import COLUMNS, STDIN, STDIN_NAME, Record, UnreadableError, check_columns, printable

_SAMPLE = 1 << 20
"""Bytes of a table from which its encoding is told; a text file is looked at as a whole."""
T = TypeVar("T")


def ending(name: str) -> str:
    """The known ending of a file name, empty if it has none (`a.JSONL.gz` → `.jsonl.gz`)."""
    return next((known for known in READERS if name.lower().endswith(known)), "")


def records_of(name: str, stream: BufferedReader, encoding: str | None) -> tuple[Iterator[Record], bool]:
    """The records of an open file, and whether it is plain text, whose lines are those of its document."""
    if name == STDIN:
        head = stream.peek()
        utf_16 = "utf-16" if head.startswith(UTF_16) else None
        start = head.decode(encoding or utf_16 or "utf-8", "ignore").lstrip("\ufeff \t\r\n")
        return (_jsonl if start.startswith("{") else _txt)(stream, STDIN_NAME, encoding), not start.startswith("{")
    known = ending(name)
    if not known:
        raise UnreadableError(f"unknown kind of file ({', '.join(READERS)})")
    stem = printable(os.path.basename(name)[: -len(known)])
    return READERS[known](stream, stem, encoding), known == ".txt"


def _txt(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[Record]:
    data = stream.read()
    if not data:
        raise UnreadableError("the file is empty", 1)
    yield Record(1, stem, {"text": decoded(data, encoding)})


def _jsonl(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[Record]:
    lines = _Lines(stream, encoding)
    for line in _attempts(lines, UnicodeError):
        if isinstance(line, Exception):
            yield Record(lines.number, stem, f"can't be decoded: {line}")
        elif line.strip():
            yield Record(lines.number, f"{stem}-{lines.number}", _json(line))


def _json(line: str) -> Mapping[str, Any] | str:
    """The object on a line of JSON Lines, or what is wrong with it."""
    try:
        value = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        return f"broken JSON at column {error.colno}: {error.msg}"
    except (ValueError, RecursionError) as error:
        return f"broken JSON: {error}"
    return value if isinstance(value, dict) else f"no JSON object but {type(value).__name__}"


def _jsonl_gz(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[Record]:
    with gzip.open(stream) as unzipped:
        yield from _jsonl(cast(BinaryIO, unzipped), stem, encoding)


def _csv(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[Record]:
    """Comma, semicolon or tab, whichever makes a column `text` of the first line; a quoted cell may go over several lines."""
    csv.field_size_limit(2**31 - 1)
    lines = _Lines(stream, encoding)
    try:
        first = next(lines)
        headers = [(delimiter, next(csv.reader([first], delimiter=delimiter), [])) for delimiter in ",;\t"]
    except (UnicodeError, csv.Error) as error:
        raise UnreadableError(f"broken CSV: {error}", 1) from error
    cut = [(delimiter, [name.strip() for name in names]) for delimiter, names in headers]
    delimiter, names = next((header for header in cut if "text" in header[1]), cut[0])
    check_columns(names)
    start = 2
    for row, cells in enumerate(_attempts(csv.reader(lines, delimiter=delimiter, strict=True), csv.Error, UnicodeError), 1):
        if isinstance(cells, Exception):
            yield Record(start, stem, f"broken CSV: {cells}")
        elif cells and len(cells) != len(names):
            yield Record(start, stem, f"{len(cells)} cells, but {len(names)} columns")
        elif cells:
            yield Record(start, f"{stem}-{row}", dict(zip(names, cells, strict=True)))
        start = lines.number + 1


def _parquet(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[Record]:
    """Rows counted from 1; read in batches, the columns of the contract only."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = 0
    try:
        file = pq.ParquetFile(stream, buffer_size=_SAMPLE, pre_buffer=False)  # else a row group is held as a whole
        check_columns(file.schema_arrow.names)
        kind = file.schema_arrow.field("text").type
        if not re.match(r"(large_)?string|null|dictionary<values=(large_)?string", str(kind)):
            raise UnreadableError(f"column “text” holds {kind}, not strings", 1)
        names = [name for name in file.schema_arrow.names if name in COLUMNS]
        for batch in file.iter_batches(batch_size=256, columns=names):
            columns = {name: _microseconds(batch.column(name)) for name in names}
            for at in range(batch.num_rows):
                row += 1
                yield Record(row, f"{stem}-{row}", _cells(columns, at))
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"broken Parquet: {str(error).split('. ')[0]}", row + 1 if row else None) from error


def _microseconds(column: Any) -> Any:
    """Timestamps as fine as Python's; other columns as they are."""
    import pyarrow as pa

    return column.cast(pa.timestamp("us", column.type.tz), safe=False) if pa.types.is_timestamp(column.type) else column


def _cells(columns: Mapping[str, Any], at: int) -> Mapping[str, Any] | str:
    try:
        return {name: column[at].as_py() for name, column in columns.items()}
    except (ValueError, OverflowError) as error:
        return f"can't be decoded: {error}"


READERS: dict[str, Callable[[BinaryIO, str, str | None], Iterator[Record]]] = {
    ".txt": _txt,
    ".jsonl": _jsonl,
    ".jsonl.gz": _jsonl_gz,
    ".csv": _csv,
    ".parquet": _parquet,
}


class _Lines:
    """The lines of a stream, decoded, with their ends, and the number of the last; one that can't be decoded raises and is passed.

    The encoding is told from the first lines; where it is not known, those lines are good that are UTF-8.
    """

    def __init__(self, stream: BinaryIO, encoding: str | None) -> None:
        self.number = 0
        sample = stream.read(_SAMPLE) + stream.readline()
        self._encoding = encoding or recognised(sample) or "utf-8"
        if "\n".encode(self._encoding) == b"\n":
            sample = sample.removeprefix(codecs.BOM_UTF8)
            self._lines: Iterator[bytes | str] = chain(BytesIO(sample), stream)
            empty = not sample
        else:
            text = decoded(sample + stream.read(), self._encoding)
            self._lines = StringIO(text, newline="\n")
            empty = not text
        if empty:
            raise UnreadableError("the file is empty", 1)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        return line.decode(self._encoding) if isinstance(line, bytes) else line


def _attempts(items: Iterator[T], *errors: type[Exception]) -> Iterator[T | Exception]:
    """The items of an iterator that can go on after an error, with the error in place of the item."""
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except errors as error:
            yield error
        else:
            yield item
