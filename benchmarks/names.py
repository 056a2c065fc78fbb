"""Normalised names of running text, natasha alone or natasha with extract: names.py TEXTS.jsonl OUT.jsonl [--baseline].

A line of TEXTS is {"doc_id", "text"}; a line of OUT is {"doc_id", "mentions": [{"kind", "start", "end", "value"}]}. Prints the words
per second of natasha and of the normalisation after it, one thread.
"""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.values.morphology import serve_natasha
from extract.values.name import Kind, NameSpan, Word, canonical_names, repair

KINDS: dict[str, Kind] = {"PER": "person", "LOC": "place", "ORG": "organisation"}


class Reader:
    """natasha's segmenter and taggers, loaded once."""

    def __init__(self) -> None:
        serve_natasha()
        import natasha

        embedding = natasha.NewsEmbedding()
        self.natasha = natasha
        self.segmenter = natasha.Segmenter()
        self.vocabulary = natasha.MorphVocab()
        self.tagger = natasha.NewsMorphTagger(embedding)
        self.parser = natasha.NewsSyntaxParser(embedding)
        self.names = natasha.NewsNERTagger(embedding)

    def read(self, text: str, *, syntax: bool) -> Any:
        """The document with tokens, tags, lemmas and name spans; with `syntax`, which natasha's own normalisation needs, heads too."""
        document = self.natasha.Doc(text)
        document.segment(self.segmenter)
        document.tag_morph(self.tagger)
        if syntax:
            document.parse_syntax(self.parser)
        document.tag_ner(self.names)
        for token in document.tokens:
            token.lemmatize(self.vocabulary)
        return document


def by_natasha(document: Any, reader: Reader) -> Iterator[dict[str, Any]]:
    """The names as natasha finds and normalises them."""
    for span in document.spans:
        span.normalize(reader.vocabulary)
        yield {"kind": KINDS[span.type], "start": span.start, "end": span.stop, "value": span.normal}


def by_extract(document: Any) -> Iterator[dict[str, Any]]:
    """The names that natasha finds, made whole and normalised by extract."""
    tokens = document.tokens
    ends = [t.start for t in tokens[1:]] + [len(document.text)]
    words = [Word(t.text, t.lemma, t.pos, t.feats or {}, document.text[t.stop : end]) for t, end in zip(tokens, ends, strict=True)]
    index = {t.start: i for i, t in enumerate(tokens)}
    found = [NameSpan(index[s.tokens[0].start], index[s.tokens[0].start] + len(s.tokens), KINDS[s.type]) for s in document.spans]
    spans = repair(words, found)
    for kind in KINDS.values():
        of_kind = [s for s in spans if s.kind == kind]
        for span, value in zip(of_kind, canonical_names([words[s.start : s.end] for s in of_kind], kind=kind), strict=True):
            yield {"kind": kind, "start": tokens[span.start].start, "end": tokens[span.end - 1].stop, "value": value}


def main() -> None:
    """Reads the texts, writes the mentions, prints the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--baseline", action="store_true", help="natasha alone")
    arguments = parser.parse_args()
    reader, words, tagging, naming = Reader(), 0, 0.0, 0.0
    with arguments.texts.open(encoding="utf8") as texts, arguments.out.open("w", encoding="utf8") as out:
        for line in texts:
            record = json.loads(line)
            started = time.perf_counter()
            document = reader.read(record["text"], syntax=arguments.baseline)
            tagged = time.perf_counter()
            mentions = list(by_natasha(document, reader) if arguments.baseline else by_extract(document))
            tagging, naming = tagging + tagged - started, naming + time.perf_counter() - tagged
            words += len(document.tokens)
            out.write(json.dumps({"doc_id": record["doc_id"], "mentions": mentions}, ensure_ascii=False) + "\n")
    print(f"{words} words; natasha {words / tagging:,.0f} words/s, names {words / naming:,.0f} words/s")


if __name__ == "__main__":
    main()
