"""Where a phrase stands to a row: distance, syntax, the events between, and what the linker says."""

from bisect import bisect_left, bisect_right

from extract.events.arguments import owner
from extract.events.candidates.context import Context
from extract.events.candidates.rows import is_subject
from extract.events.happening import Happening
from extract.events.tree import features, is_report, preposition, spans_of
from extract.events.weighing import Features
from extract.marks.plain import Token


def standing(happening: Happening, head: Token, start: int, end: int, role: str, context: Context) -> Features:
    """Where a phrase stands to the nearest mention of its sentence."""
    number, here = context.number(head.i), head.i
    sentence, main, mention, agents = min(context.named[id(happening)], key=lambda name: (name.sentence != number, abs(name.head - here)))
    if sentence != number:
        return {"elsewhere": 1}
    low, high = sorted((main, here))
    step = owner(head, context.owned[id(happening)])
    path = step.path if step.mention is not None else ()
    link = context.link(mention, start, end, role)
    rival = max((context.link(m, start, end, role) for row, m in context.rivals.get(start, ()) if row != id(happening)), default=0.0)
    others = bisect_left(context.heads, high) - bisect_right(context.heads, low)
    own = sum(low < name.head < high for name in context.named[id(happening)])
    occasion = happening.occasion.span if happening.occasion is not None else None
    return _phrase(head, start, number, context) | {
        "inside an occasion": occasion is not None and occasion.start <= start < occasion.end,
        "behind an occasion": occasion is not None and 0 <= start - occasion.end <= 3,
        "after": here > main,
        "distance": high - low,
        "verbs between": context.tallies.verbs.between(low + 1, high),
        "finite between": context.tallies.finite.between(low + 1, high),
        "marks between": context.tallies.marks.between(low + 1, high),
        "events between": max(others, 0) - own,
        "governed": step.mention is not None,
        "steps": len(path) if path else 12,
        f"dep={(path[-1] if path else head).dep_}": 1,
        f"lead={preposition(path[-1] if path else head)}": 1,
        "subject of the predicate": any(i in agents for i in range(start, end)),
        "link": link,
        "best rival link": rival,
        "link over rivals": link - rival,
    }


def _phrase(head: Token, start: int, number: int, context: Context) -> Features:
    """What is true of a phrase, whatever the row."""
    found = context.phrases.get((head.i, start))
    if found is None:
        told = [h for h in context.happenings if number in h.sentences]
        said = [detail.span for h in told for detail in (*h.topics, *([h.occasion] if h.occasion else []))]
        found = context.phrases[head.i, start] = {
            "in brackets": start > 0 and head.doc[start - 1].text == "(",
            "behind a place": any(0 < start - s.end <= 2 for s in spans_of(context.sentences[number], "place")),
            "inside a topic": any(s.start <= start < s.end for s in said),
            f"case={features(head, 'Case')}": 1,
            "subject": is_subject(head),
            "reporting": head.head.pos_ == "VERB" and is_report(head.head),
        }
    return found
