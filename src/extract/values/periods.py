"""The grammar of periods and of what is pointed at, over tokens: `III квартал`, `на прошлой неделе`, `конец мая`, `последние три дня`.

`date` reads any date or period without a preposition, a clock or a bound.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from . import amount, number
from .cursor import COUNTED, EACH, EDGE, FILE, MONTH, NEAR_ADJECTIVE, POINTER, THAT, UNIT, WEEKDAY, WEEKDAY_ADJECTIVE, Cursor, Read
from .dates import (
    PLURAL_ENDINGS,
    SHORT_DAY,
    bare_day,
    cases_of,
    day_month,
    is_genitive,
    month,
    numeric,
    pointed_name,
    pointed_unit,
    pointing,
    possible,
    season,
    weekday,
    with_year,
)
from .expression import (
    Adjective,
    Calendar,
    Edge,
    Edition,
    Every,
    Interval,
    Moment,
    Near,
    Nth,
    Offset,
    Part,
    Previous,
    Time,
    Unit,
    Vague,
    Window,
    Within,
)
from .tokens import language, table, words
from .years import SPORTS_SEASON, YEAR_PLURAL, decade, era, skip_year_word, year, year_first

_SEASON = {form: int(key) for form, key in table(FILE, "season").items()}
_SEASON_ADJECTIVE = {form: int(key) for form, key in table(FILE, "season_adjective").items()}
_NEAR = {form: int(key) for form, key in table(FILE, "near").items()}
_YEAR_ADJECTIVE = {form: int(key) for form, key in table(FILE, "year_adjective").items()}
_MONTH_ADJECTIVE = {form: int(key) for form, key in table(FILE, "month_adjective").items()}
ADJECTIVES = frozenset().union(NEAR_ADJECTIVE, WEEKDAY_ADJECTIVE, _YEAR_ADJECTIVE, _MONTH_ADJECTIVE)
"""The adjectives that date a noun by themselves."""
_NAME_NOUN = words(FILE, "no_time", "after_adjective")
_NEAR_LAST = {form: int(key) for form, key in table(FILE, "near_last").items()}
_HAPPENING = words(FILE, "happening", "lasting")
_LAST = words(FILE, "pointer_kind", "last")
_PENULTIMATE = words(FILE, "pointer_kind", "penultimate")
_PAST = words(FILE, "pointer_kind", "past")
_COMING = words(FILE, "pointer_kind", "coming")
_NEXT = words(FILE, "pointer_kind", "next")
_STREET = words(FILE, "no_time", "before_date")
_SHORT_STREET = frozenset(form for form in _STREET if len(form) < 3 or form == "просп")
_SEVERAL_UNITS = words(FILE, "vague", "units")
_FEW_DAYS = words(FILE, "unit_form", "few_days")
_WORKING = words(FILE, "unit_form", "working")
_PERIOD = words(FILE, "unit_form", "period")
_CALENDAR = words(FILE, "unit_form", "calendar")
_DATES = words(FILE, "unit_form", "dates")
_QUARTERS = words(FILE, "share", "4")
HELD = words(FILE, "happening", "held")
"""Forms of nouns for what is held, or given, every year or every few («премия», «чемпионат»)."""
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")
_NOT_BEFORE_EDITION = frozenset(
    {"в", "с", "до", "к", "по", "на", "от", "за", "из", "около", "более", "менее", "свыше", "почти", "№", ".", ","}
)


def _holidays() -> dict[str, list[tuple[tuple[frozenset[str], ...], int, int]]]:
    found: dict[str, list[tuple[tuple[frozenset[str], ...], int, int]]] = {}
    for day, phrases in language(FILE)["holiday"].items():
        for phrase in phrases:
            names = tuple(frozenset(name.split("/")) for name in phrase.split())
            for first in names[0]:
                found.setdefault(first, []).append((names, int(day[:2]), int(day[3:])))
    return found


_HOLIDAYS = _holidays()


def date(c: Cursor, i: int) -> Read:
    """Any date or period without a preposition, a clock or a bound."""
    token = c.at(i)
    if token.number is not None:
        if c.low(i - 1) in _STREET or (c.low(i - 1) == "." and c.low(i - 2) in _SHORT_STREET):
            named = day_month(c, i)  # ул. 8 Марта, п. 5.11; but: завод 14 мая 2014 года
            return named if named and not (isinstance(named[0], Calendar) and named[0].year is None) else None
        return numeric(c, i) or day_month(c, i) or counted(c, i) or _year_before(c, i) or year(c, i) or bare_day(c, i)
    low = token.low
    found: Read = None
    if low in MONTH:
        found = month(c, i)
    elif low in WEEKDAY:
        found = weekday(c, i)
    elif low in _NEAR:
        if c.low(i + 1) == '"' and c.at(i - 1).capital:
            return None  # «Россия сегодня»
        found = Near(unit="day", offset=_NEAR[low]), i + 1 + (c.low(i + 1) == "же")
    elif low in _SEASON:
        found = season(c, i)
    elif low in EDGE:
        found = edge(c, i)
    elif low in {"год", "года", "году"}:
        found = year_first(c, i)
    if found is None and low in number.WORDS:
        found = day_month(c, i) or counted(c, i) or year(c, i) or bare_day(c, i)
    if found is None and (low in POINTER or low in THAT or low in _LAST or low in _COMING or low in _PENULTIMATE):
        found = pointed(c, i)
    if found is None and number.roman(low) is not None:
        found = counted(c, i)
    return found or deictic(c, i)


def _year_before(c: Cursor, i: int) -> Read:
    """A year before its day or month, as chronicles and lists have it: `1991, 25 декабря`, `2014 г., март`."""
    token, j = c.at(i), skip_year_word(c, i + 1)
    if token.number is None or token.end - token.start != 4 or not 1000 <= token.number <= 2100 or c.low(j) != ",":
        return None
    if c.touches(i) or c.low(i - 1)[:1].isalnum() or j + 1 >= c.end:
        return None
    inner = day_month(c, j + 1) or (month(c, j + 1) if c.low(j + 1) in MONTH else None)
    if inner is None:
        return None
    value, end = inner
    if isinstance(value, Interval) and isinstance(value.start, Calendar) and isinstance(value.end, Calendar) and value.end.year is None:
        return Interval(start=replace(value.start, year=token.number), end=replace(value.end, year=token.number)), end
    if not isinstance(value, Calendar) or value.year is not None:
        return None
    real = value != Calendar() and possible(value.day or 1, value.month or 1, token.number)
    return replace(value, year=token.number) if real else Calendar(), end


def counted(c: Cursor, i: int) -> Read:
    """What an ordinal counts: `третий квартал 2018 года`, `вторая неделя октября`, `XX век`, `90-е годы`, `первая половина мая`."""
    numeral = c.numeral(i)
    value = numeral.integer if numeral else number.roman(c.low(i))
    if value is None:
        return None
    j = numeral.next if numeral else i + 1
    low = c.low(j)
    ordinal = numeral is None or numeral.ordinal
    bare = numeral is not None and not numeral.ordinal and numeral.digits in {1, 2}
    if ordinal and low.startswith("половин") and value in {1, 2}:
        return _halved(c, j + 1, "first half" if value == 1 else "second half")
    if (
        numeral
        and numeral.plural
        and value == 1
        and low in _FEW_DAYS
        and (of := period(c, j + 1))
        and isinstance(of[0], Calendar | Within | Near)
    ):
        return Part(edge="start", of=of[0]), of[1]
    if ordinal and low.startswith("декад") and value in {1, 2, 3}:
        return _halved(c, j + 1, "start" if value == 1 else "middle" if value == 2 else "end")
    unit = UNIT.get(low)
    if numeral is None and low == "в" and c.low(j + 1) == ".":  # XIX в.
        return era(c, Calendar(century=value), j + 2)
    if (
        unit == "century"
        and value <= 30
        and (ordinal or (bare and ((low in {"веке", "век", "веку", "веком"} and value > 1) or (low == "века" and 4 < value < 22))))
    ):
        return era(c, Calendar(century=value), j + 1)
    if unit == "quarter" and value in {1, 2, 3, 4} and (ordinal or (bare and low in {"квартал", "квартале", "кв"})):
        k = j + 1 + (low == "кв" and c.low(j + 1) == ".")
        named, after = with_year(c, Calendar(quarter=value), k)
        return None if low == "кв" and after == k else (named, after)
    if unit == "half" and value in {1, 2} and (ordinal or (bare and low != "полугодия")):
        return with_year(c, Calendar(half=value), j + 1)
    if numeral and numeral.plural and low in _DATES and value in {10, 20} and (of := period(c, j + 1)) and is_period(of[0]):
        return Part(edge="middle" if value == 10 else "end", of=of[0]), of[1]  # в двадцатых числах мая
    if (
        numeral
        and numeral.plural
        and value == 1
        and (length := amount.read(c.tokens, j))
        and (found := _stretch(c, length, j, forward=True))
    ):
        return found
    if (centuries := _centuries(c, value, j)) or (numeral and (centuries := _decades(c, numeral))):
        return centuries
    if numeral and numeral.plural and value % 10 == 0 and (decade_year := decade(value, numeral.digits)) is not None:
        if low in YEAR_PLURAL:
            k = j + 1 + (low == "гг" and c.low(j + 1) == ".")
            return _decade_of_century(c, decade_year, k, value)
        counts = low in COUNTED or low.endswith(("ах", "ях", "ов", "ев", "ей", "ых", "их", "ы", "и"))
        spoken = (numeral.digits or value >= 20 or not value) and not counts
        if numeral.digits == 4 or (c.low(i - 1) in {"в", "с", "до", "к", "из"} and spoken):
            return Calendar(decade=decade_year), j
        if c.low(i - 1) in EDGE or c.low(i - 1).startswith("половин"):
            return Calendar(decade=decade_year), j
    if ordinal and numeral and (not numeral.plural or low == "сутки"):
        return nth(c, j, value) or _of_narrative(c, i, j, value)
    return None


def _centuries(c: Cursor, first: int, j: int) -> Read:
    """A range or list of centuries that name their noun once: `XVIII–XIX века`, `XVIII и XIX веках`; in a list, the first one."""
    if c.low(j) not in {"-", "и", ","} or not 0 < first < 30:
        return None
    numeral = c.numeral(j + 1)
    last = numeral.integer if numeral else number.roman(c.low(j + 1))
    k = numeral.next if numeral else j + 2
    if last is None or not first < last <= 30 or (UNIT.get(c.low(k)) != "century" and c.low(k) != "вв") or (numeral and numeral.digits > 2):
        return None
    if c.low(j) != "-":
        return Calendar(century=first), j
    end = k + 1 + (c.low(k) == "вв" and c.low(k + 1) == ".")
    return Interval(start=Calendar(century=first), end=Calendar(century=last)), end


def _decades(c: Cursor, first: number.Numeral) -> Read:
    """A range of decades that name their noun once: `70–80-е годы`, `1960–1970-х`."""
    last = c.numeral(first.next + 1) if c.low(first.next) == "-" and first.digits in {2, 4} and not first.ordinal else None
    if last is None or not last.plural or last.digits not in {2, first.digits} or first.value % 10 or last.value % 10:
        return None
    start, end = decade(int(first.value), first.digits), decade(int(last.value), last.digits)
    if start is None or end is None:
        return None
    end += start // 100 * 100 - end // 100 * 100 if last.digits == 2 else 0
    if not start < end:
        return None
    worded = c.low(last.next) in YEAR_PLURAL
    k = last.next + worded + (c.low(last.next) == "гг" and c.low(last.next + 1) == ".")
    return Interval(start=Calendar(decade=start), end=Calendar(decade=end)), k


def _of_narrative(c: Cursor, i: int, j: int, n: int) -> Read:
    """A day counted in the last date of the text: `на второй день`, `в первый же день`, `в последний день визита`."""
    j += c.low(j) == "же"
    if c.low(i - 1) not in {"в", "во", "на"} or c.low(j) not in {"день", "сутки"}:
        return None
    return None if c.low(j + 1) not in _HAPPENING and is_genitive(c.low(j + 1)) else (Nth(n=n, of=Previous()), j + 1)


def _decade_of_century(c: Cursor, year_: int, j: int, value: int) -> Read:
    roman = number.roman(c.low(j)) or ((n := c.numeral(j)) is not None and n.ordinal and n.integer) or None
    if roman and value < 100 and UNIT.get(c.low(j + 1)) == "century":
        return Calendar(decade=(int(roman) - 1) * 100 + value), j + 2
    if value < 100 and (century := pointed_unit(c, j)) and century[0].unit == "century":  # 60-е годы прошлого века
        return Within(inner=Calendar(decade=value), outer=century[0]), century[1]
    return Calendar(decade=year_), j


def nth(c: Cursor, j: int, n: int) -> Read:
    """`вторая неделя октября`, `последний рабочий день месяца`: the counted unit at `j` and the period behind it."""
    working = c.low(j) in _WORKING
    k = j + working
    low = c.low(k)
    unit = "quarter" if low in _QUARTERS else UNIT.get(low)
    named = WEEKDAY.get(low) if low not in SHORT_DAY else None
    if (unit not in {"day", "week", "month", "weekend", "quarter", "half", "decade"} and named is None) or low.startswith("сут"):
        return None
    of = period(c, k + 1)
    if of is None:
        return None
    if named is not None:
        return Nth(n=n, of=of[0], weekday=named), of[1]
    kind: Unit = "workday" if working and unit == "day" else unit  # type: ignore[assignment]
    return Nth(n=n, of=of[0], unit=kind), of[1]


def period(c: Cursor, i: int) -> Read:
    """A period in the genitive behind a noun: `мая`, `2019 года`, `следующего месяца`, bare `месяца`, `сезона`."""
    low = c.low(i)
    if low in SPORTS_SEASON and c.at(i + 1).number is None:
        return Vague(side="some"), i + 1
    if low in _PERIOD:
        if low in {"года"} and (first := year_first(c, i)):
            return first
        if low in _SEASON:
            return season(c, i)
        return Near(unit=cast(Unit, UNIT[low]), origin="context"), i + 1
    if low in EACH and (each := amount.unit_at(c.tokens, i + 1)):
        return Every(unit=cast(Unit, each[0])), each[1]
    found = date(c, i)
    return found if found and found[0] != Calendar() else None


def edge(c: Cursor, i: int) -> Read:
    """`начало мая`, `конец прошлого года`, `середина 1990-х`."""
    return _halved(c, i + 1, EDGE[c.low(i)])


def _halved(c: Cursor, j: int, kind: Edge) -> Read:
    if c.low(j) == "дня" and kind in {"first half", "second half"}:
        return Moment(part="morning" if kind == "first half" else "afternoon"), j + 1
    of = period(c, j)
    return (Part(edge=kind, of=of[0]), of[1]) if of else None


def pointed(c: Cursor, i: int) -> Read:
    """What a pointer tells: `прошлая неделя`, `следующий вторник`, `в тот же день`, `последние три дня`, `последний день мая`."""
    low = c.low(i)
    j = i + 1 + (c.low(i + 1) in _CALENDAR)
    if low in _LAST and c.low(j) in _FEW_DAYS and (of := period(c, j + 1)) and isinstance(of[0], Calendar | Within | Near):
        return Part(edge="end", of=of[0]), of[1]
    if window := _window(c, i, j):
        return window
    if low in _LAST and c.low(j).startswith("декад"):
        return _halved(c, j + 1, "end")
    if low in _PENULTIMATE:
        return nth(c, j, -2)
    if low in _LAST:
        return nth(c, j, -1) or _of_narrative(c, i, j, -1)
    unit = pointed_unit(c, i)
    if unit is None:
        return pointed_name(c, i) or _pointed_season(c, i)
    following = unit[0].unit == "day" and unit[0].offset == 1 and unit[0].origin == "previous"
    return _after_date(c, *unit) if following else unit


def _pointed_season(c: Cursor, i: int) -> Read:
    """A sports season that only a pointer tells: `в прошлом сезоне`; which months it takes is not said."""
    found = pointing(c, i)
    if found is None or c.low(found.next) not in SPORTS_SEASON or found.plural:
        return None
    return Vague(side="past" if found.offset < 0 else "future" if found.offset else "present"), found.next + 1


def _window(c: Cursor, i: int, j: int) -> Read:
    """`последние три дня`, `ближайшие сутки`, `за последний год`, `следующие 3 недели`."""
    low = c.low(i)
    backward = low in _LAST or low in _PAST
    if not backward and low not in _NEXT:
        return None
    length = amount.read(c.tokens, j)
    if length is None:
        return None
    if low in _LAST and (found := _stretch(c, length, j, forward=False)):
        return found
    plural, before = low.endswith(PLURAL_ENDINGS), c.low(i - 1)
    if length.bare and plural and c.low(j) in _SEVERAL_UNITS:  # в последние годы
        return Window(amount=str(amount.Amount(vague=length.amount.finest)), forward=not backward), length.next
    if before in {"течение", "протяжении"} and low in _LAST and not length.amount.vague:
        return Window(amount=str(length.amount), forward=False), length.next
    if not length.bare:
        told = plural or low in _LAST
    elif plural:
        told = c.low(j) in {"сутки", "суток", "суткам"}
    else:
        lasting = before == "за" or (before == "в" and length.unit in {"month", "year", "decade"} and not is_genitive(c.low(length.next)))
        told = (lasting and low in _LAST | _COMING) or (before in {"в", "на"} and low in _COMING and length.unit != "day")
    return (Window(amount=str(length.amount), forward=not backward), length.next) if told else None


def _stretch(c: Cursor, length: amount.Reading, j: int, *, forward: bool) -> Read:
    """The first or last units of a period that is named behind them: `первые три месяца 2023 года`, `последние два дня февраля`."""
    coarser = not length.bare and not length.amount.vague and length.unit in {"day", "week", "month", "quarter", "half", "year", "decade"}
    of = period(c, length.next) if coarser else None
    if of is None or (isinstance(of[0], Near) and of[0].origin == "context" and of[0].unit == length.unit):
        return None
    return (Window(amount=str(length.amount), forward=forward, base=of[0]), of[1]) if is_period(of[0]) else None


def is_period(value: Time) -> bool:
    """Whether the value is a stretch that has parts: a week or longer, not a day or a clock time."""
    if isinstance(value, Calendar):
        return value.day is None and value.weekday is None and value != Calendar()
    if isinstance(value, Near):
        return value.unit not in {"day", "hour", "minute", "second"}
    return isinstance(value, Within) and is_period(value.inner)


def deictic(c: Cursor, i: int) -> Read:
    """`накануне`, `на днях`, `сейчас`, `тогда же`, `вчерашний день`, `летние месяцы`."""
    low = c.low(i)
    if low in _SEASON_ADJECTIVE and c.low(i + 1) in {"месяцы", "месяцев", "период", "периоде"} and c.low(i - 1) in {"в", "за"}:
        return with_year(c, Calendar(season=_SEASON_ADJECTIVE[low]), i + 2)
    if low in {"день", "вечер"} and c.low(i - 1) in {"в", "во"} and is_genitive(c.low(i + 1)) and c.at(i + 1).number is None:
        return Near(unit="day", origin="event"), i + 1  # в день подписания
    if low == "накануне":
        if based := holiday(c, i + 1) or date(c, i + 1):
            return (Offset(amount="P1D", forward=False, base=based[0]), based[1]) if based[0] != Calendar() else None
        if _is_eve(c, i):
            return Offset(amount="P1D", forward=False, origin="event"), i + 1
        return Near(unit="day", offset=-1, origin="context"), i + 1
    if low == "сейчас":
        return Near(unit="second"), i + 1
    if low == "днях" and c.low(i - 1) == "на":
        return Offset(amount="PXD", forward=False), i + 1
    if low in {"выходные", "выходных"} and c.low(i - 1) in {"в", "на"}:
        return Near(unit="weekend", origin="context"), i + 1
    if c.lows(i, 2) == ("тогда", "же"):
        return Near(unit="day", origin="previous"), i + 2
    if low in NEAR_ADJECTIVE and c.low(i + 1) in {"день", "дня", "дню", "днем", "дне"}:
        return Near(unit="day", offset=NEAR_ADJECTIVE[low]), i + 2
    if low in _NEAR_LAST:
        return Near(unit="day", offset=_NEAR_LAST[low], origin="previous"), i + 1
    if low == "другой" and c.low(i - 1) == "на" and c.low(i + 1) == "день":
        return _after_date(c, Near(unit="day", offset=1, origin="previous"), i + 2)
    return None


def _is_eve(c: Cursor, i: int) -> bool:
    """Whether «накануне» is the day before something that is told behind it: «накануне визита», not «накануне цены выросли»."""
    j, oblique = i + 1, False
    while j < i + 3 and (cases := cases_of(c, j, {"ADJF", "PRTF", "NPRO"})) and "gent" in cases:
        j, oblique = j + 1, oblique or "nomn" not in cases
    cases = cases_of(c, j, {"NOUN"})
    sure = oblique or "nomn" not in cases or c.low(i - 1) in {"день", "вечер", "ночь"} or c.low(j).endswith(("ания", "ения", "ции"))
    return "gent" in cases and "inan" in cases and sure


def _after_date(c: Cursor, value: Near, j: int) -> tuple[Time, int]:
    """The next day of a date that is named behind it: `на следующий день после 9 мая`."""
    if c.low(j) != "после":
        return value, j
    if c.low(j + 1) in {"этого", "того"} and date(c, j + 1) is None:
        return value, j + 2
    based = date(c, j + 1)
    return (Offset(amount="P1D", forward=True, base=based[0]), based[1]) if based else (value, j)


def holiday(c: Cursor, i: int) -> Read:
    """A holiday of a fixed date, which the caller reads only behind a preposition of time: `Новый год`, `Дню Победы`."""
    for names, month_, day in _HOLIDAYS.get(c.low(i), ()):
        if all(low in forms for low, forms in zip(c.lows(i, len(names)), names, strict=True)):
            return Calendar(month=month_, day=day), i + len(names)
    return None


def edition(c: Cursor, i: int) -> Read:
    """A bare year in the name of what is held every year: `ЧМ-2018`, `премия мира 2019`."""
    token, before = c.at(i), c.at(i - 1)
    if (
        token.number is None
        or token.end - token.start != 4
        or not 1900 <= token.number <= 2100
        or (c.touches(i + 1) is True and c.low(i + 1) == "-")
    ):
        return None
    value = Edition(year=token.number), i + 1
    named = c.low(i - 2)
    if before.low == "-" and c.touches(i):
        return value if (c.touches(i - 1) and len(named) > 1 and named[0] in _CYRILLIC) or named == '"' else None
    held = any(c.low(k) in HELD for k in range(i - 4, i))
    counts = c.low(i + 1) in COUNTED or c.low(i + 1).endswith(("ов", "ев", "ей"))
    return value if held and not counts and before.low not in _NOT_BEFORE_EDITION and before.number is None else None


def adjective(c: Cursor, i: int) -> Read:
    """A time told by an adjective before its noun: `ноябрьский визит`, `вчерашнее заседание`, `субботний матч`."""
    low, following = c.low(i), c.low(i + 1)
    if low in NEAR_ADJECTIVE:
        return Adjective(of=Near(unit="day", offset=NEAR_ADJECTIVE[low])), i + 1
    if low in WEEKDAY_ADJECTIVE:
        return Adjective(of=Calendar(weekday=WEEKDAY_ADJECTIVE[low])), i + 1
    if low in _YEAR_ADJECTIVE and (named := month(c, i + 1) if following in MONTH else season(c, i + 1) if following in _SEASON else None):
        return Within(inner=named[0], outer=Near(unit="year", offset=_YEAR_ADJECTIVE[low])), named[1]
    if low in _YEAR_ADJECTIVE:
        return Adjective(of=Near(unit="year", offset=_YEAR_ADJECTIVE[low])), i + 1
    if low not in _MONTH_ADJECTIVE or not following[:1].isalpha() or following in _NAME_NOUN:
        return None
    begins = not c.low(i - 1) or c.low(i - 1) in {".", "!", "?", "…"} or "\n" in c.text[c.at(i - 1).end : c.at(i).start]
    if c.at(i).capital and not begins:
        return None  # a name: «Октябрьский район»
    k = i + 2 + (c.low(i + 2)[:1].isalpha() and c.at(i + 3).number is not None)
    named = year(c, k) if c.at(k).number is not None else None  # июньская сессия 2019 года
    told = named[0].year if named and isinstance(named[0], Calendar) else None
    return Adjective(of=Calendar(year=told, month=_MONTH_ADJECTIVE[low])), i + 1


def starters() -> Iterator[str]:
    """The forms with which a date may begin."""
    for forms in (
        MONTH,
        WEEKDAY,
        _NEAR_LAST,
        _SEASON,
        _NEAR,
        NEAR_ADJECTIVE,
        POINTER,
        EDGE,
        THAT,
        _LAST,
        _COMING,
        _PENULTIMATE,
        number.WORDS,
    ):
        yield from forms
    yield from ("год", "года", "году", "накануне", "сейчас", "тогда", "днях", "выходные", "выходных")
