"""Where the items of an enumeration end, and what they are in the nominative."""

import pytest

from extract.events import details
from extract.events.phrase import phrases
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
        ("Делегации беседовали о трёх спорных островах.", ["три спорных острова"]),
        ("Министры договорились выплатить компенсации.", ["выплата компенсаций"]),
        ("Дума приняла закон о тарифах во втором чтении.", ["тарифы"]),
        ("Дума примет закон о помощи соседям на следующей неделе.", ["помощь соседям"]),
        ("Беседа прошла в тёплой обстановке.", []),
    ],
)
def test_phrase_topics(text: str, topics: list[str], extractor: Extractor) -> None:
    doc = Doc(extractor.nlp(text))
    assert [topic.value for sentence in doc.sents for topic in details.topics(sentence)] == topics


def test_phrase_full_and_bare(extractor: Extractor) -> None:
    doc = Doc(extractor.nlp("Суд отклонил новую жалобу компании на решение министерства."))
    (noun,) = [token for token in doc if token.lemma_ == "жалоба"]
    assert [span.text for span in phrases(noun)] == ["новую жалобу компании на решение министерства", "новую жалобу компании"]
