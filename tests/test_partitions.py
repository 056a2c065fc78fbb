"""Partitions: the same files however often a run is cut short, and nothing lost or doubled."""

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import cheap
from extract import parallel, partitions
from extract.cli import main
from extract.partitions import Call, ManifestError, opened
from extract.reading import Failure, documents
from extract.table import write

CALL = Call(program="test", formats=("jsonl", "parquet"), partition=10)


def run(inputs: Path, folder: Path, call: Call = CALL, *, resume: bool = False, jobs: int = 1) -> list[str]:
    """Runs to the end and returns what was told."""
    told: list[Failure] = []
    with opened(folder, call, [inputs], resume=resume) as outputs:
        outputs.fill(parallel.results(outputs.undone(documents([inputs])), jobs, cheap.read), told.append)
        outputs.close()
    return [str(failure).replace(f"{inputs.parent.as_posix()}/", "") for failure in told]


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_partitions_hold_every_document_once(tmp_path: Path) -> None:
    inputs = cheap.archive(tmp_path / "a.jsonl", "Раз", "", "error", count=22)
    assert run(inputs, tmp_path / "out") == ["a.jsonl:2: the text is empty", "a.jsonl:3: d2: ValueError: broken"]
    out = tmp_path / "out"
    parts = [f"part-0000{number}.{ending}" for number in range(3) for ending in CALL.formats]
    assert sorted(os.listdir(out)) == ["errors.jsonl", "manifest.jsonl", *parts]
    call, file, *finished, ending = lines(out / "manifest.jsonl")
    assert (call["partition"], file["bytes"]) == (10, inputs.stat().st_size)
    assert [(entry["documents"], entry["inputs"][0]["first"], entry["inputs"][0]["last"]) for entry in finished] == [
        (10, 1, 10),
        (10, 11, 20),
        (5, 21, 25),
    ]
    assert finished[1]["files"] == {name: sha for name, sha in sums(out).items() if name.startswith("part-00001")}
    write((event for _, result in results(inputs) for event in result), tmp_path / "whole")
    assert b"".join((out / name).read_bytes() for name in parts[::2]) == (tmp_path / "whole/events.jsonl").read_bytes()
    rows = [pq.read_metadata(out / name).num_rows for name in parts[1::2]]
    assert rows == [entry["events"] for entry in finished]
    assert ending == {"documents": 25, "failed": 2, "events": sum(rows), "partitions": 3}
    assert lines(out / "errors.jsonl") == [
        {"source": inputs.as_posix(), "line": 2, "doc_id": None, "reason": "the text is empty"},
        {"source": inputs.as_posix(), "line": 3, "doc_id": "d2", "reason": "ValueError: broken"},
    ]


def results(inputs: Path) -> Any:
    found = parallel.results(enumerate(documents([inputs])), 1, cheap.read)
    return [(item, result) for item, result in found if not isinstance(result, Failure)]


def test_partitions_are_the_same_by_several_processes_one_of_which_dies(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    inputs = cheap.archive(tmp_path / "a.jsonl", *["Раз"] * 12, f"once {mark}", count=20)
    assert run(inputs, tmp_path / "two", jobs=2) == []
    assert mark.exists()
    assert run(inputs, tmp_path / "one") == []
    assert sums(tmp_path / "one") == sums(tmp_path / "two")


def test_partitions_name_the_document_that_kills_its_process(tmp_path: Path) -> None:
    inputs = cheap.archive(tmp_path / "a.jsonl", "Раз", "death", count=10)
    assert run(inputs, tmp_path / "out", jobs=2) == ["a.jsonl:2: d1: DeadProcessError: its process died"]
    assert lines(tmp_path / "out/manifest.jsonl")[-1]["documents"] == 12


# resume


@pytest.mark.parametrize("harm", ["whole", "missing", "changed", "cut manifest", "cut line", "stray line"])
def test_partitions_resume_makes_again_what_is_not_whole(tmp_path: Path, harm: str) -> None:
    inputs, out = cheap.archive(tmp_path / "a.jsonl", "error", count=35), tmp_path / "out"
    run(inputs, out)
    whole = sums(out)
    part, manifest = out / "part-00001.parquet", out / "manifest.jsonl"
    if harm == "missing":
        part.unlink()
    elif harm == "changed":
        part.write_bytes(part.read_bytes()[:-1] + b"?")
    elif harm == "cut manifest":
        manifest.write_bytes(b"".join(manifest.read_bytes().splitlines(keepends=True)[:3]))
    elif harm == "cut line":
        manifest.write_bytes(manifest.read_bytes()[:-150])
    elif harm == "stray line":
        manifest.write_bytes(manifest.read_bytes() + b'{"part": 1}\n[]\n')
    kept = part.stat().st_mtime_ns if harm in ("whole", "stray line") else None
    run(inputs, out, resume=True)
    assert sums(out) == whole
    assert kept in (None, part.stat().st_mtime_ns)


OTHER: list[tuple[dict[str, Any], str]] = [
    ({"partition": 20}, "made with partition 10, now 20"),
    ({"program": "new"}, 'made with program "test", now "new"'),
    ({"formats": ("jsonl",)}, 'made with formats ["jsonl", "parquet"], now ["jsonl"]'),
    ({"published": "2020-01-01"}, 'made with published null, now "2020-01-01"'),
    ({"places": "f00"}, 'made with places null, now "f00"'),
]


@pytest.mark.parametrize(("change", "difference"), OTHER, ids=[difference for _, difference in OTHER])
def test_partitions_resume_refuses_another_call(tmp_path: Path, change: dict[str, Any], difference: str) -> None:
    inputs, out = cheap.archive(tmp_path / "a.jsonl", count=15), tmp_path / "out"
    run(inputs, out)
    with pytest.raises(ManifestError) as refusal:
        run(inputs, out, replace(CALL, **change), resume=True)
    assert str(refusal.value) == f"{out}/manifest.jsonl: {difference}; give another folder or delete this one"


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (lambda folder: cheap.archive(folder / "b.jsonl", "Раз, два", count=2), "IN/b.jsonl has changed since"),
        (lambda folder: os.utime(folder / "b.jsonl", (1, 1)), "IN/b.jsonl has changed since"),
        (lambda folder: cheap.archive(folder / "c.jsonl", "Три"), "made without IN/c.jsonl"),
        (lambda folder: (folder / "b.jsonl").unlink(), "made with IN/b.jsonl too"),
    ],
)
def test_partitions_resume_refuses_other_inputs(tmp_path: Path, change: Any, difference: str) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    cheap.archive(folder / "a.jsonl", "Раз")
    (folder / "b.jsonl").write_text('{"text": "Два"}')
    run(folder, out)
    change(folder)
    with pytest.raises(ManifestError) as refusal:
        run(folder, out, resume=True)
    assert (
        str(refusal.value).replace(folder.as_posix(), "IN") == f"{out}/manifest.jsonl: {difference}; give another folder or delete this one"
    )


def test_partitions_do_not_overwrite_a_run(tmp_path: Path) -> None:
    inputs, out = cheap.archive(tmp_path / "a.jsonl", count=15), tmp_path / "out"
    run(inputs, out)
    with pytest.raises(ManifestError, match=r"manifest.jsonl: a run is here already; --resume goes on with it"):
        run(inputs, out)
    (out / "manifest.jsonl").unlink()
    with pytest.raises(ManifestError, match=r"part-0000.*: a partition of another run, of which there is no manifest.jsonl"):
        run(inputs, out, resume=True)


def test_partitions_keep_two_runs_apart(tmp_path: Path) -> None:
    inputs, out = cheap.archive(tmp_path / "a.jsonl", count=15), tmp_path / "out"
    with opened(out, CALL, [inputs]), pytest.raises(ManifestError, match="out: another run is writing here"), opened(out, CALL, [inputs]):
        pass
    run(inputs, out, resume=True)


def test_partitions_count_what_was_read(tmp_path: Path) -> None:
    inputs = cheap.archive(tmp_path / "a.jsonl", count=15)
    with opened(tmp_path / "out", CALL, [inputs]) as outputs:
        found = list(parallel.results(outputs.undone(documents([inputs])), 1, cheap.read))
        outputs.fill(found[:-1], lambda _: None)
        with pytest.raises(ManifestError, match="15 documents were read, but 14 are in the partitions"):
            outputs.close()


# the command


def command(*arguments: str, folder: Path) -> "subprocess.Popen[bytes]":
    """The command in a process, with the extractor that costs nothing."""
    paths = os.pathsep.join(str(Path(path).absolute()) for path in ("src", "tests"))
    call = [sys.executable, cheap.__file__, "run", *arguments, "--quiet"]
    return subprocess.Popen(call, cwd=folder, env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process: "subprocess.Popen[bytes]") -> None:
    process.communicate()
    assert process.returncode == 1  # one document fails


def test_partitions_survive_kill_9_again_and_again(tmp_path: Path) -> None:
    cheap.archive(tmp_path / "a.jsonl", "error", count=19_999)
    asked = ("a.jsonl", "--partition", "500", "--format", "jsonl,parquet")
    finish(command(*asked, "-o", "undisturbed", folder=tmp_path))
    chance = random.Random(20)
    manifest = tmp_path / "out/manifest.jsonl"
    for _ in range(10):
        process = command(*asked, "-o", "out", "--resume", folder=tmp_path)
        began = manifest.read_bytes().count(b"\n") if manifest.exists() else 0
        aim = began + chance.randrange(4)
        while process.poll() is None and not (manifest.exists() and manifest.read_bytes().count(b"\n") >= aim):
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
        assert process.returncode == -9
    finish(command(*asked, "-o", "out", "--resume", folder=tmp_path))
    assert sums(tmp_path / "out") == sums(tmp_path / "undisturbed")
    assert lines(manifest)[-1]["documents"] == 20_000


@pytest.mark.parametrize("form", [("--format", "jsonl,csv"), ("--format", "parquet"), ("--partition", "500")])
def test_partitions_and_tables_take_no_more_memory_for_more_documents(tmp_path: Path, form: tuple[str, ...]) -> None:
    cheap.archive(tmp_path / "a.jsonl", count=20_000, sentences=10)
    out, err = command("a.jsonl", "-o", "out", *form, folder=tmp_path).communicate()
    assert not err
    memory = [int(number) for number in out.split()]
    assert len(memory) == 20
    assert max(memory[10:]) <= 1.05 * max(memory[:10])


def test_partitions_end_in_one_line_when_the_disk_is_full_and_resume(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("extract.load", cheap.Cheap)
    cheap.archive(tmp_path / "a.jsonl", count=25)
    assert main(["run", "a.jsonl", "-o", "out", "--partition", "10", "--format", "jsonl,parquet"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "25 documents read = 25 written + 0 failed",
        "25 events → 3 partitions in out, out/manifest.jsonl",
    ]
    whole = sums(Path("out"))
    for ending in ("jsonl", "parquet"):
        Path(f"out/part-00001.{ending}").unlink()
        Path(f"out/part-00001.{ending}.part").symlink_to("/dev/full")
        assert main(["run", "a.jsonl", "-o", "out", "--resume"]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "No space left on device" in error
        assert main(["run", "a.jsonl", "-o", "out", "--resume"]) == 0
        assert capsys.readouterr().out.startswith("2 partitions with 15 documents are finished and stay\n")
        assert sums(Path("out")) == whole


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("cut.parquet", "cut.parquet: broken Parquet: Parquet magic bytes not found in footer"),
        ("bytes.parquet", "bytes.parquet:1: column “text” holds binary, not strings"),
        ("twice.jsonl", "twice.jsonl:2: doc_id 'd' is already that of twice.jsonl:1"),
        ("empty.jsonl", "empty.jsonl:1: the text is empty"),
    ],
)
def test_partitions_go_on_after_bad_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("extract.load", cheap.Cheap)
    pd.DataFrame({"text": ["Раз"] * 300}).to_parquet("cut.parquet")
    Path("cut.parquet").write_bytes(Path("cut.parquet").read_bytes()[:-100])
    pd.DataFrame({"text": [b"\xd0"]}).to_parquet("bytes.parquet")
    Path("twice.jsonl").write_text('{"text": "Раз", "doc_id": "d"}\n' * 2)
    Path("empty.jsonl").write_text('{"text": ""}')
    cheap.archive(tmp_path / "z.jsonl", count=9)
    assert main(["run", name, "z.jsonl", "-o", "out", "--partition", "4"]) == 1
    out, err = capsys.readouterr()
    assert err == f"extract: {complaint}\n"
    assert "1 failed (out/errors.jsonl)" in out
    documents = lines(Path("out/manifest.jsonl"))[-1]["documents"]
    assert documents == 9 + (2 if name == "twice.jsonl" else 1)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["-o", "file", "--partition", "5"], "file: can't be written: File exists"),
        (["--partition", "5", "--one-name"], "--one-name: needs the events of all documents at once, so it can't be had in partitions"),
        (["-", "--resume"], "-: standard input can't be read again, so it can't be cut into partitions"),
        (["--scheduler", "tcp://host:1", "--jobs", "2"], "--jobs 2: the workers of tcp://host:1 are as many as they are"),
    ],
)
def test_partitions_refuse_a_wrong_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    cheap.archive(tmp_path / "a.jsonl", count=9)
    assert main(["run", "a.jsonl", *arguments]) == 2
    assert capsys.readouterr().err == f"extract: {complaint}\n"


def test_partitions_know_another_version_by_its_files() -> None:
    version, digest = partitions.program().split()
    assert version[0].isdigit()
    assert len(digest) == 16
