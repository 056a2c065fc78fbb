"""Trigger spans → event mentions: which words name one happening, on which predicate they hang, and whether they assert it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.events.phrase import DASHES
from extract.events.tree import features, is_finite, is_report, predicate, preposition, spans_of, stem, up
from extract.lexicon import fold, words
from extract.marks.plain import Span, Token
from extract.marks.triggers import FATE, SUPPORT, listed

LINKS = {"obl", "obj", "nsubj", "nsubj:pass", "nmod", "xcomp", "iobj", "acl", "appos", "amod"}
OF_PEOPLE = {"appointment", "arrest", "death", "injury", "life"}
"""Types whose verbs speak of people."""
TALKS = {"meeting", "call"}
SIDES = {"meeting", "call", "agreement"}
"""Types with two sides: where the text names one or none, those of the narrative take part."""


@dataclass(slots=True, eq=False)
class EventMention:
    """One place where the text names an event. `words` are its trigger tokens in text order, `predicate` the verb that carries its tense.

    `asserted` is false for a mention that only takes up an event («после встречи», «такие переговоры»).
    """

    type: str
    head: Token
    words: tuple[Token, ...]
    predicate: Token
    rule: str
    asserted: bool = True
    chain: tuple[Token, ...] = ()
    times: list[Span] = field(default_factory=list)
    durations: list[Span] = field(default_factory=list)
    places: list[Span] = field(default_factory=list)
    new: bool = False
    plural: bool = False

    @property
    def noun(self) -> bool:
        """Whether a noun names the event."""
        return self.head.pos_ in {"NOUN", "PROPN"}

    @property
    def anchors(self) -> list[int]:
        """The tokens that tell the event: its triggers and its verbs of support."""
        return [token.i for token in (*self.words, *self.chain)]

    @property
    def start(self) -> int:
        """The first trigger token."""
        return self.words[0].i


def mentions(sentence: Span) -> list[EventMention]:
    """The event mentions of a sentence in text order."""
    groups: dict[str, list[Span]] = {}
    for span in spans_of(sentence, "trigger"):
        groups.setdefault(span.id_, []).append(span)
    found = [_mention(spans) for spans in groups.values()]
    found = [m for m in found if not _faint(m, found)]
    found = [m for m in found if not _named(m) and not _unreal(m) and not _carried(m, found) and not _of_a_thing(m)]
    return sorted(_joined(_ordered(found)), key=lambda mention: mention.start)


def in_order(first: EventMention, second: EventMention) -> tuple[Token, Token]:
    """The head words of two mentions, the earlier first."""
    return (first.head, second.head) if first.head.i <= second.head.i else (second.head, first.head)


def likely(mention: EventMention) -> float:
    """The reader's probability that a word of the mention names an event that is a row."""
    own = {token.i for token in mention.words}
    return max((float(span.kb_id_) for span in spans_of(mention.head.sent, "event") if span.start in own), default=0.0)


SURE = 0.3
"""The probability from which on a noun that only the reader takes for an event needs no verb that asserts it."""


def _faint(mention: EventMention, found: Sequence[EventMention]) -> bool:
    """Whether only the reader takes the noun for an event, and nothing asserts it but another event («согласились, что улучшение …»)."""
    if not mention.rule.startswith("learned") or not mention.noun:
        return False
    listed = {token.i for other in found if not other.rule.startswith("learned") for token in other.words}
    return any(token.i in listed for token in mention.chain) or (not mention.asserted and likely(mention) < SURE)


IMMEDIATE = {"appointment", "arrest", "award", "departure", "sanction"}
"""Types that are done by deciding them."""


def _ordered(found: Sequence[EventMention]) -> list[EventMention]:
    """A decision and what it orders are one: the deed where deciding does it («решили дисквалифицировать»), else the decision."""
    dropped: set[int] = set()
    for deed in found:
        if deed.type == "decision" or deed.noun or features(deed.head, "VerbForm") != "Inf":
            continue
        above = deed.head.head
        decision = next((m for m in found if m.type == "decision" and above.i in {t.i for t in m.words}), None)
        if decision is not None:
            if deed.type in IMMEDIATE:
                dropped.add(id(decision))
                deed.predicate = decision.predicate
            elif not any(deed.head in s.root.ancestors for s in spans_of(deed.head.sent, "time")):
                dropped.add(id(deed))
    return [m for m in found if id(m) not in dropped]


def _mention(spans: Sequence[Span]) -> EventMention:
    tokens = tuple(sorted((span[-1] for span in spans), key=lambda t: t.i))
    nouns = [token for token in tokens if token.pos_ in {"NOUN", "PROPN"}]
    verbs = [token for token in tokens if token.pos_ in {"VERB", "AUX"}]
    head = nouns[0] if nouns else tokens[0]
    chain: list[Token] = list(verbs)
    if not verbs:
        chain = _support(head)
    above = chain[-1] if chain else head
    for modal in _modals(above):
        chain.append(modal)
    carrier = chain[0] if chain else predicate(head)
    mention = EventMention(spans[0].label_, head, tokens, carrier, spans[0].kb_id_, chain=tuple(chain))
    mention.asserted = (
        _accompanies(head) or _announced(head) or any(token.pos_ in {"VERB", "AUX"} for token in (*verbs, *chain)) or head.dep_ == "ROOT"
    )
    mention.new = any(stem(child) in words("discourse", "new", "words") for token in (head, *chain) for child in token.children)
    mention.plural = mention.noun and features(head, "Number") == "Plur" and fold(head.lemma_) != fold(head.norm_.lower())
    return mention


def _announced(noun: Token) -> bool:
    """Whether a report has the event as its content («сообщили об убийстве», «объявил о создании фонда»)."""
    return noun.pos_ == "NOUN" and preposition(noun) == "о" and (is_report(noun.head) or stem(noun.head) in {"объявить", "объявлять"})


def _accompanies(noun: Token) -> bool:
    """Whether a verb of being or staying asserts a visit («находился с визитом», «остался с визитом»)."""
    return stem(noun) == "визит" and preposition(noun) == "с" and noun.head.pos_ == "VERB"


def _support(noun: Token) -> list[Token]:
    """The light nouns and the verb of support above an event noun («начался второй раунд переговоров» → раунд, начался)."""
    chain: list[Token] = []
    light = words("discourse", "light", "words")
    token = noun
    while token.head.i != token.i:
        above = token.head
        if above.pos_ == "NOUN" and stem(above) in light and token.dep_ in {"nmod", "appos", "conj"}:
            chain.append(above)
            token = above
            continue
        if above.pos_ in {"VERB", "AUX"} and (_carries(above, token) or _is_subject(token, above)) and not _finite_between(noun, above):
            return [above, *chain]
        if above.pos_ in {"VERB"} and above.dep_.startswith("acl") and above.head.i == token.i:
            break
        break
    for child in noun.children:
        if child.dep_ in {"acl", "acl:relcl", "amod"} and child.pos_ == "VERB" and child.i > noun.i and _carries(child, noun):
            return [*chain, child]
    return chain or _following(noun) or _preceding(noun)


def _preceding(noun: Token) -> list[Token]:
    """The verb of support before an event noun in the accusative and its adjectives, where the parser lost it or a dash stands for it."""
    if features(noun, "Case") != "Acc" or preposition(noun):
        return []
    ahead = noun.doc[noun.sent.start : noun.i]
    before = next((t for t in reversed(ahead) if t.pos_ not in {"ADJ", "DET", "NUM"}), None)
    if before is not None and before.text in DASHES:  # «5 мая провели разговор, 16-го — встречу»
        before = next((t for t in reversed(ahead) if features(t, "VerbForm") == "Fin"), None)
    return [before] if before is not None and features(before, "VerbForm") == "Fin" and listed(before, SUPPORT) else []


def _following(noun: Token) -> list[Token]:
    """The verb of support behind an event noun in the nominative, where the parser lost it («Саммит … обязан был пройти»)."""
    if features(noun, "Case") not in {"Nom", "Acc"}:
        return []
    for token in noun.doc[noun.i + 1 : noun.sent.end]:
        if token.text in {";", ":", "(", "—"} or (
            token.text == "," and token.i + 1 < len(noun.doc) and fold(token.nbor().norm_) in {"а", "но"}
        ):
            break
        finite = features(token, "VerbForm") in {"Fin", "Inf"} or features(token, "Variant") == "Short"
        if token.pos_ == "VERB" and stem(token) != "быть" and finite and not token.dep_.startswith("acl"):
            return [token] if listed(token, (*SUPPORT, *CALLED_OFF)) else []
    return []


CALLED_OFF = (*FATE, ("status", "cancelled", "refusals"))


def _carries(verb: Token, noun: Token) -> bool:
    """Whether the verb is one of support or status for the event noun under it."""
    if noun.dep_ in {"nsubj", "nsubj:pass", "obj", "acl", "amod", "ROOT", "iobj", "conj", "appos", "xcomp"} or verb.head.i == noun.i:
        return listed(verb, (*SUPPORT, *CALLED_OFF)) or stem(verb) in {"быть", "стать", "последовать", "ждать"}
    return listed(verb, (SUPPORT[1], *CALLED_OFF)) and stem(verb) not in {"принять", "принимать"}


def _finite_between(first: Token, second: Token) -> bool:
    """Whether a finite verb stands between two words, outside of relative clauses."""
    low, high = sorted((first.i, second.i))
    return any(is_finite(token) and not token.dep_.startswith(("acl", "advcl")) for token in first.doc[low + 1 : high])


def _is_subject(noun: Token, verb: Token) -> bool:
    """Whether a finite past verb tells something of the event, which it thereby asserts («переговоры обернулись упрёками»)."""
    agrees = not features(verb, "Number") or features(verb, "Number") == features(noun, "Number")
    return noun.dep_ in {"nsubj", "nsubj:pass"} and agrees and features(verb, "Tense") == "Past" and features(verb, "VerbForm") == "Fin"


def _modals(token: Token) -> list[Token]:
    """The modal and planning verbs that govern an infinitive or noun («решили провести», «планирует посетить»)."""
    found = []
    while token.dep_ in {"xcomp", "csubj", "ccomp"} or (token.dep_ in {"obj", "nsubj", "nsubj:pass"} and token.pos_ == "VERB"):
        above = token.head
        if features(token, "VerbForm") != "Inf" or above.i == token.i:
            break
        found.append(above)
        token = above
    return found


def _of_a_thing(mention: EventMention) -> bool:
    """Whether a participle that speaks of people stands at a thing («в назначенный день»)."""
    verb = mention.head
    if mention.type not in OF_PEOPLE or mention.noun or not verb.dep_.startswith(("acl", "amod")) or verb.head.i == verb.i:
        return False
    noun = verb.head
    return noun.pos_ == "NOUN" and features(noun, "Animacy") == "Inan" and not noun.ent_type_


def _carried(mention: EventMention, found: Sequence[EventMention]) -> bool:
    """Whether the trigger is a verb that only carries an event noun («открылся саммит», «назначенная встреча»)."""
    if len(mention.words) > 1 or mention.noun:
        return False
    verb = mention.head
    for other in found:
        if other is mention or not other.noun:
            continue
        if any(token.i == verb.i for token in other.chain) and listed(verb, (*SUPPORT, *CALLED_OFF)):
            return True
        if verb.dep_ in {"acl", "amod"} and verb.head.i == other.head.i and listed(verb, (*SUPPORT, *CALLED_OFF)):
            return True
    return False


def _named(mention: EventMention) -> bool:
    """Whether the trigger is part of a name («Совет», «Парад планет»)."""
    return any(token.ent_type_ in {"person", "organisation"} for token in mention.words)


def _unreal(mention: EventMention) -> bool:
    """Conditions, habits and what is said of no event in particular."""
    head, carrier = mention.head, mention.predicate
    asked = (mark for child in carrier.children if child.dep_ in {"advcl", "acl"} for mark in child.children)
    if features(carrier, "Tense") != "Past" and any(fold(mark.norm_) == "если" for mark in asked):  # not «договорились помочь, если …»
        return True
    if any(stem(token) == "мочь" and features(token, "Tense") == "Pres" for token in mention.chain):
        return True
    if any(
        fold(child.norm_) in {"если", "бы", "чтоб"}
        for token in up(carrier)
        for child in token.children
        if child.dep_ in {"mark", "aux", "advmod", "discourse", "cc"}
    ):
        return not _desired(carrier)
    for token in {head.i: head, carrier.i: carrier}.values():
        for child in token.children:
            if stem(child) in words("discourse", "habit", "words"):
                return True
    if any(stem(child) in words("discourse", "such", "words") and child.dep_ in {"det", "amod"} for child in head.children):
        return mention.noun and features(head, "Number") == "Plur"
    return False


def _desired(token: Token) -> bool:
    """Whether «бы» belongs to «чтобы» of a purpose, which is no condition."""
    return any(fold(child.norm_) == "чтобы" for above in up(token) for child in above.children)


def _joined(found: Sequence[EventMention]) -> list[EventMention]:
    """Mentions of one type that depend on each other directly are one («прилетел с визитом», «провели встречу, на которой обсудили»)."""
    kept: list[EventMention] = []
    for mention in sorted(found, key=lambda m: (not _is_verb(m), m.head.i)):
        host = next((other for other in kept if _one(mention, other)), None)
        if host is None:
            kept.append(mention)
        else:
            host.words = tuple(sorted({*host.words, *mention.words}, key=lambda t: t.i))
            host.chain = (*host.chain, *mention.chain)
            host.new = host.new or mention.new
            if mention.noun and not host.noun:
                host.head = mention.head
    return kept


def _is_verb(mention: EventMention) -> bool:
    return mention.head.pos_ in {"VERB", "AUX"}


def _one(mention: EventMention, other: EventMention) -> bool:
    if mention.type != other.type and not ({mention.type, other.type} <= TALKS):
        return False
    tokens = {token.i for token in other.words}
    own = {token.i for token in mention.words}
    if any(t.dep_ in {"acl", "amod"} and t.head.i in own for t in other.words) and not mention.new:
        return True  # «соглашение, подписанное 2 октября»
    if mention.head.head.i not in tokens or mention.head.dep_ not in LINKS or mention.new:
        return False
    low, high = sorted((mention.head.i, mention.head.head.i))
    between = mention.head.doc[low + 1 : high]
    return not any(is_finite(token) and token.i not in tokens for token in between)
