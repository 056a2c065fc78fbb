"""Topics, formats and occasions of a sentence, each with the word that opened it, so that it finds its event."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extract.events.phrase import DASHES, genitive, inflected, items, nominative
from extract.events.tree import features, is_finite, preposition, stem
from extract.lexicon import fold, pairs, table, words
from extract.marks.plain import Doc, Span, Token
from extract.marks.triggers import active
from extract.values.morphology import lemma

ACCUSATIVE = frozenset({"Acc", "Nom"})
OBJECT_CASES = frozenset({"Acc"})
ABOUT = frozenset({"Loc"})
BY = frozenset({"Dat"})
GENITIVE = frozenset({"Gen"})


class Detail(NamedTuple):
    """A phrase that describes an event: its span, its normalised value and the word that opens it."""

    span: Span
    value: str
    opener: Token
    rule: str = ""


def topics(sentence: Span) -> list[Detail]:
    """What the events of the sentence were about."""
    found: list[Detail] = []
    covered: set[int] = set()
    for opener, start, cases, lead in _slots(sentence):
        for span in items(sentence.doc, start, cases=cases, lead=lead):
            if not covered.intersection(range(span.start, span.end)) and opener.i not in range(span.start, span.end):
                value = nominative(span)
                if value and _is_topic(span):
                    found.append(Detail(span, value, opener))
                    covered.update(range(span.start, span.end))
    return found + [d for d in _actions(sentence) if not covered.intersection(range(d.span.start, d.span.end))]


def acts(sentence: Span) -> Iterator[Detail]:
    """The infinitives of a sentence as nouns of action."""
    for act in sentence:
        if features(act, "VerbForm") == "Inf":
            noun = pairs("nominalisations").get(stem(act))
            if noun is not None:
                yield _action(act, noun, act.head)._replace(rule="act")


def _actions(sentence: Span) -> Iterator[Detail]:
    """What the sides agreed or decided to do, as nouns of action («договорились создать комиссию» → создание комиссии)."""
    agreed = words("frames", "verbs", "infinitive")
    for verb in sentence:
        if verb.pos_ != "VERB" or stem(verb) not in agreed:
            continue
        for child in verb.children:
            if child.dep_ in {"xcomp", "ccomp", "obj", "conj"} and features(child, "VerbForm") == "Inf":
                for act in [child, *(c for c in child.children if c.dep_ == "conj" and features(c, "VerbForm") == "Inf")]:
                    noun = pairs("nominalisations").get(stem(act))
                    if noun is not None:
                        yield _action(act, noun, verb)


def _action(act: Token, noun: str, opener: Token) -> Detail:
    """The noun of action with the object of its verb in the genitive."""
    end = act.i + 1
    value = noun
    for child in act.children:
        if child.dep_ in {"obj", "obl", "iobj"} and child.i > act.i:
            start = min(child.left_edge.i, child.i)
            found = items(act.doc, _left_edge(child), cases=frozenset({features(child, "Case")}))
            if not found or start < end:
                break
            if child.dep_ == "obj" and features(child, "Case") == "Acc":
                value += f" {genitive(found[0])}"
            else:
                value += f" {act.doc[start : found[0].end].text}"
            end = found[0].end
    return Detail(act.doc[act.i : end], " ".join(value.split()), opener)


def _is_topic(span: Span) -> bool:
    """A topic says something: no pronoun, no bare «вопрос», no name of a person."""
    nouns = [token for token in span if token.pos_ in {"NOUN", "PROPN", "X"}]
    if not nouns:
        return False
    return not (
        len(nouns) == 1 and stem(nouns[0]) in words("frames", "nouns", "theme") | words("frames", "nouns", "empty") and len(span) == 1
    )


Slot = tuple[Token, int, frozenset[str], str]


def _slots(sentence: Span) -> Iterator[Slot]:
    """Where topics begin: the opening word, the first token, the cases it may stand in and its preposition."""
    doc = sentence.doc
    objects, about, dative = (words("frames", "verbs", key) for key in ("object", "about", "dative"))
    nouns = words("frames", "nouns", "about")
    theme = words("frames", "nouns", "theme")
    for token in sentence:
        word, base = stem(token), active(token)
        if token.pos_ in {"VERB", "AUX"}:
            if {word, base} & dative:
                yield from _complement(token, "", frozenset({"Dat"}))
            if {word, base} & objects:
                cases = (
                    GENITIVE | OBJECT_CASES
                    if base in {"касаться", "коснуться", "каса", "косну"} or word.startswith(("касаться", "коснуться"))
                    else OBJECT_CASES
                )
                if word != base or features(token, "Voice") == "Pass":
                    yield from _subject(token)
                else:
                    yield from _complement(token, "", cases)
            if {word, base} & (about | objects | words("frames", "verbs", "for")):
                yield from _prepositional(token) or _linear(token)
        elif token.pos_ in {"NOUN", "PROPN"}:
            if word in nouns:
                yield from _prepositional(token) or _linear(token)
            if word in theme:
                yield from _theme(token, doc)
            if word in words("frames", "nouns", "itself") and token.dep_ in {"obj", "nsubj:pass"}:
                yield token.head, _left_edge(token), frozenset({features(token, "Case")}), ""


def _after(doc: Doc, i: int, end: int) -> int:
    while i < end and doc[i].pos_ in {"PUNCT", "SPACE"} and doc[i].text in {"«", "—", "–", "-", ":"}:
        i += 1
    return i


def _left_edge(token: Token) -> int:
    edge = token.left_edge.i
    case = next((child for child in token.children if child.dep_ == "case" and child.i < token.i), None)
    return max(edge, case.i + 1) if case is not None else edge


def _complement(verb: Token, lead: str, cases: frozenset[str]) -> Iterator[Slot]:
    """The object of a verb, where the parser or, failing it, the order says that it is one."""
    for child in verb.children:
        complement = (
            child.dep_ in {"obj", "obl", "iobj", "nsubj", "nsubj:pass"} and not preposition(child) and child.pos_ not in {"PRON", "NUM"}
        )
        if complement and child.i > verb.i and features(child, "Case") in cases and not _is_length(child):
            yield verb, _left_edge(child), cases, lead
            return


def _is_length(token: Token) -> bool:
    return bool(token.doc.covering("duration", token.i) or token.doc.covering("time", token.i))


def _subject(verb: Token) -> Iterator[Slot]:
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubj:pass"} and child.pos_ != "PRON":
            yield verb, _left_edge(child), frozenset({"Nom"}), ""


ABOUT_LEADS = {"о": ABOUT, "про": OBJECT_CASES, "против": GENITIVE, "насчет": GENITIVE, "относительно": GENITIVE, "за": frozenset({"Acc"})}


def _linear(word: Token) -> list[Slot]:
    """The complement with «о» behind a word in its clause, where the parser has not hung it there."""
    for token in word.doc[word.i + 1 : min(word.i + 9, word.sent.end)]:
        if token.text in {";", ":", "("} or (is_finite(token)):
            break
        if fold(token.norm_) in {"о", "об", "обо"} and token.i + 1 < word.sent.end:
            return [(word, token.i + 1, ABOUT, "о")]
    return []


def _prepositional(word: Token) -> list[Slot]:
    hanging = list(_hanging(word))
    return [*hanging, *(slot for slot in _behind_dashes(word) if all(slot[1] != start for _, start, _, _ in hanging))] if hanging else []


def _behind_dashes(word: Token) -> Iterator[Slot]:
    """Further complements, before which a dash stands for the word («6 мая — о газе, 7-го — о нефти»)."""
    for token in word.doc[word.i + 1 : word.sent.end - 2]:
        if token.text == ";" or (is_finite(token)):
            break
        if token.text in DASHES and fold(token.nbor().norm_) in {"о", "об", "обо"}:
            yield word, token.i + 2, ABOUT, "о"


def _hanging(word: Token) -> Iterator[Slot]:
    """Complements with «о», «по», «по поводу», «на тему», «в связи с» of a word, also where the parser hung them higher."""
    for child in [*word.children, *(sibling for sibling in word.head.children if sibling.i > word.i)]:
        if child.dep_ not in {"obl", "nmod", "obj", "iobj"} or child.i < word.i:
            continue
        lead = preposition(child)
        if lead in {"о", "про", "насчет", "относительно"} or (
            lead == "за"
            and features(child, "Case") == "Acc"
            and stem(word) in words("frames", "verbs", "for")
            and features(child, "Animacy") == "Inan"
        ):
            yield word, _left_edge(child), ABOUT_LEADS[lead], lead
        elif lead == "против" and stem(word) in {"акция", "митинг", "протест", "протестовать", "пикет", "демонстрация", "шествие"}:
            yield word, _left_edge(child), GENITIVE, lead
        elif lead == "по" and word.pos_ == "NOUN" and features(child, "Case") == "Dat":
            inner = next((c for c in child.children if c.dep_ == "nmod" and not preposition(c)), None)
            if stem(child) in {"вопрос", "проблема", "тема", "повод"} and inner is not None:
                yield word, _left_edge(inner), GENITIVE, ""
            elif (
                stem(child)
                not in {"итог", "инициатива", "телефон", "приглашение", "просьба", "предложение", "решение", "время", "видеосвязь"}
                and not child.ent_type_
            ):
                yield word, _left_edge(child), BY, lead
        elif lead == "на" and stem(word) in words("frames", "nouns", "onto") and features(child, "Case") == "Acc":
            yield word, _left_edge(child), OBJECT_CASES, lead
        elif lead == "на" and stem(child) == "тема":
            inner = next((c for c in child.children if c.dep_ == "nmod" and not preposition(c)), None)
            if inner is not None:
                yield word, _left_edge(inner), GENITIVE, ""


def _theme(noun: Token, doc: Doc) -> Iterator[Slot]:
    """«Темой стала торговля», «в центре внимания была Сирия», «среди тем — Иран», «на повестке: газ»."""
    end = noun.sent.end
    verb = noun.head if noun.head.pos_ in {"VERB", "AUX"} and noun.head.i != noun.i else None
    while verb is None and noun.head.i != noun.i and noun.head.pos_ == "NOUN":
        noun = noun.head
        verb = noun.head if noun.head.pos_ in {"VERB", "AUX"} and noun.head.i != noun.i else None
    anchors = {
        "стать",
        "быть",
        "являться",
        "оказаться",
        "значиться",
        "стоять",
        "остаться",
        "находиться",
        "оставаться",
        "занимать",
    }
    if verb is not None and stem(verb) in anchors:
        for child in verb.children:
            if child.dep_ in {"nsubj", "nsubj:pass"} and child.i != noun.i and child.pos_ in {"NOUN", "PROPN"}:
                yield noun, _left_edge(child), frozenset({"Nom"}), ""
                return
    copula = next((t for t in doc[noun.i : end] if (t.pos_ in {"VERB", "AUX"} and stem(t) in anchors) or t.text in {"—", "–", ":"}), None)
    if copula is not None and not any(is_finite(t) for t in doc[noun.i + 1 : copula.i]):
        start = _after(doc, copula.i + 1, end)
        if start < end:
            yield noun, start, frozenset({"Nom"}), ""


@cache
def _format_phrases() -> dict[str, list[tuple[str, ...]]]:
    """The lemmas of each phrase by the first of them, the longest phrase first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted((tuple(fold(lemma(p)) for p in phrase.split()) for phrase in table("formats")["phrases"]), key=len, reverse=True):
        found.setdefault(phrase[0], []).append(phrase)
    return found


def formats(sentence: Span) -> list[Detail]:
    """How the events of the sentence were held («один на один», «за рабочим ужином», «с государственным визитом»)."""
    doc = sentence.doc
    found: list[Detail] = []
    tokens = [token for token in sentence if token.pos_ not in {"SPACE"} and token.text not in "«»"]
    plain = [fold(token.norm_) for token in tokens]
    forms = [{stem(token), word, fold(lemma(word))} for token, word in zip(tokens, plain, strict=True)]
    known = _format_phrases()
    i = 0
    while i < len(tokens):
        begun = (phrase for form in forms[i] for phrase in known.get(form, ()))
        for phrase in sorted(begun, key=len, reverse=True):
            size = len(phrase)
            if len(forms) - i >= size and all(phrase[k] in forms[i + k] for k in range(size)):
                start = tokens[i].i
                if phrase[0] not in {"в", "на", "за", "по", "с", "без", "через"} and i and plain[i - 1] in {"на", "в", "за"} and size == 1:
                    start = tokens[i - 1].i
                span = doc[start : tokens[i + size - 1].i + 1]
                found.append(Detail(span, fold_space(span.text), tokens[i + size - 1]))
                i += size - 1
                break
        else:
            meal = _meal(tokens[i])
            if meal is not None:
                found.append(meal)
        i += 1
    return found


def fold_space(text: str) -> str:
    """The text on one line, in lower case where it begins a sentence."""
    text = " ".join(text.split())
    return text[:1].lower() + text[1:]


def _meal(token: Token) -> Detail | None:
    """A meal at which the sides talked, with its adjectives («рабочий завтрак»)."""
    if token.pos_ != "NOUN" or stem(token) not in words("formats", "meals"):
        return None
    start = token.i
    while start > token.sent.start and token.doc[start - 1].pos_ == "ADJ" and token.doc[start - 1].head.i == token.i:
        start -= 1
    span = token.doc[start : token.i + 1]
    return Detail(span, fold_space(nominative(span)), token)


def visit_kind(noun: Token) -> Detail | None:
    """The kind of a visit («государственный визит»)."""
    for child in noun.children:
        if child.dep_ == "amod" and stem(child) in words("formats", "visit"):
            span = noun.doc[min(child.i, noun.i) : max(child.i, noun.i) + 1]
            return Detail(span, fold_space(nominative(span)), noun)
    return None


def occasions(sentence: Span) -> list[Detail]:
    """The larger events on which something took place: «в кулуарах форума», «на сессии Генассамблеи ООН», «матч 17-го тура чемпионата»."""
    doc = sentence.doc
    found: list[Detail] = []
    for token in sentence:
        if token.pos_ not in {"NOUN", "PROPN"} or stem(token) not in words("discourse", "occasion", "nouns"):
            continue
        if _lead(token) not in words("discourse", "occasion", "prepositions") and not _is_contested(token):
            continue
        end = _reach(token)
        start = token.i
        while (
            start > sentence.start
            and doc[start - 1].pos_ in {"ADJ", "NUM"}
            and (doc[start - 1].head.i == token.i or "-" in doc[start - 1].text)
        ):
            start -= 1
        if found and start < found[-1].span.end:
            continue
        span = doc[start:end]
        clause = _devoted(token, end)
        if clause is None:
            found.append(Detail(span, nominative(span), token))
        else:
            found.append(Detail(doc[start : clause.end], f"{nominative(span)}, {_agreeing(clause, token)}", token))
    return found


def _lead(token: Token) -> str:
    """The preposition of a larger event, through «поля», «рамки», «ход» above it."""
    above = token.head
    if token.dep_ == "nmod" and stem(above) in words("discourse", "occasion", "places") and not preposition(token):
        return f"{preposition(above)} {fold(above.norm_)}".strip()
    case = next((child for child in token.children if child.dep_ == "case" and child.i < token.i), None)
    if case is None:
        return ""
    fixed = [t for t in token.doc[case.i : token.i] if t.i == case.i or t.dep_ == "fixed"]
    return " ".join(fold(t.norm_) for t in fixed) if len(fixed) > 1 else preposition(token)


def _is_contested(tournament: Token) -> bool:
    """Whether a tournament in the genitive is that of a match or a stage («финал Кубка», «матч группового этапа чемпионата»)."""
    stage = tournament.head
    genitive = features(tournament, "Case") == "Gen" and tournament.dep_ == "nmod" and stage.i < tournament.i
    return genitive and stem(stage) in words("discourse", "occasion", "stages") and not preposition(tournament)


def _reach(token: Token) -> int:
    """The end of the larger event's name: its genitives, abbreviations and quoted name, but no place or date of its own."""
    doc, end = token.doc, token.sent.end
    i = token.i + 1
    quotes = 0
    while i < end:
        current = doc[i]
        if current.text in '«"„':
            if doc[i - 1].pos_ in {"PROPN", "X"}:  # «в матче Кубка Англии «Арсенал» …»
                break
            quotes += 1
        elif current.text in '»"“' and quotes:
            quotes -= 1
            i += 1
            if not quotes:
                break
            continue
        elif quotes:
            pass
        elif current.pos_ in {"PROPN", "X", "NUM"} or (current.pos_ in {"NOUN", "ADJ", "DET"} and features(current, "Case") == "Gen"):
            if current.pos_ == "NUM" and doc[i - 1].pos_ not in {"X", "PROPN"}:
                break
            if doc.covering("time", i):
                break
            if (
                current.pos_ == "PROPN"
                and features(current, "Case") == "Nom"
                and current.dep_.startswith("nsubj")
                and not current.norm_.isupper()
            ):
                break
        elif current.text in {"-", "–"} and i + 1 < end and doc[i + 1].pos_ in {"NUM", "PROPN"}:
            pass
        else:
            break
        i += 1
    return i


def _devoted(noun: Token, end: int) -> Span | None:
    """The participle clause that says what a larger event is for («мероприятия, посвящённые годовщине победы»)."""
    doc = noun.doc
    for token in doc[end : min(end + 8, noun.sent.end)]:
        if stem(token) == "посвятить" and token.i > 0 and doc[token.i - 1].text == ",":
            close = next((t.i for t in doc[token.i : noun.sent.end] if t.text in {",", ".", ";"}), noun.sent.end)
            return doc[token.i : close]
    return None


def _agreeing(clause: Span, noun: Token) -> str:
    """The participle clause in the nominative of its noun."""
    number = {"nomn", "plur"} if features(noun, "Number") == "Plur" else {"nomn", "sing"}
    return " ".join(f"{inflected(clause[0], number)} {clause[1:].text}".split())
