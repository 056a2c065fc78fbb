"""The light tokenisation of the value readers, and the lookup of words in the language files."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_TOKEN = re.compile(
    r"(?P<word>[^\W\d_](?:[^\W\d_]|[\u00ad\u0300-\u036f])*)|(?P<number>\d+)|(?P<mark>[^\s\u200b\u00ad\u2060\ufeff]|\n[^\S\n]*\n)"
)
_INVISIBLE = re.compile(r"[\u00ad\u0300-\u0305\u0307-\u036f]")
_FOLD = str.maketrans(
    {"ё": "е", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"'}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits, a single mark or a blank line, which reads as a full stop.

    `low` is its folded form: lower case, ё as е, one dash, no accents or soft hyphens.
    """

    low: str
    start: int
    end: int
    number: int | None
    capital: bool


END = Token("", -1, -1, None, False)
"""Stands before the first and after the last token."""


@lru_cache(maxsize=8)
def tokenise(text: str) -> Sequence[Token]:
    """The tokens of `text` in its order; offsets point into `text` as it is."""
    found = []
    for match in _TOKEN.finditer(text):
        quoted = match.group()
        if match.lastgroup == "number":
            value = int(quoted) if len(quoted) <= 15 else None
            found.append(Token(quoted, match.start(), match.end(), value, False))
        elif match.lastgroup == "word":
            low = quoted.lower().translate(_FOLD)
            if not low.isalpha():
                low = _INVISIBLE.sub("", low)
            found.append(Token(low, match.start(), match.end(), None, quoted[0].isupper()))
        elif quoted.isspace():
            found.append(Token(".", match.start(), match.start(), None, False))  # what stands behind does not touch it
        else:
            found.append(Token(quoted.translate(_FOLD), match.start(), match.end(), None, False))
    return found


@cache
def language(name: str) -> Mapping[str, Any]:
    """The language file `name`, as read."""
    return tomllib.loads(files("extract").joinpath("language", name).read_text(encoding="utf8"))


def forms(entries: Iterable[str], endings: Mapping[str, str]) -> list[str]:
    """The words that `stem|ending ending` entries stand for; `-` is the empty ending, `@name` a set of `endings`."""
    found = []
    for entry in entries:
        stem, _, tails = entry.partition("|")
        if tails.startswith("@"):
            tails = endings[tails[1:]]
        found += [stem + ("" if tail == "-" else tail) for tail in tails.split()] if tails else [stem]
    return found


def table(name: str, section: str) -> dict[str, str]:
    """Word form → key, of a section of a language file."""
    source = language(name)
    endings = source.get("endings", {})
    return {form: key for key, entries in source[section].items() for form in forms(entries, endings)}


def words(name: str, section: str, key: str) -> frozenset[str]:
    """The word forms of one key of a section of a language file."""
    source = language(name)
    return frozenset(forms(source[section][key], source.get("endings", {})))
