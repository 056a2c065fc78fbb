"""Doc → Doc with people, places and organisations in `doc.spans`, each span's `kb_id_` its canonical nominative name."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import get_args

from spacy.tokens import Doc, Span, Token

from extract.lexicon import fold
from extract.lexicon import words as lexicon
from extract.marks.natasha import is_attested
from extract.marks.repeated import repeated
from extract.marks.taggers import found as tagged
from extract.marks.triggers import preposition
from extract.values import place
from extract.values.morphology import parses
from extract.values.name import (
    CASES,
    Kind,
    NameSpan,
    OrganisationMention,
    PersonMention,
    Word,
    canonical_names,
    canonical_organisations,
    canonical_people,
    nominative,
    of_family,
    possible_cases,
    repair,
    shared_surname,
)

QUOTES = {"«", "»", '"', "„", "“", "”"}
KINDS: tuple[Kind, ...] = get_args(Kind)


def _words(doc: Doc) -> tuple[list[int], list[Word]]:
    """The Doc's words and their token indices."""
    tokens = list(doc)
    indices = [token.i for token in tokens if token.pos_ != "SPACE"]
    found = []
    for i, following in zip(indices, [*indices[1:], len(doc)], strict=False):
        token = tokens[i]
        gap = token.whitespace_ + "".join(between.text_with_ws for between in tokens[i + 1 : following])
        found.append(Word(token.norm_, token.lemma_, token.pos_, _features(token), gap))
    return indices, found


def _features(token: Token) -> dict[str, str]:
    """The tagger's features; the words of a name stand in one case, and in that of the title before it («директора Марко Джурича»)."""
    features = token.morph.to_dict()
    name = token.head if token.dep_ == "flat:name" else token
    title = name.head
    of_title = name.dep_ == "appos" and title.i < name.i and title.pos_ == "NOUN" and title.morph.get("Number", []) == ["Sing"]
    ranked = re.match("зам(?!ести)", title.norm_.lower())  # «замминистра» looks like a genitive
    if of_title and not ranked and (cases := name.morph.get("Case", [])):
        case = (title.morph.get("Case", []) or cases)[0] if cases == ["Nom"] else cases[0]
        case = "Nom" if case == "Gen" and is_nominative(title.norm_) else case
        if case in possible_cases(token.norm_) or possible_cases(token.norm_) == {"Nom"}:
            features["Case"] = case
    before = name.head if name.dep_ == "conj" else name
    if before.i < name.i and before.pos_ == "PROPN" and (cases := before.morph.get("Case", [])) and cases[0] in possible_cases(token.norm_):
        features["Case"] = cases[0]  # «задержаны Иванов и Сидорова»
    if token.dep_ == "obj" and features.get("Case") == "Dat" and token.norm_[-1:] in {"у", "ю"}:  # «Горбачёву перевезли»
        features["Case"] = "Acc"
    return features


def is_nominative(noun: str) -> bool:
    """Whether a word can be no other form of a noun than the nominative («премьер-министр»)."""
    return {str(parse.tag.case) for parse in parses(noun.lower()) if parse.tag.POS == "NOUN"} == {"nomn"}


def _written(words: Sequence[Word]) -> list[Word]:
    """The words of a person's name, those in capitals only as names are written (СОБЯНИН → Собянин), without a nickname in quotes."""
    quotes = [k for k, word in enumerate(words) if word.text in QUOTES]
    inside = range(quotes[0], quotes[-1] + 1) if len(quotes) > 1 and quotes[0] > 0 and quotes[-1] < len(words) - 1 else range(0)
    return [word._replace(text=_capitalised(word.text)) for k, word in enumerate(words) if k not in inside]


def _capitalised(word: str) -> str:
    return "-".join(part.capitalize() for part in word.split("-")) if len(word) > 2 and word.isupper() and not word.isascii() else word


def _agreed(words: Sequence[Word]) -> list[Word]:
    """The words of a person's name in one case that the dictionary allows for all it knows («Марии Фёдоровне» are datives)."""
    each = [cases for word in words if len(cases := possible_cases(word.text)) < len(CASES)]
    possible = frozenset.intersection(*each) if len(each) > 1 else frozenset()
    tagged = {word.feats.get("Case") for word in words}
    case = next((case for case in ("Dat", "Ins", "Gen", "Acc", "Loc", "Nom") if case in possible), None)
    if case is None or not tagged.isdisjoint(possible):
        return list(words)
    return [word._replace(feats={**word.feats, "Case": case}) for word in words]


def mark_names(doc: Doc) -> Doc:
    """Sets `doc.spans["person"]`, `["place"]`, `["organisation"]` and `ent_type_` of their tokens."""
    indices, read = _words(doc)
    position = {i: k for k, i in enumerate(indices)}
    raw = [NameSpan(position[one.start], position[one.end - 1] + 1, one.kind) for one in repeated(doc, tagged(doc))]
    names = repair(read, raw)
    read = _as_told(doc, read, names, indices)
    by_kind: dict[Kind, list[Span]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        spans = [name for name in names if name.kind == kind]
        phrases = [read[s.start : s.end] for s in spans]
        written = [_agreed(_written(phrase)) for phrase in phrases] if kind == "person" else phrases
        values = canonical_names(written, kind=kind, attested=is_attested)
        if kind == "person":
            values = _with_shared_surnames(doc, spans, values, read, indices)
        for span, form, value in zip(spans, values, _canonical(doc, kind, spans, values, read, indices), strict=True):
            by_kind[kind].append(Span(doc, indices[span.start], indices[span.end - 1] + 1, label=kind, kb_id=value, span_id=form))
    _trim(by_kind["person"])
    _rename(by_kind)
    for kind, found in by_kind.items():
        doc.spans[kind] = found
    doc.set_ents(_disjoint([span for found in by_kind.values() for span in found]), default="unmodified")
    return doc


def _as_told(doc: Doc, words: Sequence[Word], names: Sequence[NameSpan], indices: Sequence[int]) -> list[Word]:
    """The words, those of women's names in the nominative where the document tells that («… Евгения Медведева …. Медведева упала»),
    and those of names in quotes behind what they name («из клуба "Рома"»).
    """
    people = [name for name in names if name.kind == "person"]
    surnames = {words[one.start].text for one in people if one.end - one.start == 1 and _told_gender(doc[indices[one.start]]) == "Fem"}
    changed = list(words)
    for name in people:
        told = [words[i] for i in range(name.start, name.end)]
        oblique = len(told) > 1 and all(word.feats.get("Case") in {"Gen", "Acc"} for word in told)
        if oblique and told[-1].text in surnames and told[-1].text.endswith("а") and _may_be_woman(told[0].text):
            changed[name.start : name.end] = [word._replace(feats={**word.feats, "Case": "Nom", "Gender": "Fem"}) for word in told]
    for name in names:
        if name.kind == "organisation" and _is_quoted_behind_class(words, name.start):
            changed[name.start : name.end] = [word._replace(feats={**word.feats, "Case": "Nom"}) for word in words[name.start : name.end]]
    return changed


def _is_quoted_behind_class(words: Sequence[Word], start: int) -> bool:
    """Whether a name in quotes stands behind a noun that says what it is, and so in the nominative («из клуба "Рома"»)."""
    quote = start if words[start].text in QUOTES else start - 1
    return quote > 0 and words[quote].text in QUOTES and fold(words[quote - 1].lemma) in lexicon("names", "classes")


def _may_be_woman(word: str) -> bool:
    """Whether a word is, as it stands, a woman's given name («Евгения»)."""
    tags = (parse.tag for parse in parses(word.lower()) if parse.is_known)
    return any("Name" in tag and tag.case == "nomn" and tag.gender == "femn" for tag in tags)


def _with_shared_surnames(
    doc: Doc, spans: Sequence[NameSpan], values: Sequence[str], words: Sequence[Word], indices: Sequence[int]
) -> list[str]:
    """The nominatives, each of several given names before one surname with that («Иван и Мария Орловы» → Иван Орлов, Мария Орлова)."""
    found = list(values)
    for k, span in enumerate(spans):
        phrase = words[span.start : span.end]
        if (surname := shared_surname(phrase)) is None:
            continue
        given = list(_given_before(doc, spans[: k + 1], values, indices))
        if given:
            found[k] = of_family(nominative(phrase[:-1], kind="person"), surname)
        for before in given:
            found[before] = of_family(values[before], surname)
    return found


def _given_before(doc: Doc, spans: Sequence[NameSpan], values: Sequence[str], indices: Sequence[int]) -> Iterator[int]:
    """The numbers of the names of one word that are coordinated with the last name, before it."""
    for k in range(len(spans) - 2, -1, -1):
        if " " in values[k] or _between(doc, indices, *spans[k : k + 2]) not in {",", "и"}:
            return
        yield k


def _between(doc: Doc, indices: Sequence[int], first: NameSpan, second: NameSpan) -> str:
    """What stands between two names."""
    return doc[indices[first.end - 1] + 1 : indices[second.start]].text.strip()


def _canonical(
    doc: Doc, kind: str, spans: Sequence[NameSpan], values: Sequence[str], words: Sequence[Word], indices: Sequence[int]
) -> list[str]:
    """One name per person and organisation of the document."""
    if kind == "person":
        mentions = []
        for span, value in zip(spans, values, strict=True):
            head = words[span.start]
            form = " ".join(w.text for w in words[span.start : span.end])
            gender = _told_gender(doc[indices[span.start] : indices[span.end - 1] + 1].root)
            introduced = span.start > 0 and words[span.start - 1].pos == "NOUN" and not words[span.start - 1].space.count("\n")
            mentions.append(PersonMention(value, form, head.feats.get("Case"), gender, introduced))
        return _transcribed(doc, spans, indices, _likeliest(canonical_people(mentions)))
    if kind == "organisation":
        places = [(doc[indices[s.start]].idx, doc[indices[s.end - 1]].idx + len(doc[indices[s.end - 1]])) for s in spans]
        return canonical_organisations([OrganisationMention(v, *at) for v, at in zip(values, places, strict=True)], text=doc.text)
    return list(values)


def _told_gender(name: Token) -> str | None:
    """The gender of somebody that the verb in the past tells whose subject the name is («Ковальчук сказала»)."""
    verb = name.head
    if not name.dep_.startswith("nsubj") or verb.morph.get("Tense", []) != ["Past"] or verb.morph.get("Number", []) != ["Sing"]:
        return None
    return next((gender for gender in verb.morph.get("Gender", []) if gender != "Neut"), None)


def _transcribed(doc: Doc, spans: Sequence[NameSpan], indices: Sequence[int], names: Sequence[str]) -> list[str]:
    """The names, one in Latin letters in brackets behind a Russian one as that («Урсула фон дер Ляйен (Ursula von der Leyen)»)."""
    russian: dict[str, str] = {}
    for k, span in enumerate(spans[1:], 1):
        if _between(doc, indices, spans[k - 1], span) == "(" and names[k].isascii() != names[k - 1].isascii():
            latin, full = sorted((names[k - 1], names[k]), key=lambda name: not name.isascii())
            russian.setdefault(latin, full)
    return [russian.get(name, name) for name in names]


def _trim(people: list[Span]) -> None:
    """Takes the name of a venue off the person's behind it («во дворце Нариньо Сантос принял …» → Сантос)."""
    full: dict[str, set[str]] = {}
    for span in people:
        if len(span) > 1 and not _behind_venue(span):
            full.setdefault(span.kb_id_.split()[-1], set()).add(span.kb_id_)
    surnames = {surname: names.copy().pop() for surname, names in full.items() if len(names) == 1}
    for k, span in enumerate(people):
        last = span.kb_id_.split()[-1]
        if last in surnames and (_behind_venue(span) and span.kb_id_ != surnames[last] if len(span) > 1 else span.kb_id_ == last):
            people[k] = Span(span.doc, span.end - 1, span.end, label="person", kb_id=surnames[last])


def _behind_venue(span: Span) -> bool:
    before = span.doc[span.start - 1] if span.start else None
    return before is not None and before.pos_ == "NOUN" and fold(before.lemma_) in lexicon("venues", "part") | lexicon("venues", "generic")


def _rename(by_kind: dict[Kind, list[Span]]) -> None:
    """Makes a place or organisation that is one surname of the document a person («Ковриг» beside «Майкл Ковриг»)."""
    surnames: dict[str, str] = {}
    for span in by_kind["person"]:
        parts = span.kb_id_.split()
        if len(parts) > 1:
            surnames.setdefault(parts[-1], span.kb_id_)
    by_kind["place"] = [part for span in by_kind["place"] for part in _parted(span, surnames, by_kind["person"])]
    others: tuple[Kind, ...] = ("organisation", "place", "person")
    for kind in others:
        kept = []
        for span in by_kind[kind]:
            text = _capitalised(span.text)
            full = surnames.get(span.kb_id_) or surnames.get(text) or surnames.get(_stem(text))
            if _is_place(span, kind, surnames):
                name = span.text if _is_capital(span) else span.kb_id_
                by_kind["place"].append(Span(span.doc, span.start, span.end, label="place", kb_id=name, span_id=span.id_))
            elif kind != "person" and full is not None and len(span) == 1 and not place.lookup(span.kb_id_):
                by_kind["person"].append(Span(span.doc, span.start, span.end, label="person", kb_id=full, span_id=span.id_))
            else:
                kept.append(span)
        by_kind[kind] = kept
    for kind in ("person", "place"):
        by_kind[kind].sort(key=lambda span: span.start)


PLACES = {"country", "former", "region"}
"""Kinds of places whose names are hardly ever somebody's."""


def _is_place(span: Span, kind: Kind, surnames: Collection[str]) -> bool:
    """Whether what a tagger has taken for a body or a person is a place («Ольстер», «в Башкирию»)."""
    if kind == "person" and (_is_located(span) or _is_capital(span)) and span.text not in surnames and _stem(span.text) not in surnames:
        return True
    spot = place.lookup(span.kb_id_) if kind != "place" and not _quoted(span) and len(span.kb_id_) > 3 else None
    if spot is None:
        return False
    if kind == "organisation":
        return spot.kind in PLACES | {"city"}
    return len(span) == 1 and spot.kind in PLACES | {"venue"} and span.kb_id_ not in surnames


def _is_located(span: Span) -> bool:
    """Whether something is at what a name names («на Стромынке»), which is then no person."""
    return len(span) == 1 and span.root.morph.get("Case", []) == ["Loc"] and preposition(span.root) in {"в", "на"}


def _is_capital(span: Span) -> bool:
    """Whether a word is the name of a capital and, as far as the dictionary knows, of nobody («Астана»)."""
    return len(span) == 1 and place.governed_from(span.text) is not None and possible_cases(span.text) == frozenset(CASES)


def _parted(span: Span, surnames: Mapping[str, str], people: list[Span]) -> list[Span]:
    """A place without the person behind it («во дворце Мирамар Сантос принял …»), who is added to the people."""
    surname = span[-1].text
    if len(span) < 2 or surname not in surnames or place.lookup(span.kb_id_):
        return [span]
    people.append(Span(span.doc, span.end - 1, span.end, label="person", kb_id=surnames[surname]))
    name = span.kb_id_.removesuffix(surname).strip()
    return [Span(span.doc, span.start, span.end - 1, label="place", kb_id=name)] if name else [span]


def _quoted(span: Span) -> bool:
    """Whether a name stands in quotes, as names of companies and clubs do."""
    return (span.start > 0 and span.doc[span.start - 1].text in {"«", '"', "„"}) or span.text[:1] in {"«", '"', "„"}


def _stem(word: str) -> str:
    """The surname that a word is with a case ending (Садата, Садату, Садатом → Садат), empty for a word without such an ending."""
    return next((word.removesuffix(ending) for ending in ("а", "у", "ом", "ым", "е") if word.endswith(ending)), "")


def _likeliest(names: Sequence[str]) -> list[str]:
    """The names, a surname that fits several people as that of the one named most («Ким»), else of the one who was named before it."""
    counts = Counter(name for name in names if " " in name)
    by_part: dict[str, list[str]] = {}
    for full in counts:
        for part in {full.split()[0], full.split()[-1]}:
            by_part.setdefault(part, []).append(full)
    found, told = [], set[str]()
    for name in names:
        ranked = sorted(by_part.get(name, ()), key=lambda full: -counts[full])
        before = [full for full in ranked if full in told] or ranked[:1]
        clear = len(ranked) > 1 and counts[ranked[0]] > counts[ranked[1]]
        found.append(ranked[0] if clear else before[0] if len(ranked) > 1 == len(before) else name)
        told.add(name)
    return found


def _disjoint(spans: Sequence[Span]) -> list[Span]:
    """The spans without those that lie within or across a longer one, for `doc.ents`."""
    taken: set[int] = set()
    kept = []
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        if not taken.intersection(range(span.start, span.end)):
            kept.append(span)
            taken.update(range(span.start, span.end))
    return sorted(kept, key=lambda s: s.start)
