"""`extract mentions` and `extract explain`: what was read, and from which words; `extract schema`: what a record holds."""

import argparse
import json
from pathlib import Path

from extract.cli.common import Adding, CallError, Reading, inputs


def add(command: Adding) -> None:
    """The commands with their arguments."""
    inputs(command("mentions", _mentions, "Print every normalised mention of documents as JSON Lines."))
    inputs(command("explain", _explain, "Print which words and which rule or model gave each cell of each event."))
    schema = command("schema", _schema, "Print the JSON Schema of the full record.")
    schema.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a file")


def _mentions(options: argparse.Namespace) -> int:
    reading = Reading(options)
    from extract import load
    from extract.record import to_json

    extractor = load()
    for article, mentions in reading.found(extractor.read_mentions):
        print(json.dumps({"doc_id": article.doc_id, "mentions": to_json(mentions)}, ensure_ascii=False))
    return reading.status


def _explain(options: argparse.Namespace) -> int:
    reading = Reading(options)
    from extract import load
    from extract.explain import lines

    for _, events in reading.found(load().read):
        for event in events:
            print(*lines(event), sep="\n", end="\n\n")
    return reading.status


def _schema(options: argparse.Namespace) -> int:
    from extract.lexicon import event_types
    from extract.table import schema

    text = json.dumps(schema(event_types()), ensure_ascii=False, indent=2) + "\n"
    if options.output is None:
        print(text, end="")
        return 0
    try:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    return 0
