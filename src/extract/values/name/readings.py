"""The nominative of a name of several words, which must agree: the one case, gender and number under which all weighs most."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from extract.values import place
from extract.values.morphology import parses
from extract.values.name.forms import (
    ADJECTIVE,
    CASE_OF_TAG,
    CASES,
    DICTIONARY,
    GENDER_OF_TAG,
    GENDERS,
    MODIFIERS,
    NOUNS,
    UNDECLINED,
    Candidate,
    Kind,
    Word,
    candidates,
    language,
    undeclined,
)

# Weights of the evidence, in natural logarithms.
_TAGGED_CASE, _SIMILAR_CASE, _TAGGED_GENDER, _TAGGED_NUMBER = 2.5, 1.0, 0.7, 1.5
_SIMILAR = {("Gen", "Acc"), ("Acc", "Gen"), ("Dat", "Loc"), ("Loc", "Dat"), ("Nom", "Acc"), ("Acc", "Nom")}
_KNOWN_PLACE, _OTHER_FORM = 2.0, 1.5
_ATTESTED = 3.0
_FIRST_PART = -0.4
_MOST_READINGS = 60
Agreement = tuple[str, str, str]
"""Case, gender and number."""
Support = Callable[[str, Word], float]
"""What else speaks for a nominative of a word."""


@cache
def _agreements(kind: Kind) -> Sequence[Agreement]:
    return list(product(CASES, GENDERS[:2] if kind == "person" else GENDERS, ("Sing", "Plur")))


class _Reading(NamedTuple):
    """One way to read a name: its parts in the nominative and the weight of the evidence."""

    parts: tuple[str, ...]
    weight: float


def _evidence(word: Word, agreement: Agreement) -> float:
    """How far the tagger's features speak for the agreement."""
    case, gender, number = agreement
    feats = word.feats
    tagged = feats.get("Case")
    weight = _TAGGED_CASE if tagged == case else _SIMILAR_CASE if (tagged, case) in _SIMILAR else 0.0
    return (
        weight
        + _TAGGED_NUMBER * (feats.get("Number", "Sing") == number)
        + _TAGGED_GENDER * (number == "Plur" or feats.get("Gender") == gender)
    )


def _readings(words: Sequence[Word], kind: Kind, support: Support) -> Iterator[_Reading]:
    """All agreeing readings of the words, which must be declinable ones."""
    ends = [*[False] * (len(words) - 1), True]
    pieces = [
        [[_fitting(part) for part in whole] for whole in _pieces(word, kind, last=last)] for word, last in zip(words, ends, strict=False)
    ]
    for agreement in _agreements(kind):
        total, parts = 0.0, []
        for word, options in zip(words, pieces, strict=True):
            best: tuple[float, str] | None = None
            for whole in options:
                weight, text = 0.0, []
                for fitting in whole:
                    if agreement not in fitting:
                        break
                    top = max((c.weight + support(c.nominative, word), c.nominative) for c in fitting[agreement])
                    weight += top[0]
                    text.append(top[1])
                else:
                    option = (weight / len(whole), "-".join(text))
                    best = option if best is None else max(best, option)
            if best is None:
                break
            total += best[0] + _evidence(word, agreement)
            parts.append(best[1])
        else:
            yield _Reading(tuple(parts), total)


@lru_cache(maxsize=2_048)
def _fitting(candidates: tuple[Candidate, ...]) -> Mapping[Agreement, Sequence[Candidate]]:
    """The candidates that each agreement allows; one that allows none is left out."""
    found: dict[Agreement, list[Candidate]] = {}
    for candidate in candidates:
        every = candidate.gender is None or candidate.number == "Plur"
        for gender in GENDERS if every else (candidate.gender,):
            found.setdefault((candidate.case, str(gender), candidate.number), []).append(candidate)
    return found


def _pieces(word: Word, kind: Kind, *, last: bool) -> list[list[tuple[Candidate, ...]]]:
    """The word as one piece and, if it is hyphenated, as its parts: Жан-Иву, Йошкар-Оле, Ростове-на-Дону."""
    whole = [[candidates(word.text, kind, word.pos, last)]]
    parts = word.text.split("-")
    if len(parts) > 1 and all(parts):
        if not any(c.weight > DICTIONARY for c in whole[0][0]):
            whole = []
        whole.append([*(_first_part(p, kind, word.pos) for p in parts[:-1]), candidates(parts[-1], kind, word.pos, last)])
    return whole


def _first_part(part: str, kind: Kind, pos: str) -> tuple[Candidate, ...]:
    """Candidates for a part before a hyphen, which often stays as it is (Жан-, Нью-, -на-)."""
    as_is = tuple(c._replace(weight=max(c.weight, _FIRST_PART)) for c in undeclined(part, kind, False))
    return (*candidates(part, kind, pos, False), *as_is) if part[0].isupper() else as_is


def _declines(word: Word) -> bool:
    """Whether the word is one that may change: Cyrillic, no initial, no particle, no punctuation."""
    text = word.text
    return len(text) > 1 and bool(re.search(r"[а-яёА-ЯЁ]", text)) and not re.fullmatch(r"\W+", text) and text not in language()["particles"]


def _agreeing(words: Sequence[Word], kind: Kind) -> list[int]:
    """The indices of the words that stand in the case of the whole name: all of a person's, else the first noun with its modifiers."""
    if kind == "person":
        return [i for i, w in enumerate(words) if _declines(w)]
    found: list[int] = []
    for i, word in enumerate(words):
        if not _declines(word) and not (word.pos == "PUNCT" and not found):
            return found
        if word.pos in NOUNS and kind == "place" and _is_adjective_before(words[i + 1 : i + 2], word):
            found.append(i)
        elif word.pos in NOUNS | {"X"}:
            after = next((n for n in range(i + 1, len(words)) if not _modifies(words[n], word)), len(words))
            return [*found, *range(i, after)]
        elif word.pos in MODIFIERS and "Case" in word.feats:
            found.append(i)
            if kind == "organisation" and _is_noun(word.text) and words[i + 1 : i + 2] and words[i + 1].pos == "PROPN":
                return found  # «сборной России»
        elif word.pos != "PUNCT":
            return found
    return found


@cache
def _is_noun(word: str) -> bool:
    """Whether an adjective's form is that of a thing's name too («сборная»)."""
    return any({"NOUN", "inan"} <= parse.tag.grammemes and "Geox" not in parse.tag for parse in parses(word.lower()) if parse.is_known)


def _is_adjective_before(after: Sequence[Word], word: Word) -> bool:
    """Whether a word that the tagger took for a noun is the adjective of the generic noun after it («Гегаркуникской области»)."""
    return bool(after) and after[0].lemma in place.generic_nouns() and ADJECTIVE.search(word.text) is not None


def _modifies(adjective: Word, noun: Word) -> bool:
    """Whether the word is an adjective in the noun's case («Ростове Великом»)."""
    return adjective.pos == "ADJ" and adjective.text[:1].isupper() and adjective.feats.get("Case") == noun.feats.get("Case") is not None


def _joined(words: Sequence[Word], changed: Sequence[int] = (), texts: Sequence[str] = ()) -> str:
    """The words on one line, the changed ones with these texts."""
    new = dict(zip(changed, texts, strict=True))
    return "".join(new.get(i, word.text) + (" " if word.space else "") for i, word in enumerate(words)).strip()


def _read(words: Sequence[Word], kind: Kind, support: Support) -> str:
    """The likeliest nominative."""
    agreeing = _agreeing(words, kind)
    told = [words[i] for i in agreeing]
    best, chosen = -math.inf, tuple(word.text for word in told)
    known: dict[tuple[str, ...], float] = {}
    alone = [] if kind == "person" else _of_one(told)
    for reading in (*_readings(told, kind, support), *(_readings(alone, kind, support) if alone else ())):
        weight, parts = reading.weight, reading.parts
        if kind == "place":
            if parts not in known:
                known[parts] = _KNOWN_PLACE if place.lookup(_joined(words, agreeing, parts)) else 0.0
            weight += known[parts]
        if weight > best:
            best, chosen = weight, parts
    return _joined(words, agreeing, chosen)


def _of_one(words: Sequence[Word]) -> list[Word]:
    """The words with a noun in the singular that is in the plural only because several have it («Чёрном и Средиземном морях»)."""
    if len(words) < 2 or words[-1].pos != "NOUN" or not words[-1].text.islower():
        return []
    noun = words[-1]
    for parse in parses(noun.text):
        case = str(parse.tag.case)
        if parse.tag.POS == "NOUN" and parse.tag.number == "plur" and noun.feats.get("Case") in {CASE_OF_TAG.get(case), None}:
            single = parse.inflect({"sing", case})
            if single is not None:
                gender = GENDER_OF_TAG.get(str(single.tag.gender), "")
                return [*words[:-1], noun._replace(text=single.word, feats={**noun.feats, "Number": "Sing", "Gender": gender})]
    return []


def _in_parts(words: Sequence[Word], kind: Kind, support: Support) -> str:
    """`_whole`, of a place's name that the gazetteer lacks in the reading that it knows, if there is one."""
    name = _whole(words, kind, support)
    return name if kind != "place" or place.homonyms(name) else _known_reading(words) or name


def _known_reading(words: Sequence[Word]) -> str | None:
    """The likeliest known place that the words may be a form of, whatever the tagger says of them («Куала-Лумпура»)."""
    options = [list(dict.fromkeys(_nominatives(word))) if _declines(word) else [word.text] for word in words]
    if math.prod(map(len, options)) > _MOST_READINGS:
        return None
    names = (_joined(words, range(len(words)), texts) for texts in product(*options))
    known = [(found[0].prior, name) for name in names if (found := place.homonyms(name))]
    return max(known)[1] if known else None


def _nominatives(word: Word) -> Iterator[str]:
    """All nominatives that a word may be a form of, and the word itself."""
    yield word.text
    for pieces in _pieces(word, "place", last=True):
        options = [list(dict.fromkeys(c.nominative for c in candidates)) for candidates in pieces]
        if math.prod(map(len, options)) <= _MOST_READINGS:
            yield from ("-".join(parts) for parts in product(*options))


def _whole(words: Sequence[Word], kind: Kind, support: Support) -> str:
    """`_read`, of a generic noun and of the proper name after it apart, because they agree in case only («городе Москве»)."""
    if kind == "place" and len(words) > 1 and words[0].lemma in place.generic_nouns():
        case = words[0].feats.get("Case")
        if case == words[1].feats.get("Case") and (case != "Gen" or place.lookup(_read(words[1:], kind, support))):
            return f"{_read(words[:1], kind, support)} {_read(words[1:], kind, support)}"
    return _read(words, kind, support)


def nominative(words: Sequence[Word], *, kind: Kind) -> str:
    """The name in the nominative as a newspaper writes it: the agreeing words are put into it, dependents keep their case."""
    return _in_parts(words, kind, lambda _nominative, _word: 0.0)


def canonical_names(forms: Sequence[Sequence[Word]], *, kind: Kind, attested: Callable[[str], bool] = lambda _: False) -> list[str]:
    """`nominative` of every name of one document, each form read in the light of the others: Бегина beside Бегин is his genitive.

    The forms of an organisation count for each other where a name is one word.
    `attested` tells which words are known to be written: of «Хезболла», a nominative or the genitive of «Хезболл», the one that is.
    """
    explained: dict[str, set[str]] = defaultdict(set)
    if kind != "place":
        for word in (w for words in forms if kind == "person" or len(words) == 1 for w in words if _declines(w)):
            for candidate in candidates(word.text, kind, word.pos, True):
                if candidate.weight > UNDECLINED:
                    explained[candidate.nominative].add(word.text)
            if word.feats.get("Case") == "Nom":
                explained[word.text].add("")
    others = {nominative: _OTHER_FORM * math.log(len(told)) for nominative, told in explained.items()}

    def support(nominative: str, word: Word) -> float:
        known = kind != "place" and word.pos not in MODIFIERS and attested(nominative)
        return others.get(nominative, 0.0) + (_ATTESTED if known else 0.0)

    found: dict[tuple[object, ...], str] = {}
    for words in forms:
        if (key := _key(words)) not in found:
            found[key] = _in_parts(words, kind, support)
    return [found[_key(words)] for words in forms]


def _key(words: Sequence[Word]) -> tuple[object, ...]:
    return tuple((*word[:3], tuple(word.feats.items()), word.space) for word in words)
