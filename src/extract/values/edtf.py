"""The part of EDTF (ISO 8601-2) that the event table uses: writing it, and the days that it covers."""

import re
from calendar import monthrange
from datetime import date, timedelta

_PART = re.compile(r"(?P<year>-?\d{4}|\d{3}X|-?\d{2}XX|XXXX)(?:-(?P<second>\d{2}))?(?:-(?P<day>\d{2}))?[~?%]?")


def year(value: int) -> str:
    """A year in four digits, negative before the year 0 (which is 1 BC): `1973`, `-0043`."""
    return f"{value:04d}" if value >= 0 else f"-{-value:04d}"


def month(value: int | None, number: int) -> str:
    """A month, season (21 spring … 24 winter) or quarter (33 … 36) of a year, XXXX when the year is unknown."""
    return f"{'XXXX' if value is None else year(value)}-{number:02d}"


def day(value: date) -> str:
    """A day: `2018-07-16`."""
    return value.isoformat()


def decade(value: int) -> str:
    """A decade by its first year: `199X`."""
    return f"{value // 10:03d}X"


def century(value: int) -> str:
    """A century by its number, negative before our era: 20 is `19XX`, −5 is `-04XX`."""
    return f"{value - 1:02d}XX" if value > 0 else f"-{-value - 1:02d}XX"


def ends(value: str) -> tuple[str, str]:
    """The two sides of an interval; a single date is both."""
    left, slash, right = value.partition("/")
    return (left, right) if slash else (value, value)


def interval(start: str, end: str) -> str:
    """The interval from the left side of one value to the right side of another, one date when they are the same."""
    left, right = ends(start)[0], ends(end)[1]
    return left if left == right else f"{left}/{right}"


def approximate(value: str) -> str:
    """The value marked as approximate; an interval is marked on both of its known sides."""
    return "/".join(side if side in {"..", ""} or side.endswith("~") else side + "~" for side in value.split("/"))


def span(value: str) -> tuple[date | None, date | None]:
    """The first and the last day that a value covers, None where open, unknown or outside the years 1 to 9999."""
    left, right = ends(value)
    return _days(left)[0], _days(right)[1]


def _days(value: str) -> tuple[date | None, date | None]:
    match = _PART.fullmatch(value)
    if match is None or match["year"] == "XXXX":
        return None, None
    if match["year"].startswith("-"):
        return None, None
    low, high = int(match["year"].replace("X", "0")), int(match["year"].replace("X", "9"))
    if not 1 <= low <= high <= 9999:
        return (date(1, 1, 1), date(high, 12, 31)) if low == 0 < high else (None, None)
    if match["second"] is None:
        return date(low, 1, 1), date(high, 12, 31)
    number = int(match["second"])
    if match["day"] is not None:
        found = date(low, number, int(match["day"]))
        return found, found
    if 33 <= number <= 36:
        return _months(low, 3 * (number - 33) + 1, 3)
    if 21 <= number <= 24:
        return _months(low, 3 * (number - 20), 3)
    return _months(low, number, 1)


def _months(start: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    last_year = start + (last - 1) // 12
    last_month = (last - 1) % 12 + 1
    if last_year > 9999:
        return date(start, first, 1), date.max
    return date(start, first, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def monday(value: date) -> date:
    """The Monday of the week that the day is in."""
    return value - timedelta(days=value.weekday())
