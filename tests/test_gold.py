import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.gold import Cell, GoldDocument, GoldError, days, length, read, read_folder
from extract.record import Span

TYPES = ("meeting", "visit", "call")
TEXT = "Встреча прошла 5 мая в Вене. Вторая встреча, а за ней третья встреча длились по часу.\r\nВ Вене ждут 7 мая.\n"
ROW = 'guide = 2\n\n[[event]]\ntype = "meeting"\ntrigger = "Встреча"\n'


def write(folder: Path, toml: str, name: str = "a") -> Path:
    (folder / f"{name}.txt").write_bytes(TEXT.encode())
    path = folder / f"{name}.toml"
    path.write_bytes(toml.encode())
    return path


def gold(folder: Path, toml: str) -> GoldDocument:
    return read(write(folder, toml), types=TYPES)


def cell(folder: Path, column: str, lines: str) -> Cell:
    return gold(folder, ROW + lines).events[0].cells[column]


@pytest.mark.parametrize("toml", ["guide = 2", "guide = 2\nevent = []\n", "\ufeffguide = 2\r\n"])
def test_gold_reads_documents_without_events(tmp_path: Path, toml: str) -> None:
    assert gold(tmp_path, toml) == GoldDocument(doc_id="a", text=TEXT, events=())


def test_gold_finds_the_trigger(tmp_path: Path) -> None:
    assert gold(tmp_path, ROW).events[0].trigger == Span("Встреча", 0, 7)


def test_gold_counts_numbered_quotes_as_substrings(tmp_path: Path) -> None:
    trigger = gold(tmp_path, ROW.replace('"Встреча"', '"встреча#2"')).events[0].trigger
    assert (trigger.text, trigger.start) == ("встреча", TEXT.rindex("встреча"))


def test_gold_keeps_line_ends_in_offsets(tmp_path: Path) -> None:
    document = gold(tmp_path, ROW.replace('"Встреча"', '"ждут"'))
    trigger = document.events[0].trigger
    assert document.text[trigger.start : trigger.end] == "ждут"


def test_gold_takes_the_text_of_the_caller(tmp_path: Path) -> None:
    document = read(write(tmp_path, ROW), types=TYPES, load=lambda path: "Ещё одна Встреча")
    assert document.events[0].trigger.start == 9


def test_gold_reads_a_folder_in_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, ROW, "b")
    write(tmp_path, "guide = 2", "a")
    assert [(d.doc_id, len(d.events)) for d in read_folder(tmp_path, types=TYPES)] == [("a", 0), ("b", 1)]


CELLS = {
    "status": [("", Cell(firm=("held",))), ('status = "planned"', Cell(firm=("planned",)))],
    "date": [
        ("", Cell()),
        ('date = { value = "2024-05-05", text = "5 мая" }', Cell(firm=("2024-05-05",))),
        ('date = { value = "2024-05-05~" }', Cell(firm=("2024-05-05~",))),
        ('date = "2024-05?"', Cell(optional=("2024-05",))),
        ('date = { value = "2024" }\naccept = { date = ["", "2023"] }', Cell(firm=("2024",), accept=("2023",), empty=True)),
    ],
    "places": [
        ('places = ["Вена", "Австрия?"]', Cell(firm=("Вена",), optional=("Австрия",))),
        ('accept = { places = ["Вена"] }', Cell(accept=("Вена",))),
        ('[event.accept]\nplaces = ["Вена"]', Cell(accept=("Вена",))),
        ('unscored = ["places"]', Cell(scored=False)),
    ],
    "duration_bound": [
        ("", Cell()),
        ('duration = "PT1H"', Cell(firm=("=",))),
        ('duration = "PT1H"\nduration_bound = ">"', Cell(firm=(">",))),
        ('duration = "PT1H?"\nduration_bound = ">"', Cell(optional=(">",))),
        ('duration = "PT1H"\naccept = { duration_bound = ["~"] }', Cell(firm=("=",), accept=("~",))),
        ('duration = "PT1H"\naccept = { duration = ["", "PT2H"] }', Cell(firm=("=",), accept=("=",), empty=True)),
        ('accept = { duration = ["PT2H"] }', Cell(accept=("=",))),
        ('unscored = ["duration"]', Cell(scored=False)),
    ],
}


@pytest.mark.parametrize(("column", "lines", "expected"), [(column, *case) for column, cases in CELLS.items() for case in cases])
def test_gold_reads_a_cell(tmp_path: Path, column: str, lines: str, expected: Cell) -> None:
    assert cell(tmp_path, column, lines) == expected


def test_gold_reads_optional_rows(tmp_path: Path) -> None:
    assert [event.optional for event in gold(tmp_path, ROW + "optional = true\n" + ROW[9:]).events] == [True, False]


ERRORS = [  # the file, the line, what the message says
    ("guide = 2\n[[event]\n", 2, "not TOML"),
    ("guide = 2\nguide = 2", 2, "not TOML: Cannot overwrite a value"),
    ('guide = 2\n[[event]]\ntype = "мир', 3, "not TOML"),
    ("# empty\n", 1, "expected guide = 2, found nothing"),
    ("\nguide = 1\n", 2, "expected guide = 2, found 1"),
    ("guide = 2\nevents = []\n", 2, "unknown key events"),
    ("guide = 2\nevent = [1]\n", 2, "event: expected a list of tables"),
    ('guide = 2\nevent = [{ type = "visit" }]\n', 2, "[[event]] without trigger"),
    ('guide = 2\n[[event]]\ntrigger = "Встреча"', 2, "[[event]] without type"),
    (ROW.replace("Встреча", "обед"), 5, 'trigger: "обед" is not in the text'),
    (ROW.replace("Встреча", "встреча"), 5, 'trigger: "встреча" is 2 times in the text, number it: встреча#1'),
    (ROW.replace("Встреча", "встреча#3"), 5, 'trigger: "встреча#3", but "встреча" is 2 times in the text'),
    (ROW.replace("Встреча", "встреча#0"), 5, 'trigger: "встреча#0", but'),
    (ROW.replace("Встреча", " "), 5, "trigger: empty value"),
    (ROW.replace("meeting", "party"), 4, 'unknown type "party"'),
    (ROW.replace("meeting", "visit?"), 4, 'unknown type "visit?"'),
    (ROW.replace('"meeting"', "1"), 4, "type: expected a string, found 1"),
    (ROW + 'status = "done"', 6, 'unknown status "done"'),
    (ROW + 'colour = "red"', 6, "unknown column colour"),
    (ROW + 'places = "Вена"', 6, 'places: expected a list of strings, found "Вена"'),
    (ROW + 'places = ["Вена", 1]', 6, "places: expected a list of strings"),
    (ROW + 'places = ["?"]', 6, "places: empty value"),
    (ROW + 'topics = [\n  "мир",\n  ""\n]', 6, "topics: empty value"),
    (ROW + 'date = "5 мая"', 6, 'date: expected an EDTF date, found "5 мая"'),
    (ROW + 'date = { value = "2023-02-29" }', 6, "date: expected an EDTF date"),
    (ROW + 'date = { text = "5 мая" }', 6, "date: no value"),
    (ROW + 'date = { value = "2024", words = "5 мая" }', 6, "date: unknown key words"),
    (ROW + 'date = { value = "2024", text = "6 мая" }', 6, 'date: "6 мая" is not in the text'),
    (ROW + 'date = { value = "2024", text = "Вене" }', 6, 'date: "Вене" is 2 times in the text'),
    (ROW + 'time = "25:00"', 6, 'time: expected a time HH:MM, found "25:00"'),
    (ROW + 'duration = "2 часа"', 6, 'duration: expected an ISO 8601 duration, found "2 часа"'),
    (ROW + 'duration_bound = "<="', 6, 'unknown duration_bound "<="'),
    (ROW + 'optional = "yes"', 6, 'optional: expected true or false, found "yes"'),
    (ROW + 'unscored = ["places", "place"]', 6, "unscored: unknown column place"),
    (ROW + "accept = []", 6, "accept: expected a table, found []"),
    (ROW + 'accept = { trigger = ["x"] }', 6, "accept: unknown column trigger"),
    (ROW + 'accept = { type = ["party"] }', 6, 'unknown type "party"'),
    (ROW + 'accept = { type = "visit" }', 6, 'type: expected a list of strings, found "visit"'),
    (ROW + '[event.accept]\ntype = ["visit"]\nstatus = ["done"]', 8, 'unknown status "done"'),
    (ROW + 'accept.type = ["visit"]\naccept.status = ["done"]', 7, 'unknown status "done"'),
    (ROW + ROW[9:].replace("meeting", "party"), 9, 'unknown type "party"'),
]


@pytest.mark.parametrize(("toml", "line", "message"), ERRORS)
def test_gold_error_names_file_and_line(tmp_path: Path, toml: str, line: int, message: str) -> None:
    with pytest.raises(GoldError, match=re.escape(f"a.toml:{line}: {message}")) as error:
        gold(tmp_path, toml)
    assert "\n" not in str(error.value)


def test_gold_error_of_a_missing_text(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("guide = 2")
    with pytest.raises(GoldError, match=r"a\.toml:1: no text beside it: a\.txt"):
        read(tmp_path / "a.toml", types=TYPES)


@pytest.mark.parametrize(("suffix", "message"), [(".toml", r"a\.toml:2: not UTF-8"), (".txt", r"a\.toml:1: a\.txt is not UTF-8")])
def test_gold_error_of_another_encoding(tmp_path: Path, suffix: str, message: str) -> None:
    path = write(tmp_path, ROW)
    path.with_suffix(suffix).write_bytes("# 2\nВстреча".encode("cp1251"))
    with pytest.raises(GoldError, match=message):
        read(path, types=TYPES)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text() | st.text().map(lambda text: ROW + text))
def test_gold_error_is_the_only_error(tmp_path: Path, toml: str) -> None:
    with suppress(GoldError):
        gold(tmp_path, toml)


DAYS = """
2018-07-16             2018-07-16 2018-07-16
2018-11~               2018-11-01 2018-11-30
2018                   2018-01-01 2018-12-31
199X                   1990-01-01 1999-12-31
2018-XX                2018-01-01 2018-12-31
2018-02-XX             2018-02-01 2018-02-28
2018-21                2018-03-01 2018-05-31
2018-24                2018-12-01 2019-02-28
2019-36                2019-10-01 2019-12-31
2010/2012              2010-01-01 2012-12-31
2019-08-10/2019-08-11~ 2019-08-10 2019-08-11
"""


@pytest.mark.parametrize("line", DAYS.strip().splitlines())
def test_gold_days_of_an_edtf_date(line: str) -> None:
    edtf, first, last = line.split()
    expected = [span[0] for span in (days(first), days(last)) if span]
    assert list(days(edtf) or ()) == expected


@pytest.mark.parametrize(("edtf", "closed"), [("../2018-11-28", 1), ("/2018-11-28", 1), ("2018-11-28/..", 0), ("2018-11-28/", 0)])
def test_gold_days_of_an_open_interval(edtf: str, closed: int) -> None:
    span, day = days(edtf), days("2018-11-28")
    assert span
    assert day
    assert span[closed] == day[closed]
    assert abs(span[1 - closed]) == float("inf")


def test_gold_days_before_the_common_era() -> None:
    first, second = days("-0043-03-15"), days("0001-03-15")
    assert first
    assert second
    assert second[0] - first[0] == 44 * 365 + 11


@pytest.mark.parametrize("edtf", ["XXXX-11-29", "XXXX-02-29", "XXXX-05", "XXXX", "2018/XXXX-05"])
def test_gold_days_of_an_unknown_year(edtf: str) -> None:
    assert days(edtf) is None


@pytest.mark.parametrize(
    "edtf", ["", "..", "../..", "/", "2018-13", "2018-02-29", "2018-22-01", "18", "2018-7-1", "2019/2018", "вчера", "1/2/3"]
)
def test_gold_days_of_no_date(edtf: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"no EDTF date: {edtf}")):
        days(edtf)


@pytest.mark.parametrize(("a", "b"), [("PT90M", "PT1H30M"), ("P1W", "P7D"), ("P1Y", "P12M"), ("PT24H", "P1D"), ("PT0.5H", "PT30M")])
def test_gold_length_of_equal_durations(a: str, b: str) -> None:
    assert length(a) == length(b) != length("PT1S")


@pytest.mark.parametrize("text", ["", "P", "PT", "P1DT", "1H", "PT1.H", "PT2 часа"])
def test_gold_length_of_no_duration(text: str) -> None:
    assert length(text) is None
