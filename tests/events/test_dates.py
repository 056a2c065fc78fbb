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
    mentions = [m for m in extractor.mentions(text, published=published) if m.kind == "time"]
    assert [(m.text, m.value) for m in mentions] == answers


def test_dates_of_a_headline_count_from_the_news(extractor: Extractor) -> None:
    text = "Выборы мэра пройдут 5 октября\n\nВ 2014 году мэра не выбирали. Закон приняли 7 мая."
    dates = Dates(extractor.nlp(text), published="2017-08-21")
    assert [value.edtf for value in dates.resolved().values()] == ["2017-10-05", "2014", "2014-05-07"]
