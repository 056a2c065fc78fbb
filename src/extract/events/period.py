"""Comparisons of resolved times: which overlaps, contains or closely follows which."""

from datetime import date, datetime, timedelta

from extract.values.time import Resolved

PRECISION = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 2, "month": 3, "season": 4, "quarter": 4, "half": 5, "year": 6}
"""Grains from fine to coarse."""
DAYS = timedelta(days=3)
"""How long a narrative stays at a place without saying so."""


def precision(value: Resolved) -> int:
    """The rank of the grain, 0 the finest; parts of a day count as hours, what has no grain as the coarsest."""
    if value.grain not in PRECISION and value.earliest is not None and value.latest is not None:
        return PRECISION["hour"] if value.latest - value.earliest <= timedelta(days=1) else PRECISION["year"]
    return PRECISION.get(value.grain, PRECISION["year"])


def overlap(first: Resolved, second: Resolved) -> bool:
    """Whether two times share a day; false where an end is open."""
    if first.earliest is None or second.earliest is None or first.latest is None or second.latest is None:
        return False
    return first.earliest <= second.latest and second.earliest <= first.latest


def contains(outer: Resolved, inner: Resolved) -> bool:
    """Whether the first covers the second; false where an end is open."""
    if outer.earliest is None or inner.earliest is None or outer.latest is None or inner.latest is None:
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def wider(outer: Resolved, inner: Resolved) -> bool:
    """Whether the first is a longer period around the second, as when a day is taken up by its month."""
    return outer.edtf != inner.edtf and outer.grain in {"month", "year", "season"} and contains(outer, inner)


def soon(first: Resolved, second: Resolved) -> bool:
    """Whether the second begins within the first or a few days after it."""
    if first.earliest is None or first.latest is None or second.earliest is None:
        return False
    return first.earliest <= second.earliest <= first.latest + DAYS


def is_before(first: Resolved, second: Resolved) -> bool:
    """Whether a time is over before the second begins; false where that is open."""
    return first.latest is not None and second.earliest is not None and first.latest < second.earliest


def is_day(value: Resolved) -> bool:
    """Whether a time is a month or less with both ends."""
    return value.earliest is not None and value.latest is not None and precision(value) <= PRECISION["month"]


def publication_day(reference: date | datetime) -> Resolved:
    """The publication date as an approximate day."""
    day = reference.date() if isinstance(reference, datetime) else reference
    start = datetime(day.year, day.month, day.day)
    return Resolved(
        edtf=f"{day.isoformat()}~",
        earliest=day,
        latest=day,
        grain="day",
        anchor="published",
        first=start,
        last=start.replace(hour=23, minute=59, second=59),
        rule="publication date",
    )
