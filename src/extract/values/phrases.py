"""The grammar of whole time expressions over tokens: dates with clocks, intervals, bounds, offsets, sets.

A reader takes the cursor and the index it starts at, and gives the time with the index after it, or None. A date that cannot
exist («31 февраля») reads as the empty `Calendar()`, so that no part of it is taken for a date.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from . import amount, number
from .clock import PART, clock, joined, part_of_day
from .cursor import EACH, EDGE, FILE, MONTH, UNIT, WEEKDAY, Cursor, Read
from .dates import day_month
from .expression import (
    About,
    Bound,
    Calendar,
    Every,
    Interval,
    Moment,
    Named,
    Near,
    Nth,
    Offset,
    Origin,
    Part,
    Side,
    Time,
    Vague,
    VagueSide,
    Window,
    Within,
)
from .periods import ADJECTIVES, adjective, date, edition, holiday, starters
from .sets import EVERY_UNIT, every
from .tokens import language, table, tokenise, words

_ABOUT = words(FILE, "bound", "about")
_EXACTLY = words(FILE, "bound", "exactly")
_LOOSE = words(FILE, "bound", "more") | words(FILE, "bound", "less")
_SEVERAL = words(FILE, "vague", "several")
_PLAIN = frozenset({"в", "во", "на", "за", "к", "ко", "по", "от", "под", "о", "об", "со", "при", "из"})
_SIDE: dict[str, Side] = {"до": "until", "после": "after"}
_LATER = {form: direction == "future" for form, direction in table(FILE, "later").items()}
_VOID = Calendar()
_DAY_TO_DAY = ("день", "в", "день")
_TO_HOLIDAY = frozenset({"в", "на", "к", "ко", "под", "за"})
_INNER = frozenset({"в", "во", "на", "около", "к", "под", "примерно"})
_INSTRUMENTAL = frozenset(
    form for form in (*MONTH, *WEEKDAY, *UNIT, *table(FILE, "season")) if form.endswith(("ом", "ем", "ой", "ей", "ью")) and form != "дней"
)
"""Forms that «с» only compares with: «по сравнению с прошлым годом»."""
_EVE = frozenset({"канун", "преддверии"})
_UNTIL_NOW = [tuple(token.low for token in tokenise(phrase)) for phrase in language(FILE)["vague_time_form"]["until_now"]]
_FILLERS = words(FILE, "vague_time_form", "fillers")
_FILLED = frozenset(form for form, unit in table(FILE, "season").items()) | frozenset(EDGE) | frozenset(PART)
_SENTENCE_END = frozenset({".", "!", "?", "…"})
_REACH = 48  # tokens of the longest expression


def _vague_phrases() -> dict[str, list[tuple[tuple[str, ...], VagueSide]]]:
    """First word → the phrases that begin with it, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], VagueSide]]] = {}
    for side, phrases in language(FILE)["vague_time"].items():
        for phrase in phrases:
            tokens = tuple(token.low for token in tokenise(phrase))
            found.setdefault(tokens[0], []).append((tokens, side))
    return {first: sorted(phrases, key=lambda entry: -len(entry[0])) for first, phrases in found.items()}


_VAGUE = _vague_phrases()
_STARTERS = frozenset().union(
    starters(),
    PART,
    _ABOUT,
    ADJECTIVES,
    _EXACTLY,
    _LOOSE,
    _DAY_TO_DAY[:1],
    EVERY_UNIT,
    EACH,
    _PLAIN,
    _SIDE,
    amount.UNIT,
    amount.HALF_UNIT,
    words(FILE, "vague", "several"),
    words(FILE, "starter", "other"),
    _VAGUE,
    _FILLERS,
)


def scan(text: str, *, impossible: bool = False) -> Sequence[tuple[int, int, Time]]:
    """All time expressions of `text`: start, end, value; with `impossible`, dates that cannot exist as well."""
    found = _scanned(text, True)
    return found if impossible or not any(void(value) for _, _, value in found) else _scanned(text, False)


@lru_cache(maxsize=8)
def _scanned(text: str, impossible: bool) -> Sequence[tuple[int, int, Time]]:
    tokens = tokenise(text)
    found: list[tuple[int, int, Time]] = []
    i, last = 0, None
    while i < len(tokens):
        token = tokens[i]
        read = None
        if token.low in _SENTENCE_END:
            last = None
        if token.number is not None or token.low in _STARTERS or token.low.startswith("пол") or number.roman(token.low):
            c = Cursor(text, tokens, min(len(tokens), i + _REACH), last is not None and _is_day(last))
            read = expression(c, i) or (adjective(c, i) if token.low in ADJECTIVES else edition(c, i))
        if read is None:
            numeral = number.read(tokens, i) if token.low in number.WORDS else None
            i = numeral.next if numeral and numeral.ordinal else i + 1  # the end of an ordinal is none: в двадцать пятом часу
            continue
        value, j = read
        titled = token.capital and c.low(i - 1) == '"' and c.low(j) == '"'  # газета «Завтра»
        if (impossible or not void(value)) and not titled:
            value = last = _in_week(value, last)
            found.append((token.start, tokens[j - 1].end, value))
        i = max(j, i + 1)
    return found


def _in_week(value: Time, last: Time | None) -> Time:
    """A weekday in the week that the sentence named before: `на прошлой неделе стороны встретились в среду`."""
    day = value.day if isinstance(value, Moment) and value.day is not None else value
    if not isinstance(last, Near) or last.unit != "week" or not last.offset or day != Calendar(weekday=getattr(day, "weekday", None)):
        return value
    within = Within(inner=day, outer=last)
    return replace(value, day=within) if isinstance(value, Moment) else within


def void(value: Time) -> bool:
    """Whether the phrase named a date that cannot exist."""
    if isinstance(value, Interval):
        return void(value.start) or void(value.end)
    if isinstance(value, Moment):
        return value.day is not None and void(value.day)
    if isinstance(value, Within):
        return void(value.inner) or void(value.outer)
    if isinstance(value, Bound | About | Part | Nth):
        return void(value.of)
    return value == _VOID or (isinstance(value, Offset) and value.base is not None and void(value.base))


def expression(c: Cursor, i: int) -> Read:
    """The time expression that begins at `i`, its preposition included."""
    low = c.low(i)
    if found := every(c, i):
        return _at_hours(c, *found)
    if found := _vague(c, i):
        return found
    if low in _FILLERS and c.low(i + 1) in _FILLED and (inner := expression(c, i + 1)):
        return inner  # самое начало мая, ранняя весна
    if low in {"часов", "часа", "минут", "минуты"} and c.low(i + 1) == "в" and (inner := expression(c, i + 1)):
        return (About(of=inner[0]), inner[1]) if isinstance(inner[0], Moment) else None  # часов в девять утра
    if low in _ABOUT or (low == "где" and c.lows(i, 3) == ("где", "-", "то")) or (low == "ближе" and c.low(i + 1) == "к"):
        inner = expression(c, i + (3 if low == "где" else 1))
        return (About(of=inner[0]), inner[1]) if inner and not isinstance(inner[0], Every) else None
    if low in _EXACTLY and (inner := expression(c, i + 1)) and isinstance(inner[0], Moment):
        return inner
    if low in _EXACTLY or c.lows(i, 3) == _DAY_TO_DAY:
        distance = offset(c, i + (1 if low in _EXACTLY else 3))
        return (_exact(distance[0]), distance[1]) if distance else None
    if low in _LOOSE or (low == "чуть" and c.low(i + 1) in _LOOSE):
        distance = offset(c, i + 1 + (low == "чуть"))
        return (About(of=distance[0]), distance[1]) if distance else None
    if low == "не" and c.low(i + 1) in {"позднее", "позже", "ранее", "раньше"}:
        inner = when(c, i + 2)
        side: Side = "until" if c.low(i + 1) in {"позднее", "позже"} else "since"
        return (Bound(side=side, of=inner[0]), inner[1]) if inner else None
    bounded = c.lows(i, 2) == ("без", "малого") or (low == "не" and c.low(i + 1) in _LOOSE)
    if bounded and (distance := offset(c, i + 2)):
        return About(of=distance[0]), distance[1]
    if low == "не":
        return None
    if low in {"начиная", "вплоть"}:
        return expression(c, i + 1) if c.low(i + 1) in {"с", "со", "до"} else None
    if low in {"с", "со", "от"} and (found := _from(c, i + 1, low)):
        return found
    if low == "между":
        return _between(c, i + 1)
    if low in _SIDE and c.low(i + 1) in {"обеда", "полудня"}:
        return part_of_day(c, i)
    if low in {"в", "во"} and c.low(i + 1) == "районе":
        inner = clock(c, i + 2, True)
        return (About(of=inner[0]), inner[1]) if inner else None
    if low == "на" and c.low(i + 1) == "рубеже":
        return _between(c, i + 2)
    if low == "перед" or (low in {"в", "на"} and c.low(i + 1) in _EVE):
        eve = _holiday(c, i + 1 + (low != "перед")) or day_month(c, i + 1 + (low != "перед"))
        return (Offset(amount="P1D", forward=False, base=eve[0]), eve[1]) if eve and not void(eve[0]) else None
    if low in _SIDE:
        inner = _holiday(c, i + 1) or when(c, i + 1)
        if inner is None or void(inner[0]):
            return inner
        return Bound(side=_SIDE[low], of=inner[0]), inner[1] + (c.low(inner[1]) == "включительно")
    if low in {"через", "спустя", "за"} and (found := _from_offset(c, i)):
        return found
    if low in _PLAIN:
        if low == "за" and (months := _months_of(c, i + 1)):
            return months
        found = (holiday(c, i + 1) if low in _TO_HOLIDAY else None) or when(c, i + 1, low)
        if found and low == "по" and _ends(found[0]):
            return Bound(side="until", of=found[0]), found[1] + (c.low(found[1]) == "включительно")
        return found
    return _from_offset(c, i) or when(c, i)


def _months_of(c: Cursor, i: int) -> Read:
    """`за девять месяцев 2023 года`, which are the first nine."""
    length = amount.read(c.tokens, i)
    if length is None or length.bare or length.unit != "month" or not (of := date(c, length.next)):
        return None
    year = of[0].year if isinstance(of[0], Calendar) else isinstance(of[0], Near) and of[0].unit == "year"
    return (Window(amount=str(length.amount), forward=True, base=of[0]), of[1]) if year and _sort(of[0]) in {"year", None} else None


def _at_hours(c: Cursor, value: Time, j: int) -> tuple[Time, int]:
    """The day or the hours of a set are part of it: `ежегодно 1 сентября`, `каждый понедельник в 10 утра`, `ежедневно с 9 до 18`."""
    if value == Every(unit="year") and (yearly := _piece(c, j + (c.low(j) in {"в", "во"}), True)):
        of = yearly[0]
        if isinstance(of, Nth) or (isinstance(of, Calendar) and of.month is not None and of.year is None):
            value, j = Every(of=of), yearly[1]
    hours = _from(c, j + 1, "с", True) if c.low(j) == "с" else clock(c, j + (c.low(j) == "в"), True)
    told = hours[0].start if hours and isinstance(hours[0], Interval) else hours[0] if hours else None
    return (value, hours[1]) if hours and isinstance(told, Moment) and told.day is None else (value, j)


def _vague(c: Cursor, i: int) -> Read:
    """A phrase that leaves the time open: `недавно`, `в последнее время`, `в разные годы`."""
    for phrase, side in _VAGUE.get(c.low(i), ()):
        if c.lows(i, len(phrase)) == phrase and not (phrase[-1] == "время" and c.low(i + len(phrase)) in {",", "как"} and side == "some"):
            return Vague(side=side), i + len(phrase)
    return None


def _ends(value: Time) -> bool:
    """Whether «по» before the value makes it the end of an open interval: `по 1 марта`, `по вторник`."""
    return isinstance(value, Near) or (isinstance(value, Calendar) and value.season is None and not void(value))


def _from_offset(c: Cursor, i: int) -> Read:
    """An offset with the clock, part of day or weekday that narrows it: `через 2 дня утром`."""
    found = offset(c, i)
    if found and c.lows(found[1], 3) == _DAY_TO_DAY:
        found = _exact(found[0]), found[1] + 3
    return _extend(c, *found) if found else None


def when(c: Cursor, i: int, preposition: str = "") -> Read:
    """A date, clock or part of day with all that narrows it, or an interval of two: `в субботу, 5 мая, в 14:30 мск`."""
    first = _piece(c, i, False)
    if first is None:
        return None
    value, j = _extend(c, *first)
    if void(value):
        return value, _past_void(c, j)
    if c.low(j) == "-" or (c.low(j) == "/" and _sort(value) == "clock") or (c.low(j) in {"по", "до"} and _same_sort(c, value, j + 1)):
        second = _piece(c, j + 1 + (c.low(j + 1) in {"в", "до"}), True)
        if second:
            end, k = _extend(c, *second)
            if _sort(value) == _sort(end) is not None and not void(end):
                return _extend(c, Interval(start=value, end=end), k)
    return _recurring(c, value, j)


def _past_void(c: Cursor, j: int) -> int:
    """Past what belongs to a date that cannot exist: `31 июня в 10:00`, `31 февраля — 2 марта`."""
    k = j + (c.low(j) in {",", "-", "по", "до", "и"})
    k += c.low(k) in {"в", "во", "около"}
    piece = _piece(c, k, True) if k > j else None
    return piece[1] if piece else j


def _recurring(c: Cursor, value: Time, j: int) -> tuple[Time, int]:
    """A date of each period as a set: `1-го числа каждого месяца`, `5 мая каждого года`, `последняя пятница каждого месяца`."""
    if isinstance(value, Nth) and isinstance(value.of, Every) and value.of.unit:
        return Every(of=replace(value, of=Near(unit=value.of.unit))), j
    each = amount.unit_at(c.tokens, j + 1) if isinstance(value, Calendar) and c.low(j) in EACH and j + 1 < c.end else None
    return (Every(of=value), each[1]) if each else (value, j)


def _same_sort(c: Cursor, value: Time, j: int) -> bool:
    second = _piece(c, j, True)
    return second is not None and _sort(value) == _sort(second[0]) in {"clock", "day"} and isinstance(value, Calendar | Moment)


def _sort(value: Time) -> str | None:
    """What kind of interval end a value can be: `clock`, `day`, `weekday`, `month`, `year`, `decade`, `century`; None for others."""
    if isinstance(value, Moment):
        return "clock" if value.hour is not None else None
    if isinstance(value, Within):
        return _sort(value.inner)
    if isinstance(value, Part):
        return "part"
    if isinstance(value, Calendar):
        if value.day is not None:
            return "day"
        return next(
            (n for n in ("weekday", "month", "season", "quarter", "year", "decade", "century") if getattr(value, n) is not None), None
        )
    return None


def _piece(c: Cursor, i: int, dated: bool) -> Read:
    if i >= c.end:
        return None
    i += c.low(i) in _FILLERS and c.low(i + 1) in _FILLED
    return part_of_day(c, i) or date(c, i) or clock(c, i, dated)


def _extend(c: Cursor, value: Time, j: int) -> tuple[Time, int]:
    """The value with the pieces behind it that belong to it."""
    while not void(value):
        k = j + (c.low(j) in {",", "(", "["} or (c.low(j) in {"t", "т"} and c.touches(j)))
        opened = k > j and c.low(j) in {"(", "["}
        if _is_day(value) and c.low(k) in {"с", "от"} and (hours := _from(c, k + 1, "с", True)) and isinstance(hours[0], Interval):
            span = hours[0]
            if isinstance(span.start, Moment) and isinstance(span.end, Moment) and span.start.day is None and span.end.day is None:
                return Interval(start=replace(span.start, day=value), end=span.end), hours[1]
        if (
            (c.low(k) in {"через", "спустя"} and value == Calendar(weekday=getattr(value, "weekday", None)))  # в среду через неделю
            or (k == j and _lacks_year(value))
        ) and (distance := offset(c, k)):
            merged = _merge(distance[0], value, False, False)
            return (merged, distance[1]) if merged is not None else (value, j)
        hedged = c.low(k) in _ABOUT | _EXACTLY and c.low(k + 1) in _INNER  # ровно в полдень, примерно в 9 утра
        hedged = hedged or c.lows(k, 2) == ("ближе", "к")
        prefixed = c.low(k + hedged) in _INNER
        piece = _piece(c, k + hedged + prefixed, True)
        if piece is not None and void(piece[0]):
            return piece  # в среду, 31 июня
        if piece is None or (c.low(k + hedged) == "под" and not isinstance(piece[0], Moment)):
            return value, j
        if prefixed and c.low(k) == "на" and not isinstance(piece[0], Near | Named):
            return value, j
        merged = _merge(value, piece[0], k > j, prefixed)
        if merged is None or (opened and isinstance(merged, Within) and c.low(piece[1]) not in {")", "]"}):
            return value, j
        value, j = merged, piece[1] + (opened and c.low(piece[1]) in {")", "]"})
    return value, j


def _is_day(value: Time) -> bool:
    """Whether a clock can belong to the value."""
    if isinstance(value, Calendar):
        return value.day is not None or value.weekday is not None
    if isinstance(value, Near):
        return value.unit in {"day", "weekend"}
    if isinstance(value, Named):
        return value.what.weekday is not None
    if isinstance(value, Nth):
        return value.unit in {"day", "workday"}
    if isinstance(value, Within):
        return _is_day(value.inner)
    return isinstance(value, Offset)


def _merge(a: Time, b: Time, comma: bool, prefixed: bool) -> Time | None:
    """Two neighbours as one time, None when they are two."""
    if isinstance(a, Moment) and isinstance(b, Moment):
        return joined(a, b)
    if isinstance(b, Moment):
        return replace(b, day=a) if b.day is None and _is_day(a) else None
    if isinstance(a, Moment):
        if a.day is None:
            return replace(a, day=b) if _is_day(b) and not (comma and a.hour is None) else None
        inner = _merge(a.day, b, comma, prefixed)
        return replace(a, day=inner) if inner is not None else None
    if isinstance(a, Calendar) and isinstance(b, Calendar):
        return _merge_calendars(a, b, comma)
    if (
        isinstance(a, Calendar)
        and isinstance(b, Within)
        and isinstance(b.inner, Calendar)
        and a == Calendar(weekday=a.weekday)
        and b.inner.day
    ):
        return replace(b, inner=replace(b.inner, weekday=a.weekday))
    if a == Calendar(weekday=getattr(a, "weekday", None)) and _is_period(b) and not comma:
        return Within(inner=a, outer=b)
    if b == Calendar(weekday=getattr(b, "weekday", None)) and (
        _is_period(a) or (isinstance(a, Near) and a.unit == "day") or (isinstance(a, Offset) and a.amount[-1] in "WD" and a.base is None)
    ):
        return Within(inner=b, outer=a)
    if isinstance(a, Near) and a.unit == "year" and isinstance(b, Calendar) and not comma and _lacks_year(b):
        return Within(inner=b, outer=a)
    if isinstance(a, Calendar | Within) and isinstance(b, Near) and b.unit == "year" and not comma and _lacks_year(a):
        return Within(inner=a, outer=b)
    if isinstance(a, Offset) and _is_years(a) and _lacks_year(b):  # год назад, в июле; в июле год назад
        return Within(inner=b, outer=a)
    if isinstance(b, Calendar) and b.day is not None and b.year is None and isinstance(a, Named) and a.what.season and comma:
        return Within(inner=b, outer=a)
    return None


def _merge_calendars(a: Calendar, b: Calendar, comma: bool) -> Time | None:
    for one, other in ((a, b), (b, a)):
        if one == Calendar(weekday=one.weekday) and one.weekday is not None and other.weekday is None:
            if other.day is not None:
                return replace(other, weekday=one.weekday)
            if other.month is not None and not comma:
                return Within(inner=one, outer=other)
        if (
            other == Calendar(year=other.year)
            and other.year is not None
            and one.year is None
            and not comma
            and (one.month or one.season or one.quarter)
        ):
            return replace(one, year=other.year)
    return None


def _is_years(value: Offset) -> bool:
    """Whether it is so many whole years from the news or the last date."""
    return value.base is None and value.origin != "event" and value.amount.endswith("Y") and value.amount[1:-1].isdigit()


def _lacks_year(value: Time) -> bool:
    return isinstance(value, Calendar) and value.year is None and bool(value.month or value.season or value.quarter or value.half)


def _is_period(value: Time) -> bool:
    if isinstance(value, Calendar):
        return value.month is not None and value.day is None and value.weekday is None
    return (isinstance(value, Near) and value.unit in {"week", "month", "weekend"}) or (isinstance(value, Nth) and value.unit == "week")


def _from(c: Cursor, i: int, preposition: str, dated: bool = False) -> Read:
    """`с 5 по 7 мая`, `с 9 до 18 часов`, `с апреля по июнь 2014 года`; without an end, since then."""
    first = _piece(c, i, False)
    if first and not void(first[0]):
        value, j = _extend(c, *first)
        if c.low(j) in {"по", "до", "-"} or (c.low(j) == "и" and c.low(j + 1) in {"по", "до"}):
            k = j + 1 + (c.low(j) == "и")
            if now := next((len(phrase) for phrase in _UNTIL_NOW if c.lows(j, len(phrase)) == phrase), 0):
                return Bound(side="since", of=value), j + now  # с 2021 года по настоящее время
            second = _piece(c, k + (c.low(k) == "в"), dated or _sort(value) == "clock")
            if second:
                end, k = _extend(c, *second)
                return Interval(start=value, end=end), k + (c.low(k) == "включительно")
        if (bare := _bare_start(c, i, dated)) is not None:
            return bare
        if (
            preposition == "от"
            or any(c.low(k) in _INSTRUMENTAL for k in range(i, j))
            or (isinstance(value, Moment) and value.hour is None and value.day is None)
        ):
            return value, j
        if isinstance(value, Interval):
            return value, j
        return (Bound(side="since", of=value), j) if not isinstance(value, Near) or value.unit != "second" else None
    if first:
        return first[0], _past_void(c, first[1])
    return _bare_start(c, i, dated)


def _bare_start(c: Cursor, i: int, dated: bool) -> Read:
    """An interval whose start is only a number that the end explains: `с 5 по 7 мая`, `с 1993 по 1998 год`, `с 9 до 18 часов`."""
    numeral = c.numeral(i)
    if numeral is None or numeral.integer is None or numeral.plural:
        return None
    j = numeral.next
    if c.low(j) in {"-", ","} or c.low(j) not in {"по", "до"}:
        return None
    second = _piece(c, j + 1, True)
    if second is None or (not dated and second[1] == j + 2 and isinstance(second[0], Moment)):
        return None  # с 5 до 10: a bare number is an hour only beside a date
    end, k = _extend(c, *second)
    start = _like(end, numeral.integer, numeral.digits)
    if start is None or void(end):
        return None
    return Interval(start=start, end=end), k + (c.low(k) == "включительно")


def _like(end: Time, value: int, digits: int) -> Time | None:
    """The start of an interval from its number and its end."""
    if isinstance(end, Within):
        return _like(end.inner, value, digits)
    if isinstance(end, Interval):
        return None
    if isinstance(end, Calendar):
        if end.day is not None and 0 < value <= 31:
            return Calendar(day=value)
        if end == Calendar(year=end.year) and (digits == 4 or (not digits and value > 1000)):
            return Calendar(year=value)
    if isinstance(end, Moment) and end.hour is not None and value <= 24 and digits <= 2:
        return Moment(hour=value, part=end.part if end.minute is None else None)
    return None


def _between(c: Cursor, i: int) -> Read:
    """`между 5 и 7 мая`, `между 2010 и 2012 годами`."""
    numeral = c.numeral(i)
    if numeral and numeral.integer is not None and c.low(numeral.next) == "и" and (second := _piece(c, numeral.next + 1, True)):
        end, k = _extend(c, *second)
        if start := _like(end, numeral.integer, numeral.digits):
            return Interval(start=start, end=end), k
    first = _piece(c, i, False)
    if first and isinstance(first[0], Interval):
        return first
    if first and c.low(first[1]) == "и" and (second := _piece(c, first[1] + 1, True)) and _sort(first[0]) == _sort(second[0]) is not None:
        end, k = _extend(c, *second)
        return Interval(start=first[0], end=end), k
    return None


def _holiday(c: Cursor, i: int) -> Read:
    """A holiday behind a preposition of time; up to the New Year is up to the end of the year."""
    found = holiday(c, i)
    if found and found[0] == Calendar(month=1, day=1) and c.low(i - 1) == "до" and c.low(i - 2) not in UNIT:
        return Part(edge="end", of=Near(unit="year", origin="context")), found[1]
    return found


def offset(c: Cursor, i: int) -> Read:
    """`три года назад`, `спустя неделю`, `за два дня до 5 мая`, `годом ранее`, `через месяц после этого`."""
    low = c.low(i)
    if low in {"через", "спустя", "за"}:
        return _led_offset(c, i, low)
    if c.low(i + 1) in {"через", "спустя"} and (inverted := amount.inverted(c.tokens, i, i + 2)):  # минут через пять
        origin: Origin = "previous" if c.low(i + 1) == "спустя" else "context"
        return About(of=Offset(amount=str(inverted.amount), forward=True, origin=origin)), inverted.next
    counting = c.at(i).number is not None or low in number.WORDS or low in amount.UNIT or low in amount.HALF_UNIT
    if not counting and low not in _SEVERAL and low not in {"пол", "четверть"}:
        return None
    length = amount.read(c.tokens, i)
    if length is None or (length.bare and low in amount.PLURAL and low[-1] not in "аяиы"):
        return None  # миллиард лет назад
    j = length.next
    loose = bool(length.sign)
    if c.low(j) == "тому" and c.low(j + 1) == "назад":
        j += 1
    after = c.low(j)
    if after not in _LATER or (c.low(i - 1) == "на" and after != "назад"):
        if after in {"после", "до"} and _that(c, j + 1) and c.low(i - 1) != "на":
            return _about(Offset(amount=str(length.amount), forward=after == "после", origin="previous"), loose), j + 2
        return None
    value = Offset(amount=str(length.amount), forward=_LATER[after], origin="published" if after == "назад" else "previous")
    return _about(value, loose), j + 1


def _that(c: Cursor, i: int) -> bool:
    """Whether «этого» or «того» takes up the last date, and not what a clause tells («через месяц после того, как …»)."""
    return c.low(i) in {"этого", "того"} and "как" not in {c.low(i + 1), c.low(i + 2)}


def _exact(value: Time) -> Time:
    return replace(value, exact=True) if isinstance(value, Offset) else value


def _about(value: Time, loose: bool) -> Time:
    return About(of=value) if loose else value


def _led_offset(c: Cursor, i: int, lead: str) -> Read:
    j = i + 1
    loose, exact = False, c.low(j) in _EXACTLY
    while c.low(j) in _ABOUT | _LOOSE | _EXACTLY:
        loose, j = loose or c.low(j) not in _EXACTLY, j + 1
    working = False
    length = amount.read(c.tokens, j)
    if (length is None and (numeral := c.numeral(j)) and c.low(numeral.next) == "рабочих") or (
        length is None and c.low(j + 1) in {"рабочих", "рабочий"}
    ):
        numeral = c.numeral(j)
        if numeral and numeral.integer and UNIT.get(c.low(numeral.next + 1)) == "day":
            length, working = amount.Reading(amount.amount_of("day", numeral.value), numeral.next + 2, "day"), True
    if length is None:
        return None
    k, loose = length.next, loose or bool(length.sign)
    if (lead == "за" and c.low(k) != "до") or (c.low(k) == "после" and lead == "за"):
        return None
    iso = str(length.amount)
    if c.low(k) in {"до", "после"} or (c.low(k) in {"с", "со"} and lead != "за"):
        if _that(c, k + 1) and not date(c, k + 1):
            return _about(Offset(amount=iso, forward=lead != "за", origin="previous"), loose), k + 2
        based = _holiday(c, k + 1) or when(c, k + 1)
        if based and void(based[0]):
            return based
        if based:
            return _about(Offset(amount=iso, forward=lead != "за", base=based[0], working=working), loose), based[1]
        if c.low(k) not in {"с", "со"} and c.low(k + 1)[:1].isalpha():
            return _about(Offset(amount=iso, forward=lead != "за", origin="event"), loose), k
    return _about(
        Offset(amount=iso, forward=True, origin="previous" if lead == "спустя" else "context", working=working, exact=exact), loose
    ), k
