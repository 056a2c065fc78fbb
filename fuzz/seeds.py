"""What fuzzing begins with: texts and files that the program reads or that break programs."""

import gzip
import json
from collections.abc import Iterator
from io import BytesIO

NEWS = (
    "МОСКВА, 9 августа. /ТАСС/. Президент Иван Орлов встретился с Павлом Лисовым 8 июня 2022 года в Казани.\n\n"
    "Вместо трёх часов переговоры длились более четырёх часов. Накануне они говорили по телефону.",
    "date 2025-08-07\nВчера министр подписал в Самаре соглашение о поставках газа; визит 12–14 мая отменили.",
    "<p>Концерн «Завод «Нордстар» (далее — «ЗН»)» &nbsp;купил&nbsp;банк.</p><!-- реклама --> 31 февраля",
    "Встре\u00adча Орло\u0301ва и\u0306 Лисова про\u200bшла\u00a05\u00a0мая\r\n\r\n🤝🏽 🇷🇺 в Mоскве (Tokyo, 東京)",
    "«Он сказал: «Она сказала: «Нет»», — заявил (см. (выше [тут]))» в 10:15–11:45 20.05.2019",
    "т. е. и т. д. и т. п. г. Москва, ул. Мира, д. 5, 2018 г. н. э. до н. э. в т. ч. ",
    "в ночь с 3 на 4 мая; с 1990-х по 2014/15 год; через три с половиной недели; в первой половине XX века",
    "Суд приговорил Петрова к 7 годам. Землетрясение магнитудой 6,5 произошло 5 мая в 03:15 мск. Погибли 12 человек.",
    "- Орлов прибыл в Рим\n- Лисов уехал\n• саммит G20 отложен на неопределённый срок\n",
)
UNITS = ["встреча ", "5 мая ", "«", "(", "т. е. ", "1", ".", "! ", "\n", "́", "Орлов и ", "А-", "в Риме, ", "двадцать ", "с 5 по ", "&amp;"]
"""What stands thousands of times in some texts."""


def texts() -> Iterator[bytes]:
    """Texts in UTF-8."""
    for text in (*NEWS, *(unit * (3000 // len(unit)) for unit in UNITS), "9" * 10_000, "а" * 10_000):
        yield text.encode()


def files() -> Iterator[bytes]:
    """Files, each behind a byte that names its kind (`fuzz.reading`)."""
    for text in NEWS:
        for encoding in ("utf-8", "utf-16", "cp1251", "koi8_r"):
            yield b"\0" + text.encode(encoding, "ignore")
        line = json.dumps({"text": text, "id": 7, "date": "2020-05-05", "title": None}, ensure_ascii=False)
        yield b"\1" + f"{line}\n{line}".encode()
        yield b"\2" + gzip.compress(line.encode())
        yield b"\3" + ("text;published\n" + f'"{text.replace(chr(34), chr(34) * 2)}";2020-05-05\n').encode("cp1251", "ignore")
    yield b"\4" + _parquet()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = BytesIO()
    pq.write_table(pa.table({"text": list(NEWS), "published": ["2020-05-05"] * len(NEWS)}), file)
    return file.getvalue()
