"""What all files of the table have in common: they are complete or not there, and hold no formula and nothing that they cannot hold."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

Sink = Callable[[Any], None]


@contextmanager
def complete(path: Path) -> Iterator[Path]:
    """A path beside `path` to write to, which becomes `path` when all went well and vanishes otherwise."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


FORMULA: Final = re.compile(r"[=+\-@\t\r\n]")
PLAIN: Final = re.compile(r"[+-]?\d+([.,]\d+)?|.")
"""What is no formula although it begins like one: a number, and a single character (the `=` of `duration_bound`)."""
UNPRINTABLE: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML and UTF-8 cannot hold: control characters, lone surrogates, the noncharacters U+FFFE and U+FFFF."""


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    return isinstance(cell, str) and bool(FORMULA.match(cell)) and not PLAIN.fullmatch(cell)


def disarmed(cell: object) -> object:
    """The cell that no spreadsheet takes for a formula (`=1+1` → `'=1+1`); numbers stay."""
    return f"'{cell}" if is_formula(cell) else cell


def printable(cells: Iterable[Any]) -> list[Any]:
    """The cells with characters that a file cannot hold replaced by U+FFFD."""
    return [UNPRINTABLE.sub("\ufffd", cell) if isinstance(cell, str) else cell for cell in cells]
