"""Who is meant: names, role nouns, bodies, pronouns of a sentence → the people, organisations and states of the document.

A role noun («президент России», «корейский коллега») resolves only to a person whom the document itself gives that role, state or
both; a plural («президенты», «они», «стороны») resolves to those who last took part in something together.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Span, Token

from extract.events.phrase import nominative
from extract.events.tree import features, stem
from extract.lexicon import fold, table, words
from extract.values import place
from extract.values.morphology import parses

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


@dataclass(slots=True)
class Person:
    """What the document has said of a person so far."""

    name: str
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    seen: int = -1


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

    def add(reference: Reference) -> None:
        found.append(reference)
        taken.update(range(reference.start, reference.end))

    names = [span for kind in FULL for span in doc.spans.get(kind, []) if sentence.start <= span.start < sentence.end]
    named = {i: span for span in names for i in range(span.start, span.end)}
    broad, plural_words, bodies = words("roles", "broad", "words"), words("roles", "plural", "all"), words("roles", "bodies", "words")
    for token in sentence:
        if token.i in taken or token.pos_ not in {"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"}:
            continue
        word = stem(token)
        if token.i not in named or named[token.i].label_ == "organisation" and word in bodies:
            role, end = _match_role(token)
            if token.pos_ in {"NOUN", "PROPN"} and (role or word in broad or word in plural_words):
                add(_role_reference(token, role, end, named))
                continue
            if token.pos_ in {"NOUN", "PROPN"} and word in bodies:
                body = _body_reference(token, named)
                if body is not None:
                    add(body)
                    continue
        if token.i in named:
            span = named[token.i]
            add(Reference(span.label_, span.start, span.end, span.root, value=span.kb_id_ or span.text))
        elif token.pos_ == "PRON" and fold(token.lemma_) in {"он", "она", "они"} and features(token, "Person") == "3":
            add(Reference("pronoun", token.i, token.i + 1, token, plural=features(token, "Number") == "Plur"))
        elif fold(token.lemma_) in {"оба", "обе"} and token.head.pos_ in {"VERB", "AUX"}:
            add(Reference("pronoun", token.i, token.i + 1, token, plural=True))
    return found


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
        name = next((s for kind in FULL for s in doc.spans.get(kind, []) if s.start == i), None)
        if name is not None and name.label_ != "person" and _depends(name.root, token):
            if name.label_ == "place":
                state = _place_at(name.root)
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
    numbers = {str(parse.tag.number) for parse in parses(token.norm_.lower()) if parse.tag.POS == "NOUN"}
    return numbers == {"plur"} or (features(token, "Number") == "Plur" and "plur" in numbers | {"plur"} and numbers != {"sing"})


def _depends(token: Token, head: Token) -> bool:
    return any(above.i == head.i for above in token.ancestors) and not any(child.dep_ == "case" for child in token.children)


def _role_reference(token: Token, role: str, end: int, named: dict[int, Span]) -> Reference:
    last, state = _dependents(token, end)
    doc = token.doc
    plural = is_plural(token)
    span = named.get(last)
    if span is not None and span.label_ == "person" and not plural and not (doc[last - 1].text == ","):
        return Reference("person", token.i, span.end, token, value=span.kb_id_ or span.text, role=role, state=state)
    return Reference("role", token.i, last, token, role=role, state=state, plural=plural)


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
    return None


class People:
    """The participants of a document as the reading goes on."""

    def __init__(self, doc: Doc) -> None:
        counts = Counter(span.kb_id_ for span in doc.spans.get("person", []))
        most = max(counts.values(), default=0)
        self.central = frozenset(name for name, count in counts.items() if 2 * count >= most)
        """Those whom the document names at least half as often as the one it names most."""
        self.persons: dict[str, Person] = {}
        self.order: list[str] = []
        self.group: tuple[Who, ...] = ()
        self.subject: str = ""

    def note(self, references: Iterable[Reference], sentence: int) -> None:
        """Learns who is named in a sentence, and by which role."""
        for reference in references:
            if reference.kind != "person":
                continue
            person = self.persons.setdefault(reference.value, Person(reference.value))
            if reference.role:
                person.roles.add(reference.role)
            if reference.state:
                person.states.add(reference.state)
            person.gender = person.gender or _gender(reference)
            person.seen = sentence
            if reference.value in self.order:
                self.order.remove(reference.value)
            self.order.append(reference.value)

    def resolve(self, reference: Reference, *, others: Sequence[Who] = (), group: Sequence[Who] = ()) -> list[Who]:
        """Whom the phrase means; `others` take part in the same event already, `group` took part in the event told last."""
        if reference.kind in FULL:
            return [Who(reference.value, reference.kind)]
        if reference.plural:
            return self._plural(reference, group)
        if reference.kind == "pronoun":
            return self._pronoun(reference, others)
        return self._role(reference, others, group)

    def _plural(self, reference: Reference, group: Sequence[Who]) -> list[Who]:
        rule = f"plural {fold(reference.head.text)}"
        together = [who for who in (group or self.group) if who.kind == "person"]
        sides = list(group or self.group)
        if reference.role:
            holders = [name for name in self.order if reference.role in self.persons[name].roles]
            inside = [who for who in together if who.value in holders]
            if len(inside) >= 2:
                return [who._replace(rule=rule) for who in inside]
            if len(together) < 2 and len(holders) >= 2 or (holders and len(holders) >= 2 and not inside and together):
                return [Who(name, "person", rule) for name in holders[-2:]]
        if len(together) >= 2:
            return [who._replace(rule=rule) for who in together]
        if stem(reference.head) == "сторона" and len(sides) >= 2:
            return [who._replace(rule=rule) for who in sides]
        if len(self.order) >= 2:
            return [Who(name, "person", rule) for name in self.order[-2:]]
        return [who._replace(rule=rule) for who in sides]

    def _pronoun(self, reference: Reference, others: Sequence[Who]) -> list[Who]:
        gender = features(reference.head, "Gender")
        out = {who.value for who in others}
        names = [name for name in reversed(self.order) if name not in out and self.persons[name].gender in {gender, ""}]
        if self.subject in names:
            names.insert(0, self.subject)
        return [Who(names[0], "person", f"pronoun {fold(reference.head.text)}")] if names else []

    def _role(self, reference: Reference, others: Sequence[Who], group: Sequence[Who]) -> list[Who]:
        rule = f"role {stem(reference.head)}"
        out = {who.value for who in others}
        names = [name for name in reversed(self.order) if name not in out]
        word = stem(reference.head)
        if reference.role and reference.role != "chief":
            fits = [name for name in names if reference.role in self.persons[name].roles]
            if reference.state:
                fits = [name for name in fits if reference.state in self.persons[name].states or not self.persons[name].states]
                if not fits:
                    fits = [n for n in names if reference.state in self.persons[n].states and not self.persons[n].roles]
            if fits:
                return [Who(fits[0], "person", rule)]
            return []
        if reference.state:
            fits = [name for name in names if reference.state in self.persons[name].states]
            return [Who(fits[0], "person", rule)] if fits else []
        if word in {"коллега", "визави", "собеседник", "гость", "хозяин", "партнер", "оппонент"}:
            rest = [who for who in (group or self.group) if who.kind == "person" and who.value not in out and who.value != self.subject]
            return [rest[0]._replace(rule=rule)] if len(rest) == 1 else []
        return []


def _gender(reference: Reference) -> str:
    doc: Doc = reference.head.doc
    name = next((s for s in doc.spans.get("person", []) if reference.start <= s.start < reference.end), None)
    return features(name[0], "Gender") if name is not None else ""
