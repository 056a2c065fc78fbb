"""The time reader on cases of other parsers: `python benchmarks/time.py CASES.jsonl [PREDICTED.jsonl] [--errors]`.

A case holds `text`, `reference` and `expected`; `policy` names the convention on which the expected value depends, and is empty for a core
case. Scored with the news defaults, and with the conventions of the suite that a case with a policy comes from. PREDICTED gets the
predictions with conventions, one line `{"id", "times"}` per case. The speed of finding and resolving stands beside dateparser.search.
`--nerel=DEV.jsonl` adds precision and recall of DATE and TIME spans of NEREL, by overlap, durations included.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from extract.values.duration import find_durations
from extract.values.foreign_dates import search
from extract.values.time import NEWS, Conventions, find, resolve

SUITES = {  # suite → what it takes for granted
    "duckling": Conventions(yearless="next", weekday="next", next_weekday="coming", hours="12", window="complete"),
    "dateparser": Conventions(yearless="year", deictic="previous"),
    "rutimeparser": Conventions(yearless="next", weekday="week", weekday_in_month="first"),
    "sugar": Conventions(yearless="year", weekday="week"),
    "timesense": Conventions(yearless="next", weekday="next", hours="12", weeks="seven", part_days=5),
}
Case = dict[str, Any]


def predict(text: str, reference: datetime, conventions: Conventions, bare: bool) -> Iterator[dict[str, Any]]:
    """The times and durations of a text, each full date the anchor of what follows."""
    anchor = None
    for match in find(text):
        when = resolve(match.value, reference=reference, anchor=anchor, conventions=conventions)
        if when is None or (when.first is None and when.last is None):
            continue
        anchor = when if when.anchor == "text" and when.earliest and when.latest else anchor
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


def speed(texts: list[str], reference: datetime, read: Callable[[str], object]) -> float:
    """Words per second of a reader, one thread."""
    read(texts[0])
    begin = time.perf_counter()
    for text in texts:
        read(text)
    return sum(len(text.split()) for text in texts) / (time.perf_counter() - begin)


def main(arguments: list[str]) -> None:
    """Scores and times the reader on the cases of a file."""
    paths = [Path(a) for a in arguments if not a.startswith("--")]
    cases: list[Case] = [json.loads(line) for line in paths[0].read_text(encoding="utf8").splitlines()]

    def defaults(case: Case) -> list[dict[str, Any]]:
        return list(predict(case["text"], datetime.fromisoformat(case["reference"]), NEWS, False))

    def suited(case: Case) -> list[dict[str, Any]]:
        return list(predict(case["text"], datetime.fromisoformat(case["reference"]), conventions_of(case), "bare-unit" in case["policy"]))

    plain, chosen = score(cases, defaults, False), score(cases, suited, "--errors" in arguments)
    print("| cases | right, news defaults | right, the case's conventions | of |\n|---|---|---|---|")
    for group in sorted(key[3:] for key in plain if key.startswith("of ")):
        total = plain[f"of {group}"]
        print(f"| {group} | {100 * plain[group] / total:.1f} % | {100 * chosen[group] / total:.1f} % | {total} |")
    if len(paths) > 1:
        lines = (json.dumps({"id": case["id"], "times": suited(case)}, ensure_ascii=False) for case in cases)
        paths[1].write_text("\n".join(lines) + "\n", encoding="utf8")
    for option in arguments:
        if option.startswith("--nerel="):
            hits, total, false = spans(Path(option.removeprefix("--nerel=")))
            print(f"\nNEREL DATE and TIME by overlap: recall {hits / total:.3f} ({total} spans), precision {hits / (hits + false):.3f}")
    reference = datetime(2024, 3, 5, 12)
    texts = [". ".join(case["text"] for case in cases[k : k + 20]) for k in range(0, len(cases), 20)]
    ours = speed(texts, reference, lambda text: [resolve(m.value, reference=reference) for m in find(text)])
    theirs = speed(texts[:8], reference, lambda text: search(text, reference))
    print(f"\n{ours:,.0f} words/s finding and resolving; dateparser.search {theirs:,.0f} words/s ({ours / theirs:.0f} times slower)")


if __name__ == "__main__":
    main(sys.argv[1:])
