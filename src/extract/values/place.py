"""Nominative place names, adjectives and inhabitants → places with country and coordinates, offline.

The table is `language/gazetteer.tsv.gz`, made by `scripts/build_places.py` from GeoNames (geonames.org, CC BY 4.0) and CLDR; contested
territories carry GeoNames' country. `places.tsv` adds what news names and GeoNames lacks, `place_aliases.tsv` other names of a place,
`demonyms.tsv` adjectives and inhabitants that no rule derives. `use` adds a table of the user's, which goes before all of them.
"""

import gzip
import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from extract.values.morphology import parses

_STATES = {"country", "former"}
_WEIGHT = {"capital": 20.0, "country": 1e5, "former": 1e5}
"""How much likelier a capital or a state is meant than another place, per inhabitant."""
_BESIDE_CITY = 0.1
"""How much less likely a region is meant than a city of its name in the same country (Нью-Йорк), per inhabitant."""
_BY_HAND = 1e8
_OTHER_FORM = 0.05
"""How much less likely a city is meant by another form of its name, which may be of another language or time."""
_LOOKALIKES = str.maketrans("aceopxykmhtb", "асеорхукмнтв")
"""Latin letters that stand for Cyrillic ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place: `kind` is `country`, `former` (a state of the past), `region`, `city`, or another word of `places.tsv`.

    `country` is ISO 3166 alpha-2, degrees are WGS 84; states and regions stand at the centre of their population. `prior` says how
    likely the name means this place where nothing is known of the text, relative to others. `alternatives` are the other places that it
    may mean, the likeliest first.
    """

    name: str
    kind: str | None = None
    country: str | None = None
    region: str | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None
    geonames_id: int | None = None
    prior: float = 1.0
    alternatives: tuple["Place", ...] = ()

    @property
    def is_state(self) -> bool:
        """Whether it is a state, present or past."""
        return self.kind in _STATES

    @property
    def other_ids(self) -> tuple[int, ...]:
        """The GeoNames ids of the alternatives, of those that have one."""
        return tuple(place.geonames_id for place in self.alternatives if place.geonames_id is not None)

    def distance(self, other: "Place") -> float | None:
        """Kilometres between the two, None where a position is unknown."""
        if self.lat is None or self.lon is None or other.lat is None or other.lon is None:
            return None
        a, b, turn = math.radians(self.lat), math.radians(other.lat), math.radians(self.lon - other.lon)
        half = math.sin((a - b) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn / 2) ** 2
        return 12742 * math.asin(min(1.0, math.sqrt(half)))

    def __str__(self) -> str:
        """The place as a string that `parse` reads; of the alternatives only the ids."""
        cells = (self.name, self.kind, self.country, self.region, self.lat, self.lon, self.population, self.geonames_id)
        return "\t".join(["" if cell is None else str(cell) for cell in cells] + [str(p.geonames_id or "") for p in self.alternatives])

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place that a string of `str` tells."""
        name, kind, *cells, lat, lon, population, geonames_id = text.split("\t")[:8]
        country, region = cells
        others = (int(cell) for cell in text.split("\t")[8:] if cell)
        return _made(name, kind, country, region, lat, lon, population, geonames_id, tuple(cls(name=name, geonames_id=i) for i in others))


def _made(
    name: str, kind: str, country: str, region: str, lat: str, lon: str, population: str, geonames_id: str, others: tuple[Place, ...] = ()
) -> Place:
    return Place(
        name=name,
        kind=kind or None,
        country=country or None,
        region=region or None,
        lat=float(lat) if lat else None,
        lon=float(lon) if lon else None,
        population=int(population) if population else None,
        geonames_id=int(geonames_id) if geonames_id else None,
        alternatives=others,
    )


class _Gazetteer:
    """The packed table, its lines as they are; they are parsed when they are looked up."""

    def __init__(self) -> None:
        packed = gzip.decompress(files("extract.language").joinpath("gazetteer.tsv.gz").read_bytes()).decode()
        self.rows, self.index, self.adjectives = (part.split("\n") for part in packed.split("\n\n"))

    def named(self, key: str) -> tuple[list[str], list[str]]:
        """The rows whose name folds to the key, and those that have it as another form."""
        names, forms = _cells(self.index, key) or ("", "")
        return self._rows(names), self._rows(forms)

    def adjective(self, key: str) -> str | None:
        """The name of the place that a derived adjective comes from."""
        found = _cells(self.adjectives, key)
        return self.rows[int(found[0])].split("\t", 1)[0] if found else None

    def _rows(self, numbers: str) -> list[str]:
        return [self.rows[int(number)] for number in numbers.split(",") if number]


def _cells(lines: Sequence[str], key: str) -> list[str] | None:
    """The cells behind the key in sorted lines, None if there is none."""
    at = bisect_left(lines, f"{key}\t")
    return lines[at].split("\t")[1:] if at < len(lines) and lines[at].startswith(f"{key}\t") else None


@cache
def _gazetteer() -> _Gazetteer:
    return _Gazetteer()


@lru_cache(maxsize=8_192)
def folded(name: str) -> str:
    """The name without differences of case, ё, dashes, apostrophes, quotes, white space and look-alike letters of the other alphabet."""
    name = unicodedata.normalize("NFC", name).lower().replace("ё", "е")
    if name.replace(" ", "").isalpha() and not re.search("[a-z]", name):
        return " ".join(name.split())
    words = re.sub(r"[‐-—-]", " ", re.sub(r"[«»\"“”„'’`\u00ad\u0301]", "", name)).split()
    return " ".join(word.translate(_LOOKALIKES) if re.search("[а-я]", word) else word for word in words)


def _lines(file: str) -> Iterator[str]:
    text = files("extract.language").joinpath(file).read_text(encoding="utf8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _capitals() -> Mapping[str, str]:
    """The capitals' names by country."""
    rows = (row.split("\t", 4) for row in _gazetteer().rows if "\tcapital\t" in row)
    return {country: name for name, _, _, country, _ in rows}


@cache
def _by_hand() -> Mapping[str, list[tuple[str, bool]]]:
    """The rows of `places.tsv` by folded name, each with whether that is its name or another form."""
    return _by_name(_lines("places.tsv"))


def _by_name(rows: Iterable[str]) -> dict[str, list[tuple[str, bool]]]:
    found: dict[str, list[tuple[str, bool]]] = {}
    for row in rows:
        name, others, _ = row.split("\t", 2)
        for form in [name, *filter(None, others.split("|"))]:
            found.setdefault(folded(form), []).append((row, form == name))
    return found


@cache
def _aliases() -> Mapping[str, str]:
    return {folded(alias): name for alias, name in (line.split("\t") for line in _lines("place_aliases.tsv"))}


@cache
def _spellings() -> Mapping[str, str]:
    """The names of `place_aliases.tsv` and `places.tsv` as they are written, by folded name."""
    aliases = [line.split("\t")[0] for line in _lines("place_aliases.tsv")]
    names = [form for rows in _by_hand().values() for row, _ in rows for form in (row.split("\t")[0], *row.split("\t")[1].split("|"))]
    return {folded(name): name for name in (*aliases, *names) if name}


@cache
def generic_nouns() -> Mapping[str, str]:
    """The generic nouns before a proper name (город, село) and their abbreviations (г., с.) → the noun."""
    rows = [line.split("\t") for line in _lines("place_nouns.tsv")]
    return {form: noun for noun, short, _ in rows for form in (noun, *short.split("|")) if form}


@cache
def noun_kind(noun: str) -> str | None:
    """The kind of the places that a generic noun or its abbreviation stands before (`г.` → `city`), None for any other word."""
    kinds = {noun: kind for noun, _, kind in (line.split("\t") for line in _lines("place_nouns.tsv"))}
    return kinds.get(generic_nouns().get(noun, ""))


@cache
def _demonyms() -> Mapping[str, str]:
    return {folded(word): name for word, name in (line.split("\t") for line in _lines("demonyms.tsv"))}


def adjective_exceptions() -> frozenset[str]:
    """The folded words that `demonyms.tsv` tells: irregular ones, and ordinary words that only look derived from a place."""
    return frozenset(_demonyms())


# A table of the user's

_FIELDS = ("name", "other forms", "kind", "country", "region", "latitude", "longitude", "population", "GeoNames id")


class _Own:
    """The user's table: rows by folded name, the ids that they take the place of, and regions that they give to another country."""

    def __init__(self, rows: Sequence[str]) -> None:
        self.named = _by_name(rows)
        self.ids = {cells[8] for row in rows if (cells := row.split("\t"))[8]}
        regions = [cells for row in rows if (cells := row.split("\t"))[2] == "region" and cells[3]]
        self.countries = {form: cells[3] for cells in regions for form in (cells[0], *cells[1].split("|")) if form}


_own = _Own(())


def use(path: Path | None) -> list[str]:
    """Puts a table of the user's before the others (None: takes it away); returns one line per broken line, with file and line.

    UTF-8, a place per line, the cells of `places.tsv` separated by tabs; empty ones at the end may be left out, `#` begins a comment. A
    row replaces the place with its GeoNames id; the country of a region's row is that of its cities too. OSError if it cannot be read.
    """
    global _own
    rows, broken = [], []
    for number, raw in enumerate(path.read_bytes().splitlines() if path is not None else (), 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            if line.strip() and not line.startswith("#"):
                rows.append(_checked(line))
        except ValueError as error:
            broken.append(f"{path}:{number}: {'not UTF-8' if isinstance(error, UnicodeDecodeError) else error}")
    _own = _Own(rows)
    for found in (_homonyms, lookup):
        found.cache_clear()
    return broken


def _checked(line: str) -> str:
    """The row of nine cells that a line of the user's tells; ValueError says what is wrong with it."""
    cells = [cell.strip() for cell in line.split("\t")]
    if len(cells) > len(_FIELDS):
        raise ValueError(f"{len(cells)} cells, at most {len(_FIELDS)}")
    cells += [""] * (len(_FIELDS) - len(cells))
    if not cells[0]:
        raise ValueError("no name")
    if cells[3] and not re.fullmatch("[A-Z]{2}", cells[3]):
        raise ValueError(f"country “{cells[3]}” is no ISO 3166 alpha-2 code")
    for field, limit in ((5, 90), (6, 180)):
        if cells[field] and not (re.fullmatch(r"-?\d+(\.\d+)?", cells[field]) and abs(float(cells[field])) <= limit):
            raise ValueError(f"{_FIELDS[field]} “{cells[field]}” is no number of degrees")
    for field in (7, 8):
        if cells[field] and not re.fullmatch(r"[0-9]+", cells[field]):
            raise ValueError(f"{_FIELDS[field]} “{cells[field]}” is no whole number")
    if bool(cells[5]) != bool(cells[6]):
        raise ValueError("latitude and longitude go together")
    return "\t".join(cells)


# Looking up


def _place(row: str, *, main: bool, own: bool = False) -> Place:
    """The place of a row, `main` if it was looked up by its name."""
    name, _, kind, country, region, lat, lon, population, geonames_id = row.split("\t")
    people = _BY_HAND if own or not geonames_id else float(population or 0) + 1
    rare = _OTHER_FORM if kind in {"city", "capital"} and not main else 1.0
    prior = people * _WEIGHT.get(kind, 1.0) * rare * (1e9 if own else 1.0)
    moved = country if own else _own.countries.get(region or (name if kind == "region" else ""), country)
    return replace(_made(name, "city" if kind == "capital" else kind, moved, region, lat, lon, population, geonames_id), prior=prior)


@lru_cache(maxsize=20_000)
def _homonyms(name: str) -> tuple[Place, ...]:
    key = _key_of(name)
    meant = folded(_aliases().get(key) or _official(key) or key)
    rows: dict[str, bool] = {}
    for wanted in dict.fromkeys((meant, key)):
        names, forms = _gazetteer().named(wanted)
        for row, main in [*_by_hand().get(wanted, ()), *((row, True) for row in names), *((row, wanted != key) for row in forms)]:
            rows[row] = rows.get(row, False) or main
    found = [_place(row, main=main) for row, main in rows.items() if row.rsplit("\t", 1)[1] not in _own.ids]
    own = dict.fromkeys(row for wanted in (key, meant) for row, _ in _own.named.get(wanted, ()))
    cities = {place.country for place in found if place.kind == "city"}
    found = [replace(p, prior=p.prior * _BESIDE_CITY) if p.kind == "region" and p.country in cities else p for p in found]
    return tuple(sorted([*(_place(row, main=True, own=True) for row in own), *found], key=lambda place: -place.prior))


def homonyms(name: str) -> tuple[Place, ...]:
    """All places of a nominative name, the likeliest first."""
    return _homonyms(name)


def expanded(name: str) -> str:
    """The name with the abbreviations of generic nouns written out (`Кемеровская обл.` → `Кемеровская область`)."""
    words = re.sub(r"(?<=\.)(?=\w)", " ", name).split()
    nouns = {short: noun for short, noun in generic_nouns().items() if short != noun}
    return " ".join(
        nouns.get(word.lower()) or (nouns.get(f"{word.lower()}.") if i and len(word) > 2 else None) or word for i, word in enumerate(words)
    )


def _key_of(name: str) -> str:
    """The folded name with abbreviations written out, without the generic noun where the table has only the proper name (г. Москва)."""
    words = expanded(name).split()
    full = folded(" ".join(words))
    if len(words) > 1 and words[0].lower() in generic_nouns() and not _is_known(full):
        return folded(" ".join(words[1:]))
    return full


def _official(key: str) -> str | None:
    """The place whose name in full or in the people's mouth the folded name is by rule, None if it is none.

    `португальская республика` → `Португалия`, `тамбовщина` → `тамбовская область`.
    """
    if _is_known(key):
        return None
    if match := re.fullmatch(r"(\S+[сц]к)(ая республика|ое королевство|ое государство|ое княжество)", key):
        found = adjective_place(f"{match[1]}ий")
        return found if found is not None and is_country(found) else None
    for ending, adjective in (("щина", "ская область"), ("тчина", "цкая область"), ("ччина", "цкая область")):
        if key.endswith(ending) and _is_known(region := key.removesuffix(ending) + adjective):
            return region
    return None


def _is_known(key: str) -> bool:
    return key in _own.named or key in _by_hand() or key in _aliases() or _cells(_gazetteer().index, key) is not None


@lru_cache(maxsize=8_192)
def lookup(name: str, *, country: str | None = None) -> Place | None:
    """The likeliest place of this nominative name, one in `country` (ISO 3166 alpha-2) if there is any, else by kind and population."""
    ordered = sorted(_homonyms(name), key=lambda place: country is not None and place.country != country)
    return replace(ordered[0], alternatives=tuple(ordered[1:])) if ordered else None


def spelled(name: str) -> str:
    """A name as it is usually written (`МОСКВА`, `Mосква` → `Москва`); the name itself if it is unknown."""
    key = folded(name)
    names, forms = _gazetteer().named(key)
    written = [row.split("\t", 1)[0] for row in names] + [form for row in forms for form in row.split("\t", 2)[1].split("|")]
    return _spellings().get(key) or next((form for form in written if folded(form) == key), name)


def by_latin(name: str) -> str | None:
    """The Russian name of a state, region or large city given by its English one (`London` → `Лондон`), None if unknown."""
    found = _cells(_gazetteer().index, f"={folded(name)}")
    return _gazetteer().rows[int(found[0])].split("\t", 1)[0] if found else None


def is_country(name: str) -> bool:
    """Whether the nominative name, in any of its forms, is a state's (present or past)."""
    return state_name(name) is not None


def state_name(name: str) -> str | None:
    """The common short name of the state that `name` is a form of (`Российская Федерация`, `РФ` → `Россия`), None if it is none."""
    return next((place.name for place in _homonyms(name) if place.is_state), None)


def capital_of(country: str) -> str | None:
    """The capital's name of a state given by any of its names or by its ISO 3166 alpha-2 code, None if unknown."""
    code = country if country in _capitals() else next((p.country for p in _homonyms(country) if p.kind == "country"), None)
    return _capitals().get(code or "")


@cache
def _governed() -> Mapping[str, str]:
    """The states by the folded names of their capitals."""
    states = {row.split("\t", 4)[3]: row.split("\t", 1)[0] for row in _gazetteer().rows if "\tcountry\t" in row}
    return {folded(capital): states[code] for code, capital in _capitals().items() if code in states}


def governed_from(capital: str) -> str | None:
    """The common short name of the state whose capital this is (`Хельсинки` → `Финляндия`), None for another place."""
    return _governed().get(folded(capital))


def adjective_place(lemma: str) -> str | None:
    """The place behind an adjective or an inhabitant in dictionary form (`американский`, `американец` → `США`), None if unknown."""
    key = folded(lemma)
    return _demonyms()[key] or None if key in _demonyms() else _gazetteer().adjective(key)


@lru_cache(maxsize=20_000)
def side(word: str) -> str | None:
    """The place behind an adjective or an inhabitant in any of its forms (`киевскими`, `ростовчане`), None if unknown.

    Compounds tell their last place (`российско-армянский` → `Армения`), first parts their own (`российско` → `Россия`).
    """
    lemmas = dict.fromkeys(parse.normal_form for parse in parses(word.lower()))
    endings = (re.sub(r"(ого|ому|ими|ий|им|ом|их|ая|ой|ую|ое|ие|о)$", "ий", word.lower()), f"{word.lower()}ий")
    for form in (*lemmas, *endings, *(form.removeprefix("все").removeprefix("обще") for form in endings)):
        if (found := adjective_place(form)) is not None:
            return found
    return side(word.rsplit("-", 1)[1]) if "-" in word.strip("-") else None
