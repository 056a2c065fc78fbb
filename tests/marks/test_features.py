import pytest
from hypothesis import given, settings
from spacy.language import Language
from spacy.tokens import Doc

from builders import TEXTS
from extract import pipeline
from extract.marks.features import AFFIX_ROWS, LONGEST, MARK_ROWS, TAG_ROWS, chunks, row


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.build()


def read(nlp: Language, text: str) -> Doc:
    with nlp.select_pipes(enable=["morphology", "syntax", "times"]):
        return nlp(text)


def test_features_one_row_per_word(nlp: Language) -> None:
    (chunk,) = chunks(read(nlp, "Вчера в Риме  открылся <b>форум</b>. Он продлится два дня."))
    lengths = {len(array) for array in chunk}
    assert lengths == {len(chunk.tokens)}
    assert chunk.sentences.max() == 1


def test_features_chunks_hold_whole_sentences(nlp: Language) -> None:
    doc = read(nlp, "Министры встретились в Вене и подписали договор о границе. " * 90)
    found = chunks(doc)
    starts = {sentence.start for sentence in doc.sents}
    assert len(found) > 2
    assert all(len(chunk.tokens) <= LONGEST and chunk.tokens[0] in starts for chunk in found)
    assert [i for chunk in found for i in chunk.tokens] == [token.i for token in doc if token.pos_ != "SPACE"]


@settings(max_examples=30, deadline=None)
@given(text=TEXTS)
def test_features_any_text_within_the_tables(nlp: Language, text: str) -> None:
    for chunk in chunks(read(nlp, text)):
        for array, rows in ((chunk.affixes, AFFIX_ROWS), (chunk.tags, TAG_ROWS), (chunk.marks, MARK_ROWS)):
            assert array.min() >= 0
            assert array.max() < rows
        assert chunk.heads.max() < len(chunk.tokens)


@pytest.mark.parametrize("rows", [2, 7, 512])
def test_features_row_is_never_padding(rows: int) -> None:
    assert all(1 <= row(f"suf3={n}", rows) < rows for n in range(200))
