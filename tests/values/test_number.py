"""Numerals in digits and words, in all cases."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.number import find, parse, roman

_CASES = """
ноль 0
одного 1
двумя 2
трёх 3
восемью 8
сорока 40
пятьюдесятью 50
двадцать четвёртого 24
сто двадцать пять тысяч триста 125300
двести сорок шесть 246
тысяча девятьсот девяносто восьмого 1998
две тысячи третьем 2003
двухтысячный 2000
полтора 3/2
полутора 3/2
шесть с половиной 13/2
обоих 2
четверо 4
троих 3
2,5 тыс. 2500
1.5 млн 1500000
три миллиарда 3000000000
10 000 10000
1 234 567 1234567
24-го 24
90-х 90
5-ти 5
третьей 3
тысячу 1000
десяток 10
два десятка 20
дюжина 12
три сотни 300
четыре с половиной тысячи 4500
""".strip().splitlines()


@pytest.mark.parametrize("line", _CASES)
def test_number_phrases(line: str) -> None:
    phrase, _, value = line.rpartition(" ")
    assert parse(phrase) == Fraction(value)


@pytest.mark.parametrize(("phrase", "ordinal"), [("пять", False), ("пятый", True), ("5-й", True), ("5", False), ("двадцать первых", True)])
def test_number_tells_ordinals(phrase: str, ordinal: bool) -> None:
    assert [match.ordinal for match in find(phrase)] == [ordinal]


def test_number_neighbours_stay_apart() -> None:
    assert [match.value for match in find("пять двадцать")] == [5, 20]


@pytest.mark.parametrize(("word", "value"), [("XIX", 19), ("III", 3), ("ХХ", 20), ("iv", 4), ("мир", None), ("", None)])
def test_number_roman(word: str, value: int | None) -> None:
    assert roman(word) == value


@given(st.text())
def test_number_any_text_is_read_and_sliced(text: str) -> None:
    end = 0
    for match in find(text):
        assert end <= match.start < match.end <= len(text)
        end = match.end
