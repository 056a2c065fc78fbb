"""Rows that tell of one happening: which are compared, and what one takes over from the other."""

from pathlib import Path

import pytest
from spacy.language import Language

from extract import models, pipeline
from extract.events import candidates, discourse, sameness
from extract.events.discourse import Narrative
from extract.events.happening import Dated, Happening

TEXT = "5 мая 2014 года в Вене прошла встреча Ивана Орлова и Павла Лисова. 7 июня 2015 года в Риме открылся саммит. Погибли трое рабочих."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.build()


@pytest.fixture
def happenings(nlp: Language, rules_alone: None) -> list[Happening]:
    return Narrative(nlp(TEXT), published=None).read()


def test_sameness_without_its_tree_keeps_every_row(nlp: Language, happenings: list[Happening], tmp_path: Path) -> None:
    models.use(tmp_path)
    assert sameness.joined(happenings, nlp(TEXT)) == happenings


def test_sameness_pairs_rows_of_one_kind_the_earlier_first(happenings: list[Happening]) -> None:
    assert [[row.mentions[0].head.text for row in pair] for pair in sameness.pairs(happenings)] == [["встреча", "саммит"]]


def test_sameness_sees_that_dates_and_places_differ(nlp: Language, happenings: list[Happening]) -> None:
    (found,) = sameness.compared(list(sameness.pairs(happenings)), nlp(TEXT))
    assert found["both own dates"]
    assert found["places apart"]
    assert not found["one date"]
    assert not found["one word"]


def test_sameness_row_takes_in_what_it_lacks(happenings: list[Happening]) -> None:
    ((first, second),) = sameness.pairs(happenings)
    second.date, second.own_date, second.places = None, False, []
    second.take_in(first)
    assert [mention.head.text for mention in second.mentions] == ["саммит", "встреча"]
    assert second.date == first.date
    assert [part.value for part in second.places] == ["Вена"]
    assert [part.value for part in second.participants] == ["Иван Орлов", "Павел Лисов"]
    assert second.sentences == {0, 1}


def test_sameness_of_rows_far_apart_counts_what_lies_outside_the_window(
    nlp: Language, rules_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discourse, "LONGEST", 4)
    days = [f"{day} мая 2014 года в Вене прошла встреча Ивана Орлова и Павла Лисова." for day in range(1, 20)]
    narrative = discourse.Narrative(nlp("\n\n".join(days)), published=None)
    first, *_, last = narrative.read()
    last.take_in(first)
    (context,) = [context for asked, context in narrative.contexts() if last in asked]
    assert min(last.sentences) not in context.window
    (told,) = [c for c in candidates.dates(last, context) if isinstance(c.value, Dated) and c.value.value.edtf == "2014-05-01"]
    assert told.features["verbs between"] == 1
