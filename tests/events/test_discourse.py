"""What a sentence takes over from those before: the year of a time without one, the talks that an outcome belongs to."""

import pytest

from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.extractor import Extractor

BEFORE = "Договор подписали 9 февраля 2007 года."


@pytest.mark.parametrize(
    ("sentence", "edtf"),
    [
        ("Вопрос 3 августа могут поднять депутаты.", "2021-08-03"),
        ("Вопрос 3 августа подняли депутаты.", "2007-08-03"),
    ],
)
def test_discourse_times_of_what_may_come_count_from_the_news(sentence: str, edtf: str, extractor: Extractor) -> None:
    narrative = Narrative(Dates(extractor.nlp(f"{BEFORE} {sentence}"), published="2021-05-12"))
    narrative.read()
    assert [value.edtf for _, value in narrative.times[1].values()] == [edtf]


def test_discourse_outcomes_belong_to_the_talks_just_told(extractor: Extractor) -> None:
    text = "Министры встретились 7 июля в Гамбурге и договорились о прекращении огня. 10 ноября президенты смогли побеседовать в Дананге. "
    rows = extractor.events(text + "Они выступили с заявлением о борьбе с пиратством.", published="2017-12-12")
    assert [(row.type, [topic.value for topic in row.topics]) for row in rows] == [
        ("meeting", ["прекращение огня"]),
        ("meeting", ["борьба с пиратством"]),
    ]
