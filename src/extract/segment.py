"""Text → the offsets of its sentences and tokens. The one door to razdel."""

import re
from collections.abc import Iterator

import razdel

GLUED = re.compile(r"\d[.,]$")
"""A full stop or comma that razdel leaves at a word that ends in a number (`ЧМ-2018.`)."""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the sentences of a text, in its order."""
    for part in razdel.sentenize(text):
        yield part.start, part.stop


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the words and signs of a text, in its order; white space is in none."""
    for part in razdel.tokenize(text):
        glued = bool(GLUED.search(part.text))
        yield part.start, part.stop - glued
        if glued:
            yield part.stop - 1, part.stop
