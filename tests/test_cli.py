import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import Draft202012Validator

import extract
from extract.cli import main
from extract.extractor import Extractor
from extract.record import Article, Event

TEXT = "Встреча Владимира Путина и Си Цзиньпина прошла 22 марта 2013 года в Москве и длилась больше двух часов."
GOLD = """guide = 2

[[event]]
type = "meeting"
trigger = "Встреча"
date = { value = "2013-03-22", text = "22 марта 2013 года" }
places = ["Москва"]
participants = ["Владимир Путин", "Си Цзиньпин"]
duration = "PT2H"
duration_bound = ">"
"""
FILES = ("events.jsonl", "events.csv", "events.parquet", "events.xlsx")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extractor: Extractor) -> Path:
    """The working folder of the command, with a corpus of one labelled text; the models stay loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(extract, "load", lambda: extractor)
    write("corpus/dev/one.txt", TEXT)
    write("corpus/dev/one.toml", GOLD)
    return tmp_path


def write(name: str, content: str | bytes) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)


def table(name: str = "outputs/events.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def complaints(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines on standard error, each without the name of the command."""
    lines = capsys.readouterr().err.splitlines()
    assert all(line.startswith("extract: ") for line in lines), lines
    return [line.removeprefix("extract: ") for line in lines]


# run


def test_cli_run_writes_every_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 0
    assert sorted(os.listdir("outputs")) == sorted(FILES)
    (event,) = table()
    assert (event["event_id"], event["source"]) == ("one#1", "corpus/dev/one.txt")
    assert (
        pd.read_csv("outputs/events.csv")["places"].tolist() == pd.read_parquet("outputs/events.parquet")["places"].tolist() == ["Москва"]
    )
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "one#1  2013-03-22  held  Встреча: Владимир Путин, Си Цзиньпин — Москва, 22 марта 2013",
        "types: meeting 1",
        "status: held 1",
        "1 events → outputs/events.jsonl, outputs/events.csv, outputs/events.parquet, outputs/events.xlsx",
    ]
    assert not err


def test_cli_run_writes_the_same_bytes_twice() -> None:
    assert main(["run", "-o", "a", "--quiet"]) == main(["run", "-o", "b", "--quiet"]) == 0
    assert [Path("a", name).read_bytes() for name in FILES] == [Path("b", name).read_bytes() for name in FILES]


def test_cli_run_lists_what_failed() -> None:
    write("a.jsonl", '{"text": ""}')
    assert main(["run", "a.jsonl", "corpus", "--quiet"]) == 1
    assert table("outputs/errors.jsonl") == [{"source": "a.jsonl", "line": 1, "doc_id": None, "reason": "the text is empty"}]
    assert len(table()) == 1
    assert main(["run", "--quiet"]) == 0
    assert sorted(os.listdir("outputs")) == sorted(FILES)


def test_cli_run_gives_each_person_one_name() -> None:
    write("corpus/dev/two.txt", "Владимир Владимирович Путин 5 мая 2014 года прибыл с визитом в Пекин.")
    assert main(["run", "corpus", "--quiet", "--one-name"]) == 0
    assert {part["value"] for row in table() for part in row["participants"]} == {"Владимир Владимирович Путин", "Си Цзиньпин"}  # type: ignore[attr-defined]


def test_cli_run_over_two_processes_writes_the_same_bytes() -> None:
    write("corpus/dev/two.txt", "5 мая 2014 года в Вене подписано соглашение.")
    assert main(["run", "-o", "one"]) == main(["run", "-o", "both", "--jobs", "2"]) == 0
    assert Path("one/events.jsonl").read_bytes() == Path("both/events.jsonl").read_bytes()


def test_cli_run_writes_the_formats_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--format", "xlsx, csv", "-o", "a", "--quiet"]) == 0
    assert sorted(os.listdir("a")) == ["events.csv", "events.xlsx"]
    assert capsys.readouterr() == ("", "")


def test_cli_run_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["run", "-", "--quiet"]) == 0
    assert [event["doc_id"] for event in table()] == ["stdin"]


def test_cli_run_takes_the_publication_date() -> None:
    write("a.txt", "Вчера в Риме прошла встреча.")
    assert main(["run", "a.txt", "--published", "2020-03-01", "--quiet"]) == 0
    (event,) = table()
    assert (event["published"], event["date"]["value"]) == ("2020-03-01", "2020-02-29")  # type: ignore[index]


def test_cli_run_shows_only_the_first_events(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.jsonl", "\n".join(json.dumps({"text": TEXT}) for _ in range(45)))
    assert main(["run", "a.jsonl"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 44
    assert out[-4:-1] == ["… and 5 more", "types: meeting 45", "status: held 45"]


def test_cli_run_shows_its_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(["run", "missing.txt", "corpus", "--quiet"]) == 1
    lines = [line.strip() for line in capsys.readouterr().err.replace("\r", "\n").splitlines() if line.strip()]
    assert lines[0].startswith("reading: 0doc")
    assert "extract: missing.txt: no such file or folder" in lines


BAD = [
    ("empty.txt", "", "empty.txt:1: the file is empty"),
    ("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image.txt:3: no text: the file holds NUL bytes"),
    ("cut.jsonl", '{"text": "Раз"}\n{"text": "Дв', "cut.jsonl:2: broken JSON at column 10: Unterminated string starting at"),
    ("bare.csv", "title,body\nРаз,Два\n", "bare.csv:1: no column “text”"),
    ("latin.txt", b"caf\xe9 au lait", "latin.txt:1: unknown encoding: byte 0xe9 is no UTF-8, and CP1251 and KOI8-R give no Russian"),
    ("day.txt", "\nМОСКВА, 31 февраля. /ТАСС/. Прошла встреча.", "day.txt:2: impossible date “31 февраля”"),
    ("header.txt", "date 2025-02-31 Прошла встреча.", "header.txt:1: impossible date “2025-02-31”"),
    ("row.jsonl", '{"text": "Прошла встреча.", "published": "2025-02-31"}', "row.jsonl:1: published: '2025-02-31' is no ISO date"),
]


@pytest.mark.parametrize(("name", "content", "complaint"), BAD, ids=[name for name, _, _ in BAD])
@pytest.mark.parametrize("command", ["run", "mentions", "explain"])
def test_cli_names_file_and_line_and_goes_on(
    capsys: pytest.CaptureFixture[str], command: str, name: str, content: str | bytes, complaint: str
) -> None:
    write(f"in/{name}", content)
    write("in/z.txt", TEXT)
    assert main([command, "in"]) == 1
    out, err = capsys.readouterr()
    assert err == f"extract: in/{complaint}\n"
    assert "Си Цзиньпин" in out


def test_cli_takes_an_impossible_date_within_a_text() -> None:
    write("a.txt", "31 февраля 2020 года в Риме прошла встреча. " + TEXT)
    assert main(["run", "a.txt", "--quiet"]) == 0
    assert "2013-03-22" in [event["date"] and event["date"]["value"] for event in table()]  # type: ignore[index]


def test_cli_goes_on_after_a_document_that_breaks_the_extractor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, extractor: Extractor
) -> None:
    def read(article: Article) -> list[Event]:
        if article.doc_id == "a":
            raise RuntimeError("out\nof luck")
        return Extractor.read(extractor, article)

    monkeypatch.setattr(extractor, "read", read)
    write("a.txt", TEXT)
    assert main(["run", "a.txt", "corpus", "--quiet"]) == 1
    assert complaints(capsys) == ["a.txt:1: a: RuntimeError: out of luck"]
    assert [event["doc_id"] for event in table()] == ["one"]


def test_cli_run_without_any_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "nothing.txt"]) == 1
    assert complaints(capsys) == ["nothing.txt: no such file or folder"]
    assert table() == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["run", "--published", "вчера"], "'вчера' is no ISO date"),
        (["mentions", "--published", "2025-02-31"], "'2025-02-31' is no ISO date"),
        (["explain", "--encoding", "utf-9"], "no encoding 'utf-9'"),
        (["run", "-o", "file"], "file: can't be written: File exists"),
        (["run", "-o", "file/a"], "file/a: can't be written: Not a directory"),
        (["run", ".", "-o", "outputs"], "-o outputs: lies within ., so the next run would read its own tables"),
        (["schema", "-o", "corpus"], "corpus: can't be written: Is a directory"),
        (["evaluate", "nowhere"], "nowhere: no such folder"),
        (["evaluate", "corpus"], "corpus: no gold (NAME.toml)"),
        (["evaluate", "--events", "nowhere.jsonl"], "nowhere.jsonl: can't be read: No such file or directory"),
        (["evaluate", "--events", "corpus/dev/one.toml"], "corpus/dev/one.toml:1: Expecting value: line 1 column 1 (char 0)"),
    ],
)
def test_cli_refuses_a_wrong_call(capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str) -> None:
    write("file", "")
    assert main(arguments) == 2
    assert complaints(capsys) == [complaint]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["run", "--format", "pdf"], "argument --format: no list of jsonl, csv, parquet, xlsx: 'pdf'"),
        (["run", "--format", ""], "argument --format: no list of"),
        (["evaluate", "--fail-under", "95"], "argument --fail-under: no number from 0 to 1: '95'"),
        (["run", "--jobs", "-1"], "argument --jobs: no whole number: '-1'"),
        (["evaluate", "--fail-under", "viel"], "argument --fail-under: no number from 0 to 1: 'viel'"),
    ],
)
def test_cli_explains_a_wrong_call(capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert complaint in capsys.readouterr().err


def test_cli_output_folder_that_cannot_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("outputs/events.csv.part").mkdir(parents=True)
    assert main(["run"]) == 2
    assert complaints(capsys) == ["outputs/events.csv.part: can't be written: Is a directory"]
    assert os.listdir("outputs") == ["events.csv.part"]


# mentions, explain, schema


def test_cli_mentions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mentions"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["doc_id"] == "one"
    assert [(m["kind"], m["text"], m["value"]) for m in found["mentions"]] == [
        ("person", "Владимира Путина", "Владимир Путин"),
        ("person", "Си Цзиньпина", "Си Цзиньпин"),
        ("time", "22 марта 2013 года", "2013-03-22"),
        ("place", "Москве", "Москва"),
        ("duration", "больше двух часов", "PT2H"),
    ]


def test_cli_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0].startswith("one#1  Встреча: Владимир Путин, Си Цзиньпин")
    assert "participants      Си Цзиньпин   ← «Си Цзиньпина» 27–39, names of natasha and the reader" in lines
    assert "duration          > PT2H   ← «больше двух часов» 85–102, grammar of durations" in lines
    assert all("←" in line for line in lines[1:] if line and not line.startswith("confidence"))


def test_cli_schema_holds_for_events(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--quiet"]) == main(["schema", "-o", "new/schema.json"]) == main(["schema"]) == 0
    schema = Path("new/schema.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == schema
    Draft202012Validator.check_schema(json.loads(schema))
    Draft202012Validator(json.loads(schema)).validate(table()[0])


# evaluate


def test_cli_evaluate(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--errors", "--fail-under", "1"]) == 0
    out, err = capsys.readouterr()
    assert not err
    header, columns, events, *_ = out.strip().splitlines()
    assert header.split() == ["extract", "baseline"]
    assert columns.split()[:3] == ["P", "R", "F1"]
    assert events.split()[:4] == ["events", "1.000", "1.000", "1.000"]


def test_cli_evaluate_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert list(scores) == ["extract", "baseline"]
    assert scores["extract"]["figures"]["participants"]["f1"] == 1
    assert main(["evaluate", "--json", "--no-baseline"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["extract"]


def test_cli_evaluate_scores_rows_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--quiet"]) == 0
    assert main(["evaluate", "--json", "--no-baseline", "--events", "outputs/events.jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["extract"]["figures"]["events"]["f1"] == 1
    write("none.jsonl", "")
    assert main(["evaluate", "--json", "--no-baseline", "--events", "none.jsonl"]) == 0
    assert not json.loads(capsys.readouterr().out)["extract"]["figures"]["events"]["f1"]


def test_cli_evaluate_fails_under(capsys: pytest.CaptureFixture[str]) -> None:
    write("corpus/dev/two.txt", "Ничего не случилось.")
    write("corpus/dev/two.toml", 'guide = 2\n[[event]]\ntype = "other"\ntrigger = "случилось"\n')
    assert main(["evaluate", "--errors", "--fail-under", "0.9"]) == 1
    out, err = capsys.readouterr()
    assert err == "extract: F1 of events 0.667 is under 0.9\n"
    assert out.splitlines()[0] == "two\tmissed event\tevents\tслучилось\tслучилось → –\tНичего не случилось."
    assert main(["evaluate", "--fail-under", "0.6"]) == 0


@pytest.mark.parametrize(
    ("trigger", "complaint"),
    [
        ("съезд", "corpus/dev/two.toml:4: trigger: \"съезд\" is not in the text"),
        ("о", "corpus/dev/two.toml:4: trigger: \"о\" is 2 times in the text, number it: о#1"),
        ("о#3", "corpus/dev/two.toml:4: trigger: \"о#3\", but \"о\" is 2 times in the text"),
    ],
)  # fmt: skip
def test_cli_evaluate_names_a_gold_quote(capsys: pytest.CaptureFixture[str], trigger: str, complaint: str) -> None:
    write("corpus/dev/two.txt", "Он прибыл в то место.")
    write("corpus/dev/two.toml", f'guide = 2\n[[event]]\ntype = "visit"\ntrigger = "{trigger}"\n')
    assert main(["evaluate", "--json"]) == 1
    out, err = capsys.readouterr()
    assert err == f"extract: {complaint}\n"
    assert json.loads(out)["extract"]["figures"]["events"]["f1"] == 1


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "corpus/dev/two.toml:1: no text beside it: two.txt"),
        (b"", "corpus/dev/two.txt:1: the file is empty"),
        ("date 2025-02-31 Раз".encode(), "corpus/dev/two.txt:1: impossible date “2025-02-31”"),
    ],
)
def test_cli_evaluate_names_a_text_that_cannot_be_used(capsys: pytest.CaptureFixture[str], text: bytes | None, complaint: str) -> None:
    write("corpus/dev/two.toml", "guide = 2\n")
    if text is not None:
        write("corpus/dev/two.txt", text)
    assert main(["evaluate", "--no-baseline"]) == 1
    assert complaints(capsys) == [complaint]


# The real command


def command(*arguments: str, **options: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-m", "extract", *arguments], capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_cli_help_answers_at_once() -> None:
    began = time.perf_counter()
    answer = command("--help")
    assert time.perf_counter() - began < 0.3
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.startswith(b"usage: extract ")


def test_cli_process_from_standard_input_to_tables() -> None:
    answer = command("run", "-", "missing.txt", "--format", "jsonl", input=TEXT.encode(), env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (answer.returncode, answer.stderr) == (1, b"extract: missing.txt: no such file or folder\n")
    assert answer.stdout.startswith(b"stdin#1  2013-03-22  held  \\u0412")
    assert [event["doc_id"] for event in table()] == ["stdin"]


def test_cli_process_whose_reader_leaves() -> None:
    write("a.jsonl", "\n".join(json.dumps({"text": TEXT}) for _ in range(200)))
    line = f"{sys.executable} -m extract mentions a.jsonl | head -n 1"
    answer = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, check=False)
    assert answer.stdout.startswith(b'{"doc_id": "a-1"')
    assert (answer.returncode, answer.stderr) == (1, b"")
