"""Doc → its sentences, the paragraphs they stand in, and which of them are headline, lead or dateline."""

from bisect import bisect_right

from extract.events.tree import spans_of
from extract.marks import plain

PARTING = {".", ":", "-", "–", "—", "|"}
"""The marks between the date of an entry of a chronicle and its text."""


class Layout:
    """How a text is laid out. `start` is the offset where its body begins, `dateline` the offsets of «МОСКВА, 9 августа. /ТАСС/»."""

    def __init__(self, doc: plain.Doc, *, start: int = 0, dateline: tuple[int, int] | None = None) -> None:
        self.doc, self.start, self.dateline = doc, start, dateline
        self.sentences = [s for s in doc.sents if s.end_char > start]
        starts = doc.user_data.get("paragraphs", [])
        self.paragraph_of = [bisect_right(starts, s.start) for s in self.sentences]
        """The number of each sentence's paragraph."""
        self.headings = [self._headings(index) for index in range(len(self.sentences))]
        """The times that each sentence begins with as the entry of a chronicle («3 мая. …»); True: on a line of its own («Март 2014»)."""
        self.is_chronicle = sum(map(bool, self.headings)) > 1
        self.titles = self._titles()
        """The numbers of the sentences of a headline."""

    def _titles(self) -> range:
        """The sentences of a headline: a first paragraph without a full stop, which the text below tells in full."""
        if not self.sentences or self.paragraph_of[-1] == self.paragraph_of[0]:
            return range(0)
        size = bisect_right(self.paragraph_of, self.paragraph_of[0])
        if self.headings[0] and self.headings[0][-1][1]:
            return range(0)
        return range(0 if self.sentences[size - 1].text.rstrip()[-1:] in {".", "!", "…", "»", ";", ":"} else size)

    def _headings(self, index: int) -> list[tuple[plain.Span, bool]]:
        sentence, doc = self.sentences[index], self.doc
        if not self.begins(index):
            return []
        times = {span.start: span for span in spans_of(sentence, "time")}
        found: list[tuple[plain.Span, bool]] = []
        read: list[plain.Span] = []
        i = next((place.end for place in spans_of(sentence, "place") if place.start == sentence.start), sentence.start)  # «Москва, 12 мая.»
        while i < sentence.end and (i in times or not doc[i].text[0].isalnum()):
            if i in times:
                read.append(times[i])
                i = times[i].end
                continue
            if "\n" in doc[i].text:
                found, read = [(span, True) for span in (*(span for span, _ in found), *read)], []
            elif doc[i].text in PARTING:
                found, read = [*found, *((span, False) for span in read)], []
            i += 1
        return [*found, *((span, False) for span in read)] if found else []  # «Март 2014», behind it «18-го …»

    def begins(self, index: int) -> bool:
        """Whether a sentence begins a paragraph."""
        return index == 0 or self.paragraph_of[index - 1] != self.paragraph_of[index]

    def is_lead(self, index: int) -> bool:
        """Whether a sentence is in the first paragraph behind the headline."""
        return len(self.titles) < len(self.sentences) and self.paragraph_of[index] == self.paragraph_of[len(self.titles)]

    def in_dateline(self, token: int) -> bool:
        """Whether a token stands before the body or in the dateline."""
        offset = self.doc[token].idx
        return offset < self.start or (self.dateline is not None and self.dateline[0] <= offset < self.dateline[1])
