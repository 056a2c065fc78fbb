"""What commands share: their inputs, the progress bar, one line for what fails. Heavy imports happen inside the functions."""

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from extract.record import Article

COLLECTED = (50_000, 20, 20)
"""How many new objects the garbage collector waits for: a text makes very many, and hardly a cycle of them."""

T = TypeVar("T")


class CallError(Exception):
    """A call that cannot be meant: one line saying why."""


Command = Callable[[argparse.Namespace], int]
"""What a command does; it returns the exit status: 0, 1 when something failed, 2 for a wrong call."""
Adding = Callable[[str, Command, str], argparse.ArgumentParser]
"""Adds a command to the parser: its name, what it does, a line about it."""


def inputs(added: argparse.ArgumentParser, default: str = "corpus") -> None:
    """The arguments of a command that reads documents; `Reading` takes them."""
    about = f"files (.txt .jsonl .csv .parquet), folders, globs, - for standard input (default: {default})"
    added.add_argument("paths", nargs="*", default=[default], metavar="PATH", help=about)
    added.add_argument("--published", metavar="DATE", help="publication date (ISO 8601) of documents that give none")
    added.add_argument("--encoding", help="encoding of the files (default: recognised)")
    added.add_argument("--places", type=Path, metavar="FILE", help="table of places to go before the program's own (docs/places.md)")


def whole(number: str) -> int:
    """A number of the command line, 0 or more."""
    if not number.isdecimal():
        raise argparse.ArgumentTypeError(f"no whole number: {number!r}")
    return int(number)


def fail(message: object) -> None:
    """One line on standard error, above the progress bar if there is one."""
    line = f"extract: {message}"
    if sys.stderr.isatty():
        from tqdm import tqdm

        tqdm.write(line, file=sys.stderr)
    else:
        print(line, file=sys.stderr)


def crash(article: "Article", error: Exception) -> str:
    """One line for an article on which an extractor broke down."""
    return f"{article.source}: {article.doc_id}: {type(error).__name__}: {' '.join(str(error).split())}"


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar on standard error when it is a terminal."""
    from tqdm import tqdm

    yield from tqdm(items, desc=what, total=total, unit="doc", disable=None, file=sys.stderr)


class Reading:
    """The articles of the command's inputs; what fails is reported as it comes and counted in `failures`."""

    def __init__(self, options: argparse.Namespace) -> None:
        from extract.reading import read

        self.failures = 0
        self._places = options.places
        for line in broken_places(options.places):
            self.fail(line)
        try:
            self._outcomes = read(options.paths, published=options.published, encoding=options.encoding)
        except ValueError as error:
            raise CallError(error) from None

    def articles(self) -> "Iterator[Article]":
        """The articles that can be read; the others are reported."""
        from extract.reading import Failure

        for outcome in progress(self._outcomes, "reading"):
            if isinstance(outcome, Failure):
                self.fail(outcome)
            else:
                yield outcome

    def found(self, find: "Callable[[Article], T]") -> "Iterator[tuple[Article, T]]":
        """Each article with what `find` finds in it; an article on which it fails is reported, the others are done."""
        return self._right(tried(self.articles(), find))

    def spread(self, jobs: int, find: "Callable[[Article], T]") -> "Iterator[tuple[Article, T]]":
        """Each article with what `find`, a function of a module, finds in it in one of so many processes; see `found`."""
        from functools import partial

        from extract import parallel

        return self._right(parallel.spread(self.articles(), jobs or parallel.cores(), find, begin=partial(begin, self._places)))

    def _right(self, outcomes: "Iterable[tuple[Article, T | Exception]]") -> "Iterator[tuple[Article, T]]":
        for article, outcome in outcomes:
            if isinstance(outcome, Exception):
                self.fail(crash(article, outcome))
            else:
                yield article, outcome

    def fail(self, message: object) -> None:
        """Reports and counts what failed."""
        self.failures += 1
        fail(message)

    @property
    def status(self) -> int:
        """The exit status that the failures mean."""
        return 1 if self.failures else 0


def broken_places(path: Path | None) -> "Iterable[str]":
    """Takes a table of places (docs/places.md); one line for each of its lines that is broken, CallError if it can't be read."""
    from extract.values import place

    try:
        return place.use(path)
    except OSError as error:
        raise CallError(f"{path}: can't be read: {error.strerror}") from None


def begin(places: Path | None) -> None:
    """Makes a process that shares the work like this one."""
    from extract.values import place

    gc.set_threshold(*COLLECTED)
    place.use(places)


def tried(articles: "Iterable[Article]", find: "Callable[[Article], T]") -> "Iterator[tuple[Article, T | Exception]]":
    """Each article with what `find` finds in it, or with the exception that it raised."""
    for article in articles:
        try:
            yield article, find(article)
        except Exception as error:  # one document never stops the others
            yield article, error
