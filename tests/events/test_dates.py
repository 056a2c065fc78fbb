"""When the times of a document are: by the tense of the clause, the dates told before and the paragraphs; mentions and events agree."""

import re
from pathlib import Path
from typing import Any

import pytest

from extract.events.dates import Dates
from extract.extractor import Extractor

WRITTEN = re.compile(r"\[([^|\]]+)\|([^\]]+)\]")


def cases() -> list[Any]:
    """The texts of `cases/dates.txt`: publication, text, and the times with their EDTF."""
    found, published = [], ""
    lines = Path(__file__).parent.parent.joinpath("cases", "dates.txt").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        if line.startswith("= "):
            published = line[2:]
        elif line and not line.startswith("#"):
            text = WRITTEN.sub(r"\1", line).replace("¶", "\n\n")
            found.append(pytest.param(published, text, WRITTEN.findall(line), id=f"line {number}"))
    return found


@pytest.mark.parametrize(("published", "text", "answers"), cases())
def test_dates_of_a_document(published: str, text: str, answers: list[tuple[str, str]], extractor: Extractor) -> None:
    mentions = [m for m in extractor.mentions(text, published=None if published == "unknown" else published) if m.kind == "time"]
    assert [(m.text, m.value) for m in mentions] == answers


def test_dates_of_a_headline_count_from_the_news(extractor: Extractor) -> None:
    text = "Выборы мэра пройдут 5 октября\n\nВ 2014 году мэра не выбирали. Закон приняли 7 мая."
    dates = Dates(extractor.nlp(text), published="2017-08-21")
    assert [value.edtf for value in dates.resolved().values()] == ["2017-10-05", "2014", "2014-05-07"]


def test_dates_of_news_without_a_date_are_near_the_first_full_one(extractor: Extractor) -> None:
    text = "Орлова задержали 5 мая 2023 года.\n\nБанк он открыл 3 марта 2015 года. Деньги пропали 1 апреля.\n\nСуд начнётся 7 июня."
    values = Dates(extractor.nlp(text), published=None).resolved().values()
    assert [(value.edtf, value.anchor) for value in values] == [
        ("2023-05-05", "text"),
        ("2015-03-03", "text"),
        ("2015-04-01", "previous"),
        ("2023-06-07", "previous"),
    ]
