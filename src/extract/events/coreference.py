"""Whom a phrase means: role nouns, nouns of people and bodies, pronouns, lacking subjects → the people and bodies that the document names.

One mechanism: all who were named before and agree in gender are candidates; what the document says of each (titles, states, bodies),
how often and how long ago it was named, and as what, adds up (`WEIGHTS`); the best is taken if it is good enough and clearly better than
the next (`ENOUGH`). A role resolves only to somebody whom the document itself gives that role, state or both; a plural («президенты»,
«они», «стороны») to those who last took part in something together.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from math import log2
from typing import NamedTuple

from extract.events.references import FULL, Reference, Who, descriptions, is_plural, match_role, references, state_of
from extract.events.tree import SUBJECTS, features, is_report, is_said_by, preposition, spans_of, stem
from extract.lexicon import fold, table, words
from extract.marks.plain import Doc, Span, Token
from extract.values import place
from extract.values.morphology import parses

__all__ = ["People", "Person", "Reference", "Who", "references"]

HEADS = {"president", "premier", "chancellor", "monarch", "patriarch", "pope", "chief"}
"""Roles of heads, whom «лидеры» and «главы» may mean without the document giving them the role."""
OFFICES = {"president", "premier", "chancellor", "monarch", "pope", "patriarch", "foreign-minister", "secretary-of-state", "ambassador"}
"""Roles of which a person holds one at a time."""
NEAR = 4
"""Sentences; how far back people named in one breath are still «друзья» or «они»."""
FAR = 8
"""Sentences; who was named longer ago is not nearer than this."""

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "noun": {
        "same word": 3.0,
        "role": 2.6,
        "kind": 1.4,
        "anyone": 0.8,
        "bare": 0.5,
        "most": 0.8,
        "nation": 1.6,
        "state": 1.2,
        "other state": -2.5,
        "body": 1.5,
        "other body": -1.5,
        "bound": -1.2,
        "other office": -2.5,
        "other role": -1.2,
        "serving": -2.0,
        "kin": 2.5,
        "woman": -1.2,
        "central": 0.5,
        "count": 0.15,
        "distance": -0.22,
        "here": -0.6,
        "subject before": 0.5,
        "last": 0.4,
        "alone": 0.6,
    },
    "pronoun": {
        "subject": 0.8,
        "subject before": 0.4,
        "distance": -1.0,
        "last": 0.5,
        "count": 0.1,
        "unknown gender": -0.4,
        "central": 0.2,
        "thing": -0.2,
        "stranger": 0.2,
        "inner": -0.4,
        "says": 1.3,
        "speaker": 1.2,
        "at": -0.7,
    },
    "zero": {
        "subject": 1.5,
        "distance": -0.8,
        "last": 0.3,
        "count": 0.2,
        "unknown gender": -0.5,
        "central": 0.4,
        "thing": -0.6,
        "stranger": 0.3,
        "inner": -1.0,
        "says": 1.0,
        "speaker": 0.6,
    },
    "body": {
        "same word": 2.6,
        "central": 0.4,
        "count": 0.2,
        "distance": -0.15,
        "last": 0.6,
        "subject before": 0.3,
        "bound": -1.5,
        "alone": 0.5,
        "untold": 1.7,
    },
}
"""What each kind of evidence weighs, by the kind of phrase."""
ENOUGH: Mapping[str, tuple[float, float]] = {"noun": (1.8, 0.5), "pronoun": (-1.4, 0.15), "zero": (0.2, 0.4), "body": (2.0, 0.4)}
"""The least score, and the least lead over the next."""


@dataclass(slots=True)
class Person:
    """What the document says of a person or, in `others`, a body."""

    name: str
    gender: str = ""
    roles: set[str] = field(default_factory=set)
    states: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    """The nouns that it is called."""
    bodies: set[str] = field(default_factory=set)
    """The names that stand with these nouns («глава Минфина»)."""


class Sighting(NamedTuple):
    """Where somebody was named or meant: first token, number of the sentence, name, as its subject, as who says something, head token."""

    token: int
    sentence: int
    name: str
    subject: bool
    speaks: bool
    head: int


class Rival(NamedTuple):
    """A noun that a pronoun may mean instead of a person."""

    sentence: int
    subject: bool
    inner: bool
    """Whether it stands within a noun phrase or behind a preposition."""
    animate: bool


class People:
    """The participants of a document as the reading goes on."""

    def __init__(self, doc: Doc) -> None:
        counts = Counter(span.kb_id_ for span in doc.spans.get("person", []))
        most = max(counts.values(), default=0)
        self.counts = counts + Counter(span.kb_id_ for span in doc.spans.get("organisation", []))
        self.central = frozenset(name for name, count in counts.items() if 2 * count >= most)
        """Those whom the document names at least half as often as the one it names most."""
        ranked = [*counts.most_common(2), ("", 0), ("", 0)]
        self.most = ranked[0][0] if ranked[0][1] > ranked[1][1] else ""
        """The one named more often than all others."""
        self.persons: dict[str, Person] = {}
        """The people named so far."""
        self.bodies: dict[str, Person] = {}
        """The bodies named so far."""
        self.sightings: list[Sighting] = []
        self.seen: dict[str, list[Sighting]] = {}
        """The sightings of each name; the name seen last stands last."""
        self.group: tuple[Who, ...] = ()
        """The two last named together."""
        self.joined: list[tuple[int, str, tuple[str, ...]]] = []
        """The people, bodies, states named in one breath («Орлов, Лисов и Бонини»): number of the sentence, kind, names."""
        self._told: dict[str, Person] = {}
        self._learn(doc)

    def _learn(self, doc: Doc) -> None:
        """What the whole document says of its people and bodies, the titles of later sentences included."""
        for sentence in doc.sents:
            for span, noun in descriptions(sentence):
                known = self._told.setdefault(span.kb_id_, Person(span.kb_id_))
                known.words |= _plain(stem(noun))
                role, end = match_role(noun)
                known.roles |= {role, stem(noun)} if role else set()
                stretch = noun.doc[noun.i : min(max(end, noun.right_edge.i + 1), noun.i + 8)]
                inside = [s for s in spans_of(stretch, "organisation") if s.kb_id_ != span.kb_id_] if len(stretch) else []
                known.bodies |= {s.kb_id_ for s in inside}
                states = [state_of(child) for child in noun.children] + [state_of(child) for child in span.root.children]
                known.states |= {state for state in (*states, _nation(noun)) if state}
                known.states |= {place.state_name(s.kb_id_) or s.kb_id_ for s in (spans_of(stretch, "place") if len(stretch) else [])}
        for span in doc.spans.get("person", []):
            known = self._told.setdefault(span.kb_id_, Person(span.kb_id_))
            known.gender = known.gender or _gender(span)
            if _leads(span.root):
                known.words |= {"глава", "лидер", "руководитель"}
        for span in doc.spans.get("organisation", []):
            known = self._told.setdefault(span.kb_id_, Person(span.kb_id_))
            known.words |= {stem(token) for token in span if token.is_alpha} | {fold(part) for part in span.kb_id_.split("-")}

    def note(self, references: Iterable[Reference], sentence: int) -> None:
        """Learns who is named in a sentence, and by which role, and finds whom its other phrases mean."""
        found = list(references)
        named = []
        for reference in found:
            if reference.kind == "person":
                person = self.persons.setdefault(reference.value, self._told.setdefault(reference.value, Person(reference.value)))
                if reference.role:
                    person.roles.update({reference.role, stem(reference.head)})
                    person.words |= _plain(stem(reference.head))
                person.bodies.update(reference.of)
                if reference.state:
                    person.states.add(reference.state)
                named.append(reference.value)
            elif reference.kind == "organisation":
                self.bodies.setdefault(reference.value, self._told.setdefault(reference.value, Person(reference.value)))
        for reference in found:
            if reference.kind in {"person", "organisation"}:
                self._see(reference, reference.value, sentence)
            elif reference.kind == "relative":
                reference.means = _antecedent(reference, found)
            elif reference.plural and reference.kind in {"noun", "body"}:
                reference.means = self._breath(reference)
                if reference.means:
                    self.joined.append((sentence, reference.means[0].kind, tuple(who.value for who in reference.means)))
            elif reference.kind in {"role", "noun", "pronoun", "zero", "body"} and not reference.plural:
                reference.means = self._single(reference, (), sentence)
                if reference.means:
                    self._see(reference, reference.means[0].value, sentence)
        self.joined += [(sentence, kind, names) for kind in FULL for names in _coordinations(found, kind)]
        if len(set(named)) == 2:
            self.group = tuple(Who(name, "person") for name in dict.fromkeys(named))

    def _see(self, reference: Reference, name: str, sentence: int) -> None:
        subject = _is_subject(reference.head) or reference.kind == "zero"
        sighting = Sighting(reference.start, sentence, name, subject, _speaks(reference), reference.head.i)
        self.sightings.append(sighting)
        self.seen[name] = self.seen.pop(name, [])
        self.seen[name].append(sighting)

    def _last_seen(self, token: int, *, since: int) -> list[Sighting]:
        """Where each name was last seen before a token, the latest first, none in a sentence before `since`."""
        found: list[Sighting] = []
        ordered = True
        for sightings in reversed(self.seen.values()):
            last = next((sighting for sighting in reversed(sightings) if sighting.token < token), None)
            if last is not None and last.sentence >= since:
                found.append(last)
            elif last is not None and last is sightings[-1]:
                break
            ordered = ordered and last is sightings[-1]
        return found if ordered else sorted(found, key=lambda sighting: -sighting.token)

    def _subjects_of(self, sentence: int) -> set[str]:
        """The names that were subjects in a sentence."""
        near = takewhile(lambda sighting: sighting.sentence >= sentence, reversed(self.sightings))
        return {sighting.name for sighting in near if sighting.subject and sighting.sentence == sentence}

    def before(self, token: int) -> list[str]:
        """The people named before a token, the last first, each once."""
        return [sighting.name for sighting in self._last_seen(token, since=0) if sighting.name in self.persons]

    def resolve(self, reference: Reference, *, others: Sequence[Who] = (), groups: Sequence[tuple[Who, ...]] = ()) -> list[Who]:
        """Whom the phrase means; `others` take part in the same event already, `groups` in the events told before, the last first."""
        if reference.kind in FULL:
            return [Who(reference.value, reference.kind)]
        if reference.kind == "people":
            return [Who(reference.value, "place", f"people {stem(reference.head)}")]
        if reference.plural:
            group = groups[0] if groups else self.group
            if reference.kind == "role":  # «лидеры» are those whom the document is about
                group = next((g for g in groups if {who.value for who in g if who.kind == "person"} <= self.central), group)
            return self._plural(reference, group)
        if reference.kind == "relative" or (reference.means and not {who.value for who in reference.means} & {who.value for who in others}):
            return reference.means
        sentence = next((s.sentence for s in reversed(self.sightings) if s.token <= reference.start), 0)
        return self._single(reference, others, sentence) or self._other(reference, others, groups[0] if groups else self.group)

    # One

    def _single(self, reference: Reference, others: Sequence[Who], sentence: int) -> list[Who]:
        """The one whom a phrase in the singular means, if there is enough to tell."""
        kind = {"role": "noun"}.get(reference.kind, reference.kind)
        if reference.idle:
            return []
        out = {who.value for who in others}
        scores: dict[str, float] = {}
        since = sentence - FAR if kind in {"pronoun", "zero"} else 0  # before, nothing speaks enough for anybody
        seen = [sighting for sighting in self._last_seen(reference.start, since=since) if sighting.name not in out]
        pool = self.bodies if kind == "body" else self.persons
        named = [(pool[sighting.name], sighting) for sighting in seen if sighting.name in pool]
        candidates = [(person, last) for person, last in named if not self._excluded(reference, person, last)]
        subjects = self._subjects_of(sentence - 1)
        acts, speaks, said_of = _acts(reference), _speaks(reference), _facts(reference)
        for person, last in candidates:
            evidence = self._evidence(person, last, sentence, subjects, alone=len(candidates) == 1)
            if kind in {"pronoun", "zero"}:
                evidence["says"] = acts
                evidence["speaker"] = last.speaks and speaks
                evidence["at"] = kind == "pronoun" and preposition(reference.head) in {"в", "на", "из", "под"}
            else:
                told_of = _said(reference, said_of, person)
                if told_of is None:
                    continue
                evidence |= told_of
            evidence["last"] = last is seen[0]
            scores[person.name] = sum(WEIGHTS[kind].get(what, 0.0) * value for what, value in evidence.items())
        if kind in {"pronoun", "zero"}:  # the nouns of things and strangers compete
            for rival in _rivals(reference, sentence):
                told: dict[str, float] = {
                    "subject": rival.subject,
                    "distance": sentence - rival.sentence,
                    "thing": not rival.animate,
                    "stranger": rival.animate,
                    "inner": rival.inner,
                    "says": rival.animate and acts,
                }
                score = sum(WEIGHTS[kind].get(what, 0.0) * value for what, value in told.items())
                scores[""] = max(scores.get("", score), score)
        ranked = sorted(scores, key=lambda name: -scores[name])
        least, lead = ENOUGH[kind]
        if not ranked or not ranked[0] or scores[ranked[0]] < least:
            return []
        if len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < lead:
            return []
        said = fold(reference.head.text) if kind == "pronoun" else stem(reference.head)
        rule = {"pronoun": "pronoun", "zero": "subject of", "body": "body"}.get(reference.kind, "role")
        return [Who(ranked[0], "organisation" if kind == "body" else "person", f"{rule} {said}")]

    def _excluded(self, reference: Reference, person: Person, last: Sighting) -> bool:
        """Whether grammar keeps a phrase from meaning somebody: gender, another argument of the same verb, the one it depends on."""
        head = reference.head
        if reference.kind != "body":
            gender = features(head, "Gender")
            verb = reference.kind in {"pronoun", "zero"} and gender in {"Masc", "Fem"}
            if person.gender and (verb or gender == "Fem") and person.gender != gender:
                return True
            if verb is False and person.gender == "Fem" and stem(head) in words("people", "men", "words"):
                return True
        if person.name in reference.of or any(_is_part(person.name, name) for name in reference.of):
            return True
        return _beside(reference, head.doc[last.head])

    def _evidence(self, person: Person, last: Sighting, sentence: int, subjects: Collection[str], *, alone: bool) -> dict[str, float]:
        """What speaks for somebody to be meant, whatever the phrase says of them; `subjects` are those of the sentence before."""
        return {
            "distance": min(sentence - last.sentence, FAR),
            "count": log2(max(1, self.counts[person.name])),
            "central": person.name in self.central,
            "most": person.name == self.most,
            "subject": last.subject,
            "subject before": person.name in subjects,
            "here": last.sentence == sentence,
            "unknown gender": not person.gender,
            "alone": alone,
        }

    def _other(self, reference: Reference, others: Sequence[Who], group: Sequence[Who]) -> list[Who]:
        """The other one of two, for «коллега», «собеседник», «гость»."""
        if reference.kind != "role" or stem(reference.head) not in words("roles", "broad", "other"):
            return []
        out = {who.value for who in others}
        subject = next((s.name for s in reversed(self.sightings) if s.token < reference.start and s.subject), "")
        rest = [who for who in (group or self.group) if who.kind == "person" and who.value not in out | {subject}]
        return [rest[0]._replace(rule=f"role {stem(reference.head)}")] if len(rest) == 1 else []

    # Several

    def _plural(self, reference: Reference, group: Sequence[Who]) -> list[Who]:
        rule = f"plural {fold(reference.head.text)}"
        together = [who for who in (group or self.group) if who.kind == "person"]
        sides = list(group or self.group)
        names = self.before(reference.start)
        if reference.kind in {"noun", "body"} or (reference.kind == "pronoun" and (not together or reference.size > 2)):
            return reference.means or self._breath(reference)
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
        return [who._replace(rule=rule) for who in sides]

    def _breath(self, reference: Reference) -> list[Who]:
        """Those last named in one breath, for a plural that says nothing else of them («друзья», «обе компании», «они»)."""
        word = stem(reference.head)
        resumes = reference.kind == "pronoun" or word in words("people", "several", "words") | words("people", "anyone", "words")
        kind = "person"
        if reference.kind == "body":
            kind = "place" if word in words("people", "several", "states") else "organisation"
        elif not (resumes or word in _kinds()):
            return []
        if reference.state or reference.of or reference.bound:
            return []
        pair = word in words("people", "several", "pairs") or _both(reference.head)
        size = reference.size or (2 if pair else 0)
        here = self.sightings[-1].sentence if self.sightings else 0
        near = [
            names
            for sentence, what, names in reversed(self.joined)
            if what == kind and here - sentence <= NEAR and (not size or len(names) == size)
        ]
        found = next((names for names in near if self.central.issuperset(names)), near[0] if near else ())
        return [Who(name, kind, f"plural {fold(reference.head.text)}") for name in found]


def _both(noun: Token) -> bool:
    """Whether a noun is said to be two («обе компании», «двух стран»)."""
    return any(fold(child.lemma_) in {"оба", "обе", "два", "двое"} for child in noun.children)


def _antecedent(relative: Reference, found: Sequence[Reference]) -> list[Who]:
    """Whom «который» stands for: the name or resolved noun that its clause belongs to."""
    clause = next((token for token in relative.head.ancestors if token.dep_.startswith("acl")), None)
    if clause is None or clause.head.i >= relative.start:
        return []
    noun = clause.head
    for reference in found:
        if reference.start <= noun.i < reference.end and reference.kind in FULL:
            return [Who(reference.value, reference.kind, f"relative {fold(relative.head.text)}")]
        if reference.start <= noun.i < reference.end and not reference.plural:
            return [who._replace(rule=f"relative {fold(relative.head.text)}") for who in reference.means]
    return []


def _coordinations(found: Sequence[Reference], kind: str) -> Iterator[tuple[str, ...]]:
    """The names of a kind in a sentence that commas and conjunctions join, two or more."""
    people = [reference for reference in found if reference.kind == kind]
    people = [one for one in people if kind != "place" or place.is_country(one.value)]
    run: list[Reference] = []
    for reference in people:
        doc = reference.head.doc
        if run and not _joins(doc[run[-1].end : reference.start]):
            yield from _run(run)
            run = []
        run.append(reference)
    yield from _run(run)


def _joins(between: Span) -> bool:
    """Whether only commas, conjunctions and titles stand between two names."""
    between_names = (token for token in between if token.text not in {"«", "»", '"'})
    marks = [token for token in between_names if token.pos_ in {"PUNCT", "CCONJ", "ADP", "VERB"}]
    return 0 < len(marks) <= 2 and all(token.text == "," or fold(token.norm_) in {"и", "с", "со"} for token in marks) and len(between) < 8


def _run(run: Sequence[Reference]) -> Iterator[tuple[str, ...]]:
    names = tuple(dict.fromkeys(reference.value for reference in run))
    if len(names) > 1:
        yield names


@cache
def _kinds() -> dict[str, frozenset[str]]:
    return {fold(word): frozenset(map(fold, group)) for word, group in table("people")["kinds"].items()}


@cache
def _body_words() -> dict[str, frozenset[str]]:
    return {fold(word): frozenset(map(fold, group)) for word, group in table("people")["bodies"].items()}


@cache
def _told_bodies() -> frozenset[str]:
    """Words that tell of what kind a body is."""
    kinds = _body_words()
    return frozenset(kinds).union(*kinds.values(), words("roles", "bodies", "words"))


def _may_be_any(noun: Token) -> bool:
    """Whether a noun of bodies, by itself, takes up one whose name does not tell its kind («компания», «партия»)."""
    bare = not any(child.dep_ in {"amod", "nmod", "acl", "acl:relcl"} for child in noun.children)
    return bare and stem(noun) in words("people", "seldom_told", "words")


def _plain(word: str) -> set[str]:
    """The noun, and without what says that it is past or a rank («экс-глава» → глава)."""
    return {word, word.removeprefix("экс-")}


def _leads(name: Token) -> bool:
    """Whether a verb or participle says that somebody heads something («руководивший страной», «возглавляет партию»)."""
    verbs = [name.head, *name.children]
    return any(verb.pos_ == "VERB" and stem(verb) in words("people", "leading", "words") for verb in verbs)


class Facts(NamedTuple):
    """What a noun says, of whomever it means."""

    word: str
    forms: frozenset[str]
    kinds: frozenset[str]
    """The words for people of its kind."""
    kin: bool
    nation: str
    bodies: frozenset[str]
    anyone: bool
    bare: bool
    """Whether it may mean whoever is at hand: nothing narrows it («канцлер Австрии» needs more than that)."""


def _facts(reference: Reference) -> Facts:
    word, nation = stem(reference.head), _nation(reference.head)
    forms = frozenset(_plain(word))
    kin = word in words("people", "kin", "words")
    narrowed = bool(reference.state and not nation) or bool(reference.of)
    broad = bool(reference.role) or bool(nation) or word in _kinds() or word in words("roles", "broad", "words")
    return Facts(
        word,
        forms,
        kinds=frozenset().union(*(_kinds().get(one, frozenset()) for one in forms)),
        kin=kin,
        nation=nation,
        bodies=frozenset() if kin else frozenset(reference.of),
        anyone=word in words("people", "anyone", "words") or word in words("people", "anyone", "participles"),
        bare=not narrowed and broad,
    )


def _said(reference: Reference, noun: Facts, person: Person) -> dict[str, float] | None:
    """What a noun says that the document says of somebody too; None where it says nothing that fits."""
    found: dict[str, float] = {"bound": reference.bound and not reference.of}
    if reference.kind == "body":
        fitting = _body_words().get(noun.word, frozenset())
        called = {part for said in person.words for part in (said, *said.split("-"))} if fitting else set()
        found["same word"] = bool(fitting & called) or any(said.endswith(tuple(fitting)) for said in called)
        found["untold"] = not found["same word"] and _may_be_any(reference.head) and _told_bodies().isdisjoint(called)
        return found
    found["same word"] = not noun.kin and not noun.forms.isdisjoint(person.words)
    if reference.role:
        office = noun.word if reference.role == "chief" else reference.role
        found["role"] = office in person.roles and not found["same word"]
        another = bool(person.roles) and office not in person.roles and not found["same word"]
        found["other office"] = another and reference.role in OFFICES and bool(person.roles & OFFICES)
        found["other role"] = another and not found["other office"]
    found["kind"] = not found["same word"] and not noun.kinds.isdisjoint(person.words)
    heads = bool(reference.role) or noun.word in words("roles", "broad", "words")
    found["serving"] = heads and not found["same word"] and not words("people", "serving", "words").isdisjoint(person.words)
    found["anyone"] = noun.anyone
    found["nation"] = bool(noun.nation) and noun.nation in person.states
    if reference.state and not noun.nation:
        found["state"] = reference.state in person.states
        found["other state"] = bool(person.states) and reference.state not in person.states
    found["body"] = not noun.bodies.isdisjoint(person.bodies)
    found["other body"] = bool(noun.bodies) and bool(person.bodies) and not found["body"]
    found["woman"] = person.gender == "Fem" and features(reference.head, "Gender") == "Masc" and not found["same word"]
    if noun.kin:
        same = noun.word in words("people", "kin", "same")
        found["kin"] = same and any(_share_surname(person.name, name) for name in reference.of)
    found["bare"] = noun.bare
    told = ("same word", "role", "kind", "anyone", "nation", "state", "body", "kin", "bare")
    return found if any(found.get(what) for what in told) else None


def _share_surname(name: str, other: str) -> bool:
    """Whether two full names are different people of one surname («Маргарита Грачёва», «Дмитрий Грачёв»)."""
    mine, theirs = fold(name.split()[-1]), fold(other.split()[-1])
    longer, shorter = sorted((mine, theirs), key=len, reverse=True)
    return name != other and len(shorter) > 3 and (longer.removesuffix("а") == shorter or longer == shorter or longer[:-2] == shorter[:-2])


def _is_part(name: str, other: str) -> bool:
    """Whether one is a shorter form of the other."""
    return name == other or set(name.split()) <= set(other.split()) or set(other.split()) <= set(name.split())


def _nation(noun: Token) -> str:
    """The state whose inhabitant a noun names («россиянин»)."""
    found = place.adjective_place(noun.lemma_) if noun.pos_ == "NOUN" else None
    return (place.state_name(found) or found) if found else ""


def _beside(reference: Reference, named: Token) -> bool:
    """Whether somebody named is another argument of the verb that a phrase belongs to, or stands within the same noun phrase."""
    head = reference.head
    if named.sent is not head.sent:
        return False
    top = _top(named)
    if reference.possessive:
        possessed = head.head
        return any(token.i == possessed.i for token in named.ancestors) or (
            top.dep_ in SUBJECTS and any(token.i == top.head.i for token in head.ancestors) and top.head.pos_ == "VERB"
        )
    if reference.kind == "zero":
        return top.head.i == head.i
    mine = _top(head)
    return mine.i == top.i or mine.head.i == top.head.i or any(token.i == named.i for token in head.ancestors)


def _top(token: Token) -> Token:
    """The head of the coordination or apposition a token belongs to."""
    while token.dep_ in {"conj", "appos", "flat", "flat:name"} and token.head.i != token.i and token.head.pos_ != "VERB":
        token = token.head
    return token


def _acts(reference: Reference) -> bool:
    """Whether the phrase is the subject of a verb whose subject is a person («он заявил»)."""
    verb = reference.head if reference.kind == "zero" else reference.head.head
    subject = reference.kind == "zero" or reference.head.dep_ in SUBJECTS
    return (subject and (is_report(verb) or stem(verb) in words("people", "persons", "words"))) or _speaks(reference)


def _speaks(reference: Reference) -> bool:
    """Whether somebody is told to say something («отметил он», «по словам Петрова»)."""
    top = _top(reference.head)
    if top.dep_ in SUBJECTS or reference.kind == "zero":
        return is_report(top.head if reference.kind != "zero" else reference.head)
    return is_said_by(top.head)


def _rivals(reference: Reference, sentence: int) -> Iterator[Rival]:
    """The nouns of this and the last sentence, before the phrase, that a pronoun may mean instead of a person."""
    head = reference.head
    doc, own = head.doc, head.sent
    gender = features(head, "Gender")
    start = doc[own.start - 1].sent.start if own.start else own.start
    for token in doc[start : head.i]:
        if token.pos_ not in {"NOUN", "PROPN"} or token.ent_type_ == "person" or (gender and features(token, "Gender") != gender):
            continue
        if token.head.i == head.head.i or token.dep_ == "appos" or is_plural(token) or any(t.ent_type_ == "person" for t in token.children):
            continue
        subject = token.dep_ in SUBJECTS
        inner = not subject and token.dep_ not in {"obj", "ROOT"}
        yield Rival(sentence - (token.i < own.start), subject, inner, features(token, "Animacy") == "Anim")


def _is_subject(token: Token) -> bool:
    """Whether a name, or the coordination or role it belongs to, is the subject of its clause."""
    token = _top(token)
    return token.dep_ in {"nsubj", "nsubj:pass"} or (token.dep_ == "ROOT" and features(token, "Case") == "Nom")


def _gender(name: Span) -> str:
    """A person's gender by the first name the dictionary knows or by the past tense of the verb; empty when neither tells."""
    for word in (name.kb_id_ or name.text).split():
        tags = [parse.tag for parse in parses(word.lower()) if parse.is_known and {"Name", "Patr"} & set(parse.tag.grammemes)]
        known = {str(tag.gender) for tag in tags if tag.case == "nomn" and tag.number == "sing"}
        if len(known) == 1:
            return {"masc": "Masc", "femn": "Fem"}.get(known.pop(), "")
    verb = name.root.head
    if name.root.dep_ == "nsubj" and features(name.root, "Case") == "Nom" and features(verb, "Tense") == "Past":
        return features(verb, "Gender")
    return _of_surname(name)


def _of_surname(name: Span) -> str:
    """The gender that the ending of a Russian surname in the nominative shows («Ельцина», «Грачёв»)."""
    last = fold((name.kb_id_ or name.text).split()[-1])
    if last.endswith(("ова", "ева", "ина", "ская", "цкая")):
        return "Fem"
    return "Masc" if last.endswith(("ов", "ев", "ский", "цкий")) else ""
