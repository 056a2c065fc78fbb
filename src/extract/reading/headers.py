"""What the first lines of a text say of its publication: a header or an agency dateline."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice

from extract import lexicon
from extract.reading.outcome import UnreadableError
from extract.record import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first lines say: `published` (ISO 8601, None if unknown) with its `rule`, the offset `body` where a header ends.

    `dateline` is the half-open span of an agency dateline, `invalid` the words of a publication date that no calendar has.
    """

    published: str | None = None
    body: int = 0
    rule: str = ""
    dateline: tuple[int, int] | None = None
    invalid: Span | None = None


_HEADER = re.compile(
    r"[\s\ufeff]*(?i:date):?[^\S\n]*"
    r"(?P<date>\d{4}-\d\d?-\d\d?(?:T\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?"
    r"(?:[ ]\d\d:\d\d(?::\d\d)?(?=\s*?(?:\n|\Z)))?)(?![\w-])[.,;]?\s*"
)  # date 2025-08-07 Вторая встреча … ; a time after a space only where nothing else follows on the line
_LINE = re.compile(r"[^\r\n]+")
_SENTENCE = re.compile(r"[.!?…»\"”]\s+(?=[A-ZА-ЯЁ])")
_LINES_WITH_DATELINE = 5
_REPORT = 40
"""Code points that a report has at least behind a dateline that nobody signs; a caption is shorter («Падение стены»)."""
_REACH = 400
"""Code points of a line in which a dateline is looked for."""


def iso(value: object) -> str:
    """A date or datetime (ISO 8601 string or object) as an ISO 8601 string; raises ValueError for anything else."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        for parse in (date.fromisoformat, datetime.fromisoformat):
            try:
                return parse(value.strip()).isoformat()
            except ValueError:
                continue
    raise UnreadableError(f"{str(value)[:40]!r} is no ISO date")


def header(text: str, *, given: str | None = None) -> Header:
    """What the first lines say: a first line `date 2025-08-07`, else a dateline in the first five; `given` lends it the year.

    A dateline beside a header is found too, for its span. A dateline without a year gives no date unless `given` (ISO 8601) is
    known: then the year that puts it nearest. Any text raises nothing.
    """
    match = _HEADER.match(text)
    body = match.end() if match else 0
    found = _dateline(text, body)
    dateline = found.span() if found else None
    if match:
        try:
            return Header(published=iso(match["date"]), body=body, rule="header", dateline=dateline)
        except ValueError:
            return Header(body=body, rule="header", dateline=dateline, invalid=Span(match["date"], *match.span("date")))
    if not found:
        return Header()
    day, month, year = _calendar(found)
    rule = "dateline" if year else "dateline, year of the given date"
    if year or given:
        years = (year,) if year else _years_near(iso(given), month, day)
        if published := next((day_of for y in years if (day_of := _date(y, month, day))), None):
            return Header(published=published.isoformat(), rule=rule, dateline=dateline)
    if not _date(year or 2000, month, day):
        words, start = found["date"].rstrip("."), found.start("date")
        return Header(rule="dateline", dateline=dateline, invalid=Span(words, start, start + len(words)))
    return Header(dateline=dateline)


def _dateline(text: str, body: int) -> re.Match[str] | None:
    """The dateline at the head of one of the first lines, or after a sentence there; its groups hold the date."""
    signed, unsigned, full = _grammar()
    lines = (line for line in _LINE.finditer(text, body) if not line[0].isspace())
    for line in islice(lines, _LINES_WITH_DATELINE):
        end = min(line.end(), line.start() + _REACH)
        start = end - len(text[line.start() : end].lstrip(' \t\xa0\ufeff—–-«"“'))
        starts = [start, *(sentence.end() for sentence in _SENTENCE.finditer(text, start, end))]
        for at in starts:
            if found := next((match for pattern in signed if (match := pattern.match(text, at, end))), None):
                return found
        # ЖЕНЕВА, 12 марта. Министры … — once; several such paragraphs are the entries of a chronicle
        if (found := unsigned.match(text, start, end)) and _is_only_entry(text, body, (unsigned,)):
            return found
        # Франкфурт, 2 сентября 2022 года. Пилоты …
        found = next((match for pattern in full if (match := pattern.match(text, start, end))), None)
        report = len(text[found.end() : line.end()].strip()) if found else 0
        if found and (found["numeric"] or found["year"]) and not 0 < report < _REPORT and _is_only_entry(text, body, full):
            return found
    return None


def _is_only_entry(text: str, body: int, entry: Sequence[re.Pattern[str]]) -> bool:
    """Whether one line only begins with a date; several are the entries of a chronicle."""
    lines = (other[0].lstrip() for other in _LINE.finditer(text, body))
    return sum(any(pattern.match(line) for pattern in entry) for line in lines) == 1


def _calendar(match: re.Match[str]) -> tuple[int, int, int | None]:
    """Day, month and year (None where unsaid) of a dateline."""
    if match["numeric"]:
        day, month, year = (int(part) for part in match["numeric"].split("."))
        return day, month, year
    month_names: Mapping[str, int] = lexicon.table("datelines")["months"]
    return int(match["day"]), month_names[match["month"].lower()], int(match["year"]) if match["year"] else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_near(given: str, month: int, day: int) -> list[int]:
    """The years that have such a day, the one that lies nearest to the given date first (`30 декабря`, 2020-01-02 → 2019)."""
    centre = datetime.fromisoformat(given).date()
    days = [found for year in range(centre.year - 8, centre.year + 9) if (found := _date(year, month, day))]
    return [found.year for found in sorted(days, key=lambda found: abs(found - centre))]


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """The patterns of datelines: the signed ones in order of their claim, that of an unsigned one, those that must tell the year."""
    known = lexicon.table("datelines")
    months, agencies, prefixes, weekdays, regions = (
        _any_of(known[key]) for key in ("months", "agencies", "prefixes", "weekdays", "regions")
    )
    capital = "A-ZА-ЯЁ"
    word = rf"(?:[{capital}]\.\s?-?)?(?>[{capital}][\w’'-]*)"  # С.-Петербург, Н. Новгород, Ростов-на-Дону
    place = (
        rf"(?:г\.\s*)?{word}(?:(?:[^\S\n]|\s-\s|\s?[–—/]\s?){word}){{0,4}}"  # Нью-Йорк; МОСКВА - КИЕВ
        r"(?:\s\([^()\n]{2,40}\))?"  # ДУБОСЕКОВО (Московская область)
        rf"(?:,\s(?:(?:{regions})\s)?{word}(?:\s(?:{word}|{regions})){{0,2}}){{0,2}}"  # Липецк, Россия; Минусинск, Красноярский край
    )
    day = (
        rf"(?P<date>(?P<numeric>[0-9]{{1,2}}\.[0-9]{{1,2}}\.[0-9]{{4}})(?!\d)|(?P<day>[0-9]{{1,2}})[^\S\n]+(?P<month>(?i:{months}))\b\.?"
        r"(?:[^\S\n]+(?P<year>[0-9]{4})\b(?:[^\S\n]*(?:года\b|г\b\.?))?)?)"
    )
    time = r"(?:,?\s+(?:в\s+)?\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*\(?(?i:мск|msk)\)?)?)?"
    agency = (
        rf"(?:(?i:{prefixes})\s+)*[«\"]?(?=[{capital}])(?i:{agencies})(?!\w)[»\"]?(?:-\w+|\.(?i:ru|ру)\b|/{word})*"
        rf"(?:,?\s+{word}(?:\s+{word}){{0,2}}(?=\s*\.(?:\s|$)))?"  # РИА Новости Крым. РИА Новости, Анна Иванова.
    )
    source = rf"(?:/[^/\n]{{2,80}}/|\([^()\n]{{0,30}}?{agency}[^()\n]{{0,30}}\)|{agency})"
    closed = r"(?:\s*\.(?=\s|$|[^\W\d_])(?:\s*[-–—]{1,2}(?=\s|$))?|\s*[-–—]{1,2}(?=\s|$)|(?=\s*$))"
    signed = (
        # МОСКВА, 9 августа. /ТАСС/.  Москва. 8 мая. INTERFAX.RU –  Санкт-Петербург, 5 января 2021, 10:26 — REGNUM Комитет …
        rf"{place}(?:\s*[.,:])?(?:\s+[-–—]{{1,2}})?\s+{day}{time}(?:\s*[.,;:])?(?:\s*[-–—]{{1,2}})?\s*{source}(?:{closed}|(?=\s+[«\"„{capital}]))",
        # 9 мая 2012, 10:15 — РИА Новости
        rf"{day}{time}(?:\s*[.,;](?:\s*[-–—]{{1,2}})?|\s+[-–—]{{1,2}}|(?=\s*[/(]))\s*{source}{closed}",
        # ТАСС, 9 августа.
        rf"/?{agency}/?[.,]\s+{day}{time}{closed}",
    )
    caps = rf"(?>[{capital}][{capital}’'-]+)"
    unsigned = rf"(?!(?i:{weekdays})\b){caps}(?:[ -]{caps}){{0,3}}[.,]\s+{day}{closed}(?=\s+[«\"„{capital}])"
    # (Башинформ).  /Корр. газеты/.  , корр. «Портовых ведомостей».  , РИАМО.
    signature = rf"(?:[.,]?\s+(?:\([^()\n]{{2,60}}\)|/[^/\n]{{2,80}}/)\.?|,\s+[«\"]?(?:(?i:{prefixes})|[{capital}])[^.\n]{{1,40}}\.)(?=\s)"
    ended = rf"(?:{signature}|\s*[.:](?=\s|$)|\s*[-–—]{{1,2}}(?=\s)|(?=\s*$))"
    full = (
        # Франкфурт, 2 сентября 2022 года. …  УФА, 19 июля 2010 года (Башинформ). …
        rf"(?!(?i:{weekdays})\b){place}(?:\s*[.,:]|\s+[-–—]{{1,2}})\s+{day}{time}{ended}",
        rf"{place}\s\({day}\)\.?(?=\s)",  # ПЕНЗА (8 апреля 2015 г.). …
        rf"{day}{time}\s*[.,]\s+{place}(?:\s*\.(?=\s)|\s+[-–—]{{1,2}}(?=\s))",  # 12 апреля 2016 года, Ульяновск. …
        rf"{day}{time}\s*(?:\.(?=\s)|(?=$))",  # 15 сентября 2023. …
    )
    return tuple(re.compile(pattern) for pattern in signed), re.compile(unsigned), tuple(re.compile(pattern) for pattern in full)


def _any_of(words: Iterable[str]) -> str:
    """An alternative of the words, the longest first, with any space between their parts."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=lambda word: (-len(word), word)))
