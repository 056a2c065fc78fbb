"""Pairs of rows → the probability that both report one happening: named numbers, weighed by a logistic regression.

The weights are data (`language/merging_weights.toml`, fitted by `train/merging.py`).
"""

from typing import Any, Final

import numpy as np

from extract.lexicon import table
from extract.merging.traits import ABOUT, EXACT, UNDATED, UNDATED_NEWS, WIDE, Floats, Ints, Lists, Traits

FEATURES: Final = (
    "constant",
    "one type",
    "kindred types",
    "strange types",
    "one day",
    "about one day",
    "longer time",
    "undated news",
    "undated",
    "words in common",
    "rare words in common",
    "names in common",
    "rare names in common",
    "names apart",
    "names among the words",
    "places in common",
    "places apart",
    "triggers in common",
    "figures in common",
    "figures apart",
)
RARE: Final = 20.0
"""The weight of rare words in common from which on more says no more."""
ASIDE: Final = 0.5
"""The share of names among the other row's words from which on these names are not apart."""
CHUNK: Final = 200_000
EARTH: Final = 6371.0


def threshold() -> float:
    """The probability from which on two rows are put together."""
    return float(table("merging_weights")["threshold"])


def probabilities(traits: Traits, first: Ints, second: Ints) -> Floats:
    """For each pair of rows the probability that they report one happening."""
    weights = np.array([table("merging_weights")["weights"][name] for name in FEATURES])
    found = np.zeros(len(first))
    for begin in range(0, len(first), CHUNK):
        chunk = slice(begin, begin + CHUNK)
        found[chunk] = 1 / (1 + np.exp(-features(traits, first[chunk], second[chunk]) @ weights))
    return found


def features(traits: Traits, first: Ints, second: Ints) -> Floats:
    """The numbers of `FEATURES` for each pair."""
    one, kindred = _types(traits)
    a, b = traits.type_of[first], traits.type_of[second]
    dated = np.maximum(traits.dated[first], traits.dated[second])
    overlap = (traits.first[first] <= traits.last[second]) & (traits.first[second] <= traits.last[first])
    news = (traits.dated[first] == UNDATED_NEWS) | (traits.dated[second] == UNDATED_NEWS)
    loose = np.isin(dated, (UNDATED,)) | (news & ~overlap)
    words, lengths = _shared(traits, traits.words, first, second)
    names, name_lengths = _shared(traits, traits.names, first, second, scale=64)
    known = name_lengths.min(axis=1) > 0
    among = np.maximum(_among(traits, first, second, name_lengths[:, 0]), _among(traits, second, first, name_lengths[:, 1]))
    triggers, _ = _shared(traits, traits.triggers, first, second)
    places, apart = _places(traits, first, second)
    figures, figure_lengths = _shared(traits, traits.figures, first, second)
    columns = {
        "constant": np.ones(len(first)),
        "one type": one[a, b],
        "kindred types": kindred[a, b] & ~one[a, b],
        "strange types": ~kindred[a, b],
        "one day": ~loose & (dated == EXACT),
        "about one day": ~loose & (dated == ABOUT),
        "longer time": ~loose & (dated == WIDE),
        "undated news": ~loose & (dated == UNDATED_NEWS),
        "undated": loose,
        "words in common": words / np.sqrt(np.maximum(lengths.prod(axis=1), 1e-9)),
        "rare words in common": np.minimum(words, RARE) / RARE,
        "names in common": names / np.maximum(name_lengths.min(axis=1), 1e-9) * known,
        "rare names in common": np.minimum(names, RARE) / RARE,
        "names apart": known & (names == 0) & (among < ASIDE),
        "names among the words": among,
        "places in common": places,
        "places apart": apart,
        "triggers in common": triggers > 0,
        "figures in common": figures > 0,
        "figures apart": (figure_lengths.min(axis=1) > 0) & (figures == 0),
    }
    return np.column_stack([columns[name].astype(float) for name in FEATURES])


def _types(traits: Traits) -> tuple[Any, Any]:
    """Whether two types are the same, and whether they are kindred."""
    kin = [set(group) for group in table("merging")["kin"]]
    kindred = [[a == b or "other" in (a, b) or any({a, b} <= group for group in kin) for b in traits.types] for a in traits.types]
    size = len(traits.types)
    return np.eye(size, dtype=bool), np.array(kindred, dtype=bool).reshape(size, size)


def _shared(traits: Traits, lists: Lists, first: Ints, second: Ints, scale: int = 1) -> tuple[Floats, Floats]:
    """The weight of the words that both rows of each pair have, and the weights of all words of either (two columns).

    With `scale` the numbers hold after the word which of those with that word is meant, 0 for any of them.
    """
    (mine, of_mine), (theirs, of_theirs) = lists.of_all(first), lists.of_all(second)
    size = len(traits.weights)
    my_words, their_words = mine // scale, theirs // scale
    mine_at, theirs_at = of_mine * size + my_words, of_theirs * size + their_words
    _, at_mine, at_theirs = np.intersect1d(mine_at, theirs_at, return_indices=True)
    given, other = mine[at_mine] % scale, theirs[at_theirs] % scale
    same = (given == other) | (given == 0) | (other == 0)
    shared = np.bincount(of_mine[at_mine[same]], traits.weights[my_words[at_mine[same]]], minlength=len(first))
    lengths = [
        np.bincount(owners, traits.weights[words], minlength=len(first))
        for owners, words in ((of_mine, my_words), (of_theirs, their_words))
    ]
    return shared, np.column_stack(lengths)


def _among(traits: Traits, first: Ints, second: Ints, total: Floats) -> Floats:
    """The share of the first row's names, by weight, that stand among the second row's words."""
    (names, of_names), (words, of_words) = traits.names.of_all(first), traits.words.of_all(second)
    size = len(traits.weights)
    found = np.isin(of_names * size + names // 64, of_words * size + words)
    told = np.bincount(of_names[found], traits.weights[names[found] // 64], minlength=len(first))
    share: Floats = told / np.maximum(total, 1e-9)
    return share


def _places(traits: Traits, first: Ints, second: Ints) -> tuple[Any, Any]:
    """Whether two rows have a place in common, and whether their most precise places are further apart than these are wide."""
    (mine, of_mine), (theirs, of_theirs) = traits.places.of_all(first), traits.places.of_all(second)
    size = int(traits.places.values.max(initial=0)) + 1
    common = np.bincount(of_mine[np.isin(of_mine * size + mine, of_theirs * size + theirs)], minlength=len(first)) > 0
    one, other = traits.spots[first], traits.spots[second]
    with np.errstate(invalid="ignore"):
        lat, lat2 = np.radians(one[:, 0]), np.radians(other[:, 0])
        turn = np.sin((lat - lat2) / 2) ** 2 + np.cos(lat) * np.cos(lat2) * np.sin(np.radians(one[:, 1] - other[:, 1]) / 2) ** 2
        distance = 2 * EARTH * np.arcsin(np.sqrt(np.clip(turn, 0, 1)))
        wide = np.maximum(one[:, 2], other[:, 2])
        countries = traits.countries[first], traits.countries[second]
        abroad = (countries[0] != countries[1]) & (countries[0] > 0) & (countries[1] > 0)
        apart = ~np.isnan(wide) & ((distance > wide) | abroad)
    return common, apart & ~common
