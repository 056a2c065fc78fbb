"""Paths, folders and globs → files, in a fixed order."""

import glob
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from io import BufferedReader
from itertools import chain
from pathlib import Path
from typing import Any, cast

from extract.reading.formats import READERS, ending
from extract.reading.met import Met
from extract.reading.outcome import STDIN, Failure, printable


def files(paths: Sequence[str | Path]) -> Iterator[str | Failure]:
    """The names of the files that the paths mean, each once, in the order of the paths, sorted within a folder or glob."""
    with closing(Met()) as met:
        for found in chain.from_iterable(_expand(os.fspath(path)) for path in paths):
            if isinstance(found, Failure) or not met.before(found if found == STDIN else os.path.realpath(found)):
                yield found


def _expand(path: str) -> Iterator[str | Failure]:
    if path == STDIN or os.path.isfile(path):
        yield path
    elif os.path.isdir(path):
        yield from _folder(path)
    elif os.path.exists(path):
        yield Failure(printable(path), None, "neither file nor folder")
    elif glob.has_magic(path) and "\0" not in path:
        matches = sorted(glob.glob(path, recursive=True), key=_parts)
        found = [name for name in matches if os.path.isdir(name) or ending(name)]
        if not found:
            yield Failure(printable(path), None, f"matches no file ({', '.join(READERS)})")
        for name in found:
            yield from _expand(name)
    else:
        yield Failure(printable(path), None, "no such file or folder")


def _folder(path: str) -> Iterator[str | Failure]:
    """The files of a folder that have a known ending, sorted; hidden files and folders are left out."""
    outcome = None
    for outcome in _walk(path):
        yield outcome
    if outcome is None:
        yield Failure(printable(path), None, f"no file in the folder ({', '.join(READERS)})")


def _walk(path: str) -> Iterator[str | Failure]:
    try:
        with os.scandir(path) as entries:
            names = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        yield Failure(printable(path), None, f"can't be read: {error.strerror}")
        return
    for name, is_folder, is_link in names:
        if is_folder and not is_link:
            yield from _walk(os.path.join(path, name))
        elif not is_folder and ending(name):
            yield os.path.join(path, name)


def _parts(name: str) -> tuple[str, ...]:
    return Path(name).parts


@contextmanager
def opened(name: str) -> Iterator[BufferedReader]:
    """The bytes of a file, or of standard input, which stays open."""
    if name != STDIN:
        with open(name, "rb") as file:
            yield file
        return
    stdin = BufferedReader(cast(Any, sys.stdin.buffer))
    try:
        yield stdin
    finally:
        stdin.detach()
