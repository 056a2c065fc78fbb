"""Doc → when its times are: each is resolved against the day of the news, the tense of its clause and the times told before it."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from spacy.tokens import Doc

from extract.events import status
from extract.events.adverbials import beside_each_other, in_participle, of_the_week
from extract.events.layout import Layout
from extract.events.period import is_before, publication_day
from extract.events.told import FROM_EVENT, Told, counted, named_by
from extract.events.tree import features, is_relative, is_report, predicate, preposition, spans_of, stem, tense
from extract.lexicon import fold, words
from extract.marks import plain
from extract.marks.mentions import moment
from extract.marks.plain import Span, Token
from extract.values.expression import About, Adjective, Bound, Calendar, Interval, Moment, Named, Near, Offset, Part, Time, Within
from extract.values.periods import HELD
from extract.values.time import Resolved, Tense, resolve

LONG = timedelta(days=60)
"""How far a date lies behind the news that it does not tell."""
THESE_DAYS, YEAR = timedelta(days=7), timedelta(days=350)
"""A day this far back that comes round this soon is rather to come."""
EVE = Near(unit="day", offset=-1, origin="context")
"""«накануне»"""
LEAD = 2
"""Paragraphs in which a text without a headline or publication date tells the day of its news."""
MANY = 2
"""How many such dates in a row make a text look back."""


class Dates:
    """The times of a text.

    `published` is an ISO 8601 date or datetime, `start` the offset of the body, `dateline` the offsets of the dateline, `anchor` the last
    date of a part of the text before this one.
    """

    def __init__(
        self,
        doc: Doc,
        *,
        published: str | None,
        start: int = 0,
        dateline: tuple[int, int] | None = None,
        anchor: Resolved | None = None,
    ) -> None:
        self.layout = Layout(plain.Doc(doc), start=start, dateline=dateline)
        self.reference = moment(published) or self._told_day()
        self.news = publication_day(self.reference) if self.reference is not None else None
        self.day = self.news.earliest if self.news is not None else None
        self.anchor = anchor
        """The last date, which the times behind it count from."""
        self.first: Resolved | None = None
        """The first day that the lead tells in full, which stands for the day of the news where that is unknown."""
        self.weekday = False
        """Whether it was told with its day of the week, as news of the last days are."""
        self.finer: Resolved | None = None
        """The last date that is no bare year: one told by the way («в 2002 году») says nothing of the days behind its sentence."""
        self.bare: int | None = None
        """The number of the sentence of the last date, if that is a bare year that opens no paragraph."""
        self.year: Resolved | None = None
        """The last time whose year the text tells, which «того года» takes up."""
        self.said: Time | None = None
        """What the text says of the last date."""
        self.entry: Resolved | None = None
        """The date of the last entry of a chronicle, which the next one counts from."""
        self.led = -1, True
        """The paragraph of the last date, and whether it opened that."""
        self.past = 0
        """How many dates in a row lay far behind the news."""
        self.aside: dict[int, tuple[Span, Resolved]] = {}
        """The times that date nothing, by their first token: those before the body and in the dateline, years of birth and make."""
        self.otherwise: dict[int, tuple[Span, Resolved]] = {}
        """The times that mean another day when counted from the news and not from the last date, by their first token."""
        self.told: list[dict[int, tuple[Span, Resolved]]] = []
        """The other times of each sentence, by their first token; those of a headline count from the news alone."""
        self.anchors: list[Resolved | None] = []
        """The last date told so far, for each sentence."""
        self.events = Told()
        for index, sentence in enumerate(self.layout.sentences):
            self.told.append(self._sentence(index, sentence))
            self.anchors.append(self.anchor)
        for index, sentence in enumerate(self.layout.sentences):  # what counts from an event that is dated behind it
            for span in spans_of(sentence, "time"):
                said = Time.parse(span.kb_id_)
                if span.start not in self.told[index] and (value := self._from_event(said, named_by(span, said))) is not None:
                    self.told[index][span.start] = span, value

    def _told_day(self) -> date | None:
        """The day of the news as the lead tells it («вчера, 23 декабря 2011 года, …»); None where it does not."""
        for sentence, paragraph in zip(self.layout.sentences, self.layout.paragraph_of, strict=True):
            if paragraph > LEAD:
                return None
            for first, second in pairwise(spans_of(sentence, "time")):
                deictic, named = (_day_of(Time.parse(span.kb_id_)) for span in (first, second))
                if not isinstance(deictic, Near) or (deictic.unit, deictic.origin) != ("day", "published"):
                    continue
                full = isinstance(named, Calendar) and named.year and named.day and beside_each_other(first, second)
                value = resolve(named, reference=None) if full else None
                if value is not None and value.earliest is not None:
                    return value.earliest - timedelta(days=deictic.offset)
        return None

    def resolved(self) -> dict[int, Resolved]:
        """All times that can be resolved, by their first token."""
        return {start: value for found in (self.aside, *self.told) for start, (_, value) in found.items()}

    def _sentence(self, index: int, sentence: Span) -> dict[int, tuple[Span, Resolved]]:
        found: dict[int, tuple[Span, Resolved]] = {}
        before: tuple[Span, Resolved] | None = None
        if self.reference is not None and self._returns(index, sentence):
            self.anchor, self.finer, self.led, self.past = None, None, (-1, True), 0
        for span in spans_of(sentence, "time"):
            said = Time.parse(span.kb_id_)
            when = _tense(span, said) or self._tense_of_entry(index, span)
            if self.layout.in_dateline(span.start) or _is_of_make(span):
                if (value := resolve(said, reference=self.reference, tense=when)) is not None:
                    self.aside[span.start] = span, value
                continue
            anchor, goes_on = self._base(index, span, said, before)
            event = named_by(span, said)
            value = self._from_event(said, event) or self._near_the_first(index, said, anchor, when)
            value = value or self._resolved(said, anchor, goes_on=goes_on, tense=when)
            of_the_news = resolve(said, reference=self.reference, anchor=None, tense=when) if anchor is not None else None
            behind = value is not None and of_the_news is not None and self._is_over(value) and not self._is_over(of_the_news)
            if behind and _is_to_come(predicate(span.root)):
                value, of_the_news = of_the_news, value  # «в начале августа вопрос могут поднять»
            if of_the_news is not None and (value is None or of_the_news.edtf != value.edtf):
                self.otherwise[span.start] = span, of_the_news
            if value is not None:
                before = found[span.start] = span, value
                self.events.note(span, value, but=event)
                self.entry = value if self._heads(index, span) else self.entry
                self.year = value if value.anchor == "text" and value.earliest is not None else self.year
                if index not in self.layout.titles and self._leads_on(span, said, value):
                    self._go_on(index, span, said, value)
        return found

    def _base(self, index: int, span: Span, said: Time, before: tuple[Span, Resolved] | None) -> tuple[Resolved | None, bool]:
        """The date that a time may count from, and whether the text goes on from there; `before`: the last time of its sentence."""
        if before is not None and self._counts_from(*before, said, span):
            return before[1], True
        if before is not None and _is_part_of_year(said) and self._is_pointed_year(*before):
            return replace(before[1], anchor="previous"), True
        entry = self.entry if self._heads(index, span) else None
        return entry or self._counted_from(index, said), self._goes_on(index, span)

    def _heads(self, index: int, span: Span) -> bool:
        """Whether a time is the heading of a chronicle's entry."""
        return any(span.start == heading.start for heading, _ in self.layout.headings[index])

    def _counted_from(self, index: int, said: Time) -> Resolved | None:
        """The date of the sentences before that a time may count from."""
        if index in self.layout.titles:
            return None
        if _same_year(said) and self.year is not None:
            return self.year
        again = isinstance(said, Near) and said == self.said  # «накануне … накануне»
        if self.reference is not None and (again or (self.layout.is_lead(index) and of_the_week(said))):
            return None
        return self.finer if self.bare not in {None, index} and _is_yearless(said) else self.anchor

    def _go_on(self, index: int, span: Span, said: Time, value: Resolved) -> None:
        """Makes a time the last date."""
        self.said, self.anchor, self.led = said, value, (self.layout.paragraph_of[index], self._opens(index, span))
        self.past = self.past + (value.grain != "year") if self._is_long_past(value) else 0
        if value.grain == "year" and value.anchor == "text" and not self._opens(index, span) and not _is_edition(span):
            self.bare = index
        else:
            self.bare, self.finer = None, value
        if self.first is None and value.anchor == "text" and value.grain == "day" and self.layout.paragraph_of[index] <= LEAD:
            self.first, self.weekday = value, any(isinstance(part, Calendar) and part.weekday for part in said.parts())

    def _counts_from(self, before: Span, last: Resolved, said: Time, span: Span) -> bool:
        """Whether a time counts from the one before it in its sentence, be that no date the text goes on from.

        «утверждённая 15-го, в тот же вечер», «двумя годами раньше, 21 марта», «встречу, намеченную на 25 сентября, отменили: накануне …»
        """
        if beside_each_other(before, span, named_by(before, Time.parse(before.kb_id_))):
            yearless = isinstance(said, Calendar) and said.year is None and said.month is not None
            return _from_the_last(said) or (yearless and last.anchor == "previous")
        return said == EVE and _is_aimed(before) and last.grain == "day" and self._is_over(last)

    def _from_event(self, said: Time, word: Token | None) -> Resolved | None:
        """When a time is that counts from the event that the word names, if the text dates that («через неделю после задержания»)."""
        bases = self.events.dates_of(word) if word is not None else ()
        found = (resolve(counted(said), reference=None, anchor=base) for base in bases)
        return next((replace(value, rule=FROM_EVENT) for value in found if value is not None), None)

    def _is_pointed_year(self, before: Span, value: Resolved) -> bool:
        """Whether a time names another year than that of the news by pointing at it («прошлой весной», «16 октября прошлого года»)."""
        said = Time.parse(before.kb_id_)
        points = any(
            isinstance(part, Named)
            or (isinstance(part, Near) and part.unit == "year" and part.offset)
            or (isinstance(part, Offset) and part.amount.endswith("Y"))
            for part in said.parts()
        )
        return points and value.earliest is not None and self.day is not None and value.earliest.year != self.day.year

    def _near_the_first(self, index: int, said: Time, anchor: Resolved | None, tense: Tense | None) -> Resolved | None:
        """A day without a year in a paragraph that is back at the news, or goes back from it, where only the lead tells of its day; None
        for any other time.
        """
        if self.reference is not None or self.first is None or self.first.first is None:
            return None
        if self.weekday and not _is_dated(said):  # «в среду», «вчера» behind «в пятницу, 22 января 2016 года»
            value = resolve(said, reference=self.first.first, tense=tense)
            return None if value is None else replace(value, anchor="previous", rule="counted from the first date")
        if anchor is None or not _is_yearless(said):
            return None
        if self.layout.paragraph_of[index] == self.led[0] or self.first.latest is None:
            return None
        if not is_before(anchor, self.first):
            at_news = anchor.earliest is not None and anchor.earliest - self.first.latest <= THESE_DAYS
            if not at_news or self.led[1] or tense not in {"past", "rather past"}:
                return None
            tense = None  # the day of the news is not that of the first event
        value = resolve(said, reference=self.first.first, tense=tense)
        return None if value is None else replace(value, anchor="previous", rule="year nearest the first date")

    def _resolved(self, said: Time, anchor: Resolved | None, *, goes_on: bool, tense: Tense | None) -> Resolved | None:
        """The value; a day almost a year back is the one to come in these days: a clause is sooner misread than a year passed over."""
        value = resolve(said, reference=self.reference, anchor=anchor, goes_on=goes_on, tense=tense)
        if tense != "past" or self.day is None or value is None or value.grain != "day" or value.anchor != "published":
            return value
        if value.latest is None or self.day - value.latest <= YEAR:
            return value
        ahead = resolve(said, reference=self.reference, tense="future")
        return ahead if ahead is not None and ahead.earliest is not None and ahead.earliest - self.day <= THESE_DAYS else value

    def _tense_of_entry(self, index: int, span: Span) -> Tense | None:
        """The tense of an entry's date that nothing else tells: a chronicle that has come so far goes on («7 января. … 1 февраля. …»)."""
        told = self.anchor.latest if self.anchor is not None else None
        return "rather past" if self._heads(index, span) and told is not None and self.day is not None and told <= self.day else None

    def _goes_on(self, index: int, span: Span) -> bool:
        """Whether the text goes on from the last date: in its paragraph, or where both open a paragraph, as in a chronicle."""
        paragraph, opened = self.led
        return self.past >= MANY or self.layout.paragraph_of[index] == paragraph or (opened and self._opens(index, span))

    def _opens(self, index: int, span: Span) -> bool:
        """Whether a time is what its paragraph begins with, or the heading before it left out («Год 1991-й», «19 августа»)."""
        heads = self.layout.headings[index]
        start = heads[-1][0].end if heads else self.layout.sentences[index].start
        return self.layout.begins(index) and span.start <= start + 1

    def _returns(self, index: int, sentence: Span) -> bool:
        """Whether the text is back at the news: what is now begins a paragraph («Нынешнюю встречу приблизил …»), or what is held every
        year or every few was the last one («на минувшем чемпионате»).
        """
        now = self.layout.begins(index) and any(stem(token) in words("discourse", "present", "words") for token in sentence[:3])
        return now or any(fold(token.head.norm_) in HELD and stem(token) in words("discourse", "present", "last") for token in sentence)

    def _is_over(self, value: Resolved) -> bool:
        """Whether a time lies wholly behind the day of the news."""
        return self.day is not None and value.latest is not None and value.latest < self.day

    def _is_long_past(self, value: Resolved) -> bool:
        """Whether a time lies far behind the day of the news; any does where that is unknown."""
        return self.day is None or (value.latest is not None and self.day - value.latest > LONG)

    def _leads_on(self, span: Span, said: Time, value: Resolved) -> bool:
        """Whether the times behind this one count from it: it is no background, plan or open period (but «с 3 мая шли бои» is told on)."""
        if value.earliest is None or (value.latest is None and value.grain != "day"):
            return self.anchor is None and (value.earliest or value.latest) is not None
        verb = _verb(span)
        relative = features(verb, "VerbForm") == "Fin" and is_relative(verb)
        aimed = _is_aimed(span) and (not _from_the_last(said) or _is_plan(span, verb))  # «назначили на 5 мая»
        background = in_participle(span) or relative or aimed or _is_year_of(span, said)
        return not background and not self._backwards(value, said)

    def _backwards(self, value: Resolved, said: Time) -> bool:
        """Whether a relative time leads behind the narrative («накануне», «за два дня до этого»), which then stays where it was."""
        if isinstance(said, Adjective):  # «ноябрьский визит» dates its noun only
            return True
        if isinstance(said.of if isinstance(said, About) else said, Calendar | Interval | Part | Within | Bound):
            return False
        return (
            value.anchor == "previous"
            and self.anchor is not None
            and bool(value.earliest and self.anchor.earliest and value.earliest < self.anchor.earliest)
        )


def _is_part_of_year(said: Time) -> bool:
    """Whether a time is a month or day and nothing more, whose year or month is not told («в мае», «12-го»)."""
    return isinstance(said, Calendar) and said.year is None and said.weekday is None and bool(said.month or said.day)


def _is_dated(said: Time) -> bool:
    """Whether a time says more than how it lies to the day of the news («в среду», «вчера», «неделю назад»)."""
    inner = _day_of(said)
    if isinstance(inner, Calendar):
        return inner.weekday is None or inner.month is not None
    return not (isinstance(inner, Near | Offset) and inner.origin == "published")


def _day_of(said: Time) -> Time:
    """The day of a clock time or part of a day, any other time itself."""
    return said.day if isinstance(said, Moment) and said.day is not None else said


def _verb(span: Span) -> Token:
    """The predicate of a time; what sets an event on a day stands right before it, whatever the parser says («назначены на 5 мая»)."""
    before = span.doc[span.start - 1] if span.start > span.sent.start and _is_aimed(span) else None
    return before if before is not None and before.pos_ == "VERB" and status.has(before, "planned", "verbs") else predicate(span.root)


def _tense(span: Span, said: Time) -> Tense | None:
    """The tense of the clause that a time is in; None where it is present or untold."""
    verb = _verb(span)
    reminds = is_report(verb) and features(verb, "Person") == "1"  # «напомним»
    told = "past" if reminds else "future" if _is_to_come(verb) else tense(verb)
    yearless = any(isinstance(part, Calendar) and part.year is None and (part.month or part.weekday) for part in said.parts())
    if settles(verb) and span.root.head.pos_ == "NOUN":
        return "rather future" if yearless else "future"
    if not yearless:
        return "future" if told == "future" else "past" if told == "past" else None
    if told == "future":
        return None if isinstance(said, Adjective) else "future" if _is_of(span, verb) else "rather future"
    if told in {"", "present"} and _is_aimed(span) and isinstance(said, Calendar):
        return "rather future"  # «на пятницу ждут делегацию»
    if told == "present" and isinstance(said, Bound) and said.side == "since" and getattr(said.of, "month", None):
        return "rather past"  # «с мая проверяет»
    if told != "past" or (features(verb, "VerbForm") == "Inf" and _is_of(span, verb)):
        return None
    if (_is_aimed(span) and isinstance(said, Calendar)) or _is_plan(span, verb):  # «собрание созвано на 19 ноября»
        return None if features(verb, "Case") else "rather future"
    return "past" if _is_of(span, verb) else "rather past"


def _is_aimed(span: Span) -> bool:
    """Whether a time is what something is set on («на 5 мая»)."""
    return fold(span[0].norm_) == "на"


def _is_plan(span: Span, verb: Token) -> bool:
    """Whether a verb sets an event on a time («назначили на 5 мая», «запланированы с 5 по 7 мая»)."""
    if not (status.has(verb, "planned", "verbs") or status.calls_off(verb) == "postponed"):
        return False
    return _is_aimed(span) or features(verb, "Voice") == "Pass"


def _is_of(span: Span, verb: Token) -> bool:
    """Whether a time belongs to a verb itself, perhaps as one of several times."""
    head = span.root.head
    while head.i != head.head.i and head.doc.covering("time", head.i):
        head = head.head
    return head.i == verb.i


def settles(verb: Token) -> bool:
    """Whether a verb tells of what is to come («договорились о встрече 15 июня»)."""
    return stem(verb) in words("status", "planned", "agreed")


def _is_of_make(span: Span) -> bool:
    """Whether a year is that of somebody's birth or of a thing's make («1986 года рождения», «1984 г. р.»)."""
    noun = span.doc[span.end] if span.end < span.sent.end else None
    if noun is None:
        return False
    return noun.norm_ == "р" or (stem(noun) in words("discourse", "made", "words") and features(noun, "Case") == "Gen")


def _is_to_come(verb: Token) -> bool:
    """Whether a verb tells what will, may or must be («приедет», «может состояться», «должны быть готовы»)."""
    told = tense(verb)
    if told != "present":
        return told == "future"
    modal = words("support", "modal", "words") | words("status", "planned", "adjectives")
    return stem(verb) in modal or (verb.dep_ in {"csubj", "xcomp"} and stem(verb.head) in modal)


def _from_the_last(said: Time) -> bool:
    """Whether a time counts from the one before it («на следующий день»)."""
    return any(getattr(part, "origin", "") == "previous" for part in said.parts())


def _is_yearless(said: Time) -> bool:
    """Whether a time is a day or month whose year is not told."""
    return any(isinstance(part, Calendar) and part.year is None and (part.month or part.day) for part in said.parts())


def _same_year(said: Time) -> bool:
    """Whether a time is one of the year that was told («9 января того года»)."""
    outer = said.outer if isinstance(said, Within) else said
    return isinstance(outer, Near) and (outer.unit, outer.offset, outer.origin) == ("year", 0, "previous")


def _is_year_of(span: Span, said: Time) -> bool:
    """Whether a time is the year that tells a thing from others («реформа 2023 года»), and no event's («получила премию 2014 года»)."""
    year = isinstance(said, Calendar) and said.year is not None and said.month is None and said.quarter is None and said.half is None
    return year and span.root.dep_ == "nmod" and not preposition(span.root) and not _is_edition(span)


def _is_edition(span: Span) -> bool:
    """Whether a time tells which of what is held every year or every few a sentence is about («премия мира 2014 года»)."""
    noun = span.root.head
    while noun.dep_ == "nmod" and fold(noun.norm_) not in HELD:
        noun = noun.head
    return fold(noun.norm_) in HELD and noun.head.pos_ not in {"NOUN", "PROPN"}
