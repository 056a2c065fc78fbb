"""The names that natasha and the learned reader find, joined: which words are a name, and of which kind.

Each tagger's span weighs what its tagger is worth, more where the other one sees the same kind there. The weightiest come first; a
span that crosses or repeats one before it is dropped, one within the name of a body stays («МИД Пакистана», «кабинет Мэй»).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, cast

from spacy.tokens import Doc, Span, Token

from extract.lexicon import fold, words
from extract.marks.venues import nominative_of
from extract.values import place
from extract.values.morphology import parses
from extract.values.name import Kind

READ: Mapping[str, Kind] = {
    "PERSON": "person",
    "ORGANIZATION": "organisation",
    "CITY": "place",
    "COUNTRY": "place",
    "STATE_OR_PROVINCE": "place",
    "LOCATION": "place",
    "DISTRICT": "place",
}
"""The labels of the learned reader that are names."""
THINGS = {"AWARD", "IDEOLOGY", "LANGUAGE", "LAW", "NATIONALITY", "RELIGION", "WORK_OF_ART"}
"""Labels of names that are no one's."""
TIED = {"LAW", "NATIONALITY"}
"""Those of them that may name a place («гражданин России»)."""
TRUST: Mapping[Kind, float] = {"person": 0.6, "place": 0.7, "organisation": 0.4}
"""What a span of natasha's weighs; the reader's weigh their probability."""
AGREED, LISTED = 0.5, 0.6
"""What it adds that the other tagger sees the same kind there, and that the gazetteer has the place or the lexicon the body."""
COUNTRY = 0.5
"""What a state's name in small letters weighs, which neither has seen."""
RANKS = ("chancellor", "commander", "minister", "monarch", "premier", "president")
"""The roles whose words stand before names, with a capital too («Император Акихито»)."""
_NAME_WORDS = {"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"}


class Found(NamedTuple):
    """A name: token indices, half-open."""

    start: int
    end: int
    kind: Kind
    weight: float = 0.0


def found(doc: Doc) -> list[Found]:
    """The names of a document in text order."""
    things = [span for span in doc.spans.get("read", ()) if span.label_ in THINGS and _capital(span)]
    covered = {(i, thing.label_ in TIED) for thing in things for i in range(thing.start, thing.end)}
    inner = _inner_words(doc)
    read = [one for span in doc.spans.get("read", ()) if span.label_ in READ for one in _read(doc, span, inner)]
    tagged = [_tagged(part, inner) for span in doc.spans.get("tagged", ()) for part in _unbracketed(span)]
    listed = [Found(token.i, token.i + 1, "place", COUNTRY) for token in doc if _is_country(token)]
    candidates = [
        _as_union(doc, one._replace(weight=_weight(doc, one, others)))
        for mine, others in ((read, _words(tagged)), (tagged, _words(read)), (listed, _words(read)))
        for one in mine
        if not _is_thing(one, covered) and _is_name(doc, one, others)
    ]
    inside = _inside(candidates)
    candidates = [
        one for one in candidates if not (one.kind == "person" and one.end <= inside.get(one.start, 0) and _quoted(doc[one.start]))
    ]
    full = [one for one in candidates if (one.kind == "person" and _is_full(doc, one)) or _is_listed(doc, one)]
    kept: list[Found] = []
    at: dict[int, list[Found]] = {}
    for one in sorted(candidates, key=lambda one: (-one.weight, one.start - one.end, one.start)):
        if one.kind == "place" and any(_belongs(one, name) for name in full):
            continue
        if not all(_fits(one, other) for i in range(one.start, one.end) for other in at.get(i, ())):
            one = _before(doc, one, at)
        if one.start < one.end:
            kept.append(one)
            for i in range(one.start, one.end):
                at.setdefault(i, []).append(one)
    whole = [_in_full(doc, one, at) for one in map(partial(_on_words, doc), _joined(doc, sorted(kept)))]
    return [one for one in whole if one.start < one.end]


def _inside(names: Iterable[Found]) -> dict[int, int]:
    """For each word within a person's name, its first left out, where the longest such name ends («Джеймс «Бадди» Макгирт»)."""
    ends: dict[int, int] = {}
    for name in names:
        for i in range(name.start + 1, name.end) if name.kind == "person" else ():
            ends[i] = max(ends.get(i, 0), name.end)
    return ends


def _belongs(one: Found, name: Found) -> bool:
    """Whether a place lies within the longer name of another, or a person's name begins with it."""
    within = name.start <= one.start and one.end <= name.end and one[:2] != name[:2]
    return within and (name.kind == "place" or one.start == name.start)


def _before(doc: Doc, one: Found, taken: Mapping[int, object]) -> Found:
    """Of a place that runs into a weightier name the place before that («Благовещенске Республики Башкортостан»), else an empty one."""
    end = next((i for i in range(one.start, one.end) if i in taken), one.end)
    ends = range(end, one.start, -1) if one.kind == "place" else range(0)
    known = (i for i in ends if _capital(doc[one.start : i]) and place.lookup(nominative_of(doc, one.start, i)) is not None)
    return one._replace(end=next(known, one.start))


def _in_full(doc: Doc, one: Found, taken: Collection[int]) -> Found:
    """A place with the word before it that the gazetteer knows as the name's beginning («Великом Новгороде», «Республики Башкортостан»)."""
    before = one.start - 1
    if one.kind != "place" or one.start >= one.end or before < 0 or before in taken or not doc[before].norm_.istitle():
        return one
    return one._replace(start=before) if place.lookup(nominative_of(doc, before, one.end)) is not None else one


def _words(names: Iterable[Found]) -> set[tuple[int, Kind]]:
    """The words of names, each with the kind of its name."""
    return {(i, one.kind) for one in names for i in range(one.start, one.end)}


def _on_words(doc: Doc, one: Found) -> Found:
    """The name without white space and markup around it."""
    inside = [i for i in range(one.start, one.end) if doc[i].pos_ != "SPACE"]
    return one._replace(start=inside[0], end=inside[-1] + 1) if inside else one._replace(end=one.start)


def _inner_words(doc: Doc) -> frozenset[str]:
    """The folded words in the names of people that have their capital, or lack it, from no sentence's start: they are no titles."""
    spans = (*doc.spans.get("tagged", ()), *doc.spans.get("read", ()))
    people = [span for span in spans if len(span) > 1 and span.label_ in {"person", "PERSON"} and all(_in_person(token) for token in span)]
    return frozenset(fold(token.norm_) for span in people for token in span if not opens(token))


def _unbracketed(span: Span) -> Iterator[Span]:
    """A span of natasha's, a person's name with another in brackets behind it apart («ТиДжей (TJ)»)."""
    at = next((token.i for token in span if token.text == "("), span.start) if span.label_ == "person" else span.start
    if at == span.start:
        yield span
        return
    yield Span(span.doc, span.start, at, label=span.label)
    if inside := [token.i for token in span.doc[at : span.end] if token.text not in {"(", ")"}]:
        yield Span(span.doc, inside[0], inside[-1] + 1, label=span.label)


def _tagged(span: Span, inner: Collection[str]) -> Found:
    """A span of natasha's as a name."""
    kind = cast(Kind, span.label_)
    return Found(_person_start(span, inner) if kind == "person" else span.start, span.end, kind, TRUST[kind])


def _is_thing(one: Found, covered: Collection[tuple[int, bool]]) -> bool:
    """Whether a name lies within the name of a thing, given by its words and whether it may name a place."""
    inside = range(one.start, one.end)
    return any(all((i, tied) in covered for i in inside) for tied in (False, True) if not (tied and one.kind == "place"))


def _is_country(token: Token) -> bool:
    """Whether a word in small letters is a state's name all the same («в россии»)."""
    if not token.norm_.islower() or token.pos_ not in {"NOUN", "PROPN"} or "Geox" not in parses(token.norm_)[0].tag:
        return False
    return place.is_country(token.lemma_)


def _read(doc: Doc, span: Span, inner: Collection[str]) -> Iterator[Found]:
    """A span of the reader as a name; none of a person with other words inside, of an adjective, of a body of nobody."""
    kind = READ[span.label_]
    start = _name_start(span) if kind != "person" else _person_start(span, inner)
    rest = doc[start : span.end]
    if span.text.islower() and _is_known(span, kind):
        yield Found(span.start, span.end, kind, float(span.kb_id_))
        return
    if not len(rest):
        return
    if kind == "person" and any(not _in_person(token) for token in rest):
        return
    if _capital(rest) or (kind == "organisation" and _is_body(rest)):
        yield Found(start, span.end, kind, float(span.kb_id_))


def _is_known(span: Span, kind: Kind) -> bool:
    """Whether a name that is written in small letters is one: a state's or city's, or a first name and a surname."""
    if kind == "place":
        token = span[0]
        return len(span) == 1 and token.pos_ in {"NOUN", "PROPN"} and not is_common(token) and place.lookup(token.lemma_) is not None
    first = parses(span[0].norm_)
    return kind == "person" and len(span) > 1 and any("Name" in parse.tag for parse in first if parse.is_known)


def _capital(span: Span) -> bool:
    return any(token.norm_[:1].isupper() or _hyphenated(token.norm_) for token in span if token.norm_[:1].isalpha())


def _hyphenated(word: str) -> bool:
    """Whether a particle in small letters is a part of a name («аль-Асад»)."""
    first, _, rest = word.partition("-")
    return rest[:1].isupper() and first in words("names", "particles")


def _person_start(span: Span, inner: Collection[str]) -> int:
    """Where a person's name begins behind a title («пророк Мухаммед», «Христианка Азия Биби», «Император Акихито»)."""
    for token in span[:-1]:
        if token.pos_ == "SPACE":
            continue
        if _is_initial(token) or not (_is_title(token) or (opens(token) and _is_no_name(token) and fold(token.norm_) not in inner)):
            return token.i
    return span.end - 1


def _is_title(token: Token) -> bool:
    """Whether a word before a name is no part of it: in small letters, or the word of a rank."""
    if token.norm_.islower():
        return fold(token.norm_) not in words("names", "particles") and not _hyphenated(token.norm_)
    return any(fold(token.lemma_) in words("roles", "classes", rank) for rank in RANKS)


def _is_no_name(token: Token) -> bool:
    """Whether a word is no part of a person's name; of a compound the last part tells («экс-министр»), unless another is a name."""
    first, _, last = token.norm_.lower().rpartition("-")
    named = any(_NAME_WORDS & set(parse.tag.grammemes) for parse in parses(first) if parse.is_known) if first else False
    return _knows_no_name(last) and not named and token.pos_ != "ADJ"


def _is_initial(token: Token) -> bool:
    return len(token.norm_) == 1 and token.norm_.isupper() and token.i + 1 < len(token.doc) and token.nbor().text == "."


def is_common(token: Token) -> bool:
    """Whether the dictionary knows the word, but as no name."""
    return _knows_no_name(token.norm_.lower())


def _knows_no_name(word: str) -> bool:
    known = [parse for parse in parses(word) if parse.is_known]
    return bool(known) and not any(_NAME_WORDS & set(parse.tag.grammemes) for parse in known)


def _in_person(token: Token) -> bool:
    word = token.norm_
    return not word[:1].isalpha() or word[:1].isupper() or word in words("names", "particles") or _hyphenated(word)


def _is_body(span: Span) -> bool:
    """Whether a name in small letters is a body's: one of its country («минздрав»), or tied to a place («британское правительство»)."""
    head = fold(span.root.lemma_)
    if head in words("roles", "bodies", "unique"):
        return True
    tied = any(token.pos_ == "ADJ" and token.head.i == span.root.i and place.adjective_place(token.lemma_) for token in span)
    return tied and head in words("roles", "bodies", "words")


def _name_start(span: Span) -> int:
    """Where the name begins behind a noun of its class («партия ЗАНУ-ПФ», not «прокуратура Парагвая»)."""
    first = span[0]
    rest = span.doc[span.start + 1 : span.end]
    if len(rest) and first.pos_ == "NOUN" and fold(first.lemma_) in words("names", "classes") and rest[0].norm_[:1].isupper():
        return span.start + 1 if rest.root.dep_ in {"appos", "flat", "flat:name"} or rest.text.isascii() else span.start
    return span.start


def _is_name(doc: Doc, one: Found, others: Collection[tuple[int, Kind]]) -> bool:
    """Whether the words may be a name: no adjective beside its noun, no common word that opens a sentence, none behind «имени», no «Су-24».

    `others` are the words that the other tagger sees names in: a body's may be a common word too («Сбербанк обратился в суд»).
    """
    token = doc[one.start]
    if one.kind == "person" and token.i and fold(token.nbor(-1).norm_.rstrip(".")) in {"имени", "им"}:
        return False
    if one.end - one.start > 1:
        return True
    if not token.norm_[:1].isalpha() or (one.kind == "person" and any(map(str.isdigit, token.norm_))):
        return False
    attribute = token.dep_ == "amod" and token.head.i > token.i and token.head.pos_ in {"NOUN", "PROPN"} and _is_adjective(token)
    if attribute and place.lookup(token.norm_) is None and (one.kind != "organisation" or not _quoted(token)):
        return False
    alone = token.dep_ in {"nmod", "obl"} and token.norm_[:1].isupper() and not opens(token)  # «в Берёзовском»
    if one.kind == "place" and token.pos_ == "ADJ" and place.adjective_place(token.lemma_) and not alone:
        return False
    shouted = token.norm_.isupper() and _is_shouted(token)
    common = is_common(token) and (shouted or not token.norm_.isupper())
    agreed = one.kind == "organisation" and (one.start, one.kind) in others and not shouted
    if agreed and fold(token.lemma_) not in words("roles", "bodies", "words"):
        return True
    return not (common and (one.kind == "person" or not _quoted(token)) and one.kind != "place" and (shouted or opens(token)))


def _is_shouted(token: Token) -> bool:
    """Whether all words of the sentence are in capitals, which then tell no name."""
    written = [word.norm_ for word in token.sent if len(word) > 1 and word.norm_.isalpha()]
    return len(written) > 2 and all(map(str.isupper, written))


def _is_adjective(token: Token) -> bool:
    return token.pos_ == "ADJ" or any(parse.tag.POS == "ADJF" for parse in parses(token.norm_.lower()) if parse.is_known)


def opens(token: Token) -> bool:
    """Whether the word may have its capital from the start of a sentence, a line or a quote."""
    return bool(token.is_sent_start) or token.i == 0 or token.nbor(-1).pos_ in {"PUNCT", "SPACE"}


def _quoted(token: Token) -> bool:
    return token.i > 0 and token.nbor(-1).text in {"«", '"', "„", "“"}


def _weight(doc: Doc, one: Found, others: Collection[tuple[int, Kind]]) -> float:
    """What speaks for a name; `others` are the words that the other tagger sees names in, with their kinds."""
    agreed = any((i, one.kind) in others for i in range(one.start, one.end))
    listed = False
    lemma = " ".join(token.lemma_ for token in doc[one.start : one.end])
    if one.kind == "place":  # «Северную Ирландию»: the noun alone tells
        listed = any(place.lookup(name) is not None for name in (lemma, doc[one.end - 1].lemma_)) or _is_listed(doc, one)
    elif one.kind == "organisation":
        listed = fold(lemma) in words("names", "unions")
    return one.weight + AGREED * agreed + LISTED * listed


def _is_listed(doc: Doc, one: Found) -> bool:
    """Whether the gazetteer has a place whose name is several words («Босния и Герцеговина», which then is not Bosnia alone)."""
    return one.kind == "place" and one.end - one.start > 1 and place.lookup(nominative_of(doc, one.start, one.end)) is not None


def _as_union(doc: Doc, one: Found) -> Found:
    """The name, a union of states that a tagger has taken for a place as the body that it is («переговоры с Евросоюзом»)."""
    lemma = " ".join(token.lemma_ for token in doc[one.start : one.end])
    return one._replace(kind="organisation") if one.kind == "place" and fold(lemma) in words("names", "unions") else one


def _is_full(doc: Doc, one: Found) -> bool:
    """Whether a person's name is a first name and a surname that hang together («интересы Азии Биби», not «отдал Чехословакию Гитлеру»)."""
    first, *rest = doc[one.start : one.end]
    return (
        bool(rest)
        and all(token.norm_.istitle() and token.head.i == first.i for token in rest)
        and all(token.morph.get("Case", []) in ([], first.morph.get("Case", [])) for token in rest)
    )


def _fits(one: Found, other: Found) -> bool:
    """Whether a name may stand beside a weightier one: apart from it, or within or around it if one of them is a body."""
    if one.end <= other.start or other.end <= one.start:
        return True
    inner, outer = sorted((one, other), key=lambda found: found.end - found.start)
    return outer.start <= inner.start and inner.end <= outer.end and outer.kind == "organisation" != inner.kind and inner[:2] != outer[:2]


def _joined(doc: Doc, names: Sequence[Found]) -> list[Found]:
    """The names, a person's that is cut between words of one name joined, one with a capital particle behind it made whole."""
    kept: list[Found] = []
    for one in names:
        last = kept[-1] if kept else None
        first = doc[one.start]
        if (
            last is not None
            and last.kind == one.kind == "person"
            and (
                (last.end == one.start and first.dep_ == "flat:name" and last.start <= first.head.i < last.end)
                or _by_nickname(doc, last, one)
            )
        ):
            kept[-1] = last._replace(end=one.end)
        else:
            kept.append(one)
    return [one if one.kind != "person" else one._replace(end=_name_end(doc, one.end)) for one in kept]


def _by_nickname(doc: Doc, first: Found, rest: Found) -> bool:
    """Whether a nickname in quotes parts a first name from its surname («Джеймс «Бадди» Макгирт»)."""
    head, *between = (token for token in doc[first.start : rest.start] if token.pos_ != "SPACE")
    if not 3 <= len(between) <= 4 or between[0].text not in {"«", '"', "„", "“"} or between[-1].text not in {"»", '"', "“", "”"}:
        return False
    given = any("Name" in parse.tag for parse in parses(head.norm_) if parse.is_known)
    return given and head.morph.get("Case", []) == doc[rest.start].morph.get("Case", [])


def _name_end(doc: Doc, end: int) -> int:
    """Where a person's name ends that goes on with a particle in capitals («Батишта Тагме На Вайе») or the full stop of an initial."""
    if end < len(doc) and doc[end].text == "." and _is_initial(doc[end - 1]):
        return end + 1
    while end + 1 < len(doc) and not doc[end].is_sent_start and doc[end].pos_ in {"ADP", "PART"} and doc[end].norm_.istitle():
        if not doc[end + 1].norm_[:1].isupper():
            break
        end += 2
    return end
