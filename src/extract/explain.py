"""Why a row is as it is: for each cell the words it was read from or the rule that gave it."""

from collections.abc import Iterator

from extract.record import Event, Value

CELLS = ("date", "time", "duration", "duration_planned", "places", "participants", "occasion", "format", "topics", "status_date")


def lines(event: Event) -> Iterator[str]:
    """The event's id and label, then one line per filled cell: column, value, source."""
    yield f"{event.event_id}  {event.label}"
    yield _line("type", event.type, f"{event.rules.get('type', '')}, «{event.trigger.text}» {event.trigger.start}–{event.trigger.end}")
    yield _line("status", event.status, event.rules.get("status", ""))
    for column in CELLS:
        cell = getattr(event, column)
        for value in cell if isinstance(cell, tuple) else (cell,) if cell is not None else ():
            yield _line(column, value.value, _source(value))
    yield _line("confidence", f"{event.confidence:.2f}", "")
    yield ""


def _line(column: str, value: str, source: str) -> str:
    return f"  {column:17} {value}" + (f"   ← {source}" if source else "")


def _source(value: Value) -> str:
    """The quoted words with their offsets, and the rule if there is one."""
    words = f"«{' '.join(value.text.split())}» {value.start}–{value.end}" if value.text is not None else ""
    return ", ".join(part for part in (words, value.rule or "") if part)
