"""What texts teach, as lists of examples; each function is to be run in a process of its own.

`models_at` is a folder without models: what is learned must not depend on what was learned before.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from extract import models, pipeline
from extract.lexicon import event_types
from train.data import Example, gold_examples, labelled_examples, nerel_examples, parsed, sentence_examples
from train.review import Text


def of_news(models_at: Path, texts: Sequence[Text]) -> list[tuple[list[Example], list[Example]]]:
    """The examples of each text of NEREL, without and with its gold rows."""
    nlp, found = _with_models(models_at), []
    for text in texts:
        doc = parsed(nlp, text.article.text)
        plain = nerel_examples(doc, text.document or {})
        found.append((plain, labelled_examples(plain, doc, text.gold, event_types(), text.named) if text.gold else plain))
    return found


def of_own(models_at: Path, texts: Sequence[Text]) -> list[list[Example]]:
    """The examples of each text with gold rows."""
    nlp = _with_models(models_at)
    return [gold_examples(parsed(nlp, text.article.text), text.gold, event_types(), text.named) for text in texts if text.gold]


def of_sentences(models_at: Path, lines: Sequence[str]) -> list[Example]:
    """The examples of sentences with marked triggers."""
    return [one for found in sentence_examples(_with_models(models_at), lines, event_types()) for one in found]


def of_nerel(models_at: Path, documents: Sequence[dict[str, Any]]) -> list[Example]:
    """The examples of documents of NEREL."""
    nlp = _with_models(models_at)
    return [one for document in documents for one in nerel_examples(parsed(nlp, document["text"]), document)]


def _with_models(folder: Path) -> Language:
    models.use(folder)
    return pipeline.build()
