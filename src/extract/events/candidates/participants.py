"""Who may take part in a row: all who are named or meant around it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from extract.events.candidates.context import LOCAL, Candidate, Context, Entity
from extract.events.candidates.rows import is_subject, main, shape
from extract.events.candidates.standing import standing
from extract.events.coreference import Reference
from extract.events.happening import Happening, Part
from extract.events.mentions import SIDES
from extract.events.tree import SUBJECTS, features, is_report, is_said_by, preposition, stem
from extract.events.weighing import Features
from extract.marks.plain import Token

REACH = 6
"""Sentences before a row in which candidates are sought."""
REMEMBERED = 8
"""Rows before a row whose participants count for its own."""


def participants(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the participants of a row."""
    proposed = {part.value: part for part in happening.participants}
    first, last = min(happening.sentences), max(happening.sentences)
    lacks = shape(happening, context)
    before = [
        h
        for h in context.happenings
        if h is not happening and min(h.sentences) <= first and h.mentions[0].start < happening.mentions[0].start
    ]
    strangers = {value: Entity(value, part.kind) for value, part in proposed.items() if value not in context.entities}
    earlier = _Earlier.of(before)
    larger = happening.occasion.span if happening.occasion is not None else None  # «на полях саммита G20»
    found = []
    for entity in ({**strangers, **context.entities}).values():
        near = [(s, r) for s, r in entity.sightings if s in happening.sentences or (first - REACH <= s <= last + 1 and r.kind not in LOCAL)]
        if not near and entity.value in context.people.central:
            near = [(s, r) for s, r in entity.sightings if s < first and r.kind not in LOCAL]
        part = proposed.get(entity.value)
        if part is None:
            near = [(s, r) for s, r in near if not _reports_aside(r.head) and not (larger and larger.start <= r.start < larger.end)]
        if not near and part is None:
            continue
        inside = [(s, r) for s, r in near if s in happening.sentences]
        best = min(inside or near, key=lambda item: _distance(happening, item[1], context), default=None)
        told = _history(happening, entity, part, near, earlier, context)
        if best is not None:
            told |= standing(happening, best[1].head, best[1].start, best[1].end, "participant", context)
            told["role of its own"] = bool(best[1].role)
            told[f"sighting={best[1].kind}"] = 1
            told["lacking subject"] = best[1].kind == "zero" and best[1].head.i in context.owned[id(happening)]
            told["named here"] = any(r.kind == entity.kind for _, r in inside)
            told["capital"] = context.doc[best[1].start].norm_[:1].isupper()
        else:
            told["elsewhere"] = 1
        if part is None and best is not None:
            own = best[0] in happening.sentences
            part = Part(entity.value, entity.kind, best[1].start, best[1].end) if own else Part(entity.value, entity.kind, rule="review")
        found.append(Candidate(part, entity.value in proposed, told, lacks))
    backs = sorted(candidate.features["back"] for candidate in found)
    here = sum("elsewhere" not in candidate.features for candidate in found)
    for candidate in found:
        mine = candidate.features["back"]
        candidate.features["nearer"] = bisect_left(backs, mine)
        candidate.features["others here"] = here - ("elsewhere" not in candidate.features)
    return found


def _reports_aside(name: Token) -> bool:
    """Whether a name is that of who tells the news in passing («…, пишет газета «Ведомости»», «по словам Орлова», «со ссылкой на ТАСС»)."""
    while name.dep_ in {"appos", "flat", "flat:name", "flat:foreign"} and name.head.i != name.i:
        name = name.head
    verb = name.head
    if name.dep_ == "nmod" and verb.pos_ == "NOUN":
        return is_said_by(verb) or (stem(verb) == "ссылка" and preposition(name) == "на")
    aside = verb.dep_ in {"parataxis", "root"} and verb.head.i != verb.i
    return aside and name.dep_ in SUBJECTS and name.i > verb.i and is_report(verb)


def _distance(happening: Happening, reference: Reference, context: Context) -> tuple[bool, int]:
    """How far a phrase is from the row's words: first whether it hangs on none of them, then in words."""
    mine = context.owned[id(happening)]
    hangs = reference.head.head.i in mine or (reference.kind == "zero" and reference.head.i in mine)
    return not hangs, min(abs(reference.head.i - mention.head.i) for mention in happening.mentions)


class _Earlier(NamedTuple):
    """The rows before a row, with the values of their participants."""

    recent: list[tuple[Happening, set[str]]]
    """The last eight, the last first."""
    sided: list[set[str]]
    """Those of rows with two sides that have them."""

    @classmethod
    def of(cls, before: Sequence[Happening]) -> "_Earlier":
        recent = [(h, {p.value for p in h.participants}) for h in before[: -REMEMBERED - 1 : -1]]
        return cls(recent, [{p.value for p in h.participants} for h in before if h.type in SIDES and len(h.participants) >= 2])


def _history(
    happening: Happening,
    entity: Entity,
    part: Part | None,
    near: Sequence[tuple[int, Reference]],
    before: _Earlier,
    context: Context,
) -> Features:
    """How the rules and the rows before bring a candidate in."""
    first, last = min(happening.sentences), max(happening.sentences)
    mention = main(happening)
    rule = "no" if part is None else (part.rule.split()[0] if part.rule else "read")
    counts = context.counts.get(entity.kind, Counter())
    mine = {p.value for p in happening.participants} - {entity.value}
    together = [names for _, names in before.recent if entity.value in names]
    person = context.people.persons.get(entity.value)
    gender = features(mention.predicate, "Gender")
    past = features(mention.predicate, "Tense") == "Past"
    found: Features = {
        f"by={rule}": 1,
        f"kind={entity.kind}": 1,
        "share": len(entity.sightings) / max(1, counts.total()),
        "most named": len(entity.sightings) >= max(counts.values(), default=0),
        "central": entity.value in context.people.central,
        "back": min((first - s for s, _ in near if s <= first), default=REACH + 1),
        "here": sum(s in happening.sentences for s, _ in near),
        "subject before": any(s == first - 1 and is_subject(r.head) for s, r in near),
        "subject two before": any(s == first - 2 and is_subject(r.head) for s, r in near),
        "named after only": bool(near) and all(s > last for s, _ in near),
        "rows of last eight": len(together),
        "with the others before": sum(bool(mine & names) for names in together),
        "share of two-sided rows": sum(entity.value in names for names in before.sided) / max(1, len(before.sided)),
        "man": bool(person and person.gender == "Masc"),
        "woman": bool(person and person.gender == "Fem"),
        "known role": bool(person and person.roles),
        "wrong gender": bool(person and person.gender and gender and past and person.gender != gender),
        "place of the row": entity.value in {p.value for p in happening.places},
    }
    for steps, (other, names) in enumerate(before.recent[:2], 1):
        found[f"in row {steps} before"] = entity.value in names
        found[f"row {steps} before same type"] = other.type == happening.type and entity.value in names
        found[f"row {steps} before of two"] = len(names) == 2 and entity.value in names
    return found
