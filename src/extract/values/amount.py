"""Lengths of time: `3 часа 40 минут` over tokens → an `Amount`, which prints and parses as an ISO 8601 duration."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from functools import cache
from typing import Any

from . import number
from .tokens import END, Token, table, words

_FILE = "time.toml"
UNIT = table(_FILE, "unit")
HALF_UNIT = table(_FILE, "half_unit")
_SHARE = {form: Fraction(1, int(key)) for form, key in table(_FILE, "share").items()}
_SEVERAL = words(_FILE, "vague", "several")
_COUPLE = words(_FILE, "vague", "couple")
PLURAL = words(_FILE, "unit_form", "plural")
ABBREVIATED = words(_FILE, "unit_form", "abbreviated")
_SHORT_YEAR = words(_FILE, "unit_form", "short_year")
_UNCOUNTED = frozenset({"кв", "weekend"})
_ORDER = ("millennium", "century", "decade", "year", "half", "quarter", "month", "week", "day", "hour", "minute", "second")
_PARTS = {  # unit → the fields it fills
    "millennium": ("years", 1000),
    "century": ("years", 100),
    "decade": ("years", 10),
    "year": ("years", 1),
    "half": ("months", 6),
    "quarter": ("months", 3),
    "month": ("months", 1),
    "week": ("weeks", 1),
    "day": ("days", 1),
    "hour": ("hours", 1),
    "minute": ("minutes", 1),
    "second": ("seconds", 1),
}
_FINER = {
    "years": ("months", 12),
    "months": ("days", 30),
    "weeks": ("days", 7),
    "days": ("hours", 24),
    "hours": ("minutes", 60),
    "minutes": ("seconds", 60),
}
_LETTERS = {"years": "Y", "months": "M", "weeks": "W", "days": "D", "hours": "H", "minutes": "M", "seconds": "S"}
_ISO = re.compile(r"P(?:(X|\d+)Y)?(?:(X|\d+)M)?(?:(X|\d+)W)?(?:(X|\d+)D)?(?:T(?=[\dX])(?:(X|\d+)H)?(?:(X|\d+)M)?(?:(X|\d+(?:\.\d+)?)S)?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A length of time in calendar units. `vague` names the field whose number the text leaves open («несколько дней»)."""

    years: Fraction = Fraction(0)
    months: Fraction = Fraction(0)
    weeks: Fraction = Fraction(0)
    days: Fraction = Fraction(0)
    hours: Fraction = Fraction(0)
    minutes: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)
    vague: str = ""

    def __str__(self) -> str:
        """ISO 8601, with X for an open number: `PT3H40M`, `PXD`."""
        date = [self._letter(name) for name in ("years", "months", "weeks", "days")]
        time = [self._letter(name) for name in ("hours", "minutes", "seconds")]
        return ("P" + "".join(date) + ("T" + "".join(time) if any(time) else "")) if any(date + time) else "PT0S"

    def _letter(self, name: str) -> str:
        if name == self.vague:
            return "X" + _LETTERS[name]
        value = getattr(self, name)
        digits = str(value.numerator) if value.denominator == 1 else f"{float(value):.3f}".rstrip("0").rstrip(".")
        return digits + _LETTERS[name] if value else ""

    @staticmethod
    @cache
    def parse(iso: str) -> "Amount":
        """The amount that prints as `iso`; ValueError when there is none."""
        match = _ISO.fullmatch(iso)
        if not match or iso == "P":
            raise ValueError(f"no duration: {iso!r}")
        given = {f.name: text for f, text in zip(fields(Amount), match.groups(), strict=False) if text}
        numbers = {name: Fraction(text) for name, text in given.items() if text != "X"}
        return Amount(**numbers, vague=next((name for name, text in given.items() if text == "X"), ""))

    @property
    def finest(self) -> str:
        """The finest field that is filled: `years` … `seconds`."""
        return next((name for name in reversed(tuple(_LETTERS)) if getattr(self, name) or name == self.vague), "days")


def amount_of(unit: str, count: Fraction) -> Amount:
    """`count` of a unit, its fraction carried into finer units: one and a half years are a year and six months."""
    name, factor = _PARTS[unit]
    parts: dict[str, Any] = {}
    rest = count * factor
    while rest:
        whole = Fraction(rest.numerator // rest.denominator) if name in _FINER else rest
        parts[name] = parts.get(name, Fraction(0)) + whole
        rest -= whole
        if rest:
            finer, factor = _FINER[name]
            rest, name = rest * factor, finer
            if name == "days":
                rest = Fraction(round(rest)) if parts.get("months") is not None else rest
    return replace(Amount(), **parts)


def _sum(a: Amount, b: Amount) -> Amount:
    return Amount(**{name: getattr(a, name) + getattr(b, name) for name in _LETTERS})


@dataclass(frozen=True, slots=True)
class Reading:
    """An amount over tokens and the index after it; `sign` is a bound said by its own words («с лишним», «часа три»), else empty.

    `bare` marks a unit without a number («неделю»); `unit` is the first unit.
    """

    amount: Amount
    next: int
    unit: str
    sign: str = ""
    bare: bool = False


def _at(tokens: Sequence[Token], i: int) -> Token:
    return tokens[i] if 0 <= i < len(tokens) else END


def unit_at(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """The unit of time at token `i` and the index after it, an abbreviation's dot included."""
    low = _at(tokens, i).low
    if low in _SHORT_YEAR:
        j = i + 1 + (_at(tokens, i + 1).low == ".")
        told = _at(tokens, j).low == "назад" or _at(tokens, i - 2).low in {"через", "спустя"} or _at(tokens, j + 1).low == "мес"
        return ("year", j) if told else None
    if low in _UNCOUNTED or low not in UNIT or UNIT[low] not in _PARTS:
        return None
    if (
        low == "ч"
        and _at(tokens, i + 1).low == "."
        and _at(tokens, i + 2).number is not None
        and _at(tokens, i + 3).low not in {"мин", "минут", "минуты", "м"}
    ):
        return None  # ст. 115 ч. 2
    return UNIT[low], i + 1 + (low in ABBREVIATED and _at(tokens, i + 1).low == ".")


def read(tokens: Sequence[Token], i: int) -> Reading | None:
    """The longest amount that begins at token `i`: counted, vague, half or bare units, in descending order."""
    first = _component(tokens, i)
    if first is None or first.amount.vague:
        return first
    if first.bare and _at(tokens, first.next).number is None and not _counted(tokens, first.next) and not _listed(tokens, first):
        return first
    if first.bare and not _component_follows(tokens, first.next) and not _listed(tokens, first):
        return inverted(tokens, i, first.next) or first
    total, last, end, sign = first.amount, first.unit, first.next, first.sign
    while True:
        j = end
        if _at(tokens, j).low == ",":
            j += 1
        if _at(tokens, j).low == "и":
            j += 1
        more = _component(tokens, j) or (_short_minutes(tokens, j) if last == "hour" else None)
        if more is None or (more.bare and not first.bare) or more.amount.vague or _ORDER.index(more.unit) <= _ORDER.index(last):
            return Reading(total, end, first.unit, sign, bare=first.bare and last == first.unit)
        total, last, end, sign = _sum(total, more.amount), more.unit, more.next, more.sign or sign


def _counted(tokens: Sequence[Token], i: int) -> bool:
    return _at(tokens, i).low in number.WORDS or _at(tokens, i).low == "и"


def _short_minutes(tokens: Sequence[Token], i: int) -> Reading | None:
    """Minutes as «м», which only hours before them tell from metres: `2ч30м`."""
    minutes = _at(tokens, i).number
    if minutes is None or minutes > 59 or _at(tokens, i + 1).low != "м":
        return None
    return Reading(amount_of("minute", Fraction(minutes)), i + 2, "minute")


def _listed(tokens: Sequence[Token], bare: Reading) -> bool:
    """Whether a bare unit begins a list of units that ends in a counted one: `месяц, неделю и два дня`."""
    while _at(tokens, bare.next).low in {",", "и"} and (more := _component(tokens, bare.next + 1)) is not None:
        if _ORDER.index(more.unit) <= _ORDER.index(bare.unit) or more.amount.vague:
            return False
        if not more.bare:
            return True
        bare = more
    return False


def _component_follows(tokens: Sequence[Token], i: int) -> bool:
    j = i + (_at(tokens, i).low == "и")
    more = _component(tokens, j)
    return more is not None and not more.bare


def inverted(tokens: Sequence[Token], i: int, at: int) -> Reading | None:
    """«часа три», «минут через пять»: about so many of the unit at `i`, whose count stands at `at`."""
    unit, count = unit_at(tokens, i), number.read(tokens, at) if at < len(tokens) else None
    plural = tokens[i].low in PLURAL
    if unit is None or count is None or count.ordinal or count.digits > 2 or not plural or not 1 < count.value < 100:
        return None
    return Reading(amount_of(unit[0], count.value), count.next, unit[0], "~")


def _component(tokens: Sequence[Token], i: int) -> Reading | None:
    token = _at(tokens, i)
    if token.low in HALF_UNIT:
        return _tail(tokens, Reading(amount_of(HALF_UNIT[token.low], Fraction(1, 2)), i + 1, HALF_UNIT[token.low]))
    if token.low in _SHARE:
        unit = unit_at(tokens, i + 1)
        return unit and Reading(amount_of(unit[0], _SHARE[token.low]), unit[1], unit[0])
    if token.low in _SEVERAL:
        unit = unit_at(tokens, i + 1)
        if unit is None:
            return None
        if token.low in _COUPLE:
            return Reading(amount_of(unit[0], Fraction(2)), unit[1], unit[0], "~")
        return Reading(Amount(vague=_PARTS[unit[0]][0]), unit[1], unit[0], "~")
    count = number.read(tokens, i) if token is not END and (token.number is not None or token.low in number.WORDS) else None
    if count is not None:
        return None if count.ordinal else _count(tokens, count)
    unit = unit_at(tokens, i)
    if unit and token.low not in ABBREVIATED:
        return _tail(tokens, Reading(amount_of(unit[0], Fraction(1)), unit[1], unit[0], bare=True))
    return None


def _count(tokens: Sequence[Token], count: number.Numeral) -> Reading | None:
    j, sign, value = count.next, "", count.value
    if (share := _SHARE.get(_at(tokens, j).low)) is not None:
        unit = unit_at(tokens, j + 1)
        return unit and Reading(amount_of(unit[0], value * share), unit[1], unit[0])
    if _at(tokens, j).low == "с" and _at(tokens, j + 1).low in {"лишним", "небольшим", "половиной"}:
        value, sign = (value + Fraction(1, 2), "") if tokens[j + 1].low == "половиной" else (value, ">")
        j += 2
    elif (_at(tokens, j).low == "-" and tokens[j].start == tokens[j - 1].end) or (_at(tokens, j).low == "-" and count.digits):
        upper = number.read(tokens, j + 1) if j + 1 < len(tokens) else None
        if upper and not upper.ordinal and upper.value > value and unit_at(tokens, upper.next):
            j, sign = upper.next, "~"  # два-три часа
    unit = unit_at(tokens, j)
    if unit is None or value > 10**7:
        return None
    return _tail(tokens, Reading(amount_of(unit[0], value), unit[1], unit[0], sign))


def _tail(tokens: Sequence[Token], reading: Reading) -> Reading:
    """«с лишним», «с небольшим», «с половиной», «с четвертью» behind the unit."""
    after = _at(tokens, reading.next + 1).low if _at(tokens, reading.next).low == "с" else ""
    if part := {"половиной": Fraction(1, 2), "четвертью": Fraction(1, 4)}.get(after):
        return Reading(_sum(reading.amount, amount_of(reading.unit, part)), reading.next + 2, reading.unit, reading.sign)
    if after not in {"лишним", "небольшим"}:
        return reading
    return Reading(reading.amount, reading.next + 2, reading.unit, ">", reading.bare)
