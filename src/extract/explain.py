"""Why a row is as it is: for each cell the words it was read from and the rule or model that gave it."""

from collections.abc import Iterator

from extract.record import Duration, Event, Value

READERS = {
    "date": "grammar of times",
    "time": "grammar of times",
    "duration": "grammar of durations",
    "duration_planned": "grammar of durations",
    "places": "names of natasha and the reader",
    "participants": "names of natasha and the reader",
    "occasion": "natasha's syntax",
    "format": "table of formats",
    "topics": "natasha's syntax",
    "status_date": "grammar of times",
}
"""The columns that hold values, and what reads them where a value names no rule of its own."""


def lines(event: Event) -> Iterator[str]:
    """The event's id and label, then one line per filled cell: column, value, source."""
    yield f"{event.event_id}  {event.label}"
    yield _line("type", event.type, f"«{_flat(event.trigger.text)}» {event.trigger.start}–{event.trigger.end}", event.rules.get("type"))
    yield _line("status", event.status, event.rules.get("status"))
    for column, reader in READERS.items():
        cell = getattr(event, column)
        for value in cell if isinstance(cell, tuple) else (cell,) if cell is not None else ():
            yield _line(column, _shown(value), _words(value), value.rule or reader)
    yield _line("confidence", f"{event.confidence:.2f}")


def _line(column: str, value: str, *sources: str | None) -> str:
    told = ", ".join(source for source in sources if source)
    return f"  {column:17} {value}" + (f"   ← {told}" if told else "")


def _shown(value: Value) -> str:
    """The value, a duration with its bound."""
    return f"{value.bound} {value.value}" if isinstance(value, Duration) else value.value


def _words(value: Value) -> str | None:
    """The quoted words with their offsets."""
    return None if value.text is None else f"«{_flat(value.text)}» {value.start}–{value.end}"


def _flat(text: str) -> str:
    return " ".join(text.split())
