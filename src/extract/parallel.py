"""Documents → what is read from them in one process or several, each with models of its own, in the order of the documents."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache, partial
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from extract.reading import Failure, Located
from extract.record import Article, Event, Mention

if TYPE_CHECKING:
    from extract.display import Document
    from extract.extractor import Extractor

AHEAD = 8
"""Documents per process that are read ahead; more would only fill the memory."""

Item = tuple[int, Located | Failure]
"""A document, or why there is none, with its running number."""

T = TypeVar("T")
R = TypeVar("R")


class DeadProcessError(RuntimeError):
    """The process that read a document died (out of memory, killed)."""


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


def result(item: Item, read: Callable[[Article], T]) -> T | Failure:
    """What `read` makes of a document, or why there is none."""
    outcome = item[1]
    if isinstance(outcome, Failure):
        return outcome
    try:
        return read(outcome.article)
    except Exception as error:  # one document never stops the others
        return outcome.failure(error)


def results(
    items: Iterable[Item], jobs: int, read: Callable[[Article], T], *, begin: Callable[[], object] | None = None
) -> Iterator[tuple[Item, T | Failure]]:
    """Each item with its result, in order; one job is done in this process, several in processes that call `begin` first."""
    if jobs == 1:
        yield from ((item, result(item, read)) for item in items)
        return
    for item, found in spread(items, jobs, partial(result, read=read), begin=begin):
        yield item, dead(item, found) if isinstance(found, Exception) else found


def dead(item: Item, error: Exception) -> Failure:
    """The result for an item that its process did not live to return."""
    outcome = item[1]
    return outcome if isinstance(outcome, Failure) else outcome.failure(error)


def spread(
    items: Iterable[T], jobs: int, read: Callable[[T], R], *, begin: Callable[[], object] | None = None
) -> Iterator[tuple[T, R | Exception]]:
    """Each item with what `read` made of it, or with the exception that it raised; each process calls `begin` first.

    When a process dies, the items it may have had are read again, each in a process of its own, and only the one that kills this
    process too fails (`DeadProcessError`).
    """

    def started(size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, mp_context=get_context("spawn"), initializer=_begin, initargs=(begin,))

    def outcome(future: Future[R]) -> R | Exception:
        try:
            return future.result()
        except BrokenProcessPool:
            return DeadProcessError("its process died")
        except Exception as error:
            return error

    def settled(item: T, future: Future[R]) -> tuple[T, R | Exception]:
        found = outcome(future)
        if isinstance(found, DeadProcessError):
            with started(1) as single:
                found = outcome(single.submit(read, item))
        return item, found

    waiting: deque[tuple[T, Future[R]]] = deque()
    pool = started(jobs)
    try:
        for item in items:
            try:
                waiting.append((item, pool.submit(read, item)))
            except BrokenProcessPool:
                pool.shutdown()
                pool = started(jobs)
                waiting.append((item, pool.submit(read, item)))
            if len(waiting) >= jobs * AHEAD:
                yield settled(*waiting.popleft())
        while waiting:
            yield settled(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(begin: Callable[[], object] | None) -> None:
    """Makes a process that ends with the one that began it, even if that is killed."""
    Thread(target=_follow, daemon=True).start()
    if begin:
        begin()


def _follow() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
