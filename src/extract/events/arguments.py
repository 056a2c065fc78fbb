"""Which time, place and participant of a sentence belongs to which of its events.

One mechanism: from the phrase up the syntax tree to the first word that an event (or a verb of reporting) owns. What lies on the way
decides whether the phrase is the event's own or belongs to something between them. Only where the tree gives nothing, order decides.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from extract.events.coreference import Reference
from extract.events.mentions import SIDES, EventMention
from extract.events.phrase import DASHES
from extract.events.tree import (
    MAIN,
    NAME_PARTS,
    SUBJECTS,
    conjuncts,
    features,
    is_finite,
    is_predicate,
    is_relative,
    is_report,
    preposition,
    stem,
    subjects,
    tells_of_place,
)
from extract.lexicon import fold, words
from extract.marks.plain import Span, Token

LOCATIVE = {"в", "на", "под", "у", "близ", "возле", "около", "неподалеку", "вблизи", "за", "над", "при", "недалеко"}
SUFFERED = {"accident", "attack", "disaster"}
"""Types whose noun takes its place in the genitive («обстрел Донецка»)."""
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
        if path and is_finite(token) and not token.dep_.startswith("acl"):
            return Owner(None, tuple(path), True)
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


CROSSED, MARKED, JOINED, COMMA, STEP, GOVERNED, INSIDE = 3.0, 1.0, 2.5, 0.4, 0.03, 1.5, 1.0


class Binder:
    """Which event of a sentence a phrase belongs to, by syntax and order together.

    The parser is often wrong about adverbials of long sentences. So every event and every other main verb is a candidate; what
    counts is how many main verbs and marks lie between, how far it is, and whether the tree says the same.
    """

    def __init__(self, sentence: Span, mentions: Sequence[EventMention]) -> None:
        self.sentence = sentence
        self.mentions = mentions
        self.owners = owned(mentions)
        self.verbs = [
            token.i
            for token in sentence
            if token.pos_ in {"VERB", "AUX"}
            and token.dep_ in MAIN
            and (features(token, "VerbForm") == "Fin" or features(token, "Variant") == "Short")
            and not is_relative(token)
        ]
        self.rivals = [
            token.i for token in sentence if token.i in self.verbs or (token.dep_ == "ccomp" and features(token, "VerbForm") == "Fin")
        ]
        self.marks = [(token.i, _weight(token)) for token in sentence if token.text in {",", *STRONG}]

    def cost(self, span: Span, anchors: Sequence[int]) -> float:
        """How far apart a phrase and the nearest of the anchor words are."""
        best = float("inf")
        for anchor in anchors:
            low, high = (anchor, span.start) if anchor < span.start else (span.end - 1, anchor)
            crossed = sum(low < verb < high and verb not in anchors for verb in self.verbs)
            marks = sum(weight for i, weight in self.marks if low < i < high)
            best = min(best, CROSSED * crossed + marks + STEP * (high - low))
        return best

    def _closes(self, span: Span, anchor: int) -> bool:
        """Whether a phrase goes on behind an anchor without a mark, and a mark ends their clause («присудили в 1989-м, …»)."""
        if not anchor < span.start or self.sentence.doc[anchor].pos_ not in {"VERB", "AUX"}:
            return False
        return not any(anchor < i < span.start for i, _ in self.marks) and not any(anchor < verb < span.start for verb in self.verbs)

    def _parted(self, span: Span, anchor: int) -> bool:
        """Whether an anchor stands behind a phrase and a mark."""
        return anchor >= span.end and any(span.end <= i < anchor for i, _ in self.marks)

    def leads(self, span: Span) -> bool:
        """Whether the verb that takes a phrase is a main one, outside of brackets."""
        verb = self.verb(span)
        return verb is not None and verb.i in self.verbs and not any(t.text == "(" for t in verb.doc[verb.sent.start : span.start])

    def crosses(self, reference: Reference, mention: EventMention) -> bool:
        """Whether another main verb stands between a participant and its event, so that the parser is hardly right."""
        anchors = mention.anchors
        nearest = min(anchors, key=lambda i: abs(i - reference.start))
        low, high = sorted((nearest, reference.head.i))
        between = [verb for verb in self.verbs if low < verb < high and verb not in anchors]
        if reference.head.i < nearest and reference.head.dep_ in SUBJECTS and reference.head.head.i in anchors:
            return _far(reference.head, self.sentence.doc[nearest]) and bool(between)
        if not between or reference.head.i < nearest:
            return False
        return not any(self.sentence.doc[verb].dep_ == "parataxis" for verb in between)

    def reported(self, span: Span) -> bool:
        """Whether a verb of reporting is what a time belongs to («сообщил в четверг»)."""
        nearest = min(self.verbs, key=lambda verb: self.cost(span, [verb]), default=None)
        return nearest is not None and is_report(self.sentence.doc[nearest])

    def bind(self, span: Span, *, rivals: bool = True) -> EventMention | None:
        """The event that a phrase belongs to; None where, with `rivals`, another verb takes it."""
        return self._best(span, rivals)[0]

    def verb(self, span: Span) -> Token | None:
        """The verb that is no event's and takes a phrase."""
        return self.taker(span)[1]

    def taker(self, span: Span, but: Token | None = None) -> tuple[EventMention | None, Token | None]:
        """The event or the other verb that takes a phrase, never both; not the event that the word `but` names."""
        return self._best(span, True, but)

    def _best(self, span: Span, rivals: bool, but: Token | None = None) -> tuple[EventMention | None, Token | None]:
        step = owner(span.root, self.owners)
        best: tuple[float, EventMention | None, Token | None] = (float("inf"), None, None)
        closed = any(self._closes(span, anchor) for mention in self.mentions for anchor in mention.anchors)
        for mention in self.mentions:
            if but is not None and any(token.i == but.i for token in mention.words):
                continue
            governed = step.mention is mention and not (closed and all(self._parted(span, anchor) for anchor in mention.anchors))
            cost = self.cost(span, mention.anchors) - (GOVERNED if governed else 0.0)
            cost += INSIDE * (_encloses(mention, span) + 2 * (not mention.asserted)) - JOINED * _adjoins(mention, span)
            if cost < best[0]:
                best = (cost, mention, None)
        for verb in self.rivals if rivals else ():
            if verb not in self.owners:
                governed = any(token.i == verb for token in span.root.ancestors) and step.mention is None
                cost = self.cost(span, [verb]) - (GOVERNED / 2 if governed else 0.0) + 0.05
                if cost < best[0]:
                    best = (cost, None, self.sentence.doc[verb])
        return best[1], best[2]


STRONG = {";", ":", "(", ")", "—", "–"}


def _weight(mark: Token) -> float:
    """How much a mark parts: more before a conjunction of clauses than in an enumeration."""
    if mark.text in STRONG:
        return MARKED
    following = mark.doc[mark.i + 1] if mark.i + 1 < mark.sent.end else mark
    return JOINED if fold(following.norm_) in {"а", "но", "однако", "и"} else COMMA


def _adjoins(mention: EventMention, span: Span) -> bool:
    """Whether a phrase opens the clause right before its verb («…, 9 октября вернётся») or stands in a participle's clause."""
    doc, verb = span.doc, mention.predicate
    if verb.dep_.startswith("acl") and verb.i < span.start:
        return not any(token.text in {",", *STRONG} for token in doc[verb.i : span.start])
    if verb.i >= span.end and verb.head.i <= verb.i and (verb.pos_ == "ADJ" or features(verb, "VerbForm") == "Part"):
        return _opens_clause(span, verb)
    opens = span.start > span.sent.start and doc[span.start - 1].text in {",", ";"}
    if opens and doc[span.end : span.end + 1].text in DASHES:  # «5 мая провели разговор, 16-го — встречу»
        return next((t.i for t in doc[span.end + 1 : span.sent.end] if t.pos_ not in {"ADJ", "DET"}), None) == mention.head.i
    return opens and span.end == verb.i and features(verb, "VerbForm") == "Fin"


def _opens_clause(span: Span, participle: Token) -> bool:
    """Whether a phrase stands in the clause of the participle behind it («министр, накануне шесть часов беседовавший с …»)."""
    before = [token.text for token in span.doc.tokens[span.sent.start : participle.i]]
    comma = max((k for k, text in enumerate(before) if text in {",", *STRONG}), default=-1) + span.sent.start
    return span.sent.start <= comma < span.start and all(t.pos_ not in {"VERB", "AUX"} for t in span.doc.tokens[comma : participle.i])


def _encloses(mention: EventMention, span: Span) -> bool:
    """Whether the event stands in a participle clause or in brackets that the phrase is not in («задержанный в мае приехал 5 июня»)."""
    head = mention.predicate
    if not head.dep_.startswith(("acl", "amod")):
        return False
    left, right = head.left_edge.i, head.right_edge.i
    return not left <= span.start <= right


def is_location(span: Span) -> bool:
    """Whether a place name stands in the prepositional case behind «в» or «на»."""
    top = span.root
    while top.dep_ in {"appos", "flat", "flat:name", "conj"} and top.head.i != top.i:
        top = top.head
    return is_at(top) and top.dep_ == "obl"


def is_at(name: Token) -> bool:
    """Whether something is at what a name names («в Казани», «на рынке в Казани»)."""
    return preposition(name) in {"в", "на"} and features(name, "Case") == "Loc"


def is_place_of(span: Span, mention: EventMention, path: Sequence[Token]) -> bool:
    """Whether a place name under an event says where it was, not whom it concerned nor where from."""
    top = span.root
    for token in path:
        if preposition(token):
            break
        if token.dep_ in {"amod", "appos", "flat", "flat:name", "parataxis", "conj"} or (
            token.dep_ == "nmod" and not preposition(token) and stem(token.head) in words("venues", "around")
        ):
            top = token.head
            continue
        break
    lead = preposition(top)
    if lead in {"в", "на"} and features(top, "Case") == "Acc" and not _same_forms(span):
        return mention.type in TOWARDS
    if lead in LOCATIVE:
        return top.dep_ != "nmod" or _holds(top.head, mention)
    if lead == "до":
        return mention.type == "visit" and not mention.noun
    if not lead and mention.type == "visit":
        return top.dep_ in {"obj"} or (top.dep_ == "nmod" and stem(mention.head) in {"посещение"})
    return not lead and top.dep_ == "nmod" and mention.type in SUFFERED and any(top.head.i == token.i for token in mention.words)


def _holds(noun: Token, mention: EventMention) -> bool:
    """Whether a place beside a noun is the event's: the noun is its trigger, somebody, or a larger event or venue («саммит в Осаке»)."""
    if noun.i in mention.anchors or noun.pos_ in {"PROPN", "PRON"}:
        return True
    lemma = stem(noun)
    if preposition(noun) in {*LOCATIVE, "с"}:  # «на складе под Ачинском», «с делегациями в Осло»
        return True
    if features(noun, "Animacy") == "Anim" or lemma in words("discourse", "occasion", "places"):
        return True
    return any(
        lemma in group
        for group in (
            words("discourse", "occasion", "nouns"),
            words("venues", "part"),
            words("venues", "around"),
            words("venues", "generic"),
        )
    )


def _same_forms(name: Span) -> bool:
    """Whether the name never changes, so that the tagger cannot know its case («в Хельсинки»)."""
    return name.text[-1:].lower() in "иоуеюэы" and name.kb_id_ in {"", name.text}


def takes_part(reference: Reference, mention: EventMention, path: Sequence[Token]) -> bool:
    """Whether the way from a participant phrase to an event is one on which participants stand."""
    path, through = _through(path)
    link = path[-1]
    if reference.possessive:  # «его визит», not «его брат»
        return len(path) == 1 and mention.noun and mention.type not in {"disaster", "decision"}
    for token in path[:-1]:
        if reference.start <= token.i < reference.end and reference.start <= token.head.i < reference.end:
            continue
        if token.dep_ not in NAME_PARTS:
            return False
        if token.dep_ == "appos" and token.head.pos_ == "NOUN" and token.head.i > token.i:
            return False
    if through:
        return True
    if link.dep_ == "nmod" and reference.kind == "organisation" and stem(link.head) in words("discourse", "named", "words"):
        return False  # «саммит G20» is its name
    if reference.kind == "people" and mention.type not in SIDES:
        return False  # «двое канадцев»
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
    if lead in {"против", "над", "в отношении"}:
        return mention.type in {"arrest", "trial", "sanction", "investigation"}
    if lead in words("discourse", "together", "words"):
        return lead not in {"у", "к", "при"} or (lead == "к" and mention.type == "call")
    if lead in {"в", "на"} and mention.type in {"call"}:
        return False
    if link.dep_ in {"nmod", "obl"} and not lead:
        return features(link, "Case") in {"Gen", "Ins", "Dat"} and mention.noun
    return bool(lead.startswith(("при участи", "при посредничеств", "с участи")))


def _around(mention: EventMention, references: Sequence[Reference]) -> list[Reference]:
    """Who does something at talks that are only the scene («на встрече премьер представил президенту список»)."""
    verb = mention.predicate
    if mention.type != "meeting" or preposition(mention.head) not in {"на", "в", "во"} or not is_predicate(verb):
        return []
    heads = {token.i for token in subjects(verb)} | {child.i for child in verb.children if child.dep_ == "iobj"}
    return [r for r in references if r.head.i in heads]


def _through(path: Sequence[Token]) -> tuple[Sequence[Token], bool]:
    """The way to the noun that brings participants in («с участием Картера», «при посредничестве посла»), and whether there is one."""
    for k, token in enumerate(path[:-1]):
        above = token.head
        if token.dep_ == "nmod" and not preposition(token) and stem(above) in words("discourse", "bringing", "words"):
            return path[: k + 1], True
    return path, False


def is_brought(path: Sequence[Token]) -> bool:
    """Whether a participant comes in by «с участием», «при посредничестве», «в присутствии»."""
    return _through(path)[1]


def subject_references(mention: EventMention, references: Sequence[Reference]) -> list[Reference]:
    """The participant phrases in the subject of the event's predicate, shared and controlled subjects included."""
    verbs = [token for token in (mention.predicate, *mention.chain) if is_predicate(token)] or [mention.predicate]
    if mention.noun and not mention.chain and mention.predicate.i not in {t.i for t in mention.words}:
        return _around(mention, references)
    for verb in verbs:
        heads = {token.i for token in patients(verb)}
        if not heads and not any(child.dep_ in SUBJECTS and not _far(child, verb) for child in verb.children):
            beside = nominatives(verb, references)
            if beside:
                return beside
        heads |= {token.i for token in subjects(verb)}
        found = [r for r in references if r.head.i in heads or any(r.start <= i < r.end for i in heads)]
        if all(r.kind == "people" for r in found):
            found = [r for r in references for i in heads if _explains(r, verb.doc[i])] or found
        if not found and verb.dep_.startswith("acl") and not tells_of_place(verb):  # «корреспондент X, арестованный в июле»
            found = [r for r in references if r.end == verb.left_edge.i and verb.doc[r.end].text == ","][-1:]
            found = found or [r for r in references if r.end + 1 == verb.left_edge.i and verb.doc[r.end].text == ","][-1:]
        if found:
            return _with_conjuncts(found, references)
    return [r for r in references if r.kind == "zero" and r.head.i in {verb.i for verb in verbs}]


def _far(subject: Token, verb: Token) -> bool:
    """Whether a clause begins between a subject and its verb, so that the parser is hardly right («… Зариф, а назавтра Обама позвонил»)."""
    low, high = sorted((subject.i, verb.i))
    between = verb.doc[low + 1 : high]
    return any(token.text == "," and _weight(token) == JOINED and token.nbor().dep_ != "conj" for token in between)


def _explains(reference: Reference, noun: Token) -> bool:
    """Whether a name behind a dash or colon says who a group is («двое канадцев – дипломат X и предприниматель Y»)."""
    if reference.kind != "person" or not noun.i < reference.start <= noun.i + 12:
        return False
    between = noun.doc[noun.i + 1 : reference.start]
    return any(t.text in {"–", "—", ":"} for t in between) and not any(is_finite(t) for t in between)


def nominatives(verb: Token, references: Sequence[Reference]) -> list[Reference]:
    """The participant phrases in the nominative beside a finite verb whose subject the parser has lost, within its clause."""
    if (features(verb, "VerbForm") != "Fin" and features(verb, "Variant") != "Short") or verb.dep_.startswith("acl"):
        return []
    sentence, doc = verb.sent, verb.doc

    def bound(token: Token) -> bool:
        clause = token.text in STRONG or (is_finite(token) and token.i != verb.i)
        return clause or (token.text == "," and _weight(token) == JOINED)

    left = next((i for i in range(verb.i - 1, sentence.start - 1, -1) if bound(doc[i])), sentence.start - 1)
    right = next((i for i in range(verb.i + 1, sentence.end) if bound(doc[i])), sentence.end)
    shared = left >= sentence.start and doc[left].pos_ == "VERB"  # «… прилетел и подписал»: the subject of the verb before serves both
    plural = features(verb, "Number") == "Plur"
    for low, high in ((left + 1, verb.i), (verb.i + 1, right))[: 1 if shared else 2]:
        found = [r for r in references if low <= r.head.i < high and features(r.head, "Case") == "Nom" and not preposition(r.head)]
        if plural and len(found) == 1:  # «Орлов с Лисовым прилетели»
            found += [r for r in references if r.start == found[0].end + 1 and preposition(r.head) == "с"]
        if found and (not plural or len(found) > 1 or found[0].plural or features(found[0].head, "Number") == "Plur"):
            return found if plural else found[-1:] if low <= left + 1 else found[:1]
    return []


def patients(verb: Token) -> list[Token]:
    """Whom a passive participle speaks of: the noun it belongs to («задержанного журналиста»)."""
    if verb.dep_.startswith(("acl", "amod")) and features(verb, "VerbForm") == "Part" and verb.head.i != verb.i:
        head = verb.head
        while head.dep_ == "appos" and head.head.i != head.i:  # «X, сестра лидера, приехавшая …»
            head = head.head
        return conjuncts(head)
    return []


def _with_conjuncts(found: Sequence[Reference], references: Sequence[Reference]) -> list[Reference]:
    indices = {t.i for r in found for t in conjuncts(r.head)}
    return [r for r in references if r in found or r.head.i in indices]
