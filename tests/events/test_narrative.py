"""Texts of `cases/events.txt` and the rows that they tell."""

from pathlib import Path
from typing import NamedTuple

import pytest

from extract.extractor import Extractor
from extract.record import Event


class Case(NamedTuple):
    """A text, its publication date and its rows as lines."""

    published: str
    text: str
    rows: tuple[str, ...]


def cases() -> list[Case]:
    published, found = "", []
    lines = (Path(__file__).parents[1] / "cases" / "events.txt").read_text(encoding="utf8").split("\n\n")
    for block in lines:
        told = [line for line in block.splitlines() if line and not line.startswith("#")]
        if told and told[0].startswith("published "):
            published = told.pop(0).split()[1]
        if told:
            found.append(Case(published, told[0].replace("¶", "\n"), tuple(row.removeprefix("→ ") for row in told[1:])))
    return found


def shown(event: Event) -> str:
    """A row as the cases write it."""
    cells = [event.type, event.trigger.text, event.status, event.date.value if event.date else ""]
    cells += ["; ".join(place.value for place in event.places), "; ".join(who.value for who in event.participants)]
    for name in ("time", "duration", "duration_planned", "occasion", "format", "status_date"):
        value = getattr(event, name)
        if value is not None:
            cells.append(f"{name}={event.duration.bound if name == 'duration' and event.duration else ''}{value.value}")
    if event.topics:
        cells.append("topics=" + "; ".join(topic.value for topic in event.topics))
    return " | ".join(cells).rstrip(" |")


@pytest.mark.usefixtures("rules_alone")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.text[:40])
def test_narrative_rows(case: Case, extractor: Extractor) -> None:
    assert [shown(event) for event in extractor.events(case.text, published=case.published)] == [row.rstrip(" |") for row in case.rows]
