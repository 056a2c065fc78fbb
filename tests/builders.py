"""Events for tests, written as their flat values, and texts of any kind."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from extract.gold import days
from extract.record import Date, Duration, Event, Participant, Place, Span, Value


def span(text: str, quote: str) -> Span:
    """The first place of the quote in the text."""
    start = text.index(quote)
    return Span(quote, start, start + len(quote))


def date(value: str) -> Date:
    """An EDTF date; `earliest` and `latest` are left empty."""
    assert days(value)
    return Date(value=value, rule="test")


def event(
    text: str,
    trigger: str,
    *,
    doc_id: str = "doc",
    evidence: str | None = None,
    bound: Any = "=",
    places: Sequence[str] = (),
    participants: Sequence[str] = (),
    topics: Sequence[str] = (),
    duration: str | None = None,
    duration_planned: str | None = None,
    **columns: Any,
) -> Event:
    """An event of the text, with the trigger's first occurrence as trigger and mention, and `evidence` (all the text) as evidence."""
    named, sentence = span(text, trigger), span(text, evidence or text)
    for name in columns.keys() & {"date", "status_date"}:
        columns[name] = date(columns[name])
    for name in columns.keys() & {"time", "occasion", "format"}:
        columns[name] = Value(value=columns[name], rule="test")
    defaults: dict[str, Any] = {
        "event_id": f"{doc_id}#1",
        "published": None,
        "source": None,
        "type": "meeting",
        "label": "",
        "mentions": (named,),
        "status": "held",
        "confidence": 1.0,
    }
    return Event(
        doc_id=doc_id,
        trigger=named,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        evidence=(sentence,),
        places=tuple(Place(value=name, rule="test") for name in places),
        participants=tuple(Participant(value=name, rule="test") for name in participants),
        topics=tuple(Value(value=name, rule="test") for name in topics),
        duration=Duration(value=duration, bound=bound, rule="test") if duration else None,
        duration_planned=Duration(value=duration_planned, rule="test") if duration_planned else None,
        **(defaults | columns),
    )


WORDS = (
    "Встреча|прошла|отменил визит|они|президенты|коллега|договорились о|подписали соглашение|5 мая|31 февраля|накануне|позже|с 5 по 7 мая|"
    "в том же месяце|в Риме|Иван Петров|Петрова|МИД России|вместо|45 минут|около двух часов|2019 год|XX век|что|где|и|а|не|должна была"
)
SIGNS = "«|»|—|.|,|:|(|)|<p>|</p>|&nbsp;|<!--|\u00ad|\u0301|\u00a0|\u200b|\ufeff|\r\n|\n\n|\t|🤝🏽|🇷🇺|и\u0306|Путин met Tрамп|中国|\0|𗀀| "
PIECES = st.sampled_from([*WORDS.split("|"), *SIGNS.split("|")])
TEXTS = st.text() | st.lists(PIECES, max_size=25).map(" ".join) | st.lists(PIECES, max_size=12).map("".join)
"""Any text, and texts of words and signs that the program reads or that break programs."""
