"""Doc → its sentences, the paragraphs they stand in, and which of them are headline, lead or dateline."""

from bisect import bisect_right

from extract.marks import plain


class Layout:
    """How a text is laid out. `start` is the offset where its body begins, `dateline` the offsets of «МОСКВА, 9 августа. /ТАСС/»."""

    def __init__(self, doc: plain.Doc, *, start: int = 0, dateline: tuple[int, int] | None = None) -> None:
        self.doc, self.start, self.dateline = doc, start, dateline
        self.sentences = [s for s in doc.sents if s.end_char > start]
        starts = doc.user_data.get("paragraphs", [])
        self.paragraph_of = [bisect_right(starts, s.start) for s in self.sentences]
        """The number of each sentence's paragraph."""
        self.titles = self._titles()
        """The numbers of the sentences of a headline."""

    def _titles(self) -> range:
        """The sentences of a headline: a first paragraph without a full stop, which the text below tells in full."""
        if not self.sentences or self.paragraph_of[-1] == self.paragraph_of[0]:
            return range(0)
        size = bisect_right(self.paragraph_of, self.paragraph_of[0])
        return range(0 if self.sentences[size - 1].text.rstrip()[-1:] in {".", "!", "…", "»", ";", ":"} else size)

    def is_lead(self, index: int) -> bool:
        """Whether a sentence is in the first paragraph behind the headline."""
        return len(self.titles) < len(self.sentences) and self.paragraph_of[index] == self.paragraph_of[len(self.titles)]

    def in_dateline(self, token: int) -> bool:
        """Whether a token stands before the body or in the dateline."""
        offset = self.doc[token].idx
        return offset < self.start or (self.dateline is not None and self.dateline[0] <= offset < self.dateline[1])
