"""Named numbers → probabilities: the one door from the events to the boosted trees."""

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
