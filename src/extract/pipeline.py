"""The spaCy pipeline that `config.cfg` describes, and the reading of one article with it."""

from importlib.resources import files
from sys import maxsize

from spacy.language import Language
from spacy.util import load_config_from_str, load_model_from_config

import extract.factories  # noqa: F401  registers the components
from extract.events.discourse import Narrative
from extract.events.rows import rows
from extract.marks.mentions import normalised
from extract.record import Article, Event, Mention


def build() -> Language:
    """A new pipeline; natasha's models load with its first text, and are shared by all pipelines."""
    config = load_config_from_str(files("extract").joinpath("config.cfg").read_text(encoding="utf-8"))
    nlp = load_model_from_config(config, auto_fill=True)
    nlp.max_length = maxsize  # the models read sentence by sentence, so the memory for a text grows with its length only
    return nlp


def events(nlp: Language, article: Article) -> list[Event]:
    """The events of an article in text order."""
    doc = nlp(article.text)
    narrative = Narrative(doc, published=article.published, start=article.body, dateline=article.dateline)
    return rows(doc, narrative.read(), article)


def mentions(nlp: Language, article: Article) -> list[Mention]:
    """Every normalised span of an article in text order."""
    return normalised(nlp(article.text), published=article.published, start=article.body)
