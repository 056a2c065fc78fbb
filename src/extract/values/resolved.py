"""What resolving gives and what it goes by: the conventions, the result, the context, and the day that a time is counted from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from . import edtf
from .expression import Calendar, DayPart, Origin, Time

Tense = Literal["past", "rather past", "rather future", "future"]
"""That of the verb a time belongs to. `rather past`: a clause of the past may only name what is dated («рассказал о выборах 5 мая»);
`rather future`: a verb of the past plans for that time («назначили на 5 мая»)."""
Anchor = Literal["text", "published", "previous"]
_GRAINS = ("century", "decade", "year", "half", "quarter", "season", "month", "week", "weekend", "day", "part", "hour", "minute", "second")
FINENESS = {grain: rank for rank, grain in enumerate(_GRAINS)}
DAY = timedelta(days=1)
_LAST_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """What a text leaves to convention; the defaults are those of news.

    - `yearless`: the year of a date without one: by `tense` (past: the last such date, future: the next, else the nearest; `rather past`
      the last one unless the next is five times nearer, `rather future` the next one unless the last is four times nearer), or always
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
    anchor: Anchor | None
    first: datetime | None
    last: datetime | None
    time: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a time is resolved against; `goes_on`: whether the text goes on from the anchor; `read` resolves any value."""

    reference: datetime | None
    timed: bool
    anchor: Resolved | None
    goes_on: bool
    tense: Tense | None
    conventions: Conventions
    read: "Callable[[Time, Context], Resolved | None]"

    def resolve(self, value: Time) -> Resolved | None:
        """When a part of the value is, in this context."""
        return self.read(value, self)

    @property
    def is_fresh(self) -> bool:
        """Whether the last date of the text is one of the last days before the news."""
        known = self.anchor.earliest if self.anchor else None
        return known is not None and self.today is not None and timedelta(0) <= self.today - known <= _LAST_DAYS

    @property
    def is_past(self) -> bool:
        """Whether the clause tells of the past."""
        return self.tense in {"past", "rather past"}

    @property
    def is_ahead(self) -> bool:
        """Whether the last date of the text is still to come for what is told of the past."""
        known = (self.anchor.earliest or self.anchor.latest) if self.anchor else None
        return self.is_past and known is not None and self.today is not None and known > self.today

    @property
    def today(self) -> date | None:
        """The day of the publication."""
        return self.reference.date() if self.reference else None


def made(
    text: str,
    grain: str,
    anchor: Anchor | None,
    rule: str,
    first: datetime | None = None,
    last: datetime | None = None,
) -> Resolved:
    """The result of an EDTF value; the moments default to the ends of its days."""
    earliest, latest = edtf.span(text)
    if first is None and last is None:
        first = datetime.combine(earliest, time()) if earliest else None
        last = datetime.combine(latest, time(23, 59, 59)) if latest else None
    return Resolved(edtf=text, earliest=earliest, latest=latest, grain=grain, anchor=anchor, first=first, last=last, rule=rule)


def exists(year: int, month: int, day: int) -> bool:
    """Whether the calendar has such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def shift_months(day: date, count: int) -> date:
    """The day so many months away, the last of a shorter month; OverflowError outside the years 1 to 9999."""
    index = day.year * 12 + day.month - 1 + count
    year, month = index // 12, index % 12 + 1
    while not exists(year, month, day.day):
        if day.day < 28 or not 1 <= year <= 9999:
            raise OverflowError("year out of range")
        day = day - DAY
    return day.replace(year=year, month=month)


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
    return FINENESS[grain] >= FINENESS[needed]


def base_of(origin: Origin, unit: str, x: Context, forward: bool = True) -> tuple[date, Literal["published", "previous"]] | None:
    """The day that a relative time counts from and which one it is; None when neither is known or fine enough."""
    ahead = x.is_ahead
    if ahead and origin == "previous":
        return None
    last = None if ahead or (origin == "context" and not x.goes_on) else x.anchor
    fine = last is not None and last.earliest is not None and _fine_enough(last.grain, unit)
    previous = (last.latest or last.earliest if forward else last.earliest) if last and fine else None
    if origin == "published":
        if x.conventions.deictic == "previous" and previous:
            return previous, "previous"
        return (x.today, "published") if x.today else None
    wanted = (
        origin == "previous"
        or (origin == "context" and x.tense != "future")
        or (x.is_past and last is not None and last.anchor != "published")
    )
    if wanted and previous:
        return previous, "previous"
    if origin == "previous" and last is not None and last.earliest is not None:
        return None
    if x.today:
        return x.today, "published"
    return (previous, "previous") if previous else None


def written(value: Calendar, year: int) -> tuple[str, str]:
    """The EDTF of the date in a year and its grain; empty when there is no such day."""
    if value.month is not None and value.day is not None and year <= 0:
        return f"{edtf.month(year, value.month)}-{value.day:02d}", "day"
    if value.month is not None and value.day is not None:
        return (edtf.day(date(year, value.month, value.day)), "day") if exists(year, value.month, value.day) else ("", "day")
    if value.month is not None:
        return edtf.month(year, value.month), "month"
    if value.season is not None:
        return edtf.month(year, 20 + value.season), "season"
    if value.quarter is not None:
        return edtf.month(year, 32 + value.quarter), "quarter"
    if value.half is not None:
        return f"{edtf.month(year, 6 * value.half - 5)}/{edtf.month(year, 6 * value.half)}", "half"
    return edtf.year(year), "year"


def narrative(x: Context) -> tuple[Resolved, date] | None:
    """The last date of the text and its first known day, when that tells another year than the publication's."""
    last = x.anchor if x.goes_on else None
    known = (last.earliest or last.latest) if last else None
    if last is None or known is None or (last.anchor == "published" and x.conventions.deictic == "published"):
        return None
    if x.today is None:
        return last, known
    coarse = FINENESS[last.grain] <= FINENESS["year"]
    end = last.latest or (x.today if coarse or last.earliest is None else last.earliest)  # «с 2014 года» reaches the publication
    gone = x.tense == "future" and end < x.today
    return None if gone or x.is_ahead or known.year <= x.today.year <= end.year else (last, known)
