"""Times of Russian text: `find` says what the text says, `resolve` says when that is. The two are apart on purpose.

>>> [found] = find("Переговоры прошли в среду, 13 февраля 2013 года")
>>> resolve(found.value, reference=None).edtf
'2013-02-13'
"""

from dataclasses import dataclass

from .expression import Time
from .phrases import scan
from .resolution import resolve
from .resolved import NEWS, Conventions, Resolved, Tense

__all__ = ["NEWS", "Conventions", "Match", "Resolved", "Tense", "Time", "find", "resolve"]


@dataclass(frozen=True, slots=True)
class Match:
    """A time expression at `text[start:end]`, its preposition included."""

    start: int
    end: int
    value: Time


def find(text: str) -> list[Match]:
    """All time expressions of `text`, in its order, without overlaps; dates that cannot exist («31 февраля») are none."""
    return [Match(start, end, value) for start, end, value in scan(text)]
