"""Durations: sentences with their answers inline, and properties over any text."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.amount import Amount
from extract.values.duration import DurationMatch, find_durations

_CASES = Path(__file__).parents[1] / "cases" / "durations.txt"
_ANSWER = re.compile(r"\[([^\]|]+)\|([~<>]?)(\S+?)(?: lead:([^\]]+))?\]")
_LINES = [line for line in _CASES.read_text(encoding="utf8").splitlines() if line and not line.startswith("#")]
_WORDS = [
    "два",
    "часа",
    "полтора",
    "минут",
    "не",
    "более",
    "около",
    "45",
    "-",
    "минутный",
    "двухдневный",
    "неделю",
    "лет",
    "в",
    "до",
    "за",
    "с",
    "половиной",
    "лишним",
    ",",
    "и",
    "полгода",
    "сутки",
    "назад",
]


def _shown(text: str, match: DurationMatch) -> tuple[str, str, str, str]:
    return text[match.start : match.end], match.value, match.bound, match.lead


@pytest.mark.parametrize("line", _LINES)
def test_duration_sentences(line: str) -> None:
    text = _ANSWER.sub(r"\1", line)
    answers = [(m[1], m[3], m[2] or "=", m[4] or "") for m in _ANSWER.finditer(line)]
    assert [_shown(text, match) for match in find_durations(text)] == answers


@given(st.text() | st.lists(st.sampled_from(_WORDS)).map(" ".join), st.booleans(), st.booleans())
def test_duration_any_text_is_read_and_sliced(text: str, bare: bool, vague: bool) -> None:
    end = 0
    for match in find_durations(text, bare=bare, vague=vague):
        assert end <= match.start < match.end <= len(text)
        assert str(Amount.parse(match.value)) == match.value
        end = match.end


def test_duration_of_unknown_number_is_an_option() -> None:
    text = "Спор длился несколько дней"
    assert find_durations(text) == []
    assert [_shown(text, m) for m in find_durations(text, vague=True)] == [("несколько дней", "PXD", "~", "")]


def test_duration_of_a_bare_unit_is_an_option() -> None:
    assert find_durations("минута") == []
    assert [m.value for m in find_durations("минута", bare=True)] == ["PT1M"]
