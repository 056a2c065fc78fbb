"""NEREL and gold → training examples: chunks of words with nested spans, event types of words, and links of events to spans."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from extract import score
from extract.gold import COLUMNS, Cell, GoldDocument, GoldEvent
from extract.marks import plain
from extract.marks.features import Chunk, chunks
from extract.marks.links import KIND_OF, LINKS, SAME, pair_features, root, same_features
from extract.marks.natasha import find_names
from extract.marks.triggers import stem, type_in_lexicon
from extract.record import Span as Quote

ROLES = {
    "POINT_IN_TIME": ("date", False),
    "START_TIME": ("date", False),
    "END_TIME": ("date", False),
    "TAKES_PLACE_IN": ("place", False),
    "PARTICIPANT_IN": ("participant", True),
    "AGENT": ("participant", True),
    "ORGANIZES": ("participant", True),
}
"""Relations of NEREL that link an event with a value; True where the event is the relation's tail."""
WORDS = {"NOUN", "VERB", "AUX", "PROPN", "ADJ"}
"""Parts of speech of words that may name an event."""
SOME, NOTHING = -1, -2
"""What NEREL says of a word: it names an event of any type; it names none, and the lexicon knows it for no trigger."""
REACH = 2
"""Sentences between an event and a value that may be linked."""


@dataclass
class Example:
    """A chunk with what it should be read as; positions are those of the chunk."""

    chunk: Chunk
    spans: list[tuple[int, int, str]] = field(default_factory=list)
    """First and last word of each span, and its label."""
    types: list[tuple[int, int]] = field(default_factory=list)
    """Words with the index of their event type (0: no event; `SOME` and `NOTHING`: NEREL's words); others are not scored."""
    links: list[tuple[int, int, tuple[int, ...], int]] = field(default_factory=list)
    """Event word, first word, rows of the pair's features, index of the label."""
    same: list[tuple[int, int, tuple[int, ...], int]] = field(default_factory=list)
    """Two words for events, rows of the pair's features, whether they name one."""
    named: bool = True
    """Whether the spans are labelled."""


def read_nerel(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of a split."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def parsed(nlp: Language, text: str) -> Doc:
    """The Doc as the reader sees it."""
    doc = nlp(text)
    if "tagged" not in doc.spans:
        doc.spans["tagged"] = find_names(doc)
    return doc


def tokens_of(doc: Doc, start: int, end: int) -> Span | None:
    """The words that overlap a stretch of the text."""
    inside = [token.i for token in doc if token.pos_ != "SPACE" and token.idx < end and start < token.idx + len(token)]
    return doc[inside[0] : inside[-1] + 1] if inside else None


Named = Sequence[Sequence[tuple[int, int]]]
"""For each gold row of a text, start and end of the words that name it."""


def read_mentions(path: Path) -> dict[str, Named]:
    """The words of the rows of each labelled text (`train/mentions.jsonl`: `{"doc_id", "rows"}`)."""
    return {line["doc_id"]: [[(start, end) for start, end in row] for row in line["rows"]] for line in read_nerel(path)}


def rows_of(doc: Doc | plain.Doc, named: Named) -> dict[int, int]:
    """Token index → number of the row that the word names."""
    starts = {token.idx: token.i for token in doc}
    return {starts[start]: number for number, row in enumerate(named) for start, _ in row if start in starts}


def clusters(document: dict[str, Any]) -> dict[str, str]:
    """Each entity's representative among those that NEREL calls names of one thing."""
    parent = {e["id"]: e["id"] for e in document["entities"]}

    def find(i: str) -> str:
        while parent[i] != i:
            i = parent[i]
        return i

    for r in document["relations"]:
        if r["type"] in {"ALTERNATIVE_NAME", "ABBREVIATION"} and r["head"] in parent and r["tail"] in parent:
            parent[find(r["head"])] = find(r["tail"])
    return {i: find(i) for i in parent}


def nerel_examples(doc: Doc, document: dict[str, Any]) -> list[Example]:
    """The examples of a NEREL document, given as the reader sees it."""
    found = [Example(chunk) for chunk in chunks(doc)]
    where = {i: (n, k) for n, example in enumerate(found) for k, i in enumerate(example.chunk.tokens)}
    entities: dict[str, tuple[Span, str]] = {}
    for entity in document["entities"]:
        span = tokens_of(doc, entity["start"], entity["end"])
        inside = [i for i in range(span.start, span.end) if i in where] if span is not None else []
        if span is None or not inside:
            continue
        first, last = where[inside[0]], where[inside[-1]]
        if first[0] == last[0]:
            found[first[0]].spans.append((first[1], last[1], entity["label"]))
        tip = root(doc[inside[0] : inside[-1] + 1])
        if entity["label"] == "EVENT" and tip.i in where and tip.pos_ in WORDS:
            n, k = where[tip.i]
            found[n].types.append((k, SOME))
        entities[entity["id"]] = (doc[inside[0] : inside[-1] + 1], entity["label"])
    marked = {i for span, label in entities.values() if label == "EVENT" for i in range(span.start, span.end)}
    marked |= {i for span in doc.spans.get("trigger", ()) for i in range(span.start, span.end)}
    for i, (n, k) in where.items():
        if doc[i].pos_ in WORDS and i not in marked and type_in_lexicon(doc[i]) is None:
            found[n].types.append((k, NOTHING))
    same = clusters(document)
    direct: dict[tuple[str, str], str] = {}
    loose: set[tuple[str, str]] = set()
    for relation in document["relations"]:
        if relation["type"] in ROLES:
            role, backwards = ROLES[relation["type"]]
            event, value = (relation["tail"], relation["head"]) if backwards else (relation["head"], relation["tail"])
            direct[event, value] = role
            loose.add((same.get(event, ""), same.get(value, "")))
    events = [i for i, (_, label) in entities.items() if label == "EVENT"]
    sentence_of = {token.i: n for n, sentence in enumerate(doc.sents) for token in sentence}
    heads = [root(entities[i][0]).i for i in events]
    for event, head in zip(events, heads, strict=True):
        if head not in where:
            continue
        for value, (span, label) in entities.items():
            tip = root(span)
            if value == event or label not in KIND_OF or tip.i not in where or where[tip.i][0] != where[head][0]:
                continue
            given = direct.get((event, value))
            if abs(sentence_of[tip.i] - sentence_of[head]) > REACH or (given is None and (same[event], same[value]) in loose):
                continue
            n, k = where[head]
            rows = pair_features(doc[head], span, KIND_OF[label], sorted(heads))
            found[n].links.append((k, where[tip.i][1], rows, LINKS.index(given) if given else 0))
    return found


def gold_examples(doc: Doc, gold: GoldDocument, types: Sequence[str], named: Named = ()) -> list[Example]:
    """The examples of a text with gold rows: event types of words, links within the sentences of the triggers, and words of one row.

    Where the words of the rows are told (`named`), all other words name no row.
    """
    found = [Example(chunk, named=False) for chunk in chunks(doc)]
    where = {i: (n, k) for n, example in enumerate(found) for k, i in enumerate(example.chunk.tokens)}
    kinds: dict[int, int] = {}
    left_out: set[int] = set()
    told = {name for row in gold.events for name in (*row.cells["type"].firm, *row.cells["type"].accept)}
    heads: dict[int, Any] = {}
    for event in gold.events:
        span = tokens_of(doc, event.trigger.start, event.trigger.end)
        if span is None:
            continue
        word = root(span).i
        left_out.update(range(span.start, span.end))
        if not event.optional:
            kinds[word] = types.index(event.cells["type"].firm[0]) + 1
            heads.setdefault(word, event)
    home = rows_of(doc, named)
    for i, number in home.items():
        cell = gold.events[number].cells["type"]
        if not gold.events[number].optional and i not in left_out and type_in_lexicon(doc[i]) in {*cell.firm, *cell.accept}:
            kinds[i] = types.index(type_in_lexicon(doc[i])) + 1
    left_out |= home.keys()
    candidates = [token.i for token in doc if token.pos_ in WORDS and token.i in where]
    for i in candidates:
        same = not named and (
            type_in_lexicon(doc[i]) in told
            or any(spot.start <= i < spot.end for spot in doc.spans.get("trigger", ()) if spot.label_ in told)
        )
        if i in kinds or (i not in left_out and not same):
            n, k = where[i]
            found[n].types.append((k, kinds.get(i, 0)))
    words = sorted(i for i in {*home, *(span.root.i for span in doc.spans.get("trigger", ()))} if i in where) if named else []
    for number, (first, second) in enumerate(combinations(words, 2)):
        (n, k), (m, other) = where[first], where[second]
        one = first in home and home[first] == home.get(second)
        if n == m and (one or ((first in home or second in home) and (number % FAR == 0 or _alike(doc[first], doc[second])))):
            found[n].same.append((k, other, same_features(doc[first], doc[second]), SAME.index("same" if one else "none")))
    events = sorted({*heads, *(span.root.i for span in doc.spans.get("trigger", ()))})
    for head, event in heads.items():
        sentence = doc[head].sent
        for kind, role, column in (
            ("time", "date", "date"),
            ("place", "place", "places"),
            *((k, "participant", "participants") for k in ("person", "organisation", "place")),
        ):
            cell = event.cells[column]
            right, loose = ({score.fold(v) for v in values} for values in (cell.firm, (*cell.optional, *cell.accept)))
            for span in doc.spans.get(kind, ()):
                if not sentence.start <= span.start < sentence.end or head not in where or not cell.scored:
                    continue
                tip = root(span)
                if tip.i not in where or where[tip.i][0] != where[head][0] or tip.i == head:
                    continue
                if kind == "time":
                    quote = event.quotes.get("date")
                    if quote is None:
                        continue
                    target = role if span.start_char < quote.end and quote.start < span.end_char else "none"
                elif score.fold(span.kb_id_ or span.text) in loose:
                    continue
                elif score.fold(span.kb_id_ or span.text) in right:
                    target = role
                elif kind == "place" and role == "participant":
                    continue
                else:
                    target = "none"
                    if kind == "place" and score.fold(span.kb_id_ or span.text) in {
                        score.fold(v) for v in event.cells["participants"].firm
                    }:
                        continue
                n, k = where[head]
                found[n].links.append((k, where[tip.i][1], pair_features(doc[head], span, kind, events), LINKS.index(target)))
    return found


FAR = 8
"""Of pairs of words that no reader would take for names of one event, one in so many is learned from."""


def _alike(first: Token, second: Token) -> bool:
    """Whether two words may be taken for names of one event: near each other, of one type or of one stem."""
    return second.i - first.i <= FAR or (type_in_lexicon(first) or first.i) == type_in_lexicon(second) or stem(first) == stem(second)


def labelled_examples(
    unlabelled: Sequence[Example], doc: Doc, gold: GoldDocument, types: Sequence[str], named: Named = ()
) -> list[Example]:
    """The examples of a NEREL document that has gold rows: NEREL's spans, and events and links as gold has them.

    Of links to events that gold does not ask about, NEREL's word stands.
    """
    found = []
    for mine, theirs in zip(unlabelled, gold_examples(doc, gold, types, named), strict=True):
        asked = {(event, value) for event, value, _, _ in theirs.links}
        links = [*theirs.links, *(link for link in mine.links if link[:2] not in asked)]
        found.append(replace(mine, types=theirs.types, links=links, same=theirs.same))
    return found


def nerel_gold(line: dict[str, Any], text: str) -> GoldDocument:
    """The gold rows of a NEREL document from a line of `train/nerel.jsonl`, which `train/labels.py` describes."""

    def quote(ends: Sequence[int]) -> Quote:
        return Quote(text[ends[0] : ends[1]], *ends)

    rows = []
    for row in line["events"]:
        cells = {column: Cell(scored=False) for column in COLUMNS}
        for column, cell in row["cells"].items():
            told: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in cell.items()}
            cells[column] = Cell(**told)
        quotes = {"date": quote(row["date"])} if "date" in row else {}
        rows.append(GoldEvent(trigger=quote(row["trigger"]), cells=cells, optional=row.get("optional", False), quotes=quotes))
    return GoldDocument(doc_id=line["doc_id"], text=text, events=tuple(rows))


MARK = re.compile(r"\[([^\[\]|]+)\|(\w+)\]")
"""A trigger in a sentence: `[вошла|military]`."""
TOGETHER = 4
"""Sentences of a list that are read as one text."""


def marked(line: str) -> tuple[str, list[tuple[int, int, str]]]:
    """A sentence without its marks, and start, end and type of each trigger; ValueError for a bracket left over."""
    text, found, at = "", [], 0
    for match in MARK.finditer(line):
        text += line[at : match.start()]
        found.append((len(text), len(text) + len(match[1]), match[2]))
        text, at = text + match[1], match.end()
    text += line[at:]
    if "[" in text or "]" in text:
        raise ValueError(f"a bracket is left over: {line}")
    return text, found


def sentence_examples(nlp: Language, lines: Sequence[str], types: Sequence[str]) -> Iterator[list[Example]]:
    """The examples of sentences with marked triggers, a few sentences as one text; every other word names no event."""
    for begin in range(0, len(lines), TOGETHER):
        text, triggers = "", []
        for line in lines[begin : begin + TOGETHER]:
            plain, found = marked(line)
            triggers += [(len(text) + start, len(text) + end, name) for start, end, name in found]
            text += plain + "\n\n"
        doc = parsed(nlp, text)
        examples = [Example(chunk, named=False) for chunk in chunks(doc)]
        where = {i: (n, k) for n, example in enumerate(examples) for k, i in enumerate(example.chunk.tokens)}
        kinds = {token.i: types.index(name) + 1 for start, end, name in triggers for token in tokens_of(doc, start, end) or ()}
        for token in doc:
            if token.i in where and (token.i in kinds or token.pos_ in WORDS):
                n, k = where[token.i]
                examples[n].types.append((k, kinds.get(token.i, 0)))
        yield examples
