"""What a row may be: its type and its status."""

from math import log
from typing import Final, get_args

from extract.events.candidates.context import Candidate, Context
from extract.events.candidates.rows import main, quoted, rule_of
from extract.events.happening import Happening
from extract.events.period import is_before, precision
from extract.events.tree import features, is_relative, is_report, preposition, stem, tense
from extract.events.weighing import Features
from extract.lexicon import event_types, fold, words
from extract.marks.triggers import closeness
from extract.record import Status

LEAST: Final = 1e-3
"""What is added to a probability before its logarithm is taken."""


def types(happening: Happening, context: Context) -> Features:
    """What speaks for each event type to be the row's: the rules, the reader, and how near its words lie to those of the lexicon."""
    mention = main(happening)
    head = mention.head
    beside = [t for t in (*head.children, *mention.predicate.children) if t.pos_ == "NOUN" and t.i != head.i]
    near, around = closeness([stem(head)]), closeness([stem(token) for token in beside])
    read = context.doc.user_data.get("types", {})
    scores = [read[t.i] for m in happening.mentions for t in m.words if t.i in read]
    found: Features = {
        f"rule={rule_of(happening)}": 1,
        f"current={happening.type}": 1,
        "noun": mention.noun,
        "participants": len(happening.participants),
        "persons": sum(part.kind == "person" for part in happening.participants),
        "passive": features(mention.predicate, "Voice") == "Pass",
    }
    for name in event_types():
        score = max((one.get(name, 0.0) for one in scores), default=0.0)
        found |= {
            f"score={name}": score,
            f"log score={name}": log(score + LEAST),
            f"near={name}": near[name],
            f"around={name}": around[name],
        }
    return found


def statuses(happening: Happening, context: Context) -> list[Candidate]:
    """What speaks for each status to be the row's: the rules, what each mention says, tense and aspect, and the date."""
    mention = main(happening)
    verb, when = mention.predicate, happening.date.value if happening.date is not None else None
    news = context.news
    row: Features = {
        f"rule={happening.rules['status'].split()[0]}": 1,
        f"current={happening.status}": 1,
        f"type={happening.type}": 1,
        f"tense={tense(verb)}": 1,
        f"aspect={features(verb, 'Aspect')}": 1,
        f"verb form={features(verb, 'VerbForm')}": 1,
        f"mood={features(verb, 'Mood')}": 1,
        f"lead={preposition(mention.head)}": 1,
        f"dep={mention.head.dep_}": 1,
        "passive": features(verb, "Voice") == "Pass",
        "noun": mention.noun,
        "asserted": mention.asserted,
        "carried": len(mention.chain),
        "plural": mention.plural,
        "quoted": quoted(mention.head),
        "relative clause": is_relative(verb),
        "report above": any(is_report(token) for token in mention.head.ancestors),
        "condition": not words("discourse", "condition", "words").isdisjoint(fold(token.norm_) for token in mention.head.sent),
        "now": not words("discourse", "present", "words").isdisjoint(map(stem, mention.head.sent)),
        "mentions": len(happening.mentions),
        "finite mentions": sum(features(m.predicate, "VerbForm") == "Fin" for m in happening.mentions),
        "present mentions": sum(tense(m.predicate) == "present" for m in happening.mentions),
        "sentence": min(happening.sentences),
        "dated": when is not None,
        "own date": happening.own_date,
        "date by rule": happening.date is not None and bool(happening.date.rule),
        "has length": bool(happening.durations),
    }
    if when is not None:
        row["open"] = when.earliest is not None and when.latest is None
        row["precision"] = precision(when)
        row["begins after the news"] = news is not None and is_before(news, when)
        row["ends after the news"] = news is not None and news.latest is not None and (when.latest is None or when.latest > news.latest)
    mine, said = happening.status, happening.told
    told: dict[str, Features] = {
        name: {
            f"status={name}": 1,
            "current": name == mine,
            "told": said.count(name) / max(1, len(said)),
            "told last": name == said[-1] if said else False,
        }
        for name in get_args(Status)
    }
    return [Candidate(name, name == mine, features_of, row) for name, features_of in told.items()]
