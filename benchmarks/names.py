"""Names found and put into the nominative: `python benchmarks/names.py SLAVICNER.jsonl [--mentions OUT.jsonl]`.

A line is {"doc_id", "text", "entities": [{"label", "start", "end", "lemma"}]}. Scored by the `score.py` beside the file: found (overlap,
same kind), and of the found those whose nominative is gold's. Both lines read the raw text: the program with its own finding and the
nominatives of its phrases, natasha alone with its own. Gold counts inhabitants («россияне») as people, whom the program marks as
NATIONALITY and not as somebody's name: the last line adds them. It also counts adjectives («российская вакцина»): the line before it
leaves out all that is written in small letters, or is an adjective at a sentence's start.
Prints the share of the run that the program's names take.
"""

import argparse
import json
import re
import runpy
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from tqdm import tqdm

import extract
from extract.events.phrase import nominative
from extract.marks import plain
from extract.marks.names import KINDS
from extract.marks.natasha import named_spans
from extract.values import place

ADJECTIVE = re.compile(r"\w+[сц]к(ий|ая|ое|ие)")
Mention = dict[str, Any]


def ours(doc: Doc) -> Iterator[Mention]:
    """The names that the program finds, each with the nominative of its phrase."""
    for kind in KINDS:
        for span in doc.spans[kind]:
            yield {"kind": kind, "start": span.start_char, "end": span.end_char, "value": span.id_ or span.kb_id_}


def inhabitants(doc: Doc) -> Iterator[Mention]:
    """The nouns for inhabitants of a place."""
    for token in plain.Doc(doc):
        if token.pos_ == "NOUN" and not token.ent_type_ and place.adjective_place(token.lemma_):
            span = token.doc[token.i : token.i + 1]
            yield {"kind": "person", "start": span.start_char, "end": span.end_char, "value": nominative(span)}


def natashas(doc: Doc) -> Iterator[Mention]:
    """The names that natasha alone finds, with its own normal forms."""
    for kind, start, end, normal in named_spans(doc.text):
        yield {"kind": kind, "start": start, "end": end, "value": normal}


def proper(record: dict[str, Any]) -> dict[str, Any]:
    """The text with gold's names only: no adjectives, and nothing in small letters."""
    names = [name for name in record["entities"] if record["text"][name["start"]].isupper() and not ADJECTIVE.fullmatch(name["lemma"])]
    return record | {"entities": names}


def main() -> None:
    """Prints the scores and the time."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--mentions", type=Path, help="where to write the program's mentions")
    arguments = parser.parse_args()
    records = [json.loads(line) for line in arguments.texts.read_text(encoding="utf-8").splitlines()]
    score = runpy.run_path(str(arguments.texts.parent / "score.py"))["main"]
    nlp = extract.load().nlp
    docs, naming = [], 0.0
    started = time.perf_counter()
    names = nlp.get_pipe("names")
    with nlp.select_pipes(disable=["names", "venues", "triggers"]):
        for record in tqdm(records):
            doc = nlp(record["text"])
            before = time.perf_counter()
            docs.append(names(doc))
            naming += time.perf_counter() - before
    share = naming / (time.perf_counter() - started)
    systems: dict[str, tuple[Callable[[Doc], Iterator[Mention]], ...]] = {
        "natasha alone": (natashas,),
        "extract": (ours,),
        "extract, with inhabitants": (ours, inhabitants),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, readers in systems.items():
            path = arguments.mentions if name == "extract" and arguments.mentions else Path(folder, "mentions.jsonl")
            with path.open("w", encoding="utf-8") as out:
                for record, doc in zip(records, docs, strict=True):
                    mentions = [mention for reader in readers for mention in reader(doc)]
                    out.write(json.dumps({"doc_id": record["doc_id"], "mentions": mentions}, ensure_ascii=False) + "\n")
            print(name)
            score(str(path), str(arguments.texts))
            if name == "extract":
                names_only = Path(folder, "proper.jsonl")
                names_only.write_text("".join(json.dumps(proper(record)) + "\n" for record in records), encoding="utf-8")
                print("extract, of what is a name")
                score(str(path), str(names_only))
    print(f"\nnames take {share:.1%} of marking the text")


if __name__ == "__main__":
    main()
