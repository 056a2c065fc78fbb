"""Times of the service under load: `python benchmarks/serve.py [--jobs N] [--parallel 50] [PATH…]` (default: the texts of corpus/dev).

A real server on a free port of this machine. First each text alone, one after the other; then as many requests at the same moment as
`--parallel` says, every one with another text (a text is cut to its first paragraphs of at most `--chars` characters, a short news
item); then as many with one text, which is read once. Different texts are bound by the cores: the last of 50 on N processes waits for
50 / N times a single one, at best.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from statistics import median, median_high, quantiles
from time import perf_counter

import httpx2 as httpx

from extract.reading import read
from extract.record import Article


@contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of a server that runs as long as the block."""
    command = [sys.executable, "-m", "extract", "serve", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603  own command
        assert server.stderr
        try:
            yield next(found[0] for line in server.stderr if (found := re.search(r"http://[^,]+", line)))
        finally:
            server.terminate()


async def timed(client: httpx.AsyncClient, text: str) -> float:
    """The seconds that one request takes, from its sending to the end of its answer."""
    began = perf_counter()
    answer = await client.post("/events", json={"text": text, "published": "2024-05-20"})
    answer.raise_for_status()
    return perf_counter() - began


async def measure(address: str, texts: Sequence[str]) -> tuple[list[float], list[float], float, list[float]]:
    """The seconds of each text alone, of each in parallel, of all in parallel together, and of each of as many requests with one text.

    The one text is that of the median time alone.
    """
    limits = httpx.Limits(max_connections=len(texts))
    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits, trust_env=False) as client:
        for text in texts:  # dictionaries and caches are warm
            await timed(client, text)
        alone = [await timed(client, text) for text in texts]
        began = perf_counter()
        together = await asyncio.gather(*(timed(client, text) for text in texts))
        whole = perf_counter() - began
        typical = texts[alone.index(median_high(alone))]
        return alone, together, whole, await asyncio.gather(*(timed(client, typical) for _ in texts))


def cut(text: str, most: int) -> str:
    """The first lines of a text that have at most so many characters, at least one line."""
    end = max((match.end() for match in re.finditer(r"\S[^\n]*", text) if match.end() <= most), default=0)
    return text[:end] or text.split("\n", 1)[0]


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", default=["corpus/dev"])
    parser.add_argument("--jobs", default="0")
    parser.add_argument("--parallel", type=int, default=50)
    parser.add_argument("--chars", type=int, default=1000)
    options = parser.parse_args()
    texts = [cut(article.text, options.chars) for article in read(options.paths) if isinstance(article, Article)][: options.parallel]
    with served("--jobs", options.jobs) as address:
        alone, together, whole, same = asyncio.run(measure(address, texts))
    single, p95, of_one = median(alone), quantiles(together, n=20)[-1], quantiles(same, n=20)[-1]
    print(f"{os.cpu_count()} cores, --jobs {options.jobs}, {len(texts)} texts of {median(map(len, texts)):.0f} characters (median)\n")
    print("| | ms |\n|---|--:|")
    print(f"| one request alone, median (mean) | {single * 1000:.0f} ({sum(alone) / len(alone) * 1000:.0f}) |")
    print(f"| {len(texts)} at once: median | {median(together) * 1000:.0f} |")
    print(f"| {len(texts)} at once: p95 | {p95 * 1000:.0f} |")
    print(f"| {len(texts)} at once: all done | {whole * 1000:.0f} |")
    print(f"| {len(texts)} at once with one text: p95 | {of_one * 1000:.0f} |")
    print(f"\np95 is {p95 / single:.1f} times a single request with different texts, {of_one / single:.1f} times with one text")
    print(f"texts per second: {len(texts) / sum(alone):.1f} one after the other, {len(texts) / whole:.1f} at once")


if __name__ == "__main__":
    main()
