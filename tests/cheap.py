"""An extractor that costs nothing, and `extract run` with it: `python tests/cheap.py ARGUMENTS` (the part after `extract`).

Prints the memory of the process, in bytes, at every thousandth document.
"""

import json
import os
import sys
from pathlib import Path

import extract
from builders import event
from extract.cli import main
from extract.record import Article, Event

SENTENCE = "В Гамбурге {} июля прошла встреча. "


def archive(path: Path, *texts: str, count: int = 0, sentences: int = 1) -> Path:
    """Documents as JSON Lines: the texts, then so many of so many sentences each."""
    texts += tuple(SENTENCE.format(k) * sentences for k in range(count))
    lines = (json.dumps({"doc_id": f"d{k}", "text": text}, ensure_ascii=False) + "\n" for k, text in enumerate(texts))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def read(article: Article) -> list[Event]:
    """Up to two events, told from the doc_id; a text that says so fails or kills the process."""
    if article.text == "error":
        raise ValueError("broken")
    if article.text == "death":
        os._exit(9)
    if article.text.startswith("once "):
        _die_once(Path(article.text.removeprefix("once ")))
    count = sum(map(ord, article.doc_id)) % 3
    return [event(article.text, article.text[:10], doc_id=article.doc_id, event_id=f"{article.doc_id}#{k + 1}") for k in range(count)]


def _die_once(mark: Path) -> None:
    """Kills the process, unless the file is there that says that it did so before."""
    if not mark.exists():
        mark.touch()
        os._exit(9)


def memory() -> int:
    """The bytes that the process holds in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Cheap:
    """What `extract.load` gives here."""

    def __init__(self) -> None:
        self.count = 0
        self.memory: list[int] = []

    def read(self, article: Article) -> list[Event]:
        """See `read`."""
        if self.count % 1000 == 0:
            self.memory.append(memory())
        self.count += 1
        return read(article)


if __name__ == "__main__":
    cheap = Cheap()
    extract.load = lambda **_: cheap  # type: ignore[assignment]
    status = main(sys.argv[1:])
    print(*cheap.memory)
    sys.exit(status)
