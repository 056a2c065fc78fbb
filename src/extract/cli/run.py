"""`extract run`: documents → tables."""

import argparse
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.common import Adding, CallError, Reading, inputs, whole

if TYPE_CHECKING:
    from extract.record import Event

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
ROWS_SHOWN = 40


def add(command: Adding) -> None:
    """The command with its arguments."""
    run = command("run", _run, "Extract the events of documents into tables.")
    inputs(run)
    run.add_argument("-o", "--output", type=Path, default=Path("outputs"), metavar="DIR", help="folder for the tables (default: outputs)")
    every = ",".join(FORMATS)
    run.add_argument("--format", type=formats, default=FORMATS, metavar="LIST", help=f"tables to write (default: {every})")
    about = "processes to share the documents between; 0: one for each core (default: 1)"
    run.add_argument("--jobs", type=whole, default=1, metavar="N", help=about)
    about = "give each person one name in all documents, as far as the names tell (all events are held in memory)"
    run.add_argument("--one-name", action="store_true", help=about)
    run.add_argument("--quiet", action="store_true", help="do not print the table")


def formats(listed: str) -> tuple[str, ...]:
    """The formats of a list with commas, in the order of `FORMATS`."""
    named = {part.strip() for part in listed.split(",")}
    if named - set(FORMATS):
        raise argparse.ArgumentTypeError(f"no list of {', '.join(FORMATS)}: {listed!r}")
    return tuple(name for name in FORMATS if name in named)


def _run(options: argparse.Namespace) -> int:
    folder = options.output.resolve()
    if inside := next((path for path in options.paths if os.path.isdir(path) and folder.is_relative_to(Path(path).resolve())), None):
        raise CallError(f"-o {options.output}: lies within {inside}, so the next run would read its own tables")
    reading = Reading(options)
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    from extract import load, parallel
    from extract.table import write

    shown: list[Event] = []

    def read() -> "Iterator[Event]":
        for _, found in reading.spread(options.jobs, parallel.events) if options.jobs != 1 else reading.found(load().read):
            yield from found

    def named() -> "Iterable[Event]":
        if not options.one_name:
            return read()
        from extract.persons import united

        return united(list(read()))

    def events() -> "Iterator[Event]":
        for event in named():
            if len(shown) < ROWS_SHOWN:
                shown.append(event)
            yield event

    try:
        count = write(events(), options.output, options.format)
    except OSError as error:
        raise CallError(f"{error.filename or options.output}: can't be written: {error.strerror}") from None
    if not options.quiet:
        _show(shown, count)
        print(f"{count} events → {', '.join(str(options.output / f'events.{name}') for name in options.format)}")
    return reading.status


def _show(events: "Sequence[Event]", count: int) -> None:
    """The first events, one line each: id, EDTF date, status, label."""
    rows = [(event.event_id, event.date.value if event.date else "", event.status, event.label) for event in events]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        print("  ".join([*(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), f"{row[-1]:.110}"]))
    if count > len(events):
        print(f"… and {count - len(events)} more")
