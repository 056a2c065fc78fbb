"""Which values have been met before, on disk, so that memory does not grow with their number."""

import errno
import hashlib
import sqlite3
from typing import cast


class Met:
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
        """Gives the file back."""
        self._table.close()
