"""When a time is: `resolve(value)` against the publication moment, the last date of the text, the tense and the conventions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from . import edtf, foreign_dates
from .amount import Amount, amount_of
from .expression import (
    About,
    Adjective,
    Bound,
    Calendar,
    DayPart,
    Edge,
    Interval,
    Moment,
    Named,
    Near,
    Nth,
    Offset,
    Origin,
    Part,
    Previous,
    Time,
    Unit,
    Window,
    Within,
)

Tense = Literal["past", "future"]
_GRAINS = ("century", "decade", "year", "half", "quarter", "season", "month", "week", "weekend", "day", "part", "hour", "minute", "second")
_FINENESS = {grain: rank for rank, grain in enumerate(_GRAINS)}
_MONTHS_OF = {"year": 12, "half": 6, "quarter": 3, "month": 1, "decade": 120, "century": 1200}
_DAY = timedelta(days=1)
_MONTH = timedelta(days=31)
_APART = timedelta(days=60)
"""A narrative this far before the publication has weekdays of its own."""
_EPOCH = datetime(2000, 1, 1)  # full dates do not depend on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What a text leaves to convention; the defaults are those of news.

    - `yearless`: the year of a date without one: by `tense` (past: the last such date, future: the next, else the nearest), or always
      the `nearest`, the `next`, the `past` one or the one in the `year` of the reference.
    - `weekday`: a bare weekday, the same way; `week` is the one of the reference's week.
    - `next_weekday`, `last_weekday`: «следующая среда» of the next `week` or the `coming` one, «прошлая среда» of the last `week` or
      the `latest` one.
    - `hours`: a bare «в 3» is as written (`24`), or in the afternoon from 1 to 7 (`12`).
    - `midnight`: «в полночь» ends (`end`) or begins (`start`) the day.
    - `window`: «последние три дня» end today (`inclusive`) or are the last `complete` ones.
    - `weeks`: the n-th week of a month runs from Monday (`monday`) or is its n-th block of seven days (`seven`).
    - `weekday_in_month`: «в апреле в среду» is only the `month`, or its `first` Wednesday.
    - `deictic`: «сегодня» counts from the publication (`published`), or from the last date of the text (`previous`).
    - `part_days`: the length in days of the start and the end of a month.
    - `parts`: the first and the last hour of the parts of the day.
    """

    yearless: Literal["tense", "nearest", "next", "past", "year"] = "tense"
    weekday: Literal["tense", "nearest", "next", "past", "week"] = "tense"
    next_weekday: Literal["week", "coming"] = "week"
    last_weekday: Literal["week", "latest"] = "week"
    hours: Literal["24", "12"] = "24"
    midnight: Literal["end", "start"] = "end"
    window: Literal["inclusive", "complete"] = "inclusive"
    weeks: Literal["monday", "seven"] = "monday"
    weekday_in_month: Literal["month", "first"] = "month"
    deictic: Literal["published", "previous"] = "published"
    part_days: int = 10
    parts: tuple[tuple[DayPart, int, int], ...] = (
        ("night", 0, 5),
        ("dawn", 4, 8),
        ("morning", 6, 11),
        ("noon", 12, 12),
        ("lunch", 12, 14),
        ("day", 12, 17),
        ("afternoon", 12, 17),
        ("evening", 18, 23),
        ("midnight", 0, 0),
    )


NEWS = Conventions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """When a time is. `edtf` is the date with the precision of the text, empty when unknown; `earliest` and `latest` are its days.

    `first` and `last` are the exact moments, inclusive, None where open: of an offset the arithmetic one («три года назад»), whose
    `edtf` is coarser. `time` is the clock as `HH:MM`; `anchor` says what completed the date; `rule` names the rule.
    """

    edtf: str
    earliest: date | None
    latest: date | None
    grain: str
    anchor: Literal["text", "published", "previous"] | None
    first: datetime | None
    last: datetime | None
    time: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class _Context:
    reference: datetime | None
    timed: bool
    anchor: Resolved | None
    tense: Tense | None
    conventions: Conventions

    @property
    def today(self) -> date | None:
        return self.reference.date() if self.reference else None


def resolve(
    value: Time,
    *,
    reference: date | datetime | None,
    anchor: Resolved | None = None,
    tense: Tense | None = None,
    conventions: Conventions = NEWS,
) -> Resolved | None:
    """When `value` is, None when that cannot be said; a set («ежегодно») is no date.

    `reference` is the publication (None if unknown), `anchor` the last date of the text, `tense` that of the verb the time belongs to.
    """
    timed = isinstance(reference, datetime)
    moment = datetime.combine(reference, reference.time() if isinstance(reference, datetime) else time()) if reference else None
    context = _Context(moment, timed, anchor, tense, conventions)
    try:
        return _resolve(value, context)
    except (OverflowError, ValueError):
        return None  # outside the years 1 to 9999


def _resolve(value: Time, x: _Context) -> Resolved | None:
    reader = _READERS.get(type(value))
    return reader(value, x) if reader else None


def _made(
    text: str,
    grain: str,
    anchor: Literal["text", "published", "previous"] | None,
    rule: str,
    first: datetime | None = None,
    last: datetime | None = None,
) -> Resolved:
    earliest, latest = edtf.span(text)
    if first is None and last is None:
        first = datetime.combine(earliest, time()) if earliest else None
        last = datetime.combine(latest, time(23, 59, 59)) if latest else None
    return Resolved(edtf=text, earliest=earliest, latest=latest, grain=grain, anchor=anchor, first=first, last=last, rule=rule)


# Calendar dates


def _calendar(value: Calendar, x: _Context) -> Resolved | None:
    if value.century is not None:
        return _made(edtf.century(value.century), "century", "text", "named") if value.century > 0 else None
    if value.decade is not None:
        return _made(edtf.decade(value.decade), "decade", "text", "named")
    if value.year is not None:
        if value.day is not None and value.month is not None and 1900 <= value.year < 2100:
            named = foreign_dates.parse(f"{value.day:02d}.{value.month:02d}.{value.year}", _EPOCH)
            return _made(edtf.day(named), "day", "text", "named") if named else None
        text, grain = _written(value, value.year)
        return _made(text, grain, "text", "named") if text else None
    if value.month is None and value.day is None and value.weekday is not None:
        return _weekday(value.weekday, x)
    if value.month is None and value.day is not None:
        return _day_of_month(value.day, value.weekday, x)
    return _yearless(value, x)


def _written(value: Calendar, year: int) -> tuple[str, str]:
    """The EDTF of the date in a year and its grain; empty when there is no such day."""
    if value.month is not None and value.day is not None and year <= 0:
        return f"{edtf.month(year, value.month)}-{value.day:02d}", "day"
    if value.month is not None and value.day is not None:
        return (edtf.day(date(year, value.month, value.day)), "day") if _exists(year, value.month, value.day) else ("", "day")
    if value.month is not None:
        return edtf.month(year, value.month), "month"
    if value.season is not None:
        return edtf.month(year, 20 + value.season), "season"
    if value.quarter is not None:
        return edtf.month(year, 32 + value.quarter), "quarter"
    if value.half is not None:
        return f"{edtf.month(year, 6 * value.half - 5)}/{edtf.month(year, 6 * value.half)}", "half"
    return edtf.year(year), "year"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _yearless(value: Calendar, x: _Context) -> Resolved | None:
    if (named := _narrative_year(value, x)) is not None:
        text, grain = _written(value, named)
        if text:
            return _made(text, grain, "previous", "year of the last date")
    if x.today is None:
        if value.month is not None:
            return _made(
                edtf.month(None, value.month) + (f"-{value.day:02d}" if value.day else ""),
                "day" if value.day else "month",
                None,
                "unknown year",
            )
        return None
    chosen = _nearest_year(value, x.today, x.conventions.yearless, x.tense)
    if chosen is None:
        return None
    text, grain = _written(value, chosen)
    return _made(
        text, grain, "published", "year nearest the publication" if x.tense is None else f"year nearest the publication, {x.tense} tense"
    )


def _narrative(x: _Context) -> tuple[Resolved, date] | None:
    """The last date of the text and its first known day, when that tells another year than the publication's."""
    last = x.anchor
    known = (last.earliest or last.latest) if last else None
    if last is None or known is None or (last.anchor == "published" and x.conventions.deictic == "published"):
        return None
    if x.today is None:
        return last, known
    coarse = _FINENESS[last.grain] <= _FINENESS["year"]
    end = last.latest or (x.today if coarse or last.earliest is None else last.earliest)  # «с 2014 года» reaches the publication
    gone = x.tense == "future" and end < x.today
    return None if gone or known.year <= x.today.year <= end.year else (last, known)


def _narrative_year(value: Calendar, x: _Context) -> int | None:
    """The year of the last date of the text when that tells another time than the publication, the next one when that has gone by.

    A narrative steps back a month at most, unless the next year lies after the publication; in future tense it steps only forward.
    """
    told = _narrative(x)
    if told is None or _FINENESS[told[0].grain] < _FINENESS["year"]:
        return None
    last, known = told
    gone = [edtf.span(_written(value, known.year + step)[0] or "..") for step in (0, 1)]
    end, following = gone[0][1], gone[1][0]
    back = timedelta(0) if x.tense == "future" else _MONTH
    if end is None or last.grain == "year" or end + back >= known:
        return known.year
    late = following is not None and x.today is not None and x.tense != "future" and following > x.today
    return known.year if late else known.year + 1


def _nearest_year(value: Calendar, today: date, convention: str, tense: Tense | None) -> int | None:
    if convention == "tense":
        convention = {"past": "past", "future": "next", None: "year" if value.quarter or value.half else "nearest"}[tense]
    if value.weekday is not None:
        convention = "nearest"  # the weekday tells the year
    if convention == "year":
        return today.year if _written(value, today.year)[0] else None
    reach = 8 if (value.month, value.day) == (2, 29) or value.weekday else 2
    spans = []
    for year in range(max(1, today.year - reach), min(9998, today.year + reach) + 1):
        text, _ = _written(value, year)
        first, last = edtf.span(text) if text else (None, None)
        if first and last and (value.weekday is None or first.isoweekday() == value.weekday):
            spans.append((year, first, last))
    if not spans and value.weekday is not None:
        return _nearest_year(replace(value, weekday=None), today, "tense", tense)
    if convention == "past":
        spans = [s for s in spans if s[1] <= today]
    elif convention == "next":
        spans = [s for s in spans if s[2] >= today]
    nearest = min(spans, key=lambda s: max((s[1] - today).days, (today - s[2]).days, 0), default=None)
    return nearest[0] if nearest else None


def _weekday(number: int, x: _Context) -> Resolved | None:
    last = x.anchor
    told = last.earliest if last and last.anchor != "published" and _FINENESS[last.grain] >= _FINENESS["week"] else None
    distant = x.today is None or (told is not None and x.today - told > _APART and x.tense != "future")
    if told is not None and distant and x.conventions.weekday == "tense" and x.conventions.deictic == "published":
        found = told + timedelta(days=(number - told.isoweekday()) % 7)
        return _made(edtf.day(found), "day", "previous", "weekday next to the last date")
    base, anchor = x.today, "published"
    if base is None or (x.conventions.deictic == "previous" and last):
        if last is None or last.grain != "day" or last.earliest is None:
            return None
        base, anchor = last.earliest, "previous"
    found = _weekday_near(number, base, x.conventions.weekday, x.tense)
    rule = "weekday nearest the " + ("publication" if anchor == "published" else "last date") + (f", {x.tense} tense" if x.tense else "")
    return _made(edtf.day(found), "day", "published" if anchor == "published" else "previous", rule)


def _weekday_near(number: int, base: date, convention: str, tense: Tense | None) -> date:
    if convention == "tense":
        if number == base.isoweekday():
            return base
        convention = {"past": "past", "future": "next", None: "nearest"}[tense]
    ahead = (number - base.isoweekday()) % 7
    if convention == "week":
        return edtf.monday(base) + timedelta(days=number - 1)
    if convention == "next":
        return base + timedelta(days=ahead or 7)
    if convention == "past":
        return base - timedelta(days=(7 - ahead) % 7)
    return base + timedelta(days=ahead if ahead <= 3 else ahead - 7)


def _numbered(day: int, start: date, steps: range) -> list[date]:
    """The days of a number in the months that lie `steps` from the one of `start`."""
    months = [_shift_months(start.replace(day=1), step) for step in steps]
    return [month.replace(day=day) for month in months if _exists(month.year, month.month, day)]


def _day_of_month(day: int, weekday: int | None, x: _Context) -> Resolved | None:
    """«16-го»: in the month of the last date of the text, in the next one when that day lies far behind; else by the publication."""
    base = _base("context", "month", x)
    if base is None or (base[1] == "published" and x.tense != "future" and _narrative(x) is not None):
        return None  # the last date is too coarse to tell a month
    start, anchor = base
    days = _numbered(day, start, range(-2, 3))
    days = [d for d in days if d.isoweekday() == weekday] or days
    if x.today and x.tense and (anchor == "published" or x.tense == "past"):
        days = [d for d in days if (d <= x.today if x.tense == "past" else d >= x.today)] or days
    if anchor == "previous" and (last := x.anchor) and last.earliest and last.latest:
        days = [d for d in days if last.earliest <= d <= last.latest] or days
    far = (20 if anchor == "previous" else 31) * _DAY

    def strangeness(d: date) -> tuple[bool, timedelta]:
        return (d.year, d.month) != (start.year, start.month) or start - d > far, abs(d - start)

    found = min(days, key=strangeness)
    return _made(edtf.day(found), "day", anchor, "day of the month")


# Times told by their distance


def _base(origin: Origin, unit: str, x: _Context, forward: bool = True) -> tuple[date, Literal["published", "previous"]] | None:
    """The day that a relative time counts from and which one it is; None when neither is known or fine enough."""
    last = x.anchor
    fine = last is not None and last.earliest is not None and _fine_enough(last.grain, unit)
    previous = (last.latest or last.earliest if forward else last.earliest) if last and fine else None
    if origin == "published":
        if x.conventions.deictic == "previous" and previous:
            return previous, "previous"
        return (x.today, "published") if x.today else None
    wanted = (
        origin == "previous"
        or (origin == "context" and x.tense != "future")
        or (x.tense == "past" and last is not None and last.anchor != "published")
    )
    if wanted and previous:
        return previous, "previous"
    if origin == "previous" and last is not None and last.earliest is not None:
        return None
    if x.today:
        return x.today, "published"
    return (previous, "previous") if previous else None


def _fine_enough(grain: str, unit: str) -> bool:
    needed = {
        "second": "day",
        "minute": "day",
        "hour": "day",
        "day": "day",
        "workday": "day",
        "week": "week",
        "weekend": "week",
        "season": "season",
    }.get(unit, unit)
    return _FINENESS[grain] >= _FINENESS[needed]


def _near(value: Near, x: _Context) -> Resolved | None:
    if value.unit in {"second", "minute", "hour"}:
        return _near_clock(value, x)
    base = _base(value.origin, value.unit, x, forward=value.offset >= 0)
    if base is None:
        if value.origin == "previous" and value.offset == 0 and x.anchor is not None and value.unit == "day":
            return replace(x.anchor, anchor="previous", time=None, rule="the last date")
        return None
    day, anchor = base
    if value.origin == "previous" and value.offset == 0 and value.unit == "day" and x.anchor and anchor == "previous":
        return replace(_made(x.anchor.edtf.rstrip("~"), "day", anchor, "the last date"))
    rule = "counted from the " + ("publication" if anchor == "published" else "last date")
    if value.unit == "weekend" and value.origin == "context" and anchor == "published" and x.tense != "future" and day.isoweekday() < 6:
        day -= 7 * _DAY  # «в выходные» on Monday
    text, grain = _unit(value.unit, day, value.offset)
    return _made(text, grain, anchor, rule)


def _near_clock(value: Near, x: _Context) -> Resolved | None:
    if x.reference is None:
        return None
    if value.unit == "second":
        moment = x.reference
        last = moment
    else:
        step = timedelta(hours=1) if value.unit == "hour" else timedelta(minutes=1)
        whole = x.reference.replace(minute=0, second=0) if value.unit == "hour" else x.reference.replace(second=0)
        moment = whole + value.offset * step
        last = moment + step - timedelta(seconds=1)
    return _made(edtf.day(moment.date()), value.unit, "published", "counted from the publication", moment, last)


def _unit(unit: Unit, day: date, offset: int) -> tuple[str, str]:
    """The EDTF of the unit that lies `offset` units from the one that the day is in, and its grain."""
    if unit in {"day", "workday"}:
        return edtf.day(day + offset * _DAY), "day"
    if unit == "week":
        monday = edtf.monday(day) + 7 * offset * _DAY
        return f"{monday}/{monday + 6 * _DAY}", "week"
    if unit == "weekend":
        saturday = edtf.monday(day) + (7 * offset + 5) * _DAY
        return f"{saturday}/{saturday + _DAY}", "weekend"
    if unit == "month":
        month = _shift_months(day.replace(day=1), offset)
        return edtf.month(month.year, month.month), "month"
    if unit == "quarter":
        month = _shift_months(day.replace(day=1), 3 * offset)
        return edtf.month(month.year, 33 + (month.month - 1) // 3), "quarter"
    if unit == "half":
        month = _shift_months(day.replace(day=1), 6 * offset)
        first = 1 if month.month <= 6 else 7
        return f"{edtf.month(month.year, first)}/{edtf.month(month.year, first + 5)}", "half"
    if unit == "season":
        month = _shift_months(day.replace(day=1), 3 * offset)
        return edtf.month(month.year - (month.month <= 2), 21 + (month.month // 3 - 1) % 4), "season"
    if unit == "decade":
        return edtf.decade(day.year // 10 * 10 + 10 * offset), "decade"
    if unit == "century":
        return edtf.century(day.year // 100 + 1 + offset), "century"
    year = day.year + offset
    if not 1 <= year <= 9999:
        raise ValueError("year out of range")
    return edtf.year(year), "year"


def _shift_months(day: date, count: int) -> date:
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    while not _exists(year, month, day.day):
        if day.day < 28 or not 1 <= year <= 9999:
            raise OverflowError("year out of range")
        day = day - _DAY
    return day.replace(year=year, month=month)


def _named(value: Named, x: _Context) -> Resolved | None:
    what = value.what
    base = _base(value.origin, "week" if what.weekday else "month", x)
    if base is None:
        return None
    day, anchor = base
    rule = "counted from the " + ("publication" if anchor == "published" else "last date")
    if what.weekday is not None:
        return _made(edtf.day(_named_weekday(what.weekday, value, day, x.conventions)), "day", anchor, rule)
    if what.season == 4:
        running = day.year - (day.month <= 2)
        upcoming = 3 <= day.month <= 11
        year = running + value.offset - (upcoming and value.offset > 0)
        if upcoming and value.offset == 0 and x.tense == "past":
            year -= 1
    else:
        year = day.year + value.offset
        span = edtf.span(_written(what, day.year)[0])
        if (value.latest and value.offset < 0 and span[1] and span[1] < day) or (
            value.offset > 0 and what.month and span[0] and span[0] > day
        ):
            year = day.year
    text, grain = _written(what, year)
    return _made(text, grain, anchor, rule) if text else None


def _named_weekday(number: int, value: Named, day: date, conventions: Conventions) -> date:
    if value.offset == -1 and (value.latest or conventions.last_weekday == "latest"):
        return day - timedelta(days=(day.isoweekday() - number) % 7 or 7)
    if value.offset == 1 and (value.latest or conventions.next_weekday == "coming"):
        return day + timedelta(days=(number - day.isoweekday()) % 7 or 7)
    return edtf.monday(day) + timedelta(days=7 * value.offset + number - 1)


def _offset(value: Offset, x: _Context) -> Resolved | None:
    amount = Amount.parse(value.amount)
    found = None if value.origin == "event" else _offset_base(value, amount, x)
    if found is None:
        return None
    start, anchor = found
    if amount.vague:
        return _vague(amount.vague, start.date(), value.forward, anchor)
    if value.working:
        day = start.date()
        for _ in range(min(int(amount.days), 5000)):
            day = next(d for d in _days(day, 1 if value.forward else -1) if d.isoweekday() < 6)
        return _made(edtf.day(day), "day", anchor, "working days counted")
    moment = shifted(start, amount, value.forward)
    finest = amount.finest
    rule = "counted from the " + {"published": "publication", "previous": "last date", "text": "named date"}[anchor]
    if finest in {"hours", "minutes", "seconds"}:
        if anchor == "published" and not x.timed and value.base is None:
            return _made(edtf.day(start.date()), "day", anchor, rule)  # the hour of publication is unknown
        grain = {"hours": "minute", "minutes": "minute", "seconds": "second"}[finest]
        clock = f"{moment:%H:%M}" if anchor == "published" or value.base is not None else None
        return replace(_made(edtf.day(moment.date()), grain, anchor, rule, moment, moment), time=clock)
    day = moment.date()
    last = datetime.combine(day, time(23, 59, 59))
    if value.exact and (anchor == "published" or _is_one_day(value.base, x)):
        return _made(edtf.day(day), "day", anchor, rule + ", to the day", moment, last)
    if finest == "years":
        return _made(edtf.year(day.year), "year", anchor, rule, moment, last)
    if finest == "months":
        return _made(edtf.month(day.year, day.month), "month", anchor, rule, moment, last)
    return _made(edtf.day(day), "day", anchor, rule, moment, last)


def _is_one_day(base: Time | None, x: _Context) -> bool:
    """Whether what an offset counts from is one day: its base, or the last date of the text."""
    of = x.anchor if base is None else _resolve(base, x)
    return of is not None and of.earliest is not None and of.earliest == of.latest


def _days(day: date, step: int) -> Iterator[date]:
    while True:
        day += step * _DAY
        yield day


def _offset_base(value: Offset, amount: Amount, x: _Context) -> tuple[datetime, Literal["text", "published", "previous"]] | None:
    if value.base is not None:
        based = _resolve(value.base, x)
        if based is None or based.earliest is None or based.latest is None:
            return None
        if based.time is not None and based.first:
            return based.first, based.anchor or "text"
        late = value.forward or (isinstance(value.base, Part) and value.base.edge == "end")
        return datetime.combine(based.latest if late else based.earliest, time()), based.anchor or "text"
    unit = {"years": "year", "months": "month", "weeks": "day", "days": "day", "hours": "day", "minutes": "day", "seconds": "day"}[
        amount.finest
    ]
    base = _base(value.origin, unit, x, value.forward)
    if base is None:
        return None
    day, anchor = base
    if anchor == "published" and x.reference:
        return x.reference, anchor
    clock = x.anchor.first.time() if x.anchor and x.anchor.first and x.anchor.grain in {"hour", "minute", "second"} else time()
    return datetime.combine(day, clock), anchor


def _vague(field: str, day: date, forward: bool, anchor: Literal["text", "published", "previous"]) -> Resolved | None:
    """«несколько дней назад» is about the month, «несколько месяцев назад» about the year; years are too far to tell."""
    if field == "years":
        return None
    if field == "months":
        return _made(edtf.year(_shift_months(day.replace(day=1), 4 if forward else -4).year) + "~", "year", anchor, "vague distance")
    if field in {"days", "weeks"}:
        near = day + timedelta(days=(3 if field == "days" else 21) * (1 if forward else -1))
        month = day if field == "days" else near
        return _made(edtf.month(month.year, month.month) + "~", "month", anchor, "vague distance")
    return _made(edtf.day(day), "day", anchor, "vague distance")


def shifted(start: datetime, amount: Amount, forward: bool) -> datetime:
    """The moment an amount after or before another; OverflowError outside the years 1 to 9999."""
    sign = 1 if forward else -1
    months = int(12 * amount.years + amount.months)
    if months > 200_000 or amount.days > 4_000_000 or amount.weeks > 600_000:
        raise OverflowError("year out of range")
    day = _shift_months(start.date(), sign * months)
    seconds = float((amount.hours * 60 + amount.minutes) * 60 + amount.seconds)
    return datetime.combine(day, start.time()) + sign * timedelta(days=float(7 * amount.weeks + amount.days), seconds=seconds)


def _window(value: Window, x: _Context) -> Resolved | None:
    amount = Amount.parse(value.amount)
    base = _base(value.origin, "day", x)
    if base is None or x.reference is None or amount.vague:
        return None
    start = x.reference if base[1] == "published" else datetime.combine(base[0], time())
    anchor, rule, finest = base[1], "stretch up to the publication" if not value.forward else "stretch from the publication", amount.finest
    if x.conventions.window == "complete":
        return _complete_window(amount, value.forward, start, anchor)
    other = shifted(start, amount, value.forward)
    if finest in {"hours", "minutes", "seconds"}:
        first, last = (start, other) if value.forward else (other, start)
        text = edtf.interval(edtf.day(first.date()), edtf.day(last.date()))
        return _made(text, finest[:-1], anchor, rule, first, last)
    if finest in {"days", "weeks"} and abs((other - start).days) > 1:
        other += -_DAY if value.forward else _DAY
    first_day, last_day = (start.date(), other.date()) if value.forward else (other.date(), start.date())
    if finest == "years":
        text = edtf.interval(edtf.year(first_day.year), edtf.year(last_day.year))
    elif finest == "months":
        text = edtf.interval(edtf.month(first_day.year, first_day.month), edtf.month(last_day.year, last_day.month))
    else:
        text = edtf.interval(edtf.day(first_day), edtf.day(last_day))
    return _made(text, finest[:-1], anchor, rule, datetime.combine(first_day, time()), datetime.combine(last_day, time(23, 59, 59)))


def _complete_window(amount: Amount, forward: bool, start: datetime, anchor: Literal["published", "previous"]) -> Resolved:
    """The last or next n units, the running one left out."""
    finest = amount.finest
    zeroed: dict[str, dict[str, int]] = {"seconds": {}, "minutes": {"second": 0}, "hours": {"second": 0, "minute": 0}}
    base = start.replace(**zeroed[finest]) if finest in zeroed else datetime.combine(start.date(), time())  # type: ignore[arg-type]
    if finest == "weeks":
        base -= timedelta(days=base.weekday())
    elif finest in {"months", "years"}:
        base = base.replace(day=1, month=1 if finest == "years" else base.month)
    one = amount_of(finest[:-1], Fraction(1))
    first = shifted(base, one, True) if forward else shifted(base, amount, False)
    end = shifted(first, amount, True)
    step = {"seconds": timedelta(seconds=1), "minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}.get(finest, timedelta(seconds=1))
    last = end - step
    return _made(edtf.interval(edtf.day(first.date()), edtf.day(last.date())), finest[:-1], anchor, "complete units", first, last)


# Parts and members of periods


def _part(value: Part, x: _Context) -> Resolved | None:
    of = _resolve(value.of, x)
    if of is None or of.earliest is None or of.latest is None:
        return of if of is not None and of.edtf.startswith("XXXX") else None
    first, last = of.earliest, of.latest
    rule = f"{value.edge} of a {of.grain}"
    if _FINENESS[of.grain] >= _FINENESS["day"]:
        return replace(of, grain="part", rule=rule)
    if of.grain == "month":
        return _made("/".join(map(edtf.day, _month_part(value.edge, first, last, x.conventions.part_days))), "day", of.anchor, rule)
    if of.grain in {"week", "weekend"} or (last - first).days < 27:
        cuts = {"start": (0, 1), "middle": (2, 3), "end": (4, 6), "first half": (0, 2), "second half": (3, 6)}[value.edge]
        return _made(f"{first + cuts[0] * _DAY}/{min(last, first + cuts[1] * _DAY)}", "day", of.anchor, rule)
    if of.grain in {"decade", "century"}:
        length = last.year - first.year + 1
        thirds = {"start": (0, length * 2 // 5 - 1), "middle": (length * 2 // 5, length * 3 // 5), "end": (length * 7 // 10, length - 1)}
        halves = {"first half": (0, length // 2 - 1), "second half": (length // 2, length - 1)}
        low, high = {**thirds, **halves}[value.edge]
        return _made(f"{edtf.year(first.year + low)}/{edtf.year(first.year + high)}", "year", of.anchor, rule)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    low, high = _share(value.edge, months)
    a, b = _shift_months(first.replace(day=1), low), _shift_months(first.replace(day=1), high)
    return _made(edtf.interval(edtf.month(a.year, a.month), edtf.month(b.year, b.month)), "month", of.anchor, rule)


def _share(edge: Edge, count: int) -> tuple[int, int]:
    """The first and last of `count` units in a third or half of them."""
    third, half = max(1, count // 3), max(1, count // 2)
    return {
        "start": (0, third - 1),
        "middle": (third, count - third - 1),
        "end": (count - third, count - 1),
        "first half": (0, half - 1),
        "second half": (half, count - 1),
    }[edge]


def _month_part(edge: Edge, first: date, last: date, days: int) -> tuple[date, date]:
    if edge == "first half":
        return first, first.replace(day=15)
    if edge == "second half":
        return first.replace(day=16), last
    if edge == "start":
        return first, first.replace(day=days)
    if edge == "middle":
        return (first.replace(day=11), first.replace(day=20)) if days == 10 else (first.replace(day=13), first.replace(day=19))
    return (first.replace(day=21) if days == 10 else last - (days - 1) * _DAY), last


def _day_of_narrative(n: int, x: _Context) -> Resolved | None:
    """The n-th day of the last date of the text: it must be told to the day, and last several for its last one."""
    last = x.anchor
    if last is None or last.earliest is None or last.latest is None or _FINENESS[last.grain] < _FINENESS["week"]:
        return None
    days = (last.latest - last.earliest).days + 1
    if days == 1 if n < 0 else 1 < days < n:
        return None
    found = last.earliest + (n - 1) * _DAY if n > 0 else last.latest + (n + 1) * _DAY
    return _made(edtf.day(found), "day", "previous", "counted in the last date")


def _nth(value: Nth, x: _Context) -> Resolved | None:
    if isinstance(value.of, Previous):
        return _day_of_narrative(value.n, x)
    of = _resolve(value.of, x)
    if of is None or of.earliest is None or of.latest is None:
        return None
    first, last, rule = of.earliest, of.latest, "counted in its period"
    if value.unit == "week" and value.weekday is None:
        start = _nth_week(value.n, first, last, x.conventions.weeks)
        return _made(f"{start}/{start + 6 * _DAY}", "week", of.anchor, rule) if start else None
    if value.unit in {"month", "quarter", "half", "decade"}:
        size = _MONTHS_OF[value.unit]
        start = (
            _shift_months(first.replace(day=1), size * (value.n - 1))
            if value.n > 0
            else _shift_months(last.replace(day=1), size * value.n + 1)
        )
        text, grain = _unit(value.unit, start, 0)
        return _made(text, grain, of.anchor, rule) if first <= start <= last else None
    members = (
        (first + k * _DAY for k in range((last - first).days + 1))
        if value.n > 0
        else (last - k * _DAY for k in range((last - first).days + 1))
    )
    wanted = [day for day in members if _is_member(day, value)][: abs(value.n)]
    return _made(edtf.day(wanted[-1]), "day", of.anchor, rule) if len(wanted) == abs(value.n) else None


def _is_member(day: date, value: Nth) -> bool:
    if value.weekday is not None:
        return day.isoweekday() == value.weekday
    return day.isoweekday() < 6 if value.unit == "workday" else day.isoweekday() == 6 if value.unit == "weekend" else True


def _nth_week(n: int, first: date, last: date, convention: str) -> date | None:
    if convention == "seven":
        start = first + 7 * (n - 1) * _DAY if n > 0 else last - (-7 * n - 1) * _DAY
    else:
        start = edtf.monday(first) + 7 * (n - 1) * _DAY if n > 0 else edtf.monday(last) + 7 * (n + 1) * _DAY
    return start if start <= last else None


def _within(value: Within, x: _Context) -> Resolved | None:
    outer = _resolve(value.outer, x)
    if outer is None or outer.earliest is None or outer.latest is None:
        return None
    inner = value.inner
    if isinstance(inner, Calendar) and inner.weekday is not None and inner.month is None:
        if isinstance(value.outer, Offset) and value.outer.amount.endswith("D"):
            found = _weekday_near(inner.weekday, outer.earliest, "nearest", None)
            return _made(edtf.day(found), "day", outer.anchor, outer.rule) if outer.grain == "day" else outer
        if isinstance(value.outer, Offset):
            found = edtf.monday(outer.earliest) + (inner.weekday - 1) * _DAY
            return _made(edtf.day(found), "day", outer.anchor, outer.rule)
        days = [
            d for k in range((outer.latest - outer.earliest).days + 1) if (d := outer.earliest + k * _DAY).isoweekday() == inner.weekday
        ]
        if len(days) == 1 or (days and x.conventions.weekday_in_month == "first"):
            return _made(edtf.day(days[0]), "day", outer.anchor, outer.rule)
        return outer
    if isinstance(inner, Calendar) and inner.day is not None and inner.month is None:
        month = outer.earliest
        return _calendar(replace(inner, weekday=None, year=month.year, month=month.month), x) if outer.grain == "month" else None
    if isinstance(inner, Calendar):
        for year in range(outer.earliest.year, outer.latest.year + 1):
            text, grain = _written(replace(inner, weekday=None), year)
            first, last = edtf.span(text) if text else (None, None)
            if first and last and first <= outer.latest and last >= outer.earliest:
                return _made(text, grain, outer.anchor, outer.rule)
        return None
    return _resolve(inner, replace(x, anchor=outer))


# Clock times


def _moment(value: Moment, x: _Context) -> Resolved | None:
    day = _moment_day(value, x)
    clock = _clock(value, x.conventions)
    if clock is None and value.hour is not None:
        return None
    text = f"{clock[0] % 24:02d}:{clock[1]:02d}" if clock else None
    grain = "part" if clock is None else "second" if value.second is not None else "minute" if value.minute is not None else "hour"
    if day is None or day.earliest is None or day.grain not in {"day", "part"}:
        if day is not None:
            return replace(day, time=text)
        return (
            Resolved(edtf="", earliest=None, latest=None, grain=grain, anchor=None, first=None, last=None, time=text, rule="no date")
            if text
            else None
        )
    base = datetime.combine(day.earliest, time())
    if clock is None:
        start, end = next((low, high) for part, low, high in x.conventions.parts if part == value.part)
        first, last = base + timedelta(hours=start), base + timedelta(hours=end, minutes=59, seconds=59)
        return replace(day, grain="part", first=first, last=last)
    first = base + timedelta(hours=clock[0], minutes=clock[1], seconds=value.second or 0)
    step = {"second": timedelta(0), "minute": timedelta(seconds=59), "hour": timedelta(minutes=59, seconds=59)}[grain]
    return replace(day, grain=grain, first=first, last=first + step, time=text)


def _moment_day(value: Moment, x: _Context) -> Resolved | None:
    if value.day is not None:
        found = _resolve(value.day, x)
        if found and found.grain not in {"day", "part"} and found.first and isinstance(value.day, Offset | Within):
            return _made(edtf.day(found.first.date()), "day", found.anchor, found.rule)
        return found
    base = _base("context", "day", x)
    return _made(edtf.day(base[0]), "day", base[1], "day of the clock time") if base else None


def _clock(value: Moment, conventions: Conventions) -> tuple[int, int] | None:
    if value.hour is None:
        return None
    hour, minute, part = value.hour, value.minute or 0, value.part
    if hour > 24 or minute > 59:
        return None
    if part == "midnight":
        return (24 if conventions.midnight == "end" else 0), 0
    if part == "night":
        return (hour + 12 if 8 <= hour <= 11 else 0 if hour == 12 and not minute else hour), minute
    if (part in {"day", "afternoon"} and hour < (8 if part == "day" else 12)) or (part == "evening" and hour < 12):
        return hour + 12, minute
    if part is None and conventions.hours == "12" and 1 <= hour <= 7 and value.minute is None:
        return hour + 12, minute
    return hour, minute


# Intervals and bounds


def _interval(value: Interval, x: _Context) -> Resolved | None:
    start, end = _completed(value.start, value.end)
    if isinstance(start, Moment) and isinstance(end, Moment) and start.day is not None and end.day is None:
        a = _resolve(start, x)
        if a is None or a.earliest is None:
            return None
        b = _resolve(replace(end, day=Calendar(year=a.earliest.year, month=a.earliest.month, day=a.earliest.day)), x)
    elif isinstance(start, Calendar) and _year_of(start) is None and _year_of(end) is not None:
        b = _resolve(end, x)
        a = _before(start, b) if b else None
    else:
        a = _resolve(start, x)
        b = _after(end, a, x) if a else None
    if a is None or b is None:
        return None
    if b.first and a.first and b.first < a.first and a.time and b.time and not isinstance(end, Calendar):
        b = replace(b, first=b.first + _DAY, last=b.last + _DAY if b.last else None)
    if a.earliest and b.latest and b.latest < a.earliest:
        return None
    anchor = a.anchor if a.anchor != "text" else b.anchor
    text = edtf.interval(a.edtf, b.edtf)
    earliest, latest = edtf.span(text)
    return Resolved(
        edtf=text,
        earliest=earliest,
        latest=latest,
        grain=a.grain,
        anchor=anchor,
        first=a.first,
        last=b.last if b.time is None else b.first,
        time=a.time,
        rule=a.rule,
    )


def _completed(start: Time, end: Time) -> tuple[Time, Time]:
    """Each side with the fields that only the other one names."""
    if isinstance(end, Within) and isinstance(start, Calendar) and isinstance(end.inner, Calendar):
        inner, _ = _completed(start, end.inner)
        return Within(inner=inner, outer=end.outer), end
    if isinstance(start, Calendar) and isinstance(end, Calendar):
        if start.day is not None and start.month is None:
            start = replace(start, month=end.month, year=end.year)
        return start, end
    if isinstance(start, Moment) and isinstance(end, Moment) and start.day is None and end.day is not None:
        return replace(start, day=end.day), end
    if (
        isinstance(start, Moment)
        and isinstance(end, Moment)
        and start.part is None
        and end.part is not None
        and start.hour
        and end.hour
        and start.hour < end.hour
    ):
        return replace(start, part=end.part), end
    return start, end


def _year_of(value: Time) -> int | None:
    return value.year if isinstance(value, Calendar) else None


def _before(start: Calendar, end: Resolved) -> Resolved | None:
    """A yearless start in the last year that puts it before the end."""
    if end.latest is None:
        return None
    for year in range(end.latest.year, end.latest.year - 9, -1):
        text, grain = _written(start, year)
        first = edtf.span(text)[0] if text else None
        if first and first <= end.latest:
            return _made(text, grain, "text", "year of the end")
    return None


def _after(end: Time, start: Resolved, x: _Context) -> Resolved | None:
    """The end, a yearless one or a weekday in the first year or week that puts it after the start."""
    if not isinstance(end, Calendar) or end.year is not None or start.earliest is None or end.decade or end.century:
        return _resolve(end, x)
    if end.day is not None and end.month is None:
        found = next((d for d in _numbered(end.day, start.earliest, range(3)) if d >= start.earliest), None)
        return _made(edtf.day(found), "day", start.anchor, start.rule) if found else None
    if end.weekday is not None and end.month is None:
        return _made(edtf.day(_weekday_near(end.weekday, start.earliest, "next", None)), "day", start.anchor, start.rule)
    for year in range(start.earliest.year, start.earliest.year + 9):
        text, grain = _written(end, year)
        last = edtf.span(text)[1] if text else None
        if last and last >= start.earliest:
            return _made(text, grain, start.anchor, start.rule)
    return None


def _bound(value: Bound, x: _Context) -> Resolved | None:
    of = _resolve(value.of, x)
    if of is None:
        return None
    since = value.side in {"since", "after"}
    if of.time is not None or of.grain == "part":
        ended = of.last if isinstance(value.of, Part) else of.first
        return replace(of, last=None) if since else replace(of, first=None, last=ended)
    if isinstance(value.of, Part) and of.earliest and of.latest:
        whole = _resolve(value.of.of, x)
        if value.of.edge == "end" and not since and whole and whole.latest:
            of = _made(edtf.day(whole.latest), "day", of.anchor, of.rule)
        elif value.of.edge == "start" and whole and whole.earliest:
            of = _made(edtf.day(whole.earliest - (0 if since else 1) * _DAY), "day", of.anchor, of.rule)
    left, right = edtf.ends(of.edtf)
    text = f"{left}/.." if since else f"../{right}"
    earliest, latest = edtf.span(text)
    return replace(of, edtf=text, earliest=earliest, latest=latest, first=of.first if since else None, last=None if since else of.last)


def _adjective(value: Adjective, x: _Context) -> Resolved | None:
    """A month before a noun is the nearest to the last date of the text when that tells another time than the publication."""
    told = _narrative(x)
    if not isinstance(value.of, Calendar) or value.of.month is None or value.of.year is not None or told is None:
        return _resolve(value.of, x)
    year, month = told[1].year, told[1].month
    apart = value.of.month - month
    named = year + (apart < -6) - (apart >= 6) if _FINENESS[told[0].grain] >= _FINENESS["season"] else year
    return _made(edtf.month(named, value.of.month), "month", "previous", "month nearest the last date")


def _approximate(value: About, x: _Context) -> Resolved | None:
    of = _resolve(value.of, x)
    if of is None or of.time is not None or of.grain in {"part", "hour", "minute", "second"}:
        return of
    text = edtf.approximate(of.edtf)
    return replace(of, edtf=text)


_READERS: dict[type[Time], Callable[..., Resolved | None]] = {
    Calendar: _calendar,
    Near: _near,
    Named: _named,
    Offset: _offset,
    Part: _part,
    Nth: _nth,
    Within: _within,
    Moment: _moment,
    Interval: _interval,
    Bound: _bound,
    About: _approximate,
    Adjective: _adjective,
    Previous: lambda value, x: x.anchor,
    Window: _window,
}
