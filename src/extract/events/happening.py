"""An event as it gathers its mentions and values while the text is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from extract.events.coreference import Reference, Who
from extract.events.details import Detail
from extract.events.mentions import EventMention
from extract.events.period import overlap
from extract.events.status import Judgement
from extract.lexicon import table
from extract.marks.plain import Span
from extract.record import Status
from extract.values import place
from extract.values.time import Resolved

HARM, CAUSES = {"death", "injury"}, {"accident", "attack", "disaster", "military"}
"""Deaths and injuries belong to the row of what caused them."""
ANNOUNCED: Final[frozenset[Status]] = frozenset({"planned", "cancelled", "postponed"})
"""The statuses of what was to come, whether it has been called off since or not."""

ENTRY, HEADING = "date of the entry", "date of the heading"
"""The rules of the date that an entry of a chronicle has, and of a longer time on a line of its own that entries stand under."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A resolved time and the span it was read from (None: inferred)."""

    value: Resolved
    span: Span | None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A participant or place with the words that named it (None: inferred by `rule`)."""

    value: str
    kind: str
    start: int | None = None
    end: int | None = None
    rule: str = ""


@dataclass(slots=True, eq=False)
class Claim:
    """What one mention says of its event: its own date, places and participants, its status, and the sentence it stands in."""

    mention: EventMention
    index: int
    judgement: Judgement
    own: Dated | None
    spots: Sequence[Part]
    sides: Sequence[Reference]
    who: Sequence[tuple[Reference, list[Who]]]

    @property
    def people(self) -> list[Who]:
        """All participants, in the order of the text."""
        return [person for _, known in self.who for person in known]

    @property
    def names(self) -> set[str]:
        """The names of those who take part themselves, without mediators and witnesses."""
        return {person.value for reference, known in self.who for person in known if not reference.brought}


@dataclass(slots=True, eq=False)
class Happening:
    """An event as it gathers its mentions and values."""

    type: str
    status: Status
    rules: dict[str, str] = field(default_factory=dict)
    mentions: list[EventMention] = field(default_factory=list)
    told: list[Status] = field(default_factory=list)
    """The status that each mention tells."""
    date: Dated | None = None
    clock: tuple[str, Span] | None = None
    durations: list[Span] = field(default_factory=list)
    places: list[Part] = field(default_factory=list)
    participants: list[Part] = field(default_factory=list)
    occasion: Detail | None = None
    formats: list[Detail] = field(default_factory=list)
    topics: list[Detail] = field(default_factory=list)
    status_date: Dated | None = None
    sentences: set[int] = field(default_factory=set)
    paragraph: int = 0
    own_date: bool = False
    double: float = 0.0
    """How likely another row of the text tells of the same happening."""
    confidence: float | None = None
    """The probability that the row is right, where the review has weighed it."""

    @property
    def last(self) -> int:
        """The last sentence that speaks of it."""
        return max(self.sentences)

    @property
    def is_entry(self) -> bool:
        """Whether it is dated by an entry of a chronicle."""
        return self.date is not None and self.date.rule == ENTRY

    @property
    def has_subject(self) -> bool:
        """Whether rows of its type have topics."""
        return bool(table("ontology")[self.type]["subject"])

    def add(self, claim: Claim) -> None:
        """Takes in what a mention says."""
        mention, own, spots, judgement = claim.mention, claim.own, claim.spots, claim.judgement
        self.name(mention, claim.index, judgement)
        if own is not None and not self.own_date:
            self.date, self.own_date = own, True
        for span in mention.durations:
            if span not in self.durations:
                self.durations.append(span)
        if spots and not any(not p.rule for p in self.places):
            self.places = list(spots)
        elif spots:
            self.places.extend(p for p in spots if p.value not in {q.value for q in self.places})
        for reference, known in claim.who:
            for person in known:
                if person.value not in {p.value for p in self.participants}:
                    self.participants.append(Part(person.value, person.kind, reference.start, reference.end, person.rule))
        if (
            judgement.status != "held"
            and judgement.status != self.status
            and (self.status in {"held", "planned"} and judgement.status in {"cancelled", "postponed", "denied"})
        ):
            self.status = judgement.status
            self.rules["status"] = judgement.rule

    def name(self, mention: EventMention, index: int, judgement: Judgement | None) -> None:
        """Takes in that a sentence names it, and the status that this tells."""
        self.mentions.append(mention)
        self.sentences.add(index)
        if judgement is not None:
            self.told.append(judgement.status)

    def take_in(self, other: "Happening") -> None:
        """Takes in what a later row tells of the same happening."""
        if self.type in HARM and other.type in CAUSES:
            self.type, self.rules["type"] = other.type, other.rules["type"]
        self.mentions.extend(other.mentions)
        self.told.extend(other.told)
        self.sentences |= other.sentences
        if other.date is not None and (self.date is None or (other.own_date and not self.own_date)):
            self.date, self.own_date = other.date, other.own_date
        self.clock = self.clock or other.clock
        self.durations.extend(span for span in other.durations if span not in self.durations)
        self.places = _joined(self.places, other.places)
        self.participants = _joined(self.participants, other.participants)
        self.occasion = self.occasion or other.occasion
        self.formats.extend(other.formats)
        self.topics.extend(topic for topic in other.topics if topic.value not in {t.value for t in self.topics})
        if other.status in {"cancelled", "postponed", "denied"} or (self.status == "planned" and other.status == "held"):
            self.status, self.rules["status"] = other.status, other.rules["status"]
        self.status_date = self.status_date or other.status_date


def _joined(first: Sequence[Part], second: Sequence[Part]) -> list[Part]:
    """The values of both rows; what one has only inferred gives way to what the other has read."""
    read = [part for part in (*first, *second) if not part.rule] or [*first, *second]
    return list({part.value: part for part in reversed(read)}.values())[::-1]


def together(first: Happening, second: Happening) -> bool:
    """Whether two happenings are not told of different days."""
    if first.date is None or second.date is None:
        return True
    return overlap(first.date.value, second.date.value)


def most_precise_first(spots: Sequence[Part]) -> list[Part]:
    """Places in the order of the text, states last, none twice."""
    seen: dict[str, Part] = {}
    for spot in spots:
        seen.setdefault(spot.value, spot)
    return sorted(seen.values(), key=lambda p: place.is_country(p.value))
