"""Files, folders, tables and streams → articles, one by one, in a fixed order; what can't be read becomes one clear line.

The text of an article is what the bytes decode to, less a byte order mark: line ends, no-break spaces and markup stay as they
are, so that offsets point into it. What is told from the text itself is the publication date: a header or an agency dateline.
"""

import codecs
import csv
import errno
import glob
import gzip
import hashlib
import json
import os
import re
import sqlite3
import sys
import tomllib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from io import BufferedReader, BytesIO, StringIO
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from extract.record import Article, Span

if TYPE_CHECKING:
    import pandas as pd

STDIN = "-"
_STDIN_NAME = "stdin"
_FRAME_NAME = "table"
_SAMPLE = 1 << 20
"""Bytes of a table from which its encoding is told; a text file is looked at as a whole."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Located:
    """An article with where it stands: its file and its line (the row in Parquet)."""

    source: str
    line: int
    article: Article

    def failure(self, error: Exception) -> "Failure":
        """That no events could be told of it, because of the error."""
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        return Failure(self.source, self.line, reason, self.article.doc_id)


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read: the file, its line (the row in Parquet, None for the whole file) and one line saying why.

    `doc_id` names a document that could be read, but of which no events could be told.
    """

    source: str
    line: int | None
    message: str
    doc_id: str | None = None

    def __str__(self) -> str:
        line, doc_id = ("" if part is None else part for part in (self.line, self.doc_id))
        return f"{self.source}{line and f':{line}'}: {doc_id and f'{doc_id}: '}{self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first lines say: `published` (ISO 8601, None if unknown) with its `rule`, the offset `body` where a header ends.

    `dateline` is the half-open span of an agency dateline, `invalid` the words of a publication date that no calendar has.
    """

    published: str | None = None
    body: int = 0
    rule: str = ""
    dateline: tuple[int, int] | None = None
    invalid: Span | None = None


class UnreadableError(ValueError):
    """A document that can't be read: one line saying why, and the line of its text or file that is meant."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(" ".join(message.split()))
        self.line = line


@dataclass(frozen=True, slots=True)
class _Record:
    """A document before it is checked: line or row, doc_id by position, and its fields or what is wrong with it."""

    line: int
    name: str
    fields: Mapping[str, Any] | str


# ── documents ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(paths: Sequence[str | Path], *, published: str | None = None, encoding: str | None = None) -> Iterator[Article | Failure]:
    """Streams the articles of files, folders (recursive, sorted), globs and `-` (standard input), failures in their place.

    See `documents` for the options and for what is read once.
    """
    return _articles(documents(paths, published=published, encoding=encoding))


def documents(paths: Sequence[str | Path], *, published: str | None = None, encoding: str | None = None) -> Iterator[Located | Failure]:
    """The same with the place of each article; the memory this takes does not grow with their number.

    `published` (ISO 8601) dates the documents that give no date themselves; `encoding` overrules recognition. Raises ValueError
    if either is none. A file named twice is read once; of documents with the same doc_id the first is read, the others fail.
    """
    given = None if published is None else iso(published)
    if encoding is not None:
        try:
            " ".encode(encoding)
        except (LookupError, ValueError) as error:
            raise ValueError(f"no encoding {encoding!r}") from error
    return _unique(outcome for name in files(paths) for outcome in _file(name, given, encoding))


def article(
    text: str,
    *,
    doc_id: str,
    published: str | None = None,
    given: str | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Article:
    """An article with its publication date: `published`, else header, else dateline, else `given` (which lends a dateline its year).

    Raises ValueError (`UnreadableError`) for a text without words, with NUL or half a surrogate pair, or dated by an impossible date.
    """
    _sound("text", text)
    head = header(text, given=given)
    if not text[head.body :].strip():
        raise UnreadableError("the text is empty", 1)
    if published is None and head.invalid:
        raise UnreadableError(f"impossible date “{head.invalid.text}”", 1 + text.count("\n", 0, head.invalid.start))
    return Article(
        doc_id=doc_id,
        text=text,
        published=iso(published) if published is not None else head.published or (None if given is None else iso(given)),
        title=title,
        source=source,
        body=head.body,
        dateline=head.dateline,
    )


def document(fields: Mapping[str, Any], *, doc_id: str) -> Article:
    """The article of a JSON object or row: `text`; optional `doc_id`, `published`, `title`, `source`, as in every table.

    `doc_id` names it where it names none itself. Raises ValueError (`UnreadableError`) that names the field.
    """
    return _article(_Record(1, doc_id, fields), None, None)


def read_bytes(data: bytes, name: str) -> Iterator[Article | Failure]:
    """Streams the articles of a file in memory, failures in their place; the ending of `name` tells its kind, nothing is opened."""
    return _articles(_unique(_file(name, None, None, BytesIO(data))))


def articles(documents: "pd.DataFrame") -> Iterator[Article | Failure]:
    """Streams the articles of a table in memory, failures in their place; rows are counted from 1, no row is changed.

    The columns are those of every table: `text`; optional `doc_id` (or `id`), `published` (or `date`), `title`, `source` (or `url`).
    The doc_id of a row that names none is its label in the index.
    """
    try:
        _check_columns([str(name) for name in documents.columns])
    except UnreadableError as error:
        return iter((Failure(_FRAME_NAME, None, str(error)),))
    return _articles(_unique(_rows(documents)))


def _articles(outcomes: Iterable[Located | Failure]) -> Iterator[Article | Failure]:
    return (outcome.article if isinstance(outcome, Located) else outcome for outcome in outcomes)


def _rows(documents: "pd.DataFrame") -> Iterator[Located | Failure]:
    """The documents of a table with their rows."""
    names = [name for name in documents.columns if name in _COLUMNS]
    columns = [documents[name].tolist() for name in names]
    for row, (label, *cells) in enumerate(zip(documents.index.tolist(), *columns, strict=True), 1):
        fields = {name: _plain(cell) for name, cell in zip(names, cells, strict=True)}
        try:
            yield Located(_FRAME_NAME, row, _article(_Record(row, str(label), fields), None, None))
        except UnreadableError as error:
            yield Failure(_FRAME_NAME, row, str(error))


def _plain(cell: Any) -> Any:
    """A cell of a pandas table as a Python object, None where pandas holds nothing."""
    import pandas as pd

    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime(warn=False)
    return None if pd.api.types.is_scalar(cell) and pd.isna(cell) else cell


def iso(value: object) -> str:
    """A date or datetime (ISO 8601 string or object) as an ISO 8601 string; raises ValueError for anything else."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        for parse in (date.fromisoformat, datetime.fromisoformat):
            try:
                return parse(value.strip()).isoformat()
            except ValueError:
                continue
    raise UnreadableError(f"{str(value)[:40]!r} is no ISO date")


def _unique(outcomes: Iterable[Located | Failure]) -> Iterator[Located | Failure]:
    """The outcomes, but for documents whose doc_id an earlier one has: those are failures."""
    with closing(_Met()) as met:
        for outcome in outcomes:
            if isinstance(outcome, Located) and (first := met.before(outcome.article.doc_id, outcome.source, outcome.line)):
                yield Failure(outcome.source, outcome.line, f"doc_id {outcome.article.doc_id!r} is already that of {first[0]}:{first[1]}")
            else:
                yield outcome


class _Met:
    """Names, and where each was met first; they lie in a temporary file, of which SQLite holds 2 MB in memory."""

    def __init__(self) -> None:
        self._table = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._table.execute("PRAGMA journal_mode = off")
        self._table.execute("CREATE TABLE met (name BLOB PRIMARY KEY, source TEXT, line INTEGER) WITHOUT ROWID")

    def before(self, name: str, source: str = "", line: int = 0) -> tuple[str, int] | None:
        """Source and line where the name was met before, None if it was not."""
        digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        try:
            if self._table.execute("INSERT OR IGNORE INTO met VALUES (?, ?, ?)", (digest, source, line)).rowcount:
                return None
            return cast(tuple[str, int], self._table.execute("SELECT source, line FROM met WHERE name = ?", (digest,)).fetchone())
        except sqlite3.Error as error:
            raise OSError(errno.ENOSPC, str(error), "the temporary file of doc_ids") from error

    def close(self) -> None:
        self._table.close()


def _file(name: str | Failure, given: str | None, encoding: str | None, data: BytesIO | None = None) -> Iterator[Located | Failure]:
    """The documents of one file (or of its `data`); what breaks the file is reported after those read before."""
    if isinstance(name, Failure):
        yield name
        return
    source = _STDIN_NAME if name == STDIN else printable(name)
    line = 0
    try:
        with _open(name) if data is None else BufferedReader(cast(Any, data)) as stream:
            records, plain = _reader(name, stream, encoding)
            for record in records:
                line = record.line
                try:
                    yield Located(source, line, _article(record, source, given))
                except UnreadableError as error:
                    yield Failure(source, error.line if plain and error.line else line, str(error))
    except UnreadableError as error:
        yield Failure(source, error.line, str(error))
    except OSError as error:
        yield Failure(source, line + 1 if line else None, f"can't be read: {error.strerror or ' '.join(str(error).split())}")
    except UnicodeError as error:
        yield Failure(source, line + 1 if line else None, f"can't be decoded: {error}")
    except (EOFError, zlib.error):
        yield Failure(source, line + 1 if line else None, "the compressed file is damaged or cut short")


def _article(record: _Record, source: str | None, given: str | None) -> Article:
    """The article of a record; columns other than those of the contract are ignored."""
    if isinstance(record.fields, str):
        raise UnreadableError(record.fields)
    fields = record.fields
    if "text" not in fields:
        raise UnreadableError("no text")
    name, doc_id = _first(fields, "doc_id", "id")
    if isinstance(doc_id, int | float) and not isinstance(doc_id, bool) and doc_id == doc_id // 1:
        doc_id = str(int(doc_id))
    column, published = _first(fields, "published", "date")
    try:
        published = None if published is None else iso(published)
    except UnreadableError as error:
        raise UnreadableError(f"{column}: {error}") from error
    return article(
        fields["text"],
        doc_id=record.name if doc_id is None else _sound(name, doc_id),
        published=published,
        given=given,
        title=_optional(fields, "title"),
        source=_optional(fields, "source", "url") or source,
    )


def _first(fields: Mapping[str, Any], *names: str) -> tuple[str, Any]:
    """The first of the named fields that is filled, with its value; the last with None where none is."""
    for name in names:
        value = fields.get(name)
        if value is not None and value != "" and value == value:
            return name, value
    return names[-1], None


def _optional(fields: Mapping[str, Any], *names: str) -> str | None:
    name, value = _first(fields, *names)
    return None if value is None else _sound(name, value)


def _sound(name: str, value: object) -> str:
    """`value` if it is a string that every Unicode format can hold."""
    if not isinstance(value, str):
        raise UnreadableError(f"{name} is {'empty' if value is None else f'no string but {type(value).__name__}'}")
    if "\0" in value:
        raise UnreadableError(f"{name} holds a NUL character: no text", 1 + value.count("\n", 0, value.index("\0")))
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = ord(value[error.start])
        raise UnreadableError(f"{name} holds half a surrogate pair (\\u{half:04x} at {error.start}): no Unicode text") from error
    return value


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def files(paths: Sequence[str | Path]) -> Iterator[str | Failure]:
    """The names of the files that the paths mean, each once, in the order of the paths, sorted within a folder or glob."""
    with closing(_Met()) as met:
        for found in chain.from_iterable(_expand(os.fspath(path)) for path in paths):
            if isinstance(found, Failure) or not met.before(found if found == STDIN else os.path.realpath(found)):
                yield found


def _expand(path: str) -> Iterator[str | Failure]:
    if path == STDIN or os.path.isfile(path):
        yield path
    elif os.path.isdir(path):
        yield from _folder(path)
    elif os.path.exists(path):
        yield Failure(printable(path), None, "neither file nor folder")
    elif glob.has_magic(path) and "\0" not in path:
        matches = sorted(glob.glob(path, recursive=True), key=_parts)
        found = [name for name in matches if os.path.isdir(name) or _ending(name)]
        if not found:
            yield Failure(printable(path), None, f"matches no file ({', '.join(_READERS)})")
        for name in found:
            yield from _expand(name)
    else:
        yield Failure(printable(path), None, "no such file or folder")


def _folder(path: str) -> Iterator[str | Failure]:
    """The files of a folder that have a known ending, sorted; hidden files and folders are left out."""
    outcome = None
    for outcome in _walk(path):
        yield outcome
    if outcome is None:
        yield Failure(printable(path), None, f"no file in the folder ({', '.join(_READERS)})")


def _walk(path: str) -> Iterator[str | Failure]:
    try:
        with os.scandir(path) as entries:
            names = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        yield Failure(printable(path), None, f"can't be read: {error.strerror}")
        return
    for name, is_folder, is_link in names:
        if is_folder and not is_link:
            yield from _walk(os.path.join(path, name))
        elif not is_folder and _ending(name):
            yield os.path.join(path, name)


def _parts(name: str) -> tuple[str, ...]:
    return Path(name).parts


def _ending(name: str) -> str:
    """The known ending of a file name, empty if it has none (`a.JSONL.gz` → `.jsonl.gz`)."""
    return next((ending for ending in _READERS if name.lower().endswith(ending)), "")


def printable(name: str | Path) -> str:
    """A file name as Unicode text, with `/` between folders."""
    return Path(name).as_posix().encode("utf-8", "backslashreplace").decode()


@contextmanager
def _open(name: str) -> Iterator[BufferedReader]:
    """The bytes of a file, or of standard input, which stays open."""
    if name != STDIN:
        with open(name, "rb") as file:
            yield file
        return
    stdin = BufferedReader(cast(Any, sys.stdin.buffer))
    try:
        yield stdin
    finally:
        stdin.detach()


def _reader(name: str, stream: BufferedReader, encoding: str | None) -> tuple[Iterator[_Record], bool]:
    """The records of an open file, and whether it is plain text, whose lines are those of its document."""
    if name == STDIN:
        head = stream.peek()
        utf_16 = "utf-16" if head.startswith(_UTF_16) else None
        start = head.decode(encoding or utf_16 or "utf-8", "ignore").lstrip("\ufeff \t\r\n")
        return (_jsonl if start.startswith("{") else _txt)(stream, _STDIN_NAME, encoding), not start.startswith("{")
    ending = _ending(name)
    if not ending:
        raise UnreadableError(f"unknown kind of file ({', '.join(_READERS)})")
    stem = printable(os.path.basename(name)[: -len(ending)])
    return _READERS[ending](stream, stem, encoding), ending == ".txt"


def _txt(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[_Record]:
    data = stream.read()
    if not data:
        raise UnreadableError("the file is empty", 1)
    yield _Record(1, stem, {"text": _decode(data, encoding)})


def _jsonl(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[_Record]:
    lines = _Lines(stream, encoding)
    for line in _attempts(lines, UnicodeError):
        if isinstance(line, Exception):
            yield _Record(lines.number, stem, f"can't be decoded: {line}")
        elif line.strip():
            yield _Record(lines.number, f"{stem}-{lines.number}", _json(line))


def _json(line: str) -> Mapping[str, Any] | str:
    """The object on a line of JSON Lines, or what is wrong with it."""
    try:
        value = json.loads(line.rstrip())
    except json.JSONDecodeError as error:
        return f"broken JSON at column {error.colno}: {error.msg}"
    except (ValueError, RecursionError) as error:
        return f"broken JSON: {error}"
    return value if isinstance(value, dict) else f"no JSON object but {type(value).__name__}"


def _jsonl_gz(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[_Record]:
    with gzip.open(stream) as unzipped:
        yield from _jsonl(cast(BinaryIO, unzipped), stem, encoding)


def _csv(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[_Record]:
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
    _check_columns(names)
    start = 2
    for row, cells in enumerate(_attempts(csv.reader(lines, delimiter=delimiter, strict=True), csv.Error, UnicodeError), 1):
        if isinstance(cells, Exception):
            yield _Record(start, stem, f"broken CSV: {cells}")
        elif cells and len(cells) != len(names):
            yield _Record(start, stem, f"{len(cells)} cells, but {len(names)} columns")
        elif cells:
            yield _Record(start, f"{stem}-{row}", dict(zip(names, cells, strict=True)))
        start = lines.number + 1


def _parquet(stream: BinaryIO, stem: str, encoding: str | None) -> Iterator[_Record]:
    """Rows counted from 1; read in batches, the columns of the contract only."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    row = 0
    try:
        file = pq.ParquetFile(stream, buffer_size=_SAMPLE, pre_buffer=False)  # else a row group is held as a whole
        _check_columns(file.schema_arrow.names)
        kind = file.schema_arrow.field("text").type
        if not re.match(r"(large_)?string|null|dictionary<values=(large_)?string", str(kind)):
            raise UnreadableError(f"column “text” holds {kind}, not strings", 1)
        names = [name for name in file.schema_arrow.names if name in _COLUMNS]
        for batch in file.iter_batches(batch_size=256, columns=names):
            columns = {name: _microseconds(batch.column(name)) for name in names}
            for at in range(batch.num_rows):
                row += 1
                yield _Record(row, f"{stem}-{row}", _cells(columns, at))
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


_COLUMNS = frozenset(("doc_id", "id", "text", "published", "date", "title", "source", "url"))


def _check_columns(names: Sequence[str]) -> None:
    if "text" not in names:
        raise UnreadableError("no column “text”", 1)
    if twice := sorted(name for name in _COLUMNS if names.count(name) > 1):
        raise UnreadableError(f"column “{twice[0]}” stands twice", 1)


_READERS: dict[str, Callable[[BinaryIO, str, str | None], Iterator[_Record]]] = {
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
        self._encoding = encoding or _recognised(sample) or "utf-8"
        if "\n".encode(self._encoding) == b"\n":
            sample = sample.removeprefix(codecs.BOM_UTF8)
            self._lines: Iterator[bytes | str] = chain(BytesIO(sample), stream)
            empty = not sample
        else:
            text = _decode(sample + stream.read(), self._encoding)
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


# ── encodings ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CYRILLIC = ("cp1251", "koi8_r")
_FREQUENT = frozenset("оеаинтсрвл")
"""The ten commonest letters of Russian, two thirds of any text (National Corpus of Russian, letter frequencies)."""


def _decode(data: bytes, encoding: str | None) -> str:
    """The text of the bytes less a byte order mark, line ends as they are; raises UnreadableError."""
    codec = encoding or _recognised(data) or "utf-8"
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = 1 + data[: error.start].decode(codec, "replace").count("\n")
        if encoding or codec != "utf-8":
            raise UnreadableError(f"can't be decoded: {error}", line) from error
        byte = f"0x{data[error.start]:02x}"
        raise UnreadableError(f"unknown encoding: byte {byte} is no UTF-8, and CP1251 and KOI8-R give no Russian", line) from error
    except ValueError as error:
        raise UnreadableError(f"can't be decoded: {error}") from error


def _recognised(data: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark, CP1251, KOI8-R, None for anything else; raises UnreadableError where there are NUL bytes."""
    if data.startswith(_UTF_16):
        return "utf-16"
    if b"\0" in data:
        raise UnreadableError("no text: the file holds NUL bytes", 1 + data.count(b"\n", 0, data.index(b"\0")))
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return _cyrillic(data[max(0, error.start - 1000) :][:65536])
    return "utf-8"


def _cyrillic(data: bytes) -> str | None:
    """The one-byte Cyrillic encoding in which the bytes read as Russian, None if none does."""
    from charset_normalizer import from_bytes

    proposed = [match.encoding for match in from_bytes(data, cp_isolation=list(_CYRILLIC))]
    likeness = {codec: _likeness(data.decode(codec, "replace")) for codec in proposed or _CYRILLIC}
    best = max(likeness, key=lambda codec: likeness[codec])
    return best if likeness[best] > 0.4 else None


def _likeness(text: str) -> float:
    """How much like Russian a text reads: the share of frequent letters, in words of plausible case, among the signs beyond ASCII."""
    foreign = sum(char > "\x7f" for char in text)
    words = [word for word in re.findall(r"[^\W\d_]+", text) if re.fullmatch(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+", word)]
    letters = "".join(words).lower()
    if not letters or "\ufffd" in text or re.search(r"[\x00-\x08\x0e-\x1a\x7f]", text):
        return 0.0
    return sum(letter in _FREQUENT for letter in letters) / foreign


# ── headers and datelines ────────────────────────────────────────────────────────────────────────────────────────────────────

_HEADER = re.compile(
    r"[\s\ufeff]*(?i:date):?[^\S\n]*"
    r"(?P<date>\d{4}-\d\d?-\d\d?(?:T\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
    r"(?:[ ]\d\d:\d\d(?::\d\d)?(?=\s*?(?:\n|\Z)))?)(?![\w-])[.,;]?\s*"
)  # date 2025-08-07 Вторая встреча … ; a time after a space only where nothing else follows on the line
_LINE = re.compile(r"[^\r\n]+")
_SENTENCE = re.compile(r"[.!?…»\"”]\s+(?=[A-ZА-ЯЁ])")
_LINES_WITH_DATELINE = 5
_REACH = 400
"""Code points of a line in which a dateline is looked for."""


def header(text: str, *, given: str | None = None) -> Header:
    """What the first lines say: a first line `date 2025-08-07`, else a dateline in the first five; `given` lends it the year.

    A dateline beside a header is found too, for its span. A dateline without a year gives no date unless `given` (ISO 8601) is
    known: then the year that puts it nearest. Any text raises nothing.
    """
    match = _HEADER.match(text)
    body = match.end() if match else 0
    found = _dateline(text, body)
    dateline = found.span() if found else None
    if match:
        try:
            return Header(published=iso(match["date"]), body=body, rule="header", dateline=dateline)
        except ValueError:
            return Header(body=body, rule="header", dateline=dateline, invalid=Span(match["date"], *match.span("date")))
    if not found:
        return Header()
    day, month, year = _calendar(found)
    rule = "dateline" if year else "dateline, year of the given date"
    if year or given:
        years = (year,) if year else _years_near(iso(given), month, day)
        if published := next((day_of for y in years if (day_of := _date(y, month, day))), None):
            return Header(published=published.isoformat(), rule=rule, dateline=dateline)
    if not _date(year or 2000, month, day):
        words, start = found["date"].rstrip("."), found.start("date")
        return Header(rule="dateline", dateline=dateline, invalid=Span(words, start, start + len(words)))
    return Header(dateline=dateline)


def _dateline(text: str, body: int) -> re.Match[str] | None:
    """The dateline at the head of one of the first lines, or after a sentence there; its groups hold the date."""
    signed, unsigned = _grammar()
    lines = (line for line in _LINE.finditer(text, body) if not line[0].isspace())
    for line in islice(lines, _LINES_WITH_DATELINE):
        end = min(line.end(), line.start() + _REACH)
        start = end - len(text[line.start() : end].lstrip(' \t\xa0\ufeff—–-«"“'))
        starts = [start, *(sentence.end() for sentence in _SENTENCE.finditer(text, start, end))]
        for at in starts:
            if found := next((match for pattern in signed if (match := pattern.match(text, at, end))), None):
                return found
        # ЖЕНЕВА, 12 марта. Министры … — once; several such paragraphs are the entries of a chronicle
        heads = (unsigned.match(other[0].lstrip()) for other in _LINE.finditer(text, body))
        if (found := unsigned.match(text, start, end)) and sum(map(bool, heads)) == 1:
            return found
    return None


def _calendar(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Day, month and year (None where unsaid) of a dateline."""
    if match["numeric"]:
        day, month, year = (int(part) for part in match["numeric"].split("."))
        return day, month, year
    month_names: Mapping[str, int] = _knowledge()["months"]
    return int(match["day"]), month_names[match["month"].lower()], int(match["year"]) if match["year"] else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_near(given: str, month: int, day: int) -> list[int]:
    """The years that have such a day, the one that lies nearest to the given date first (`30 декабря`, 2020-01-02 → 2019)."""
    centre = datetime.fromisoformat(given).date()
    days = [found for year in range(centre.year - 8, centre.year + 9) if (found := _date(year, month, day))]
    return [found.year for found in sorted(days, key=lambda found: abs(found - centre))]


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "language" / "datelines.toml").read_text(encoding="utf-8"))


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """The patterns of datelines, the signed ones in order of their claim, and that of an unsigned one."""
    months, agencies, prefixes, weekdays = (_any_of(_knowledge()[key]) for key in ("months", "agencies", "prefixes", "weekdays"))
    capital = "A-ZА-ЯЁ"
    word = rf"(?:[{capital}]\.\s?-?)?(?>[{capital}][\w’'-]*)"  # С.-Петербург, Н. Новгород, Ростов-на-Дону
    place = (
        rf"(?:г\.\s*)?{word}(?:(?:[^\S\n]|\s-\s|\s?[–—/]\s?){word}){{0,4}}"  # Нью-Йорк; МОСКВА - КИЕВ
        r"(?:\s\([^()\n]{2,40}\))?"  # ДУБОСЕКОВО (Московская область)
        rf"(?:,\s{word}(?:\s{word}){{0,2}}){{0,2}}"  # Липецк, Россия
    )
    day = (
        rf"(?P<date>(?P<numeric>[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}})(?!\d)|(?P<day>[0-9]{{1,2}})[^\S\n]+(?P<month>(?i:{months}))\b\.?"
        r"(?:[^\S\n]+(?P<year>[0-9]{4})\b(?:[^\S\n]*(?:года\b|г\b\.?))?)?)"
    )
    time = r"(?:,?\s+(?:в\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*\(?(?i:мск|msk)\)?)?)?"
    agency = (
        rf"(?:(?i:{prefixes})\s+)*[«\"]?(?=[{capital}])(?i:{agencies})(?!\w)[»\"]?(?:-\w+|\.(?i:ru|ру)\b|/{word})*"
        rf"(?:,?\s+{word}(?:\s+{word}){{0,2}}(?=\s*\.(?:\s|$)))?"  # РИА Новости Крым. РИА Новости, Анна Иванова.
    )
    source = rf"(?:/[^/\n]{{2,80}}/|\([^()\n]{{0,30}}?{agency}[^()\n]{{0,30}}\)|{agency})"
    closed = r"(?:\s*\.(?=\s|$|[^\W\d_])(?:\s*[-–—]{1,2}(?=\s|$))?|\s*[-–—]{1,2}(?=\s|$)|(?=\s*$))"
    signed = (
        # МОСКВА, 9 августа. /ТАСС/.  Москва. 8 мая. INTERFAX.RU –  Санкт-Петербург, 5 января 2021, 10:26 — REGNUM Комитет …
        rf"{place}(?:\s*[.,:])?(?:\s+[-–—]{{1,2}})?\s+{day}{time}(?:\s*[.,;:])?(?:\s*[-–—]{{1,2}})?\s*{source}(?:{closed}|(?=\s+[«\"„{capital}]))",
        # 9 мая 2012, 10:15 — РИА Новости
        rf"{day}{time}(?:\s*[.,;](?:\s*[-–—]{{1,2}})?|\s+[-–—]{{1,2}}|(?=\s*[/(]))\s*{source}{closed}",
        # ТАСС, 9 августа.
        rf"/?{agency}/?[.,]\s+{day}{time}{closed}",
    )
    caps = rf"(?>[{capital}][{capital}’'-]+)"
    unsigned = rf"(?!(?i:{weekdays})\b){caps}(?:[ -]{caps}){{0,3}}[.,]\s+{day}{closed}(?=\s+[«\"„{capital}])"
    return tuple(re.compile(pattern) for pattern in signed), re.compile(unsigned)


def _any_of(words: Iterable[str]) -> str:
    """An alternative of the words, the longest first, with any space between their parts."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=lambda word: (-len(word), word)))
