"""When the parts and the members of periods are: `в начале мая`, `вторая неделя октября`, `во вторник на прошлой неделе`."""

from dataclasses import replace
from datetime import date

from . import edtf
from .expression import Calendar, Edge, Nth, Offset, Part, Previous, Within
from .resolve_dates import calendar, weekday_near
from .resolve_distances import unit_of
from .resolved import DAY, FINENESS, Context, Resolved, made, shift_months, written

_MONTHS_OF = {"year": 12, "half": 6, "quarter": 3, "month": 1, "decade": 120, "century": 1200}


def part(value: Part, x: Context) -> Resolved | None:
    """The start, middle, end or a half of a period: «в начале мая»."""
    of = x.resolve(value.of)
    if of is None or of.earliest is None or of.latest is None:
        return of if of is not None and of.edtf.startswith("XXXX") else None
    first, last = of.earliest, of.latest
    rule = f"{value.edge} of a {of.grain}"
    if FINENESS[of.grain] >= FINENESS["day"]:
        return replace(of, grain="part", rule=rule)
    if of.grain == "month":
        return made("/".join(map(edtf.day, _month_part(value.edge, first, last, x.conventions.part_days))), "day", of.anchor, rule)
    if of.grain in {"week", "weekend"} or (last - first).days < 27:
        cuts = {"start": (0, 1), "middle": (2, 3), "end": (4, 6), "first half": (0, 2), "second half": (3, 6)}[value.edge]
        return made(f"{first + cuts[0] * DAY}/{min(last, first + cuts[1] * DAY)}", "day", of.anchor, rule)
    if of.grain in {"decade", "century"}:
        length = last.year - first.year + 1
        thirds = {"start": (0, length * 2 // 5 - 1), "middle": (length * 2 // 5, length * 3 // 5), "end": (length * 7 // 10, length - 1)}
        halves = {"first half": (0, length // 2 - 1), "second half": (length // 2, length - 1)}
        low, high = {**thirds, **halves}[value.edge]
        return made(f"{edtf.year(first.year + low)}/{edtf.year(first.year + high)}", "year", of.anchor, rule)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    low, high = _share(value.edge, months)
    a, b = shift_months(first.replace(day=1), low), shift_months(first.replace(day=1), high)
    return made(edtf.interval(edtf.month(a.year, a.month), edtf.month(b.year, b.month)), "month", of.anchor, rule)


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
    return (first.replace(day=21) if days == 10 else last - (days - 1) * DAY), last


def _day_of_narrative(n: int, x: Context) -> Resolved | None:
    """The n-th day of the last date of the text: it must be told to the day, and last several for its last one."""
    last = x.anchor
    if last is None or last.earliest is None or last.latest is None or FINENESS[last.grain] < FINENESS["week"]:
        return None
    days = (last.latest - last.earliest).days + 1
    if days == 1 if n < 0 else 1 < days < n:
        return None
    found = last.earliest + (n - 1) * DAY if n > 0 else last.latest + (n + 1) * DAY
    return made(edtf.day(found), "day", "previous", "counted in the last date")


def nth(value: Nth, x: Context) -> Resolved | None:
    """The n-th unit or weekday of a period: «последний рабочий день месяца»."""
    if isinstance(value.of, Previous):
        return _day_of_narrative(value.n, x)
    of = x.resolve(value.of)
    if of is None or of.earliest is None or of.latest is None:
        return None
    first, last, rule = of.earliest, of.latest, "counted in its period"
    if value.unit == "week" and value.weekday is None:
        start = _nth_week(value.n, first, last, x.conventions.weeks)
        return made(f"{start}/{start + 6 * DAY}", "week", of.anchor, rule) if start else None
    if value.unit == "quarter" and of.grain == "century":
        low = first.year + 25 * (value.n - 1 if value.n > 0 else value.n + 4)
        return made(f"{edtf.year(low)}/{edtf.year(low + 24)}", "year", of.anchor, rule)
    if value.unit in {"month", "quarter", "half", "decade"}:
        size = _MONTHS_OF[value.unit]
        start = (
            shift_months(first.replace(day=1), size * (value.n - 1))
            if value.n > 0
            else shift_months(last.replace(day=1), size * value.n + 1)
        )
        text, grain = unit_of(value.unit, start, 0)
        return made(text, grain, of.anchor, rule) if first <= start <= last else None
    members = (
        (first + k * DAY for k in range((last - first).days + 1))
        if value.n > 0
        else (last - k * DAY for k in range((last - first).days + 1))
    )
    wanted = [day for day in members if _is_member(day, value)][: abs(value.n)]
    if len(wanted) != abs(value.n):
        return None
    found = wanted[-1]
    if value.unit == "weekend":
        return made(edtf.interval(edtf.day(found), edtf.day(found + DAY)), "weekend", of.anchor, rule)
    return made(edtf.day(found), "day", of.anchor, rule)


def _is_member(day: date, value: Nth) -> bool:
    if value.weekday is not None:
        return day.isoweekday() == value.weekday
    return day.isoweekday() < 6 if value.unit == "workday" else day.isoweekday() == 6 if value.unit == "weekend" else True


def _nth_week(n: int, first: date, last: date, convention: str) -> date | None:
    if convention == "seven":
        start = first + 7 * (n - 1) * DAY if n > 0 else last - (-7 * n - 1) * DAY
    else:
        start = edtf.monday(first) + 7 * (n - 1) * DAY if n > 0 else edtf.monday(last) + 7 * (n + 1) * DAY
    return start if start <= last else None


def within(value: Within, x: Context) -> Resolved | None:
    """A time inside another that completes it: «во вторник на прошлой неделе»."""
    outer = x.resolve(value.outer)
    if outer is None or outer.earliest is None or outer.latest is None:
        return None
    inner = value.inner
    if isinstance(inner, Calendar) and inner.weekday is not None and inner.month is None:
        if isinstance(value.outer, Offset) and value.outer.amount.endswith("D"):
            found = weekday_near(inner.weekday, outer.earliest, "nearest", None)
            return made(edtf.day(found), "day", outer.anchor, outer.rule) if outer.grain == "day" else outer
        if isinstance(value.outer, Offset):
            found = edtf.monday(outer.earliest) + (inner.weekday - 1) * DAY
            return made(edtf.day(found), "day", outer.anchor, outer.rule)
        days = [d for k in range((outer.latest - outer.earliest).days + 1) if (d := outer.earliest + k * DAY).isoweekday() == inner.weekday]
        if len(days) == 1 or (days and x.conventions.weekday_in_month == "first"):
            return made(edtf.day(days[0]), "day", outer.anchor, outer.rule)
        return outer
    if isinstance(inner, Calendar) and inner.decade is not None:  # 60-е годы прошлого века
        return made(edtf.decade(outer.earliest.year // 100 * 100 + inner.decade), "decade", outer.anchor, outer.rule)
    if isinstance(inner, Calendar) and inner.day is not None and inner.month is None:
        month = outer.earliest
        return calendar(replace(inner, weekday=None, year=month.year, month=month.month), x) if outer.grain == "month" else None
    if isinstance(inner, Calendar):
        for year in range(outer.earliest.year, outer.latest.year + 1):
            text, grain = written(replace(inner, weekday=None), year)
            first, last = edtf.span(text) if text else (None, None)
            if first and last and first <= outer.latest and last >= outer.earliest:
                return made(text, grain, outer.anchor, outer.rule)
        return None
    return replace(x, anchor=outer).resolve(inner)
