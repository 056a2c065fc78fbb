from typing import Any

import natasha.data
import numpy as np
import pytest
from natasha import NewsEmbedding, NewsMorphTagger
from navec.vocab import Vocab

from extract.marks import loading
from extract.marks.natasha import MODELS, OWN


@pytest.fixture(scope="module")
def own() -> Any:
    """navec as navec itself loads it."""
    return NewsEmbedding()


@pytest.fixture(scope="module")
def lean() -> Any:
    return loading.embedding(natasha.data.NEWS_EMBEDDING)


def test_the_vectors_are_navecs(own: Any, lean: Any) -> None:
    assert lean.vocab.words == own.vocab.words
    assert all((lean[word] == own[word]).all() for word in ("встреча", "казань", "<unk>"))


def test_similarities_are_navecs(own: Any, lean: Any) -> None:
    assert lean.sim("казань", "уфа") == own.sim("казань", "уфа")
    assert np.array_equal(lean.pq.norm, own.pq.norm)


def test_a_network_takes_the_vocabulary_it_shares() -> None:
    words = OWN.morphology.infer.encoder.words_vocab
    with loading.Shared(MODELS.embedding.vocab).given():
        shared = NewsMorphTagger(MODELS.embedding).infer.encoder
    assert shared.words_vocab.item_ids is MODELS.embedding.vocab.word_ids
    assert [shared.words_vocab.encode(word) for word in ("в", "казань", "ыыы")] == [words.encode(word) for word in ("в", "казань", "ыыы")]
    assert (shared.words_vocab.unk_id, shared.words_vocab.pad_id) == (words.unk_id, words.pad_id)
    assert shared.shapes_vocab.items == OWN.morphology.infer.encoder.shapes_vocab.items


def test_a_network_keeps_a_vocabulary_of_other_words() -> None:
    words = MODELS.embedding.vocab.words
    other = Vocab([*words, "ыыы"], [1] * (len(words) + 1))
    with loading.Shared(other).given():
        vocabulary = NewsMorphTagger(MODELS.embedding).infer.encoder.words_vocab
    assert vocabulary.items == words
