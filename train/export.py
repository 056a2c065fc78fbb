"""A fitted reader → the files the program reads: `reader.onnx`, `links.onnx`, `coreference.onnx` (weights in 8 bits) and `reader.json`."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from extract.marks.features import AFFIXES, MARKS, TAGS
from extract.marks.links import PAIR
from train.model import INPUT, Links, Reader


class Reading(nn.Module):
    """The encoder with the heads of spans and event types."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, vectors: Tensor, affixes: Tensor, tags: Tensor, marks: Tensor, heads: Tensor) -> tuple[Tensor, ...]:
        """States, and probabilities of spans and types."""
        states = self.reader.encoder(vectors, affixes, tags, marks, heads)
        return states, self.reader.spans(states).softmax(-1), self.reader.types(states, marks).softmax(-1)


class Linking(nn.Module):
    """A head of links."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links = links

    def forward(self, events: Tensor, values: Tensor, pairs: Tensor) -> Tensor:
        """Probabilities of links."""
        return self.links(events, values, pairs).softmax(-1)


def export(reader: Reader, labels: Sequence[str], types: Sequence[str], folder: Path) -> None:
    """Writes the files into a folder."""
    reader = reader.float().eval()
    words, size = 12, reader.encoder.size
    whole = lambda width: torch.ones(2, words, width, dtype=torch.long)  # noqa: E731
    inputs = (
        torch.randn(2, words, INPUT),
        whole(AFFIXES),
        whole(TAGS),
        whole(MARKS),
        torch.zeros(2, words, dtype=torch.long),
    )
    names = ["vectors", "affixes", "tags", "marks", "heads"]
    axes = {name: {0: "chunks", 1: "words"} for name in (*names, "states", "spans", "types")}
    _save(Reading(reader), inputs, names, ["states", "spans", "types"], axes, folder / "reader.onnx")
    pair = (torch.randn(3, size), torch.randn(3, size), torch.ones(3, PAIR, dtype=torch.long))
    names = ["events", "values", "pairs"]
    for head, file in ((reader.links, "links.onnx"), (reader.same, "coreference.onnx")):
        _save(Linking(head), pair, names, ["links"], {name: {0: "pairs_"} for name in (*names, "links")}, folder / file)
    meta = {"labels": list(labels), "types": list(types)}
    (folder / "reader.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _save(
    model: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str], axes: dict[str, dict[int, str]], path: Path
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary, "whole.onnx")
        torch.onnx.export(
            model, inputs, str(whole), input_names=names, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False
        )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul", "Gather"])
