"""Where a row may have been: the places named around it, those of the rows before, those that a noun may mean."""

from collections import Counter
from collections.abc import Collection

from extract.events.arguments import is_location
from extract.events.candidates.context import Candidate, Context
from extract.events.candidates.rows import shape
from extract.events.candidates.standing import standing
from extract.events.happening import Happening, Part
from extract.events.tree import spans_of, stem
from extract.events.weighing import Features
from extract.marks.plain import Span
from extract.values import place

PLACES = {"CITY", "COUNTRY", "STATE_OR_PROVINCE", "LOCATION", "DISTRICT", "FACILITY"}
"""The labels of the reader for places."""


def places(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the places: the proposed ones, those of the rows before, those named in its sentences and the one before."""
    proposed = {part.value: part for part in happening.places}
    lacks = shape(happening, context)
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
        found.append(Candidate(part, value in proposed, told, lacks))
    return found


def _holds(one: place.Place | None, other: place.Place | None) -> bool:
    """Whether a state or region contains another place."""
    if one is None or other is None or one.name == other.name or other.is_state:
        return False
    return one.is_state and one.country == other.country if one.kind != "region" else one.name == other.region


def _sentences_back(span: Span, first: int, context: Context) -> int:
    """How many sentences before a row a span stands; 0 in or behind its first sentence."""
    return sum(sentence.start > span.start for sentence in context.sentences[max(0, first - 11) : first + 1])


def _covers(key: str, span: Span, labels: Collection[str] = ()) -> bool:
    """Whether a span of the key, with one of the labels, covers the span."""
    return any(s.start <= span.start and span.end <= s.end and (not labels or s.label_ in labels) for s in spans_of(span.sent, key))
