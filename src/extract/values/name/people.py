"""One full name per person of a document: short names take the fullest one that they may mean."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from extract.values.morphology import parses
from extract.values.name.forms import GENDER_OF_TAG, NAME_TAGS, Word, language, nominatives

_PATRONYMIC = re.compile(r"(ович|евич|ьич|ична|овна|евна|оглы|кызы)$")
_SHARED = re.compile(r"(?P<stem>\w+(?:[оеё]в|[иы]н|(?P<adjective>[сц]к)))(?:ы|ых|ыми|ие|их|ими|(?P<one>[ыи]м))")
"""A surname in the plural; «Орловым» is also one man's."""


class PersonMention(NamedTuple):
    """A person's name in the nominative, as written, with its UD case and gender where the tagger knows them."""

    nominative: str
    form: str
    case: str | None = None
    gender: str | None = None
    introduced: bool = False
    """Whether a noun before it says who it is («тренер Александр Касперович»), as newcomers are told of."""


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
    while len(tokens) > 1 and tokens[0].islower() and tokens[0] not in language()["particles"]:
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
        elif token not in language()["particles"]:
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
    return frozenset(name for tag in known for name in NAME_TAGS["person"] & set(tag.grammemes))


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
    if not rest or first.islower() or first.lower() not in language()["particles"] or len(short.words) < 2:
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
    alike = dict.fromkeys(one for one in named if one.text.split()[0].lower() not in language()["particles"])  # «Де Вевер»
    between = [one for one in alike if (one[1:] == full[1:] or _may_be(one, full)) and _is_same(one, person)]
    return max(between, key=lambda one: (often[one[1:]], one.fullness), default=full)


def _is_same(name: _Person, person: _Person) -> bool:
    """Whether a full name is this person's, more of it, or less of it with the same family name."""
    shorter = _may_be(name, person) and name.words[-1] == person.words[-1]
    return shorter or name[1:] == person[1:] or _may_be(person, name)
