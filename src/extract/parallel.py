"""Articles → events over several processes, each with models of its own, in the order of the articles."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from extract.record import Article, Event

AHEAD = 8
"""Articles per process that are read ahead; more would only fill the memory."""


class DeadProcessError(RuntimeError):
    """The process that read an article died (out of memory, killed)."""


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


Read = Callable[[Article], list[Event]]


def events(article: Article) -> list[Event]:
    """The events of an article, by the default extractor of the process."""
    from extract import load

    return load().read(article)


def spread(articles: Iterable[Article], jobs: int, read: Read = events) -> Iterator[tuple[Article, list[Event] | Exception]]:
    """Each article with its events, or with the exception that reading it raised.

    When a process dies, the articles it may have had are read again, each in a process of its own, and only the one that kills this
    process too fails (`DeadProcessError`).
    """
    waiting: deque[tuple[Article, Future[list[Event]]]] = deque()
    pool = _pool(jobs)
    try:
        for article in articles:
            try:
                waiting.append((article, pool.submit(read, article)))
            except BrokenProcessPool:
                pool.shutdown()
                pool = _pool(jobs)
                waiting.append((article, pool.submit(read, article)))
            if len(waiting) >= jobs * AHEAD:
                yield _settled(*waiting.popleft(), read)
        while waiting:
            yield _settled(*waiting.popleft(), read)
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def _settled(article: Article, future: Future[list[Event]], read: Read) -> tuple[Article, list[Event] | Exception]:
    try:
        return article, future.result()
    except BrokenProcessPool:
        return article, _alone(article, read)
    except Exception as error:
        return article, error


def _alone(article: Article, read: Read) -> list[Event] | Exception:
    with _pool(1) as pool:
        try:
            return pool.submit(read, article).result()
        except BrokenProcessPool:
            return DeadProcessError("its process died")
        except Exception as error:
            return error
