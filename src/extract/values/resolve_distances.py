"""When a time is that is told by its distance: `вчера`, `на прошлой неделе`, `прошлым летом`, `три года назад`, `последние три дня`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from . import edtf
from .amount import Amount, amount_of
from .expression import Named, Near, Offset, Part, Time, Unit, Window
from .resolved import DAY, Anchor, Context, Conventions, Resolved, base_of, made, shift_months, written


def near(value: Near, x: Context) -> Resolved | None:
    """A unit so many units from the one the origin is in: «вчера», «в этом году»."""
    if value.origin == "event":
        return None  # the day of a happening, which the words alone do not tell
    if value.unit in {"second", "minute", "hour"}:
        return _near_clock(value, x)
    base = base_of(value.origin, value.unit, x, forward=value.offset >= 0)
    if base is None:
        if value.origin == "previous" and value.offset == 0 and x.anchor is not None and value.unit == "day":
            return replace(x.anchor, anchor="previous", time=None, rule="the last date")
        return None
    day, anchor = base
    if value.origin == "previous" and value.offset == 0 and value.unit == "day" and x.anchor and anchor == "previous":
        return replace(made(x.anchor.edtf.rstrip("~"), "day", anchor, "the last date"))
    rule = "counted from the " + ("publication" if anchor == "published" else "last date")
    if value.unit == "weekend" and value.origin == "context" and anchor == "published" and x.tense != "future" and day.isoweekday() < 6:
        day -= 7 * DAY  # «в выходные» on Monday
    text, grain = unit_of(value.unit, day, value.offset)
    return made(text, grain, anchor, rule)


def _near_clock(value: Near, x: Context) -> Resolved | None:
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
    return made(edtf.day(moment.date()), value.unit, "published", "counted from the publication", moment, last)


def unit_of(unit: Unit, day: date, offset: int) -> tuple[str, str]:
    """The EDTF of the unit that lies `offset` units from the one that the day is in, and its grain."""
    if unit in {"day", "workday"}:
        return edtf.day(day + offset * DAY), "day"
    if unit == "week":
        monday = edtf.monday(day) + 7 * offset * DAY
        return f"{monday}/{monday + 6 * DAY}", "week"
    if unit == "weekend":
        saturday = edtf.monday(day) + (7 * offset + 5) * DAY
        return f"{saturday}/{saturday + DAY}", "weekend"
    if unit == "month":
        month = shift_months(day.replace(day=1), offset)
        return edtf.month(month.year, month.month), "month"
    if unit == "quarter":
        month = shift_months(day.replace(day=1), 3 * offset)
        return edtf.month(month.year, 33 + (month.month - 1) // 3), "quarter"
    if unit == "half":
        month = shift_months(day.replace(day=1), 6 * offset)
        first = 1 if month.month <= 6 else 7
        return f"{edtf.month(month.year, first)}/{edtf.month(month.year, first + 5)}", "half"
    if unit == "season":
        month = shift_months(day.replace(day=1), 3 * offset)
        return edtf.month(month.year - (month.month <= 2), 21 + (month.month // 3 - 1) % 4), "season"
    if unit == "decade":
        return edtf.decade(day.year // 10 * 10 + 10 * offset), "decade"
    if unit == "century":
        return edtf.century(day.year // 100 + 1 + offset), "century"
    year = day.year + offset
    if not 1 <= year <= 9999:
        raise ValueError("year out of range")
    return edtf.year(year), "year"


def named(value: Named, x: Context) -> Resolved | None:
    """A weekday, month or season that a pointer tells: «прошлым летом»."""
    what = value.what
    base = base_of(value.origin, "week" if what.weekday else "month", x)
    if base is None:
        return None
    day, anchor = base
    rule = "counted from the " + ("publication" if anchor == "published" else "last date")
    if what.weekday is not None:
        return made(edtf.day(_named_weekday(what.weekday, value, day, x.conventions)), "day", anchor, rule)
    if what.season == 4:
        running = day.year - (day.month <= 2)
        upcoming = 3 <= day.month <= 11
        year = running + value.offset - (upcoming and value.offset > 0)
        if upcoming and value.offset == 0 and x.tense == "past":
            year -= 1
    else:
        year = day.year + value.offset
        span = edtf.span(written(what, day.year)[0])
        if (value.latest and value.offset < 0 and span[1] and span[1] < day) or (
            value.offset > 0 and what.month and span[0] and span[0] > day
        ):
            year = day.year
    text, grain = written(what, year)
    return made(text, grain, anchor, rule) if text else None


def _named_weekday(number: int, value: Named, day: date, conventions: Conventions) -> date:
    if value.offset == -1 and (value.latest or conventions.last_weekday == "latest"):
        return day - timedelta(days=(day.isoweekday() - number) % 7 or 7)
    if value.offset == 1 and (value.latest or conventions.next_weekday == "coming"):
        return day + timedelta(days=(number - day.isoweekday()) % 7 or 7)
    return edtf.monday(day) + timedelta(days=7 * value.offset + number - 1)


def offset(value: Offset, x: Context) -> Resolved | None:
    """A distance from an origin or a date: «три года назад», «за два дня до 9 мая»."""
    amount = Amount.parse(value.amount)
    found = None if value.origin == "event" else _offset_base(value, amount, x)
    if found is None:
        return None
    start, anchor = found
    finest = amount.finest
    finer = finest in {"hours", "minutes", "seconds"}
    if anchor == "published" and value.forward and value.base is None and x.is_past and not finer:
        return None  # «через месяц после этого умер»: what has happened does not lie behind the news
    if amount.vague:
        return _vague(amount.vague, start.date(), value.forward, anchor)
    if value.working:
        day = start.date()
        for _ in range(min(int(amount.days), 5000)):
            day = next(d for d in _days(day, 1 if value.forward else -1) if d.isoweekday() < 6)
        return made(edtf.day(day), "day", anchor, "working days counted")
    moment = shifted(start, amount, value.forward)
    rule = "counted from the " + {"published": "publication", "previous": "last date", "text": "named date"}[anchor]
    if finer:
        if anchor == "published" and not x.timed and value.base is None and amount.weeks:  # две с половиной недели назад
            return made(edtf.approximate(edtf.day(moment.date())), "day", anchor, rule, moment, moment)
        if anchor == "published" and not x.timed and value.base is None:
            return made(edtf.day(start.date()), "day", anchor, rule)  # the hour of publication is unknown
        grain = {"hours": "minute", "minutes": "minute", "seconds": "second"}[finest]
        clock = f"{moment:%H:%M}" if anchor == "published" or value.base is not None else None
        return replace(made(edtf.day(moment.date()), grain, anchor, rule, moment, moment), time=clock)
    day = moment.date()
    last = datetime.combine(day, time(23, 59, 59))
    if value.exact and (anchor == "published" or _is_one_day(value.base, x)):
        return made(edtf.day(day), "day", anchor, rule + ", to the day", moment, last)
    if finest == "years":
        return made(edtf.year(day.year), "year", anchor, rule, moment, last)
    if finest == "months":
        return made(edtf.month(day.year, day.month), "month", anchor, rule, moment, last)
    return made(edtf.day(day), "day", anchor, rule, moment, last)


def _is_one_day(base: Time | None, x: Context) -> bool:
    """Whether what an offset counts from is one day: its base, or the last date of the text."""
    of = x.anchor if base is None else x.resolve(base)
    return of is not None and of.earliest is not None and of.earliest == of.latest


def _days(day: date, step: int) -> Iterator[date]:
    while True:
        day += step * DAY
        yield day


def _offset_base(value: Offset, amount: Amount, x: Context) -> tuple[datetime, Anchor] | None:
    if value.base is not None:
        based = x.resolve(value.base)
        if based is None or based.earliest is None or based.latest is None:
            return None
        if based.time is not None and based.first:
            return based.first, based.anchor or "text"
        late = value.forward or (isinstance(value.base, Part) and value.base.edge == "end")
        return datetime.combine(based.latest if late else based.earliest, time()), based.anchor or "text"
    unit = {"years": "year", "months": "month", "weeks": "day", "days": "day", "hours": "day", "minutes": "day", "seconds": "day"}[
        amount.finest
    ]
    base = base_of(value.origin, unit, x, value.forward)
    if base is None:
        return None
    day, anchor = base
    if anchor == "published" and x.reference:
        return x.reference, anchor
    clock = x.anchor.first.time() if x.anchor and x.anchor.first and x.anchor.grain in {"hour", "minute", "second"} else time()
    return datetime.combine(day, clock), anchor


def _vague(field: str, day: date, forward: bool, anchor: Anchor) -> Resolved | None:
    """«несколько дней назад» is about the month, «несколько месяцев назад» about the year; years are too far to tell."""
    if field == "years":
        return None
    if field == "months":
        return made(edtf.year(shift_months(day.replace(day=1), 4 if forward else -4).year) + "~", "year", anchor, "vague distance")
    if field in {"days", "weeks"}:
        near = day + timedelta(days=(3 if field == "days" else 21) * (1 if forward else -1))
        month = day if field == "days" else near
        return made(edtf.month(month.year, month.month) + "~", "month", anchor, "vague distance")
    return made(edtf.day(day), "day", anchor, "vague distance")


def shifted(start: datetime, amount: Amount, forward: bool) -> datetime:
    """The moment an amount after or before another; OverflowError outside the years 1 to 9999."""
    sign = 1 if forward else -1
    months = int(12 * amount.years + amount.months)
    if months > 200_000 or amount.days > 4_000_000 or amount.weeks > 600_000:
        raise OverflowError("year out of range")
    day = shift_months(start.date(), sign * months)
    seconds = float((amount.hours * 60 + amount.minutes) * 60 + amount.seconds)
    return datetime.combine(day, start.time()) + sign * timedelta(days=float(7 * amount.weeks + amount.days), seconds=seconds)


def window(value: Window, x: Context) -> Resolved | None:
    """A stretch up to or from the origin: «последние три дня»."""
    amount = Amount.parse(value.amount)
    if value.base is not None:
        return _stretch(amount, value.forward, x.resolve(value.base))
    base = base_of(value.origin, "day", x)
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
        return made(text, finest[:-1], anchor, rule, first, last)
    if finest in {"days", "weeks"} and abs((other - start).days) > 1:
        other += -DAY if value.forward else DAY
    first_day, last_day = (start.date(), other.date()) if value.forward else (other.date(), start.date())
    if finest == "years":
        text = edtf.interval(edtf.year(first_day.year), edtf.year(last_day.year))
    elif finest == "months":
        text = edtf.interval(edtf.month(first_day.year, first_day.month), edtf.month(last_day.year, last_day.month))
    else:
        text = edtf.interval(edtf.day(first_day), edtf.day(last_day))
    return made(text, finest[:-1], anchor, rule, datetime.combine(first_day, time()), datetime.combine(last_day, time(23, 59, 59)))


def _stretch(amount: Amount, forward: bool, of: Resolved | None) -> Resolved | None:
    """The first or last units of a period: «первые три месяца 2023 года»."""
    if of is None or of.earliest is None or of.latest is None:
        return None
    first, after = datetime.combine(of.earliest, time()), datetime.combine(of.latest, time()) + DAY
    start, end = (first, shifted(first, amount, True)) if forward else (shifted(after, amount, False), after)
    if start < first or end > after:
        return None
    sides = [start.date(), end.date() - DAY]
    whole = {"years": lambda d: edtf.year(d.year), "months": lambda d: edtf.month(d.year, d.month)}.get(amount.finest, edtf.day)
    return made(edtf.interval(*map(whole, sides)), amount.finest[:-1], of.anchor, "first or last units of a period")


def _complete_window(amount: Amount, forward: bool, start: datetime, anchor: Anchor) -> Resolved:
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
    return made(edtf.interval(edtf.day(first.date()), edtf.day(last.date())), finest[:-1], anchor, "complete units", first, last)
