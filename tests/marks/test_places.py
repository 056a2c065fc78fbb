import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.extractor import Extractor
from extract.marks.places import place_of
from extract.record import Mention

CASES = Path(__file__).parents[1] / "cases" / "places.txt"
MARK = re.compile(r"\[([^|\]]+)\|([^\]]+) ([A-Z]{2}|-) (\d+|-)\]")
FAILING = "! "
"""Begins a sentence that is read wrongly for now."""


def sentences() -> Iterator[object]:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            failing = line.startswith(FAILING)
            yield pytest.param(line.removeprefix(FAILING), marks=[pytest.mark.xfail(strict=True)] if failing else [])


def marked(text: str, mentions: list[Mention]) -> str:
    """The text with its places inline."""
    for m in sorted(mentions, key=lambda m: -m.start):
        if m.kind == "place":
            text = f"{text[: m.start]}[{m.text}|{m.value} {m.country or '-'} {m.geonames_id or '-'}]{text[m.end :]}"
    return text


@pytest.mark.parametrize("case", [*sentences()])
def test_places_of_sentences(extractor: Extractor, case: str) -> None:
    text = MARK.sub(r"\1", case)
    assert marked(text, extractor.mentions(text)) == case


def test_places_doubt_is_told(extractor: Extractor) -> None:
    (found,) = extractor.mentions("В Берёзовском прошёл митинг.")
    assert (found.place_kind, found.geonames_id, found.alternatives) == ("city", 1510205, (1510203,))


def test_places_the_table_lacks_have_the_country_of_what_contains_them(extractor: Extractor) -> None:
    found = next(m for m in extractor.mentions("Дом сдали в селе Мухосранское (Армения).") if m.text == "Мухосранское")
    assert (found.country, found.lat, found.geonames_id) == ("AM", None, None)


def test_places_have_one_name_where_the_text_has_the_usual_one(extractor: Extractor) -> None:
    text = "В Петербурге прошёл марш. Санкт-Петербург ждал гостей из РФ. Дагестан не ждал, в Республике Дагестан шёл дождь."
    found = [m.value for m in extractor.mentions(text) if m.kind == "place"]
    assert found == ["Санкт-Петербург", "Санкт-Петербург", "РФ", "Дагестан", "Республика Дагестан"]


def test_places_survive_bytes(extractor: Extractor) -> None:
    doc = extractor.nlp("Встреча прошла в Казани.")
    read = type(doc)(extractor.nlp.vocab).from_bytes(doc.to_bytes())
    place = place_of(read.spans["place"][0])
    assert place
    assert place.geonames_id == 551487


@pytest.mark.parametrize(
    "text", ["В " + " ".join(["Большом"] * 14) + " прошла встреча.", "В ПАРИЖЕ", "в париже", "В Па\u00adри\u00a0же", "Mоcква " * 9]
)
def test_places_of_odd_text_raise_nothing(extractor: Extractor, text: str) -> None:
    assert all(text[m.start : m.end] == m.text for m in extractor.mentions(text))
