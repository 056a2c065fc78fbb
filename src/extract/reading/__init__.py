"""Files, folders, tables and streams → articles, one by one, in a fixed order; what can't be read becomes one clear line.

The text of an article is what the bytes decode to, less a byte order mark: line ends, no-break spaces and markup stay as they
are, so that offsets point into it. What is told from the text itself is the publication date: a header or an agency dateline.
"""

from extract.reading.documents import article, articles, document, documents, read, read_bytes
from extract.reading.files import files
from extract.reading.headers import Header, header, iso
from extract.reading.outcome import STDIN, Failure, Located, UnreadableError, printable

__all__ = [
    "STDIN",
    "Failure",
    "Header",
    "Located",
    "UnreadableError",
    "article",
    "articles",
    "document",
    "documents",
    "files",
    "header",
    "iso",
    "printable",
    "read",
    "read_bytes",
]
