"""Times: sentences with their answers inline, properties over any text, and agreement with dateparser on full dates."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values import foreign_dates
from extract.values.amount import Amount
from extract.values.edtf import span
from extract.values.expression import (
    Adjective,
    Bound,
    Calendar,
    Edition,
    Every,
    Interval,
    Moment,
    Near,
    Nth,
    Offset,
    Part,
    Previous,
    Time,
    Vague,
    Window,
    Within,
)
from extract.values.time import Conventions, Resolved, find, resolve

_CASES = Path(__file__).parents[1] / "cases" / "times.txt"
_ANSWER = re.compile(r"\[([^\]|]+)\|([^\]]+)\]")
_MONTHS = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]
_WORDS = [
    "в",
    "на",
    "с",
    "до",
    "по",
    "5",
    "31",
    "2018",
    "мая",
    "марта",
    "году",
    "года",
    "вчера",
    "среду",
    "неделю",
    "назад",
    "через",
    "два",
    "14:30",
    "конце",
    "начале",
    "прошлой",
    "следующий",
    "день",
    "15.07",
    "-",
    ",",
    ".",
    "час",
    "ночь",
    "16-го",
    "на",
    "24-е",
    "другой",
    "день",
    "последний",
    "визита",
    "ноябрьский",
    "субботний",
    "шесть",
    "часов",
    "накануне",
    "ровно",
    "год",
    "первые",
    "месяца",
    "каждого",
    "числа",
    "XIX",
    "XX",
    "веке",
    "сезоне",
    "Победы",
    "90-х",
    "70",
    "премия",
    "сутки",
    "минут",
    "седьмого",
    "ноль",
    "самом",
    "канун",
    "нового",
    "половине",
    "четверть",
    "без",
    "32",
    "0",
    "9999",
    "31.06",
    "25:70",
    "каждый",
    "перед",
    "между",
    "рубеже",
    "и",
    "настоящее",
    "время",
    "прошлогодней",
    "весной",
]


class Sentence(NamedTuple):
    line: int
    text: str
    answers: list[tuple[str, str]]
    published: date | None
    tense: Literal["past", "future"] | None
    anchor: Resolved | None
    chain: bool


def _sentences() -> Iterator[Sentence]:
    published, tense, anchor, chain = None, None, None, False
    for number, line in enumerate(_CASES.read_text(encoding="utf8").splitlines(), 1):
        if line.startswith("= "):
            words = line[2:].split()
            published = None if words[0] == "unknown" else date.fromisoformat(words[0])
            tense = next((t for t in ("past", "future") if t in words), None)
            anchor = _day(words[words.index("anchor") + 1]) if "anchor" in words else None
            chain = "chain" in words
        elif line and not line.startswith("#"):
            answers = [(m[1], m[2]) for m in _ANSWER.finditer(line)]
            yield Sentence(number, _ANSWER.sub(r"\1", line), answers, published, tense, anchor, chain)


def _day(iso: str) -> Resolved | None:
    day = date.fromisoformat(iso)
    return resolve(Calendar(year=day.year, month=day.month, day=day.day), reference=None)


@pytest.mark.parametrize("case", list(_sentences()), ids=lambda case: f"line {case.line}")
def test_time_sentences(case: Sentence) -> None:
    found, anchor = [], case.anchor
    for match in find(case.text):
        when = resolve(match.value, reference=case.published, anchor=anchor, tense=case.tense)
        anchor = when if case.chain and when and when.edtf else anchor
        shown = "set" if isinstance(match.value, Every) else "?" if when is None else f"{when.edtf} {when.time or ''}".strip()
        found.append((case.text[match.start : match.end], shown))
    assert found == case.answers


@given(st.text() | st.lists(st.sampled_from(_WORDS)).map(" ".join))
def test_time_any_text_is_read_and_sliced(text: str) -> None:
    end = 0
    for match in find(text):
        assert end <= match.start < match.end <= len(text)
        assert Time.parse(str(match.value)) == match.value
        resolve(match.value, reference=datetime(2024, 3, 5, 12), tense="past")
        resolve(match.value, reference=None)
        resolve(match.value, reference=None, anchor=_day("2020-02-29"), tense="future")
        end = match.end


@given(st.dates(), st.lists(st.sampled_from(_WORDS), min_size=1).map(" ".join), st.sampled_from(["past", "future", None]))
def test_time_resolved_days_are_those_of_the_edtf(published: date, text: str, tense: Literal["past", "future"] | None) -> None:
    for match in find(text):
        when = resolve(match.value, reference=published, tense=tense)
        if when is not None:
            assert (when.earliest, when.latest) == span(when.edtf)
            assert when.earliest is None or when.latest is None or when.earliest <= when.latest


@pytest.mark.parametrize(
    "value",
    [
        Calendar(year=2018, month=7, day=16, weekday=1),
        Within(inner=Calendar(weekday=2), outer=Near(unit="week", offset=-1)),
        Moment(day=Near(unit="day"), hour=14, minute=30, zone="мск"),
        Interval(start=Calendar(day=5), end=Calendar(month=5, day=7)),
        Bound(side="until", of=Part(edge="end", of=Near(unit="year", origin="context"))),
        Offset(amount="P2D", forward=False, base=Calendar(month=5, day=9), working=True),
        Offset(amount="P3Y", forward=True, origin="context", exact=True),
        Nth(n=-1, of=Previous()),
        Window(amount="P3M", forward=True, base=Calendar(year=2023)),
        Vague(side="past"),
        Edition(year=2018),
        Adjective(of=Calendar(month=11)),
        Every(of=Calendar(weekday=3)),
    ],
)
def test_time_prints_and_parses_to_itself(value: Time) -> None:
    assert Time.parse(str(value)) == value


@pytest.mark.parametrize(
    "text", ["", "5", "Calendar(5)", "open('x')", "Near(unit='day', bad=1)", "Calendar(month=__import__('os'))", "(" * 500]
)
def test_time_parse_refuses_what_no_value_prints(text: str) -> None:
    with pytest.raises(ValueError, match="no time value"):
        Time.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "31 февраля 2019",
        "13.13.2013",
        "25:70",
        "24:01",
        "в 12:60",
        "в 99:99",
        "в 25 часов",
        "в 12 часов 99 минут",
        "в 0 году",
        "0 год",
        "год 0",
        "00.00.0000",
        "01.01.0000",
        "0000-01-01",
        "1 января 0 года",
        "май 0000",
        "зима 0 года",
        "весной 10000 года",
        "5 мая 20200 года",
        "в 12345 году",
        "в 10000-х",
        "в 1995-х",
        "29 февраля 2019 года",
        "29.02.1900",
        "31 сентября",
        "32 мая",
        "0 мая",
        "5.5 мая",
        "32.05.2020",
        "2020-13-01",
        "2020-02-31",
        "с 31 февраля по 2 марта",
        "с 28 по 31 июня",
        "в ночь на 31 февраля",
        "в ночь с 30 на 31 февраля",
        "утром 31 июня",
        "31 июня в 10:00",
        "в среду, 31 июня",
        "до 31 июня",
        "к 31 июня",
        "не позднее 31 июня",
        "через неделю после 31 июня",
        "01.02.03.04",
        "10:10:10:10",
        "5-5-5-5",
        "5/5/5/5",
        "2020 2021 2022",
        "2020-2021-2022",
        "полтринадцатого",
        "половина тринадцатого",
        "в нулевом часу",
        "в двадцать пятом часу",
        "без 70 минут пять",
        "без четверти 25",
        "миллиард лет назад",
        "999999999999999999999 дней назад",
        "32-го",
        "0-го",
        "V квартал",
        "в L веке",
    ],
)
def test_time_impossible_dates_are_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "5-й квартал 2020 года",
        "в седьмую неделю мая",
        "в шестой понедельник мая",
        "31 числа прошлого месяца",
        "с 2020 по 2010 год",
        "между 2020 и 2010 годами",
        "с 5 по 2 мая 2020 года",
        "первые тринадцать месяцев 2023 года",
        "последние 40 дней мая",
    ],
)
def test_time_what_no_calendar_has_is_not_resolved(text: str) -> None:
    assert [resolve(m.value, reference=date(2024, 3, 5)) for m in find(text)] == [None]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("tense", ["past", "future", None])
def test_time_at_the_ends_of_the_calendar_raises_nothing(day: date, tense: Literal["past", "future"] | None) -> None:
    for case in _sentences():
        for match in find(case.text):
            when = resolve(match.value, reference=day, tense=tense)
            assert when is None or (when.earliest, when.latest) == span(when.edtf)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в начале конца мая", ["2024-05-21/2024-05-31"]),
        ("с с 5 мая", ["2024-05-05/.."]),
        ("до до до 5 мая", ["../2024-05-05"]),
        ("5 5 мая мая", ["2024-05-05", "2024-05"]),
        ("5 мая 6 июня 2020 года 2021 года", ["2024-05-05", "2020-06-06", "2021"]),
        ("через год после через год после 9 мая", [None, "2025"]),
        ("вчера сегодня завтра", ["2024-03-04", "2024-03-05", "2024-03-06"]),
    ],
)
def test_time_nested_and_overlapping_phrases(text: str, expected: list[str | None]) -> None:
    whens = [resolve(match.value, reference=date(2024, 3, 5)) for match in find(text)]
    assert [when and when.edtf for when in whens] == expected


@pytest.mark.parametrize(
    "text",
    [
        "через миллион лет",
        "9999999 лет назад",
        "через 90000000 дней",
        "10000 лет назад",
        "через 99999999999999999999 секунд",
        "31 декабря 9999 года",
    ],
)
def test_time_far_offsets_give_no_wrong_date(text: str) -> None:
    for match in find(text):
        when = resolve(match.value, reference=date(2024, 3, 5))
        assert when is None or when.edtf == "9999-12-31"


@pytest.mark.parametrize(
    "text",
    [
        "7\u00a0июля 2017\u00a0года",
        "7 ию\u00adля 2017 года",
        "7\u2009июля\u20092017",
        "07.07.2017",
        "7 ИЮЛЯ 2017 Г.",
        "7-го июля 2017-го года",
    ],
)
def test_time_writing_does_not_matter(text: str) -> None:
    [match] = find(text)
    when = resolve(match.value, reference=None)
    assert when is not None
    assert (match.start, match.end, when.edtf) == (0, len(text), "2017-07-07")


@pytest.mark.parametrize("dash", "-‐‑‒–—−")
def test_time_dashes_do_not_matter(dash: str) -> None:
    [match] = find(f"5{dash}7 мая 2018 года")
    when = resolve(match.value, reference=None)
    assert when is not None
    assert when.edtf == "2018-05-05/2018-05-07"


@pytest.mark.parametrize(
    ("text", "conventions", "expected"),
    [
        ("в среду", Conventions(weekday="next"), "2024-03-06"),
        ("во вторник", Conventions(weekday="next"), "2024-03-12"),
        ("в понедельник", Conventions(weekday="past"), "2024-03-04"),
        ("в субботу", Conventions(weekday="week"), "2024-03-09"),
        ("в следующую среду", Conventions(next_weekday="coming"), "2024-03-06"),
        ("в прошлый понедельник", Conventions(last_weekday="latest"), "2024-03-04"),
        ("10 мая", Conventions(yearless="past"), "2023-05-10"),
        ("10 февраля", Conventions(yearless="next"), "2025-02-10"),
        ("10 декабря", Conventions(yearless="year"), "2024-12-10"),
        ("последние три дня", Conventions(window="complete"), "2024-03-02/2024-03-04"),
        ("следующие два месяца", Conventions(window="complete"), "2024-04-01/2024-05-31"),
        ("во вторую неделю мая", Conventions(weeks="seven"), "2024-05-08/2024-05-14"),
        ("в апреле в среду", Conventions(weekday_in_month="first"), "2024-04-03"),
        ("в начале мая", Conventions(part_days=5), "2024-05-01/2024-05-05"),
    ],
)
def test_time_conventions_are_options(text: str, conventions: Conventions, expected: str) -> None:
    [match] = find(text)
    when = resolve(match.value, reference=date(2024, 3, 5), conventions=conventions)
    assert when is not None
    assert when.edtf == expected


def test_time_bare_hour_in_the_afternoon_is_an_option() -> None:
    [match] = find("завтра в 3")
    whens = [resolve(match.value, reference=date(2024, 3, 5), conventions=Conventions(hours=h)) for h in ("24", "12")]
    assert [when and when.time for when in whens] == ["03:00", "15:00"]


def test_time_hours_count_from_the_moment_of_publication() -> None:
    [match] = find("через полтора часа")
    when = resolve(match.value, reference=datetime(2024, 3, 5, 23))
    assert when is not None
    assert (when.edtf, when.time) == ("2024-03-06", "00:30")


def test_time_anchor_says_what_completed_the_date() -> None:
    texts = {"5 мая 2018 года": "text", "5 мая": "published", "спустя неделю": "previous"}
    anchor = _day("2024-02-01")
    assert {text: w.anchor for text in texts if (w := resolve(find(text)[0].value, reference=date(2024, 3, 5), anchor=anchor))} == texts


def test_time_agrees_with_dateparser_on_full_dates() -> None:
    reference = datetime(2024, 3, 5)
    for step in range(0, 36_000, 977):
        day = date(1930, 1, 1) + timedelta(days=step)
        for text in (f"{day.day} {_MONTHS[day.month - 1]} {day.year} года", f"{day:%d.%m.%Y}"):
            when = resolve(find(text)[0].value, reference=reference)
            assert when is not None
            assert (when.edtf, str(foreign_dates.parse(text, reference))) == (day.isoformat(), day.isoformat())


def test_time_agrees_with_dateparser_on_simple_distances() -> None:
    reference = datetime(2024, 3, 5)
    for text in ("вчера", "позавчера", "завтра", "3 дня назад", "10 дней назад", "2 недели назад", "через 5 дней"):
        when = resolve(find(text)[0].value, reference=reference)
        assert when is not None
        assert (text, when.edtf) == (text, str(foreign_dates.parse(text, reference)))


@given(st.integers(0, 50), st.integers(0, 11), st.integers(0, 6), st.integers(0, 23), st.integers(0, 59))
def test_time_amounts_print_and_parse(years: int, months: int, days: int, hours: int, minutes: int) -> None:
    iso = str(Amount.parse(f"P{years}Y{months}M{days}DT{hours}H{minutes}M"))
    assert str(Amount.parse(iso)) == iso
