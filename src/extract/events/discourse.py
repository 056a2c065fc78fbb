"""Doc → happenings: reads sentence by sentence, keeps the date, place and people of the narrative, and decides whether a mention
takes up a happening told before or begins a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from spacy.tokens import Doc, Span, Token

from extract.events import details, status
from extract.events.arguments import Binder, is_brought, is_location, is_place_of, owner, subject_references, takes_part
from extract.events.coreference import People, Reference, Who, references
from extract.events.details import Detail
from extract.events.mentions import EventMention, mentions
from extract.events.phrase import head_of
from extract.events.tree import features, is_relative, is_report, negated, predicate, preposition, stem, tense
from extract.lexicon import fold, table, words
from extract.marks.mentions import moment
from extract.record import Status
from extract.values import place
from extract.values.expression import About, Adjective, Bound, Calendar, Interval, Moment, Time, Within
from extract.values.expression import Part as PartOf
from extract.values.time import Resolved, resolve

TALKS = {"meeting", "call"}
FAMILY = {"meeting": "talks", "call": "talks"}
OUTCOME = {"договориться", "договариваться", "согласиться", "сойтись", "условиться", "выступить"}
"""Verbs of agreeing that tell what a meeting brought, not a row of their own, where they follow one."""
PRECISION = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 2, "month": 3, "season": 4, "quarter": 4, "half": 5, "year": 6}
"""Grains from fine to coarse."""
LASTING = {
    "meeting",
    "call",
    "visit",
    "ceremony",
    "military",
    "protest",
    "sport",
    "trial",
    "attack",
    "accident",
    "disaster",
    "election",
    "other",
}
"""Types with a length of their own; a length beside the others is a term («продлили на год»)."""
SIDES = {"meeting", "call", "agreement"}
"""Types with two sides: where the text names one or none, those of the narrative take part."""
DAYS = timedelta(days=3)
"""How long the narrative stays at a place without saying so."""
AGREED = {"договориться", "договариваться", "условиться"}
"""Verbs with which sides settle on an event to come."""
HARM, CAUSES = {"death", "injury"}, {"accident", "attack", "disaster", "military"}
"""Deaths and injuries belong to the row of what caused them."""
NEAR = 3
"""Sentences; how far back an undated mention looks for the happening it takes up."""


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
class Happening:
    """An event as it gathers its mentions and values."""

    type: str
    status: Status
    rules: dict[str, str] = field(default_factory=dict)
    mentions: list[EventMention] = field(default_factory=list)
    date: Dated | None = None
    clock: tuple[str, Span] | None = None
    durations: list[Span] = field(default_factory=list)
    planned: Span | None = None
    places: list[Part] = field(default_factory=list)
    participants: list[Part] = field(default_factory=list)
    occasion: Detail | Part | None = None
    formats: list[Detail] = field(default_factory=list)
    topics: list[Detail] = field(default_factory=list)
    status_date: Dated | None = None
    sentences: set[int] = field(default_factory=set)
    paragraph: int = 0
    own_date: bool = False
    background: bool = False

    @property
    def last(self) -> int:
        """The last sentence that speaks of it."""
        return max(self.sentences)


class Narrative:
    """The state of the reading: what date, place and happenings the text is at."""

    def __init__(self, doc: Doc, *, published: str | None, start: int = 0, dateline: tuple[int, int] | None = None) -> None:
        self.doc = doc
        self.start = start
        self.dateline = dateline
        self.reference = moment(published)
        self.sentences = [s for s in doc.sents if s.end_char > start]
        starts = doc.user_data.get("paragraphs", [])
        self.paragraph_of = [sum(s.start >= p for p in starts) for s in self.sentences]
        self.people = People(doc)
        self.happenings: list[Happening] = []
        self.anchor: Resolved | None = None
        self.date: Dated | None = None
        self.places: list[Part] = []
        self.spot: list[Part] = []
        """The place told last, which «там» takes up."""
        self.loose: dict[int, Span] = {}
        """The times of verbs that call off an event told before, by token."""
        self.paragraph = -1

    def read(self) -> list[Happening]:
        """All happenings of the document in text order."""
        titles = [index for index in range(len(self.sentences)) if self._is_title(index)]
        for index, sentence in enumerate(self.sentences):
            if index not in titles:
                self._sentence(index, sentence)
        for index in titles:
            self._headline(index)
        return sorted(self.happenings, key=lambda h: min(m.start for m in h.mentions))

    def _is_title(self, index: int) -> bool:
        """Whether the sentence is a headline: a first paragraph without a full stop, which the text below tells in full."""
        first = self.paragraph_of[0]
        if self.paragraph_of[index] != first or self.paragraph_of[-1] == first:
            return False
        last = max(i for i, paragraph in enumerate(self.paragraph_of) if paragraph == first)
        return self.sentences[last].text.rstrip()[-1:] not in {".", "!", "…", "»", ";", ":"}

    def _headline(self, index: int) -> None:
        """Adds what a headline names to the happenings of the text; where the text tells none, the headline is read as a sentence."""
        if not self.happenings:
            self._sentence(index, self.sentences[index])
            return
        for mention in mentions(self.sentences[index]):
            same = [h for h in self.happenings if h.type == mention.type]
            mine = {stem(token) for token in mention.words}
            alike = [h for h in same if any(mine & {stem(t) for t in m.words} for m in h.mentions)]
            told = (alike or (same if len(same) == 1 else []))[:1]
            for happening in told:
                happening.mentions.append(mention)
                happening.sentences.add(index)

    # One sentence

    def _sentence(self, index: int, sentence: Span) -> None:
        if self.paragraph_of[index] != self.paragraph:
            self.paragraph = self.paragraph_of[index]
            self.date, self.places = None, []
        refs = [r for r in references(sentence) if not self._in_dateline(r.start)]
        self.people.note(refs, index)
        found = mentions(sentence)
        occasions, topics = details.occasions(sentence), details.topics(sentence)
        found = [m for m in found if not self._is_occasion(m, occasions, found)]
        found = [m for m in found if not _is_topic(m, topics)]
        binder = Binder(sentence, found)
        owners = binder.owners
        times = self._times(sentence)
        self._attach_times(sentence, binder, times)
        for span in self.doc.spans.get("duration", []):
            if sentence.start <= span.start < sentence.end and span.id_ not in {"через", "спустя"}:
                mention = binder.bind(span, rivals=not _lasts(binder.verb(span)))
                if mention is not None and mention.type in LASTING and not _is_distance(span):
                    mention.durations.append(span)
        self._attach_places(sentence, binder, topics, refs)
        arguments = {id(m): self._arguments(m, refs, binder, topics, occasions) for m in found}
        for mention in self._dated_verbs(sentence, binder, times, topics):
            owned_here = Binder(sentence, [*found, mention])
            arguments[id(mention)] = self._arguments(mention, refs, owned_here, topics, occasions)
            found.append(mention)
        found.sort(key=lambda mention: mention.start)
        found = [part for m in found for part in self._distributed(m, times, arguments)]
        told: list[tuple[EventMention, Happening]] = []
        for mention in found:
            happening = self._tell(mention, index, arguments[id(mention)], told, times)
            if happening is not None:
                told.append((mention, happening))
        self._called_off(sentence, index, owners, times)
        self._describe(sentence, index, told, binder, topics, occasions)
        self._move_on(told)

    @property
    def lead(self) -> bool:
        """Whether the reading is in the first paragraph of the text, which news counts from its own day."""
        first = next((p for i, p in enumerate(self.paragraph_of) if not self._is_title(i)), None)
        return self.paragraph == first

    def _in_dateline(self, token: int) -> bool:
        offset = self.doc[token].idx
        return offset < self.start or (self.dateline is not None and self.dateline[0] <= offset < self.dateline[1])

    def _is_occasion(self, mention: EventMention, occasions: Sequence[Detail], found: Sequence[EventMention]) -> bool:
        return any(mention.head.i == o.opener.i for o in occasions) and (len(found) > 1 or not mention.asserted)

    # Times

    def _times(self, sentence: Span) -> dict[int, Resolved]:
        """Start token → resolved value of the times of the sentence, read in text order."""
        found: dict[int, Resolved] = {}
        for span in self.doc.spans.get("time", []):
            if sentence.start <= span.start < sentence.end and not self._in_dateline(span.start):
                when = tense(predicate(span.root))
                said = Time.parse(span.kb_id_)
                anchor = None if self.lead and self.reference is not None and _of_the_week(said) else self.anchor
                value = resolve(
                    said,
                    reference=self.reference,
                    anchor=anchor,
                    tense="future" if when == "future" else "past" if when == "past" else None,
                )
                if value is not None:
                    found[span.start] = value
                    if (value.earliest or value.latest) and not _in_participle(span) and not self._backwards(value, said):
                        self.anchor = value
        return found

    def _backwards(self, value: Resolved, said: Time) -> bool:
        """Whether a relative time leads behind the narrative («накануне», «за два дня до этого»), which then stays where it was."""
        if isinstance(said, Adjective):  # «ноябрьский визит» dates its noun only
            return True
        if isinstance(said.of if isinstance(said, About) else said, Calendar | Interval | PartOf | Within | Bound):
            return False
        return (
            value.anchor == "previous"
            and self.anchor is not None
            and bool(value.earliest and self.anchor.earliest and value.earliest < self.anchor.earliest)
        )

    def _attach_times(self, sentence: Span, binder: Binder, times: dict[int, Resolved]) -> None:
        for span in self.doc.spans.get("time", []):
            if span.start not in times or not sentence.start <= span.start < sentence.end or _describes(span):
                continue
            step = owner(span.root, binder.owners)
            if step.found and any(status.calls_off(t) and t.i not in binder.owners for t in step.path):
                continue
            mention = binder.bind(span)
            verb = binder.verb(span)
            if mention is not None:
                mention.times.append(span)
            elif verb is not None and (status.calls_off(verb) or _given_up(verb)):
                self.loose[verb.i] = span
            elif (
                verb is not None
                and verb.i in binder.verbs
                and tense(verb) != "future"
                and not is_report(verb)
                and _is_day(times[span.start])
                and times[span.start].earliest is not None
                and not self._behind(times[span.start])
            ):
                self._go_to(Dated(times[span.start], span))

    def _dated_verbs(self, sentence: Span, binder: Binder, times: dict[int, Resolved], topics: Sequence[Detail]) -> list[EventMention]:
        """Happenings of no kind that the ontology names: verbs of a completed act that have a date of their own."""
        inside = {i for topic in topics for i in range(topic.span.start, topic.span.end)}
        found: dict[int, EventMention] = {}
        for span in self.doc.spans.get("time", []):
            if span.start not in times or span.start in inside or not sentence.start <= span.start < sentence.end:
                continue
            verb = binder.verb(span) if binder.bind(span) is None else None
            if verb is None or not _is_act(verb) or PRECISION.get(times[span.start].grain, 9) > PRECISION["month"]:
                continue
            mention = found.setdefault(verb.i, EventMention("other", verb, (verb,), verb, f"dated verb {stem(verb)}", chain=(verb,)))
            mention.times.append(span)
        for span in self.doc.spans.get("place", []):
            verb = binder.verb(span) if sentence.start <= span.start < sentence.end and binder.bind(span) is None else None
            if verb is not None and verb.i in found and is_location(span):
                found[verb.i].places.append(span)
        return list(found.values())

    def _attach_places(self, sentence: Span, binder: Binder, topics: Sequence[Detail], refs: Sequence[Reference]) -> None:
        in_topic = {i for t in topics for i in range(t.span.start, t.span.end)}
        sides = [(r.start, r.end) for r in refs if r.kind in {"role", "organisation", "person"}]
        for span in self.doc.spans.get("place", []):
            if not sentence.start <= span.start < sentence.end or span.start in in_topic or self._in_dateline(span.start):
                continue
            if any(a <= span.start < b for a, b in sides):
                continue
            mention = binder.bind(span)
            if mention is not None and is_place_of(span, mention, owner(span.root, binder.owners).path):
                mention.places.append(span)
            elif mention is None and is_location(span) and not binder.reported(span) and binder.leads(span):
                self.places = self.spot = [Part(span.kb_id_ or span.text, "place", span.start, span.end)]

    # Arguments

    def _arguments(
        self, mention: EventMention, refs: Sequence[Reference], binder: Binder, topics: Sequence[Detail], occasions: Sequence[Detail]
    ) -> tuple[list[Reference], list[Part]]:
        """The participant phrases and the places of a mention."""
        outside = {i for d in (*topics, *occasions) for i in range(d.span.start, d.span.end)}
        spots = [Part(span.kb_id_ or span.text, "place", span.start, span.end) for span in mention.places]
        here = {i for span in mention.places for i in range(span.start, span.end)}
        sides = [r for r in subject_references(mention, refs) if r.head.i not in outside | here and not binder.crosses(r, mention)]
        sides = [r for r in sides if r.kind != "people" or mention.type in SIDES]
        outside |= {
            r.head.i for r in refs if r.kind == "pronoun" and r.head.dep_ == "obj" and mention.type in {"agreement", "decision"}
        }  # «его ратифицировал парламент»
        for reference in refs:
            if reference in sides or reference.head.i in outside | here:
                continue
            step = owner(reference.head, binder.owners)
            if step.mention is mention and takes_part(reference, mention, step.path) and not binder.crosses(reference, mention):
                if reference.kind == "place" and not place.is_country(reference.value):
                    continue
                reference.brought = is_brought(step.path)
                sides.append(reference)
        return sorted(sides, key=lambda r: r.start), _most_precise_first(spots)

    def _distributed(
        self, mention: EventMention, times: dict[int, Resolved], arguments: dict[int, tuple[list[Reference], list[Part]]]
    ) -> list[EventMention]:
        """One mention for each date of an enumeration, with the places told beside it («виделись 5 мая в Вене, 6-го — в Праге»)."""
        dates = _enumerated([span for span in mention.times if times[span.start].edtf], times)
        if len(dates) < 2:
            return [mention]
        sides, spots = arguments[id(mention)]
        found = []
        for number, span in enumerate(dates):
            part = replace(mention, times=[span], durations=list(mention.durations) if not number else [])
            found.append(part)
            arguments[id(part)] = (sides, _beside(number, dates, spots))
        return found

    # Telling

    def _tell(
        self,
        mention: EventMention,
        index: int,
        arguments: tuple[list[Reference], list[Part]],
        told: Sequence[tuple[EventMention, Happening]],
        times: dict[int, Resolved],
    ) -> Happening | None:
        """The happening of a mention, found again or new; None for a mention of nothing in particular."""
        judgement = status.judge(mention)
        if judgement is None:
            return None
        own = self._own_date(mention, judgement.cue, times)
        sides, spots = arguments
        who = self._who(sides)
        known = self._known(mention, own, spots, who, judgement, index, told)
        if known is not None:
            self._take_up(known, mention, index, own, spots, sides, who, judgement)
            return known
        if not self._begins(mention, own, spots, who):
            return None
        happening = Happening(mention.type, judgement.status, {"type": mention.rule, "status": judgement.rule})
        happening.paragraph = self.paragraph
        self._take_up(happening, mention, index, own, spots, sides, who, judgement)
        self._complete(happening, mention, index, told, sides)
        self.happenings.append(happening)
        return happening

    def _own_date(self, mention: EventMention, cue: Token | None, times: dict[int, Resolved]) -> Dated | None:
        found: Dated | None = None
        for span in mention.times:
            if cue is not None and _dates_cue(span, cue, mention):
                continue
            value = times[span.start]
            if not value.edtf:
                continue
            if found is None or (found.value.latest is None or found.value.earliest is None) and value.earliest and value.latest:
                found = Dated(value, span)
            elif (
                found.span is not None
                and _beside_each_other(found.span, span)
                and PRECISION.get(value.grain, 9) < PRECISION.get(found.value.grain, 9)
            ):
                found = Dated(value, span)  # «через месяц, 27 октября»
        return found

    def _who(self, sides: Sequence[Reference]) -> list[tuple[Reference, list[Who]]]:
        found: list[tuple[Reference, list[Who]]] = []
        groups = self._groups()
        for reference in sides:
            others = [who for _, known in found for who in known]
            found.append((reference, self.people.resolve(reference, others=others, groups=groups)))
        open_roles = [n for n, (reference, known) in enumerate(found) if not known and reference.kind == "role" and not reference.plural]
        pair = next(iter(groups), ())
        if len(open_roles) == len(found) == 2 and len(pair) == 2 and all(who.kind == "person" for who in pair):
            rule = "roles of the two sides"  # «президент США и лидер КНДР»
            found = [(reference, [who._replace(rule=rule)]) for (reference, _), who in zip(found, pair, strict=True)]
        return found

    def _groups(self) -> list[tuple[Who, ...]]:
        """Who took part together in what was told before, the last first; those of this paragraph before all others."""
        told = [h for h in reversed(self.happenings) if h.type in SIDES and len(h.participants) >= 2]
        groups = [(h, tuple(Who(p.value, p.kind) for p in h.participants)) for h in told]

        def rank(item: tuple[Happening, tuple[Who, ...]]) -> tuple[int, bool]:
            distance = self.paragraph - item[0].paragraph
            return min(distance, 2), distance > 0 and not {who.value for who in item[1]} <= self.people.central

        return [group for _, group in sorted(groups, key=rank)]

    def _known(
        self,
        mention: EventMention,
        own: Dated | None,
        spots: Sequence[Part],
        who: Sequence[tuple[Reference, list[Who]]],
        judgement: status.Judgement,
        index: int,
        told: Sequence[tuple[EventMention, Happening]],
    ) -> Happening | None:
        """The happening told before that the mention takes up."""
        if mention.type in HARM:
            cause = next((h for h in reversed(self.happenings) if h.type in CAUSES and index - h.last <= 1), None)
            if cause is not None and (own is None or cause.date is None or own.value.edtf == cause.date.value.edtf):
                return cause
        if mention.rule.startswith("dated verb"):
            return None
        names = {person.value for reference, known in who for person in known if not reference.brought}
        strangers = mention.asserted and any(not known and not reference.plural for reference, known in who)
        for happening in reversed(self.happenings):
            if not self._same_kind(mention, happening, own):
                continue
            if index - happening.last > NEAR and (own is None or mention.new):
                break
            if self._conflict(happening, own, spots, names, judgement, mention) or (strangers and len(happening.participants) > 1):
                continue
            if mention.new and (own is not None or spots or mention.asserted) and happening.last < index:
                if own is None or not happening.own_date or happening.date is None or happening.date.value.edtf != own.value.edtf:
                    continue
            if own is not None and happening.own_date and happening.date is not None:
                if happening.date.value.edtf == own.value.edtf or _wider(own.value, happening.date.value):
                    return happening
                continue
            open_plan = happening.status == "planned" and {p.value for p in spots} & {p.value for p in happening.places}
            if (
                own is not None
                and not happening.own_date
                and happening.last < index
                and not open_plan
                and (happening.date is not None or happening.paragraph != self.paragraph)
            ):
                continue
            if own is None and happening.last < index and any(stem(t) in words("support", "support", "begins") for t in mention.chain):
                continue
            if (
                own is None
                and happening.last < index
                and self.date is not None
                and happening.date is not None
                and mention.asserted
                and not _overlap(self.date.value, happening.date.value)
            ):
                continue
            if any(h is happening and self._apart(m, mention) for m, h in told):
                continue
            if own is None or not happening.own_date:
                return happening
        return None

    def _apart(self, first: EventMention, second: EventMention) -> bool:
        """Whether two mentions of a sentence are told as two: coordinated verbs of events that do not go on."""
        return (
            not second.noun
            and not first.noun
            and first.type == second.type
            and first.type not in TALKS
            and first.head.lemma_ != second.head.lemma_
        )

    def _same_kind(self, mention: EventMention, happening: Happening, own: Dated | None) -> bool:
        if mention.type == happening.type:
            if mention.type == "agreement" and mention.asserted and self._other_act(mention, happening):
                return False
            return mention.type not in {"decision", "appointment", "death", "award", "launch", "deal"} or self._same_words(
                mention, happening
            )
        if FAMILY.get(mention.type, mention.type) == FAMILY.get(happening.type, happening.type):
            return own is None and stem(mention.head) not in {"встреча", "саммит", "звонок"}
        if happening.type in TALKS and mention.type == "agreement" and own is None:
            return bool({stem(token) for token in mention.words} & OUTCOME) and not any(
                m.type == "agreement" for m in happening.mentions if m.noun
            )
        return False

    def _other_act(self, mention: EventMention, happening: Happening) -> bool:
        """Whether the mention tells of another act on the same treaty («подписали», «ратифицировал»)."""
        acts = {stem(t) for m in happening.mentions for t in m.words if t.pos_ == "VERB"}
        mine = {stem(t) for t in mention.words if t.pos_ == "VERB"}
        return bool(acts and mine and not acts & mine)

    def _same_words(self, mention: EventMention, happening: Happening) -> bool:
        mine = {stem(token) for token in mention.words if token.pos_ in {"NOUN", "PROPN"}} or {stem(mention.head)}
        return mention.noun and not mention.asserted and any(mine & {stem(t) for t in m.words} for m in happening.mentions)

    def _conflict(
        self,
        happening: Happening,
        own: Dated | None,
        spots: Sequence[Part],
        names: set[str],
        judgement: status.Judgement,
        mention: EventMention,
    ) -> bool:
        theirs = {p.value for p in happening.places if not p.rule}
        mine = {p.value for p in spots}
        if mine and theirs and not mine & theirs:
            return True
        people = {p.value for p in happening.participants if p.kind == "person"}
        new_people = {n for n in names if n in self.people.persons} - people
        if len(people) >= 2 and new_people and happening.type != "agreement":
            return True
        if happening.type == "visit" and people and new_people and not people & names:
            return True
        if happening.status in {"cancelled", "denied", "postponed"} and judgement.status == "held" and mention.asserted:
            return True
        if happening.status == "held" and judgement.status in {"cancelled", "planned", "postponed"}:
            return True
        return happening.status == "planned" and judgement.status == "held" and mention.asserted and own is None

    def _begins(self, mention: EventMention, own: Dated | None, spots: Sequence[Part], who: Sequence[tuple[Reference, list[Who]]]) -> bool:
        """Whether a mention of nothing told before is a row: the text asserts it, or gives it a date, place and participants."""
        people = [person for _, known in who for person in known]
        if mention.rule.startswith("dated verb"):
            return own is not None and bool(people)
        if mention.rule.startswith("weak"):
            if mention.type == "visit":  # «вылетел в Киев», not «вылетел домой»
                return bool(people and spots)
            subject = any(child.dep_ in {"nsubj", "nsubj:pass"} and child.pos_ in {"NOUN", "PROPN"} for child in mention.head.children)
            return own is not None and (bool(people) or (subject and mention.type == "decision"))
        if mention.rule.endswith((" + час", " + минута")):  # «провели вместе десять часов»
            return len(people) >= 2 and own is not None
        if mention.asserted:
            if (
                mention.predicate.dep_.startswith(("acl", "amod"))
                and not mention.noun
                and own is None
                and not mention.predicate.dep_.startswith("acl:relcl")
            ):
                return False
            return bool(people or own or spots or self.date or mention.noun or mention.type != "meeting")
        if stem(mention.head.head) in words("discourse", "attribute", "words") and own is None:
            return False
        return own is not None or (bool(spots) and len(people) >= 1) or (len(people) >= 2 and mention.type in TALKS)

    def _take_up(
        self,
        happening: Happening,
        mention: EventMention,
        index: int,
        own: Dated | None,
        spots: Sequence[Part],
        sides: Sequence[Reference],
        who: Sequence[tuple[Reference, list[Who]]],
        judgement: status.Judgement,
    ) -> None:
        """Adds what a mention says to its happening."""
        happening.mentions.append(mention)
        happening.sentences.add(index)
        if own is not None and not happening.own_date:
            happening.date, happening.own_date = own, True
        for span in mention.times:
            clock = self._clock(span)
            if clock is not None and happening.clock is None:
                happening.clock = clock, span
        for span in mention.durations:
            if span not in happening.durations:
                happening.durations.append(span)
        if spots and not any(not p.rule for p in happening.places):
            happening.places = list(spots)
        elif spots:
            happening.places.extend(p for p in spots if p.value not in {q.value for q in happening.places})
        for reference, known in who:
            for person in known:
                if person.value not in {p.value for p in happening.participants}:
                    happening.participants.append(Part(person.value, person.kind, reference.start, reference.end, person.rule))
        if (
            judgement.status != "held"
            and judgement.status != happening.status
            and (happening.status in {"held", "planned"} and judgement.status in {"cancelled", "postponed", "denied"})
        ):
            happening.status = judgement.status
            happening.rules["status"] = judgement.rule
        if judgement.cue is not None and judgement.status in {"cancelled", "postponed"}:
            self._date_status(happening, judgement.cue)
        kind = details.visit_kind(mention.head) if mention.type == "visit" else None
        if kind is not None and not happening.formats:
            happening.formats.append(kind)

    def _clock(self, span: Span) -> str | None:
        value = resolve(Time.parse(span.kb_id_), reference=self.reference, anchor=self.anchor)
        return value.time if value is not None else None

    def _date_status(self, happening: Happening, cue: Token) -> None:
        """The date of the verb that called the event off, where it is not the event's own."""
        for span in self.doc.spans.get("time", []):
            if span.sent.start == cue.sent.start and (
                happening.date is None or happening.date.span is None or span.start != happening.date.span.start
            ):
                if any(t.i == cue.i for t in [span.root, *span.root.ancestors]):
                    value = resolve(
                        Time.parse(span.kb_id_), reference=self.reference, anchor=happening.date.value if happening.date else self.anchor
                    )
                    if value is not None and value.edtf:
                        happening.status_date = Dated(value, span)
                        return

    def _complete(
        self,
        happening: Happening,
        mention: EventMention,
        index: int,
        told: Sequence[tuple[EventMention, Happening]],
        sides: Sequence[Reference],
    ) -> None:
        """What a new happening takes over from its sentence and from the narrative."""
        fellows = [(m, h) for m, h in told if h is not happening]
        background = _leads_back(mention) or _aside(mention)
        if happening.date is None and happening.status in {"held", "ongoing", "cancelled", "denied"} and not background:
            fellow = next((h for m, h in reversed(fellows) if h.date is not None and h.status == "held"), None)
            if fellow is not None and fellow.date is not None:
                happening.date = Dated(fellow.date.value, fellow.date.span, "date of the same sentence")
            elif self.date is not None:
                happening.date = Dated(self.date.value, self.date.span, "date of the narrative")
        if (
            happening.date is None
            and not background
            and happening.status == "held"
            and self.anchor is None
            and not self.happenings
            and self.reference is not None
            and index <= 2
        ):
            value = _day(self.reference)
            happening.date = Dated(value, None, "publication date")
        if not happening.places and self.spot and _there(mention):
            happening.places = [Part(p.value, p.kind, p.start, p.end, "place told before") for p in self.spot]
        if not happening.places and happening.type != "call" and not _elsewhere(mention) and happening.status == "held" and not background:
            fellow = next((h for m, h in reversed(fellows) if h.places and h.status == "held" and _together(h, happening)), None)
            source = (
                fellow.places
                if fellow is not None
                else self.places
                if self.date is not None and happening.date is not None and _overlap(self.date.value, happening.date.value)
                else []
            )
            happening.places = [Part(p.value, p.kind, p.start, p.end, "place of the narrative") for p in source]
        open_side = not sides or (len(happening.participants) == 1 and happening.type != "agreement")
        near = any(index - h.last <= 1 for h in self.happenings if h.type in SIDES) if happening.type == "agreement" else True
        if happening.type in SIDES and len(happening.participants) < 2 and not background and open_side and near:
            group = next(iter(self._groups()), self.people.group)
            known = {p.value for p in happening.participants}
            here = {
                p.kb_id_
                for kind in ("person", "organisation")
                for p in self.doc.spans.get(kind, [])
                if p.sent.start == mention.head.sent.start
            }
            members = {who.value for who in group}
            same = any(h.paragraph == self.paragraph for h in self.happenings if members <= {p.value for p in h.participants})
            if (
                known <= members
                and here <= members
                and all(who.kind == "person" for who in group)
                and (same or members <= self.people.central)
            ):
                happening.participants.extend(
                    Part(w.value, w.kind, None, None, "participants of the narrative") for w in group if w.value not in known
                )

    # After the events of a sentence

    def _called_off(self, sentence: Span, index: int, owners: dict[int, EventMention], times: dict[int, Resolved]) -> None:
        """«… отменил ее», «она сорвалась»: a cue whose object or subject is a pronoun or nothing takes up the event told last."""
        for token in sentence:
            kind = status.calls_off(token) or _given_up(token)
            if kind is None or token.i in owners or token.pos_ not in {"VERB", "AUX"}:
                continue
            nouns = [
                c
                for c in token.children
                if c.dep_ in {"obj", "nsubj:pass", "nsubj"}
                and c.pos_ == "NOUN"
                and stem(c) not in {"встреча", "визит", "поездка", "переговоры", "разговор"}
            ]
            if any(c.dep_ in {"obj", "nsubj:pass"} for c in nouns):
                continue
            target = next((h for h in reversed(self.happenings) if h.status in {"planned", "postponed"} and index - h.last <= NEAR), None)
            if target is None:
                target = next(
                    (
                        h
                        for h in reversed(self.happenings)
                        if index - h.last <= 1 and h.type in {"meeting", "visit", "call", "ceremony"} and not h.own_date
                    ),
                    None,
                )
            if target is None:
                continue
            target.status = kind
            target.rules["status"] = f"cue {stem(token)}"
            target.sentences.add(index)
            if token.i in self.loose:
                target.status_date = Dated(times[self.loose[token.i].start], self.loose[token.i])

    def _describe(
        self,
        sentence: Span,
        index: int,
        told: Sequence[tuple[EventMention, Happening]],
        binder: Binder,
        topics: Sequence[Detail],
        occasions: Sequence[Detail],
    ) -> None:
        """Gives topics, formats and occasions of a sentence to its happenings, or to the one told last."""
        of = {id(m): h for m, h in reversed(told)}
        owners = binder.owners
        current = self._current(index)
        for detail in topics:
            if any(o.span.start <= detail.opener.i < o.span.end for o in occasions):
                continue
            happening = self._owner_of(detail, of, owners) or self._near(detail, told) or current
            if happening is not None and _has_subject(happening.type) and detail.value not in {t.value for t in happening.topics}:
                happening.topics.append(detail)
                happening.sentences.add(index)
        for detail in details.formats(sentence):
            happening = self._bound(detail, of, binder) or current
            if (
                happening is not None
                and happening.type in {"meeting", "call", "visit"}
                and (happening.sentences & {index} or happening is current)
            ):
                happening.formats.append(detail)
        for detail in occasions:
            happening = self._bound(detail, of, binder)
            if happening is not None and happening.occasion is None:
                happening.occasion = detail
        for mention, happening in told:
            if happening.occasion is None and happening.rules.get("date") is None:
                fellow = next((h for m, h in told if h is not happening and h.occasion is not None and _together(h, happening)), None)
                if fellow is not None and mention.predicate.i == fellow.mentions[-1].predicate.i:
                    happening.occasion = fellow.occasion

    def _owner_of(self, detail: Detail, of: dict[int, Happening], owners: dict[int, EventMention]) -> Happening | None:
        if detail.opener.i in owners:
            return of.get(id(owners[detail.opener.i]))
        step = owner(detail.opener, owners)
        return of.get(id(step.mention)) if step.mention is not None else None

    def _bound(self, detail: Detail, of: dict[int, Happening], binder: Binder) -> Happening | None:
        mention = binder.bind(detail.span, rivals=False)
        return of.get(id(mention)) if mention is not None else None

    def _near(self, detail: Detail, told: Sequence[tuple[EventMention, Happening]]) -> Happening | None:
        fitting = [(abs(m.head.i - detail.opener.i), n) for n, (m, _) in enumerate(told)]
        return told[min(fitting)[1]][1] if fitting else None

    def _current(self, index: int) -> Happening | None:
        """The last happening with a subject in this paragraph or the sentence before."""
        for happening in reversed(self.happenings):
            if (
                _has_subject(happening.type)
                and index - happening.last <= NEAR
                and (happening.paragraph == self.paragraph or index - happening.last <= 1)
            ):
                return happening
        return None

    def _move_on(self, told: Sequence[tuple[EventMention, Happening]]) -> None:
        """The narrative goes on from the dates and places of the sentence."""
        for _, happening in told:
            self.spot = happening.places or self.spot
        for mention, happening in told:
            if (
                happening.date is not None
                and happening.own_date
                and happening.status != "planned"
                and not _aside(mention)
                and not self._behind(happening.date.value)
            ):
                self._go_to(happening.date)
                if happening.places and happening.status == "held":
                    self.places = happening.places

    def _go_to(self, when: Dated) -> None:
        """Moves the narrative to a date; the place stays only for a few days."""
        if self.date is not None and not _soon(self.date.value, when.value):
            self.places = []
        self.date = when

    def _behind(self, value: Resolved) -> bool:
        return (
            value.anchor == "previous"
            and self.date is not None
            and bool(value.earliest and self.date.value.earliest and value.earliest < self.date.value.earliest)
        )


def _has_subject(kind: str) -> bool:
    return bool(table("ontology")[kind]["subject"])


def _is_topic(mention: EventMention, topics: Iterable[Detail]) -> bool:
    """Whether the event is only what another was about («обсудили визит»)."""
    inside = [
        t for t in topics if t.opener.i not in {w.i for w in mention.words} and all(t.span.start <= w.i < t.span.end for w in mention.words)
    ]
    if not inside:
        return False
    span = inside[0].span
    if (
        mention.head.i == head_of(list(span)).i
        and stem(inside[0].opener) in AGREED
        and mention.type in {"call", "deal", "meeting", "visit"}
    ):
        return False  # «договорились о встрече»
    last = max(span.end, mention.head.right_edge.i + 1)
    return not any(span.start <= time.start < last for time in span.doc.spans.get("time", []))


def _enumerated(spans: Sequence[Span], times: dict[int, Resolved]) -> list[Span]:
    """The dates of an enumeration without finite verbs in it; a wider time before its part («в 2022 году – 6 апреля») is none of them."""
    dates = [
        span
        for span, following in zip_longest(spans, spans[1:])
        if following is None or not _wider(times[span.start], times[following.start])
    ]
    kept = dates[:1]
    for span in dates[1:]:
        between = span.doc[kept[-1].end : span.start]
        if any(t.pos_ in {"VERB", "AUX"} and t.dep_ in {"ROOT", "conj", "root", "parataxis"} and not is_relative(t) for t in between):
            break
        if not any(t.text in {",", ";"} or t.norm_.lower() in {"и", "а"} for t in between):
            break
        if _overlap(times[kept[-1].start], times[span.start]):
            break
        kept.append(span)
    return kept


def _beside(number: int, dates: Sequence[Span], spots: Sequence[Part]) -> list[Part]:
    """The places that belong to one date of an enumeration: those behind it, else those before all dates, else those of the next date."""
    read = [spot for spot in spots if spot.start is not None]

    def behind(k: int) -> list[Part]:
        end = dates[k + 1].start if k + 1 < len(dates) else dates[k].sent.end
        return [spot for spot in read if spot.start is not None and dates[k].end <= spot.start < end]

    for k in range(number, len(dates)):
        if behind(k):
            return behind(k)
    return [spot for spot in read if spot.start is not None and spot.start < dates[0].start]


def _beside_each_other(first: Span, second: Span) -> bool:
    """Whether only a comma or a dash stands between two times."""
    return first.doc[first.end : second.start].text.strip() in {"", ",", "—", "–"}


def _there(mention: EventMention) -> bool:
    """Whether the mention's clause points to a place told before («там», «туда», «там же»)."""
    return any(
        child.norm_.lower() in {"там", "туда", "тут"}
        for token in (mention.head, *mention.words, *mention.chain)
        for child in token.children
    )


def _dates_cue(span: Span, cue: Token, mention: EventMention) -> bool:
    """Whether a time says when the event was called off, not when it was to be («29 ноября отменил встречу», not «встречу 5 мая»)."""
    if any(token.i == cue.i for token in mention.words) or fold(span[0].norm_) in {"на", "с"}:
        return False
    for token in span.root.ancestors:
        if token.i == mention.head.i:
            return False
        if token.i == cue.i:
            break
    return mention.head.dep_ == "obj" or len(mention.times) > 1


def _lasts(verb: Token | None) -> bool:
    """Whether a verb only says how long something went on («она продлилась больше часа»)."""
    return verb is not None and stem(verb) in words("support", "support", "occurs")


def _given_up(verb: Token) -> Status | None:
    """`cancelled` for «отказался от затеи», «передумал»."""
    if status.has(verb, "cancelled", "refusals"):
        nouns = [child for child in verb.children if preposition(child) == "от"]
        if stem(verb) == "передумать" or any(stem(noun) in words("status", "cancelled", "intentions") for noun in nouns):
            return "cancelled"
    return None


def _of_the_week(said: Time) -> bool:
    """Whether a time is a bare weekday, perhaps with its hour («в среду в 16:00»)."""
    day = said.day if isinstance(said, Moment) else said
    return isinstance(day, Calendar) and day.weekday is not None and day.day is None


def _in_participle(span: Span) -> bool:
    """Whether a time stands in a participle clause, which tells the background («приговорённый в 2019 году»)."""
    verb = predicate(span.root)
    while verb.dep_ == "conj" and features(verb, "VerbForm") == "Part":
        verb = verb.head
    return verb.dep_ in {"acl", "amod"} and features(verb, "VerbForm") == "Part" and verb.i < span.start


def _is_act(verb: Token) -> bool:
    """Whether a verb tells a completed act: perfective, asserted, no report, state or phase."""
    if features(verb, "Aspect") != "Perf" or features(verb, "VerbForm") not in {"Fin", "Part"} or negated(verb) or is_relative(verb):
        return False
    if is_report(verb) or status.calls_off(verb) or _lasts(verb):
        return False
    return not {stem(verb)} & (words("support", "modal", "words") | words("support", "state", "words"))


def _elsewhere(mention: EventMention) -> bool:
    """Whether the clause names a place of its own without a proper name («в столице», «у ворот порта»)."""
    doc = mention.head.doc
    timed = {i for key in ("time", "duration") for span in doc.spans.get(key, []) for i in range(span.start, span.end)}
    for token in (mention.head, *mention.chain):
        for child in token.children:
            if (
                child.dep_ == "obl"
                and child.pos_ == "NOUN"
                and child.i not in timed
                and preposition(child) in {"в", "на", "у"}
                and stem(child) in words("venues", "unnamed")
            ):
                return True
    return False


def _is_day(value: Resolved) -> bool:
    """Whether a time is a month or less with both ends."""
    return value.earliest is not None and value.latest is not None and PRECISION.get(value.grain, 9) <= PRECISION["month"]


def _is_distance(span: Span) -> bool:
    """Whether a length is a distance or a term («за два дня до начала», «впервые за три года», «11 лет тюрьмы»)."""
    if span.id_ == "за" and any(
        t.norm_.lower() in {"впервые", "первый", "первым", "первая", "первое"} for t in span.doc[max(span.start - 3, 0) : span.start]
    ):
        return True
    after = span.doc[span.end] if span.end < len(span.doc) else None
    if after is not None and stem(after) in words("discourse", "terms", "words"):
        return True
    return span.id_ == "за" and span.end < len(span.doc) and span.doc[span.end].norm_.lower() == "до"


def _describes(span: Span) -> bool:
    """Whether a time only qualifies an adjective («последняя на данный момент встреча»)."""
    head = span.root.head
    return head.pos_ == "ADJ" and head.dep_ == "amod" and head.i < span.start


def _leads_back(mention: EventMention) -> bool:
    """Whether the mention's clause leads out of the narrative («ранее», «до этого»)."""
    earlier = words("discourse", "earlier", "words")
    return any(stem(child) in earlier for token in (mention.predicate, *mention.chain) for child in token.children)


def _aside(mention: EventMention) -> bool:
    """Whether the mention stands in a participle or relative clause, or in brackets."""
    verb = mention.predicate
    active = features(verb, "VerbForm") == "Part" and features(verb, "Voice") != "Pass"
    if features(verb, "VerbForm") == "Fin" and verb.dep_ == "acl:relcl":
        return any(stem(token) == "который" for token in verb.subtree if token.i < verb.i)
    bracketed = any(token.text == "(" for token in verb.doc[verb.sent.start : verb.i])
    return (verb.dep_.startswith(("acl", "amod")) or bracketed) and not active


def _soon(first: Resolved, second: Resolved) -> bool:
    """Whether the second begins within the first or a few days after it."""
    if first.earliest is None or first.latest is None or second.earliest is None:
        return False
    return first.earliest <= second.earliest <= first.latest + DAYS


def _together(first: Happening, second: Happening) -> bool:
    if first.date is None or second.date is None:
        return True
    return _overlap(first.date.value, second.date.value)


def _overlap(first: Resolved, second: Resolved) -> bool:
    if first.earliest is None or second.earliest is None or first.latest is None or second.latest is None:
        return False
    return first.earliest <= second.latest and second.earliest <= first.latest


def _contains(outer: Resolved, inner: Resolved) -> bool:
    if outer.earliest is None or inner.earliest is None or outer.latest is None or inner.latest is None:
        return False
    return outer.earliest <= inner.earliest and inner.latest <= outer.latest


def _wider(outer: Resolved, inner: Resolved) -> bool:
    """Whether the first is a longer period around the second, as when a day is taken up by its month."""
    return outer.edtf != inner.edtf and outer.grain in {"month", "year", "season"} and _contains(outer, inner)


def _most_precise_first(spots: Sequence[Part]) -> list[Part]:
    """Places in the order of the text, states last, none twice."""
    seen: dict[str, Part] = {}
    for spot in spots:
        seen.setdefault(spot.value, spot)
    return sorted(seen.values(), key=lambda p: place.is_country(p.value))


def _day(reference: date | datetime) -> Resolved:
    """The publication date as an approximate day."""
    day = reference.date() if isinstance(reference, datetime) else reference
    start = datetime(day.year, day.month, day.day)
    return Resolved(
        edtf=f"{day.isoformat()}~",
        earliest=day,
        latest=day,
        grain="day",
        anchor="published",
        first=start,
        last=start.replace(hour=23, minute=59, second=59),
        rule="publication date",
    )
