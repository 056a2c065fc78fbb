import csv
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from builders import event, span
from extract import table
from extract.record import Date, Duration, Event, Mention, Participant, Place, Span, Value, to_json
from extract.table import COLUMNS, TableError, frame, json_line, mention_schema, read_jsonl, row, schema, write

NAMES = [column.name for column in COLUMNS]
TEXT = "В Гамбурге 7 июля прошла встреча."
MEETING = Event(
    event_id="doc#1",
    doc_id="doc",
    published="2016-06-08T10:00:00+03:00",
    source="doc.txt",
    type="meeting",
    label="Встреча — Гамбург, 7 июня 2016",
    trigger=span(TEXT, "встреча"),
    mentions=(span(TEXT, "встреча"),),
    status="held",
    date=Date(value="2016-06-07", earliest="2016-06-07", latest="2016-06-07", anchor="published", text="7 июля", start=11, end=17),
    duration=Duration(value="PT2H", bound=">", rule="test"),
    places=(
        Place(value="Гамбург", kind="city", country="DE", lat=53.55, lon=10.0, geonames_id=2911298, text="Гамбурге", start=2, end=10),
        Place(value="Германия", rule="test"),
    ),
    participants=(Participant(value="Ангела Меркель", rule="test"), Participant(value="Эмманюэль Макрон", rule="test")),
    text=TEXT,
    start=0,
    end=len(TEXT),
    evidence=(Span(TEXT, 0, len(TEXT)),),
    confidence=0.93,
)
BARE = event("Встреча", "Встреча")
FORMATS = ("jsonl", "csv", "parquet", "xlsx")


def sheet(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / "events.xlsx").active


def cells(folder: Path, column: str) -> list[Any]:
    return [line[NAMES.index(column)] for line in sheet(folder).iter_rows(min_row=2)]


def csv_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FLAT = """
event_id doc#1
published 2016-06-08T10:00:00+03:00
trigger встреча
date 2016-06-07
date_text 7 июля
date_anchor published
time
duration PT2H
duration_bound >
duration_planned
places Гамбург; Германия
country DE
lat 53.55
geonames_id 2911298
participants Ангела Меркель; Эмманюэль Макрон
topics
confidence 0.93
"""


@pytest.mark.parametrize("line", FLAT.strip().splitlines())
def test_table_row_holds_flat_cells(line: str) -> None:
    column, _, value = line.partition(" ")
    assert str(row(MEETING)[column] or "") == value


def test_table_columns_are_those_of_the_guide() -> None:
    guide = (
        "event_id doc_id published source type label trigger status date date_earliest date_latest date_text date_anchor time duration"
        " duration_bound duration_planned places country lat lon geonames_id participants occasion format topics status_date text start"
        " end confidence"
    )
    assert guide.split() == NAMES


@pytest.mark.parametrize("events", [[], [MEETING], [BARE], [MEETING, BARE]])
def test_table_frame_has_the_same_types_for_any_events(events: Sequence[Event]) -> None:
    data = frame(events)
    assert list(data.columns) == NAMES
    assert {name: str(data[name].dtype) for name in ("label", "date_earliest", "lat", "geonames_id", "start")} == {
        "label": "string",
        "date_earliest": "datetime64[s]",
        "lat": "Float64",
        "geonames_id": "Int64",
        "start": "Int64",
    }


def test_table_frame_marks_absent_values() -> None:
    absent = frame([BARE]).iloc[0].isna()
    assert set(absent.index[absent]) == set(NAMES) - {
        *("event_id", "doc_id", "type", "label", "trigger", "status", "text", "start", "end", "confidence")
    }


def test_table_frame_keeps_old_days() -> None:
    old = Date(value="1242-04-05", earliest="1242-04-05", latest="1242-04-05", rule="test")
    days = frame([event("Бой", "Бой", confidence=0.5), _dated(old)])["date_earliest"]
    assert list(days.dt.strftime("%Y-%m-%d").fillna("")) == ["", "1242-04-05"]


def _dated(date: Date) -> Event:
    return Event(**{**{name: getattr(BARE, name) for name in BARE.__slots__}, "date": date})


def test_table_writes_every_format(tmp_path: Path) -> None:
    assert write(iter([MEETING, BARE]), tmp_path) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events.csv", "events.jsonl", "events.parquet", "events.xlsx"]
    assert len(list(read_jsonl(tmp_path / "events.jsonl"))) == len(csv_rows(tmp_path)) == len(cells(tmp_path, "type")) == 2
    assert pq.read_table(tmp_path / "events.parquet").num_rows == 2


def test_table_writes_no_events(tmp_path: Path) -> None:
    assert write([], tmp_path) == 0
    assert (tmp_path / "events.jsonl").read_bytes() == b""
    assert (tmp_path / "events.csv").read_text() == ",".join(NAMES) + "\n"
    assert pq.read_table(tmp_path / "events.parquet").schema.equals(table.arrow_schema())
    assert [cell.value for cell in sheet(tmp_path)[1]] == NAMES


def test_table_writes_chosen_formats(tmp_path: Path) -> None:
    write([MEETING], tmp_path / "new" / "folder", ["csv"])
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["events.csv"]


def test_table_refuses_unknown_formats(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown format xls: choose from jsonl, csv, parquet, xlsx"):
        write([MEETING], tmp_path, ["xls"])


def test_table_leaves_no_half_files(tmp_path: Path) -> None:
    write([BARE], tmp_path, ["csv"])
    before = (tmp_path / "events.csv").read_bytes()

    def broken() -> Any:
        yield MEETING
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write(broken(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["events.csv"]
    assert (tmp_path / "events.csv").read_bytes() == before


@pytest.mark.parametrize("form", FORMATS)
def test_table_files_are_the_same_on_every_run(tmp_path: Path, form: str) -> None:
    files = []
    for run in ("first", "second"):
        write([MEETING, BARE], tmp_path / run)
        files.append((tmp_path / run / f"events.{form}").read_bytes())
    assert files[0] == files[1]


def test_table_workbook_carries_no_time(tmp_path: Path) -> None:
    write([MEETING], tmp_path)
    with zipfile.ZipFile(tmp_path / "events.xlsx") as book:
        assert {info.date_time for info in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert book.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=HYPERLINK(0)", "#N/A", "-0043-03-15", "+7 495", "- Да"]
HARMLESS = ["-5", "+7,5", "=", "-", "Встреча", "а=1", "", "1E5", "#N/A"]


@pytest.mark.parametrize("text", [text for text in FORMULAS if text != "#N/A"])
def test_table_csv_disarms_formulas(tmp_path: Path, text: str) -> None:
    write([event("Встреча", "Встреча", label=text)], tmp_path, ["csv"])
    assert csv_rows(tmp_path)[0]["label"] == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_table_csv_keeps_harmless_text(tmp_path: Path, text: str) -> None:
    write([event("Встреча", "Встреча", label=text)], tmp_path, ["csv"])
    assert csv_rows(tmp_path)[0]["label"] == text


def test_table_csv_keeps_negative_numbers(tmp_path: Path) -> None:
    south = Place(value="Сидней", lat=-33.87, lon=-151.2, rule="test")
    write([Event(**{**{name: getattr(BARE, name) for name in BARE.__slots__}, "places": (south,)})], tmp_path)
    assert csv_rows(tmp_path)[0]["lat"] == "-33.87"
    assert cells(tmp_path, "lat")[0].value == -33.87


@pytest.mark.parametrize("text", [text for text in FORMULAS + HARMLESS if text])
def test_table_xlsx_keeps_text_as_text(tmp_path: Path, text: str) -> None:
    write([event("Встреча", "Встреча", label=text)], tmp_path, ["xlsx"])
    cell = cells(tmp_path, "label")[0]
    assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))
    assert bool(cell.quotePrefix) == (text in FORMULAS and text != "#N/A")


def test_table_xlsx_types_days(tmp_path: Path) -> None:
    write([MEETING], tmp_path, ["xlsx"])
    for column, day in (("date_earliest", 7), ("date_latest", 7), ("published", 8)):
        cell = cells(tmp_path, column)[0]
        assert (cell.value, cell.number_format) == (datetime(2016, 6, day), "yyyy-mm-dd")


def test_table_xlsx_keeps_days_before_spreadsheets_as_text(tmp_path: Path) -> None:
    write([_dated(Date(value="1878", earliest="1878-01-01", latest="1878-12-31", rule="test"))], tmp_path, ["xlsx"])
    assert cells(tmp_path, "date_earliest")[0].value == "1878-01-01"


def test_table_xlsx_is_made_to_be_read(tmp_path: Path) -> None:
    write([MEETING, BARE], tmp_path, ["xlsx"])
    page = sheet(tmp_path)
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:AE3")
    assert page["A1"].font.b
    assert page["A2"].alignment.wrap_text
    assert page.column_dimensions["AB"].width == 80


def test_table_xlsx_cuts_text_that_no_cell_holds(tmp_path: Path) -> None:
    write([event("Встреча", "Встреча", label="о" * 40_000)], tmp_path, ["xlsx"])
    assert cells(tmp_path, "label")[0].value == "о" * 32_766 + "…"


def test_table_xlsx_goes_on_in_a_next_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table.spreadsheet, "SHEET_ROWS", 3)
    write([BARE] * 5, tmp_path, ["xlsx"])
    book = openpyxl.load_workbook(tmp_path / "events.xlsx")
    assert [(page.title, page.max_row, page.auto_filter.ref) for page in book.worksheets] == [
        ("events", 3, "A1:AE3"),
        ("events 2", 3, "A1:AE3"),
        ("events 3", 2, "A1:AE2"),
    ]


def test_table_parquet_is_typed(tmp_path: Path) -> None:
    write([MEETING, BARE], tmp_path, ["parquet"])
    data = pq.read_table(tmp_path / "events.parquet")
    assert data.schema.equals(table.arrow_schema())
    assert [str(day) for day in data["date_earliest"].to_pylist()] == ["2016-06-07", "None"]
    assert data["geonames_id"].to_pylist() == [2911298, None]


def test_table_parquet_writes_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table.writers, "BATCH", 2)
    write([BARE] * 5, tmp_path, ["parquet"])
    assert [pq.ParquetFile(tmp_path / "events.parquet").metadata.row_group(n).num_rows for n in range(3)] == [2, 2, 1]


def test_table_parquet_and_frame_agree(tmp_path: Path) -> None:
    write([MEETING, BARE], tmp_path, ["parquet"])
    read = pd.read_parquet(tmp_path / "events.parquet").astype({name: table.PANDAS[column.content] for name, column in _by_name().items()})
    pd.testing.assert_frame_equal(read, frame([MEETING, BARE]))


def _by_name() -> dict[str, table.Column]:
    return {column.name: column for column in COLUMNS}


# JSON Lines


def test_table_json_line_keeps_cyrillic() -> None:
    assert '"trigger": {"text": "встреча", "start": 25, "end": 32}' in json_line(MEETING)


def test_table_reads_back_what_it_wrote(tmp_path: Path) -> None:
    write([MEETING, BARE], tmp_path, ["jsonl"])
    assert list(read_jsonl(tmp_path / "events.jsonl")) == [MEETING, BARE]


@pytest.mark.parametrize("text", ["\ud800", "\x00\x1f", "\ufffe", "a\u2028b\rc\nd", "\U0001f600"])
def test_table_survives_odd_characters(tmp_path: Path, text: str) -> None:
    odd = event("Встреча", "Встреча", label=text)
    write([odd], tmp_path)
    assert list(read_jsonl(tmp_path / "events.jsonl")) == [odd]


def changed(**data: Any) -> str:
    return json.dumps(to_json(MEETING) | data)


BROKEN = [
    ("{", "Expecting property name"),
    ("[]", "expected an object, found []"),
    ("\\xff", "Expecting value"),
    (changed(start="0"), 'start: expected a whole number, found "0"'),
    (changed(start=True), "start: expected a whole number, found true"),
    (changed(status="done"), 'status: expected one of held, ongoing, planned, cancelled, postponed, denied, found "done"'),
    (changed(trigger=None), "trigger: expected an object, found null"),
    (changed(trigger={"text": "а", "start": 0}), "missing field trigger.end"),
    (changed(colour="red"), "unknown field colour"),
    (changed(places={}), "places: expected a list, found {}"),
    (changed(places=[to_json(MEETING.places[0]) | {"lat": "53"}]), 'places[0].lat: expected a number, found "53"'),
]


@pytest.mark.parametrize(("line", "message"), BROKEN)
def test_table_error_names_file_line_and_field(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(f"{json_line(MEETING)}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        list(read_jsonl(path))
    assert str(error.value).startswith(f"{path}:3: {message}")


def test_table_error_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_bytes(json_line(MEETING).encode("cp1251", "replace"))
    with pytest.raises(TableError, match=r"events\.jsonl:1: .*utf-8"):
        list(read_jsonl(tmp_path / "events.jsonl"))


# The schema

VALIDATOR = Draft202012Validator(schema(["meeting", "visit"]), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_table_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(schema(["meeting"]))


@pytest.mark.parametrize("record", [MEETING, BARE])
def test_table_schema_allows_records(record: Event) -> None:
    VALIDATOR.validate(json.loads(json_line(record)))


@pytest.mark.parametrize(
    "change",
    [
        {"type": "party"},
        {"status": None},
        {"confidence": 1.5},
        {"start": -1},
        {"places": None},
        {"places": [{"value": "Гамбург"}]},
        {"date": to_json(MEETING.date) | {"anchor": "today"}},
        {"date": to_json(MEETING.date) | {"earliest": "7 июля"}},
        {"duration": to_json(MEETING.duration) | {"bound": "<="}},
        {"colour": "red"},
    ],
)
def test_table_schema_refuses_other_shapes(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VALIDATOR.validate(to_json(MEETING) | change)


def test_table_schema_describes_every_field() -> None:
    shape = schema(["meeting"])
    for record in (shape, *shape["$defs"].values()):
        assert record["description"]
        assert all(field["description"] for field in record["properties"].values())
        assert record["required"] == list(record["properties"])


# Any events at all

WORDS = st.text(max_size=8) | st.sampled_from(["=1+1", "-5", "\r", "#REF!"])
SPANS = st.builds(Span, WORDS, st.integers(0, 99), st.integers(0, 99))
GROUND: Any = {
    "value": WORDS,
    "text": st.none() | WORDS,
    "start": st.none() | st.integers(0, 99),
    "end": st.none() | st.integers(0, 99),
    "rule": st.none() | WORDS,
}
VALUES = st.builds(Value, **GROUND)
DAY = st.none() | st.dates().map(str)
DATES = st.builds(Date, earliest=DAY, latest=DAY, anchor=st.sampled_from([None, "text", "published", "previous"]), **GROUND)
DURATIONS = st.builds(Duration, bound=st.sampled_from("=~<>"), **GROUND)
COORDINATES: Any = {"lat": st.none() | st.floats(-90, 90), "lon": st.none() | st.floats(-180, 180)}
PLACES = st.builds(Place, geonames_id=st.none() | st.integers(0, 9**9), **COORDINATES, **GROUND)
EVENTS = st.builds(
    Event,
    event_id=WORDS,
    doc_id=WORDS,
    published=st.none() | st.dates().map(str) | st.datetimes().map(str),
    source=st.none() | WORDS,
    type=st.sampled_from(["meeting", "visit"]),
    label=WORDS,
    trigger=SPANS,
    mentions=st.lists(SPANS, max_size=2).map(tuple),
    status=st.sampled_from(["held", "planned"]),
    date=st.none() | DATES,
    time=st.none() | VALUES,
    duration=st.none() | DURATIONS,
    places=st.lists(PLACES, max_size=2).map(tuple),
    topics=st.lists(VALUES, max_size=2).map(tuple),
    text=WORDS,
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    evidence=st.lists(SPANS, max_size=2).map(tuple),
    confidence=st.floats(0, 1),
    rules=st.just({}),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(EVENTS, max_size=3))
def test_table_holds_any_events(tmp_path: Path, events: list[Event]) -> None:
    assert write(events, tmp_path) == len(events) == len(frame(events)) == sheet(tmp_path).max_row - 1
    assert list(read_jsonl(tmp_path / "events.jsonl")) == events
    assert all(VALIDATOR.is_valid(json.loads(json_line(each))) for each in events)
    assert not any(cell.data_type in "fe" for line in sheet(tmp_path).iter_rows() for cell in line)


def test_table_mention_schema_allows_mentions_alone() -> None:
    validator = Draft202012Validator(mention_schema())
    mention = to_json(Mention(kind="place", text="Риме", start=2, end=6, value="Рим", lat=41.9, lon=12.5, alternatives=(1,)))
    validator.validate(mention)
    with pytest.raises(ValidationError):
        validator.validate(mention | {"kind": "event"})
