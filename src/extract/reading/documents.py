"""Records → articles, whose fields are checked and whose ids are made unique."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from extract.reading.files import files, opened
from extract.reading.formats import records_of
from extract.reading.headers import header, iso
from extract.reading.met import Met
from extract.reading.outcome import COLUMNS, STDIN, STDIN_NAME, Failure, Located, Record, UnreadableError, check_columns, printable
from extract.record import Article

if TYPE_CHECKING:
    import pandas as pd


_FRAME_NAME = "table"


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
    return _article(Record(1, doc_id, fields), None, None)


def read_bytes(data: bytes, name: str) -> Iterator[Article | Failure]:
    """Streams the articles of a file in memory, failures in their place; the ending of `name` tells its kind, nothing is opened."""
    return _articles(_unique(_file(name, None, None, BytesIO(data))))


def articles(documents: "pd.DataFrame") -> Iterator[Article | Failure]:
    """Streams the articles of a table in memory, failures in their place; rows are counted from 1, no row is changed.

    The columns are those of every table: `text`; optional `doc_id` (or `id`), `published` (or `date`), `title`, `source` (or `url`).
    The doc_id of a row that names none is its label in the index.
    """
    try:
        check_columns([str(name) for name in documents.columns])
    except UnreadableError as error:
        return iter((Failure(_FRAME_NAME, None, str(error)),))
    return _articles(_unique(_rows(documents)))


def _articles(outcomes: Iterable[Located | Failure]) -> Iterator[Article | Failure]:
    return (outcome.article if isinstance(outcome, Located) else outcome for outcome in outcomes)


def _rows(documents: "pd.DataFrame") -> Iterator[Located | Failure]:
    """The documents of a table with their rows."""
    names = [name for name in documents.columns if name in COLUMNS]
    columns = [documents[name].tolist() for name in names]
    for row, (label, *cells) in enumerate(zip(documents.index.tolist(), *columns, strict=True), 1):
        fields = {name: _plain(cell) for name, cell in zip(names, cells, strict=True)}
        try:
            yield Located(_FRAME_NAME, row, _article(Record(row, str(label), fields), None, None))
        except UnreadableError as error:
            yield Failure(_FRAME_NAME, row, str(error))


def _plain(cell: Any) -> Any:
    """A cell of a pandas table as a Python object, None where pandas holds nothing."""
    import pandas as pd

    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime(warn=False)
    return None if pd.api.types.is_scalar(cell) and pd.isna(cell) else cell


def _unique(outcomes: Iterable[Located | Failure]) -> Iterator[Located | Failure]:
    """The outcomes, but for documents whose doc_id an earlier one has: those are failures."""
    with closing(Met()) as met:
        for outcome in outcomes:
            if isinstance(outcome, Located) and (first := met.before(outcome.article.doc_id, outcome.source, outcome.line)):
                yield Failure(outcome.source, outcome.line, f"doc_id {outcome.article.doc_id!r} is already that of {first[0]}:{first[1]}")
            else:
                yield outcome


def _file(name: str | Failure, given: str | None, encoding: str | None, data: BytesIO | None = None) -> Iterator[Located | Failure]:
    """The documents of one file (or of its `data`); what breaks the file is reported after those read before."""
    if isinstance(name, Failure):
        yield name
        return
    source = STDIN_NAME if name == STDIN else printable(name)
    line = 0
    try:
        with opened(name) if data is None else BufferedReader(cast(Any, data)) as stream:
            records, plain = records_of(name, stream, encoding)
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


def _article(record: Record, source: str | None, given: str | None) -> Article:
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
