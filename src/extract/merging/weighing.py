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
    "one day",
    "about one day",
    "longer time",
    "undated",
    "words in common",
    "rare words in common",
    "names in common",
    "rare names in common",
    "places in common",
    "places apart",
    "figures apart",
)
RARE: Final = 20.0
"""The weight of rare words in common from which on more says no more."""
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
    dated = np.maximum(traits.dated[first], traits.dated[second])
    overlap = (traits.first[first] <= traits.last[second]) & (traits.first[second] <= traits.last[first])
    news = (traits.dated[first] == UNDATED_NEWS) | (traits.dated[second] == UNDATED_NEWS)
    loose = np.isin(dated, (UNDATED,)) | (news & ~overlap)
    words, lengths = _shared(traits, traits.words, first, second)
    names, name_lengths = _shared(traits, traits.names, first, second, scale=64)
    known = name_lengths.min(axis=1) > 0
    places, apart = _places(traits, first, second)
    figures, figure_lengths = _shared(traits, traits.figures, first, second)
    columns = {
        "constant": np.ones(len(first)),
        "one type": traits.type_of[first] == traits.type_of[second],
        "one day": ~loose & (dated == EXACT),
        "about one day": ~loose & (dated == ABOUT),
        "longer time": ~loose & (dated == WIDE),
        "undated": loose,
        "words in common": words / np.sqrt(np.maximum(lengths.prod(axis=1), 1e-9)),
        "rare words in common": np.minimum(words, RARE) / RARE,
        "names in common": names / np.maximum(name_lengths.min(axis=1), 1e-9) * known,
        "rare names in common": np.minimum(names, RARE) / RARE,
        "places in common": places,
        "places apart": apart,
        "figures apart": (figure_lengths.min(axis=1) > 0) & (figures == 0),
    }
    return np.column_stack([columns[name].astype(float) for name in FEATURES])


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
    shared: Floats = np.bincount(of_mine[at_mine[same]], traits.weights[my_words[at_mine[same]]], minlength=len(first)).astype(float)
    lengths = [
        np.bincount(owners, traits.weights[words], minlength=len(first))
        for owners, words in ((of_mine, my_words), (of_theirs, their_words))
    ]
    return shared, np.column_stack(lengths).astype(float)


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
