"""Russian numerals in digits and words, in all cases: `двадцать четвёртого` → 24, ordinal; `2,5 тыс.` → 2500."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .tokens import END, Token, language, table, tokenise, words

_FILE = "numerals.toml"
_CARDINAL = {form: int(key) for form, key in table(_FILE, "cardinal").items()}
_SCALE = {form: int(key) for form, key in table(_FILE, "scale").items()}
_COLLECTIVE = {form: int(key) for form, key in table(_FILE, "collective").items()}
_FRACTION = {form: Fraction(int(key), 100) for form, key in table(_FILE, "fraction").items()}
_ORDINAL = {form: int(key) for form, key in table(_FILE, "ordinal").items()}
_MANY = words(_FILE, "many", "forms")
_BEFORE_ONE = words(_FILE, "many", "before_one")
_ABBREVIATED = frozenset({"тыс", "млн", "млрд", "трлн"})
_SUFFIX = {kind: frozenset(endings.split()) for kind, endings in language(_FILE)["digits"].items()}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000, "х": 10, "с": 100}
WORDS = frozenset(_CARDINAL) | frozenset(_SCALE) | frozenset(_COLLECTIVE) | frozenset(_FRACTION) | frozenset(_ORDINAL)
"""The forms that a numeral in words may begin with."""
PREFIX = {form: Fraction(key) for form, key in table(_FILE, "prefix").items()}
"""The numerals inside compound adjectives (`двух` in «двухдневный»)."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral over tokens: its value, the index after it, and how it is written (`digits`: number of digits, 0 for words)."""

    value: Fraction
    next: int
    ordinal: bool = False
    plural: bool = False
    digits: int = 0

    @property
    def integer(self) -> int | None:
        """The value when it is whole."""
        return self.value.numerator if self.value.denominator == 1 else None


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """A numeral found at `text[start:end]`."""

    start: int
    end: int
    value: Fraction
    ordinal: bool


def find(text: str) -> list[NumberMatch]:
    """All numerals of `text`, in its order, without overlaps."""
    tokens = tokenise(text)
    found, i = [], 0
    while i < len(tokens):
        numeral = read(tokens, i)
        if numeral is None:
            i += 1
            continue
        found.append(NumberMatch(tokens[i].start, tokens[numeral.next - 1].end, numeral.value, numeral.ordinal))
        i = numeral.next
    return found


def parse(phrase: str) -> Fraction | None:
    """The value of a phrase that is one numeral and nothing else."""
    match = find(phrase)
    return match[0].value if len(match) == 1 and phrase.strip() == phrase[match[0].start : match[0].end] else None


def read(tokens: Sequence[Token], i: int) -> Numeral | None:
    """The longest numeral that begins at token `i`."""
    token = tokens[i]
    if token.number is not None:
        return _digits(tokens, i)
    return _words(tokens, i) if token.low in WORDS else None


def roman(word: str) -> int | None:
    """The value of a Roman numeral up to 39, Latin or look-alike Cyrillic letters."""
    low = word.lower()
    if not low or any(letter not in "ivxх" for letter in low):
        return None
    values = [_ROMAN[letter] for letter in low]
    total = sum(-v if any(v < w for w in values[k + 1 : k + 2]) else v for k, v in enumerate(values))
    return total if 0 < total < 40 else None


def _at(tokens: Sequence[Token], i: int) -> Token:
    return tokens[i] if 0 <= i < len(tokens) else END


def _digits(tokens: Sequence[Token], i: int) -> Numeral | None:
    token = tokens[i]
    assert token.number is not None
    digits, value, j = token.end - token.start, Fraction(token.number), i + 1
    while digits <= 3 and j > i and _grouped(tokens, j):  # 10 000
        value, j = value * 1000 + (tokens[j].number or 0), j + 1
    mark, after = _at(tokens, j), _at(tokens, j + 1)
    if mark.low in ",." and after.number is not None and mark.start == tokens[j - 1].end and mark.end == after.start:
        if _at(tokens, j + 2).low in ".:" and _at(tokens, j + 3).number is not None and _at(tokens, j + 2).start == after.end:
            return Numeral(value, j, digits=digits)  # 01.02.2024 is no decimal
        value, j = value + Fraction(after.number, 10 ** (after.end - after.start)), j + 2
        return _scaled(tokens, Numeral(value, j, digits=digits))
    k = j + 1 if mark.low == "-" and mark.start == tokens[j - 1].end else j
    suffix = _at(tokens, k)
    if suffix.start == (mark.end if k > j else tokens[j - 1].end) and suffix.low and not suffix.capital:
        if k > j and suffix.low in _SUFFIX["ordinal"]:
            return Numeral(value, k + 1, ordinal=True, plural=suffix.low in _SUFFIX["plural"], digits=digits)
        if k > j and suffix.low in _SUFFIX["cardinal"]:
            return Numeral(value, k + 1, digits=digits)
    return _scaled(tokens, Numeral(value, j, digits=digits))


def _grouped(tokens: Sequence[Token], j: int) -> bool:
    after = _at(tokens, j)
    return after.number is not None and after.end - after.start == 3 and after.start == tokens[j - 1].end + 1


def _scaled(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    scale = _SCALE.get(_at(tokens, numeral.next).low)
    if scale is None:
        return numeral
    dot = tokens[numeral.next].low in _ABBREVIATED and _at(tokens, numeral.next + 1).low == "."
    return Numeral(numeral.value * scale, numeral.next + 1 + dot, digits=numeral.digits)


def _words(tokens: Sequence[Token], i: int) -> Numeral | None:
    low = tokens[i].low
    if low in _FRACTION:
        return _scaled(tokens, Numeral(_FRACTION[low], i + 1))
    if low in _COLLECTIVE:
        return Numeral(Fraction(_COLLECTIVE[low]), i + 1)
    total, group, room, ceiling, j = 0, 0, 1000, 10**15, i
    while j < len(tokens):
        low = tokens[j].low
        if low in _CARDINAL and (value := _CARDINAL[low]) < room and (value or j == i):
            group, room, j = group + value, _room(value), j + 1
        elif low in _SCALE and _SCALE[low] < ceiling and low not in _ABBREVIATED and (j > i or _is_one(tokens, j)):
            ceiling = _SCALE[low]
            total, group, room, j = total + (group or 1) * ceiling, 0, 1000, j + 1
        elif (low in _ORDINAL and (value := _ORDINAL[low]) < min(room, ceiling if value >= 1000 else room)) or (low in _ORDINAL and j == i):
            value = _ORDINAL[low]
            return Numeral(
                Fraction(total + group + value), j + 1, ordinal=True, plural=low.endswith(("ые", "ых", "ыми", "ие", "их", "ьи", "ьих"))
            )
        else:
            break
    if j == i:
        return None
    half = [_at(tokens, j + k).low for k in range(2)]
    if half == ["с", "половиной"]:
        return _scaled(tokens, Numeral(Fraction(total + group) + Fraction(1, 2), j + 2))
    return Numeral(Fraction(total + group), j)


def _is_one(tokens: Sequence[Token], j: int) -> bool:
    """Whether a scale without a number is one («тысяча часов», «около тысячи часов») and not many («тысячи часов»)."""
    return tokens[j].low not in _MANY or _at(tokens, j - 1).low in _BEFORE_ONE


def _room(value: int) -> int:
    """What may follow a numeral word inside its group of thousand: less than the hundred or ten it named, nothing after a unit."""
    return 100 if value >= 100 else 10 if value >= 20 else 1
