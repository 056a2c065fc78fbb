"""Doc → Doc with the words that may name an event in `doc.spans["trigger"]`.

A span's label is the event type, its `kb_id_` the entry of `language/ontology.toml` that matched. A verb and a noun that name the
event together («подписали соглашение») are two spans that share an `id_`; whether the words speak of an event at all is decided later.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc, Span, Token

from extract.lexicon import event_types, fold, table, words
from extract.marks.natasha import vectors, word_ids
from extract.marks.plain import AnyToken
from extract.values.morphology import lemma

KEY = "trigger"
OBJECTS = {"obj", "nsubj", "nsubj:pass", "obl", "iobj", "xcomp", "nmod", "obl:agent", "appos", "dep"}


class Pair(NamedTuple):
    """A noun that names an event with certain verbs, perhaps behind a preposition."""

    type: str
    preposition: str


class Lexicon(NamedTuple):
    """The trigger words of the ontology by lemma."""

    nouns: dict[str, str]
    plural: frozenset[str]
    verbs: dict[str, str]
    pairs: dict[tuple[str, str], list[Pair]]
    phrases: dict[tuple[str, ...], str]
    weak: frozenset[str]
    ends: frozenset[str] = frozenset()
    """The last words of the phrases."""


@cache
def lexicon() -> Lexicon:
    """The ontology as lookup tables; a noun listed in the plural counts in the plural only («учения»)."""
    found = Lexicon({}, frozenset(), {}, {}, {}, frozenset())
    weak: set[str] = set()
    plural: set[str] = set()
    for name, entry in table("ontology").items():
        for noun in entry["nouns"]:
            parts = tuple(fold(part) for part in noun.split())
            if len(parts) > 1:
                found.phrases[parts] = name
                continue
            key = fold(lemma(noun))
            found.nouns[key] = name
            if key != parts[0]:
                plural.add(key)
        for verb in (*entry["verbs"], *entry.get("weak", ())):
            found.verbs[fold(verb)] = name
        weak.update(fold(verb) for verb in entry.get("weak", ()))
        for pair in entry.get("pairs", ()):
            for noun in pair["nouns"]:
                *preposition, head = noun.split()
                for verb in pair["verbs"]:
                    found.pairs.setdefault((fold(verb), fold(head)), []).append(Pair(name, " ".join(preposition)))
    ends = frozenset(parts[-1] for parts in found.phrases)
    return found._replace(plural=frozenset(plural), weak=frozenset(weak), ends=ends)


class Cloud:
    """Lists of words as unit vectors: how near a word is to each list."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        """The words of each list by its name; none is empty."""
        self.names = tuple(lists)
        self._starts = [0, *accumulate(len(told) for told in lists.values())][:-1]
        self._rows = units([word for told in lists.values() for word in told])

    def near(self, word: str) -> dict[str, float]:
        """For each list the cosine with the nearest of its words."""
        best = np.maximum.reduceat(self._rows @ units([word])[0], self._starts)
        return dict(zip(self.names, best.tolist(), strict=True))


def units(found: Sequence[str]) -> Any:
    """navec's vectors of words, of length one, float32, `(words, 300)`; zeros for a word of no vector."""
    raw = vectors(word_ids((word, word) for word in found))
    return raw / np.maximum(np.linalg.norm(raw, axis=-1, keepdims=True), 1e-6)


@cache
def _types() -> Cloud:
    """The words of the lexicon by their types."""
    known = lexicon()
    told = [(name, word) for table in (known.nouns, known.verbs) for word, name in table.items()]
    told += [(pair.type, noun) for (_, noun), pairs in known.pairs.items() for pair in pairs]
    lists: dict[str, list[str]] = {}
    for name, word in sorted(told, key=itemgetter(0)):
        lists.setdefault(name, []).append(word)
    return Cloud(lists)


@lru_cache(maxsize=4096)
def _closeness(word: str) -> dict[str, float]:
    return dict.fromkeys(event_types(), -1.0) | _types().near(word)


def closeness(lemmas: Iterable[str]) -> dict[str, float]:
    """For each event type the cosine between the nearest of the words and of the words that the lexicon has for it; -1 for no word."""
    best = dict.fromkeys(event_types(), -1.0)
    for word in lemmas:
        for name, score in _closeness(word).items():
            best[name] = max(best[name], score)
    return best


@lru_cache(maxsize=16_384)
def likeness(first: str, second: str) -> float:
    """The cosine between two words; 1 for the same."""
    one, other = units([first, second])
    return 1.0 if first == second else float(one @ other)


def stem(token: AnyToken) -> str:
    """The folded lemma; a reflexive passive counts as its active verb («обсуждались» → обсуждать)."""
    return fold(token.lemma_)


def type_in_lexicon(token: AnyToken) -> str | None:
    """The type of event that the lexicon has for a verb, or for a word of another kind; None for words that it does not know."""
    known = lexicon()
    return (known.verbs if token.pos_ in {"VERB", "AUX"} else known.nouns).get(stem(token))


def active(token: AnyToken) -> str:
    """The lemma without the reflexive ending that makes a passive («подписывается» → подписывать)."""
    word = stem(token)
    if word.endswith(("ся", "сь")) and token.pos_ == "VERB" and token.morph.get("Aspect", []) == ["Imp"]:
        return word[:-2]
    return word


def preposition(token: AnyToken) -> str:
    """The preposition of a noun, lower case, or an empty string; `со`, `во`, `об` count as `с`, `в`, `о`."""
    for child in token.children:
        if child.dep_ == "case" and child.i < token.i:
            word = fold(child.text)
            return {"со": "с", "во": "в", "об": "о", "обо": "о", "ко": "к"}.get(word, word)
    return ""


def _complements(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in OBJECTS:
            yield child
            yield from (conjunct for conjunct in child.children if conjunct.dep_ == "conj")
        elif child.dep_ in {"nummod", "nummod:gov", "advmod"}:
            yield from (inner for inner in child.children if inner.dep_ in {"nmod", "obl"})
    if verb.dep_.startswith(("acl", "amod")) and verb.head.pos_ in {"NOUN", "PROPN"}:
        yield verb.head
    if verb.dep_ in {"xcomp", "csubj"} and verb.head.pos_ in {"VERB", "ADJ"} and not any(child.dep_ == "obj" for child in verb.children):
        yield from (child for child in verb.head.children if child.dep_ == "obj")  # «сделку планируют закрыть»


def find_triggers(doc: Doc) -> list[Span]:
    """All trigger spans of `doc`, in text order."""
    known = lexicon()
    found: dict[int, Span] = {}
    group = 0

    def add(token: Token, kind: str, rule: str, identity: str, start: int | None = None) -> None:
        begin = token.i if start is None else start
        found[token.i] = Span(doc, begin, token.i + 1, label=kind, kb_id=rule, span_id=identity)

    for token in doc:
        if token.pos_ not in {"VERB", "AUX"}:
            continue
        for noun in _complements(token):
            pair = _pair(token, noun, known)
            if pair is not None and noun.i not in found:
                group += 1
                rule = f"pair {active(token)} + {stem(noun)}"
                if (noun.ent_type_, noun.pos_) == ("", "NOUN") and not _is_somebody(noun):
                    add(noun, pair.type, rule, f"pair-{group}")
                add(token, pair.type, rule, f"pair-{group}")
    for token in doc:
        if token.i in found:
            continue
        word, pos = stem(token), token.pos_
        if pos == "NOUN" and token.i + 1 < len(doc) and stem(token.nbor()) in known.ends:
            parts = (word, stem(token.nbor()))
            if parts in known.phrases:
                add(token, known.phrases[parts], f"noun {' '.join(parts)}", f"noun-{token.i}")
                continue
        if pos in {"VERB", "AUX"}:
            kind = known.verbs.get(word) or known.verbs.get(active(token))
            if kind and not _carries(token, known):
                add(token, kind, f"{'weak verb' if {word, active(token)} & known.weak else 'verb'} {word}", f"verb-{token.i}")
        elif pos in {"NOUN", "PROPN"} and not token.ent_type_:
            longer = _phrase(token, known)
            if longer:
                add(token, longer[1], f"noun {' '.join(longer[2])}", f"noun-{token.i}", longer[0])
            elif word in known.nouns and (word not in known.plural or token.morph.get("Number", []) == ["Plur"]):
                add(token, known.nouns[word], f"noun {word}", f"noun-{token.i}")
    _learned(doc, found)
    return sorted(found.values(), key=lambda span: span.start)


LIKELY, SURE = 0.2, 0.4
"""The probability from which on a word that the lexicon lacks is a trigger, and a verb that mostly says something of another event."""


def listed(token: AnyToken, lists: Iterable[tuple[str, ...]]) -> bool:
    """Whether a verb, or its active form, is in one of the lists (file and keys of `language/`)."""
    forms = {stem(token), active(token)}
    return any(forms & words(*keys) for keys in lists)


SUPPORT = (("support", "support", "occurs"), ("support", "support", "takes_part"), ("support", "support", "arranges"))
"""The lists of verbs that only carry an event noun."""
FATE = (
    ("status", "cancelled", "verbs"),
    ("status", "postponed", "verbs"),
    ("status", "planned", "verbs"),
    ("status", "denied", "verbs"),
)
"""The lists of verbs that say what becomes of an event."""
CUES = (("support", "report", "words"), ("support", "modal", "words"), *SUPPORT, *FATE)
"""The lists of verbs that seldom name an event themselves («отменил встречу», but «отменил налог»)."""
WORDS = {"ADJ", "ADV", "NOUN", "PROPN", "VERB"}
"""The parts of speech of triggers."""


def _learned(doc: Doc, found: dict[int, Span]) -> None:
    """Adds the words that the reader takes for events and that the lexicon lacks."""
    inside = {i for span in found.values() for i in range(span.start, span.end)}
    for span in doc.spans.get("event", ()):
        score, word = float(span.kb_id_), span[0]
        if word.pos_ == "ADV" and word.head.pos_ == "VERB":
            word = word.head  # «заочно арестовал»
        if (
            word.i not in inside
            and word.i not in found
            and score >= LIKELY
            and word.pos_ in WORDS
            and word.ent_type_ != "person"
            and not (word.pos_ == "VERB" and listed(word, CUES) and (score < SURE or _of_an_event(word, inside)))
        ):
            found[word.i] = Span(doc, word.i, word.i + 1, label=span.label_, kb_id=f"learned {stem(word)}", span_id=f"learned-{word.i}")


def _carries(verb: Token, known: Lexicon) -> bool:
    """Whether a verb only says that its subject, an event, took place («ураган обрушился на остров»)."""
    subjects = (child for child in verb.children if child.dep_ == "nsubj" and not child.ent_type_)
    return listed(verb, SUPPORT) and any(stem(child) in known.nouns for child in subjects)


def _of_an_event(verb: Token, triggers: Collection[int]) -> bool:
    """Whether a verb says what becomes of an event: what it takes is a trigger or a pronoun, or nothing («отменил её», «отменил визит»)."""
    taken = [child for child in verb.children if child.dep_ in {"obj", "nsubj:pass"}]
    return not any(child.pos_ in {"NOUN", "PROPN"} and child.i not in triggers for child in taken)


def _pair(verb: Token, noun: Token, entries: Lexicon) -> Pair | None:
    """The entry for a verb with this complement; `PERSON` in the table stands for any person («приняла посла», «его примут»)."""
    keys = [stem(noun)]
    if noun.ent_type_ == "person" or _is_somebody(noun):
        keys.append("person")
    elif noun.pos_ in {"PROPN", "X"} and noun.i > verb.i:
        keys.append("name")
    known = [pair for v in (stem(verb), active(verb)) for n in keys for pair in entries.pairs.get((v, n), ())]
    return next((pair for pair in known if pair.preposition == preposition(noun)), None)


def _is_somebody(token: Token) -> bool:
    """Whether the word stands for somebody: an animate noun or a pronoun of the third person that is an object."""
    if token.dep_ in {"obl", "obl:agent", "iobj"}:  # «был принят председателем»
        passive = token.head.morph.get("Voice", []) == ["Pass"] and token.morph.get("Case", []) == ["Ins"]
        return passive and token.morph.get("Animacy", []) == ["Anim"]
    if token.dep_ not in {"obj", "nsubj:pass"}:
        return False
    return token.morph.get("Animacy", []) == ["Anim"] or (token.pos_ == "PRON" and token.morph.get("Person", []) == ["3"])


def _phrase(token: Token, entries: Lexicon) -> tuple[int, str, tuple[str, ...]] | None:
    """The start, type and lemmas of a noun phrase of the ontology that ends with `token` («телефонный разговор»)."""
    for size in (3, 2) if stem(token) in entries.ends else ():
        if token.i - size + 1 >= 0:
            parts = tuple(stem(t) for t in token.doc[token.i - size + 1 : token.i + 1])
            if parts in entries.phrases:
                return token.i - size + 1, entries.phrases[parts], parts
    return None


def mark_triggers(doc: Doc) -> Doc:
    """Sets `doc.spans["trigger"]`."""
    doc.spans[KEY] = find_triggers(doc)
    return doc
