"""What is known of a document when its rows are asked about: its rows, entities, places and times, and what the linker says of them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from extract.events.arguments import owned
from extract.events.candidates.wording import Wording
from extract.events.coreference import People, Reference
from extract.events.details import Detail
from extract.events.happening import Dated, Happening, Part
from extract.events.mentions import EventMention
from extract.events.tree import features, spans_of, subjects
from extract.events.weighing import Features
from extract.lexicon import fold
from extract.marks import reader
from extract.marks.plain import Doc, Span, Token
from extract.values import place
from extract.values.time import Resolved


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


WITHIN, CAPITAL = "within", "capital"
"""Kinds of references that only the review sees: a name within another phrase, a capital that stands for its state."""
LOCAL = frozenset({WITHIN, CAPITAL, "people"})
"""Kinds of references that count in the sentences of a row only."""
TOLD = {"role": "role", "noun": "role", "body": "organisation"}
"""The linker's kinds of phrases that are no names."""


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
    news: Resolved | None
    """The day of the news."""
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
    wording: Wording = field(init=False)

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
        self.wording = Wording(stretch)

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
        inside = {i for span in spans_of(stretch, "organisation") for i in range(span.start, span.end)}  # газета «Вашингтон пост»
        for name, span in self.places:
            state = place.governed_from(name) if span.start not in inside else None
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


def _meant(reference: Reference) -> list[tuple[str, str]]:
    """The values and kinds of those whom a phrase names or means."""
    if reference.kind in {"person", "organisation"} or (reference.kind == "place" and place.is_country(reference.value)):
        return [(reference.value, reference.kind)]
    if reference.kind == "people":
        return [(reference.value, "place")]
    return [(who.value, who.kind) for who in reference.means]
