"""When a named date is: the year of one without a year, the week of a bare weekday, the month of a bare day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import inf

from . import edtf, foreign_dates
from .expression import Adjective, Calendar
from .resolved import DAY, FINENESS, Context, Resolved, Tense, base_of, exists, made, narrative, shift_months, written

_THESE_DAYS, _MONTH, _HALF_A_YEAR, _YEAR = timedelta(days=10), timedelta(days=31), timedelta(days=183), timedelta(days=366)
_APART = timedelta(days=60)
"""A narrative this far before the publication has weekdays of its own."""
_LEANING: Mapping[Tense | None, float] = {"past": 0, "rather past": 0.2, None: 1, "rather future": 4, "future": inf}
"""How many times as far as the last such date the next one may lie and still be meant."""
_EPOCH = datetime(2000, 1, 1)  # full dates do not depend on it


def calendar(value: Calendar, x: Context) -> Resolved | None:
    """A named date: complete, or completed by the narrative or the publication."""
    if value.century is not None:
        return made(edtf.century(value.century), "century", "text", "named")
    if value.decade is not None:
        return made(edtf.decade(value.decade), "decade", "text", "named")
    if value.year is not None:
        if value.day is not None and value.month is not None and 1900 <= value.year < 2100:
            named = foreign_dates.parse(f"{value.day:02d}.{value.month:02d}.{value.year}", _EPOCH)
            return made(edtf.day(named), "day", "text", "named") if named else None
        text, grain = written(value, value.year)
        return made(text, grain, "text", "named") if text else None
    if value.month is None and value.day is None and value.weekday is not None:
        return _weekday(value.weekday, x)
    if value.month is None and value.day is not None:
        return _day_of_month(value.day, value.weekday, x)
    return _yearless(value, x)


def _yearless(value: Calendar, x: Context) -> Resolved | None:
    if (named := _narrative_year(value, x)) is not None:
        text, grain = written(value, named)
        if text and _falls_on(value.weekday, text):
            return made(text, grain, "previous", "year of the last date")
    if x.today is None:
        if value.month is not None:
            return made(
                edtf.month(None, value.month) + (f"-{value.day:02d}" if value.day else ""),
                "day" if value.day else "month",
                None,
                "unknown year",
            )
        return None
    chosen = (
        _nearest_year(value, x.today, x.conventions.yearless, x.tense)
        if value.weekday is None
        else _year_of_weekday(value, x.today, x.tense)
    )
    if chosen is None:
        return None
    text, grain = written(value, chosen)
    return made(text, grain, "published", "year nearest the publication" + (f", {x.tense} tense" if x.tense in {"past", "future"} else ""))


def _falls_on(weekday: int | None, text: str) -> bool:
    """Whether a day is of that weekday («в среду, 24 августа»), which else tells that the year is another."""
    day = edtf.span(text)[0]
    return weekday is None or day is None or day.isoweekday() == weekday


def _narrative_year(value: Calendar, x: Context) -> int | None:
    """The year of the last date of the text when that tells another time than the publication, the next one when that has gone by.

    A narrative steps back a month at most, unless the next year lies after the publication, half a year where that is not known; in
    future tense it steps only forward.
    """
    told = narrative(x)
    if told is None or FINENESS[told[0].grain] < FINENESS["year"]:
        return None
    last, known = told
    if x.today is not None and known > x.today and last.grain in {"quarter", "half", "season"}:
        return None  # what is planned by then says nothing of other plans
    gone = [edtf.span(written(value, known.year + step)[0] or "..") for step in (0, 1)]
    end, following = gone[0][1], gone[1][0]
    back = timedelta(0) if x.tense == "future" else _MONTH if x.today is not None else _HALF_A_YEAR
    at = known if x.today is not None or last.latest is None else last.latest
    if end is None or last.grain == "year" or end + back >= at:
        return known.year
    late = following is not None and x.today is not None and x.tense != "future" and following > x.today
    return known.year if late else known.year + 1


def _nearest_year(value: Calendar, today: date, convention: str, tense: Tense | None) -> int | None:
    leaning = 1.0
    if convention == "tense":
        leaning = _LEANING[tense]
        convention = "year" if tense is None and (value.quarter or value.half) else "nearest"
    if convention == "year":
        return today.year if written(value, today.year)[0] else None
    spans = _spans(value, today, 8 if (value.month, value.day) == (2, 29) else 2)
    behind = max((span for span in spans if span[0] <= today), default=None) if convention != "next" else None
    ahead = min((span for span in spans if span[1] >= today), default=None) if convention != "past" else None
    if behind is not None and ahead is not None:
        return (ahead if (ahead[0] - today).days < (today - behind[1]).days * leaning else behind)[0].year
    found = behind or ahead
    return found[0].year if found else None


def _year_of_weekday(value: Calendar, today: date, tense: Tense | None) -> int | None:
    """The year in which a date falls on its weekday; within days of the publication a wrong weekday is likelier than another year."""
    plain = _nearest_year(replace(value, weekday=None), today, "tense", tense)
    spans = _spans(value, today, 8)
    if plain is None or any(first.year == plain and abs(first - today) <= _THESE_DAYS for first, _ in spans):
        return plain
    days = [first for first, _ in spans if first.isoweekday() == value.weekday]
    if tense == "future":
        days = [day for day in days if timedelta(0) <= day - today <= _YEAR]
    return min(days, key=lambda day: abs(day - today)).year if days else plain


def _spans(value: Calendar, today: date, reach: int) -> list[tuple[date, date]]:
    """The days of a date without a year in so many years around; a 29 February, and a weekday, may come round in eight only."""
    texts = [written(value, year)[0] for year in range(max(1, today.year - reach), min(9998, today.year + reach) + 1)]
    spans = [edtf.span(text) for text in texts if text]
    return [(first, last) for first, last in spans if first and last]


def _weekday(number: int, x: Context) -> Resolved | None:
    last = x.anchor if x.goes_on else None
    told = last.earliest if last and last.anchor != "published" and FINENESS[last.grain] >= FINENESS["week"] else None
    distant = x.today is None or (told is not None and x.today - told > _APART and x.tense != "future")
    if told is not None and distant and x.conventions.weekday == "tense" and x.conventions.deictic == "published":
        found = told + timedelta(days=(number - told.isoweekday()) % 7)
        return made(edtf.day(found), "day", "previous", "weekday next to the last date")
    base, anchor = x.today, "published"
    if base is None or (x.conventions.deictic == "previous" and last):
        if last is None or last.grain != "day" or last.earliest is None:
            return None
        base, anchor = last.earliest, "previous"
    found = weekday_near(number, base, x.conventions.weekday, x.tense)
    rule = "weekday nearest the " + ("publication" if anchor == "published" else "last date") + (f", {x.tense} tense" if x.tense else "")
    return made(edtf.day(found), "day", "published" if anchor == "published" else "previous", rule)


def weekday_near(number: int, base: date, convention: str, tense: Tense | None) -> date:
    """The weekday nearest to a day by the convention and the tense."""
    if convention == "tense":
        if number == base.isoweekday():
            return base
        convention = {"past": "past", "rather past": "past", None: "nearest", "rather future": "rather next", "future": "next"}[tense]
    ahead = (number - base.isoweekday()) % 7
    if convention == "week":
        return edtf.monday(base) + timedelta(days=number - 1)
    if convention == "next":
        return base + timedelta(days=ahead or 7)
    if convention == "past":
        return base - timedelta(days=(7 - ahead) % 7)
    return base + timedelta(days=ahead if ahead <= (4 if convention == "rather next" else 3) else ahead - 7)


def numbered(day: int, start: date, steps: range) -> list[date]:
    """The days of a number in the months that lie `steps` from the one of `start`."""
    months = [shift_months(start.replace(day=1), step) for step in steps]
    return [month.replace(day=day) for month in months if exists(month.year, month.month, day)]


def _day_of_month(day: int, weekday: int | None, x: Context) -> Resolved | None:
    """«16-го»: in the month of the last date of the text, in the next one when that day lies far behind; else by the publication."""
    base = base_of("context", "month", x)
    if base is None or (base[1] == "published" and x.tense != "future" and narrative(x) is not None):
        return None  # the last date is too coarse to tell a month
    start, anchor = base
    days = numbered(day, start, range(-2, 3))
    days = [d for d in days if d.isoweekday() == weekday] or days
    if x.today and x.tense and (anchor == "published" or x.is_past):
        days = [d for d in days if (d <= x.today if x.is_past else d >= x.today)] or days
    if anchor == "previous" and (last := x.anchor) and last.earliest and last.latest:
        days = [d for d in days if last.earliest <= d <= last.latest] or days
    far = (20 if anchor == "previous" else 31) * DAY

    def strangeness(d: date) -> tuple[bool, timedelta]:
        return (d.year, d.month) != (start.year, start.month) or start - d > far, abs(d - start)

    found = min(days, key=strangeness)
    return made(edtf.day(found), "day", anchor, "day of the month")


def adjective(value: Adjective, x: Context) -> Resolved | None:
    """A month before a noun is the nearest to the last date of the text when that tells another time than the publication."""
    told = narrative(x)
    if not isinstance(value.of, Calendar) or value.of.month is None or value.of.year is not None or told is None:
        return x.resolve(value.of)
    year, month = told[1].year, told[1].month
    apart = value.of.month - month
    named = year + (apart < -6) - (apart >= 6) if FINENESS[told[0].grain] >= FINENESS["season"] else year
    return made(edtf.month(named, value.of.month), "month", "previous", "month nearest the last date")
