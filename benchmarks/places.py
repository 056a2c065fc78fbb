"""Places on NEREL, beside natasha alone: `python benchmarks/places.py SPLIT.jsonl [--errors]`.

The mentions of cities, states and provinces (CITY, COUNTRY, STATE_OR_PROVINCE). Nouns: how many get a place of the gazetteer, and the share
of those linked to Wikidata whose nominative is the link's title, another name of the same place included; with the spans that NEREL
gives, and from raw text. Adjectives and inhabitants, with the spans that NEREL gives: the share whose place is the link's. Prints the
load time of the gazetteer and the share of its work in the run time too.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

import extract
from extract.marks.places import mark_places, place_of
from extract.marks.venues import nominative_of
from extract.values import place
from extract.values.morphology import parses

LABELS = {"CITY", "COUNTRY", "STATE_OR_PROVINCE"}
UNKNOWN = {"", "нет данных"}
ADJECTIVE = re.compile(r".+[сц]к(ий|ая|ое|ие|ого|ому|ой|ую|им|ом|их|ими|о)")


class Gold(NamedTuple):
    """A place of NEREL with the title of its link, None if it has none."""

    start: int
    end: int
    text: str
    title: str | None


def gold(document: dict[str, Any]) -> list[Gold]:
    """The places of a document."""
    titles = {link["entity"]: link["title"] for link in document["links"] if link["title"] not in UNKNOWN}
    return [Gold(e["start"], e["end"], e["text"], titles.get(e["id"])) for e in document["entities"] if e["label"] in LABELS]


def is_noun(item: Gold) -> bool:
    """Whether the words are no single adjective or inhabitant, as the dictionary has it; a name may be an adjective (Грозный)."""
    word = item.text.lower()
    if " " in word or place.folded(word) == place.folded(item.title or ""):
        return True
    best = parses(word)[0]
    adjective = ADJECTIVE.fullmatch(word) is not None or (best.is_known and best.tag.POS in {"ADJF", "ADJS"})
    inhabitant = best.is_known and "anim" in best.tag and not {"Geox", "Name", "Surn"} & set(best.tag.grammemes)
    return not (adjective or inhabitant) or place.folded(best.normal_form) == place.folded(item.title or "")


def is_titled(value: str | None, title: str, *, exactly: bool = False) -> bool:
    """Whether a name is the title, without what Wikipedia adds to tell homonyms apart, or another name of the same place."""
    title = re.sub(r" \(.*\)$|, .*$", "", title)
    if value is None or exactly or place.folded(value) == place.folded(title):
        return value is not None and place.folded(value) == place.folded(title)
    told, meant = place.homonyms(value), place.homonyms(title)
    return bool(told and meant) and told[0].name == meant[0].name and told[0].country == meant[0].country


def overlapping(item: Gold, found: list[tuple[int, int, str, bool]]) -> tuple[str | None, bool]:
    """The name that shares most with a gold place, and whether the gazetteer knows it."""
    shared = [(min(end, item.end) - max(start, item.start), value, known) for start, end, value, known in found]
    best = max(shared, default=(0, None, False))
    return (best[1], best[2]) if best[0] > 0 else (None, False)


Found = list[tuple[int, int, str, bool]]
"""Names with their offsets, and whether the gazetteer knows them."""


def located(doc: Doc) -> Found:
    """The places of a Doc."""
    return [(s.start_char, s.end_char, s.kb_id_, (spot := place_of(s)) is not None and spot.kind is not None) for s in doc.spans["place"]]


def given(doc: Doc, items: list[Gold]) -> Found:
    """The places of a Doc, of the spans that NEREL gives."""
    spans = [span for item in items if (span := doc.char_span(item.start, item.end, alignment_mode="expand")) is not None]
    doc.spans["place"] = [Span(doc, s.start, s.end, label="place", kb_id=nominative_of(doc, s.start, s.end)) for s in spans]
    return located(mark_places(doc))


def by_natasha(text: str, items: list[Gold]) -> tuple[Found, Found]:
    """What natasha alone makes of the spans that NEREL gives, and what it finds; the gazetteer is asked for its nominatives."""
    from natasha.norm import normalize

    from extract.marks.natasha import OWN, plain_document

    doc = plain_document(text)
    known = []
    for item in items:
        tokens = [token for token in doc.tokens if token.start < item.end and item.start < token.stop]
        value = normalize(OWN.vocabulary, tokens)
        known.append((item.start, item.end, value, bool(place.homonyms(value))))
    names = [span for span in doc.spans if span.type == "LOC"]
    return known, [(span.start, span.stop, span.normal, bool(place.homonyms(span.normal))) for span in names]


def count(counts: Counter[str], errors: Counter[str], items: list[Gold], found: Found, mode: str) -> None:
    """Counts the nouns of a document."""
    for item in items:
        value, known = overlapping(item, found)
        counts[f"{mode} nouns"] += 1
        counts[f"{mode} found"] += value is not None
        counts[f"{mode} resolved"] += known
        if item.title is not None:
            right = is_titled(value, item.title)
            counts[f"{mode} linked"] += 1
            counts[f"{mode} titled"] += right
            counts[f"{mode} exactly"] += is_titled(value, item.title, exactly=True)
            if not right:
                errors[f"{mode}: {item.text} → {value}, not {item.title}"] += 1
        if not known:
            errors[f"{mode}: {item.text} → {value}, unknown"] += 1


def lines(name: str, counts: Counter[str]) -> Iterator[str]:
    """The rows of the table."""
    for mode in ("given", "raw"):
        n, of = counts[f"{mode} nouns"], counts[f"{mode} linked"]
        shares = [(counts[f"{mode} {key}"], whole) for key, whole in (("found", n), ("resolved", n), ("titled", of), ("exactly", of))]
        cells = " | ".join(f"{part / max(whole, 1):.3f}" for part, whole in shares)
        yield f"| {name} | {'NEREL’s' if mode == 'given' else 'own'} | {cells} | {n} |"


def adjectives(documents: list[list[Gold]], errors: Counter[str]) -> str:
    """How many adjectives and inhabitants have the right place."""
    counts: Counter[str] = Counter()
    for item in (item for items in documents for item in items if not is_noun(item) and item.title is not None):
        told = place.side(item.text)
        right = told is not None and is_titled(told, item.title or "")
        counts["right"] += right
        counts["all"] += 1
        if not right:
            errors[f"adjective: {item.text} → {told}, not {item.title}"] += 1
    return f"adjectives and inhabitants: place right {counts['right'] / max(counts['all'], 1):.3f} of {counts['all']} (natasha: none)"


def cost(nlp: Language, texts: list[str]) -> str:
    """The load time of the gazetteer and the share of `places` in the time of the pipeline."""
    place._gazetteer.cache_clear()
    started = time.process_time()
    place._gazetteer()
    loading = time.process_time() - started
    docs = [nlp.make_doc(text) for text in texts]
    times: dict[str, float] = {}
    for name, component in nlp.pipeline:
        started = time.process_time()
        for doc in docs:
            component(doc)
        times[name] = time.process_time() - started
    alone, whole = times["places"], times["places"] + times["names"] + times["venues"]
    told = f"{alone / sum(times.values()):.1%} of the pipeline's time, with names and venues {whole / sum(times.values()):.1%}"
    return f"gazetteer loads in {1000 * loading:.0f} ms; places take {told}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("split", type=Path)
    parser.add_argument("--errors", action="store_true", help="list what is wrong")
    arguments = parser.parse_args()
    documents = [json.loads(line) for line in arguments.split.read_text(encoding="utf-8").splitlines()]
    nlp = extract.load().nlp
    counts: dict[str, Counter[str]] = {"extract": Counter(), "natasha": Counter()}
    errors: Counter[str] = Counter()
    for document in documents:
        nouns = [item for item in gold(document) if is_noun(item)]
        doc = nlp(document["text"])
        count(counts["extract"], errors, nouns, located(doc), "raw")
        count(counts["extract"], errors, nouns, given(doc, nouns), "given")
        known, found = by_natasha(document["text"], nouns)
        count(counts["natasha"], Counter(), nouns, known, "given")
        count(counts["natasha"], Counter(), nouns, found, "raw")
    print("| nouns | spans | found | resolved | nominative is the title | exactly | of |\n|---|---|--:|--:|--:|--:|--:|")
    print("\n".join(line for name, counted in counts.items() for line in lines(name, counted)))
    print(adjectives([gold(document) for document in documents], errors))
    print(cost(nlp, [document["text"] for document in documents[:40]]))
    if arguments.errors:
        print("\n".join(f"{n}  {error}" for error, n in errors.most_common()))


if __name__ == "__main__":
    main()
