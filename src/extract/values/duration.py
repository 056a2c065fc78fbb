"""Lengths of time in Russian text: `более двух часов` → PT2H, bound `>`; `двухдневный` → P2D.

Left out: ages, distances in time («два года назад»), clock times («в три часа дня»), rates («раз в год»), sets («каждые два часа»).
What comes after «через» or «за» is given with that `lead`, for the caller to decide.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from . import amount, morphology, number
from .cursor import FILE, Cursor
from .expression import Offset, Time
from .phrases import scan
from .tokens import table, tokenise, words

Bound = Literal["=", "~", ">", "<"]
_ABOUT = words(FILE, "bound", "about")
_MORE = words(FILE, "bound", "more")
_LESS = words(FILE, "bound", "less")
_EXACTLY = words(FILE, "bound", "exactly")
_WHOLE = words(FILE, "pointer_kind", "whole")
_ADJECTIVE = table(FILE, "adjective")
_AGE = words(FILE, "no_time", "age")
_AGED = words(FILE, "no_time", "aged")
_FILLER = words(FILE, "no_time", "filler")
_DISTANCE = words(FILE, "no_time", "distance")
_SENTENCED = words(FILE, "no_time", "sentenced")
_SENTENCE = words(FILE, "no_time", "sentence")
_TERM = words(FILE, "no_time", "term")
_LEADS = frozenset(
    {"через", "за", "вместо", "на", "спустя", "в", "во", "по", "после", "до", "с", "из", "от", "о", "для", "к", "под", "без"}
)
_PHRASES = {
    ("в", "течение"),
    ("в", "течении"),
    ("на", "протяжении"),
    ("по", "истечении"),
    ("в", "продолжение"),
    ("сроком", "на"),
    ("длительностью", "в"),
}
_ACCUSATIVE = frozenset(
    {"час", "часик", "часок", "часочек", "минуту", "минутку", "минуточку", "секунду", "сутки", "неделю", "недельку", "месяц"}
)
_GENITIVE = frozenset({"часа", "минуты", "секунды", "суток", "дня", "недели", "месяца", "года", "десятилетия", "века", "столетия"})
_WHOLE_UNITS = frozenset({"день", "час", "сутки", "неделю", "месяц", "год", "квартал", "полгода", "век", "десятилетие", "столетие"})
_INNER = frozenset({"за", "на"})
"""Leads that may stand behind the bound: «больше чем на час»."""
_NOT_LENGTH = frozenset({"назад", "тому", "ранее", "раньше", "позже", "позднее"})


@dataclass(frozen=True, slots=True)
class DurationMatch:
    """A length at `text[start:end]`: ISO 8601 `value` with its bound; `lead` is the preposition before it («через», «в течение»), or empty.

    The words of the bound («более», «почти») belong to the span, the lead does not.
    """

    start: int
    end: int
    value: str
    bound: Bound
    lead: str = ""


def find_durations(text: str, *, bare: bool = False, vague: bool = False) -> list[DurationMatch]:
    """All durations of `text`, in its order, without overlaps.

    With `bare`, any unit without a number is one («минута»); with `vague`, lengths of unknown number are given as well, with an X in
    their value: «несколько дней» is `PXD`.
    """
    tokens = tokenise(text)
    c = Cursor(text, tokens, len(tokens))
    taken = [(start, end) for start, end, value in scan(text, impossible=True) if not _counts_from(value)]
    found: list[DurationMatch] = []
    i = 0
    while i < len(c.tokens):
        read = _read(c, i, bare, vague)
        if read is None or any(start < read[0].end and read[0].start < end for start, end in taken):
            i += 1
            continue
        found.append(read[0])
        i = read[1]
    return found


def _counts_from(value: Time) -> bool:
    """Whether a time is a forward distance, so that its length is offered as well: «через 35 минут»."""
    of = getattr(value, "of", value)
    return isinstance(of, Offset) and of.forward and of.base is None


def _read(c: Cursor, i: int, bare: bool, vague: bool) -> tuple[DurationMatch, int] | None:
    token = c.tokens[i]
    if (adjective := _adjective(c, i)) is not None:
        return adjective
    if not (token.number is not None or token.low in _STARTERS):
        return None
    bound, j = _bound(c, i)
    length = amount.read(c.tokens, j)
    if length is None or (length.amount.vague and not vague):
        return None
    if (c.low(length.next) in _NOT_LENGTH and c.low(length.next + (c.low(length.next) == "тому")) in _NOT_LENGTH) or _is_age(
        c, i, j, length
    ):
        return None
    lead = c.low(j - 1) if j > i and c.low(j - 1) in _INNER else _lead(c, i)
    if c.low(length.next) in _DISTANCE or (lead in {"в", "на"} and c.low(length.next - 1).endswith("ах")):
        return None  # в десяти минутах ходьбы
    if c.low(i - 1) == '"' and token.capital and '"' in c.lows(length.next, 4):
        return None  # a title: «Один день Ивана Денисовича»
    if (length.bare and not _stands_bare(c, i, j, length, bound, lead, bare)) or _is_rate(c, i, length):
        return None
    sign = length.sign or bound or "="
    return DurationMatch(c.tokens[i].start, c.tokens[length.next - 1].end, str(length.amount), sign, lead), length.next  # type: ignore[arg-type]


def _bound(c: Cursor, i: int) -> tuple[str, int]:
    """The bound before a length and the index after it: «не менее», «больше», «около», «до»."""
    low = c.low(i)
    if low == "не":
        after = c.low(i + 1)
        negated = ">" if after in {"менее", "меньше"} else "<" if after in {"более", "больше", "свыше", "дольше"} else ""
        return (negated, i + 2 + (c.low(i + 2) == "чем")) if negated else ("", i)
    if low == "как" and c.low(i + 1) in {"минимум", "максимум"}:
        return (">" if c.low(i + 1) == "минимум" else "<"), i + 2
    if low == "где" and c.lows(i, 3) == ("где", "-", "то"):
        return "~", i + 3
    if low == "без" and c.low(i + 1) == "малого":
        return "<", i + 2
    if low == "чуть" and c.low(i + 1) in {"более", "больше", "менее", "меньше"}:
        return _bound(c, i + 1)
    for forms, sign in ((_ABOUT, "~"), (_MORE, ">"), (_LESS, "<"), (_EXACTLY, "="), (frozenset({"до"}), "<"), (_WHOLE, "=")):
        if low in forms:
            then = i + 1 + (c.low(i + 1) == "чем")
            return sign, then + (c.low(then) in _INNER or (c.low(then) == "в" and sign == "~"))
    return "", i


def _lead(c: Cursor, i: int) -> str:
    if c.lows(i - 2, 2) in _PHRASES:
        return " ".join(c.lows(i - 2, 2))
    return c.low(i - 1) if c.low(i - 1) in _LEADS else ""


def _stands_bare(c: Cursor, i: int, j: int, length: amount.Reading, bound: str, lead: str, bare: bool) -> bool:
    """Whether a unit without a number is a length: «неделю», «больше часа», «целый день», «в течение месяца»."""
    low, before = c.low(j), c.low(i - 1)
    if j > i:
        if c.low(i) in _WHOLE:
            return low in _WHOLE_UNITS or (low in {"суток", "недели", "дня", "года", "месяца"} and c.low(i) in {"целых"})
        if c.low(i) == "до":
            return low == "часа" and c.low(length.next) != "ночи"
        return low in _GENITIVE or low in _ACCUSATIVE or low in {"год", "день"} or length.sign != ""
    if length.sign or c.low(j) in amount.HALF_UNIT:
        return True
    if " " in lead:
        return low in _GENITIVE or (lead.endswith("на") and low in _ACCUSATIVE | {"год", "день"})
    if bare and not lead and c.alone(i, length.next):
        return low not in {"суток"}
    if low in {"год", "день"}:
        return lead in {"через", "за", "спустя"} | ({"на"} if low == "год" else set()) and c.low(length.next) != "до"
    if low not in _ACCUSATIVE or lead in {"в", "во", "по", "до", "с", "из", "от", "о", "для", "к"}:
        return False
    return not before.endswith(("ий", "ый", "ой", "ую", "юю", "ую", "ые", "ие", "тот", "эту", "этот")) and c.low(length.next) not in {
        "пик",
        "х",
        '"',
    }


def _is_age(c: Cursor, i: int, j: int, length: amount.Reading) -> bool:
    """«ему 45 лет», «в 13 лет», «с 14 лет», «(51 год)», «Петрову 39 лет», «до 60 лет», «от 13 до 16 лет»."""
    years = length.amount.years
    if (
        not years
        or length.amount.finest != "years"
        or length.bare
        or c.low(length.next - 1) not in {"год", "года", "году", "лет", "годам", "годами", "годах"}
        or any(c.low(k) in _SENTENCED for k in range(i - 4, i))
    ):
        return False
    before, after = c.low(i - 1), c.low(length.next)
    k = i - 1
    while c.low(k) in _FILLER:
        k -= 1
    if {c.low(m) for m in range(i - 3, i)} & _AGE or after in _AGE or c.lows(length.next, 2) == ("от", "роду") or c.low(k) in _AGED:
        return True
    if before in {"(", ","} and after in {")", ","} and (before == "(" or years >= 14):
        return True
    if before in {"в", "с"} and c.low(i - 2) not in {"сроком", "длиной", "длительностью", "раз", "раза"}:
        return True
    if (before in {"до", "позже", "раньше", "от"} and years >= 14 and after not in _SENTENCE) or after == "жизни":
        return True
    if c.low(i) == "до" and j > i and (years >= 14 or (before and c.at(i - 1).number is not None)):
        return after not in _SENTENCE
    return years >= 14 and (not after[:1].isalnum() or after == "и") and c.at(k).capital and _is_dative(c.low(k))


def _is_dative(name: str) -> bool:
    """Whether a name can be a dative: «Петрову 39 лет», not «мэр Москвы более 18 лет»."""
    return any("datv" in parse.tag and "Abbr" not in parse.tag for parse in morphology.parses(name))


def _is_rate(c: Cursor, i: int, length: amount.Reading) -> bool:
    """«раз в два года», «60 км в час», «каждые три дня»."""
    return (c.low(i - 1) in {"в", "во"} and (c.low(i - 2) in {"раз", "раза", "км", "дважды", "трижды"} or length.bare)) or c.low(i - 1) in {
        "каждые",
        "каждый",
        "каждую",
        "/",
    }


def _adjective(c: Cursor, i: int) -> tuple[DurationMatch, int] | None:
    """`двухчасовой`, `45-минутный`, `2-х дневный`, `полуторачасовой`."""
    token = c.tokens[i]
    if token.number is not None:
        count, j = Fraction(token.number), i + 1
        if (
            c.low(j) in {",", "."} and c.touches(j) and c.touches(j + 1) and (tenths := c.at(j + 1).number) is not None and tenths < 10
        ):  # 1,5-часовой
            count, j = count + Fraction(tenths, 10), j + 2
        if c.low(j) != "-":
            return None
        j += 1 + (c.low(j + 1) in {"х", "ти", "и", "ми", "мя"})
        j += c.low(j) == "-"
        unit = _ADJECTIVE.get(c.low(j))
        return _compound(c, i, j, unit, count) if unit and _is_length(c, j, c.low(j)) else None
    low = token.low
    if low.startswith("много") or not low.endswith(_ADJECTIVE_ENDINGS):
        return None
    for cut in range(len(low) - 5, 2, -1):
        if (value := number.PREFIX.get(low[:cut])) is not None and (unit := _ADJECTIVE.get(low[cut:])):
            return _compound(c, i, i, unit, value) if _is_length(c, i, low[cut:]) else None
    return None


def _compound(c: Cursor, i: int, j: int, unit: str, value: Fraction) -> tuple[DurationMatch, int]:
    return DurationMatch(c.tokens[i].start, c.tokens[j].end, str(amount.amount_of(unit, value)), "="), j + 1


def _is_length(c: Cursor, i: int, word: str) -> bool:
    """Whether the adjective at `i` tells a length; «-летний» tells an age unless a term follows («десятилетний контракт»)."""
    return not word.startswith("летн") or c.low(i + 1) in _TERM or (c.low(i + 1).endswith(_ADJECTIVAL) and c.low(i + 2) in _TERM)


_ADJECTIVAL = ("ый", "ий", "ая", "ое", "ого", "его", "ому", "ую", "ой", "ым", "им", "ых", "их", "ей")
_ADJECTIVE_ENDINGS = tuple({form[-3:] for form in _ADJECTIVE})
_STARTERS = (
    number.WORDS
    | frozenset(amount.UNIT)
    | frozenset(amount.HALF_UNIT)
    | _ABOUT
    | _MORE
    | _LESS
    | _EXACTLY
    | _WHOLE
    | frozenset({"не", "как", "где", "без", "чуть", "до", "пол", "четверть", "четверти"})
    | words(FILE, "vague", "several")
)
