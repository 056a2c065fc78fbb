import sys
from types import ModuleType

import pytest

import extract
from builders import event
from extract.display import Document, EventList, show
from extract.record import Article, Mention

TEXT = "Встреча <b>прошла</b> в Казани."


def document() -> Document:
    mentions = [
        Mention(kind="organisation", text="Встреча <b>прошла", start=0, end=17, value="x"),
        Mention(kind="place", text="Казани", start=24, end=30, value="Казань"),
    ]
    return Document(Article(doc_id="a", text=TEXT), EventList([event(TEXT, "Встреча")]), mentions)


def test_display_events_are_a_table() -> None:
    html = extract.events("Иван Орлов прибыл с визитом в Казань 5 мая 2022 года.")._repr_html_()
    assert html.count("<tr>") == 2
    for shown in ("2022-05-05", "Visit", "held", "Казань", "Иван Орлов", "title='5 мая 2022 года'"):
        assert shown in html


def test_display_without_events_is_a_table_of_no_rows() -> None:
    assert EventList()._repr_html_().count("<tr>") == 1


def test_display_document_marks_its_text_and_escapes_it() -> None:
    html = document()._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "Казани" in html
    assert "place" in html


def test_display_marks_never_overlap() -> None:
    html = document()._repr_html_()
    assert html.count("<mark") == 2
    assert "organisation" not in html


def test_display_document_has_what_events_and_mentions_find() -> None:
    text = "Вчера Иван Орлов прибыл с визитом в Казань."
    found = extract.document(text, published="2022-06-09")
    assert list(found.events) == extract.events(text, published="2022-06-09")
    assert found.mentions == extract.mentions(text, published="2022-06-09")


def test_display_shows_lines_outside_notebooks(capsys: pytest.CaptureFixture[str]) -> None:
    extract.show("Иван Орлов прибыл с визитом в Казань 5 мая 2022 года.")
    assert capsys.readouterr().out == "Визит: Иван Орлов — Казань, 5 мая 2022\n"


def test_display_shows_the_document_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    notebook = ModuleType("IPython.display")
    notebook.display = shown.append  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    monkeypatch.setitem(sys.modules, "IPython.display", notebook)
    show(document())
    assert shown == [document()]
