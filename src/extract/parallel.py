"""Articles → events or documents over several processes, each with models of its own, in the order of the articles."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from extract.record import Article, Event, Mention

if TYPE_CHECKING:
    from extract.display import Document
    from extract.extractor import Extractor

T = TypeVar("T")

AHEAD = 8
"""Articles per process that are read ahead; more would only fill the memory."""


class DeadProcessError(RuntimeError):
    """The process that read an article died (out of memory, killed)."""


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _extractor() -> "Extractor":
    from extract import load

    return load()


def events(article: Article) -> list[Event]:
    """The events of an article, by the extractor of the process."""
    return _extractor().read(article)


def document(article: Article) -> "Document":
    """The article with its events and mentions, by the extractor of the process."""
    return _extractor().read_document(article)


def mentions(article: Article) -> list[Mention]:
    """The mentions of an article, by the extractor of the process."""
    return _extractor().read_mentions(article)


def spread(
    articles: Iterable[Article],
    jobs: int,
    read: Callable[[Article], T],
    *,
    begin: Callable[[], object] | None = None,
) -> Iterator[tuple[Article, T | Exception]]:
    """Each article with what `read` makes of it, or with the exception that it raised; each process calls `begin` first.

    When a process dies, the articles it may have had are read again, each in a process of its own, and only the one that kills this
    process too fails (`DeadProcessError`).
    """

    def started(size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=begin)

    def outcome(future: Future[T]) -> T | Exception:
        try:
            return future.result()
        except BrokenProcessPool:
            return DeadProcessError("its process died")
        except Exception as error:
            return error

    def settled(article: Article, future: Future[T]) -> tuple[Article, T | Exception]:
        found = outcome(future)
        if isinstance(found, DeadProcessError):
            with started(1) as single:
                found = outcome(single.submit(read, article))
        return article, found

    waiting: deque[tuple[Article, Future[T]]] = deque()
    pool = started(jobs)
    try:
        for article in articles:
            try:
                waiting.append((article, pool.submit(read, article)))
            except BrokenProcessPool:
                pool.shutdown()
                pool = started(jobs)
                waiting.append((article, pool.submit(read, article)))
            if len(waiting) >= jobs * AHEAD:
                yield settled(*waiting.popleft())
        while waiting:
            yield settled(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)
