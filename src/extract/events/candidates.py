"""What the learned review is asked about a row: what speaks for each candidate value and for the row itself, as named numbers.

The narrative proposes rows and values by rules. Candidates are these and what else the text names around the row; the numbers say how
the rules came to a candidate, where it stands, how likely the linker thinks it, and what the row lacks. Nothing is decided here.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate
from typing import NamedTuple, get_args

from extract.events.adverbials import in_participle
from extract.events.arguments import is_location, owned, owner
from extract.events.coreference import People, Reference
from extract.events.details import Detail
from extract.events.happening import Dated, Happening, Part
from extract.events.mentions import SIDES, EventMention
from extract.events.period import precision, publication_day
from extract.events.tree import (
    SUBJECTS,
    features,
    is_relative,
    is_report,
    is_said_by,
    negated,
    preposition,
    spans_of,
    stem,
    subjects,
    tense,
)
from extract.events.weighing import Features
from extract.lexicon import event_types, fold, words
from extract.marks import reader
from extract.marks.plain import Doc, Span, Token
from extract.marks.triggers import closeness, lexicon
from extract.record import Status
from extract.values import place
from extract.values.time import Resolved

REACH = 6
"""Sentences before a row in which candidates are sought."""
REMEMBERED = 8
"""Rows before a row whose participants count for its own."""


@dataclass(slots=True)
class Entity:
    """A person, organisation or state of the document, with the phrases that name it, in text order."""

    value: str
    kind: str
    sightings: list[tuple[int, Reference]] = field(default_factory=list)
    """Number of the sentence, and the phrase."""


class Candidate(NamedTuple):
    """A possible value of a row, whether the rules propose it, and what speaks for it; the value None is an empty cell."""

    value: Part | Dated | Detail | str | None
    proposed: bool
    features: Features
    row: Features
    """What is true of the row, for all its candidates alike."""

    def told(self) -> Features:
        """All that speaks for it."""
        return self.row | self.features


class Named(NamedTuple):
    """A mention of a row: the number of its sentence, its head word, and the words of its predicate's subject."""

    sentence: int
    head: int
    mention: EventMention
    subjects: frozenset[int]


class Meant(NamedTuple):
    """A noun that may mean a place: whether that is the last one named of its kind, and whether the one named most."""

    noun: Token
    last: bool
    most: bool


class Counts:
    """How often something is true of the words between two tokens of a document."""

    def __init__(self, doc: Doc, true: Callable[[Token], bool]) -> None:
        self.sums = [0, *accumulate(true(token) for token in doc)]

    def between(self, low: int, high: int) -> int:
        """The count of the tokens `low` to `high - 1`."""
        return self.sums[max(high, low)] - self.sums[low]


class Tallies(NamedTuple):
    """What is counted between two tokens; reckoned once for all contexts of a document."""

    verbs: Counts
    finite: Counts
    marks: Counts

    @classmethod
    def of(cls, doc: Doc) -> "Tallies":
        """Those of a document."""
        return cls(
            Counts(doc, lambda token: token.pos_ == "VERB"),
            Counts(doc, lambda token: token.pos_ == "VERB" and features(token, "VerbForm") == "Fin"),
            Counts(doc, lambda token: token.text in {",", ";", ":", "—", "–", "("}),
        )


@dataclass(slots=True)
class Context:
    """A document as the narrative has read it."""

    doc: Doc
    sentences: Sequence[Span]
    references: Sequence[Sequence[Reference]]
    times: Sequence[Mapping[int, tuple[Span, Resolved]]]
    """For each sentence its resolved times by their first token."""
    otherwise: Mapping[int, tuple[Span, Resolved]]
    """The times that mean another day when counted from the news and not from the last date, by their first token."""
    people: People
    published: date | datetime | None
    happenings: Sequence[Happening]
    """The rows that are asked about and those before them."""
    window: range
    """The numbers of the sentences around these rows."""
    tallies: Tallies
    places: list[tuple[str, Span]] = field(default_factory=list)
    """The places named there, each with its name."""
    meant: dict[str, list[Meant]] = field(default_factory=dict)
    """The nouns without a name there that may mean a place («в городе», «в стране»), by its name."""
    entities: dict[str, Entity] = field(default_factory=dict)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    """For each kind of entity how often each is named."""
    scores: dict[tuple[int, int], dict[str, float]] = field(default_factory=dict)
    """The linker's probabilities for an event's head word and a span's first token."""
    likely: dict[int, tuple[float, str]] = field(default_factory=dict)
    """For a word the probability that it names an event, and its likeliest type."""
    shapes: dict[int, Features] = field(default_factory=dict)
    """What each row is, by its identity."""
    phrases: dict[tuple[int, int], Features] = field(default_factory=dict)
    """What is true of a phrase for all rows, by its head word and first token."""
    topics: dict[int, list[Detail]] = field(default_factory=dict)
    """The phrases of a sentence that may be topics, by its first token."""
    about: dict[tuple[int, int], Features] = field(default_factory=dict)
    """What is true of such a phrase for all rows, by its first token and its end."""
    starts: list[int] = field(init=False)
    """The first token of each sentence."""
    named: dict[int, list[Named]] = field(init=False)
    """The mentions of each row, by its identity."""
    owned: dict[int, dict[int, EventMention]] = field(init=False)
    """The words that each row's mentions own, by its identity."""
    heads: list[int] = field(init=False)
    """The head words of all mentions, sorted."""
    rivals: dict[int, list[tuple[int, EventMention]]] = field(default_factory=dict)
    """For the first token of a span the mentions that the linker was asked about, with the identity of their row."""

    def __post_init__(self) -> None:
        stretch = self.doc[self.sentences[self.window[0]].start : self.sentences[self.window[-1]].end]
        self.starts = [sentence.start for sentence in self.sentences]
        self.named = {id(happening): [self._name(mention) for mention in happening.mentions] for happening in self.happenings}
        self.owned = {id(happening): owned(happening.mentions) for happening in self.happenings}
        self.heads = sorted(name.head for names in self.named.values() for name in names)
        self.likely = {span.start: (float(span.kb_id_), span.label_) for span in spans_of(stretch, "event")}
        self.places = [(span.kb_id_ or span.text, span) for span in spans_of(stretch, "place")]
        self._find_meant(stretch)
        for sentence in self.window:
            for reference in self.references[sentence]:
                for value, kind in _meant(reference):
                    self._sight(value, kind, sentence, reference)
        self._look_within(stretch)
        for entity in self.entities.values():
            entity.sightings.sort(key=lambda sighting: sighting[1].start)
            self.counts.setdefault(entity.kind, Counter())[entity.value] = len(entity.sightings)
        self._link()

    def _find_meant(self, stretch: Span) -> None:
        """Finds which places the nouns of places mean that stand without a name."""
        named = {i for _, span in self.places for i in range(span.start - 1, span.end)}
        for noun in stretch:
            kind = place.noun_kind(fold(noun.lemma_)) if noun.pos_ == "NOUN" and noun.i not in named else None
            if kind is None or features(noun, "Number") != "Sing" or any(place.adjective_place(child.lemma_) for child in noun.children):
                continue
            wanted = "country" if fold(noun.lemma_) == "столица" else kind
            before = [value for value, span in self.places if span.start < noun.i and _is_a(value, wanted)]
            if before:
                most = Counter(before).most_common(1)[0][0]
                for value in dict.fromkeys((before[-1], most)):
                    spot = place.capital_of(value) if wanted != kind else value
                    if spot is not None:
                        self.meant.setdefault(spot, []).append(Meant(noun, value == before[-1], value == most))

    def _sight(self, value: str, kind: str, sentence: int, reference: Reference) -> None:
        self.entities.setdefault(value, Entity(value, kind)).sightings.append((sentence, reference))

    def _look_within(self, stretch: Span) -> None:
        """Adds the names within other phrases («глава Центризбиркома», «журналисты Financial Times»), and states for their capitals."""
        told = {(reference.start, value) for value, entity in self.entities.items() for _, reference in entity.sightings}
        for kind in ("person", "organisation"):
            for span in spans_of(stretch, kind):
                if (span.start, span.kb_id_) not in told:
                    within = Reference(WITHIN, span.start, span.end, span.root, value=span.kb_id_)
                    self._sight(span.kb_id_, kind, self.number(span.start), within)
        for name, span in self.places:
            state = place.governed_from(name)
            if state is not None:
                capital = Reference(CAPITAL, span.start, span.end, span.root, value=state)
                self._sight(state, "place", self.number(span.start), capital)

    def _link(self) -> None:
        """Asks the linker about all events and spans that share a sentence."""
        heads = sorted({mention.head.i for happening in self.happenings for mention in happening.mentions})
        pairs = []
        for head in heads:
            sentence = self.doc[head].sent
            for kind in ("time", "place", "person", "organisation"):
                inside = (span for span in spans_of(sentence, kind) if span.root.i != head)
                pairs += [(self.doc[head], span, kind) for span in inside]
            for reference in self.references[self.number(head)]:
                if reference.kind in TOLD and reference.means and reference.head.i != head:
                    pairs.append((self.doc[head], self.doc[reference.start : reference.end], TOLD[reference.kind]))
        for (event, span, _), found in zip(pairs, reader.links(self.doc, pairs, heads), strict=True):
            self.scores[event.i, span.start] = found
        at: dict[int, list[tuple[int, EventMention]]] = {}
        for row, names in self.named.items():
            for name in names:
                at.setdefault(name.head, []).append((row, name.mention))
        for head, start in self.scores:
            self.rivals.setdefault(start, []).extend(at[head])

    def _name(self, mention: EventMention) -> Named:
        return Named(self.number(mention.head.i), mention.head.i, mention, frozenset(token.i for token in subjects(mention.predicate)))

    def number(self, token: int) -> int:
        """The number of the sentence of a token."""
        return bisect_right(self.starts, token) - 1

    def link(self, mention: EventMention, start: int, end: int, role: str) -> float:
        """The linker's probability for a phrase; 0.5 where it was not asked."""
        head, scores = mention.head.i, self.scores
        found = [scores[head, i][role] for i in range(start, end) if role in scores.get((head, i), ())]
        return max(found, default=0.5)


def _is_a(name: str, kind: str) -> bool:
    """Whether a place may be called by a noun of places of a kind; an empty kind stands for regions and states."""
    spot = place.lookup(name)
    if kind == "city":
        return spot is None or spot.kind == "city"
    if kind == "country":
        return spot is not None and spot.is_state
    return spot is not None and (spot.kind == (kind or "region") or (not kind and spot.is_state))


WITHIN, CAPITAL = "within", "capital"
"""Kinds of references that only the review sees: a name within another phrase, a capital that stands for its state."""
LOCAL = frozenset({WITHIN, CAPITAL, "people"})
"""Kinds of references that count in the sentences of a row only."""
TOLD = {"role": "role", "noun": "role", "body": "organisation"}
"""The linker's kinds of phrases that are no names."""


def _meant(reference: Reference) -> list[tuple[str, str]]:
    """The values and kinds of those whom a phrase names or means."""
    if reference.kind in {"person", "organisation"} or (reference.kind == "place" and place.is_country(reference.value)):
        return [(reference.value, reference.kind)]
    if reference.kind == "people":
        return [(reference.value, "place")]
    return [(who.value, who.kind) for who in reference.means]


# The row


def main(happening: Happening) -> EventMention:
    """The first mention that asserts the row, else its first."""
    return next((m for m in happening.mentions if m.asserted), happening.mentions[0])


def _shape(happening: Happening, context: Context) -> Features:
    """What the row is and what it lacks; reckoned once for all its candidates."""
    if id(happening) not in context.shapes:
        context.shapes[id(happening)] = _new_shape(happening, context)
    return context.shapes[id(happening)]


def _new_shape(happening: Happening, context: Context) -> Features:
    mention = main(happening)
    verb = mention.predicate
    heads = list(subjects(verb))
    kind = "none" if not heads else "pronoun" if heads[0].pos_ == "PRON" else "name" if heads[0].ent_type_ else "noun"
    return {
        f"type={happening.type}": 1,
        f"status={happening.status}": 1,
        f"subject={kind}": 1,
        f"gender={features(verb, 'Gender')}": 1,
        f"tense={tense(verb)}": 1,
        "noun": mention.noun,
        "asserted": mention.asserted,
        "passive": features(verb, "Voice") == "Pass",
        "plural predicate": features(verb, "Number") == "Plur",
        "participants": len(happening.participants),
        "persons": sum(part.kind == "person" for part in happening.participants),
        "participants by rule": sum(bool(part.rule) for part in happening.participants),
        "places": len(happening.places),
        "two sides": happening.type in SIDES,
        "dated": happening.own_date,
        "some date": happening.date is not None,
        "mentions": len(happening.mentions),
        "sentences": len(happening.sentences),
        "people of the text": len(context.people.persons),
        "sentence": min(happening.sentences),
        "share of the text": min(happening.sentences) / max(1, len(context.sentences)),
        **_open(happening, context),
        "relative": verb.dep_.startswith("acl"),
        "participle": features(verb, "VerbForm") == "Part",
    }


def _open(happening: Happening, context: Context) -> Features:
    """How many pronouns and nouns of people without a name stand in the row's sentences, which must mean somebody."""
    own = [context.sentences[n] for n in sorted(happening.sentences)]
    pronouns = [t for s in own for t in s if t.pos_ == "PRON" and features(t, "Person") == "3"]
    people = {i for s in own for span in spans_of(s, "person") for i in range(span.start - 1, span.end + 1)}
    nouns = [
        span.root
        for s in own
        for span in spans_of(s, "read")
        if span.label_ in {"PROFESSION", "FAMILY"} and not people & {span.start, span.end - 1}
    ]
    return {
        "pronouns": len(pronouns),
        "pronouns he": sum(features(t, "Gender") == "Masc" for t in pronouns),
        "pronouns she": sum(features(t, "Gender") == "Fem" for t in pronouns),
        "pronouns they": sum(features(t, "Number") == "Plur" for t in pronouns),
        "roles": sum(features(t, "Number") == "Sing" for t in nouns),
        "roles as subject": sum(_is_subject(t) for t in nouns),
        "plural roles": sum(features(t, "Number") == "Plur" for t in nouns),
    }


def _rule(happening: Happening) -> str:
    """How the trigger was found: `pair`, `noun`, `verb`, `weak`, `dated`, `learned`."""
    return happening.rules["type"].split()[0]


def row(happening: Happening, context: Context) -> Features:
    """What speaks for a row being one."""
    mention = main(happening)
    found = dict(_shape(happening, context))
    likely = [context.likely.get(t.i, (0.0, "")) for m in happening.mentions for t in m.words]
    best = max(likely, default=(0.0, ""))
    head, verb = mention.head, mention.predicate
    known = lexicon()
    earlier = [
        h for h in context.happenings if h is not happening and min(h.sentences) <= min(happening.sentences) and h.type == happening.type
    ]
    dates = [h for h in earlier if h.date is not None and happening.date is not None and h.date.value.edtf == happening.date.value.edtf]
    mine = {part.value for part in happening.participants}
    found.update(
        {
            f"rule={_rule(happening)}": 1,
            f"dep={head.dep_}": 1,
            f"lead={preposition(head)}": 1,
            f"above={head.head.pos_}": 1,
            f"verb form={features(verb, 'VerbForm')}": 1,
            f"aspect={features(verb, 'Aspect')}": 1,
            "likely": best[0],
            "likely main": context.likely.get(head.i, (0.0, ""))[0],
            "likely same type": best[1] == happening.type,
            "read as event": max((float(s.kb_id_) for m in happening.mentions for s in _read_over(m.head)), default=0.0),
            "plural": mention.plural or features(head, "Number") == "Plur",
            "own words": len(mention.words),
            "carried": len(mention.chain),
            "new": mention.new,
            "report above": is_report(head.head) or any(is_report(token) for token in head.ancestors),
            "in the lexicon": stem(head) in known.nouns or stem(head) in known.verbs,
            "rows of the type before": len(earlier),
            "same type and date before": len(dates),
            "same type, date and people before": any(mine & {p.value for p in h.participants} for h in dates),
            "rows of its sentence": sum(bool(h.sentences & happening.sentences) for h in context.happenings) - 1,
            "negated": negated(verb),
            "quoted": _quoted(head),
            "relative clause": is_relative(verb),
            "day": happening.date is not None and precision(happening.date.value) <= 1,
            "date by rule": happening.date is not None and bool(happening.date.rule),
            "topics": len(happening.topics),
            "double": happening.double,
            "capital": head.norm_[:1].isupper(),
        }
    )
    return found


def _read_over(head: Token) -> list[Span]:
    """The spans of events that the reader sees over a word."""
    return [s for s in spans_of(head.sent, "read") if s.label_ == "EVENT" and s.start <= head.i < s.end]


def _quoted(token: Token) -> bool:
    """Whether the word stands within quotes of its sentence."""
    before = token.doc[token.sent.start : token.i]
    return sum(t.text in {"«", "„"} for t in before) > sum(t.text in {"»", "“"} for t in before)


# Candidates of a row


def standing(happening: Happening, head: Token, start: int, end: int, role: str, context: Context) -> Features:
    """Where a phrase stands to the nearest mention of its sentence."""
    number, here = context.number(head.i), head.i
    sentence, main, mention, agents = min(context.named[id(happening)], key=lambda name: (name.sentence != number, abs(name.head - here)))
    if sentence != number:
        return {"elsewhere": 1}
    low, high = sorted((main, here))
    step = owner(head, context.owned[id(happening)])
    path = step.path if step.mention is not None else ()
    link = context.link(mention, start, end, role)
    rival = max((context.link(m, start, end, role) for row, m in context.rivals.get(start, ()) if row != id(happening)), default=0.0)
    others = bisect_left(context.heads, high) - bisect_right(context.heads, low)
    own = sum(low < name.head < high for name in context.named[id(happening)])
    occasion = happening.occasion.span if happening.occasion is not None else None
    return _phrase(head, start, number, context) | {
        "inside an occasion": occasion is not None and occasion.start <= start < occasion.end,
        "behind an occasion": occasion is not None and 0 <= start - occasion.end <= 3,
        "after": here > main,
        "distance": high - low,
        "verbs between": context.tallies.verbs.between(low + 1, high),
        "finite between": context.tallies.finite.between(low + 1, high),
        "marks between": context.tallies.marks.between(low + 1, high),
        "events between": max(others, 0) - own,
        "governed": step.mention is not None,
        "steps": len(path) if path else 12,
        f"dep={(path[-1] if path else head).dep_}": 1,
        f"lead={preposition(path[-1] if path else head)}": 1,
        "subject of the predicate": any(i in agents for i in range(start, end)),
        "link": link,
        "best rival link": rival,
        "link over rivals": link - rival,
    }


def _phrase(head: Token, start: int, number: int, context: Context) -> Features:
    """What is true of a phrase, whatever the row."""
    found = context.phrases.get((head.i, start))
    if found is None:
        told = [h for h in context.happenings if number in h.sentences]
        said = [detail.span for h in told for detail in (*h.topics, *([h.occasion] if h.occasion else []))]
        found = context.phrases[head.i, start] = {
            "in brackets": start > 0 and head.doc[start - 1].text == "(",
            "behind a place": any(0 < start - s.end <= 2 for s in spans_of(context.sentences[number], "place")),
            "inside a topic": any(s.start <= start < s.end for s in said),
            f"case={features(head, 'Case')}": 1,
            "subject": _is_subject(head),
            "reporting": head.head.pos_ == "VERB" and is_report(head.head),
        }
    return found


def _is_subject(token: Token) -> bool:
    return token.dep_ in SUBJECTS or (token.dep_ in {"conj", "appos"} and token.head.dep_ in SUBJECTS)


def participants(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the participants of a row."""
    proposed = {part.value: part for part in happening.participants}
    first, last = min(happening.sentences), max(happening.sentences)
    shape = _shape(happening, context)
    before = [
        h
        for h in context.happenings
        if h is not happening and min(h.sentences) <= first and h.mentions[0].start < happening.mentions[0].start
    ]
    strangers = {value: Entity(value, part.kind) for value, part in proposed.items() if value not in context.entities}
    earlier = _Earlier.of(before)
    larger = happening.occasion.span if happening.occasion is not None else None  # «на полях саммита G20»
    found = []
    for entity in ({**strangers, **context.entities}).values():
        near = [(s, r) for s, r in entity.sightings if s in happening.sentences or (first - REACH <= s <= last + 1 and r.kind not in LOCAL)]
        if not near and entity.value in context.people.central:
            near = [(s, r) for s, r in entity.sightings if s < first and r.kind not in LOCAL]
        part = proposed.get(entity.value)
        if part is None:
            near = [(s, r) for s, r in near if not _reports_aside(r.head) and not (larger and larger.start <= r.start < larger.end)]
        if not near and part is None:
            continue
        inside = [(s, r) for s, r in near if s in happening.sentences]
        best = min(inside or near, key=lambda item: _distance(happening, item[1], context), default=None)
        told = _history(happening, entity, part, near, earlier, context)
        if best is not None:
            told |= standing(happening, best[1].head, best[1].start, best[1].end, "participant", context)
            told["role of its own"] = bool(best[1].role)
            told[f"sighting={best[1].kind}"] = 1
            told["lacking subject"] = best[1].kind == "zero" and best[1].head.i in context.owned[id(happening)]
            told["named here"] = any(r.kind == entity.kind for _, r in inside)
            told["capital"] = context.doc[best[1].start].norm_[:1].isupper()
        else:
            told["elsewhere"] = 1
        if part is None and best is not None:
            own = best[0] in happening.sentences
            part = Part(entity.value, entity.kind, best[1].start, best[1].end) if own else Part(entity.value, entity.kind, rule="review")
        found.append(Candidate(part, entity.value in proposed, told, shape))
    backs = sorted(candidate.features["back"] for candidate in found)
    here = sum("elsewhere" not in candidate.features for candidate in found)
    for candidate in found:
        mine = candidate.features["back"]
        candidate.features["nearer"] = bisect_left(backs, mine)
        candidate.features["others here"] = here - ("elsewhere" not in candidate.features)
    return found


def _reports_aside(name: Token) -> bool:
    """Whether a name is that of who tells the news in passing («…, пишет газета «Ведомости»», «по словам Орлова», «со ссылкой на ТАСС»)."""
    while name.dep_ in {"appos", "flat", "flat:name", "flat:foreign"} and name.head.i != name.i:
        name = name.head
    verb = name.head
    if name.dep_ == "nmod" and verb.pos_ == "NOUN":
        return is_said_by(verb) or (stem(verb) == "ссылка" and preposition(name) == "на")
    aside = verb.dep_ in {"parataxis", "root"} and verb.head.i != verb.i
    return aside and name.dep_ in SUBJECTS and name.i > verb.i and is_report(verb)


def _distance(happening: Happening, reference: Reference, context: Context) -> tuple[bool, int]:
    """How far a phrase is from the row's words: first whether it hangs on none of them, then in words."""
    mine = context.owned[id(happening)]
    hangs = reference.head.head.i in mine or (reference.kind == "zero" and reference.head.i in mine)
    return not hangs, min(abs(reference.head.i - mention.head.i) for mention in happening.mentions)


class _Earlier(NamedTuple):
    """The rows before a row, with the values of their participants."""

    recent: list[tuple[Happening, set[str]]]
    """The last eight, the last first."""
    sided: list[set[str]]
    """Those of rows with two sides that have them."""

    @classmethod
    def of(cls, before: Sequence[Happening]) -> "_Earlier":
        recent = [(h, {p.value for p in h.participants}) for h in before[: -REMEMBERED - 1 : -1]]
        return cls(recent, [{p.value for p in h.participants} for h in before if h.type in SIDES and len(h.participants) >= 2])


def _history(
    happening: Happening,
    entity: Entity,
    part: Part | None,
    near: Sequence[tuple[int, Reference]],
    before: _Earlier,
    context: Context,
) -> Features:
    """How the rules and the rows before bring a candidate in."""
    first, last = min(happening.sentences), max(happening.sentences)
    mention = main(happening)
    rule = "no" if part is None else (part.rule.split()[0] if part.rule else "read")
    counts = context.counts.get(entity.kind, Counter())
    mine = {p.value for p in happening.participants} - {entity.value}
    together = [names for _, names in before.recent if entity.value in names]
    person = context.people.persons.get(entity.value)
    gender = features(mention.predicate, "Gender")
    past = features(mention.predicate, "Tense") == "Past"
    found: Features = {
        f"by={rule}": 1,
        f"kind={entity.kind}": 1,
        "share": len(entity.sightings) / max(1, counts.total()),
        "most named": len(entity.sightings) >= max(counts.values(), default=0),
        "central": entity.value in context.people.central,
        "back": min((first - s for s, _ in near if s <= first), default=REACH + 1),
        "here": sum(s in happening.sentences for s, _ in near),
        "subject before": any(s == first - 1 and _is_subject(r.head) for s, r in near),
        "subject two before": any(s == first - 2 and _is_subject(r.head) for s, r in near),
        "named after only": bool(near) and all(s > last for s, _ in near),
        "rows of last eight": len(together),
        "with the others before": sum(bool(mine & names) for names in together),
        "share of two-sided rows": sum(entity.value in names for names in before.sided) / max(1, len(before.sided)),
        "man": bool(person and person.gender == "Masc"),
        "woman": bool(person and person.gender == "Fem"),
        "known role": bool(person and person.roles),
        "wrong gender": bool(person and person.gender and gender and past and person.gender != gender),
        "place of the row": entity.value in {p.value for p in happening.places},
    }
    for steps, (other, names) in enumerate(before.recent[:2], 1):
        found[f"in row {steps} before"] = entity.value in names
        found[f"row {steps} before same type"] = other.type == happening.type and entity.value in names
        found[f"row {steps} before of two"] = len(names) == 2 and entity.value in names
    return found


def places(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the places: the proposed ones, those of the rows before, those named in its sentences and the one before."""
    proposed = {part.value: part for part in happening.places}
    shape = _shape(happening, context)
    first = min(happening.sentences)
    own = {context.sentences[n].start for n in happening.sentences}
    before = context.sentences[first - 1].start if first else -1
    last = [h for h in context.happenings if h is not happening and h.mentions[0].start < happening.mentions[0].start][-2:]
    there = [part.value for h in reversed(last) for part in h.places]
    end = context.sentences[max(happening.sentences)].end
    spans: dict[str, Span] = {}
    counts = Counter(value for value, _ in context.places)
    total, most = max(1, counts.total()), max(counts.values(), default=0)
    lead = context.sentences[min(1, len(context.sentences) - 1)].end
    for value, span in context.places:
        if span.start < end and (span.sent.start in own or value not in spans or spans[value].sent.start not in own):
            spans[value] = span
    leading = {value for value, span in context.places if span.start < lead}
    sides = {part.value for part in happening.participants}
    there_last = {part.value for part in last[-1].places} if last else set()
    here = {value: place.lookup(value) for value, span in spans.items() if span.sent.start in own}
    known = {value: place.lookup(value) for value in proposed}
    elsewhere = Counter(value for h in context.happenings if h is not happening for value in {part.value for part in h.places})
    found = []
    meant = {value: [one for one in nouns if one.noun.sent.start in own] for value, nouns in context.meant.items()}
    for value in dict.fromkeys((*proposed, *spans, *there, *(value for value, nouns in meant.items() if nouns))):
        part, named = proposed.get(value), spans.get(value)
        noun = next(iter(meant.get(value, ())), None) if value not in here else None
        spot = place.lookup(value)
        told: Features = {
            f"by={'no' if part is None else part.rule or 'read'}": 1,
            f"kind={spot.kind if spot else 'unknown'}": 1,
            "country": place.is_country(value),
            "before": named is not None and named.sent.start == before,
            "proposed places": len(proposed),
            "side": value in sides,
            "row before there": value in there_last,
            "a row before there": value in there,
            "count": counts[value],
            "share": counts[value] / total,
            "most named": counts[value] == most,
            "in the lead": value in leading,
            "named here": len(here),
            "holds a proposed place": any(_holds(spot, other) for other in known.values()),
            "holds a place named here": any(_holds(spot, other) for other in here.values()),
            "lies in a proposed place": any(_holds(other, spot) for other in known.values()),
            "lies in a place named here": any(_holds(other, spot) for other in here.values()),
            "back": _sentences_back(named, first, context) if named is not None else 20,
            "rows there": elsewhere[value],
            "learned place": named is not None and _covers("read", named, PLACES),
        }
        if noun is not None:
            told |= standing(happening, noun.noun, noun.noun.i, noun.noun.i + 1, "place", context)
            told |= {"meant by a noun": 1, "last of the kind": noun.last, "most of the kind": noun.most}
        elif named is not None:
            told |= standing(happening, named.root, named.start, named.end, "place", context)
            told["located"] = is_location(named)
            told["opens"] = named.start - named.sent.start <= 2
            told["adjective"] = named.root.pos_ == "ADJ"
            told["inside a name"] = _covers("organisation", named)
        else:
            told["unnamed here"] = 1
        if part is None and noun is not None:
            part = Part(value, "place", noun.noun.i, noun.noun.i + 1, rule=f"noun {stem(noun.noun)}")
        elif part is None:
            read = named if value in here else None
            part = Part(value, "place", read.start, read.end) if read is not None else Part(value, "place", rule="review")
        found.append(Candidate(part, value in proposed, told, shape))
    return found


def _holds(one: place.Place | None, other: place.Place | None) -> bool:
    """Whether a state or region contains another place."""
    if one is None or other is None or one.name == other.name or other.is_state:
        return False
    return one.is_state and one.country == other.country if one.kind != "region" else one.name == other.region


def _sentences_back(span: Span, first: int, context: Context) -> int:
    """How many sentences before a row a span stands; 0 in or behind its first sentence."""
    return sum(sentence.start > span.start for sentence in context.sentences[max(0, first - 11) : first + 1])


PLACES = {"CITY", "COUNTRY", "STATE_OR_PROVINCE", "LOCATION", "DISTRICT", "FACILITY"}
"""The labels of the reader for places."""


def _covers(key: str, span: Span, labels: Collection[str] = ()) -> bool:
    """Whether a span of the key, with one of the labels, covers the span."""
    return any(s.start <= span.start and span.end <= s.end and (not labels or s.label_ in labels) for s in spans_of(span.sent, key))


def dates(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the date: the proposed one, the times around it, those of the rows before, the day of the news, and none."""
    shape = _shape(happening, context)
    mention = main(happening)
    own = happening.date
    first = min(happening.sentences)
    last = [h for h in context.happenings if h is not happening and h.mentions[0].start < happening.mentions[0].start][-2:]
    known: dict[str, tuple[Dated, int]] = {}
    for number in sorted({*happening.sentences, first - 1, first - 2}, key=lambda n: (n not in happening.sentences, -n)):
        if 0 <= number < len(context.times):
            for span, value in context.times[number].values():
                if value.edtf:
                    known.setdefault(value.edtf, (Dated(value, span), number))
    counted = set(known)
    for number in sorted(happening.sentences):
        for start in context.times[number].keys() & context.otherwise.keys():
            span, value = context.otherwise[start]
            if value.edtf:
                known.setdefault(value.edtf, (Dated(value, span), first))
    if own is not None and own.value.edtf:
        known[own.value.edtf] = (own, known.get(own.value.edtf, (own, first))[1])
    for other in reversed(last):
        if other.date is not None and other.date.value.edtf:
            known.setdefault(other.date.value.edtf, (replace(other.date, rule="date of the narrative"), min(other.sentences)))
    if context.published is not None:
        day = publication_day(context.published)
        known.setdefault(day.edtf or "", (Dated(day, None, "publication date"), first))
    found = []
    for edtf, (dated, number) in known.items():
        mine = own is not None and own.value.edtf == edtf
        told: Features = {
            f"by={'no' if not mine or own is None else own.rule or 'read'}": 1,
            "back": first - number,
            "precision": precision(dated.value),
            f"anchor={dated.value.anchor}": 1,
            "open": dated.value.earliest is None or dated.value.latest is None,
            "candidates": len(known),
            "counted from the news": edtf not in counted and dated.span is not None,
            "has another day": dated.span is not None and dated.span.start in context.otherwise,
            "years from the news": _years(dated.value, context),
            "publication": dated.span is None and dated.rule == "publication date",
            "date of the row before": bool(last) and last[-1].date is not None and last[-1].date.value.edtf == edtf,
        }
        if dated.span is not None:
            span = dated.span
            told |= standing(happening, span.root, span.start, span.end, "date", context)
            told["opens"] = span.start - span.sent.start <= 2
            told["in a participle"] = in_participle(span)
            told["own clause"] = any(t.i == mention.predicate.i for t in span.root.ancestors)
        found.append(Candidate(dated, mine, told, shape))
    nothing: Features = {"by=none": 1, "candidates": len(known), "nothing": 1}
    return [*found, Candidate(None, own is None, nothing, shape)]


def _years(value: Resolved, context: Context) -> float:
    """How many years a time lies behind the news, negative before it; 0 where either is unknown."""
    day = value.earliest or value.latest
    return (
        0.0
        if day is None or context.published is None
        else (day.year - context.published.year) + (day.month - context.published.month) / 12
    )


def types(happening: Happening, context: Context) -> list[Candidate]:
    """What speaks for each event type to be the row's: the rules, the reader, and how near its words lie to those of the lexicon."""
    mention = main(happening)
    head = mention.head
    beside = [t for t in (*head.children, *mention.predicate.children) if t.pos_ == "NOUN" and t.i != head.i]
    near, around = closeness([stem(head)]), closeness([stem(token) for token in beside])
    best_near, best_around = sorted(near.values())[-2:], sorted(around.values())[-2:]
    read = context.doc.user_data.get("types", {})
    scores = [read[t.i] for m in happening.mentions for t in m.words if t.i in read]
    likeliest = max((value for one in scores for value in one.values()), default=0.0)
    total = max(sum(scores[0].values()), 1e-6) if scores else 1.0
    rule = _rule(happening)
    row: Features = {
        f"rule={rule}": 1,
        f"current={happening.type}": 1,
        "noun": mention.noun,
        "participants": len(happening.participants),
        "persons": sum(part.kind == "person" for part in happening.participants),
        "passive": features(mention.predicate, "Voice") == "Pass",
    }
    found = []
    for name in event_types():
        score = max((one.get(name, 0.0) for one in scores), default=0.0)
        told: Features = {
            f"type={name}": 1,
            "current": name == happening.type,
            f"current by {rule}": name == happening.type,
            "score": score,
            "share": score / total,
            "likeliest": bool(scores) and score == likeliest,
            "near": near[name],
            "nearest by": near[name] - best_near[near[name] != best_near[1]],
            "around": around[name],
            "around nearest by": around[name] - best_around[around[name] != best_around[1]],
        }
        found.append(Candidate(name, name == happening.type, told, row))
    return found


def statuses(happening: Happening, context: Context) -> list[Candidate]:
    """What speaks for each status to be the row's: the rules, what each mention says, tense and aspect, and the date."""
    mention = main(happening)
    verb, when = mention.predicate, happening.date.value if happening.date is not None else None
    news = publication_day(context.published).earliest if context.published is not None else None
    row: Features = {
        f"rule={happening.rules['status'].split()[0]}": 1,
        f"current={happening.status}": 1,
        f"type={happening.type}": 1,
        f"tense={tense(verb)}": 1,
        f"aspect={features(verb, 'Aspect')}": 1,
        f"verb form={features(verb, 'VerbForm')}": 1,
        f"mood={features(verb, 'Mood')}": 1,
        f"lead={preposition(mention.head)}": 1,
        f"dep={mention.head.dep_}": 1,
        "passive": features(verb, "Voice") == "Pass",
        "noun": mention.noun,
        "asserted": mention.asserted,
        "carried": len(mention.chain),
        "plural": mention.plural,
        "quoted": _quoted(mention.head),
        "relative clause": is_relative(verb),
        "report above": any(is_report(token) for token in mention.head.ancestors),
        "condition": not words("discourse", "condition", "words").isdisjoint(fold(token.norm_) for token in mention.head.sent),
        "now": not words("discourse", "present", "words").isdisjoint(map(stem, mention.head.sent)),
        "mentions": len(happening.mentions),
        "finite mentions": sum(features(m.predicate, "VerbForm") == "Fin" for m in happening.mentions),
        "present mentions": sum(tense(m.predicate) == "present" for m in happening.mentions),
        "sentence": min(happening.sentences),
        "dated": when is not None,
        "own date": happening.own_date,
        "date by rule": happening.date is not None and bool(happening.date.rule),
        "has length": bool(happening.durations),
    }
    if when is not None:
        row["open"] = when.earliest is not None and when.latest is None
        row["precision"] = precision(when)
        row["begins after the news"] = news is not None and when.earliest is not None and when.earliest > news
        row["ends after the news"] = news is not None and (when.latest or date.max) > news
    mine, said = happening.status, happening.told
    told: dict[str, Features] = {
        name: {f"status={name}": 1, "current": name == mine, "told": said.count(name) / max(1, len(said))} for name in get_args(Status)
    }
    return [Candidate(name, name == mine, features_of, row) for name, features_of in told.items()]
