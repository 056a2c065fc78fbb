"""The learned review of what the narrative has read: which rows are rows, and which candidates are their participants, places and date.

Four boosted trees (`train/` makes them) weigh what `candidates.py` tells them. Where they are missing, the rules have the last word.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from extract import models
from extract.events import candidates
from extract.events.candidates import Candidate, Context, Features, numbers
from extract.events.happening import Dated, Happening, Part, most_precise_first

QUESTIONS: Final = ("rows", "participants", "places", "dates", "confidence")
SURE: Final = {"rows": 0.4, "participants": 0.45, "places": 0.5}
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
    scores = models.run(f"{question}.onnx", features=table)[1]
    return [float(score) for score in scores[:, 1]]


def review(happenings: Sequence[Happening], context: Context) -> list[Happening]:
    """The rows that are rows, with their values as the trees see them; the happenings are changed."""
    if not models.available(*FILES) or not happenings:
        return list(happenings)
    shapes = [candidates.row(happening, context) for happening in happenings]
    rows, sure = weigh("rows", shapes), weigh("confidence", shapes)
    asked = [(h, candidates.participants(h, context), candidates.places(h, context), candidates.dates(h, context)) for h in happenings]
    kept = []
    for score, confidence, (happening, people, places, dates) in zip(rows, sure, asked, strict=True):
        if score < SURE["rows"]:
            continue
        happening.participants = [v for v in _taken("participants", people) if isinstance(v, Part)]
        happening.places = most_precise_first([v for v in _taken("places", places) if isinstance(v, Part)])
        best = max(zip(weigh("dates", [c.features for c in dates]), range(len(dates)), strict=True))
        value = dates[best[1]].value
        if not dates[best[1]].proposed:
            happening.date = value if isinstance(value, Dated) else None
            happening.own_date = happening.date is not None
        happening.confidence = confidence
        kept.append(happening)
    return kept


def _taken(question: str, found: Sequence[Candidate]) -> list[Part | Dated | None]:
    scores = weigh(question, [candidate.features for candidate in found])
    return [c.value for c, score in zip(found, scores, strict=True) if score >= SURE[question]]
