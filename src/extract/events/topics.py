"""What the review is asked about topics: which noun phrases around a row say what it was about or what it brought.

Candidates are the topics that the constructions of `details.py` propose and all further noun phrases and ordered acts of the row's
sentences.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from extract.events import details
from extract.events.arguments import owner
from extract.events.candidates import Candidate, Context, main, standing
from extract.events.details import Detail
from extract.events.happening import Happening
from extract.events.phrase import head_of, nominative, phrases
from extract.events.tree import features, is_report, is_timed, preposition, stem
from extract.events.weighing import Features
from extract.lexicon import table
from extract.marks.plain import Span, Token
from extract.marks.triggers import Cloud


def candidates(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the topics of a row."""
    proposed = {(topic.span.start, topic.span.end): topic for topic in happening.topics}
    found = dict(proposed)
    for number in sorted(happening.sentences):
        for detail in _phrases(context.sentences[number], context):
            found.setdefault((detail.span.start, detail.span.end), detail)
    shape: Features = {f"type={happening.type}": 1}
    row = _Row.of(happening)
    return [
        Candidate(detail, key in proposed, _told(happening, row, detail, key in proposed, context), shape)
        for key, detail in sorted(found.items(), key=itemgetter(0))
    ]


class _Row(NamedTuple):
    """The words of a row: its triggers, its verbs of support and its larger event."""

    own: frozenset[int]
    support: frozenset[int]
    larger: range

    @classmethod
    def of(cls, happening: Happening) -> "_Row":
        tokens = [token for mention in happening.mentions for token in mention.words]
        own = frozenset(token.i for token in tokens)
        support = frozenset(token.i for mention in happening.mentions for token in mention.chain) - own
        return cls(own, support, _range(happening.occasion))


def _range(detail: Detail | None) -> range:
    return range(detail.span.start, detail.span.end) if detail is not None else range(0)


def _phrases(sentence: Span, context: Context) -> list[Detail]:
    """All phrases of a sentence that may be topics; reckoned once for all rows."""
    known = context.topics.get(sentence.start)
    if known is None:
        told = (*details.topics(sentence), *details.acts(sentence), *_nominal(sentence))
        known = context.topics[sentence.start] = list({(d.span.start, d.span.end): d for d in told}.values())
    return known


def _nominal(sentence: Span) -> Iterator[Detail]:
    for token in sentence:
        for span in phrases(token):
            yield Detail(span, "", token.head, "phrase")


def named(detail: Detail) -> Detail:
    """The phrase with its nominative, which is reckoned only where it is asked for."""
    return detail if detail.value else detail._replace(value=nominative(detail.span))


def _head(span: Span) -> Token:
    """The noun that a phrase is named for, or the infinitive of an ordered act."""
    return span[0] if features(span[0], "VerbForm") == "Inf" else head_of(list(span))


def _told(happening: Happening, row: _Row, detail: Detail, proposed: bool, context: Context) -> Features:
    """What speaks for a phrase as a topic of a row."""
    span, head = detail.span, _head(detail.span)
    number = context.number(head.i)
    others = [h for h in context.happenings if h is not happening and number in h.sentences]
    return {
        **_about(span, head, context),
        **standing(happening, head, span.start, span.end, "topic", context),
        **_attached(happening, row, span, head, context),
        **_beside(row, span, head, others),
        f"by={detail.rule}": 1,
        "proposed": proposed,
        "proposed topics": len(happening.topics),
        "proposed here": sum(t.span.sent.start == span.sent.start for t in happening.topics),
        "over a proposed one": not proposed and any(t.span.start < span.end and span.start < t.span.end for t in happening.topics),
        "in its sentences": number in happening.sentences,
        "sentences from the first": number - min(happening.sentences),
        "sentences from the last": number - max(happening.sentences),
    }


def _attached(happening: Happening, row: _Row, span: Span, head: Token, context: Context) -> Features:
    """How a phrase hangs on the words of a row, and which of its other values it holds."""
    step = owner(head, context.owned[id(happening)])
    above = (step.path[-1] if step.path else head).head
    inside = range(span.start, span.end)
    nearest = min(row.own, key=lambda i: (abs(i - head.i), i))
    return {
        "child of the trigger": head.head.i in row.own,
        "child of the support": head.head.i in row.support,
        "under the trigger": step.mention is not None and above.i in row.own,
        "under the support": step.mention is not None and above.i in row.support,
        "holds own words": len(row.own.intersection(inside)),
        "head is own word": head.i in row.own,
        "own words outside": len(row.own.difference(inside)),
        "directly behind": 0 <= span.start - nearest <= 2,
        "signed distance": span.start - nearest,
        "trigger is noun": main(happening).noun,
        "participant": any(part.start in inside for part in happening.participants),
        "participant is head": any(part.start is not None and part.start <= head.i < (part.end or 0) for part in happening.participants),
        "place": any(part.start in inside for part in happening.places),
        "date": happening.date is not None and happening.date.span is not None and happening.date.span.start in inside,
        "in occasion": row.larger.start < span.end and span.start < row.larger.stop,
    }


def _beside(row: _Row, span: Span, head: Token, others: Sequence[Happening]) -> Features:
    """What the other rows of its sentence have to do with a phrase."""
    words = {token.i for other in others for mention in other.mentions for token in mention.words}
    strangers = words - row.own
    return {
        "under another row": any(token.i in strangers for token in head.ancestors),
        "names another row": not words.isdisjoint(range(span.start, span.end)),
        "head names another row": head.i in words,
        "rows here": len(others),
        "other topic": any((t.span.start, t.span.end) == (span.start, span.end) for other in others for t in other.topics),
    }


def _about(span: Span, head: Token, context: Context) -> Features:
    """What is true of a phrase, whatever the row; reckoned once for all rows."""
    key = (span.start, span.end)
    if key not in context.about:
        context.about[key] = _described(span, head, context)
    return context.about[key]


def _described(span: Span, head: Token, context: Context) -> Features:
    sentence = span.sent
    above = head
    while above.dep_ in {"conj", "appos"} and above.head.i != above.i:
        above = above.head
    governor = above.head
    lead = preposition(head) or preposition(above)
    before = span.doc[span.start - 1] if span.start > sentence.start else None
    told: Features = {
        f"lead of its own={lead}": 1,
        f"case of its own={features(head, 'Case')}": 1,
        f"dep of its own={above.dep_}": 1,
        f"joined={head.dep_}": head.dep_ in {"conj", "appos"},
        f"pos={head.pos_}": 1,
        f"entity={head.ent_type_}": 1,
        f"above={governor.pos_}": 1,
        "animate": features(head, "Animacy") == "Anim",
        "plural phrase": features(head, "Number") == "Plur",
        "length": len(span),
        "names in it": sum(t.ent_type_ != "" for t in span),
        "has preposition": any(t.pos_ == "ADP" for t in span),
        "has genitive": any(t.head.i == head.i and features(t, "Case") == "Gen" and t.i > head.i for t in span),
        "has modifier": any(t.head.i == head.i and t.pos_ == "ADJ" for t in span),
        "has number": any(t.pos_ == "NUM" for t in span),
        "to the end of the subtree": head.right_edge.i - (span.end - 1),
        "likely event": context.likely.get(head.i, (0.0, ""))[0],
        "timed": is_timed(head),
        "position": (span.start - sentence.start) / len(sentence),
        "behind a colon": before is not None and before.text == ":",
        "behind a dash": before is not None and before.text in {"–", "—", "-"},
        "behind a quote": before is not None and before.text in {"«", '"'},
        "ends the sentence": sentence.end - span.end <= 1,
        "governor reports": is_report(governor),
        "governor passive": features(governor, "Voice") == "Pass",
        f"governor form={features(governor, 'VerbForm')}": 1,
        "abstract": stem(head).endswith(("ние", "ция", "ость", "ство", "тие")),
    }
    for name, value in _near(stem(governor)).items():
        told[f"governor {name}"] = value
    return told


@cache
def _frames() -> Cloud:
    return Cloud({f"near {group} {name}": told for group in ("verbs", "nouns") for name, told in table("frames")[group].items()})


@lru_cache(maxsize=4096)
def _near(word: str) -> Features:
    """How near a word is to the words of each list of frames."""
    return _frames().near(word)
