import time
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values import place

CASES = Path(__file__).parents[1] / "cases"
LANGUAGE = files("extract.language")


def rows(name: str) -> list[list[str]]:
    lines = LANGUAGE.joinpath(name).read_text(encoding="utf8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("line", [x for x in (CASES / "places.txt").read_text(encoding="utf8").splitlines() if not x.startswith("#")])
def test_place_lookup(line: str) -> None:
    name, expected = line.split(" => ")
    name, _, country = name.partition("/")
    found = place.lookup(name, country=country or None)
    assert found
    assert f"{found.name}, {found.kind}, {found.country or ''}".strip() == expected


def test_place_has_coordinates_and_id() -> None:
    found = place.lookup("Хасавюрт")
    assert found
    assert (found.lat, found.lon, found.geonames_id) == (43.249, 46.586, 550478)


def test_place_doubt_is_visible() -> None:
    found = place.lookup("Александрия")
    assert found
    assert {p.country for p in found.alternatives} >= {"US", "UA"}


def test_place_unknown_is_none() -> None:
    assert place.lookup("Мухосранск") is None


@pytest.mark.parametrize(
    ("name", "state"),
    [("РФ", "Россия"), ("Российская Федерация", "Россия"), ("ФРГ", "Германия"), ("СССР", "СССР"), ("Москва", None), ("", None)],
)
def test_place_state_name(name: str, state: str | None) -> None:
    assert place.state_name(name) == state
    assert place.is_country(name) is (state is not None)


@pytest.mark.parametrize(("country", "capital"), [("US", "Вашингтон"), ("ФРГ", "Берлин"), ("Япония", "Токио"), ("Атлантида", None)])
def test_place_capital_of(country: str, capital: str | None) -> None:
    assert place.capital_of(country) == capital


@pytest.mark.parametrize(("word", "name"), [("американский", "США"), ("россиянин", "Россия"), ("киевский", "Киев"), ("красивый", None)])
def test_place_adjective_place(word: str, name: str | None) -> None:
    assert place.adjective_place(word) == name


def test_place_every_adjective_and_alias_leads_to_a_place() -> None:
    assert [row for name in ("demonyms.tsv", "place_aliases.tsv") for row in rows(name) if row[1] and place.lookup(row[1]) is None] == []


@pytest.mark.parametrize("name", ["demonyms.tsv", "place_aliases.tsv", "place_nouns.tsv", "places.tsv"])
def test_place_tables_are_sorted_and_unique(name: str) -> None:
    lines = ["\t".join(row) for row in rows(name)]
    assert lines == sorted(set(lines))


def test_place_table_is_small_and_loads_fast() -> None:
    assert len(LANGUAGE.joinpath("gazetteer.tsv.gz").read_bytes()) <= 3_000_000
    place._gazetteer.cache_clear()
    started = time.process_time()
    place._gazetteer()
    assert time.process_time() - started < 0.5


@given(st.text(max_size=30), st.sampled_from([None, "RU", "XX"]))
def test_place_any_text_is_looked_up(name: str, country: str | None) -> None:
    assert place.lookup(name, country=country) is None or name.strip()
    place.adjective_place(name)
    place.capital_of(name)
