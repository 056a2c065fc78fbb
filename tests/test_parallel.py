"""Articles shared between processes: order, failures, processes that die."""

import os

import pytest

from extract import parallel
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
