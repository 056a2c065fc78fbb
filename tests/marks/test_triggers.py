"""Words that the reader takes for events beside the triggers of the lexicon."""

import pytest
from spacy.tokens import Span

from extract.extractor import Extractor
from extract.marks.triggers import find_triggers


@pytest.mark.parametrize(
    ("text", "score", "trigger"),
    [
        ("Президент отменил налог на вклады.", "0.90", True),
        ("Президент отменил налог на вклады.", "0.30", False),
        ("Президент отменил визит.", "0.90", False),
        ("Президент отменил его.", "0.90", False),
    ],
)
def test_triggers_verb_that_calls_off_names_an_event_itself(text: str, score: str, trigger: bool, extractor: Extractor) -> None:
    doc = extractor.nlp(text)
    (verb,) = [token for token in doc if token.lemma_ == "отменить"]
    doc.spans["event"] = [Span(doc, verb.i, verb.i + 1, label="decision", kb_id=score)]
    assert (verb.i in {span.start for span in find_triggers(doc)}) == trigger


@pytest.mark.parametrize(
    ("text", "triggers"),
    [
        ("Ураган обрушился на остров.", ["Ураган"]),
        ("Сделку планируют закрыть.", ["Сделку"]),
        ("Крыша рынка обрушилась.", ["обрушилась"]),
        ("Команда вылетела с чемпионата.", ["вылетела", "чемпионата"]),
    ],
)
def test_triggers_a_verb_that_carries_its_subject_names_no_event(text: str, triggers: list[str], extractor: Extractor) -> None:
    doc = extractor.nlp(text)
    doc.spans["event"] = []
    assert [span.text for span in find_triggers(doc)] == triggers
