"""What goes in and what comes out: an `Article` is read, an `Event` is a row of the table, a `Mention` is a normalised span.

Plain frozen dataclasses over the standard library. Offsets are Unicode code points, half-open, into the article's text as it
was read: `text[start:end]` is the quoted word. A value that was inferred instead of read has no offsets and names its rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, TypeVar, cast

Status = Literal["held", "ongoing", "planned", "cancelled", "postponed", "denied"]
Anchor = Literal["text", "published", "previous"]
Bound = Literal["=", "~", ">", "<"]
Kind = Literal["time", "duration", "place", "person", "organisation"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document as read. `published` is an ISO 8601 date or datetime; `body` is the offset where a header ends.

    `dateline` is the span of an agency dateline (`МОСКВА, 9 августа. /ТАСС/`), whose city is no place of an event.
    """

    doc_id: str
    text: str
    published: str | None = None
    title: str | None = None
    source: str | None = None
    body: int = 0
    dateline: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted piece of the document: `document[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A normalised value with the words it was read from (`text`, `start`, `end`) or the rule that inferred it."""

    value: str
    text: str | None = None
    start: int | None = None
    end: int | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Value):
    """`value` is EDTF; `earliest` and `latest` are ISO days, None where open or unknown; `anchor` says what completed it."""

    earliest: str | None = None
    latest: str | None = None
    anchor: Anchor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration(Value):
    """`value` is an ISO 8601 duration; `bound` is `=`, `~` (about), `>` (more than) or `<` (less than)."""

    bound: Bound = "="


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Value):
    """`value` is the nominative name; the rest comes from the gazetteer and is None when unknown (degrees WGS 84, ISO 3166 alpha-2).

    `alternatives` are the GeoNames ids of other places that the document leaves possible, the likeliest first.
    """

    kind: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Value):
    """`value` is the full canonical name of the document in the nominative; `kind` is `person`, `organisation` or `place` (a state)."""

    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening, one row of the table (event-table guide 2). `evidence` are the sentences the row was read from."""

    event_id: str
    doc_id: str
    published: str | None
    source: str | None
    type: str
    label: str
    trigger: Span
    mentions: tuple[Span, ...]
    status: Status
    date: Date | None = None
    time: Value | None = None
    duration: Duration | None = None
    duration_planned: Duration | None = None
    places: tuple[Place, ...] = ()
    participants: tuple[Participant, ...] = ()
    occasion: Value | None = None
    format: Value | None = None
    topics: tuple[Value, ...] = ()
    status_date: Date | None = None
    text: str
    start: int
    end: int
    evidence: tuple[Span, ...]
    confidence: float
    rules: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Which rule gave the cells that hold no grounded value (`type`, `status`); for `extract explain`, not in the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report of a happening: the row and its document."""

    event_id: str
    doc_id: str
    published: str | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicled:
    """One happening with all its reports: a row of the chronicle (docs/merging.md).

    `event` holds the best values of the reports; what is quoted once (trigger, mentions, evidence, document) is of the earliest. `origins`
    names for each filled cell the rows its values come from, item by item: the offsets of a value point into the document of that row.
    """

    chronicle_id: str
    event: Event
    reports: int
    rows: tuple[str, ...]
    sources: tuple[Source, ...]
    origins: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A normalised span, whether an event uses it or not. Only a time has `earliest` … `last`, only a place `place_kind` … `alternatives`.

    `first` and `last` are ISO datetimes, inclusive, None where open; `grain` is `year`, `month`, `day`, `hour`, … .
    """

    kind: Kind
    text: str
    start: int
    end: int
    value: str
    bound: Bound | None = None
    earliest: str | None = None
    latest: str | None = None
    grain: str | None = None
    anchor: str | None = None
    first: str | None = None
    last: str | None = None
    place_kind: str | None = None
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None
    alternatives: tuple[int, ...] = ()


def to_json(record: Any) -> Any:
    """The record as plain dicts, lists and scalars, every field present, in the order of the fields; `rules` stays out."""
    if is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_json(getattr(record, f.name)) for f in fields(record) if f.name != "rules"}
    if isinstance(record, Mapping):
        return {key: to_json(item) for key, item in record.items()}
    if isinstance(record, tuple | list):
        return [to_json(item) for item in record]
    return record


def shifted(record: T, by: int) -> T:
    """The record with all its offsets `by` code points further on."""
    if not by:
        return record
    if isinstance(record, tuple):
        return cast(T, tuple(shifted(item, by) for item in record))
    if not is_dataclass(record) or isinstance(record, type):
        return record
    values = {f.name: getattr(record, f.name) for f in fields(record)}
    offsets = {name: values[name] + by for name in ("start", "end") if values.get(name) is not None}
    return replace(record, **{name: shifted(value, by) for name, value in values.items()} | offsets)
