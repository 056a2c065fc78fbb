"""The rows that report one happening → one row of the chronicle, with the best values and all sources; and its flat columns."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from math import inf
from typing import Any, Final, TypeVar

from extract.events.rows import label
from extract.gold import days
from extract.lexicon import fold
from extract.merging.traits import radius, reported_first
from extract.record import Chronicled, Date, Duration, Event, Participant, Source
from extract.table import COLUMNS as EVENT_COLUMNS
from extract.table import Column
from extract.values.name import full_names

T = TypeVar("T")
Origin = tuple[T, str]
"""A value and the id of the row it is from."""


def _of_event(column: Column) -> Callable[[Chronicled], str | int | float | None]:
    return lambda row: column.cell(row.event)


COLUMNS: Final = (
    *(replace(column, cell=_of_event(column)) for column in EVENT_COLUMNS),
    Column("reports", "whole", 8, lambda row: row.reports, "How many documents report it"),
    Column("sources", "text", 40, lambda row: _joined(s.source or s.doc_id for s in row.sources), "Their files or URLs, else their ids"),
    Column("event_ids", "text", 40, lambda row: _joined(row.rows), "The rows that were put together, the earliest report first"),
)


def _joined(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))


def chronicled(events: Sequence[Event]) -> Chronicled:
    """The row of the chronicle for rows (one or more) of different documents that report one happening.

    The earliest report gives id, trigger and evidence, the latest the status; the date is the most precise one, type, time and lengths are
    those that most reports give; places, participants and topics are all that are told.
    """
    ordered = sorted(events, key=reported_first)
    first = ordered[0]
    latest = max(ordered, key=lambda event: event.published or "")
    single: dict[str, Any] = {
        "type": _usual(ordered, lambda event: event.type),
        "status": (latest.status, latest.event_id),
        "date": min(_told(ordered, lambda event: event.date), key=lambda told: _vagueness(told[0]), default=None),
        "time": _usual(ordered, lambda event: event.time),
        "duration": _usual(ordered, lambda event: event.duration),
        "duration_planned": _usual(ordered, lambda event: event.duration_planned),
        "occasion": _usual(ordered, lambda event: event.occasion),
        "format": _usual(ordered, lambda event: event.format),
        "status_date": max(
            _told(ordered, lambda event: event.status_date if event.status == latest.status else None),
            key=lambda told: told[0].value,
            default=None,
        ),
    }
    lists: dict[str, Any] = {
        "places": sorted(
            _each(ordered, lambda event: event.places, lambda place: place.geonames_id or fold(place.value)),
            key=lambda told: radius(told[0].kind),
        ),
        "participants": _participants(ordered),
        "topics": _each(ordered, lambda event: event.topics, lambda topic: fold(topic.value)),
    }
    cells: dict[str, Any] = {name: told and told[0] for name, told in single.items()}
    cells |= {name: tuple(value for value, _ in told) for name, told in lists.items()}
    event = replace(first, **cells, confidence=max(event.confidence for event in ordered))
    origins: dict[str, tuple[str, ...]] = {name: (told[1],) for name, told in single.items() if told}
    origins |= {name: tuple(origin for _, origin in told) for name, told in lists.items() if told}
    return Chronicled(
        chronicle_id=first.event_id,
        event=replace(event, label=label(event.type, event.participants, event.places, event.date)),
        reports=len(ordered),
        rows=tuple(event.event_id for event in ordered),
        sources=tuple(
            Source(event_id=event.event_id, doc_id=event.doc_id, published=event.published, source=event.source) for event in ordered
        ),
        origins=origins,
    )


def _told(events: Sequence[Event], cell: Callable[[Event], T | None]) -> list[Origin[T]]:
    """The cells that are filled, each with its row."""
    return [(value, event.event_id) for event in events if (value := cell(event)) is not None]


def _usual(events: Sequence[Event], cell: Callable[[Event], Any]) -> Origin[Any] | None:
    """The cell that most rows have, of equally many that of the earliest; an exact duration goes before a bound."""
    told = _told(events, cell)
    counts = Counter(_key(value) for value, _ in told)
    return max(told, key=lambda one: (counts[_key(one[0])], not isinstance(one[0], Duration) or one[0].bound == "="), default=None)


def _key(value: Any) -> tuple[str, str]:
    return (getattr(value, "value", value), getattr(value, "bound", ""))


def _vagueness(date: Date) -> tuple[float, bool, bool]:
    """How little a date says: its length in days, whether it is approximate, whether it was inferred."""
    try:
        span = days(date.value)
    except ValueError:
        span = None
    return (span[1] - span[0] if span else inf, "~" in date.value, date.text is None)


def _each(events: Sequence[Event], cells: Callable[[Event], Iterable[T]], key: Callable[[T], object]) -> list[Origin[T]]:
    """The items of all rows, each once, as the earliest row has it."""
    found: dict[object, Origin[T]] = {}
    for event in events:
        for item in cells(event):
            found.setdefault(key(item), (item, event.event_id))
    return list(found.values())


def _participants(events: Sequence[Event]) -> list[Origin[Participant]]:
    """The participants of all rows, a person under the full name that most rows give («Путин», «Владимир Путин» → Владимир Путин)."""
    told = [(part, event.event_id) for event in events for part in event.participants]
    full = full_names(part.value for part, _ in told if part.kind == "person")
    found: dict[str, Origin[Participant]] = {}
    for part, origin in told:
        name = full.get(part.value, part.value) if part.kind == "person" else part.value
        known = found.get(fold(name))
        if known is None or (known[0].value != name == part.value):
            found[fold(name)] = (part, origin)
    return [
        (replace(part, value=full.get(part.value, part.value)) if part.kind == "person" else part, origin)
        for part, origin in found.values()
    ]
