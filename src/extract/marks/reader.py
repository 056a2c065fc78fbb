"""Doc → Doc with what the learned reader sees: `doc.spans["read"]`, `doc.spans["event"]`, and the states that the linker needs.

The reader (`train/` makes it) knows NEREL's 29 kinds of nested spans and the 27 types of events. A span's label is its kind or type,
its `kb_id_` the probability. `doc.tensor` holds one state per token. Without its files the program works by rules alone.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc, Span

from extract import models
from extract.marks.features import Chunk, chunks, table
from extract.marks.links import LINKS, PAIR, SAME, pair_features, root, same_features
from extract.marks.natasha import find_names, vectors
from extract.marks.plain import AnyDoc, AnySpan, AnyToken

LIKELY, LIKELY_OF = 0.5, {"EVENT": 0.3}
"""Spans from this probability on are marked; of kinds that the reader is too shy of, from another."""
POSSIBLE = 0.1
"""Words from this probability of naming an event on are marked."""
TOGETHER = 1024
"""Pairs of words that are asked for at once, so that the memory for them is bounded."""

FILES = ("reader.onnx", "links.onnx", "coreference.onnx", "reader.json")


def read(doc: Doc) -> Doc:
    """Sets `doc.spans["tagged"]` (natasha's names), `["read"]`, `["event"]`, `doc.tensor`, and the scores of types by word.

    These scores are in `doc.user_data["types"]`: token index → type → probability.
    """
    doc.spans["tagged"] = find_names(doc)
    doc.spans["read"], doc.spans["event"] = [], []
    doc.user_data["types"] = {}
    if not models.available(*FILES) or not len(doc):
        return doc
    meta = models.lists("reader.json")
    states = None
    spans: list[Span] = []
    events: list[Span] = []
    for chunk in chunks(doc):
        seen, scores, types = models.run("reader.onnx", **_inputs(chunk))
        if states is None:
            states = np.zeros((len(doc), seen.shape[-1]), dtype=np.float32)
        states[chunk.tokens] = seen[0]
        spans.extend(_spans(doc, chunk, scores[0], meta["labels"]))
        events.extend(_events(doc, chunk, types[0], meta["types"]))
    if states is not None:
        doc.tensor = states
    doc.spans["read"], doc.spans["event"] = spans, events
    return doc


def _inputs(chunk: Chunk) -> dict[str, Any]:
    return {
        "vectors": vectors(chunk.words).reshape(1, len(chunk.tokens), -1).astype(np.float32, copy=False),
        "affixes": chunk.affixes[None],
        "tags": chunk.tags[None],
        "marks": chunk.marks[None],
        "heads": chunk.heads[None],
    }


class _Found(NamedTuple):
    score: float
    first: int
    last: int
    label: int


def _spans(doc: Doc, chunk: Chunk, scores: Any, labels: Sequence[str]) -> list[Span]:
    """The spans of a chunk: nested, none across another or across a sentence; the likelier first where two cross."""
    least = np.array([LIKELY_OF.get(name, LIKELY) for name in labels[1:]], dtype=np.float32)
    first, width, label = np.nonzero(scores[:, :, 1:] >= least)
    found = sorted(
        (_Found(float(scores[a, w, k + 1]), int(a), int(a + w), int(k + 1)) for a, w, k in zip(first, width, label, strict=True)),
        reverse=True,
    )
    kept: list[_Found] = []
    for one in found:
        if one.last >= len(chunk.tokens) or chunk.sentences[one.first] != chunk.sentences[one.last]:
            continue
        if not any(a.first < one.first <= a.last < one.last or one.first < a.first <= one.last < a.last for a in kept):
            kept.append(one)
    kept.sort(key=lambda one: (one.first, -one.last))
    return [Span(doc, chunk.tokens[a], chunk.tokens[b] + 1, label=labels[k], kb_id=f"{score:.2f}") for score, a, b, k in kept]


def _events(doc: Doc, chunk: Chunk, scores: Any, types: Sequence[str]) -> list[Span]:
    """The words that may name an event, each with its likeliest type."""
    found = []
    for k in np.nonzero(1 - scores[:, 0] >= POSSIBLE)[0]:
        best = int(scores[k, 1:].argmax())
        i = chunk.tokens[int(k)]
        doc.user_data["types"][i] = dict(zip(types, map(float, scores[k, 1:]), strict=True))
        found.append(Span(doc, i, i + 1, label=types[best], kb_id=f"{1 - scores[k, 0]:.2f}"))
    return found


def links(doc: AnyDoc, pairs: Sequence[tuple[AnyToken, AnySpan, str]], events: Sequence[int]) -> list[dict[str, float]]:
    """The probabilities of the links (`extract.marks.links.LINKS`) for pairs of an event's head word and a span of a kind.

    `events` are the head words of all events of the text. An empty dict for each pair where there is no linker.
    """
    ends = [(event.i, root(span).i) for event, span, _ in pairs]
    scores = _linked("links.onnx", doc, ends, lambda: [pair_features(event, span, kind, events) for event, span, kind in pairs])
    return [{} for _ in pairs] if scores is None else [dict(zip(LINKS, map(float, row), strict=True)) for row in scores]


def knows_same() -> bool:
    """Whether there is a model that tells which words name one event."""
    return models.available("coreference.onnx")


def same(doc: AnyDoc, pairs: Sequence[tuple[AnyToken, AnyToken]]) -> list[float]:
    """The probabilities that two words, the earlier first, name one event; none where there is no model."""
    ends = [(first.i, second.i) for first, second in pairs]
    scores = _linked("coreference.onnx", doc, ends, lambda: [same_features(*pair) for pair in pairs])
    return [] if scores is None else [float(row[SAME.index("same")]) for row in scores]


def _linked(model: str, doc: AnyDoc, ends: Sequence[tuple[int, int]], features: Callable[[], Sequence[tuple[int, ...]]]) -> Any:
    """A model's scores for pairs of words; None where there is no model, or nothing to ask it."""
    if not ends or not doc.has_annotation("HEAD") or not len(doc.tensor):
        return None
    first, second, pairs = *np.array(ends).T, table(features(), PAIR)

    def some(rows: slice) -> Any:
        return models.run(model, events=doc.tensor[first[rows]], values=doc.tensor[second[rows]], pairs=pairs[rows])[0]

    return np.concatenate([some(slice(k, k + TOGETHER)) for k in range(0, len(ends), TOGETHER)])
