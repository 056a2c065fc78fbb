"""What the review is told of a row's candidates."""

from typing import get_args

import numpy as np
import pytest

from extract.events import candidates
from extract.events.candidates import Context
from extract.events.candidates.wording import GROUPS, WIDTH, Wording
from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.events.happening import Happening, Part
from extract.extractor import Extractor
from extract.marks.plain import Doc
from extract.record import Status


def asked(text: str, extractor: Extractor) -> tuple[Happening, Context]:
    """The last row of a text, with what is known around it."""
    narrative = Narrative(Dates(extractor.nlp(text), published=None))
    narrative.read()
    ((rows, context),) = narrative.contexts()
    return rows[-1], context


@pytest.mark.parametrize(
    ("place", "feature", "told"),
    [
        ("Таиланд", "holds a place named here", True),
        ("Бангкок", "lies in a place named here", True),
        ("Бангкок", "holds a place named here", False),
        ("Бангкок", "located", True),
        ("Таиланд", "located", False),
    ],
)
def test_candidates_of_places_tell_what_holds_them(place: str, feature: str, told: bool, extractor: Extractor) -> None:
    row, context = asked("Иван Орлов 5 мая 2014 года был задержан в Бангкоке (Таиланд).", extractor)
    found = {one.value.value: one.features for one in candidates.places(row, context) if isinstance(one.value, Part)}
    assert bool(found[place][feature]) == told


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("Взрыв прогремел в Волгограде. 5 мая 2014 года в город вылетел министр.", "Волгоград", "город"),
        ("Беспорядки шли в Пакистане. 5 мая 2014 года в стране отключили свет.", "Пакистан", "стране"),
        ("Беспорядки шли в Пакистане. 5 мая 2014 года в столице прошёл митинг.", "Исламабад", "столице"),
    ],
)
def test_candidates_of_places_are_what_a_noun_may_mean(text: str, value: str, words: str, extractor: Extractor) -> None:
    row, context = asked(text, extractor)
    found = [one.value for one in candidates.places(row, context) if isinstance(one.value, Part) and one.value.value == value]
    assert [context.doc[part.start : part.end].text for part in found if part.start is not None and part.end is not None] == [words]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("EasyJet 5 мая 2014 года купила Norwegian Air Shuttle.", "EasyJet"),
        ("Журналисты Financial Times 5 мая 2014 года подали жалобу.", "Financial Times"),
        ("Хельсинки 5 мая 2014 года подал заявку.", "Финляндия"),
    ],
)
def test_candidates_of_participants_are_all_who_are_named(text: str, value: str, extractor: Extractor) -> None:
    row, context = asked(text, extractor)
    assert value in [one.value.value for one in candidates.participants(row, context) if isinstance(one.value, Part)]


@pytest.mark.parametrize(
    "text",
    [
        "В Вене 5 мая 2014 года взорвался автомобиль, пишет газета «Ведомости».",
        "По данным «Ведомостей», в Вене 5 мая 2014 года взорвался автомобиль.",
    ],
)
def test_candidates_of_participants_leave_out_who_tells_the_news(text: str, extractor: Extractor) -> None:
    row, context = asked(text, extractor)
    assert "Ведомости" not in [one.value.value for one in candidates.participants(row, context) if isinstance(one.value, Part)]


def test_candidates_of_participants_leave_out_the_state_of_a_capital_that_a_body_is_called_by(extractor: Extractor) -> None:
    row, context = asked("Актрису уволили 5 мая 2014 года после статьи в газете «Вашингтон пост».", extractor)
    assert "США" not in [one.value.value for one in candidates.participants(row, context) if isinstance(one.value, Part)]


def test_candidates_of_participants_leave_out_what_names_the_larger_event(extractor: Extractor) -> None:
    row, context = asked("Иван Орлов и Павел Лисов встретились 5 мая 2014 года на полях саммита G20 в Осаке.", extractor)
    assert row.occasion is not None
    assert "G20" not in [one.value.value for one in candidates.participants(row, context) if isinstance(one.value, Part)]


@pytest.mark.parametrize(
    ("text", "status", "condition"),
    [
        ("С 5 мая 2014 года в Туле идут переговоры.", "ongoing", False),
        ("5 мая 2014 года в Туле прошла забастовка, чего бы ни просил завод.", "held", True),
    ],
)
def test_candidates_of_the_status_are_all_there_are(text: str, status: str, condition: bool, extractor: Extractor) -> None:
    row, context = asked(text, extractor)
    found = candidates.statuses(row, context)
    assert [one.value for one in found] == list(get_args(Status))
    assert [one.value for one in found if one.proposed] == [status]
    assert {one.row["condition"] for one in found} == {condition}


@pytest.mark.parametrize(
    ("text", "group", "told"),
    [
        ("Парламент 5 мая 2014 года принял закон о выборах.", "objects", True),
        ("Парламент 5 мая 2014 года принял закон о выборах.", "subjects", True),
        ("5 мая 2014 года его задержали.", "objects", False),
        ("5 мая 2014 года его задержали.", "trigger", True),
        ("5 мая 2014 года прошла пресс-конференция.", "trigger", True),
    ],
)
def test_candidates_wording_tells_groups_of_words(text: str, group: str, told: bool, extractor: Extractor) -> None:
    row, context = asked(text, extractor)
    words = context.wording.around(candidates.main(row))
    assert words.shape == (len(GROUPS), WIDTH)
    assert bool(words[GROUPS.index(group)].any()) == told


def test_candidates_wording_of_one_word_is_its_unit_vector(extractor: Extractor) -> None:
    row, context = asked("Парламент 5 мая 2014 года принял закон.", extractor)
    assert np.linalg.norm(context.wording.around(candidates.main(row))[GROUPS.index("trigger")]) == pytest.approx(1, abs=1e-5)


def test_candidates_wording_of_a_text_is_one_for_its_rows(extractor: Extractor) -> None:
    _, context = asked("5 мая 2014 года умер Орлов. 6 мая 2014 года арестован Лисов.", extractor)
    whole = [context.wording.around(candidates.main(row))[-1] for row in context.happenings]
    assert len(whole) == 2
    assert np.array_equal(*whole)


def test_candidates_wording_of_no_words_is_empty(extractor: Extractor) -> None:
    row, _ = asked("Парламент 5 мая 2014 года принял закон.", extractor)
    numbers = Doc(extractor.nlp("2014, 5."))
    assert not Wording(numbers[:]).around(candidates.main(row)).any()
