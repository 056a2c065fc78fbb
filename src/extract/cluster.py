"""Partitions on a Dask cluster: a worker reads the documents of a partition and returns its tables; only the client writes files.

A worker that is lost loses nothing: Dask gives its partition to another. Workers need this version of the program, and no files.
"""

import gc
import logging
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock

import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster
from distributed.comm import resolve_address

from extract import parallel
from extract.parallel import DeadProcessError, Item, cores, dead, result
from extract.partitions import Folder, Part, program, tables
from extract.reading import Failure
from extract.record import Article, Event
from extract.table import complete
from extract.values import place

LOCAL = "local"
AHEAD = 2
"""Partitions per thread of the cluster that are under way or wait there; more would only fill the memory of the scheduler."""
PATIENCE = 10
"""Seconds that a scheduler and its first worker have to answer."""
SETTINGS = {"distributed.admin.large-graph-warning-threshold": "1 GiB"}

Tables = tuple[Part, dict[str, bytes]]


class ClusterError(RuntimeError):
    """A cluster that can't be reached, can't do the work or is gone; one line says why."""


# On a worker


@dataclass(frozen=True, slots=True)
class Terms:
    """How a worker reads: as this version of the program, with the user's table of places, with the garbage collector's thresholds."""

    program: str
    places: bytes | None
    collected: tuple[int, int, int]
    read: Callable[[Article], list[Event]]


_ALONE = Lock()
"""Held while a document is read: the models of a process serve one thread."""


def partition(number: int, items: Sequence[Item], formats: Sequence[str], terms: Terms) -> Tables:
    """A partition with its tables by file name."""
    return _tables(number, [(item, single(item, terms)) for item in items], formats)


def single(item: Item, terms: Terms) -> list[Event] | Failure:
    """The result of one document."""
    with _ALONE:
        _begin(terms)
        return result(item, terms.read)


@cache
def _begin(terms: Terms) -> None:
    """Makes the process read as the terms say; ClusterError if it can't."""
    if (own := program()) != terms.program:
        raise ClusterError(f"a worker has extract {own}, not {terms.program}")
    gc.set_threshold(*terms.collected)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "places.tsv")
        path.write_bytes(terms.places or b"")
        place.use(path if terms.places else None)


def _tables(number: int, results: Iterable[tuple[Item, list[Event] | Failure]], formats: Sequence[str]) -> Tables:
    with tempfile.TemporaryDirectory() as folder:
        part = tables(number, results, Path(folder), formats)
        return part, {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


# On the client


def fill(
    folder: Folder,
    items: Iterable[Item],
    told: Callable[[Failure], object],
    *,
    scheduler: str,
    jobs: int | None = None,
    places: Path | None = None,
    read: Callable[[Article], list[Event]] = parallel.events,
) -> None:
    """Fills the folder with the partitions of the items, read on a Dask cluster: `tcp://HOST:PORT`, or one begun here (`local`).

    `jobs` are the processes of the latter, None or 0 one for each core; `places` is the user's table, which goes along. The files are
    those of `Folder.fill`, byte for byte. ClusterError if the cluster can't be reached or is lost; what is finished stays finished.
    """
    terms = Terms(program(), places.read_bytes() if places else None, gc.get_threshold(), read)
    with _connected(scheduler, jobs) as client:
        waiting: deque[tuple[list[Item], Future]] = deque()

        def settle() -> None:
            items, future = waiting.popleft()
            with _asking(scheduler):
                part, files = _settled(client, items, future, [other for _, other in waiting], folder, terms)
            for name, content in files.items():
                with complete(folder.path / name) as path:
                    path.write_bytes(content)
            folder.add(part, told)

        for number, group in groupby(items, key=folder.number):
            chunk = list(group)
            with _asking(scheduler):
                waiting.append((chunk, client.submit(partition, number, chunk, folder.formats, terms, pure=False)))
                room = AHEAD * max(1, sum(client.nthreads().values()))
            while len(waiting) >= room:
                settle()
        while waiting:
            settle()


def _settled(client: Client, items: Sequence[Item], future: Future, others: list[Future], folder: Folder, terms: Terms) -> Tables:
    """The partition that a worker made; one that killed workers is read again, and only the document that kills another one fails.

    That is done document by document, while nothing else is under way: Dask blames a lost worker on all that it had to do.
    """
    try:
        made: Tables = future.result()
        return made
    except KilledWorker:
        for other in others:
            other.exception()  # when it is done
        results = [(item, _alive(item, client.submit(single, item, terms, pure=False))) for item in items]
        return _tables(folder.number(items[0]), results, folder.formats)


def _alive(item: Item, future: Future) -> list[Event] | Failure:
    try:
        found: list[Event] | Failure = future.result()
        return found
    except KilledWorker:
        return dead(item, DeadProcessError("its process died"))


@contextmanager
def _connected(scheduler: str, jobs: int | None) -> Iterator[Client]:
    """A client of the cluster, once it has a worker."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters comes as ClusterError
    with dask.config.set(SETTINGS):
        try:
            address = _local(jobs) if scheduler == LOCAL else resolve_address(scheduler)
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"{scheduler}: no scheduler answers: {_line(error)}") from error
        try:
            with _asking(scheduler):
                client.wait_for_workers(1, timeout=PATIENCE)
            yield client
        finally:
            client.close(timeout=1)
            if client.cluster:
                client.cluster.close()


def _local(jobs: int | None) -> LocalCluster:
    return LocalCluster(n_workers=jobs or cores(), threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL)


@contextmanager
def _asking(scheduler: str) -> Iterator[None]:
    """Makes what goes wrong on the cluster one line."""
    try:
        yield
    except ClusterError as error:
        raise ClusterError(f"{scheduler}: {error}") from error
    except (CancelledError, OSError) as error:
        raise ClusterError(f"{scheduler}: the scheduler is gone: {_line(error)}; --resume goes on") from error
    except Exception as error:
        raise ClusterError(f"{scheduler}: {type(error).__name__}: {_line(error)}") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())
