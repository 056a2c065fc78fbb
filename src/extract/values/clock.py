"""The grammar of clock times and parts of the day over tokens: `14:30 мск`, `шесть вечера`, `без четверти пять`, `ночь на 18 апреля`."""

import re
from dataclasses import replace
from typing import cast

from . import number
from .cursor import COUNTED, EDGE, FILE, MONTH, NEAR_ADJECTIVE, POINTER, THIS, UNIT, WEEKDAY, WEEKDAY_ADJECTIVE, Cursor, Read
from .dates import cases_of, counts_noun
from .expression import Calendar, DayPart, Interval, Moment, Near, Time
from .periods import date
from .tokens import Token, table, words
from .zones import zone_at

PART = cast(dict[str, DayPart], table(FILE, "part_of_day"))
PART_ADVERB = cast(dict[str, DayPart], table(FILE, "part_adverb"))
_GENITIVE = cast(dict[str, DayPart], table(FILE, "part_genitive"))
_SCORE = words(FILE, "no_time", "before_clock")
_LASTING = tuple(words(FILE, "no_time", "lasting"))
_COLON = re.compile(r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?![\d:])(?:[.,]\d+)?")
_DOTTED = re.compile(r"(?P<h>\d{1,2})[.-](?P<m>\d{2})(?![\d:]|[.,-]\d)")
_HOUR_WORDS = words(FILE, "clock", "hours")
_MINUTE_WORDS = words(FILE, "clock", "minutes")
_PREPOSITIONS = words(FILE, "clock", "prepositions")
_PART_ADJECTIVE = cast(dict[str, DayPart], table(FILE, "part_adjective"))
_LENGTH = words(FILE, "clock", "length")
_ACCUSATIVE = words(FILE, "clock", "accusative")
_HEDGES = words(FILE, "bound", "about") | words(FILE, "bound", "exactly") | {"часов", "часа"}
_EARLY_LATE = words(FILE, "part_pointer", "early_late")
_THAT = words(FILE, "part_pointer", "that")
_WHOLE = words(FILE, "part_pointer", "whole")
_OF_DAYS = words(FILE, "clock", "of_days")
_NOT_BARE = ("ах", "ях", "ов", "ев", "ей", "ам", "ям")


def clock(c: Cursor, i: int, dated: bool = False) -> Read:
    """A clock time at `i`, with its part of day and zone. `dated`: it stands beside a date, so that a bare hour may be meant."""
    token = c.at(i)
    before = c.low(i - 1)
    if token.number is not None:
        return _colon(c, i, before, dated) or _minutes_of(c, i) or _hour(c, i, before, dated)
    if token.low in {"без", "половина", "половине", "половину", "четверть", "пол"} or token.low.startswith("пол"):
        found = _spoken(c, i)
        if found:
            return found
    if token.low in number.WORDS or token.low in {"час", "часу"}:
        return _minutes_of(c, i) or _hour(c, i, before, dated)
    if token.low in EDGE:
        return _edge_of_hour(c, i)
    if token.low in PART and PART[token.low] in {"noon", "midnight"}:
        kind = PART[token.low]
        return Moment(hour=12 if kind == "noon" else 24, part=kind), i + 1
    return None


def _colon(c: Cursor, i: int, before: str, dated: bool) -> Read:
    if c.touches(i) and before not in {"(", "[", '"', "-", "/", "t", "т"}:
        return None
    match = _COLON.match(c.text, c.at(i).start)
    if match is None and (match := _DOTTED.match(c.text, c.at(i).start)):
        j = c.after(match.end(), i)
        told = before in _PREPOSITIONS - {"по", "на"} or zone_at(c, j)[0] is not None
        if not told or not _is_dotted(c, match, before, j):
            match = None
    if match is None:
        return None
    hour, minute = int(match["h"]), int(match["m"])
    second = match.groupdict().get("s")
    j = c.after(match.end(), i)
    scored = any(c.low(k) in _SCORE for k in range(i - 4, i)) and before != "в"
    titled = before == '"' and c.low(j) == '"'
    if hour > 24 or (hour == 24 and minute) or minute > 59 or (second and int(second) > 59) or scored or titled:
        return None
    part, j = _part(c, _hour_word(c, j))
    zone, j = zone_at(c, j)
    return _moment(hour, minute, int(second) if second else None, part, zone, j)


def _is_dotted(c: Cursor, match: re.Match[str], before: str, j: int) -> bool:
    """Whether «9.15» or «9-15» is a clock time, with `j` behind it: it counts no noun, and a dash is that of `15-00` or `9-15 мск`."""
    if c.low(j) in COUNTED or c.low(j) == "%":
        return False
    dashed = match[0][-3] == "-"
    return not dashed or (
        before in {"в", "до", "с"} and (match["m"] == "00" or c.low(j).startswith(("мск", "час", "утра", "вечера", "дня")))
    )


def _minutes_of(c: Cursor, i: int) -> Read:
    """`семь минут первого`, `20 минут девятого`: so many minutes of the hour that runs up to the named one."""
    minutes = c.numeral(i)
    if minutes is None or minutes.ordinal or minutes.integer is None or not 0 < minutes.integer < 60:
        return None
    hour = c.numeral(minutes.next + 1) if c.low(minutes.next) in _MINUTE_WORDS else None
    if hour is None or not hour.ordinal or hour.digits or not c.low(hour.next - 1).endswith(("ого", "его")):
        return None
    return _half_past(c, hour.integer, minutes.integer, hour.next)


def _edge_of_hour(c: Cursor, i: int) -> Read:
    """`в начале шестого`, `в конце девятого утра`: an hour that is running, told by the next one."""
    hour = c.numeral(i + 1)
    if hour is None or not hour.ordinal or hour.digits or not c.low(hour.next - 1).endswith(("ого", "его")):
        return None
    j = hour.next + (c.low(hour.next) == "часа")
    told = j > hour.next or _part(c, j)[0] is not None or not counts_noun(c, i + 1, j, "gent")
    if not told or hour.integer is None or not 1 <= hour.integer <= 12:
        return None
    part, j = _part(c, j)
    return Moment(hour=hour.integer - 1, part=part), j


def _hour_word(c: Cursor, j: int) -> int:
    if c.low(j) in _HOUR_WORDS:
        return j + 1 + (c.low(j) == "ч" and c.low(j + 1) == ".")
    return j


def _hour(c: Cursor, i: int, before: str, dated: bool) -> Read:
    """`в 15 часов`, `3 часа дня`, `в шесть вечера`, `17ч10`, `в час ночи`, `в 17` beside a date or before a mark."""
    if c.low(i) in {"час", "часу"}:
        return _one(c, i, before, dated)
    numeral = c.numeral(i)
    hour = numeral.integer if numeral else None
    if numeral is None or hour is None or not 0 <= hour <= 24 or numeral.plural or numeral.digits > 2:
        return None
    j = numeral.next
    if numeral.ordinal:  # в шестом часу
        return None if c.low(j) != "часу" or not hour else _moment(hour - 1, None, None, *_part(c, j + 1))
    if (c.low(j) in _HOUR_WORDS and c.low(j) not in {"час", "часу"}) or (c.low(j) == "час" and hour in {1, 21}):
        return _worded(c, i, numeral, before, dated)
    return _with_minutes(c, numeral, before) or _bare_hour(c, i, numeral, before, dated)


def _one(c: Cursor, i: int, before: str, dated: bool) -> Read:
    """`в час дня`, `в час тридцать`; beside a date, `завтра в час`."""
    part, j = _part(c, i + 1)
    minute = c.numeral(i + 1) if before == "в" else None
    if minute and not minute.ordinal and not minute.digits and minute.integer is not None and 10 <= minute.integer < 60:
        return _moment(1, minute.integer, None, *_part(c, minute.next))
    beside = dated and before == "в" and part is None and c.low(i) == "час" and c.low(j) != "пик"
    return _moment(1, None, None, part, None, j) if beside or part in {"day", "night", "afternoon"} else None


def _worded(c: Cursor, i: int, numeral: number.Numeral, before: str, dated: bool) -> Read:
    """An hour with its word, and the minutes and seconds behind it: `в 15 часов`, `17ч10`, `в 7 часов 15 минут вечера`."""
    hour, j = int(numeral.value), numeral.next
    k = _hour_word(c, j)
    minute = c.numeral(k)
    told = before in _PREPOSITIONS or dated
    counted = (
        minute is not None
        and not minute.ordinal
        and (c.low(minute.next) in _MINUTE_WORDS or (told and before != "на" and c.low(minute.next) == "м"))
    )
    if minute and (counted or (c.low(j) == "ч" and minute.digits == 2 and not minute.ordinal)) and (c.low(minute.next) != "м" or counted):
        if minute.integer is None or minute.integer >= 60:
            return None
        second, k = _seconds(c, minute.next + counted)
        part, k = _part(c, k)
        zone, k = zone_at(c, k)
        told = told or _before_date(c, k) or bool(part or zone) or (c.low(j) == "ч" and c.touches(j))
        return _moment(hour, minute.integer, second, part, zone, k) if told else None
    part, end = _part(c, k)
    dated = dated or _before_date(c, k)
    zone, last = zone_at(c, end)
    if not (part or zone) and not (dated and _beside_date(c, i, end)) and not _told_clock(c, i, before, c.low(j), numeral):
        return None
    if c.low(k) in {"назад", "до", "подряд"} and part is None and not dated:
        return None
    return _moment(hour, None, None, part, zone, last)


def _with_minutes(c: Cursor, numeral: number.Numeral, before: str) -> Read:
    """Hours and minutes without their words: `в восемнадцать тридцать`, `в девять ноль пять`, `в двадцать два ноль-ноль`, `в 17 30`."""
    hour, j = int(numeral.value), numeral.next
    if (whole := _no_minutes(c, j)) and before in _PREPOSITIONS:
        return _moment(hour, 0, None, None, *zone_at(c, whole))
    zero = not numeral.digits and c.low(j) == "ноль" and c.numeral(j + 1) is not None
    minute = c.numeral(j + zero) if before in {"в", "к", "около"} else None
    if minute is None or minute.ordinal or minute.integer is None or minute.integer >= 60:
        return None
    if numeral.digits:
        spaced = minute.digits == 2 and c.low(minute.next) not in {"-", "."}
    else:
        spaced = not minute.digits and (zero or minute.integer >= 10)
    part, k = _part(c, minute.next)
    return _moment(hour, minute.integer, None, part, *zone_at(c, k)) if spaced and (part or _bare(c, k)) else None


def _bare_hour(c: Cursor, i: int, numeral: number.Numeral, before: str, dated: bool) -> Read:
    """An hour without its word, told by a part of the day, a zone, a date or its place: `в шесть вечера`, `в 17 мск`, `завтра в 9`."""
    hour, j = int(numeral.value), numeral.next
    part, k = _part(c, j)
    if part is not None and (before in _PREPOSITIONS or dated or numeral.digits or part != "day"):
        counts = part == "day" and (hour > 12 or before not in {"в", "к", "с", "до", "после", "около"})
        return None if counts else _moment(hour, None, None, part, *zone_at(c, k))
    zone, k = zone_at(c, j)
    if zone and before in _PREPOSITIONS:
        return _moment(hour, None, None, None, zone, k)
    closing = _closed(c, j) and (
        (c.dated and numeral.digits) or (before == "в" and (not c.low(i - 2)[:1].isalpha() or c.low(i - 2) in _HEDGES))
    )
    told = before in {"в", "с", "до", "к", "после", "около", "по", "районе"} and (dated or closing)
    told = told and (numeral.digits > 0 or _names_hour(before, c.low(i), hour))
    return _moment(hour, None, None, None, None, j) if told and _bare(c, j) else None


def _names_hour(before: str, word: str, hour: int) -> bool:
    """Whether a numeral in words by itself may be an hour: «в шесть», not «в двух», «в пяти», and never «в одном», which is «в час»."""
    return hour != 1 and (before != "в" or hour > 12 or word in _ACCUSATIVE)


def _no_minutes(c: Cursor, j: int) -> int | None:
    """The index after `ноль-ноль`, `ноль ноль`."""
    if c.low(j) != "ноль":
        return None
    k = j + 1 + (c.low(j + 1) == "-")
    return k + 1 if c.low(k) == "ноль" else None


def _seconds(c: Cursor, j: int) -> tuple[int | None, int]:
    numeral = c.numeral(j)
    if numeral is None or numeral.ordinal or numeral.integer is None or numeral.integer > 59 or UNIT.get(c.low(numeral.next)) != "second":
        return None, j
    return numeral.integer, numeral.next + 1


def _before_date(c: Cursor, j: int) -> bool:
    """Whether a day follows at once: `12 часов 12 сентября`."""
    found = date(c, j) if c.at(j).number is not None else None
    return found is not None and isinstance(found[0], Calendar) and found[0].day is not None and found[0].month is not None


def _ends_range(c: Cursor, i: int) -> bool:
    """Whether a number before «до» makes the hours at `i` the end of a range: `с 10 до 12 часов`."""
    start = c.at(i - 2)
    return c.low(i - 1) in {"до", "по"} and (start.number is not None or start.low in number.WORDS) and c.low(i - 3) in {"с", "со", "от"}


def _beside_date(c: Cursor, i: int, j: int) -> bool:
    """Whether «N часов» beside a date is a clock time and no length: «вчера в 15 часов», not «накануне шесть часов спорили»."""
    if _before_date(c, j) or _ends_range(c, i):
        return True
    near = [*(c.low(k) for k in range(i - 4, i)), c.low(j), c.low(j + 1)]
    return c.low(i - 1) == "в" or (c.low(i - 1) in _PREPOSITIONS and not any(low.startswith(_LASTING) for low in near))


def _told_clock(c: Cursor, i: int, before: str, unit: str, hour: number.Numeral) -> bool:
    """Whether «N часов» behind the preposition is a point of time and no length: «в 15 часов», «к 15 часам», «после 14 часов»."""
    if before == "в":
        return unit != "часам" and c.low(i - 2) not in _LENGTH
    if before == "к":
        return unit == "часам"
    if c.alone(i, hour.next + 1) and hour.value > 12:
        return hour.value < 24  # «15 часов» by itself
    return bool(hour.digits) and (before in {"после", "с"} or (before == "до" and hour.value > 12))


def _closed(c: Cursor, j: int) -> bool:
    return not c.low(j)[:1].isalnum() and c.low(j) not in {"%", "-", "/", "+", "°", "$", "€"}


def _bare(c: Cursor, j: int) -> bool:
    """Whether the number before `j` counts no noun."""
    low = c.low(j)
    if (low in {":", "%", "-", "/"} and j < c.end) or low in COUNTED or c.at(j).number is not None:
        return low == "-"
    return not low.endswith(_NOT_BARE)


def _part(c: Cursor, j: int) -> tuple[DayPart | None, int]:
    low = c.low(j)
    if low in _GENITIVE:
        return _GENITIVE[low], j + 1
    if low == "после" and c.low(j + 1) in {"полудня", "обеда"}:
        return "afternoon", j + 2
    if low == "до" and c.low(j + 1) == "полудня":
        return "morning", j + 2
    return None, j


def _moment(
    hour: int, minute: int | None, second: int | None, part: DayPart | None, zone_or_next: str | int | None, j: int | None = None
) -> Read:
    zone = zone_or_next if isinstance(zone_or_next, str) else None
    end = j if j is not None else zone_or_next
    assert isinstance(end, int)
    return Moment(hour=hour, minute=minute, second=second, part=part, zone=zone), end


def _spoken(c: Cursor, i: int) -> Read:
    """`половина шестого`, `полшестого`, `без четверти шесть`, `без пяти минут шесть`, `четверть седьмого`."""
    low = c.low(i)
    if low.startswith("пол") and low[3:] in number.WORDS and (numeral := number.read(_cut(c, low[3:]), 0)) and numeral.ordinal:
        return _half_past(c, numeral.integer, 30, i + 1)
    if low in {"пол", "половина", "половине", "половину", "четверть"}:
        numeral = c.numeral(i + 1 + (low == "пол" and c.low(i + 1) == "-"))
        if numeral and numeral.ordinal:
            return _half_past(c, numeral.integer, 15 if low == "четверть" else 30, numeral.next)
        return None
    if low != "без":
        return None
    quarter = c.low(i + 1) == "четверти"
    minutes = None if quarter else c.numeral(i + 1)
    if (
        minutes
        and not minutes.digits
        and minutes.next == i + 3
        and c.low(minutes.next) not in _MINUTE_WORDS
        and not c.numeral(minutes.next)
    ):
        minutes = number.read(c.tokens[: i + 2], i + 1)  # без двадцати восемь
    j = i + 2 if quarter else minutes.next if minutes else i
    j += c.low(j) in _MINUTE_WORDS
    if not quarter and (minutes is None or minutes.integer is None or not 0 < minutes.integer < 30):
        return None
    one = c.low(j) == "час"
    hour = None if one else c.numeral(j)
    value = 1 if one else hour.integer if hour and not hour.ordinal else None
    if value is None or not 1 <= value <= 12:
        return None
    k = j + 1 if one or hour is None else hour.next
    part, k = _part(c, _hour_word(c, k))
    left = 15 if quarter else int(minutes.value) if minutes else 0
    return Moment(hour=(value - 1) or 12, minute=60 - left, part=part), k


def _cut(c: Cursor, word: str) -> list[Token]:
    return [Token(word, 0, len(word), None, False)]


def _half_past(c: Cursor, hour: int | None, minute: int, j: int) -> Read:
    if hour is None or not 1 <= hour <= 12:
        return None
    part, j = _part(c, j)
    return Moment(hour=(hour - 1) or 12, minute=minute, part=part), j


def part_of_day(c: Cursor, i: int) -> Read:
    """`утром`, `поздно вечером`, `на рассвете`, `в обед`, `вечер субботы`, `в ночь на 18 апреля`, `вчерашним вечером`, `под утро`."""
    low = c.low(i)
    if low in _EARLY_LATE and (found := part_of_day(c, i + 1)):
        return found
    if low in NEAR_ADJECTIVE and c.low(i + 1) in PART and (part := PART[c.low(i + 1)]) not in {"noon", "day"}:
        return Moment(day=Near(unit="day", offset=NEAR_ADJECTIVE[low]), part=part), i + 2
    told = (
        c.low(i + 1) in {"ночью", "утром", "вечером"}
        or (c.low(i + 1) == "ночи" and POINTER.get(low) == -1)
        or (c.low(i - 1) == "в" and c.low(i + 1) in {"ночь", "вечер"})
    )
    if low in WEEKDAY_ADJECTIVE and c.low(i + 1) in PART:  # субботний вечер, субботним утром
        weekday, part = Calendar(weekday=WEEKDAY_ADJECTIVE[low]), PART[c.low(i + 1)]
        return (weekday if part == "day" else Moment(day=weekday, hour=12 if part == "noon" else None, part=part)), i + 2
    if low in POINTER and POINTER[low] <= 0 and told and (low not in THIS or c.low(i + 1) not in PART_ADVERB):
        part = PART[c.low(i + 1)]
        return Moment(day=Near(unit="day", offset=POINTER[low] + (part == "night" and POINTER[low] < 0)), part=part), i + 2
    if low == "наутро":
        return Moment(day=Near(unit="day", offset=1, origin="previous"), part="morning"), i + 1
    if low == "другое" and c.low(i - 1) == "на" and c.low(i + 1) == "утро":
        return Moment(day=Near(unit="day", offset=1, origin="previous"), part="morning"), i + 2
    if low in _THAT:
        j = i + 1 + (c.low(i + 1) == "же")
        if c.low(j) in PART and PART[c.low(j)] not in {"noon", "lunch", "midnight", "dawn", "day"}:
            return Moment(day=Near(unit="day", offset=int(low.startswith("след")), origin="previous"), part=PART[c.low(j)]), j + 1
        return None
    if low in {"до", "после"} and c.low(i + 1) in {"обеда", "полудня"}:
        return Moment(part="morning" if low == "до" else "afternoon"), i + 2
    if low in {"новогоднюю", "новогодней"} and c.low(i + 1) in {"ночь", "ночью"}:
        return Moment(day=Calendar(month=1, day=1), part="night"), i + 2
    if low in _PART_ADJECTIVE and c.low(i + 1) in {"время", "часы"} and c.low(i - 1) == "в":
        return Moment(part=_PART_ADJECTIVE[low]), i + 2
    if low not in PART:
        return None
    kind = PART[low]
    before = c.low(i - 1 - c.low(i - 1).startswith("сам"))  # с самого утра
    if kind == "night" and c.low(i + 1) in {"на", "с", "со"}:
        eve = _eve(c, i + 2)
        if eve is not None or low in {"ночь", "ночи"}:
            return eve
    if before in _WHOLE:
        return None
    if (c.low(i + 1) == "и" and c.low(i + 2) in PART_ADVERB) or (before == "и" and c.low(i - 2) in PART_ADVERB):
        return None  # днём и ночью
    if low in PART_ADVERB:
        no_adverb = low == "днем" and (before in {"с", "перед", "между"} or before.endswith(("ым", "им")) or _is_whose_day(c, i + 1))
        return None if no_adverb else (Moment(part=kind), i + 1)
    fits = (
        (kind == "dawn" and before == "на")
        or (kind == "lunch" and ((before == "в" and low == "обед") or (before in {"после", "до", "с"} and low == "обеда")))
        or (
            kind == "morning"
            and (
                (before in {"с", "до"} and low == "утра")
                or (before in {"под", "на"} and low == "утро")
                or (before == "к" and low == "утру")
            )
        )
        or (
            kind == "evening"
            and (
                (before == "к" and low == "вечеру") or (before in {"под", "на"} and low == "вечер") or (before == "до" and low == "вечера")
            )
        )
        or (kind == "night" and before in {"на", "под", "в"} and low == "ночь")
    )
    if kind in {"morning", "evening", "night", "day"} and low in {"утро", "утра", "утру", "вечер", "вечера", "вечеру", "ночь", "ночи"}:
        of = date(c, i + 1)
        if of and of[0] != Calendar() and _is_day(of[0]) and not isinstance(of[0], Interval):
            return Moment(day=of[0], part=kind), of[1]
    return (Moment(part=kind), i + 1) if fits else None


def _is_whose_day(c: Cursor, i: int) -> bool:
    """Whether a noun behind «днём» says whose day it is («объявили днём траура», «днём рождения»)."""
    cases = cases_of(c, i, {"NOUN"})
    return c.low(i) in _OF_DAYS or (cases >= {"gent", "inan"} and "nomn" not in cases and c.low(i) not in MONTH | WEEKDAY)


def _eve(c: Cursor, j: int) -> Read:
    """The night on the way to a day belongs to that day: `на 18 апреля`, `с 17 на 18 апреля`, `с пятницы на субботу`."""
    found = date(c, j)
    if found and c.low(found[1]) == "на":
        found = date(c, found[1] + 1)
    elif found is None or found[0] == Calendar():
        numeral = c.numeral(j)
        found = date(c, numeral.next + 1) if numeral and c.low(numeral.next) == "на" else None
    if found is None or found[0] == Calendar() or not _is_day(found[0]):
        return None
    return Moment(day=found[0], part="night"), found[1]


def _is_day(value: Time) -> bool:
    if isinstance(value, Calendar):
        return value.day is not None or value.weekday is not None
    if isinstance(value, Near):
        return value.unit == "day"
    return not isinstance(value, Moment)


def joined(a: Moment, b: Moment) -> Moment | None:
    """Two readings of one moment as one: «вечером» with «в 8», a date's part of day with a clock; None when they do not fit."""
    if (a.hour is not None and b.hour is not None) or (a.part and b.part) or (a.day is not None and b.day is not None):
        return None
    first, second = (a, b) if a.hour is not None else (b, a)
    return (
        replace(first, day=a.day if a.day is not None else b.day, part=a.part or b.part, zone=a.zone or b.zone)
        if second.hour is None
        else None
    )
