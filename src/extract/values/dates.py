"""The grammar of named dates over tokens: `07.07.2017`, `5 марта 2018 года`, `16-го`, `август 2012`, `среда`, `весна 2014 года`."""

import re
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any, cast

from . import amount, morphology, number
from .cursor import COUNTED, FILE, MONTH, POINTER, THAT, THIS, UNIT, WEEKDAY, Cursor, Read
from .expression import Calendar, Interval, Named, Near, Origin, Time, Unit, Within
from .tokens import table, words
from .years import YEAR_WORDS, era, expand_year, is_year, skip_year_word, year, year_in_words, years
from .zones import zone_at

_SEASON = {form: int(key) for form, key in table(FILE, "season").items()}
_DAY_CASE = {ending: case for case in ("gent", "accs", "datv", "loct") for ending in words(FILE, "bare_day", case)}
_BEFORE_DAY = {case: words(FILE, "bare_day", f"before_{case}") for case in ("accs", "datv")}
_BEFORE_YEAR = {"gent": {"с", "до", "после"}, "datv": {"к"}, "loct": {"в"}}
_NEVER_BEFORE_DAY = words(FILE, "bare_day", "never_before")
_BETWEEN_DAYS = words(FILE, "bare_day", "between")
_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF"})
_ALSO = words(FILE, "pointer_kind", "also")
_PREVIOUS = words(FILE, "pointer_kind", "previous")
_NEXT = words(FILE, "pointer_kind", "next")
_COMING = words(FILE, "pointer_kind", "coming")
_SHORT_POINTER = words(FILE, "pointer_kind", "abbreviated")
_LATEST = words(FILE, "pointer_kind", "latest")
_CALENDAR = words(FILE, "unit_form", "calendar")
_DAY_OF_MONTH = words(FILE, "unit_form", "day_of_month")
_MONTH_GENITIVE = frozenset({"марта", "мая", "августа"})
_SHORT_MONTH = frozenset(
    form
    for form in MONTH
    if len(form) < 5
    and form not in {"март", "май", "мая", "маю", "маем", "мае", "июнь", "июня", "июню", "июне", "июль", "июля", "июлю", "июле"}
)
_SHORT_POINTED = words(FILE, "pointer_kind", "units")
SHORT_DAY = words(FILE, "unit_form", "short_weekday")
_POINTED = frozenset({"week", "month", "quarter", "half", "year", "decade", "century", "day", "weekend", "hour", "minute", "second"})
_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEASON_GENITIVE = words(FILE, "season_form", "genitive")
_BEFORE_SEASON = words(FILE, "season_form", "before")
_BEFORE_WEDNESDAY = words(FILE, "wednesday", "before")
PLURAL_ENDINGS = ("ые", "ие", "ых", "их", "ыми", "ими", "эти", "те", "тех")
_BEFORE_NUMERIC = frozenset({"до", "с", "от", "на", "к", "по", "после"})
_NUMERIC_MONTH = re.compile(
    r"(?P<m>0[1-9]|1[0-2])[./](?P<y>(?:19|20)\d{2})(?![\d:]|[.,/-]\d)|(?P<y1>(?:19|20)\d{2})-(?P<m1>0[1-9]|1[0-2])(?![\d:]|[.,/-]\d)"
)
_NUMERIC = re.compile(
    r"(?P<y>\d{4})(?P<by>[-./])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})(?!\d|[-./]\d)"
    r"|(?P<d1>\d{1,2})(?:(?P<sep>[./-]) ?)(?P<m1>\d{1,2})(?P=sep) ?(?P<y1>\d{4}|\d{2})(?!:?\d|[./]\d|-\d(?!\d?\.\d))"
    r"|(?P<d3>\d{1,2}) (?P<m3>\d{2}) (?P<y3>\d{4})(?![\d:]|[.,/-]\d)"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{2}|(?P<short>\d))(?P<dot>\.?)(?!:?\d|[%/]|[.,]\d|-\d(?!\d?\.\d))"
)
_GOES_ON = re.compile(r"[-/]\w")


def possible(day: int, month: int, year: int | None = None) -> bool:
    """Whether such a day can exist (29 February in leap years only)."""
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month]) or year == 0:
        return False
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return leap or (day, month) != (29, 2)


def numeric(c: Cursor, i: int) -> Read:
    """`07.07.2017`, `2017-07-07`, `15.02`, `14. - 15.10.2018`."""
    token = c.at(i)
    before = c.low(i - 1)
    if (c.touches(i) and before not in {"(", "[", '"', "-"}) or before == "№":
        return None
    if monthly := _numeric_month(c, i):
        return monthly
    if ranged := _numeric_range(c, i):
        return ranged
    match = _NUMERIC.match(c.text, token.start)
    if match is None:
        return None
    if "-" in match[0] and ((c.touches(i) and before == "-") or _GOES_ON.match(c.text, match.end())):
        return None  # part of a number of a case: 2-6-27/2016-04-06-25-АИ
    j = c.after(match.end(), i)
    day, mon = (int(next(match[name + n] for n in ("", "1", "2", "3") if match[name + n])) for name in "dm")
    written = match["y"] or match["y1"] or match["y3"]
    if match["y3"] and not (c.alone(i, j) or before in _BEFORE_NUMERIC):
        return None  # 21 10 2016 is a date only by itself
    if written is None:
        slashed = match[0][match.end("d2") - match.start()] == "/"
        full = (bool(match["dot"]) and not slashed) or (match["short"] is None and (not slashed or before in _BEFORE_NUMERIC))
        if not possible(day, mon) or (not full and not c.alone(i, j)) or before in {"в", "во"} or c.low(j) in COUNTED or c.low(j) == "%":
            return None
        if amount.unit_at(c.tokens, j) or zone_at(c, j)[0] or (match["d2"] + match["m2"]).startswith("00"):
            return None
        if match["dot"] and (not c.low(j) or c.at(j).capital):
            j -= 1  # the dot ends the sentence
        return Calendar(month=mon, day=day), j
    value = expand_year(int(written), len(written))
    if mon > 12 >= day and match["y"] is None:
        return None
    return (Calendar(year=value, month=mon, day=day), skip_year_word(c, j)) if possible(day, mon, value) else None


def _numeric_month(c: Cursor, i: int) -> Read:
    """`03.2012`, `03/2012`, `2012-03`: only by itself or behind a preposition."""
    match = _NUMERIC_MONTH.match(c.text, c.at(i).start)
    if match is None:
        return None
    j = c.after(match.end(), i)
    if not (c.alone(i, j) or c.low(i - 1) in _BEFORE_NUMERIC | {"в", "за"}):
        return None
    return Calendar(year=int(match["y"] or match["y1"]), month=int(match["m"] or match["m1"])), skip_year_word(c, j)


def _numeric_range(c: Cursor, i: int) -> Read:
    """`14. - 15.10.2018`, `14./15.10`: the left day shares month and year with the right date."""
    j = i + 1 + (c.low(i + 1) == "." and c.touches(i + 1))
    if c.low(j) not in {"-", "/"} or c.at(j + 1).number is None or (c.low(j) == "/" and j == i + 1):
        return None
    match = _NUMERIC.match(c.text, c.at(j + 1).start)
    if match is None or match["y"] or (match["short"] and not match["dot"]):
        return None
    right = numeric(Cursor(c.text, c.tokens[j + 1 : c.end], c.end - j - 1), 0)
    first = c.at(i).number
    if right is None or first is None or not isinstance(right[0], Calendar) or right[0].day is None or not first < right[0].day:
        return None
    return Interval(start=replace(right[0], day=first), end=right[0]), right[1] + j + 1


def _day(c: Cursor, i: int) -> tuple[int, int] | None:
    numeral = c.numeral(i)
    if (
        numeral is None
        or (numeral.plural and c.low(numeral.next - 1) not in {"е", "ые"})
        or (value := numeral.integer) is None
        or not 0 < value <= 31
    ):
        return None
    if numeral.digits > 2 or (not numeral.digits and not numeral.ordinal):
        return None
    return value, numeral.next


def day_month(c: Cursor, i: int) -> Read:
    """`5 марта`, `5–7 мая 2018 года`, `пятого марта`, `5 и 6 мая`; an impossible day gives an empty calendar."""
    if c.low(i - 1) == "." and c.touches(i) and c.at(i - 2).number is not None:
        return (Calendar(), i + 2) if month_at(c, i + 1) is not None else None  # 5.5 мая
    first = _day(c, i)
    if first is None:
        beyond = c.at(i).number is not None and c.at(i).end - c.at(i).start <= 2 and month_at(c, i + 1) is not None
        return (Calendar(), i + 2) if beyond else None  # 32 мая
    day, j = first
    last = None
    second = _day(c, j + 1) if c.low(j) in {"-", "и", "/"} else None
    if second and (month_at(c, second[1]) is not None or c.low(second[1]) in _DAY_OF_MONTH) and (c.low(j) != "и" or second[0] == day + 1):
        last, j = second
    if second and last is None and second[0] > day and c.low(second[1]) in {",", "и"} and (elided := _elided(c, second[1])):
        start = replace(elided, day=day)  # 15–17 и 20 февраля
        return Interval(start=start, end=replace(elided, day=second[0])) if possible(second[0], elided.month or 0) else Calendar(), second[
            1
        ]
    if last is None and c.low(j) in {",", "и", "или"} and (elided := _elided(c, j)):
        return replace(elided, day=day) if possible(day, elided.month or 0, elided.year) else Calendar(), j
    mon = month_at(c, j)
    if mon is None and (roman := _roman_month(c, j)) and possible(day, *roman[0]):  # 5.III.2024
        return Calendar(year=roman[0][1], month=roman[0][0], day=day), skip_year_word(c, roman[1])
    if mon is None and c.low(j) in _DAY_OF_MONTH:
        dated, j = _in_month(c, Calendar(day=last or day), j + 1)
        return (Interval(start=Calendar(day=day), end=dated) if last else dated), j  # 28 и 29 числа
    if mon is None:
        return None
    j += 1 + (c.low(j) in _SHORT_MONTH and c.low(j + 1) == ".")
    base, j = with_year(c, Calendar(month=mon, day=day), j)
    if base == Calendar():
        return base, j
    named = base.outer if isinstance(base, Within) else base
    written = named.year if isinstance(named, Calendar) else None
    if not possible(day, mon, written) or (last is not None and not possible(last, mon, written)):
        return Calendar(), j
    if last is None:
        return base, j
    if last <= day:
        return Calendar(), j
    return Interval(start=Calendar(month=mon, day=day), end=_with_day(base, last)), j


def _roman_month(c: Cursor, j: int) -> tuple[tuple[int, int], int] | None:
    """Month and year behind a day, the month in Roman figures: `.III.2024`, ` III 2024`."""
    k = j + (c.low(j) == ".")
    mon = number.roman(c.low(k))
    k += 1 + (c.low(k + 1) == ".")
    token = c.at(k)
    if mon is None or mon > 12 or token.number is None or token.end - token.start != 4:
        return None
    return (mon, token.number), k + 1


def bare_day(c: Cursor, i: int) -> Read:
    """A day of the month told by an ordinal that counts no noun: `16-го`, `в ночь на 24-е`, `к 20-му`, `двадцать шестого`."""
    numeral = c.numeral(i)
    if numeral is None or not numeral.ordinal or numeral.digits > 2 or (day := numeral.integer) is None or not 0 < day <= 99:
        return None
    case, before = _day_case(c, numeral), c.low(i - 1)
    if day > 31 or case == "loct":
        return _bare_year(c, i, numeral, case) if numeral.digits and day > 31 else None
    if not case or before in _NEVER_BEFORE_DAY or before not in _BEFORE_DAY.get(case, {before}):
        return None
    named = c.at(i - 1).capital and any("Name" in parse.tag for parse in morphology.parses(before))
    if named or _is_adjective(before) or (not numeral.digits and day <= 10):
        return None  # Николая 2-го, с общего 5-го, второго увезли
    night = before == "на" and c.low(i - 2) == "ночь"  # «в ночь на 24-е стороны утвердили план»
    return None if not night and counts_noun(c, i, numeral.next, case) else _in_month(c, Calendar(day=day), numeral.next)


def _bare_year(c: Cursor, i: int, numeral: number.Numeral, case: str) -> Read:
    """A year told by an ordinal of two digits that counts no noun and is too great for a day: `в 41-м`, `с 45-го`, `к 57-му`."""
    year_ = Calendar(year=expand_year(int(numeral.value), 2, spoken=True))
    return (year_, numeral.next) if c.low(i - 1) in _BEFORE_YEAR.get(case, ()) and not counts_noun(c, i, numeral.next, case) else None


def _day_case(c: Cursor, numeral: number.Numeral) -> str:
    """The case in which an ordinal stands, empty when it is none of a day."""
    last = c.low(numeral.next - 1)
    return _DAY_CASE.get(last if numeral.digits else last[-3:], "") or ("" if numeral.digits else _DAY_CASE.get(last[-2:], ""))


def counts_noun(c: Cursor, i: int, j: int, case: str) -> bool:
    """Whether the ordinal from `i` to `j` counts the noun behind it, further ordinals between: `16-го полка`, `с 5-го на 3-е место`."""
    listed = c.low(i - 1) in _BETWEEN_DAYS and c.low(i - 2) in _DAY_CASE
    while c.low(j) in _BETWEEN_DAYS and (following := c.numeral(j + 1)) is not None:
        if not following.ordinal and (c.low(j) != "на" or month_at(c, following.next) is not None):
            break
        j, case, listed = following.next, _day_case(c, following), True
    token = c.at(j)
    if not token.low[:1].isalpha():
        return token.low == '"' and len(c.low(j + 1)) == 1  # 5-го «Б»
    if c.text[token.start : token.start + 2].isupper() and _is_noun(c.low(i - 1)):
        return True  # бойцы 29-го ОМОНа
    first, *others = morphology.parses(token.low)
    if first.tag.POS not in _NOMINAL:
        return len(token.low) == 1 and token.capital
    if token.capital and not {"Name", "Surn"}.isdisjoint(first.tag.grammemes):
        return False  # 18-го Отто Кляйн
    return any(_agrees(parse.tag, case, listed or case == "accs") for parse in (first, *others))


def _agrees(tag: Any, case: str, plural: bool) -> bool:
    """Whether a noun or adjective of a pymorphy tag can belong to an ordinal, masculine or neuter, in the case."""
    if tag.POS not in _NOMINAL or "Abbr" in tag or not (not case or case in tag or (case == "gent" and {"accs", "anim"} in tag)):
        return False
    return plural if "plur" in tag else "neut" in tag if case == "accs" else "femn" not in tag


def _is_adjective(word: str) -> bool:
    """Whether the word is most likely an adjective or participle."""
    return _part_of_speech(word) in {"ADJF", "PRTF"}


def _is_noun(word: str) -> bool:
    """Whether the word is most likely a noun."""
    return _part_of_speech(word) == "NOUN"


def _part_of_speech(word: str) -> str | None:
    """What pymorphy calls the likeliest part of speech of a word, None for what is none."""
    return morphology.parses(word)[0].tag.POS if word[:1].isalpha() else None


def is_genitive(word: str) -> bool:
    """Whether the word is a noun or adjective that can be a genitive."""
    parses = morphology.parses(word) if word[:1].isalpha() else ()
    return bool(parses) and parses[0].tag.POS in _NOMINAL and any("gent" in parse.tag and "Abbr" not in parse.tag for parse in parses)


def cases_of(c: Cursor, i: int, parts: Set[str]) -> set[str]:
    """The cases and animacies that a word can have as one of the parts of speech, of which it must be mostly."""
    parses = morphology.parses(c.low(i)) if c.low(i)[:1].isalpha() else ()
    tags = [parse.tag for parse in parses if parse.tag.POS in parts] if parses and parses[0].tag.POS in parts else []
    return {str(told) for tag in tags for told in (tag.case, tag.animacy)}


def _in_month(c: Cursor, day: Calendar, j: int) -> tuple[Time, int]:
    """The day with the month that is pointed at behind it: `16-го прошлого месяца`."""
    if (outer := pointed_unit(c, j)) and outer[0].unit == "month":
        return Within(inner=day, outer=outer[0]), outer[1]
    return day, j


def _elided(c: Cursor, j: int) -> Calendar | None:
    """The month and year that a list of days shares: `5, 7 и 9 мая 2018 года`."""
    for _ in range(6):
        if c.low(j) not in {",", "и", "или"}:
            return None
        following = _day(c, j + 1)
        if following is None:
            return None
        j = following[1]
        if (mon := month_at(c, j)) is not None:
            shared, _ = with_year(c, Calendar(month=mon), j + 1)
            return shared if isinstance(shared, Calendar) else Calendar(month=mon)
    return None


def _with_day(base: Time, day: int) -> Time:
    if isinstance(base, Within):
        return Within(inner=_with_day(base.inner, day), outer=base.outer)
    assert isinstance(base, Calendar)
    return replace(base, day=day)


def month_at(c: Cursor, i: int) -> int | None:
    """The month named at `i`."""
    return MONTH.get(c.low(i))


def with_year(c: Cursor, base: Calendar, j: int) -> tuple[Time, int]:
    """The date with the year behind it, in digits, words or pointed at («прошлого года»)."""
    k = j + (c.low(j) == ",")
    if k > j and c.at(k).number is None:
        return base, j
    if c.low(k) in {"в", "во"} and (named := year(c, k + 1)) and is_year(named[0]):
        return _in_year(base, named)
    token = c.at(k)
    if token.number is not None:
        digits, follows = token.end - token.start, c.low(k + 1)
        worded = (
            follows in YEAR_WORDS or follows == "г" or (follows == "-" and c.touches(k + 1) and c.low(k + 2) in {"го", "м", "й", "ого"})
        )
        suffixed = 2 * (worded and follows == "-")
        after = skip_year_word(c, k + 1 + suffixed)
        if follows == "-" and not worded and c.touches(k + 1) and c.touches(k + 2) and c.low(k + 2)[:1].isalpha():
            return base, j  # «в июне 33-летняя», «15 июня 1000-летие»
        if (worded and not 0 < token.number < 10_000) or (digits == 4 and not token.number):
            return Calendar(), after  # 1 января 0 года
        if (
            (digits == 4 or (digits == 3 and worded))
            and token.number > 0
            and not clocked(c, k)
            and follows not in COUNTED
            and not (follows == "," and c.at(k + 2).number is not None and c.touches(k + 2))
        ):
            return era(c, replace(base, year=token.number), after)
        if token.number and (past := era(c, replace(base, year=token.number), after))[1] > after:
            return past  # 15 марта 44 года до н. э.
        if (
            digits == 2
            and k == j
            and not (suffixed and counts_noun(c, k, k + 3, _DAY_CASE.get(c.low(k + 2), "")))  # «в мае 45-й полк»
            and (
                worded
                or (token.number > 31 and (c.at(k + 1).number is not None or not follows[:1].isalpha()) and follows not in {":", "%"})
            )
        ):
            return replace(base, year=expand_year(token.number, 2, spoken=bool(suffixed))), after
        return base, j
    if named := year_in_words(c, k):
        return _in_year(base, named)
    if (pointed_year := pointed_unit(c, k)) and pointed_year[0].unit == "year":
        return Within(inner=base, outer=pointed_year[0]), pointed_year[1]
    if c.lows(k, 3) == ("с", ".", "г") or c.lows(k, 3) == ("т", ".", "г"):
        return Within(inner=base, outer=Near(unit="year")), k + 3 + (c.low(k + 3) == ".")
    return base, j


def _in_year(base: Calendar, named: tuple[Time, int]) -> tuple[Time, int]:
    if isinstance(named[0], Calendar):
        return replace(base, year=named[0].year), named[1]
    return Within(inner=base, outer=named[0]), named[1]


def clocked(c: Cursor, i: int) -> bool:
    """Whether a clock time in digits begins at `i`."""
    return c.low(i + 1) == ":" and c.at(i + 2).number is not None


def month(c: Cursor, i: int) -> Read:
    """`май 2011`, `Авг 26, 2015`, `в марте прошлого года`, `август`."""
    token = c.at(i)
    j = i + 1 + (token.low in _SHORT_MONTH and c.low(i + 1) == "." and c.touches(i + 1))
    if (named := c.at(j).number) is not None and 0 < named <= 31 and c.at(j).end - c.at(j).start <= 2 and c.low(j + 1) == ",":
        dated, k = with_year(c, Calendar(month=MONTH[token.low], day=named), j + 1)
        if isinstance(dated, Calendar) and dated.year:
            return (dated, k) if possible(named, MONTH[token.low], dated.year) else (Calendar(), k)
    j += c.low(j) in {"месяц", "месяца", "месяце"}
    value, k = with_year(c, Calendar(month=MONTH[token.low]), j)
    if k > j:
        return value, k
    if (shared := _shared_year(c, j)) is not None:
        return Calendar(year=shared, month=MONTH[token.low]), j
    first = i == 0 or c.low(i - 1) in {".", "!", "?", '"'} or c.opens_line(i)
    if token.capital and (c.at(j).capital or (token.low in _MONTH_GENITIVE and c.low(j)[:1].isalpha())):
        return None  # a name: «Август Иванов», «Марта ушла»
    if token.capital and not first and c.low(i - 1) not in {"в", "с", "до", "к", "на", "за", "по"}:
        return None
    if (token.low in _SHORT_MONTH and (token.capital or not c.alone(i, j))) or (
        c.low(i + 1) == "-" and c.touches(i + 1) and c.at(i + 2).capital
    ):
        return None
    return value, j


def _shared_year(c: Cursor, j: int) -> int | None:
    """The year at the end of a list of months: `в январе, феврале и в марте 2023 года`."""
    while c.low(j) in {",", "и", "или"}:
        j += 1 + (c.low(j + 1) in {"в", "во"})
        if (mon := month_at(c, j)) is None:
            return None
        named, _ = with_year(c, Calendar(month=mon), j + 1)
        if isinstance(named, Calendar) and named.year:
            return named.year
        j += 1
    return None


def weekday(c: Cursor, i: int) -> Read:
    """`в среду`, `утром субботы`, `пт` (abbreviated only beside a date)."""
    token = c.at(i)
    before, after = c.low(i - 1), c.low(i + 1)
    if token.low in SHORT_DAY:
        j = i + 1 + (after == ".")
        k = j + (c.low(j) == ",")
        beside = day_month(c, k) or numeric(c, k) if c.at(k).number is not None else None
        return (
            (Calendar(weekday=WEEKDAY[token.low]), j)
            if beside
            or (before in {"в", "во", "с", "по", "до"} and not token.capital)
            or (c.low(j) == "-" and c.low(j + 1) in SHORT_DAY)
            or (before == "-" and c.low(i - 2) in SHORT_DAY)
            or c.low(i - 1) in {":", "ночи", "утра", "вечера", "дня"}
            or clocked(c, i - 3)
            else None
        )
    if token.low.endswith(("ам", "ям", "ами", "ями", "ах", "ях")):
        return None
    k = i - (before in {"в", "во"})
    k -= c.low(k - 1) == ","
    if k < i and c.lows(k - 2, 2) in {("до", "этого"), ("до", "того")}:  # до этого, в субботу
        return Named(what=Calendar(weekday=WEEKDAY[token.low]), offset=-1, origin="previous", latest=True), i + 1
    if WEEKDAY[token.low] == 3 and token.low not in {"среду"}:
        dated = (after == "," and c.at(i + 2).number is not None) or c.at(i + 1).number is not None
        prepositional = before in _BEFORE_WEDNESDAY and token.low != "средой"
        pointing = before in POINTER and before not in {"этой", "эта"}
        if not (
            dated or prepositional or pointing or (c.alone(i, i + 1) and before != ")") or (after in {"на"} and c.low(i + 2) in POINTER)
        ):
            return None
    if token.capital and c.at(i + 1).capital and not before:
        return None  # a name: «Суббота Иванович»
    if (
        token.capital
        and before[:1].isalpha()
        and "\n" not in c.text[c.at(i - 1).end : token.start]
        and not c.text[token.start : token.end].isupper()
    ):
        return None  # a name: «Робинзон и Пятница»
    if (token.low == "среду" and before.endswith(("ую", "юю"))) or token.low == "воскресение":
        return None
    return Calendar(weekday=WEEKDAY[token.low]), i + 1


def season(c: Cursor, i: int) -> Read:
    """`весной 2014 года`, `лето`, `зимой 2018–2019 годов`."""
    token = c.at(i)
    if token.capital and i and c.low(i - 1) not in {".", "!", "?", '"'}:
        return None
    base = Calendar(season=_SEASON[token.low])
    genitive = token.low in _SEASON_GENITIVE and c.low(i - 1)[:1].isalpha() and c.low(i - 1) not in _BEFORE_SEASON
    if (spanned := years(c, i + 1)) and isinstance(spanned[0], Interval) and isinstance(spanned[0].start, Calendar):
        return replace(base, year=spanned[0].start.year), spanned[1]
    value, j = with_year(c, base, i + 1)
    return None if genitive and value == base else (value, j)  # мгновения весны


@dataclass(frozen=True, slots=True)
class Pointing:
    """A pointer before a unit or a name: how many units it points away, its origin, and the index of what it points at."""

    offset: int
    origin: Origin
    plural: bool
    next: int


def pointing(c: Cursor, i: int) -> Pointing | None:
    """The pointer at `i`: `прошлый`, `в тот же`, `ближайший`, `этот самый`, `пр.`."""
    low = c.low(i)
    if c.low(i - 1) == "-" and c.touches(i):
        return None  # для кого-то
    that = low in THAT or low in THIS
    j = i + 1 + (low in _SHORT_POINTER and c.low(i + 1) == ".")
    same = c.low(j) in _ALSO
    j += same
    that = same or (that and low in THAT and low not in POINTER)
    j += c.low(j) in _CALENDAR
    offset = 0 if that else POINTER.get(low, 1 if low in _COMING else None)
    if offset is None:
        return None
    return Pointing(offset, _origin(low, UNIT.get(c.low(j)), that, offset), low.endswith(PLURAL_ENDINGS), j)


def _origin(low: str, unit: str | None, same: bool, offset: int) -> Origin:
    if same or (unit == "day" and offset >= 0 and low in POINTER and low not in {"сегодняшний"}) or low in _PREVIOUS:
        return "previous"
    return "next" if offset > 0 else "published"


def pointed_unit(c: Cursor, i: int) -> tuple[Near, int] | None:
    """A unit that a pointer tells: `прошлая неделя`, `этого года`, `следующие выходные`."""
    low, found = c.low(i), pointing(c, i)
    word = c.low(found.next) if found else ""
    short = found is not None and c.low(found.next + 1) == "." and word in _SHORT_POINTED
    unit = "year" if short and word == "г" else UNIT.get(word)
    if found is None or unit not in _POINTED or (not short and word in amount.ABBREVIATED | {"кв"}) or word in {"лет", "часы"}:
        return None
    offset, days = found.offset, word.startswith("сут")
    english = word.startswith("уик")  # в прошлый уик-энд
    if (found.plural and unit != "weekend" and not days) or (unit == "weekend" and not found.plural and not english):
        return None
    if unit == "day" and offset < 0 and low not in _PREVIOUS and not days:
        return None
    if unit == "weekend" and low in _NEXT and not low.startswith("следующ"):
        offset = 0
    return Near(unit=cast(Unit, unit), offset=offset, origin=found.origin), found.next + 1 + short + 2 * (word == "уик")


def pointed_name(c: Cursor, i: int) -> Read:
    """A weekday, month or season that a pointer tells: `следующий вторник`, `прошлым летом`, `в этом мае`."""
    low, found = c.low(i), pointing(c, i)
    if found is None or found.plural:
        return None
    word = c.low(found.next)
    what = Calendar(weekday=WEEKDAY[word]) if word in WEEKDAY and word not in SHORT_DAY else None
    what = Calendar(season=_SEASON[word]) if word in _SEASON else what
    what = Calendar(month=MONTH[word]) if word in MONTH and word not in _SHORT_MONTH else what
    if what is None or (found.offset == 0 and what.weekday and word == "среде"):
        return None
    return Named(what=what, offset=found.offset, origin=found.origin, latest=low in _LATEST or low in _COMING), found.next + 1
