"""Traits → the pairs of rows worth comparing: of different documents, of compatible days, with rare words or names in common.

Of a few rows each meets each. Of many they meet in buckets: a few days and a word, or, where a row has no day, two words. Of a large
bucket only neighbours meet, so that the work grows with the number of rows and not with its square.
"""

from typing import Final

import numpy as np

from extract.merging.traits import UNDATED, UNDATED_NEWS, WIDE, Bools, Ints, Traits

WHOLE: Final = 1000
"""Up to how many rows each meets each."""
WINDOW: Final = 4
"""Days to a bucket."""
KEYS: Final = 14
"""With how many of its words a row looks for others, names and the rarest first; words that no other row has do not count."""
PAIRED: Final = 4
"""Of how many of these words every two are a bucket whatever the day."""
SMALL: Final = 24
"""The rows of a bucket that all meet; in a larger one each meets the `NEIGHBOURS` after it."""
NEIGHBOURS: Final = 4
SHARED: Final = 2
"""How many buckets two rows must share if both are dated."""
CHUNK: Final = 2_000_000
MIX: Final = np.uint64(0x9E3779B97F4A7C15)
"""An odd number that spreads two numbers over 64 bits (2⁶⁴ divided by the golden ratio)."""


def pairs(traits: Traits) -> tuple[Ints, Ints]:
    """The pairs to compare, each once, the earlier row first."""
    first, second = np.triu_indices(len(traits), 1) if len(traits) <= WHOLE else _meetings(traits)
    kept = (traits.documents[first] != traits.documents[second]) & compatible(traits, first, second)
    return first[kept], second[kept]


def _meetings(traits: Traits) -> tuple[Ints, Ints]:
    """The pairs that meet in buckets."""
    rows, words, ranks = _searched(traits)
    loose = np.isin(traits.dated, (WIDE, UNDATED, UNDATED_NEWS))
    found = [*_by_day(traits, rows, words), _by_words(traits, rows, words, ranks, loose)]
    codes = np.unique(np.concatenate(found))
    return codes // len(traits), codes % len(traits)


def compatible(traits: Traits, first: Ints, second: Ints) -> Bools:
    """Whether the days of two rows may be the same; news without a date may be of any day up to its publication."""
    overlap = (traits.first[first] <= traits.last[second]) & (traits.first[second] <= traits.last[first])
    past = np.zeros(len(first), dtype=bool)
    for one, other in ((first, second), (second, first)):
        past |= (traits.dated[one] == UNDATED_NEWS) & (traits.first[other] <= traits.last[one])
    found: Bools = overlap | past
    return found


def _searched(traits: Traits) -> tuple[Ints, Ints, Ints]:
    """The words by which rows look for others, as rows and words, and the rank of the word within its row."""
    counts = np.bincount(traits.words.values, minlength=len(traits.weights))
    kept_rows, kept_words, kept_ranks = [], [], []
    step = 100_000
    for begin in range(0, len(traits), step):
        chosen = np.arange(begin, min(begin + step, len(traits)))
        words, owners = traits.words.of_all(chosen)
        names, named = traits.names.of_all(chosen)
        is_name = np.isin(owners * len(counts) + words, named * len(counts) + names // 64)
        common = counts[words] > 1
        words, owners, is_name = words[common], owners[common], is_name[common]
        order = np.lexsort((words, -traits.weights[words], ~is_name, owners))
        words, owners = words[order], owners[order]
        ranks = np.arange(len(owners)) - np.searchsorted(owners, owners)
        best = ranks < KEYS
        kept_rows.append(owners[best] + begin)
        kept_words.append(words[best])
        kept_ranks.append(ranks[best])
    none = [np.zeros(0, dtype=np.int64)]
    return np.concatenate(kept_rows or none), np.concatenate(kept_words or none), np.concatenate(kept_ranks or none)


def _by_day(traits: Traits, rows: Ints, words: Ints) -> list[Ints]:
    """The pairs that share `SHARED` words on compatible days, as codes (the first row times the number of rows plus the second)."""
    timed = ~np.isin(traits.dated[rows], (WIDE, UNDATED))
    rows, words = rows[timed], words[timed]
    begins, ends = traits.first[rows] // WINDOW, traits.last[rows] // WINDOW
    spans = ends - begins + 1
    rows, words = np.repeat(rows, spans), np.repeat(words, spans)
    windows = np.repeat(begins, spans) + np.arange(len(rows)) - np.repeat(np.cumsum(spans) - spans, spans)
    order = np.lexsort((rows, words, windows))
    rows, words, windows = rows[order], words[order], windows[order]
    found = []
    begin = 0
    while begin < len(rows):
        end = int(np.searchsorted(windows, windows[min(begin + CHUNK, len(rows)) - 1], side="right"))
        codes = _meeting(traits, rows[begin:end], windows[begin:end] * len(traits.weights) + words[begin:end])
        codes, shared = np.unique(codes, return_counts=True)
        found.append(codes[shared >= SHARED])
        begin = end
    return found


def _by_words(traits: Traits, rows: Ints, words: Ints, ranks: Ints, loose: Bools) -> Ints:
    """The pairs of which at least one row has no day, that share two of their first words."""
    chosen = ranks < PAIRED
    rows, words = rows[chosen], words[chosen]
    owners, keys = [], []
    for apart in range(1, PAIRED):
        same = rows[apart:] == rows[:-apart]
        low, high = np.minimum(words[apart:], words[:-apart])[same], np.maximum(words[apart:], words[:-apart])[same]
        owners.append(rows[apart:][same])
        keys.append((low.astype(np.uint64) * MIX + high.astype(np.uint64)).astype(np.int64))
    rows, mixed = np.concatenate(owners), np.concatenate(keys)
    asked = np.isin(mixed, np.unique(mixed[loose[rows]]))
    rows, mixed = rows[asked], mixed[asked]
    order = np.lexsort((rows, mixed))
    codes = _meeting(traits, rows[order], mixed[order])
    kept: Ints = codes[loose[codes // len(traits)] | loose[codes % len(traits)]]
    return kept


def _meeting(traits: Traits, rows: Ints, keys: Ints) -> Ints:
    """The codes of the pairs that meet in a bucket (a run of equal keys); a pair comes as often as it meets."""
    if not len(rows):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.append(starts, len(keys)))
    small = np.repeat(sizes <= SMALL, sizes)
    found = [np.zeros(0, dtype=np.int64)]
    for apart in range(1, min(SMALL, int(sizes.max()))):
        same = keys[apart:] == keys[:-apart]
        if apart > NEIGHBOURS:
            same &= small[apart:]
        one, other = rows[:-apart][same], rows[apart:][same]
        kept = traits.documents[one] != traits.documents[other]
        found.append(one[kept] * len(traits) + other[kept])
    return np.concatenate(found)
