"""The spaCy pipeline that `config.cfg` describes, and the reading of one article with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from sys import maxsize

from spacy.language import Language
from spacy.util import load_config_from_str, load_model_from_config

import extract.factories  # noqa: F401  registers the components
from extract import segment
from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.events.review import review
from extract.events.rows import rows
from extract.marks.mentions import normalised
from extract.marks.natasha import PARAGRAPH
from extract.record import Article, Event, Mention, shifted
from extract.values.expression import Calendar
from extract.values.time import Resolved, find

LONGEST = 200_000
"""Code points that are read at once; a longer text is read in parts, so that the memory for it is bounded."""


def build() -> Language:
    """A new pipeline; natasha's models load with its first text, and are shared by all pipelines."""
    config = load_config_from_str(files("extract").joinpath("config.cfg").read_text(encoding="utf-8"))
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.max_length = maxsize  # the models read sentence by sentence, so the memory for a text grows with its length only
    return nlp


def events(nlp: Language, article: Article) -> list[Event]:
    """The events of an article in text order."""
    return _read(nlp, dated(article), of_events=True)[0]


def mentions(nlp: Language, article: Article) -> list[Mention]:
    """Every normalised span of an article in text order."""
    return _read(nlp, dated(article), of_mentions=True)[1]


def document(nlp: Language, article: Article) -> tuple[Article, list[Event], list[Mention]]:
    """The article with what is known of its publication date, its events and its mentions, from one pass over its text."""
    article = dated(article)
    return article, *_read(nlp, article, of_events=True, of_mentions=True)


def _read(nlp: Language, article: Article, *, of_events: bool = False, of_mentions: bool = False) -> tuple[list[Event], list[Mention]]:
    """What is asked for, part by part: names and events are those of the part, the last date is handed on."""
    events: list[Event] = []
    mentions: list[Mention] = []
    told: Resolved | None = None
    for start, end in parts(article.text):
        part = article if end - start == len(article.text) else _part(article, start, end)
        doc = nlp(part.text)
        dates = Dates(doc, published=part.published, start=part.body, dateline=part.dateline, anchor=told)
        told = dates.anchor
        if of_events:
            narrative = Narrative(dates)
            narrative.read()
            found = rows(narrative.doc, review(narrative.contexts()), part, after=len(events))
            events += shifted(tuple(found), start)
        if of_mentions:
            mentions += shifted(tuple(normalised(doc, dates.resolved(), start=part.body)), start)
    return events, mentions


def parts(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The spans of the parts in which a text is read from `start` on, none longer than `LONGEST`.

    A part ends with a paragraph, or with a sentence where its second half has no end of a paragraph, or where it is full.
    """
    while len(text) - start > LONGEST:
        middle, end = start + LONGEST // 2, start + LONGEST
        ends = [match.end() for match in PARAGRAPH.finditer(text, middle, end)]
        ends = ends or [middle + first for first, _ in segment.sentences(text[middle:end]) if first]
        end = ends[-1] if ends else end
        yield start, end
        start = end
    yield start, len(text)


def _part(article: Article, start: int, end: int) -> Article:
    """The part of an article as an article."""
    dateline = article.dateline
    if dateline is not None:
        dateline = (dateline[0] - start, dateline[1] - start) if start <= dateline[0] < end else None
    return replace(article, text=article.text[start:end], body=min(max(article.body - start, 0), end - start), dateline=dateline)


def dated(article: Article) -> Article:
    """The article with the publication date of a dateline without a year, if the text itself tells the year.

    The year is the first in which the day of the dateline lies on or after the last day that the text names in full.
    """
    if article.published is not None or article.dateline is None:
        return article
    start, end = article.dateline
    day = next((m.value for m in find(article.text[start:end]) if isinstance(m.value, Calendar) and m.value.day and m.value.month), None)
    told = (part for a, b in parts(article.text, end) for m in find(article.text[a:b]) for part in m.value.parts())
    known = [part for part in told if isinstance(part, Calendar) and part.year is not None]
    if day is None or day.month is None or day.day is None or not known:
        return article
    last = max((value.year or 0, value.month or 1, value.day or 1) for value in known)
    year = last[0] + ((day.month, day.day) < last[1:])
    try:
        return replace(article, published=date(year, day.month, day.day).isoformat())
    except ValueError:
        return article
