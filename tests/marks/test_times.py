import pytest
from spacy.tokens import Doc

from extract.extractor import Extractor


def read(extractor: Extractor, text: str, key: str) -> list[tuple[str, str, str]]:
    doc: Doc = extractor.nlp(text)
    return [(span.text, span.kb_id_, span.id_) for span in doc.spans[key]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Беседа шла больше часа.", [("больше часа", ">PT1H", "")]),
        ("Через полтора часа они вышли.", []),
        ("Вместо 40 минут беседа заняла два часа.", [("40 минут", "=PT40M", "вместо"), ("два часа", "=PT2H", "")]),
        ("Встреча прошла 5 мая.", []),
    ],
)
def test_times_durations(extractor: Extractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(extractor, text, "duration") == expected


def test_times_are_values_that_print(extractor: Extractor) -> None:
    from extract.values.time import Time

    (found,) = read(extractor, "Встреча прошла 5 мая 2020 года.", "time")
    assert found[0] == "5 мая 2020 года"
    assert str(Time.parse(found[1])) == found[1]


def test_times_and_durations_do_not_overlap(extractor: Extractor) -> None:
    doc = extractor.nlp("Через два часа, с 5 по 7 мая 2020 года и в течение трёх дней, шли переговоры; за два дня до этого — час.")
    taken = [{*range(span.start, span.end)} for key in ("time", "duration") for span in doc.spans[key]]
    assert sum(map(len, taken)) == len(set().union(*taken))
