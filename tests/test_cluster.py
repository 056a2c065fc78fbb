"""Partitions on a Dask cluster: the files of a run without one, whatever is lost."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import dask
import dask.dataframe
import pandas as pd
import pytest

import cheap
import extract
from extract import cluster, parallel, table
from extract.cli import main
from extract.extractor import Extractor
from extract.parallel import Item
from extract.partitions import Call, opened
from extract.reading import Failure, documents

CALL = Call(program="test", formats=("jsonl", "parquet"), partition=10)
PLACES = "Глупов\t\tcity\tRU\t\t55.5\t37.5\n"


def run(inputs: Path, out: Path, scheduler: str | None = None, *, resume: bool = False, disturb: Any = iter, **options: Any) -> list[str]:
    """Runs to the end, on a cluster where a scheduler is given, and returns what was told."""
    told: list[str] = []
    with opened(out, CALL, [inputs], resume=resume) as outputs:
        items = disturb(outputs.undone(documents([inputs])))
        if scheduler:
            cluster.fill(outputs, items, lambda failure: told.append(failure.message), scheduler=scheduler, read=cheap.read, **options)
        else:
            outputs.fill(parallel.results(items, 1, cheap.read), lambda failure: told.append(failure.message))
        outputs.close()
    return told


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_cluster_that_loses_a_worker_loses_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    inputs = cheap.archive(tmp_path / "a.jsonl", *["Раз"] * 25, f"once {mark}", "error", "", count=60)
    assert run(inputs, tmp_path / "there", "local", jobs=2) == ["ValueError: broken", "the text is empty"]
    assert mark.exists()
    assert run(inputs, tmp_path / "here") == ["ValueError: broken", "the text is empty"]
    assert sums(tmp_path / "here") == sums(tmp_path / "there")


def test_cluster_names_the_document_that_kills_workers(tmp_path: Path) -> None:
    inputs = cheap.archive(tmp_path / "a.jsonl", *["Раз"] * 12, "death", count=20)
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        assert run(inputs, tmp_path / "out", "local", jobs=1) == ["DeadProcessError: its process died"]


@pytest.fixture
def scheduler() -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A scheduler with a worker, as processes of their own: the address and the process of the scheduler."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in ("src", "tests"))}

    def begun(*arguments: str) -> "subprocess.Popen[str]":
        call = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:], "--no-dashboard"]
        return subprocess.Popen(call, env=environment, stderr=subprocess.PIPE, text=True)

    head = begun("scheduler", "--host", "127.0.0.1", "--port", "0")
    assert head.stderr
    address = next(found[0] for line in head.stderr if (found := re.search(r"tcp://[\d.]+:\d+", line)))
    hand = begun("worker", address, "--nthreads", "2", "--no-nanny")
    yield address, head
    for process in (head, hand):
        process.kill()
        process.communicate()


def test_cluster_whose_scheduler_is_lost_is_told_and_the_run_resumes(
    tmp_path: Path, scheduler: tuple[str, "subprocess.Popen[str]"]
) -> None:
    inputs = cheap.archive(tmp_path / "a.jsonl", count=200)
    address, process = scheduler

    def disturb(items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            if item[0] == 150:
                process.kill()
            yield item

    with pytest.raises(cluster.ClusterError, match=f"{address}: the scheduler is gone: .*; --resume goes on"):
        run(inputs, tmp_path / "out", address, disturb=disturb)
    assert (tmp_path / "out/part-00003.jsonl").exists()
    run(inputs, tmp_path / "out", resume=True)
    run(inputs, tmp_path / "whole")
    assert sums(tmp_path / "out") == sums(tmp_path / "whole")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://a", "127.0.0.1:x"])
def test_cluster_that_is_not_there_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "PATIENCE", 0.3)
    cheap.archive(tmp_path / "a.jsonl", count=9)
    assert main(["run", "a.jsonl", "--scheduler", address]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"extract: {address}: no scheduler answers: ")
    assert error.count("\n") == 1


def test_cluster_workers_must_be_of_the_same_version() -> None:
    terms = cluster.Terms("other", None, (700, 10, 10), cheap.read)
    with pytest.raises(cluster.ClusterError, match=r"a worker has extract .*, not other"):
        cluster.single((0, Failure("a.txt", 1, "the text is empty")), terms)


def test_cluster_command_is_the_plain_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("5 мая 2014 года в Глупове подписано соглашение.", encoding="utf-8")
    Path("places.tsv").write_text(PLACES, encoding="utf-8")
    for out, more in (("here", ()), ("there", ("--scheduler", "local", "--jobs", "1"))):
        assert main(["run", "a.txt", "-o", out, "--partition", "5", "--places", "places.tsv", "--quiet", *more]) == 0
    assert "Глупов" in pd.read_parquet("here/part-00000.parquet")["places"].tolist()
    assert sums(Path("here")) == sums(Path("there"))


# The pure function DataFrame → DataFrame

TEXTS = pd.DataFrame(
    {"doc_id": ["a", "b", "c"], "text": ["5 мая 2014 года в Вене подписано соглашение.", "Тихо.", "6 мая 2014 года прошла встреча."]}
)


def test_cluster_frame_maps_over_a_dask_table(monkeypatch: pytest.MonkeyPatch, extractor: Extractor) -> None:
    monkeypatch.setattr(extract, "_default", lambda: extractor)
    there = dask.dataframe.from_pandas(TEXTS, npartitions=2).map_partitions(extract.frame, meta=table.frame([]))
    here = extract.frame(TEXTS)
    assert len(here) == 2
    pd.testing.assert_frame_equal(there.compute(scheduler="synchronous").reset_index(drop=True), here)


@pytest.mark.filterwarnings("default")
def test_cluster_frame_maps_over_a_spark_table(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = pytest.importorskip("pyspark.sql")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(Path("src").absolute()))
    session = sql.SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        events = session.createDataFrame(TEXTS).mapInPandas(lambda frames: map(extract.frame, frames), schema=table.SQL_SCHEMA)
        rows = sorted(events.collect(), key=lambda row: str(row["event_id"]))
    finally:
        session.stop()
    here = extract.frame(TEXTS)
    assert [row["event_id"] for row in rows] == here["event_id"].tolist()
    assert [row["date_earliest"] for row in rows] == [day.date() for day in here["date_earliest"]]
    assert [row["geonames_id"] for row in rows] == [None if pd.isna(number) else number for number in here["geonames_id"]]
    assert [row["duration"] for row in rows] == [None, None]
