"""The one door to dateparser: dates that it reads rightly, on phrases that the grammar delimited, and its own search for comparison.

dateparser gives one datetime and loses the precision of the phrase, so the grammar has to know it beforehand. It is imported lazily.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

_SETTINGS = {"DATE_ORDER": "DMY", "RETURN_AS_TIMEZONE_AWARE": False}
_FULL = ("%d.%m.%Y",)
"""Tried before all else: for anything else dateparser compiles its patterns of time zones first, which takes 0.3 s."""


@lru_cache(maxsize=10_000)
def parse(phrase: str, reference: datetime) -> date | None:
    """The day of a full date («7 июня 2016 года», «07.07.2017») or a simple distance («3 дня назад»); None when dateparser reads none."""
    import dateparser

    settings: dict[str, Any] = {**_SETTINGS, "RELATIVE_BASE": reference}
    found = dateparser.parse(phrase, date_formats=_FULL, languages=["ru"], settings=settings)
    return found.date() if found else None


def search(text: str, reference: datetime) -> list[tuple[str, datetime]]:
    """What dateparser's own search finds in `text`: the words and the moment."""
    from dateparser.search import search_dates

    return search_dates(text, languages=["ru"], settings={**_SETTINGS, "RELATIVE_BASE": reference}) or []
