"""Events from Russian news: one row per event, every value normalised and grounded in the words it was read from.

    import extract
    extract.events("Встреча Путина и Эрдогана прошла 5 августа 2022 года в Сочи.")

The models load at the first call (a second or two); `extract.load()` gives an extractor of one's own.
"""

import sys
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from extract.display import Document, EventList
    from extract.extractor import Extractor
    from extract.record import Mention

__all__ = ["document", "events", "frame", "load", "mentions", "show"]


class _Package(ModuleType):
    """A package; the import of its room `extract.events` does not replace its function `events`."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "events" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        """By its name, as other packages: a function that a user sends to a cluster may speak of it."""
        return import_module, (self.__name__,)


sys.modules[__name__].__class__ = _Package


def load(*, places: "Path | None" = None) -> "Extractor":
    """A new extractor; `places` is a table of the user's that goes before the program's own places, in the whole process (docs/places.md).

    Warns of each broken line of that table, with file and line; OSError if it cannot be read.
    """
    import warnings

    from extract.extractor import Extractor
    from extract.values import place

    for line in place.use(places) if places is not None else ():
        warnings.warn(line, stacklevel=2)
    return Extractor()


@cache
def _default() -> "Extractor":
    return load()


def events(text: str, *, published: str | None = None, doc_id: str = "text") -> "EventList":
    """The events of a text, by the default extractor; `published` is an ISO 8601 date or datetime."""
    return _default().events(text, published=published, doc_id=doc_id)


def mentions(text: str, *, published: str | None = None) -> "list[Mention]":
    """Every normalised mention of a text, by the default extractor."""
    return _default().mentions(text, published=published)


def document(text: str, *, published: str | None = None, doc_id: str = "text") -> "Document":
    """A text with its events and mentions, by the default extractor; a notebook shows it as marked text with a table."""
    return _default().document(text, published=published, doc_id=doc_id)


def show(text: str, *, published: str | None = None) -> None:
    """Shows a text with its events: marked text and a table in a notebook, one line per event elsewhere."""
    from extract.display import show

    show(document(text, published=published))


def frame(documents: "pd.DataFrame") -> "pd.DataFrame":
    """A table of documents → the table of their events, by the default extractor; a pure function."""
    return _default().frame(documents)
