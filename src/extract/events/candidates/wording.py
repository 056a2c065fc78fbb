"""The words around a row as vectors: what it is about, for the network that tells its type."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from extract.events.mentions import EventMention
from extract.marks.plain import Span, Token
from extract.marks.triggers import units

WIDTH: Final = 300
"""Numbers of a vector of navec."""
GROUPS: Final = ("trigger", "predicate", "objects", "subjects", "obliques", "sentence", "text")
"""The words that are told apart, each group by the mean of its vectors."""
NEAR: Final = 15
"""Words before and behind a trigger that count as its sentence."""
CONTENT: Final = frozenset({"NOUN", "VERB", "ADJ", "PROPN"})


class Wording:
    """The words of a stretch of text that mean something, as unit vectors."""

    def __init__(self, stretch: Span) -> None:
        words = [token for token in stretch if token.norm_[:1].isalpha()]
        self._vectors = units([token.lemma_ for token in words])
        self._line = {token.i: k for k, token in enumerate(words)}
        self._whole = self._mean(token for token in stretch if token.pos_ == "NOUN")

    def around(self, mention: EventMention) -> NDArray[np.float32]:
        """The groups of words around a mention, `(len(GROUPS), WIDTH)`; zeros where there is no such word."""
        head, verb = mention.head, mention.predicate
        beside = [*head.children, *verb.children]
        named = [token for token in beside if token.pos_ in {"NOUN", "PROPN"}]
        sentence = head.doc[max(head.sent.start, head.i - NEAR + 1) : min(head.sent.end, head.i + NEAR)]
        groups: tuple[Iterable[Token], ...] = (
            [head],
            [verb],
            [token for token in named if token.dep_ in {"obj", "nsubj:pass"}],
            [token for token in named if token.dep_ == "nsubj"],
            [token for token in named if token.dep_ in {"obl", "nmod", "iobj"} and token.pos_ == "NOUN"],
            [token for token in sentence if token.pos_ in CONTENT and token.i != head.i],
        )
        return np.stack([*map(self._mean, groups), self._whole])

    def _mean(self, words: Iterable[Token]) -> NDArray[Any]:
        lines = [self._line[token.i] for token in words if token.i in self._line]
        return self._vectors[lines].mean(axis=0) if lines else np.zeros(WIDTH, np.float32)
