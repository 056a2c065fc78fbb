"""The nominatives that one word of a name may be a form of.

They come from the dictionary and, for words it does not know, from `language/declension.tsv`.
"""

import math
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any, Literal, NamedTuple

from extract import lexicon
from extract.values.morphology import parses

Kind = Literal["person", "place", "organisation"]
CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc")
GENDERS = ("Masc", "Fem", "Neut")
CASE_OF_TAG = {"nomn": "Nom", "gent": "Gen", "gen2": "Gen", "datv": "Dat", "accs": "Acc", "ablt": "Ins", "loct": "Loc", "loc2": "Loc"}
GENDER_OF_TAG = {"masc": "Masc", "femn": "Fem", "neut": "Neut"}
"""The dictionary's cases and genders as Universal Dependencies has them."""
_LETTER: dict[Kind, str] = {"person": "p", "place": "l", "organisation": "o"}
"""How `declension.tsv` writes the kinds."""
NOUNS = {"NOUN", "PROPN"}
MODIFIERS = {"ADJ", "DET", "NUM", "VERB"}
NAME_TAGS = {"person": {"Name", "Surn", "Patr"}, "place": {"Geox"}, "organisation": {"Orgn"}}
_OBLIQUE = re.compile(r"(ого|ому|ыми|ами|ым|им|ой|ою|ом|ем|ём)$")
ADJECTIVE = re.compile(r"[сц]к(ий|ого|ому|им|ом|ая|ой|ую|ое)$")
_LONGEST_ACRONYM = _LONGEST_SYLLABLE = 4
_NEVER_DECLINED = re.compile(r"(оглу|швили|дзе|заде)$")
_SURNAME_FORM = re.compile(r"(ов|ев|ёв)(у|ым|ых|ыми|ой|ою)$")

# Weights of the evidence, in natural logarithms.
DICTIONARY, _NAME_IN_DICTIONARY = 0.5, 1.2
_FIXED, _NOT_IN_DICTIONARY = 0.5, 1.5
_USUAL_ENDING = 0.2
UNDECLINED = -4.0


class Word(NamedTuple):
    """One token with its Universal Dependencies tags (`pos` `PROPN`; `feats` `{"Case": "Ins", "Gender": "Masc", "Number": "Sing"}`)."""

    text: str
    lemma: str
    pos: str
    feats: Mapping[str, str]
    space: str = " "
    """The white space after the word, as in the text; empty if there is none."""


class Candidate(NamedTuple):
    """A nominative that a word may be a form of; `gender` None fits any."""

    nominative: str
    case: str
    gender: str | None
    number: str
    weight: float


class _Ending(NamedTuple):
    """One row of `declension.tsv`."""

    endings: Mapping[str, str]
    gender: str
    number: str
    kinds: str
    stem: re.Pattern[str]
    weight: float


@cache
def language() -> Mapping[str, frozenset[str]]:
    """What `language/names.toml` knows of names, by its keys."""
    return {key: frozenset(values) for key, values in lexicon.table("names").items()}


@cache
def _endings() -> tuple[_Ending, ...]:
    lines = files("extract.language").joinpath("declension.tsv").read_text(encoding="utf8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    found = []
    for *endings, gender, number, kinds, stem, weight in rows:
        by_case = {case: "" if ending == "-" else ending for case, ending in zip(CASES, endings, strict=True)}
        found.append(_Ending(by_case, gender, number, kinds, re.compile(f"{stem}$"), float(weight)))
    return tuple(found)


def _cased(value: str, model: str) -> str:
    """`value` in capitals as `model` has them (`великий`, `Великими` → `Великий`; `автоваз`, `АвтоВАЗа` → `АвтоВАЗ`)."""
    if "-" in value and value.count("-") == model.count("-"):
        return "-".join(_cased(v, m) for v, m in zip(value.split("-"), model.split("-"), strict=True))
    if len(model) > 1 and model.isupper():
        return value.upper()
    likes = zip_longest(value, model[: len(value)], fillvalue="")
    return "".join(one.upper() if like.isupper() and (k == 0 or one == like.lower()) else one for k, (one, like) in enumerate(likes))


@lru_cache(maxsize=2_048)
def _dictionary(word: str, kind: Kind) -> tuple[Candidate, ...]:
    """Candidates from the dictionary's analyses of a noun or adjective."""
    found: dict[tuple[str, str, str | None, str], float] = {}
    for parse in parses(word):
        tag = parse.tag
        case = CASE_OF_TAG.get(str(tag.case))
        if tag.POS not in {"NOUN", "ADJF", "PRTF"} or case is None or not (parse.is_known or tag.POS != "NOUN"):
            continue
        nominative = (
            word
            if "Fixd" in tag or case == "Nom"
            else _inflected(parse, {"nomn", str(tag.number)} | ({str(tag.gender)} if tag.gender else set()))
        )
        if nominative is None:
            continue
        is_name = bool(NAME_TAGS[kind] & set(tag.grammemes))
        weight = math.log(max(parse.score, 0.02)) * 0.3 + DICTIONARY + (_NAME_IN_DICTIONARY if is_name else 0.0)
        if kind == "person" and not is_name:
            weight -= 1.0 if tag.POS == "NOUN" else 0.6
        weight -= _FIXED if "Fixd" in tag else 0.0
        gender = None if "ms-f" in tag else GENDER_OF_TAG.get(str(tag.gender))
        number = "Plur" if tag.number == "plur" else "Sing"
        key = (_cased(_keep_yo(nominative, word), word), case, gender, number)
        found[key] = max(found.get(key, -math.inf), weight)
    return tuple(Candidate(*key, weight) for key, weight in found.items())


def _inflected(parse: Any, grammemes: set[str]) -> str | None:
    """The form with these grammemes; of two superlatives the one that the word is a form of («Высшей» → «Высшая», not «Высочайшая»)."""
    if "Supr" not in parse.tag:
        inflected = parse.inflect(grammemes)
        return str(inflected.word) if inflected else None
    forms = [str(form.word) for form in parse.lexeme if grammemes | {"Supr"} <= form.tag.grammemes]
    return min(forms, key=lambda form: abs(len(form) - len(parse.word)), default=None)


def _keep_yo(value: str, model: str) -> str:
    """`value` written with ё only where the text itself does not write е in its place."""
    return "".join("е" if v == "ё" and m in "еЕ" else v for v, m in zip(value, model, strict=False)) + value[len(model) :]


@lru_cache(maxsize=2_048)
def _by_ending(word: str, kind: Kind) -> tuple[Candidate, ...]:
    """Candidates from the endings of names."""
    found: dict[tuple[str, str, str | None, str], float] = {}
    lower = word.lower()
    for row in _endings():
        if _LETTER[kind] not in row.kinds:
            continue
        for case in CASES:
            ending = row.endings[case]
            if ending == "=":
                ending = row.endings["Gen" if kind == "person" else "Nom"]
            stem = word[: len(word) - len(ending)]
            if not lower.endswith(ending) or len(stem) < 2 or not row.stem.search(stem.lower()):
                continue
            key = (stem + row.endings["Nom"], case, row.gender, row.number)
            found[key] = max(found.get(key, -math.inf), row.weight)
    return tuple(Candidate(*key, weight) for key, weight in found.items())


@lru_cache(maxsize=2_048)
def undeclined(word: str, kind: Kind, last: bool) -> tuple[Candidate, ...]:
    """The word as it is, in every case: likely after a vowel, and for a woman's surname after a consonant."""
    ending = word[-1:].lower()
    capitals = 1 < len(word) <= _LONGEST_ACRONYM and word.isupper()
    found = []
    for case in CASES:
        weights: dict[str | None, float] = {None: UNDECLINED}
        if capitals or not re.search(r"[а-яё]", word.lower()):
            weights[None] = 2.0
        elif kind == "person" and _NEVER_DECLINED.search(word.lower()):
            weights[None] = 0.8
        elif kind == "person" and _SURNAME_FORM.search(word.lower()):
            weights[None] = -3.5
        elif kind == "person" and len(word) > 4 and word.lower().endswith(("ю", "ии", "ы")):
            weights[None] = -2.5
        elif ending in "ую" or word.lower().endswith(("его", "ии", "ого")):
            weights[None] = -1.5
        elif ending in "оеёиэы":
            inflected = kind == "person" and ending == "е" and case in {"Dat", "Loc"}  # «Витезславу Пивоньке»
            given = kind == "person" and ending in "иы" and not last and word[-2:-1].lower() in "гкхжшчщ"  # «Федерики», not «Кэрри»
            weights[None] = -1.8 if inflected else -1.1 if ending == "е" or given else -0.5
        elif kind == "person" and ending not in "ая":
            weights["Fem"] = -2.5 if _OBLIQUE.search(word) else -1.0 if last else -1.5
            weights[None] = UNDECLINED if last else -1.2 if len(word) <= _LONGEST_SYLLABLE else -2.5  # «Дэн Сяопина»
        if case == "Nom" and weights[None] < -1:
            weights[None] = -3.0 if _OBLIQUE.search(word) else -1.5
        found += [Candidate(word, case, gender, number, weight) for gender, weight in weights.items() for number in ("Sing", "Plur")]
    return tuple(found)


@lru_cache(maxsize=2_048)
def candidates(word: str, kind: Kind, pos: str, last: bool) -> tuple[Candidate, ...]:
    """The nominatives that a word may be a form of, given its part of speech and whether it is the last of its name."""
    acronym = re.fullmatch(r"([А-ЯЁ]{2,})(а|у|ом|е)", word)
    if acronym:  # МИДом → МИД
        ending = {"а": "Gen", "у": "Dat", "ом": "Ins", "е": "Loc"}[acronym[2]]
        return (Candidate(acronym[1], ending, "Masc", "Sing", 2.0),)
    known = _dictionary(word, kind)
    if len(word) > 1 and word.isupper() and kind != "person" and (not known or len(word) <= _LONGEST_ACRONYM):
        return undeclined(word, kind, last)
    if pos in MODIFIERS:
        unknown = _by_ending(word, "place") if not last and kind != "person" and ADJECTIVE.search(word) else ()  # «Ельском районе»
        return (*known, *unknown, *undeclined(word, kind, last))
    by_ending = _by_ending(word, kind)
    usual = {c[:4]: c.weight for c in by_ending}
    ranked = (c._replace(weight=c.weight + _USUAL_ENDING * usual.get(c[:4], 0.0)) for c in known)
    others = (*by_ending, *undeclined(word, kind, last))
    if kind == "person" and _is_oblique(word):  # «Грачёвой» is no nominative
        others = tuple(c._replace(weight=c.weight - _NOT_IN_DICTIONARY * (c.nominative == word)) for c in others)
    if kind != "person" and known:
        others = tuple(c._replace(weight=c.weight - _NOT_IN_DICTIONARY) for c in others)
    return (*ranked, *others)


@lru_cache(maxsize=2_048)
def possible_cases(word: str) -> frozenset[str]:
    """The UD cases that the word can stand in: those of the dictionary where it knows it as a name, else all."""
    names = [p.tag for p in parses(word) if p.is_known and NAME_TAGS["person"] & set(p.tag.grammemes)]
    cases = {CASE_OF_TAG.get(str(tag.case), "") for tag in names if tag.number != "plur"}
    return frozenset(cases if cases and not any("Fixd" in tag for tag in names) else CASES)


@lru_cache(maxsize=2_048)
def nominatives(word: str) -> frozenset[str]:
    """The nominatives that a word of a person's name may be a form of, itself among them, in small letters and with е for ё."""
    return frozenset(c.nominative.lower().replace("ё", "е") for c in candidates(word.capitalize(), "person", "PROPN", True))


def _is_oblique(word: str) -> bool:
    """Whether the dictionary knows the word as a name, but not as one in the nominative («Фёдоровне»)."""
    return "Nom" not in possible_cases(word)
