"""The one reader of the tables in `language/`: name → parsed TOML, read once."""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table `language/NAME.toml` as nested dicts and lists; KeyError-like `FileNotFoundError` if there is none."""
    return tomllib.loads(files("extract.language").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """The word as the tables are searched: lower case, ё as е."""
    return word.lower().replace("ё", "е")


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """The folded words under `keys` of the table (`words("status", "cancelled", "verbs")`)."""
    found: Any = table(name)
    for key in keys:
        found = found[key]
    return frozenset(fold(word) for word in found)


@cache
def pairs(name: str) -> dict[str, str]:
    """The two columns of `language/NAME.tsv`, the first folded."""
    lines = files("extract.language").joinpath(f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {fold(first): second for first, second in rows}


def event_types() -> tuple[str, ...]:
    """The names of the event types in the order of the contract."""
    return tuple(table("ontology"))
