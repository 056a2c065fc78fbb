"""Spans, events and links on NEREL: `python benchmarks/nerel.py SPLIT.jsonl [--labels]`.

Spans of the learned reader count when start, end and label are NEREL's. Events and links are scored from raw text by the `score.py`
beside SPLIT: as rows of the contract, one per happening with its values, and mention by mention, as NEREL marks them: every word that may
name an event, with the values that the linker gives it. Beside them stand three baselines: the same trigger words with the nearest values
of their sentence, the program by rules alone, and the trigger lexicon alone with the nearest values. Merging is scored over pairs of gold
mentions that the program is given.

With `--labels` nothing is extracted: the rows labelled by hand by the contract (`train/nerel.jsonl`, of the train split) are scored in the
program's place. One row per happening is not what NEREL marks; this is the most that rows by the contract reach on its terms.
"""

import argparse
import json
import re
import runpy
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from spacy.tokens import Span

import extract
from extract import models, table
from extract.events.dates import Dates
from extract.events.discourse import Narrative
from extract.marks import plain, reader
from extract.marks.links import KIND_OF, root
from extract.record import Event
from extract.values.morphology import lemma

COLUMNS = {"date": "date", "place": "places", "participant": "participants"}
LIKELY, REACH = 0.5, 2
"""The probability from which on the linker's answer counts, and the sentences between an event and a value."""
LABELS, MENTIONS = Path("train/nerel.jsonl"), Path("train/mentions.jsonl")


def spans(documents: list[dict[str, Any]]) -> str:
    """Precision, recall and F1 by label, and over all, as Markdown."""
    nlp = extract.load().nlp
    counts: dict[str, Counter[str]] = {}
    for document in documents:
        doc = nlp(document["text"])
        found = {(span.start_char, span.end_char, span.label_) for span in doc.spans["read"]}
        gold = {(e["start"], e["end"], e["label"]) for e in document["entities"]}
        for name, group in (("right", found & gold), ("found", found), ("gold", gold)):
            for *_, label in group:
                counts.setdefault(label, Counter())[name] += 1
                counts.setdefault("all", Counter())[name] += 1
    lines = ["| spans | precision | recall | F1 | of |", "|---|--:|--:|--:|--:|"]
    for label, count in sorted(counts.items(), key=lambda item: -item[1]["gold"]):
        right, n, of = count["right"], count["found"], count["gold"]
        lines.append(f"| {label} | {right / max(n, 1):.3f} | {right / max(of, 1):.3f} | {2 * right / max(n + of, 1):.3f} | {of} |")
    return "\n".join(lines)


def events(documents: list[dict[str, Any]], folder: Path) -> Path:
    """The events of the documents as `events.jsonl`."""
    extractor = extract.load()
    found: list[Event] = [e for d in documents for e in extractor.events(d["text"], doc_id=d["doc_id"])]
    table.write(found, folder, formats=("jsonl",))
    return folder / "events.jsonl"


def nearest(documents: list[dict[str, Any]], folder: Path) -> Path:
    """A baseline: each trigger word is an event with the nearest time, place and name of its sentence."""
    nlp = extract.load().nlp
    rows: list[dict[str, Any]] = []
    for document in documents:
        doc = nlp(document["text"])
        for number, trigger in enumerate(doc.spans["trigger"]):
            row = {"event_id": f"{document['doc_id']}#{number}", "doc_id": document["doc_id"], "trigger": _offsets(trigger)}
            for column, kinds in (("date", ("time",)), ("places", ("place",)), ("participants", ("person", "organisation"))):
                spans = [s for kind in kinds for s in doc.spans.get(kind, ()) if s.sent.start == trigger.sent.start]
                spans.sort(key=lambda s: (abs(s.root.i - trigger.root.i), s.start))
                row[column] = [_offsets(s) for s in spans[: 2 if column == "participants" else 1]]
            rows.append(row)
    return _written(rows, folder / "nearest.jsonl")


def linked(documents: list[dict[str, Any]], folder: Path) -> Path:
    """Every trigger word and every EVENT that the reader sees, with the values near it that the linker more likely than not gives it."""
    nlp = extract.load().nlp
    rows: list[dict[str, Any]] = []
    for document in documents:
        doc = plain.Doc(nlp(document["text"]))
        sentence = {token.i: number for number, sent in enumerate(doc.sents) for token in sent}
        read = doc.spans.get("read", ())
        named: dict[int, Any] = {}
        for span in (span for span in read if span.label_ == "EVENT"):
            named.setdefault(root(span).i, span)  # of nested ones the longest
        for span in doc.spans.get("trigger", ()):
            named.setdefault(span[-1].i, span)
        values = [(span, KIND_OF[span.label_]) for span in read if span.label_ in KIND_OF]
        pairs = [
            (doc[i], span, kind)
            for i in named
            for span, kind in values
            if abs(sentence[i] - sentence[root(span).i]) <= REACH and not span.start <= i < span.end
        ]
        found: dict[int, dict[str, Any]] = {
            i: {"event_id": f"{document['doc_id']}#{i}", "doc_id": document["doc_id"], "trigger": _offsets(span)}
            | {column: [] for column in COLUMNS.values()}
            for i, span in named.items()
        }
        for (event, span, _), told in zip(pairs, reader.links(doc, pairs, sorted(named)), strict=True):
            for link, column in COLUMNS.items():
                if told[link] > LIKELY:
                    found[event.i][column].append(_offsets(span))
        rows += found.values()
    return _written(rows, folder / "linked.jsonl")


def _written(rows: list[dict[str, Any]], path: Path) -> Path:
    """The file with a line for each row."""
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def _offsets(span: plain.AnySpan) -> dict[str, int]:
    return _span(span.start_char, span.end_char)


def merging(documents: list[dict[str, Any]], clusters: Callable[..., dict[str, str]]) -> str:
    """Pairs of mentions of one event, NEREL's mentions given: precision, recall and F1."""
    nlp = extract.load().nlp
    counts: Counter[str] = Counter()
    for document in documents:
        doc = nlp(document["text"])
        same = clusters([e["id"] for e in document["entities"]], document["relations"])
        told = [
            (doc.char_span(e["start"], e["end"], alignment_mode="expand"), same[e["id"]])
            for e in document["entities"]
            if e["label"] == "EVENT"
        ]
        named = {span.root.i: cluster for span, cluster in told if span is not None}
        known = {trigger[-1].i: trigger for trigger in doc.spans["trigger"]}
        typed = {span.start: span.label_ for span in doc.spans["event"]}
        doc.spans["trigger"] = [
            known.get(i) or Span(doc, i, i + 1, label=typed.get(i, "other"), kb_id=f"learned {doc[i].lemma_}", span_id=f"gold-{i}")
            for i in sorted(named)
        ]
        home = {token.i: n for n, row in enumerate(Narrative(Dates(doc, published=None)).read()) for m in row.mentions for token in m.words}
        counts += _pairs([(named[i], home.get(i)) for i in sorted(named)])
    return _told(counts)


def labelled(documents: list[dict[str, Any]], folder: Path) -> Path:
    """The gold rows of the documents as `events.jsonl`: places and participants where their names stand nearest to the words of the row."""
    gold, named = ({line["doc_id"]: line for line in _lines(path)} for path in (LABELS, MENTIONS))
    rows: list[dict[str, Any]] = []
    for document in documents:
        doc_id, text = document["doc_id"], document["text"]
        words = [(match.start(), match.end(), lemma(match.group().lower())) for match in re.finditer(r"\w[\w-]*", text)]
        for number, (event, ends) in enumerate(zip(gold[doc_id]["events"], named.get(doc_id, {"rows": []})["rows"], strict=False)):
            row = {"event_id": f"{doc_id}#{number}", "doc_id": doc_id, "mentions": [_span(*pair) for pair in ends]}
            row["date"] = _span(*event["date"]) if "date" in event else None
            for column in ("places", "participants"):
                spots = [list(_spots(name, words)) for name in event["cells"][column].get("firm", ())]
                row[column] = [_span(*min(one, key=lambda spot: abs(spot[0] - start))) for one in spots if one for start, _ in ends]
            rows.append(row)
    return _written(rows, folder / "labelled.jsonl")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _span(start: int, end: int) -> dict[str, int]:
    return {"start": start, "end": end}


def _spots(name: str, words: list[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
    """Where a name stands, in any case form: the whole of it, or its last word."""
    told = [lemma(word.lower()) for word in re.findall(r"\w[\w-]*", name)]
    for k in range(len(words) - len(told) + 1):
        if [word for _, _, word in words[k : k + len(told)]] == told:
            yield words[k][0], words[k + len(told) - 1][1]
    yield from ((start, end) for start, end, word in words if told and word == told[-1])


def merging_of_labels(documents: list[dict[str, Any]], clusters: Callable[..., dict[str, str]]) -> str:
    """Pairs of NEREL's mentions that a gold row joins, as `merging` scores them."""
    named = {line["doc_id"]: line["rows"] for line in _lines(MENTIONS)}
    counts: Counter[str] = Counter()
    for document in documents:
        same = clusters([e["id"] for e in document["entities"]], document["relations"])
        told = []
        for e in (e for e in document["entities"] if e["label"] == "EVENT"):
            rows = enumerate(named.get(document["doc_id"], ()))
            home = next((n for n, ends in rows if any(e["start"] < end and start < e["end"] for start, end in ends)), None)
            told.append((same[e["id"]], home))
        counts += _pairs(told)
    return _told(counts)


def _pairs(told: list[tuple[str, int | None]]) -> Counter[str]:
    """Counts of the pairs of mentions, given the cluster of each and the row that has it."""
    counts: Counter[str] = Counter()
    for (first, one), (second, other) in combinations(told, 2):
        alike, joined = first == second, one is not None and one == other
        counts.update({"right": alike and joined, "found": joined, "gold": alike})
    return counts


def _told(counts: Counter[str]) -> str:
    right, found, gold = (counts[name] for name in ("right", "found", "gold"))
    p, r = right / max(1, found), right / max(1, gold)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}   right {right} found {found} gold {gold}"


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", type=Path, metavar="SPLIT.jsonl")
    parser.add_argument("--labels", action="store_true", help="score the rows labelled by hand")
    options = parser.parse_args()
    split = options.split
    documents = list(_lines(split))
    scorer = runpy.run_path(str(split.parent / "score.py"))
    score = scorer["main"]
    if options.labels:
        with tempfile.TemporaryDirectory() as folder:
            score(str(labelled(documents, Path(folder))), str(split))
        print(f"\nMerging of gold mentions\n{merging_of_labels(documents, scorer['clusters'])}")
        return
    print(spans(documents))
    with tempfile.TemporaryDirectory() as folder:
        print("\nEvents and links, end to end, as rows of the contract")
        score(str(events(documents, Path(folder))), str(split))
        print("\nEvents and links, end to end, mention by mention")
        score(str(linked(documents, Path(folder))), str(split))
        print("\nBaseline: the same trigger words, nearest values of the sentence")
        score(str(nearest(documents, Path(folder))), str(split))
        print(f"\nMerging of gold mentions\n{merging(documents, scorer['clusters'])}")
        models.use(Path(folder, "none"))
        print("\nBaseline: the program by rules alone")
        score(str(events(documents, Path(folder))), str(split))
        print("\nBaseline: the trigger lexicon alone, nearest values of the sentence")
        score(str(nearest(documents, Path(folder))), str(split))


if __name__ == "__main__":
    main()
