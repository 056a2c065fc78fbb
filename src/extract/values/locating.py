"""Which places the names of one document mean: the ambiguous ones told apart by what the document says around them.

A name is weighed by how likely it means each of its places anyway (`Place.prior`), by the states and regions that the document names,
by how near its other places lie, and above all by what is said to contain it («Дананг (Вьетнам)», «Берёзовский Кемеровской области»).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from extract.values.place import Place, folded, homonyms

# Weights of the evidence, in natural logarithms.
_UNNAMED, _MOST_COUNTRY = 0.03, 5.0
_ANYWHERE = {"RU": 0.6, "US": 0.15}
"""How often the news names a state by the way, so that it says less of where its other places lie; `_UNNAMED` is that of others."""
_SAME_REGION = 4.0
_NEAR, _FAIRLY_NEAR = 2.5, 1.2
_CONTAINED = 20.0
_SETTLED, _IN_DOUBT = 4.0, 3.0
"""How far the likeliest place of a name must lead to be evidence for others, and to leave no doubt."""
_NEAR_KM, _FAIRLY_NEAR_KM = 120.0, 350.0
_MOST_COUNTED = 3
_MOST_ALTERNATIVES = 5


class Named(NamedTuple):
    """A place as the document names it."""

    name: str
    """The nominative."""
    kind: str | None = None
    """What the noun beside it says («город», «штат»): a kind of `place_nouns.tsv`."""
    within: tuple[str, ...] = ()
    """Nominative names of places that are said to contain it."""


class _Evidence:
    """What the settled names of a document say of the others: states, regions and positions, each with the name that says it."""

    def __init__(self, settled: Mapping[str, Place], counts: Mapping[str, int]) -> None:
        self.countries: dict[str, Counter[str]] = defaultdict(Counter)
        self.regions: dict[str, set[str]] = defaultdict(set)
        self.points: list[tuple[str, Place]] = []
        for key, place in settled.items():
            if place.country is not None:
                self.countries[place.country][key] = min(counts[key], _MOST_COUNTED)
            if place.kind == "region":
                self.regions[folded(place.name)].add(key)
            elif not place.is_state and place.lat is not None:
                self.points.append((key, place))

    def weight(self, place: Place, key: str) -> float:
        """What the other names of the document say for the place."""
        told = sum(n for other, n in self.countries.get(place.country or "", Counter()).items() if other != key)
        anyway = _ANYWHERE.get(place.country or "", _UNNAMED)
        weight = min(_MOST_COUNTRY, math.log((told + anyway) / anyway))
        if place.region and self.regions.get(folded(place.region), set()) - {key}:
            weight += _SAME_REGION
        far = min((d for other, point in self.points if other != key and (d := place.distance(point)) is not None), default=math.inf)
        return weight + (_NEAR if far < _NEAR_KM else _FAIRLY_NEAR if far < _FAIRLY_NEAR_KM else 0.0)


def locate(names: Sequence[Named], sides: Iterable[str] = ()) -> list[Place | None]:
    """For each name of a document, in order, the place that it most likely means, None where the table has none.

    `sides` are the places behind adjectives and inhabitants of the document, which speak for their states. `alternatives` of a place
    are those that the document leaves possible.
    """
    sides = list(sides)
    counts = Counter([folded(named.name) for named in names] + [folded(side) for side in sides])
    settled = {}
    for name in dict.fromkeys([*(named.name for named in names), *sides]):
        found = homonyms(name)
        if found and (len(found) == 1 or math.log(found[0].prior / max(found[1].prior, 1e-9)) > _SETTLED):
            settled[folded(name)] = found[0]
    evidence = _Evidence(settled, counts)
    contained = _containers(names)
    decided = {named: _located(named, contained[folded(named.name)], evidence) for named in dict.fromkeys(names)}
    return [decided[named] for named in names]


def _containers(names: Sequence[Named]) -> Mapping[str, tuple[str, ...]]:
    """What contains the places of each name: told once, it holds for the whole document, unless it is told differently elsewhere."""
    found: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for named in names:
        if named.within:
            found[folded(named.name)][named.within] = None
    return defaultdict(tuple, {key: next(iter(told)) for key, told in found.items() if len(told) == 1})


def _located(named: Named, contained: tuple[str, ...], evidence: _Evidence) -> Place | None:
    """The likeliest place of a name, with its alternatives."""
    found = homonyms(named.name)
    found = tuple(place for place in found if place.kind == named.kind) or found if named.kind else found
    if not found:
        return None
    containers = [place for name in named.within or contained for place in homonyms(name)[:3]]
    key = folded(named.name)
    weighed = [(_weight(place, containers, evidence, key), -i, place) for i, place in enumerate(found)]
    weighed.sort(reverse=True)
    best = weighed[0][0]
    others = tuple(place for weight, _, place in weighed[1:] if weight > best - _IN_DOUBT)
    return replace(weighed[0][2], alternatives=others[:_MOST_ALTERNATIVES])


def _weight(place: Place, containers: Sequence[Place], evidence: _Evidence, key: str) -> float:
    within = _CONTAINED if any(_contains(container, place) for container in containers) else 0.0
    return math.log(max(place.prior, 1e-9)) + within + (0.0 if place.is_state else evidence.weight(place, key))


def _contains(outer: Place, inner: Place) -> bool:
    """Whether the one place contains the other, or lies beside it if it is a city («Берёзовский под Екатеринбургом»)."""
    if outer.geonames_id is not None and outer.geonames_id == inner.geonames_id:
        return False
    if outer.is_state:
        return outer.country is not None and outer.country == inner.country
    if outer.kind == "region":
        return bool(inner.region) and outer.country == inner.country and folded(outer.name) == folded(inner.region or "")
    far = outer.distance(inner)
    return outer.kind == "city" and far is not None and far < _NEAR_KM
