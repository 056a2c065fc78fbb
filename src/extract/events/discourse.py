"""Doc → happenings: reads sentence by sentence and keeps the date, the place and the people that the narrative is at."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from extract.events import details, identity, sameness, status
from extract.events.adverbials import (
    LASTING,
    beside,
    beside_each_other,
    dates_cue,
    describes,
    enumerated,
    in_participle,
    lasts,
    length_owner,
    resumed,
)
from extract.events.arguments import Binder, is_at, is_brought, is_location, is_place_of, owner, subject_references, takes_part
from extract.events.candidates import REACH, Context, Tallies
from extract.events.coreference import People, Reference, Who, references
from extract.events.dates import Dates, settles
from extract.events.details import Detail
from extract.events.happening import ENTRY, HEADING, Claim, Dated, Happening, Part, most_precise_first, together
from extract.events.identity import NEAR
from extract.events.mentions import SIDES, EventMention, mentions
from extract.events.period import PRECISION, is_day, overlap, precision, soon
from extract.events.phrase import DASHES, head_of
from extract.events.told import FROM_EVENT, named_by
from extract.events.tree import (
    features,
    is_relative,
    is_report,
    is_timed,
    may_mean,
    negated,
    predicate,
    preposition,
    spans_of,
    stem,
    tells_of_place,
    tense,
)
from extract.lexicon import words
from extract.marks.plain import Span, Token
from extract.record import Status
from extract.values import place
from extract.values.expression import Time
from extract.values.time import Resolved, resolve

FOUND = {"body", "noun", "relative", "zero"}
"""Kinds of phrases that count only where it is clear whom they mean."""
TOGETHER, LONGEST = 40, 400
"""Rows that are reviewed together, and sentences that are looked at for them at most."""


class Narrative:
    """The state of the reading: what date, place and happenings the text is at."""

    def __init__(self, dates: Dates) -> None:
        self.dates, self.layout, self.reference = dates, dates.layout, dates.reference
        self.doc = self.layout.doc
        self.sentences = self.layout.sentences
        self.people = People(self.doc)
        self.happenings: list[Happening] = []
        self.anchor: Resolved | None = None
        """The last date that has been read."""
        self.date: Dated | None = None
        self.heading: Dated | None = None
        """The heading on a line of its own that the text stands under."""
        self.places: list[Part] = []
        self.spot: list[Part] = []
        """The place told last, which «там» takes up."""
        self.loose: dict[int, Span] = {}
        """The times of verbs that call off an event told before, by token."""
        self.paragraph = -1
        self.references: list[list[Reference]] = [[] for _ in self.sentences]
        """The participant phrases of each sentence."""
        self.times: list[dict[int, tuple[Span, Resolved]]] = [{} for _ in self.sentences]
        """The resolved times of each sentence that has been read, by their first token."""

    def read(self) -> list[Happening]:
        """All happenings of the document in text order."""
        for index, sentence in enumerate(self.sentences):
            if index not in self.layout.titles:
                self._sentence(index, sentence)
        for index in self.layout.titles:
            self._headline(index)
        self.happenings.sort(key=lambda h: min(m.start for m in h.mentions))
        self.happenings = sameness.joined(self.happenings, self.doc, self.dates.day)
        return self.happenings

    def contexts(self) -> Iterator[tuple[list[Happening], Context]]:
        """The rows in text order, so many at a time, each time with the document as it has been read around them."""
        read = (self.doc, self.sentences, self.references, self.times, self.dates.otherwise, self.people, self.dates.news)
        tallies = Tallies.of(self.doc)
        for start in range(0, len(self.happenings), TOGETHER):
            asked = self.happenings[start : start + TOGETHER]
            near = self.happenings[max(0, start - TOGETHER) : start + TOGETHER]
            last = max(max(h.sentences) for h in asked) + 1
            first = max(min(min(h.sentences) for h in near) - REACH, last - LONGEST)
            yield asked, Context(*read, near, range(max(0, first), min(last + 1, len(self.sentences))), tallies)

    def _headline(self, index: int) -> None:
        """Adds what a headline names to the happenings of the text; where the text tells none, the headline is read as a sentence."""
        if not self.happenings:
            self._sentence(index, self.sentences[index])
            return
        self.references[index] = [r for r in references(self.sentences[index]) if not self.layout.in_dateline(r.start)]
        for mention in mentions(self.sentences[index]):
            same = [h for h in self.happenings if h.type == mention.type]
            if mention.asserted:  # a headline tells news
                same = [h for h in same if not sameness.is_old(h, self.dates.day)]
            mine = {stem(token) for token in mention.words}
            alike = [h for h in same if any(mine & {stem(t) for t in m.words} for m in h.mentions)]
            told = (alike or (same if len(same) == 1 else []))[:1]
            for happening in told:
                happening.name(mention, index, status.judge(mention))

    # One sentence

    def _sentence(self, index: int, sentence: Span) -> None:
        if self.layout.paragraph_of[index] != self.paragraph:
            self.paragraph = self.layout.paragraph_of[index]
            self.date, self.places = self.heading, []
            self._head(index)
        refs = [r for r in references(sentence) if not self.layout.in_dateline(r.start)]
        self.people.note(refs, index)
        refs = [r for r in refs if r.means or r.kind not in FOUND]
        self.references[index] = refs
        found = mentions(sentence)
        occasions, topics = details.occasions(sentence), details.topics(sentence)
        found = [m for m in found if not self._is_occasion(m, occasions, found)]
        found = [m for m in found if not _is_topic(m, topics)]
        topics = [t for t in topics if not any(_settled(m, t) for m in found)]
        binder = Binder(sentence, found)
        owners = binder.owners
        self.times[index], self.anchor = self.dates.told[index], self.dates.anchors[index]
        times = {start: value for start, (_, value) in self.times[index].items()}
        self._attach_times(index, binder, times)
        for span in spans_of(sentence, "duration"):
            if span.id_ in {"через", "спустя"} or self._lengthens(span, sentence, index):
                continue
            mention = length_owner(span, binder)
            if mention is not None:
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
        self._resume(index, told)
        self._called_off(sentence, index, owners, times)
        self._describe(sentence, index, told, binder, topics, occasions)
        self._move_on(told)

    def _is_occasion(self, mention: EventMention, occasions: Sequence[Detail], found: Sequence[EventMention]) -> bool:
        return any(mention.head.i == o.opener.i for o in occasions) and (len(found) > 1 or not mention.asserted)

    # Times

    def _head(self, index: int) -> None:
        """Moves the narrative to the date that a paragraph has as a heading; one line of its own alone makes no chronicle."""
        for span, on_line in self.layout.headings[index]:
            _, value = self.dates.told[index].get(span.start, (span, None))
            if value is None or value.earliest is None or value.latest is None or (on_line and not self.layout.is_chronicle):
                continue
            self.date = Dated(value, span, HEADING if on_line and precision(value) > PRECISION["day"] else ENTRY)
            self.heading = self.date if on_line else self.heading

    def _attach_times(self, index: int, binder: Binder, times: dict[int, Resolved]) -> None:
        sentence = self.sentences[index]
        lines = {span.start for span, on_line in self.layout.headings[index] if on_line}
        for span in spans_of(sentence, "time"):
            if span.start not in times or span.start in lines or describes(span):
                continue
            step = owner(span.root, binder.owners)
            if step.found and any(status.calls_off(t) and t.i not in binder.owners for t in step.path):
                continue
            mention, verb = binder.taker(span, but=named_by(span, Time.parse(span.kb_id_)))
            if mention is not None and not _of_another(span, mention):
                mention.times.append(span)
            elif verb is not None and (status.calls_off(verb) or _given_up(verb)):
                self.loose[verb.i] = span
            elif (
                verb is not None
                and verb.i in binder.verbs
                and tense(verb) != "future"
                and not is_report(verb)
                and is_day(times[span.start])
                and times[span.start].earliest is not None
                and not self._behind(times[span.start])
            ):
                self._go_to(Dated(times[span.start], span))

    def _dated_verbs(self, sentence: Span, binder: Binder, times: dict[int, Resolved], topics: Sequence[Detail]) -> list[EventMention]:
        """Happenings of no kind that the ontology names: verbs of a completed act that have a date of their own."""
        inside = {i for topic in topics for i in range(topic.span.start, topic.span.end)}
        found: dict[int, EventMention] = {}
        for span in spans_of(sentence, "time"):
            if span.start not in times or span.start in inside:
                continue
            verb = binder.verb(span)
            if verb is None or not _is_act(verb) or precision(times[span.start]) > PRECISION["month"]:
                continue
            found.setdefault(verb.i, _dated_verb(verb)).times.append(span)
        in_entry = self.date is not None and self.date.rule == ENTRY
        if in_entry and not binder.owners and not found and _is_act(sentence.root):
            found[sentence.root.i] = _dated_verb(sentence.root)
        for span in spans_of(sentence, "place"):
            verb = binder.verb(span)
            if verb is not None and verb.i in found and is_location(span):
                found[verb.i].places.append(span)
        return list(found.values())

    def _lengthens(self, span: Span, sentence: Span, index: int) -> bool:
        """Gives a length to what was told just before, if a pronoun takes that up («Встреча прошла …. Она длилась два часа»)."""
        pronoun = resumed(span)
        if pronoun is None or any(token.pos_ == "NOUN" and may_mean(pronoun, token) for token in self.doc[sentence.start : pronoun.i]):
            return False
        for happening in reversed(self.happenings):
            if index - happening.last > 1:
                return False
            if happening.type in LASTING and _takes_up(pronoun, happening):
                happening.durations.append(span)
                happening.sentences.add(index)
                return True
        return False

    def _resume(self, index: int, told: Sequence[tuple[EventMention, Happening]]) -> None:
        """Gives what was told just before the date, places and status of a pronoun's verb («… о встрече. Она состоится 5 мая в Вене»)."""
        sentence = self.sentences[index]
        for verb in sentence:
            pronoun = next((child for child in verb.children if child.dep_ in {"nsubj", "nsubj:pass"}), None)
            if pronoun is None or pronoun.pos_ != "PRON" or features(pronoun, "Person") != "3" or not _happens(verb):
                continue
            before = [h for m, h in reversed(told) if m.start < pronoun.i]
            before += [h for h in reversed(self.happenings) if index - h.last <= 1 and h.mentions[-1].start < sentence.start]
            if (happening := next((h for h in before if _takes_up(pronoun, h)), None)) is not None:
                self._take_in(happening, index, verb)

    def _take_in(self, happening: Happening, index: int, verb: Token) -> None:
        """Gives a happening the date, places and status that a verb told of it has."""
        happening.sentences.add(index)
        for span, value in self.times[index].values():
            if value.edtf and not happening.own_date and predicate(span.root).i == verb.i:
                happening.date, happening.own_date = Dated(value, span), True
        spots = [_spot(s) for s in spans_of(self.sentences[index], "place") if is_at(s.root) and predicate(s.root).i == verb.i]
        if spots and not any(not part.rule for part in happening.places):
            happening.places = spots
        if happening.status == "held" and tense(verb) == "future":
            happening.status, happening.rules["status"] = "planned", "future tense"
            happening.told.append("planned")

    def _attach_places(self, sentence: Span, binder: Binder, topics: Sequence[Detail], refs: Sequence[Reference]) -> None:
        in_topic = {i for t in topics for i in range(t.span.start, t.span.end)}
        sides = [(r.start, r.end) for r in refs if r.kind in {"role", "organisation", "person"}]
        for span in spans_of(sentence, "place"):
            if span.start in in_topic or self.layout.in_dateline(span.start):
                continue
            if any(a <= span.start < b for a, b in sides):
                continue
            for clause in span.root.children:  # «посетила Киев, где провела переговоры»
                if tells_of_place(clause) and clause.i in binder.owners:
                    binder.owners[clause.i].places.append(span)
            mention = binder.bind(span)
            if mention is not None and is_place_of(span, mention, owner(span.root, binder.owners).path):
                mention.places.append(span)
            elif mention is None and is_location(span) and not binder.reported(span) and binder.leads(span):
                self.places = self.spot = [_spot(span)]

    # Arguments

    def _arguments(
        self, mention: EventMention, refs: Sequence[Reference], binder: Binder, topics: Sequence[Detail], occasions: Sequence[Detail]
    ) -> tuple[list[Reference], list[Part]]:
        """The participant phrases and the places of a mention."""
        outside = {i for d in (*topics, *occasions) for i in range(d.span.start, d.span.end)}
        spots = [_spot(span) for span in mention.places]
        here = {i for span in mention.places for i in range(span.start, span.end)}
        sides = [r for r in subject_references(mention, refs) if r.head.i not in outside | here and not binder.crosses(r, mention)]
        sides = [r for r in sides if r.kind != "people" or mention.type in SIDES]
        if mention.type in {"agreement", "decision"}:  # «его ратифицировал парламент»
            things = {r.head.i for r in refs if r.kind == "pronoun" and r.head.dep_ == "obj"}
            sides, outside = [r for r in sides if r.head.i not in things], outside | things
        for reference in refs:
            if reference in sides or reference.head.i in outside | here or reference.kind == "zero":
                continue
            step = owner(reference.head, binder.owners)
            if step.mention is mention and takes_part(reference, mention, step.path) and not binder.crosses(reference, mention):
                if reference.kind == "place" and not place.is_country(reference.value):
                    continue
                reference.brought = is_brought(step.path)
                sides.append(reference)
        return sorted(sides, key=lambda r: r.start), most_precise_first(spots)

    def _distributed(
        self, mention: EventMention, times: dict[int, Resolved], arguments: dict[int, tuple[list[Reference], list[Part]]]
    ) -> list[EventMention]:
        """One mention for each date of an enumeration, with the places told beside it («виделись 5 мая в Вене, 6-го — в Праге»)."""
        told = [span for span in mention.times if times[span.start].edtf]
        named = [span for span in told if times[span.start].rule != FROM_EVENT]  # «через неделю после ареста, 17 января»
        dates = enumerated(mention, named or told, times)
        if len(dates) < 2:
            return [mention]
        sides, spots = arguments[id(mention)]
        found = []
        for number, span in enumerate(dates):
            part = replace(mention, times=[span], durations=list(mention.durations) if not number else [])
            found.append(part)
            arguments[id(part)] = (sides, beside(number, dates, [*spots, *self._behind_dash(span, spots)]))
        return found

    def _behind_dash(self, date: Span, known: Sequence[Part]) -> list[Part]:
        """The place behind a dash in place of the verb («6-го — в Праге»), which the parser hangs anywhere."""
        start = date.end + 2
        if self.doc[date.end : start].text.strip()[:1] not in DASHES or start >= len(self.doc) or self.doc[start - 1].pos_ != "ADP":
            return []
        return [_spot(span) for span in self.doc.beginning("place", start, start + 1) if all(part.start != start for part in known)]

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
        sides, spots = arguments
        claim = Claim(mention, index, judgement, self._own_date(mention, judgement.cue, times), spots, sides, self._who(sides))
        narrative = self.date.value if self.date is not None else None
        happening = identity.taken_up(
            claim, self.happenings, narrative=narrative, people=self.people.persons, paragraph=self.paragraph, told=told
        )
        if happening is not None:
            self._take_up(happening, claim)
            return happening
        if not identity.begins(claim, dated=self.date is not None):
            return None
        happening = Happening(mention.type, judgement.status, {"type": mention.rule, "status": judgement.rule}, paragraph=self.paragraph)
        self._take_up(happening, claim)
        self._complete(happening, claim, told)
        self.happenings.append(happening)
        return happening

    def _take_up(self, happening: Happening, claim: Claim) -> None:
        """Adds what a mention says to its happening, with the clock time and the day it was called off."""
        happening.add(claim)
        for span in claim.mention.times:
            clock = self.times[claim.index][span.start][1].time
            if clock is not None and happening.clock is None:
                happening.clock = clock, span
        if claim.judgement.cue is not None and claim.judgement.status in {"cancelled", "postponed"}:
            self._date_status(happening, claim.judgement.cue)
        kind = details.visit_kind(claim.mention.head) if claim.mention.type == "visit" else None
        if kind is not None and not happening.formats:
            happening.formats.append(kind)

    def _own_date(self, mention: EventMention, cue: Token | None, times: dict[int, Resolved]) -> Dated | None:
        found: Dated | None = None
        for span in mention.times:
            if cue is not None and dates_cue(span, cue, mention):
                continue
            value = times[span.start]
            if not value.edtf:
                continue
            opened = found is not None and (found.value.latest is None or found.value.earliest is None)
            if found is None or (opened and value.earliest and value.latest) or found.value.rule == FROM_EVENT != value.rule:
                found = Dated(value, span)
            elif found.span is not None and beside_each_other(found.span, span) and precision(value) < precision(found.value):
                found = Dated(value, span)  # «через месяц, 27 октября»
        return found

    def _who(self, sides: Sequence[Reference]) -> list[tuple[Reference, list[Who]]]:
        found: list[tuple[Reference, list[Who]]] = []
        groups = self._groups() if any(reference.plural or reference.kind == "role" for reference in sides) else []
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

    def _date_status(self, happening: Happening, cue: Token) -> None:
        """The date of the verb that called the event off, where it is not the event's own."""
        own = happening.date.span.start if happening.date is not None and happening.date.span is not None else None
        for span in spans_of(cue.sent, "time"):
            if span.start == own or cue not in span.root.ancestors:
                continue
            value = resolve(
                Time.parse(span.kb_id_), reference=self.reference, anchor=happening.date.value if happening.date else self.anchor
            )
            if value is not None and value.edtf:
                happening.status_date = Dated(value, span)
                return

    def _complete(self, happening: Happening, claim: Claim, told: Sequence[tuple[EventMention, Happening]]) -> None:
        """What a new happening takes over from its sentence and from the narrative."""
        fellows = [h for _, h in told if h.status == "held"]
        background = _leads_back(claim.mention) or _aside(claim.mention)
        if happening.date is None and not background:
            happening.date = self._inherited_date(happening, claim.index, fellows)
            dated = happening.date if happening.is_entry else None
            if dated is not None and dated.span is not None and dated.value.time and happening.clock is None:
                happening.clock = dated.value.time, dated.span
        if not happening.places and self.spot and _there(claim.mention):
            happening.places = [replace(part, rule="place told before") for part in self.spot]
        if (
            not happening.places
            and happening.type != "call"
            and happening.status == "held"
            and not background
            and not _elsewhere(claim.mention)
        ):
            happening.places = [replace(part, rule="place of the narrative") for part in self._inherited_places(happening, fellows)]
        if happening.type in SIDES and len(happening.participants) < 2 and not background:
            known = {part.value for part in happening.participants}
            group = self._inherited_sides(happening, claim)
            rule = "participants of the narrative"
            happening.participants.extend(Part(who.value, who.kind, rule=rule) for who in group if who.value not in known)

    def _inherited_date(self, happening: Happening, index: int, fellows: Sequence[Happening]) -> Dated | None:
        """The date of another event of the sentence, of the narrative, or of the publication for the news itself."""
        headed = self.date is not None and self.date.rule in {ENTRY, HEADING}
        if happening.status not in {"held", "ongoing", "cancelled", "denied"} and not headed:
            return None
        fellow = next((h.date for h in reversed(fellows) if h.date is not None), None)
        if fellow is not None:
            return replace(fellow, rule="date of the same sentence")
        if self.date is not None:
            return self.date if self.date.rule == ENTRY else replace(self.date, rule="date of the narrative")
        first = self.anchor is None and not self.happenings and index <= 2
        if happening.status == "held" and first and self.dates.news is not None:
            return Dated(self.dates.news, None, "publication date")
        return None

    def _inherited_places(self, happening: Happening, fellows: Sequence[Happening]) -> Sequence[Part]:
        """The places of another event of the sentence, else of the narrative while it stays at that date."""
        fellow = next((h for h in reversed(fellows) if h.places and together(h, happening)), None)
        if fellow is not None:
            return fellow.places
        if self.date is not None and happening.date is not None and overlap(self.date.value, happening.date.value):
            return self.places
        return []

    def _inherited_sides(self, happening: Happening, claim: Claim) -> Sequence[Who]:
        """Those who last took part together, for talks whose text names one side or none, and nobody else beside them."""
        if claim.sides and (len(happening.participants) != 1 or happening.type == "agreement"):
            return ()
        if happening.type == "agreement" and not any(claim.index - h.last <= 1 for h in self.happenings if h.type in SIDES):
            return ()
        group = next(iter(self._groups()), self.people.group)
        members = {who.value for who in group}
        sentence = claim.mention.head.sent
        larger = {i for d in details.occasions(sentence) for i in range(d.span.start, d.span.end)}  # «на полях саммита G20»
        here = {span.kb_id_ for kind in ("person", "organisation") for span in spans_of(sentence, kind) if span.start not in larger}
        near = any(h.paragraph == self.paragraph for h in self.happenings if members <= {part.value for part in h.participants})
        fits = here <= members and {part.value for part in happening.participants} <= members
        return group if fits and all(who.kind == "person" for who in group) and near else ()

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
            target.told.append(kind)
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
            if happening is not None and happening.has_subject and detail.value not in {t.value for t in happening.topics}:
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
                fellow = next((h for m, h in told if h is not happening and h.occasion is not None and together(h, happening)), None)
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
        """The happening named nearest; of several dates of one («5 мая — о газе, 6-го — о нефти») the last before the detail."""

        def distance(mention: EventMention) -> tuple[int, bool, int]:
            date = mention.times[0].start if mention.times else mention.start
            return abs(mention.head.i - detail.opener.i), date > detail.span.start, abs(date - detail.span.start)

        return min(told, key=lambda pair: distance(pair[0]))[1] if told else None

    def _current(self, index: int) -> Happening | None:
        """The last happening with a subject in this paragraph or the sentence before."""
        for happening in reversed(self.happenings):
            if (
                happening.has_subject
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
                and happening.date.value.earliest is not None
                and happening.date.value.latest is not None
                and not _aside(mention)
                and not self._behind(happening.date.value)
            ):
                self._go_to(happening.date)
                if happening.places and happening.status == "held":
                    self.places = happening.places

    def _go_to(self, when: Dated) -> None:
        """Moves the narrative to a date; the place stays only for a few days."""
        if self.date is not None and not soon(self.date.value, when.value):
            self.places = []
        self.date = when

    def _behind(self, value: Resolved) -> bool:
        return (
            value.anchor == "previous"
            and self.date is not None
            and bool(value.earliest and self.date.value.earliest and value.earliest < self.date.value.earliest)
        )


def _of_another(span: Span, mention: EventMention) -> bool:
    """Whether a time belongs to a participle or relative clause beside the event («корпус, заложенный весной, открыли в мае»)."""
    own = mention.anchors
    clause = next((t for t in (span.root, *span.root.ancestors) if t.i in own or t.dep_ == "acl:relcl"), None)
    relative = clause is not None and clause.i not in own and clause.head.i not in own
    return relative or (in_participle(span) and span.start < min(own) and predicate(span.root).i not in own)


def _spot(span: Span) -> Part:
    """A place that the text names."""
    return Part(span.kb_id_ or span.text, "place", span.start, span.end)


def _settled(mention: EventMention, topic: Detail) -> bool:
    """Whether the topic is an event that the sides settled on («договорились о встрече»)."""
    if not settles(topic.opener) or mention.type not in {"call", "deal", "meeting", "visit"}:
        return False
    return mention.head.i == head_of(list(topic.span)).i


def _is_topic(mention: EventMention, topics: Iterable[Detail]) -> bool:
    """Whether the event is only what another was about («обсудили визит»)."""
    inside = [
        t for t in topics if t.opener.i not in {w.i for w in mention.words} and all(t.span.start <= w.i < t.span.end for w in mention.words)
    ]
    if not inside:
        return False
    span = inside[0].span
    if _settled(mention, inside[0]):
        return False
    last = max(span.end, mention.head.right_edge.i + 1)
    return not span.doc.beginning("time", span.start, last)


def _there(mention: EventMention) -> bool:
    """Whether the mention's clause points to a place told before («там», «туда», «там же»)."""
    return any(
        child.norm_.lower() in {"там", "туда", "тут"}
        for token in (mention.head, *mention.words, *mention.chain)
        for child in token.children
    )


def _given_up(verb: Token) -> Status | None:
    """`cancelled` for «отказался от затеи», «передумал»."""
    if status.has(verb, "cancelled", "refusals"):
        nouns = [child for child in verb.children if preposition(child) == "от"]
        if stem(verb) == "передумать" or any(stem(noun) in words("status", "cancelled", "intentions") for noun in nouns):
            return "cancelled"
    return None


def _dated_verb(verb: Token) -> EventMention:
    """What a verb tells that the ontology does not name."""
    return EventMention("other", verb, (verb,), verb, f"dated verb {stem(verb)}", chain=(verb,))


def _takes_up(pronoun: Token, happening: Happening) -> bool:
    """Whether a pronoun may mean a happening, by a noun that names it."""
    return any(mention.noun and may_mean(pronoun, mention.head) for mention in happening.mentions)


def _happens(verb: Token) -> bool:
    """Whether the subject of a verb is what happened or is to happen («она состоится», «он запланирован»)."""
    happens = stem(verb) in words("support", "support", "happens") and not any(child.dep_ == "obj" for child in verb.children)
    return happens or (features(verb, "Voice") == "Pass" and status.has(verb, "planned", "verbs"))


def _is_act(verb: Token) -> bool:
    """Whether a verb tells a completed act: perfective, asserted, no report, state or phase."""
    if features(verb, "Aspect") != "Perf" or features(verb, "VerbForm") not in {"Fin", "Part"} or negated(verb) or is_relative(verb):
        return False
    if is_report(verb) or status.calls_off(verb) or lasts(verb):
        return False
    return not {stem(verb)} & (words("support", "modal", "words") | words("support", "state", "words"))


def _elsewhere(mention: EventMention) -> bool:
    """Whether the clause names a place of its own without a proper name («в столице», «у ворот порта»)."""
    for token in (mention.head, *mention.chain):
        for child in token.children:
            if (
                child.dep_ == "obl"
                and child.pos_ == "NOUN"
                and not is_timed(child)
                and preposition(child) in {"в", "на", "у"}
                and stem(child) in words("venues", "unnamed")
            ):
                return True
    return False


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
