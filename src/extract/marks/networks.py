"""natasha's three networks over many sentences at once: the numbers of slovnet's own inference, without padding.

A word with ё that their embedding does not know is read with е.

slovnet pads eight sentences at a time to the longest and copies the windows of every convolution. Here the sentences lie end to end
with a row of zeros between them, so that a convolution is one product of matrices. The weights stay natasha's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

TOGETHER = 2048
"""Words that are seen in one go."""
SELDOM = frozenset({"её"})
"""Words with ё that the embedding knows and the networks have hardly seen: they read «её брат» as two arguments, «ее брат» as one."""
KNOWN = 4096
"""Words whose products are kept for each network (12 MB)."""

Floats = NDArray[np.float32]
Words = Sequence[str]


class _Layer(NamedTuple):
    """A convolution of three words with its rectifier and norm."""

    weight: Floats
    """`(inputs, 3 * outputs)`: of the word before, of the word, of the word behind."""
    bias: Floats
    scale: Floats
    shift: Floats

    def added(self, products: Floats) -> Floats:
        """The outputs for all rows but the first and the last, given each row's product with the weight."""
        before, here, behind = np.split(products, 3, axis=-1)
        found = here[1:-1] + before[:-2]
        found += behind[2:]
        found += self.bias
        np.maximum(found, 0, out=found)
        found *= self.scale
        found += self.shift
        return found


class Network:
    """The embedding and the convolutions of one of slovnet's models.

    The first convolution's products depend on the word alone; those of the words seen last are kept.
    """

    def __init__(self, infer: Any, vectors: Callable[[Any], Any]) -> None:
        self.model, self.decoder, self._vectors = infer.model, infer.decoder, vectors
        self._ids = lru_cache(maxsize=8_192)(lambda word: tuple(ids[0] for ids in infer.encoder.item([word])))
        self._unknown = infer.encoder.words_vocab.unk_id
        self._shapes = self.model.emb.shape.weight.array
        self._layers = [_layer(layer) for layer in self.model.encoder.layers]
        self._known: dict[str, int] = {}
        """Word → row of `_products`, whose row 0 is that of the zeros between sentences."""
        self._products = np.zeros((KNOWN + 1, self._layers[0].weight.shape[-1]), dtype=np.float32)

    def states(self, sentences: Sequence[Words]) -> Floats:
        """One state for each word of the sentences, one after another."""
        self._learn(dict.fromkeys(word for sentence in sentences for word in sentence))
        rows = [0]
        for sentence in sentences:
            rows += [self._known[word] for word in sentence]
            rows.append(0)
        inside = np.array(rows) > 0
        first, *others = self._layers
        seen = first.added(self._products[rows])
        for layer in others:
            sheet = np.zeros((len(rows), seen.shape[-1]), dtype=np.float32)
            np.multiply(seen, inside[1:-1, None], out=sheet[1:-1])
            seen = layer.added(sheet @ layer.weight)
        return np.asarray(seen[inside[1:-1]], dtype=np.float32)

    def _ids_as_known(self, word: str) -> tuple[int, ...]:
        """The ids of a word, of one with ё that the embedding does not know those of it with е."""
        known = self._ids(word)[0] != self._unknown and word.lower() not in SELDOM
        return self._ids(word if known else word.replace("ё", "е").replace("Ё", "Е"))

    def _learn(self, words: Mapping[str, object]) -> None:
        """Makes the words known; where there is no room for new ones, all others are forgotten."""
        if len(self._known) + len(words) > KNOWN:
            self._known.clear()
        new = [word for word in words if word not in self._known]
        if not new:
            return
        ids = np.array([self._ids_as_known(word) for word in new], dtype=np.int64)
        seen = np.zeros((len(new) + 1, len(self._layers[0].weight)), dtype=np.float32)  # a matrix of one row is multiplied another way
        seen[1:] = np.concatenate((self._vectors(ids[:, 0]), self._shapes[ids[:, 1]]), axis=-1)
        start = len(self._known) + 1
        self._products[start : start + len(new)] = (seen @ self._layers[0].weight)[1:]
        self._known.update(zip(new, range(start, start + len(new)), strict=True))


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
        found = network.model.head.proj(network.states(group))
        yield from network.decoder(_paths(found, [len(sentence) for sentence in group], network.model.head.crf.transitions.array))


def _paths(scores: Floats, sizes: Sequence[int], transitions: Floats) -> list[list[int]]:
    """For each sentence its likeliest row of tags, given the score of each tag for each word and of each tag behind another."""
    ends = np.cumsum(sizes)
    starts = ends - sizes
    order = np.argsort(sizes, kind="stable")[::-1]  # the longest first, so that those not yet at their end are the first ones
    best = scores[starts[order]]
    behind: list[Any] = []
    for k in range(1, max(sizes)):
        count = len(sizes) - int(np.searchsorted(np.sort(sizes), k, side="right"))
        asked = best[:count, :, None] + transitions + scores[starts[order[:count]] + k][:, None]
        behind.append(asked.argmax(1))
        best[:count] = asked.max(1)
    paths: list[list[int]] = [[] for _ in sizes]
    for place, (sentence, tag) in enumerate(zip(order.tolist(), best.argmax(-1).tolist(), strict=True)):
        path = [tag]
        for before in reversed(behind[: sizes[sentence] - 1]):
            path.append(int(before[place, path[-1]]))
        paths[sentence] = path[::-1]
    return paths


def trees(network: Network, sentences: Sequence[Words]) -> Iterator[list[tuple[int, str]]]:
    """For each sentence the head of each of its words, counted from 1, 0 for a root, and the relation."""
    head, rel = network.model.head, network.model.rel
    relation = network.decoder.rels_vocab.decode
    for group in _together(sentences):
        states = network.states(group)
        root, asking, tails = head.tail(head.root.array[None]), head.head(states) @ head.kernel.array, head.tail(states)
        parts = zip(_split(asking, group), _split(tails, group), strict=True)
        above = [(asked @ np.concatenate((root, given)).T).argmax(-1) for asked, given in parts]
        starts = np.cumsum([0, *(len(sentence) for sentence in group[:-1])])
        at = np.concatenate([np.where(one > 0, one + start, 0) for one, start in zip(above, starts, strict=True)])
        heads, which = np.unique(at, return_inverse=True)
        tails = rel.tail(states)
        asking = rel.head(np.concatenate((rel.root.array[None], states))[heads]) @ rel.kernel.array
        kinds = np.einsum("nrh,nh->nr", asking.reshape(len(heads), -1, tails.shape[-1])[which], tails).argmax(-1)
        for one, labels in zip(above, _split(kinds, group), strict=True):
            yield [(number, relation(label)) for number, label in zip(one.tolist(), labels.tolist(), strict=True)]
