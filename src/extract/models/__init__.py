"""The trained models. The one door to ONNX Runtime: sessions and lists by file name, loaded at the first use.

Without the files, or without ONNX Runtime, `available` is False and the program works by rules alone.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_folder: Traversable = files("extract.models")


def use(folder: Path | None) -> None:
    """Takes the files from another folder (None: those of the package), for training."""
    global _folder
    _folder = folder if folder is not None else files("extract.models")
    for cached in (available, version, _session, lists):
        cached.cache_clear()


@cache
def available(*names: str) -> bool:
    """Whether the files are there and ONNX Runtime is installed."""
    return find_spec("onnxruntime") is not None and all(_folder.joinpath(name).is_file() for name in names)


@cache
def version() -> str | None:
    """What tells these files from others: the first twelve digits of their SHA-256, None where there are none."""
    if not (found := sorted((file for file in _folder.iterdir() if file.name.endswith((".json", ".onnx"))), key=lambda file: file.name)):
        return None
    return sha256(b"".join(file.read_bytes() for file in found)).hexdigest()[:12]


def run(name: str, **inputs: Any) -> list[Any]:
    """The outputs of a model (`reader.onnx`) for its inputs."""
    return _session(name).run(None, inputs)  # type: ignore[no-any-return]


@cache
def lists(name: str) -> Mapping[str, Sequence[str]]:
    """The lists of a JSON file: labels, types, names of columns."""
    return json.loads(_folder.joinpath(name).read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def _session(name: str) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(_folder.joinpath(name).read_bytes(), options, providers=["CPUExecutionProvider"])
