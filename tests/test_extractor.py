import pickle
import subprocess
import sys

import pandas as pd
import pytest
from fuzz.extractor import grounded
from hypothesis import example, given, settings
from spacy.language import Language
from spacy.tokens import Doc

import extract
from builders import TEXTS
from extract.extractor import Extractor
from extract.record import Event
from extract.table import COLUMNS

CHRONICLE = (
    "Первая встреча Владимира Путина и Си Цзиньпина прошла 22 марта 2013 года в Москве. Вместо запланированного часа она длилась "
    "больше двух часов. Лидеры обсудили поставки газа.\n\n"
    "5 июня 2019 года в Москве президенты встретились на полях форума. Визит в Пекин отменили 30 января 2020 года."
)


@settings(max_examples=120, deadline=None)
@given(TEXTS)
@example("")
@example(CHRONICLE)
@example(CHRONICLE.replace("встреч", "встре\u00adч").replace(" ", "\u00a0"))
@example(CHRONICLE.replace("\n", "\r\n").replace("и", "и\u0306"))
@example("<p>" + CHRONICLE.replace("\n\n", "</p><p>").replace(" ", "&nbsp;"))
@example("date 2025-02-31 " + CHRONICLE)
def test_extractor_takes_any_text(extractor: Extractor, text: str) -> None:
    events, mentions = extractor.events(text, published="2020-02-29"), extractor.mentions(text)
    for quote, start, end in grounded([*events, *mentions]):
        assert text[start:end] == quote != ""
    assert [event.event_id for event in events] == [f"text#{number}" for number in range(1, len(events) + 1)]
    assert extractor.events(text, published="2020-02-29") == events
    assert extractor.mentions(text) == mentions


def test_extractor_reads_a_chronicle(extractor: Extractor) -> None:
    events = extractor.events(CHRONICLE, doc_id="moscow", source="notes")
    first = events[0]
    assert (first.event_id, first.doc_id, first.source, first.type, first.status) == ("moscow#1", "moscow", "notes", "meeting", "held")
    assert first.date is not None
    assert first.date.value == "2013-03-22"
    assert [place.value for place in first.places] == ["Москва"]
    assert [participant.value for participant in first.participants] == ["Владимир Путин", "Си Цзиньпин"]
    assert (events[-1].type, events[-1].status) == ("visit", "cancelled")


def test_extractor_ignores_what_came_before(extractor: Extractor) -> None:
    before = extractor.events(CHRONICLE)
    extractor.events("Иван Петров приехал в Рим 5 мая 1999 года.")
    assert extractor.events(CHRONICLE) == before == extract.load().events(CHRONICLE)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Вчера в Риме прошла встреча.", None, None),
        ("Вчера в Риме прошла встреча.", "2020-03-01", "2020-02-29"),
        ("Вчера в Риме прошла встреча.", "2020-03-01T10:15:00", "2020-02-29"),
        ("date 2020-03-01 Вчера в Риме прошла встреча.", None, "2020-02-29"),
        ("РИМ, 1 марта 2020. /ТАСС/. Вчера в Риме прошла встреча.", None, "2020-02-29"),
        ("date 2020-03-01 Вчера в Риме прошла встреча.", "2021-03-01", "2021-02-28"),
    ],
)
def test_extractor_publication_date(extractor: Extractor, text: str, published: str | None, expected: str | None) -> None:
    (event,) = extractor.events(text, published=published)
    assert (event.date and event.date.value) == expected


def test_extractor_refuses_what_is_no_date_and_no_text(extractor: Extractor) -> None:
    with pytest.raises(ValueError, match="is no ISO date"):
        extractor.events("Встреча прошла в Риме.", published="вчера")
    with pytest.raises(ValueError, match="half a surrogate pair at 2"):
        extractor.mentions("a \ud800")


# Tables


@pytest.fixture
def documents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "doc_id": ["a", "b", "c"],
            "text": [CHRONICLE, "Вчера в Риме прошла встреча.", "Ничего не случилось."],
            "published": [None, "2020-03-01", None],
            "source": ["https://e.org/a", None, None],
            "rubric": ["x", "y", "z"],
        }
    )


def test_extractor_frame(extractor: Extractor, documents: pd.DataFrame) -> None:
    found = extractor.frame(documents)
    events: list[Event] = [
        *extractor.events(CHRONICLE, doc_id="a", source="https://e.org/a"),
        *extractor.events("Вчера в Риме прошла встреча.", doc_id="b", published="2020-03-01"),
    ]
    assert list(found["event_id"]) == [event.event_id for event in events]
    assert list(found["label"]) == [event.label for event in events]
    assert list(found["start"]) == [event.start for event in events]


def test_extractor_frame_is_pure(extractor: Extractor, documents: pd.DataFrame) -> None:
    before = documents.copy(deep=True)
    first = extractor.frame(documents)
    pd.testing.assert_frame_equal(documents, before)
    pd.testing.assert_frame_equal(extractor.frame(documents), first)
    parts = pd.concat([extractor.frame(documents.iloc[[row]]) for row in range(3)], ignore_index=True)
    pd.testing.assert_frame_equal(parts, first)


@pytest.mark.parametrize("texts", [[], ["Ничего не случилось."]])
def test_extractor_frame_without_events(extractor: Extractor, texts: list[str]) -> None:
    found = extractor.frame(pd.DataFrame({"text": pd.Series(texts, dtype="string")}))
    assert list(found.columns) == [column.name for column in COLUMNS]
    assert found.empty


def test_extractor_frame_warns_of_a_row_it_cannot_read(extractor: Extractor, documents: pd.DataFrame) -> None:
    documents.loc[0, "text"] = None
    with pytest.warns(UserWarning, match="^table:1: text is empty$") as warned:
        found = extractor.frame(documents)
    assert list(found["doc_id"]) == ["b"]
    assert warned[0].filename == __file__


def test_extractor_frame_needs_a_text(extractor: Extractor) -> None:
    with pytest.raises(ValueError, match="no column “text”"):
        extractor.frame(pd.DataFrame({"body": ["Раз"]}))


# spaCy


def test_extractor_is_a_spacy_pipeline(extractor: Extractor) -> None:
    assert isinstance(extractor.nlp, Language)
    doc = extractor.nlp(CHRONICLE)
    assert {"time", "duration", "place", "person", "trigger"} <= set(doc.spans)
    assert all(span.label_ for spans in doc.spans.values() for span in spans)


def test_extractor_spans_survive_serialisation(extractor: Extractor) -> None:
    doc = extractor.nlp(CHRONICLE)
    copy = Doc(extractor.nlp.vocab).from_bytes(doc.to_bytes())
    assert copy.text == CHRONICLE
    for key, spans in doc.spans.items():
        assert [(s.start, s.end, s.label_, s.kb_id_) for s in copy.spans[key]] == [(s.start, s.end, s.label_, s.kb_id_) for s in spans]


def test_extractor_pipeline_has_sound_components(extractor: Extractor) -> None:
    assert not any((extractor.nlp.analyze_pipes() or {})["problems"].values())


# The module


def test_extract_module_uses_one_extractor(extractor: Extractor) -> None:
    assert extract.events(CHRONICLE) == extractor.events(CHRONICLE)
    assert extract.mentions(CHRONICLE, published="2020-02-29") == extractor.mentions(CHRONICLE, published="2020-02-29")
    pd.testing.assert_frame_equal(extract.frame(pd.DataFrame({"text": [CHRONICLE]})), extractor.frame(pd.DataFrame({"text": [CHRONICLE]})))
    assert extract.load() is not extract.load()


def test_extract_imports_nothing_heavy() -> None:
    code = "import sys, extract, extract.cli; print(*{'numpy', 'pandas', 'pymorphy3', 'scipy', 'spacy', 'tqdm'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_extractor_package_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(extract)) is extract
