"""The command `extract`: one thin function per command. Heavy imports happen inside them, so that `--help` answers at once."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from extract.gold import GoldDocument
    from extract.record import Article, Event

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
ROWS_SHOWN = 40
COLLECTED = (50_000, 20, 20)
"""How many new objects the garbage collector waits for: a text makes very many, and hardly a cycle of them."""

T = TypeVar("T")


class CallError(Exception):
    """A call that cannot be meant: one line saying why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit status is 0, 1 when a document failed or a score is too low, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the models' matrices are small: threads would only wait for each other
    gc.set_threshold(*COLLECTED)
    _unfailing(sys.stdout)
    _unfailing(sys.stderr)
    try:
        status = int(options.function(options))
        sys.stdout.flush()
    except CallError as error:
        _fail(error)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
        return 1
    except KeyboardInterrupt:
        _fail("interrupted")
        return 130
    return status


def _unfailing(stream: TextIO) -> None:
    """Makes a stream escape what its encoding lacks (a terminal in KOI8-R, a «—» in ASCII)."""
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="extract", description="Events from Russian news text: one row per event, grounded in its words.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(function=function)
        return added

    def inputs(added: argparse.ArgumentParser) -> None:
        about = "files (.txt .jsonl .csv .parquet), folders, globs, - for standard input (default: corpus)"
        added.add_argument("paths", nargs="*", default=["corpus"], metavar="PATH", help=about)
        added.add_argument("--published", metavar="DATE", help="publication date (ISO 8601) of documents that give none")
        added.add_argument("--encoding", help="encoding of the files (default: recognised)")
        added.add_argument(
            "--places", type=Path, metavar="FILE", help="table of places that goes before the program's own (see docs/places.md)"
        )

    run = command("run", _run, "Extract the events of documents into tables.")
    inputs(run)
    run.add_argument("-o", "--output", type=Path, default=Path("outputs"), metavar="DIR", help="folder for the tables (default: outputs)")
    every = ",".join(FORMATS)
    run.add_argument("--format", type=_formats, default=FORMATS, metavar="LIST", help=f"tables to write (default: {every})")
    about = "processes to share the documents between; 0: one for each core (default: 1)"
    run.add_argument("--jobs", type=_whole, default=1, metavar="N", help=about)
    about = "give each person one name in all documents, as far as the names tell (all events are held in memory)"
    run.add_argument("--one-name", action="store_true", help=about)
    run.add_argument("--quiet", action="store_true", help="do not print the table")

    evaluate = command("evaluate", _evaluate, "Score the extraction against hand-labelled gold (NAME.toml beside NAME.txt).")
    about = "folder of texts with gold (default: corpus/dev)"
    evaluate.add_argument("folder", nargs="?", type=Path, default=Path("corpus/dev"), metavar="DIR", help=about)
    about = "rows to score (an events.jsonl) in place of those that would be extracted now"
    evaluate.add_argument("--events", type=Path, metavar="FILE", help=about)
    evaluate.add_argument("--errors", action="store_true", help="list every error with its sentence")
    evaluate.add_argument("--json", action="store_true", help="print the score as JSON")
    evaluate.add_argument("--fail-under", type=_share, metavar="F1", help="exit with 1 when the F1 of events (0 to 1) is lower")
    evaluate.add_argument("--no-baseline", action="store_true", help="leave out the baseline")

    inputs(command("mentions", _mentions, "Print every normalised mention of documents as JSON Lines."))
    inputs(command("explain", _explain, "Print which words and which rule or model gave each cell of each event."))
    schema = command("schema", _schema, "Print the JSON Schema of the full record.")
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a file")
    return parser


def _formats(listed: str) -> tuple[str, ...]:
    """The formats of a list with commas, in the order of `FORMATS`."""
    named = {part.strip() for part in listed.split(",")}
    if named - set(FORMATS):
        raise argparse.ArgumentTypeError(f"no list of {', '.join(FORMATS)}: {listed!r}")
    return tuple(name for name in FORMATS if name in named)


def _whole(number: str) -> int:
    if not number.isdecimal():
        raise argparse.ArgumentTypeError(f"no whole number: {number!r}")
    return int(number)


def _share(number: str) -> float:
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"no number from 0 to 1: {number!r}")
    return share


# What all commands share


def _fail(message: object) -> None:
    """One line on standard error, above the progress bar if there is one."""
    line = f"extract: {message}"
    if sys.stderr.isatty():
        from tqdm import tqdm

        tqdm.write(line, file=sys.stderr)
    else:
        print(line, file=sys.stderr)


def _crash(article: "Article", error: Exception) -> str:
    """One line for an article on which an extractor broke down."""
    return f"{article.source}: {article.doc_id}: {type(error).__name__}: {' '.join(str(error).split())}"


def _progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar on standard error when it is a terminal."""
    from tqdm import tqdm

    yield from tqdm(items, desc=what, total=total, unit="doc", disable=None, file=sys.stderr)


class _Reading:
    """The articles of the command's inputs; what fails is reported as it comes and counted in `failures`."""

    def __init__(self, options: argparse.Namespace) -> None:
        from extract.reading import read
        from extract.values import place

        self.failures = 0
        self._places = options.places
        try:
            for line in place.use(options.places):
                self.fail(line)
        except OSError as error:
            raise CallError(f"{options.places}: can't be read: {error.strerror}") from None
        try:
            self._outcomes = read(options.paths, published=options.published, encoding=options.encoding)
        except ValueError as error:
            raise CallError(error) from None

    def articles(self) -> "Iterator[Article]":
        """The articles that can be read; the others are reported."""
        from extract.reading import Failure

        for outcome in _progress(self._outcomes, "reading"):
            if isinstance(outcome, Failure):
                self.fail(outcome)
            else:
                yield outcome

    def found(self, find: "Callable[[Article], T]") -> "Iterator[tuple[Article, T]]":
        """Each article with what `find` finds in it; an article on which it fails is reported, the others are done."""
        return self._right(_tried(self.articles(), find))

    def spread(self, jobs: int) -> "Iterator[tuple[Article, list[Event]]]":
        """Each article with its events, read by so many processes; see `found`."""
        from functools import partial

        from extract import parallel

        return self._right(parallel.spread(self.articles(), jobs or parallel.cores(), begin=partial(_begin, self._places)))

    def _right(self, outcomes: "Iterable[tuple[Article, T | Exception]]") -> "Iterator[tuple[Article, T]]":
        for article, outcome in outcomes:
            if isinstance(outcome, Exception):
                self.fail(_crash(article, outcome))
            else:
                yield article, outcome

    def fail(self, message: object) -> None:
        self.failures += 1
        _fail(message)

    @property
    def status(self) -> int:
        """The exit status that the failures mean."""
        return 1 if self.failures else 0


def _begin(places: Path | None) -> None:
    """Makes a process that shares the work like this one."""
    from extract.values import place

    gc.set_threshold(*COLLECTED)
    place.use(places)


def _tried(articles: "Iterable[Article]", find: "Callable[[Article], T]") -> "Iterator[tuple[Article, T | Exception]]":
    for article in articles:
        try:
            yield article, find(article)
        except Exception as error:  # one document never stops the others
            yield article, error


# Commands


def _run(options: argparse.Namespace) -> int:
    folder = options.output.resolve()
    if inside := next((path for path in options.paths if os.path.isdir(path) and folder.is_relative_to(Path(path).resolve())), None):
        raise CallError(f"-o {options.output}: lies within {inside}, so the next run would read its own tables")
    reading = _Reading(options)
    try:
        options.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    from extract import load
    from extract.table import write

    shown: list[Event] = []

    def read() -> "Iterator[Event]":
        for _, found in reading.spread(options.jobs) if options.jobs != 1 else reading.found(load().read):
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


def _given(path: Path) -> "Callable[[Article], list[Event]]":
    """Article → its rows in an `events.jsonl`; CallError in one line for a file that is none."""
    from extract.table import TableError, read_jsonl

    rows: dict[str, list[Event]] = {}
    try:
        for event in read_jsonl(path):
            rows.setdefault(event.doc_id, []).append(event)
    except TableError as error:
        raise CallError(error) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None
    return lambda article: rows.get(article.doc_id, [])


def _evaluate(options: argparse.Namespace) -> int:
    paths = sorted(options.folder.glob("*.toml"))
    if not paths:
        raise CallError(f"{options.folder}: {'no gold (NAME.toml)' if options.folder.is_dir() else 'no such folder'}")
    from extract import load, score
    from extract.gold import labelled
    from extract.lexicon import event_types
    from extract.values.morphology import lemma

    extractors: dict[str, Callable[[Article], list[Event]]] = {"extract": load().read if options.events is None else _given(options.events)}
    if not options.no_baseline:
        from extract import baseline

        extractors["baseline"] = baseline.events
    gold: list[GoldDocument] = []
    predicted: dict[str, dict[str, list[Event]]] = {name: {} for name in extractors}
    types = event_types()
    for path in _progress(paths, "evaluating", len(paths)):
        try:
            article, document = labelled(path, types=types)
        except (ValueError, OSError) as error:
            _fail(error)
            continue
        gold.append(document)
        for name, extract in extractors.items():
            try:
                predicted[name][document.doc_id] = extract(article)
            except Exception as error:  # it found nothing there
                _fail(_crash(article, error))
    if not gold:
        return 1
    scores = {name: score.score(gold=gold, predicted=events, lemma=lemma) for name, events in predicted.items()}
    if options.json:
        print(json.dumps({name: score.as_json(result) for name, result in scores.items()}, ensure_ascii=False, indent=1))
    else:
        if options.errors:
            print(score.report_errors(scores["extract"]), end="\n\n")
        print(score.report(scores))
    f1 = scores["extract"].count("events").f1 or 0.0
    if options.fail_under is not None and f1 < options.fail_under:
        _fail(f"F1 of events {f1:.3f} is under {options.fail_under}")
        return 1
    return 0 if all(len(events) == len(paths) for events in predicted.values()) else 1


def _mentions(options: argparse.Namespace) -> int:
    reading = _Reading(options)
    from extract import load
    from extract.record import to_json

    extractor = load()
    for article, mentions in reading.found(extractor.read_mentions):
        print(json.dumps({"doc_id": article.doc_id, "mentions": to_json(mentions)}, ensure_ascii=False))
    return reading.status


def _explain(options: argparse.Namespace) -> int:
    reading = _Reading(options)
    from extract import load
    from extract.explain import lines

    for _, events in reading.found(load().read):
        for event in events:
            print(*lines(event), sep="\n", end="\n\n")
    return reading.status


def _schema(options: argparse.Namespace) -> int:
    from extract.lexicon import event_types
    from extract.table import schema

    text = json.dumps(schema(event_types()), ensure_ascii=False, indent=2) + "\n"
    if options.output is None:
        print(text, end="")
        return 0
    try:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    return 0
