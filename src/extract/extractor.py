"""The extractor: text → events and mentions, and a pure function DataFrame → DataFrame."""

from collections.abc import Iterator
from functools import cached_property

import pandas as pd
from spacy.language import Language

from extract import pipeline
from extract.reading import Failure, header, iso
from extract.record import Article, Event, Mention
from extract.table import frame


class Extractor:
    """Reads Russian news text. `nlp` is the spaCy pipeline behind it; its spans show in displaCy (`doc.spans`)."""

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline, made at the first use."""
        return pipeline.build()

    def events(self, text: str, *, published: str | None = None, doc_id: str = "text", source: str | None = None) -> list[Event]:
        """The events of a text, in its order. `published` (ISO 8601 date or datetime) dates a text that has no date of its own."""
        return self.read(_article(text, published=published, doc_id=doc_id, source=source))

    def read(self, article: Article) -> list[Event]:
        """The events of an article, in the order of its text."""
        return pipeline.events(self.nlp, article)

    def mentions(self, text: str, *, published: str | None = None) -> list[Mention]:
        """Every normalised time, duration, place, person and organisation of a text, in its order."""
        return pipeline.mentions(self.nlp, _article(text, published=published, doc_id="text"))

    def frame(self, documents: pd.DataFrame) -> pd.DataFrame:
        """A table of documents (`text`; optional `doc_id`, `published`, `source`) → the flat table of their events; pure.

        Raises ValueError for a table without `text` and for a document that cannot be read.
        """

        def found() -> Iterator[Event]:
            for article in articles(documents):
                if isinstance(article, Failure):
                    raise ValueError(str(article))
                yield from self.read(article)

        return frame(found())


def _article(text: str, *, published: str | None, doc_id: str, source: str | None = None) -> Article:
    """The text as an article; one without words is an article without a header."""
    given = iso(published) if published is not None else None
    opening = header(text, given=given)
    return Article(doc_id=doc_id, text=text, published=opening.published or given, source=source, body=opening.body, dateline=opening.dateline)
