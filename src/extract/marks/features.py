"""Doc → what the learned reader sees of each word: hashed features in three groups, navec's word ids, syntactic heads.

The same function serves training and reading. A feature is a string («suf3=ной», «Case=Gen», «name=B-person»), hashed to the row of
its group's table; row 0 is padding. Only words count: white space and markup have no features.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Token

from extract.lexicon import fold
from extract.marks.natasha import sentences, word_ids
from extract.marks.triggers import type_in_lexicon

LONGEST = 320
"""Words of one chunk of whole sentences, which the reader sees together."""
AFFIX_ROWS, TAG_ROWS, MARK_ROWS = 12288, 2048, 2048
AFFIXES, TAGS, MARKS = 7, 14, 8
"""Slots per word in each group."""

Array = NDArray[Any]


class Chunk(NamedTuple):
    """Whole sentences of a Doc; the arrays have one row per word."""

    tokens: list[int]
    """Token indices in the Doc."""
    words: Array
    """navec's ids of each word and of its lemma, int64, `(words, 2)`."""
    affixes: Array
    tags: Array
    marks: Array
    """Hashed rows, int64, 0 for an empty slot."""
    heads: Array
    """Position in the chunk of the word's syntactic head, its own for a root; int64."""
    sentences: Array
    """Number of the word's sentence in the chunk, int64."""


@lru_cache(maxsize=16_384)
def row(feature: str, rows: int) -> int:
    """The row of a feature in a table of so many rows, from 1 on."""
    return crc32(feature.encode()) % (rows - 1) + 1


@lru_cache(maxsize=16_384)
def _affixes(word: str) -> tuple[int, ...]:
    low = fold(word)
    found = [f"suf{n}={low[-n:]}" for n in (2, 3, 4, 5)] + [f"pre{n}={low[:n]}" for n in (2, 4)] + [f"shape={_shape(word)}"]
    return tuple(row(feature, AFFIX_ROWS) for feature in found)


def _shape(word: str) -> str:
    """Runs of upper and lower case, digits, Latin and other signs («Совфеда-2» → Xx-0)."""
    kinds: list[str] = []
    for char in word:
        kind = "0" if char.isdigit() else char if not char.isalpha() else ("l" if char.isascii() else "x")
        kind = kind.upper() if char.isupper() else kind
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return "".join(kinds[:6])


@lru_cache(maxsize=16_384)
def _tags(pos: str, dep: str, morph: str) -> tuple[int, ...]:
    found = [f"pos={pos}", f"dep={dep}", *morph.split("|")]
    return tuple(row(feature, TAG_ROWS) for feature in found[:TAGS] if feature)


@lru_cache(maxsize=16_384)
def _rows(marks: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(row(feature, MARK_ROWS) for feature in marks)


def _spans(doc: Doc, keys: Sequence[str]) -> dict[int, list[str]]:
    """Token index → begin and inside marks of the spans under these keys."""
    found: dict[int, list[str]] = {}
    for key in keys:
        for span in doc.spans.get(key, []):
            for i in range(span.start, span.end):
                found.setdefault(i, []).append(f"{key}={'B' if i == span.start else 'I'}-{span.label_}")
    return found


def _marks(doc: Doc) -> Iterator[tuple[int, ...]]:
    spans = _spans(doc, ("tagged", "time", "duration"))
    number = -1
    for token in doc:
        number += bool(token.is_sent_start or token.i == 0)
        found = [f"sentence={min(number, 4)}", *spans.get(token.i, ())]
        if (type_ := type_in_lexicon(token)) is not None:
            found.append(f"event={type_}")
        yield _rows(tuple(found[:MARKS]))


def table(rows: Sequence[Sequence[int]], width: int) -> Array:
    """Rows of hashed features as a matrix of `width` slots, the empty ones 0."""
    empty = (0,) * width
    return np.array([(*line, *empty[len(line) :]) for line in rows], dtype=np.int64).reshape(-1, width)


def chunks(doc: Doc) -> list[Chunk]:
    """The Doc in chunks of whole sentences, each of `LONGEST` words at most where its sentences allow."""
    groups: list[list[list[int]]] = []
    size = LONGEST
    for sentence in sentences(doc):
        if size + len(sentence) > LONGEST:
            groups.append([])
            size = 0
        groups[-1].append(sentence)
        size += len(sentence)
    tokens, marks = list(doc), list(_marks(doc))
    return [_chunk(group, tokens, marks) for group in groups]


def _chunk(group: Sequence[Sequence[int]], tokens: Sequence[Token], marks: Sequence[tuple[int, ...]]) -> Chunk:
    found = [i for sentence in group for i in sentence]
    position = {i: k for k, i in enumerate(found)}
    inside = [tokens[i] for i in found]
    forms = [(token.norm_, token.lemma_) for token in inside]
    return Chunk(
        found,
        np.stack([word_ids(forms), word_ids((lemma, norm) for norm, lemma in forms)], -1),
        table([_affixes(norm) for norm, _ in forms], AFFIXES),
        table([_tags(token.pos_, token.dep_, str(token.morph)) for token in inside], TAGS),
        table([marks[i] for i in found], MARKS),
        np.array([position.get(token.head.i, k) for k, token in enumerate(inside)], dtype=np.int64),
        np.array([n for n, sentence in enumerate(group) for _ in sentence], dtype=np.int64),
    )
