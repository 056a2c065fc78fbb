"""Whether confidence is what it says: `python benchmarks/calibration.py [DIR]` (default: corpus/test).

A row is right when it is a gold row with the same type, status and date. Rows that gold has as optional count for nobody.
"""

import sys
from pathlib import Path

import extract
from extract import gold, score
from extract.lexicon import event_types
from extract.values.morphology import lemma

BINS = 5


def judged(folder: Path) -> list[tuple[float, bool]]:
    """The confidence of each row that can be judged, and whether the row is right."""
    found: list[tuple[float, bool]] = []
    comparison = score.Comparison(lemma)
    extractor = extract.load()
    for path in sorted(folder.glob("*.toml")):
        article, labelled = gold.labelled(path, types=event_types())
        told, events = labelled.events, extractor.read(article)
        row_of = {event: told[row] for row, event in score.match(told, events, comparison, len(article.text)).items()}
        for number, event in enumerate(events):
            row = row_of.get(number)
            if row is None or not row.optional:
                right = row is not None and all(comparison.cell(column, row, event).all_right for column in ("type", "status", "date"))
                found.append((event.confidence, right))
    return found


def table(found: list[tuple[float, bool]]) -> str:
    """The reliability table as Markdown, with the expected calibration error."""
    lines = ["| confidence | rows | mean | right |", "|---|--:|--:|--:|"]
    error = 0.0
    for low in range(BINS):
        inside = [one for one in found if min(BINS - 1, int(one[0] * BINS)) == low]
        if inside:
            mean, right = (sum(one[k] for one in inside) / len(inside) for k in (0, 1))
            error += abs(mean - right) * len(inside) / len(found)
            lines.append(f"| {low / BINS:.1f}–{(low + 1) / BINS:.1f} | {len(inside)} | {mean:.2f} | {right:.2f} |")
    return "\n".join([*lines, "", f"expected calibration error {error:.3f} over {len(found)} rows"])


if __name__ == "__main__":
    print(table(judged(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus/test"))))
