"""The learned review of what the narrative has read: which rows are rows, and which candidates are their participants, places and date.

Four boosted trees (`train/` makes them) weigh what `candidates.py` tells them. Where they are missing, the rules have the last word.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from extract import models
from extract.events import candidates
from extract.events.candidates import Candidate, Context, Features, numbers
from extract.events.happening import Dated, Happening, Part, most_precise_first

QUESTIONS: Final = ("rows", "types", "participants", "places", "dates", "confidence")
SURE: Final = {"rows": 0.3, "participants": 0.3, "places": 0.35}
"""The probability from which on something is taken."""


FILES: Final = ("review.json", *(f"{question}.onnx" for question in QUESTIONS))


def weigh(question: str, found: Sequence[Features]) -> list[float]:
    """The probability that each is right."""
    if not found:
        return []
    columns = {name: k for k, name in enumerate(models.lists("review.json")[question])}
    table = np.zeros((len(found), len(columns)), dtype=np.float32)
    for k, one in enumerate(numbers(found)):
        for name, value in one.items():
            if name in columns:
                table[k, columns[name]] = value
    (scores,) = models.run(f"{question}.onnx", features=table)
    return [float(score) for score in scores[:, 0]]


def review(told: Iterable[tuple[Sequence[Happening], Context]]) -> list[Happening]:
    """The rows that are rows, with their values as the trees see them; the happenings are changed."""
    trained = models.available(*FILES)
    return [kept for happenings, context in told for kept in (_reviewed(happenings, context) if trained else happenings)]


def _reviewed(happenings: Sequence[Happening], context: Context) -> list[Happening]:
    shapes = [candidates.row(happening, context) for happening in happenings]
    rows, sure = weigh("rows", shapes), weigh("confidence", shapes)
    kinds = [_kind(happening, context) for happening in happenings]
    asked = [(h, candidates.participants(h, context), candidates.places(h, context), candidates.dates(h, context)) for h in happenings]
    kept = []
    for score, confidence, kind, (happening, people, places, dates) in zip(rows, sure, kinds, asked, strict=True):
        if score < SURE["rows"]:
            continue
        happening.participants = [v for v in _taken("participants", people) if isinstance(v, Part)]
        happening.places = most_precise_first([v for v in _taken("places", places) if isinstance(v, Part)])
        best = max(zip(weigh("dates", [c.features for c in dates]), range(len(dates)), strict=True))
        value = dates[best[1]].value
        if not dates[best[1]].proposed:
            happening.date = value if isinstance(value, Dated) else None
            happening.own_date = happening.date is not None
        if kind != happening.type:
            happening.type, happening.rules["type"] = kind, f"review of {happening.rules['type']}"
            happening.topics = happening.topics if happening.has_subject else []
        happening.confidence = confidence
        kept.append(happening)
    return kept


def _kind(happening: Happening, context: Context) -> str:
    """The likeliest type of a row."""
    found = candidates.types(happening, context)
    scores = weigh("types", [features for _, features in found])
    return max(zip(scores, found, strict=True), key=lambda pair: pair[0])[1][0]


def _taken(question: str, found: Sequence[Candidate]) -> list[Part | Dated | None]:
    scores = weigh(question, [candidate.features for candidate in found])
    return [c.value for c, score in zip(found, scores, strict=True) if score >= SURE[question]]
