"""Rows that tell of one happening: which are compared, and what one takes over from the other."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from spacy.language import Language

from extract import models, pipeline
from extract.events import candidates, discourse, sameness
from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.events.happening import Dated, Happening
from extract.marks import reader

TEXT = "5 мая 2014 года в Вене прошла встреча Ивана Орлова и Павла Лисова. 7 июня 2015 года в Риме открылся саммит. Погибли трое рабочих."


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.build()


@pytest.fixture
def happenings(nlp: Language, rules_alone: None) -> list[Happening]:
    return Narrative(Dates(nlp(TEXT), published=None)).read()


def test_sameness_without_its_tree_keeps_every_row(nlp: Language, happenings: list[Happening], tmp_path: Path) -> None:
    models.use(tmp_path)
    assert sameness.joined(happenings, nlp(TEXT)) == happenings


def names(pairs: Iterable[tuple[Happening, Happening]]) -> list[list[str]]:
    return [[row.mentions[0].head.text for row in pair] for pair in pairs]


def test_sameness_pairs_rows_near_each_other_unless_dated_apart(happenings: list[Happening]) -> None:
    assert names(sameness.pairs(happenings)) == [["встреча", "Погибли"], ["саммит", "Погибли"]]


def test_sameness_does_not_pair_what_was_held_with_what_it_announces(nlp: Language, rules_alone: None) -> None:
    doc = nlp("5 мая 2014 года Иван Орлов встретился с Павлом Лисовым и объявил, что в июне они проведут новую встречу в Риме.")
    rows = [row for row in Narrative(Dates(doc, published=None)).read() if row.type == "meeting"]
    assert {row.status for row in rows} == {"held", "planned"}
    for row in rows:
        row.own_date = False
    assert list(sameness.pairs(rows)) == []


@pytest.mark.parametrize(("sentence", "asserted", "paired"), [(9, True, False), (9, False, True), (1, True, True)])
def test_sameness_what_is_asserted_long_after_at_another_time_is_another(
    happenings: list[Happening], sentence: int, asserted: bool, paired: bool
) -> None:
    first, second, _ = happenings
    second.type, second.own_date, second.sentences = first.type, False, {sentence}
    for mention in second.mentions:
        mention.asserted = asserted
    assert list(sameness.pairs([first, second])) == ([(first, second)] if paired else [])


@pytest.mark.parametrize(
    ("text", "paired"),
    [
        ("В Калифорнии разбился самолёт. Его пилот погиб. Напомним, в 1996 году здесь разбился другой самолёт.", False),
        ("Спасатели нашли разбившийся самолёт. Напомним, в 1996 году здесь разбился самолёт.", True),
        ("В Калифорнии разбился самолёт. Его пилот погиб. Авария произошла 22 апреля 2010 года.", True),
        ("В Калифорнии разбился самолёт. Его пилот погиб. Взрыв другого самолёта произошёл 22 апреля 2010 года.", False),
    ],
)
def test_sameness_what_is_news_did_not_happen_long_before(text: str, paired: bool, nlp: Language, rules_alone: None) -> None:
    narrative = Narrative(Dates(nlp(text), published="2016-09-21"))
    rows = [row for row in narrative.read() if row.type == "accident"]
    assert bool(list(sameness.pairs([rows[0], rows[-1]], narrative.dates.day))) == paired


def test_sameness_pairs_rows_far_apart_if_of_one_kind(nlp: Language, rules_alone: None) -> None:
    text = "5 мая 2014 года в Вене прошла встреча послов. " + "Погода была ясной. " * 5 + "Встреча послов прошла в Вене. Погибли рабочие."
    rows = Narrative(Dates(nlp(text), published=None)).read()
    far = [pair for pair in sameness.pairs(rows) if min(pair[1].sentences) - pair[0].last > 3]
    assert {tuple(row.type for row in pair) for pair in far} <= {("meeting", "meeting")}


def test_sameness_sees_that_dates_and_places_differ(nlp: Language, happenings: list[Happening]) -> None:
    first, second, _ = happenings
    (found,) = sameness.compared([(first, second)], nlp(TEXT))
    assert found["both own dates"]
    assert found["places apart"]
    assert not found["one date"]
    assert not found["one word"]


def test_sameness_asks_the_reader_about_the_words_of_both_rows(nlp: Language, happenings: list[Happening]) -> None:
    first, second, _ = happenings
    models.use(None)
    (found,) = sameness.compared([(first, second)], nlp(TEXT))
    assert 0 < found["linked at least"] <= found["linked on average"] <= found["linked"] < 1


def test_sameness_row_takes_in_what_it_lacks(happenings: list[Happening]) -> None:
    first, second, _ = happenings
    second.date, second.own_date, second.places = None, False, []
    second.take_in(first)
    assert [mention.head.text for mention in second.mentions] == ["саммит", "встреча"]
    assert second.date == first.date
    assert [part.value for part in second.places] == ["Вена"]
    assert [part.value for part in second.participants] == ["Иван Орлов", "Павел Лисов"]
    assert second.sentences == {0, 1}


@pytest.mark.parametrize(("scores", "kept"), [((0.9, 0.9, 0.9), 1), ((0.9, 0.45, 0.05), 2), ((0.9, 0.9, 0.05), 1), ((0.1, 0.1, 0.1), 3)])
def test_sameness_joins_rows_that_fit_all_of_a_row(
    nlp: Language, happenings: list[Happening], monkeypatch: pytest.MonkeyPatch, scores: tuple[float, ...], kept: int
) -> None:
    models.use(None)
    first, second, third = happenings
    monkeypatch.setattr(sameness, "pairs", lambda rows, news: [(first, second), (first, third), (second, third)])
    monkeypatch.setattr(sameness, "weigh", lambda question, shapes: list(scores))
    assert len(sameness.joined(happenings, nlp(TEXT))) == kept


def test_sameness_tells_how_likely_a_row_has_a_double(nlp: Language, happenings: list[Happening], monkeypatch: pytest.MonkeyPatch) -> None:
    models.use(None)
    first, second, third = happenings
    monkeypatch.setattr(sameness, "pairs", lambda rows, news: [(first, second), (first, third)])
    monkeypatch.setattr(sameness, "weigh", lambda question, shapes: [0.9, 0.2])
    assert [row.double for row in sameness.joined(happenings, nlp(TEXT))] == [0.2, 0.2]


@pytest.mark.parametrize(("learned", "rows"), [(False, 1), (True, 2)])
def test_sameness_rules_join_only_what_the_reader_has_not_learned(
    nlp: Language, monkeypatch: pytest.MonkeyPatch, learned: bool, rows: int
) -> None:
    doc = nlp("5 мая 2014 года на заводе в Вене прогремел взрыв. Взрыв прогремел в одном из цехов.")
    monkeypatch.setattr(reader, "knows_same", lambda: learned)
    narrative = Narrative(Dates(doc, published=None))
    monkeypatch.setattr(sameness, "joined", lambda happenings, doc, news: list(happenings))
    assert len([row for row in narrative.read() if row.type == "accident"]) == rows


def test_sameness_of_rows_far_apart_counts_what_lies_outside_the_window(
    nlp: Language, rules_alone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discourse, "LONGEST", 4)
    days = [f"{day} мая 2014 года в Вене прошла встреча Ивана Орлова и Павла Лисова." for day in range(1, 20)]
    narrative = discourse.Narrative(Dates(nlp("\n\n".join(days)), published=None))
    first, *_, last = narrative.read()
    last.take_in(first)
    (context,) = [context for asked, context in narrative.contexts() if last in asked]
    assert min(last.sentences) not in context.window
    (told,) = [c for c in candidates.dates(last, context) if isinstance(c.value, Dated) and c.value.value.edtf == "2014-05-01"]
    assert told.features["verbs between"] == 1
