"""What speaks for a row being one: its words, what it has and what it lacks."""

from extract.events.candidates.context import Context
from extract.events.happening import Happening
from extract.events.mentions import SIDES, EventMention
from extract.events.period import precision
from extract.events.tree import SUBJECTS, features, is_relative, is_report, negated, preposition, spans_of, stem, subjects, tense
from extract.events.weighing import Features
from extract.marks.plain import Span, Token
from extract.marks.triggers import lexicon


def main(happening: Happening) -> EventMention:
    """The first mention that asserts the row, else its first."""
    return next((m for m in happening.mentions if m.asserted), happening.mentions[0])


def shape(happening: Happening, context: Context) -> Features:
    """What the row is and what it lacks; reckoned once for all its candidates."""
    if id(happening) not in context.shapes:
        context.shapes[id(happening)] = _new_shape(happening, context)
    return context.shapes[id(happening)]


def _new_shape(happening: Happening, context: Context) -> Features:
    mention = main(happening)
    verb = mention.predicate
    heads = list(subjects(verb))
    kind = "none" if not heads else "pronoun" if heads[0].pos_ == "PRON" else "name" if heads[0].ent_type_ else "noun"
    return {
        f"type={happening.type}": 1,
        f"status={happening.status}": 1,
        f"subject={kind}": 1,
        f"gender={features(verb, 'Gender')}": 1,
        f"tense={tense(verb)}": 1,
        "noun": mention.noun,
        "asserted": mention.asserted,
        "passive": features(verb, "Voice") == "Pass",
        "plural predicate": features(verb, "Number") == "Plur",
        "participants": len(happening.participants),
        "persons": sum(part.kind == "person" for part in happening.participants),
        "participants by rule": sum(bool(part.rule) for part in happening.participants),
        "places": len(happening.places),
        "two sides": happening.type in SIDES,
        "dated": happening.own_date,
        "some date": happening.date is not None,
        "mentions": len(happening.mentions),
        "sentences": len(happening.sentences),
        "people of the text": len(context.people.persons),
        "sentence": min(happening.sentences),
        "share of the text": min(happening.sentences) / max(1, len(context.sentences)),
        **_open(happening, context),
        "relative": verb.dep_.startswith("acl"),
        "participle": features(verb, "VerbForm") == "Part",
    }


def _open(happening: Happening, context: Context) -> Features:
    """How many pronouns and nouns of people without a name stand in the row's sentences, which must mean somebody."""
    own = [context.sentences[n] for n in sorted(happening.sentences)]
    pronouns = [t for s in own for t in s if t.pos_ == "PRON" and features(t, "Person") == "3"]
    people = {i for s in own for span in spans_of(s, "person") for i in range(span.start - 1, span.end + 1)}
    nouns = [
        span.root
        for s in own
        for span in spans_of(s, "read")
        if span.label_ in {"PROFESSION", "FAMILY"} and not people & {span.start, span.end - 1}
    ]
    return {
        "pronouns": len(pronouns),
        "pronouns he": sum(features(t, "Gender") == "Masc" for t in pronouns),
        "pronouns she": sum(features(t, "Gender") == "Fem" for t in pronouns),
        "pronouns they": sum(features(t, "Number") == "Plur" for t in pronouns),
        "roles": sum(features(t, "Number") == "Sing" for t in nouns),
        "roles as subject": sum(is_subject(t) for t in nouns),
        "plural roles": sum(features(t, "Number") == "Plur" for t in nouns),
    }


def rule_of(happening: Happening) -> str:
    """How the trigger was found: `pair`, `noun`, `verb`, `weak`, `dated`, `learned`."""
    return happening.rules["type"].split()[0]


def row(happening: Happening, context: Context) -> Features:
    """What speaks for a row being one."""
    mention = main(happening)
    found = dict(shape(happening, context))
    likely = [context.likely.get(t.i, (0.0, "")) for m in happening.mentions for t in m.words]
    best = max(likely, default=(0.0, ""))
    head, verb = mention.head, mention.predicate
    known = lexicon()
    earlier = [
        h for h in context.happenings if h is not happening and min(h.sentences) <= min(happening.sentences) and h.type == happening.type
    ]
    dates = [h for h in earlier if h.date is not None and happening.date is not None and h.date.value.edtf == happening.date.value.edtf]
    mine = {part.value for part in happening.participants}
    found.update(
        {
            f"rule={rule_of(happening)}": 1,
            f"dep={head.dep_}": 1,
            f"lead={preposition(head)}": 1,
            f"above={head.head.pos_}": 1,
            f"verb form={features(verb, 'VerbForm')}": 1,
            f"aspect={features(verb, 'Aspect')}": 1,
            "likely": best[0],
            "likely main": context.likely.get(head.i, (0.0, ""))[0],
            "likely same type": best[1] == happening.type,
            "read as event": max((float(s.kb_id_) for m in happening.mentions for s in _read_over(m.head)), default=0.0),
            "plural": mention.plural or features(head, "Number") == "Plur",
            "own words": len(mention.words),
            "carried": len(mention.chain),
            "new": mention.new,
            "report above": is_report(head.head) or any(is_report(token) for token in head.ancestors),
            "in the lexicon": stem(head) in known.nouns or stem(head) in known.verbs,
            "rows of the type before": len(earlier),
            "same type and date before": len(dates),
            "same type, date and people before": any(mine & {p.value for p in h.participants} for h in dates),
            "rows of its sentence": sum(bool(h.sentences & happening.sentences) for h in context.happenings) - 1,
            "negated": negated(verb),
            "quoted": quoted(head),
            "relative clause": is_relative(verb),
            "day": happening.date is not None and precision(happening.date.value) <= 1,
            "date by rule": happening.date is not None and bool(happening.date.rule),
            "topics": len(happening.topics),
            "double": happening.double,
            "capital": head.norm_[:1].isupper(),
        }
    )
    return found


def _read_over(head: Token) -> list[Span]:
    """The spans of events that the reader sees over a word."""
    return [s for s in spans_of(head.sent, "read") if s.label_ == "EVENT" and s.start <= head.i < s.end]


def quoted(token: Token) -> bool:
    """Whether the word stands within quotes of its sentence."""
    before = token.doc[token.sent.start : token.i]
    return sum(t.text in {"«", "„"} for t in before) > sum(t.text in {"»", "“"} for t in before)


def is_subject(token: Token) -> bool:
    """Whether the word is a subject, or joined to one."""
    return token.dep_ in SUBJECTS or (token.dep_ in {"conj", "appos"} and token.head.dep_ in SUBJECTS)
