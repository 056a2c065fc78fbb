"""Time readers on cases of other parsers, in one run: `python benchmarks/time.py CASES.jsonl [PREDICTED.jsonl] [--errors] [--peers]`.

A case holds `text`, `reference` and `expected`; `policy` names the convention on which the expected value depends, and is empty for a core
case. Scored with the news defaults, and with the conventions of the suite that a case with a policy comes from. PREDICTED gets the
predictions with conventions, one line `{"id", "times"}` per case. The speed of finding and resolving stands beside dateparser.search.
`--nerel=DEV.jsonl` adds precision and recall of DATE and TIME spans of NEREL, by overlap, durations included.
`--peers` adds a table of the readers of the extra `benchmark` that are installed, of lingua_franca (`pip install --no-deps`, since it
demands an old python-dateutil), and of two npm packages where node finds them (`npm install chrono-node any-date-parser` in the working
directory), on the same cases with the same scorer; the false finds are those in the sentences without a time of tests/cases/times.txt.
"""

import argparse
import contextlib
import json
import shutil
import subprocess
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from extract.values.duration import find_durations
from extract.values.foreign_dates import search
from extract.values.morphology import serve_natasha
from extract.values.time import NEWS, Conventions, find, resolve

SUITES = {  # suite → what it takes for granted
    "duckling": Conventions(yearless="next", weekday="next", next_weekday="coming", hours="12", window="complete"),
    "dateparser": Conventions(yearless="year", deictic="previous"),
    "rutimeparser": Conventions(yearless="next", weekday="week", weekday_in_month="first"),
    "sugar": Conventions(yearless="year", weekday="week"),
    "timesense": Conventions(yearless="next", weekday="next", hours="12", weeks="seven", part_days=5),
}
KINDS = ("date", "time", "interval", "duration", "none")
SENTENCES = Path(__file__).parents[1] / "tests" / "cases" / "times.txt"
Case = dict[str, Any]
Read = Callable[[str, datetime], list[dict[str, Any]]]
"""A peer: the times of a text, read at a reference moment."""


def predict(text: str, reference: datetime, conventions: Conventions, bare: bool) -> Iterator[dict[str, Any]]:
    """The times and durations of a text, each full date and each day the anchor of what follows."""
    anchor = None
    for match in find(text):
        when = resolve(match.value, reference=reference, anchor=anchor, conventions=conventions)
        if when is None or (when.first is None and when.last is None):
            continue
        told = when.earliest == when.latest if when.anchor == "published" else when.anchor == "text"
        anchor = when if told and when.earliest and when.latest else anchor
        start, end = (moment.isoformat() if moment else None for moment in (when.first, when.last))
        yield {"start": start, "end": end, "duration": None, "span": [match.start, match.end]}
    for length in find_durations(text, bare=bare):
        yield {"start": None, "end": None, "duration": length.value, "span": [length.start, length.end]}


def conventions_of(case: Case) -> Conventions:
    """The conventions that a case's policy asks for; the news defaults for a core case."""
    return SUITES.get(case["source"], NEWS) if case["policy"] else NEWS


def score(cases: Iterable[Case], read: Callable[[Case], list[dict[str, Any]]], errors: bool) -> Counter[str]:
    """Right cases and cases (`of …`) by group."""
    counts: Counter[str] = Counter()
    for case in cases:
        times = read(case)
        right = is_right(case["expected"], times)
        groups = ["all", f"kind {case['expected']['kind']}"] + ([] if case["policy"] else ["core", f"core, {case['source']}"])
        counts.update(f"of {group}" for group in groups)
        counts.update(groups if right else [])
        if errors and not right:
            want = case["expected"]
            got = [(t["start"], t["end"], t["duration"]) for t in times]
            print("wrong", case["id"], case["reference"], repr(case["text"]), want["start"], want["end"], want["iso_duration"], "got", got)
    return counts


def is_right(want: dict[str, Any], times: list[dict[str, Any]]) -> bool:
    """Whether some predicted time has the expected value in the fields that the case compares."""
    if want["kind"] == "none":
        return not times
    if want["kind"] == "duration":
        return any(t["duration"] and seconds(t["duration"]) == seconds(want["iso_duration"]) for t in times)
    starts, ends = ([moment(t[side]) for t in times] for side in ("start", "end"))
    start, end, exclusive = moment(want["start"]), moment(want["end"]), moment(want["end_exclusive"])
    if want["kind"] != "interval":
        return any(same(s, start, want["fields"]) for s in starts)

    def ended(e: datetime | None) -> bool:
        return same(e, end, want["end_fields"]) or same(e, exclusive, want["end_fields"])

    if start is None:
        return any(map(ended, ends + starts))
    if not any(same(s, start, want["fields"]) for s in starts):
        return False
    return (
        not want["end_fields"]
        or end is None
        or any(map(ended, ends))
        or any(ended(s) and not same(s, start, want["fields"]) for s in starts)
    )


def moment(value: str | None) -> datetime | None:
    """An ISO datetime."""
    return datetime.fromisoformat(value) if value else None


def same(a: datetime | None, b: datetime | None, fields: list[str]) -> bool:
    """Whether two moments agree in the named fields."""
    special: dict[str, Callable[[datetime], object]] = {"isoweek": lambda m: m.isocalendar()[:2], "quarter": lambda m: (m.month - 1) // 3}
    return (
        a is not None
        and b is not None
        and bool(fields)
        and all(
            special.get(f, lambda m, f=f: getattr(m, f))(v) == special.get(f, lambda m, f=f: getattr(m, f))(b) for f in fields for v in (a,)
        )
    )


def seconds(iso: str) -> tuple[float, float]:
    """Months and seconds of an ISO 8601 duration."""
    from extract.values.amount import Amount

    a = Amount.parse(iso)
    return float(12 * a.years + a.months), float((((7 * a.weeks + a.days) * 24 + a.hours) * 60 + a.minutes) * 60 + a.seconds)


def spans(path: Path) -> tuple[int, int, int]:
    """Gold spans found, gold spans, and found spans that overlap none, with «сейчас», which NEREL leaves out, not counted."""
    hits = total = false = 0
    for document in map(json.loads, path.read_text(encoding="utf8").splitlines()):
        text = document["text"]
        gold = [(e["start"], e["end"]) for e in document["entities"] if e["label"] in {"DATE", "TIME"}]
        found = {(m.start, m.end) for m in find(text)} | {(m.start, m.end) for m in find_durations(text, vague=True)}
        found = {(a, b) for a, b in found if text[a:b].lower() != "сейчас"}
        hits += sum(any(a < d and c < b for c, d in found) for a, b in gold)
        false += sum(not any(a < d and c < b for c, d in gold) for a, b in found)
        total += len(gold)
    return hits, total, false


def _found(start: datetime | date | None, end: datetime | date | None = None, duration: timedelta | None = None) -> dict[str, Any]:
    """A time of a peer as the scorer takes it; a moment without a zone."""
    sides = [None if m is None else datetime.fromisoformat(m.isoformat()).replace(tzinfo=None).isoformat() for m in (start, end)]
    return {"start": sides[0], "end": sides[1], "duration": None if duration is None else f"PT{duration.total_seconds():.0f}S"}


def _dateparser_search() -> Read:
    return lambda text, reference: [_found(moment) for _, moment in search(text, reference)]


def _dateparser_parse() -> Read:
    import dateparser

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        found = dateparser.parse(text, languages=["ru"], settings={"DATE_ORDER": "DMY", "RELATIVE_BASE": reference})
        return [_found(found)] if found else []

    return read


def _natasha() -> Read:
    serve_natasha()
    from natasha import DatesExtractor, MorphVocab

    extract = DatesExtractor(MorphVocab())

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        facts = [match.fact for match in extract(text)]
        return [_found(date(f.year or reference.year, f.month or 1, f.day or 1)) for f in facts]

    return read


def _rutimeparser() -> Read:
    import rutimeparser

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        found = rutimeparser.parse(text, now=reference)
        return [_found(found)] if found else []

    return read


def _qddate() -> Read:
    import qddate

    parser = qddate.DateParser()

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        found = parser.parse(text)
        return [_found(found)] if found else []

    return read


def _hors() -> Read:
    import hors

    return lambda text, reference: [_found(token.date_from, token.date_to) for token in hors.process_phrase(text, reference).dates]


def _lingua_franca() -> Read:
    import lingua_franca
    from lingua_franca.parse import extract_datetime, extract_duration

    lingua_franca.load_language("ru-ru")

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        moment, length = extract_datetime(text, reference, lang="ru-ru"), extract_duration(text, lang="ru-ru")
        return ([_found(moment[0])] if moment else []) + ([_found(None, None, length[0])] if length and length[0] else [])

    return read


def _timesense() -> Read:
    from timesense import TimeConfig, TimeSenseParser

    parser = TimeSenseParser(TimeConfig(default_language="ru", timezone="UTC"))

    def read(text: str, reference: datetime) -> list[dict[str, Any]]:
        found = []
        for item in parser.parse_multi(text, now=reference, language="ru") or []:
            minutes = getattr(item, "duration_minutes", None)
            start, end = (getattr(item, name, None) for name in ("start_at", "end_at"))
            found.append(
                _found(getattr(item, "when", None) if start is None else start, end, timedelta(minutes=minutes) if minutes else None)
            )
            found += [_found(item.when)] if start is not None and item.when != start else []
        return found

    return read


PEERS: dict[str, Callable[[], Read]] = {
    "dateparser search": _dateparser_search,
    "dateparser parse": _dateparser_parse,
    "timesense": _timesense,
    "hors": _hors,
    "rutimeparser": _rutimeparser,
    "lingua_franca": _lingua_franca,
    "natasha DatesExtractor": _natasha,
    "qddate": _qddate,
}
NODE_PEERS = {  # npm package → the body of a function from (text, reference) to pairs of dates
    "chrono-node": "const {ru} = require('chrono-node'); read = (t, r) => ru.parse(t, r).map(x => [x.start.date(), x.end && x.end.date()])",
    "any-date-parser": (
        "const p = require('any-date-parser'); const q = p.default || p;"
        "read = (t, r) => { const d = q.fromString(t, 'ru'); return d && !isNaN(d) ? [[d, null]] : [] }"
    ),
}
_NODE = """let read; %s
const rows = JSON.parse(require('fs').readFileSync(0)); const begin = process.hrtime.bigint();
const iso = d => d ? d.toISOString().slice(0, 19) : null;
const found = rows.map(([t, r]) => { try { return read(t, new Date(r + 'Z')).map(([a, b]) => [iso(a), iso(b)]) } catch { return [] } });
console.log(JSON.stringify([Number(process.hrtime.bigint() - begin) / 1e9, found]))"""


def run_peer(make: Callable[[], Read], rows: list[tuple[str, datetime]]) -> tuple[list[list[dict[str, Any]]], float]:
    """What a peer finds in each text, and the seconds that it took; what it cannot read at all counts as nothing found."""
    read = make()
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.suppress(Exception):
            read("5 мая 2018 года", rows[0][1])  # loads what it loads lazily
        begin = time.perf_counter()
        for text, reference in rows:
            try:
                found.append(read(text, reference))
            except Exception:
                found.append([])
    return found, time.perf_counter() - begin


def run_node(package: str, rows: list[tuple[str, datetime]]) -> tuple[list[list[dict[str, Any]]], float]:
    """The same of an npm package; OSError when there is no node, or no such package for it."""
    node = shutil.which("node")
    if node is None:
        raise OSError("no node")
    stdin = json.dumps([(text, reference.isoformat()) for text, reference in rows])
    command = [node, "-e", _NODE % NODE_PEERS[package]]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env={"TZ": "UTC"})  # noqa: S603
    if done.returncode:
        raise OSError(f"npm package {package} not found here")
    elapsed, found = json.loads(done.stdout)
    return [[{"start": a, "end": b, "duration": None} for a, b in times] for times in found], elapsed


def compare(cases: list[Case], own: dict[str, Callable[[Case], list[dict[str, Any]]]]) -> None:
    """Prints the table of our reader and its peers, and why a peer is not in it."""
    lines = [line for line in SENTENCES.read_text(encoding="utf8").splitlines() if line and line[0] not in "#=" and "[" not in line]
    empty = [(line, datetime(2024, 3, 5, 12)) for line in dict.fromkeys(lines)]
    rows = [(case["text"], datetime.fromisoformat(case["reference"])) for case in cases]
    words = sum(len(text.split()) for text, _ in rows)
    print(
        f"\n| reader | core | all | {' | '.join(KINDS)} | false finds in {len(empty)} sentences | words/s |\n|{'---|' * (5 + len(KINDS))}"
    )

    def row(name: str, found: list[list[dict[str, Any]]], elapsed: float, false: int) -> None:
        by_id = {case["id"]: times for case, times in zip(cases, found, strict=True)}
        counts = score(cases, lambda case: by_id[case["id"]], False)
        shares = [f"{100 * counts[g] / counts[f'of {g}']:.1f} %" for g in ("core", "all", *(f"kind {k}" for k in KINDS))]
        print(f"| {name} | {' | '.join(shares)} | {false} | {words / elapsed:,.0f} |")

    false = sum(bool(find(text)) for text, _ in empty)
    for name, read in own.items():
        begin = time.perf_counter()
        found = [read(case) for case in cases]
        row(name, found, time.perf_counter() - begin, false)
    skipped = []
    for name, make in PEERS.items():
        try:
            found, elapsed = run_peer(make, rows)
        except ImportError as error:
            skipped.append(f"{name}: {error}")
            continue
        row(name, found, elapsed, sum(map(bool, run_peer(make, empty)[0])))
    for name in NODE_PEERS:
        try:
            found, elapsed = run_node(name, rows)
        except OSError as error:
            skipped.append(f"{name}: {error}")
            continue
        row(name, found, elapsed, sum(map(bool, run_node(name, empty)[0])))
    print("\nleft out: " + "; ".join(skipped) if skipped else "")


def speed(texts: list[str], reference: datetime, read: Callable[[str], object]) -> float:
    """Words per second of a reader, one thread."""
    read(texts[0])
    begin = time.perf_counter()
    for text in texts:
        read(text)
    return sum(len(text.split()) for text in texts) / (time.perf_counter() - begin)


def main() -> None:
    """Scores and times the reader on the cases of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, metavar="CASES.jsonl")
    parser.add_argument("predicted", type=Path, nargs="?", metavar="PREDICTED.jsonl")
    parser.add_argument("--errors", action="store_true", help="print the cases that are read wrong")
    parser.add_argument("--peers", action="store_true", help="score the readers of others in the same run")
    parser.add_argument("--nerel", type=Path, metavar="DEV.jsonl", help="a split of NEREL, for its DATE and TIME spans")
    arguments = parser.parse_args()
    cases: list[Case] = [json.loads(line) for line in arguments.cases.read_text(encoding="utf8").splitlines()]

    def defaults(case: Case) -> list[dict[str, Any]]:
        return list(predict(case["text"], datetime.fromisoformat(case["reference"]), NEWS, False))

    def suited(case: Case) -> list[dict[str, Any]]:
        return list(predict(case["text"], datetime.fromisoformat(case["reference"]), conventions_of(case), "bare-unit" in case["policy"]))

    plain, chosen = score(cases, defaults, False), score(cases, suited, arguments.errors)
    print("| cases | right, news defaults | right, the case's conventions | of |\n|---|---|---|---|")
    for group in sorted(key[3:] for key in plain if key.startswith("of ")):
        total = plain[f"of {group}"]
        print(f"| {group} | {100 * plain[group] / total:.1f} % | {100 * chosen[group] / total:.1f} % | {total} |")
    if arguments.predicted:
        lines = (json.dumps({"id": case["id"], "times": suited(case)}, ensure_ascii=False) for case in cases)
        arguments.predicted.write_text("\n".join(lines) + "\n", encoding="utf8")
    if arguments.peers:
        compare(cases, {"ours, news defaults": defaults, "ours, the case's conventions": suited})
    if arguments.nerel:
        hits, total, false = spans(arguments.nerel)
        print(f"\nNEREL DATE and TIME by overlap: recall {hits / total:.3f} ({total} spans), precision {hits / (hits + false):.3f}")
    reference = datetime(2024, 3, 5, 12)
    texts = [". ".join(case["text"] for case in cases[k : k + 20]) for k in range(0, len(cases), 20)]
    ours = speed(texts, reference, lambda text: [resolve(m.value, reference=reference) for m in find(text)])
    theirs = speed(texts[:8], reference, lambda text: search(text, reference))
    print(f"\n{ours:,.0f} words/s finding and resolving; dateparser.search {theirs:,.0f} words/s ({ours / theirs:.0f} times slower)")


if __name__ == "__main__":
    main()
