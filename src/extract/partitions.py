"""Documents → a folder of tables, so many documents to a partition; a run that was cut short goes on where it stood, and nothing is lost.

`part-00000.parquet`, `part-00001.parquet`, … hold the events of the first documents, the next, …. `manifest.jsonl` says on its first
lines what the tables depend on (`Call`, the input files), then one line for each finished partition: its documents, counts, failures
and the SHA-256 of its files. Only what the manifest names is finished; `errors.jsonl` lists the failures of all partitions.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from extract import reading
from extract.parallel import Item
from extract.reading import Failure, Located
from extract.record import Event
from extract.table import complete, error_line, errors, write

MANIFEST = "manifest.jsonl"
ERRORS = "errors.jsonl"
SIZE = 1000
"""Documents to a partition where the caller names no number: a minute of work for a core."""


_PART = dict.fromkeys(("part", "documents", "events", "inputs", "files", "errors")).keys()
"""What a line of the manifest tells of a partition."""


class ManifestError(ValueError):
    """A folder in which this run cannot begin or go on; one line says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the tables depend on besides the inputs: program, options, the SHA-256 of the user's places, documents to a partition."""

    program: str
    published: str | None = None
    encoding: str | None = None
    places: str | None = None
    formats: tuple[str, ...] = ("parquet",)
    partition: int = SIZE


@dataclass(slots=True)
class Part:
    """A partition: how many documents it was made of, of which files from which line to which, what failed, how many events came out."""

    number: int
    documents: int = 0
    events: int = 0
    inputs: list[dict[str, Any]] = field(default_factory=list)
    errors: list[Failure] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its tables, without an ending."""
        return f"part-{self.number:05}"

    def add(self, outcome: Located | Failure) -> None:
        """Counts one more document, or one more failure to read one."""
        self.documents += 1
        if not self.inputs or self.inputs[-1]["source"] != outcome.source:
            self.inputs.append({"source": outcome.source, "first": outcome.line, "last": outcome.line})
        self.inputs[-1]["last"] = outcome.line


def program() -> str:
    """The version of the program with a digest of all its files: code, knowledge and weights."""
    digest = hashlib.sha256()
    root = Path(str(files("extract")))
    for path in sorted(path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('extract-ru')} {digest.hexdigest()[:16]}"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def tables(number: int, results: Iterable[tuple[Item, list[Event] | Failure]], folder: Path, formats: Collection[str]) -> Part:
    """The partition that the results make; its tables are written into the folder, each when it is complete."""
    part = Part(number)

    def events() -> Iterator[Event]:
        for (_, outcome), result in results:
            part.add(outcome)
            if isinstance(result, Failure):
                part.errors.append(result)
            else:
                yield from result

    part.events = write(events(), folder, formats, name=part.name)
    return part


@contextmanager
def opened(path: Path, call: Call, inputs: Sequence[str | Path], *, resume: bool = False) -> "Iterator[Folder]":
    """A folder that a run begins, or with `resume` goes on with; ManifestError if neither can be, OSError if it can't be written."""
    path.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        yield Folder(path, call, inputs, resume=resume)


class Folder:
    """The folder that a run writes its partitions into. `documents`, `failed`, `events` and `partitions` count what is finished."""

    def __init__(self, path: Path, call: Call, inputs: Sequence[str | Path], *, resume: bool) -> None:
        self.path, self.formats, self._call = path, call.formats, call
        self.documents = self.failed = self.events = self.partitions = self.read = 0
        self._manifest = path / MANIFEST
        self._lines: dict[int, int] = {}
        """Where the line of each finished partition begins in the manifest."""
        if not self._manifest.exists():
            self._begin(inputs)
        elif not resume:
            raise ManifestError(f"{self._manifest}: a run is here already; --resume goes on with it")
        else:
            self._take_up(inputs)
        self._sort()

    def _begin(self, inputs: Sequence[str | Path]) -> None:
        if found := next(self.path.glob("part-*"), None):
            raise ManifestError(f"{found}: a partition of another run, of which there is no {MANIFEST}")
        with complete(self._manifest) as new, new.open("wb") as file:
            file.writelines(_head(self._call, inputs))
            self._end_of_head = file.tell()
            _flush(file)

    def _take_up(self, inputs: Sequence[str | Path]) -> None:
        """Checks that the manifest is of this call, and each partition that it names."""
        with self._manifest.open("rb") as file:
            for wanted in _head(self._call, inputs):
                if (line := file.readline()) != wanted:
                    raise ManifestError(f"{self._manifest}: {_difference(line, wanted)}; give another folder or delete this one")
            self._end_of_head = file.tell()
            while line := file.readline():
                entry = _entry(line)
                if "input" in entry:
                    raise ManifestError(f"{self._manifest}: made with {entry['input']} too; give another folder or delete this one")
                if entry.keys() == _PART and entry["part"] not in self._lines and self._holds(entry["files"]):
                    self._lines[entry["part"]] = file.tell() - len(line)
                    self._count(entry)

    def _holds(self, sums: dict[str, str]) -> bool:
        return all((self.path / name).is_file() and sha256(self.path / name) == wanted for name, wanted in sums.items())

    def _count(self, entry: dict[str, Any]) -> None:
        self.partitions += 1
        self.documents += entry["documents"]
        self.failed += len(entry["errors"])
        self.events += entry["events"]

    def undone(self, outcomes: Iterable[Located | Failure]) -> Iterator[Item]:
        """The documents of the partitions that are not finished, numbered; ManifestError if a finished one was made of others."""
        finished = frozenset(self._lines)
        for number, items in groupby(enumerate(outcomes), key=self.number):
            seen = Part(number)
            for item in items:
                self.read += 1
                if number in finished:
                    seen.add(item[1])
                else:
                    yield item
            if number in finished and seen.inputs != self._finished(number)["inputs"]:
                raise ManifestError(f"{self._manifest}: {seen.name} was made of other documents; give another folder or delete this one")

    def number(self, item: Item) -> int:
        """The number of the partition that a document belongs to."""
        return item[0] // self._call.partition

    def _finished(self, number: int) -> dict[str, Any]:
        """What the manifest says of a finished partition."""
        with self._manifest.open("rb") as file:
            file.seek(self._lines[number])
            return _entry(file.readline())

    def fill(self, results: Iterable[tuple[Item, list[Event] | Failure]], told: Callable[[Failure], object]) -> None:
        """Writes the partitions of the results, one after the other; their failures are told."""
        for number, group in groupby(results, key=lambda pair: self.number(pair[0])):
            self.add(tables(number, group, self.path, self.formats), told)

    def add(self, part: Part, told: Callable[[Failure], object]) -> None:
        """Records a partition whose tables are written: from here on it is finished, whatever happens. Its failures are told."""
        paths = [self.path / f"{part.name}.{ending}" for ending in self.formats]
        for path in (*paths, self.path):
            _sync(path)
        sums = {path.name: sha256(path) for path in paths}
        failures = [asdict(failure) for failure in part.errors]
        cells = (part.number, part.documents, part.events, part.inputs, sums, failures)
        entry = dict(zip(_PART, cells, strict=True))
        with self._manifest.open("ab") as file:
            at = file.tell()
            file.write(_line(entry))
            _flush(file)
        self._lines[part.number] = at
        self._count(entry)
        if part.errors:
            with (self.path / ERRORS).open("a", encoding="utf-8", newline="\n") as lines:
                lines.writelines(error_line(failure) + "\n" for failure in part.errors)
        for failure in part.errors:
            told(failure)

    def close(self) -> None:
        """Ends the manifest with the sums; ManifestError if documents were read of which nothing is told."""
        if self.read != self.documents:
            raise ManifestError(f"{self.path}: {self.read} documents were read, but {self.documents} are in the partitions")
        sums = ("documents", "failed", "events", "partitions")
        self._sort(_line({name: getattr(self, name) for name in sums}))

    def _sort(self, last: bytes = b"") -> None:
        """Writes the manifest anew with its partitions in order, and after it the failures."""
        lines: dict[int, int] = {}
        with complete(self._manifest) as new, new.open("wb") as file, self._manifest.open("rb") as old:
            file.write(old.read(self._end_of_head))
            for number in sorted(self._lines):
                lines[number] = file.tell()
                old.seek(self._lines[number])
                file.write(old.readline())
            file.write(last)
            _flush(file)
        self._lines = lines
        with errors(self.path / ERRORS) as sink:
            for number in self._lines:
                for failure in self._finished(number)["errors"]:
                    sink(Failure(**failure))


def begun(folder: Path) -> Call:
    """The call of the run in the folder; one with the defaults where there is none."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            entry = _entry(file.readline())
        return Call(**{**entry, "formats": tuple(entry["formats"])})
    except (OSError, KeyError, TypeError):
        return Call(program="")


def _head(call: Call, inputs: Sequence[str | Path]) -> Iterator[bytes]:
    """The first lines of a manifest: the call, then each input file with its size in bytes and the time of its last change in ns."""
    yield _line({**asdict(call), "formats": list(call.formats)})
    for found in reading.files(inputs):
        name, size, changed = found.source if isinstance(found, Failure) else reading.printable(found), None, None
        if not isinstance(found, Failure):
            with suppress(OSError):
                stat = os.stat(found)
                size, changed = stat.st_size, stat.st_mtime_ns
        yield _line({"input": name, "bytes": size, "changed": changed})


def _difference(line: bytes, wanted: bytes) -> str:
    """What tells the first differing lines of two manifests apart."""
    old, new = _entry(line), _entry(wanted)
    if "program" in new:
        name = next((name for name in new if old.get(name) != new[name]), "partition")
        return f"made with {name} {json.dumps(old.get(name), ensure_ascii=False)}, now {json.dumps(new[name], ensure_ascii=False)}"
    if old.get("input") == new["input"]:
        return f"{new['input']} has changed since"
    return f"made without {new['input']}"


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _entry(line: bytes) -> dict[str, Any]:
    """What a line of a manifest says; nothing if it was cut short."""
    try:
        entry = json.loads(line) if line.endswith(b"\n") else {}
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _flush(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(path: Path) -> None:
    """Makes a file, or the names in a folder, outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps other runs out of a folder, where its file system can; ManifestError if one is there."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise ManifestError(f"{folder}: another run is writing here") from None
    except OSError:  # no locks on this file system
        pass
    try:
        yield
    finally:
        os.close(handle)
