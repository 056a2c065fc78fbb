"""Which rows of several documents are put together, and what the chronicle says of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from train.merging import of_one_week

from builders import event
from extract import happenings
from extract.chronicle import COLUMNS, chronicled
from extract.gold import GoldError
from extract.merging import candidates, grouped
from extract.merging.traits import Traits
from extract.merging.weighing import probabilities
from extract.record import Date, Event, Participant, Place, Span
from extract.score import Count
from extract.table import row

TOWNS = {"Казань": (551487, 55.8, 49.1), "Самара": (499099, 53.2, 50.2), "Пермь": (511196, 58.0, 56.3)}


def told(
    doc_id: str, text: str, trigger: str, date: str | None, people: Sequence[str], town: str | None = None, published: str | None = None,
    **columns: Any,
) -> Event:  # fmt: skip
    """A row as the extractor gives it, with a known town and people."""
    made = event(text, trigger, doc_id=doc_id, published=published, **columns)
    where: tuple[Place, ...] = ()
    if town is not None:
        number, lat, lon = TOWNS[town]
        where = (Place(value=town, kind="city", country="RU", lat=lat, lon=lon, geonames_id=number, rule="test"),)
    return replace(
        made,
        date=Date(value=date, rule="test", anchor="published" if "~" in date else "text") if date else None,
        places=where,
        participants=tuple(Participant(value=name, kind="person", rule="test") for name in people),
    )


BOTH = ("Иван Орлов", "Павел Лисов")
FIRST = told("a", "Иван Орлов и Павел Лисов встретились в Казани, говорили о мосте.", "встретились", "2022-06-08", BOTH, "Казань")
SAME = [
    told("b", "Переговоры Орлова и Лисова в Казани о строительстве моста.", "Переговоры", "2022-06-08", ("Орлов", "Лисов"), "Казань"),
    told("b", "Вчера в Казани Лисов встретился с Орловым: речь шла о мосте.", "встретился", "2022-06-09~", ("Лисов", "Орлов"), "Казань"),
    told("b", "Иван Орлов и Павел Лисов встретятся в Казани.", "встретятся", "2022-06-08", BOTH, "Казань", status="planned"),
]
OTHER = [
    told("b", "Иван Орлов и Павел Лисов снова встретились в Казани, говорили о мосте.", "встретились", "2022-06-20", BOTH, "Казань"),
    told("b", "В Самаре задержали Петра Зайцева.", "задержали", "2022-06-08", ("Пётр Зайцев",), "Самара", type="arrest"),
    told("a", "Иван Орлов и Павел Лисов встретились в Казани, говорили о мосте.", "встретились", "2022-06-08", BOTH, "Казань"),
]


@pytest.fixture(autouse=True, params=[candidates.WHOLE, 0], ids=["each meets each", "buckets"])
def meetings(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways in which rows meet."""
    monkeypatch.setattr(candidates, "WHOLE", request.param)


@pytest.mark.parametrize("other", SAME, ids=["other words", "the day after", "planned"])
def test_merging_puts_reports_of_one_happening_together(other: Event) -> None:
    assert len(grouped([FIRST, other])) == 1


@pytest.mark.parametrize("other", OTHER, ids=["another day", "another happening", "one document"])
def test_merging_keeps_happenings_apart(other: Event) -> None:
    assert len(grouped([FIRST, replace(other, event_id="other#1")])) == 2


def likely(first: Event, second: Event) -> float:
    return float(probabilities(Traits.of([first, second]), np.array([0]), np.array([1]))[0])


@pytest.mark.parametrize(
    "change",
    [
        {"places": OTHER[1].places},
        {"date": Date(value="2022-06", rule="test")},
        {"type": "sport"},
        {"participants": OTHER[1].participants},
        {"evidence": (Span("Иван Орлов и Павел Лисов заняли в гонке места со счётом 4:3.", 0, 60),)},
    ],
    ids=lambda change: "".join(change),
)
def test_merging_what_speaks_against_one_happening(change: dict[str, Any]) -> None:
    first, second = (replace(FIRST, doc_id=name, evidence=(Span("Орлов и Лисов сыграли 2:1.", 0, 26),)) for name in "ab")
    assert likely(first, replace(second, **change)) < likely(first, second)


def test_merging_does_not_depend_on_the_order() -> None:
    rows = [FIRST, SAME[0], replace(SAME[1], doc_id="c", event_id="c#1"), replace(OTHER[1], doc_id="d", event_id="d#1")]
    found = {
        tuple(tuple(order[number].event_id for number in group) for group in grouped(order)) for order in map(list, permutations(rows))
    }
    assert found == {(("a#1", "b#1", "c#1"), ("d#1",))}


def test_merging_group_has_one_row_of_a_document() -> None:
    again = replace(SAME[0], event_id="b#2")
    assert sorted(len(group) for group in grouped([FIRST, SAME[0], again])) == [1, 2]


def test_merging_days_must_suit_all_members() -> None:
    """The vague day in the middle suits both days, which do not suit each other."""
    vague = replace(SAME[1], doc_id="c", event_id="c#1")
    before = replace(FIRST, doc_id="d", event_id="d#1", date=Date(value="2022-06-07", rule="test"))
    assert sorted(len(group) for group in grouped([FIRST, vague, before])) == [1, 2]


def test_merging_of_nothing_is_nothing() -> None:
    assert grouped([]) == []


def test_merging_rows_without_anything_stay_alone() -> None:
    bare = [event("Встреча", "Встреча", doc_id=name) for name in ("a", "b")]
    assert len(grouped(bare)) == 2


# The chronicle


def test_chronicle_takes_the_best_values() -> None:
    early = replace(SAME[2], doc_id="p", event_id="p#1", published="2022-06-01", confidence=0.5, source="p.txt")
    late = replace(SAME[1], published="2022-06-09", confidence=0.9)
    found = chronicled([late, early])
    assert (found.chronicle_id, found.reports, found.rows) == ("p#1", 2, ("p#1", "b#1"))
    assert found.event.status == "held"
    assert found.event.date is not None
    assert found.event.date.value == "2022-06-08"
    assert [part.value for part in found.event.participants] == ["Иван Орлов", "Павел Лисов"]
    assert (found.event.trigger, found.event.confidence) == (early.trigger, 0.9)
    assert found.event.label == "Встреча: Иван Орлов, Павел Лисов — Казань, 8 июня 2022"
    assert (found.origins["status"], found.origins["date"], found.origins["places"]) == (("b#1",), ("p#1",), ("p#1",))


def test_chronicle_a_surname_gets_its_full_name_of_another_report() -> None:
    short = replace(SAME[0], published="2022-06-08")
    found = chronicled([short, replace(FIRST, published="2022-06-09")])
    assert [part.value for part in found.event.participants] == ["Иван Орлов", "Павел Лисов"]
    assert found.origins["participants"] == ("a#1", "a#1")


def test_chronicle_flat_row_has_the_columns_of_events_and_its_sources() -> None:
    cells = row(chronicled([replace(FIRST, source="a.txt"), SAME[0]]), COLUMNS)
    assert list(cells)[-3:] == ["reports", "sources", "event_ids"]
    assert (cells["places"], cells["reports"], cells["sources"], cells["event_ids"]) == ("Казань", 2, "a.txt; b", "a#1; b#1")


# Gold and score

GOLD = """unclear = ["b: мост"]

[[happening]]
name = "Казань"
rows = ["a: встретились", "b: Переговоры | беседа", "c: встреча"]
"""
TEXTS = {"a": "Они встретились, потом уехали.", "b": "Переговоры в Казани, беседа: мост.", "c": "Это была встреча."}


def folder(path: Path, gold: str = GOLD) -> Path:
    (path / "groups.toml").write_text(gold, encoding="utf-8")
    for name, text in TEXTS.items():
        (path / f"{name}.txt").write_text(text, encoding="utf-8")
    return path


def test_happenings_score_counts_pairs_of_documents(tmp_path: Path) -> None:
    gold = happenings.read(folder(tmp_path))
    a, left = event(TEXTS["a"], "встретились", doc_id="a"), replace(event(TEXTS["a"], "уехали", doc_id="a"), event_id="a#2")
    b, bridge = event(TEXTS["b"], "беседа", doc_id="b"), replace(event(TEXTS["b"], "мост", doc_id="b"), event_id="b#2")
    right = happenings.score(gold=gold, predicted=[[a, b], [left, bridge]])
    assert (right.end_to_end, right.of_rows_found) == (Count(1, 1, 3), Count(1, 1, 1))
    wrong = happenings.score(gold=gold, predicted=[[left, b], [a, bridge]])
    assert (wrong.end_to_end, wrong.wrong, wrong.missed) == (Count(0, 1, 3), (("a#2", "b#1"),), (("Казань: a", "Казань: b"),))


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("a: встретились", "a: виделись", 5),
        ("a: встретились", "z: встретились", 5),
        ("a: встретились", "встретились", 5),
        ('name = "Казань"', 'title = "Казань"', 3),
        ("unclear", "doubtful", 1),
        ("[[happening]]", "[[happening", 3),
    ],
)
def test_happenings_names_the_line_of_what_cannot_be_meant(tmp_path: Path, old: str, new: str, line: int) -> None:
    with pytest.raises(GoldError, match=rf"groups\.toml:{line}: "):
        happenings.read(folder(tmp_path, GOLD.replace(old, new)))


def test_merging_negatives_of_one_week_keep_the_distances_of_a_text() -> None:
    rows = [
        told("a", "Вчера задержали Петра Зайцева.", "задержали", "2020-03-04", (), published="2020-03-05"),
        told("a", "Суд прошёл в 2019 году.", "Суд", "2019", (), published="2020-03-05", type="trial"),
        told("b", "С 1 по 3 мая шли учения.", "учения", "2021-05-01/2021-05-03", (), published="2021-05-04", type="military"),
        told("c", "Задержали Павла Орлова.", "Задержали", None, ()),
    ]
    moved = of_one_week(rows)
    assert [row.published for row in moved] == ["2019-05-20", "2019-05-20", "2019-05-21"]
    assert [row.date.value for row in moved if row.date] == ["2019-05-19", "2019", "2019-05-18/2019-05-20"]
