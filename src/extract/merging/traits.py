"""Rows → traits: what rows are compared by, as flat arrays (words, names, places, days), so that a million rows fit into memory."""

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from extract.gold import days
from extract.lexicon import fold, pairs, table
from extract.record import Event, Participant
from extract.values.morphology import lemma, parses
from extract.values.place import adjective_place, state_name

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EXACT, ABOUT, UNDATED_NEWS, WIDE, UNDATED = range(5)
"""How surely a row is dated: by the day, by the day or a few before it, only by its publication, by a longer time, not at all."""
FAR: Final = 4_000_000
"""A day number beyond all days that have one."""
LATE: Final = 3
"""For how many days after a happening its news goes on without a date."""
LONGEST: Final = 8
"""The most days that a date may cover to count as one of days."""
ISO_DATE: Final = re.compile(r"(\bdate:?\s+)?\b\d{4}-\d\d-\d\d\S*")
"""A day in figures, of a header with its word."""
NO_CONTENT: Final = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ", "PRED"})
SPOT: Final = 40.0
"""Kilometres around a place of no kind that `language/merging.toml` knows."""
BACKGROUND: Final = "merging_words"


@dataclass(frozen=True, slots=True)
class Lists:
    """A list of numbers for each row: those of row `i` are `values[starts[i]:starts[i + 1]]`, ascending."""

    values: Ints
    starts: Ints

    def of(self, row: int) -> Ints:
        """The numbers of a row."""
        return self.values[self.starts[row] : self.starts[row + 1]]

    def of_all(self, rows: Ints) -> tuple[Ints, Ints]:
        """The numbers of several rows one after the other, and for each number which of the rows (0, 1, …) it is of."""
        begins, sizes = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        owners = np.repeat(np.arange(len(rows)), sizes)
        within = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.values[np.repeat(begins, sizes) + within], owners


class _Filling:
    """`Lists` while they are read."""

    def __init__(self) -> None:
        self.values, self.starts = array("q"), array("q", [0])

    def add(self, numbers: Iterable[int]) -> None:
        self.values.extend(sorted(set(numbers)))
        self.starts.append(len(self.values))

    def ordered(self, order: Sequence[int]) -> Lists:
        kept = Lists(np.array(self.values, dtype=np.int64), np.array(self.starts, dtype=np.int64))
        values, owners = kept.of_all(np.array(order, dtype=np.int64))
        starts = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(order)))]).astype(np.int64)
        return Lists(values, starts)


class _Numbered(dict[str, int]):
    """Strings → numbers, counted from 0 as they come."""

    def __missing__(self, key: str) -> int:
        self[key] = len(self)
        return self[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """The traits of rows, the earliest report first; `order` are their numbers as they came.

    Days are numbered, `first` … `last` are those on which the happening may have been; `names` are words of participants' names (of a
    person the surname, times 64 plus a number of the first letter of the given name, 0 unknown); `weights` say how rare a word is.
    """

    order: Sequence[int]
    documents: Ints
    type_of: Ints
    dated: Ints
    first: Ints
    last: Ints
    published: Ints
    words: Lists
    names: Lists
    places: Lists
    figures: Lists
    spots: Floats
    countries: Ints
    weights: Floats

    def __len__(self) -> int:
        return len(self.order)

    @classmethod
    def of(cls, events: Iterable[Event]) -> "Traits":
        """The traits of rows, read one by one."""
        vocabulary, documents, types, places, countries = _Numbered(), _Numbered(), _Numbered(), _Numbered(), _Numbered()
        countries[""]
        lists = {name: _Filling() for name in ("words", "names", "places", "figures")}
        columns: dict[str, array[int]] = {name: array("q") for name in ("documents", "type_of", "dated", "first", "last", "published")}
        spots, spot_countries, keys = array("d"), array("q"), []
        for event in events:
            keys.append(reported_first(event))
            dated, first, last = _days(event)
            for name, value in (
                ("documents", documents[event.doc_id]),
                ("type_of", types[event.type]),
                ("dated", dated),
                ("first", first),
                ("last", last),
                ("published", _day(event.published)),
            ):
                columns[name].append(value)
            named = [number for part in event.participants for number in _names(part, vocabulary)]
            lists["names"].add(named)
            told = [vocabulary[word] for word in content(_timeless(event))]
            told += [vocabulary[word] for place in event.places for word in content(place.value)]
            told += [vocabulary[word] for topic in event.topics for word in content(topic.value)]
            lists["words"].add([*told, *(name // 64 for name in named)])
            lists["figures"].add(vocabulary[figure] for span in event.evidence for figure in _figures(span.text))
            lists["places"].add(places[_place_key(place)] for place in event.places)
            known = [place for place in event.places if place.lat is not None and place.lon is not None]
            known.sort(key=lambda place: radius(place.kind))
            where = known[0] if known else None
            spots.extend((where.lat or 0.0, where.lon or 0.0, radius(where.kind)) if where else (math.nan,) * 3)
            spot_countries.append(countries[(where.country if where else None) or ""])
        order = sorted(range(len(keys)), key=keys.__getitem__)
        permutation = np.array(order, dtype=np.int64)
        flat = {name: np.array(values, dtype=np.int64)[permutation] for name, values in columns.items()}
        words = lists["words"].ordered(order)
        return cls(
            order=order,
            words=words,
            names=lists["names"].ordered(order),
            places=lists["places"].ordered(order),
            figures=lists["figures"].ordered(order),
            spots=np.array(spots, dtype=float).reshape(-1, 3)[permutation],
            countries=np.array(spot_countries, dtype=np.int64)[permutation],
            weights=_weights(vocabulary, words, len(order)),
            **flat,
        )


def _weights(vocabulary: dict[str, int], words: Lists, rows: int) -> Floats:
    """How rare each word is, in natural logarithms: in the sentences of the background and in the rows together."""
    usual = _background()
    counts = np.bincount(words.values, minlength=len(vocabulary)) + np.array([usual.get(word, 0) for word in vocabulary])
    found: Floats = np.log((rows + usual[""]) / np.maximum(counts, 1))
    return found


@cache
def _background() -> dict[str, int]:
    """In how many sentences of ordinary news each usual word stands; under "" the number of the sentences."""
    return {"" if word == "." else word: int(count) for word, count in pairs(BACKGROUND).items()}


def reported_first(event: Event) -> tuple[bool, str, str, str]:
    """The order of reports: by publication, those without one last, then by document and id."""
    return event.published is None, event.published or "", event.doc_id, event.event_id


# Days


def _days(event: Event) -> tuple[int, int, int]:
    """How a row is dated, and its first and last day."""
    published = _day(event.published)
    span = _span(event.date.value) if event.date else None
    if event.date and span:
        first, last = span
        if last == FAR and first > -FAR:
            last = max(first, published)
        if last - first >= LONGEST:
            return WIDE, first, last
        if "~" not in event.date.value:
            return (EXACT if last - first < LATE else ABOUT), first, last
        return ABOUT, first - LATE, last if event.date.anchor == "published" else last + LATE
    if published < 0:
        return UNDATED, -FAR, FAR
    if event.status in {"held", "ongoing"}:
        return UNDATED_NEWS, published - LATE, published
    return UNDATED, -FAR, FAR


@lru_cache(maxsize=100_000)
def _span(edtf: str) -> tuple[int, int] | None:
    """The first and last day of an EDTF date as numbers, ±`FAR` where open; None where the year is unknown, or it is none."""
    try:
        span = days(edtf)
    except ValueError:
        return None
    return span and (int(max(span[0], -FAR)), int(min(span[1], FAR)))


@lru_cache(maxsize=100_000)
def _day(published: str | None) -> int:
    """The day of an ISO date or datetime as number, -1 where there is none."""
    span = _span((published or "")[:10])
    return span[0] if span else -1


# Words and names


@lru_cache(maxsize=500_000)
def _lemma(word: str) -> str:
    """The lemma of a folded word, of an adjective or inhabitant of a place the place (американец → сша)."""
    found = fold(lemma(word))
    place = adjective_place(found)
    return fold(place or found).split()[-1] if place else _state(found)


def _state(word: str) -> str:
    state = state_name(word.upper() if len(word) <= 4 else word.title())
    return fold(state) if state and " " not in state else word


@lru_cache(maxsize=500_000)
def _is_content(word: str) -> bool:
    return word.isdecimal() or (len(word) > 1 and parses(word)[0].tag.POS not in NO_CONTENT)


def _split(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\d+(?:[.,:]\d+)*|[^\W\d_]+", text)]


def _figures(text: str) -> list[str]:
    """What measures a happening and stays the same: scores (the smaller number first) and decimal fractions."""
    return [":".join(sorted(re.split(r"[:,.]", found))) for found in re.findall(r"(?<![\d.:,])\d{1,3}[:,]\d{1,2}(?![\d.:,]\d)", text)]


def _timeless(event: Event) -> str:
    """The evidence without the words of the date, which are compared as a date, and without a header."""
    text = ISO_DATE.sub(" ", " ".join(span.text for span in event.evidence))
    return text.replace(event.date.text, " ") if event.date and event.date.text else text


def content(text: str) -> list[str]:
    """The lemmas of the content words and the numbers of a text."""
    return [_lemma(word) for word in _split(text) if not word.isalpha() or _is_content(word)]


@lru_cache(maxsize=500_000)
def _named(value: str, person: bool) -> tuple[tuple[str, int], ...]:
    """The words of a name with the number of the letter that the given name begins with (0 unknown)."""
    words = _split(value)
    if person:
        return ((_lemma(words[-1]), 1 + ord(words[0][0]) % 63 if len(words) > 1 else 0),) if words else ()
    found = [(word, 0) for word in content(value)]
    if len(words) > 2:
        found.append(("".join(word[0] for word in words), 0))  # Международный валютный фонд → мвф
    if len(words) > 1 and (short := table("merging")["short"].get(words[0])):
        found.append((short + words[1], 0))  # Министерство обороны → минобороны
    return tuple(found)


def _names(part: Participant, vocabulary: _Numbered) -> list[int]:
    return [vocabulary[word] * 64 + given for word, given in _named(part.value, part.kind == "person")]


# Places


def _place_key(place: Any) -> str:
    return str(place.geonames_id or fold(place.value))


def radius(kind: str | None) -> float:
    """How far from its coordinate a place of a kind reaches, in kilometres."""
    return float(table("merging")["radius"].get(kind, SPOT))
