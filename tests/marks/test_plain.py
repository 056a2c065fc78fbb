"""The plain Doc says of tokens and spans what spaCy's says."""

import pytest
from spacy.tokens import Doc as Marked

from extract.extractor import Extractor
from extract.marks.plain import Doc

TEXT = "Москва. 20 ноября 2013 г. – ЦБ РФ отозвал лицензию у банка «Мастер».\n\nИван Орлов, глава банка, 5 мая прилетел в Казань и уехал."


@pytest.fixture(scope="module")
def marked(extractor: Extractor) -> Marked:
    return extractor.nlp(TEXT)


def test_plain_tokens_are_those_of_spacy(marked: Marked) -> None:
    for mine, token in zip(Doc(marked), marked, strict=True):
        assert (mine.i, mine.idx, mine.text, mine.norm_, mine.lemma_) == (token.i, token.idx, token.text, token.norm_, token.lemma_)
        assert (mine.pos_, mine.dep_, mine.ent_type_, mine.whitespace_) == (token.pos_, token.dep_, token.ent_type_, token.whitespace_)
        assert mine.morph == {name: token.morph.get(name) for name in token.morph.to_dict()}  # type: ignore[call-arg]
        assert (mine.head.i, mine.left_edge.i, mine.right_edge.i) == (token.head.i, token.left_edge.i, token.right_edge.i)
        assert mine.sent.start == token.sent.start
        for relation in ("children", "ancestors", "subtree"):
            assert [other.i for other in getattr(mine, relation)] == [other.i for other in getattr(token, relation)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 8])
def test_plain_runs_of_tokens_are_those_of_spacy(marked: Marked, size: int) -> None:
    doc = Doc(marked)
    for start in range(len(doc) - size + 1):
        mine, span = doc[start : start + size], marked[start : start + size]
        assert (mine.text, len(mine), [token.i for token in mine]) == (span.text, len(span), [token.i for token in span])
        if size:
            assert (mine.root.i, mine.start_char, mine.end_char) == (span.root.i, span.start_char, span.end_char)
            assert mine[:-1].text == span[:-1].text


def test_plain_spans_are_found_by_position(marked: Marked) -> None:
    doc = Doc(marked)
    (place,) = (span for span in doc.spans["place"] if span.kb_id_ == "Казань")
    assert doc.covering("place", place.start) == [place]
    assert doc.beginning("place", place.start, place.end) == [place]
    assert not doc.covering("place", place.end)
