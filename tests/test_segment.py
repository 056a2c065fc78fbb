from hypothesis import given
from hypothesis import strategies as st

from extract.segment import sentences, tokens


def test_segment_sentences() -> None:
    text = "Потом г. Иванов подписал указ. «Всё», — сказал он."
    assert [text[start:end] for start, end in sentences(text)] == ["Потом г. Иванов подписал указ.", "«Всё», — сказал он."]


def test_segment_tokens() -> None:
    text = "ЧМ-2018, 1,5 млн"
    assert [text[start:end] for start, end in tokens(text)] == ["ЧМ-2018", ",", "1,5", "млн"]


@given(st.text())
def test_segment_leaves_out_white_space_only(text: str) -> None:
    for spans in (list(sentences(text)), list(tokens(text))):
        assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
