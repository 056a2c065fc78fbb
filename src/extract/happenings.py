"""Gold for merging: which words of which texts report one happening (`groups.toml`, docs/merging.md), and the score against it.

A pair is two documents that report one happening. Gold is complete: of every happening it names, every document that reports it is there
with every word that may be the trigger. So rows that are put together are right if gold puts them together, wrong if at least one of them
is in gold and the other is not or elsewhere, and count for nobody if neither is in gold or one is `unclear`.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from extract.gold import GoldError, quoted
from extract.record import Event, Span
from extract.score import RATES, Count

FILE: Final = "groups.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document's report of a happening: the words that may be its trigger."""

    doc_id: str
    quotes: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """The happenings by name, each with its reports; rows at the `unclear` reports count for nobody."""

    happenings: Mapping[str, tuple[Report, ...]]
    unclear: tuple[Report, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """Pairs that are right, put together, and in gold: over all reports, and over those of which a row was extracted.

    `wrong` and `missed` are pairs of an event id (or a happening's name and document, if no row was found) each.
    """

    end_to_end: Count
    of_rows_found: Count
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]


# Gold


def read(folder: Path) -> Gold:
    """The gold of a folder's `groups.toml`, whose quotes are looked up in the texts beside it; GoldError for what cannot be meant."""
    path = folder / FILE
    source = path.read_text(encoding="utf-8")
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise GoldError(path, int((re.search(r"line (\d+)", str(error)) or "01")[1]), f"not TOML: {error}") from None
    reader = _Reader(path, source.splitlines())
    for key in sorted(data.keys() - {"happening", "unclear"}):
        raise reader.error(key, f"unknown key {key}")
    happenings: dict[str, tuple[Report, ...]] = {}
    for table in data.get("happening", []):
        name = table.get("name")
        if not isinstance(name, str) or table.keys() != {"name", "rows"}:
            raise reader.error(str(name or "happening"), "a happening has name and rows, nothing else")
        if name in happenings:
            raise reader.error(name, f"two happenings are called {name}")
        happenings[name] = reader.reports(table["rows"])
    return Gold(happenings=happenings, unclear=reader.reports(data.get("unclear", [])))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads reports; knows the lines of the file."""

    path: Path
    lines: Sequence[str]

    def reports(self, rows: object) -> tuple[Report, ...]:
        if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
            raise self.error("rows", 'expected a list of strings "document: quote | quote"')
        return tuple(self._report(row) for row in rows)

    def _report(self, row: str) -> Report:
        doc_id, colon, quotes = row.partition(": ")
        text = self.path.parent / f"{doc_id}.txt"
        if not colon:
            raise self.error(row, f'{json.dumps(row, ensure_ascii=False)}: expected "document: quote | quote"')
        if not text.is_file():
            raise self.error(row, f"no text {text.name}")
        return Report(doc_id=doc_id, quotes=tuple(self._quote(row, quote, text.read_bytes().decode()) for quote in quotes.split(" | ")))

    def _quote(self, row: str, quote: str, text: str) -> Span:
        try:
            return quoted(text, quote)
        except ValueError as error:
            raise self.error(row, str(error)) from None

    def error(self, sought: str, message: str) -> GoldError:
        return GoldError(self.path, next((n for n, line in enumerate(self.lines, 1) if sought in line), 1), message)


# Score


def reported(gold: Gold, event: Event) -> frozenset[str]:
    """The happenings that a row may report: whose quotes its trigger overlaps, else its other mentions; "" stands for what is unclear.

    They are several where one word stands for several happenings («открыли автомобильное движение, а потом железнодорожное»).
    """
    for spans in ((event.trigger,), event.mentions):
        found = frozenset(
            name
            for name, reports in (*gold.happenings.items(), ("", gold.unclear))
            if any(report.doc_id == event.doc_id and any(_overlap(a, b) for a in report.quotes for b in spans) for report in reports)
        )
        if found:
            return found
    return frozenset()


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def score(*, gold: Gold, predicted: Iterable[Sequence[Event]]) -> PairScore:
    """Groups of rows, rows alone included, against gold."""
    told = {(name, *sorted((a.doc_id, b.doc_id))) for name, reports in gold.happenings.items() for a, b in combinations(reports, 2)}
    right: set[tuple[str, ...]] = set()
    wrong: set[tuple[str, str]] = set()
    found: set[tuple[str, str]] = set()
    for group in predicted:
        named = [(event, reported(gold, event)) for event in group]
        found |= {(name, event.doc_id) for event, names in named for name in names}
        for (a, first), (b, second) in combinations(named, 2):
            if a.doc_id == b.doc_id or "" in first | second or not first | second:
                continue
            right |= {(name, *sorted((a.doc_id, b.doc_id))) for name in first & second}
            if not first & second:
                wrong.add((min(a.event_id, b.event_id), max(a.event_id, b.event_id)))
    could = {pair for pair in told if {(pair[0], pair[1]), (pair[0], pair[2])} <= found}
    return PairScore(
        end_to_end=Count(len(right), len(right) + len(wrong), len(told)),
        of_rows_found=Count(len(right), len(right) + len(wrong), len(could)),
        wrong=tuple(sorted(wrong)),
        missed=tuple(sorted((f"{name}: {a}", f"{name}: {b}") for name, a, b in could - right)),
    )


def report(result: PairScore) -> str:
    """The score as plain text, a line for each variant."""
    lines = [f"{'pairs':14} {'P':>5} {'R':>5} {'F1':>5} right/predicted/gold"]
    for name, count in (("end to end", result.end_to_end), ("of rows found", result.of_rows_found)):
        rates = " ".join(f"{'–' if rate is None else f'{rate:.3f}':>5}" for rate in (count.precision, count.recall, count.f1))
        lines.append(f"{name:14} {rates} {count.right}/{count.predicted}/{count.gold}")
    return "\n".join(lines)


def report_errors(result: PairScore) -> str:
    """Every wrong and every missed pair of rows found, a line each, parted by tabs."""
    named = [("wrong", pair) for pair in result.wrong] + [("missed", pair) for pair in result.missed]
    return "\n".join("\t".join((kind, *pair)) for kind, pair in named)


def as_json(result: PairScore) -> dict[str, Any]:
    """The score as plain dicts and lists."""
    counts = {"end_to_end": result.end_to_end, "of_rows_found": result.of_rows_found}
    figures = {name: {**asdict(count), **{str(rate): getattr(count, rate) for rate in RATES}} for name, count in counts.items()}
    return {"figures": figures, "wrong": result.wrong, "missed": result.missed}
