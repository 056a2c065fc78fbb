"""Whether a mention takes up a happening told before or begins a new one."""

from collections.abc import Collection, Sequence

from extract.events.happening import ANNOUNCED, CAUSES, HARM, Claim, Happening
from extract.events.mentions import TALKS, EventMention, likely
from extract.events.period import overlap, wider
from extract.events.tree import stem
from extract.lexicon import words
from extract.marks import reader
from extract.values.time import Resolved

OUTCOME = {"договориться", "договариваться", "согласиться", "сойтись", "условиться", "выступить"}
"""Verbs of agreeing that tell what a meeting brought, not a row of their own, where they follow one."""
BY_WORD = {"appointment", "award", "deal", "death", "decision", "launch"}
"""Types of which a text tells many: a mention takes one up only by its own noun."""
NEAR = 3
"""Sentences; how far back an undated mention looks for the happening it takes up."""


def taken_up(
    claim: Claim,
    happenings: Sequence[Happening],
    *,
    narrative: Resolved | None,
    people: Collection[str],
    paragraph: int,
    told: Sequence[tuple[EventMention, Happening]],
) -> Happening | None:
    """The happening that the mention takes up, if it is one of those told before.

    `narrative` is the date the text is at, `people` the persons it has named, `told` what this sentence has told already. Where the reader
    has learned which words name one happening, a mention only takes up what it tells more of: `sameness.py` compares the whole rows.
    """
    mention, own, index = claim.mention, claim.own, claim.index
    learned = reader.knows_same()
    if mention.type in HARM and not learned:
        cause = next((h for h in reversed(happenings) if h.type in CAUSES and index - h.last <= 1), None)
        if cause is not None and (own is None or cause.date is None or own.value.edtf == cause.date.value.edtf):
            return cause
    if mention.rule.startswith("dated verb"):
        return None
    strangers = mention.asserted and any(not known and not reference.plural for reference, known in claim.who)
    for happening in reversed(happenings):
        if not _same_kind(claim, happening):
            continue
        if index - happening.last > NEAR and (own is None or mention.new):
            break
        if _conflict(claim, happening, people) or (strangers and len(happening.participants) > 1):
            continue
        if any(h is happening and _apart(m, mention) for m, h in told) or _another_deed(mention, happening):
            continue
        if learned and not (_goes_into_it(claim, happening) or _announced(claim, happening)):
            continue
        if own is not None and happening.own_date and happening.date is not None:
            if happening.date.value.edtf == own.value.edtf or wider(own.value, happening.date.value):
                return happening
            continue
        if mention.new and happening.last < index and (own is not None or claim.spots or mention.asserted):
            continue
        if happening.last == index or (
            _may_date(claim, happening, paragraph) if own is not None else _goes_on(claim, happening, narrative)
        ):
            return happening
    return None


def _goes_into_it(claim: Claim, happening: Happening) -> bool:
    """Whether a mention only tells more of what was told: how long it lasted, what talks were about, what those just told brought."""
    brought = claim.mention.type == "agreement" and happening.type in TALKS and claim.index - happening.last <= 1
    return bool(claim.mention.durations) or (claim.own is None and (claim.mention.type in TALKS or brought))


def _may_date(claim: Claim, happening: Happening, paragraph: int) -> bool:
    """Whether a dated mention may give its date to a happening told without one in an earlier sentence."""
    if happening.own_date:
        return False
    return _announced(claim, happening) or (happening.date is None and happening.paragraph == paragraph)


def _announced(claim: Claim, happening: Happening) -> bool:
    """Whether a dated mention tells what became of something announced for its place."""
    there = {p.value for p in claim.spots} & {p.value for p in happening.places}
    return claim.own is not None and happening.status == "planned" and bool(there)


def _goes_on(claim: Claim, happening: Happening, narrative: Resolved | None) -> bool:
    """Whether an undated mention goes on telling of a happening of an earlier sentence."""
    if claim.judgement.status == "held" and any(stem(token) in words("support", "support", "begins") for token in claim.mention.chain):
        return False
    if narrative is None or happening.date is None or not claim.mention.asserted:
        return True
    return overlap(narrative, happening.date.value)


def _apart(first: EventMention, second: EventMention) -> bool:
    """Whether two mentions of a sentence are told as two: coordinated verbs of events that do not go on."""
    return (
        not second.noun
        and not first.noun
        and first.type == second.type
        and first.type not in TALKS
        and first.head.lemma_ != second.head.lemma_
    )


def _another_deed(mention: EventMention, happening: Happening) -> bool:
    """Whether the mention asserts another deed of the same type than the happening («прошли обыски», «задержали»)."""
    if mention.type in TALKS or mention.type in {"agreement", "visit"} or not mention.asserted:
        return False
    told = [m for m in happening.mentions if m.asserted]
    mine = {stem(token) for token in mention.words}
    return bool(told) and all(m.noun != mention.noun and not mine & {stem(t) for t in m.words} for m in told)


def _same_kind(claim: Claim, happening: Happening) -> bool:
    """Whether the mention can be of a happening of this type."""
    mention = claim.mention
    if mention.type == happening.type:
        if mention.type == "agreement" and mention.asserted and _other_act(mention, happening):
            return False
        return mention.type not in BY_WORD or _same_words(mention, happening)
    if {mention.type, happening.type} <= TALKS:
        return (claim.own is None or happening.own_date) and stem(mention.head) not in {"встреча", "саммит", "звонок"}
    if happening.type in TALKS and mention.type == "agreement" and claim.own is None:
        outcome = {stem(token) for token in mention.words} & OUTCOME
        return bool(outcome) and not any(m.type == "agreement" and m.noun for m in happening.mentions)
    return False


def _other_act(mention: EventMention, happening: Happening) -> bool:
    """Whether the mention tells of another act on the same treaty («подписали», «ратифицировал»)."""
    acts = {stem(t) for m in happening.mentions for t in m.words if t.pos_ == "VERB"}
    mine = {stem(t) for t in mention.words if t.pos_ == "VERB"}
    return bool(acts and mine and not acts & mine)


def _same_words(mention: EventMention, happening: Happening) -> bool:
    """Whether a noun that only takes up an event is one that named the happening before."""
    mine = {stem(token) for token in mention.words if token.pos_ in {"NOUN", "PROPN"}} or {stem(mention.head)}
    return mention.noun and not mention.asserted and any(mine & {stem(t) for t in m.words} for m in happening.mentions)


def _conflict(claim: Claim, happening: Happening, persons: Collection[str]) -> bool:
    """Whether place, participants or status of the mention speak against the happening."""
    theirs = {p.value for p in happening.places if not p.rule}
    mine = {p.value for p in claim.spots}
    if mine and theirs and not mine & theirs:
        return True
    people = {p.value for p in happening.participants if p.kind == "person"}
    new_people = {name for name in claim.names - people if name in persons}
    if len(people) >= 2 and new_people and happening.type != "agreement":
        return True
    if happening.type == "visit" and people and new_people and not people & claim.names:
        return True
    status, asserted = claim.judgement.status, claim.mention.asserted
    if happening.status in {"cancelled", "denied", "postponed"} and status == "held" and asserted:
        return True
    if happening.status == "held" and status in ANNOUNCED:
        return True
    return happening.status == "planned" and status == "held" and asserted and claim.own is None


LIKELY = 0.4
"""The probability from which on a word that names an event is a row by itself."""


def begins(claim: Claim, *, dated: bool) -> bool:
    """Whether a mention of nothing told before is a row: the text asserts it, or gives it a date, place and participants.

    `dated` says whether the narrative is at a date.
    """
    mention, own, people = claim.mention, claim.own, claim.people
    if own is None and not mention.noun and _attributive(mention):  # background, which is a row with a date of its own only
        return False
    if likely(mention) >= LIKELY:
        return True
    if mention.rule.startswith("dated verb"):
        return bool(people) or (own is None and bool(claim.spots))  # a verb without a date of its own is that of an entry
    if mention.rule.startswith("weak"):
        if mention.type == "visit":  # «вылетел в Киев», not «вылетел домой»
            return bool(people and claim.spots)
        subject = any(child.dep_ in {"nsubj", "nsubj:pass"} and child.pos_ in {"NOUN", "PROPN"} for child in mention.head.children)
        there = bool(claim.spots) and mention.type in TALKS
        return own is not None and (bool(people) or there or (subject and mention.type == "decision"))
    if mention.rule.endswith((" + час", " + минута")):  # «провели вместе десять часов»
        return len(people) >= 2 and own is not None
    if mention.asserted:
        return bool(people or own or claim.spots or dated or mention.noun or mention.type != "meeting")
    if stem(mention.head.head) in words("discourse", "attribute", "words") and own is None:
        return False
    return own is not None or (bool(claim.spots) and len(people) >= 1) or (len(people) >= 2 and mention.type in TALKS)


def _attributive(mention: EventMention) -> bool:
    """Whether a participle beside its noun names the event («задержанные моряки»)."""
    link = mention.predicate.dep_
    return link.startswith(("acl", "amod")) and link != "acl:relcl"
