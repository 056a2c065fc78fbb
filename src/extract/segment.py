"""Text → the offsets of its sentences and tokens. The one door to razdel."""

from collections.abc import Iterator

import razdel


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the sentences of a text, in its order."""
    for part in razdel.sentenize(text):
        yield part.start, part.stop


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """The half-open spans of the words and signs of a text, in its order; white space is in none."""
    for part in razdel.tokenize(text):
        yield part.start, part.stop
