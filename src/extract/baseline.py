"""What natasha and dateparser give as they come: the simple extractor that `extract evaluate` shows beside the program.

One `meeting` per paragraph: natasha's people are its participants, natasha's locations its places, in natasha's own normal form
(`span.normalize`); its date is the first that dateparser's search finds there; its trigger is the first word.
"""

import re
from datetime import datetime

from extract.marks.natasha import paragraphs, plain_names
from extract.record import Article, Date, Event, Participant, Place, Span
from extract.values import foreign_dates

RULE = "baseline"
OTHER_DAYS = (datetime(1904, 2, 29), datetime(2011, 7, 16))
"""Where no publication date is known, a date counts only if dateparser reads the same from both: then the text gives it whole."""


def events(article: Article) -> list[Event]:
    """One event per paragraph that has a word, in text order."""
    found: list[Event] = []
    for begin, end in paragraphs(article.text[article.body :]):
        start, stop = article.body + begin, article.body + end
        if word := re.compile(r"\w+").search(article.text, start, stop):
            found.append(_event(article, start, stop, Span(word[0], *word.span()), len(found) + 1))
    return found


def _event(article: Article, start: int, end: int, trigger: Span, number: int) -> Event:
    text = article.text[start:end]
    evidence = Span(text, start, end)
    names = dict.fromkeys(plain_names(text))
    return Event(
        event_id=f"{article.doc_id}#{number}",
        doc_id=article.doc_id,
        published=article.published,
        source=article.source,
        type="meeting",
        label="",
        trigger=trigger,
        mentions=(trigger,),
        status="held",
        date=_date(text, article.published),
        places=tuple(Place(value=name, rule=RULE) for kind, name in names if kind == "place"),
        participants=tuple(Participant(value=name, kind=kind, rule=RULE) for kind, name in names if kind == "person"),
        text=text,
        start=start,
        end=end,
        evidence=(evidence,),
        confidence=0.0,
    )


def _date(text: str, published: str | None) -> Date | None:
    """The first date of a paragraph as a day; relative ones count from the publication date, never from today."""
    references = (datetime.fromisoformat(published).replace(tzinfo=None),) if published else OTHER_DAYS
    first, *others = ([(words, moment.date()) for words, moment in foreign_dates.search(text, reference)] for reference in references)
    day = next((day for words, day in first if all((words, day) in other for other in others)), None)
    return Date(value=day.isoformat(), earliest=day.isoformat(), latest=day.isoformat(), rule=RULE) if day else None
