"""Long texts: read in parts, in bounded time and memory."""

from itertools import pairwise
from time import process_time

import pytest
from fuzz.extractor import grounded
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from builders import TEXTS
from extract import pipeline
from extract.extractor import Extractor
from extract.record import shifted

DAYS = [
    f"Иван Орлов прибыл с визитом в Казань {day} мая 2021 года. Там он встретился с Павлом Лисовым, беседа длилась два часа."
    for day in range(1, 7)
]
TEXT = "\n\n".join(DAYS)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of about two paragraphs."""
    monkeypatch.setattr(pipeline, "LONGEST", 300)


@given(TEXTS, st.integers(2, 40))
def test_pipeline_parts_are_the_text(text: str, limit: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "LONGEST", limit)
        spans = list(pipeline.parts(text))
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(before[1] == after[0] for before, after in pairwise(spans))
    assert all(0 < end - start <= limit for start, end in spans if text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Раз. Два.\n\nТри. Четыре. Пять.", ["Раз. Два.\n\n", "Три. Четыре. ", "Пять."]),
        ("Раз. Два. Три. Четыре. Пять.", ["Раз. Два. Три. ", "Четыре. Пять."]),
        ("а" * 35, ["а" * 15, "а" * 15, "а" * 5]),
        ("Раз.", ["Раз."]),
        ("", [""]),
    ],
)
def test_pipeline_parts_end_with_paragraphs_or_sentences(text: str, expected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "LONGEST", 15)
    assert [text[start:end] for start, end in pipeline.parts(text)] == expected


@pytest.mark.usefixtures("short")
def test_pipeline_reads_a_long_text_as_its_parts(extractor: Extractor) -> None:
    found = extractor.document(TEXT, doc_id="long", published="2022-01-01")
    spans = list(pipeline.parts(TEXT))
    assert len(spans) == 3
    each = [(start, extractor.document(TEXT[start:end], doc_id="long", published="2022-01-01")) for start, end in spans]
    told = [shifted(event, start) for start, part in each for event in part.events]
    assert [event.event_id for event in found.events] == [f"long#{number}" for number in range(1, len(told) + 1)]
    assert [(e.label, e.date, e.start, e.end, e.evidence) for e in found.events] == [
        (e.label, e.date, e.start, e.end, e.evidence) for e in told
    ]
    assert found.mentions == [shifted(mention, start) for start, part in each for mention in part.mentions]
    assert extractor.events(TEXT, doc_id="long", published="2022-01-01") == found.events
    assert extractor.mentions(TEXT, published="2022-01-01") == found.mentions
    assert all(TEXT[start:end] == quote for quote, start, end in grounded([*found.events, *found.mentions]))


@pytest.mark.usefixtures("short")
def test_pipeline_hands_the_last_date_on(extractor: Extractor) -> None:
    text = f"{'Ничего не случилось. ' * 12}Орлов прибыл в Рим 5 мая 2021 года.\n\nНа следующий день он встретился с Лисовым."
    assert len(list(pipeline.parts(text))) == 2
    assert [event.date and event.date.value for event in extractor.events(text)] == ["2021-05-05", "2021-05-06"]
    assert [m.value for m in extractor.mentions(text) if m.kind == "time"] == ["2021-05-05", "2021-05-06"]


@pytest.mark.usefixtures("short")
def test_pipeline_header_and_dateline_of_a_long_text(extractor: Extractor) -> None:
    text = f"КАЗАНЬ, 9 мая. /ТАСС/. Министр прибыл вчера в Рим.\n\n{TEXT}"
    first = extractor.events(text)[0]
    assert (first.published, first.date and first.date.value) == ("2021-05-09", "2021-05-08")
    assert [place.value for place in first.places] == ["Рим"]
    assert extractor.events(f"date 2021-05-09{' ' * 1000}Вчера в Риме прошла встреча.")[0].label == "Встреча — Рим, 8 мая 2021"


def test_pipeline_below_the_limit_reads_the_text_whole(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    before = extractor.document(TEXT)
    monkeypatch.setattr(pipeline, "LONGEST", len(TEXT))
    assert extractor.document(TEXT) == before


PER_CHARACTER, PER_WORD = 1e-4, 8e-4
"""CPU seconds; a word of news is six characters, a sign by itself costs as much."""


@pytest.mark.parametrize(
    ("unit", "words"), [("а", 0), ("\n", 0), ("7", 0), ("Ab", 0), ("\u0301", 0), ("«", 1), ("(", 1), ("т. е. ", 4), ("<!--", 4), ("А-", 2)]
)
def test_pipeline_reads_a_text_of_one_sign_in_bounded_time(extractor: Extractor, unit: str, words: int) -> None:
    times = 8_000 if words else 100_000
    began = process_time()
    extractor.document(unit * (times // len(unit)))
    assert process_time() - began < max(PER_CHARACTER * times, PER_WORD * words * times / len(unit))


@pytest.mark.parametrize("sign", ["\n", "7", "а", " "])
def test_pipeline_reads_ten_parts_without_a_word_between(extractor: Extractor, sign: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    make_doc = extractor.nlp.tokenizer

    def measured(text: str) -> Doc:
        sizes.append(len(text))
        return make_doc(text)

    monkeypatch.setattr(extractor.nlp, "tokenizer", measured)
    began = process_time()
    found = extractor.document(sign * (10 * pipeline.LONGEST))
    assert not found.events
    assert sum(sizes) == 10 * pipeline.LONGEST
    assert max(sizes) <= pipeline.LONGEST
    assert process_time() - began < 10
