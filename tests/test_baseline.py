import pytest

from extract import baseline
from extract.record import Article


def article(text: str, published: str | None = None) -> Article:
    return Article(doc_id="a", text=text, published=published, source="a.txt")


def test_baseline_gives_one_meeting_per_paragraph() -> None:
    text = "7 июня 2016 года Владимир Путин приехал в Гамбург.\n\n— Ангела Меркель ждала Путина в Берлине. Меркель ждала долго.\n\n***\n"
    first, second = baseline.events(article(text))
    assert (first.event_id, first.type, first.status, first.trigger.text, first.source) == ("a#1", "meeting", "held", "7", "a.txt")
    assert first.date is not None
    assert first.date.value == "2016-06-07"
    assert [p.value for p in first.participants] == ["Владимир Путин"]
    assert [p.value for p in first.places] == ["Гамбург"]
    assert (second.event_id, second.trigger.text, second.date) == ("a#2", "Ангела", None)
    assert [p.value for p in second.participants] == ["Ангела Меркель", "Путин", "Меркель"]
    for event in (first, second):
        for span in (event.trigger, *event.evidence):
            assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Вчера они встретились.", "2020-03-01", "2020-02-29"),
        ("Вчера они встретились.", "2020-03-01T10:15:00+03:00", "2020-02-29"),
        ("Вчера они встретились.", None, None),
        ("Они встретились 5 мая.", None, None),
        ("Они встретились 5 мая 2019 года.", None, "2019-05-05"),
        ("Они встретились.", "2020-03-01", None),
    ],
)
def test_baseline_date(text: str, published: str | None, expected: str | None) -> None:
    (event,) = baseline.events(article(text, published))
    assert (event.date and event.date.value) == expected


def test_baseline_leaves_the_header_out() -> None:
    text = "date 2025-08-07 Встреча прошла."
    (event,) = baseline.events(Article(doc_id="a", text=text, published="2025-08-07", body=16))
    assert (event.text, event.start, event.trigger.text) == ("Встреча прошла.", 16, "Встреча")


@pytest.mark.parametrize("text", ["", " \n", "***", "\0", "🤝🏽\n\n中国"])
def test_baseline_takes_any_text(text: str) -> None:
    assert all(event.text in text for event in baseline.events(article(text)))
