"""`extract merge` and `extract evaluate` on a folder with `groups.toml`."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import extract
from extract import table
from extract.cli import main
from extract.extractor import Extractor
from test_merging import FIRST, OTHER, SAME


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with rows of two documents about one happening, and of a third about another."""
    monkeypatch.chdir(tmp_path)
    table.write([FIRST], Path("one"), ("jsonl",))
    table.write([SAME[0], replace(OTHER[1], doc_id="c", event_id="c#1")], Path("two"), ("jsonl",))
    return tmp_path


def read(name: str = "outputs/chronicle.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]


def test_merge_writes_the_chronicle(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", "one/events.jsonl", "two"]) == 0
    assert [(line["chronicle_id"], line["rows"]) for line in read()] == [("a#1", ["a#1", "b#1"]), ("c#1", ["c#1"])]
    assert pd.read_csv("outputs/chronicle.csv")["reports"].tolist() == [2, 1]
    assert capsys.readouterr().out.splitlines() == [
        "   2  Встреча: Иван Орлов, Павел Лисов — Казань, 8 июня 2022",
        "3 rows → 2 happenings → outputs/chronicle.jsonl, outputs/chronicle.csv",
    ]


def test_merge_writes_every_format_and_one_file() -> None:
    assert main(["merge", "one", "two", "-o", "all", "--format", "jsonl,csv,parquet,xlsx", "--quiet"]) == 0
    assert pd.read_parquet("all/chronicle.parquet")["event_ids"].tolist() == ["a#1; b#1", "c#1"]
    assert main(["merge", "one", "two", "-o", "deep/er/mine.csv", "--quiet"]) == 0
    assert [path.name for path in Path("deep/er").iterdir()] == ["mine.csv"]
    assert Path("deep/er/mine.csv").read_bytes() == Path("all/chronicle.csv").read_bytes()


def test_merge_does_not_depend_on_the_order_of_files() -> None:
    assert main(["merge", "one", "two", "-o", "a", "--quiet"]) == main(["merge", "two", "one", "-o", "b", "--quiet"]) == 0
    assert Path("a/chronicle.jsonl").read_bytes() == Path("b/chronicle.jsonl").read_bytes()


def test_merge_takes_a_file_and_its_copy_once() -> None:
    Path("copy.jsonl").write_bytes(Path("one/events.jsonl").read_bytes())
    assert main(["merge", "one", "one/events.jsonl", "copy.jsonl", "--quiet"]) == 0
    assert [line["rows"] for line in read()] == [["a#1"]]


def test_merge_of_an_empty_file_is_empty() -> None:
    Path("none.jsonl").write_bytes(b"")
    assert main(["merge", "none.jsonl", "--quiet"]) == 0
    assert read() == []


def test_merge_names_a_broken_line_and_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.jsonl").write_bytes(b"{}\n" + Path("one/events.jsonl").read_bytes() + b"not json\n")
    assert main(["merge", "bad.jsonl", "--quiet"]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("extract: bad.jsonl:1: missing field")
    assert second.startswith("extract: bad.jsonl:3: Expecting value")
    assert [line["rows"] for line in read()] == [["a#1"]]


def test_merge_names_an_id_that_two_rows_have(capsys: pytest.CaptureFixture[str]) -> None:
    table.write([replace(FIRST, status="cancelled")], Path("other"), ("jsonl",))
    assert main(["merge", "other", "one", "--quiet"]) == 1
    assert capsys.readouterr().err == "extract: other/events.jsonl: event_id 'a#1' is already that of another row in one/events.jsonl\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.jsonl"], "missing.jsonl: no such file"),
        (["one", "-o", "one/events.jsonl/x"], "one/events.jsonl/x: can't be written: Not a directory"),
        (["one", "-o", "one/events.jsonl"], "-o one/events.jsonl: would overwrite the rows of one/events.jsonl"),
        (["one", "-o", "x.csv", "--format", "jsonl"], "-o x.csv: is a csv file, but --format asks for jsonl"),
    ],
)
def test_merge_refuses_a_wrong_call_in_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", *arguments]) == 2
    assert capsys.readouterr().err.replace(f"{Path.cwd()}/", "") == f"extract: {message}\n"


def test_evaluate_scores_merging(monkeypatch: pytest.MonkeyPatch, extractor: Extractor, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(extract, "load", lambda: extractor)
    Path("a.txt").write_text("Иван Орлов и Павел Лисов встретились 8 июня 2022 года в Казани.", encoding="utf-8")
    Path("b.txt").write_text("8 июня 2022 года в Казани прошла встреча Ивана Орлова и Павла Лисова.", encoding="utf-8")
    Path("groups.toml").write_text('[[happening]]\nname = "Казань"\nrows = ["a: встретились", "b: встреча"]\n', encoding="utf-8")
    assert main(["evaluate", "."]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "end to end     1.000 1.000 1.000 1/1/1",
        "of rows found  1.000 1.000 1.000 1/1/1",
    ]
    assert main(["evaluate", ".", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"]["end_to_end"] == {
        "right": 1, "predicted": 1, "gold": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0,
    }  # fmt: skip
    Path("groups.toml").write_text('[[happening]]\nname = "Казань"\nrows = ["a: нет"]\n', encoding="utf-8")
    assert main(["evaluate", "."]) == 1
    assert capsys.readouterr().err.startswith("extract: groups.toml:3: ")
