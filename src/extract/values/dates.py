"""The grammar of calendar dates and periods over tokens: `5 марта 2018 года`, `III квартал`, `на прошлой неделе`, `конец мая`.

Every reader takes the cursor and the index it starts at, and gives the time with the index after it, or None.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, cast

from . import amount, morphology, number
from .expression import (
    Adjective,
    Calendar,
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
from .tokens import END, Token, table, words

_FILE = "time.toml"
MONTH = {form: int(key) for form, key in table(_FILE, "month").items()}
WEEKDAY = {form: int(key) for form, key in table(_FILE, "weekday").items()}
_SEASON = {form: int(key) for form, key in table(_FILE, "season").items()}
_NEAR = {form: int(key) for form, key in table(_FILE, "near").items()}
NEAR_ADJECTIVE = {form: int(key) for form, key in table(_FILE, "near_adjective").items()}
WEEKDAY_ADJECTIVE = {form: int(key) for form, key in table(_FILE, "weekday_adjective").items()}
_YEAR_ADJECTIVE = {form: int(key) for form, key in table(_FILE, "year_adjective").items()}
_MONTH_ADJECTIVE = {form: int(key) for form, key in table(_FILE, "month_adjective").items()}
ADJECTIVES = frozenset().union(NEAR_ADJECTIVE, WEEKDAY_ADJECTIVE, _YEAR_ADJECTIVE, _MONTH_ADJECTIVE)
"""The adjectives that date a noun by themselves."""
_NAME_NOUN = words(_FILE, "no_time", "after_adjective")
_NEAR_LAST = {form: int(key) for form, key in table(_FILE, "near_last").items()}
_DAY_CASE = {ending: case for case in ("gent", "accs", "datv") for ending in words(_FILE, "bare_day", case)}
_BEFORE_DAY = {case: words(_FILE, "bare_day", f"before_{case}") for case in ("accs", "datv")}
_NEVER_BEFORE_DAY = words(_FILE, "bare_day", "never_before")
_BETWEEN_DAYS = words(_FILE, "bare_day", "between")
_NOMINAL = frozenset({"NOUN", "ADJF", "PRTF"})
_HAPPENING = words(_FILE, "happening", "lasting")
POINTER = {form: int(key) for form, key in table(_FILE, "pointer").items()}
_LATEST = words(_FILE, "pointer_kind", "latest")
_PREVIOUS = words(_FILE, "pointer_kind", "previous")
_ALSO = words(_FILE, "pointer_kind", "also")
_THAT = words(_FILE, "pointer_kind", "that")
_THIS = words(_FILE, "pointer_kind", "same")
_LAST = words(_FILE, "pointer_kind", "last")
_PAST = words(_FILE, "pointer_kind", "past")
_COMING = words(_FILE, "pointer_kind", "coming")
_NEXT = words(_FILE, "pointer_kind", "next")
_EDGE = cast(dict[str, Edge], table(_FILE, "edge"))
_UNIT = table(_FILE, "unit")
_YEAR_WORDS = frozenset(form for form, unit in _UNIT.items() if unit == "year" and form != "лет")
_YEAR_PLURAL = words(_FILE, "unit_form", "years")
_STREET = words(_FILE, "no_time", "before_date")
_COUNTED = words(_FILE, "no_time", "counted")
_SHORT_MONTH = frozenset(
    form
    for form in MONTH
    if len(form) < 5
    and form not in {"март", "май", "мая", "маю", "маем", "мае", "июнь", "июня", "июню", "июне", "июль", "июля", "июлю", "июле"}
)
_SHORT_DAY = words(_FILE, "unit_form", "short_weekday")
_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SEVERAL_UNITS = words(_FILE, "vague", "units")
_FEW_DAYS = words(_FILE, "unit_form", "few_days")
_WORKING = words(_FILE, "unit_form", "working")
_PERIOD = words(_FILE, "unit_form", "period")
_KIND_OF_YEAR = words(_FILE, "unit_form", "kind_of_year")
_CALENDAR = words(_FILE, "unit_form", "calendar")
_SPORTS_SEASON = words(_FILE, "unit_form", "season")
_BEFORE_WEDNESDAY = words(_FILE, "wednesday", "before")
_PLURAL_ENDINGS = ("ые", "ие", "ых", "их", "ыми", "ими", "эти", "те", "тех")
_NUMERIC = re.compile(
    r"(?P<y>\d{4})(?P<by>[-./])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})(?!\d|[-./]\d)"
    r"|(?P<d1>\d{1,2})(?:(?P<sep>[./-]) ?)(?P<m1>\d{1,2})(?P=sep) ?(?P<y1>\d{4}|\d{2})(?![\d:]|[./-]\d)"
    r"|(?P<d2>\d{1,2})[./](?P<m2>\d{2}|(?P<short>\d))(?P<dot>\.?)(?![\d:%/]|[.,-]\d)"
)

Read = tuple[Time, int] | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The text and its tokens, of which the grammar sees those before `end`: that bounds its depth on any text."""

    text: str
    tokens: list[Token]
    end: int

    def at(self, i: int) -> Token:
        """The token at `i`, END outside."""
        return self.tokens[i] if 0 <= i < self.end else END

    def low(self, i: int) -> str:
        """The folded form of the token at `i`, empty outside."""
        return self.tokens[i].low if 0 <= i < self.end else ""

    def lows(self, i: int, count: int) -> tuple[str, ...]:
        """The folded forms of `count` tokens from `i`."""
        return tuple(self.low(k) for k in range(i, i + count))

    def touches(self, i: int) -> bool:
        """Whether nothing stands between the token at `i` and the one before it."""
        return 0 < i < self.end and self.tokens[i].start == self.tokens[i - 1].end

    def numeral(self, i: int) -> number.Numeral | None:
        """The numeral at `i`."""
        return number.read(self.tokens, i) if i < self.end else None

    def after(self, offset: int, i: int) -> int:
        """The index of the first token from `i` that starts at or after the text offset."""
        while i < self.end and self.tokens[i].start < offset:
            i += 1
        return i

    def alone(self, i: int, j: int) -> bool:
        """Whether the tokens from `i` to `j` stand between marks or edges of the text."""
        return not any(token.low[:1].isalnum() for token in (self.at(i - 1), self.at(j)) if token.low)


def expand_year(value: int, digits: int) -> int:
    """A year as written: two digits are 1969–2068, as POSIX reads them."""
    return value if digits != 2 else value + (2000 if value < 69 else 1900)


def possible(day: int, month: int, year: int | None = None) -> bool:
    """Whether such a day can exist (29 February in leap years only)."""
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month]) or year == 0:
        return False
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return leap or (day, month) != (29, 2)


def date(c: Cursor, i: int) -> Read:
    """Any date or period without a preposition, a clock or a bound."""
    token = c.at(i)
    if token.number is not None:
        if c.low(i - 1) in _STREET or (c.low(i - 1) == "." and c.low(i - 2) in _STREET):
            return None  # ул. 8 Марта, п. 5.11
        return numeric(c, i) or day_month(c, i) or counted(c, i) or year(c, i) or bare_day(c, i)
    low = token.low
    found: Read = None
    if low in MONTH:
        found = month(c, i)
    elif low in WEEKDAY:
        found = weekday(c, i)
    elif low in _NEAR:
        if c.low(i + 1) == '"' and c.at(i - 1).capital:
            return None  # «Россия сегодня»
        found = Near(unit="day", offset=_NEAR[low]), i + 1
    elif low in _SEASON:
        found = season(c, i)
    elif low in _EDGE:
        found = edge(c, i)
    elif low in {"год", "года", "году"}:
        found = year_first(c, i)
    if found is None and low in number.WORDS:
        found = day_month(c, i) or counted(c, i) or year(c, i) or bare_day(c, i)
    if found is None and (low in POINTER or low in _THAT or low in _LAST or low in _COMING):
        found = pointed(c, i)
    if found is None and number.roman(low) is not None:
        found = counted(c, i)
    return found or deictic(c, i)


def numeric(c: Cursor, i: int) -> Read:
    """`07.07.2017`, `2017-07-07`, `15.02`, `14. - 15.10.2018`."""
    token = c.at(i)
    before = c.low(i - 1)
    if (c.touches(i) and before not in {"(", "[", '"', "-"}) or before == "№":
        return None
    if ranged := _numeric_range(c, i):
        return ranged
    match = _NUMERIC.match(c.text, token.start)
    if match is None:
        return None
    j = c.after(match.end(), i)
    day, mon = int(match["d"] or match["d1"] or match["d2"]), int(match["m"] or match["m1"] or match["m2"])
    written = match["y"] or match["y1"]
    if written is None:
        slashed = match[0][match.end("d2") - match.start()] == "/"
        full = (bool(match["dot"]) and not slashed) or (
            match["short"] is None and (not slashed or before in {"до", "с", "от", "на", "к", "по"})
        )
        if not possible(day, mon) or (not full and not c.alone(i, j)) or before in {"в", "во"} or c.low(j) in _COUNTED or c.low(j) == "%":
            return None
        if amount.unit_at(c.tokens, j) or (match["d2"] + match["m2"]).startswith("00"):
            return None
        if match["dot"] and (not c.low(j) or c.at(j).capital):
            j -= 1  # the dot ends the sentence
        return Calendar(month=mon, day=day), j
    value = expand_year(int(written), len(written))
    if mon > 12 >= day and match["y"] is None:
        return None
    return (Calendar(year=value, month=mon, day=day), _skip_year_word(c, j)) if possible(day, mon, value) else None


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


def _skip_year_word(c: Cursor, j: int) -> int:
    """Past «года», «г.», «год»."""
    if c.low(j) in _YEAR_WORDS:
        return j + 1
    if c.low(j) == "г":
        return j + 1 + (c.low(j + 1) == "." and c.touches(j + 1))
    return j


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
    first = _day(c, i)
    if first is None:
        return None
    day, j = first
    last = None
    second = _day(c, j + 1) if c.low(j) in {"-", "и", "/"} else None
    if second and month_at(c, second[1]) is not None and (c.low(j) != "и" or second[0] == day + 1):
        last, j = second
    if last is None and c.low(j) in {",", "и", "или"} and (elided := _elided(c, j)):
        return replace(elided, day=day) if possible(day, elided.month or 0, elided.year) else Calendar(), j
    mon = month_at(c, j)
    if mon is None:
        return _in_month(c, Calendar(day=day), j + 1) if c.low(j) == "числа" else None
    j += 1 + (c.low(j) in _SHORT_MONTH and c.low(j + 1) == ".")
    base, j = _with_year(c, Calendar(month=mon, day=day), j)
    named = base.outer if isinstance(base, Within) else base
    written = named.year if isinstance(named, Calendar) else None
    if not possible(day, mon, written) or (last is not None and not possible(last, mon, written)):
        return Calendar(), j
    if last is None:
        return base, j
    if last <= day:
        return Calendar(), j
    return Interval(start=Calendar(month=mon, day=day), end=_with_day(base, last)), j


def bare_day(c: Cursor, i: int) -> Read:
    """A day of the month told by an ordinal that counts no noun: `16-го`, `в ночь на 24-е`, `к 20-му`, `двадцать шестого`."""
    numeral = c.numeral(i)
    if numeral is None or not numeral.ordinal or numeral.digits > 2 or (day := numeral.integer) is None or not 0 < day <= 31:
        return None
    case, before = _day_case(c, numeral), c.low(i - 1)
    if not case or before in _NEVER_BEFORE_DAY or before not in _BEFORE_DAY.get(case, {before}):
        return None
    named = c.at(i - 1).capital and any("Name" in parse.tag for parse in morphology.parses(before))
    if named or _is_adjective(before) or (not numeral.digits and day <= 10):
        return None  # Николая 2-го, с общего 5-го, второго увезли
    return None if _counts_noun(c, i, numeral.next, case) else _in_month(c, Calendar(day=day), numeral.next)


def _day_case(c: Cursor, numeral: number.Numeral) -> str:
    """The case in which an ordinal stands, empty when it is none of a day."""
    last = c.low(numeral.next - 1)
    return _DAY_CASE.get(last if numeral.digits else last[-3:], "") or ("" if numeral.digits else _DAY_CASE.get(last[-2:], ""))


def _counts_noun(c: Cursor, i: int, j: int, case: str) -> bool:
    """Whether the ordinal from `i` to `j` counts the noun behind it, further ordinals between: `16-го полка`, `с 5-го на 3-е место`."""
    listed = c.low(i - 1) in _BETWEEN_DAYS and c.low(i - 2) in _DAY_CASE
    while c.low(j) in _BETWEEN_DAYS and (following := c.numeral(j + 1)) is not None:
        if not following.ordinal and (c.low(j) != "на" or month_at(c, following.next) is not None):
            break
        j, case, listed = following.next, _day_case(c, following), True
    token = c.at(j)
    if not token.low[:1].isalpha():
        return token.low == '"' and len(c.low(j + 1)) == 1  # 5-го «Б»
    first, *others = morphology.parses(token.low)
    if first.tag.POS not in _NOMINAL:
        return len(token.low) == 1 and token.capital
    return any(_agrees(parse.tag, case, listed or case == "accs") for parse in (first, *others))


def _agrees(tag: Any, case: str, plural: bool) -> bool:
    """Whether a noun or adjective of a pymorphy tag can belong to an ordinal, masculine or neuter, in the case."""
    if tag.POS not in _NOMINAL or "Abbr" in tag or not (not case or case in tag or (case == "gent" and {"accs", "anim"} in tag)):
        return False
    return plural if "plur" in tag else "neut" in tag if case == "accs" else "femn" not in tag


def _is_adjective(word: str) -> bool:
    """Whether the word is most likely an adjective or participle."""
    return word[:1].isalpha() and morphology.parses(word)[0].tag.POS in {"ADJF", "PRTF"}


def _is_genitive(word: str) -> bool:
    """Whether the word is a noun or adjective that can be a genitive."""
    parses = morphology.parses(word) if word[:1].isalpha() else ()
    return bool(parses) and parses[0].tag.POS in _NOMINAL and any("gent" in parse.tag and "Abbr" not in parse.tag for parse in parses)


def _in_month(c: Cursor, day: Calendar, j: int) -> tuple[Time, int]:
    """The day with the month that is pointed at behind it: `16-го прошлого месяца`."""
    if (outer := pointed(c, j)) and isinstance(outer[0], Near) and outer[0].unit == "month":
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
            shared, _ = _with_year(c, Calendar(month=mon), j + 1)
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


def _with_year(c: Cursor, base: Calendar, j: int) -> tuple[Time, int]:
    """The date with the year behind it, in digits, words or pointed at («прошлого года»)."""
    k = j + (c.low(j) == ",")
    if k > j and c.at(k).number is None:
        return base, j
    if c.low(k) in {"в", "во"} and (named := year(c, k + 1)) and _is_year(named[0]):
        return _in_year(base, named)
    token = c.at(k)
    if token.number is not None:
        digits, follows = token.end - token.start, c.low(k + 1)
        worded = (
            follows in _YEAR_WORDS or follows == "г" or (follows == "-" and c.touches(k + 1) and c.low(k + 2) in {"го", "м", "й", "ого"})
        )
        suffixed = 2 * (worded and follows == "-")
        if (
            (digits == 4 or (digits == 3 and worded))
            and token.number > 0
            and not _clocked(c, k)
            and follows not in _COUNTED
            and not (follows == "," and c.at(k + 2).number is not None and c.touches(k + 2))
        ):
            return _era(c, replace(base, year=token.number), _skip_year_word(c, k + 1 + suffixed))
        if (
            digits == 2
            and k == j
            and (
                worded
                or (token.number > 31 and (c.at(k + 1).number is not None or not follows[:1].isalpha()) and follows not in {":", "%"})
            )
        ):
            return replace(base, year=expand_year(token.number, 2)), _skip_year_word(c, k + 1 + suffixed)
        return base, j
    if named := _year_in_words(c, k):
        return _in_year(base, named)
    if (pointed_year := pointed(c, k)) and isinstance(pointed_year[0], Near) and pointed_year[0].unit == "year":
        return Within(inner=base, outer=pointed_year[0]), pointed_year[1]
    if c.lows(k, 3) == ("с", ".", "г") or c.lows(k, 3) == ("т", ".", "г"):
        return Within(inner=base, outer=Near(unit="year")), k + 3 + (c.low(k + 3) == ".")
    return base, j


def _in_year(base: Calendar, named: tuple[Time, int]) -> tuple[Time, int]:
    if isinstance(named[0], Calendar):
        return replace(base, year=named[0].year), named[1]
    return Within(inner=base, outer=named[0]), named[1]


def _is_year(value: Time) -> bool:
    return isinstance(value, Calendar) and value == Calendar(year=value.year) and value.year is not None


def _clocked(c: Cursor, i: int) -> bool:
    return c.low(i + 1) == ":" and c.at(i + 2).number is not None


def month(c: Cursor, i: int) -> Read:
    """`май 2011`, `Авг 26, 2015`, `в марте прошлого года`, `август`."""
    token = c.at(i)
    j = i + 1 + (token.low in _SHORT_MONTH and c.low(i + 1) == "." and c.touches(i + 1))
    if (named := c.at(j).number) is not None and 0 < named <= 31 and c.at(j).end - c.at(j).start <= 2 and c.low(j + 1) == ",":
        with_year, k = _with_year(c, Calendar(month=MONTH[token.low], day=named), j + 1)
        if isinstance(with_year, Calendar) and with_year.year:
            return (with_year, k) if possible(named, MONTH[token.low], with_year.year) else (Calendar(), k)
    value, k = _with_year(c, Calendar(month=MONTH[token.low]), j)
    if k > j:
        return value, k
    if c.low(j) == "и" and (follower := j + 1 + (c.low(j + 1) in {"в", "во"})) and month_at(c, follower):  # в июне и июле 2014 года
        shared, k = _with_year(c, Calendar(month=month_at(c, follower)), follower + 1)
        if isinstance(shared, Calendar) and shared.year:
            return replace(Calendar(month=MONTH[token.low]), year=shared.year), j
    first = i == 0 or c.low(i - 1) in {".", "!", "?", '"'}
    if token.capital and c.at(j).capital:
        return None  # a name: «Август Иванов»
    if token.capital and not first and c.low(i - 1) not in {"в", "с", "до", "к", "на", "за", "по"}:
        return None
    if (token.low in _SHORT_MONTH and (token.capital or not c.alone(i, j))) or (
        c.low(i + 1) == "-" and c.touches(i + 1) and c.at(i + 2).capital
    ):
        return None
    return value, j


def weekday(c: Cursor, i: int) -> Read:
    """`в среду`, `утром субботы`, `пт` (abbreviated only beside a date)."""
    token = c.at(i)
    before, after = c.low(i - 1), c.low(i + 1)
    if token.low in _SHORT_DAY:
        j = i + 1 + (after == ".")
        k = j + (c.low(j) == ",")
        beside = day_month(c, k) or numeric(c, k) if c.at(k).number is not None else None
        return (
            (Calendar(weekday=WEEKDAY[token.low]), j)
            if beside
            or (before in {"в", "во"} and not token.capital)
            or c.low(i - 1) in {":", "ночи", "утра", "вечера", "дня"}
            or _clocked(c, i - 3)
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
    if (token.low == "среду" and before.endswith(("ую", "юю"))) or token.low == "воскресение":
        return None
    return Calendar(weekday=WEEKDAY[token.low]), i + 1


def season(c: Cursor, i: int) -> Read:
    """`весной 2014 года`, `лето`, `зимой 2018–2019 годов`."""
    token = c.at(i)
    if token.capital and i and c.low(i - 1) not in {".", "!", "?", '"'}:
        return None
    base = Calendar(season=_SEASON[token.low])
    if (spanned := years(c, i + 1)) and isinstance(spanned[0], Interval) and isinstance(spanned[0].start, Calendar):
        return replace(base, year=spanned[0].start.year), spanned[1]
    value, j = _with_year(c, base, i + 1)
    return value, j


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
    unit = _UNIT.get(low)
    if (
        unit == "century"
        and value <= 30
        and (ordinal or (bare and ((low in {"веке", "век", "веку", "веком"} and value > 1) or (low == "века" and 4 < value < 22))))
    ):
        return _era(c, Calendar(century=value), j + 1)
    if unit == "quarter" and value in {1, 2, 3, 4} and (ordinal or (bare and low in {"квартал", "квартале", "кв"})):
        k = j + 1 + (low == "кв" and c.low(j + 1) == ".")
        named, after = _with_year(c, Calendar(quarter=value), k)
        return None if low == "кв" and after == k else (named, after)
    if unit == "half" and value in {1, 2} and (ordinal or (bare and low != "полугодия")):
        return _with_year(c, Calendar(half=value), j + 1)
    if numeral and numeral.plural and value % 10 == 0 and (decade_year := _decade(value, numeral.digits)) is not None:
        if low in _YEAR_PLURAL:
            k = j + 1 + (low == "гг" and c.low(j + 1) == ".")
            return _decade_of_century(c, decade_year, k, value)
        counts = low in _COUNTED or low.endswith(("ах", "ях", "ов", "ев", "ей", "ых", "их"))
        spoken = not numeral.digits and (value >= 20 or not value) and not counts
        if numeral.digits == 4 or (c.low(i - 1) in {"в", "с", "до", "к", "из"} and (spoken or (numeral.digits and not low[:1].isalpha()))):
            return Calendar(decade=decade_year), j
        if c.low(i - 1) in _EDGE:
            return Calendar(decade=decade_year), j
    if ordinal and numeral and (not numeral.plural or low == "сутки"):
        return nth(c, j, value) or _of_narrative(c, i, j, value)
    return None


def _of_narrative(c: Cursor, i: int, j: int, n: int) -> Read:
    """A day counted in the last date of the text: `на второй день`, `в первый же день`, `в последний день визита`."""
    j += c.low(j) == "же"
    if c.low(i - 1) not in {"в", "во", "на"} or c.low(j) not in {"день", "сутки"}:
        return None
    return None if c.low(j + 1) not in _HAPPENING and _is_genitive(c.low(j + 1)) else (Nth(n=n, of=Previous()), j + 1)


def _decade(value: int, digits: int) -> int | None:
    if digits == 4 or value >= 1000:
        return value if 1000 <= value <= 2100 else None
    return (value + 2000 if value < 20 else value + 1900) if value < 100 else None


def _decade_of_century(c: Cursor, year_: int, j: int, value: int) -> Read:
    roman = number.roman(c.low(j)) or ((n := c.numeral(j)) is not None and n.ordinal and n.integer) or None
    if roman and value < 100 and _UNIT.get(c.low(j + 1)) == "century":
        return Calendar(decade=(int(roman) - 1) * 100 + value), j + 2
    return Calendar(decade=year_), j


def nth(c: Cursor, j: int, n: int) -> Read:
    """`вторая неделя октября`, `последний рабочий день месяца`: the counted unit at `j` and the period behind it."""
    working = c.low(j) in _WORKING
    k = j + working
    low = c.low(k)
    unit = _UNIT.get(low)
    named = WEEKDAY.get(low) if low not in _SHORT_DAY else None
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
    """A period in the genitive behind a noun: `мая`, `2019 года`, `следующего месяца`, bare `месяца`."""
    low = c.low(i)
    if low in _PERIOD:
        if low in {"года"} and (first := year_first(c, i)):
            return first
        if low in _SEASON:
            return season(c, i)
        return Near(unit=cast(Unit, _UNIT[low]), origin="context"), i + 1
    found = date(c, i)
    return found if found and found[0] != Calendar() else None


def edge(c: Cursor, i: int) -> Read:
    """`начало мая`, `конец прошлого года`, `середина 1990-х`."""
    return _halved(c, i + 1, _EDGE[c.low(i)])


def _halved(c: Cursor, j: int, kind: Edge) -> Read:
    if c.low(j) == "дня" and kind in {"first half", "second half"}:
        return Moment(part="morning" if kind == "first half" else "afternoon"), j + 1
    of = period(c, j)
    return (Part(edge=kind, of=of[0]), of[1]) if of else None


def _era(c: Cursor, value: Calendar, j: int) -> tuple[Time, int]:
    """Past «до нашей эры», «н. э.»."""
    before = c.low(j) == "до"
    k = j + before
    k2 = k + 2 if c.lows(k, 2) == ("нашей", "эры") else k + 3 + (c.low(k + 3) == ".") if c.lows(k, 3) == ("н", ".", "э") else k
    if k2 == k:
        return value, j
    if before:
        value = replace(value, year=1 - value.year if value.year else None, century=-value.century if value.century else None)
    return value, k2


def year(c: Cursor, i: int) -> Read:
    """`1973 год`, `2006 г.`, `в 1993-м`, `2011–2013 годы`, `сезон 2014/15`, `две тысячи третьем году`."""
    if spanned := years(c, i):
        return spanned
    token = c.at(i)
    if token.number is None:
        return _year_in_words(c, i)
    digits, value, j = token.end - token.start, token.number, i + 1
    before = c.low(i - 1)
    if (c.touches(i) and before not in {"(", "[", '"', "-", "/", "год", "."}) or not value or digits > 4:
        return None
    numeral = c.numeral(i)
    if numeral and numeral.ordinal and not numeral.plural:
        j = numeral.next
        worded = c.low(j) in _YEAR_WORDS
        if c.low(j + 1) == "жизни" or (worded and digits == 2 and before == "на"):
            return None
        if (worded and digits in {2, 4}) or (
            digits == 4 and 1000 <= value <= 2100 and (before in {"в", "во", "с", "до", "к", "по", "и", "-"} or before in _EDGE)
        ):
            return Calendar(year=expand_year(value, digits)), j + worded
        return None
    if digits == 4 and (c.low(j) in _YEAR_PLURAL or _listed(c, j)) and 1000 <= value <= 2100:
        worded = c.low(j) in _YEAR_PLURAL
        return Calendar(year=value), j + worded + (c.low(j) == "гг" and c.low(j + 1) == ".")
    if c.low(j) in _YEAR_WORDS and c.low(j) not in _YEAR_PLURAL:
        if (
            digits >= 3
            or (c.low(j) in {"году", "годом", "годе"} and digits == 2 and (before != "на" and c.low(j + 1) != "жизни"))
            or c.lows(j + 1, 2) in {("до", "н"), ("н", "."), ("до", "нашей"), ("нашей", "эры")}
        ):
            era = _era(c, Calendar(year=value), j + 1)
            return era if era[1] > j + 1 else (Calendar(year=expand_year(value, digits)), j + 1)
        return None
    if c.low(j) == "г" and ((digits == 4 and value >= 1000) or (digits == 2 and before in {"с", "в", "до"})):
        return Calendar(year=expand_year(value, digits)), _skip_year_word(c, j)
    if digits == 4 and 1500 <= value <= 2100 and _bare_year(c, i):
        return Calendar(year=value), j
    return None


def _listed(c: Cursor, j: int) -> bool:
    """Whether the year before `j` is in a list that ends with the word for years: `1958, 1962 и 1970 годах`."""
    for _ in range(8):
        token = c.at(j + 1)
        if c.low(j) not in {",", "и", "или"} or token.number is None or token.end - token.start != 4:
            return False
        j += 2
        if c.low(j) in _YEAR_WORDS or c.low(j) in _YEAR_PLURAL:
            return True
    return False


def _bare_year(c: Cursor, i: int) -> bool:
    """«в 1993», «(1993)», «к 2030», «с 1967 по 1976»: a year without its word."""
    before, after = c.low(i - 1), c.low(i + 1)
    if before in {"в", "к", "до", "с", "по", "на", "за"}:
        if after in {"%", "$", "€", ":", "/"} or (after in {",", "."} and c.at(i + 2).number is not None and c.touches(i + 2)):
            return False
        counts = after in _COUNTED or after.endswith(("ах", "ях", "ов", "ев", "ей", "ых", "их")) or c.at(i + 1).number is not None
        return not after[:1].isalnum() or (before in {"в", "с", "по"} and not counts)
    if before in _EDGE or c.low(i - 1) in MONTH:
        return not after[:1].isalnum()
    return (before in {"(", "["} and (after in {")", "]", ",", "-"} or after == "и")) or (before in {"-", ",", "."} and after in {")", "]"})


def years(c: Cursor, i: int) -> Read:
    """`2011–2013 годы`, `2018/19`, `2014/2015 учебный год`, `1939—1945`."""
    first, last = c.at(i).number, c.at(i + 2).number
    if first is None or last is None or c.at(i).end - c.at(i).start != 4 or c.low(i + 1) not in {"-", "/"} or not 1000 <= first <= 2100:
        return None
    digits = c.at(i + 2).end - c.at(i + 2).start
    if digits == 2 and c.low(i + 3) in {"-", "."} and c.at(i + 4).number is not None:
        return None  # 2018-05-07
    full = last if digits == 4 else first // 100 * 100 + last if digits == 2 else 0
    if digits == 2 and full < first:
        full += 100
    if not first < full <= 2150:
        return None
    j = i + 3
    if c.low(j) in _KIND_OF_YEAR:
        j += 1
    worded = c.low(j) in _YEAR_WORDS or c.low(j) in _YEAR_PLURAL
    known = (
        worded
        or (digits == 4 and c.low(i + 1) == "/")
        or c.low(i - 1) in _SPORTS_SEASON | {"(", "в", "на"}
        or (digits == 4 and not c.low(j)[:1].isalpha())
    )
    if not known or (digits == 2 and c.low(i + 1) == "-" and not worded and full - first > 1 and c.low(i - 1) != "("):
        return None
    j = j + 1 + (c.low(j) == "гг" and c.low(j + 1) == ".") if worded else j
    return Interval(start=Calendar(year=first), end=Calendar(year=full)), j


def _year_in_words(c: Cursor, i: int) -> Read:
    if c.low(i) not in number.WORDS:
        return None
    numeral = c.numeral(i)
    if numeral is None or not numeral.ordinal or numeral.plural or (value := numeral.integer) is None or numeral.digits:
        return None
    worded = c.low(numeral.next) in _YEAR_WORDS
    if value >= 1000 and (worded or c.low(i - 1) in {"в", "с", "до", "к"}) and value < 2101:
        return Calendar(year=value), numeral.next + worded
    if 20 <= value < 100 and worded:
        return Calendar(year=expand_year(value, 2)), numeral.next + 1
    return None


def year_first(c: Cursor, i: int) -> Read:
    """`год 2000`."""
    token = c.at(i + 1)
    if token.number is not None and token.end - token.start == 4 and 1000 <= token.number <= 2100 and c.low(i + 2) not in _COUNTED:
        return Calendar(year=token.number), i + 2
    return None


def pointed(c: Cursor, i: int) -> Read:
    """What a pointer tells: `прошлая неделя`, `следующий вторник`, `в тот же день`, `последние три дня`, `последний день мая`."""
    low = c.low(i)
    that = low in _THAT or low in _THIS
    j = i + 1 + (low == "пр" and c.low(i + 1) == ".")
    if c.low(j) in _ALSO:
        that, j = True, j + 1
        same = True
    else:
        same = False
        that = that and (low in _THAT and low not in POINTER)
    if c.low(j) in _CALENDAR:
        j += 1
    if low in _LAST and c.low(j) in _FEW_DAYS and (of := period(c, j + 1)) and isinstance(of[0], Calendar | Within | Near):
        return Part(edge="end", of=of[0]), of[1]
    if window := _window(c, i, j):
        return window
    if low in _LAST:
        return nth(c, j, -1) or _of_narrative(c, i, j, -1)
    word = c.low(j)
    unit = _UNIT.get(word)
    offset = 0 if that or same else POINTER.get(low, 1 if low in _COMING else None)
    if offset is None:
        return None
    plural = low.endswith(_PLURAL_ENDINGS)
    origin = _origin(low, unit, that or same, offset)
    if unit in {"week", "month", "quarter", "half", "year", "decade", "century", "day", "weekend", "hour", "minute", "second"}:
        if (
            word in amount.ABBREVIATED
            or word == "кв"
            or (plural and unit != "weekend" and not word.startswith("сут"))
            or word in {"лет", "часы"}
        ):
            return None
        if (unit == "weekend" and not plural) or (unit == "day" and offset < 0 and low not in _PREVIOUS and not word.startswith("сут")):
            return None
        if unit == "weekend" and low in _NEXT and not low.startswith("следующ"):
            offset = 0
        if unit == "day" and offset == 1 and origin == "previous":
            return _after_date(c, Near(unit="day", offset=1, origin=origin), j + 1)
        return Near(unit=cast(Unit, unit), offset=offset, origin=origin), j + 1
    what = Calendar(weekday=WEEKDAY[word]) if word in WEEKDAY and word not in _SHORT_DAY else None
    what = Calendar(season=_SEASON[word]) if word in _SEASON else what
    what = Calendar(month=MONTH[word]) if word in MONTH and word not in _SHORT_MONTH else what
    if what is None or plural:
        return None
    if offset == 0 and what.weekday and word == "среде":
        return None
    return Named(what=what, offset=offset, origin=origin, latest=low in _LATEST or low in _COMING), j + 1


def _origin(low: str, unit: str | None, same: bool, offset: int) -> Origin:
    if same or (unit == "day" and offset >= 0 and low in POINTER and low not in {"сегодняшний"}) or low in _PREVIOUS:
        return "previous"
    return "next" if offset > 0 else "published"


def _window(c: Cursor, i: int, j: int) -> Read:
    """`последние три дня`, `ближайшие сутки`, `за последний год`, `следующие 3 недели`."""
    low = c.low(i)
    backward = low in _LAST or low in _PAST
    if not backward and low not in _NEXT:
        return None
    length = amount.read(c.tokens, j)
    if length is None:
        return None
    plural, before = low.endswith(_PLURAL_ENDINGS), c.low(i - 1)
    if length.bare and plural and c.low(j) in _SEVERAL_UNITS:  # в последние годы
        return Window(amount=str(amount.Amount(vague=length.amount.finest)), forward=not backward), length.next
    if not length.bare:
        told = plural or low in _LAST
    elif plural:
        told = c.low(j) in {"сутки", "суток", "суткам"}
    else:
        told = (before == "за" and low in _LAST | _COMING) or (before in {"в", "на"} and low in _COMING and length.unit != "day")
    return (Window(amount=str(length.amount), forward=not backward), length.next) if told else None


def deictic(c: Cursor, i: int) -> Read:
    """`накануне`, `на днях`, `сейчас`, `тогда же`, `вчерашний день`."""
    low = c.low(i)
    if low == "накануне":
        if based := date(c, i + 1):
            return (Offset(amount="P1D", forward=False, base=based[0]), based[1]) if based[0] != Calendar() else None
        if c.low(i + 1).endswith(("ов", "ания", "ения", "ций", "ции", "визита", "саммита", "матча", "дня")):
            return None
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


def _after_date(c: Cursor, value: Near, j: int) -> tuple[Time, int]:
    """The next day of a date that is named behind it: `на следующий день после 9 мая`."""
    if c.low(j) != "после":
        return value, j
    if c.low(j + 1) in {"этого", "того"} and date(c, j + 1) is None:
        return value, j + 2
    based = date(c, j + 1)
    return (Offset(amount="P1D", forward=True, base=based[0]), based[1]) if based else (value, j)


def adjective(c: Cursor, i: int) -> Read:
    """A time told by an adjective before its noun: `ноябрьский визит`, `вчерашнее заседание`, `субботний матч`."""
    low, following = c.low(i), c.low(i + 1)
    if low in NEAR_ADJECTIVE:
        return Adjective(of=Near(unit="day", offset=NEAR_ADJECTIVE[low])), i + 1
    if low in WEEKDAY_ADJECTIVE:
        return Adjective(of=Calendar(weekday=WEEKDAY_ADJECTIVE[low])), i + 1
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
        _EDGE,
        _THAT,
        _LAST,
        _COMING,
        number.WORDS,
    ):
        yield from forms
    yield from ("год", "года", "году", "накануне", "сейчас", "тогда", "днях", "выходные", "выходных")
