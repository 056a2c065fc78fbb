import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from extract.cli import main

TEXTS = ("Иван Орлов прибыл с визитом в Казань 5 мая 2022 года.", "Павел Лисов 7 июня 2022 года подал в отставку.")


def until(path: Path, holds: str, without: str = "–") -> None:
    """Waits until the file holds the words, and not the others."""
    for _ in range(300):
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if holds in text and without not in text:
            return
        time.sleep(0.1)
    raise AssertionError(f"{holds} is not in {path}")


def test_watch_reads_files_as_they_arrive(tmp_path: Path) -> None:
    news, tables = tmp_path / "news", tmp_path / "tables"
    news.mkdir()
    (news / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    command = [sys.executable, "-m", "extract", "run", "--watch", str(news), "-o", str(tables), "--format", "jsonl"]
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what a test runner in the background passes on is to ignore it
    with subprocess.Popen(command, stdout=subprocess.PIPE, preexec_fn=heeding) as process:
        try:
            until(tables / "events.jsonl", "a#1")
            (news / "b.txt").write_text(TEXTS[1], encoding="utf-8")
            until(tables / "events.jsonl", "b#1")
            (news / "a.txt").unlink()
            until(tables / "events.jsonl", "b#1", without="a#1")
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert main(["run", str(news), "-o", str(tmp_path / "once"), "--format", "jsonl"]) == 0
    assert (tables / "events.jsonl").read_bytes() == (tmp_path / "once" / "events.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--watch", "no-folder"], "--watch no-folder: is no folder"),
        (["--watch", ".", "-o", "../out", "--jobs", "2"], "--watch: goes neither with --jobs nor with partitions"),
        (["--watch", ".", "-o", "tables"], "-o tables: lies within ., so the next run would read its own tables"),
    ],
)
def test_watch_refuses_a_wrong_call(
    options: list[str], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", *options]) == 2
    assert capsys.readouterr().err == f"extract: {complaint}\n"
