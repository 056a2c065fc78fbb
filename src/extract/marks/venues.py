"""Doc → Doc with venues that have names of their own, and with cities told by an adjective, added to `doc.spans["place"]`.

«в отеле «Метрополь»» → Метрополь, «в Казанском храме» → Казанский храм, «на улице Грина» → улица Грина, «в венском дворце» → Вена,
«в катарской столице» → Доха.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span, Token

from extract.lexicon import fold, words
from extract.marks.links import root
from extract.marks.triggers import preposition
from extract.values import place
from extract.values.morphology import parses
from extract.values.name import CASE_OF_TAG, GENDER_OF_TAG, Word, nominative

LOCATIVE = {"в", "на", "у", "под", "близ", "возле"}
NAMED = {"ADJ", "NOUN", "PROPN", "VERB", "X"}
LONGEST = 4
"""Words of a site's name."""
QUOTES = {"«": "»", '"': '"', "„": "“", "“": "”"}


VENUE = "venue"
"""The identity of a span whose noun belongs to its name, until it is known which place it is."""


def mark_venues(doc: Doc) -> Doc:
    """Adds venues and cities behind adjectives to `doc.spans["place"]`, in text order."""
    found = list(_sites(doc))
    _take_in(doc, found)
    known = list(doc.spans.get("place", []))
    taken = {i for span in (*known, *found) for i in range(span.start, span.end)}
    for span in doc.spans.get("organisation", []):  # «в Белом доме»
        spot = place.lookup(span.kb_id_)
        if spot is not None and spot.kind == "venue" and _located(span.root) and span.start not in taken:
            found.append(Span(doc, span.start, span.end, label="place", kb_id=spot.name))
            taken.update(range(span.start, span.end))
    for span in doc.spans.get("read", []):
        venue = None if taken.intersection(range(span.start, span.end)) else _read(span)
        if venue is not None:
            found.append(venue)
            taken.update(range(venue.start, venue.end))
    nouns = words("venues", "part") | words("venues", "generic") | {"столица"}
    for token in doc:  # only what may be a venue or may follow the adjective of a city is asked where it stands
        named = token.pos_ == "PROPN" or (token.pos_ == "NOUN" and (token.ent_type_ == "place" or fold(token.lemma_) in nouns))
        if not named or not _located(token):
            continue
        venue = None if token.i in taken else _venue(token)
        if venue is not None and not taken.intersection(range(venue.start, venue.end)):
            found.append(venue)
        city = _city(token)
        if city is not None and city.start not in taken:
            found.append(city)
    capitals = {span.end - 1 for span in found if span[-1].ent_type_ == "place"}
    known = [span for span in known if span.end - 1 not in capitals]
    doc.spans["place"] = sorted([*known, *found], key=lambda span: (span.start, span.end))
    return doc


def _take_in(doc: Doc, sites: Sequence[Span]) -> None:
    """Takes the names that stand within those of sites off the other spans («улица Гоголя» names nobody)."""
    inside = {i for span in sites for i in range(span.start, span.end)}
    for kind in ("person", "place") if inside else ():
        doc.spans[kind] = [span for span in doc.spans.get(kind, []) if span.start not in inside or span.end - 1 not in inside]


def _sites(doc: Doc) -> Iterator[Span]:
    """The sites with a name behind their noun, none within another."""
    end = 0
    for token in doc:
        if token.i < end:
            continue
        site = _site(token) if fold(token.lemma_) in words("venues", "sites") else None
        site = site or (_house(token) if fold(token.lemma_) in words("venues", "part") else None)
        if site is not None:
            end = site.end
            yield site


def _site(noun: Token) -> Span | None:
    """A site with the name that follows its noun («на улице Грина», «дворец Нараянхити», «набережная канала Грибоедова»)."""
    doc, last = noun.doc, noun.sent.end
    if noun.morph.get("Number", []) == ["Plur"] or noun.i + 1 >= last:
        return None
    start = noun.i + 1
    while start + 1 < last and fold(doc[start].lemma_) in words("venues", "honours") and doc[start].norm_.islower():
        start += 1
    end = start
    while end < last and doc[end].norm_[:1].isupper() and doc[end].is_alpha and doc[end].pos_ in NAMED and end - start < LONGEST:
        end += 1
    if end == start or not _names_site(doc[start:end]):
        return None
    return Span(doc, noun.i, end, label="place", kb_id=_named_site(doc, noun.i, end), span_id=VENUE)


def _house(noun: Token) -> Span | None:
    """A venue with a capital that its purpose tells from others («в Доме культуры», «во Дворце бракосочетаний»)."""
    named = noun.norm_[:1].isupper() and not noun.norm_.isupper() and not noun.is_sent_start
    house = _with_purpose(noun, noun.i, VENUE) if named and _located(noun) else None
    return house if house is not None and len(house) > 1 else None


def _with_purpose(noun: Token, start: int, identity: str = "") -> Span:
    """The venue from `start` to its noun and what tells its purpose."""
    doc, end = noun.doc, _purpose(noun)
    name = " ".join([nominative_of(doc, start, noun.i + 1), *(token.norm_ for token in doc[noun.i + 1 : end])])
    return Span(doc, start, end, label="place", kb_id=name, span_id=identity)


def _purpose(noun: Token) -> int:
    """The end of the genitive in small letters that belongs to a venue's name («дом культуры», «музей изобразительных искусств»)."""
    doc, i = noun.doc, noun.i + 1
    while i < noun.sent.end and doc[i].pos_ == "ADJ" and doc[i].norm_.islower() and doc[i].morph.get("Case", []) == ["Gen"]:
        i += 1
    last = doc[i] if i < noun.sent.end else None
    purpose = last is not None and last.pos_ == "NOUN" and last.norm_.islower() and last.morph.get("Case", []) == ["Gen"]
    return i + 1 if last is not None and purpose and place.noun_kind(fold(last.lemma_)) is None else noun.i + 1


def _names_site(name: Span) -> bool:
    """Whether a name belongs to the site before it: it is no subject, no well-known place's and no stranger's before his surname."""
    first, last = name[0], name[-1]
    if any(token.dep_.startswith("nsubj") and token.morph.get("Case", []) == ["Nom"] for token in name):
        return False
    if any(span.start < name.end < span.end for span in name.doc.spans.get("person", [])):
        return False
    surname = any("Surn" in parse.tag for parse in parses(last.norm_.lower()))
    spot = place.lookup(nominative_of(name.doc, first.i, last.i + 1))
    return surname or spot is None or spot.kind == "venue"


def _named_site(doc: Doc, start: int, end: int) -> str:
    """The name of a site in the nominative: an adjective agrees with the noun («улица Ялтинская»), other names stay as they are."""
    noun, last = doc[start], doc[end - 1]
    rest = [token.norm_ for token in doc[start + 1 : end]]
    if end == start + 2 and noun.morph.get("Case", []) != ["Nom"] and (told := _agreeing(noun, last)):
        rest = [told]
    return " ".join([noun.lemma_.lower(), *rest])


def _agreeing(noun: Token, word: Token) -> str:
    """The nominative of an adjective that agrees with the noun before it; empty for another word, such as a surname («улица Крупской»)."""
    read = parses(word.norm_.lower())
    if any("Surn" in parse.tag and parse.is_known for parse in read):
        return ""
    wanted = (noun.morph.get("Case", []), noun.morph.get("Gender", []))
    for parse in read:
        tag = parse.tag
        if tag.POS == "ADJF" and ([CASE_OF_TAG.get(str(tag.case))], [GENDER_OF_TAG.get(str(tag.gender))]) == wanted:
            told = parse.inflect({"nomn"})
            return str(told.word).capitalize() if told is not None else ""
    return ""


def _read(span: Span) -> Span | None:
    """The venue that the reader sees and something is said to be at («на ВДНХ», «в Останкинском районном суде»)."""
    head = span.doc[root(span).i]
    kinds = words("venues", "part") | words("venues", "generic") | words("venues", "unnamed")
    if span.label_ != "FACILITY" and not (span.label_ == "ORGANIZATION" and fold(head.lemma_) in kinds):
        return None
    if not _located(head) or head.pos_ not in {"NOUN", "PROPN"} or not any(token.norm_[:1].isupper() for token in span):
        return None
    return Span(span.doc, span.start, span.end, label="place", kb_id=nominative_of(span.doc, span.start, span.end))


def _located(token: Token) -> bool:
    """Whether something is said to be at the place («в отеле», «на площади», «на лужайке Белого дома», «в зале дворца»)."""
    if preposition(token) in LOCATIVE:
        return True
    above = token.head
    return token.dep_ == "nmod" and not preposition(token) and above.pos_ == "NOUN" and preposition(above) in LOCATIVE


def _venue(token: Token) -> Span | None:
    """The venue whose noun is `token`."""
    doc, lemma = token.doc, fold(token.lemma_)
    generic = lemma in words("venues", "generic")
    if not generic and lemma not in words("venues", "part"):
        return None
    start = token.i
    while start > token.sent.start and doc[start - 1].pos_ == "ADJ" and doc[start - 1].norm_[:1].isupper():
        start -= 1
    after = doc[token.i + 1] if token.i + 1 < token.sent.end else None
    if after is not None and after.text in QUOTES:
        close = next((t.i for t in doc[after.i + 1 : token.sent.end] if t.text == QUOTES[after.text]), None)
        name = doc[after.i + 1 : close].text if close is not None and close - after.i < 8 else ""
        if close is not None and name[:1].isalnum() and not name[0].islower():  # not «до центра "нет никакого иммунитета"»
            if generic:
                return Span(doc, after.i + 1, close, label="place", kb_id=" ".join(name.split()))
            return Span(doc, start, close + 1, label="place", kb_id=f"{nominative_of(doc, start, token.i + 1)} {' '.join(name.split())}")
    if after is not None and fold(after.norm_) == "имени":
        last = max((child.right_edge.i for child in token.children if child.i == after.i), default=after.i)
        named = next((s for s in doc.spans.get("person", []) if s.start == after.i + 1), None)
        end = named.end if named is not None else last + 1
        return Span(doc, start, end, label="place", kb_id=f"{nominative_of(doc, start, token.i + 1)} {doc[after.i : end].text}")
    if (
        after is not None
        and not generic
        and after.pos_ in {"NOUN", "PROPN", "ADJ"}
        and after.norm_[:1].isupper()
        and after.morph.get("Case", []) == ["Gen"]
        and not after.ent_type_
    ):
        end = after.i + 1
        while (
            end < token.sent.end
            and doc[end].norm_[:1].isupper()
            and doc[end].pos_ in {"NOUN", "PROPN"}
            and doc[end].morph.get("Case", []) == ["Gen"]
        ):
            end += 1
        return Span(doc, start, end, label="place", kb_id=f"{nominative_of(doc, start, token.i + 1)} {doc[after.i : end].text}")
    if start < token.i and not generic:
        return _with_purpose(token, start)
    return None


def _city(token: Token) -> Span | None:
    """The city that an adjective before a venue or another place names, or the capital («в каирском аэропорту», «в столице Катара»)."""
    lemma = fold(token.lemma_)
    if lemma == "столица":
        for span in token.doc.spans.get("place", []):
            if span.start == token.i + 1 and token.morph.get("Number", []) == ["Sing"] and (capital := place.capital_of(span.kb_id_)):
                return Span(token.doc, token.i, span.end, label="place", kb_id=capital)
    for child in token.children:
        if child.pos_ != "ADJ" or child.i > token.i:
            continue
        name = place.adjective_place(child.lemma_)
        if name is None:
            continue
        if lemma == "столица":
            capital = place.capital_of(name)
            return Span(token.doc, child.i, token.i + 1, label="place", kb_id=capital) if capital else None
        if not place.is_country(name):
            return Span(token.doc, child.i, child.i + 1, label="place", kb_id=name)
    return None


def nominative_of(doc: Doc, start: int, end: int, *, caseless: bool = False) -> str:
    """The place name that stands in a run of tokens, in the nominative; in small letters where capitals tell nothing."""
    words_ = [Word(t.norm_.lower() if caseless else t.norm_, t.lemma_, t.pos_, t.morph.to_dict(), t.whitespace_) for t in doc[start:end]]
    return nominative(words_, kind="place")
