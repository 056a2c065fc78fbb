"""Training: examples → a fitted reader, and its figures on held-back examples."""

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from extract.lexicon import event_types
from extract.marks.features import table
from extract.marks.links import LINKS, PAIR, SAME
from extract.marks.natasha import vectors
from train.data import SOME, Example
from train.model import INPUT, WIDTH, Links, Reader

WEIGHTS = {"spans": 1.0, "types": 3.0, "kinds": 0.5, "some type": 0.3, "links": 1.0, "same": 1.5}
"""How much each part of the loss counts. `kinds`: the type of words that are known to name an event, else drowned by all that name none;
`some type`: NEREL's events, which have no type and are marked by another rule."""


SHARE = 2
"""Of the own texts one in so many is learned from in an epoch: there are more of them than of texts with spans."""


class Pairs:
    """Pairs of words: `ends` are the example and the two words of each, `features` the rows of its features, `targets` its label."""

    def __init__(self, pairs: Sequence[tuple[int, int, int, tuple[int, ...], int]]) -> None:
        self.ends = torch.tensor([pair[:3] for pair in pairs], dtype=torch.long).reshape(-1, 3).T
        self.features = torch.from_numpy(table([pair[3] for pair in pairs], PAIR))
        self.targets = torch.tensor([pair[4] for pair in pairs], dtype=torch.long)

    def scores(self, head: Links, states: Tensor) -> Tensor:
        """What a head says of each pair."""
        k, first, second = self.ends
        return head(states[k, first], states[k, second], self.features).float()


class Batch:
    """Examples as padded tensors."""

    def __init__(self, examples: Sequence[Example], labels: dict[str, int]) -> None:
        size = max(len(e.chunk.tokens) for e in examples)
        count = len(examples)

        def padded(name: str) -> Tensor:
            arrays = [getattr(e.chunk, name) for e in examples]
            full = np.zeros((count, size, *arrays[0].shape[1:]), dtype=np.int64)
            for k, array in enumerate(arrays):
                full[k, : len(array)] = array
            return torch.from_numpy(full)

        words = np.zeros((count, size, INPUT), dtype=np.float32)
        for k, example in enumerate(examples):
            words[k, : len(example.chunk.tokens)] = vectors(example.chunk.words).reshape(-1, INPUT)
        self.vectors = torch.from_numpy(words)
        self.affixes, self.tags, self.marks, self.heads = (padded(name) for name in ("affixes", "tags", "marks", "heads"))
        lengths = torch.tensor([len(e.chunk.tokens) for e in examples])
        sentences = padded("sentences")
        inside = torch.arange(size)[None] < lengths[:, None]
        self.inside = inside.float()
        ends = torch.arange(size)[:, None] + torch.arange(WIDTH)[None]
        clipped = ends.clamp(max=size - 1)
        same = sentences[:, clipped] == sentences[:, :, None]
        self.valid = inside[:, :, None] & (ends < size)[None] & inside[:, clipped] & same
        self.gold = torch.zeros(count, size, WIDTH, dtype=torch.long)
        self.types: list[tuple[int, int, int]] = []
        for k, example in enumerate(examples):
            if not example.named:
                self.valid[k] = False
            for a, b, label in example.spans:
                if b - a < WIDTH:
                    self.gold[k, a, b - a] = labels[label]
            self.types += [(k, word, kind) for word, kind in example.types]
        self.links = Pairs([(k, *pair) for k, example in enumerate(examples) for pair in example.links])
        self.same = Pairs([(k, *pair) for k, example in enumerate(examples) for pair in example.same])

    def inputs(self) -> tuple[Tensor, ...]:
        """What the encoder takes."""
        return self.vectors, self.affixes, self.tags, self.marks, self.heads, self.inside


def batches(examples: Sequence[Example], labels: dict[str, int], words: int, shuffled: random.Random | None) -> Iterator[Batch]:
    """Examples of like length together, up to so many words."""
    for group in grouped(examples, words, shuffled):
        yield Batch(group, labels)


def grouped(examples: Sequence[Example], words: int, shuffled: random.Random | None) -> list[list[Example]]:
    """The examples of each batch."""
    order = sorted(examples, key=lambda e: len(e.chunk.tokens) + (shuffled.random() * 40 if shuffled else 0))
    groups: list[list[Example]] = [[]]
    for example in order:
        if groups[-1] and (len(groups[-1]) + 1) * len(example.chunk.tokens) > words:
            groups.append([])
        groups[-1].append(example)
    if shuffled:
        shuffled.shuffle(groups)
    return groups


def losses(reader: Reader, batch: Batch, smoothing: float = 0.02) -> dict[str, Tensor]:
    """The loss of each head."""
    states = reader.encoder(*batch.inputs())
    found = {}
    if batch.valid.any():
        scores = reader.spans(states)[batch.valid].float()
        gold = batch.gold[batch.valid]
        found["spans"] = nn.functional.cross_entropy(scores, gold, reduction="sum") / max(1, int((gold > 0).sum()))
    if batch.types:
        k, word, kind = torch.tensor(batch.types).T
        scores = reader.types(states[k, word], batch.marks[k, word]).float()
        typed, named = kind >= 0, kind > 0
        if typed.any():
            found["types"] = nn.functional.cross_entropy(scores[typed], kind[typed], label_smoothing=smoothing)
        if named.any():
            found["kinds"] = nn.functional.cross_entropy(scores[named, 1:], kind[named] - 1, label_smoothing=smoothing)
        if not typed.all():
            none = scores[~typed].log_softmax(-1)[:, 0].clamp(max=-1e-4)
            found["some type"] = torch.where(kind[~typed] == SOME, -torch.log1p(-none.exp()), -none).mean()
    for name, pairs, head in (("links", batch.links, reader.links), ("same", batch.same, reader.same)):
        if len(pairs.targets):
            found[name] = nn.functional.cross_entropy(pairs.scores(head, states), pairs.targets, label_smoothing=smoothing)
    return found


def fit(
    reader: Reader,
    others: Sequence[Example],
    own: Sequence[Sequence[Example]],
    labels: dict[str, int],
    *,
    epochs: int,
    rate: float = 2e-3,
    words: int = 2500,
    seed: int = 1,
    word_dropout: float = 0.05,
    report: Callable[[int, dict[str, float]], None] = lambda epoch, means: None,
) -> Reader:
    """Fits the reader with a one-cycle schedule and returns the mean of its weights over the last epochs.

    An epoch takes all examples of others, which alone have spans, and one in `SHARE` of the own texts, each time the next ones.
    """

    def examples(epoch: int) -> list[Example]:
        return [*others, *(example for found in own[epoch % SHARE :: SHARE] for example in found)]

    shuffle = random.Random(seed)
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=rate, weight_decay=0.01, fused=True)
    steps = max(len(grouped(examples(epoch), words, random.Random(0))) for epoch in range(SHARE))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=int(steps * epochs * 1.05) + 10, pct_start=0.15)
    average = torch.optim.swa_utils.AveragedModel(reader, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    for epoch in range(epochs):
        reader.train()
        sums: Counter[str] = Counter()
        began = time.time()
        for batch in batches(examples(epoch), labels, words, shuffle):
            dropped = torch.rand(batch.vectors.shape[:2]) < word_dropout
            batch.vectors[dropped] = 0
            batch.affixes[torch.rand(batch.vectors.shape[:2]) < word_dropout] = 0
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = losses(reader, batch)
            loss = torch.stack([WEIGHTS[name] * value for name, value in parts.items()]).sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 2.0)
            optimizer.step()
            schedule.step()
            average.update_parameters(reader)
            sums.update({name: value.item() for name, value in parts.items()} | {"steps": 1})
        report(epoch, {**{name: value / sums["steps"] for name, value in sums.items()}, "seconds": time.time() - began})
    return average.module


def fitted(name: str, others: Sequence[Example], own: Sequence[Sequence[Example]], labels: dict[str, int], epochs: int) -> Reader:
    """A new reader fitted on one core to the own texts and the other examples; its epochs are logged under the name."""
    log = logging.getLogger("train")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    reader = Reader(len(labels), len(event_types()) + 1)

    def report(epoch: int, means: dict[str, float]) -> None:
        log.info("%s, epoch %d: %s", name, epoch, " ".join(f"{part} {value:.3f}" for part, value in means.items()))

    return fit(reader, others, own, labels, epochs=epochs, report=report)


def f1(right: int, predicted: int, gold: int) -> str:
    """Precision, recall, F1 and the counts in one line."""
    p, r = right / max(1, predicted), right / max(1, gold)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f} ({right}/{predicted}/{gold})"


@torch.no_grad()
def figures(reader: Reader, examples: Sequence[Example], labels: dict[str, int], types: Sequence[str] = ()) -> dict[str, str]:
    """Exact spans by label, event types and links (gold spans given) of held-back examples."""
    reader.eval()
    names = {number: name for name, number in labels.items()}
    counts: dict[str, list[int]] = {}

    def count(name: str, right: bool, predicted: bool, gold: bool) -> None:
        entry = counts.setdefault(name, [0, 0, 0])
        entry[0] += right
        entry[1] += predicted
        entry[2] += gold

    for batch in batches(examples, labels, 4000, None):
        states = reader.encoder(*batch.inputs())
        if batch.valid.any():
            best = reader.spans(states).argmax(-1)
            best[~batch.valid] = 0
            gold = batch.gold * batch.valid
            for k, a, w in ((best > 0) | (gold > 0)).nonzero().tolist():
                p, g = int(best[k, a, w]), int(gold[k, a, w])
                for name in {names.get(p), names.get(g)} - {None, "none"}:
                    count(name, p == g, names.get(p) == name, names.get(g) == name)
                count("all spans", p == g, p > 0, g > 0)
        if batch.types:
            k, word, kind = torch.tensor(batch.types).T
            for p, g in zip(reader.types(states[k, word], batch.marks[k, word]).argmax(-1).tolist(), kind.tolist(), strict=True):
                if g >= 0 and (p or g):
                    count("typed events", p == g, p > 0, g > 0)
                    count("events", p > 0 and g > 0, p > 0, g > 0)
        for pairs, head, told in ((batch.links, reader.links, LINKS), (batch.same, reader.same, SAME)):
            for p, g in zip(pairs.scores(head, states).argmax(-1).tolist(), pairs.targets.tolist(), strict=True):
                for n in {p, g} - {0}:
                    count(f"link {told[n]}", p == g, p == n, g == n)
    return {name: f1(*entry) for name, entry in sorted(counts.items())}
