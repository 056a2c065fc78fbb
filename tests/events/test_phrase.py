"""Where the items of an enumeration end, and what they are in the nominative."""

import pytest

from extract.events import details
from extract.extractor import Extractor
from extract.marks.plain import Doc


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Стороны обсудили поставки зерна, строительство моста и тарифы.", ["поставки зерна", "строительство моста", "тарифы"]),
        ("Речь шла об обмене студентами и о тарифах.", ["обмен студентами", "тарифы"]),
        ("Они говорили о положении в Чили и Перу.", ["положение в Чили и Перу"]),
        ("Главной темой стала торговля лесом.", ["торговля лесом"]),
        ("Министры договорились создать рабочую группу.", ["создание рабочей группы"]),
        ("Переговоры по вопросам рыболовства начались утром.", ["рыболовство"]),
        ("Беседа прошла в тёплой обстановке.", []),
    ],
)
def test_phrase_topics(text: str, topics: list[str], extractor: Extractor) -> None:
    doc = Doc(extractor.nlp(text))
    assert [topic.value for sentence in doc.sents for topic in details.topics(sentence)] == topics
