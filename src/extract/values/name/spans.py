"""Where names begin and end: spans of a tagger, trimmed, split and widened by what their words are."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from extract.values import place
from extract.values.morphology import parses
from extract.values.name.forms import CASE_OF_TAG, NAME_TAGS, NOUNS, Kind, Word, language, possible_cases

_NAME_WORDS = {"Name", "Surn", "Patr", "Geox", "Orgn", "Abbr"}
_NO_NAMES = {"ADP", "ADV", "AUX", "PRON", "SCONJ", "VERB"}
_BRACKETS = {"(", ")", "[", "]"}


class NameSpan(NamedTuple):
    """A name in a sequence of words: indices, half-open."""

    start: int
    end: int
    kind: Kind


def repair(words: Sequence[Word], spans: Sequence[NameSpan]) -> list[NameSpan]:
    """The tagger's names made whole, in the order of the text; `words` are all words of the document.

    Names in brackets and after a line break are split off («Листхёуг (Listhaug)»), stray quotes and words that are no names are cut off,
    a country or another's surname before a person is a name of its own («отдал Чехословакию Гитлеру», «Рублёва Медведев обыграл»), an
    organisation takes in its state («МИД Пакистана», «британского МИД»). Spans may then lie within each other.
    """
    apart = [part for span in spans for part in _apart(words, span)]
    parts = [NameSpan(*part, span.kind) for span in apart for part in _split(words, span)]
    starts = {span.start: span for span in parts if span.kind != "person"}
    return [_with_state(words, span, starts) if span.kind == "organisation" else span for span in parts]


def _apart(words: Sequence[Word], span: NameSpan) -> Iterator[NameSpan]:
    """A person's name, that of a country or of somebody else in another case before it apart."""
    start, end, kind = span
    if kind == "person" and end - start > 1:
        first, second = (word.text for word in words[start : start + 2])
        cases = _cases_of_country(first)
        if cases and cases.isdisjoint(possible_cases(second)):
            yield NameSpan(start, start + 1, "place")
            start += 1
        elif end - start == 2 and _disagree(_surname_forms(first), _surname_forms(second)):
            yield NameSpan(start, start + 1, "person")
            start += 1
    yield NameSpan(start, end, kind)


def _disagree(first: Collection[tuple[str, str]], second: Collection[tuple[str, str]]) -> bool:
    """Whether two words with the cases and genders that they can stand in cannot be of one name."""
    return bool(first) and bool(second) and not any(one in second for one in first)


@lru_cache(maxsize=10_000)
def _surname_forms(word: str) -> frozenset[tuple[str, str]]:
    """The cases and genders of a surname that the word can stand in; none for a word that the dictionary knows otherwise or not at all."""
    known = [parse.tag for parse in parses(word) if parse.is_known]
    names = [tag for tag in known if NAME_TAGS["person"] & set(tag.grammemes)]
    if not names or any("Surn" not in tag or "Fixd" in tag for tag in names):
        return frozenset()
    return frozenset((str(tag.case), str(tag.gender)) for tag in names if tag.number != "plur")


@lru_cache(maxsize=10_000)
def _cases_of_country(word: str) -> frozenset[str]:
    """The cases of a country's name that the word can stand in, none for another word."""
    names = (p for p in parses(word) if p.is_known and "Geox" in p.tag and place.is_country(str(p.normal_form)))
    return frozenset(CASE_OF_TAG.get(str(p.tag.case), "") for p in names)


def _split(words: Sequence[Word], span: NameSpan) -> Iterator[tuple[int, int]]:
    """The pieces of a span between brackets, line breaks and, in a person's name, words that cannot belong to one."""
    start = span.start
    for i in range(span.start, span.end):
        stops = words[i].text in _BRACKETS or (span.kind == "person" and _parts_names(words, i, span.start))
        if stops or "\n" in words[i].space or i == span.end - 1:
            piece = _trimmed(words, start, i if stops else i + 1, span.kind)
            if piece[0] < piece[1]:
                yield piece
            start = i + 1


def _parts_names(words: Sequence[Word], i: int, start: int) -> bool:
    """Whether a word cannot belong to a person's name; a preposition in capitals inside of one can («Тагме На Вайе»)."""
    word = words[i]
    return word.pos in _NO_NAMES and not _is_particle(word) and (i == start or word.text.islower() or word.pos != "ADP")


def _is_particle(word: Word) -> bool:
    return word.text.lower() in language()["particles"]


def _trimmed(words: Sequence[Word], start: int, end: int, kind: Kind) -> tuple[int, int]:
    """The span without quotes and punctuation around it and without a common noun before it («врач Иван Петров», «город Москва»)."""
    quotes = Counter(w.text for w in words[start:end])
    even = quotes["«"] == quotes["»"] and quotes['"'] % 2 == 0
    while start < end and words[start].pos == "PUNCT":
        start += 1
        even = even and words[end - 1].text not in {"»", '"'}
    while (
        start < end
        and words[end - 1].pos == "PUNCT"
        and not (even and words[end - 1].text in {"»", '"'})
        and not _is_initial(words, end - 1)
    ):
        end -= 1
    while start < end and kind != "person" and words[start].pos == "ADP" and words[start].space:
        start += 1  # «Во Владимире»
    while end - start > 2 and kind == "person" and words[start].text[:1].islower() and _is_common(words[start]):
        start += 1
    while end - start > 1 and kind == "place" and (words[start].text == "." or place.generic_nouns().get(words[start].lemma) == "город"):
        start += 1
    return start, end


def _is_initial(words: Sequence[Word], i: int) -> bool:
    """Whether the word is the full stop after an initial, not that of a sentence after a Roman numeral («Хуан Карлос I.»)."""
    before = words[i - 1].text if i > 0 else ""
    return words[i].text == "." and len(before) <= 2 and before[:1].isupper() and not set(before) <= set("IVX")


def _is_common(word: Word) -> bool:
    """Whether the dictionary knows the word, but as no name."""
    known = [p for p in parses(word.text) if p.is_known]
    return bool(known) and not any(_NAME_WORDS & set(p.tag.grammemes) or p.tag.POS != "NOUN" for p in known)


def _with_state(words: Sequence[Word], span: NameSpan, followers: Mapping[int, NameSpan]) -> NameSpan:
    """An organisation with the state or body after it in the genitive and the adjective of a place before it."""
    start, end, kind = span
    end = _with_noun(words, end)
    while (after := followers.get(end)) and words[end - 1].pos != "PUNCT" and "\n" not in words[end - 1].space and _depends(words[end]):
        end = after.end
    if start and words[start - 1].pos == "ADJ" and words[start - 1].text.islower() and words[start].pos in NOUNS | {"ADJ"}:
        before, first = words[start - 1], words[start]
        if place.adjective_place(before.lemma) and before.feats.get("Case") == first.feats.get("Case"):
            start -= 1
    return NameSpan(start, end, kind)


def _with_noun(words: Sequence[Word], end: int) -> int:
    """Where a name ends that was cut off between an adjective and its noun («Сахалинское бассейновое | аварийное управление»)."""
    i = end
    while i < len(words) and words[i - 1].pos == "ADJ" and words[i - 1].text.islower() and not words[i - 1].space.count("\n"):
        if words[i].pos not in NOUNS | {"ADJ"} or any(words[i].feats.get(f) != words[i - 1].feats.get(f) for f in ("Case", "Number")):
            return end
        i += 1
    return i


def _depends(word: Word) -> bool:
    """Whether the word may begin a name in the genitive."""
    return word.feats.get("Case") == "Gen" or word.text.isupper()
