"""What a text says about time, before anything is resolved: a small algebra of frozen nodes that prints and parses to itself.

`str(value)` is the constructor call with its non-default fields, `Calendar(month=5, day=9)`; `Time.parse` reads it back.
"""

import ast
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Any, Literal

Unit = Literal[
    "second",
    "minute",
    "hour",
    "day",
    "workday",
    "week",
    "weekend",
    "month",
    "quarter",
    "half",
    "season",
    "year",
    "decade",
    "century",
    "millennium",
]
Origin = Literal["published", "previous", "context", "next", "event"]
"""Where a relative time counts from: the publication; the last date of the text; `context`: the last date if there is one and the
tense is not future, else the publication; `next`: the publication unless the text tells a past that has a date; `event`: a happening
named by a noun («за день до выборов»), whose date the time alone can't tell."""
Edge = Literal["start", "middle", "end", "first half", "second half"]
Side = Literal["since", "until", "after", "before"]
VagueSide = Literal["past", "present", "future", "some"]
DayPart = Literal["night", "dawn", "morning", "noon", "lunch", "day", "afternoon", "evening", "midnight"]

_NODES: dict[str, type["Time"]] = {}


class Time:
    """A time as the text says it; one of the nodes below."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        _NODES[cls.__name__] = cls

    def __str__(self) -> str:
        """The constructor call with its non-default fields, readable by `parse`."""
        return _show(self)

    def parts(self) -> Iterator["Time"]:
        """The time itself and all times within it."""
        yield self
        for field in fields(self):  # type: ignore[arg-type]
            part = getattr(self, field.name)
            if isinstance(part, Time):
                yield from part.parts()

    @staticmethod
    @lru_cache(maxsize=4096)
    def parse(text: str) -> "Time":
        """The value that prints as `text`; ValueError when there is none."""
        try:
            value = _build(ast.parse(text, mode="eval").body)
        except (SyntaxError, TypeError, ValueError, RecursionError, MemoryError) as error:
            raise ValueError(f"no time value: {text!r}") from error
        if not isinstance(value, Time):
            raise ValueError(f"no time value: {text!r}")
        return value


def _show(value: Any) -> str:
    if not isinstance(value, Time):
        return repr(value)
    given = ((f.name, getattr(value, f.name), f.default) for f in fields(value))  # type: ignore[arg-type]
    return f"{type(value).__name__}({', '.join(f'{n}={_show(v)}' for n, v, d in given if d is MISSING or v != d)})"


def _build(node: ast.expr) -> Any:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NODES and not node.args:
        return _NODES[node.func.id](**{k.arg: _build(k.value) for k in node.keywords if k.arg})
    return ast.literal_eval(node)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(Time):
    """The named fields of a date, the unnamed ones None. `year` is astronomical, `decade` 1990, `century` 20, `season` 1 (spring) … 4,
    `weekday` 1 (Monday) … 7.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    quarter: int | None = None
    half: int | None = None
    decade: int | None = None
    century: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(Time):
    """The unit that lies `offset` units from the one the origin is in: «вчера» is day −1, «в этом году» year 0."""

    unit: Unit
    offset: int = 0
    origin: Origin = "published"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named(Time):
    """A weekday, month, season or quarter told apart by a pointer: «прошлым летом» −1, «в этот вторник» 0, «следующей весной» +1.

    `latest` is set where the pointer means the most recent one («минувший») and not that of the week or year before.
    """

    what: Calendar
    offset: int
    origin: Origin = "published"
    latest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset(Time):
    """A distance from an origin: «три года назад», «спустя неделю», «за два дня до X» (then `base` is X).

    `amount` is an ISO 8601 duration, `PXD` where the text leaves the number open («несколько дней назад»); `working` days skip weekends;
    `exact` says that it is told to the day («ровно год назад»).
    """

    amount: str
    forward: bool
    origin: Origin = "published"
    base: Time | None = None
    working: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Time):
    """The start, middle, end or a half of a period: «в начале мая»."""

    edge: Edge
    of: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Nth(Time):
    """The n-th unit or weekday of a period, counted from its end when negative: «последний рабочий день месяца»."""

    n: int
    of: Time
    unit: Unit = "day"
    weekday: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Within(Time):
    """A time inside another that completes it: «во вторник на прошлой неделе», «весной следующего года»."""

    inner: Time
    outer: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Time):
    """A clock time or part of a day, of `day` when it is named. `zone` is kept as written («мск»).

    `hour` counts to 24 as written; `part` decides which half of the day it is in («в 3 часа дня»).
    """

    day: Time | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    part: DayPart | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval(Time):
    """From `start` to `end`, both inclusive; each side completes the other («с 5 по 7 мая»)."""

    start: Time
    end: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound(Time):
    """An open end: «с 2014 года» is `since`, «до конца года» `until`."""

    side: Side
    of: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class About(Time):
    """An approximate time: «около полуночи», «примерно в 2010 году»."""

    of: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous(Time):
    """The last date of the text as it stands, whose days are counted: «на второй день», «в последний день визита»."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjective(Time):
    """A time told by an adjective, which dates its noun alone: «ноябрьский визит», «вчерашнее заседание»; weaker than an adverbial."""

    of: Time


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Time):
    """The year in the name of what is held every year, which says which one and not when: «Евро-2020» was held in 2021."""

    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Time):
    """A stretch that ends or begins at the origin: «последние три дня», «в ближайшие сутки».

    With a `base`, it is the first (`forward`) or last stretch of that period: «первые три месяца года».
    """

    amount: str
    forward: bool
    origin: Origin = "published"
    base: Time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vague(Time):
    """A time that the words leave open, which is never resolved: «недавно», «в ближайшее время», «в разные годы», «в прошлом сезоне»."""

    side: VagueSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Every(Time):
    """A recurring time, which is no date: «ежегодно», «по вторникам», «два раза в неделю»."""

    of: Time | None = None
    unit: Unit | None = None
