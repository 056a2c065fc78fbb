"""What comes of a document that is read: the article with where it stands, or one clear line saying why it can't be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.record import Article

STDIN = "-"
STDIN_NAME = "stdin"


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


class UnreadableError(ValueError):
    """A document that can't be read: one line saying why, and the line of its text or file that is meant."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(" ".join(message.split()))
        self.line = line


@dataclass(frozen=True, slots=True)
class Record:
    """A document before it is checked: line or row, doc_id by position, and its fields or what is wrong with it."""

    line: int
    name: str
    fields: Mapping[str, Any] | str


def printable(name: str | Path) -> str:
    """A file name as Unicode text, with `/` between folders."""
    return Path(name).as_posix().encode("utf-8", "backslashreplace").decode()


COLUMNS = frozenset(("doc_id", "id", "text", "published", "date", "title", "source", "url"))


def check_columns(names: Sequence[str]) -> None:
    """Raises UnreadableError where a table has no texts, or a column twice."""
    if "text" not in names:
        raise UnreadableError("no column “text”", 1)
    if twice := sorted(name for name in COLUMNS if names.count(name) > 1):
        raise UnreadableError(f"column “{twice[0]}” stands twice", 1)
