"""Fills the score table of README.md: `python scripts/readme_scores.py` evaluates corpus/dev and corpus/test, the baseline beside them.

With `--check` nothing is written: the exit status is 1 where the table in README.md is not the one that it would write.
"""

import json
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import extract.cli

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- scores: make scores -->\n", "<!-- /scores -->"
FOLDERS = ("corpus/dev", "corpus/test")
LABELS = {
    "events": "events",
    "rows": "rows all right (recall)",
    "date": "date, exact",
    "date_compatible": "date, compatible",
    "status": "status",
    "places": "places",
    "participants": "participants",
    "duration": "duration",
    "topics": "topics",
    "micro": "all columns",
}


def scores(folder: str) -> dict[str, Any]:
    """What `extract evaluate --json` says of a folder."""
    with redirect_stdout(StringIO()) as out:
        if status := extract.cli.main(["evaluate", str(ROOT / folder), "--json"]):
            raise SystemExit(status)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def table() -> str:
    """F1 of each figure in Markdown: the program with its 95 % interval, the baseline."""
    found = {folder: scores(folder) for folder in FOLDERS}
    heads = [f"{folder} ({len(found[folder]['extract']['documents'])} texts)" for folder in FOLDERS]
    lines = [f"| F1 | {' | baseline | '.join(heads)} | baseline |", "|---|" + "--:|" * (2 * len(FOLDERS))]
    for figure, label in LABELS.items():
        cells = [_cell(found[folder][name]["figures"][figure], figure) for folder in FOLDERS for name in ("extract", "baseline")]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(figures: dict[str, Any], figure: str) -> str:
    rate = "recall" if figure == "rows" else "f1"
    interval = figures["intervals"][rate]
    value = "–" if figures[rate] is None else f"{figures[rate]:.2f}"
    return value if interval is None or not figures[rate] else f"{value} [{interval[0]:.2f}, {interval[1]:.2f}]"


def main() -> int:
    """Writes or checks the table."""
    path = ROOT / "README.md"
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    new = f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"
    if "--check" in sys.argv[1:]:
        return int(new != text)
    path.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
