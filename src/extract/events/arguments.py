"""Which time, place and participant of a sentence belongs to which of its events.

One mechanism: from the phrase up the syntax tree to the first word that an event (or a verb of reporting) owns. What lies on the way
decides whether the phrase is the event's own or belongs to something between them. Only where the tree gives nothing, order decides.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.tokens import Span, Token

from extract.events.coreference import Reference
from extract.events.mentions import EventMention
from extract.events.tree import (
    NAME_PARTS,
    SUBJECTS,
    conjuncts,
    features,
    is_predicate,
    is_report,
    preposition,
    stem,
    subjects,
)
from extract.lexicon import fold, words

LOCATIVE = {"в", "на", "под", "у", "близ", "возле", "около", "неподалеку", "вблизи", "за", "над", "при", "недалеко"}
TOWARDS = {"visit", "military", "aid"}
"""Types whose destination is their place."""
AGENTS = SUBJECTS | {"obj", "iobj", "obl:agent"}


class Owner(NamedTuple):
    """The event that a phrase belongs to (None: a report or another clause takes it) and the steps of the way, nearest first."""

    mention: EventMention | None
    path: tuple[Token, ...]
    found: bool


def owned(mentions: Iterable[EventMention]) -> dict[int, EventMention]:
    """Token index → the event mention that owns the word: its triggers, then its verbs of support."""
    found: dict[int, EventMention] = {}
    mentions = list(mentions)
    for mention in mentions:
        for token in mention.words:
            found.setdefault(token.i, mention)
    for mention in mentions:
        for token in mention.chain:
            found.setdefault(token.i, mention)
    return found


def owner(token: Token, owners: dict[int, EventMention]) -> Owner:
    """Climbs from `token` to the event that owns it."""
    path: list[Token] = []
    while True:
        if token.i in owners and path:
            return Owner(owners[token.i], tuple(path), True)
        if is_report(token) and path:
            return Owner(None, tuple(path), True)
        if path and is_predicate(token) and token.pos_ in {"VERB", "AUX"}:
            below = _below(token, owners)
            if below is not None:
                return Owner(below, tuple(path), True)
        path.append(token)
        if token.head.i == token.i:
            return Owner(None, tuple(path), False)
        token = token.head


def _below(verb: Token, owners: dict[int, EventMention]) -> EventMention | None:
    """The event under a verb that is none itself («смогли побеседовать», «вернулся с переговоров»)."""
    for child in verb.children:
        if child.i in owners and child.dep_ in {"xcomp", "obj", "nsubj", "nsubj:pass", "csubj"}:
            return owners[child.i]
    return None


def nearest(token: Token, mentions: Sequence[EventMention]) -> EventMention | None:
    """The event of the sentence that is closest by order, those without a sentence mark between first."""
    if not mentions:
        return None

    def distance(mention: EventMention) -> tuple[int, int]:
        start, end = sorted((mention.head.i, token.i))
        marks = sum(t.text in {",", ";", "(", ")", ":"} for t in token.doc[start:end])
        return marks, end - start

    return min(mentions, key=distance)


def attach(span: Span, mentions: Sequence[EventMention], owners: dict[int, EventMention]) -> EventMention | None:
    """The event of a time or duration."""
    found = owner(span.root, owners)
    if found.found:
        return found.mention
    return nearest(span.root, mentions)


def is_place_of(span: Span, mention: EventMention, path: Sequence[Token]) -> bool:
    """Whether a place name under an event says where it was, not whom it concerned nor where from."""
    top = span.root
    for token in path:
        if token.dep_ in {"appos", "flat", "flat:name", "parataxis", "conj"} or (token.dep_ == "nmod" and not preposition(token) and stem(token.head) in GENERIC):
            top = token.head
            continue
        break
    lead = preposition(top)
    if lead in {"в", "на"} and features(top, "Case") == "Acc" and not _same_forms(top):
        return mention.type in TOWARDS
    if lead in LOCATIVE:
        return True
    if not lead and mention.type == "visit":
        return top.dep_ in {"obj"} or (top.dep_ == "nmod" and stem(mention.head) in {"посещение"})
    return False


GENERIC = {"город", "столица", "поселок", "село", "деревня", "остров", "штат", "область", "край", "район", "республика", "полуостров", "курорт", "замок", "дворец", "резиденция", "отель", "поместье", "пригород"}


def _same_forms(token: Token) -> bool:
    """Whether the name's accusative and prepositional look alike, so that the tagger cannot know («в Хельсинки»)."""
    return token.norm_[-1:].lower() in "иоуеюэы"


def takes_part(reference: Reference, mention: EventMention, path: Sequence[Token]) -> bool:
    """Whether the way from a participant phrase to an event is one on which participants stand."""
    link = path[-1]
    for token in path[:-1]:
        if token.i == reference.head.i or reference.start <= token.i < reference.end:
            if token.dep_ in NAME_PARTS or reference.start <= token.head.i < reference.end:
                continue
        if token.dep_ not in NAME_PARTS:
            return False
        if token.dep_ == "appos" and token.head.pos_ == "NOUN" and token.head.i > token.i:
            return False
    lead = preposition(link)
    if not lead:
        for child in link.children:
            if child.dep_ == "case":
                lead = " ".join(fold(t.norm_) for t in link.doc[child.i : link.i] if t.dep_ in {"case", "fixed"})
    if link.dep_ in SUBJECTS | {"obj", "iobj", "obl:agent"} and not lead:
        return True
    if link.dep_ in NAME_PARTS and not lead:
        return True
    if link.dep_ == "obl" and not lead:
        return features(link, "Case") in {"Ins", "Dat"}
    if lead in words("discourse", "together", "words"):
        return lead not in {"у", "к", "при"} or (lead == "к" and mention.type == "call")
    if lead in {"в", "на"} and mention.type in {"call"}:
        return False
    if link.dep_ in {"nmod", "obl"} and not lead:
        return features(link, "Case") in {"Gen", "Ins", "Dat"} and mention.noun
    return bool(lead.startswith(("при участи", "при посредничеств", "с участи")))


def subject_references(mention: EventMention, references: Sequence[Reference]) -> list[Reference]:
    """The participant phrases in the subject of the event's predicate, shared and controlled subjects included."""
    verbs = [token for token in (mention.predicate, *mention.chain) if is_predicate(token)] or [mention.predicate]
    if mention.noun and not mention.chain and mention.predicate.i not in {t.i for t in mention.words}:
        return []
    for verb in verbs:
        heads = {token.i for token in subjects(verb)}
        found = [r for r in references if r.head.i in heads or any(r.start <= i < r.end for i in heads)]
        if found:
            return _with_conjuncts(found, references)
    return []


def _with_conjuncts(found: Sequence[Reference], references: Sequence[Reference]) -> list[Reference]:
    indices = {t.i for r in found for t in conjuncts(r.head)}
    return [r for r in references if r in found or r.head.i in indices]
