"""natasha's three networks over many sentences at once: the numbers of slovnet's own inference, without padding.

slovnet pads eight sentences at a time to the longest and copies the windows of every convolution. Here the sentences lie end to end
with a row of zeros between them, so that a convolution is one product of matrices. The weights stay natasha's.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

TOGETHER = 2048
"""Words that are seen in one go."""

Floats = NDArray[np.float32]
Words = Sequence[str]


class _Layer(NamedTuple):
    """A convolution of three words with its rectifier and norm."""

    weight: Floats
    """`(inputs, 3 * outputs)`: of the word before, of the word, of the word behind."""
    bias: Floats
    scale: Floats
    shift: Floats


class Network:
    """The embedding and the convolutions of one of slovnet's models."""

    def __init__(self, infer: Any, vectors: Callable[[Any], Any]) -> None:
        self.model, self.decoder, self._vectors = infer.model, infer.decoder, vectors
        self._ids = lru_cache(maxsize=65536)(lambda word: tuple(ids[0] for ids in infer.encoder.item([word])))
        self._shapes = self.model.emb.shape.weight.array
        self._layers = [_layer(layer) for layer in self.model.encoder.layers]

    def states(self, sentences: Sequence[Words]) -> Floats:
        """One state for each word of the sentences, one after another."""
        rows = [at + k for at, sentence in zip(_starts(sentences), sentences, strict=True) for k in range(len(sentence))]
        ids = np.array([self._ids(word) for sentence in sentences for word in sentence], dtype=np.int64)
        seen = np.concatenate((self._vectors(ids[:, 0]), self._shapes[ids[:, 1]]), axis=-1)
        for layer in self._layers:
            sheet = np.zeros((rows[-1] + 2, seen.shape[-1]), dtype=np.float32)
            sheet[rows] = seen
            before, here, behind = np.split(sheet @ layer.weight, 3, axis=-1)
            found = here[1:-1] + before[:-2] + behind[2:] + layer.bias
            seen = (np.maximum(found, 0) * layer.scale + layer.shift)[np.array(rows) - 1]
        return np.asarray(seen, dtype=np.float32)


def _starts(sentences: Sequence[Words]) -> list[int]:
    """The row of each sentence's first word, with a row of zeros before every sentence."""
    return list(np.cumsum([1, *(len(sentence) + 1 for sentence in sentences[:-1])]))


def _layer(layer: Any) -> _Layer:
    norm = layer.norm
    scale = norm.weight.array / norm.std.array
    weight = np.concatenate([layer.conv.weight.array[:, :, k].T for k in range(3)], axis=1)
    return _Layer(np.ascontiguousarray(weight), layer.conv.bias.array, scale, norm.bias.array - norm.mean.array * scale)


def _together(sentences: Sequence[Words]) -> Iterator[Sequence[Words]]:
    """The sentences in groups of some `TOGETHER` words."""
    group: list[Words] = []
    for sentence in sentences:
        if group and sum(map(len, group)) + len(sentence) > TOGETHER:
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def _split(rows: Any, sentences: Sequence[Words]) -> list[Any]:
    """What belongs to each sentence."""
    return np.split(rows, np.cumsum([len(sentence) for sentence in sentences])[:-1])


def tags(network: Network, sentences: Sequence[Words]) -> Iterator[list[str]]:
    """For each sentence the tag of each of its words (`NOUN|Case=Nom`)."""
    for group in _together(sentences):
        found = network.model.head.proj(network.states(group)).argmax(-1)
        yield from network.decoder(_split(found, group))


def names(network: Network, sentences: Sequence[Words]) -> Iterator[list[str]]:
    """For each sentence the tag of each of its words (`B-PER`, `O`)."""
    for group in _together(sentences):
        found = _split(network.model.head.proj(network.states(group)), group)
        size = max(map(len, group))
        padded = np.stack([np.pad(one, ((0, size - len(one)), (0, 0))) for one in found])
        inside = np.arange(size) < np.array([len(one) for one in found])[:, None]
        yield from network.decoder(network.model.head.crf.decode(padded, inside))


def trees(network: Network, sentences: Sequence[Words]) -> Iterator[list[tuple[int, str]]]:
    """For each sentence the head of each of its words, counted from 1, 0 for a root, and the relation."""
    head, rel = network.model.head, network.model.rel
    for group in _together(sentences):
        states = network.states(group)
        above = [_heads(head, one) for one in _split(states, group)]
        starts = np.cumsum([0, *(len(sentence) for sentence in group[:-1])])
        rooted = np.concatenate((rel.root.array[None], states))
        at = np.concatenate([np.where(one > 0, one + start, 0) for one, start in zip(above, starts, strict=True)])
        asked = rel.head(rooted)[at] @ rel.kernel.array
        tails = rel.tail(states)
        kinds = np.einsum("nrh,nh->nr", asked.reshape(len(at), -1, tails.shape[-1]), tails).argmax(-1)
        for heads, labels in zip(above, _split(kinds, group), strict=True):
            yield [(int(one), network.decoder.rels_vocab.decode(label)) for one, label in zip(heads, labels, strict=True)]


def _heads(head: Any, states: Floats) -> NDArray[np.int64]:
    rooted = np.concatenate((head.root.array[None], states))
    scores = head.head(rooted) @ head.kernel.array @ head.tail(rooted).T
    return np.asarray(scores[1:].argmax(-1), dtype=np.int64)
