"""A marked Doc as plain Python objects, made once per text, for reading that asks each word many times over.

`Token`, `Span` and `Doc` have the names and meanings of spaCy's, as far as the program needs them. spaCy makes a new object for each
token that it hands out and looks each string up anew; here a token is one object, and its head, children and features are attributes.
What is looked up by position (the spans that cover a token or begin at it) is indexed at the first use. Nothing can be changed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeAlias, overload

from spacy import tokens

AnyToken: TypeAlias = "Token | tokens.Token"
AnySpan: TypeAlias = "Span | tokens.Span"
AnyDoc: TypeAlias = "Doc | tokens.Doc"


@lru_cache(maxsize=4096)
def _morph(told: str) -> Mapping[str, list[str]]:
    """UD features by name, each with its values (`Case=Gen|Number=Sing`)."""
    pairs = (part.split("=", 1) for part in told.split("|") if "=" in part)
    return {name: values.split(",") for name, values in pairs}


class Token:
    """A word or sign."""

    __slots__ = (
        "children",
        "dep_",
        "doc",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_sent_start",
        "is_sign",
        "left_edge",
        "lemma_",
        "morph",
        "norm_",
        "pos_",
        "right_edge",
        "sent",
        "text",
        "whitespace_",
    )
    head: "Token"
    left_edge: "Token"
    right_edge: "Token"
    sent: "Span"

    def __init__(self, doc: "Doc", token: tokens.Token) -> None:
        """The token without its place in the tree, which `Doc` sets."""
        self.doc = doc
        self.i: int = token.i
        self.idx: int = token.idx
        self.text: str = token.text
        self.norm_: str = token.norm_
        self.lemma_: str = token.lemma_
        self.pos_: str = token.pos_
        self.dep_: str = token.dep_
        self.ent_type_: str = token.ent_type_
        self.whitespace_: str = token.whitespace_
        self.is_sign: bool = token.is_space or token.is_punct
        self.is_sent_start = bool(token.is_sent_start)
        self.morph = _morph(str(token.morph))
        self.children: list[Token] = []

    def __len__(self) -> int:
        """The number of characters."""
        return len(self.text)

    @property
    def is_alpha(self) -> bool:
        """Whether it consists of letters."""
        return self.text.isalpha()

    @property
    def ancestors(self) -> "Iterator[Token]":
        """What it hangs on, nearest first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> "Iterator[Token]":
        """The token and what hangs on it, in text order as far as the tree is projective."""
        yield from (inner for child in self.children if child.i < self.i for inner in child.subtree)
        yield self
        yield from (inner for child in self.children if child.i > self.i for inner in child.subtree)

    def nbor(self, steps: int = 1) -> "Token":
        """The token so many places further; IndexError outside of the text."""
        if not 0 <= self.i + steps < len(self.doc):
            raise IndexError(self.i + steps)
        return self.doc[self.i + steps]


class Span:
    """A run of tokens, `start` to `end - 1`, with its label and values."""

    def __init__(self, doc: "Doc", start: int, end: int, label: str = "", kb_id: str = "", span_id: str = "") -> None:
        """The run of a Doc's tokens."""
        self.doc, self.start, self.end = doc, start, end
        self.label_, self.kb_id_, self.id_ = label, kb_id, span_id

    def __len__(self) -> int:
        """The number of tokens."""
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        """The tokens."""
        return iter(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> "Span": ...
    def __getitem__(self, at: int | slice) -> "Token | Span":
        """A token, or a run of tokens, counted from the beginning of the span."""
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self))
            return Span(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][at]

    @property
    def start_char(self) -> int:
        """The offset of its first character."""
        return self.doc.tokens[self.start].idx if self.start < len(self.doc) else len(self.doc.text)

    @property
    def end_char(self) -> int:
        """The offset behind its last character."""
        if self.start == self.end:
            return self.start_char
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last)

    @property
    def text(self) -> str:
        """Its words as in the text."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def sent(self) -> "Span":
        """The sentence that it begins in."""
        return self.doc.tokens[self.start].sent

    @cached_property
    def root(self) -> Token:
        """The token that is nearest to the root of the sentence, the first of several; a bare sign only if all are."""
        inside = self.doc.tokens[self.start : self.end]
        if len(inside) == 1:
            return inside[0]
        top = next((token for token in inside if token.head is token), None)
        if top is not None:
            return top
        outer = [token for token in inside if not self.start <= token.head.i < self.end]
        return min(outer, key=self._depth, default=self.doc.tokens[self.start])

    def _depth(self, token: Token) -> int:
        """How many steps a token is from the root; that of a bare sign is more than all others'."""
        return len(self.doc) - 1 if token.is_sign and not token.children else sum(1 for _ in token.ancestors)


class Doc:
    """A text with its tokens, sentences and spans; `spans` maps a kind to its spans in the order of the marked Doc."""

    def __init__(self, doc: tokens.Doc) -> None:
        """The state of a marked Doc."""
        self.text: str = doc.text
        self.user_data: Mapping[Any, Any] = doc.user_data
        self.tensor: Any = doc.tensor
        self.tokens = [Token(self, token) for token in doc]
        for mine, token in zip(self.tokens, doc, strict=True):
            mine.head = self.tokens[token.head.i]
            mine.left_edge, mine.right_edge = self.tokens[token.left_edge.i], self.tokens[token.right_edge.i]
            if mine.head is not mine:
                mine.head.children.append(mine)
        self.sents = [Span(self, sentence.start, sentence.end) for sentence in doc.sents] if self.tokens else []
        self.starts = [sentence.start for sentence in self.sents]
        for sentence in self.sents:
            for inside in sentence:
                inside.sent = sentence
        self.spans: dict[str, list[Span]] = {
            kind: [Span(self, span.start, span.end, span.label_, span.kb_id_, span.id_) for span in group]
            for kind, group in doc.spans.items()
        }
        self._sorted: dict[str, tuple[list[int], list[Span]]] = {}
        self._covering: dict[str, dict[int, list[Span]]] = {}

    def __len__(self) -> int:
        """The number of tokens."""
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        """The tokens."""
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at: int | slice) -> Token | Span:
        """A token, or a run of tokens."""
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[at]

    def has_annotation(self, _attribute: str) -> bool:
        """Whether the words are tagged and parsed: always, where there are any."""
        return bool(self.tokens)

    def beginning(self, kind: str, start: int, end: int) -> list[Span]:
        """The spans of a kind that begin within a stretch of tokens, in text order."""
        if kind not in self._sorted:
            spans = sorted(self.spans.get(kind, ()), key=lambda span: (span.start, span.end))
            self._sorted[kind] = [span.start for span in spans], spans
        starts, spans = self._sorted[kind]
        return spans[bisect_left(starts, start) : bisect_left(starts, end)]

    def covering(self, kind: str, i: int) -> Sequence[Span]:
        """The spans of a kind that a token is in, in the order of `spans`."""
        if kind not in self._covering:
            covering: dict[int, list[Span]] = {}
            for span in self.spans.get(kind, ()):
                for inside in range(span.start, span.end):
                    covering.setdefault(inside, []).append(span)
            self._covering[kind] = covering
        return self._covering[kind].get(i, ())
