from hypothesis import example, given
from hypothesis import strategies as st

from extract.values.morphology import lemma, parses


def test_morphology_lemma() -> None:
    assert [lemma(word) for word in ("встречи", "Встретились", "люди")] == ["встреча", "встретиться", "человек"]


@given(st.text(min_size=1, max_size=8))
@example("𗀀")
@example("\0")
def test_morphology_takes_any_word(word: str) -> None:
    assert parses(word)
    assert lemma(word) == lemma(word).lower()
