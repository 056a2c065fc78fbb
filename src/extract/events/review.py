"""The learned review of what the narrative has read: which rows are rows, and which candidates are their type, status, date and names.

Boosted trees weigh what `candidates` tells them, a network tells the type (`train/` makes both). Where they are missing, the rules have
the last word.
"""

from collections.abc import Iterable, Sequence
from typing import Final, cast

from extract import models
from extract.events import candidates, topics
from extract.events.candidates import Candidate, Context
from extract.events.details import Detail
from extract.events.happening import Dated, Happening, Part, most_precise_first
from extract.events.mentions import SIDES
from extract.events.period import is_before
from extract.events.weighing import COLUMNS, Features, told_apart, weigh
from extract.lexicon import fold
from extract.record import Status
from extract.values.time import Resolved

QUESTIONS: Final = ("rows", "types", "statuses", "participants", "places", "dates", "confidence", "topics")
SURE: Final = {"rows": 0.4, "learned rows": 0.45, "entries": 0.25, "participants": 0.3, "places": 0.35, "topics": 0.15}
"""The probability from which on a row or value that the rules propose is kept."""
NEW: Final = {"participants": 0.35, "places": 0.45, "topics": 0.45}
"""The probability from which on a value is taken that the rules do not propose."""
FILES: Final = (COLUMNS, *(f"{question}.onnx" for question in QUESTIONS if question != "topics"))
"""What the review needs; where the trees of the topics are missing, the rules have the last word on topics only."""


def review(told: Iterable[tuple[Sequence[Happening], Context]]) -> list[Happening]:
    """The rows that are rows, with their values as the trees see them; the happenings are changed."""
    trained = models.available(*FILES)
    found: list[Happening] = []
    for happenings, context in told:
        kept = _reviewed(happenings, context) if trained else happenings
        for happening in kept:
            if happening.status == "held" and _is_ahead(happening.date, context.news):
                happening.status, happening.rules["status"] = "planned", "date after the news"
        found += kept
    return found


def _is_ahead(when: Dated | None, news: Resolved | None) -> bool:
    """Whether the whole of a date lies after the day of the news; what is decided for «с 1 июля» is decided before."""
    return when is not None and when.value.latest is not None and news is not None and is_before(news, when.value)


def _reviewed(happenings: Sequence[Happening], context: Context) -> list[Happening]:
    shapes: list[tuple[Features, Features]] = [(candidates.row(happening, context), {}) for happening in happenings]
    kept = [(h, shape) for h, shape, score in zip(happenings, shapes, weigh("rows", shapes), strict=True) if score >= _least(h)]
    kinds = told_apart("types", [(candidates.types(h, context), context.wording.around(candidates.main(h))) for h, _ in kept])
    people = _each("participants", [candidates.participants(happening, context) for happening, _ in kept])
    places = _each("places", [candidates.places(happening, context) for happening, _ in kept])
    dates = _each("dates", [candidates.dates(happening, context) for happening, _ in kept])
    statuses = _each("statuses", [candidates.statuses(happening, context) for happening, _ in kept])
    sure = weigh("confidence", [shape for _, shape in kept])
    for k, (happening, _) in enumerate(kept):
        taken = _taken("participants", people[k])
        if not (happening.type in SIDES and len(taken) < 2 <= len(happening.participants)):  # talks have two sides
            happening.participants = taken
        happening.places = most_precise_first(_taken("places", places[k]))
        when = max(dates[k], key=lambda pair: pair[0])[1]
        if not when.proposed and not happening.is_entry:
            happening.date = when.value if isinstance(when.value, Dated) else None
            happening.own_date = happening.date is not None
        if kinds[k] != happening.type:
            happening.type, happening.rules["type"] = kinds[k], f"review of {happening.rules['type']}"
        happening.confidence = sure[k]
        _call(happening, statuses[k])
    rows = [happening for happening, _ in kept]
    _give_topics(rows, context)
    return rows


def _call(happening: Happening, found: Sequence[tuple[float, Candidate]]) -> None:
    """Gives a row the likeliest status; one that is not called off has no date of that."""
    best = max(found, key=lambda pair: pair[0])[1]
    if not best.proposed:
        happening.status, happening.rules["status"] = cast(Status, best.value), f"review of {happening.rules['status']}"
        happening.status_date = happening.status_date if happening.status in {"cancelled", "postponed"} else None


def _give_topics(rows: Sequence[Happening], context: Context) -> None:
    """Gives rows the topics that are likely enough; those of other types have none."""
    asked = [happening for happening in rows if happening.has_subject]
    for happening in rows:
        happening.topics = happening.topics if happening.has_subject else []
    if models.available("topics.onnx"):
        for happening, found in zip(asked, _each("topics", [topics.candidates(h, context) for h in asked]), strict=True):
            happening.topics = _apart(found)


def _least(happening: Happening) -> float:
    """The probability that a row needs; what a chronicle has an entry of is an event."""
    if happening.is_entry:
        return SURE["entries"]
    return SURE["learned rows" if happening.rules["type"].startswith("learned") else "rows"]


def _each(question: str, found: Sequence[Sequence[Candidate]]) -> list[list[tuple[float, Candidate]]]:
    """The candidates of each row with their probabilities, weighed all at once."""
    scores = iter(weigh(question, [(candidate.row, candidate.features) for row in found for candidate in row]))
    return [[(next(scores), candidate) for candidate in row] for row in found]


def _taken(question: str, found: Sequence[tuple[float, Candidate]]) -> list[Part]:
    """The values that are likely enough."""
    return [candidate.value for candidate in _likely(question, found) if isinstance(candidate.value, Part)]


def _likely(question: str, found: Sequence[tuple[float, Candidate]]) -> list[Candidate]:
    """The candidates that are likely enough, in their order."""
    return [candidate for score, candidate in found if score >= (SURE if candidate.proposed else NEW)[question]]


def _apart(found: Sequence[tuple[float, Candidate]]) -> list[Detail]:
    """The likeliest topics, none twice and none within another, in text order."""
    taken: list[Detail] = []
    for candidate in _likely("topics", sorted(found, key=lambda pair: -pair[0])):
        if isinstance(candidate.value, Detail):
            detail = topics.named(candidate.value)
            taken += [] if any(_alike(detail, other) for other in taken) else [detail]
    return sorted(taken, key=lambda detail: detail.span.start)


def _alike(first: Detail, second: Detail) -> bool:
    """Whether two topics share words or say the same."""
    overlap = first.span.start < second.span.end and second.span.start < first.span.end
    return overlap or fold(first.value) == fold(second.value)
