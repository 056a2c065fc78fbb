"""Events of many documents → the same events, each person under one name in all of them, as far as the names themselves tell."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from extract.events.rows import label
from extract.lexicon import fold
from extract.record import Event
from extract.values.name import full_names


def one_name_each(names: Iterable[str]) -> dict[str, str]:
    """For each name the full one that is surely the same person («В. Путин» → «Владимир Владимирович Путин»), the most frequent.

    A patronymic and initials may be there or not. A name that fits several people, and one word alone, stay as they are.
    """
    families: dict[str, list[str]] = {}
    for name in names:
        if " " in name:
            families.setdefault(fold(name.split()[-1]), []).append(name)
    found: dict[str, str] = {}
    for family in families.values():
        found.update(full_names(family))
    return found


def united(events: Sequence[Event]) -> list[Event]:
    """The events with the names of people that `one_name_each` gives, in participants and labels; what they were read from stays."""
    full = one_name_each(part.value for event in events for part in event.participants if part.kind == "person")
    return [_renamed(event, full) for event in events]


def _renamed(event: Event, full: dict[str, str]) -> Event:
    named = tuple(replace(part, value=full.get(part.value, part.value)) if part.kind == "person" else part for part in event.participants)
    if named == event.participants:
        return event
    return replace(event, participants=named, label=label(event.type, named, event.places, event.date))
