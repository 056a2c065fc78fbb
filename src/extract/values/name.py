"""Names as found in text → nominative names → one full name per person and organisation of a document.

Every word of a name offers candidates: the nominatives it may be a form of, each with case, gender and number. They come from the
dictionary and, for words it does not know, from `language/declension.tsv`. The words of a name must agree: the one case, gender and
number under which the candidates and the tagger's evidence together weigh most gives the name.
"""

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import Any, Literal, NamedTuple

from extract.values import place
from extract.values.morphology import parses

Kind = Literal["person", "place", "organisation"]

CASES = ("Nom", "Gen", "Dat", "Acc", "Ins", "Loc")
GENDERS = ("Masc", "Fem", "Neut")
CASE_OF_TAG = {"nomn": "Nom", "gent": "Gen", "gen2": "Gen", "datv": "Dat", "accs": "Acc", "ablt": "Ins", "loct": "Loc", "loc2": "Loc"}
GENDER_OF_TAG = {"masc": "Masc", "femn": "Fem", "neut": "Neut"}
"""The dictionary's cases and genders as Universal Dependencies has them."""
_LETTER: dict[Kind, str] = {"person": "p", "place": "l", "organisation": "o"}
"""How `declension.tsv` writes the kinds."""
_NOUNS = {"NOUN", "PROPN"}
_MODIFIERS = {"ADJ", "DET", "NUM", "VERB"}
_NAME_TAGS = {"person": {"Name", "Surn", "Patr"}, "place": {"Geox"}, "organisation": {"Orgn"}}
_OBLIQUE = re.compile(r"(ого|ому|ыми|ами|ым|им|ой|ою|ом|ем|ём)$")

_NAME_WORDS = {"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"}
_NO_NAMES = {"ADP", "ADV", "AUX", "PRON", "SCONJ", "VERB"}
_PATRONYMIC = re.compile(r"(ович|евич|ьич|ична|овна|евна|оглы|кызы)$")
_IN_BRACKETS = re.compile(r"[»\"”]?\s*+\(\s*+(?:далее\s*+[—–-]\s*+)?[«\"„]?([^()«»\"]{1,200}?)[»\"”]?\s{0,9}\)")
_ADJECTIVE = re.compile(r"[сц]к(ий|ого|ому|им|ом|ая|ой|ую|ое)$")
_LONGEST_ACRONYM = _LONGEST_SYLLABLE = 4
_NEVER_DECLINED = re.compile(r"(оглу|швили|дзе|заде)$")
_SURNAME_FORM = re.compile(r"(ов|ев|ёв)(у|ым|ых|ыми|ой|ою)$")
_SHARED = re.compile(r"(?P<stem>\w+(?:[оеё]в|[иы]н|(?P<adjective>[сц]к)))(?:ы|ых|ыми|ие|их|ими|(?P<one>[ыи]м))")
"""A surname in the plural; «Орловым» is also one man's."""
_BRACKETS = {"(", ")", "[", "]"}

# Weights of the evidence, in natural logarithms.
_TAGGED_CASE, _SIMILAR_CASE, _TAGGED_GENDER, _TAGGED_NUMBER = 2.5, 1.0, 0.7, 1.5
_SIMILAR = {("Gen", "Acc"), ("Acc", "Gen"), ("Dat", "Loc"), ("Loc", "Dat"), ("Nom", "Acc"), ("Acc", "Nom")}
_DICTIONARY, _NAME_IN_DICTIONARY = 0.5, 1.2
_KNOWN_PLACE, _OTHER_FORM = 2.0, 1.5
_FIXED, _NOT_IN_DICTIONARY = 0.5, 1.5
_ATTESTED = 3.0
_USUAL_ENDING = 0.2
_FIRST_PART = -0.4
_UNDECLINED = -4.0
_MOST_READINGS = 60


class Word(NamedTuple):
    """One token with its Universal Dependencies tags (`pos` `PROPN`; `feats` `{"Case": "Ins", "Gender": "Masc", "Number": "Sing"}`)."""

    text: str
    lemma: str
    pos: str
    feats: Mapping[str, str]
    space: str = " "
    """The white space after the word, as in the text; empty if there is none."""


class PersonMention(NamedTuple):
    """A person's name in the nominative, as written, with its UD case and gender where the tagger knows them."""

    nominative: str
    form: str
    case: str | None = None
    gender: str | None = None
    introduced: bool = False
    """Whether a noun before it says who it is («тренер Александр Касперович»), as newcomers are told of."""


class OrganisationMention(NamedTuple):
    """An organisation's name in the nominative and where it stands in the text (code points, half-open)."""

    nominative: str
    start: int
    end: int


class _Candidate(NamedTuple):
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
def _language() -> Mapping[str, frozenset[str]]:
    table = tomllib.loads(files("extract.language").joinpath("names.toml").read_text(encoding="utf8"))
    return {key: frozenset(values) for key, values in table.items()}


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
    """`value` in capitals as `model` has them (`великий`, `Великими` → `Великий`)."""
    if "-" in value and value.count("-") == model.count("-"):
        return "-".join(_cased(v, m) for v, m in zip(value.split("-"), model.split("-"), strict=True))
    if len(model) > 1 and model.isupper():
        return value.upper()
    return value[:1].upper() + value[1:] if model[:1].isupper() else value


@lru_cache(maxsize=2_048)
def _dictionary(word: str, kind: Kind) -> tuple[_Candidate, ...]:
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
        is_name = bool(_NAME_TAGS[kind] & set(tag.grammemes))
        weight = math.log(max(parse.score, 0.02)) * 0.3 + _DICTIONARY + (_NAME_IN_DICTIONARY if is_name else 0.0)
        if kind == "person" and not is_name:
            weight -= 1.0 if tag.POS == "NOUN" else 0.6
        weight -= _FIXED if "Fixd" in tag else 0.0
        gender = None if "ms-f" in tag else GENDER_OF_TAG.get(str(tag.gender))
        number = "Plur" if tag.number == "plur" else "Sing"
        key = (_cased(_keep_yo(nominative, word), word), case, gender, number)
        found[key] = max(found.get(key, -math.inf), weight)
    return tuple(_Candidate(*key, weight) for key, weight in found.items())


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
def _by_ending(word: str, kind: Kind) -> tuple[_Candidate, ...]:
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
    return tuple(_Candidate(*key, weight) for key, weight in found.items())


@lru_cache(maxsize=2_048)
def _undeclined(word: str, kind: Kind, last: bool) -> tuple[_Candidate, ...]:
    """The word as it is, in every case: likely after a vowel, and for a woman's surname after a consonant."""
    ending = word[-1:].lower()
    capitals = 1 < len(word) <= _LONGEST_ACRONYM and word.isupper()
    found = []
    for case in CASES:
        weights: dict[str | None, float] = {None: _UNDECLINED}
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
            weights[None] = _UNDECLINED if last else -1.2 if len(word) <= _LONGEST_SYLLABLE else -2.5  # «Дэн Сяопина»
        if case == "Nom" and weights[None] < -1:
            weights[None] = -3.0 if _OBLIQUE.search(word) else -1.5
        found += [_Candidate(word, case, gender, number, weight) for gender, weight in weights.items() for number in ("Sing", "Plur")]
    return tuple(found)


@lru_cache(maxsize=2_048)
def _candidates(word: str, kind: Kind, pos: str, last: bool) -> tuple[_Candidate, ...]:
    acronym = re.fullmatch(r"([А-ЯЁ]{2,})(а|у|ом|е)", word)
    if acronym:  # МИДом → МИД
        ending = {"а": "Gen", "у": "Dat", "ом": "Ins", "е": "Loc"}[acronym[2]]
        return (_Candidate(acronym[1], ending, "Masc", "Sing", 2.0),)
    known = _dictionary(word, kind)
    if len(word) > 1 and word.isupper() and kind != "person" and (not known or len(word) <= _LONGEST_ACRONYM):
        return _undeclined(word, kind, last)
    if pos in _MODIFIERS:
        unknown = _by_ending(word, "place") if not last and kind != "person" and _ADJECTIVE.search(word) else ()  # «Ельском районе»
        return (*known, *unknown, *_undeclined(word, kind, last))
    by_ending = _by_ending(word, kind)
    usual = {c[:4]: c.weight for c in by_ending}
    ranked = (c._replace(weight=c.weight + _USUAL_ENDING * usual.get(c[:4], 0.0)) for c in known)
    others = (*by_ending, *_undeclined(word, kind, last))
    if kind == "person" and _is_oblique(word):  # «Грачёвой» is no nominative
        others = tuple(c._replace(weight=c.weight - _NOT_IN_DICTIONARY * (c.nominative == word)) for c in others)
    if kind != "person" and known:
        others = tuple(c._replace(weight=c.weight - _NOT_IN_DICTIONARY) for c in others)
    return (*ranked, *others)


@lru_cache(maxsize=2_048)
def possible_cases(word: str) -> frozenset[str]:
    """The UD cases that the word can stand in: those of the dictionary where it knows it as a name, else all."""
    names = [p.tag for p in parses(word) if p.is_known and _NAME_TAGS["person"] & set(p.tag.grammemes)]
    cases = {CASE_OF_TAG.get(str(tag.case), "") for tag in names if tag.number != "plur"}
    return frozenset(cases if cases and not any("Fixd" in tag for tag in names) else CASES)


@lru_cache(maxsize=2_048)
def nominatives(word: str) -> frozenset[str]:
    """The nominatives that a word of a person's name may be a form of, itself among them, in small letters and with е for ё."""
    return frozenset(c.nominative.lower().replace("ё", "е") for c in _candidates(word.capitalize(), "person", "PROPN", True))


def _is_oblique(word: str) -> bool:
    """Whether the dictionary knows the word as a name, but not as one in the nominative («Фёдоровне»)."""
    return "Nom" not in possible_cases(word)


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
def _fitting(candidates: tuple[_Candidate, ...]) -> Mapping[Agreement, Sequence[_Candidate]]:
    """The candidates that each agreement allows; one that allows none is left out."""
    found: dict[Agreement, list[_Candidate]] = {}
    for candidate in candidates:
        every = candidate.gender is None or candidate.number == "Plur"
        for gender in GENDERS if every else (candidate.gender,):
            found.setdefault((candidate.case, str(gender), candidate.number), []).append(candidate)
    return found


def _pieces(word: Word, kind: Kind, *, last: bool) -> list[list[tuple[_Candidate, ...]]]:
    """The word as one piece and, if it is hyphenated, as its parts: Жан-Иву, Йошкар-Оле, Ростове-на-Дону."""
    whole = [[_candidates(word.text, kind, word.pos, last)]]
    parts = word.text.split("-")
    if len(parts) > 1 and all(parts):
        if not any(c.weight > _DICTIONARY for c in whole[0][0]):
            whole = []
        whole.append([*(_first_part(p, kind, word.pos) for p in parts[:-1]), _candidates(parts[-1], kind, word.pos, last)])
    return whole


def _first_part(part: str, kind: Kind, pos: str) -> tuple[_Candidate, ...]:
    """Candidates for a part before a hyphen, which often stays as it is (Жан-, Нью-, -на-)."""
    as_is = tuple(c._replace(weight=max(c.weight, _FIRST_PART)) for c in _undeclined(part, kind, False))
    return (*_candidates(part, kind, pos, False), *as_is) if part[0].isupper() else as_is


def _declines(word: Word) -> bool:
    """Whether the word is one that may change: Cyrillic, no initial, no particle, no punctuation."""
    text = word.text
    return (
        len(text) > 1 and bool(re.search(r"[а-яёА-ЯЁ]", text)) and not re.fullmatch(r"\W+", text) and text not in _language()["particles"]
    )


def _agreeing(words: Sequence[Word], kind: Kind) -> list[int]:
    """The indices of the words that stand in the case of the whole name: all of a person's, else the first noun with its modifiers."""
    if kind == "person":
        return [i for i, w in enumerate(words) if _declines(w)]
    found: list[int] = []
    for i, word in enumerate(words):
        if not _declines(word) and not (word.pos == "PUNCT" and not found):
            return found
        if word.pos in _NOUNS and kind == "place" and _is_adjective_before(words[i + 1 : i + 2], word):
            found.append(i)
        elif word.pos in _NOUNS | {"X"}:
            after = next((n for n in range(i + 1, len(words)) if not _modifies(words[n], word)), len(words))
            return [*found, *range(i, after)]
        elif word.pos in _MODIFIERS and "Case" in word.feats:
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
    return bool(after) and after[0].lemma in place.generic_nouns() and _ADJECTIVE.search(word.text) is not None


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
            for candidate in _candidates(word.text, kind, word.pos, True):
                if candidate.weight > _UNDECLINED:
                    explained[candidate.nominative].add(word.text)
            if word.feats.get("Case") == "Nom":
                explained[word.text].add("")
    others = {nominative: _OTHER_FORM * math.log(len(told)) for nominative, told in explained.items()}

    def support(nominative: str, word: Word) -> float:
        known = kind != "place" and word.pos not in _MODIFIERS and attested(nominative)
        return others.get(nominative, 0.0) + (_ATTESTED if known else 0.0)

    found: dict[tuple[object, ...], str] = {}
    for words in forms:
        if (key := _key(words)) not in found:
            found[key] = _in_parts(words, kind, support)
    return [found[_key(words)] for words in forms]


def _key(words: Sequence[Word]) -> tuple[object, ...]:
    return tuple((*word[:3], tuple(word.feats.items()), word.space) for word in words)


def shared_surname(words: Sequence[Word]) -> str | None:
    """The surname, a man's in the nominative, that a name shares with those before it («Иван и Пётр Орловы»); None for one man's."""
    found = _SHARED.fullmatch(words[-1].text) if len(words) > 1 else None
    if found is None or (found["one"] and words[0].feats.get("Case") in {None, "Ins"}):
        return None
    return found["stem"] + ("ий" if found["adjective"] else "")


def of_family(name: str, surname: str) -> str:
    """A given name with the surname of the family, a man's in the nominative («Мария», «Орлов» → «Мария Орлова»)."""
    if _gender(_person(f"{name} {surname}")) != "Fem":
        return f"{name} {surname}"
    return f"{name} {surname.removesuffix('ий')}{'ая' if surname.endswith('ий') else 'а'}"


class NameSpan(NamedTuple):
    """A name in a sequence of words: indices, half-open."""

    start: int
    end: int
    kind: Kind


def repair(words: Sequence[Word], spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The tagger's names made whole, in the order of the text; `words` are all words of the document.

    Names in brackets and after a line break are split off («Листхёуг (Listhaug)»), stray quotes and words that are no names are cut off,
    a country or another's surname before a person is a name of its own («отдал Чехословакию Гитлеру», «Рублёва Медведев обыграл»), an
    organisation takes in its state («МИД Пакистана», «британского МИД»). Spans may then lie within each other.
    """
    apart = [part for span in spans for part in _apart(words, span)]
    parts = [NameSpan(*part, span.kind) for span in apart for part in _split(words, span)]
    starts = {span.start: span for span in parts if span.kind != "person"}
    return [_with_state(words, span, starts) if span.kind == "organisation" else span for span in parts]


def _apart(words: Sequence[Word], span: NameSpan) -> Iterator[NameSpan]:
    """A person's name, that of a country or of somebody else in another case before it apart."""
    start, end, kind = span
    if kind == "person" and end - start > 1:
        first, second = (word.text for word in words[start : start + 2])
        cases = _cases_of_country(first)
        if cases and cases.isdisjoint(possible_cases(second)):
            yield NameSpan(start, start + 1, "place")
            start += 1
        elif end - start == 2 and _disagree(_surname_forms(first), _surname_forms(second)):
            yield NameSpan(start, start + 1, "person")
            start += 1
    yield NameSpan(start, end, kind)


def _disagree(first: Collection[tuple[str, str]], second: Collection[tuple[str, str]]) -> bool:
    """Whether two words with the cases and genders that they can stand in cannot be of one name."""
    return bool(first) and bool(second) and not any(one in second for one in first)


@lru_cache(maxsize=10_000)
def _surname_forms(word: str) -> frozenset[tuple[str, str]]:
    """The cases and genders of a surname that the word can stand in; none for a word that the dictionary knows otherwise or not at all."""
    known = [parse.tag for parse in parses(word) if parse.is_known]
    names = [tag for tag in known if _NAME_TAGS["person"] & set(tag.grammemes)]
    if not names or any("Surn" not in tag or "Fixd" in tag for tag in names):
        return frozenset()
    return frozenset((str(tag.case), str(tag.gender)) for tag in names if tag.number != "plur")


@lru_cache(maxsize=10_000)
def _cases_of_country(word: str) -> frozenset[str]:
    """The cases of a country's name that the word can stand in, none for another word."""
    names = (p for p in parses(word) if p.is_known and "Geox" in p.tag and place.is_country(str(p.normal_form)))
    return frozenset(CASE_OF_TAG.get(str(p.tag.case), "") for p in names)


def _split(words: Sequence[Word], span: NameSpan) -> Iterator[tuple[int, int]]:
    """The pieces of a span between brackets, line breaks and, in a person's name, words that cannot belong to one."""
    start = span.start
    for i in range(span.start, span.end):
        stops = words[i].text in _BRACKETS or (span.kind == "person" and _parts_names(words, i, span.start))
        if stops or "\n" in words[i].space or i == span.end - 1:
            piece = _trimmed(words, start, i if stops else i + 1, span.kind)
            if piece[0] < piece[1]:
                yield piece
            start = i + 1


def _parts_names(words: Sequence[Word], i: int, start: int) -> bool:
    """Whether a word cannot belong to a person's name; a preposition in capitals inside of one can («Тагме На Вайе»)."""
    word = words[i]
    return word.pos in _NO_NAMES and not _is_particle(word) and (i == start or word.text.islower() or word.pos != "ADP")


def _is_particle(word: Word) -> bool:
    return word.text.lower() in _language()["particles"]


def _trimmed(words: Sequence[Word], start: int, end: int, kind: Kind) -> tuple[int, int]:
    """The span without quotes and punctuation around it and without a common noun before it («врач Иван Петров», «город Москва»)."""
    quotes = Counter(w.text for w in words[start:end])
    even = quotes["«"] == quotes["»"] and quotes['"'] % 2 == 0
    while start < end and words[start].pos == "PUNCT":
        start += 1
        even = even and words[end - 1].text not in {"»", '"'}
    while (
        start < end
        and words[end - 1].pos == "PUNCT"
        and not (even and words[end - 1].text in {"»", '"'})
        and not _is_initial(words, end - 1)
    ):
        end -= 1
    while start < end and kind != "person" and words[start].pos == "ADP" and words[start].space:
        start += 1  # «Во Владимире»
    while end - start > 2 and kind == "person" and words[start].text[:1].islower() and _is_common(words[start]):
        start += 1
    while end - start > 1 and kind == "place" and (words[start].text == "." or place.generic_nouns().get(words[start].lemma) == "город"):
        start += 1
    return start, end


def _is_initial(words: Sequence[Word], i: int) -> bool:
    """Whether the word is the full stop after an initial, not that of a sentence after a Roman numeral («Хуан Карлос I.»)."""
    before = words[i - 1].text if i > 0 else ""
    return words[i].text == "." and len(before) <= 2 and before[:1].isupper() and not set(before) <= set("IVX")


def _is_common(word: Word) -> bool:
    """Whether the dictionary knows the word, but as no name."""
    known = [p for p in parses(word.text) if p.is_known]
    return bool(known) and not any(_NAME_WORDS & set(p.tag.grammemes) or p.tag.POS != "NOUN" for p in known)


def _with_state(words: Sequence[Word], span: NameSpan, followers: Mapping[int, NameSpan]) -> NameSpan:
    """An organisation with the state or body after it in the genitive and the adjective of a place before it."""
    start, end, kind = span
    while (after := followers.get(end)) and words[end - 1].pos != "PUNCT" and "\n" not in words[end - 1].space and _depends(words[end]):
        end = after.end
    if start and words[start - 1].pos == "ADJ" and words[start - 1].text.islower() and words[start].pos in _NOUNS | {"ADJ"}:
        before, first = words[start - 1], words[start]
        if place.adjective_place(before.lemma) and before.feats.get("Case") == first.feats.get("Case"):
            start -= 1
    return NameSpan(start, end, kind)


def _depends(word: Word) -> bool:
    """Whether the word may begin a name in the genitive."""
    return word.feats.get("Case") == "Gen" or word.text.isupper()


class _Person(NamedTuple):
    """A person's name taken apart: folded words without particles, initials and patronymic; the family name last."""

    text: str
    words: tuple[str, ...]
    initials: tuple[str, ...]
    patronymic: str | None

    @property
    def fullness(self) -> int:
        """The more, the more the name says."""
        return 3 * len(self.words) + 2 * (self.patronymic is not None) + len(self.initials)


def _person(name: str, *, surname: bool = False) -> _Person:
    """The name taken apart; words in small letters before it (titles) are left out. With `surname` its last word is no patronymic."""
    tokens = re.sub(r"(?<=\.)(?=\w)", " ", name).split()
    while len(tokens) > 1 and tokens[0].islower() and tokens[0] not in _language()["particles"]:
        tokens.pop(0)
    if _is_family_first(tokens):
        tokens = [*tokens[1:], tokens[0]]
    words, initials, patronymic = [], [], None
    for i, token in enumerate(tokens):
        folded = token.lower().replace("ё", "е")
        if re.fullmatch(r"\w{1,2}\.|\w", token) and token[0].isupper():
            initials.append(folded[0])
        elif i and patronymic is None and not (surname and i == 1) and _is_patronymic(folded, last=len(tokens) == 2):
            patronymic = folded
        elif token not in _language()["particles"]:
            words.append(folded)
    text = re.sub(r"(?<=\.)(?=\w)", " ", " ".join(tokens))
    return _Person(text, tuple(words), tuple(initials), patronymic)


@lru_cache(maxsize=10_000)
def _is_patronymic(word: str, *, last: bool) -> bool:
    """Whether a folded word behind a given name is a patronymic («Ильич»); as the `last` one it may be a surname («Касперович»)."""
    known = [parse.tag for parse in parses(word) if parse.is_known]
    if known:
        return any("Patr" in tag for tag in known)
    return bool(_PATRONYMIC.search(word)) and not (last and word.endswith("ич"))


def _is_family_first(tokens: Sequence[str]) -> bool:
    """Whether a name begins with the family name, as in lists («Сурков Владислав Юрьевич», «Горлов Александр»)."""
    if len(tokens) == 3:
        return [_is_patronymic(token.lower(), last=False) for token in tokens] == [False, False, True]
    return len(tokens) == 2 and "Surn" in _names_of(tokens[0]) and "Name" not in _names_of(tokens[0]) and "Name" in _names_of(tokens[1])


@lru_cache(maxsize=10_000)
def _names_of(word: str) -> frozenset[str]:
    """What names (`Name`, `Surn`, `Patr`) the dictionary knows the word for in the nominative."""
    known = (parse.tag for parse in parses(word) if parse.is_known and parse.tag.case == "nomn" and parse.tag.number != "plur")
    return frozenset(name for tag in known for name in _NAME_TAGS["person"] & set(tag.grammemes))


def _may_be(short: _Person, full: _Person) -> bool:
    """Whether the shorter name may stand for the fuller one."""
    if short.fullness >= full.fullness or not short.words or not set(short.words) <= set(full.words):
        return False
    if len(short.words) == 1 < len(full.words) and short.words[0] not in {full.words[0], full.words[-1]}:
        return False
    rest = [w[0] for w in full.words if w not in short.words]
    given = [*rest, *([full.patronymic[0]] if full.patronymic else []), *full.initials]
    unknown = full.patronymic is None and not full.initials  # В. В. Путин may be Владимир Путин
    fits = all(a == b for a, b in zip(short.initials, given, strict=False)) and len(short.initials) <= len(given) + unknown
    named = len(short.words) == 1 and short.words[0] == full.words[0] and full.patronymic is None  # «Наталья Петровна», Наталья Бехтерева
    return fits and (named or short.patronymic in {None, full.patronymic})


@lru_cache(maxsize=10_000)
def _gender(person: _Person) -> str | None:
    """The gender that the dictionary knows for the given name or the patronymic shows."""
    if person.patronymic:
        return "Fem" if person.patronymic.endswith(("на", "кызы")) else "Masc"
    tags = [p.tag for w in person.words[:-1] for p in parses(w) if p.is_known and "Name" in p.tag and p.tag.case == "nomn"]
    genders = {GENDER_OF_TAG.get(str(tag.gender)) for tag in tags}
    return genders.pop() if len(genders) == 1 else None


def _fullest(short: _Person, known: Iterable[_Person], gender: str | None) -> _Person | None:
    """The one fuller name that the short one may stand for, None if there are several people."""
    fuller = [full for full in known if _may_be(short, full)]
    if len(short.words) == 1 and not short.initials and short.patronymic is None:
        by_surname = [full for full in fuller if full.words[-1] == short.words[0]]
        fuller = by_surname or fuller
    best = [full for full in fuller if not any(_may_be(full, other) for other in fuller)]
    if len(best) > 1 and gender:
        best = [full for full in best if _gender(full) in {None, gender}]
    return best[0] if len({full[1:] for full in best}) == 1 else None


def _by_particle(short: _Person, known: Iterable[_Person], gender: str | None) -> _Person | None:
    """`_fullest`, of a name that begins with a particle in capitals, as at the start of a sentence («Фон дер Ляйен»)."""
    first, _, rest = short.text.partition(" ")
    if not rest or first.islower() or first.lower() not in _language()["particles"] or len(short.words) < 2:
        return None
    return _fullest(_person(f"{first.lower()} {rest}"), [full for full in known if full.words != short.words], gender)


def canonical_people(mentions: Sequence[PersonMention]) -> list[str]:
    """For each mention, in order, the full name that the document gives this person; the name as it is where it fits several people.

    Of several full names («Людмила Зыкина», «Людмила Георгиевна Зыкина») it is the one that the document has most often, the fuller
    of two that it has equally often. Titles in small letters are left out. A surname alone in an oblique case may be the masculine of what
    it looks like (Бегина → Бегин).
    """
    alone = {m.nominative.lower() for m in mentions}
    people = [_person(m.nominative, surname=_is_surname(m, alone)) for m in mentions]
    told = {person.words: person for person in reversed(people)}
    people = [_given_first(person, told.get(person.words[::-1])) for person in people]
    known: dict[str, list[_Person]] = defaultdict(list)
    """Those of whose name a word is part."""
    for person in {p[1:]: p for p in reversed(people)}.values():
        for word in dict.fromkeys(person.words):
            known[word].append(person)
    found = []
    for mention, person in zip(mentions, people, strict=True):
        first, last = (known[person.words[end]] if person.words else [] for end in (0, -1))
        full = _fullest(person, first, mention.gender) or _by_particle(person, last, mention.gender)
        if full is not None and mention.introduced and person.patronymic and full.patronymic is None:
            full = None  # «учительница Анна Тихоновна» is not Анна Орлова
        if full is None and len(person.words) == 1:
            full = _read_anew(mention, person, known)
        found.append((full or person, person))
    often = Counter(person[1:] for person in people)
    usual = {pair: _usual(*pair, often, known) for pair in dict.fromkeys(found)}
    return [usual[pair].text for pair in found]


def _given_first(person: _Person, turned: _Person | None) -> _Person:
    """Of a name and the same in the other order («Фриске Жанна»), the one that begins with a given name."""
    if turned is None or len(person.words) < 2:
        return person
    return turned if "Name" in _names_of(turned.words[0]) - _names_of(person.words[0]) else person


def _is_surname(mention: PersonMention, alone: Collection[str]) -> bool:
    """Whether the second of two words is a surname though it looks like a patronymic: it stands alone elsewhere, or its bearer is new."""
    last = mention.nominative.lower().partition(" ")[2]
    return last.endswith("ич") and (mention.introduced or last in alone)


def _read_anew(mention: PersonMention, person: _Person, known: Mapping[str, Sequence[_Person]]) -> _Person | None:
    """Whom a word alone names that was taken for another's («Горина», read as Горин's, beside «Людмила Горина»; Бегина → Бегин)."""
    for word in sorted(nominatives(mention.form) - {person.words[0]}) if " " not in mention.form else ():
        another = person._replace(text=word, words=(word,))
        if (full := _fullest(another, known[word], mention.gender)) is not None:
            return full
    masculine = person.words[0][:-1] if mention.case not in {None, "Nom"} and person.words[0].endswith("а") else ""
    return next((one for one in known[masculine] if one.words == (masculine,)), None)


def full_names(names: Iterable[str]) -> dict[str, str]:
    """For each of the names of people, given as often as they occur, the full name that `canonical_people` finds for it among them."""
    told = sorted(names)
    return dict(zip(told, canonical_people([PersonMention(name, name) for name in told]), strict=True))


def _usual(full: _Person, person: _Person, often: Mapping[Any, int], known: Mapping[str, Sequence[_Person]]) -> _Person:
    """Of the names of two words and more, no initials among them, between a person's name and the fullest, the most frequent."""
    named = (one for word in full.words for one in known[word] if len(one.words) > 1 and not one.initials)
    alike = dict.fromkeys(one for one in named if one.text.split()[0].lower() not in _language()["particles"])  # «Де Вевер»
    between = [one for one in alike if (one[1:] == full[1:] or _may_be(one, full)) and _is_same(one, person)]
    return max(between, key=lambda one: (often[one[1:]], one.fullness), default=full)


def _is_same(name: _Person, person: _Person) -> bool:
    """Whether a full name is this person's, more of it, or less of it with the same family name."""
    shorter = _may_be(name, person) and name.words[-1] == person.words[-1]
    return shorter or name[1:] == person[1:] or _may_be(person, name)


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
    behind a name of several words with capitals that begins or ends with it is that («Халл Сити», «Халл»).
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
    names = []
    for mention in mentions:
        name = full.get(_plain(mention.nominative), mention.nominative)
        name = first.get(_plain(name), name)
        longer = ends.get(_plain(name), []) if " " not in name else []
        names.append(longer[0] if len(longer) == 1 and long_names[longer[0]] < mention.start else name)
    return names


def _is_of_names(name: str) -> bool:
    """Whether a name is several Russian words, all with a capital."""
    parts = _quotes_off(name).split()
    return len(parts) > 1 and all(re.fullmatch(r"[А-ЯЁ][а-яё]+", part) for part in parts)
