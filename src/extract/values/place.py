"""Nominative place names, adjectives and demonyms → places with country and coordinates, offline.

The table is `language/gazetteer.tsv.gz`, made by `scripts/build_places.py` from GeoNames (geonames.org, CC BY 4.0) and CLDR; contested
territories carry GeoNames' country. `places.tsv` adds what news names and GeoNames lacks, `place_aliases.tsv` other names of a place,
`demonyms.tsv` adjectives and inhabitants.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

_STATES = {"country", "former"}
_WEIGHT = {"capital": 5.0, "region": 0.1}
"""How much likelier a capital is meant than another city, and how much less likely a region than its city (Нью-Йорк), per inhabitant."""
_BY_HAND = 1e8
_OTHER_FORM = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: `kind` is `country`, `former` (a state of the past), `region`, `city`, or another word of `places.tsv`.

    `country` is ISO 3166 alpha-2, degrees are WGS 84; states and regions stand at the centre of their population. `alternatives`
    are the other places of that name, the likeliest first.
    """

    name: str
    kind: str
    country: str | None = None
    region: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    geonames_id: int | None = None
    alternatives: tuple["Place", ...] = ()


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Rows by folded name: those it is the name of, and those it is another form of."""

    names: Mapping[str, list[str]]
    forms: Mapping[str, list[str]]
    capitals: Mapping[str, str]


def _folded(name: str) -> str:
    """The name without differences of case, ё, dashes, apostrophes and quotes."""
    name = re.sub(r"[«»\"“”„'’`]", "", name.lower().replace("ё", "е"))
    return re.sub(r"\s*[‐-—-]\s*", "-", " ".join(name.split()))


def _lines(file: str) -> Iterator[str]:
    text = files("extract.language").joinpath(file).read_text(encoding="utf8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _gazetteer() -> _Gazetteer:
    packed = files("extract.language").joinpath("gazetteer.tsv.gz").read_bytes()
    names: dict[str, list[str]] = {}
    forms: dict[str, list[str]] = {}
    capitals: dict[str, str] = {}
    for row in [*_lines("places.tsv"), *gzip.decompress(packed).decode().splitlines()]:
        name, others, kind, country, _ = row.split("\t", 4)
        names.setdefault(_key(name), []).append(row)
        if others:
            for other in others.split("|"):
                forms.setdefault(_key(other), []).append(row)
        if kind == "capital":
            capitals[country] = name
    return _Gazetteer(names, forms, capitals)


def _key(name: str) -> str:
    """`_folded` of a name as the tables write it, faster."""
    key = name.lower().replace("ё", "е")
    return key if key.replace(" ", "").isalpha() else _folded(key)


@cache
def _aliases() -> Mapping[str, str]:
    return {_key(alias): name for alias, name in (line.split("\t") for line in _lines("place_aliases.tsv"))}


@cache
def generic_nouns() -> Mapping[str, str]:
    """The generic nouns before a proper name (город, село) and their abbreviations (г., с.) → the noun."""
    rows = [line.split("\t") for line in _lines("place_nouns.tsv")]
    return {form: noun for noun, short in rows for form in (noun, *short.split("|")) if form}


@cache
def _demonyms() -> Mapping[str, str]:
    return {_key(word): name for word, name in (line.split("\t") for line in _lines("demonyms.tsv"))}


def _place(row: str) -> Place:
    name, _, kind, country, region, lat, lon, population, geonames_id = row.split("\t")
    return Place(
        name=name,
        kind="city" if kind == "capital" else kind,
        country=country or None,
        region=region or None,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        population=int(population) if population else None,
        geonames_id=int(geonames_id) if geonames_id else None,
    )


@lru_cache(maxsize=20_000)
def _homonyms(name: str) -> tuple[Place, ...]:
    """All places of that name, the likeliest first."""
    table, key = _gazetteer(), _key_of(name)
    meant = _folded(_aliases().get(key, key))
    rows = dict.fromkeys(table.forms.get(key, []), False) | dict.fromkeys([*table.names.get(meant, []), *table.names.get(key, [])], True)
    return tuple(_place(row) for row in sorted(rows, key=lambda row: _rank(row, main=rows[row])))


def _key_of(name: str) -> str:
    """The folded name with abbreviations written out, without the generic noun where the table has only the proper name (г. Москва)."""
    words = re.sub(r"(?<=\.)(?=\w)", " ", _folded(name)).split()
    words = [generic_nouns().get(word, word) for word in words]
    full, proper = " ".join(words), " ".join(words[1:])
    known = full in _gazetteer().names or full in _gazetteer().forms or full in _aliases()
    return proper if proper and not known and words[0] in generic_nouns() else full


def _rank(row: str, *, main: bool) -> tuple[bool, float]:
    """Sorts states first, then places by weight."""
    _, _, kind, _, _, _, _, population, geonames_id = row.split("\t")
    people = float(population or 0) if geonames_id else _BY_HAND * main
    return kind not in _STATES, -people * _WEIGHT.get(kind, 1.0) * (1.0 if main else _OTHER_FORM)


def lookup(name: str, *, country: str | None = None) -> Place | None:
    """The likeliest place of this nominative name, one in `country` (ISO 3166 alpha-2) if there is any, else by kind and population."""
    homonyms = _homonyms(name)
    ordered = sorted(homonyms, key=lambda place: country is not None and place.country != country)
    return replace(ordered[0], alternatives=tuple(ordered[1:])) if ordered else None


def is_country(name: str) -> bool:
    """Whether the nominative name, in any of its forms, is a state's (present or past)."""
    return state_name(name) is not None


def state_name(name: str) -> str | None:
    """The common short name of the state that `name` is a form of (`Российская Федерация`, `РФ` → `Россия`), None if it is none."""
    return next((place.name for place in _homonyms(name) if place.kind in _STATES), None)


def capital_of(country: str) -> str | None:
    """The capital's name of a state given by any of its names or by its ISO 3166 alpha-2 code, None if unknown."""
    code = country if country in _gazetteer().capitals else next((p.country for p in _homonyms(country) if p.kind == "country"), None)
    return _gazetteer().capitals.get(code or "")


def adjective_place(lemma: str) -> str | None:
    """The place behind an adjective or a demonym in dictionary form (`американский`, `американец` → `США`), None if unknown."""
    return _demonyms().get(_folded(lemma))
