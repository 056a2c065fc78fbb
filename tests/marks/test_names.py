import pytest

from extract.extractor import Extractor


def read(extractor: Extractor, text: str) -> list[str]:
    doc = extractor.nlp(text)
    spans = sorted((span for key in ("person", "place", "organisation") for span in doc.spans[key]), key=lambda span: span.start)
    return [f"{span.label_}: {span.kb_id_}" for span in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("При участии Федерики Бонини начали диалог.", ["person: Федерика Бонини"]),
        ("Он встретил Ангелу Меркель в Берлине.", ["person: Ангела Меркель", "place: Берлин"]),
        ("Ангела Меркель уехала. Меркель ждут в Бонне.", ["person: Ангела Меркель", "person: Ангела Меркель", "place: Бонн"]),
        ("Супругу Марии Фёдоровне подарили яйцо.", ["person: Мария Фёдоровна"]),
        ("Заражённым, как показали анализы, оказался и ряд других пациентов.", []),
        ("Там гражданин России ждал переговоров с Евросоюзом.", ["place: Россия", "organisation: Евросоюз"]),
        ("Решение принял верховный суд Пакистана.", ["organisation: верховный суд Пакистана", "place: Пакистан"]),
        ("По данным Института имени Роберта Коха, больных стало меньше.", ["organisation: Институт имени Роберта Коха"]),
        ("Они ничего не подписали.", []),
        ("", []),
        ("Мер\u00adкель прибыла в Па\u0301риж.", ["person: Меркель", "place: Париж"]),
    ],
)
def test_names(extractor: Extractor, text: str, expected: list[str]) -> None:
    assert read(extractor, text) == expected


def test_names_are_entities(extractor: Extractor) -> None:
    doc = extractor.nlp("Ангела Меркель прибыла в Париж.")
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Ангела Меркель", "person"), ("Париж", "place")]
    assert [token.ent_type_ for token in doc] == ["person", "person", "", "", "place", ""]
