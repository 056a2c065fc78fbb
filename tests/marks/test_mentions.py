import re
from itertools import groupby
from pathlib import Path

import pytest

from extract.extractor import Extractor
from extract.record import Mention

MARK = re.compile(r"\[([^|\]]+)\|(\w+) ([^\]]+)\]")
CASES = [
    line
    for line in (Path(__file__).parents[1] / "cases" / "marks.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def marked(text: str, mentions: list[Mention]) -> str:
    """The text with its mentions inline."""
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        note = f"[{mention.text}|{mention.kind} {mention.bound or ''}{mention.value}]"
        text = text[: mention.start] + note + text[mention.end :]
    return text


@pytest.mark.parametrize("case", CASES)
def test_mentions(extractor: Extractor, case: str) -> None:
    text = MARK.sub(r"\1", case)
    assert marked(text, extractor.mentions(text)) == case


def test_mentions_cases_hold_every_kind() -> None:
    assert {kind for case in CASES for _, kind, _ in MARK.findall(case)} == {"time", "duration", "place", "person", "organisation"}


def test_mentions_of_a_time_say_what_it_spans(extractor: Extractor) -> None:
    (found,) = (m for m in extractor.mentions("Вчера президенты встретились.", published="2020-03-01") if m.kind == "time")
    assert (found.value, found.earliest, found.latest, found.grain) == ("2020-02-29", "2020-02-29", "2020-02-29", "day")
    assert (found.anchor, found.first, found.last) == ("published", "2020-02-29T00:00:00", "2020-02-29T23:59:59")


def test_mentions_leave_the_header_out(extractor: Extractor) -> None:
    text = "date 2025-08-07 Встреча прошла 7 июня 2016 года."
    assert [mention.text for mention in extractor.mentions(text)] == ["7 июня 2016 года"]


def test_mentions_are_in_text_order(extractor: Extractor) -> None:
    text = "В Москве 5 мая 2020 года Иван Петров три часа говорил с послом. В Риме 6 мая он был дольше часа."
    starts = [mention.start for mention in extractor.mentions(text)]
    assert starts == sorted(starts)
    assert len(list(groupby(starts))) == len(starts)
