import numpy as np
import pytest

from extract.marks import natasha, networks
from extract.marks.networks import Network

TEXTS = [
    "Президент Финляндии Саули Ниинистё принял 5 мая в Хельсинки посла Японии. Они обсудили торговлю.",
    "Взрыв.",
    "Да. Нет, Иван Иванович Петров приехал в Нижний Новгород из ООН, а Ангела Меркель осталась в Берлине! Все ждали.",
]


@pytest.mark.parametrize("text", TEXTS)
def test_networks_see_what_natasha_sees(text: str) -> None:
    own = natasha.plain_document(text)
    words = [[token.text for token in sentence.tokens] for sentence in own.sents]
    tags = [[tag.split("|")[0] for tag in told] for told in networks.tags(natasha.MODELS.morphology, words)]
    assert tags == [[token.pos for token in sentence.tokens] for sentence in own.sents]
    trees = list(networks.trees(natasha.MODELS.syntax, words))
    assert trees == [[(int(token.head_id.split("_")[1]), token.rel) for token in sentence.tokens] for sentence in own.sents]
    names = [tag for told in networks.names(natasha.MODELS.names, words) for tag in told]
    assert sum(tag.startswith("B-") for tag in names) == len(own.spans)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Network:
    """A network that keeps no more than eight words, and sees as many at once."""
    monkeypatch.setattr(networks, "KNOWN", 8)
    return Network(natasha.OWN.morphology.infer, natasha.vectors)


def test_networks_forget_nothing_that_shows(small: Network) -> None:
    sentences = [sentence.split() for sentence in ("Визит начался", "Саммит закончился в Вене", "Визит", "Он начался", "Мы в Вене")]
    each = [natasha.MODELS.morphology.states([sentence]) for sentence in sentences]
    for _ in range(2):
        assert all(np.array_equal(small.states([sentence]), one) for sentence, one in zip(sentences, each, strict=True))
    assert len(small._known) <= 8


def test_networks_paths_follow_the_transitions() -> None:
    transitions = np.array([[0.0, 0.0], [-9.0, 0.0]], dtype=np.float32)  # never from the second tag to the first
    scores = np.array([[0, 2], [3, 0], [5, 0], [0, 1]], dtype=np.float32)
    assert networks._paths(scores, [2, 1, 1], transitions) == [[0, 0], [0], [1]]


def test_networks_read_unknown_words_with_yo_as_with_ye() -> None:
    written, plain = (text.split() for text in ("Её брат уехал в Берёзовский .", "Ее брат уехал в Березовский ."))
    for network in (natasha.MODELS.morphology, natasha.MODELS.syntax):
        assert np.array_equal(network.states([written]), network.states([plain]))
