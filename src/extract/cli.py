"""The command `extract`: one thin function per command. Heavy imports happen inside them, so that `--help` answers at once."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from extract.extractor import Extractor
    from extract.gold import GoldDocument
    from extract.record import Article, Event

FORMATS = ("jsonl", "csv", "parquet", "xlsx")
ROWS_SHOWN = 40

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit status is 0, 1 when a document failed or a score is too low, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.function(options))
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="extract", description="Events from Russian news text: one row per event, grounded in its words.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: object, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(function=function)
        return added

    def inputs(added: argparse.ArgumentParser) -> None:
        added.add_argument("paths", nargs="*", default=["corpus"], metavar="PATH", help="files (.txt .jsonl .csv .parquet), folders, globs, - (default: corpus)")
        added.add_argument("--published", metavar="DATE", help="publication date (ISO 8601) of documents that give none")
        added.add_argument("--encoding", help="encoding of the files (default: recognised)")

    run = command("run", _run, "Extract the events of documents into tables.")
    inputs(run)
    run.add_argument("-o", "--output", type=Path, default=Path("outputs"), metavar="DIR", help="folder for the tables (default: outputs)")
    run.add_argument("--format", default=",".join(FORMATS), metavar="LIST", help=f"which tables to write (default: {','.join(FORMATS)})")
    run.add_argument("--quiet", action="store_true", help="do not print the table")

    evaluate = command("evaluate", _evaluate, "Score the extraction against hand-labelled gold (NAME.toml beside NAME.txt).")
    evaluate.add_argument("folder", nargs="?", type=Path, default=Path("corpus/dev"), metavar="DIR", help="folder of texts with gold (default: corpus/dev)")
    evaluate.add_argument("--errors", action="store_true", help="list every error with its sentence")
    evaluate.add_argument("--json", action="store_true", help="print the score as JSON")
    evaluate.add_argument("--fail-under", type=float, metavar="F1", help="exit with 1 when the F1 of events is lower")
    evaluate.add_argument("--no-baseline", action="store_true", help="leave out the baseline")

    mentions = command("mentions", _mentions, "Print every normalised mention of documents as JSON Lines.")
    inputs(mentions)
    explain = command("explain", _explain, "Print which rule or words gave each cell of each event.")
    inputs(explain)
    schema = command("schema", _schema, "Print the JSON Schema of the full record.")
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a file")
    return parser


def _fail(message: object) -> None:
    print(f"extract: {message}", file=sys.stderr)


def _progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar on standard error when it is a terminal."""
    from tqdm import tqdm

    yield from tqdm(items, desc=what, total=total, unit="doc", disable=None, file=sys.stderr)


class _Reading:
    """The articles of the command's inputs; what fails is reported as it comes and counted in `failures`."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.failures = 0

    def articles(self) -> "Iterator[Article]":
        from extract.reading import Failure, read

        outcomes = read(self.options.paths, published=self.options.published, encoding=self.options.encoding)
        for outcome in _progress(outcomes, "reading events"):
            if isinstance(outcome, Failure):
                self.fail(outcome)
            else:
                yield outcome

    def fail(self, message: object) -> None:
        self.failures += 1
        _fail(message)

    def events(self, extractor: "Extractor") -> "Iterator[Event]":
        """The events of all articles; an article on which the extractor fails is reported, the others are done."""
        for article in self.articles():
            try:
                found = extractor.read(article)
            except Exception as error:  # noqa: BLE001  one document never stops the others
                self.fail(f"{article.source or article.doc_id}: {type(error).__name__}: {error}")
                continue
            yield from found


def _checked(options: argparse.Namespace) -> str | None:
    """What is wrong with the call."""
    from extract.reading import iso

    if options.published is not None:
        try:
            iso(options.published)
        except ValueError as error:
            return f"--published: {error}"
    if options.encoding is not None:
        try:
            b"".decode(options.encoding)
        except LookupError:
            return f"--encoding: no encoding {options.encoding!r}"
    return None


def _run(options: argparse.Namespace) -> int:
    formats = tuple(part.strip() for part in options.format.split(",") if part.strip())
    wrong = _checked(options) or (f"--format: choose from {', '.join(FORMATS)}" if set(formats) - set(FORMATS) else None)
    if wrong:
        _fail(wrong)
        return 2
    from extract import load
    from extract.table import write

    reading = _Reading(options)
    kept: list[Event] = []

    def events() -> "Iterator[Event]":
        for event in reading.events(load()):
            if len(kept) <= ROWS_SHOWN:
                kept.append(event)
            yield event

    count = write(events(), options.output, formats)
    if not options.quiet:
        _show(kept, count)
        print(f"{count} events → {', '.join(str(options.output / f'events.{name}') for name in formats)}")
    return 1 if reading.failures else 0


def _show(events: "Sequence[Event]", count: int) -> None:
    """The first rows, one line each."""
    for event in events[:ROWS_SHOWN]:
        print(f"{event.event_id:24.24} {event.status:9} {event.label:.100}")
    if count > ROWS_SHOWN:
        print(f"… and {count - ROWS_SHOWN} more")


def _gold(folder: Path) -> "Iterator[tuple[Article, GoldDocument] | str]":
    """The texts of a folder with their gold, in the order of their names; for one that cannot be used the reason."""
    from extract import gold, reading
    from extract.lexicon import event_types

    for path in sorted(folder.glob("*.toml")):
        text = path.with_suffix(".txt")
        outcome = next(reading.read([str(text)]), None)
        if not isinstance(outcome, reading.Article):
            yield str(outcome or f"{text}: no text beside {path.name}")
            continue
        article = outcome
        try:
            yield article, gold.read(path, types=event_types(), load=lambda _: article.text)  # noqa: B023  used at once
        except gold.GoldError as error:
            yield str(error)


def _evaluate(options: argparse.Namespace) -> int:
    if not options.folder.is_dir():
        _fail(f"{options.folder}: no such folder")
        return 2
    from extract import baseline, load, score
    from extract.values.morphology import lemma

    extractor = load()
    gold: list[GoldDocument] = []
    predicted: dict[str, list[Event]] = {}
    simple: dict[str, list[Event]] = {}
    failures = 0
    pairs = list(_gold(options.folder))
    for pair in _progress(pairs, "evaluating", len(pairs)):
        if isinstance(pair, str):
            failures += 1
            _fail(pair)
            continue
        article, document = pair
        gold.append(document)
        predicted[document.doc_id] = extractor.read(article)
        if not options.no_baseline:
            simple[document.doc_id] = baseline.events(extractor.nlp, article)
    if not gold:
        _fail(f"{options.folder}: no gold")
        return 2
    result = score.score(gold=gold, predicted=predicted, lemma=lemma)
    scores = {"extract": result}
    if not options.no_baseline:
        scores["baseline"] = score.score(gold=gold, predicted=simple, lemma=lemma)
    if options.json:
        print(json.dumps({name: score.as_json(s) for name, s in scores.items()}, ensure_ascii=False, indent=1))
    else:
        if options.errors:
            print(score.report_errors(result))
        print(score.report(scores))
    f1 = result.count("events").f1
    low = options.fail_under is not None and (f1 is None or f1 < options.fail_under)
    return 1 if failures or low else 0


def _mentions(options: argparse.Namespace) -> int:
    wrong = _checked(options)
    if wrong:
        _fail(wrong)
        return 2
    from extract import pipeline
    from extract.record import to_json

    nlp = pipeline.build()
    reading = _Reading(options)
    for article in reading.articles():
        found = to_json(pipeline.mentions(nlp, article))
        print(json.dumps({"doc_id": article.doc_id, "mentions": found}, ensure_ascii=False))
    return 1 if reading.failures else 0


def _explain(options: argparse.Namespace) -> int:
    wrong = _checked(options)
    if wrong:
        _fail(wrong)
        return 2
    from extract import load
    from extract.explain import lines

    reading = _Reading(options)
    for event in reading.events(load()):
        print("\n".join(lines(event)))
    return 1 if reading.failures else 0


def _schema(options: argparse.Namespace) -> int:
    from extract.lexicon import event_types
    from extract.table import schema

    text = json.dumps(schema(event_types()), ensure_ascii=False, indent=2) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text, encoding="utf8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
