"""Statuses by cue and tense."""

import pytest

from extract.extractor import Extractor


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Переговоры прошли 5 мая 2016 года в Осло.", "held"),
        ("Переговоры пройдут 5 мая 2016 года в Осло.", "planned"),
        ("Переговоры намечены на 5 мая 2016 года.", "planned"),
        ("Запланированные на 5 мая 2016 года переговоры сорвались.", "cancelled"),
        ("От поездки в Осло 5 мая 2016 года премьер Нильс Берг отказался.", "cancelled"),
        ("Поездку в Осло, намеченную на 5 мая 2016 года, премьер Нильс Берг отложил.", "postponed"),
        ("5 мая 2016 года премьер Нильс Берг перенёс операцию.", "held"),
        ("Центробанк 5 мая 2016 года отозвал лицензию у банка «Альтаир».", "held"),
        ("Полиция 5 мая 2016 года предотвратила теракт в Осло.", "cancelled"),
        ("Газета написала, будто 5 мая 2016 года Нильс Берг встретился с Яном Новаком.", "denied"),
    ],
)
def test_status_of_first_event(text: str, status: str, extractor: Extractor) -> None:
    assert extractor.events(text)[0].status == status


@pytest.mark.parametrize("text", ["Нильс Берг не подписал договор.", "Если договор подпишут, порт откроют.", "Стороны могли бы сойтись."])
def test_status_of_what_did_not_happen(text: str, extractor: Extractor) -> None:
    assert extractor.events(text) == []
