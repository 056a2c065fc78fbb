"""The spaCy pipeline that `config.cfg` describes, and the reading of one article with it."""

from dataclasses import replace
from datetime import date
from importlib.resources import files
from sys import maxsize

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import load_config_from_str, load_model_from_config

import extract.factories  # noqa: F401  registers the components
from extract.events.discourse import Narrative
from extract.events.review import review
from extract.events.rows import rows
from extract.marks.mentions import normalised
from extract.record import Article, Event, Mention
from extract.values.expression import Calendar
from extract.values.time import find


def build() -> Language:
    """A new pipeline; natasha's models load with its first text, and are shared by all pipelines."""
    config = load_config_from_str(files("extract").joinpath("config.cfg").read_text(encoding="utf-8"))
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.max_length = maxsize  # the models read sentence by sentence, so the memory for a text grows with its length only
    return nlp


def events(nlp: Language, article: Article) -> list[Event]:
    """The events of an article in text order."""
    article = dated(article)
    return _events(nlp(article.text), article)


def mentions(nlp: Language, article: Article) -> list[Mention]:
    """Every normalised span of an article in text order."""
    article = dated(article)
    return _mentions(nlp(article.text), article)


def document(nlp: Language, article: Article) -> tuple[Article, list[Event], list[Mention]]:
    """The article with what is known of its publication date, its events and its mentions, from one pass over its text."""
    article = dated(article)
    doc = nlp(article.text)
    return article, _events(doc, article), _mentions(doc, article)


def _events(doc: Doc, article: Article) -> list[Event]:
    narrative = Narrative(doc, published=article.published, start=article.body, dateline=article.dateline)
    narrative.read()
    return rows(narrative.doc, review(narrative.contexts()), article)


def _mentions(doc: Doc, article: Article) -> list[Mention]:
    return normalised(doc, published=article.published, start=article.body)


def dated(article: Article) -> Article:
    """The article with the publication date of a dateline without a year, if the text itself tells the year.

    The year is the first in which the day of the dateline lies on or after the last day that the text names in full.
    """
    if article.published is not None or article.dateline is None:
        return article
    start, end = article.dateline
    day = next((m.value for m in find(article.text[start:end]) if isinstance(m.value, Calendar) and m.value.day and m.value.month), None)
    told = (part for m in find(article.text[end:]) for part in m.value.parts())
    known = [part for part in told if isinstance(part, Calendar) and part.year is not None]
    if day is None or day.month is None or day.day is None or not known:
        return article
    last = max((value.year or 0, value.month or 1, value.day or 1) for value in known)
    year = last[0] + ((day.month, day.day) < last[1:])
    try:
        return replace(article, published=date(year, day.month, day.day).isoformat())
    except ValueError:
        return article
