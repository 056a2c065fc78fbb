"""When a time is: `resolve(value)` against the publication moment, the last date of the text, the tense and the conventions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from . import edtf
from .expression import (
    About,
    Adjective,
    Bound,
    Calendar,
    Interval,
    Moment,
    Named,
    Near,
    Nth,
    Offset,
    Part,
    Previous,
    Time,
    Window,
    Within,
)
from .resolve_dates import adjective, calendar, numbered, weekday_near
from .resolve_distances import named, near, offset, window
from .resolve_periods import nth, part, within
from .resolved import DAY, NEWS, Context, Conventions, Resolved, Tense, base_of, made, written


def resolve(
    value: Time,
    *,
    reference: date | datetime | None,
    anchor: Resolved | None = None,
    goes_on: bool = True,
    tense: Tense | None = None,
    conventions: Conventions = NEWS,
) -> Resolved | None:
    """When `value` is, None when that cannot be said; a set («ежегодно») is no date.

    `reference` is the publication (None if unknown), `anchor` the last date of the text, `tense` that of the verb the time belongs to.
    Where the text does not go on from that date and the publication is known, only words that point to it count from it («назавтра»).
    """
    timed = isinstance(reference, datetime)
    moment = datetime.combine(reference, reference.time() if isinstance(reference, datetime) else time()) if reference else None
    context = Context(moment, timed, anchor, goes_on or moment is None, tense, conventions, _read)
    try:
        return context.resolve(value)
    except (OverflowError, ValueError):
        return None  # outside the years 1 to 9999


def _read(value: Time, x: Context) -> Resolved | None:
    reader = _READERS.get(type(value))
    return reader(value, x) if reader else None


def _moment(value: Moment, x: Context) -> Resolved | None:
    day = _moment_day(value, x)
    clock = _clock(value, x.conventions)
    if value.part == "midnight" and value.day is None and x.tense == "past":
        clock = 0, 0  # a midnight that has passed
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


def _moment_day(value: Moment, x: Context) -> Resolved | None:
    if value.day is not None:
        found = x.resolve(value.day)
        if found and found.grain not in {"day", "part"} and found.first and isinstance(value.day, Offset | Within):
            return made(edtf.day(found.first.date()), "day", found.anchor, found.rule)
        return found
    base = base_of("context", "day", replace(x, goes_on=x.goes_on or x.is_fresh))
    return made(edtf.day(base[0]), "day", base[1], "day of the clock time") if base else None


def _clock(value: Moment, conventions: Conventions) -> tuple[int, int] | None:
    if value.hour is None:
        return None
    hour, minute, part = value.hour, value.minute or 0, value.part
    if hour > 24 or minute > 59:
        return None
    if part == "midnight":
        return (24 if conventions.midnight == "end" else 0), 0
    if part == "night":
        return (hour + 12 if 8 <= hour <= 11 else 0 if hour == 12 else hour), minute
    if (part in {"day", "afternoon"} and hour < (8 if part == "day" else 12)) or (part == "evening" and hour < 12):
        return hour + 12, minute
    if part is None and conventions.hours == "12" and 1 <= hour <= 7 and value.minute is None:
        return hour + 12, minute
    return hour, minute


def _interval(value: Interval, x: Context) -> Resolved | None:
    start, end = _completed(value.start, value.end)
    if isinstance(start, Moment) and isinstance(end, Moment) and start.day is not None and end.day is None:
        a = x.resolve(start)
        if a is None or a.earliest is None:
            return None
        b = x.resolve(replace(end, day=Calendar(year=a.earliest.year, month=a.earliest.month, day=a.earliest.day)))
    elif isinstance(start, Calendar) and _year_of(start) is None and _year_of(end) is not None:
        b = x.resolve(end)
        a = _before(start, b) if b else None
    else:
        a = x.resolve(start)
        b = _after(end, a, x) if a else None
        if a and isinstance(start, Calendar) and (gone := _just_ended(end, a, x)):  # «в январе — марте» in August
            a, b = _before(start, gone), gone
            a = replace(a, anchor=gone.anchor, rule=gone.rule) if a else None
    if a is None or b is None:
        return None
    if b.first and a.first and b.first < a.first and a.time and b.time and not isinstance(end, Calendar):
        b = replace(b, first=b.first + DAY, last=b.last + DAY if b.last else None)
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


def _just_ended(end: Time, start: Resolved, x: Context) -> Resolved | None:
    """The end of a yearless interval, where it lies nearer behind the publication than its start lies ahead."""
    if not isinstance(end, Calendar) or end.month is None or start.anchor != "published" or x.today is None or start.earliest is None:
        return None
    last = x.resolve(end)
    if last is None or last.latest is None or last.anchor != "published" or not last.latest < x.today < start.earliest:
        return None
    return last if x.today - last.latest < start.earliest - x.today else None


def _completed(start: Time, end: Time) -> tuple[Time, Time]:
    """Each side with the fields that only the other one names."""
    if isinstance(end, Within) and isinstance(start, Calendar) and isinstance(end.inner, Calendar):
        inner, _ = _completed(start, end.inner)
        return Within(inner=inner, outer=end.outer), end
    if isinstance(start, Calendar) and isinstance(end, Calendar):
        if start.day is not None and start.month is None:
            start = replace(start, month=end.month, year=end.year)
        return start, end
    if isinstance(start, Part) and isinstance(end, Part):  # в конце мая — начале июня 2014 года
        of, _ = _completed(start.of, end.of)
        if isinstance(of, Calendar) and isinstance(end.of, Calendar) and end.of.year and not of.year and of.month and end.of.month:
            of = replace(of, year=end.of.year - (of.month > end.of.month))
        return replace(start, of=of), end
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
        text, grain = written(start, year)
        first = edtf.span(text)[0] if text else None
        if first and first <= end.latest:
            return made(text, grain, "text", "year of the end")
    return None


def _after(end: Time, start: Resolved, x: Context) -> Resolved | None:
    """The end, a yearless one or a weekday in the first year or week that puts it after the start."""
    if not isinstance(end, Calendar) or end.year is not None or start.earliest is None or end.decade or end.century:
        return x.resolve(end)
    if end.day is not None and end.month is None:
        found = next((d for d in numbered(end.day, start.earliest, range(3)) if d >= start.earliest), None)
        return made(edtf.day(found), "day", start.anchor, start.rule) if found else None
    if end.weekday is not None and end.month is None:
        return made(edtf.day(weekday_near(end.weekday, start.earliest, "next", None)), "day", start.anchor, start.rule)
    for year in range(start.earliest.year, start.earliest.year + 9):
        text, grain = written(end, year)
        last = edtf.span(text)[1] if text else None
        if last and last >= start.earliest:
            return made(text, grain, start.anchor, start.rule)
    return None


def _bound(value: Bound, x: Context) -> Resolved | None:
    of = x.resolve(value.of)
    if of is None:
        return None
    since = value.side in {"since", "after"}
    if of.time is not None or (of.grain == "part" and not isinstance(value.of, Part)):
        ended = of.last if isinstance(value.of, Part) else of.first
        return replace(of, last=None) if since else replace(of, first=None, last=ended)
    if isinstance(value.of, Part) and of.grain != "part" and of.earliest and of.latest:
        whole = x.resolve(value.of.of)
        if value.of.edge == "end" and not since and whole and whole.latest:
            of = made(edtf.day(whole.latest), "day", of.anchor, of.rule)
        elif value.of.edge == "start" and whole and whole.earliest:
            of = made(edtf.day(whole.earliest - (0 if since else 1) * DAY), "day", of.anchor, of.rule)
    left, right = edtf.ends(of.edtf)
    text = f"{left}/.." if since else f"../{right}"
    earliest, latest = edtf.span(text)
    return replace(of, edtf=text, earliest=earliest, latest=latest, first=of.first if since else None, last=None if since else of.last)


def _approximate(value: About, x: Context) -> Resolved | None:
    of = x.resolve(value.of)
    if of is None or of.time is not None or of.grain in {"part", "hour", "minute", "second"}:
        return of
    text = edtf.approximate(of.edtf)
    return replace(of, edtf=text)


_READERS: dict[type[Time], Callable[..., Resolved | None]] = {
    Calendar: calendar,
    Near: near,
    Named: named,
    Offset: offset,
    Part: part,
    Nth: nth,
    Within: within,
    Moment: _moment,
    Interval: _interval,
    Bound: _bound,
    About: _approximate,
    Adjective: adjective,
    Previous: lambda value, x: x.anchor,
    Window: window,
}
