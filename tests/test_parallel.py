"""Articles shared between processes: order, failures, processes that die."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract import parallel
from extract.extractor import Extractor
from extract.record import Article, Event


def numbered(article: Article) -> list[Event]:
    """What a process does with an article here: nothing, an error or its own death."""
    if article.text == "error":
        raise ValueError("broken")
    if article.text == "death":
        os._exit(9)
    return []


def outcomes(*texts: str) -> list[object]:
    articles = [Article(doc_id=str(k), text=text) for k, text in enumerate(texts)]
    found = list(parallel.spread(articles, 2, numbered))
    assert [article for article, _ in found] == articles
    return [type(outcome) for _, outcome in found]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([], []),
        (["a"] * 40, [list] * 40),
        (["a", "error", "b"], [list, ValueError, list]),
        (["a", "death", "b", "c"], [list, parallel.DeadProcessError, list, list]),
    ],
)
def test_parallel_spread_keeps_order_and_loses_nothing(texts: list[str], expected: list[type]) -> None:
    assert outcomes(*texts) == expected


def test_parallel_cores_are_at_least_one() -> None:
    assert parallel.cores() >= 1


def test_parallel_events_and_mentions_are_those_of_the_extractor(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_extractor", lambda: extractor)
    article = Article(doc_id="a", text="Министр прилетел в Рим 5 мая 2020 года.")
    assert [event.date and event.date.value for event in parallel.events(article)] == ["2020-05-05"]
    assert [mention.value for mention in parallel.mentions(article)] == ["Рим", "2020-05-05"]


def process(article: Article) -> int:
    """What a process does with an article here: it says who it is."""
    return os.getpid()


WATCHED = """
import time
import test_parallel
from extract import parallel
found = parallel.spread([test_parallel.Article(doc_id="a", text="a")] * 20, 1, test_parallel.process)
print(next(found)[1], flush=True)
time.sleep(60)
"""


def test_parallel_processes_end_with_the_one_that_is_killed() -> None:
    paths = os.pathsep.join(str(Path(path).absolute()) for path in ("src", "tests"))
    with subprocess.Popen([sys.executable, "-c", WATCHED], env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE) as main:
        assert main.stdout
        child = Path("/proc", main.stdout.readline().decode().strip())
        assert child.exists()
        main.kill()
    for _ in range(100):
        if not child.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{child} lives on")
