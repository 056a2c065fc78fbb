"""Merging of many rows: `python benchmarks/merging.py [--rows 1000000] [--command]`.

Makes synthetic rows (seeded): happenings over three years with one to eight reports each, people and towns by a Zipf law, words of the
own dictionary, of which each report tells a part; some dates approximate, some missing. Times `extract.merging.grouped`, and with
`--command` the command from file to file, in seconds of the processor. Precision and recall are those of pairs; the rows are easier than
real ones.
"""

import argparse
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import random
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import process_time

from extract import table
from extract.cli import main as command
from extract.lexicon import event_types, pairs
from extract.merging import grouped
from extract.merging.traits import BACKGROUND
from extract.record import Date, Event, Participant, Place, Span

SEED = 0
REPORTS = (1, 1, 1, 1, 2, 2, 3, 4, 5, 8)
"""How many reports a happening has; each as likely as the others."""
BEGIN = date(2020, 1, 1)
DAYS = 1096
CONSONANTS, VOWELS = "бвгдзклмнпрст", "аеиоу"


def rows(count: int) -> Iterator[tuple[int, Event]]:
    """Rows with the number of the happening that they report, in the order of the happenings."""
    draw = random.Random(SEED)  # noqa: S311
    words = sorted(pairs(BACKGROUND))[1:]
    people = [(_word(draw, 2).title(), _word(draw, 3).title() + "ов") for _ in range(40_000)]
    towns = [(_word(draw, 3).title(), draw.uniform(42, 68), draw.uniform(28, 135)) for _ in range(4_000)]
    types = event_types()
    made = happening = 0
    while made < count:
        day = BEGIN + timedelta(days=draw.randrange(DAYS))
        who = [people[_zipf(draw, len(people))] for _ in range(draw.randint(1, 3))]
        town = _zipf(draw, len(towns))
        kind = draw.choice(types)
        told = [words[draw.randrange(len(words))] for _ in range(14)]
        for _ in range(min(draw.choice(REPORTS), count - made)):
            yield happening, _row(draw, made, kind, day, who, (town, *towns[town]), told, words)
            made += 1
        happening += 1


def _row(
    draw: random.Random,
    number: int,
    kind: str,
    day: date,
    who: list[tuple[str, str]],
    town: tuple[int, str, float, float],
    told: list[str],
    words: list[str],
) -> Event:
    published = day + timedelta(days=draw.choice((0, 0, 0, 1, 1, 2)))
    named = draw.sample(who, draw.randint(1, len(who)))
    sentence = draw.sample(told, 8) + [words[draw.randrange(len(words))] for _ in range(6)] + [family for _, family in named]
    text = " ".join(sentence).capitalize() + "."
    dated = draw.random()
    when = None if dated < 0.05 else day if dated < 0.7 else published
    number_of_town, name, lat, lon = town
    return Event(
        event_id=f"d{number}#1",
        doc_id=f"d{number}",
        published=published.isoformat(),
        source=None,
        type=kind if draw.random() < 0.9 else "other",
        label=kind,
        trigger=Span(sentence[0], 0, len(sentence[0])),
        mentions=(Span(sentence[0], 0, len(sentence[0])),),
        status="held",
        date=None
        if when is None
        else Date(
            value=when.isoformat() + ("~" if dated >= 0.7 else ""),
            earliest=when.isoformat(),
            latest=when.isoformat(),
            anchor="published",
            rule="synthetic",
        ),
        places=(Place(value=name, kind="city", country="RU", lat=lat, lon=lon, geonames_id=number_of_town + 1),)
        if draw.random() < 0.6
        else (),
        participants=tuple(
            Participant(value=family if draw.random() < 0.3 else f"{given} {family}", kind="person") for given, family in named
        ),
        text=text,
        start=0,
        end=len(text),
        evidence=(Span(text, 0, len(text)),),
        confidence=0.8,
    )


def _word(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(CONSONANTS) + draw.choice(VOWELS) for _ in range(syllables))


def _zipf(draw: random.Random, size: int) -> int:
    """A number from 0 to `size` - 1, the small ones likelier (about 1/n)."""
    return int(size ** draw.random()) - 1


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--command", action="store_true", help="time `extract merge` from file to file instead")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "events.jsonl")
        happenings = []
        with table.jsonl(path) as sink:
            for happening, event in rows(arguments.rows):
                happenings.append(happening)
                sink(event)
        began = process_time()
        if arguments.command:
            command(["merge", str(path), "-o", folder, "--quiet"])
            print(f"extract merge: {_speed(arguments.rows, process_time() - began)}")
            return
        reading = process_time()
        for _ in table.read_jsonl(path):
            pass
        reading = process_time() - reading
        began = process_time()
        groups = grouped(table.read_jsonl(path))
        print(f"reading alone: {_speed(arguments.rows, reading)}")
        print(f"reading and grouping: {_speed(arguments.rows, process_time() - began)}")
    joined = sum(len(group) * (len(group) - 1) // 2 for group in groups)
    right = sum(n * (n - 1) // 2 for group in groups for n in Counter(happenings[row] for row in group).values())
    gold = sum(n * (n - 1) // 2 for n in Counter(happenings).values())
    print(f"{len(groups):,} groups; pairs: precision {right / max(joined, 1):.3f}, recall {right / max(gold, 1):.3f}")


def _speed(count: int, seconds: float) -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{seconds:,.0f} s, {count / seconds:,.0f} rows/s, peak memory {peak:,.0f} MB"


if __name__ == "__main__":
    main()
