"""Fits what `extract merge` weighs by: `python -m train.merging` (minutes, one core).

1. `language/merging_words.tsv`: in how many sentences of the own texts (`train/corpus`, `corpus/dev`) each word stands.
2. `language/merging_weights.toml`: a logistic regression over the pairs of `benchmarks/merging/dev` (gold: `groups.toml`) and, as pairs
   that are none, those of `corpus/dev`, whose texts share people and days but hardly a happening, and those of some texts of
   `train/corpus` as if all had come out in one week, which share days and types, as the texts of an archive do.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import extract
from extract import happenings
from extract.lexicon import fold, table
from extract.merging import weighing
from extract.merging.candidates import compatible
from extract.merging.traits import BACKGROUND, Floats, Traits, content
from extract.reading import read
from extract.record import Article, Event
from extract.segment import sentences

LOG = logging.getLogger("train")
LANGUAGE = Path("src/extract/language")
LABELLED = Path("benchmarks/merging/dev")
OTHERS = Path("corpus/dev")
TEXTS = (Path("train/corpus"), OTHERS)
RAREST = 3
"""In how many sentences a word must stand to be listed."""
STRENGTH = 10.0
"""Inverse of the strength of the regularisation (L2)."""
AGAINST = {"longer time", "undated", "places apart", "figures apart"}
"""What can only speak against one happening; all else can only speak for it."""
SHARE, WEEK_SHARE = 0.5, 0.001
"""What a pair of `corpus/dev` counts, and one of the week: there are many."""
WEEK = date(2019, 5, 20)
"""The Monday of the week that texts are moved into."""
EVERY = 4
"""Which texts of `train/corpus` are moved: every so many of those that tell their day."""
THRESHOLD = 0.6
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
"""A whole day in an EDTF date."""
HEAD = "# In how many sentences of ordinary news a word stands (lemmas; `.`: the number of sentences). Made by train/merging.py. Sorted."
WEIGHTS_HEAD = "# The weights of the pairs of rows (extract/merging/weighing.py). Made by train/merging.py."


def usual_words() -> str:
    """The table of usual words."""
    counts: Counter[str] = Counter()
    total = 0
    for article in articles(*TEXTS):
        for start, end in sentences(article.text):
            counts.update(set(content(article.text[start:end])))
            total += 1
    listed = sorted((word, count) for word, count in counts.items() if count >= RAREST and fold(word) == word)
    return "\n".join([HEAD, f".\t{total}", *(f"{word}\t{count}" for word, count in listed)]) + "\n"


def articles(*folders: Path) -> list[Article]:
    """The texts of folders that can be read."""
    return [found for found in read([str(folder) for folder in folders]) if isinstance(found, Article)]


def labelled(events: list[Event], gold: happenings.Gold | None) -> tuple[Floats, Floats]:
    """The features of the pairs that may be one, and whether each is; pairs that count for nobody are left out."""
    traits = Traits.of(events)
    first, second = np.triu_indices(len(traits), 1)
    apart = (traits.documents[first] != traits.documents[second]) & compatible(traits, first, second)
    first, second = first[apart], second[apart]
    told = [happenings.reported(gold, events[number]) if gold else frozenset() for number in traits.order]
    named = [(told[a], told[b]) for a, b in zip(first, second, strict=True)]
    kept = np.array([gold is None or bool(a | b and "" not in a | b) for a, b in named], dtype=bool)
    one = np.array([bool(a & b) for a, b in named], dtype=float)
    return weighing.features(traits, first, second)[kept], one[kept]


def of_one_week(events: Iterable[Event]) -> list[Event]:
    """Rows as if their texts had come out in one week, each on a day of it; a text keeps the distances of its days."""
    days: dict[str, timedelta] = {}
    found = []
    for event in events:
        if event.published is None:
            continue
        published = date.fromisoformat(event.published[:10])
        by = days.setdefault(event.doc_id, WEEK + timedelta(days=len(days) % 7) - published)
        moved = partial(_moved, by=by)
        dated = replace(event.date, value=DAY.sub(moved, event.date.value)) if event.date else None
        found.append(replace(event, published=(published + by).isoformat(), date=dated))
    return found


def _moved(day: re.Match[str], by: timedelta) -> str:
    """A day of the calendar so much later."""
    return (date.fromisoformat(day[0]) + by).isoformat()


def fitted(rows: Floats, one: Floats, counted: Floats, strength: float) -> Floats:
    """The weights of a logistic regression (L2 but for the constant) none of which may have the sign that its meaning forbids."""
    signs = [0 if name == "constant" else -1 if name in AGAINST else 1 for name in weighing.FEATURES]
    bounds = [(None, None) if sign == 0 else (0, None) if sign > 0 else (None, 0) for sign in signs]
    penalised = np.array([name != "constant" for name in weighing.FEATURES])

    def loss(weights: Floats) -> tuple[float, Floats]:
        told = rows @ weights
        kept = np.where(penalised, weights, 0)
        value = counted @ (np.logaddexp(0, told) - one * told) + kept @ kept / (2 * strength)
        return float(value), rows.T @ (counted * (1 / (1 + np.exp(-told)) - one)) + kept / strength

    found: Floats = minimize(loss, np.zeros(rows.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return found


def main() -> None:
    """Writes both tables."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    (LANGUAGE / f"{BACKGROUND}.tsv").write_text(usual_words(), encoding="utf-8")
    extractor = extract.load()
    told = [event for article in articles(LABELLED) for event in extractor.read(article)]
    others = [event for article in articles(OTHERS) for event in extractor.read(article)]
    dated = [article for article in articles(TEXTS[0]) if article.published is not None][::EVERY]
    week = of_one_week(event for article in dated for event in extractor.read(article))
    parts = [labelled(told, happenings.read(LABELLED)), labelled(others, None), labelled(week, None)]
    rows, one = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    counted = np.concatenate([np.full(len(part[1]), share) for part, share in zip(parts, (1, SHARE, WEEK_SHARE), strict=True)])
    weights = dict(zip(weighing.FEATURES, fitted(rows, one, counted, STRENGTH), strict=True))
    lines = [WEIGHTS_HEAD, f"threshold = {THRESHOLD}", "", "[weights]", *(f'"{name}" = {weight:.3f}' for name, weight in weights.items())]
    (LANGUAGE / "merging_weights.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table.cache_clear()
    LOG.info("%d pairs, %d of one happening", len(one), int(one.sum()))


if __name__ == "__main__":
    main()
