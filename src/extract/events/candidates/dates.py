"""When a row may have been: the times around it, those of the rows before, the day of the news, and none."""

from dataclasses import replace

from extract.events.adverbials import in_participle
from extract.events.candidates.context import Candidate, Context
from extract.events.candidates.rows import main, shape
from extract.events.candidates.standing import standing
from extract.events.happening import Dated, Happening
from extract.events.period import precision
from extract.events.weighing import Features
from extract.values.time import Resolved


def dates(happening: Happening, context: Context) -> list[Candidate]:
    """The candidates for the date: the proposed one, the times around it, those of the rows before, the day of the news, and none."""
    lacks = shape(happening, context)
    mention = main(happening)
    own = happening.date
    first = min(happening.sentences)
    last = [h for h in context.happenings if h is not happening and h.mentions[0].start < happening.mentions[0].start][-2:]
    known: dict[str, tuple[Dated, int]] = {}
    for number in sorted({*happening.sentences, first - 1, first - 2}, key=lambda n: (n not in happening.sentences, -n)):
        if 0 <= number < len(context.times):
            for span, value in context.times[number].values():
                if value.edtf:
                    known.setdefault(value.edtf, (Dated(value, span), number))
    counted = set(known)
    for number in sorted(happening.sentences):
        for start in context.times[number].keys() & context.otherwise.keys():
            span, value = context.otherwise[start]
            if value.edtf:
                known.setdefault(value.edtf, (Dated(value, span), first))
    if own is not None and own.value.edtf:
        known[own.value.edtf] = (own, known.get(own.value.edtf, (own, first))[1])
    for other in reversed(last):
        if other.date is not None and other.date.value.edtf:
            known.setdefault(other.date.value.edtf, (replace(other.date, rule="date of the narrative"), min(other.sentences)))
    if context.news is not None:
        known.setdefault(context.news.edtf, (Dated(context.news, None, "publication date"), first))
    found = []
    for edtf, (dated, number) in known.items():
        mine = own is not None and own.value.edtf == edtf
        told: Features = {
            f"by={'no' if not mine or own is None else own.rule or 'read'}": 1,
            "back": first - number,
            "precision": precision(dated.value),
            f"anchor={dated.value.anchor}": 1,
            "open": dated.value.earliest is None or dated.value.latest is None,
            "candidates": len(known),
            "counted from the news": edtf not in counted and dated.span is not None,
            "has another day": dated.span is not None and dated.span.start in context.otherwise,
            "years from the news": _years(dated.value, context),
            "publication": dated.span is None and dated.rule == "publication date",
            "date of the row before": bool(last) and last[-1].date is not None and last[-1].date.value.edtf == edtf,
        }
        if dated.span is not None:
            span = dated.span
            told |= standing(happening, span.root, span.start, span.end, "date", context)
            told["opens"] = span.start - span.sent.start <= 2
            told["in a participle"] = in_participle(span)
            told["own clause"] = any(t.i == mention.predicate.i for t in span.root.ancestors)
        found.append(Candidate(dated, mine, told, lacks))
    nothing: Features = {"by=none": 1, "candidates": len(known), "nothing": 1}
    return [*found, Candidate(None, own is None, nothing, lacks)]


def _years(value: Resolved, context: Context) -> float:
    """How many years a time lies behind the news, negative before it; 0 where either is unknown."""
    day, news = value.earliest or value.latest, context.news.earliest if context.news is not None else None
    return 0.0 if day is None or news is None else (day.year - news.year) + (day.month - news.month) / 12
