"""Which year a yearless time takes: the narrative's, or the one that the news makes likelier."""

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
