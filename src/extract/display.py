"""What shows itself in a notebook: the events of a text as a table, a document as its marked text with that table.

The HTML is self-contained and runs nothing; all of the news text in it is escaped.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from extract.lexicon import table
from extract.record import Article, Event, Mention

SHOWN = {"date": "Date", "type": "Type", "status": "Status", "places": "Places", "participants": "Participants", "topics": "Topics"}
"""The columns that are shown, with their headings; the records hold all."""
COLOURS = {
    "event": "#f4b6b0",
    "time": "#f6dc9c",
    "duration": "#ead0f5",
    "place": "#b9e3c6",
    "person": "#b8d4f5",
    "organisation": "#cfd3da",
}
"""The kinds of spans that are marked, each with its colour; where spans overlap, the earlier kind is shown."""


class EventList(list[Event]):
    """The events of a text in its order; a notebook shows them as a table."""

    def _repr_html_(self) -> str:
        heads = "".join(f"<th style='text-align:left'>{head}</th>" for head in SHOWN.values())
        rows = "".join(f"<tr>{''.join(_cell(event, column) for column in SHOWN)}</tr>" for event in self)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read, with its events and all its mentions; a notebook shows its marked text and its events."""

    article: Article
    events: EventList
    mentions: list[Mention]

    def _repr_html_(self) -> str:
        from spacy import displacy  # which those who only hand documents on do without

        spans = [{"start": start, "end": end, "label": kind} for kind, start, end in sorted(_apart(self), key=lambda span: span[1])]
        text = displacy.render(
            {"text": self.article.text, "ents": spans},
            style="ent",
            manual=True,
            jupyter=False,
            options={"colors": {kind.upper(): colour for kind, colour in COLOURS.items()}},
        )
        return f"{text}{self.events._repr_html_()}"


def _cell(event: Event, column: str) -> str:
    """A cell; the words that it was read from, or the rule that inferred it, are its tooltip."""
    cell = getattr(event, column)
    if column == "type":
        return f"<td title='{escape(event.trigger.text)}'>{escape(table('ontology')[event.type]['en'])}</td>"
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    values = cell if isinstance(cell, tuple) else (cell,) if cell is not None else ()
    shown = "; ".join(f"<span title='{escape(value.text or value.rule or '')}'>{escape(value.value)}</span>" for value in values)
    return f"<td style='text-align:left'>{shown}</td>"


def _apart(document: Document) -> Iterator[tuple[str, int, int]]:
    """The spans to mark as kind, start and end; none overlaps another, as displaCy wants it."""
    spans = [("event", event.trigger.start, event.trigger.end) for event in document.events]
    spans += [(mention.kind, mention.start, mention.end) for mention in document.mentions]
    spans.sort(key=lambda span: (list(COLOURS).index(span[0]), span[1], -span[2]))
    taken: set[int] = set()
    for kind, start, end in spans:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield kind, start, end


def show(document: Document) -> None:
    """Shows a document in the notebook that runs, else its events on standard output, one line each."""
    if "ipykernel" in sys.modules:
        from IPython.display import display

        display(document)
    else:
        for event in document.events:
            print(event.label)
