"""Which phrases of a sentence may stand for a participant: names, role nouns, nouns of people and bodies, pronouns, verbs without subject.

`coreference.py` says whom they mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from extract.events.phrase import nominative
from extract.events.tree import SUBJECTS, features, is_finite, preposition, spans_of, stem, subjects, tells_of_place
from extract.lexicon import fold, table, words
from extract.marks.plain import Span, Token
from extract.values import place
from extract.values.morphology import parses
from extract.values.name import possible_cases

FULL = ("person", "organisation", "place")
POSSESSIVE = {"его", "её", "ее", "их"}


class Who(NamedTuple):
    """A resolved participant: canonical name, kind, and the rule that resolved it (empty for a name that is read)."""

    value: str
    kind: str
    rule: str = ""


@dataclass(slots=True)
class Reference:
    """A phrase that stands for one or more participants; `role` is a class of `roles.toml`, `state` the place that narrows it.

    `kind` is that of a name (`person`, `organisation`, `place`), `people` (a nation), `role`, `pronoun`, `relative` («с которым»),
    `noun` (of a person), `body` (without a name), or `zero` (a finite verb without a subject).
    """

    kind: str
    start: int
    end: int
    head: Token
    value: str = ""
    role: str = ""
    state: str = ""
    plural: bool = False
    brought: bool = False
    """Whether it only brings somebody in («при посредничестве посла»)."""
    possessive: bool = False
    """Whether it is a pronoun beside the noun of what belongs to somebody («его визит»)."""
    of: tuple[str, ...] = ()
    """The names that its complements bring («глава Минфина», «жена Петрова»)."""
    size: int = 0
    """How many are meant, where the phrase tells («все трое»)."""
    bound: bool = False
    """Whether a complement without a name narrows it («водитель автобуса»)."""
    idle: bool = False
    """Whether it names an office and nobody («выборы президента», «назначен послом»)."""
    means: list[Who] = field(default_factory=list)
    """Whom it stands for, where that is clear from what is told before."""


@cache
def _roles() -> dict[tuple[str, ...], str]:
    return {tuple(fold(word) for word in phrase.split()): name for name, group in table("roles")["classes"].items() for phrase in group}


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    """The words of each role by the first of them, the longest phrase first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(_roles(), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def state_of(token: Token) -> str:
    """The state an adjective or a name stands for («японский», «РФ»), an empty string if none."""
    if token.pos_ == "ADJ":
        found = place.adjective_place(fold(token.lemma_)) or place.adjective_place(token.lemma_.lower())
        return found or ""
    return ""


def _place_at(token: Token) -> str:
    for span in token.doc.covering("place", token.i):
        value = span.kb_id_ or span.text
        return place.state_name(value) or value
    return ""


def match_role(token: Token) -> tuple[str, int]:
    """The role class of a noun and the end of its words; («», token.i + 1) if it is none."""
    word = stem(token)
    for phrase in _phrases().get(word, ()):
        if phrase == tuple(stem(t) for t in token.doc[token.i : token.i + len(phrase)]):
            return _roles()[phrase], token.i + len(phrase)
    parts = word.split("-")
    if len(parts) > 1 and (parts[-1],) in _roles():
        return _roles()[(parts[-1],)], token.i + 1
    return "", token.i + 1


def references(sentence: Span) -> list[Reference]:
    """All phrases of the sentence that may stand for a participant, in text order, without overlaps."""
    found = _named(sentence)
    taken = {i for reference in found for i in range(reference.start, reference.end)}
    described = {noun.i for _, noun in descriptions(sentence)}
    for token in sentence:
        if token.i not in taken and token.i not in described and (other := _unnamed(token)) is not None:
            found.append(other)
            taken.update(range(other.start, other.end))
    return sorted(found, key=lambda reference: reference.start)


def _unnamed(token: Token) -> Reference | None:
    """The phrase without a name that begins at a token: a noun of a person, a body, a possessive pronoun, a verb without subject."""
    if token.norm_.lower() in POSSESSIVE and token.pos_ in {"DET", "PRON"} and token.head.pos_ in {"NOUN", "PROPN"}:
        plural = fold(token.norm_) == "их"
        return Reference("pronoun", token.i, token.i + 1, token, plural=plural, possessive=True)
    if is_person_noun(token) and not _is_predicative(token) and not _is_new(token):
        end, state = _dependents(token, token.i + 1)
        demonym = place.adjective_place(token.lemma_) or ""
        state = state or (place.state_name(demonym) or demonym)
        names, bound = _names_in(token, end), _is_bound(token)
        return Reference("noun", token.i, end, token, state=state, plural=is_plural(token), of=names, bound=bound)
    if _is_body_noun(token) and not _is_new(token):
        return Reference("body", token.i, token.i + 1, token, plural=is_plural(token), bound=_is_bound(token))
    if stem(token) == "который" and token.dep_ not in SUBJECTS and token.dep_ != "det":
        return Reference("relative", token.i, token.i + 1, token)
    if _lacks_subject(token):
        return Reference("zero", token.i, token.i + 1, token)
    return None


def is_person_noun(token: Token) -> bool:
    """Whether a word is a common noun, or a participle used as one, for a person («чиновник», «пострадавшая»)."""
    if token.ent_type_ or not token.norm_[:1].isalpha():
        return False
    if token.pos_ == "NOUN":
        return features(token, "Animacy") == "Anim" and not (token.norm_[:1].isupper() and not token.is_sent_start)
    alone = token.pos_ in {"ADJ", "VERB"} and token.dep_ in {"nsubj", "nsubj:pass", "obj", "iobj", "obl"}
    return alone and features(token, "VerbForm") in {"", "Part"} and stem(token) in _standing_alone()


def _is_body_noun(token: Token) -> bool:
    """Whether a word is a common noun for a body or state that may have been named («компания», «ведомство», «обе страны»)."""
    if token.pos_ != "NOUN" or token.ent_type_:
        return False
    return stem(token) in table("people")["bodies"] or (stem(token) in words("people", "several", "states") and is_plural(token))


@cache
def _standing_alone() -> frozenset[str]:
    return words("people", "anyone", "words") | words("people", "anyone", "participles")


def _is_predicative(token: Token) -> bool:
    """Whether a noun only says what somebody is («был президентом», «как политик», «посол по особым поручениям X»)."""
    if any(child.dep_ in SUBJECTS or child.dep_ == "cop" for child in token.children) or token.dep_ in {"appos", "flat:name", "parataxis"}:
        return True
    if features(token, "Case") == "Ins" and token.dep_ in {"obl", "xcomp", "nsubj"} and not preposition(token):
        return stem(token.head) in words("people", "being", "words")
    if token.dep_ == "nmod" and stem(token.head) in words("people", "office", "words"):
        return True
    start = max(token.sent.start, token.left_edge.i - 1)
    return any(fold(before.norm_) in {"как", "словно", "будто", "качестве", "главе"} for before in token.doc[start : token.i])


def _is_new(token: Token) -> bool:
    """Whether a word before the noun makes it somebody who was not told of («один чиновник», «двое солдат»)."""
    fresh = words("people", "new", "words")
    return any(
        fold(child.lemma_) in fresh or (child.pos_ == "NUM" and fold(child.lemma_) not in {"оба", "обе"} and not is_plural(token))
        for child in token.children
        if child.i < token.i
    )


def _names_in(token: Token, end: int) -> tuple[str, ...]:
    """The names within the complements of a noun («глава Минфина», «жена Петрова»)."""
    doc = token.doc
    stretch = doc[token.i + 1 : max(end, min(token.right_edge.i + 1, token.sent.end, end + 4))]
    return tuple(
        span.kb_id_
        for kind in ("organisation", "person")
        for span in (spans_of(stretch, kind) if len(stretch) else [])
        if _depends(span.root, token) or span.start < end
    )


def _is_bound(token: Token) -> bool:
    """Whether a complement of a noun has no name («водитель автобуса»), or belongs to it loosely («охранник с дубинкой»)."""
    behind = (child for child in token.children if child.i > token.i and child.dep_ in {"nmod", "obl"})
    return any(child.pos_ in {"NOUN", "ADJ"} and not child.ent_type_ for child in behind)


def _lacks_subject(verb: Token) -> bool:
    """Whether a finite verb in the singular stands without a subject that may be one told before («Точку поставил в Сан-Паулу»)."""
    where = tells_of_place(verb)
    if not is_finite(verb) or features(verb, "Number") != "Sing" or not (where or verb.dep_ in {"ROOT", "root", "conj", "parataxis"}):
        return False
    past = features(verb, "Tense") == "Past"
    if features(verb, "Gender") == "Neut" or (not past and features(verb, "Person") != "3") or features(verb, "Voice") == "Pass":
        return False
    if subjects(verb) or stem(verb) in words("people", "impersonal", "words"):
        return False
    if where:  # «посетила Киев, где провела переговоры»: the subject stands before
        return True
    sentence = verb.sent
    return not any(
        token.pos_ in {"NOUN", "PROPN", "PRON", "NUM"} and features(token, "Case") == "Nom" and not token.dep_.startswith(("appos", "nmod"))
        for token in verb.doc[sentence.start : verb.i + 6]
        if token.i < sentence.end
    )


def descriptions(sentence: Span) -> Iterator[tuple[Span, Token]]:
    """The names of the sentence with the nouns that say who they are: titles, appositions, predicates («канадец X», «X стал послом»)."""
    for kind in ("person", "organisation"):
        for name in spans_of(sentence, kind):
            for noun in _beside(name):
                outside = noun.pos_ == "NOUN" and not name.start <= noun.i < name.end and not noun.ent_type_
                if outside and (kind == "organisation" or features(noun, "Animacy") == "Anim") and not _is_kin_of(noun, name):
                    yield name, noun


def _is_kin_of(noun: Token, name: Span) -> bool:
    """Whether a noun of kin names somebody beside the name behind it («мужу Грачёвой»), not its bearer («супругу Грейс»)."""
    return stem(noun) in words("people", "kin", "words") and "Gen" in possible_cases(name[-1].norm_) and noun.i < name.start


def _beside(name: Span) -> Iterator[Token]:
    root, doc = name.root, name.doc
    above = root.head
    if root.dep_ in {"appos", "flat", "flat:name", "nmod"} and above.i < name.start and above.i >= name.start - 8:
        agrees = features(root, "Case") == features(above, "Case")
        if root.dep_ != "nmod" or (agrees and features(above, "Case") != "Gen" and above.i == name.start - 1):
            yield above
    elif root.dep_ in SUBJECTS:
        if above.pos_ == "NOUN":
            yield above
        for child in above.children:
            said = child.dep_ in {"obl", "xcomp", "nsubj"} and features(child, "Case") == "Ins" and not preposition(child)
            if said and stem(above) in words("people", "being", "words"):
                yield child
    before = doc[name.start - 1] if name.start > name.sent.start else root
    if before.pos_ == "NOUN" and before.i != above.i and features(before, "Case") == features(root, "Case") != "Gen":
        yield before
    for child in root.children:
        if child.dep_ == "appos":
            yield child


def _named(sentence: Span) -> list[Reference]:
    """The phrases with names, the role nouns, the bodies tied to a name and the pronouns."""
    doc = sentence.doc
    found: list[Reference] = []
    taken: set[int] = set()
    offices: dict[int, str] = {}
    """The role that a plural noun before them gives to the names that begin at a token."""

    def add(reference: Reference) -> None:
        found.append(reference)
        taken.update(range(reference.start, reference.end))

    names = [span for kind in FULL for span in spans_of(sentence, kind)]
    named = {i: span for span in names for i in range(span.start, span.end)}
    broad, plural_words, bodies = words("roles", "broad", "words"), words("roles", "plural", "all"), words("roles", "bodies", "words")
    for token in sentence:
        if token.i in taken or (token.i not in named and token.pos_ not in {"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"}):
            continue
        word = stem(token)
        if token.i not in named or (named[token.i].label_ == "organisation" and word in bodies):
            role, end = match_role(token)
            tied = word in bodies and any(state_of(child) for child in token.children)
            if token.pos_ in {"NOUN", "PROPN", "NUM"} and not tied and (role or word in broad or word in plural_words):
                reference = _role_reference(token, role, end, named)
                after = named.get(reference.end)
                if reference.kind == "role" and reference.plural and after is not None and after.label_ == "person":
                    taken.update(range(reference.start, reference.end))
                    offices[reference.end] = role
                    continue
                reference.plural = reference.plural or word in words("roles", "plural", "collective")
                states = _states(reference) if reference.plural and reference.kind == "role" else []
                if len(states) > 1:
                    for span in states:
                        add(Reference("place", span.start, span.end, token, value=_place_at(span.root)))
                    taken.update(range(reference.start, reference.end))
                    continue
                add(reference)
                continue
            if token.pos_ in {"NOUN", "PROPN"} and word in bodies and not _is_area(token, named):
                several = _several_bodies(token)
                if several:
                    for reference in several:
                        add(reference)
                    continue
                body = _body_reference(token, named)
                if body is not None:
                    add(body)
                    continue
        if token.i in named:
            span = named[token.i]
            office = offices.pop(token.i, "")
            if span.label_ == "person" and office:  # «президенты X и Y» are both presidents
                add(Reference("person", span.start, span.end, span.root, value=span.kb_id_ or span.text, role=office))
                follower = next((s for s in names if s.start == span.end + 1 and s.label_ == "person"), None)
                if follower is not None and doc[span.end].norm_ in {"и", ","}:
                    offices[follower.start] = office
                continue
            if span.label_ == "organisation" and re.search(r"-\d+$", span.text):  # ОСВ-1, Союз-19
                continue
            add(Reference(span.label_, span.start, span.end, span.root, value=span.kb_id_ or span.text))
        elif token.i in taken:
            continue
        elif token.pos_ == "PRON" and fold(token.lemma_) in {"он", "она", "они"} and features(token, "Person") == "3":
            plural, owned = features(token, "Number") == "Plur", token.norm_.lower() in POSSESSIVE and token.head.pos_ == "NOUN"
            add(Reference("pronoun", token.i, token.i + 1, token, plural=plural, possessive=owned))
        elif (
            token.pos_ == "NOUN"
            and is_plural(token)
            and place.adjective_place(token.lemma_)
            and place.is_country(place.adjective_place(token.lemma_) or "")
        ):
            add(Reference("people", token.i, token.i + 1, token, value=place.adjective_place(token.lemma_) or ""))
        elif fold(token.lemma_) in {"оба", "обе"} and token.head.pos_ in {"VERB", "AUX"}:
            add(Reference("pronoun", token.i, token.i + 1, token, plural=True, size=2))
        elif (size := _all_of(token)) and token.head.pos_ in {"VERB", "AUX"}:
            add(Reference("pronoun", token.i - 1, token.i + 1, token, plural=True, size=size))
    return found


def _all_of(token: Token) -> int:
    """How many «все трое» are; 0 for other words."""
    size = table("people")["collective"].get(fold(token.lemma_), 0)
    before = token.nbor(-1) if size and token.i > token.sent.start else None
    return size if before is not None and fold(before.lemma_) in {"весь", "все"} else 0


def _states(reference: Reference) -> list[Span]:
    """The states whose holders a plural role names («министры России, Катара и Венесуэлы»)."""
    places = reference.head.doc.beginning("place", reference.head.i + 1, reference.head.sent.end)
    first = next((s for s in places if s.start < reference.end or s.root.head.i == reference.head.i), None)
    if first is None:
        return []
    found = [first]
    for span in places:
        if (
            span.start > found[-1].start
            and span.start - found[-1].end <= 1
            and span.doc[found[-1].end : span.start].text.strip() in {",", "и"}
        ):
            found.append(span)
    return found if all(place.is_country(s.kb_id_) for s in found) else []


def _dependents(token: Token, end: int) -> tuple[int, str]:
    """How far the complements of a role or body reach («президент Республики Корея») and the state or body they name."""
    doc, state, last = token.doc, "", end
    for child in token.children:
        if child.i < token.i and child.pos_ == "ADJ":
            state = state_of(child) or state
    i = end
    while i < token.sent.end:
        child = doc[i]
        if child.pos_ == "ADJ" and state_of(child) and features(child, "Case") == "Gen":
            state = state or state_of(child)
        quoted = doc[i].text in {"«", '"'}
        name = next((s for kind in FULL for s in doc.beginning(kind, i, i + 1 + quoted)), None)
        if name is not None and quoted and name.start == i + 1:
            state = state or name.kb_id_
            i = last = min(name.end + 1, token.sent.end)
            continue
        if name is not None and name.label_ != "person" and _depends(name.root, token):
            if name.label_ == "place":
                state = _place_at(name.root)
            elif not state:
                state = name.kb_id_
            i = last = name.end
            continue
        if child.pos_ in {"NOUN", "ADJ"} and features(child, "Case") == "Gen" and _depends(child, token) and name is None:
            i += 1
            last = i
            continue
        break
    return last, state


@lru_cache(maxsize=16_384)
def _numbers(word: str) -> frozenset[str]:
    """The numbers that a noun may stand in (pymorphy's names)."""
    return frozenset(str(parse.tag.number) for parse in parses(word) if parse.tag.POS == "NOUN")


def is_plural(token: Token) -> bool:
    """Whether a noun stands in the plural, by the dictionary where it leaves no choice («Президенты»), else by the tagger."""
    if any(child.dep_.startswith("nummod") or fold(child.norm_) in {"оба", "обе"} for child in token.children):
        return True
    numbers = _numbers(token.norm_.lower())
    return numbers == {"plur"} or (features(token, "Number") == "Plur" and "plur" in numbers | {"plur"} and numbers != {"sing"})


def _depends(token: Token, head: Token) -> bool:
    return any(above.i == head.i for above in token.ancestors) and not any(child.dep_ == "case" for child in token.children)


def _role_reference(token: Token, role: str, end: int, named: dict[int, Span]) -> Reference:
    last, state = _dependents(token, end)
    doc = token.doc
    plural = is_plural(token)
    span = named.get(last)
    if span is not None and span.label_ == "person" and not plural and doc[last - 1].text != ",":
        return Reference("person", token.i, span.end, token, value=span.kb_id_ or span.text, role=role, state=state)
    names, bound = _names_in(token, last), _is_bound(token)
    idle = not plural and _is_predicative(token)
    return Reference("role", token.i, last, token, role=role, state=state, plural=plural, of=names, bound=bound, idle=idle)


def _several_bodies(token: Token) -> list[Reference]:
    """The bodies that a plural names by their states («сборные России и Катара» → сборная России, сборная Катара)."""
    if not is_plural(token):
        return []
    states = _states(Reference("organisation", token.i, token.i + 1, token))
    if len(states) < 2:
        return []
    noun = stem(token)
    if noun in words("roles", "bodies", "plural"):
        noun = nominative(token.doc[_first_adjective(token, token.i) : token.i + 1])
    return [
        Reference("organisation", token.i if not n else span.start, span.end, token if not n else span.root, value=f"{noun} {span.text}")
        for n, span in enumerate(states)
    ]


def _first_adjective(token: Token, start: int) -> int:
    """Where the adjectives of a noun begin that stand right before a place («Петрозаводский городской совет»)."""
    while start > token.sent.start and token.doc[start - 1].pos_ == "ADJ" and token.doc[start - 1].head.i == token.i:
        start -= 1
    return start


def _is_area(token: Token, named: dict[int, Span]) -> bool:
    """Whether a noun of bodies means an area here («в департаменте Вар»)."""
    after = named.get(token.i + 1)
    return preposition(token) == "в" and after is not None and after.label_ == "place" and after.root.dep_ == "appos"


def _body_reference(token: Token, named: dict[int, Span]) -> Reference | None:
    """A body tied to a name («власти Якутии», «японский парламент»); None for a body of nobody."""
    of_class = named.get(token.i + 1 + (token.i + 1 < len(token.doc) and token.nbor().text in {"«", '"'}))
    if of_class is not None and of_class.label_ == "organisation" and stem(token) in words("names", "classes") and token.i not in named:
        return Reference("organisation", token.i, of_class.end, of_class.root, value=of_class.kb_id_)  # «партия ЗАНУ-ПФ»
    last, state = _dependents(token, named[token.i].end if token.i in named else token.i + 1)
    start = named[token.i].start if token.i in named else token.i
    start, doc = _first_adjective(token, start), token.doc
    if last > token.i + 1 and not (token.i in named and last == named[token.i].end):
        return Reference("organisation", start, last, token, value=nominative(doc[start:last]), state=state)
    if state:
        return Reference("organisation", start, last, token, value=nominative(doc[start:last]), state=state)
    if token.i in named:
        span = named[token.i]
        return Reference("organisation", span.start, span.end, token, value=span.kb_id_ or span.text)
    if stem(token) in words("roles", "bodies", "unique"):
        return Reference("organisation", start, last, token, value=nominative(doc[start:last]))
    return None
