"""When the events of a text are told to be, so that other times count from them («через неделю после задержания», «в день выборов»)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from extract.events.tree import is_relative, predicate, spans_of, stem
from extract.lexicon import fold, pairs
from extract.marks.plain import Span, Token
from extract.marks.triggers import type_in_lexicon
from extract.values.expression import About, Near, Offset, Time
from extract.values.time import Resolved

FROM_EVENT = "counted from the event"
"""The rule of a time that counts from an event."""
SINGLE = {"accident", "arrest", "attack", "death", "departure", "disaster", "election", "trial"}
"""Types of which a text seldom tells two: a word of the type is the one told last («авария», «крушение»)."""
CORE = {"nsubj", "nsubj:pass", "obj", "xcomp"}
NOMINAL = {"NOUN", "PROPN"}


class _Event(NamedTuple):
    stems: frozenset[str]
    kinds: frozenset[str]
    sentence: Span
    value: Resolved


class Told:
    """The events of a text with their dates, as far as it has been read."""

    def __init__(self) -> None:
        self._events: list[_Event] = []

    def note(self, span: Span, value: Resolved, but: Token | None = None) -> None:
        """Takes in the events that a time dates: its verb, what that says to happen, and the nouns it hangs on; not what it counts from."""
        if value.earliest is None or value.latest is None:
            return
        verb = predicate(span.root)
        dated = {verb.i, *(token.i for token in span.root.ancestors), *(child.i for child in verb.children if child.dep_ in CORE)}
        triggers = [one for one in spans_of(span.sent, "trigger") if one[-1].i in dated and (but is None or one[-1].i != but.i)]
        told = [one[-1] for one in triggers]
        if verb.dep_.startswith("acl") and verb.head.pos_ == "NOUN" and is_relative(verb):  # «пролог, который состоялся 1 июля»
            told.append(verb.head)
        if told:
            stems = {form for token in told for form in _forms(token)}
            kinds = frozenset(one.label_ for one in triggers if not one.kb_id_.startswith("learned"))
            self._events.append(_Event(frozenset(stems), kinds, span.sent, value))

    def dates_of(self, word: Token) -> Iterator[Resolved]:
        """When the event may have been that a word names: those told by the word or its verb, then those of a type that is told once.

        The last one told comes first.
        """
        forms = _forms(word)
        kinds = {type_in_lexicon(word), *(one.label_ for one in spans_of(word.sent, "trigger") if one[-1].i == word.i)}
        whose = {stem(child) for child in word.children if child.dep_ == "nmod" and child.pos_ in NOMINAL}
        known = [event for event in reversed(self._events) if not whose or whose <= {stem(token) for token in event.sentence}]
        yield from (event.value for event in known if forms & event.stems)
        yield from (event.value for event in known if event.kinds & kinds & SINGLE)


def _forms(word: Token) -> set[str]:
    """The stem of a word, and of a verb that of its noun («задержать», «задержание»)."""
    noun = pairs("nominalisations").get(stem(word)) if word.pos_ == "VERB" else None
    return {stem(word)} | ({fold(noun)} if noun else set())


def named_by(span: Span, said: Time) -> Token | None:
    """The word for the event that a time counts from; None for a time that counts from none."""
    inner = said.of if isinstance(said, About) else said
    if not isinstance(inner, Near | Offset) or inner.origin not in {"event", "previous"}:
        return None
    doc, i, end = span.doc, span.end, span.sent.end
    if i < end and fold(doc[i].norm_) in {"до", "после"}:
        i += 1
    elif inner.origin == "previous":
        return None
    after = [doc[k] for k in range(i, min(end, i + 7))]
    clause = [fold(token.norm_) for token in after[:3]] == ["того", ",", "как"]
    return next((token for token in after if token.pos_ in ({"VERB"} if clause else NOMINAL)), None)


def counted(said: Time) -> Time:
    """The time as one that counts from the last date, for which that of the event then stands."""
    if isinstance(said, About):
        return replace(said, of=counted(said.of))
    return replace(said, origin="previous") if isinstance(said, Near | Offset) else said
