"""`extract merge`: rows of many documents → a chronicle, one row per happening with all who report it."""

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.common import Adding, CallError, fail, progress
from extract.cli.run import FORMATS, formats

if TYPE_CHECKING:
    from extract.record import Chronicled, Event

NAME = "chronicle"
SHOWN = 40


def add(command: Adding) -> None:
    """The command with its arguments."""
    merge = command("merge", _merge, "Put the rows of different documents that report one happening together: reports are not events.")
    about = "rows as `extract run` wrote them (events.jsonl), or folders that hold such a file"
    merge.add_argument("paths", nargs="+", type=Path, metavar="EVENTS", help=about)
    about = "folder for the tables chronicle.FORMAT, or one file whose ending is a format (default: outputs)"
    merge.add_argument("-o", "--output", type=Path, default=Path("outputs"), metavar="FILE_OR_DIR", help=about)
    about = f"tables to write into a folder (default: jsonl,csv; of {','.join(FORMATS)})"
    merge.add_argument("--format", type=formats, default=None, metavar="LIST", help=about)
    merge.add_argument("--quiet", action="store_true", help="do not print the happenings that several documents report")


def _merge(options: argparse.Namespace) -> int:
    ending = options.output.suffix.removeprefix(".")
    single = ending in FORMATS and not options.output.is_dir()
    if single and options.format not in (None, (ending,)):
        raise CallError(f"-o {options.output}: is a {ending} file, but --format asks for {','.join(options.format)}")
    paths = _files(options.paths)
    folder, name = (options.output.parent, options.output.stem) if single else (options.output, NAME)
    kinds = (ending,) if single else options.format or ("jsonl", "csv")
    outputs = [folder / f"{name}.{kind}" for kind in kinds]
    if taken := {path.resolve() for path in outputs} & {path.resolve() for path in paths}:
        raise CallError(f"-o {options.output}: would overwrite the rows of {min(taken)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"{folder}: can't be written: {error.strerror}") from None
    from extract import table
    from extract.chronicle import COLUMNS, chronicled
    from extract.merging import grouped

    shown: list[Chronicled] = []
    several = 0

    def chronicle(rows: "_Rows") -> "Iterator[Chronicled]":
        nonlocal several
        groups = grouped(rows.read())
        for group in progress(groups, "writing", len(groups)):
            found = chronicled(rows.of(group))
            if found.reports > 1:
                several += 1
                if len(shown) < SHOWN:
                    shown.append(found)
            yield found

    with closing(_Rows(paths)) as rows:
        try:
            count = table.write(chronicle(rows), folder, kinds, name=name, columns=COLUMNS)
        except OSError as error:
            raise CallError(f"{error.filename or options.output}: can't be written: {error.strerror}") from None
    if not options.quiet:
        _show(shown, several)
        print(f"{len(rows)} rows → {count} happenings → {', '.join(map(str, outputs))}")
    return 1 if rows.failures else 0


def _show(shown: "Sequence[Chronicled]", several: int) -> None:
    """The first happenings that several documents report, one line each: number of reports, label."""
    for row in shown:
        print(f"{row.reports:>4}  {row.event.label:.110}")
    if several > len(shown):
        print(f"… and {several - len(shown)} more that several documents report")


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files that the paths mean, each once, sorted, so that their order does not matter; CallError for what is none."""
    found: dict[str, Path] = {}
    for path in paths:
        file = path / "events.jsonl" if path.is_dir() else path
        if not file.is_file():
            raise CallError(f"{file}: {'neither file nor folder' if file.exists() else 'no such file'}")
        found.setdefault(os.path.realpath(file), file)
    return sorted(found.values(), key=os.fspath)


class _Rows:
    """The rows of several files: read through once, then again by number. What is broken is reported and counted in `failures`."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.failures = 0
        self._paths = paths
        self._places: list[tuple[int, int]] = []
        try:
            self._files = [path.open("rb") for path in paths]
        except OSError as error:
            raise CallError(f"{error.filename}: can't be read: {error.strerror}") from None

    def __len__(self) -> int:
        return len(self._places)

    def read(self) -> "Iterator[Event]":
        """All rows; one that stands there twice comes once, one whose id another row has fails."""
        from extract import table

        known: dict[str, int] = {}
        for file, path in enumerate(self._paths):
            try:
                for offset, event in progress(table.read_lines(path), path.name):
                    if isinstance(event, table.TableError):
                        self._fail(event)
                        continue
                    if event.event_id not in known:
                        known[event.event_id] = len(self._places)
                        self._places.append((file, offset))
                        yield event
                    elif event != self.of([known[event.event_id]])[0]:
                        first = self._paths[self._places[known[event.event_id]][0]]
                        self._fail(f"{path}: event_id {event.event_id!r} is already that of another row in {first}")
            except OSError as error:
                raise CallError(f"{path}: can't be read: {error.strerror}") from None

    def of(self, numbers: Sequence[int]) -> "list[Event]":
        """The rows of these numbers (from 0, in the order of `read`)."""
        from extract.table import read_line

        found = []
        for number in numbers:
            file, offset = self._places[number]
            self._files[file].seek(offset)
            found.append(read_line(self._files[file].readline()))
        return found

    def close(self) -> None:
        """Closes the files."""
        for file in self._files:
            file.close()

    def _fail(self, message: object) -> None:
        self.failures += 1
        fail(message)
