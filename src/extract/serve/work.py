"""What the service lets other processes do, and those processes: each has models of its own and can be stopped at any time."""

import asyncio
import json
from collections.abc import Callable, Collection, Hashable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

from extract import parallel
from extract.reading import Failure, read_bytes
from extract.record import Article, Event, to_json

if TYPE_CHECKING:
    from extract.report import Language

T = TypeVar("T")

WARMING = "МОСКВА, 9 августа. /ТАСС/. Вчера президенты Иван Орлов и Павел Лисов более двух часов обсуждали в Казани строительство моста."


# What the processes do


def events(article: Article) -> str:
    """The events of an article as a JSON list of full records, each as on its line of `events.jsonl`."""
    from extract.table import json_line

    return f"[{', '.join(json_line(event) for event in parallel.events(article))}]"


def mentions(article: Article) -> str:
    """The mentions of an article as a JSON list."""
    return json.dumps(to_json(parallel.mentions(article)), ensure_ascii=False)


def shown(article: Article) -> str:
    """What the page shows of an article, as JSON."""
    from extract.report import payload

    return json.dumps(payload(parallel.document(article)), ensure_ascii=False)


def page(lang: "Language") -> tuple[str, str]:
    """The page on which a text can be tried, and its content security policy."""
    from extract.report import page, policy

    return page(lang=lang, live=True), policy(live=True)


def export(events: Collection[Event], form: str) -> bytes:
    """The file `events.<form>` of the events; it is written into a private folder that is gone afterwards."""
    from extract.table import write

    with TemporaryDirectory(prefix="extract-") as folder:
        write(events, Path(folder), (form,))
        return Path(folder, f"events.{form}").read_bytes()


def documents(data: bytes, name: str, most: int) -> str:
    """The documents of a file as a JSON list of `doc_id`, `text`, `published`, `title`, `source`; of `line` and `error` where one fails."""

    def listed() -> Iterator[dict[str, Any]]:
        found = read_bytes(data, name)
        for outcome in islice(found, most):
            if isinstance(outcome, Failure):
                yield {"line": outcome.line, "error": outcome.message}
            else:
                yield {field: getattr(outcome, field) for field in ("doc_id", "text", "published", "title", "source")}
        if next(found, None):
            yield {"line": None, "error": f"more than {most} documents; the rest is left out"}

    return json.dumps(list(listed()), ensure_ascii=False)


def warm(begin: Callable[[], object] = int) -> None:
    """Makes a process ready: `begin`, then a first text, for which all models load."""
    begin()
    parallel.events(Article(doc_id="warm", text=WARMING, published="2025-08-09"))


# The processes


class DeadProcessError(RuntimeError):
    """The process that did the work died (out of memory, killed)."""


class Runner(Protocol):
    """What runs work away from the event loop."""

    jobs: int

    async def start(self) -> None:
        """Gets ready."""

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns or raises; whoever no longer waits for it stops it."""

    async def stop(self) -> None:
        """Stops all work."""


class Workers:
    """So many processes that `begin` has made ready; work waits until one is free, first come, first served."""

    def __init__(self, jobs: int, begin: Callable[[], object] | None = None) -> None:
        self.jobs = jobs
        self._begin = begin
        self._free = asyncio.Semaphore(jobs)
        self._pool = self._started()

    def _started(self) -> ProcessPool:
        return ProcessPool(self.jobs, initializer=self._begin, context=get_context("spawn"))

    async def start(self) -> None:
        """Returns when the first process is ready; the others are about to be."""
        await self.run(int)

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns or raises; its process is killed, and replaced, when the task that waits here is cancelled."""
        async with self._free:
            try:
                future = self._pool.schedule(work, arguments)
            except RuntimeError:  # a process died while it had nothing to do, which breaks the pool
                await self.stop()
                self._pool = self._started()
                future = self._pool.schedule(work, arguments)
            try:
                return await asyncio.wrap_future(future)
            except (ProcessExpired, BrokenProcessPool):
                raise DeadProcessError("its process died") from None

    async def stop(self) -> None:
        """Ends the processes at once."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        await asyncio.to_thread(self._pool.join)


class Once:
    """A runner that does the same work on the same things once, however many ask for it while it waits or is done.

    It is given up when nobody waits for it any more. Nothing is kept when it is done.
    """

    def __init__(self, runner: Runner) -> None:
        self.jobs, self.start, self.stop = runner.jobs, runner.start, runner.stop
        self._runner = runner
        self._asked: dict[Hashable, _Asked] = {}

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """What `work` returns or raises."""
        key = (work, arguments)
        try:
            asked = self._asked.get(key)
        except TypeError:  # a list of events cannot be looked up
            return await self._runner.run(work, *arguments)
        if asked is None:
            asked = self._asked[key] = _Asked(asyncio.ensure_future(self._runner.run(work, *arguments)))
        asked.waiting += 1
        try:
            return await asyncio.shield(asked.task)
        finally:
            asked.waiting -= 1
            if not asked.waiting:
                asked.task.cancel()
                del self._asked[key]


@dataclass(slots=True)
class _Asked:
    """Work that somebody waits for."""

    task: "asyncio.Future[Any]"
    waiting: int = 0
