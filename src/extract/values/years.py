"""The grammar of years over tokens: `1973 год`, `в 1993-м`, `2011–2013 годы`, `две тысячи третий год`, `44 год до н. э.`"""

import re
from dataclasses import replace

from . import number
from .cursor import COUNTED, EDGE, FILE, MONTH, UNIT, Cursor, Read
from .expression import Calendar, Interval, Time
from .tokens import words

_HEADING = re.compile(r"[ \t]*(?:[:.–—-](?=\s)|\r?\n)")
YEAR_WORDS = frozenset(form for form, unit in UNIT.items() if unit == "year" and form != "лет")
YEAR_PLURAL = words(FILE, "unit_form", "years")
_KIND_OF_YEAR = words(FILE, "unit_form", "kind_of_year")
SPORTS_SEASON = words(FILE, "unit_form", "season")
_BEFORE_AGE = words(FILE, "no_time", "before_age")


def expand_year(value: int, digits: int, *, spoken: bool = False) -> int:
    """A year as written: two digits are 1969–2068, as POSIX reads them; spoken ordinals («в 41-м», «сорок пятый год») 1930–2029."""
    return value if digits != 2 else value + (2000 if value < (30 if spoken else 69) else 1900)


def skip_year_word(c: Cursor, j: int) -> int:
    """Past «года», «г.», «год»."""
    if c.low(j) in YEAR_WORDS:
        return j + 1
    if c.low(j) == "г":
        return j + 1 + (c.low(j + 1) == "." and c.touches(j + 1))
    return j


def era(c: Cursor, value: Calendar, j: int) -> tuple[Time, int]:
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
    """`1973 год`, `2006 г.`, `в 1993-м`, `2011–2013 годы`, `две тысячи третьем году`."""
    if spanned := years(c, i):
        return spanned
    token = c.at(i)
    if token.number is None:
        return year_in_words(c, i)
    digits, value, j = token.end - token.start, token.number, i + 1
    before = c.low(i - 1)
    if (c.touches(i) and before not in {"(", "[", '"', "-", "/", "год", "."}) or not value or digits > 4:
        return None
    numeral = c.numeral(i)
    if numeral and numeral.ordinal and not numeral.plural:
        j = numeral.next
        worded = c.low(j) in YEAR_WORDS
        if c.low(j + 1) == "жизни" or (worded and digits == 2 and before in _BEFORE_AGE):
            return None
        if (worded and digits in {2, 4}) or (
            digits == 4 and 1000 <= value <= 2100 and (before in {"в", "во", "с", "до", "к", "по", "и", "-"} or before in EDGE)
        ):
            return Calendar(year=expand_year(value, digits, spoken=True)), j + worded
        return None
    if digits == 4 and (c.low(j) in YEAR_PLURAL or _listed(c, j)) and 1000 <= value <= 2100:
        worded = c.low(j) in YEAR_PLURAL
        return Calendar(year=value), j + worded + (c.low(j) == "гг" and c.low(j + 1) == ".")
    if c.low(j) in YEAR_WORDS and c.low(j) not in YEAR_PLURAL:
        if (
            digits >= 3
            or (c.low(j) in {"году", "годом", "годе"} and digits == 2 and (before != "на" and c.low(j + 1) != "жизни"))
            or c.lows(j + 1, 2) in {("до", "н"), ("н", "."), ("до", "нашей"), ("нашей", "эры")}
        ):
            past = era(c, Calendar(year=value), j + 1)
            return past if past[1] > j + 1 else (Calendar(year=expand_year(value, digits)), j + 1)
        return None
    if c.low(j) == "г" and ((digits == 4 and 1000 <= value <= 2200) or (digits == 2 and before in {"с", "в", "до"})):
        return Calendar(year=expand_year(value, digits)), skip_year_word(c, j)
    if digits == 4 and 1500 <= value <= 2100 and (_bare_year(c, i) or _heads_line(c, i)):
        return Calendar(year=value), j
    return None


def _listed(c: Cursor, j: int) -> bool:
    """Whether the year before `j` is in a list that ends with the word for years: `1958, 1962 и 1970 годах`."""
    for _ in range(8):
        token = c.at(j + 1)
        if c.low(j) not in {",", "и", "или"} or token.number is None or token.end - token.start != 4:
            return False
        j += 2
        if c.low(j) in YEAR_WORDS or c.low(j) in YEAR_PLURAL:
            return True
    return False


def _bare_year(c: Cursor, i: int) -> bool:
    """«в 1993», «(1993)», «к 2030», «с 1967 по 1976»: a year without its word."""
    before, after = c.low(i - 1), c.low(i + 1)
    if after == "-" and c.touches(i + 1) and c.touches(i + 2) and c.low(i + 2)[:1].isalpha():
        return False  # в 1995-х
    if before in {"в", "к", "до", "с", "по", "на", "за", "после"}:
        if after in {"%", "$", "€", ":", "/"} or (after in {",", "."} and c.at(i + 2).number is not None and c.touches(i + 2)):
            return False
        counts = after in COUNTED or after.endswith(("ах", "ях", "ов", "ев", "ей", "ых", "их")) or c.at(i + 1).number is not None
        return not after[:1].isalnum() or (before in {"в", "с", "по"} and not counts)
    if before in EDGE or c.low(i - 1) in MONTH:
        return not after[:1].isalnum()
    if before in {"(", "["}:
        return after in {")", "]", ",", "-", "и"}
    if before == "," and c.low(i - 2) in {'"', ")"} and after in {'"', ","}:
        return True  # «Джон Леннон», 1980, холст
    return (before in {"-", ",", "."} and after in {")", "]"}) or (before == "," and after in {",", "-"} and _in_brackets(c, i))


def _heads_line(c: Cursor, i: int) -> bool:
    """Whether a year is the heading of a chronicle or of an entry: `2014`, alone on its line, `2014: …`, `2014 — …`, `2014. …`."""
    return c.opens_line(i) and _HEADING.match(c.text, c.at(i).end) is not None


def _in_brackets(c: Cursor, i: int) -> bool:
    """Whether a bracket was opened shortly before: `(1956, 1972 — физика)`."""
    near = [c.low(k) for k in range(i - 12, i)]
    return "(" in near and ")" not in near[near.index("(") :]


def years(c: Cursor, i: int) -> Read:
    """`2011–2013 годы`, `2018/19`, `2014/2015 учебный год`, `1939—1945`."""
    first, last = c.at(i).number, c.at(i + 2).number
    if first is None or last is None or c.at(i).end - c.at(i).start != 4 or c.low(i + 1) not in {"-", "/"} or not 1000 <= first <= 2100:
        return None
    digits = c.at(i + 2).end - c.at(i + 2).start
    if c.low(i - 1) == "-" and c.at(i - 2).number is not None:
        return None  # 2020-2021-2022
    if digits == 2 and c.low(i + 3) in {"-", "."} and c.at(i + 4).number is not None:
        return None  # 2018-05-07
    full = last if digits == 4 else first // 100 * 100 + last if digits == 2 else 0
    if digits == 2 and full < first:
        full += 100
    if not first < full <= 2150:
        return None
    j = i + 3
    if c.low(j) == "-" and c.at(j + 1).number is not None:
        return None  # 2020-2021-2022
    if c.low(j) in _KIND_OF_YEAR:
        j += 1
    worded = c.low(j) in YEAR_WORDS or c.low(j) in YEAR_PLURAL
    listed = c.low(i - 1) in {",", "и"} and c.low(i - 3) == "/"  # сезоны 2002/03, 2004/05
    known = (
        worded
        or (c.low(i + 1) == "/" and (digits == 4 or listed or (full == first + 1 and c.low(i - 1) != "№")))
        or c.low(i - 1) in SPORTS_SEASON | {"(", "в", "на"}
        or (digits == 4 and not c.low(j)[:1].isalpha())
    )
    if not known or (digits == 2 and c.low(i + 1) == "-" and not worded and full - first > 1 and c.low(i - 1) != "("):
        return None
    j = j + 1 + (c.low(j) == "гг" and c.low(j + 1) == ".") if worded else j
    return Interval(start=Calendar(year=first), end=Calendar(year=full)), j


def year_in_words(c: Cursor, i: int) -> Read:
    """`две тысячи третий год`, `сорок пятый год`, `в две тысячи десятом`."""
    if c.low(i) not in number.WORDS:
        return None
    numeral = c.numeral(i)
    if numeral is None or not numeral.ordinal or numeral.plural or (value := numeral.integer) is None or numeral.digits:
        return None
    worded = c.low(numeral.next) in YEAR_WORDS
    if c.low(i - 1) in _BEFORE_AGE and value < 1000:
        return None
    if value >= 1000 and (worded or c.low(i - 1) in {"в", "с", "до", "к"}) and value < 2101:
        return Calendar(year=value), numeral.next + worded
    if 20 <= value < 100 and worded:
        return Calendar(year=expand_year(value, 2, spoken=True)), numeral.next + 1
    return None


def year_first(c: Cursor, i: int) -> Read:
    """`год 2000`."""
    token = c.at(i + 1)
    if token.number is not None and token.end - token.start == 4 and 1000 <= token.number <= 2100 and c.low(i + 2) not in COUNTED:
        return Calendar(year=token.number), i + 2
    return None


def decade(value: int, digits: int) -> int | None:
    """The first year of a decade as written: 90 is 1990, 10 is 2010."""
    if digits == 4 or value >= 1000:
        return value if 1000 <= value <= 2100 else None
    return (value + 2000 if value < 20 else value + 1900) if value < 100 else None


def is_year(value: Time) -> bool:
    """Whether the value is a year and nothing more."""
    return isinstance(value, Calendar) and value == Calendar(year=value.year) and value.year is not None
