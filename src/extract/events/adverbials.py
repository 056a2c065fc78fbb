"""What the times and lengths of a sentence are there for: which of them date an event, enumerate dates, or only measure."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from extract.events.arguments import Binder
from extract.events.happening import Part
from extract.events.mentions import EventMention
from extract.events.period import overlap, wider
from extract.events.phrase import DASHES
from extract.events.status import has
from extract.events.tree import MAIN, features, is_relative, may_mean, predicate, spans_of, stem, subjects
from extract.lexicon import fold, words
from extract.marks.plain import Span, Token
from extract.marks.triggers import type_in_lexicon
from extract.values.expression import Calendar, Moment, Time
from extract.values.time import Resolved


def enumerated(mention: EventMention, spans: Sequence[Span], times: dict[int, Resolved]) -> list[Span]:
    """The dates of an enumeration; a wider time before its part («в 2022 году – 6 апреля») is none of them.

    No other finite verb stands in it, and the event's own only where a dash takes its place later («в мае был в Риме, в июне — в Вене»).
    """
    dates = [
        span
        for span, following in zip_longest(spans, spans[1:])
        if following is None or not wider(times[span.start], times[following.start])
    ]
    kept = dates[:1]
    for span in dates[1:]:
        between = span.doc[kept[-1].end : span.start]
        gap = span.doc[span.end].text in DASHES if span.end < len(span.doc) else False
        verbs = [t for t in between if t.pos_ in {"VERB", "AUX"} and t.dep_ in MAIN and not is_relative(t)]
        if any(not gap or t.i not in mention.anchors for t in verbs):
            break
        if not any(t.text in {",", ";"} or t.norm_.lower() in {"и", "а"} for t in between):
            break
        if overlap(times[kept[-1].start], times[span.start]):
            break
        kept.append(span)
    return kept


def beside(number: int, dates: Sequence[Span], spots: Sequence[Part]) -> list[Part]:
    """The places that belong to one date of an enumeration: those behind it, else those before all dates, else those of the next date."""
    read = [spot for spot in spots if spot.start is not None]

    def behind(k: int) -> list[Part]:
        end = dates[k + 1].start if k + 1 < len(dates) else dates[k].sent.end
        return [spot for spot in read if spot.start is not None and dates[k].end <= spot.start < end]

    for k in range(number, len(dates)):
        if behind(k):
            return behind(k)
    return [spot for spot in read if spot.start is not None and spot.start < dates[0].start]


def beside_each_other(first: Span, second: Span, named: Token | None = None) -> bool:
    """Whether only a comma or a dash stands between two times, and the event that the first counts from («после ареста, 17 января»)."""
    end = first.end if named is None or named.i >= second.start else named.right_edge.i + 1
    return first.doc[end : second.start].text.strip() in {"", ",", "—", "–"}


def dates_cue(span: Span, cue: Token, mention: EventMention) -> bool:
    """Whether a time says when the event was called off, not when it was to be («29 ноября отменил встречу», not «встречу 5 мая»)."""
    if any(token.i == cue.i for token in mention.words) or fold(span[0].norm_) in {"на", "с"}:
        return False
    for token in span.root.ancestors:
        if token.i == mention.head.i:
            return False
        if token.i == cue.i:
            break
    return mention.head.dep_ == "obj" or len(mention.times) > 1


LASTING = {
    "accident",
    "attack",
    "call",
    "ceremony",
    "disaster",
    "election",
    "meeting",
    "military",
    "other",
    "protest",
    "sport",
    "trial",
    "visit",
}
"""Types with a length of their own; a length beside the others is a term («продлили на год»)."""


def length_owner(span: Span, binder: Binder) -> EventMention | None:
    """The event that a length is the length of; None where it is a distance, a term or another verb's («пятичасовое заседание»)."""
    noun = span.root.head
    pronoun = resumed(span)
    if pronoun is not None and (told := [m for m in binder.mentions if m.noun and m.start < pronoun.i and may_mean(pronoun, m.head)]):
        return told[-1] if told[-1].type in LASTING else None
    if span.root.dep_ == "amod" and (described := next((m for m in binder.mentions if noun.i in m.anchors), None)) is not None:
        return described if {described.type, type_in_lexicon(noun)} & LASTING else None
    if _is_distance(span):
        return None
    measure = _measure(span)
    if measure is not None:  # «обыск длился восемь часов»
        measured = {subject.i for subject in subjects(measure)}
        if (own := next((m for m in binder.mentions if measured.intersection(m.anchors)), None)) is not None:
            return own
    mention = _related(measure, binder) if measure is not None else _spent(span, binder)
    mention = mention or binder.bind(span, rivals=measure is None)
    if mention is None or mention.type not in LASTING or (mention.type == "trial" and _is_long(span)):
        return None
    return mention


def _measure(span: Span) -> Token | None:
    """The verb that says how long something went on."""
    return next((verb for verb in _verbs(span) if lasts(verb) or has(verb, "planned", "lengths")), None)


def resumed(span: Span) -> Token | None:
    """The pronoun for what a length is the length of («она продолжалась два часа»); None where a noun says that."""
    verb = _measure(span)
    measures = verb is not None and stem(verb) in words("support", "support", "measures")
    subject = next(iter(subjects(verb)), None) if verb is not None and measures else None
    return subject if subject is not None and subject.pos_ == "PRON" and features(subject, "Person") == "3" else None


def _spent(span: Span, binder: Binder) -> EventMention | None:
    """The event before a verb that says how long those who took part in it were at it («собрались и просидели три часа»)."""
    verb = next((verb for verb in _verbs(span) if stem(verb) in words("support", "support", "spends")), None)
    if verb is None:
        return None
    mine = subjects(verb)
    for mention in reversed(binder.mentions):
        theirs = subjects(mention.predicate)
        same = {token.i for token in mine} & {token.i for token in theirs}
        meant = any(token.pos_ == "PRON" and may_mean(token, other) for token in mine for other in theirs)
        if mention.start < verb.i and not mention.noun and (same or meant):
            return mention
    return None


def _verbs(span: Span) -> Iterator[Token]:
    """The words that may be the verb of a length: that on which the parser hangs it, and the verb right before it."""
    yield span.root.head
    if (before := _before(span)) is not None:
        yield before


def _before(span: Span) -> Token | None:
    """The verb right before a phrase, over adverbs."""
    before = next((token for token in reversed(span.doc.tokens[span.sent.start : span.start]) if token.pos_ not in {"ADP", "ADV"}), None)
    return before if before is not None and before.pos_ in {"VERB", "AUX"} else None


def _related(verb: Token, binder: Binder) -> EventMention | None:
    """The event that a relative clause is about in which a verb stands («ужин, который начался в восемь и растянулся …»)."""
    clause = verb.head if verb.dep_ == "conj" else verb
    above = [token.i for token in clause.ancestors] if clause.dep_.startswith("acl") else []
    return next((mention for i in above for mention in binder.mentions if i in mention.anchors), None)


def lasts(verb: Token) -> bool:
    """Whether a verb only says how long something went on («беседа заняла три часа»)."""
    return stem(verb) in words("support", "support", "occurs") | words("support", "support", "lasts")


def _is_long(span: Span) -> bool:
    """Whether a length is one of months or years, which beside a verdict is its term («дал 14 лет»)."""
    return re.search("[YM]", span.kb_id_.partition("T")[0]) is not None


def of_the_week(said: Time) -> bool:
    """Whether a time is a bare weekday, perhaps with its hour («в среду в 16:00»)."""
    day = said.day if isinstance(said, Moment) else said
    return isinstance(day, Calendar) and day.weekday is not None and day.day is None


def in_participle(span: Span) -> bool:
    """Whether a time stands in a participle clause, which tells the background («приговорённый в 2019 году»).

    The clause of an event's own noun does not («контракт, подписанный 11 мая»).
    """
    before = [token for token in span.doc[max(span.start - 3, span.sent.start) : span.start] if _is_participle(token)]
    verb = before[-1] if before else predicate(span.root)
    while verb.dep_ == "conj" and _is_participle(verb):
        verb = verb.head
    if any(trigger.start <= verb.head.i < trigger.end for trigger in spans_of(verb.sent, "trigger")):
        return False
    return bool(before) or (verb.dep_ in {"acl", "amod"} and _is_participle(verb) and verb.i < span.start)


def _is_participle(token: Token) -> bool:
    return token.pos_ == "VERB" and features(token, "VerbForm") == "Part" and bool(features(token, "Case"))


def _is_distance(span: Span) -> bool:
    """Whether a length is a distance or a term («за два дня до начала», «впервые за три года», «11 лет тюрьмы»)."""
    if span.id_ == "за" and any(
        t.norm_.lower() in {"впервые", "первый", "первым", "первая", "первое"} for t in span.doc[max(span.start - 3, 0) : span.start]
    ):
        return True
    after = span.doc[span.end] if span.end < len(span.doc) else None
    if after is not None and stem(after) in words("discourse", "terms", "words"):
        return True
    if span.id_ == "за" and any(stem(token) == "раз" for token in span.root.head.children):  # «за три года увиделись пять раз»
        return True
    return span.id_ == "за" and span.end < len(span.doc) and span.doc[span.end].norm_.lower() == "до"


def describes(span: Span) -> bool:
    """Whether a time only qualifies an adjective («крупнейший на тот год саммит»)."""
    head = span.root.head
    return head.pos_ == "ADJ" and head.dep_ == "amod" and head.i < span.start
