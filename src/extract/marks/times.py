"""Doc → Doc with times and durations in `doc.spans["time"]` and `["duration"]`; a span's `kb_id_` prints the value.

The value of a time is the `Time` of `values/time.py` as a string, unresolved; that of a duration is its bound and its ISO 8601
length (`>PT2H`), its `id_` the preposition before it («через», «вместо»).
"""

from collections.abc import Iterable

from spacy.tokens import Doc, Span

from extract.values.duration import find_durations
from extract.values.time import find


def mark_times(doc: Doc) -> Doc:
    """Sets `doc.spans["time"]` and `doc.spans["duration"]`."""
    text = doc.text
    doc.spans["time"] = _spans(doc, "time", ((m.start, m.end, str(m.value), "") for m in find(text)))
    taken = [(span.start_char, span.end_char) for span in doc.spans["time"]]
    lengths = (m for m in find_durations(text) if not any(m.start < end and start < m.end for start, end in taken))
    doc.spans["duration"] = _spans(doc, "duration", ((m.start, m.end, m.bound + m.value, m.lead) for m in lengths))
    return doc


def _spans(doc: Doc, label: str, found: Iterable[tuple[int, int, str, str]]) -> list[Span]:
    spans = []
    for start, end, value, identity in found:
        span = doc.char_span(start, end, label=label, kb_id=value, span_id=identity, alignment_mode="expand")
        if span is not None:
            spans.append(span)
    return spans
