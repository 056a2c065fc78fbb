"""Russian word forms: lemmas, analyses and inflection of single words. The one door to pymorphy3."""

import sys
import unicodedata
from functools import cache, lru_cache
from typing import Any

from pymorphy3 import MorphAnalyzer, shapes


@cache
def _is_latin(letter: str) -> bool:
    return "LATIN" in unicodedata.name(letter, "")


shapes.is_latin_char = _is_latin
"""pymorphy3's own raises ValueError for letters that Unicode gives no name, such as Tangut (`𗀀`)."""


@cache
def analyzer() -> Any:
    """The shared dictionary (15 MB, loaded once)."""
    return MorphAnalyzer()


@lru_cache(maxsize=8_192)
def parses(word: str) -> tuple[Any, ...]:
    """All analyses of `word`, the likeliest first; each has `.normal_form`, `.tag`, `.score`, `.inflect(set)`, `.lexeme`."""
    return tuple(analyzer().parse(word))


@lru_cache(maxsize=8_192)
def lemma(word: str) -> str:
    """The dictionary form of the likeliest analysis, lower case (`встречи` → `встреча`)."""
    return str(parses(word)[0].normal_form)


def serve_natasha() -> None:
    """Lets natasha import `pymorphy2`, which needs the `pkg_resources` that setuptools ≥ 82 no longer has, and get pymorphy3."""
    for name in ("", ".analyzer", ".shapes", ".tagset", ".units"):
        sys.modules.setdefault("pymorphy2" + name, sys.modules["pymorphy3" + name])
