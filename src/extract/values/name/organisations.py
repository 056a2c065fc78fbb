"""One name per organisation of a document: abbreviations and short names take the full one."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extract.values.morphology import parses

_IN_BRACKETS = re.compile(r"[»\"”]?\s*+\(\s*+(?:далее\s*+[—–-]\s*+)?[«\"„]?([^()«»\"]{1,200}?)[»\"”]?\s{0,9}\)")


class OrganisationMention(NamedTuple):
    """An organisation's name in the nominative and where it stands in the text (code points, half-open)."""

    nominative: str
    start: int
    end: int


def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters of the word stand in the name in this order, from its first on (Минобороны, МВФ)."""
    letters = iter(full.lower())
    return len(short) < len(full) and short[:1].lower() == full[:1].lower() and all(letter in letters for letter in short.lower())


def _quotes_off(name: str) -> str:
    return re.sub(r"[«»\"“”„]", "", name)


def _plain(name: str) -> str:
    """The name without quotes and differences of case and ё."""
    return _quotes_off(name).lower().replace("ё", "е")


def canonical_organisations(mentions: Sequence[OrganisationMention], *, text: str) -> list[str]:
    """For each mention, in order, the name the document gives in full; an abbreviation given in brackets in `text` maps to it.

    «Министерство обороны (Минобороны)», «МВФ (Международный валютный фонд)»: both are the full name from then on and before. A word alone
    behind a name of several words with capitals that begins or ends with it is that («Халл Сити», «Халл»). A name of several words is the
    one longer name of the document that tells whose it is or what for («Верховный суд», «Верховный суд России»).
    """
    full: dict[str, str] = {}
    first: dict[str, str] = {}
    ordered = sorted(mentions, key=lambda m: m.start)
    for mention in ordered:
        first.setdefault(_plain(mention.nominative), mention.nominative)
        bracket = _IN_BRACKETS.match(text, mention.end)
        if bracket is None:
            continue
        inner = next((m.nominative for m in ordered if bracket.start(1) <= m.start and m.end <= bracket.end(1)), bracket[1])
        for short, long in ((inner, mention.nominative), (mention.nominative, inner)):
            if " " not in short and " " in long and _abbreviates(short, _plain(long)):
                full.setdefault(_plain(short), long)
    long_names = {name: m.start for m in reversed(ordered) if _is_of_names(name := first[_plain(m.nominative)])}
    ends: dict[str, list[str]] = {}
    """The names of several words by the words that they begin or end with."""
    for name in long_names:
        first_word, *_, last_word = _plain(name).split()
        for word in dict.fromkeys((first_word, last_word)):
            ends.setdefault(word, []).append(name)
    completed = _completed(first)
    names = []
    for mention in mentions:
        name = full.get(_plain(mention.nominative), mention.nominative)
        name = first.get(_plain(name), name)
        name = completed.get(_plain(name), name)
        longer = ends.get(_plain(name), []) if " " not in name else []
        names.append(longer[0] if len(longer) == 1 and long_names[longer[0]] < mention.start else name)
    return names


def _completed(first: Mapping[str, str]) -> dict[str, str]:
    """Names of several words → the one among them that goes on behind it; `first`: plain name → the name as it was told first."""
    longer: dict[str, list[str]] = {}
    for name in first:
        parts = name.split(" ")
        for size in range(2, len(parts)):
            longer.setdefault(" ".join(parts[:size]), []).append(name)
    found = {}
    for short in longer.keys() & first.keys():
        most = max(longer[short], key=len)
        if all(most.startswith(name) for name in longer[short]) and _complements(most, short):
            found[short] = first[most]
    return found


def _complements(name: str, short: str) -> bool:
    """Whether what stands behind the short name depends on it: a genitive, or a preposition and its noun."""
    word = name[len(short) :].split()[0]
    return any("gent" in parse.tag or parse.tag.POS == "PREP" for parse in parses(word))


def _is_of_names(name: str) -> bool:
    """Whether a name is several Russian words, all with a capital."""
    parts = _quotes_off(name).split()
    return len(parts) > 1 and all(re.fullmatch(r"[А-ЯЁ][а-яё]+", part) for part in parts)
