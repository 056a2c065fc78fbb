"""What commands share: their inputs, the progress bar, one line for what fails. Heavy imports happen inside the functions."""

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from extract.reading import Failure, Located
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


def progress(items: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
    """The items, with a progress bar on standard error when it is a terminal."""
    from tqdm import tqdm

    yield from tqdm(items, desc=what, total=total, unit="doc", disable=None, file=sys.stderr)


class Reading:
    """The documents of the command's inputs; what fails is reported as it comes and counted in `failures`."""

    def __init__(self, options: argparse.Namespace) -> None:
        from extract.reading import documents

        self.failures = 0
        self._places = options.places
        for line in broken_places(options.places):
            self.fail(line)
        try:
            self._outcomes = documents(options.paths, published=options.published, encoding=options.encoding)
        except ValueError as error:
            raise CallError(error) from None

    def outcomes(self) -> "Iterator[Located | Failure]":
        """Every document and every failure to read one, in order, with a progress bar."""
        return progress(self._outcomes, "reading")

    def found(self, find: "Callable[[Article], T]", jobs: int = 1) -> "Iterator[tuple[Article, T]]":
        """Each article with what `find` finds in it, by so many processes; what can't be read or on which it fails is reported."""
        from extract import parallel
        from extract.reading import Failure

        for (_, outcome), found in parallel.results(enumerate(self.outcomes()), jobs, find, begin=self.begin()):
            if isinstance(outcome, Failure) or isinstance(found, Failure):
                self.fail(found)
            else:
                yield outcome.article, found

    def begin(self) -> "Callable[[], None]":
        """What makes a process that shares the work like this one."""
        from functools import partial

        return partial(begin, self._places)

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
