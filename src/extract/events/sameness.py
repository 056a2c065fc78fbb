"""Which rows of the narrative tell of one happening: pairs of rows → named numbers → a boosted tree → rows that take others in.

The rules of `identity.py` decide while the text is read, sentence by sentence. Here the whole rows are compared, each with those before
it. Without the tree (`train/` makes it) the rows stay as they are.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import fmean
from typing import NamedTuple

import numpy as np

from extract import lexicon, models
from extract.events.happening import ANNOUNCED, CAUSES, HARM, Happening, together
from extract.events.identity import NEAR
from extract.events.mentions import TALKS, in_order
from extract.events.period import overlap, precision
from extract.events.tree import features, is_finite, stem
from extract.events.weighing import COLUMNS, Features, weigh
from extract.marks import reader
from extract.marks.links import is_pointed
from extract.marks.plain import AnyDoc, Span
from extract.marks.triggers import likeness
from extract.values.time import Resolved

QUESTION = "same"
LIKELY = 0.4
"""The probability from which on two rows are one."""
ON_AVERAGE = 0.3
"""How likely, on the mean, all that a row has taken in must be the same happening as the next."""
NAMED = 3
"""How many mentions of a row the reader is asked about."""
BACK = 60
"""How many rows before it a row is compared with."""
FRESH = 60
"""Days before the news in which what it asserts without a date has happened."""
CONTENT = {"NOUN", "PROPN", "VERB", "ADJ", "NUM"}


def joined(happenings: Sequence[Happening], doc: AnyDoc, news: date | None = None) -> list[Happening]:
    """The rows in text order, each with what later rows of the same happening add to it; the happenings are changed.

    `news` is the day of publication.
    """
    if not models.available(COLUMNS, f"{QUESTION}.onnx"):
        return list(happenings)
    asked = list(pairs(happenings, news))
    scores = weigh(QUESTION, [(shape, {}) for shape in compared(asked, doc)])
    before: dict[int, list[tuple[float, Happening]]] = {}
    for score, (first, second) in zip(scores, asked, strict=True):
        before.setdefault(id(second), []).append((score, first))
    kept: list[Happening] = []
    home: dict[int, Happening] = {}
    for happening in happenings:
        told: dict[int, tuple[Happening, list[float]]] = {}
        for score, first in before.get(id(happening), ()):
            row = home.get(id(first), first)
            told.setdefault(id(row), (row, []))[1].append(score)
        fits = [(max(found), row) for row, found in told.values() if max(found) >= LIKELY and fmean(found) >= ON_AVERAGE]
        if not fits:
            kept.append(happening)
            continue
        _, first = max(fits, key=lambda pair: pair[0])
        first.take_in(happening)
        home[id(happening)] = first
    for score, pair in zip(scores, asked, strict=True):
        first, second = (home.get(id(row), row) for row in pair)
        if first is not second:
            first.double, second.double = max(first.double, score), max(second.double, score)
    return kept


def pairs(happenings: Sequence[Happening], news: date | None = None) -> Iterator[tuple[Happening, Happening]]:
    """The pairs of rows that may be one, the earlier first: near each other, of one type or of types of one kind, or named by one word."""
    words = [_words(happening) for happening in happenings]
    for k, second in enumerate(happenings):
        for n in range(max(0, k - BACK), k):
            first = happenings[n]
            if _days_apart(first, second) or _side_by_side(first, second) or _long_before(first, second, news):
                continue
            kin = first.type == second.type or {first.type, second.type} <= TALKS or harm(first, second)
            if kin or words[n] & words[k] or _near(first, second):
                yield first, second


def _days_apart(first: Happening, second: Happening) -> bool:
    """Whether no day is left for both rows: each has a date of its own, or the second is asserted where the text has long moved on."""
    moved = first.own_date and not together(first, second)
    return moved and (second.own_date or (not _near(first, second) and all(mention.asserted for mention in second.mentions)))


def _long_before(first: Happening, second: Happening, news: date | None) -> bool:
    """Whether the second row tells what lies long before the news, and the first tells without a date, as news («разбился самолёт»)."""
    resumed = second.mentions[0].noun and stem(second.mentions[0].head) in lexicon.words("discourse", "resuming", "words")
    return is_old(second, news) and not first.own_date and _is_told(first) and _is_told(second) and not resumed


def is_old(row: Happening, news: date | None) -> bool:
    """Whether a row has a date of its own that lies long before the news."""
    day = row.date.value.latest if row.own_date and row.date is not None else None
    return news is not None and day is not None and (news - day).days > FRESH


def _is_told(row: Happening) -> bool:
    """Whether the first words of a row tell it as a deed: a finite verb of a main clause or a verb of support beside its noun."""
    mention = row.mentions[0]
    verb = mention.predicate
    return mention.asserted and (is_finite(verb) or features(verb, "Variant") == "Short") and not verb.dep_.startswith("acl")


def _near(first: Happening, second: Happening) -> bool:
    """Whether the second row begins a few sentences behind the first at most."""
    return min(second.sentences) - first.last <= NEAR


def _side_by_side(first: Happening, second: Happening) -> bool:
    """Whether a sentence tells one as having happened and announces the other or calls it off («встретились и условились о встрече»)."""
    statuses = {first.status, second.status}
    apart = "held" in statuses and bool(statuses & ANNOUNCED)
    return apart and first.type == second.type and bool(first.sentences & second.sentences)


def harm(first: Happening, second: Happening) -> bool:
    """Whether one is the harm that the other does («взрыв», «погибли»)."""
    return (first.type in HARM and second.type in CAUSES | HARM) or (second.type in HARM and first.type in CAUSES)


def compared(asked: Sequence[tuple[Happening, Happening]], doc: AnyDoc) -> list[Features]:
    """For each pair of rows, the earlier first, what speaks for their being one happening, and against it."""
    words = [[in_order(m, n) for m in a.mentions[:NAMED] for n in b.mentions[:NAMED]] for a, b in asked]
    scores = iter(reader.same(doc, [(first, second) for pairs in words for first, second in pairs]))
    told = {id(row): row for pair in asked for row in pair}
    traits = {key: _Traits.of(row) for key, row in told.items()}
    return [
        _compared(a, b, traits[id(a)], traits[id(b)], doc) | _linked([next(scores, 0.0) for _ in pairs])
        for (a, b), pairs in zip(asked, words, strict=True)
    ]


class _Traits(NamedTuple):
    """What of a row is the same in all comparisons: its words, people and places (`read`: those not inferred), the words around it."""

    words: set[str]
    people: set[str]
    places: set[str]
    read: set[str]
    around: set[str]

    @classmethod
    def of(cls, row: Happening) -> "_Traits":
        return cls(
            _words(row),
            {part.value for part in row.participants},
            {part.value for part in row.places},
            {part.value for part in row.places if not part.rule},
            _content(row.mentions[0].head.sent),
        )


def _linked(scores: Sequence[float]) -> Features:
    return {"linked": max(scores), "linked at least": min(scores), "linked on average": sum(scores) / len(scores)}


def _compared(first: Happening, second: Happening, one: _Traits, other: _Traits, doc: AnyDoc) -> Features:
    a, b = first.mentions[0], second.mentions[0]
    near = min(abs(m.head.i - n.head.i) for m in first.mentions for n in second.mentions)
    apart = min(abs(m - n) for m in first.sentences for n in second.sentences)
    people, spots, read, around = (one.people, other.people), (one.places, other.places), (one.read, other.read), (one.around, other.around)
    found: Features = {
        f"type={second.type}": 1,
        f"first type={first.type}": 1,
        "one type": first.type == second.type,
        "talks": {first.type, second.type} <= TALKS,
        "harm": harm(first, second),
        "one word": bool(one.words & other.words),
        "likeness": max((likeness(mine, theirs) for mine in one.words for theirs in other.words), default=0.0),
        "noun": a.noun,
        "second noun": b.noun,
        "both verbs": not a.noun and not b.noun,
        "asserted": any(m.asserted for m in first.mentions),
        "second asserted": any(m.asserted for m in second.mentions),
        "second new": any(m.new for m in second.mentions),
        "plural": a.plural,
        "second plural": b.plural,
        "this": is_pointed(b.head),
        "sentences": apart,
        "words": min(near, 200),
        "one paragraph": first.paragraph == second.paragraph,
        "first sentence": min(first.sentences),
        "one status": first.status == second.status,
        f"statuses={first.status} {second.status}": 1,
        "people": len(people[0]),
        "second people": len(people[1]),
        "people in both": len(people[0] & people[1]),
        "people apart": bool(people[0]) and bool(people[1]) and not people[0] & people[1],
        "places": len(spots[0]),
        "second places": len(spots[1]),
        "places in both": len(spots[0] & spots[1]),
        "places apart": bool(read[0]) and bool(read[1]) and not read[0] & read[1],
        "content in both": len(around[0] & around[1]) / max(1, min(len(around[0]), len(around[1]))),
        "mentions": len(first.mentions),
        "second mentions": len(second.mentions),
        "relative": b.predicate.dep_.startswith("acl"),
        "one tense": features(a.predicate, "Tense") == features(b.predicate, "Tense"),
        "states": _cosine(doc, a.head.i, b.head.i),
        f"rule={second.rules['type'].split()[0]}": 1,
        f"first rule={first.rules['type'].split()[0]}": 1,
    }
    return found | _dates(first, second)


def _dates(first: Happening, second: Happening) -> Features:
    days = [row.date.value if row.date is not None else None for row in (first, second)]
    if days[0] is None or days[1] is None:
        return {"dated": days[0] is not None, "second dated": days[1] is not None}
    return {
        "dated": 1,
        "second dated": 1,
        "own date": first.own_date,
        "second own date": second.own_date,
        "both own dates": first.own_date and second.own_date,
        "one date": days[0].edtf == days[1].edtf,
        "overlap": overlap(days[0], days[1]),
        "day": _day(days[0]),
        "second day": _day(days[1]),
    }


def _day(value: Resolved) -> bool:
    return precision(value) <= 1


def _words(row: Happening) -> set[str]:
    return {stem(token) for mention in row.mentions for token in mention.words}


def _content(sentence: Span) -> set[str]:
    return {stem(token) for token in sentence if token.pos_ in CONTENT}


def _cosine(doc: AnyDoc, first: int, second: int) -> float:
    if not len(doc.tensor):
        return 0.0
    one, other = doc.tensor[first], doc.tensor[second]
    return float(one @ other / max(1e-6, float(np.linalg.norm(one) * np.linalg.norm(other))))
