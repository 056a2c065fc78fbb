"""The network that tells the type of a row: its numbers and the vectors of its words → ONNX."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from extract.events.candidates.wording import GROUPS, WIDTH
from extract.events.weighing import table
from extract.lexicon import event_types
from train.review import Typed

HIDDEN, DROPPED, EPOCHS, AT_ONCE, RATE, DECAY = 256, 0.5, 30, 128, 2e-3, 1e-3
ALONE = 0.25
"""How many rows are learned as if their sentence were the whole text (the last two of `GROUPS`), as it is in short ones."""
LARGEST = 6.0
"""Inputs count as so many standard deviations at most."""


class Types(nn.Module):
    """Numbers and words → the probabilities of the types: one hidden layer."""

    def __init__(self, inputs: Tensor) -> None:
        """The inputs of all examples tell what is usual."""
        super().__init__()
        self.mean = nn.Parameter(inputs.mean(dim=0), requires_grad=False)
        self.spread = nn.Parameter(inputs.std(dim=0) + 1e-3, requires_grad=False)
        self.hidden, self.out = nn.Linear(inputs.shape[1], HIDDEN), nn.Linear(HIDDEN, len(event_types()))
        self.dropout = nn.Dropout(DROPPED)

    def scores(self, inputs: Tensor) -> Tensor:
        """The logarithms of probabilities."""
        usual = ((inputs - self.mean) / self.spread).clamp(-LARGEST, LARGEST)
        return self.out(self.dropout(self.hidden(self.dropout(usual)).relu())).log_softmax(-1)

    def forward(self, features: Tensor, words: Tensor) -> Tensor:
        """The probabilities of the types of rows."""
        return self.scores(torch.cat([features, words.flatten(1)], dim=1)).exp()


def fitted(found: Sequence[Typed], columns: Sequence[str]) -> Types:
    """A network fitted to rows; the same rows give the same network."""
    names = {name: k for k, name in enumerate(event_types())}
    known = [row for row in found if not names.keys().isdisjoint(row.right)]
    numbers = table([(row.features, {}) for row in known], columns)
    inputs = torch.from_numpy(np.concatenate([numbers, np.stack([row.words.ravel() for row in known])], axis=1))
    targets = torch.zeros(len(known), len(names))
    for k, row in enumerate(known):
        right = [names[name] for name in row.right if name in names]
        targets[k, right] = 1 / len(right)
    torch.manual_seed(1)
    network = Types(inputs).train()
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(known) // AT_ONCE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for some in torch.randperm(len(known)).split(AT_ONCE):
            batch = inputs[some]
            alone = torch.rand(len(some)) < ALONE
            batch[alone, -WIDTH:] = batch[alone, -2 * WIDTH : -WIDTH]
            loss = -(targets[some] * network.scores(batch)).sum(dim=1).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network.eval()


def graph(network: Types, columns: int) -> bytes:
    """A network as ONNX with weights of 8 bits: `features` and `words` → `scores`, `(rows, types)`."""
    inputs = (torch.zeros(2, columns), torch.zeros(2, len(GROUPS), WIDTH))
    names = ["features", "words"]
    axes = {name: {0: "rows"} for name in (*names, "scores")}
    with tempfile.TemporaryDirectory() as temporary:
        whole, small = Path(temporary, "whole.onnx"), Path(temporary, "small.onnx")
        torch.onnx.export(
            network, inputs, str(whole), input_names=names, output_names=["scores"], dynamic_axes=axes, opset_version=17, dynamo=False
        )
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gemm"])
        return small.read_bytes()
