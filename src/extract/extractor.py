"""The extractor: text → events and mentions, and a pure function DataFrame → DataFrame."""

import warnings
from functools import cached_property
from typing import TYPE_CHECKING

from spacy.language import Language

from extract import pipeline
from extract.display import Document, EventList
from extract.reading import Failure, articles, header, iso
from extract.record import Article, Event, Mention

if TYPE_CHECKING:
    import pandas as pd


class Extractor:
    """Reads Russian news text. `nlp` is the spaCy pipeline behind it; its spans show in displaCy (`doc.spans`)."""

    @cached_property
    def nlp(self) -> Language:
        """The spaCy pipeline, made at the first use."""
        return pipeline.build()

    def events(self, text: str, *, published: str | None = None, doc_id: str = "text", source: str | None = None) -> EventList:
        """The events of a text, in its order; see `mentions` for `published` and errors."""
        return self.read(_article(text, published=published, doc_id=doc_id, source=source))

    def mentions(self, text: str, *, published: str | None = None) -> list[Mention]:
        """Every normalised time, duration, place, person and organisation of a text, in its order.

        `published` (ISO 8601 date or datetime) is the publication date, in place of a header or dateline of the text. ValueError for
        a `published` that is no date, and for a text with half a surrogate pair, which is no Unicode text.
        """
        return self.read_mentions(_article(text, published=published, doc_id="text"))

    def frame(self, documents: "pd.DataFrame") -> "pd.DataFrame":
        """A table of documents (`text`; optional `doc_id`, `published`, `title`, `source`) → the flat table of their events; pure.

        ValueError for a table without `text`; a document that cannot be read is left out with a warning that names its row.
        """
        from extract import table  # with pandas, which reading single texts does not need

        if "text" not in documents.columns:
            raise ValueError("no column “text”")
        found: list[Event] = []
        for article in articles(documents):
            if isinstance(article, Failure):
                warnings.warn(str(article), stacklevel=2)
            else:
                found += self.read(article)
        return table.frame(found)

    def document(self, text: str, *, published: str | None = None, doc_id: str = "text", source: str | None = None) -> Document:
        """A text with its events and mentions, from one pass over it; see `mentions` for `published` and errors."""
        return self.read_document(_article(text, published=published, doc_id=doc_id, source=source))

    def read(self, article: Article) -> EventList:
        """The events of an article, in the order of its text."""
        return EventList(pipeline.events(self.nlp, article))

    def read_document(self, article: Article) -> Document:
        """An article with its events and mentions."""
        article, events, mentions = pipeline.document(self.nlp, article)
        return Document(article, EventList(events), mentions)

    def read_mentions(self, article: Article) -> list[Mention]:
        """Every normalised mention of an article, in the order of its text."""
        return pipeline.mentions(self.nlp, article)


def _article(text: str, *, published: str | None, doc_id: str, source: str | None = None) -> Article:
    """The text as an article; unlike a document of a file it may be empty, and a date of its own that is none is passed over."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"the text holds half a surrogate pair at {error.start}") from error
    given = None if published is None else iso(published)
    head = header(text, given=given)
    return Article(doc_id=doc_id, text=text, published=given or head.published, source=source, body=head.body, dateline=head.dateline)
