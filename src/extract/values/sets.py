"""The grammar of sets over tokens: `ежегодно`, `каждую среду`, `по вторникам`, `два раза в неделю`, `200 тонн в сутки`."""

from typing import cast, get_args

from . import amount, number
from .clock import PART
from .cursor import EACH, FILE, MONTH, WEEKDAY, Cursor, Read
from .dates import is_genitive
from .expression import Calendar, DayPart, Every, Moment, Nth, Unit
from .periods import date
from .tokens import table, words

EVERY_UNIT = table(FILE, "every")
_PART_PLURAL = cast(dict[str, DayPart], table(FILE, "part_plural"))
_PER = frozenset({"день", "сутки", "неделю", "месяц", "год"})
_RELATIVE = words(FILE, "vague_time_form", "relative")
_SEVERAL = words(FILE, "vague", "several")


def every(c: Cursor, i: int) -> Read:
    """`ежегодно`, `каждую среду`, `по вторникам`, `два раза в неделю`, `раз в год`."""
    low = c.low(i)
    if low in EVERY_UNIT:
        unit: Unit = EVERY_UNIT[low]  # type: ignore[assignment]
        return Every(unit=unit), i + 1
    if low in EACH:
        return _each(c, i + 1)
    if low == "по" and (found := _repeated(c, i + 1)):
        return found
    if low == "в" and not c.at(i).capital and (found := _rate(c, i)):
        return found
    j = i
    if low in {"раз", "дважды", "трижды"}:
        j = i + 1
    elif c.at(i).number is not None or low in number.WORDS or low == "несколько":
        numeral = c.numeral(i)
        j = numeral.next if numeral else i + 1
        if c.low(j) == "-" and (more := c.numeral(j + 1)):
            j = more.next
        if c.low(j) not in {"раз", "раза"}:
            return None
        j += 1
    else:
        return None
    if c.low(j) not in {"в", "во", "за"}:
        return None
    length = amount.read(c.tokens, j + 1)
    return (Every(unit=length.unit), length.next) if length and length.unit in get_args(Unit) and c.low(j) != "за" else None  # type: ignore[arg-type]


def _rate(c: Cursor, i: int) -> Read:
    """What is counted per unit: `200 тонн в сутки`, `два миллиона рублей в год`; no speeds, whose units are short."""
    unit = amount.unit_at(c.tokens, i + 1) if i + 1 < c.end else None
    if unit is None or unit[0] not in {"day", "week", "month", "year"} or c.low(i + 1) not in _PER:
        return None
    if (
        c.at(unit[1]).number is not None
        or is_genitive(c.low(unit[1]))
        or (c.low(unit[1]) in {",", "когда"} and c.low(unit[1] + 1) in _RELATIVE)
    ):
        return None
    for k in range(i - 1, max(-1, i - 7), -1):
        token = c.at(k)
        if (
            token.number is not None
            or (token.low in number.WORDS and (n := c.numeral(k)) is not None and not n.ordinal)
            or token.low in _SEVERAL
        ):
            return Every(unit=cast(Unit, unit[0])), unit[1]
        if token.low in {"!", "?", ";", ",", "("} or (token.low == "." and len(c.low(k - 1)) > 4):
            return None
    return None


def _each(c: Cursor, j: int) -> Read:
    if (numeral := c.numeral(j)) and numeral.ordinal and (found := date(c, j)) and isinstance(found[0], Nth):
        return Every(of=found[0]), found[1]
    low = c.low(j)
    if low in WEEKDAY:
        return Every(of=Calendar(weekday=WEEKDAY[low])), j + 1
    if low in MONTH:
        return Every(of=Calendar(month=MONTH[low])), j + 1
    length = amount.read(c.tokens, j)
    if length and not length.amount.vague:
        return Every(unit=length.unit), length.next  # type: ignore[arg-type]
    if low in PART:
        return Every(of=Moment(part=PART[low])), j + 1
    if low == "выходные":
        return Every(unit="weekend"), j + 1
    if low in {"весну", "лето", "осень", "зиму"}:
        found = date(c, j)
        return (Every(of=found[0]), found[1]) if found else None
    return None


def _repeated(c: Cursor, j: int) -> Read:
    """`по вторникам и четвергам`, `по утрам`, `по выходным`."""
    low = c.low(j)
    if low in WEEKDAY and low.endswith(("ам", "ям")):
        k = j + 1
        while c.low(k) in {",", "и"} and c.low(k + 1) in WEEKDAY and c.low(k + 1).endswith(("ам", "ям")):
            k += 2
        return Every(of=Calendar(weekday=WEEKDAY[low])), k
    if low in _PART_PLURAL:
        return Every(of=Moment(part=_PART_PLURAL[low])), j + 1
    if low in {"выходным", "будням"}:
        return Every(unit="weekend" if low == "выходным" else "workday"), j + 1
    return None
