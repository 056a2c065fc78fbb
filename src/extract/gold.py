"""Gold: the hand-written rows of a text (event-table guide 2, section 4), read from the TOML file beside it.

Gold quotes the text instead of counting offsets. Whatever cannot be meant as it stands is a `GoldError` that names file and line.
"""

import json
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any, Final, get_args

from extract import reading
from extract.record import Article, Bound, Span, Status

GUIDE: Final = 2
LISTS: Final = frozenset({"places", "participants", "topics"})
DATES: Final = frozenset({"date", "status_date"})
COLUMNS: Final = (
    "type",
    "status",
    "date",
    "time",
    "duration",
    "duration_bound",
    "duration_planned",
    "places",
    "participants",
    "occasion",
    "format",
    "topics",
    "status_date",
)
KEYS: Final = frozenset({*COLUMNS, "trigger", "accept", "unscored", "optional"})
CERTAIN: Final = frozenset({"type", "status", "duration_bound"})
"""Columns whose values stand for themselves: no `?` makes them optional."""


class GoldError(ValueError):
    """A gold file that cannot be meant as it stands; the message is one line: file, line, what is wrong."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is right in one column of one row.

    `firm` values must be found, `optional` ones may be, `accept` ones are right as well, also in place of a firm one;
    where `empty`, finding nothing is right; where not `scored`, the column counts for nobody.
    """

    firm: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    empty: bool = False
    scored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEvent:
    """One gold row: where its trigger stands and a cell for each of `COLUMNS`; an `optional` row counts for nobody.

    `quotes` are the words that its dates were read from, by column.
    """

    trigger: Span
    cells: Mapping[str, Cell]
    optional: bool = False
    quotes: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A text with its gold rows, in the order of the file."""

    doc_id: str
    text: str
    events: tuple[GoldEvent, ...]


def plain_text(path: Path) -> str:
    """The text of a UTF-8 file as it is, line ends included."""
    return path.read_bytes().decode("utf-8")


def read_folder(folder: Path, *, types: Collection[str], load: Callable[[Path], str] = plain_text) -> tuple[GoldDocument, ...]:
    """All gold documents of a folder (`*.toml`) in the order of their names; see `read`."""
    return tuple(read(path, types=types, load=load) for path in sorted(folder.glob("*.toml")))


def read(path: Path, *, types: Collection[str], load: Callable[[Path], str] = plain_text) -> GoldDocument:
    """The gold document of a TOML file and the `.txt` beside it.

    `types` are the event types allowed; `load` reads the text and must give the same text as the events to be scored were read from.
    GoldError for anything wrong.
    """
    source = _Source(path)
    beside = path.with_suffix(".txt")
    if not beside.exists():
        raise GoldError(path, 1, f"no text beside it: {beside.name}")
    try:
        text = load(beside)
    except UnicodeDecodeError:
        raise GoldError(path, 1, f"{beside.name} is not UTF-8") from None
    rows = source.data.get("event", [])
    if source.data.get("guide") != GUIDE:
        raise source.error(None, "guide", f"expected guide = {GUIDE}, found {_shown(source.data.get('guide'))}")
    for key in sorted(source.data.keys() - {"guide", "event"}):
        raise source.error(None, key, f"unknown key {key}")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise source.error(None, "event", "event: expected a list of tables ([[event]])")
    events = tuple(_Row(source, number, row, text, types).event() for number, row in enumerate(rows))
    return GoldDocument(doc_id=path.stem, text=text, events=events)


def labelled(path: Path, *, types: Collection[str]) -> tuple[Article, GoldDocument]:
    """The text beside a gold file, read as the program reads it, and its gold; ValueError in one line for what cannot be used."""
    articles: list[Article] = []

    def load(text: Path) -> str:
        outcome = next(reading.read([text]))
        if isinstance(outcome, reading.Failure):
            raise reading.UnreadableError(str(outcome))
        articles.append(outcome)
        return outcome.text

    document = read(path, types=types, load=load)
    return articles[0], document


class _Source:
    """A TOML file, which knows the lines of its keys."""

    def __init__(self, path: Path) -> None:
        self.path = path
        raw = path.read_bytes()
        try:
            content = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise GoldError(path, raw.count(b"\n", 0, error.start) + 1, "not UTF-8") from None
        self.lines = content.split("\n")
        try:
            self.data = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
            line = int(place[1]) if place and place[1] else max(1, len(self.lines))
            raise GoldError(path, line, "not TOML: " + str(error).replace(place[0] if place else "", "")) from None

    def error(self, row: int | None, key: str, message: str, within: str = "") -> GoldError:
        """The error at a key of a row (0-based; None: at the top) and at a key within that key's table."""
        everywhere = range(len(self.lines))
        headers = [number for number in everywhere if re.match(r"\s*\[\[\s*event\s*]]", self.lines[number])]
        if row is None or row >= len(headers):
            block = everywhere[self._find(everywhere, r"\s*event\s*=", 0) if row is not None else 0 :]
        else:
            block = range(headers[row], headers[row + 1] if row + 1 < len(headers) else len(self.lines))
        line = self._find(block, rf"""\s*(\[\s*event\s*\.\s*)?["']?{re.escape(key)}["']?\s*[=.\]]""", block.start)
        if within:
            line = self._find(range(line, block.stop), rf"""(.*[\s{{,.])?["']?{re.escape(within)}["']?\s*=""", line)
        return GoldError(self.path, line + 1, message)

    def _find(self, block: range, pattern: str, default: int) -> int:
        return next((number for number in block if re.match(pattern, self.lines[number])), default)


@dataclass(frozen=True, slots=True)
class _Row:
    """One [[event]] of a file, about to become a gold event."""

    source: _Source
    number: int
    data: Mapping[str, Any]
    text: str
    types: Collection[str]
    accept: dict[str, list[str]] = field(default_factory=dict)
    unscored: set[str] = field(default_factory=set)
    quotes: dict[str, Span] = field(default_factory=dict)

    def event(self) -> GoldEvent:
        for key in sorted(self.data.keys() - KEYS):
            raise self._error(key, f"unknown column {key}")
        for key in ("type", "trigger"):
            if key not in self.data:
                raise self._error(key, f"[[event]] without {key}")
        self._read_accept()
        self.unscored.update(self._strings("unscored", self.data.get("unscored", [])))
        for column in sorted(self.unscored - set(COLUMNS)):
            raise self._error("unscored", f"unscored: unknown column {column}")
        optional = self.data.get("optional", False)
        if not isinstance(optional, bool):
            raise self._error("optional", f"optional: expected true or false, found {_shown(optional)}")
        cells = {column: self._cell(column) for column in COLUMNS}
        cells["duration_bound"] = self._bound(cells["duration"], cells["duration_bound"])
        trigger = self._quote("trigger", self._string("trigger", self.data["trigger"]))
        return GoldEvent(trigger=trigger, cells=cells, optional=optional, quotes=self.quotes)

    def _read_accept(self) -> None:
        table = self.data.get("accept", {})
        if not isinstance(table, dict):
            raise self._error("accept", f"accept: expected a table, found {_shown(table)}")
        for column, values in table.items():
            if column not in COLUMNS:
                raise self._error("accept", f"accept: unknown column {column}", column)
            self.accept[column] = self._strings("accept", values, column)
            for value in filter(None, self.accept[column]):
                self._check(column, value, "accept")

    def _cell(self, column: str) -> Cell:
        values, accept = self._values(column), self.accept.get(column, [])
        loose = [value for value in values if value.endswith("?") and column not in CERTAIN]
        firm, optional = tuple(value for value in values if value not in loose), tuple(value[:-1].rstrip() for value in loose)
        for value in (*firm, *optional):
            self._check(column, value, column)
        return Cell(
            firm=firm, optional=optional, accept=tuple(filter(None, accept)), empty="" in accept, scored=column not in self.unscored
        )

    def _values(self, column: str) -> list[str]:
        """The values of a column as they stand in the file, no, one or several."""
        if column not in self.data:
            return ["held"] if column == "status" else []
        value = self.data[column]
        if column in LISTS:
            return self._strings(column, value)
        if column in DATES and isinstance(value, dict):
            for key in sorted(value.keys() - {"value", "text"}):
                raise self._error(column, f"{column}: unknown key {key}", key)
            if "value" not in value:
                raise self._error(column, f"{column}: no value")
            if "text" in value:
                self.quotes[column] = self._quote(column, self._string(column, value["text"], "text"), "text")
            return [self._string(column, value["value"], "value")]
        return [self._string(column, value)]

    def _bound(self, duration: Cell, bound: Cell) -> Cell:
        """A bound follows its duration: `=` where the row names none, and no more certain than the duration is."""
        implied = Cell(
            firm=("=",) if duration.firm else (), optional=("=",) if duration.optional else (), accept=("=",) if duration.accept else ()
        )
        named = bound if bound.firm else implied
        return Cell(
            firm=() if duration.optional else named.firm,
            optional=named.firm or named.optional if duration.optional else (),
            accept=(*named.accept, *bound.accept) if named is implied else bound.accept,
            empty=duration.empty or bound.empty,
            scored=bound.scored and duration.scored,
        )

    def _check(self, column: str, value: str, key: str) -> None:
        """GoldError where the value is none of its column."""
        within = column if key != column else ""
        choices: Mapping[str, Collection[str]] = {"type": self.types, "status": get_args(Status), "duration_bound": get_args(Bound)}
        if column in choices and value not in choices[column]:
            raise self._error(key, f"unknown {column} {_shown(value)}", within)
        if not value.strip():
            raise self._error(key, f"{column}: empty value", within)
        wanted, right = {
            "date": ("an EDTF date", is_edtf),
            "status_date": ("an EDTF date", is_edtf),
            "time": ("a time HH:MM", is_time),
            "duration": ("an ISO 8601 duration", is_duration),
            "duration_planned": ("an ISO 8601 duration", is_duration),
        }.get(column, ("", bool))
        if not right(value):
            raise self._error(key, f"{column}: expected {wanted}, found {_shown(value)}", within)

    def _quote(self, key: str, quote: str, within: str = "") -> Span:
        """The span that a quote names (`встреча`, `встреча#2`)."""
        try:
            return quoted(self.text, quote)
        except ValueError as error:
            raise self._error(key, f"{key}: {error}", within) from None

    def _string(self, key: str, value: object, within: str = "") -> str:
        if not isinstance(value, str):
            raise self._error(key, f"{key}: expected a string, found {_shown(value)}", within)
        if not value.strip():
            raise self._error(key, f"{key}: empty value", within)
        return value

    def _strings(self, key: str, value: object, within: str = "") -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._error(key, f"{within or key}: expected a list of strings, found {_shown(value)}", within)
        return value

    def _error(self, key: str, message: str, within: str = "") -> GoldError:
        return self.source.error(self.number, key, message, within)


def quoted(text: str, quote: str) -> Span:
    """The span that a quote names in a text (`встреча`, `встреча#2`); ValueError if it is absent or ambiguous."""
    numbered = re.fullmatch(r"(.+)#(\d+)", quote, re.DOTALL)
    words, number = (numbered[1], int(numbered[2])) if numbered else (quote, 1)
    starts = _occurrences(words, text)
    if not starts:
        raise ValueError(f"{_shown(words)} is not in the text")
    if not numbered and len(starts) > 1:
        raise ValueError(f"{_shown(words)} is {len(starts)} times in the text, number it: {words}#1")
    if not 1 <= number <= len(starts):
        raise ValueError(f"{_shown(quote)}, but {_shown(words)} is {len(starts)} times in the text")
    return Span(words, starts[number - 1], starts[number - 1] + len(words))


def _occurrences(words: str, text: str) -> list[int]:
    """Where the words stand in the text as a plain substring, overlaps included."""
    return [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]


def _shown(value: object) -> str:
    """A value of a gold file in one line."""
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=str)


# Values

TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
NUMBER: Final = r"(\d+(?:\.\d+)?)"
DURATION: Final = re.compile(
    rf"P(?=.)(?:{NUMBER}Y)?(?:{NUMBER}M)?(?:{NUMBER}W)?(?:{NUMBER}D)?(?:T(?=.)(?:{NUMBER}H)?(?:{NUMBER}M)?(?:{NUMBER}S)?)?"
)
DATE: Final = re.compile(r"(-?\d{4}|\d{3}X|\d{2}XX|XXXX)(?:-(\d\d|XX)(?:-(\d\d|[0-3]X|XX))?)?[~?%]?")
MONTHS: Final = {
    **{f"{month:02}": (month, 1) for month in range(1, 13)},
    **{f"{21 + season}": (3 + 3 * season, 3) for season in range(4)},
    **{f"{33 + quarter}": (1 + 3 * quarter, 3) for quarter in range(4)},
    "XX": (1, 12),
}
"""The first month and the number of months of the second part of an EDTF date: a month, a season (winter begins in December), a quarter."""


def is_time(value: str) -> bool:
    """Whether the value is a clock time `HH:MM`."""
    return TIME.fullmatch(value) is not None


def is_duration(value: str) -> bool:
    """Whether the value is an ISO 8601 duration."""
    return length(value) is not None


def is_edtf(value: str) -> bool:
    """Whether the value is an EDTF date or interval of those that the guide uses."""
    try:
        days(value)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=10_000)
def length(duration: str) -> tuple[float, float] | None:
    """An ISO 8601 duration as months and seconds, which no calendar joins (`P1W` = `P7D`); None for anything else."""
    parts = DURATION.fullmatch(duration)
    if not parts:
        return None
    years, months, weeks, whole_days, hours, minutes, seconds = (float(part or 0) for part in parts.groups())
    return 12 * years + months, ((7 * weeks + whole_days) * 24 + hours) * 3600 + 60 * minutes + seconds


@lru_cache(maxsize=10_000)
def days(edtf: str) -> tuple[float, float] | None:
    """The first and the last day of an EDTF date or interval as day numbers, infinite where open; None where the year is unknown.

    Years from −1999 to 7999; ValueError for what is no EDTF date.
    """
    ends = edtf.split("/", 1)
    try:
        spans = [(-inf, inf) if len(ends) == 2 and end in ("", "..") else _span(end) for end in ends]
    except ValueError:
        raise ValueError(f"no EDTF date: {edtf}") from None
    first, last = spans[0], spans[-1]
    if first is None or last is None:
        return None
    if first[0] > last[1] or (first[0], last[1]) == (-inf, inf):
        raise ValueError(f"no EDTF date: {edtf}")
    return first[0], last[1]


def _span(edtf: str) -> tuple[float, float] | None:
    """The first and the last day of an EDTF date; ValueError for what is none."""
    parts = DATE.fullmatch(edtf)
    if not parts:
        raise ValueError(edtf)
    year, month, day = parts.groups()
    start, count = MONTHS.get(month or "XX", (0, 0))
    if not count or (day and count == 3):
        raise ValueError(edtf)
    if year == "XXXX":
        date(2000, start, int(day) if day and day.isdigit() else 1)
        return None
    years = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if day and day != "XX" and not day.isdigit() and month != "XX":  # 2020-09-2X
        first, last_day = max(int(day[0] + "0"), 1), min(int(day[0] + "9"), _length_of(years[1], start))
        return (_number(years[0], start, first), _number(years[1], start, last_day))
    if day and day != "XX" and month != "XX":
        return (_number(years[0], start, int(day)), _number(years[1], start, int(day)))
    last = start + count - 1
    return _number(years[0], start, 1), _number(years[1] + last // 12, last % 12 + 1, 1) - 1


def _length_of(year: int, month: int) -> int:
    """The number of days of a month."""
    return _number(year + month // 12, month % 12 + 1, 1) - _number(year, month, 1)


def _number(year: int, month: int, day: int) -> int:
    """The number of a day; the calendar repeats every 400 years, so 2,000 years on is the same calendar without its beginning."""
    return date(year + 2000, month, day).toordinal()
