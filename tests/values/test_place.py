import time
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values import place

CASES = Path(__file__).parents[1] / "cases"
LANGUAGE = files("extract.language")


def rows(name: str) -> list[list[str]]:
    lines = LANGUAGE.joinpath(name).read_text(encoding="utf8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("line", [x for x in (CASES / "gazetteer.txt").read_text(encoding="utf8").splitlines() if not x.startswith("#")])
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


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("американскими", "США"),
        ("киевские", "Киев"),
        ("ростовчане", "Ростов-на-Дону"),
        ("северокорейскую", "КНДР"),
        ("российско-армянский", "Армения"),
        ("российско", "Россия"),
        ("всероссийского", "Россия"),
        ("нижнетагильский", "Нижний Тагил"),
        ("томичи", "Томск"),
        ("пушкинского", None),
        ("-", None),
    ],
)
def test_place_side(word: str, name: str | None) -> None:
    assert place.side(word) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("МОСКВА", "Москва"), ("Mосква", "Москва"), ("спб", "СПб"), ("Мухосранск", "Мухосранск")],
)
def test_place_spelled(name: str, expected: str) -> None:
    assert place.spelled(name) == expected


@pytest.mark.parametrize(
    ("name", "russian"), [("London", "Лондон"), ("Mali", "Мали"), ("North Carolina", "Северная Каролина"), ("Xyz", None)]
)
def test_place_by_latin(name: str, russian: str | None) -> None:
    assert place.by_latin(name) == russian


@pytest.mark.parametrize(("name", "full"), [("Ростовская обл.", "Ростовская область"), ("Н-ский р-н", "Н-ский район"), ("Село", "Село")])
def test_place_expanded(name: str, full: str) -> None:
    assert place.expanded(name) == full


def test_place_prints_and_parses_to_itself() -> None:
    found = place.lookup("Берёзовский")
    assert found
    read = place.Place.parse(str(found))
    assert (read.name, read.kind, read.country, read.region, read.lat, read.lon) == (
        *(found.name, found.kind, found.country, found.region, found.lat, found.lon),
    )
    assert (read.geonames_id, read.population, read.other_ids) == (found.geonames_id, found.population, found.other_ids)


def test_place_distance() -> None:
    moscow, tver, sea = place.lookup("Москва"), place.lookup("Тверь"), place.lookup("СССР")
    assert moscow
    assert tver
    assert sea
    assert 150 < (moscow.distance(tver) or 0) < 175
    assert moscow.distance(sea) is None


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[[bytes], list[str]]]:
    """Uses a table of the user's; what comes out is one line per broken line."""

    def use(table: bytes) -> list[str]:
        (tmp_path / "own.tsv").write_bytes(table)
        return [line.replace(f"{tmp_path}/", "") for line in place.use(tmp_path / "own.tsv")]

    yield use
    place.use(None)


def test_place_own_table_goes_first(own: Callable[[bytes], list[str]]) -> None:
    rows = "# моё\nРеспублика Крым\tКрым\tregion\tRU\t\t45.2\t34.4\t\t703883\nМухосранск\tМуха\tcity\tRU\nДонецк\t\tcity\tRU\t\t1\t2\n"
    assert own(rows.encode()) == []
    crimea, city, fly, homonym = (place.lookup(name) for name in ("Крым", "Симферополь", "Муха", "Донецк"))
    assert crimea
    assert city
    assert fly
    assert homonym
    assert (crimea.country, crimea.lat, crimea.geonames_id) == ("RU", 45.2, 703883)
    assert city.country == "RU"
    assert (fly.name, fly.lat) == ("Мухосранск", None)
    assert (homonym.lat, len(homonym.alternatives)) == (1.0, 2)
    place.use(None)
    assert place.lookup("Муха") is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\tx", "no name"),
        (b"A\t\tcity\tRussia", "country “Russia” is no ISO 3166 alpha-2 code"),
        (b"A\t\tcity\tRU\t\t91\t2", "latitude “91” is no number of degrees"),
        (b"A\t\tcity\tRU\t\t1\tx", "longitude “x” is no number of degrees"),
        (b"A\t\tcity\tRU\t\t1", "latitude and longitude go together"),
        (b"A\t\tcity\tRU\t\t\t\tmany", "population “many” is no whole number"),
        (b"A\t\t\t\t\t\t\t\t\t\tx", "11 cells, at most 9"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_place_own_table_names_broken_lines(own: Callable[[bytes], list[str]], line: bytes, reason: str) -> None:
    assert own("Мухосранск\n".encode() + line + b"\n\n") == [f"own.tsv:2: {reason}"]
    assert place.lookup("Мухосранск")


@given(st.binary(max_size=60))
def test_place_any_own_table_is_read(table: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "own.tsv")
        path.write_bytes(table)
        try:
            assert all(line.startswith(f"{path}:") for line in place.use(path))
            place.lookup("Москва")
        finally:
            place.use(None)


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
    assert time.process_time() - started < 0.25  # 0.06 on a machine of its own


@given(st.text(max_size=30), st.sampled_from([None, "RU", "XX"]))
def test_place_any_text_is_looked_up(name: str, country: str | None) -> None:
    assert place.lookup(name, country=country) is None or name.strip()
    place.adjective_place(name)
    place.side(name)
    place.by_latin(place.expanded(place.spelled(name)))
    place.capital_of(name)


@pytest.mark.parametrize(("capital", "state"), [("Хельсинки", "Финляндия"), ("вашингтон", "США"), ("Казань", None), ("", None)])
def test_place_governed_from(capital: str, state: str | None) -> None:
    assert place.governed_from(capital) == state
