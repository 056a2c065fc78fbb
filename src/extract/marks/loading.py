"""What natasha's networks need from disk, read once and without what nobody asks for. The one door to navec and slovnet.

navec works out with its vectors what only its similarities need (0.3 s and 100 MB), and slovnet reads navec's vocabulary anew for each
network (0.1 s and 30 MB each).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from navec import Navec
from navec.meta import Meta
from navec.navec import META, PQ_, VOCAB
from navec.pq import PQ
from navec.tar import Tar
from navec.vocab import Vocab
from slovnet.exec import pack
from slovnet.vocab import Vocab as Words


class _Pieces(PQ):  # type: ignore[misc]  # navec has no types
    """navec's quantised vectors, whose products are worked out at their first use."""

    def precompute(self) -> None:
        """Sets what a single vector needs."""
        self.qdims = np.arange(self.qdim)

    @cached_property
    def norm(self) -> Any:
        """The length of each vector."""
        return np.sqrt(np.sum(np.sum(self.codes**2, axis=-1)[self.qdims, self.indexes], axis=-1))

    @cached_property
    def ab(self) -> Any:
        """The products of the pieces."""
        return np.matmul(self.codes, np.transpose(self.codes, axes=[0, 2, 1]))


def embedding(path: str) -> Navec:
    """navec's vectors in a file of its own format."""
    with Tar(path) as tar:
        meta = Meta.from_file(tar.load(META))
        Meta.check_protocol(meta.protocol)
        return Navec(meta, Vocab.from_file(tar.load(VOCAB)), _Pieces.from_file(tar.load(PQ_)))


class Shared:
    """navec's vocabulary as the one that slovnet's networks take."""

    def __init__(self, known: Vocab) -> None:
        self._known = known

    @cached_property
    def _end(self) -> bytes:
        """The end of a gzip file of these words: checksum and length of what is packed."""
        packed = "\n".join(self._known.words).encode()
        return crc32(packed).to_bytes(4, "little") + len(packed).to_bytes(4, "little")

    @contextmanager
    def given(self) -> Iterator[None]:
        """Within it slovnet unpacks no vocabulary that has the same words."""
        own = pack.bytes_vocab
        pack.bytes_vocab = lambda told: self._words() if told[-8:] == self._end else own(told)
        try:
            yield
        finally:
            pack.bytes_vocab = own

    def _words(self) -> Words:
        words, known = Words(()), self._known
        words.items, words.item_ids, words.unk_id, words.pad_id = known.words, known.word_ids, known.unk_id, known.pad_id
        return words
