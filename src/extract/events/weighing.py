"""Named numbers → probabilities: the one door from the events to the boosted trees, and to the network that tells types."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from extract import models

Features = dict[str, float]
COLUMNS = "review.json"
"""The file that lists the columns of each question's tree."""


def weigh(question: str, found: Sequence[tuple[Features, Features]]) -> list[float]:
    """The probability that each is right, given the features of its row and its own."""
    if not found:
        return []
    asked = table(found, models.lists(COLUMNS)[question])
    (scores,) = models.run(f"{question}.onnx", features=asked)
    return [float(score) for score in scores[:, 0]]


def told_apart(question: str, found: Sequence[tuple[Features, NDArray[np.float32]]]) -> list[str]:
    """The likeliest of a question's classes for each, given named numbers and the vectors of the words around it."""
    if not found:
        return []
    asked = table([(features, {}) for features, _ in found], models.lists(COLUMNS)[question])
    (scores,) = models.run(f"{question}.onnx", features=asked, words=np.stack([words for _, words in found]))
    classes = models.lists(COLUMNS)[classes_of(question)]
    return [classes[best] for best in scores.argmax(axis=1)]


def classes_of(question: str) -> str:
    """The name of the list of a question's classes in `COLUMNS`."""
    return f"{question}: classes"


def table(found: Sequence[tuple[Features, Features]], columns: Sequence[str]) -> NDArray[np.float32]:
    """The features of rows and of their candidates as a matrix with these columns; what has no column is left out."""
    position = {name: k for k, name in enumerate(columns)}
    numbers = np.zeros((len(found), len(columns)), dtype=np.float32)
    row, told = None, numbers[:0]
    for k, (shape, own) in enumerate(found):
        if shape is row:
            numbers[k] = told
        else:
            _fill(numbers[k], shape, position)
            row, told = shape, numbers[k].copy()
        _fill(numbers[k], own, position)
    return numbers


def _fill(line: NDArray[np.float32], told: Features, position: Mapping[str, int]) -> None:
    for name, value in told.items():
        if name in position:
            line[position[name]] = value
