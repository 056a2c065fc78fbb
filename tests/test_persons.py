"""One name for one person over a whole run."""

from dataclasses import replace

import pytest

from builders import event
from extract.persons import one_name_each, united
from extract.record import Event, Participant

CASES = [
    ("Владимир Путин", ["Владимир Путин", "Владимир Владимирович Путин"], "Владимир Владимирович Путин"),
    ("В. В. Путин", ["В. В. Путин", "Владимир Владимирович Путин"], "Владимир Владимирович Путин"),
    ("В. Орлов", ["В. Орлов", "Виктор Орлов", "Вадим Орлов"], "В. Орлов"),
    ("Иван Орлов", ["Иван Орлов", "Иван Петрович Орлов", "Иван Ильич Орлов"], "Иван Орлов"),
    ("Анна Орлова", ["Анна Орлова", "Анна Орлов"], "Анна Орлова"),
    ("Хиллари Клинтон", ["Хиллари Клинтон", "Билл Клинтон", "Хиллари Родэм Клинтон"], "Хиллари Родэм Клинтон"),
]


@pytest.mark.parametrize(("name", "names", "full"), CASES, ids=[name for name, _, _ in CASES])
def test_persons_one_name_each(name: str, names: list[str], full: str) -> None:
    assert one_name_each(names)[name] == full


def test_persons_surname_alone_is_nobody_of_another_document() -> None:
    assert "Орлов" not in one_name_each(["Орлов", "Иван Орлов"])


def named(doc_id: str, *names: str, kind: str = "person") -> Event:
    one = event("Орлов прилетел.", "прилетел", doc_id=doc_id, type="visit")
    return replace(one, participants=tuple(Participant(value=name, kind=kind, text="Орлов", start=0, end=5) for name in names))


def test_persons_united_names_participants_and_labels() -> None:
    first, second = united([named("a", "Иван Орлов"), named("b", "Иван Ильич Орлов")])
    assert [part.value for part in first.participants] == [part.value for part in second.participants] == ["Иван Ильич Орлов"]
    assert first.label == "Визит: Иван Ильич Орлов"
    assert (first.participants[0].text, first.participants[0].start) == ("Орлов", 0)


def test_persons_united_leaves_organisations() -> None:
    told = [named("a", "Иван Орлов", kind="organisation"), named("b", "Иван Ильич Орлов")]
    assert united(told) == told
