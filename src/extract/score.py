"""Score: predicted events against gold (event-table guide 2, section 5), as counts from which the rates follow.

- Rows are matched one to one so that their total agreement is greatest: first the firm gold rows, then, with the events that are
  left, the optional ones. So an optional row can only excuse a row, never take one from a firm row, and adding one harms nobody.
- A match with an optional row, a value that is `?` in gold and one that is only accepted count for nobody. An accepted value
  counts as right where it stands in place of a missing firm one. In a list it must vary it (share a word of three letters or
  more with it); an accepted item that varies no item of its cell is a synonym and may stand for any.
- Every value of an event that matched nothing is wrong in its column, every firm value of an unmatched firm row is missing.
  Where gold accepts an empty cell, nothing is missing.
- Names (places, participants) are equal after folding, durations when they are equally long, phrases (occasion, format, topics)
  when the F1 of their lemmas, prepositions and conjunctions included, is 0.6 or more; everything else to the letter.
- `micro` sums all columns but `date_compatible`, which is `date` once more.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from extract.gold import COLUMNS as GOLD_COLUMNS
from extract.gold import GUIDE, LISTS, Cell, GoldDocument, GoldEvent, days, length
from extract.record import Event, Span
from extract.segment import sentences

COMPATIBLE: Final = "date_compatible"
COLUMNS: Final = tuple(name for column in GOLD_COLUMNS for name in ((column, COMPATIBLE) if column == "date" else (column,)))
FIGURES: Final = ("events", "rows", "micro", *COLUMNS)
ROW: Final = ("type", "status", "date", "places", "participants")
"""The columns that must be right for a row to be right."""
PHRASES: Final = frozenset({"occasion", "format", "topics"})
NAMES: Final = frozenset({"places", "participants"})
TOKEN_F1: Final = 0.6
SPAN_RATIO: Final = 31
"""Compatible dates: neither is more than this many times longer than the other."""
SAMPLES: Final = 1_000
SEED: Final = 0

Rate = Literal["precision", "recall", "f1"]
RATES: Final[tuple[Rate, ...]] = ("precision", "recall", "f1")
Interval = tuple[float, float]
Kind = Literal["missed event", "spurious event", "missed value", "spurious value", "wrong value", "imprecise value"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many were right, predicted and in gold; a rate whose denominator is 0 is None."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float | None:
        """The share of the predicted that is right."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """The share of gold that was found."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One error with the sentence of the row's trigger; events name their trigger as value, and the values of an unmatched row stay out.

    An `imprecise value` is a date that is compatible with gold, but not equal.
    """

    kind: Kind
    column: str
    doc_id: str
    trigger: str
    gold: str | None
    predicted: str | None
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The counts of `FIGURES` by document, and every error.

    `rows` counts the rows whose type, status, date, places and participants are all right: its recall is their share of gold.
    """

    documents: Mapping[str, Mapping[str, Count]]
    errors: tuple[Error, ...]

    def count(self, figure: str) -> Count:
        """The count of a figure over all documents."""
        return sum((counts[figure] for counts in self.documents.values()), Count())

    def intervals(self) -> dict[str, dict[Rate, Interval | None]]:
        """The 95 % bootstrap intervals over documents of each rate of each figure, the same on every call; None where it is undefined."""
        if not self.documents:
            return {figure: dict.fromkeys(RATES) for figure in FIGURES}
        counts = np.array([[astuple(document[figure]) for figure in FIGURES] for document in self.documents.values()], dtype=float)
        draws = np.random.default_rng(SEED).multinomial(len(counts), np.full(len(counts), 1 / len(counts)), size=SAMPLES)
        right, predicted, gold = np.moveaxis(np.tensordot(draws, counts, axes=1), -1, 0)
        halves: dict[Rate, npt.NDArray[Any]] = {"precision": predicted, "recall": gold, "f1": (predicted + gold) / 2}
        return {
            figure: {rate: _interval(right[:, number], below[:, number]) for rate, below in halves.items()}
            for number, figure in enumerate(FIGURES)
        }


def _interval(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Interval | None:
    defined = below > 0
    if not defined.any():
        return None
    low, high = np.quantile(above[defined] / below[defined], (0.025, 0.975))
    return float(low), float(high)


def score(*, gold: Iterable[GoldDocument], predicted: Mapping[str, Sequence[Event]], lemma: Callable[[str], str]) -> Score:
    """Scores the events of each document against its gold; a document without events there found nothing.

    `lemma` gives the dictionary form of a lower-case word. ValueError for events of a document that has no gold, and for a
    document that is twice in gold.
    """
    comparison = Comparison(lemma)
    documents: dict[str, Mapping[str, Count]] = {}
    errors: list[Error] = []
    for document in gold:
        if document.doc_id in documents:
            raise ValueError(f"two gold documents are called {document.doc_id}")
        documents[document.doc_id] = _score_document(document, predicted.get(document.doc_id, ()), comparison, errors)
    if strange := sorted(predicted.keys() - documents.keys()):
        raise ValueError(f"no gold for {', '.join(strange)}")
    return Score(documents=documents, errors=tuple(errors))


def _score_document(document: GoldDocument, events: Sequence[Event], comparison: "Comparison", errors: list[Error]) -> Mapping[str, Count]:
    firm = [row for row in document.events if not row.optional]
    optional = [row for row in document.events if row.optional]
    found = match(firm, events, comparison, len(document.text))
    left = [number for number in range(len(events)) if number not in found.values()]
    excused = {left[number] for number in match(optional, [events[number] for number in left], comparison, len(document.text)).values()}
    counts = dict.fromkeys(FIGURES, Count())
    pairs: list[tuple[GoldEvent | None, Event | None]] = [(row, events[found[n]] if n in found else None) for n, row in enumerate(firm)]
    pairs += [(None, events[number]) for number in left if number not in excused]
    for row, event in pairs:
        verdicts = {column: comparison.cell(column, row, event) for column in COLUMNS}
        for column, verdict in verdicts.items():
            counts[column] += verdict.count
            if column != COMPATIBLE:
                counts["micro"] += verdict.count
        matched = Count(int(row is not None and event is not None), int(event is not None), int(row is not None))
        all_right = matched.right and all(verdicts[column].all_right for column in ROW)
        counts["events"] += matched
        counts["rows"] += Count(int(bool(all_right)), matched.predicted, matched.gold)
        errors += _errors(document, row, event, verdicts)
    return counts


# Rows


def match(rows: Sequence[GoldEvent], events: Sequence[Event], comparison: "Comparison", size: int) -> dict[int, int]:
    """The one-to-one matching of gold rows with events (row number → event number) whose total agreement is greatest.

    A pair agrees by 1 for being admissible, 1 for overlapping triggers, and up to 1 for every column; of equal matchings the
    one whose triggers are nearer wins.
    """
    weights = np.zeros((len(rows), len(events)))
    for i, row in enumerate(rows):
        for j, event in enumerate(events):
            overlapping = _overlapping(row, event)
            if overlapping or _within_evidence(row, event):
                agreement = sum(comparison.cell(column, row, event).agreement for column in COLUMNS)
                nearness = ((row.trigger.start - event.trigger.start) / max(1, size)) ** 2
                weights[i, j] = 1 + overlapping + agreement - 1e-6 * nearness
    return dict(_assigned(weights))


def _overlapping(row: GoldEvent, event: Event) -> bool:
    return any(span.start < row.trigger.end and row.trigger.start < span.end for span in (event.trigger, *event.mentions))


def _within_evidence(row: GoldEvent, event: Event) -> bool:
    types = row.cells["type"]
    return event.type in (*types.firm, *types.accept) and any(
        span.start <= row.trigger.start and row.trigger.end <= span.end for span in event.evidence
    )


def _assigned(weights: npt.NDArray[Any]) -> list[tuple[int, int]]:
    """The assignment of greatest weight, without the pairs that have none; of equal ones, the same for the transposed weights."""
    if weights.T.tolist() < weights.tolist():
        return sorted((i, j) for j, i in _assigned(weights.T))
    rows, columns = linear_sum_assignment(weights, maximize=True)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if weights[i, j] > 0]


# Cells


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    """The count of one cell, what is wrong with it, and how well it agrees (0 to 1, values that count for nobody included)."""

    count: Count = Count()
    missed: tuple[str, ...] = ()
    spurious: tuple[str, ...] = ()
    agreement: float = 0.0

    @property
    def all_right(self) -> bool:
        return self.count.right == self.count.predicted == self.count.gold


class Comparison:
    """How values of each column compare, with the lemmas of a language."""

    def __init__(self, lemma: Callable[[str], str]) -> None:
        @lru_cache(maxsize=100_000)
        def tokens(phrase: str) -> Counter[str]:
            return Counter(fold(lemma(token)) for token in re.findall(r"[^\W_]+", fold(phrase)))

        self.tokens = tokens

    def cell(self, column: str, row: GoldEvent | None, event: Event | None) -> _Verdict:
        """The verdict on a column of a pair; None stands for an empty row."""
        name = "date" if column == COMPATIBLE else column
        cell = row.cells[name] if row else Cell()
        found = values(event, name) if event else ()
        if not cell.scored:
            return _Verdict()
        slots = (*cell.firm, *cell.optional, *cell.accept)
        weights = np.array([[self._weight(column, cell, value, number) for number in range(len(slots))] for value in found])
        pairs = _assigned(weights.reshape(len(found), len(slots)))
        taken = {slot for _, slot in pairs}
        right = sum(slot < len(cell.firm) for slot in taken)
        missed = () if cell.empty else tuple(value for number, value in enumerate(cell.firm) if number not in taken)
        used = {number for number, _ in pairs}
        return _Verdict(
            count=Count(right, len(found) - (len(pairs) - right), right + len(missed)),
            missed=missed,
            spurious=tuple(value for number, value in enumerate(found) if number not in used),
            agreement=2 * len(pairs) / (len(found) + len(pairs) + len(missed)) if pairs else 0.0,
        )

    def _weight(self, column: str, cell: Cell, value: str, number: int) -> float:
        """What it is worth that a value takes a slot of its cell: first that firm values are found, then by which likeness."""
        firm, optional = len(cell.firm), len(cell.firm) + len(cell.optional)
        if number >= firm:
            slot = cell.optional[number - firm] if number < optional else cell.accept[number - optional]
            return self.likeness(column, value, slot) / 1000
        if likeness := self.likeness(column, value, cell.firm[number]):
            return 1 + likeness / 1000
        return max((self._stand_in(column, cell, number, item) for item in cell.accept if self.likeness(column, value, item)), default=0.0)

    def _stand_in(self, column: str, cell: Cell, number: int, accepted: str) -> float:
        """What it is worth that an accepted value stands in place of a firm one: 0 where it varies another."""
        if column not in LISTS:
            return 0.99
        varied = [self._related(accepted, item) for item in (*cell.firm, *cell.optional)]
        return 0.99 if varied[number] else 0.0 if any(varied) else 0.98

    def _related(self, a: str, b: str) -> bool:
        return any(len(token) > 2 for token in self.tokens(a).keys() & self.tokens(b).keys())

    def likeness(self, column: str, a: str, b: str) -> float:
        """How like two values of a column are: 0 where they count as different, up to 1."""
        if column in PHRASES:
            return self._phrase_likeness(a, b)
        if column in NAMES:
            return float(fold(a) == fold(b))
        if column == COMPATIBLE:
            return float(compatible(a, b))
        if column in ("duration", "duration_planned"):
            return float(a == b or (length(a) is not None and length(a) == length(b)))
        return float(a == b)

    def _phrase_likeness(self, a: str, b: str) -> float:
        if fold(a) == fold(b):
            return 1.0
        shared = (self.tokens(a) & self.tokens(b)).total()
        f1 = 2 * shared / max(1, self.tokens(a).total() + self.tokens(b).total())
        return f1 if f1 >= TOKEN_F1 else 0.0


def values(event: Event, column: str) -> tuple[str, ...]:
    """The values of a column of `extract.gold.COLUMNS` that an event holds."""
    if column == "duration_bound":
        return (event.duration.bound,) if event.duration else ()
    held = getattr(event, column)
    if isinstance(held, str):
        return (held,)
    return tuple(value.value for value in (held if isinstance(held, tuple) else (held,)) if value is not None)


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """A name without quotation marks, upper case, ё, and superfluous spaces («Новый  Свет» → новый свет)."""
    folded = unicodedata.normalize("NFC", name).casefold().replace("ё", "е")
    return " ".join(re.sub("[\"'`«»„“”‟‘’‚‹›]", "", folded).split())


def compatible(a: str, b: str) -> bool:
    """Whether two EDTF dates may be the same: their day spans overlap, and neither is more than `SPAN_RATIO` times longer."""
    if a == b:
        return True
    try:
        first, second = days(a), days(b)
    except ValueError:
        return False
    if first is None or second is None or first[0] > second[1] or second[0] > first[1]:
        return False
    short, long = sorted(end - begin + 1 for begin, end in (first, second))
    return long <= SPAN_RATIO * short


# Errors


def _errors(document: GoldDocument, row: GoldEvent | None, event: Event | None, verdicts: Mapping[str, _Verdict]) -> list[Error]:
    trigger = row.trigger if row else event.trigger if event else Span("", 0, 0)
    sentence = sentence_at(document.text, trigger.start)

    def error(kind: Kind, column: str, gold: str | None, predicted: str | None) -> Error:
        return Error(
            kind=kind, column=column, doc_id=document.doc_id, trigger=trigger.text, gold=gold, predicted=predicted, sentence=sentence
        )

    if not event:
        return [error("missed event", "events", trigger.text, None)]
    if not row:
        return [error("spurious event", "events", None, trigger.text)]
    errors: list[Error] = []
    for column, verdict in verdicts.items():
        if column == COMPATIBLE:
            continue
        if column not in LISTS and verdict.missed and verdict.spurious:
            imprecise = column == "date" and not verdicts[COMPATIBLE].spurious
            errors.append(error("imprecise value" if imprecise else "wrong value", column, verdict.missed[0], verdict.spurious[0]))
            continue
        errors += [error("missed value", column, value, None) for value in verdict.missed]
        errors += [error("spurious value", column, None, value) for value in verdict.spurious]
    return errors


def sentence_at(text: str, offset: int) -> str:
    """The sentence of the text that stands at an offset; a line end ends it too."""
    begin = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[begin : end if end >= 0 else len(text)]
    return next((line[first:last] for first, last in sentences(line) if first <= offset - begin < last), line.strip())


# Reports


def report(scores: Mapping[str, Score]) -> str:
    """A plain text table of several named scores side by side: for every figure P, R, F1 with its interval, and the counts."""
    blocks = [[f"{'':{max(map(len, FIGURES))}}", "", *(f"{figure:{max(map(len, FIGURES))}}" for figure in FIGURES)]]
    for name, result in scores.items():
        intervals = result.intervals()
        lines = [f"{'P':>5} {'R':>5} {'F1':>5} {'95 %':^13} right/predicted/gold"]
        for figure in FIGURES:
            count, interval = result.count(figure), intervals[figure]["f1"]
            rates = " ".join(f"{_number(rate):>5}" for rate in (count.precision, count.recall, count.f1))
            spread = f"[{_number(interval[0])}, {_number(interval[1])}]" if interval else ""
            lines.append(f"{rates} {spread:<13} {count.right}/{count.predicted}/{count.gold}")
        width = max(map(len, [name, *lines]))
        blocks.append([f"{line:{width}}" for line in [name, *lines]])
    table = ["   ".join(parts).rstrip() for parts in zip(*blocks, strict=True)]
    documents = max((len(result.documents) for result in scores.values()), default=0)
    notes = f"{documents} documents; 95 %: bootstrap interval of F1 over documents; rows: R is the share of gold rows that are all right."
    return "\n".join([*table, "", notes])


def _number(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.3f}"


def report_errors(result: Score) -> str:
    """Every error on a line: document, kind, column, trigger, gold → predicted, sentence; parted by tabs."""
    return "\n".join(
        "\t".join((e.doc_id, e.kind, e.column, e.trigger, f"{e.gold or '–'} → {e.predicted or '–'}", e.sentence)) for e in result.errors
    )


def as_json(result: Score) -> dict[str, Any]:
    """The score as plain dicts and lists: the figures with counts, rates and intervals, the counts by document, the errors."""
    intervals = result.intervals()
    figures: dict[str, Any] = {}
    for figure in FIGURES:
        count = result.count(figure)
        rates = {str(rate): getattr(count, rate) for rate in RATES}
        spread = {rate: list(interval) if interval else None for rate, interval in intervals[figure].items()}
        figures[figure] = {**asdict(count), **rates, "intervals": spread}
    return {
        "guide": GUIDE,
        "figures": figures,
        "documents": {name: {figure: asdict(count) for figure, count in counts.items()} for name, counts in result.documents.items()},
        "errors": [asdict(error) for error in result.errors],
    }
