"""Gold of other people's texts without the texts: `python -m train.labels --texts train.jsonl LABELS… > train/nerel.jsonl`.

`LABELS` are folders of gold files (`corpus/README.md`) named `…ID.toml`, each with its text `…ID.txt` beside it; a first line
`# published: 2008-08-05` tells the day of the news. A line of the output is `{"doc_id", "published", "events"}`; an event has `trigger`
and `date` (offsets of the quoted words in the text), `cells` (column → what is right there, see `extract.gold.Cell`; columns that
are not named were not labelled) and `optional`.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from extract import gold as golds
from extract.lexicon import event_types
from train.data import read_nerel

LABELLED = ("type", "status", "date", "places", "participants")
"""The columns that these gold files tell."""
EMPTY = golds.Cell()


def line(doc_id: str, published: str | None, gold: golds.GoldDocument) -> dict[str, Any]:
    """The gold rows of a text as a line of the file."""
    return {"doc_id": doc_id, "published": published, "events": [_row(event) for event in gold.events]}


def _row(event: golds.GoldEvent) -> dict[str, Any]:
    row: dict[str, Any] = {"trigger": [event.trigger.start, event.trigger.end]}
    if "date" in event.quotes:
        row["date"] = [event.quotes["date"].start, event.quotes["date"].end]
    row["cells"] = {column: _cell(event.cells[column]) for column in LABELLED}
    return row | ({"optional": True} if event.optional else {})


def _cell(cell: golds.Cell) -> dict[str, Any]:
    """What differs from an empty cell."""
    return {key: getattr(cell, key) for key in cell.__slots__ if getattr(cell, key) != getattr(EMPTY, key)}


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m train.labels", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, required=True, help="the texts, JSON Lines with `doc_id` and `text`")
    parser.add_argument("labels", type=Path, nargs="+", help="folders of gold files")
    arguments = parser.parse_args()
    texts = {document["doc_id"]: document["text"] for document in read_nerel(arguments.texts)}
    paths = {path.stem.split("_", 1)[1]: path for folder in arguments.labels for path in sorted(folder.glob("*.toml"))}
    for doc_id, path in sorted(paths.items()):
        gold = golds.read(path, types=event_types())
        if gold.text != texts[doc_id]:
            raise SystemExit(f"{path}: its text is not that of {arguments.texts}")
        told = re.search(r"^#\s*published:\s*(\d{4}-\d\d-\d\d)\s*$", path.read_text(encoding="utf-8"), re.M)
        sys.stdout.write(json.dumps(line(doc_id, told[1] if told else None, gold), ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
