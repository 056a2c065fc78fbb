"""Fills the score tables of README.md and README.ru.md: evaluates corpus/dev and corpus/test, the baseline beside them.

With `--check` nothing is written: the exit status is 1 where a table is not the one that it would write.
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
    "events": ("events", "события"),
    "rows": ("rows all right (recall)", "строки без ошибок (полнота)"),
    "date": ("date, exact", "дата, точно"),
    "date_compatible": ("date, compatible", "дата, совместима"),
    "status": ("status", "статус"),
    "places": ("places", "места"),
    "participants": ("participants", "участники"),
    "duration": ("duration", "длительность"),
    "topics": ("topics", "темы"),
    "micro": ("all columns", "все столбцы"),
}
READMES = {"README.md": ("texts", "baseline"), "README.ru.md": ("текстов", "базовый уровень")}
"""Each README with its words for the heads; its place here is that of its language in the labels."""


def scores(folder: str) -> dict[str, Any]:
    """What `extract evaluate --json` says of a folder."""
    with redirect_stdout(StringIO()) as out:
        if status := extract.cli.main(["evaluate", str(ROOT / folder), "--json"]):
            raise SystemExit(status)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def table(found: dict[str, Any], language: int, texts: str, baseline: str) -> str:
    """F1 of each figure in Markdown: the program with its 95 % interval, the baseline."""
    heads = [f"{folder} ({len(found[folder]['extract']['documents'])} {texts})" for folder in FOLDERS]
    lines = [f"| F1 | {f' | {baseline} | '.join(heads)} | {baseline} |", "|---|" + "--:|" * (2 * len(FOLDERS))]
    for figure, labels in LABELS.items():
        cells = [_cell(found[folder][name]["figures"][figure], figure) for folder in FOLDERS for name in ("extract", "baseline")]
        lines.append(f"| {labels[language]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(figures: dict[str, Any], figure: str) -> str:
    rate = "recall" if figure == "rows" else "f1"
    interval = figures["intervals"][rate]
    value = "–" if figures[rate] is None else f"{figures[rate]:.2f}"
    return value if interval is None or not figures[rate] else f"{value} [{interval[0]:.2f}, {interval[1]:.2f}]"


def main() -> int:
    """Writes or checks the tables."""
    found = {folder: scores(folder) for folder in FOLDERS}
    status = 0
    for language, (name, words) in enumerate(READMES.items()):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        new = f"{before}{BEGIN}{table(found, language, *words)}{END}{rest.partition(END)[2]}"
        if "--check" not in sys.argv[1:]:
            path.write_text(new, encoding="utf-8")
        elif new != text:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
