"""What the learned linker sees of an event and a span beside it, or of two words for events, as hashed features."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extract.lexicon import fold
from extract.marks.features import row
from extract.marks.plain import AnyDoc, AnySpan, AnyToken, Doc
from extract.marks.triggers import preposition, stem, type_in_lexicon

LINKS = ("none", "date", "place", "participant")
"""What a span is to an event."""
SAME = ("none", "same")
"""What a word for an event is to another."""
KIND_OF = {
    "PERSON": "person",
    "ORGANIZATION": "organisation",
    "COUNTRY": "place",
    "CITY": "place",
    "STATE_OR_PROVINCE": "place",
    "LOCATION": "place",
    "DISTRICT": "place",
    "FACILITY": "venue",
    "PROFESSION": "role",
    "NATIONALITY": "people",
    "FAMILY": "person",
    "DATE": "time",
    "TIME": "time",
}
"""The kind of span that each label of the reader is to the linker."""
PAIR_ROWS, PAIR = 8192, 24
"""Rows of the table, slots per pair."""
POINTING = {"этот", "данный", "тот", "такой", "сам"}
"""Words that take up what has been named."""


def root(span: AnySpan) -> AnyToken:
    """The word of a span that the others hang on."""
    return next((token for token in span if not span.start <= token.head.i < span.end), span[0])


def _path(first: AnyToken, second: AnyToken) -> tuple[list[AnyToken], list[AnyToken]]:
    """The words from each to the lowest common ancestor, that one left out."""
    above = {token.i: n for n, token in enumerate((first, *first.ancestors))}
    right: list[AnyToken] = []
    for token in (second, *second.ancestors):
        if token.i in above:
            return [first, *first.ancestors][: above[token.i]], right
        right.append(token)
    return [first], [second]


def _near(distance: int) -> str:
    return (
        str(distance)
        if distance < 5
        else next(name for limit, name in ((8, "8"), (12, "12"), (20, "20"), (40, "40"), (9999, "far")) if distance <= limit)
    )


def pair_features(event: AnyToken, span: AnySpan, kind: str, events: Sequence[int]) -> tuple[int, ...]:
    """The rows of the features of an event's head word and a span; `events` are the head words of all events of the text, in its order."""
    doc, tip = event.doc, root(span)
    low, high = sorted((event.i, tip.i))
    first, last = (bisect_left(events, i) for i in (min(event.sent.start, tip.sent.start), max(event.sent.end, tip.sent.end)))
    events = events[max(first - 1, 0) : last + 1]  # of their sentences, with one on each side, which may be nearer
    order = "after" if tip.i > event.i else "before"
    case = _case(tip)
    lead = preposition(tip)
    top = tip
    while not lead and top.dep_ in {"appos", "flat", "flat:name", "conj", "amod"} and top.head.i != top.i:
        top = top.head
        lead = preposition(top)
    type_, noun = _listed(event)
    found = [
        f"kind={kind}",
        f"kind={kind} noun={noun}",
        f"type={type_} kind={kind}",
        f"lead={lead}",
        f"lead={lead} kind={kind} case={case}",
    ]
    found += [f"case={case} kind={kind}", f"before={fold(doc[span.start - 1].norm_) if span.start else ''} kind={kind}"]
    here = event.sent.start == tip.sent.start
    between = doc[low + 1 : high]
    rivals = sum(low < i < high for i in events)
    found += [f"rivals={min(rivals, 3)} {here} kind={kind}", f"distance={_near(high - low)} {order} kind={kind}"]
    if not here:
        number = _sentences_between(doc, low, high)
        subject = tip.dep_ in {"nsubj", "nsubj:pass"}
        return _rows([*found, f"sentences={number} {order} kind={kind}", f"far subject={subject} kind={kind}", "far"])
    up, down = _path(event, tip)
    steps = "<".join(token.dep_ for token in up) + ">" + "<".join(token.dep_ for token in down)
    verbs = sum(token.pos_ == "VERB" for token in (*up[1:], *down[1:]))
    found += [f"path={steps}", f"path={steps} kind={kind}", f"lengths={len(up)},{len(down)} kind={kind}", f"verbs={verbs}"]
    found += [f"path={steps} lead={lead} case={case}", f"last={down[-1].dep_ if down else ''} up={len(up)} kind={kind}"]
    nearest = min(events, key=lambda i: abs(i - tip.i), default=event.i) == event.i
    found += [
        f"nearest={nearest} kind={kind} {order}",
        f"marks={min(sum(t.text in {',', ';', '—', '–', ':', '('} for t in between), 3)} kind={kind}",
    ]
    clause = any(t.pos_ == "VERB" and "Fin" in t.morph.get("VerbForm", []) for t in between)
    found += [f"clause={clause} kind={kind} {order}"]
    above = {token.i for token in tip.ancestors}
    governed = event.i in above
    found += [f"governed={governed} other={not governed and not above.isdisjoint(events)} kind={kind}"]
    words = [fold(t.norm_) for t in between][:3] if high - low <= 4 else []
    found += [f"between={' '.join(words)}"] if words else []
    return _rows(found)


def same_features(first: AnyToken, second: AnyToken) -> tuple[int, ...]:
    """The rows of the features of two words that may name one event, the earlier first."""
    types, parts = zip(*(_listed(word) for word in (first, second)), strict=True)
    number = _sentences_between(first.doc, first.i, second.i)
    word = "one" if stem(first) == stem(second) else "other"
    case = _case(second)
    plural = "Plur" in second.morph.get("Number", [])
    pointed = is_pointed(second)
    governed = not number and first.i in {token.i for token in second.ancestors}
    found = ["same", f"types={types}", f"parts={parts} word={word}", f"one type={types[0] == types[1]} word={word} parts={parts}"]
    found += [f"sentences={_near(number)} word={word}", f"second={types[1]} {parts[1]} case={case} plural={plural}"]
    found += [f"pointed={pointed} word={word}", f"pointed={pointed} type={types[1]}", f"governed={governed} parts={parts}"]
    if not number:
        found += [
            f"distance={_near(second.i - first.i)} parts={parts}",
            f"link={second.dep_} head={second.head.i == first.i} parts={parts}",
        ]
        found += [f"above={first.dep_} {first.head.i == second.i} parts={parts}"]
    return _rows([f"same {feature}" for feature in found])


def is_pointed(word: AnyToken) -> bool:
    """Whether something is said to be the one told of («этот теракт», «сам матч»)."""
    return any(stem(child) in POINTING for child in word.children)


def _listed(word: AnyToken) -> tuple[str, str]:
    """The word's type in the lexicon, and whether it is a verb or a noun."""
    return type_in_lexicon(word) or "", "verb" if word.pos_ in {"VERB", "AUX"} else "noun"


def _case(word: AnyToken) -> str:
    return str((word.morph.get("Case", []) or [""])[0])


def _sentences_between(doc: AnyDoc, first: int, last: int) -> int:
    """How many sentences a word lies behind another."""
    starts = doc.starts if isinstance(doc, Doc) else [sentence.start for sentence in doc.sents]
    return bisect_right(starts, last) - bisect_right(starts, first)


def _rows(found: Sequence[str]) -> tuple[int, ...]:
    return tuple(row(feature, PAIR_ROWS) for feature in found[:PAIR])
