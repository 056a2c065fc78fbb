"""Doc → `record.Mention`: every normalised span of a text, whether an event uses it or not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TypedDict, cast, get_args

from spacy.tokens import Doc, Span

from extract.marks.places import known, place_of
from extract.record import Bound, Mention
from extract.values.name import Kind
from extract.values.time import Resolved


class Quote(TypedDict):
    """The words of a span with their offsets."""

    text: str
    start: int
    end: int


def normalised(doc: Doc, times: Mapping[int, Resolved], *, start: int = 0) -> list[Mention]:
    """The mentions of a Doc from offset `start` on, in text order; `times` are those that can be resolved, by their first token."""
    found = [
        Mention(kind="duration", **_quote(span), value=span.kb_id_[1:], bound=cast(Bound, span.kb_id_[0]))
        for span in doc.spans.get("duration", [])
    ]
    for kind in get_args(Kind):
        found.extend(_name(kind, span) for span in doc.spans.get(kind, []))
    found.extend(_time(span, times[span.start]) for span in doc.spans.get("time", []) if span.start in times)
    return sorted((m for m in found if m.start >= start), key=lambda m: (m.start, -m.end, m.kind))


def _quote(span: Span) -> Quote:
    return Quote(text=span.text, start=span.start_char, end=span.end_char)


def _name(kind: Kind, span: Span) -> Mention:
    """A name, a place with what the gazetteer knows of it."""
    mention = Mention(kind=kind, **_quote(span), value=span.kb_id_ or span.text)
    place = place_of(span) if kind == "place" else None
    if place is None:
        return mention
    return replace(mention, place_kind=place.kind, **known(place))


def _time(span: Span, value: Resolved) -> Mention:
    return Mention(
        kind="time",
        **_quote(span),
        value=value.edtf or value.time or "",
        earliest=value.earliest.isoformat() if value.earliest else None,
        latest=value.latest.isoformat() if value.latest else None,
        grain=value.grain,
        anchor=value.anchor,
        first=value.first.isoformat() if value.first else None,
        last=value.last.isoformat() if value.last else None,
    )


def moment(published: str | None) -> date | datetime | None:
    """An ISO 8601 date or datetime as an object."""
    if published is None:
        return None
    return datetime.fromisoformat(published) if len(published) > 10 else date.fromisoformat(published)
