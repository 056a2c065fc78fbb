"""`extract run`: documents → tables."""

import argparse
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.common import Adding, CallError, Reading, inputs, whole

if TYPE_CHECKING:
    from extract.parallel import Item
    from extract.partitions import Call, Folder
    from extract.reading import Failure
    from extract.record import Article, Event

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
ROWS_SHOWN = 40


def add(command: Adding) -> None:
    """The command with its arguments."""
    run = command("run", _run, "Extract the events of documents into tables.")
    inputs(run)
    run.add_argument("-o", "--output", type=Path, default=Path("outputs"), metavar="DIR", help="folder for the tables (default: outputs)")
    about = f"tables to write (default: {','.join(FORMATS)}; in partitions: parquet)"
    run.add_argument("--format", type=formats, metavar="LIST", help=about)
    about = "processes to share the documents between; 0: one for each core (default: 1)"
    run.add_argument("--jobs", type=whole, metavar="N", help=about)
    about = "give each person one name in all documents, as far as the names tell (all events are held in memory)"
    run.add_argument("--one-name", action="store_true", help=about)
    about = "keep the tables of a folder up to date: a file is read when it arrives or changes, until Ctrl+C; extra watch"
    run.add_argument("--watch", type=Path, metavar="FOLDER", help=about)
    run.add_argument("--quiet", action="store_true", help="do not print the table")
    archives = run.add_argument_group("archives", "Tables of N documents each, with a manifest (docs/archives.md).")
    about = "documents to a partition (default with the options below: 1000)"
    archives.add_argument("--partition", type=_positive, metavar="N", help=about)
    archives.add_argument("--resume", action="store_true", help="go on with a run in partitions that was cut short")
    about = "Dask cluster that reads the partitions (tcp://HOST:PORT); local: one of --jobs processes (default: the cores)"
    archives.add_argument("--scheduler", metavar="ADDRESS", help=about)


def formats(listed: str) -> tuple[str, ...]:
    """The formats of a list with commas, in the order of `FORMATS`."""
    named = {part.strip() for part in listed.split(",")}
    if named - set(FORMATS):
        raise argparse.ArgumentTypeError(f"no list of {', '.join(FORMATS)}: {listed!r}")
    return tuple(name for name in FORMATS if name in named)


def _positive(number: str) -> int:
    if not whole(number):
        raise argparse.ArgumentTypeError(f"no number of documents: {number!r}")
    return whole(number)


def _run(options: argparse.Namespace) -> int:
    if options.watch:
        options.paths = [str(options.watch)]
    folder = options.output.resolve()
    if inside := next((path for path in options.paths if os.path.isdir(path) and folder.is_relative_to(Path(path).resolve())), None):
        raise CallError(f"-o {options.output}: lies within {inside}, so the next run would read its own tables")
    in_partitions = options.partition or options.resume or options.scheduler
    if in_partitions and options.one_name:
        raise CallError("--one-name: needs the events of all documents at once, so it can't be had in partitions")
    if in_partitions and "-" in options.paths:
        raise CallError("-: standard input can't be read again, so it can't be cut into partitions")
    if options.jobs is not None and options.scheduler not in (None, "local"):
        raise CallError(f"--jobs {options.jobs}: the workers of {options.scheduler} are as many as they are")
    if options.watch:
        if in_partitions or options.jobs is not None:
            raise CallError("--watch: goes neither with --jobs nor with partitions")
        return _watch(options)
    return (_archive if in_partitions else _tables)(options, Reading(options))


def _results(
    items: "Iterable[Item]", jobs: int | None, reading: Reading, read: "Callable[[Article], list[Event]] | None" = None
) -> "Iterator[tuple[Item, list[Event] | Failure]]":
    """The result for each document, by so many processes, or by a function of the caller's."""
    from extract import load, parallel

    if read or jobs in (None, 1):
        return parallel.results(items, 1, read or load().read)
    return parallel.results(items, jobs or parallel.cores(), parallel.events, begin=reading.begin())


# One table


def _tables(options: argparse.Namespace, reading: Reading, read: "Callable[[Article], list[Event]] | None" = None) -> int:
    """The events of all documents in one table."""
    formats = options.format or FORMATS
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    from extract.reading import Failure
    from extract.table import errors, write

    shown: list[Event] = []
    types: Counter[str] = Counter()
    statuses: Counter[str] = Counter()

    def found(told: "Callable[[Failure], None]") -> "Iterator[Event]":
        for _, result in _results(enumerate(reading.outcomes()), options.jobs, reading, read):
            if isinstance(result, Failure):
                reading.fail(result)
                told(result)
            else:
                yield from result

    def events(told: "Callable[[Failure], None]") -> "Iterator[Event]":
        for event in _named(found(told)) if options.one_name else found(told):
            if len(shown) < ROWS_SHOWN:
                shown.append(event)
            types[event.type] += 1
            statuses[event.status] += 1
            yield event

    try:
        with errors(options.output / "errors.jsonl") as told:
            count = write(events(told), options.output, formats)
    except OSError as error:
        raise CallError(f"{error.filename or options.output}: can't be written: {error.strerror}") from None
    if not options.quiet:
        _show(shown, count)
        if count:
            print(f"types: {_counted(types)}\nstatus: {_counted(statuses)}")
        print(f"{count} events → {', '.join(str(options.output / f'events.{name}') for name in formats)}")
    return reading.status


def _named(events: "Iterable[Event]") -> "Sequence[Event]":
    from extract.persons import united

    return united(list(events))


def _show(events: "Sequence[Event]", count: int) -> None:
    """The first events, one line each: id, EDTF date, status, label."""
    rows = [(event.event_id, event.date.value if event.date else "", event.status, event.label) for event in events]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    for row in rows:
        print("  ".join([*(f"{cell:{width}}" for cell, width in zip(row, widths, strict=False)), f"{row[-1]:.110}"]))
    if count > len(events):
        print(f"… and {count - len(events)} more")


def _counted(counts: "Counter[str]") -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _watch(options: argparse.Namespace) -> int:
    """The tables of a folder, made anew whenever files in it arrive, change or go; only articles that are new are read."""
    try:
        from watchfiles import watch
    except ImportError:
        raise CallError("--watch: needs the extra “watch”: pip install 'extract-ru[watch]'") from None
    if not options.watch.is_dir():
        raise CallError(f"--watch {options.watch}: is no folder")
    from extract import load

    extractor = load()
    known: dict[Article, list[Event]] = {}

    def tables() -> int:
        before = dict(known)
        known.clear()

        def read(article: "Article") -> "list[Event]":
            known[article] = before[article] if article in before else extractor.read(article)
            return known[article]

        return _tables(options, Reading(options), read)

    status = None
    try:
        for changes in watch(options.watch, yield_on_timeout=True, rust_timeout=500):  # from the first of which on no change is missed
            if changes or status is None:
                status = tables()
                print(f"watching {options.watch}; Ctrl+C ends", flush=True)
    except KeyboardInterrupt:
        pass
    return status or 0


# Many tables


def _archive(options: argparse.Namespace, reading: Reading) -> int:
    """The events of each partition of the documents in a table of its own."""
    from extract import partitions

    try:
        with partitions.opened(options.output, _call(options), options.paths, resume=options.resume) as folder:
            kept = folder.partitions
            if kept and not options.quiet:
                print(f"{kept} partitions with {folder.documents} documents are finished and stay")
            if not _filled(folder, options, reading):
                return 1
            folder.close()
    except partitions.ManifestError as error:
        raise CallError(error) from None
    except OSError as error:
        raise CallError(f"{error.filename or options.output}: can't be written: {error.strerror}") from None
    if not options.quiet:
        failed = f"{folder.failed} failed ({options.output / partitions.ERRORS})" if folder.failed else "0 failed"
        print(f"{folder.read} documents read = {folder.documents - folder.failed} written + {failed}")
        print(f"{folder.events} events → {folder.partitions} partitions in {options.output}, {options.output / partitions.MANIFEST}")
    return 1 if folder.failed or reading.failures else 0


def _call(options: argparse.Namespace) -> "Call":
    """What the tables of the call depend on."""
    from extract import partitions

    old = partitions.begun(options.output)
    return partitions.Call(
        program=partitions.program(),
        published=options.published,
        encoding=options.encoding,
        places=partitions.sha256(options.places) if options.places else None,
        formats=options.format or old.formats,
        partition=options.partition or old.partition,
    )


def _filled(folder: "Folder", options: argparse.Namespace, reading: Reading) -> bool:
    """Makes the partitions that are not finished; False if the cluster that should do so is lost, which is reported."""
    items = folder.undone(reading.outcomes())
    if not options.scheduler:
        folder.fill(_results(items, options.jobs, reading), reading.fail)
        return True
    try:
        from extract import cluster
    except ImportError:
        raise CallError("--scheduler: needs Dask: pip install 'extract-ru[cluster]'") from None
    try:
        cluster.fill(folder, items, reading.fail, scheduler=options.scheduler, jobs=options.jobs, places=options.places)
    except cluster.ClusterError as error:
        reading.fail(error)
        return False
    return True
