"""Doc → Doc whose `doc.spans["place"]` say which places they are: `kb_id_` the nominative, `id_` a `values.place.Place` as a string.

Spans that hold several names, or a name with words around it, become the names in them («юг Франции» → Франция); adjectives are no
places. A place that the table lacks has the country of what it is said to lie in («Западный округ Москвы»); `id_` is empty otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypedDict

from spacy.tokens import Doc, Span, Token

from extract.lexicon import fold, words
from extract.marks.plain import AnySpan
from extract.marks.venues import VENUE, nominative_of
from extract.values.locating import Named, locate
from extract.values.morphology import parses
from extract.values.place import Place, adjective_place, by_latin, capital_of, expanded, generic_nouns, homonyms, noun_kind, side, spelled

LONGEST = 6
"""Words of the longest name that is looked for within a span."""
BESIDE = {"под", "близ", "возле", "около", "у"}
LOCATIVE = {"в", "во", "на", "под", "из", "близ", "около", "возле"}
NAMES = {"NOUN", "PROPN", "X"}
OTHERS = ("person", "organisation")
TOWNS = {"аул", "город", "городок", "деревня", "поселок", "село", "станица", "хутор"}
ABBREVIATED = {"г", "гор", "пгт", "пос", "дер", "ст-ца"}
"""Abbreviations that mean a town before a name, whatever else they mean."""
FEW = 20
"""Letters of a sentence that may lack capitals by chance."""
LARGE = 2e4
"""Inhabitants of a place that may be meant in a sentence without capitals."""


def mark_places(doc: Doc) -> Doc:
    """Replaces `doc.spans["place"]` by its located spans, in text order."""
    spans = [part for span in doc.spans.get("place", []) for part in _parts(span) if not _is_ordinary(part)]
    spans = sorted([*spans, *_overlooked(doc, spans)], key=lambda span: (span.start, span.end))
    _take_away(doc, spans)
    starts = {span.start: span for span in spans}
    names = [Named(span.kb_id_, _kind(span), tuple(_within(span, starts))) for span in spans]
    located = locate(names, sides=_sides(doc))
    usual = _usual_names(spans, located)
    doc.spans["place"] = [
        Span(doc, span.start, span.end, label="place", kb_id=name, span_id=str(place) if place else _unlisted(span, named))
        for span, name, named, place in zip(spans, usual, names, located, strict=True)
    ]
    return doc


def _usual_names(spans: Sequence[Span], located: Sequence[Place | None]) -> list[str]:
    """The names of the spans; a state or town that the text calls by its usual name and by others («Россия», «РФ») has the former alone."""
    usual = [place.name if place and place.geonames_id and place.kind != "region" else "" for place in located]
    told = {(span.kb_id_, place.geonames_id) for span, place in zip(spans, located, strict=True) if place}
    return [
        name if place and (name, place.geonames_id) in told else span.kb_id_
        for span, name, place in zip(spans, usual, located, strict=True)
    ]


def _overlooked(doc: Doc, spans: list[Span]) -> Iterator[Span]:
    """The known names that the taggers have missed: those behind «город», and in text without capitals or without small letters."""
    taken = {i for span in spans for i in range(span.start, span.end)}
    for sentence in doc.sents:
        odd = _is_caseless(sentence)
        for token in sentence:
            start = token.i + 1
            if _names_town(token) or (odd and fold(token.norm_) in LOCATIVE):
                found = next((span for end in range(start + 3, start, -1) if (span := _town(doc, start, end, odd, taken))), None)
                if found is not None:
                    taken.update(range(found.start, found.end))
                    yield found


def _is_caseless(sentence: Span) -> bool:
    """Whether a sentence is all in capitals, or has none though it is long enough to have some."""
    letters = [char for char in sentence.text if char.isalpha()]
    return len(letters) > FEW and (all(map(str.isupper, letters)) or all(map(str.islower, letters)))


def _names_town(token: Token) -> bool:
    """Whether a token is the noun or abbreviation that a town's name follows («в городе Владимир», «г. Шахты», not «в 2015 г.»)."""
    doc, i = token.doc, token.i
    if token.text == "." and i > 1:
        return doc[i - 1].norm_.lower() in ABBREVIATED and not doc[i - 2].norm_[-1:].isdigit()
    return fold(token.lemma_) in TOWNS and token.morph.get("Number", []) == ["Sing"]


def _town(doc: Doc, start: int, end: int, odd: bool, taken: set[int]) -> Span | None:
    """The known town, or in odd sentences any large known place, whose name stands in a run of tokens, None if there is none."""
    if end > len(doc) or taken.intersection(range(start, end)) or not all(token.norm_[:1].isalpha() for token in doc[start:end]):
        return None
    if not odd and not all(token.norm_[:1].isupper() for token in doc[start:end]):
        return None
    if not odd and any(s.start < start < s.end or s.start < end < s.end for kind in OTHERS for s in doc.spans.get(kind, [])):
        return None
    word = doc[start].norm_.lower()
    if odd and end == start + 1 and not any("Geox" in p.tag for p in parses(word)):
        return None
    name = spelled(nominative_of(doc, start, end, caseless=odd))
    found = homonyms(name)
    if not found or (found[0].prior < LARGE if odd else all(place.kind != "city" for place in found)):
        return None
    return Span(doc, start, end, label="place", kb_id=name)


def _take_away(doc: Doc, places: list[Span]) -> None:
    """Takes people and organisations that are places after all off the others' spans."""
    found = {(span.start, span.end) for span in places}
    for kind in OTHERS:
        if any((span.start, span.end) in found for span in doc.spans.get(kind, [])):
            doc.spans[kind] = [span for span in doc.spans[kind] if (span.start, span.end) not in found]


def place_of(span: AnySpan) -> Place | None:
    """The place that a span of `doc.spans["place"]` is, None if it is unknown."""
    return Place.parse(span.id_) if span.id_ else None


class Known(TypedDict):
    """What the gazetteer knows of a place, as the records hold it."""

    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    alternatives: tuple[int, ...]


def known(place: Place) -> Known:
    """The fields of a record about a place, but for its kind."""
    return Known(country=place.country, lat=place.lat, lon=place.lon, geonames_id=place.geonames_id, alternatives=place.other_ids)


def _parts(span: Span) -> list[Span]:
    """The known names in a span that is none itself, if they are all that it names; else the span."""
    if span.id_ == VENUE:
        return [span]
    told = by_latin(span.kb_id_) if span.kb_id_.isascii() else _capital(span)
    if told is not None:
        return [Span(span.doc, span.start, span.end, label="place", kb_id=told)]
    if homonyms(span.kb_id_):
        return [_spelled(span)]
    people = {i for person in span.doc.spans.get("person", ()) for i in range(person.start, person.end)} if len(span) > 1 else set()
    found = [part for part in _known(span) if part.start not in people]  # «резиденция Арафата»
    covered = {i for part in found for i in range(part.start, part.end)}
    rest = [token for token in span if token.i not in covered]
    named = [token for token in rest if token.norm_[:1].isupper() and token.i > span.start]
    loose = [token for token in rest if token.pos_ in {"VERB", "AUX", "ADV", "CCONJ", "SCONJ", "PRON"} or token.text in {",", "—", ";"}]
    return found if found and (loose or not named) and not _is_own(span, covered) else [span]


def _capital(span: Span) -> str | None:
    """The capital that a span describes («столица России», «британская столица»), None if it does not."""
    noun = next((token for token in span if fold(token.lemma_) == "столица"), None)
    if noun is None or len(span) < 2:
        return None
    after = nominative_of(span.doc, noun.i + 1, span.end) if noun.i + 1 < span.end else side(span[0].norm_)
    return capital_of(after) if after else None


def _is_own(span: Span, covered: set[int]) -> bool:
    """Whether the first word is a name of its own («Западный округ Москвы»), not only a noun around the name («юг Франции»)."""
    first = span[0]
    around = words("venues", "around") | words("venues", "unnamed") | generic_nouns().keys()
    return (
        first.i not in covered
        and first.norm_[:1].isupper()
        and not (first.is_sent_start and first.pos_ == "NOUN")
        and fold(first.lemma_) not in around
        and first.pos_ not in {"ADP", "VERB", "ADV", "CCONJ"}
        and len(span) < LONGEST
    )


def _known(span: Span) -> Iterator[Span]:
    """The longest known names in a span, from left to right."""
    doc, i = span.doc, span.start
    while i < span.end:
        for end in range(min(span.end, i + LONGEST), i, -1):
            if _may_be_name(doc[i:end]) and homonyms(value := nominative_of(doc, i, end)):
                yield _spelled(Span(doc, i, end, label="place", kb_id=value))
                i = end
                break
        else:
            i += 1


def _may_be_name(span: Span) -> bool:
    """Whether a run of words may be a name: it begins with a capital, ends with a word and holds a noun."""
    first, last = span[0], span[-1]
    return (
        first.norm_[:1].isupper()
        and last.pos_ not in {"PUNCT", "SPACE", "ADP", "CCONJ"}
        and first.pos_ not in {"ADP", "CCONJ"}
        and any(token.pos_ in NAMES for token in span)
        and all(token.text not in {",", "(", ")", ";"} for token in span)
    )


def _spelled(span: Span) -> Span:
    """The span with its name as it is usually written, if it is all in capitals, all in small letters or of two alphabets."""
    name = expanded(span.kb_id_)
    odd = (name.isupper() and len(name) > 1) or name.islower() or (re.search("[A-Za-z]", name) and re.search("[А-Яа-яЁё]", name))
    return Span(span.doc, span.start, span.end, label=span.label_, kb_id=spelled(name) if odd else name)


def _is_ordinary(span: Span) -> bool:
    """Whether a span is one word that is no name: an adjective or inhabitant, which names a side («Украинские военные»), or an
    ordinary noun that begins a sentence («Ураган обрушился»).
    """
    first, word = span[0], span[0].norm_
    if len(span) > 1 or homonyms(span.kb_id_) or homonyms(word):
        return False
    return side(word) is not None or (
        (bool(first.is_sent_start) or _is_caseless(first.sent)) and all(p.is_known and "Geox" not in p.tag for p in parses(word.lower()))
    )


def _sides(doc: Doc) -> Iterator[str]:
    """The places behind the adjectives and inhabitants of a document."""
    for token in doc:
        if token.pos_ in {"ADJ", "NOUN"} and (name := adjective_place(token.lemma_)) is not None:
            yield name


def _kind(span: Span) -> str | None:
    """What the noun before the name, or at its beginning, says of its kind («город Владимир», «г. Кировск», «штат Вашингтон»)."""
    return _noun_kind(span[0]) if len(span) > 1 and _noun_kind(span[0]) else _noun_kind(_before(span.doc, span.start))


def _noun_kind(token: Token | None) -> str | None:
    if token is None:
        return None
    if token.text == "." and token.i:
        return noun_kind(f"{token.doc[token.i - 1].norm_.lower()}.")
    return noun_kind(fold(token.lemma_)) or noun_kind(token.norm_.lower())


def _before(doc: Doc, i: int) -> Token | None:
    """The word before a token, over white space and an opening quote."""
    while i and (doc[i - 1].pos_ == "SPACE" or doc[i - 1].text in '«"„'):
        i -= 1
    return doc[i - 1] if i else None


@cache
def _around() -> frozenset[str]:
    """Nouns through which a containing place is reached («на севере Италии», «в штате Техас»)."""
    return words("venues", "around") | frozenset(fold(noun) for noun in generic_nouns())


def _within(span: Span, starts: Mapping[int, Span]) -> Iterator[str]:
    """The names of what is said to contain the place."""
    doc, end = span.doc, span.end
    bracket = end < len(doc) and doc[end].text == "("
    if bracket:  # «Дананг (Вьетнам)»
        end += 1
    while (after := _reached(doc, end, starts, listed=end > span.end)) is not None:
        yield after.kb_id_
        end = after.end
    before = _before(doc, span.start)
    if before is not None and (_noun_kind(before) or before.text == "."):
        before = _before(doc, before.i - (before.text == "."))
    if before is not None and before.pos_ == "ADJ" and (name := side(before.norm_)) is not None:  # «в украинской Александрии»
        yield name
    outer = next((s for s in starts.values() if s.end == span.start and _noun_kind(_before(doc, s.start)) == "city"), None)
    if outer is not None:  # «столица Техаса Остин»
        yield outer.kb_id_


def _reached(doc: Doc, i: int, starts: Mapping[int, Span], *, listed: bool) -> Span | None:
    """The containing place that a name's end at `i` leads to; `listed`: behind another one («Париж, Техас, США»)."""
    if i < len(doc) and doc[i].text == ",":
        after = starts.get(i + 1)
        return after if after is not None and _is_wide(after) else None
    if i in starts:  # «Донецка Ростовской области»
        return starts[i] if listed or doc[i].morph.get("Case", []) == ["Gen"] or _is_wide(starts[i]) else None
    if i < len(doc) and doc[i].pos_ == "ADP":
        lead, at = fold(doc[i].norm_), i + 1
        while at < len(doc) and at not in starts and (fold(doc[at].lemma_) in _around() or doc[at].text == "."):
            at += 1
        after = starts.get(at)
        if after is not None and (lead in BESIDE or (lead in {"в", "во", "на"} and _is_wide(after))):
            return after
    return None


def _is_wide(span: Span) -> bool:
    """Whether a name is that of a region or state rather than of a city."""
    found = homonyms(span.kb_id_)
    return bool(found) and (found[0].is_state or any(place.kind in {"region", "island", "peninsula"} for place in found[:3]))


def _unlisted(span: Span, named: Named) -> str:
    """A place that the table lacks, with the country of what contains it, as a string; empty if nothing is known to."""
    inner = [part.kb_id_ for part in _known(span)] if len(span) > 1 and span.id_ != VENUE else []
    found = [homonyms(name)[0] for name in (*inner, *named.within) if homonyms(name)]
    country = next((place.country for place in found if place.country is not None), None)
    return str(Place(name=span.kb_id_, country=country)) if country else ""
