"""The reader: dilated convolutions and attention over navec's vectors and hashed features; heads for spans, event types and links."""

import numpy as np
import torch
from torch import Tensor, nn

from extract.marks.features import AFFIX_ROWS, MARK_ROWS, TAG_ROWS
from extract.marks.links import LINKS, PAIR_ROWS, SAME

INPUT = 600
"""Width of what navec says of a word: the vector of its form and that of its lemma."""
WIDTH = 20
"""Words of the longest span."""
LEAST = -60.0
"""How far below the best a score of attention counts: less would give numbers so small that processors multiply them slowly."""


class Dropout(nn.Module):
    """Dropout whose mask numpy draws, byte by byte: PyTorch's generator takes a seventh of a step on a CPU."""

    random = np.random.Generator(np.random.SFC64(1))

    def __init__(self, share: float) -> None:
        super().__init__()
        self.least = round(share * 256)

    def forward(self, states: Tensor) -> Tensor:
        if not self.training:
            return states
        drawn = np.frombuffer(self.random.bytes(states.numel()), dtype=np.uint8).reshape(states.shape)
        kept = torch.from_numpy(drawn >= self.least)
        return states * kept * (256 / (256 - self.least))


class Bag(nn.Module):
    """The sum of the table's rows for the features of each word; row 0 is zero."""

    def __init__(self, rows: int, size: int) -> None:
        super().__init__()
        self.table = nn.Embedding(rows, size, padding_idx=0)
        nn.init.normal_(self.table.weight, std=0.1)
        with torch.no_grad():
            self.table.weight[0] = 0

    def forward(self, ids: Tensor) -> Tensor:
        return self.table(ids).sum(-2)


class Block(nn.Module):
    """A residual step: each word with its neighbours at some distance, and with its syntactic head."""

    def __init__(self, size: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(size)
        self.dilation = dilation
        self.near = nn.Linear(3 * size, size)
        self.mix = nn.Linear(2 * size, size)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, heads: Tensor, inside: Tensor | None) -> Tensor:
        seen = self.norm(states)
        seen = seen if inside is None else seen * inside.unsqueeze(-1)
        step, (count, length, _) = self.dilation, seen.shape
        padded = nn.functional.pad(seen, (0, 0, step, step))
        near = nn.functional.gelu(self.near(torch.cat([padded[:, k * step : k * step + length] for k in range(3)], -1)))
        above = seen.flatten(0, 1)[heads + length * torch.arange(count).unsqueeze(-1)]
        return states + self.dropout(self.mix(torch.cat([near, above], -1)))


class Attention(nn.Module):
    """A residual step: each word with all words of the chunk."""

    def __init__(self, size: int, dropout: float, heads: int = 4) -> None:
        super().__init__()
        self.norm, self.heads = nn.LayerNorm(size), heads
        self.all, self.out = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.dropout = Dropout(dropout)

    def forward(self, states: Tensor, inside: Tensor | None) -> Tensor:
        count, length, size = states.shape
        query, key, value = self.all(self.norm(states)).reshape(count, length, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        scores = (query / (size // self.heads) ** 0.5) @ key.transpose(-1, -2)
        if inside is not None:
            scores = scores + (inside.reshape(count, 1, 1, length) - 1) * 1e4
        scores = (scores - scores.amax(-1, keepdim=True)).clamp(min=LEAST)
        mixed = (self.dropout(scores.softmax(-1)) @ value).transpose(1, 2).reshape(count, length, size)
        return states + self.dropout(self.out(mixed))


class Encoder(nn.Module):
    """Word vectors and features → one state per word."""

    def __init__(self, size: int = 320, dilations: tuple[int, ...] = (1, 2, 4, 1, 2, 4), dropout: float = 0.25) -> None:
        super().__init__()
        self.affixes, self.tags, self.marks = Bag(AFFIX_ROWS, 64), Bag(TAG_ROWS, 64), Bag(MARK_ROWS, 48)
        self.enter = nn.Linear(INPUT + 64 + 64 + 48, size)
        self.blocks = nn.ModuleList(Block(size, dilation, dropout) for dilation in dilations)
        self.attention = nn.ModuleList(Attention(size, dropout) for _ in dilations[::3])
        self.norm = nn.LayerNorm(size)
        self.dropout = Dropout(dropout)
        self.size = size

    def forward(self, vectors: Tensor, affixes: Tensor, tags: Tensor, marks: Tensor, heads: Tensor, inside: Tensor | None = None) -> Tensor:
        """States of `(batch, words, size)`; `inside` is 1 for a word and 0 for padding, None where there is none."""
        words = torch.cat([vectors, self.affixes(affixes), self.tags(tags), self.marks(marks)], -1)
        states = self.enter(self.dropout(words))
        for number, block in enumerate(self.blocks):
            states = block(states, heads, inside)
            if number % 3 == 2:
                states = self.attention[number // 3](states, inside)
        return self.dropout(self.norm(states))


def _mlp(size: int, out: int, dropout: float = 0.3) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, out), nn.GELU(), Dropout(dropout))


class Spans(nn.Module):
    """A score for every label of every span of up to `WIDTH` words: `(batch, words, WIDTH, labels)`."""

    def __init__(self, size: int, labels: int, inner: int = 128) -> None:
        super().__init__()
        self.first, self.last = _mlp(size, inner), _mlp(size, inner)
        self.pair = nn.Parameter(torch.randn(inner, labels * inner) * 0.02)  # a matrix as it is, so that the export has it in 8 bits
        self.begin, self.end = nn.Linear(inner, labels), nn.Linear(inner, labels, bias=False)
        self.width = nn.Parameter(torch.zeros(WIDTH, labels))
        self.labels = labels

    def forward(self, states: Tensor) -> Tensor:
        first, last = self.first(states), self.last(states)
        left = torch.matmul(first, self.pair).reshape(*first.shape[:2], self.labels, first.shape[-1])
        scores = torch.matmul(left, _windows(last).transpose(2, 3)).transpose(2, 3)
        return scores + self.begin(first).unsqueeze(2) + _windows(self.end(last)) + self.width


def _windows(rows: Tensor) -> Tensor:
    """For each word what belongs to it and to the `WIDTH - 1` words behind it: `(batch, words, WIDTH, …)`."""
    padded, length = nn.functional.pad(rows, (0, 0, 0, WIDTH - 1)), rows.shape[1]
    return torch.stack([padded[:, k : k + length] for k in range(WIDTH)], 2)


class Types(nn.Module):
    """Scores of the event types of words, from their states and, past these, their marks (the type in the lexicon is one)."""

    def __init__(self, size: int, types: int, inner: int = 160) -> None:
        super().__init__()
        self.inner, self.out = _mlp(size, inner), nn.Linear(inner, types)
        self.marks = Bag(MARK_ROWS, types)

    def forward(self, states: Tensor, marks: Tensor) -> Tensor:
        """Scores of `(…, types)`."""
        return self.out(self.inner(states)) + self.marks(marks)


class Links(nn.Module):
    """Scores of the links between event words and other words, from their states and the pair's features."""

    def __init__(self, size: int, labels: int, inner: int = 96) -> None:
        super().__init__()
        self.event, self.value = _mlp(size, inner), _mlp(size, inner)
        self.pair = Bag(PAIR_ROWS, inner)
        self.out = nn.Sequential(nn.Linear(4 * inner, inner), nn.GELU(), Dropout(0.3), nn.Linear(inner, labels))

    def forward(self, events: Tensor, values: Tensor, pairs: Tensor) -> Tensor:
        event, value, pair = self.event(events), self.value(values), self.pair(pairs)
        return self.out(torch.cat([event, value, event * value, pair], -1))


class Reader(nn.Module):
    """Encoder and heads."""

    def __init__(self, labels: int, types: int) -> None:
        super().__init__()
        self.encoder = Encoder()
        size = self.encoder.size
        self.spans = Spans(size, labels)
        self.types = Types(size, types)
        self.links, self.same = Links(size, len(LINKS)), Links(size, len(SAME))
