import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from builders import TEXTS
from extract.extractor import Extractor
from extract.marks.natasha import LONGEST_SENTENCE, LOOKALIKES, Tokenizer, paragraphs, plain_names, sentences, tree, view

TOKENIZER = Tokenizer(Vocab())


@given(TEXTS)
@example("")
@example("\u0301")
@example("а\u00adб\u00ad")
def test_natasha_tokenizer_keeps_the_text(text: str) -> None:
    doc = TOKENIZER(text)
    assert doc.text == text
    assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(TEXTS)
def test_natasha_view_points_into_the_text(text: str) -> None:
    seen = view(text)
    assert len(seen.offsets) == len(seen.text) + 1
    assert all(one < other for one, other in pairwise(seen.offsets))
    assert all(char in (text[at], text[at].translate(LOOKALIKES), " ") for char, at in zip(seen.text, seen.offsets, strict=False))


@given(TEXTS)
def test_natasha_paragraphs_hold_every_word(text: str) -> None:
    spans = list(paragraphs(text))
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join("".join(text[start:end].split()) for start, end in spans).count("о") == text.count("о")


def words(text: str) -> list[list[str]]:
    doc = TOKENIZER(text)
    return [[doc[i].norm_ for i in sentence] for sentence in sentences(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Он при\u00adбыл.", [["Он", "прибыл", "."]]),
        ("Мо\u0301сква\u200b и Минск", [["Москва", "и", "Минск"]]),
        ("<p>Визит&nbsp;в Рим</p>", [["Визит", "в", "Рим"]]),
        ("Заголовок\n\nОн прибыл", [["Заголовок"], ["Он", "прибыл"]]),
        ("Он прибыл.\r\nОна уехала.", [["Он", "прибыл", "."], ["Она", "уехала", "."]]),
        ("5\u00a0мая\u202f2020 г.", [["5", "мая", "2020", "г", "."]]),
        (" \n ", []),
    ],
)
def test_natasha_words(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


def test_natasha_cuts_what_never_ends() -> None:
    assert [len(sentence) for sentence in words("слово " * (2 * LONGEST_SENTENCE + 1))] == [LONGEST_SENTENCE, LONGEST_SENTENCE, 1]


@given(st.lists(st.integers(-2, 12), min_size=1, max_size=12))
@example([1, 0])
@example([1, 2, 0, 3])
def test_natasha_tree_is_one(heads: list[int]) -> None:
    above = tree(heads)
    roots = [i for i, head in enumerate(above) if head == i]
    assert len(roots) == 1
    for start in range(len(above)):
        at = start
        for _ in above:
            at = above[at]
        assert at == roots[0]


@pytest.mark.parametrize("heads", [[-1, 0, 1], [1, 1, 1], [2, 2, -1]])
def test_natasha_tree_stays(heads: list[int]) -> None:
    assert tree(heads) == [i if head == -1 else head for i, head in enumerate(heads)]


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_natasha_syntax_stays_within_sentences(extractor: Extractor, text: str) -> None:
    doc = extractor.nlp(text)
    assert doc.text == text
    assert all(token.head.sent.start == token.sent.start for token in doc)
    assert all(token.pos_ == "SPACE" or token.lemma_ for token in doc)


def test_natasha_plain_names() -> None:
    text = "Премьера Владимира Путина приняли в Хельсинки."
    assert plain_names(text) == [("person", "Владимир Путин"), ("place", "Хельсинки")]


# natasha 1.6 needs pymorphy2, which needs the `pkg_resources` that setuptools ≥ 82 no longer has

BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
from extract.marks.natasha import plain_names
assert not set(sys.modules) & {blocked}
print(plain_names("Встреча прошла в Риме."))
"""


@pytest.mark.parametrize("blocked", [{"pkg_resources"}, {"pkg_resources", "setuptools"}], ids=["newest setuptools", "no setuptools"])
def test_natasha_needs_no_pkg_resources(blocked: set[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", BLOCKED.format(blocked=blocked)], capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.returncode) == ("[('place', 'Рим')]\n", 0), run.stderr


@pytest.mark.parametrize(
    ("text", "seen"),
    [("Mосква", "Москва"), ("в Pигe", "в Риге"), ("IТ-фирма", "IТ-фирма"), ("Tesla и Coca", "Tesla и Coca"), ("ВTБ", "ВТБ")],
)
def test_natasha_words_of_two_alphabets_are_read_as_cyrillic(text: str, seen: str) -> None:
    assert view(text).text == seen
