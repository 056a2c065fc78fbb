"""Held, planned, called off: cues with a direction on the words that own an event.

A cue governs the event («отменил встречу»), is said of it («встреча сорвалась», «намеченный визит») or stands in its chain of modal
verbs («намерен посетить»). The tense of the predicate decides where no cue does.
"""

from functools import lru_cache
from typing import NamedTuple

from extract.events.mentions import EventMention
from extract.events.tree import features, negated, stem, tense, up
from extract.lexicon import fold, words
from extract.marks.plain import Token
from extract.marks.triggers import active, preposition
from extract.record import Status

TO_COME = {"call", "ceremony", "election", "meeting", "visit"}
"""Types that are announced before they take place."""


class Judgement(NamedTuple):
    """The status, the rule that gave it, and the verb that called the event off (its date is the `status_date`)."""

    status: Status
    rule: str
    cue: Token | None = None


def has(token: Token, *keys: str) -> bool:
    """Whether the word or its active form is in a list of `status.toml`."""
    group = words("status", *keys)
    return stem(token) in group or active(token) in group


def calls_off(token: Token) -> Status | None:
    """`cancelled` or `postponed` for a verb or noun that calls an event off."""
    found = _calls_off(stem(token), active(token))
    if found == "postponed" and any(stem(child) in words("status", "postponed", "undergone") for child in token.children):
        return None  # «перенёс операцию»
    return found


@lru_cache(maxsize=4096)
def _calls_off(*lemmas: str) -> Status | None:
    kinds: tuple[Status, ...] = ("cancelled", "postponed")
    return next((kind for kind in kinds if any(not words("status", kind, group).isdisjoint(lemmas) for group in ("verbs", "nouns"))), None)


def judge(mention: EventMention) -> Judgement | None:
    """The status of a mention; None where the mention says that its event did not happen, and nobody had claimed it."""
    cue = _called_off(mention)
    if cue is not None:
        return cue
    if preposition(mention.head) == "о" and stem(mention.head.head) in words("status", "planned", "announced") and mention.type in TO_COME:
        return Judgement("planned", f"cue {stem(mention.head.head)}")
    carriers = [token for token in (mention.predicate, *mention.chain) if token.pos_ in {"VERB", "AUX", "ADJ"}]
    denial = _denied(mention)
    if denial is not None:
        return denial
    for token in carriers:
        if negated(token):
            if has(token, "cancelled", "negated") and mention.noun:
                return Judgement("cancelled", f"not {stem(token)}", token)
            return None
    for token in mention.chain:
        if any(t.i == token.i for t in mention.words):
            continue
        if has(token, "cancelled", "refusals"):
            return Judgement("cancelled", f"cue {stem(token)}", token)
        if has(token, "planned", "verbs"):
            return Judgement("planned", f"cue {stem(token)}")
        if has(token, "ongoing", "verbs") and tense(token) == "present":
            return Judgement("ongoing", f"cue {stem(token)}")
    modifiers = [child for word in mention.words for child in word.children if child.dep_ in {"amod", "acl"}]
    for child in modifiers:
        if mention.noun and (has(child, "planned", "adjectives") or has(child, "planned", "verbs")):
            return Judgement("planned", f"cue {stem(child)}")
    above = mention.predicate
    if features(above, "VerbForm") == "Inf" and above.dep_ in {"acl", "nmod", "xcomp", "obj"} and has(above.head, "planned", "nouns"):
        return Judgement("planned", f"cue {stem(above.head)}")
    if features(above, "VerbForm") == "Inf" and features(above.head, "Variant") == "Short" and has(above.head, "planned", "adjectives"):
        return None if negated(above.head) else Judgement("planned", f"cue {stem(above.head)}")  # «намерен посетить»
    if _purpose(above):
        return Judgement("planned", "purpose")
    for token in (above, *mention.chain):
        should = next((c for c in (*token.children, token.head) if stem(c) in {"должен", "должный"}), None)
        if should is not None and features(token, "VerbForm") == "Inf":
            return Judgement("planned", "cue должен")
    when = tense(above)
    if when == "future":
        return Judgement("planned", "future tense")
    if when == "present" and has(above, "ongoing", "verbs"):
        return Judgement("ongoing", f"cue {stem(above)}")
    if above.head.i != above.i and mention.noun and above.i == mention.head.i and has(mention.head.head, "planned", "nouns"):
        return Judgement("planned", f"cue {stem(mention.head.head)}")
    return Judgement("held", when + " tense" if when else "no cue")


def _purpose(verb: Token) -> bool:
    return features(verb, "VerbForm") == "Inf" and any(fold(child.norm_) in {"чтобы", "дабы"} for child in verb.children)


def _called_off(mention: EventMention) -> Judgement | None:
    """A cue that governs the event noun or is said of it."""
    clauses = (
        child
        for word in mention.words
        if word.pos_ in {"NOUN", "PROPN"}
        for child in word.children
        if child.dep_ in {"amod", "acl", "acl:relcl"}
    )
    for token in (*mention.chain, *clauses):
        status = calls_off(token)
        if status and not negated(token) and not any(t.i == token.i for t in mention.words):
            return Judgement(status, f"cue {stem(token)}", token)
    if mention.noun:
        above = mention.head.head
        status = calls_off(above)
        if (
            status
            and all(above.i != word.i for word in mention.words)
            and not negated(above)
            and mention.head.dep_ in {"obj", "nsubj", "nsubj:pass", "nmod", "appos"}
        ):
            return Judgement(status, f"cue {stem(above)}", above)
        if has(above, "cancelled", "refusals") and preposition(mention.head) == "от":
            return Judgement("cancelled", f"cue {stem(above)}", above)
    return None


def _denied(mention: EventMention) -> Judgement | None:
    clause = next(
        (
            t
            for t in up(mention.predicate)
            for c in t.children
            if fold(c.norm_) in {"что", "будто", "якобы"} and c.dep_ in {"mark", "advmod"}
        ),
        None,
    )
    if clause is not None:
        if any(fold(child.norm_) in {"будто", "якобы"} for child in clause.children):
            return Judgement("denied", "cue будто")
        told = {stem(token) for token in clause.sent}
        if told & words("status", "denied", "nouns") or any(set(phrase.split()) <= told for phrase in words("status", "denied", "phrases")):
            return Judgement("denied", "called untrue")
    below = mention.head
    for token in up(mention.head):
        if (
            has(token, "denied", "verbs")
            and token.i not in {t.i for t in mention.words}
            and below.dep_ in {"obj", "ccomp", "nsubj:pass", "nmod"}
        ):
            return Judgement("denied", f"cue {stem(token)}")
        below = token
    return None
