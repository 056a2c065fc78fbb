"""The people whom a document names again: a name that it has once is found wherever it stands, in any case, alone or in full.

The taggers see a sentence at a time and miss who is a common word too («Флинт родился»), what a sentence's start makes doubtful
(«Ли Пэн»), and names in small letters; the document as a whole tells.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from spacy.tokens import Doc, Token

from extract.lexicon import fold, words
from extract.marks.taggers import THINGS, Found, is_common, opens
from extract.values import place
from extract.values.morphology import parses
from extract.values.name import nominatives

OPEN = THINGS | {"EVENT", "FACILITY", "PRODUCT"}
"""What the reader finds that may have a name in it that is not meant."""
PARTS = {"PROPN", "NOUN", "X"}


class _Known(NamedTuple):
    """What the document's names of people are made of."""

    surnames: frozenset[str]
    """The nominatives of names' last words."""
    given: frozenset[str]
    """The nominatives of their other words."""
    pairs: dict[str, list[frozenset[str]]]
    """The nominatives of a name's word → of the word behind it, once for each time."""
    full: frozenset[tuple[str, ...]]
    """The names of two words and more, as written, folded."""


def repeated(doc: Doc, names: Sequence[Found]) -> list[Found]:
    """The names of a document in text order, those of its people completed and added to."""
    parted = [part for one in names for part in _parted(doc, one, names)]
    known = _known(doc, parted)
    covered = {i for one in parted for i in range(one.start, one.end)}
    whole = [_whole(doc, one, known, covered) for one in parted]
    covered |= {i for span in doc.spans.get("read", ()) if span.label_ in OPEN for i in range(span.start, span.end)}
    again = list(_again(doc, known, covered))
    return sorted(whole + [one for one in again if _is_sure(doc, one, whole, again)])


def _words(doc: Doc, one: Found) -> list[Token]:
    """The words of a name, without initials and particles."""
    return [token for token in doc[one.start : one.end] if _is_word(token)]


def _is_word(token: Token) -> bool:
    word = token.norm_
    return len(word) > 1 and word[:1].isupper() and not word.isascii() and word.replace("-", "").isalpha()


def _known(doc: Doc, names: Sequence[Found]) -> _Known:
    surnames: set[str] = set()
    given: set[str] = set()
    full: set[tuple[str, ...]] = set()
    pairs: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in names:
        if one.kind != "person" or not (found := _words(doc, one)) or (len(found) == 1 and opens(found[0])):
            continue
        forms = [nominatives(token.norm_) for token in found]
        surnames |= forms[-1]
        given.update(*forms[:-1])
        if len(found) > 1:
            full.add(tuple(fold(token.norm_) for token in found))
        for first, second in pairwise(forms):
            for form in first:
                pairs[form].append(second)
    return _Known(frozenset(surnames), frozenset(given), pairs, frozenset(full))


def _parted(doc: Doc, one: Found, names: Sequence[Found]) -> Iterator[Found]:
    """A name, or the two that a tagger has run together if the document has them apart («мать Майкла Джексона Кэтрин»)."""
    found = _words(doc, one)
    if one.kind != "person" or len(found) < 3 or found[-1].i - found[0].i != len(found) - 1:
        yield one
        return
    others = [_words(doc, other) for other in names if other.kind == "person" and other is not one]
    for at in (len(found) - 1, 1):
        long, short = (found[:at], found[at]) if at > 1 else (found[1:], found[0])
        if any(_same(long, other) for other in others) and any(_begins(short, long, other) for other in others):
            yield one._replace(end=found[at].i)
            yield one._replace(start=found[at].i)
            return
    yield one


def _same(name: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether two names are forms of one, word by word."""
    return len(name) == len(other) and all(_alike(a, b) for a, b in zip(name, other, strict=True))


def _begins(word: Token, name: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether a word begins another full name of the document than the one beside it."""
    return len(other) > 1 and _alike(word, other[0]) and not _same(name, other[1:])


def _alike(word: Token, other: Token) -> bool:
    return not nominatives(word.norm_).isdisjoint(nominatives(other.norm_))


def _whole(doc: Doc, one: Found, known: _Known, covered: set[int]) -> Found:
    """A person's name with the word before it that the document has before it elsewhere («Ли Пэн»)."""
    before = doc[one.start - 1] if one.kind == "person" and one.start else None
    if before is None or before.i in covered or not _is_word(before) or not _is_word(doc[one.start]):
        return one
    own = nominatives(doc[one.start].norm_)
    follows = any(not own.isdisjoint(second) for form in nominatives(before.norm_) for second in known.pairs.get(form, ()))
    return one._replace(start=before.i) if follows else one


def _again(doc: Doc, known: _Known, covered: set[int]) -> Iterator[Found]:
    """The people whom the taggers have missed."""
    roots = {form[:2] for form in known.surnames | known.given}
    firsts = {name[0] for name in known.full}
    norms = [token.norm_ for token in doc]
    start: int | None = None
    for i, norm in enumerate((*norms, "")):
        meant = norm[:1].isupper() and fold(norm[:2]) in roots and i not in covered and _is_word(doc[i]) and _is_meant(doc[i], known, norms)
        if meant:
            start = i if start is None else start
        elif start is not None:
            yield Found(start, i, "person")
            start = None
        if (
            norm in firsts
            and i not in covered
            and i + 1 < len(norms)
            and (norm, fold(norms[i + 1])) in known.full
            and norms[i + 1].islower()
        ):
            yield Found(i, i + 2, "person")


def _is_meant(token: Token, known: _Known, norms: Sequence[str]) -> bool:
    """Whether a word in capitals, a form of a known name, is that name here."""
    forms = nominatives(token.norm_)
    surname = not forms.isdisjoint(known.surnames)
    if not surname and forms.isdisjoint(known.given):
        return False
    if token.pos_ not in PARTS or token.dep_ == "amod" or place.lookup(token.lemma_) is not None or _is_dedicated(token):
        return False
    if not opens(token):
        return surname or not is_common(token)
    ambiguous = is_common(token) or any(parse.is_known and "Name" not in parse.tag for parse in parses(token.norm_.lower()))
    return not ambiguous or (surname and forms.isdisjoint(fold(norm) for norm in norms if norm.islower()))


def _is_sure(doc: Doc, one: Found, names: Sequence[Found], again: Sequence[Found]) -> bool:
    """Whether somebody's full name has the word, or the taggers have found it alone as often as they have missed it."""
    word = doc[one.start]
    if one.end - one.start > 1:
        return True
    found = [name for name in names if name.kind == "person" and any(_alike(word, other) for other in _words(doc, name))]
    missed = sum(_alike(word, doc[other.start]) for other in again)
    return any(len(_words(doc, name)) > 1 for name in found) or len(found) >= missed


def _is_dedicated(token: Token) -> bool:
    """Whether something is called after a name («имени Чайковского», «на улице Гагарина»)."""
    before = token.nbor(-1) if token.i else None
    return before is not None and (
        fold(before.norm_.rstrip(".")) in {"имени", "им"}
        or fold(before.lemma_) in words("venues", "part") | words("venues", "generic")
        or before.lemma_ in place.generic_nouns()
    )
