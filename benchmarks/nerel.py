"""Spans, events and links on NEREL: `python benchmarks/nerel.py SPLIT.jsonl`.

Spans of the learned reader count when start, end and label are NEREL's. Events and links are scored from raw text by the `score.py`
beside SPLIT; below them the same program by rules alone, without its learned models.
"""

import json
import runpy
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import extract
from extract import models, table
from extract.record import Event


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


def main() -> None:
    """Prints the tables."""
    split = Path(sys.argv[1])
    documents = [json.loads(line) for line in split.read_text(encoding="utf-8").splitlines()]
    score = runpy.run_path(str(split.parent / "score.py"))["main"]
    print(spans(documents))
    with tempfile.TemporaryDirectory() as folder:
        print("\nEvents and links, end to end")
        score(str(events(documents, Path(folder))), str(split))
        models.use(Path(folder, "none"))
        print("\nThe same by rules alone")
        score(str(events(documents, Path(folder))), str(split))


if __name__ == "__main__":
    main()
