"""Who is meant: names, role nouns, bodies, pronouns of a sentence → the people, organisations and states of the document.

A role noun («президент России», «корейский коллега») resolves only to a person whom the document itself gives that role, state or
both; a plural («президенты», «они», «стороны») resolves to those who last took part in something together.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from extract.events.phrase import nominative
from extract.events.tree import features, preposition, spans_of, stem
from extract.lexicon import fold, table, words
from extract.values import place
from extract.values.morphology import lemma, parses

HEADS = {"president", "premier", "chancellor", "monarch", "patriarch", "pope", "chief"}
"""Roles of heads, whom «лидеры» and «главы» may mean without the document giving them the role."""
FULL = ("person", "organisation", "place")


class Who(NamedTuple):
    """A resolved participant: canonical name, kind, and the rule that resolved it (empty for a name that is read)."""

    value: str
    kind: str
    rule: str = ""


@dataclass(slots=True)
class Reference:
    """A phrase that stands for one or more participants; `role` is a class of `roles.toml`, `state` the place that narrows it."""

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


@dataclass(slots=True)
class Person:
    """What the document has said of a person so far."""

    name: str
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)


class Sighting(NamedTuple):
    """Where a person was named: token index, number of the sentence, whether as its subject."""

    token: int
    sentence: int
    name: str
    subject: bool


@cache
def _roles() -> dict[tuple[str, ...], str]:
    return {tuple(fold(word) for word in phrase.split()): name for name, group in table("roles")["classes"].items() for phrase in group}


@cache
def _longest_role() -> int:
    return max(map(len, _roles()))


def state_of(token: Token) -> str:
    """The state an adjective or a name stands for («японский», «РФ»), an empty string if none."""
    if token.pos_ == "ADJ":
        found = place.adjective_place(fold(token.lemma_)) or place.adjective_place(token.lemma_.lower())
        return found or ""
    return ""


def _place_at(token: Token) -> str:
    for span in token.doc.spans.get("place", []):
        if span.start <= token.i < span.end:
            value = span.kb_id_ or span.text
            return place.state_name(value) or value
    return ""


def _match_role(token: Token) -> tuple[str, int]:
    """The role class of a noun and the end of its words; («», token.i + 1) if it is none."""
    doc = token.doc
    for size in range(_longest_role(), 0, -1):
        if token.i + size <= len(doc):
            key = tuple(stem(t) for t in doc[token.i : token.i + size])
            if key in _roles():
                return _roles()[key], token.i + size
    parts = stem(token).split("-")
    if len(parts) > 1 and (parts[-1],) in _roles():
        return _roles()[(parts[-1],)], token.i + 1
    return "", token.i + 1


def references(sentence: Span) -> list[Reference]:
    """All phrases of the sentence that may stand for a participant, in text order, without overlaps."""
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
        if token.i in taken or token.pos_ not in {"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"}:
            continue
        word = stem(token)
        if token.i not in named or (named[token.i].label_ == "organisation" and word in bodies):
            role, end = _match_role(token)
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
            add(Reference("pronoun", token.i, token.i + 1, token, plural=features(token, "Number") == "Plur"))
        elif (
            token.pos_ == "NOUN"
            and is_plural(token)
            and place.adjective_place(token.lemma_)
            and place.is_country(place.adjective_place(token.lemma_) or "")
        ):
            add(Reference("people", token.i, token.i + 1, token, value=place.adjective_place(token.lemma_) or ""))
        elif fold(token.lemma_) in {"оба", "обе"} and token.head.pos_ in {"VERB", "AUX"}:
            add(Reference("pronoun", token.i, token.i + 1, token, plural=True))
    return found


def _states(reference: Reference) -> list[Span]:
    """The states whose holders a plural role names («министры России, Катара и Венесуэлы»)."""
    places = [s for s in reference.head.doc.spans.get("place", []) if reference.head.i < s.start < reference.head.sent.end]
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
        name = next((s for kind in FULL for s in doc.spans.get(kind, []) if s.start == i or (quoted and s.start == i + 1)), None)
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


def is_plural(token: Token) -> bool:
    """Whether a noun stands in the plural, by the dictionary where it leaves no choice («Президенты»), else by the tagger."""
    if any(child.dep_.startswith("nummod") or fold(child.norm_) in {"оба", "обе"} for child in token.children):
        return True
    numbers = {str(parse.tag.number) for parse in parses(token.norm_.lower()) if parse.tag.POS == "NOUN"}
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
    return Reference("role", token.i, last, token, role=role, state=state, plural=plural)


def _several_bodies(token: Token) -> list[Reference]:
    """The bodies that a plural names by their states («сборные России и Катара» → сборная России, сборная Катара)."""
    if not is_plural(token):
        return []
    states = _states(Reference("organisation", token.i, token.i + 1, token))
    if len(states) < 2:
        return []
    noun = lemma(token.norm_.lower())
    return [
        Reference("organisation", token.i if not n else span.start, span.end, token if not n else span.root, value=f"{noun} {span.text}")
        for n, span in enumerate(states)
    ]


def _is_area(token: Token, named: dict[int, Span]) -> bool:
    """Whether a noun of bodies means an area here («в департаменте Вар»)."""
    after = named.get(token.i + 1)
    return preposition(token) == "в" and after is not None and after.label_ == "place" and after.root.dep_ == "appos"


def _body_reference(token: Token, named: dict[int, Span]) -> Reference | None:
    """A body tied to a name («власти Якутии», «японский парламент»); None for a body of nobody."""
    last, state = _dependents(token, named[token.i].end if token.i in named else token.i + 1)
    start = named[token.i].start if token.i in named else token.i
    doc = token.doc
    while start > token.sent.start and doc[start - 1].pos_ == "ADJ" and doc[start - 1].head.i == token.i:
        start -= 1
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


class People:
    """The participants of a document as the reading goes on."""

    def __init__(self, doc: Doc) -> None:
        counts = Counter(span.kb_id_ for span in doc.spans.get("person", []))
        most = max(counts.values(), default=0)
        self.central = frozenset(name for name, count in counts.items() if 2 * count >= most)
        """Those whom the document names at least half as often as the one it names most."""
        self.persons: dict[str, Person] = {}
        self.sightings: list[Sighting] = []
        self.group: tuple[Who, ...] = ()

    def note(self, references: Iterable[Reference], sentence: int) -> None:
        """Learns who is named in a sentence, and by which role."""
        named = []
        for reference in references:
            if reference.kind != "person":
                continue
            person = self.persons.setdefault(reference.value, Person(reference.value))
            if reference.role:
                person.roles.update({reference.role, stem(reference.head)})
            if reference.state:
                person.states.add(reference.state)
            person.gender = person.gender or _gender(reference)
            self.sightings.append(Sighting(reference.start, sentence, reference.value, _is_subject(reference.head)))
            named.append(reference.value)
        if len(set(named)) == 2:
            self.group = tuple(Who(name, "person") for name in dict.fromkeys(named))

    def before(self, token: int) -> list[str]:
        """Those named before a token, the last first, each once."""
        return list(dict.fromkeys(s.name for s in reversed(self.sightings) if s.token < token))

    def resolve(self, reference: Reference, *, others: Sequence[Who] = (), groups: Sequence[tuple[Who, ...]] = ()) -> list[Who]:
        """Whom the phrase means; `others` take part in the same event already, `groups` in the events told before, the last first."""
        if reference.kind in FULL:
            return [Who(reference.value, reference.kind)]
        if reference.kind == "people":
            return [Who(reference.value, "place", f"people {stem(reference.head)}")]
        group = groups[0] if groups else self.group
        if reference.plural and reference.kind == "role":  # «лидеры» are those whom the document is about
            group = next((g for g in groups if {who.value for who in g if who.kind == "person"} <= self.central), group)
        if reference.plural:
            return self._plural(reference, group)
        if reference.kind == "pronoun":
            return self._pronoun(reference, others)
        return self._role(reference, others, group)

    def _plural(self, reference: Reference, group: Sequence[Who]) -> list[Who]:
        rule = f"plural {fold(reference.head.text)}"
        together = [who for who in (group or self.group) if who.kind == "person"]
        sides = list(group or self.group)
        names = self.before(reference.start)
        if reference.role:
            holders = [name for name in names if reference.role in self.persons[name].roles]
            inside = [who for who in together if who.value in holders]
            if len(inside) >= 2:
                return [who._replace(rule=rule) for who in inside]
            if len(holders) >= 2 and not inside:
                return [Who(name, "person", rule) for name in reversed(holders[:2])]
            if reference.role not in HEADS or reference.state:  # «арабские министры» are not those told of
                return []
        if len(together) >= 2:
            return [who._replace(rule=rule) for who in together]
        if stem(reference.head) == "сторона" and len(sides) >= 2:
            return [who._replace(rule=rule) for who in sides]
        if len(self.central) == 2 and self.central <= set(self.persons):
            return [Who(name, "person", rule) for name in self.persons if name in self.central]
        if len(names) >= 2:
            return [Who(name, "person", rule) for name in reversed(names[:2])]
        return [who._replace(rule=rule) for who in sides]

    def _pronoun(self, reference: Reference, others: Sequence[Who]) -> list[Who]:
        """The last subject of the same gender in this or the sentence before, else the last person named there.

        An object («его выслали») takes up whoever the last sentence names before it takes up the subject of the one before.
        """
        gender = features(reference.head, "Gender")
        if _is_a_thing(reference):
            return []
        out = {who.value for who in others}
        fitting = [
            s
            for s in self.sightings
            if s.token < reference.start and s.name not in out and (not gender or self.persons[s.name].gender in {gender, ""})
        ]
        if not fitting:
            return []
        last = fitting[-1].sentence
        near = [s for s in fitting if s.sentence >= last - 1]
        subject = 0.5 if reference.head.dep_ in {"obj", "iobj"} else 1.0
        best = max(near, key=lambda s: (subject * s.subject + 0.6 * (s.sentence == last), s.token if s.subject else -s.token))
        return [Who(best.name, "person", f"pronoun {fold(reference.head.text)}")]

    def _role(self, reference: Reference, others: Sequence[Who], group: Sequence[Who]) -> list[Who]:
        rule = f"role {stem(reference.head)}"
        out = {who.value for who in others}
        names = [name for name in self.before(reference.start) if name not in out]
        word = stem(reference.head)
        if reference.role:
            office = word if reference.role == "chief" else reference.role
            fits = [name for name in names if office in self.persons[name].roles]
            if reference.state:
                fits = [name for name in fits if reference.state in self.persons[name].states or not self.persons[name].states]
                if not fits:
                    fits = [n for n in names if reference.state in self.persons[n].states and not self.persons[n].roles]
            if fits or reference.role != "chief":
                return [Who(fits[0], "person", rule)] if fits else []
        if reference.state:
            fits = [name for name in names if reference.state in self.persons[name].states]
            return [Who(fits[0], "person", rule)] if fits else []
        if word in words("roles", "broad", "other"):
            subject = next((s.name for s in reversed(self.sightings) if s.token < reference.start and s.subject), "")
            rest = [who for who in (group or self.group) if who.kind == "person" and who.value not in out | {subject}]
            return [rest[0]._replace(rule=rule)] if len(rest) == 1 else []
        return []


def _is_a_thing(reference: Reference) -> bool:
    """Whether the pronoun rather stands for a thing: the last subject of its gender and number before it is inanimate."""
    head = reference.head
    doc, sentence = head.doc, head.sent
    start = doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    for token in reversed(list(doc[start : head.i])):
        if (
            token.head.i != head.head.i
            and token.dep_ in {"nsubj", "nsubj:pass"}
            and features(token, "Number") == "Sing"
            and features(token, "Gender") == features(head, "Gender")
        ):
            return token.pos_ == "NOUN" and features(token, "Animacy") == "Inan" and not token.ent_type_
    return False


def _is_subject(token: Token) -> bool:
    """Whether a name, or the coordination or role it belongs to, is the subject of its clause."""
    while token.dep_ in {"conj", "appos", "flat", "flat:name"} and token.head.i != token.i and token.head.pos_ != "VERB":
        token = token.head
    return token.dep_ in {"nsubj", "nsubj:pass"} or (token.dep_ == "ROOT" and features(token, "Case") == "Nom")


def _gender(reference: Reference) -> str:
    """A person's gender by the first name the dictionary knows or by the past tense of the verb; empty when neither tells."""
    doc: Doc = reference.head.doc
    name = next((s for s in doc.spans.get("person", []) if reference.start <= s.start < reference.end), None)
    if name is None:
        return ""
    for word in (name.kb_id_ or name.text).split():
        known = {str(parse.tag.gender) for parse in parses(word.lower()) if parse.is_known and {"Name", "Patr"} & set(parse.tag.grammemes)}
        if len(known) == 1:
            return {"masc": "Masc", "femn": "Fem"}.get(known.pop(), "")
    verb = name.root.head
    if name.root.dep_ == "nsubj" and features(name.root, "Case") == "Nom" and features(verb, "Tense") == "Past":
        return features(verb, "Gender")
    return ""
